//! Which thresholds a rule compares something with.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::engine::syntax::Arithmetic;
use crate::engine::table::Does;
use crate::engine::typed::{Expr, ExprKind, Rule};
use crate::engine::walk::children;

/// The thresholds that a rule compares something with, or takes the smaller or the greater of. It does not matter what the
/// script writes on which side, and what it names on the way: `gap > limits.most`, and `let over = gap - limits.most`, of which it
/// asks whether it is above nought.
pub fn compared(rule: &Rule) -> BTreeSet<usize> {
    let slots = vec![Made::default(); rule.slots];
    let mut flow = Flow { slots, shared: HashMap::new(), compared: BTreeSet::new() };
    flow.of(&rule.body);
    flow.compared
}

/// What a value is made from.
#[derive(Debug, Clone, Default)]
struct Made {
    /// The thresholds.
    limits: BTreeSet<usize>,
    /// Those of them that something which was read is added to or taken from: where that meets them, the value turns.
    beside: BTreeSet<usize>,
    /// Whether something that was read is in it.
    is_read: bool,
}

impl Made {
    fn and(mut self, other: Made) -> Made {
        self.limits.extend(other.limits);
        self.beside.extend(other.beside);
        Made { is_read: self.is_read || other.is_read, ..self }
    }

    /// The sum or the difference of two.
    fn beside(one: Made, other: Made) -> Made {
        let mut met = BTreeSet::new();
        for (limits, against) in [(&one, &other), (&other, &one)] {
            met.extend(limits.limits.iter().filter(|_| against.is_read));
        }
        let both = one.and(other);
        Made { beside: &both.beside | &met, ..both }
    }
}

/// What the values of a rule are made from.
struct Flow {
    slots: Vec<Made>,
    shared: HashMap<*const Expr, Made>,
    compared: BTreeSet<usize>,
}

impl Flow {
    fn of(&mut self, expr: &Expr) -> Made {
        match &expr.kind {
            ExprKind::Limit(index) => Made { limits: BTreeSet::from([*index]), ..Made::default() },
            ExprKind::LimitOn(index, on) => {
                self.of(on);
                Made { limits: BTreeSet::from([*index]), ..Made::default() }
            }
            ExprKind::Local(slot, _) => self.slots[*slot].clone(),
            ExprKind::Let(slot, value, then) => {
                self.slots[*slot] = self.of(value);
                self.of(then)
            }
            ExprKind::Shared(rest) => {
                if let Some(known) = self.shared.get(&Arc::as_ptr(rest)) {
                    return known.clone();
                }
                let made = self.of(rest);
                self.shared.insert(Arc::as_ptr(rest), made.clone());
                made
            }
            ExprKind::If(asked, then, otherwise) => {
                self.of(asked);
                self.of(then).and(self.of(otherwise))
            }
            ExprKind::Switch(on, arms) => {
                self.of(on);
                arms.iter().map(|(_, gives)| self.of(gives)).fold(Made::default(), Made::and)
            }
            ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, one, other) => {
                Made::beside(self.of(one), self.of(other))
            }
            kind => self.of_parts(kind, children(expr)),
        }
    }

    fn of_parts(&mut self, kind: &ExprKind, parts: Vec<&Expr>) -> Made {
        // What is held against a number that the script writes is a matter of a return's figures where one of them is in it.
        let is_written = parts.iter().any(|part| matches!(part.kind, ExprKind::Number(_)));
        let made = parts.into_iter().map(|part| self.of(part)).fold(Made::default(), Made::and);
        if compares(kind) {
            self.compared.extend(if is_written { &made.beside } else { &made.limits });
        }
        Made { is_read: made.is_read || matches!(kind, ExprKind::Read(..) | ExprKind::Subject), ..made }
    }
}

/// Whether it turns on which of two values is the greater.
fn compares(kind: &ExprKind) -> bool {
    matches!(kind, ExprKind::Order(..) | ExprKind::Apply(Does::Least | Does::Greatest | Does::BandOf, _))
}
