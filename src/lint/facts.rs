//! What is known at one place of a rule: what every condition on the way there said of the values that it compared.
//!
//! Whatever is concluded here holds for every return and for every value that a threshold may take; what cannot be told is
//! left open.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::interval::{Interval, Orders};
use super::terms::{Shape, TermId, Terms};
use super::wording::Wording;
use crate::engine::syntax::{Arithmetic, Comparison};
use crate::engine::table::{Does, Ty};
use crate::engine::units::Unit;
use crate::pack::thresholds::Thresholds;
use crate::source::Span;

/// What conditions said, and where.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    ranges: BTreeMap<TermId, (Interval, Span)>,
    orders: BTreeMap<(TermId, TermId), (Orders, Span)>,
    wordings: BTreeMap<TermId, (Wording, Span)>,
    flags: BTreeMap<TermId, (bool, Span)>,
    /// Whether no way leads here.
    dead: bool,
}

/// What a conclusion rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grounds {
    /// The conditions that said so.
    pub asked: BTreeSet<Span>,
    /// The thresholds whose bounds say so.
    pub limits: BTreeSet<usize>,
}

/// Facts, and what is needed to conclude from them.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The values of the rule.
    pub terms: &'a Terms,
    /// The thresholds of the pack.
    pub thresholds: &'a Thresholds,
    /// What conditions said.
    pub facts: &'a Facts,
    /// How many more steps may be taken; when there are none left, nothing is concluded.
    pub steps: &'a Cell<usize>,
}

impl Facts {
    /// Whether no way leads here.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.dead
    }
}

