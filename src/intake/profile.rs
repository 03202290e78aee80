//! Reads the profile of an indicator's path: what part of a year's way is due by the end of each quarter, or month.

use crate::diagnostic::Diagnostic;
use crate::document::record::{Record, not};
use crate::document::{Entry, Gap, Node, NodeKind, Why, scalar};
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// The parts under `profile`, cumulative: four or twelve, none less than the one before it, the last all of the way. One
/// that is none of these is unreadable, as where it runs cannot be told.
///
/// Its own error is `wrong-profile`.
pub fn profile(record: &mut Record) -> Entry<Vec<Spanned<Exact>>> {
    let Some(node) = record.node("profile") else { return record.with("profile", |_| Ok(Vec::new())) };
    let read = match &node.kind {
        NodeKind::List(parts) => {
            let read: Vec<Option<Spanned<Exact>>> = parts.iter().map(|it| part(it, record.problems())).collect();
            read.into_iter().collect::<Option<Vec<_>>>()
        }
        _ => {
            record.problems().push(wrong("a profile is a list of percentages".to_owned(), node.span, "this"));
            None
        }
    };
    let unreadable = Gap { why: Why::Unreadable, span: node.span };
    let parts = read.ok_or(unreadable.clone())?;
    match fault(&parts, node.span) {
        Some(problem) => {
            record.problems().push(problem);
            Err(unreadable)
        }
        None => Ok(Spanned::new(parts, node.span)),
    }
}

fn part(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Spanned<Exact>> {
    let NodeKind::Scalar(text) = &node.kind else {
        if node.kind != NodeKind::Unreadable {
            let headline = format!("a part of a profile should be a percentage, not {}", node.what());
            problems.push(wrong(headline, node.span, "this"));
        }
        return None;
    };
    match scalar::percent(&text.text) {
        Ok(part) => Some(Spanned::new(part, node.span)),
        Err(error) => {
            problems.push(not(&text.text, "a percentage", error).at(node.span));
            None
        }
    }
}

/// What is wrong with the parts of a profile.
fn fault(parts: &[Spanned<Exact>], whole: Span) -> Option<Diagnostic> {
    if !matches!(parts.len(), 4 | 12) {
        let headline = format!("a profile has four parts, one a quarter, or twelve, one a month, not {}", parts.len());
        return Some(wrong(headline, whole, "this"));
    }
    if let Some(first) = parts.first().filter(|first| first.value.is_negative()) {
        return Some(wrong("a profile begins below nought".to_owned(), first.span, "less than nothing"));
    }
    if let Some(pair) = parts.windows(2).find(|pair| pair[1].value < pair[0].value) {
        let headline = "a profile falls: its parts are what is due in all by the end of each".to_owned();
        return Some(wrong(headline, pair[1].span, "less").at(pair[0].span, "than this"));
    }
    let last = parts.last().filter(|last| last.value != Exact::whole(1))?;
    Some(wrong("a profile does not end at 100%".to_owned(), last.span, "the end of the year"))
}

fn wrong(headline: String, at: Span, label: &str) -> Diagnostic {
    let help = "give what part of the year's way is due in all by the end of each quarter: [10%, 35%, 60%, 100%]";
    Diagnostic::error("wrong-profile", headline).at(at, label).help(help)
}
