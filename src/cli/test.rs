//! `plumb test`: runs the fixtures of a pack, and says which rule no longer says what it said.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::files::bench::{self, Bench};
use super::files::{self, Trouble};
use super::{Answer, Exit, trouble};
use crate::authoring::coverage::{Script, coverage, seen};
use crate::authoring::mutants::{Subject, Tried, mutants, together};
use crate::authoring::testing::{Fixture, LeftOver, Stage, alone, test};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::compile::{Compiled, compile};
use crate::engine::typed::Rule;
use crate::pack::Pack;
use crate::render::safe::safe;
use crate::render::terminal::Look;
use crate::render::tested::{Row, Told, drawn, said};
use crate::render::tested_json::json;
use crate::render::tested_junit::junit;

/// Run the fixtures of a pack: does each rule come to the outcome in the fixture's name, and say what it said before?
#[derive(Debug, Args)]
#[command(
    after_help = "A fixture is a small YAML file in a folder that bears its rule's name; its own name begins with the outcome: \
                        passes_…, fails_…, green_…, pays_…. missing: a finding should be made, and is not. noisy: one is made, and \
                        should not be. wrong: another outcome. new and changed: what the rule says awaits somebody who accepts it; \
                        it is kept as a .snap.new beside the .snap, and `plumb review` or `cargo insta review` shows it.\n\
                        Exercised are: an ending that a fixture comes to; a branch that one takes, of each if, switch and ??, and of \
                        && and || each part that decides; an edge of a threshold, where something that is compared with it lies at \
                        its value, or within one step below or above, a step being one of the last digit that it is written with.\n\
                        Exit codes: 0 all as before; 1 something is not, or a mutant is unnoticed; 2 it could not run, or nothing ran."
)]
pub struct Test {
    /// The folder of the pack; without one, the pack at hand: that which the working directory is in, else the one under rules/,
    /// of several there the one that is shipped.
    #[arg(value_name = "PACK")]
    pack: Option<PathBuf>,
    /// Only the fixtures whose `rule/name` contains this.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Write no pending snapshots.
    #[arg(long)]
    no_pending: bool,
    /// Also say what of each rule the fixtures exercise, and draw on its script what they do not.
    #[arg(long)]
    coverage: bool,
    /// Also put small mistakes into the rules, one at a time, and say which of them no fixture notices.
    #[arg(long)]
    mutants: bool,
    /// How to say it.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What is not as it was, line by line, then a summary.
    Terminal,
    /// Everything, as one JSON document; `plumb schema test` prints its schema.
    Json,
    /// As XML that build servers read as that of `JUnit`.
    #[value(help = "JUnit's XML, for build servers")]
    Junit,
}

impl Test {
    /// Runs the command.
    pub fn run(&self, look: Look) -> Answer {
        self.test(look).unwrap_or_else(|text| trouble(&text))
    }

    fn test(&self, look: Look) -> Result<Answer, Trouble> {
        if self.coverage && self.format == Format::Junit {
            return Err("JUnit's XML has no place for what is exercised; use `--format json`".to_owned());
        }
        let folder = self.pack.clone().map_or_else(files::folder_at_hand, Ok)?;
        let bench = bench::open(&folder)?;
        let pack = bench.pack()?;
        let compiled = compile(pack);
        let rows = rows(&bench, pack, &compiled, |fixture| self.is_wanted(fixture));
        if rows.is_empty() {
            return Err(self.nothing_ran(&folder, &bench));
        }
        let note = if self.no_pending { String::new() } else { keep(&bench, &rows)? };
        let whole = self.filter.is_none();
        let tried = self.mutants.then(|| tried(pack, &compiled, &rows, whole, &bench));
        let coverage = self.coverage.then(|| covered(pack, &compiled, &rows, whole));
        let left_over: &[LeftOver] = if whole { &bench.left_over } else { &[] };
        let is_told = |rule: &&String| whole || rows.iter().any(|row| row.fixture.rule == **rule);
        let broken: Vec<String> = compiled.broken.iter().filter(is_told).cloned().collect();
        let mut problems = bench.reading.diagnostics.clone();
        problems.extend(compiled.diagnostics.iter().filter(|problem| is_of_library(problem, pack)).cloned());
        problems.retain(|problem| problem.severity == Severity::Error);
        let told = Told {
            problems: &problems,
            pack: Some(&pack.name),
            rows: &rows,
            left_over,
            broken: &broken,
            tried: tried.as_ref(),
            coverage: coverage.as_deref(),
        };
        let out = match self.format {
            Format::Terminal => drawn(&told, &bench.sources, look) + of_base(pack).as_str(),
            Format::Json => json(&told, &bench.sources),
            Format::Junit => junit(&told, &bench.sources),
        };
        let exit = if told.is_clean() { Exit::Fine } else { Exit::Found };
        Ok(Answer { out, err: note, exit })
    }

    fn is_wanted(&self, fixture: &Fixture) -> bool {
        let name = || format!("{}/{}", fixture.rule, fixture.name);
        self.filter.as_ref().is_none_or(|filter| name().contains(filter.as_str()))
    }

