//! `plumb check`: judges returns and says what was found.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::files::Trouble;
use super::judged::{Came, Judged, Wanted, judged};
use super::{Answer, Exit, trouble};
use crate::render::terminal::Look;
use crate::render::{concise, report, terminal};
use crate::source::Sources;
use crate::verdict::Report;

/// Judge returns: every problem in its place, what is decided, what cannot be, and what it pays.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no error was found (some verdicts may be undecided, as the summary says); 1 an error was found; \
                        2 nothing could be judged; 3 a rule broke, and what it should decide is not decided."
)]
pub struct Check {
    /// Returns: a folder with a return.yaml, one file, or - for the standard input.
    #[arg(required = true, value_name = "RETURN")]
    returns: Vec<PathBuf>,
    /// The agreement, where it is not the agreement.yaml beside the return or in a folder above it.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
    /// The pack of rules: a folder, or one that is built in, by its name. Else the one that the agreement names.
    #[arg(long, value_name = "DIR")]
    pack: Option<String>,
    /// How to say it.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each problem drawn in its place, then the whole report.
    Terminal,
    /// One line a problem, for editors and grep.
    Concise,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, look: Look) -> Answer {
        let mut answer = Answer { out: String::new(), err: String::new(), exit: Exit::Fine };
        for (at, path) in self.returns.iter().enumerate() {
            if at > 0 && self.format == Format::Terminal {
                answer.out.push('\n');
            }
            let one = self.one(path, look).unwrap_or_else(|text| trouble(&text));
            answer.out.push_str(&one.out);
            answer.err.push_str(&one.err);
            answer.exit = answer.exit.max(one.exit);
        }
        answer
    }

    fn one(&self, path: &Path, look: Look) -> Result<Answer, Trouble> {
        let wanted = Wanted { path, agreement: self.agreement.as_deref(), pack: self.pack.as_deref() };
        let judged = match judged(wanted)? {
            Came::Judged(judged) => judged,
            Came::NotJudged(diagnostics, sources) => return Ok(self.not_judged(&diagnostics, &sources, look)),
        };
        let Judged { report, from, sources, .. } = &*judged;
        let out = match self.format {
            Format::Terminal => report::report(report, from, sources, look),
            Format::Concise => {
                report.broken.iter().chain(&report.findings).map(|d| concise::diagnostic(d, sources)).collect()
            }
        };
        let exit = exit_of(report);
        let err = if exit == Exit::NotJudged { "plumb: there was nothing to judge\n" } else { "" };
        Ok(Answer { out, err: err.to_owned(), exit })
    }

    fn not_judged(&self, diagnostics: &[crate::diagnostic::Diagnostic], sources: &Sources, look: Look) -> Answer {
        let draw = |diagnostic| match self.format {
            Format::Terminal => terminal::diagnostic(diagnostic, sources, look) + "\n",
            Format::Concise => concise::diagnostic(diagnostic, sources),
        };
        let out = diagnostics.iter().map(draw).collect();
        Answer { out, err: "plumb: nothing could be judged\n".to_owned(), exit: Exit::NotJudged }
    }
}

fn exit_of(report: &Report) -> Exit {
    if report.has_broken_rule() {
        Exit::BrokenRule
    } else if report.errors() > 0 {
        Exit::Found
    } else if report.judgements.is_empty() {
        Exit::NotJudged
    } else {
        Exit::Fine
    }
}
