//! Returns as they would be judged by other thresholds: what changes against today, words tried one by one, and a map of
//! two thresholds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::course::{is_same_word, number_of};
use super::steps::{Bend, Change, Over, Steps, Tally, awarded, awards, range, scale, steps};
use super::trial::{Input, Trial};
use crate::number::Exact;
use crate::pack::thresholds::{Limit, LimitType, Threshold, Thresholds};
use crate::verdict::Outcome;

/// The most words of a set of which every choice is tried.
const MOST_WORDS: usize = 6;

/// The most values of each threshold in a map.
const MOST_VALUES: usize = 12;

/// What there would be with other values of some thresholds.
#[derive(Debug)]
pub struct Alternative {
    /// What there would be.
    pub tally: Tally,
    /// What is otherwise than today, gains first.
    pub changes: Vec<Change>,
}

/// What there would be with these values of thresholds, by their places in the list.
#[must_use]
pub fn alternative(over: &[Over<'_>], limits: &[(usize, Limit)]) -> Alternative {
    let mut changes = Vec::new();
    let mut tally = Tally::default();
    let mut all: Vec<BTreeMap<usize, Outcome>> = Vec::new();
    for (of, one) in over.iter().enumerate() {
        let affected: BTreeSet<usize> =
            limits.iter().flat_map(|(index, _)| one.trial.affected(&Input::Limit(*index, None))).collect();
        let affected: Vec<usize> = affected.into_iter().collect();
        let outcomes: BTreeMap<usize, Outcome> = one.trial.outcomes_with(&affected, limits).into_iter().collect();
        for (at, stands) in one.trial.stands.iter().enumerate() {
            let now = outcomes.get(&at).unwrap_or(&stands.outcome);
            *tally.words.entry((stands.rule.kind, now.word())).or_default() += 1;
            let is_same = is_same_word(now, &stands.outcome) && number_of(now) == number_of(&stands.outcome);
            if !is_same {
                changes.push(Change { over: of, at, was: stands.outcome.clone(), now: now.clone(), bend: Bend::None });
            }
        }
        all.push(outcomes);
    }
    let awards = awards(over);
    let amount = |of: usize, at: usize| awarded(all[of].get(&at).unwrap_or(&over[of].trial.stands[at].outcome), None);
    tally.grant = (!awards.is_empty()).then(|| awards.iter().map(|awards| awards.sum(amount)).sum());
    changes.sort_by_key(|change| std::cmp::Reverse(change.gain()));
    Alternative { tally, changes }
}

/// Every value that a threshold of words can have; none where there are too many.
#[must_use]
pub fn choices(threshold: &Threshold) -> Option<Vec<Limit>> {
    match threshold.kind {
        LimitType::Choice => Some(threshold.of.iter().cloned().map(Limit::Word).collect()),
        LimitType::Set if threshold.of.len() <= MOST_WORDS => {
            let subset = |bits: usize| {
                let chosen = threshold.of.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                Limit::Words(chosen.map(|(_, word)| word.clone()).collect())
            };
            Some((0..1 << threshold.of.len()).map(subset).collect())
        }
        _ => None,
    }
}

/// Two thresholds, and what there would be at each pair of values.
#[derive(Debug)]
pub struct Map {
    /// The values of the first.
    pub rows: Vec<Exact>,
    /// The values of the second.
    pub columns: Vec<Exact>,
    /// Whether there were more values at which something changes.
    pub is_cut: bool,
    /// What there is, row by row.
    pub cells: Vec<Vec<Tally>>,
}

/// A map of two thresholds that hold numbers: of each value of one at which something changes, whatever the other is among
/// its own such values.
#[must_use]
pub fn map(thresholds: &Thresholds, first: usize, second: usize, over: &[Over<'_>]) -> Option<Map> {
    let rows = values(thresholds, first, second, over)?;
    let columns = values(thresholds, second, first, over)?;
    let is_cut = rows.len() > MOST_VALUES || columns.len() > MOST_VALUES;
    let (mut rows, mut columns) = (rows, columns);
    for (values, index) in [(&mut rows, first), (&mut columns, second)] {
        // Those around today's are kept.
        let today = steps(thresholds, index, over).and_then(|steps| steps.today);
        let at = today.and_then(|today| values.iter().position(|value| *value >= today)).unwrap_or(0);
        let from = at.saturating_sub(MOST_VALUES / 2).min(values.len().saturating_sub(MOST_VALUES));
        *values = values.drain(..).skip(from).take(MOST_VALUES).collect();
    }
    let cell = |row: &Exact, column: &Exact| {
        alternative(over, &[(first, Limit::Number(row.clone())), (second, Limit::Number(column.clone()))]).tally
    };
    let cells = rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect();
    Some(Map { rows, columns, is_cut, cells })
}

/// A value for each step of a threshold, with the other at today's value and at one of each of its own steps.
fn values(thresholds: &Thresholds, index: usize, other: usize, over: &[Over<'_>]) -> Option<Vec<Exact>> {
    let own = steps(thresholds, index, over)?;
    let others = steps(thresholds, other, over)?;
    let mut values: BTreeSet<Exact> = within(thresholds.at(index), &own).into_iter().chain(own.today).collect();
    for value in within(thresholds.at(other), &others).into_iter().take(MOST_VALUES) {
        let moved = thresholds.moved(other, &Limit::Number(value), None);
        let again: Vec<Over<'_>> = over.iter().map(|one| again(one, &moved)).collect();
        values.extend(within(thresholds.at(index), &steps(&moved, index, &again)?));
    }
    Some(values.into_iter().collect())
}

/// The same return under other thresholds.
fn again<'t>(one: &Over<'t>, thresholds: &'t Thresholds) -> Over<'t> {
    let scene = &one.trial.scene;
    let (agreement, submission) = (Arc::clone(&scene.agreement), Arc::clone(&scene.submission));
    let earlier = Arc::clone(&scene.earlier);
    Over { name: one.name.clone(), trial: Trial::new(thresholds, one.trial.compiled(), agreement, submission, earlier) }
}

/// A value within each step: where it begins, or, where it begins just over a value, the next one of the threshold's scale.
fn within(threshold: &Threshold, steps: &Steps) -> Vec<Exact> {
    let Some(range) = range(threshold) else { return Vec::new() };
    let scale = scale(threshold, &range);
    let ends = steps.steps.iter().skip(1).map(|step| &step.from).chain([&steps.range.to]);
    let inside = steps.steps.iter().zip(ends).map(|(step, end)| {
        let next = &step.from.down_to(&scale) + &scale;
        match () {
            () if !step.is_over => step.from.clone(),
            () if next <= *end => next,
            () => (&step.from + end).over(&Exact::whole(2)).unwrap_or_else(|| step.from.clone()),
        }
    });
    inside.collect()
}
