//! Small mistakes put into a rule on purpose: what no fixture notices could be changed without anybody seeing it.
//!
//! A mutant of a script is noticed when a fixture of its rule comes to another outcome, or is told of it in other words or at
//! another place. One of a threshold is noticed by another outcome or another number: words name the threshold itself. Where a condition asks whether something is given, it is left as it is: what follows relies on it.

use std::collections::BTreeMap;

use super::fixture::word;
use super::testing::Ready;
use crate::diagnostic::{Diagnostic, Label};
use crate::engine::compile::Compiled;
use crate::engine::syntax::Comparison;
use crate::engine::typed::{Expr, ExprKind, Rule};
use crate::engine::walk::{each, rebuilt};
use crate::number::Exact;
use crate::pack::Pack;
use crate::pack::thresholds::{Limit, Threshold};
use crate::source::{Sources, Span};
use crate::tune::steps::{range, scale};
use crate::verdict::{Judgement, Outcome, Report, Verdict};

/// A mistake that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// Where it stands: in the script, or the name of the threshold.
    pub at: Span,
    /// What was changed: `>=` to `>`.
    pub what: String,
    /// The fixture that noticed it, if one did.
    pub noticed_by: Option<String>,
}

impl Mutant {
    /// That nobody noticed it.
    #[must_use]
    pub fn unnoticed(&self, rule: &str) -> Diagnostic {
        let headline = format!("{}: no fixture of `{rule}` notices", self.what);
        Diagnostic::warning("mutant-unnoticed", headline)
            .at(self.at, &self.what)
            .help("add a fixture that comes out otherwise then: at the value where it turns, or one step beside it")
    }
}

/// A change of one kind at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    /// A comparison loses or gains the value at which it turns.
    Edge,
    /// `&&` becomes `||`, or the other way.
    Link,
    /// A part of `&&` or `||` is left out.
    Without(usize),
    /// A choice always goes one way.
    Always(bool),
}

/// Tries every mistake in a rule over its fixtures.
#[must_use]
pub fn mutants(
    rule: &Rule,
    pack: &Pack,
    alone: &Compiled,
    ready: &[(String, Ready)],
    sources: &Sources,
) -> Vec<Mutant> {
    let of = |report: Report| -> Vec<Judgement> {
        report.judgements.into_iter().filter(|judgement| judgement.rule == rule.id).collect()
    };
    let base: Vec<Vec<Judgement>> = ready.iter().map(|(_, ready)| of(ready.judged(alone, sources))).collect();
    let first = |differs: &dyn Fn(&Ready, &[Judgement]) -> bool| {
        ready.iter().zip(&base).find(|((_, ready), base)| differs(ready, base)).map(|((name, _), _)| name.clone())
    };
    let mut found = Vec::new();
    for ((at, change), what) in changes(rule) {
        let body = rebuilt(&rule.body, &|expr| (expr.span == at).then(|| apply(expr, change)).flatten());
        let mutant = with_rule(alone, &Rule { body, ..rule.clone() });
        let noticed_by = first(&|ready, base| said(&of(ready.judged(&mutant, sources))) != said(base));
        found.push(Mutant { at, what, noticed_by });
    }
    for &index in &rule.limits {
        let threshold = pack.thresholds.at(index);
        for up in [true, false] {
            let Some(what) = moved(threshold, up) else { continue };
            let noticed_by = first(&|ready, base| {
                let own = ready.threshold(index);
                let limit = own.values.last().and_then(|last| stepped(own, &last.value.value, up));
                limit.is_some_and(|limit| {
                    numbers(&of(ready.with_limit(index, &limit).judged(alone, sources))) != numbers(base)
                })
            });
            found.push(Mutant { at: threshold.name.span, what, noticed_by });
        }
    }
    found
}

/// What a person is told of some judgements.
fn said(judgements: &[Judgement]) -> Vec<(&Outcome, &[Label], Option<&str>)> {
    judgements.iter().map(|one| (&one.outcome, one.labels.as_slice(), one.help.as_deref())).collect()
}

/// The words and the numbers of some judgements.
fn numbers(judgements: &[Judgement]) -> Vec<(&'static str, Option<Exact>)> {
    judgements.iter().map(|one| (word(&one.outcome), number(&one.outcome))).collect()
}

