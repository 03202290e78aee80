//! `plumb tune`: what a threshold's values would come to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::files::Trouble;
use super::judged::{PackNamed, ReadReturn, Wanted, read};
use super::shelf::Shelf;
use super::{Answer, Exit, trouble};
use crate::diagnostic::Diagnostic;
use crate::engine::compile::{Compiled, compile};
use crate::pack::Pack;
use crate::pack::thresholds::{Limit, Threshold, Thresholds};
use crate::render::safe::safe;
use crate::render::terminal::{self, Look};
use crate::render::{tune as text, tune_json};
use crate::source::Sources;
use crate::tune::alternative::{alternative, choices, map};
use crate::tune::steps::{Over, steps};
use crate::tune::trial::Trial;
use crate::verdict::Evidence;

/// Try a threshold's values over returns: every value at which a verdict or an amount changes, and what changes there.
#[derive(Debug, Args)]
#[command(
    after_help = "The values are solved for, so that no step lies between two of them. For a verdict that cannot be solved for, \
                        the values of the threshold's own scale are tried, and the answer says so. Nothing is written; to move a \
                        threshold, use plumb set.\n\n\
                        Exit codes: 0 tried; 2 nothing could be tried."
)]
pub struct Tune {
    /// The threshold; with a second one, a map of both.
    #[arg(required = true, num_args = 1..=2, value_name = "THRESHOLD")]
    thresholds: Vec<String>,
    /// The returns to try it over.
    #[arg(long, required = true, num_args = 1.., value_name = "RETURN")]
    over: Vec<PathBuf>,
    /// The agreement, where it is not the agreement.yaml beside the return or in a folder above it.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
    /// The pack of rules: a folder, or one that is built in, by its name. Else the one that the agreements name.
    #[arg(long, value_name = "DIR")]
    pack: Option<String>,
    /// Compare this value with today's: who would gain, who would lose. A set is written with commas: cash,grant.
    #[arg(long, value_name = "VALUE", conflicts_with = "format")]
    set: Option<String>,
    /// How to say it.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table of steps and a chart.
    Terminal,
    /// The steps as one JSON document; `plumb schema tune` prints its schema.
    Json,
    /// The steps as a table.
    Csv,
}

/// The returns that a threshold is tried over, and the pack.
pub struct Opened {
    /// Each return by its path.
    pub returns: Vec<(String, ReadReturn)>,
    /// The pack.
    pub pack: Pack,
    /// The pack as compiled.
    pub compiled: Compiled,
}

impl Opened {
    /// The returns, each ready to be tried.
    #[must_use]
    pub fn over(&self) -> Vec<Over<'_>> {
        let trial = |(name, read): &(String, ReadReturn)| {
            let (agreement, submission) = (Arc::clone(&read.agreement), Arc::clone(&read.submission));
            let earlier = Arc::clone(&read.earlier);
            let trial = Trial::new(&self.pack.thresholds, &self.compiled, agreement, submission, earlier);
            Over { name: name.clone(), trial }
        };
        self.returns.iter().map(trial).collect()
    }
}

/// Opens returns that are judged by one pack.
///
/// # Errors
/// When one cannot be opened or read, or they are judged by several packs.
pub fn open(paths: &[PathBuf], agreement: Option<&Path>, pack: Option<&str>, look: Look) -> Result<Opened, Answer> {
    let mut shelf = Shelf::default();
    let mut returns = Vec::new();
    let mut named: Option<PackNamed> = None;
    for path in paths {
        let wanted = Wanted { path, agreement, pack };
        let one = match read(wanted, &mut shelf).map_err(|text| trouble(&text))? {
            Ok(one) => *one,
            Err(problems) => return Err(not_read(&problems, &shelf.sources, look)),
        };
        if named.as_ref().is_some_and(|known| !known.is_same(&one.pack)) {
            return Err(trouble("the returns are judged by several packs; name one with `--pack DIR`"));
        }
        named = Some(one.pack.clone());
        returns.push((path.display().to_string(), one));
    }
    let named = named.ok_or_else(|| trouble("no return is named"))?;
    let (reading, _) = named.open(&mut shelf.sources).map_err(|text: Trouble| trouble(&text))?;
    let Some(pack) = reading.pack else { return Err(not_read(&reading.diagnostics, &shelf.sources, look)) };
    let compiled = compile(&pack);
    Ok(Opened { returns, pack, compiled })
}

fn not_read(problems: &[Diagnostic], sources: &Sources, look: Look) -> Answer {
    let out = problems.iter().map(|problem| terminal::diagnostic(problem, sources, look) + "\n").collect();
    Answer { out, err: "plumb: nothing could be tried\n".to_owned(), exit: Exit::NotJudged }
}

