//! The rule book of a pack, as data: each rule with its page, its duties, the thresholds that it reads, and its fixtures with
//! what it says of them now.

use jiff::civil::Date;

use super::page::{Page, page};
use super::testing::{Fixture, alone, decided, test};
use crate::engine::compile::Compiled;
use crate::engine::typed::Rule;
use crate::pack::Pack;
use crate::pack::duties::held_by;
use crate::source::Sources;
use crate::verdict::Judgement;

/// A rule book.
#[derive(Debug)]
pub struct Book<'p> {
    /// The pack.
    pub pack: &'p Pack,
    /// The rules that do not load.
    pub broken: &'p [String],
    /// The day for which the values in force are told.
    pub on: Option<Date>,
    /// A chapter a rule, in the order of judging.
    pub chapters: Vec<Chapter<'p>>,
}

/// A rule in full.
#[derive(Debug)]
pub struct Chapter<'p> {
    /// The rule.
    pub rule: &'p Rule,
    /// What it says of itself.
    pub page: Page,
    /// The short names of the duties that it holds.
    pub holds: Vec<String>,
    /// Its fixtures.
    pub examples: Vec<Example>,
}

/// A fixture, and what the rule says of it.
#[derive(Debug)]
pub struct Example {
    /// The fixture's name: an outcome, and what is shown.
    pub name: String,
    /// What its comment says, if it begins with one.
    pub about: String,
    /// What is judged, without that comment.
    pub input: String,
    /// What the rule decides; nothing of one that cannot be judged.
    pub judgements: Vec<Judgement>,
}

/// Makes the book. The fixtures are run: what is told of them is what the rules say now.
#[must_use]
pub fn book<'p>(
    pack: &'p Pack,
    compiled: &'p Compiled,
    fixtures: &[Fixture],
    on: Option<Date>,
    sources: &Sources,
) -> Book<'p> {
    let chapter = |rule: &'p Rule| {
        let own = alone(compiled, &rule.id);
        let of_rule = fixtures.iter().filter(|fixture| fixture.rule == *rule.id);
        let script = pack.rules.iter().find(|script| script.id == *rule.id);
        Chapter {
            rule,
            page: page(&rule.page),
            holds: script
                .map(|it| held_by(&it.source).into_iter().map(|held| held.value).collect())
                .unwrap_or_default(),
            examples: of_rule.map(|fixture| example(fixture, pack, &own, sources)).collect(),
        }
    };
    Book { pack, broken: &compiled.broken, on, chapters: compiled.rules.iter().map(chapter).collect() }
}

fn example(fixture: &Fixture, pack: &Pack, own: &Compiled, sources: &Sources) -> Example {
    let report = test(fixture, pack, own, sources).report;
    let judgements = report.map(|report| decided(fixture, &report).cloned().collect()).unwrap_or_default();
    let text = fixture.source.text();
    let comment = text.lines().take_while(|line| line.starts_with('#'));
    let about: Vec<&str> = comment.clone().map(|line| line.trim_start_matches('#').trim()).collect();
    let behind: usize = text.split_inclusive('\n').take(about.len()).map(str::len).sum();
    Example {
        name: fixture.name.clone(),
        about: about.join(" "),
        input: text[behind..].trim_end().to_owned(),
        judgements,
    }
}
