//! `plumb check`: judges returns and says what was found.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::files::{self, Trouble};
use super::{Answer, Exit, trouble};
use crate::document::Entry;
use crate::engine::compile::compile;
use crate::intake;
use crate::judge::{Case, judge};
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
        let mut sources = Sources::new();
        let opened = files::open_return(path, self.agreement.as_deref(), &mut sources)?;
        let (agreement, mut diagnostics) = intake::agreement(&opened.agreement);
        let Some(agreement) = agreement else { return Ok(self.not_judged(&diagnostics, &sources, look)) };
        let names: Vec<String> = intake::tables_named(&opened.head).into_iter().map(|name| name.value).collect();
        let tables = opened.tables(&names, &mut sources)?;
        let (submission, found) = intake::submission(&opened.head, &tables, &agreement);
        diagnostics.extend(found);
        let Some(submission) = submission else { return Ok(self.not_judged(&diagnostics, &sources, look)) };
        let (name, base) = self.pack_of(&agreement.pack, &opened.agreement_folder)?;
        let (reading, from) = files::open_pack(&name, &base, &mut sources)?;
        let Some(pack) = reading.pack else { return Ok(self.not_judged(&reading.diagnostics, &sources, look)) };
        let compiled = compile(&pack);
        let pack_diagnostics = reading.diagnostics;
        let case = Case { pack: &pack, compiled: &compiled, agreement, submission, diagnostics, pack_diagnostics };
        let judged = judge(case, &sources);
        let out = match self.format {
            Format::Terminal => report::report(&judged, &from, &sources, look),
            Format::Concise => {
                judged.broken.iter().chain(&judged.findings).map(|d| concise::diagnostic(d, &sources)).collect()
            }
        };
        Ok(Answer { out, err: String::new(), exit: exit_of(&judged) })
    }

    fn pack_of(&self, written: &Entry<String>, folder: &Path) -> Result<(String, PathBuf), Trouble> {
        match (&self.pack, written) {
            (Some(pack), _) => Ok((pack.clone(), PathBuf::new())),
            (None, Ok(pack)) => Ok((pack.value.clone(), folder.to_owned())),
            (None, Err(_)) => Err("the agreement names no pack; name one with `--pack DIR`".to_owned()),
        }
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
