//! Which edit made which verdict turn, found by making the edits one at a time.
//!
//! Each edit is made alone on the base, and each is left out of the head. What would not be as it is without an edit is because of
//! that edit; of several such edits, because of them together. Where each of several would do alone, it is because of each.
//! Where nothing of that holds, it is because of several of which none can be spared. Edits that do not load by themselves are made as one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::causes::{Because, Cause, Difference, How};
use super::packs::{Edit, apply, edits};
use super::reports::{Change, Key, Said, Weight, between, keyed};
use super::sides::{Over, Side, judged};
use super::tally::{Money, Tally};
use crate::engine::compile::{Compiled, compile};
use crate::engine::typed::Rule;
use crate::number::Exact;
use crate::pack::Pack;
use crate::source::Sources;
use crate::verdict::Report;

/// What differs between what two packs make of the same returns.
#[must_use]
pub fn difference(base: &Side, head: &Side, over: &[Over], sources: &Sources) -> Difference {
    let sides = [base, head];
    let of_return = |at: usize| weighed(between(base.report(at), head.report(at)), sides);
    let changes: Vec<Vec<Change>> = (0..over.len()).into_par_iter().map(of_return).collect();
    let edits = edits(&base.pack, &head.pack);
    let (tried, idle): (Vec<usize>, Vec<usize>) =
        (0..edits.len()).partition(|&at| sides.iter().any(|side| is_read(&edits[at], side)));
    let trial = Trial { sides, edits: &edits, over, changes: &changes, sources };
    // Where nothing changed there is no cause to look for.
    let units = if changes.iter().all(Vec::is_empty) { Vec::new() } else { trial.units(&tried) };
    let Found { because, grants } = trial.causes(&units);
    let units: Vec<Vec<usize>> = units.into_iter().map(|unit| unit.edits).collect();
    let mut difference = Difference {
        over: over.iter().map(|one| one.name.clone()).collect(),
        idle,
        tied: units.iter().filter(|unit| unit.len() > 1).cloned().collect(),
        tally: Tally::new(base.reports().zip(head.reports())),
        money: Money::new(base.reports().zip(head.reports()), over),
        not_loaded: [base.not_loaded().to_vec(), head.not_loaded().to_vec()],
        ..Difference::default()
    };
    let cause = |because: &Because| cause(because, &edits, &units, &grants);
    difference.put(changes.clone(), &because, cause);
    difference.edits = edits;
    difference
}

/// What is no longer judged, as its rule does not load, is no small thing.
fn weighed(mut changes: Vec<Change>, sides: [&Side; 2]) -> Vec<Change> {
    for change in &mut changes {
        let is_lost = |side: &Side| side.not_loaded().iter().any(|rule| **rule == *change.rule);
        if (change.before.is_none() && is_lost(sides[0])) || (change.after.is_none() && is_lost(sides[1])) {
            change.weight = Weight::Turned;
        }
    }
    changes
}

/// Whether a rule can notice an edit: a threshold that none reads is noticed by none. What one reads that does not load is not
/// known.
fn is_read(edit: &Edit, side: &Side) -> bool {
    match edit {
        Edit::Threshold(_) if !side.not_loaded().is_empty() => true,
        Edit::Threshold(_) => side.compiled.rules.iter().any(|rule| reads(rule, &side.pack, edit.name())),
        Edit::Rule(_) | Edit::Library(_) | Edit::Advisory(_) => true,
    }
}

/// Whether a rule reads a threshold.
fn reads(rule: &Rule, pack: &Pack, name: &str) -> bool {
    rule.limits.iter().any(|&index| pack.thresholds.at(index).name.value == name)
}

/// A cause in words.
fn cause(because: &Because, edits: &[Edit], units: &[Vec<usize>], grants: &[Option<Exact>]) -> Cause {
    let of: Vec<usize> = because.units.iter().flat_map(|&unit| units[unit].iter().copied()).collect();
    let grant = match because.units.as_slice() {
        &[unit] => grants[unit].clone(),
        _ => None,
    };
    Cause { how: because.how, because: of.iter().map(|&edit| edits[edit].says()).collect(), edits: of, grant }
}

/// What causes are looked for with.
struct Trial<'a> {
    sides: [&'a Side; 2],
    edits: &'a [Edit],
    over: &'a [Over],
    changes: &'a [Vec<Change>],
    sources: &'a Sources,
}

/// Because of what each change of each return is, and what each unit alone does to the grant.
struct Found {
    because: Vec<Vec<Because>>,
    grants: Vec<Option<Exact>>,
}

/// Edits that are made as one: alone on the base, and left out of the head.
struct Unit<'a> {
    edits: Vec<usize>,
    alone: Variant<'a>,
    without: Variant<'a>,
}

