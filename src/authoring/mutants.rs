//! Small mistakes put into a rule on purpose: what no fixture notices could be changed without anybody seeing it.
//!
//! A mutant of a script is noticed when a fixture of its rule comes to another outcome, or is told of it in other words or at
//! another place. One of a threshold is noticed by another outcome or another number: words name the threshold itself. Where
//! a condition asks whether something is given, it is left as it is: what follows relies on it.

use std::collections::BTreeMap;

use super::fixture::word;
use super::nudge::{moved, nudges};
use super::testing::{Stage, outcome_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::evaluate::{Ending, Run};
use crate::engine::syntax::{Arithmetic, Comparison};
use crate::engine::table::Does;
use crate::engine::typed::{Expr, ExprKind, Rule};
use crate::engine::walk::{each, rebuilt};
use crate::lint::suppress::{Ran, suppress};
use crate::number::Exact;
use crate::pack::Pack;
use crate::pack::thresholds::Thresholds;
use crate::source::{Sources, Span};
use crate::verdict::{Outcome, Tells, Verdict};

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
    /// `+` becomes `-`, `min` becomes `max`, or the other way.
    Swap,
}

/// A fixture, its rule over it, and what that says as it is.
pub struct Subject {
    name: String,
    stage: Stage,
    ends: Vec<Said>,
}

impl Subject {
    /// A fixture of this name.
    #[must_use]
    pub fn new(name: &str, stage: Stage, rule: &Rule) -> Self {
        let ends = ends(&stage, rule, &stage.thresholds);
        Subject { name: name.to_owned(), stage, ends }
    }

    /// Whether the rule, changed, says something else of it, by what is looked at.
    fn differs<'s, T: PartialEq>(&'s self, ends: &'s [Said], by: impl Fn(&'s Said) -> T) -> bool {
        ends.len() != self.ends.len() || ends.iter().zip(&self.ends).any(|(one, other)| by(one) != by(other))
    }
}

/// Tries every mistake in a rule over its fixtures.
#[must_use]
pub fn mutants(rule: &Rule, pack: &Pack, fixtures: &[Subject]) -> Vec<Mutant> {
    let noticed_by = |notices: &dyn Fn(&Subject) -> bool| {
        fixtures.iter().find(|fixture| notices(fixture)).map(|fixture| fixture.name.clone())
    };
    let mut found = Vec::new();
    for ((at, change), what) in changes(rule) {
        let body = rebuilt(&rule.body, &|expr| (expr.span == at).then(|| apply(expr, change)).flatten());
        let mutant = Rule { body, ..rule.clone() };
        let noticed_by = noticed_by(&|it| it.differs(&ends(&it.stage, &mutant, &it.stage.thresholds), Said::words));
        found.push(Mutant { at, what, noticed_by });
    }
    for &index in &rule.limits {
        let threshold = pack.thresholds.at(index);
        let Some(last) = threshold.values.last() else { continue };
        for (nudge, limit) in nudges(threshold, &last.value.value) {
            let (name, now) = (&threshold.name.value, &last.value.value);
            let what = format!("`{name}` from {} to {}", threshold.show(now), threshold.show(&limit));
            let noticed_by = noticed_by(&|it| {
                let moved = moved(&it.stage.thresholds, index, nudge);
                it.differs(&ends(&it.stage, rule, &moved), Said::verdict)
            });
            found.push(Mutant { at: threshold.name.span, what, noticed_by });
        }
    }
    found
}

/// What came of all mistakes in a pack.
#[derive(Debug)]
pub struct Tried {
    /// How many there were.
    pub count: usize,
    /// Those that no fixture noticed.
    pub unnoticed: Vec<Diagnostic>,
    /// Those that no fixture noticed and that the pack allows.
    pub allowed: Vec<Diagnostic>,
}

/// What makes two mistakes one: the place, what was changed there, and, of a threshold, the rule that reads it.
type Key<'m> = (Span, &'m str, Option<&'m str>);

