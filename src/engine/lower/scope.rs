//! What is known at one place of a rule: names, and which optional values have been asked for on the way there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::table::Ty;
use crate::engine::typed::{Expr, ExprKind};

/// What a name stands for.
#[derive(Debug, Clone)]
pub enum Binding {
    /// The subject, by its type.
    Subject(&'static str),
    /// The thresholds.
    Limits,
    /// A value.
    Local {
        /// Where the evaluator keeps it.
        slot: usize,
        /// Its type.
        ty: Ty,
        /// Whether it may be absent.
        optional: bool,
        /// The path of the field that it is, if it is one.
        path: Option<Arc<str>>,
    },
    /// A value that could not be lowered: using it is no second mistake.
    Broken,
}

/// Names and proofs of presence.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    names: BTreeMap<String, Binding>,
    present: BTreeSet<String>,
}

impl Scope {
    /// A scope in which only what is proved is the same: for the body of a function that is called.
    #[must_use]
    pub fn inside_call(&self) -> Scope {
        Scope { names: BTreeMap::new(), present: self.present.clone() }
    }

    /// The names of this scope, with what is proved here and in another: what is known behind a block.
    #[must_use]
    pub fn and_proved_in(&self, block: &Scope) -> Scope {
        Scope { names: self.names.clone(), present: self.present.union(&block.present).cloned().collect() }
    }

    /// What is proved in both.
    #[must_use]
    pub fn common(&self, other: &Scope) -> Scope {
        Scope { names: BTreeMap::new(), present: self.present.intersection(&other.present).cloned().collect() }
    }

    /// Without what is proved of values in this slot and later ones, which other values will take.
    #[must_use]
    pub fn before_slot(mut self, slot: usize) -> Scope {
        self.present
            .retain(|key| key.strip_prefix('#').and_then(|at| at.parse().ok()).is_none_or(|at: usize| at < slot));
        self
    }

    /// Gives a name a meaning.
    pub fn bind(&mut self, name: &str, binding: Binding) {
        self.names.insert(name.to_owned(), binding);
    }

    /// What a name means.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Binding> {
        self.names.get(name)
    }

    /// The names, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Whether a value may be absent here: it is optional, and nobody asked.
    #[must_use]
    pub fn is_open(&self, value: &Expr) -> bool {
        value.optional && key(value).is_none_or(|key| !self.present.contains(&key))
    }

    /// Takes in what a condition proves when it holds, or does not.
    pub fn learn(&mut self, condition: &Expr, holds: bool) {
        self.present.extend(proofs(condition, holds));
    }
}

/// What is proved present by a condition that holds, or does not.
fn proofs(condition: &Expr, holds: bool) -> BTreeSet<String> {
    let of_all = |parts: &[Expr]| parts.iter().flat_map(|part| proofs(part, holds)).collect();
    match (&condition.kind, holds) {
        (ExprKind::Present(value), true) => key(value).into_iter().collect(),
        (ExprKind::Not(inner), _) => proofs(inner, !holds),
        (ExprKind::All(parts), true) | (ExprKind::Any(parts), false) => of_all(parts),
        (ExprKind::Any(parts), true) | (ExprKind::All(parts), false) => {
            let mut each = parts.iter().map(|part| proofs(part, holds));
            let first = each.next().unwrap_or_default();
            each.fold(first, |common, next| common.intersection(&next).cloned().collect())
        }
        _ => BTreeSet::new(),
    }
}

/// What tells one optional value from another: the path of its field, else its slot.
fn key(value: &Expr) -> Option<String> {
    match (&value.path, &value.kind) {
        (Some(path), _) => Some(path.to_string()),
        (None, ExprKind::Local(slot, _)) => Some(format!("#{slot}")),
        _ => None,
    }
}
