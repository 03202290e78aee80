//! Published tables as a whole.

use std::sync::Arc;

use super::line::{name_of, name_span};
use super::things::Things;
use super::values::{Flag, Maybe, Need, Part, Text, maybe, no_entry};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Entry, Why};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::model::names::{Named, same_name};
use crate::model::table::{Covers, Line, Table as Model};
use crate::source::Span;
use crate::verdict::{Subject, Want};

/// One table of the return.
pub struct Published {
    scene: Arc<Scene>,
    at: usize,
}

/// Some things with their places.
type Found = Vec<(String, Vec<Span>)>;

impl Published {
    fn model(&self) -> &Model {
        &self.scene.submission.tables[self.at]
    }

    fn things(&self, named: Found, place: Span) -> Part<Things> {
        Things::part(named, lost(self.model()), place)
    }

    /// Columns whose total is left blank, although they have figures.
    fn blank_totals(&self) -> Part<Things> {
        let model = self.model();
        let Some(totals) = &model.totals else { return self.things(Vec::new(), model.end) };
        let has_figures = |at: usize| model.lines.iter().any(|line| line.cells[at].is_ok());
        let blanks = totals.cells.iter().enumerate().filter_map(|(at, cell)| {
            let gap = cell.as_ref().err()?;
            let column = &model.columns[at];
            let is_blank = gap.why == Why::Blank && column.unit != OwnUnit::Percent && has_figures(at);
            is_blank.then(|| (column.header.value.clone(), vec![gap.span]))
        });
        self.things(blanks.collect(), totals.span)
    }

    /// Those of whom there must be a line and is none.
    fn missing(&self) -> Part<Things> {
        let model = self.model();
        let of: Vec<&str> = model.lines.iter().flat_map(|line| &line.of).map(|name| name.value.as_str()).collect();
        let is_there = |names: &&Vec<String>| of.iter().any(|of| names.iter().any(|name| same_name(name, of)));
        let known = known_names(&self.scene.agreement, model);
        let missing = known.iter().filter(|names| !is_there(names));
        let named: Found = missing.filter_map(|names| Some((names.first()?.clone(), Vec::new()))).collect();
        let mut wants = lost(model);
        if !named.is_empty() {
            wants.extend(self.of_whom_not_told(&known));
        }
        Things::part(named, wants, model.end)
    }

    /// Lines of which it cannot be told of whom they are: they may be of those who seem to be missing.
    fn of_whom_not_told(&self, known: &[Vec<String>]) -> Vec<Want> {
        let is_known = |of: &str| known.iter().any(|names| names.iter().any(|name| same_name(name, of)));
        let lines = self.model().lines.iter().enumerate();
        let doubtful = lines.filter(|(_, line)| line.of.is_empty() || line.of.iter().any(|of| !is_known(&of.value)));
        let want = |(at, line): (usize, &Line)| {
            let span = line.of.first().map_or(name_span(line), |of| of.span);
            Want { what: format!("of whom {} is", name_of(line, at)), why: Why::Undefined("cannot be told"), span }
        };
        doubtful.map(want).collect()
    }

    /// Lines that are there more than once, where each is of somebody by its name.
    fn twice(&self) -> Part<Things> {
        let model = self.model();
        let known = known_names(&self.scene.agreement, model);
        let same = |one: &str, other: &str| {
            let both = |names: &Vec<String>| [one, other].iter().all(|n| names.iter().any(|name| same_name(name, n)));
            same_name(one, other) || known.iter().any(both)
        };
        let mut found: Found = Vec::new();
        let named: Vec<_> = model.lines.iter().filter_map(|line| line.name.as_ref().ok()).collect();
        for (at, name) in named.iter().enumerate() {
            if let Some(first) = named[..at].iter().find(|first| same(&first.value, &name.value)) {
                found.push((name.value.clone(), vec![first.span, name.span]));
            }
        }
        self.things(if known.is_empty() { Vec::new() } else { found }, model.end)
    }

