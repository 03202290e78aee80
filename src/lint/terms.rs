//! The values that a rule calculates with, each once: what is calculated in the same way from the same fields is one value,
//! whatever names it bears on the way. So what is known of it at one place is known at the next.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::syntax::{Arithmetic, Comparison};
use crate::engine::table::{Does, Ty};
use crate::engine::typed::Expr;
use crate::number::Exact;
use crate::source::Span;

/// Which value of [`Terms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(usize);

/// A value is not looked into further down than this.
const MOST_DEPTH: usize = 150;

/// How a value is calculated.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A literal number.
    Number(Exact),
    /// `true` or `false`.
    Flag(bool),
    /// A literal text or word.
    Text(Arc<str>),
    /// The subject.
    Subject,
    /// A field, with the arguments of a method.
    Read(TermId, &'static str, Vec<TermId>),
    /// A threshold, by its index.
    Limit(usize),
    /// `!x`
    Not(TermId),
    /// `-x`
    Negative(TermId),
    /// `+ - * /`
    Arithmetic(Arithmetic, TermId, TermId),
    /// `< <= > >= == !=` of numbers.
    Order(Comparison, TermId, TermId),
    /// Whether two texts, words or flags are the same.
    Same(TermId, TermId),
    /// `&&`
    All(Vec<TermId>),
    /// `||`
    Any(Vec<TermId>),
    /// `??`
    Otherwise(Vec<TermId>),
    /// `present(x)`
    Present(TermId),
    /// A function of the table.
    Apply(Does, Vec<TermId>),
    /// `if c { x } else { y }`
    Choice(TermId, TermId, TermId),
    /// A choice by words.
    Switch(TermId, Vec<(Vec<Arc<str>>, TermId)>),
    /// Anything that nothing is known of.
    Other(usize),
}

/// One value.
#[derive(Debug)]
pub struct Term {
    /// How it is calculated.
    pub shape: Shape,
    /// Its type.
    pub ty: Ty,
    /// Where it is calculated first.
    pub span: Span,
    depth: usize,
}

/// The values of one rule.
#[derive(Debug, Default)]
pub struct Terms {
    list: Vec<Term>,
    known: HashMap<Shape, TermId>,
}

impl Terms {
    /// The value that is calculated so, at `expr` among other places.
    pub fn intern(&mut self, shape: Shape, expr: &Expr) -> TermId {
        if let Some(&known) = self.known.get(&shape) {
            return known;
        }
        let depth = 1 + inner(&shape).into_iter().map(|inner| self.at(inner).depth).max().unwrap_or(0);
        if depth > MOST_DEPTH {
            return self.other(expr);
        }
        self.push(shape, depth, expr)
    }

    /// A value that nothing is known of.
    pub fn other(&mut self, expr: &Expr) -> TermId {
        self.push(Shape::Other(self.list.len()), 1, expr)
    }

    /// One of them.
    #[must_use]
    pub fn at(&self, id: TermId) -> &Term {
        &self.list[id.0]
    }

    fn push(&mut self, shape: Shape, depth: usize, expr: &Expr) -> TermId {
        let id = TermId(self.list.len());
        self.known.insert(shape.clone(), id);
        self.list.push(Term { shape, ty: expr.ty.clone(), span: expr.span, depth });
        id
    }
}

/// The values that a value is calculated from.
#[must_use]
pub fn inner(shape: &Shape) -> Vec<TermId> {
    match shape {
        Shape::Number(_) | Shape::Flag(_) | Shape::Text(_) | Shape::Subject | Shape::Limit(_) | Shape::Other(_) => {
            vec![]
        }
        Shape::Read(of, _, args) => [*of].into_iter().chain(args.iter().copied()).collect(),
        Shape::Not(value) | Shape::Negative(value) | Shape::Present(value) => vec![*value],
        Shape::Arithmetic(_, one, other) | Shape::Order(_, one, other) | Shape::Same(one, other) => vec![*one, *other],
        Shape::All(parts) | Shape::Any(parts) | Shape::Otherwise(parts) | Shape::Apply(_, parts) => parts.clone(),
        Shape::Choice(condition, then, otherwise) => vec![*condition, *then, *otherwise],
        Shape::Switch(on, arms) => [*on].into_iter().chain(arms.iter().map(|(_, gives)| *gives)).collect(),
    }
}
