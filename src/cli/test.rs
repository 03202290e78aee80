//! `plumb test`: runs the fixtures of a pack, and says which rule no longer says what it said.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::files::Trouble;
use super::files::bench::{self, Bench};
use super::{Answer, Exit, trouble};
use crate::authoring::testing::{Fixture, alone, test};
use crate::engine::compile::{Compiled, compile};
use crate::render::tested::{Orphans, Row, drawn, is_clean, json, junit, said};

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
    /// As JUnit's XML, for build servers.
    Junit,
}

impl Test {
    /// Runs the command.
    pub fn run(&self) -> Answer {
        self.test().unwrap_or_else(|text| trouble(&text))
    }

    fn test(&self) -> Result<Answer, Trouble> {
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
        let is_clean = is_clean(&rows, &orphans) && broken.is_none();
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
