//! Walks over the typed form. What several ways of a rule lead to is one node of it, and is met once.

use std::collections::{HashMap, HashSet};
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

/// How many ways a choice can go; none for what is no choice. An `if` holds, or does not; a `switch` has its arms; of `&&`
/// and `||` each part can be the one that decides, or none is; of `??` each part can be the one that is given, or none is.
#[must_use]
pub fn ways(expr: &Expr) -> usize {
    match &expr.kind {
        ExprKind::If(..) => 2,
        ExprKind::Switch(_, arms) => arms.len(),
        ExprKind::All(parts) | ExprKind::Any(parts) => parts.len() + 1,
        ExprKind::Otherwise(parts) => parts.len() + usize::from(expr.optional),
        _ => 0,
    }
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

/// The same tree with other nodes in some places: where `change` gives one, that stands there, made of what it is made of.
/// What several ways lead to is still one node.
#[must_use]
pub fn rebuilt(root: &Expr, change: &dyn Fn(&Expr) -> Option<ExprKind>) -> Expr {
    Rebuilding { change, shared: HashMap::new() }.expr(root)
}

struct Rebuilding<'c> {
    change: &'c dyn Fn(&Expr) -> Option<ExprKind>,
    shared: HashMap<*const Expr, Arc<Expr>>,
}

impl Rebuilding<'_> {
    fn expr(&mut self, expr: &Expr) -> Expr {
        let kind = (self.change)(expr).unwrap_or_else(|| expr.kind.clone());
        Expr { kind: self.kind(kind), ..expr.clone() }
    }

    fn boxed(&mut self, expr: &Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn all(&mut self, parts: &[Expr]) -> Vec<Expr> {
        parts.iter().map(|part| self.expr(part)).collect()
    }

    fn kind(&mut self, kind: ExprKind) -> ExprKind {
        match kind {
            ExprKind::Number(_)
            | ExprKind::Flag(_)
            | ExprKind::Text(_)
            | ExprKind::Local(..)
            | ExprKind::Subject
            | ExprKind::Limit(_) => kind,
            ExprKind::Read(of, field, args) => ExprKind::Read(self.boxed(&of), field, self.all(&args)),
            ExprKind::LimitOn(index, of) => ExprKind::LimitOn(index, self.boxed(&of)),
            ExprKind::Not(of) => ExprKind::Not(self.boxed(&of)),
            ExprKind::Negative(of) => ExprKind::Negative(self.boxed(&of)),
            ExprKind::Present(of) => ExprKind::Present(self.boxed(&of)),
            ExprKind::Shared(of) => ExprKind::Shared(self.shared(&of)),
            ExprKind::Arithmetic(sign, one, other) => ExprKind::Arithmetic(sign, self.boxed(&one), self.boxed(&other)),
            ExprKind::Order(sign, one, other) => ExprKind::Order(sign, self.boxed(&one), self.boxed(&other)),
            ExprKind::Same(same, one, other) => ExprKind::Same(same, self.boxed(&one), self.boxed(&other)),
            ExprKind::Let(slot, value, then) => ExprKind::Let(slot, self.boxed(&value), self.boxed(&then)),
            ExprKind::Help(verdict, text) => ExprKind::Help(self.boxed(&verdict), self.boxed(&text)),
            ExprKind::Told(tells, verdict, number) => ExprKind::Told(tells, self.boxed(&verdict), self.boxed(&number)),
            ExprKind::If(asked, then, not) => ExprKind::If(self.boxed(&asked), self.boxed(&then), self.boxed(&not)),
            ExprKind::At(verdict, at, text) => ExprKind::At(self.boxed(&verdict), self.boxed(&at), self.boxed(&text)),
            ExprKind::All(parts) => ExprKind::All(self.all(&parts)),
            ExprKind::Any(parts) => ExprKind::Any(self.all(&parts)),
            ExprKind::Otherwise(parts) => ExprKind::Otherwise(self.all(&parts)),
            ExprKind::Apply(does, parts) => ExprKind::Apply(does, self.all(&parts)),
            ExprKind::Template(parts) => ExprKind::Template(self.all(&parts)),
            ExprKind::End(ends, parts) => ExprKind::End(ends, self.all(&parts)),
            ExprKind::Switch(on, arms) => {
                let arms = arms.iter().map(|(words, gives)| (words.clone(), self.expr(gives))).collect();
                ExprKind::Switch(self.boxed(&on), arms)
            }
        }
    }

    fn shared(&mut self, of: &Arc<Expr>) -> Arc<Expr> {
        if let Some(known) = self.shared.get(&Arc::as_ptr(of)) {
            return Arc::clone(known);
        }
        let made = Arc::new(self.expr(of));
        self.shared.insert(Arc::as_ptr(of), Arc::clone(&made));
        made
    }
}
