//! Walks every path of a rule with what is known on it, and notes what each comparison came to and which ways were taken.
//!
//! What several ways lead to is walked once, with what was known before they parted; a function of a script stands in the
//! typed form once for each call, and a place is judged by all of them together.

use std::cell::Cell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::facts::{Facts, Known};
use super::reasons::{Reason, Side, of_word, reason};
use super::terms::{Shape, TermId, Terms, inner};
use super::wording::Wording;
use crate::engine::syntax::Arithmetic;
use crate::engine::table::{Does, Ty};
use crate::engine::typed::{Expr, ExprKind, Rule};
use crate::engine::walk::children;
use crate::pack::thresholds::Thresholds;
use crate::source::{Sources, Span};

/// How much is concluded about one rule at most: a rule that takes more is left unjudged from there on.
const MOST_STEPS: usize = 200_000;

/// What all rules together make of their places.
#[derive(Debug, Default)]
pub struct Places {
    /// The comparisons, and other conditions that were asked.
    pub asked: BTreeMap<Span, Asked>,
    /// The ways that a condition or a word leads to, by the place of the condition.
    pub ways: BTreeMap<(Span, usize), Way>,
    /// The comparisons of which a side was rounded, and where.
    pub rounded: BTreeMap<Span, Span>,
}

/// What a comparison came to, over all paths.
#[derive(Debug)]
pub struct Asked {
    /// What it comes to; none when that depends on the return.
    pub always: Option<bool>,
    /// Why; the first of several paths.
    pub reason: Option<Reason>,
    /// Whether another path has another reason.
    pub differs: bool,
    /// Whether it is the name of a condition that was settled where the name was given: it is said there.
    pub said: bool,
}

/// A way that is taken or not.
#[derive(Debug)]
pub struct Way {
    /// Whether some path takes it, or what blocks it was said elsewhere.
    pub taken: bool,
    /// What it gives, where that stands inside the `if` or `switch` and not behind it.
    pub gives: Option<Span>,
    /// The words that lead to it, of a `switch`.
    pub words: Option<String>,
    /// What the word is instead, on the first path that does not take it.
    pub reason: Option<Reason>,
}

/// Notes what a rule makes of its places.
pub fn walk(rule: &Rule, thresholds: &Thresholds, sources: &Sources, places: &mut Places) {
    let mut walker = Walker {
        terms: Terms::default(),
        thresholds,
        sources,
        places,
        names: BTreeMap::new(),
        settled: BTreeSet::new(),
        joins: BTreeMap::new(),
        steps: Cell::new(MOST_STEPS),
    };
    walker.value(&rule.body, &Facts::default());
}

struct Walker<'a> {
    terms: Terms,
    thresholds: &'a Thresholds,
    sources: &'a Sources,
    places: &'a mut Places,
    names: BTreeMap<usize, TermId>,
    /// The names of conditions that could come out one way only where they were named.
    settled: BTreeSet<usize>,
    /// What several ways lead to: what was known before they parted, and its value once it is walked.
    joins: BTreeMap<*const Expr, (Facts, Option<TermId>)>,
    steps: Cell<usize>,
}

