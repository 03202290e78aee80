//! What follows a choice that several ways fall through: lowered once, so that many choices in a row make a tree as long as
//! the rule, and not one of every way through it.
//!
//! A scout goes first: the ways are lowered with nothing behind them, only to see what is known where they end. What is
//! proved on all of them is known in what follows. That is enough: what is proved on some of them only would be said to be
//! missing on the others, were each of them lowered to the end by itself.

use std::cell::RefCell;
use std::sync::Arc;

use super::scope::Scope;
use super::{Lowered, Lowerer, Said};
use crate::engine::syntax::{Block, Expr as Syntax, ExprKind as SyntaxKind, Statement};
use crate::engine::typed::{Expr, ExprKind};
use crate::source::Span;

/// What follows a block, when the block does not end the function.
pub(super) enum Rest<'s> {
    /// Statements, and what follows them; and what is known before the choice that they follow, whose names they see.
    Statements(&'s [Statement], Option<&'s Rest<'s>>, &'s Scope),
    /// A scout notes what is known when it arrives.
    Scout(&'s RefCell<Vec<Scope>>),
    /// It is lowered already.
    Lowered(&'s Arc<Expr>),
}

impl Lowerer<'_> {
    /// What follows a block at whose end this is known.
    pub(super) fn go_on(&mut self, rest: &Rest<'_>, scope: &Scope, end: Span) -> Lowered {
        match rest {
            Rest::Statements(statements, next, before) => {
                self.statements(statements, *next, before.and_proved_in(scope), end)
            }
            Rest::Scout(arrived) => {
                arrived.borrow_mut().push(scope.clone());
                Err(Said)
            }
            Rest::Lowered(expr) => {
                let node = self.node(ExprKind::Shared(Arc::clone(expr)), expr.ty.clone(), expr.span)?;
                Ok(Expr { optional: expr.optional, path: expr.path.clone(), ..node })
            }
        }
    }

    /// A choice, and what follows it: once, where several of its ways fall through and it is the same for them.
    pub(super) fn choice_and_rest(&mut self, choice: &Syntax, rest: &Rest<'_>, end: Span, scope: &Scope) -> Lowered {
        let Rest::Statements(statements, next, _) = rest else { return self.ways(choice, Some((rest, end)), scope) };
        if falling(choice) < 2 {
            return self.ways(choice, Some((rest, end)), scope);
        }
        let arrived = RefCell::default();
        let _ = self.ways(choice, Some((&Rest::Scout(&arrived), end)), scope);
        let proved = arrived.into_inner().into_iter().reduce(|all, one| all.common(&one)).unwrap_or_default();
        let known = scope.and_proved_in(&proved.before_slot(self.slots));
        let lowered = Arc::new(self.way(|it| it.statements(statements, *next, known, end))?);
        self.ways(choice, Some((&Rest::Lowered(&lowered), end)), scope)
    }
}

/// How many ways of a value in the place of a statement fall through to what follows.
fn falling(value: &Syntax) -> usize {
    match &value.kind {
        SyntaxKind::If(_, then, otherwise) => through(then) + otherwise.as_ref().map_or(1, through),
        SyntaxKind::Switch(_, arms) => arms.iter().map(|arm| through(&arm.gives)).sum(),
        SyntaxKind::Block(block) => through(block),
        _ => 1,
    }
}

/// How many ways reach the end of a block.
fn through(block: &Block) -> usize {
    block.statements.iter().fold(1, |ways, statement| match statement {
        Statement::Return(..) => 0,
        Statement::Let(..) => ways,
        Statement::Value(value) => (ways * falling(value)).min(2),
    })
}