    fn estimates(&self) -> Part<Things> {
        let lines = self.model().lines.iter().enumerate();
        let marked = lines.filter_map(|(at, line)| {
            let mark = line.estimate.as_ref().ok().filter(|mark| mark.value)?;
            Some((name_of(line, at), vec![mark.span]))
        });
        let blank = |(at, line): (usize, &Line)| {
            let gap = line.estimate.as_ref().err().filter(|gap| gap.why != Why::Absent)?;
            let what = format!("whether {} is an estimate", name_of(line, at));
            Some(Want { what, why: gap.why, span: gap.span })
        };
        let untold = self.model().lines.iter().enumerate().filter_map(blank);
        let lost = lost(self.model()).into_iter().chain(untold).collect();
        let marks = self.model().lines.iter().filter_map(|line| Some(line.estimate.as_ref().ok()?.span)).collect();
        Things::considering(Things::part(marked.collect(), lost, self.model().end), marks)
    }

    fn is_total_marked(&self) -> Maybe<Flag> {
        let no_totals = no_entry(self.model().end);
        let mark = self.model().totals.as_ref().map_or(&no_totals, |totals| &totals.estimate);
        match mark {
            Err(gap) if gap.why == Why::Blank => maybe(&Ok(crate::source::Spanned::new(false, gap.span)), Flag),
            mark => maybe(mark, Flag),
        }
    }
}

/// What is lost of a table, so that there may be more in it.
pub fn lost(table: &Model) -> Vec<Want> {
    let want = |&span: &Span| Want { what: format!("a line of {}", table.name.value), why: Why::Unreadable, span };
    table.lost.iter().map(want).collect()
}

/// What is lost where a name could not be read.
pub fn things_lost(name: &Entry<String>, at: usize) -> Vec<Want> {
    let gap = name.as_ref().err().filter(|gap| gap.why == Why::Unreadable);
    gap.map(|gap| Want { what: format!("the name of line {}", at + 1), why: gap.why, span: gap.span })
        .into_iter()
        .collect()
}

/// All names of each of those that a table covers.
pub fn known_names(agreement: &Agreement, table: &Model) -> Vec<Vec<String>> {
    let named = |named: &Named| {
        std::iter::once(&named.name).chain(&named.also).map(|name| name.value.clone()).collect::<Vec<_>>()
    };
    let id = |id: &str, name: &Entry<String>| {
        std::iter::once(id.to_owned()).chain(name.as_ref().ok().map(|name| name.value.clone())).collect()
    };
    match table.covers.as_ref().map(|covers| covers.value) {
        None => Vec::new(),
        Some(Covers::Blocks) => agreement.blocks.iter().map(named).collect(),
        Some(Covers::Bodies) => agreement.bodies.iter().map(named).collect(),
        Some(Covers::Indicators) => agreement.indicators.iter().map(|one| id(&one.id.value, &one.name)).collect(),
        Some(Covers::RewardTargets) => {
            let targets = agreement.reward.iter().flat_map(|reward| &reward.targets);
            targets.map(|target| id(&target.id.value, &target.name)).collect()
        }
    }
}

impl SubjectType for Published {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.submission.tables.len()).map(|at| Published { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let name = &self.model().name;
        Subject { what: "table", index: self.at, name: name.value.clone(), also: Vec::new(), span: name.span }
    }
}

/// Declares tables.
pub fn declare(table: Table) -> Table {
    table.subject::<Published>("table", "A published table as a whole.", JudgedOn::PeriodEnd, |s| {
        s.field("name", "What it is called.", |t: &Published| {
            Need::of(Text(t.model().name.value.clone()), vec![t.model().name.span])
        })
        .field("states_totals", "Whether it has a line of totals.", |t| {
            let totals = t.model().totals.as_ref();
            Need::of(Flag(totals.is_some()), vec![totals.map_or(t.model().end, name_span)])
        })
        .field("blank_totals", "The columns whose total is left blank.", Published::blank_totals)
        .field("covers_all", "Whether it must have a line of everyone.", |t| {
            let covers = t.model().covers.as_ref();
            Need::of(Flag(covers.is_some()), vec![covers.map_or(t.model().name.span, |covers| covers.span)])
        })
        .field("missing", "Those of whom it must have a line and has none.", Published::missing)
        .field("twice", "Those of whom it has more than one line.", Published::twice)
        .field("estimates", "The lines that are marked as estimates.", Published::estimates)
        .field(
            "is_total_marked",
            "Whether the line of totals is marked as an estimate.",
            Published::is_total_marked,
        )
    })
}
