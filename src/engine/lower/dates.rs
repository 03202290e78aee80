//! Calculating with dates: a date less a date is days, a date and days are a date; nothing else is meant by it.

use super::{Lowered, Lowerer, Said, expr::unit};
use crate::diagnostic::Diagnostic;
use crate::engine::syntax::{Arithmetic, Expr as Syntax};
use crate::engine::table::Ty;
use crate::engine::typed::{Expr, ExprKind};
use crate::engine::units::Unit;
use crate::source::Span;

/// How to calculate with dates.
const HELP: &str = "a date less a date is days; to move a date, add or subtract days: `limits.its_days`";

impl Lowerer<'_> {
    /// An operation one side of which is a date.
    pub(super) fn with_dates(&mut self, op: Arithmetic, one: Expr, other: Expr, span: Span) -> Lowered {
        let days = |value: &Expr| matches!(value.ty, Ty::Number(_)) && matches!(unit(value), Unit::Days | Unit::Zero);
        let ty = match (op, &one.ty, &other.ty) {
            (Arithmetic::Subtract, Ty::Date, Ty::Date) => Ty::Number(Unit::Days),
            (Arithmetic::Add | Arithmetic::Subtract, Ty::Date, _) if days(&other) => Ty::Date,
            (Arithmetic::Add, _, Ty::Date) if days(&one) => Ty::Date,
            _ => return Err(self.no_date_arithmetic(op, &one, &other)),
        };
        self.node(ExprKind::Arithmetic(op, Box::new(one), Box::new(other)), ty, span)
    }

    fn no_date_arithmetic(&mut self, op: Arithmetic, one: &Expr, other: &Expr) -> Said {
        let verb = match op {
            Arithmetic::Add => "added",
            Arithmetic::Subtract => "subtracted",
            Arithmetic::Multiply => "multiplied",
            Arithmetic::Divide => "divided",
        };
        let (left, right) = (one.ty.to_string(), other.ty.to_string());
        let headline = format!("{left} and {right} cannot be {verb}");
        let diagnostic = Diagnostic::error("units-do-not-mix", headline).at(one.span, left).at(other.span, right);
        self.say(diagnostic.help(HELP))
    }

    /// One side of an operation: a number or a date.
    pub(super) fn term(&mut self, syntax: &Syntax, scope: &super::Scope) -> Lowered {
        let value = self.given(syntax, scope)?;
        match value.ty {
            Ty::Number(_) | Ty::Date => Ok(value),
            _ => Err(self.wrong_type(&value, "a number is wanted", "calculate and compare with numbers only")),
        }
    }
}