fn number(outcome: &Outcome) -> Option<Exact> {
    match outcome {
        Outcome::Decided(Verdict::On { expected, .. } | Verdict::Off { expected, .. }) => Some(expected.clone()),
        Outcome::Decided(Verdict::Unmet { shortfall, .. }) => Some(shortfall.clone()),
        Outcome::Decided(Verdict::Pay { amount }) => Some(amount.clone()),
        Outcome::Decided(Verdict::Finding { severity, .. }) => Some(Exact::whole(*severity as i64)),
        _ => None,
    }
}

fn with_rule(alone: &Compiled, mutant: &Rule) -> Compiled {
    let mut rules = alone.clone();
    for rule in rules.rules.iter_mut().filter(|rule| rule.id == mutant.id) {
        *rule = mutant.clone();
    }
    rules
}

/// Every mistake that can be put into a rule's script, each once, in words.
fn changes(rule: &Rule) -> BTreeMap<(Span, Change), String> {
    let mut found = BTreeMap::new();
    each(&rule.body, &mut |expr| {
        let mut add = |at: Span, change, what: &str| {
            found.entry((at, change)).or_insert_with(|| what.to_owned());
        };
        match &expr.kind {
            ExprKind::Order(comparison, ..) => {
                if let Some(other) = edge(*comparison) {
                    add(expr.span, Change::Edge, &format!("`{}` to `{}`", comparison.sign(), other.sign()));
                }
            }
            ExprKind::All(parts) | ExprKind::Any(parts) if !asks(expr) => {
                let is_all = matches!(expr.kind, ExprKind::All(_));
                add(expr.span, Change::Link, if is_all { "`&&` to `||`" } else { "`||` to `&&`" });
                for at in 0..parts.len() {
                    add(expr.span, Change::Without(at), &format!("without condition {} of {}", at + 1, parts.len()));
                }
            }
            ExprKind::If(condition, ..) if !asks(condition) => {
                add(expr.span, Change::Always(true), "as if the condition always held");
                add(expr.span, Change::Always(false), "as if the condition never held");
            }
            _ => {}
        }
    });
    found
}

/// Whether a condition asks if something is given, so that what follows relies on it.
fn asks(condition: &Expr) -> bool {
    let mut found = false;
    each(condition, &mut |expr| found |= matches!(expr.kind, ExprKind::Present(_) | ExprKind::Otherwise(_)));
    found
}

fn edge(comparison: Comparison) -> Option<Comparison> {
    match comparison {
        Comparison::Less => Some(Comparison::AtMost),
        Comparison::AtMost => Some(Comparison::Less),
        Comparison::More => Some(Comparison::AtLeast),
        Comparison::AtLeast => Some(Comparison::More),
        Comparison::Same | Comparison::Different => None,
    }
}

fn apply(expr: &Expr, change: Change) -> Option<ExprKind> {
    let flag = |holds| Expr { kind: ExprKind::Flag(holds), ..expr.clone() };
    let without = |parts: &[Expr], at: usize| {
        let rest: Vec<Expr> =
            parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, e)| e.clone()).collect();
        (rest.len() + 1 == parts.len()).then_some(rest)
    };
    Some(match (&expr.kind, change) {
        (ExprKind::Order(comparison, one, other), Change::Edge) => {
            ExprKind::Order(edge(*comparison)?, one.clone(), other.clone())
        }
        (ExprKind::All(parts), Change::Link) => ExprKind::Any(parts.clone()),
        (ExprKind::Any(parts), Change::Link) => ExprKind::All(parts.clone()),
        (ExprKind::All(parts), Change::Without(at)) => ExprKind::All(without(parts, at)?),
        (ExprKind::Any(parts), Change::Without(at)) => ExprKind::Any(without(parts, at)?),
        (ExprKind::If(_, then, otherwise), Change::Always(holds)) => {
            ExprKind::If(Box::new(flag(holds)), then.clone(), otherwise.clone())
        }
        _ => return None,
    })
}

/// The value of a threshold one step of its scale further; none where its bounds end, or it is no number.
fn stepped(threshold: &Threshold, value: &Limit, up: bool) -> Option<Limit> {
    let Limit::Number(number) = value else { return None };
    let range = range(threshold)?;
    let step = scale(threshold, &range);
    let moved = if up { number + &step } else { number - &step };
    (range.from <= moved && moved <= range.to).then_some(Limit::Number(moved))
}

/// What is changed, where a step from the value that is in force is possible.
fn moved(threshold: &Threshold, up: bool) -> Option<String> {
    let value = &threshold.values.last()?.value.value;
    let moved = stepped(threshold, value, up)?;
    Some(format!("{} {} to {}", threshold.name.value, threshold.show(value), threshold.show(&moved)))
}
