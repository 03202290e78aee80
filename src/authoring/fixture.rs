//! A rule's fixture: one small YAML file with as much of an agreement and a return as the rule needs, whose name begins
//! with the outcome that the rule should come to.
//!
//! ```yaml
//! # fixtures/rules/<pack>/<rule-id>/fails_years_do_not_sum.yaml
//! agreement:
//!   funds: [{ id: pump, name: pump-priming }]
//! submission:
//!   bids: [{ fund: pump, reward_target: RG1, total: 100, years: { year1: 90 } }]
//! ```
//!
//! What is absent is missing, but for what no return can do without: a name, a term and a period are taken as given. The
//! keys are `agreement`, `submission`, `earlier` (a list of the returns before it, each with its period), `limits`
//! (thresholds by name, in place of the pack's) and `date` (the first day of the agreement's term).

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::document::record::Record;
use crate::document::{Document, Node, NodeKind, Scalar, Why, yaml};
use crate::intake;
pub use crate::lint::outcomes::expects;
use crate::model::agreement::Agreement;
use crate::model::history::{History, Lost, Returned};
use crate::model::submission::Submission;
use crate::pack::thresholds::{Thresholds, read_value};
use crate::source::{Source, Span, Spanned};
use crate::verdict::{Outcome, Verdict};

/// What a fixture holds.
#[derive(Debug)]
pub struct Fixture {
    /// The agreement, as it stands at the end of the return's period.
    pub agreement: Arc<Agreement>,
    /// The return.
    pub submission: Submission,
    /// The returns before it.
    pub earlier: History,
    /// The pack's thresholds, with those that the fixture sets in their place.
    pub thresholds: Thresholds,
}

/// Reads a fixture for a pack with these thresholds; none when it cannot be judged.
#[must_use]
pub fn read(source: &Source, thresholds: &Thresholds) -> (Option<Fixture>, Vec<Diagnostic>) {
    let document = yaml::read(source);
    let mut problems = document.diagnostics;
    let Some(mut record) = Record::open(&document.root, "a fixture", &mut problems) else { return (None, problems) };
    let (agreement, submission, limits) = (record.node("agreement"), record.node("submission"), record.node("limits"));
    let before = record.list("earlier");
    let date = record.text("date").map_or_else(|_| "2006-04-01".to_owned(), |date| date.value);
    record.close();
    let here = document.root.span.after();
    let term = given(here, &[("from", &date), ("to", "2029-03-31")]);
    let agreement = with_defaults(agreement, here, vec![("name", text("made up", here)), ("term", term)]);
    let submission = with_defaults(submission, here, vec![("period", text("2006-07 Q3", here))]);
    let thresholds = with_limits(limits, thresholds, &mut problems);
    let (agreement, found) = intake::agreement_from(agreement);
    problems.extend(found);
    let Some(signed) = agreement.map(Arc::new) else { return (None, problems) };
    let agreement = intake::in_force(&signed, &submission);
    let (submission, found) = intake::submission_from(submission, &[], &agreement);
    problems.extend(found);
    let Some(submission) = submission else { return (None, problems) };
    let beside: Vec<_> = before.iter().map(|node| returned(node, &signed, &mut problems)).collect();
    let earlier = intake::history(&submission, &agreement, &beside, &mut problems);
    (Some(Fixture { agreement, submission, earlier, thresholds }), problems)
}

/// A return before it, under the agreement as it stood then.
fn returned(node: &Node, signed: &Arc<Agreement>, problems: &mut Vec<Diagnostic>) -> Result<Arc<Returned>, Lost> {
    let document = Document { root: node.clone(), diagnostics: Vec::new() };
    let agreement = intake::in_force(signed, &document);
    let (submission, found) = intake::submission_from(document, &[], &agreement);
    problems.extend(found);
    let returned = submission.map(|submission| Arc::new(Returned::new(agreement, submission)));
    returned.ok_or(Lost { period: None, why: Why::Unreadable, span: node.span })
}

fn text(text: &str, span: Span) -> Node {
    Node { kind: NodeKind::Scalar(Scalar { text: text.to_owned(), quoted: false }), span }
}

fn given(span: Span, fields: &[(&str, &str)]) -> Node {
    let field = |&(key, value): &(&str, &str)| (Spanned::new(key.to_owned(), span), text(value, span));
    Node { kind: NodeKind::Record(fields.iter().map(field).collect()), span }
}

/// A node as a document of its own, with what it lacks of `defaults`.
fn with_defaults(node: Option<&Node>, here: Span, defaults: Vec<(&str, Node)>) -> Document {
    let mut root = node.cloned().unwrap_or(Node { kind: NodeKind::Record(Vec::new()), span: here });
    if let NodeKind::Record(entries) = &mut root.kind {
        for (key, value) in defaults {
            if !entries.iter().any(|(known, _)| known.value == key) {
                entries.push((Spanned::new(key.to_owned(), here), value));
            }
        }
    }
    Document { root, diagnostics: Vec::new() }
}

fn with_limits(node: Option<&Node>, thresholds: &Thresholds, problems: &mut Vec<Diagnostic>) -> Thresholds {
    let mut set = thresholds.clone();
    let Some(Node { kind: NodeKind::Record(entries), .. }) = node else { return set };
    for (name, value) in entries {
        match thresholds.get(&name.value) {
            Some((_, threshold)) => {
                if let Some(limit) = read_value(value, threshold, problems) {
                    set = set.with(&name.value, &limit);
                }
            }
            None => problems.push(
                Diagnostic::error("unknown-threshold", format!("the pack has no threshold `{}`", name.value))
                    .at(name.span, "not known"),
            ),
        }
    }
    set
}

/// Every word that a fixture's name can begin with.
pub const OUTCOMES: [&str; 16] = [
    "passes",
    "fails",
    "met",
    "unmet",
    "green",
    "amber",
    "red",
    "pays",
    "nothing",
    "on",
    "off",
    "undecided",
    "not_applicable",
    "not_available",
    "refresh",
    "faults",
];

/// The word by which a fixture's name says an outcome: `fails` for `fails_years_do_not_sum.yaml`.
#[must_use]
pub fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Decided(Verdict::Pass) => "passes",
        Outcome::Decided(Verdict::Finding { .. }) => "fails",
        Outcome::Decided(Verdict::Pay { .. }) => "pays",
        Outcome::Decided(verdict) => verdict.word(),
        Outcome::NotApplicable(_) => "not_applicable",
        Outcome::Undecided(_) => "undecided",
        Outcome::Fault(_) => "faults",
    }
}
