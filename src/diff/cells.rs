//! What made a verdict turn between two returns under one pack: the cells that it rests on, and that are not what they were.
//!
//! A verdict that reads earlier ones rests on the cells beneath these. A cell is called by what a rule reads from it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::causes::{Because, Cause, Difference, How};
use super::reports::{Change, Said, Weight, between};
use super::tally::{Money, Tally};
use crate::source::{Sources, Span};
use crate::verdict::{Datum, Evidence, Judgement, Kind, Report, Subject};

/// What differs between two returns that one pack judged. `names` are what a person calls them.
#[must_use]
pub fn between_returns(
    [before, after]: [&Report; 2],
    names: [&str; 2],
    not_loaded: &[String],
    sources: &Sources,
) -> Difference {
    let changes = weighed(between(before, after), before.period == after.period);
    let figures = [Figures::of(before, sources), Figures::of(after, sources)];
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

/// Where a figure should be moves with time: that it does is no change of its own.
fn weighed(mut changes: Vec<Change>, is_one_period: bool) -> Vec<Change> {
    for change in changes.iter_mut().filter(|it| it.key.kind == Kind::Trajectory && !is_one_period) {
        let word = |said: &Option<Said>| said.as_ref().map(Said::word);
        if word(&change.before) == word(&change.after) {
            change.weight = Weight::Reworded;
        }
    }
    changes
}

/// What a change is because of, in words.
fn causes(change: &Change, reports: [&Report; 2], figures: &[Figures<'_>; 2]) -> Vec<String> {
    let sides = [&change.before, &change.after];
    let judged = |side: usize| sides[side].as_ref().map(|said| &reports[side].judgements[said.at]);
    let is_known = |side: usize| {
        let subject = judged(1 - side).map(|judgement| figures[1 - side].whose(&judgement.subject));
        subject.is_none_or(|subject| figures[side].whose.values().any(|known| known == subject))
    };
    let named = || format!("the {} `{}`", change.key.what.replace('_', " "), change.key.name);
    match (judged(0), judged(1)) {
        (None, _) if !is_known(0) => return vec![format!("{} is new", named())],
        (_, None) if !is_known(1) => return vec![format!("{} is gone", named())],
        _ => {}
    }
    let beneath = |side: usize| judged(side).into_iter().flat_map(move |judgement| figures[side].beneath(judgement));
    let all: BTreeSet<&Name> = beneath(0).chain(beneath(1)).collect();
    let mut moved: Vec<Moved> = all.into_iter().filter_map(|name| Moved::of(name, figures)).collect();
    moved.sort_by_key(|moved| moved.places.len());
    // What is worked out from cells that stayed moved with the period alone.
    if moved.iter().any(|moved| moved.is_of_cells) {
        moved.retain(|moved| moved.is_of_cells);
    }
    let mut told: BTreeSet<Span> = BTreeSet::new();
    let mut kept: BTreeSet<String> = BTreeSet::new();
    for one in moved {
        // What a sum is made from is told by itself, where a rule reads it.
        if one.places.is_empty() || one.places.iter().all(|place| !told.contains(place)) {
            told.extend(&one.places);
            kept.insert(one.says);
        }
    }
    kept.into_iter().collect()
}

/// A subject as it is known in another return: by its name, and as a part of which table; of several of one name by their order.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Whose {
    what: &'static str,
    name: String,
    within: Option<String>,
    nth: usize,
}

/// What a figure is called: of which subject, and by which path rules read it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Name {
    of: Arc<Whose>,
    path: Arc<str>,
}

impl Name {
    /// What is read, without whose it is: `actual`.
    fn field(&self) -> String {
        let own = self.path.strip_prefix(self.of.what).and_then(|rest| rest.strip_prefix('.'));
        // What a method is given says nothing of the cell.
        let (mut field, mut depth) = (String::new(), 0_usize);
        for character in own.unwrap_or(&self.path).chars() {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                '_' | '.' => field.push(' '),
                other => field.push(other),
            }
        }
        field
    }
}

/// A figure that a rule reads from cells, and not from an earlier verdict.
struct Figure<'r> {
    value: Option<&'r Datum>,
    shown: Option<&'r str>,
    places: &'r [Span],
    subject: &'r Subject,
}

/// The figures of a report, by name and by cell.
struct Figures<'r> {
    sources: &'r Sources,
    /// The subjects, by what they are and their place.
    whose: HashMap<(&'static str, usize), Arc<Whose>>,
    named: HashMap<Name, Figure<'r>>,
    at: HashMap<Span, Vec<Name>>,
}

impl<'r> Figures<'r> {
    fn of(report: &'r Report, sources: &'r Sources) -> Self {
        let mut named: HashMap<Name, Figure<'r>> = HashMap::new();
        let mut at: HashMap<Span, Vec<Name>> = HashMap::new();
        let whose = subjects(report);
        for Judgement { subject, evidence, .. } in report.judged() {
            let of = &whose[&(subject.what, subject.index)];
            for evidence in evidence {
                let Evidence::Field { path, places, behind, value, shown, .. } = evidence else { continue };
                if !behind.grounds.is_empty() {
                    continue;
                }
                let name = Name { of: Arc::clone(of), path: Arc::clone(path) };
                for place in places {
                    at.entry(*place).or_default().push(name.clone());
                }
                let figure = Figure { value: value.as_ref(), shown: shown.as_deref(), places, subject };
                if named.get(&name).is_none_or(|known| known.value.is_none()) {
                    named.insert(name, figure);
                }
            }
        }
        Figures { sources, whose, named, at }
    }

