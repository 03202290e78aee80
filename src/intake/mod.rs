//! Makes an agreement and a return out of trees: every field with its place or its gap, every problem said once.
//!
//! What could not be read stays in place as unreadable, so that a rule about it is undecided because of it. It must not
//! know how to judge, nor open a file: a figure that is missing is a rule's to say, a table's text the caller's to bring.

mod agreement;
mod columns;
mod everyone;
mod explanations;
mod header;
mod history;
mod lines;
mod loans;
mod metadata;
mod of;
mod payments;
mod profile;
mod refresh;
mod rows;
mod statements;
mod submission;
mod table;
#[cfg(test)]
mod tests;

pub use agreement::{agreement, agreement_from};
pub use explanations::explanations;
pub use history::{history, in_force, period_of};
pub use submission::{Table, submission, submission_from, tables_in, tables_named, tables_of_figures};

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, nearest};
use crate::document::problems::{MOST_OF_A_KIND, and_more};
use crate::document::record::{Record, Wrong, list_of, not};
use crate::document::{Document, Node, NodeKind, scalar};
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::model::funding::Fund;
use crate::model::period::Period;
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// Has `read` make what it can of a document, and puts all problems in the order of the file. Of a text that is cut short
/// it is not said what it lacks: that may stand behind the cut.
fn reading<T>(document: Document, read: impl FnOnce(&Document, &mut Vec<Diagnostic>) -> T) -> (T, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let made = read(&document, &mut problems);
    if document.is_cut_short() {
        let here = document.root.span.source();
        let only_unread = |problem: &Diagnostic| {
            problem.code == "field-missing" && problem.labels.iter().all(|label| label.span.source() == here)
        };
        problems.retain(|problem| !only_unread(problem));
    }
    problems.extend(document.diagnostics);
    problems.sort_by(|one, other| one.order().cmp(&other.order()));
    (made, not_too_many(problems))
}

/// The problems, but that of one kind in one file no more are said than a person would read: the next one says how many
/// there are of the rest.
fn not_too_many(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let kind = |problem: &Diagnostic| (problem.order().0.map(Span::source), problem.code.clone(), problem.severity);
    let mut counts: HashMap<_, usize> = HashMap::new();
    for problem in &problems {
        *counts.entry(kind(problem)).or_default() += 1;
    }
    let mut said: HashMap<_, usize> = HashMap::new();
    let few = problems.into_iter().filter_map(|mut problem| {
        let kind = kind(&problem);
        let (all, before) = (counts[&kind], said.entry(kind).or_default());
        *before += 1;
        if *before == MOST_OF_A_KIND && all > MOST_OF_A_KIND {
            and_more(&mut problem, all - MOST_OF_A_KIND);
        }
        (*before <= MOST_OF_A_KIND).then_some(problem)
    });
    few.collect()
}

/// Reads a period.
fn period(text: &str) -> Result<Period, Wrong> {
    Period::read(text).ok_or_else(|| Wrong {
        code: "not-a-period",
        headline: format!("`{text}` is not a financial year, or a half, a quarter or a month of one"),
        help: Some(match period_meant(text) {
            Some(meant) => format!("write {meant}"),
            None => "write it as 2006-07, 2006-07 H1, 2006-07 Q3, or 2006-07 M9 for December".to_owned(),
        }),
    })
}

/// The period that a text means which has its parts in another order, or a stroke in its year: `Q3 2006/07`.
fn period_meant(text: &str) -> Option<Period> {
    let year_first = text.replace('/', "-");
    let words: Vec<&str> = year_first.split_whitespace().rev().collect();
    Period::read(&year_first).or_else(|| Period::read(&words.join(" ")))
}

/// Reads a figure that is counted in a unit: `85%` is 85 where that is percent, and `£5` is 5 where it is pounds.
fn figure(text: &str, unit: &OwnUnit) -> Result<Exact, Wrong> {
    let (number, sign) = match text.strip_suffix('%') {
        Some(number) => (scalar::figure(number.trim_end()), Some(OwnUnit::Percent)),
        None => (scalar::money(text), text.contains('£').then_some(OwnUnit::Money)),
    };
    let number = number.map_err(|error| not(text, "a number", error))?;
    match sign {
        Some(sign) if sign != *unit => Err(Wrong {
            code: "wrong-unit",
            headline: format!("`{text}` is in {}, not in {}", in_words(&sign), in_words(unit)),
            help: Some(format!("give the figure in {}, as the agreement does", in_words(unit))),
        }),
        _ => Ok(number),
    }
}

fn in_words(unit: &OwnUnit) -> &str {
    match unit {
        OwnUnit::Percent => "percent",
        OwnUnit::Money => "pounds",
        OwnUnit::Plain => "plain numbers",
        OwnUnit::Named(name) => name,
    }
}

/// How many names a message lists before it becomes a wall.
const FEW: usize = 12;

/// What to do about a word that is none of `known`, in a message that calls these `what`.
fn did_you_mean(word: &str, what: &str, known: &[&str]) -> Option<String> {
    match nearest(word, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => Some(format!("there are no {what}")),
        None => (known.len() <= FEW).then(|| format!("the {what} are {}", list_of(known.iter().copied()))),
    }
}

/// A problem with a cure that may not be known.
fn error(code: &str, headline: String, at: Span, help: Option<String>) -> Diagnostic {
    Diagnostic { help, ..Diagnostic::error(code, headline).at(at, "") }
}

/// Whether something stands at a node that could not be read.
fn is_unreadable(node: &Node) -> bool {
    node.kind == NodeKind::Unreadable
}

/// That an id is none of the agreement's.
fn unknown(what: &str, id: &Spanned<String>, help: Option<String>) -> Diagnostic {
    let headline = format!("`{}` is no {what} of the agreement", id.value);
    error(&format!("{what}-unknown"), headline, id.span, help)
}

/// The fund that a row or a table belongs to.
fn fund_of<'a>(record: &mut Record, agreement: &'a Agreement) -> Option<&'a Fund> {
    let id = record.text("fund");
    let id = record.required("fund", id)?;
    let found = agreement.funds.iter().find(|fund| fund.id.value == id.value);
    if found.is_none() {
        let known: Vec<&str> = agreement.funds.iter().map(|fund| fund.id.value.as_str()).collect();
        let help = did_you_mean(&id.value, "funds of the agreement", &known);
        record.problems().push(unknown("fund", &id, help));
    }
    found
}
