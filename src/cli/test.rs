//! `plumb test`: runs the fixtures of a pack, and says which rule no longer says what it said.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::files::Trouble;
use super::files::bench::{self, Bench};
use super::{Answer, Exit, trouble};
use crate::authoring::fixture;
use crate::authoring::mutants::{Mutant, mutants};
use crate::authoring::testing::{Fixture, Ready, alone, test};
use crate::diagnostic::Diagnostic;
use crate::engine::compile::{Compiled, compile};
use crate::engine::typed::Rule;
use crate::lint::suppress::{Ran, suppress};
use crate::render::terminal::Look;
use crate::render::tested::{self, Orphans, Row, Tried, drawn, is_clean, json, junit, said};

/// Run the fixtures of a pack: does each rule come to the outcome in the fixture's name, and say what it said before?
#[derive(Debug, Args)]
#[command(
    after_help = "A fixture is a small YAML file in a folder that bears its rule's name; its own name begins with the outcome: \
                        passes_…, fails_…, green_…, pays_…. missing: a finding should be made, and is not. noisy: one is made, and \
                        should not be. wrong: another outcome. new and changed: what the rule says awaits somebody who accepts it; \
                        it is kept as a .snap.new beside the .snap, which `cargo insta review` reads as well.\n\
                        Exit codes: 0 all as before; 1 something is not; 2 it could not run, or nothing ran."
)]
pub struct Test {
    /// The folder of the pack.
    #[arg(value_name = "PACK", default_value = "rules/leicestershire-laa")]
    pack: PathBuf,
    /// Only the fixtures whose `rule/name` contains this.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Write no pending snapshots.
    #[arg(long)]
    no_pending: bool,
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
    /// As the XML of `JUnit`, for build servers.
    Junit,
}

impl Test {
    /// Runs the command.
    pub fn run(&self, look: Look) -> Answer {
        self.test(look).unwrap_or_else(|text| trouble(&text))
    }

    fn test(&self, look: Look) -> Result<Answer, Trouble> {
        let bench = bench::open(&self.pack)?;
        let compiled = compile(bench.pack()?);
        let rows = self.rows(&bench, &compiled)?;
        if rows.is_empty() {
            let filtered = self.filter.as_ref().map(|text| format!(" whose name contains `{text}`"));
            let filtered = filtered.unwrap_or_default();
            return Err(format!("the pack `{}` has no fixtures{filtered}, so that nothing ran", self.pack.display()));
        }
        if !self.no_pending {
            for row in &rows {
                bench.keep(&row.fixture, row.tested.came.is_pending().then_some(row.said.as_str()))?;
            }
        }
        let orphans = Orphans(if self.filter.is_none() { bench.left_over.clone() } else { Vec::new() });
        let pack = &bench.pack()?.name;
        let out = match self.format {
            Format::Terminal => drawn(&rows, &orphans),
            Format::Json => json(pack, &rows, &orphans),
            Format::Junit => junit(pack, &rows, &orphans),
        };
        let broken = compiled.broken.first().map(|rule| {
            let path = self.pack.display();
            format!("plumb: the rule `{rule}` does not load; `plumb lint {path}` says why\n")
        });
        let (mut out, mut is_clean) = (out, is_clean(&rows, &orphans) && broken.is_none());
        if self.mutants {
            let tried = tried(&bench, &compiled, &rows)?;
            is_clean &= tried.unnoticed.is_empty();
            out.push_str(&tested::mutants(&tried, &bench.sources, look));
        }
        let exit = if is_clean { Exit::Fine } else { Exit::Found };
        Ok(Answer { out, err: broken.unwrap_or_default(), exit })
    }

    /// Every fixture that is wanted, run; in the order of rules and names.
    fn rows(&self, bench: &Bench, compiled: &Compiled) -> Result<Vec<Row>, Trouble> {
        let pack = bench.pack()?;
        let is_wanted = |it: &&Fixture| {
            let name = format!("{}/{}", it.rule, it.name);
            self.filter.as_ref().is_none_or(|filter| name.contains(filter.as_str()))
        };
        let mut by_rule: BTreeMap<&str, Vec<&Fixture>> = BTreeMap::new();
        for fixture in bench.fixtures.iter().filter(is_wanted) {
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
        Ok(by_rule.par_iter().flat_map(of_rule).collect())
    }
}

/// Every mistake that can be put into the rules whose fixtures ran.
fn tried(bench: &Bench, compiled: &Compiled, rows: &[Row]) -> Result<Tried, Trouble> {
    let pack = bench.pack()?;
    let of_rule = |rule: &Rule| {
        let own = rows.iter().filter(|row| row.fixture.rule == *rule.id);
        let ready = own.filter_map(|row| {
            let read = fixture::read(&row.fixture.source, &pack.thresholds).0?;
            Some((row.fixture.name.clone(), Ready::new(read, pack)))
        });
        let ready: Vec<(String, Ready)> = ready.collect();
        let mutants = match ready.as_slice() {
            [] => Vec::new(),
            ready => mutants(rule, pack, &alone(compiled, &rule.id), ready, &bench.sources),
        };
        mutants.into_iter().map(|mutant| (rule.id.to_string(), mutant)).collect::<Vec<_>>()
    };
    let all: Vec<(String, Mutant)> = compiled.rules.par_iter().flat_map(of_rule).collect();
    // What stands in `lib/` is looked after if the fixtures of any rule notice it.
    let is_noticed = |one: &Mutant| {
        all.iter().any(|(_, other)| other.at == one.at && other.what == one.what && other.noticed_by.is_some())
    };
    let mut unnoticed: Vec<Diagnostic> = Vec::new();
    for (rule, mutant) in all.iter().filter(|(_, mutant)| !is_noticed(mutant)) {
        let diagnostic = mutant.unnoticed(rule);
        if unnoticed.iter().all(|known| known.labels != diagnostic.labels) {
            unnoticed.push(diagnostic);
        }
    }
    let (mut unnoticed, allowed) = suppress(pack, unnoticed, Ran::only_mutants(), &bench.sources);
    unnoticed.sort_by(|one, other| one.order().cmp(&other.order()));
    Ok(Tried { count: all.len(), unnoticed, allowed: allowed.len() })
}