impl Tune {
    /// Runs the command.
    pub fn run(&self, look: Look) -> Answer {
        self.tune(look).unwrap_or_else(|answer| answer)
    }

    fn tune(&self, look: Look) -> Result<Answer, Answer> {
        let opened = open(&self.over, self.agreement.as_deref(), self.pack.as_deref(), look)?;
        let thresholds = &opened.pack.thresholds;
        let index = threshold(&opened.pack, &self.thresholds[0])?;
        let over = opened.over();
        let out = match (self.thresholds.get(1), &self.set) {
            (Some(_), Some(_)) => return Err(trouble("`--set` takes one threshold")),
            (Some(_), None) if self.format != Format::Terminal => {
                return Err(trouble("a map of two thresholds is drawn for the terminal only; leave out `--format`"));
            }
            (Some(second), None) => {
                let second = threshold(&opened.pack, second)?;
                let map = map(thresholds, index, second, &over).ok_or_else(|| trouble(NO_MAP))?;
                text::map(thresholds.at(index), thresholds.at(second), &map)
            }
            (None, Some(value)) => set(thresholds, index, value, &over)?,
            (None, None) => self.one(thresholds, index, &over)?,
        };
        Ok(Answer { out, err: broken(&opened), exit: Exit::Fine })
    }

    fn one(&self, thresholds: &Thresholds, index: usize, over: &[Over<'_>]) -> Result<String, Answer> {
        let threshold = thresholds.at(index);
        if let Some(found) = steps(thresholds, index, over) {
            return Ok(match self.format {
                Format::Terminal => text::steps(threshold, &found, over),
                Format::Json => tune_json::json(threshold, &found, over),
                Format::Csv => tune_json::csv(threshold, &found, over),
            });
        }
        let name = &threshold.name.value;
        let words = choices(threshold).ok_or_else(|| {
            let kind = threshold.kind;
            trouble(&format!("`{name}` is of type {kind}, which is not tuned: numbers, and words of up to six, are"))
        })?;
        if self.format != Format::Terminal {
            return Err(trouble(&format!("`{name}` holds words, and has no steps; leave out `--format`")));
        }
        let tried: Vec<_> = words.into_iter().map(|word| (word.clone(), alternative(over, &[(index, word)]))).collect();
        Ok(text::choices(threshold, &in_force(threshold, over)?, &tried, over))
    }
}

const NO_MAP: &str = "a map is made of two thresholds that hold numbers";

/// What another value would come to, against today's.
fn set(thresholds: &Thresholds, index: usize, value: &str, over: &[Over<'_>]) -> Result<String, Answer> {
    let threshold = thresholds.at(index);
    let limit = threshold.read(value).map_err(|why| trouble(&format!("`{}`: {why}", threshold.name.value)))?;
    let was = alternative(over, &[]);
    let would = alternative(over, &[(index, limit.clone())]);
    let today = in_force(threshold, over)?;
    let mut out = format!("{}: {} → {}\n", threshold.name.value, threshold.show(&today), threshold.show(&limit));
    if let Some(locked) = &threshold.locked {
        out.extend(["locked: ", &safe(&locked.value), "\n"]);
    }
    out.push_str(&text::against_today(&was.tally, &would, over));
    Ok(out)
}

/// The value in force: that which the verdicts read, else that of the end of the first return's period.
fn in_force(threshold: &Threshold, over: &[Over<'_>]) -> Result<Limit, Answer> {
    let evidence = over.iter().flat_map(|one| &one.trial.stands).flat_map(|stands| &stands.evidence);
    let read = evidence.filter_map(|evidence| match evidence {
        Evidence::Threshold { name, span, .. } if **name == threshold.name.value => Some(*span),
        _ => None,
    });
    let mut dated = read.filter_map(|span| threshold.values.iter().find(|dated| dated.value.span == span));
    if let Some(dated) = dated.next() {
        return Ok(dated.value.value.clone());
    }
    let day = over.first().map(|one| one.trial.scene.submission.period.value.end());
    let dated = day.and_then(|day| threshold.on(day));
    let none = || trouble(&format!("`{}` has no value in the period of the return", threshold.name.value));
    dated.map(|dated| dated.value.value.clone()).ok_or_else(none)
}

/// What is to be said when rules of the pack do not load: they are not tried.
fn broken(opened: &Opened) -> String {
    match opened.compiled.broken.as_slice() {
        [] => String::new(),
        broken => format!("plumb: not tried, as they do not load: {}; see `plumb lint`\n", broken.join(", ")),
    }
}

/// The place of a threshold of the pack.
fn threshold(pack: &Pack, name: &str) -> Result<usize, Answer> {
    pack.thresholds.find(name).map_err(|text| trouble(&text))
}