impl Walker<'_> {
    fn known<'f>(&'f self, facts: &'f Facts) -> Known<'f> {
        Known { terms: &self.terms, thresholds: self.thresholds, facts, steps: &self.steps }
    }

    fn values(&mut self, exprs: &[Expr], facts: &Facts) -> Vec<TermId> {
        exprs.iter().map(|expr| self.value(expr, facts)).collect()
    }

    /// The value of an expression, all of whose parts are walked.
    fn value(&mut self, expr: &Expr, facts: &Facts) -> TermId {
        let shape = match &expr.kind {
            ExprKind::Number(number) => Shape::Number(number.clone()),
            ExprKind::Flag(flag) => Shape::Flag(*flag),
            ExprKind::Text(text) => Shape::Text(Arc::clone(text)),
            ExprKind::Local(slot, _) => match self.names.get(slot) {
                Some(&known) => return known,
                None => return self.terms.other(expr),
            },
            ExprKind::Subject => Shape::Subject,
            ExprKind::Read(of, field, args) => {
                let of = self.value(of, facts);
                Shape::Read(of, field.name, self.values(args, facts))
            }
            ExprKind::Limit(index) => Shape::Limit(*index),
            ExprKind::LimitOn(_, day) => return self.nothing_known(expr, std::slice::from_ref(&**day), facts),
            ExprKind::Shared(shared) => return self.shared(shared, facts),
            ExprKind::Negative(value) => Shape::Negative(self.value(value, facts)),
            ExprKind::Arithmetic(op, one, other) => self.arithmetic(*op, one, other, facts),
            ExprKind::Otherwise(parts) => Shape::Otherwise(self.values(parts, facts)),
            ExprKind::Apply(does, args) => Shape::Apply(*does, self.values(args, facts)),
            ExprKind::Let(slot, value, then) => {
                let id = self.value(value, facts);
                self.name(*slot, value, id, facts);
                return self.value(then, facts);
            }
            ExprKind::If(condition, then, otherwise) => return self.choice(expr, condition, [then, otherwise], facts),
            ExprKind::Switch(on, arms) => return self.switch(expr, on, arms, facts),
            ExprKind::Template(parts) | ExprKind::End(_, parts) => return self.nothing_known(expr, parts, facts),
            ExprKind::At(verdict, place, text) => {
                self.value(place, facts);
                self.value(text, facts);
                return self.value(verdict, facts);
            }
            ExprKind::Help(verdict, put) | ExprKind::Told(_, verdict, put) => {
                self.value(put, facts);
                return self.value(verdict, facts);
            }
            ExprKind::Not(_)
            | ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Order(..)
            | ExprKind::Same(..)
            | ExprKind::Present(_) => return self.condition(expr, facts),
        };
        self.terms.intern(shape, expr)
    }

    /// What several ways lead to: it is walked once, with what was known before the ways parted.
    fn shared(&mut self, shared: &Arc<Expr>, facts: &Facts) -> TermId {
        let key = Arc::as_ptr(shared);
        let (before, walked) = self.joins.get(&key).cloned().unwrap_or_else(|| (facts.clone(), None));
        if let Some(walked) = walked {
            return walked;
        }
        let id = self.value(shared, &before);
        self.joins.insert(key, (before, Some(id)));
        id
    }

    /// Notes what is known before ways part that may lead to one place again.
    fn part<'e>(&mut self, ways: impl Iterator<Item = &'e Expr>, facts: &Facts) {
        let mut open: Vec<&Expr> = ways.collect();
        while let Some(expr) = open.pop() {
            if let ExprKind::Shared(shared) = &expr.kind {
                self.joins.entry(Arc::as_ptr(shared)).or_insert_with(|| (facts.clone(), None));
            } else {
                open.extend(children(expr));
            }
        }
    }

    fn nothing_known(&mut self, expr: &Expr, parts: &[Expr], facts: &Facts) -> TermId {
        self.values(parts, facts);
        self.terms.other(expr)
    }

    fn arithmetic(&mut self, op: Arithmetic, one: &Expr, other: &Expr, facts: &Facts) -> Shape {
        let (one, other) = (self.value(one, facts), self.value(other, facts));
        Shape::Arithmetic(op, one, other)
    }

    /// A condition: what it comes to is noted of each question in it.
    fn condition(&mut self, expr: &Expr, facts: &Facts) -> TermId {
        let shape = match &expr.kind {
            ExprKind::Not(value) => Shape::Not(self.condition(value, facts)),
            ExprKind::All(parts) => Shape::All(self.conditions(parts, facts, true)),
            ExprKind::Any(parts) => Shape::Any(self.conditions(parts, facts, false)),
            ExprKind::Order(op, one, other) => {
                let ids = [self.value(one, facts), self.value(other, facts)];
                self.note_rounding([(one.span, ids[0]), (other.span, ids[1])]);
                let id = self.terms.intern(Shape::Order(*op, ids[0], ids[1]), expr);
                self.note(expr, id, Some([(one, ids[0]), (other, ids[1])]), facts);
                return id;
            }
            ExprKind::Same(same, one, other) => {
                let ids = [self.value(one, facts), self.value(other, facts)];
                let id = self.terms.intern(Shape::Same(ids[0].min(ids[1]), ids[0].max(ids[1])), expr);
                let id = if *same { id } else { self.terms.intern(Shape::Not(id), expr) };
                self.note(expr, id, Some([(one, ids[0]), (other, ids[1])]), facts);
                return id;
            }
            ExprKind::Present(value) => {
                let value = self.value(value, facts);
                let id = self.terms.intern(Shape::Present(value), expr);
                self.note(expr, id, None, facts);
                return id;
            }
            ExprKind::Local(..) | ExprKind::Read(..) => {
                let id = self.value(expr, facts);
                self.note(expr, id, None, facts);
                return id;
            }
            _ => return self.value(expr, facts),
        };
        self.terms.intern(shape, expr)
    }

    /// The parts of `&&` and `||`: each is asked only when those before it hold, or do not.
    fn conditions(&mut self, parts: &[Expr], facts: &Facts, holds: bool) -> Vec<TermId> {
        let mut facts = facts.clone();
        let mut ids = Vec::new();
        for part in parts {
            if facts.is_dead() {
                // What is never asked is not noted, but it needs a value.
                ids.push(self.terms.other(part));
                continue;
            }
            let id = self.condition(part, &facts);
            facts = self.known(&facts).when(id, holds, part.span);
            ids.push(id);
        }
        ids
    }

    /// Notes what a question comes to.
    fn note(&mut self, expr: &Expr, id: TermId, sides: Option<[Side<'_>; 2]>, facts: &Facts) {
        let known = self.known(facts);
        let always = known.decide(id);
        let reason = always.map(|_| reason(known, expr, id, sides, self.sources));
        let said = self.is_said(expr);
        match self.places.asked.entry(expr.span) {
            Entry::Vacant(place) => {
                place.insert(Asked { always, reason, differs: false, said });
            }
            Entry::Occupied(mut place) => {
                let place = place.get_mut();
                place.always = place.always.filter(|_| place.always == always);
                place.differs |= place.reason != reason;
                place.said |= said;
            }
        }
    }

    fn note_rounding(&mut self, sides: [(Span, TermId); 2]) {
        for (side, id) in sides {
            if let Some(at) = self.rounding_in(id) {
                self.places.rounded.entry(side).or_insert(at);
            }
        }
    }

    /// Where a value is rounded that a number is calculated from.
    fn rounding_in(&self, id: TermId) -> Option<Span> {
        let (mut open, mut seen) = (vec![id], BTreeSet::new());
        while let Some(id) = open.pop().filter(|_| self.steps.get() > 0) {
            if !seen.insert(id) {
                continue;
            }
            self.steps.set(self.steps.get() - 1);
            let term = self.terms.at(id);
            match &term.shape {
                Shape::Apply(Does::ToPenny | Does::ToThousand, _) => return Some(term.span),
                Shape::Choice(_, then, otherwise) => open.extend([*then, *otherwise]),
                shape if matches!(term.ty, Ty::Number(_)) => open.extend(inner(shape)),
                _ => {}
            }
        }
        None
    }

    fn name(&mut self, slot: usize, value: &Expr, id: TermId, facts: &Facts) {
        self.names.insert(slot, id);
        if matches!(value.ty, Ty::Flag) && self.known(facts).decide(id).is_some() {
            self.settled.insert(slot);
        } else {
            self.settled.remove(&slot);
        }
    }

    /// Whether a condition is a name that was settled when it was given.
    fn is_said(&self, condition: &Expr) -> bool {
        match &condition.kind {
            ExprKind::Local(slot, _) => self.settled.contains(slot),
            ExprKind::Not(value) => self.is_said(value),
            ExprKind::All(parts) | ExprKind::Any(parts) => parts.iter().any(|part| self.is_said(part)),
            _ => false,
        }
    }

    fn choice(&mut self, expr: &Expr, condition: &Expr, ways: [&Expr; 2], facts: &Facts) -> TermId {
        let id = self.condition(condition, facts);
        let said = self.is_said(condition);
        self.part(ways.into_iter(), facts);
        let mut gives = Vec::new();
        for (at, way) in ways.into_iter().enumerate() {
            let facts = self.known(facts).when(id, at == 0, condition.span);
            let gives_at = inside(expr.span, condition.span, way.span);
            let noted = Way { taken: !facts.is_dead() || said, gives: gives_at, words: None, reason: None };
            self.note_way((condition.span, at), noted);
            gives.push((!facts.is_dead()).then(|| self.value(way, &facts)));
        }
        match gives.as_slice() {
            [Some(then), Some(otherwise)] => self.terms.intern(Shape::Choice(id, *then, *otherwise), expr),
            [Some(only), None] | [None, Some(only)] => *only,
            _ => self.terms.other(expr),
        }
    }

    fn switch(&mut self, expr: &Expr, on: &Expr, arms: &[(Vec<Arc<str>>, Expr)], facts: &Facts) -> TermId {
        let id = self.value(on, facts);
        let listed = arms.iter().flat_map(|(words, _)| words.iter().cloned()).collect();
        let others = Wording::Not(listed);
        self.part(arms.iter().map(|(_, gives)| gives), facts);
        let mut gives = Vec::new();
        for (at, (words, way)) in arms.iter().enumerate() {
            let led_by = if words.is_empty() { others.clone() } else { Wording::Only(words.iter().cloned().collect()) };
            let known = self.known(facts);
            let facts = known.when_one_of(id, &led_by, on.span);
            let names: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            let noted = Way {
                taken: !facts.is_dead(),
                gives: inside(expr.span, on.span, way.span),
                words: Some(if names.is_empty() { "any other word".to_owned() } else { names.join(" or ") }),
                reason: facts.is_dead().then(|| of_word(known, on, id, self.sources)).flatten(),
            };
            self.note_way((on.span, at), noted);
            if !facts.is_dead() {
                gives.push((words.clone(), self.value(way, &facts)));
            }
        }
        match gives.as_slice() {
            [] => self.terms.other(expr),
            [(_, only)] => *only,
            _ => self.terms.intern(Shape::Switch(id, gives), expr),
        }
    }

    fn note_way(&mut self, key: (Span, usize), way: Way) {
        match self.places.ways.entry(key) {
            Entry::Vacant(place) => {
                place.insert(way);
            }
            Entry::Occupied(mut place) => {
                let known = place.get_mut();
                known.taken |= way.taken;
                known.gives = known.gives.filter(|_| known.gives == way.gives);
                known.reason = known.reason.take().filter(|reason| Some(reason) == way.reason.as_ref());
            }
        }
    }
}

/// The place of a way, when it stands in the choice itself and behind what is asked.
fn inside(choice: Span, asked: Span, way: Span) -> Option<Span> {
    let is_in = |inner: Span| {
        inner.source() == choice.source() && choice.start() <= inner.start() && inner.end() <= choice.end()
    };
    (is_in(asked) && is_in(way) && asked.end() <= way.start()).then_some(way)
}
