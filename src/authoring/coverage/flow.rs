//! Which thresholds a rule compares something with.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::engine::table::Does;
use crate::engine::typed::{Expr, ExprKind, Rule};
use crate::engine::walk::children;

/// The thresholds that a rule compares something with, or takes the smaller or the greater of.
pub fn compared(rule: &Rule) -> BTreeSet<usize> {
    let mut flow = Flow { slots: vec![BTreeSet::new(); rule.slots], shared: HashMap::new(), compared: BTreeSet::new() };
    flow.of(&rule.body);
    flow.compared
}

/// Which thresholds the values of a rule are made from.
struct Flow {
    slots: Vec<BTreeSet<usize>>,
    shared: HashMap<*const Expr, BTreeSet<usize>>,
    compared: BTreeSet<usize>,
}

impl Flow {
    fn of(&mut self, expr: &Expr) -> BTreeSet<usize> {
        match &expr.kind {
            ExprKind::Limit(index) | ExprKind::LimitOn(index, _) => BTreeSet::from([*index]),
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
            kind => {
                let parts: BTreeSet<usize> = children(expr).into_iter().flat_map(|part| self.of(part)).collect();
                if compares(kind) {
                    self.compared.extend(&parts);
                }
                parts
            }
        }
    }
}

/// Whether two values are compared. What is held against a number that the script writes is no matter of a return's figures.
fn compares(kind: &ExprKind) -> bool {
    let is_written = |expr: &Expr| matches!(expr.kind, ExprKind::Number(_));
    match kind {
        ExprKind::Order(_, one, other) => !is_written(one) && !is_written(other),
        ExprKind::Apply(Does::Least | Does::Greatest | Does::BandOf, parts) => !parts.iter().any(is_written),
        _ => false,
    }
}
