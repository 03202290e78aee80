//! Walks over the typed form. What several ways of a rule lead to is one node of it, and is met once.

use std::collections::HashSet;
use std::sync::Arc;

use super::typed::{Expr, ExprKind};

/// Every node of a tree, each once, parents before what they are made of.
pub fn each<'e>(root: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    let mut seen = HashSet::new();
    let mut open = vec![root];
    while let Some(expr) = open.pop() {
        let is_new = match &expr.kind {
            ExprKind::Shared(shared) => seen.insert(Arc::as_ptr(shared)),
            _ => true,
        };
        visit(expr);
        if is_new {
            open.extend(children(expr).into_iter().rev());
        }
    }
}

/// The values that a tree may come to, each once.
#[must_use]
pub fn leaves(root: &Expr) -> Vec<&Expr> {
    let mut seen = HashSet::new();
    let (mut found, mut open) = (Vec::new(), vec![root]);
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Let(_, _, then) => open.push(then),
            ExprKind::If(_, then, otherwise) => open.extend([&**otherwise, then]),
            ExprKind::Switch(_, arms) => open.extend(arms.iter().rev().map(|(_, gives)| gives)),
            ExprKind::Shared(shared) => open.extend(seen.insert(Arc::as_ptr(shared)).then_some(&**shared)),
            _ => found.push(expr),
        }
    }
    found
}

/// What a node is made of, in the order of the script.
#[must_use]
pub fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Number(_)
        | ExprKind::Flag(_)
        | ExprKind::Text(_)
        | ExprKind::Local(..)
        | ExprKind::Subject
        | ExprKind::Limit(_) => Vec::new(),
        ExprKind::Read(of, _, args) => std::iter::once(&**of).chain(args).collect(),
        ExprKind::LimitOn(_, of) | ExprKind::Not(of) | ExprKind::Negative(of) | ExprKind::Present(of) => vec![of],
        ExprKind::Shared(of) => vec![of],
        ExprKind::Arithmetic(_, one, other)
        | ExprKind::Order(_, one, other)
        | ExprKind::Same(_, one, other)
        | ExprKind::Let(_, one, other)
        | ExprKind::Help(one, other)
        | ExprKind::Told(_, one, other) => vec![one, other],
        ExprKind::If(one, two, three) | ExprKind::At(one, two, three) => vec![one, two, three],
        ExprKind::All(parts)
        | ExprKind::Any(parts)
        | ExprKind::Otherwise(parts)
        | ExprKind::Apply(_, parts)
        | ExprKind::Template(parts)
        | ExprKind::End(_, parts) => parts.iter().collect(),
        ExprKind::Switch(on, arms) => std::iter::once(&**on).chain(arms.iter().map(|(_, gives)| gives)).collect(),
    }
}