    fn nothing_ran(&self, folder: &Path, bench: &Bench) -> Trouble {
        let named = folder.display();
        match &self.filter {
            Some(text) if !bench.fixtures.is_empty() => {
                format!("no fixture of the pack `{named}` has `{text}` in its rule/name, so that nothing ran")
            }
            _ => format!(
                "the pack `{named}` has no fixtures, so that nothing ran; write one into `{}`, as <rule>/passes_<what>.yaml",
                bench.folder
            ),
        }
    }
}

/// Whose tests those rules have that an edition keeps; nothing of a pack that extends none.
fn of_base(pack: &Pack) -> String {
    let of = |base: &Arc<Pack>| format!("the rules that it keeps of {0} are tested with {0}\n", safe(&base.name));
    pack.base.as_ref().map(of).unwrap_or_default()
}

/// Every fixture that is wanted, run; in the order of rules and names.
pub fn rows(bench: &Bench, pack: &Pack, compiled: &Compiled, wanted: impl Fn(&Fixture) -> bool) -> Vec<Row> {
    let mut by_rule: BTreeMap<&str, Vec<&Fixture>> = BTreeMap::new();
    for fixture in bench.fixtures.iter().filter(|fixture| wanted(fixture)) {
        by_rule.entry(&fixture.rule).or_default().push(fixture);
    }
    let by_rule: Vec<(&str, Vec<&Fixture>)> = by_rule.into_iter().collect();
    let of_rule = |(rule, fixtures): &(&str, Vec<&Fixture>)| {
        let alone = alone(compiled, rule);
        let row = |&fixture: &&Fixture| {
            let mut tested = test(fixture, pack, &alone, &bench.sources);
            let said = said(fixture, &tested, &bench.sources);
            tested.compare(fixture.accepted.as_deref(), &said);
            Row { fixture: fixture.clone(), tested, said }
        };
        fixtures.iter().map(row).collect::<Vec<Row>>()
    };
    by_rule.par_iter().flat_map(of_rule).collect()
}

/// Keeps what awaits somebody who accepts it; or says why it is not kept.
///
/// # Errors
/// When it cannot be written.
pub fn keep(bench: &Bench, rows: &[Row]) -> Result<String, Trouble> {
    let waits = |row: &Row| row.tested.came.is_pending();
    if let Some(why) = not_kept(bench, rows.iter().filter(|row| waits(row)).count()) {
        return Ok(why);
    }
    rows.iter().try_for_each(|row| bench.keep(&row.fixture, waits(row).then_some(row.said.as_str())))?;
    Ok(String::new())
}

/// Why what awaits somebody is not kept, where it is not: as many as `count` do.
pub fn not_kept(bench: &Bench, count: usize) -> Option<String> {
    let why = bench.may_keep().err().filter(|_| count > 0)?;
    Some(format!("plumb: nothing is kept for review: {}\n", safe(&why)))
}

/// Whether something is wrong with a script of `lib/`: where no rule calls it, no rule is broken by it.
fn is_of_library(problem: &Diagnostic, pack: &Pack) -> bool {
    let source = problem.labels.first().map(|label| label.span.source());
    pack.library.iter().any(|script| Some(script.source.id()) == source)
}

/// The fixtures of a rule that were judged, each with the rule over it.
fn stages<'r>(rule: &'r Rule, rows: &'r [Row]) -> impl Iterator<Item = (&'r str, Stage)> {
    let from = rows.partition_point(|row| *row.fixture.rule < *rule.id);
    let own = rows[from..].iter().take_while(|row| *row.fixture.rule == *rule.id);
    own.filter_map(|row| {
        let (ready, report) = row.tested.ready.as_ref().zip(row.tested.report.as_ref())?;
        Some((row.fixture.name.as_str(), ready.stage(rule, report)))
    })
}

/// Every mistake that can be put into the rules whose fixtures ran.
fn tried(pack: &Pack, compiled: &Compiled, rows: &[Row], whole: bool, bench: &Bench) -> Tried {
    let of_rule = |rule: &Rule| {
        let fixtures = stages(rule, rows).map(|(name, stage)| Subject::new(name, stage, rule));
        let fixtures: Vec<Subject> = fixtures.collect();
        let mut found = if fixtures.is_empty() { Vec::new() } else { mutants(rule, pack, &fixtures) };
        // What an edition keeps is looked after by the fixtures of the pack that it is kept from.
        found.retain(|mutant| pack.is_own(mutant.at));
        (rule.id.to_string(), found)
    };
    let all: Vec<_> = compiled.rules.par_iter().map(of_rule).collect();
    together(pack, &all, whole && compiled.broken.is_empty(), &bench.sources)
}

/// What the fixtures exercise: of every rule, or of those whose fixtures ran.
fn covered(pack: &Pack, compiled: &Compiled, rows: &[Row], whole: bool) -> Vec<Script> {
    let of_rule = |rule| (rule, stages(rule, rows).map(|(_, stage)| seen(rule, &stage)).collect::<Vec<_>>());
    let mut rules: Vec<_> = compiled.rules.par_iter().map(of_rule).collect();
    rules.retain(|(_, seen)| whole || !seen.is_empty());
    let mut scripts = coverage(pack, &rules);
    scripts.retain(|script| pack.is_own(script.source.whole()));
    scripts
}
