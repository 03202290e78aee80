//! What made a verdict turn between two returns under one pack: the cells that it rests on, and that are not what they were.
//!
//! A verdict that reads earlier ones rests on the cells beneath these. A cell is called by what a rule reads from it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::causes::{Because, Cause, Difference, How};
use super::reports::{Change, between};
use super::tally::{Money, Tally};
use crate::explain::cells;
use crate::source::Span;
use crate::verdict::{Datum, Evidence, Judgement, Report, Subject};

/// What differs between two returns that one pack judged. `names` are what a person calls them.
#[must_use]
pub fn between_returns(before: &Report, after: &Report, names: [&str; 2], not_loaded: &[String]) -> Difference {
    let changes = between(before, after);
    let figures = [Figures::of(before), Figures::of(after)];
    let mut words: Vec<String> = Vec::new();
    let mut because = Vec::new();
    for change in &changes {
        let mut units: Vec<usize> = Vec::new();
        for word in causes(change, [before, after], &figures) {
            let known = words.iter().position(|known| *known == word);
            units.push(known.unwrap_or_else(|| {
                words.push(word);
                words.len() - 1
            }));
        }
        units.sort_unstable();
        because.push(Because { how: How::Together, units });
    }
    let mut difference = Difference {
        over: vec![format!("{} → {}", names[0], names[1])],
        tally: Tally::new(std::iter::once((before, after))),
        money: Money::between(before, after),
        not_loaded: [not_loaded.to_vec(), not_loaded.to_vec()],
        ..Difference::default()
    };
    let cause = |because: &Because| Cause {
        how: because.how,
        because: because.units.iter().map(|&unit| words[unit].clone()).collect(),
        edits: Vec::new(),
        grant: None,
    };
    difference.put(vec![changes], &[because], cause);
    difference
}

/// What a change is because of, in words.
fn causes(change: &Change, reports: [&Report; 2], figures: &[Figures<'_>; 2]) -> Vec<String> {
    let sides = [&change.before, &change.after];
    let judged = |side: usize| sides[side].as_ref().map(|said| &reports[side].judgements[said.at]);
    let is_known = |side: usize| {
        let mut subjects = reports[side].judgements.iter().map(|judgement| &judgement.subject);
        subjects.any(|subject| subject.what == change.key.what && subject.name == change.key.name)
    };
    let named = || format!("the {} `{}`", change.key.what.replace('_', " "), change.key.name);
    match (judged(0), judged(1)) {
        (None, _) if !is_known(0) => return vec![format!("{} is new", named())],
        (_, None) if !is_known(1) => return vec![format!("{} is gone", named())],
        _ => {}
    }
    let touched = |side: usize| judged(side).into_iter().flat_map(move |judgement| figures[side].beneath(judgement));
    let mut keys: Vec<&Name> = touched(0).chain(touched(1)).collect();
    keys.sort();
    keys.dedup();
    let mut moved: Vec<Moved<'_>> = keys.into_iter().filter_map(|name| Moved::of(name, figures)).collect();
    moved.sort_by_key(|moved| moved.places.len());
    let mut told: BTreeSet<Span> = BTreeSet::new();
    let mut kept: Vec<String> = Vec::new();
    for one in moved {
        // What a sum is made from is told by itself, where a rule reads it.
        if one.places.iter().all(|place| !told.contains(*place)) {
            told.extend(one.places.iter().copied());
            kept.push(one.says);
        }
    }
    kept.sort();
    kept
}

/// What a figure is called: of which subject, and by which path rules read it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Name {
    what: &'static str,
    of: String,
    path: Arc<str>,
}

impl Name {
    /// `` actual of `RG1a` ``
    fn says(&self) -> String {
        let own = self.path.strip_prefix(self.what).and_then(|rest| rest.strip_prefix('.'));
        let field = own.unwrap_or(&self.path).replace(['_', '.'], " ");
        format!("{field} of `{}`", self.of)
    }
}

/// A figure that a rule reads from cells, and not from an earlier verdict.
struct Figure<'r> {
    value: Option<&'r Datum>,
    shown: Option<&'r str>,
    places: &'r [Span],
}

/// The figures of a report, by name and by cell.
struct Figures<'r> {
    named: HashMap<Name, Figure<'r>>,
    at: HashMap<Span, Vec<Name>>,
}

impl<'r> Figures<'r> {
    fn of(report: &'r Report) -> Self {
        let mut named: HashMap<Name, Figure<'r>> = HashMap::new();
        let mut at: HashMap<Span, Vec<Name>> = HashMap::new();
        for Judgement { subject: Subject { what, name, .. }, evidence, .. } in &report.judgements {
            for evidence in evidence {
                let Evidence::Field { path, places, behind, value, shown, .. } = evidence else { continue };
                if !behind.grounds.is_empty() {
                    continue;
                }
                let name = Name { what, of: name.clone(), path: Arc::clone(path) };
                for place in places {
                    at.entry(*place).or_default().push(name.clone());
                }
                let figure = Figure { value: value.as_ref(), shown: shown.as_deref(), places };
                if named.get(&name).is_none_or(|known| known.value.is_none()) {
                    named.insert(name, figure);
                }
            }
        }
        Figures { named, at }
    }

    /// The figures that are read from the cells that a verdict rests on.
    fn beneath(&self, judgement: &Judgement) -> impl Iterator<Item = &Name> {
        cells(judgement).filter_map(|cell| self.at.get(&cell)).flatten()
    }
}

/// A figure that is not what it was.
struct Moved<'r> {
    says: String,
    places: Vec<&'r Span>,
}

impl<'r> Moved<'r> {
    /// None where both returns say the same, and where one of them was not asked.
    fn of(name: &Name, figures: &[Figures<'r>; 2]) -> Option<Self> {
        let (was, is) = (figures[0].named.get(name)?, figures[1].named.get(name)?);
        if was.value == is.value {
            return None;
        }
        let shown = |figure: &Figure<'_>| figure.shown.map_or_else(|| "not given".to_owned(), str::to_owned);
        let says = format!("{} {} → {}", name.says(), shown(was), shown(is));
        Some(Moved { says, places: was.places.iter().chain(is.places).collect() })
    }
}