/// Takes together what was tried in each rule. A mistake in `lib/` is noticed if the fixtures of any rule notice it; a threshold
/// that moves must be noticed by each rule that reads it. An allowance that allows nothing is said where every rule was tried.
#[must_use]
pub fn together(pack: &Pack, all: &[(String, Vec<Mutant>)], whole: bool, sources: &Sources) -> Tried {
    let each = || all.iter().flat_map(|(rule, mutants)| mutants.iter().map(move |mutant| (rule, mutant)));
    let is_limit = |mutant: &Mutant| mutant.at.source() == pack.written[1].id();
    let mut tried: BTreeMap<Key<'_>, (&str, &Mutant, bool)> = BTreeMap::new();
    for (rule, mutant) in each() {
        let key = (mutant.at, mutant.what.as_str(), is_limit(mutant).then_some(rule.as_str()));
        let known = tried.entry(key).or_insert((rule, mutant, false));
        known.2 |= mutant.noticed_by.is_some();
    }
    let unnoticed = tried.values().filter(|(_, _, is_noticed)| !is_noticed);
    let unnoticed = unnoticed.map(|(rule, mutant, _)| mutant.unnoticed(rule)).collect();
    let (mut unnoticed, allowed) = suppress(pack, unnoticed, Ran::only_mutants(whole), sources);
    // What else is wrong with allowances is for `plumb lint` to say.
    unnoticed.retain(|found| found.severity == Severity::Warning);
    unnoticed.sort_by(|one, other| one.order().cmp(&other.order()));
    Tried { count: tried.len(), unnoticed, allowed }
}

/// What a person is told of one subject.
#[derive(Debug)]
struct Said {
    outcome: Outcome,
    labels: Vec<(Vec<Span>, String)>,
    help: Option<String>,
    told: Vec<(Tells, Exact, String)>,
    /// Where the verdict stands in the script.
    at: Option<Span>,
}

impl Said {
    /// All that a person is told.
    fn words(&self) -> impl PartialEq + use<'_> {
        (&self.outcome, &self.labels, &self.help, &self.told)
    }

    /// The verdict and its number: words name a threshold itself.
    fn verdict(&self) -> (&'static str, Option<Exact>, Option<Span>) {
        (word(&self.outcome), number(&self.outcome), self.at)
    }
}

/// What a rule says of each subject of a fixture.
fn ends(stage: &Stage, rule: &Rule, thresholds: &Thresholds) -> Vec<Said> {
    let said = |run: Run<Exact>| {
        let outcome = outcome_of(&run);
        match run.end {
            Ok(Ending { labels, help, told, at, .. }) => Said { outcome, labels, help, told, at: Some(at) },
            Err(_) => Said { outcome, labels: Vec::new(), help: None, told: Vec::new(), at: None },
        }
    };
    stage.runs(rule, thresholds).into_iter().map(said).collect()
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
            ExprKind::Arithmetic(Arithmetic::Add, ..) => add(expr.span, Change::Swap, "`+` to `-`"),
            ExprKind::Arithmetic(Arithmetic::Subtract, ..) => add(expr.span, Change::Swap, "`-` to `+`"),
            ExprKind::Apply(Does::Least, _) => add(expr.span, Change::Swap, "`min` to `max`"),
            ExprKind::Apply(Does::Greatest, _) => add(expr.span, Change::Swap, "`max` to `min`"),
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
        (ExprKind::Arithmetic(sign, one, other), Change::Swap) => {
            let swapped = match sign {
                Arithmetic::Add => Arithmetic::Subtract,
                Arithmetic::Subtract => Arithmetic::Add,
                Arithmetic::Multiply | Arithmetic::Divide => return None,
            };
            ExprKind::Arithmetic(swapped, one.clone(), other.clone())
        }
        (ExprKind::Apply(Does::Least, parts), Change::Swap) => ExprKind::Apply(Does::Greatest, parts.clone()),
        (ExprKind::Apply(Does::Greatest, parts), Change::Swap) => ExprKind::Apply(Does::Least, parts.clone()),
        _ => return None,
    })
}
