//! Thresholds as rules read them: on the subject's own day, on another day, and through bands.

use std::sync::Arc;

use super::scope::{Binding, Scope};
use super::{Lowered, Lowerer, Said, shared};
use crate::diagnostic::Diagnostic;
use crate::engine::syntax::{Expr as Syntax, ExprKind as SyntaxKind};
use crate::engine::table::{Function, Ty, Words};
use crate::engine::typed::{Expr, ExprKind};
use crate::engine::units::Unit;
use crate::pack::thresholds::{LimitType, Threshold};
use crate::source::{Span, Spanned};

/// Where a rule reads its thresholds.
pub(super) enum Day<'s> {
    /// On the subject's own day.
    Own,
    /// On the day that `limits.on(…)` is given.
    Given(&'s [Syntax], Spanned<String>),
}

impl Lowerer<'_> {
    /// The day at which a field of this is a threshold; none when it is something else.
    pub(super) fn as_limits<'s>(of: &'s Syntax, scope: &Scope) -> Option<Day<'s>> {
        let is_limits = |of: &Syntax| matches!(&of.kind, SyntaxKind::Name(name) if matches!(scope.get(name), Some(Binding::Limits)));
        match &of.kind {
            SyntaxKind::Name(_) if is_limits(of) => Some(Day::Own),
            SyntaxKind::Method(of, name, args) if is_limits(of) && name.value == "on" => {
                Some(Day::Given(args, name.clone()))
            }
            _ => None,
        }
    }

    /// `limits.name`, or `limits.on(day).name`.
    pub(super) fn limit(&mut self, day: &Day<'_>, name: &Spanned<String>, scope: &Scope, span: Span) -> Lowered {
        let on = match day {
            Day::Own => None,
            Day::Given(args, word) => {
                self.arity(word, args.len(), 1)?;
                let on = self.given(&args[0], scope)?;
                if !matches!(on.ty, Ty::Date) {
                    return Err(self.wrong_type(
                        &on,
                        "thresholds are read on a date",
                        "give a field that holds a day, as `submission.last_day`",
                    ));
                }
                Some(on)
            }
        };
        match self.thresholds.get(&name.value) {
            // What is wrong with the threshold was said in its place.
            Some((_, threshold)) if threshold.broken => Err(Said),
            Some((index, threshold)) => {
                let ty = type_of(threshold);
                self.limits.push(index);
                let path = Some(shared(&format!("limits.{}", name.value)));
                let kind = on.map_or(ExprKind::Limit(index), |on| ExprKind::LimitOn(index, Box::new(on)));
                Ok(Expr { path, ..self.node(kind, ty, span)? })
            }
            None => {
                let known: Vec<&str> = self.thresholds.iter().map(|threshold| threshold.name.value.as_str()).collect();
                Err(self.unknown(
                    "unknown-threshold",
                    format!("the pack has no threshold `{}`", name.value),
                    name,
                    &known,
                ))
            }
        }
    }

    /// `limits.on(day)` without a threshold's name, or another method of the thresholds.
    pub(super) fn limits_method(&mut self, name: &Spanned<String>, span: Span) -> Said {
        let (headline, at) = if name.value == "on" {
            ("`limits.on(…)` is no value".to_owned(), span)
        } else {
            (format!("the thresholds have no method `{}`", name.value), name.span)
        };
        let code = if name.value == "on" { "wrong-type" } else { "unknown-field" };
        let diagnostic = Diagnostic::error(code, headline).at(at, "all thresholds");
        self.say(diagnostic.help("name the threshold: `limits.its_name`, or on another day `limits.on(day).its_name`"))
    }

    /// `band_of(bands, number)`: one of the words of the bands.
    pub(super) fn band_of(&mut self, function: &Function, args: Vec<Expr>, span: Span) -> Lowered {
        let (Ty::Bands(words, cuts), Ty::Number(found)) = (&args[0].ty, &args[1].ty) else {
            unreachable!("internal: fitted to its parameters")
        };
        if !cuts.compares(*found) {
            let (left, right) = (args[0].ty.to_string(), found.word());
            let headline = format!("{left} cannot divide {right}");
            let diagnostic =
                Diagnostic::error("units-do-not-mix", headline).at(args[0].span, left).at(args[1].span, right);
            return Err(self.say(diagnostic.help("give a number in the unit of the cut points, or set their `unit:`")));
        }
        let ty = Ty::Word(words.clone());
        self.node(ExprKind::Apply(function.does, args), ty, span)
    }
}

/// The type of a threshold's values.
fn type_of(threshold: &Threshold) -> Ty {
    let words = || Words::Given(Arc::clone(&threshold.of));
    match threshold.kind {
        LimitType::Date => Ty::Date,
        LimitType::Choice => Ty::Word(words()),
        LimitType::Set => Ty::Set(words()),
        LimitType::Bands => Ty::Bands(words(), unit_of(threshold.unit)),
        number => Ty::Number(unit_of(number)),
    }
}

/// The unit of a type of threshold whose values are numbers.
fn unit_of(number: LimitType) -> Unit {
    match number {
        LimitType::Percent => Unit::Percent,
        LimitType::Ratio => Unit::Ratio,
        LimitType::Money => Unit::Money,
        LimitType::Points => Unit::Points,
        LimitType::Number => Unit::Number,
        LimitType::Integer => Unit::Count,
        LimitType::Days => Unit::Days,
        LimitType::Date | LimitType::Choice | LimitType::Set | LimitType::Bands => {
            unreachable!("internal: a unit of what is no number")
        }
    }
}