impl Known<'_> {
    /// What a number can be.
    #[must_use]
    pub fn range(&self, id: TermId) -> Interval {
        self.range_because(id, &mut Grounds::default())
    }

    /// What a number can be, and why.
    pub fn range_because(&self, id: TermId, grounds: &mut Grounds) -> Interval {
        self.ranged(id, grounds, &mut BTreeMap::new())
    }

    fn step(&self) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0
    }

    fn ranged(&self, id: TermId, grounds: &mut Grounds, memo: &mut BTreeMap<TermId, Interval>) -> Interval {
        if let Some(range) = memo.get(&id) {
            return range.clone();
        }
        if !self.step() {
            return Interval::all();
        }
        let own = self.calculated(id, grounds, memo);
        let range = match self.facts.ranges.get(&id) {
            Some((said, at)) => {
                let both = own.meet(said);
                if both != own {
                    grounds.asked.insert(*at);
                }
                both
            }
            None => own,
        };
        memo.insert(id, range.clone());
        range
    }

    /// What a number can be by the way it is calculated.
    fn calculated(&self, id: TermId, grounds: &mut Grounds, memo: &mut BTreeMap<TermId, Interval>) -> Interval {
        let term = self.terms.at(id);
        let mut range = |id: TermId| self.ranged(id, grounds, memo);
        match &term.shape {
            Shape::Number(number) => Interval::point(number),
            Shape::Limit(index) => self.limit(*index, grounds),
            Shape::Read(..) if matches!(term.ty, Ty::Number(Unit::Count)) => {
                Interval::between(Some(&crate::number::Exact::zero()), None)
            }
            Shape::Negative(value) => range(*value).negative(),
            Shape::Arithmetic(op, one, other) => {
                let (same, one, other) = (one == other, range(*one), range(*other));
                match op {
                    Arithmetic::Add => one.plus(&other),
                    Arithmetic::Subtract if same => Interval::point(&crate::number::Exact::zero()),
                    Arithmetic::Subtract => one.plus(&other.negative()),
                    Arithmetic::Multiply if same => {
                        let size = one.size();
                        size.times(&size)
                    }
                    Arithmetic::Multiply => one.times(&other),
                    Arithmetic::Divide => one.over(&other),
                }
            }
            Shape::Apply(does, args) => match does {
                Does::Least => range(args[0]).least(&range(args[1])),
                Does::Greatest => range(args[0]).greatest(&range(args[1])),
                Does::Size => range(args[0]).size(),
                Does::ToPenny | Does::ToThousand => match does.step() {
                    Some(step) => range(args[0]).rounded(&step),
                    None => Interval::all(),
                },
                Does::MoreOrLess | Does::BandOf => Interval::all(),
            },
            Shape::Choice(condition, then, otherwise) => {
                let ways = [(*then, true), (*otherwise, false)];
                hull(ways.iter().filter_map(|way| self.on_way(*condition, *way, grounds)).collect())
            }
            Shape::Otherwise(parts) => hull(parts.iter().map(|part| range(*part)).collect()),
            Shape::Switch(_, arms) => hull(arms.iter().map(|(_, gives)| range(*gives)).collect()),
            _ => Interval::all(),
        }
    }

    /// What a number can be where a condition has come out so; none where it cannot.
    fn on_way(&self, condition: TermId, (gives, holds): (TermId, bool), grounds: &mut Grounds) -> Option<Interval> {
        let mut facts = self.facts.clone();
        // Only what the condition itself says: what follows from it could lead back here.
        self.learn(&mut facts, condition, holds, self.terms.at(condition).span);
        (!facts.dead).then(|| self.over(&facts).ranged(gives, grounds, &mut BTreeMap::new()))
    }

    fn limit(&self, index: usize, grounds: &mut Grounds) -> Interval {
        let Some(bounds) = &self.thresholds.at(index).bounds else { return Interval::all() };
        let end =
            |end: &Option<crate::source::Spanned<crate::number::Exact>>| end.as_ref().map(|end| end.value.clone());
        let (min, max) = (end(&bounds.min), end(&bounds.max));
        if min.is_some() || max.is_some() {
            grounds.limits.insert(index);
        }
        Interval::between(min.as_ref(), max.as_ref())
    }

    /// What a text or a word can be.
    #[must_use]
    pub fn wording(&self, id: TermId) -> Wording {
        let anything = Wording::Not(BTreeSet::new());
        if !self.step() {
            return anything;
        }
        let term = self.terms.at(id);
        let joined =
            |parts: Vec<TermId>| parts.into_iter().map(|part| self.wording(part)).reduce(|one, other| one.join(&other));
        let mut own = match &term.shape {
            Shape::Text(word) => return Wording::one(word),
            Shape::Choice(condition, then, otherwise) => match self.decide(*condition) {
                Some(true) => self.wording(*then),
                Some(false) => self.wording(*otherwise),
                None => self.wording(*then).join(&self.wording(*otherwise)),
            },
            Shape::Otherwise(parts) => joined(parts.clone()).unwrap_or(anything),
            Shape::Switch(_, arms) => joined(arms.iter().map(|(_, gives)| *gives).collect()).unwrap_or(anything),
            _ => anything,
        };
        if let Ty::Word(words) = &term.ty {
            own = own.meet(&Wording::Only(words.list().map(Arc::from).collect()));
        }
        match self.facts.wordings.get(&id) {
            Some((said, _)) => own.meet(said),
            None => own,
        }
    }

    /// How two numbers can compare.
    #[must_use]
    pub fn orders(&self, one: TermId, other: TermId) -> Orders {
        if one == other {
            return Orders::SAME;
        }
        self.range(one).orders(&self.range(other)).and(self.said_orders(one, other).0)
    }

    /// Whether a comparison is decided by how its sides can compare.
    #[must_use]
    pub fn is_ordered(&self, op: Comparison, [one, other]: [TermId; 2]) -> bool {
        self.orders(one, other).decide(op).is_some()
    }

    /// How two numbers can compare, as far as they were compared before; and where.
    #[must_use]
    pub fn said_orders(&self, one: TermId, other: TermId) -> (Orders, Option<Span>) {
        let turned = one > other;
        let said = self.facts.orders.get(&(one.min(other), one.max(other)));
        said.map_or((Orders::ANY, None), |(orders, at)| (if turned { orders.flipped() } else { *orders }, Some(*at)))
    }

    /// Where a value was asked for that is yes or no, or a word.
    #[must_use]
    pub fn asked(&self, id: TermId) -> Option<Span> {
        let flag = self.facts.flags.get(&id).map(|(_, at)| *at);
        flag.or_else(|| self.facts.wordings.get(&id).map(|(_, at)| *at))
    }

    /// What a condition comes to, if it can come to one thing only.
    #[must_use]
    pub fn decide(&self, id: TermId) -> Option<bool> {
        if !self.step() {
            return None;
        }
        if let Some((said, _)) = self.facts.flags.get(&id) {
            return Some(*said);
        }
        match &self.terms.at(id).shape {
            Shape::Flag(flag) => Some(*flag),
            Shape::Not(value) => self.decide(*value).map(|flag| !flag),
            Shape::All(parts) => self.decide_parts(parts, false),
            Shape::Any(parts) => self.decide_parts(parts, true),
            Shape::Order(op, one, other) => self.orders(*one, *other).decide(*op),
            Shape::Same(one, other) => self.decide_same(*one, *other),
            Shape::Choice(condition, then, otherwise) => match self.decide(*condition) {
                Some(true) => self.decide(*then),
                Some(false) => self.decide(*otherwise),
                None => self.decide(*then).filter(|then| self.decide(*otherwise) == Some(*then)),
            },
            _ => None,
        }
    }

    /// `||` with `ends` true, `&&` with `ends` false: one part that comes to it decides; else all that come to the other.
    fn decide_parts(&self, parts: &[TermId], ends: bool) -> Option<bool> {
        let each: Vec<Option<bool>> = parts.iter().map(|part| self.decide(*part)).collect();
        if each.contains(&Some(ends)) {
            return Some(ends);
        }
        each.iter().all(Option::is_some).then_some(!ends)
    }

    fn decide_same(&self, one: TermId, other: TermId) -> Option<bool> {
        if one == other {
            return Some(true);
        }
        if matches!(self.terms.at(one).ty, Ty::Flag) {
            return Some(self.decide(one)? == self.decide(other)?);
        }
        let (one, other) = (self.wording(one), self.wording(other));
        if one.meet(&other).is_empty() {
            return Some(false);
        }
        (one.single().is_some() && one.single() == other.single()).then_some(true)
    }

    /// What is known where a condition has come out so, at a place.
    #[must_use]
    pub fn when(&self, condition: TermId, holds: bool, at: Span) -> Facts {
        let mut facts = self.facts.clone();
        self.learn(&mut facts, condition, holds, at);
        self.follow(&mut facts);
        facts
    }

    /// Takes in what was left open: where not both of two can hold and the one does, the other does not.
    fn follow(&self, facts: &mut Facts) {
        let said: Vec<(TermId, bool, Span)> = facts.flags.iter().map(|(id, (holds, at))| (*id, *holds, *at)).collect();
        for (id, holds, at) in said {
            match &self.terms.at(id).shape {
                Shape::All(parts) if !holds => self.learn_parts(facts, parts, holds, true, at),
                Shape::Any(parts) if holds => self.learn_parts(facts, parts, holds, false, at),
                _ => {}
            }
        }
    }

    /// The same over facts that grow.
    fn over<'f>(&'f self, facts: &'f Facts) -> Known<'f> {
        Known { facts, ..*self }
    }

    fn learn(&self, facts: &mut Facts, id: TermId, holds: bool, at: Span) {
        let decided = self.over(facts).decide(id);
        if facts.dead || decided == Some(!holds) {
            facts.dead = true;
            return;
        }
        if decided.is_none() {
            facts.flags.insert(id, (holds, at));
        }
        match &self.terms.at(id).shape {
            Shape::Not(value) => self.learn(facts, *value, !holds, at),
            Shape::All(parts) => self.learn_parts(facts, parts, holds, true, at),
            Shape::Any(parts) => self.learn_parts(facts, parts, holds, false, at),
            Shape::Order(op, one, other) => self.learn_orders(facts, (*one, *other), Orders::of(*op, holds), at),
            Shape::Same(one, other) => self.learn_same(facts, *one, *other, holds, at),
            _ => {}
        }
    }

    /// `&&` that holds and `||` that does not say as much of each part; else of the one part that is left, if one is.
    fn learn_parts(&self, facts: &mut Facts, parts: &[TermId], holds: bool, all: bool, at: Span) {
        if holds == all {
            for part in parts {
                self.learn(facts, *part, holds, at);
            }
            return;
        }
        let open: Vec<TermId> =
            parts.iter().copied().filter(|part| self.over(facts).decide(*part) != Some(all)).collect();
        match open.as_slice() {
            [] => facts.dead = true,
            [only] => self.learn(facts, *only, holds, at),
            _ => {}
        }
    }

    fn learn_orders(&self, facts: &mut Facts, (one, other): (TermId, TermId), said: Orders, at: Span) {
        let known = self.over(facts);
        let before = known.orders(one, other);
        let now = before.and(said);
        let (left, right) = (known.range(one), known.range(other));
        if now.is_empty() {
            facts.dead = true;
            return;
        }
        if now == before || one == other {
            return;
        }
        let key = (one.min(other), one.max(other));
        facts.orders.insert(key, (if one > other { now.flipped() } else { now }, at));
        let (mut first, mut second) = (left.clone(), right.clone());
        if !now.more {
            (first, second) = (first.below(&right, !now.same), second.above(&left, !now.same));
        }
        if !now.less {
            (first, second) = (first.above(&right, !now.same), second.below(&left, !now.same));
        }
        for (id, range, was) in [(one, first, left), (other, second, right)] {
            facts.dead |= range.is_empty();
            if range != was {
                facts.ranges.insert(id, (range, at));
            }
        }
    }

    fn learn_same(&self, facts: &mut Facts, one: TermId, other: TermId, holds: bool, at: Span) {
        let known = self.over(facts);
        if matches!(self.terms.at(one).ty, Ty::Flag) {
            let (left, right) = (known.decide(one), known.decide(other));
            if let Some(left) = left {
                self.learn(facts, other, left == holds, at);
            } else if let Some(right) = right {
                self.learn(facts, one, right == holds, at);
            }
            return;
        }
        let (left, right) = (known.wording(one), known.wording(other));
        for (id, own, opposite) in [(one, &left, &right), (other, &right, &left)] {
            let now = match (holds, opposite.single()) {
                (true, _) => own.meet(opposite),
                (false, Some(word)) => own.meet(&Wording::Not([Arc::clone(word)].into())),
                (false, None) => continue,
            };
            facts.dead |= now.is_empty();
            if now != *own {
                facts.wordings.insert(id, (now, at));
            }
        }
    }

    /// What is known where a word is one of some, at a place.
    #[must_use]
    pub fn when_one_of(&self, id: TermId, words: &Wording, at: Span) -> Facts {
        let mut facts = self.facts.clone();
        let (own, now) = (self.wording(id), self.wording(id).meet(words));
        facts.dead |= now.is_empty();
        if now != own {
            facts.wordings.insert(id, (now, at));
        }
        facts
    }
}

fn hull(ranges: Vec<Interval>) -> Interval {
    ranges.into_iter().reduce(|one, other| one.hull(&other)).unwrap_or_else(Interval::all)
}