/// A pack that is tried, and the side that it is made from.
struct Variant<'a> {
    from: &'a Side,
    pack: Pack,
    compiled: Arc<Compiled>,
}

impl Variant<'_> {
    /// The rules that load in the packs it is made between, and not in it.
    fn lost(&self, sides: [&Side; 2]) -> Vec<String> {
        let known = |rule: &String| sides.iter().any(|side| side.not_loaded().contains(rule));
        self.compiled.broken.iter().filter(|rule| !known(rule)).cloned().collect()
    }
}

impl<'a> Trial<'a> {
    /// Some edits as one.
    fn unit(&self, edits: Vec<usize>) -> Unit<'a> {
        let there: Vec<&Edit> = edits.iter().map(|&at| &self.edits[at]).collect();
        Unit { alone: variant(self.sides[0], &there), without: self.without(&edits), edits }
    }

    /// The head without some edits.
    fn without(&self, edits: &[usize]) -> Variant<'a> {
        let back: Vec<Edit> = edits.iter().map(|&at| self.edits[at].reversed()).collect();
        variant(self.sides[1], &back.iter().collect::<Vec<_>>())
    }

    /// The edits that can be made one at a time; those that do not load without others are made with them.
    fn units(&self, tried: &[usize]) -> Vec<Unit<'a>> {
        let mut units: Vec<Unit<'a>> = tried.par_iter().map(|&edit| self.unit(vec![edit])).collect();
        while units.len() > 1 {
            let lost = |unit: &Unit<'a>| [unit.alone.lost(self.sides), unit.without.lost(self.sides)].concat();
            let broken = units.iter().map(lost).enumerate().find(|(_, lost)| !lost.is_empty());
            let Some((at, lost)) = broken else { break };
            units = self.tied(units, at, &lost);
        }
        units
    }

    /// The units with one of them put together with those that the rules which it breaks rest on; with all that are not values
    /// alone where there are none.
    fn tied(&self, units: Vec<Unit<'a>>, at: usize, lost: &[String]) -> Vec<Unit<'a>> {
        let has_part = |edit: usize| lost.iter().any(|rule| self.has_part(&self.edits[edit], rule));
        let is_of_scripts = |edit: usize| !self.edits[edit].is_of_values();
        let with = |is_one: &dyn Fn(usize) -> bool| -> BTreeSet<usize> {
            let has_one = |unit: &Unit<'a>| unit.edits.iter().any(|&edit| is_one(edit));
            (0..units.len()).filter(|&other| other == at || has_one(&units[other])).collect()
        };
        let mut together = with(&has_part);
        if together.len() == 1 {
            together = with(&is_of_scripts);
        }
        if together.len() == 1 {
            together = (0..units.len()).collect();
        }
        let mut one: Vec<usize> = together.iter().flat_map(|&unit| units[unit].edits.iter().copied()).collect();
        one.sort_unstable();
        let rest = units.into_iter().enumerate().filter(|(at, _)| !together.contains(at)).map(|(_, unit)| unit);
        let mut all: Vec<Unit<'a>> = rest.chain([self.unit(one)]).collect();
        all.sort_by(|one, other| one.edits.cmp(&other.edits));
        all
    }

    /// Whether an edit is of a script or a threshold that a rule rests on, and may be needed for it to load.
    fn has_part(&self, edit: &Edit, rule: &str) -> bool {
        let compiled =
            |side: &'a Side| side.compiled.rules.iter().find(|it| *it.id == *rule).map(|it| (it, &side.pack));
        let mut in_sides = self.sides.iter().filter_map(|side| compiled(side));
        match edit {
            Edit::Rule(_) | Edit::Advisory(_) => edit.name() == rule,
            Edit::Threshold(_) => !edit.is_of_values() && in_sides.any(|(rule, pack)| reads(rule, pack, edit.name())),
            Edit::Library(_) => in_sides.any(|(rule, _)| !rule.called.is_empty()),
        }
    }

    /// Tries every unit over every return in which something changed.
    fn causes(&self, units: &[Unit<'a>]) -> Found {
        let all: Vec<usize> = (0..units.len()).collect();
        let whole = |changes: &Vec<Change>| vec![Because { how: How::Together, units: all.clone() }; changes.len()];
        if units.len() < 2 {
            let because = self.changes.iter().map(whole).collect();
            let [base, head] = self.sides;
            let grant = (!units.is_empty()).then(|| Money::new(base.reports().zip(head.reports()), self.over).by());
            return Found { because, grants: grant.into_iter().collect() };
        }
        let tries: Vec<Tries> = units.par_iter().map(|unit| self.tries(unit)).collect();
        let of_change = |over: usize, at: usize, change: &Change| {
            let needed: Vec<usize> =
                all.iter().copied().filter(|&unit| tries[unit].is_needed(over, at, change)).collect();
            if !needed.is_empty() {
                return Because { how: How::Together, units: needed };
            }
            let enough: Vec<usize> =
                all.iter().copied().filter(|&unit| tries[unit].is_enough(over, at, change)).collect();
            match enough.as_slice() {
                [] => Because { how: How::Together, units: self.least(units, over, change) },
                _ => Because { how: How::Each, units: enough },
            }
        };
        let of_return = |(over, changes): (usize, &Vec<Change>)| {
            changes.iter().enumerate().map(|(at, change)| of_change(over, at, change)).collect()
        };
        let because = self.changes.par_iter().enumerate().map(of_return).collect();
        Found { because, grants: tries.into_iter().map(|tries| tries.grant).collect() }
    }

    /// Units that make a change and of which none can be spared: what is left when one after the other is left out of the head
    /// as long as the change is there.
    fn least(&self, units: &[Unit<'a>], over: usize, change: &Change) -> Vec<usize> {
        let (mut spared, mut least) = (Vec::new(), Vec::new());
        for (at, unit) in units.iter().enumerate() {
            let edits = [spared.as_slice(), &unit.edits].concat();
            let variant = self.without(&edits);
            let said = self.report(&variant, over).map(|report| sayings(&report, std::slice::from_ref(change)));
            if said.is_some_and(|said| is_as_changed(said[0].as_ref(), change)) {
                spared = edits;
            } else {
                least.push(at);
            }
        }
        least
    }

    /// What becomes of each change with a unit alone, and without it.
    fn tries(&self, unit: &Unit<'a>) -> Tries {
        let (alone, without) = (self.reports(&unit.alone), self.reports(&unit.without));
        let said = |reports: &[Option<Report>]| {
            let of_return = |(report, changes): (&Option<Report>, &Vec<Change>)| {
                report.as_ref().map(|report| sayings(report, changes)).unwrap_or_default()
            };
            reports.iter().zip(self.changes).map(of_return).collect()
        };
        let base = self.sides[0];
        let with = alone.iter().zip(base.reports()).map(|(report, was)| (was, report.as_ref().unwrap_or(was)));
        let grant = Money::new(with, self.over).by();
        Tries { alone: said(&alone), without: said(&without), grant }
    }

    /// What a pack makes of each return in which something changed.
    fn reports(&self, variant: &Variant<'_>) -> Vec<Option<Report>> {
        (0..self.over.len()).into_par_iter().map(|at| self.report(variant, at)).collect()
    }

    /// What a pack makes of a return; none where nothing changed.
    fn report(&self, variant: &Variant<'_>, at: usize) -> Option<Report> {
        let judged = || judged(&self.over[at], &variant.pack, &variant.compiled, variant.from.kept(at), self.sources).0;
        (!self.changes[at].is_empty()).then(judged)
    }
}

/// A pack with some edits. It is compiled anew only where that may come out otherwise.
fn variant<'a>(from: &'a Side, edits: &[&Edit]) -> Variant<'a> {
    let pack = apply(&from.pack, edits);
    let is_as_compiled = edits.iter().all(|edit| edit.is_of_values());
    let compiled = if is_as_compiled { Arc::clone(&from.compiled) } else { Arc::new(compile(&pack)) };
    Variant { from, pack, compiled }
}

