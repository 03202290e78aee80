//! `plumb check`: judges returns and says what was found.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::files::Trouble;
use super::judged::{Came, Judged, Wanted, judged};
use super::shelf::Shelf;
use super::{Answer, Exit, trouble};
use crate::diagnostic::Diagnostic;
use crate::render::terminal::Look;
use crate::render::{concise, json, margin_json, report, terminal};
use crate::source::Sources;
use crate::verdict::Report;

/// Judge returns: every problem in its place, what is decided, what cannot be, and what it pays.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no error was found (some verdicts may be undecided, as the summary says; what advisory rules find \
                        is not counted); 1 an error was found; \
                        2 nothing could be judged; 3 a rule broke, and what it should decide is not decided."
)]
pub struct Check {
    /// Returns: a folder with a return.yaml or a return.json, one file, or - for the standard input.
    #[arg(required = true, value_name = "RETURN")]
    returns: Vec<PathBuf>,
    /// The agreement, where it is not the agreement.yaml beside the return or in a folder above it.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
    /// The pack of rules: a folder, or one that is built in, by its name. Else the one that the agreement names.
    #[arg(long, value_name = "DIR")]
    pack: Option<String>,
    /// Say of every band, condition and award what would turn it: how far off the next value of each cell and threshold is.
    #[arg(long)]
    margins: bool,
    /// How to say it.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each problem drawn in its place, then the whole report.
    Terminal,
    /// One line a problem and an undecided verdict, for editors and grep.
    Concise,
    /// Everything, as one JSON document; `plumb schema report` prints its schema.
    Json,
    /// Everything, as one JSON object a line.
    Jsonl,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, look: Look) -> Answer {
        let mut answer = Answer { out: String::new(), err: String::new(), exit: Exit::Fine };
        let (mut returns, mut opened) = (Vec::new(), Shelf::default());
        for (at, path) in self.returns.iter().enumerate() {
            if at > 0 && self.format == Format::Terminal {
                answer.out.push('\n');
            }
            let one = self.one(path, &mut opened);
            answer.exit = answer.exit.max(one.exit());
            answer.err.push_str(&one.err());
            match self.format {
                Format::Terminal => answer.out.push_str(&one.drawn(look, self.margins)),
                Format::Concise => answer.out.push_str(&one.concise()),
                Format::Json => returns.push(one.json(path, self.margins)),
                Format::Jsonl => answer.out.push_str(&json::lines(one.json(path, self.margins))),
            }
        }
        if self.format == Format::Json {
            answer.out = json::text(returns);
        }
        answer
    }

    fn one(&self, path: &Path, opened: &mut Shelf) -> One {
        let wanted = Wanted { path, agreement: self.agreement.as_deref(), pack: self.pack.as_deref() };
        match judged(wanted, opened) {
            Ok(Came::Judged(judged)) => One::Judged(judged),
            Ok(Came::NotJudged(diagnostics, sources)) => One::NotJudged(diagnostics, sources),
            Err(trouble) => One::Trouble(trouble),
        }
    }
}

/// What became of one return.
enum One {
    Judged(Box<Judged>),
    NotJudged(Vec<Diagnostic>, Sources),
    Trouble(Trouble),
}

impl One {
    fn exit(&self) -> Exit {
        match self {
            One::Judged(judged) => exit_of(&judged.report),
            One::NotJudged(..) | One::Trouble(_) => Exit::NotJudged,
        }
    }

    /// For the standard error.
    fn err(&self) -> String {
        match self {
            One::Judged(_) if self.exit() == Exit::NotJudged => "plumb: there was nothing to judge\n".to_owned(),
            One::Judged(_) => String::new(),
            One::NotJudged(..) => "plumb: nothing could be judged\n".to_owned(),
            One::Trouble(text) => trouble(text).err,
        }
    }

    fn drawn(&self, look: Look, with_margins: bool) -> String {
        match self {
            One::Judged(judged) => {
                let Judged { report, from, sources, .. } = &**judged;
                let margins = with_margins.then(|| judged.margins(|_| true));
                let margins = margins.as_ref().map(|margins| (margins, judged.told()));
                report::with_margins(report, from, sources, look, margins)
            }
            One::NotJudged(problems, sources) => {
                problems.iter().map(|problem| terminal::diagnostic(problem, sources, look) + "\n").collect()
            }
            One::Trouble(_) => String::new(),
        }
    }

    fn concise(&self) -> String {
        match self {
            One::Judged(judged) => {
                let Judged { report, sources, .. } = &**judged;
                let problems =
                    report.broken.iter().chain(&report.findings).map(|one| concise::diagnostic(one, sources));
                problems.chain(report.judged().filter_map(|one| concise::undecided(one, sources))).collect()
            }
            One::NotJudged(problems, sources) => problems.iter().map(|one| concise::diagnostic(one, sources)).collect(),
            One::Trouble(_) => String::new(),
        }
    }

    fn json(&self, path: &Path, with_margins: bool) -> json::ReturnJson {
        let path = path.display().to_string();
        match self {
            One::Judged(judged) => {
                let mut one = json::judged(&path, &judged.report, &judged.from, &judged.sources);
                if with_margins {
                    margin_json::add(&mut one, &judged.margins(|_| true), judged.told());
                }
                one
            }
            One::NotJudged(problems, sources) => json::not_judged(&path, None, problems, sources),
            One::Trouble(text) => json::not_judged(&path, Some(text), &[], &Sources::new()),
        }
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