    /// A subject of the report.
    fn whose(&self, subject: &Subject) -> &Arc<Whose> {
        &self.whose[&(subject.what, subject.index)]
    }

    /// The figures that a verdict rests on: those that it reads, and those that are read from the cells beneath earlier verdicts;
    /// of these its own subject's, where there are any.
    fn beneath(&self, judgement: &Judgement) -> Vec<&Name> {
        let own = self.whose(&judgement.subject);
        let is_own = |it: &&Name| it.of == *own;
        let mut found = Vec::new();
        for evidence in &judgement.evidence {
            let Evidence::Field { path, places, behind, .. } = evidence else { continue };
            if behind.grounds.is_empty() {
                let name = Name { of: Arc::clone(own), path: Arc::clone(path) };
                found.extend(self.named.get_key_value(&name).map(|(name, figure)| self.first(name, figure)));
                continue;
            }
            // Where nothing stands there is no cell: what should stand there is anybody's.
            for place in places.iter().filter(|place| !place.is_empty()) {
                let read: Vec<&Name> = self.at.get(place).into_iter().flatten().collect();
                let own: Vec<&Name> = read.iter().copied().filter(is_own).collect();
                found.extend(if own.is_empty() { read } else { own });
            }
        }
        found
    }

    /// One cell has one name: that under which a rule first reads it.
    fn first<'f>(&'f self, name: &'f Name, figure: &Figure<'_>) -> &'f Name {
        let [place] = figure.places else { return name };
        let read = self.at.get(place).filter(|_| !place.is_empty()).into_iter().flatten();
        let is_it = |other: &&Name| {
            self.named.get(other).is_some_and(|it| it.places == figure.places && it.value == figure.value)
        };
        read.into_iter().find(is_it).unwrap_or(name)
    }

    /// What stands in the cells of a figure, in whatever order.
    fn texts(&self, figure: &Figure<'_>) -> Vec<&str> {
        let mut texts: Vec<&str> = figure.places.iter().map(|&place| self.sources.slice(place)).collect();
        texts.sort_unstable();
        texts
    }

    /// What a figure is called: with whose it is, unless its one cell is read for others too.
    fn says(&self, name: &Name, figure: &Figure<'_>) -> String {
        let is_of_others = |place: &Span| {
            let read = self.at.get(place).into_iter().flatten();
            !place.is_empty() && read.into_iter().any(|it| it.of.what == name.of.what && it.of != name.of)
        };
        match figure.places {
            [place] if is_of_others(place) => name.field(),
            _ => format!("{} of `{}`", name.field(), name.of.name),
        }
    }
}

/// The subjects of a report as they are known in another, by what they are and their place.
fn subjects(report: &Report) -> HashMap<(&'static str, usize), Arc<Whose>> {
    let mut seen: HashMap<(&'static str, &str, Option<&str>), usize> = HashMap::new();
    let mut whose = HashMap::new();
    for Judgement { subject: Subject { what, index, name, within, .. }, .. } in report.judged() {
        whose.entry((*what, *index)).or_insert_with(|| {
            let nth = seen.entry((what, name, within.as_deref())).or_default();
            *nth += 1;
            Arc::new(Whose { what, name: name.clone(), within: within.clone(), nth: *nth })
        });
    }
    whose
}

/// A figure that is not what it was.
struct Moved {
    says: String,
    is_of_cells: bool,
    places: Vec<Span>,
}

impl Moved {
    /// None where both returns say the same, and where one of them was not asked.
    fn of(name: &Name, figures: &[Figures<'_>; 2]) -> Option<Self> {
        let (was, is) = (figures[0].named.get(name)?, figures[1].named.get(name)?);
        if was.value == is.value {
            return None;
        }
        // What could not be read, or says that there is no figure, is told as it stands.
        let as_it_stands = |at: usize, figure: &Figure<'_>| match figures[at].texts(figure).as_slice() {
            // Where only its name stands, as of one that is given twice, no figure is to be told.
            [text] if figure.subject.is_called(text.trim()) => "could not be read".to_owned(),
            [text] if !text.trim().is_empty() => format!("`{}`", text.trim()),
            _ => "not given".to_owned(),
        };
        let shown =
            |at: usize, figure: &Figure<'_>| figure.shown.map_or_else(|| as_it_stands(at, figure), str::to_owned);
        let called = if was.value.is_some() { figures[0].says(name, was) } else { figures[1].says(name, is) };
        let says = format!("{called} {} → {}", shown(0, was), shown(1, is));
        let places = was.places.iter().chain(is.places).copied().filter(|place| !place.is_empty()).collect();
        Some(Moved { says, places, is_of_cells: figures[0].texts(was) != figures[1].texts(is) })
    }
}