/// What is said in a report where something changed, change by change.
fn sayings(report: &Report, changes: &[Change]) -> Vec<Option<Said>> {
    let names: HashSet<&str> = changes.iter().map(|change| change.key.name.as_str()).collect();
    let all = keyed(report, |subject| names.contains(subject.name.as_str()));
    let said: HashMap<&Key, Said> = all.iter().map(|(at, key, judgement)| (key, Said::of(judgement, *at))).collect();
    changes.iter().map(|change| said.get(&change.key).cloned()).collect()
}

/// What a unit comes to, return by return and change by change: alone on the base, and left out of the head.
struct Tries {
    alone: Vec<Vec<Option<Said>>>,
    without: Vec<Vec<Option<Said>>>,
    grant: Option<Exact>,
}

impl Tries {
    /// Whether a change would not be without the unit.
    fn is_needed(&self, over: usize, at: usize, change: &Change) -> bool {
        !is_as_changed(self.without[over][at].as_ref(), change)
    }

    /// Whether the unit would do alone.
    fn is_enough(&self, over: usize, at: usize, change: &Change) -> bool {
        is_as_changed(self.alone[over][at].as_ref(), change)
    }
}

/// Whether what is said is what the change led to; of one that is of words only, to the letter.
fn is_as_changed(said: Option<&Said>, change: &Change) -> bool {
    match (said, &change.after) {
        (None, None) => true,
        (Some(said), Some(after)) if change.weight == Weight::Reworded => said.is_same(after),
        (Some(said), Some(after)) => said.comes_to(after),
        _ => false,
    }
}
