//! Makes a history of the returns that lie beside one: which of them are earlier, of the same submitter, and one of a period.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Why};
use crate::model::agreement::Agreement;
use crate::model::history::{History, Lost, Returned};
use crate::model::names::same_name;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::source::{Span, Spanned};

/// The period that a return says it is of, before the rest of it is read.
#[must_use]
pub fn period_of(document: &Document) -> Option<Period> {
    document.root.get("period").and_then(|period| Period::read(period.text()?))
}

/// The agreement as it stands at the end of a return's period: what the return is to be read under. Where no period can be
/// read, nothing is unknown that any of its refreshes knows.
#[must_use]
pub fn in_force(agreement: &Arc<Agreement>, document: &Document) -> Arc<Agreement> {
    period_of(document).map_or_else(|| agreement.at_any_time(), |period| agreement.in_force(period.end()))
}

/// The history of a return, out of the returns that lie beside it. Two of one period are not used, as it cannot be told which
/// holds.
///
/// What it says are the warnings `earlier-return-twice` and `earlier-return-unreadable`, and the advice
/// `earlier-returns-of-others`.
#[must_use]
pub fn history(
    submission: &Submission,
    agreement: &Agreement,
    beside: &[Result<Arc<Returned>, Lost>],
    problems: &mut Vec<Diagnostic>,
) -> History {
    let own = submission.period.value;
    let (mut returns, mut lost): (Vec<Arc<Returned>>, Vec<Lost>) = (Vec::new(), Vec::new());
    let mut others: Vec<&Arc<Returned>> = Vec::new();
    for one in beside {
        match one {
            Ok(one) if one.period().end() >= own.end() => {}
            Ok(one) if is_of_one(submission, &one.submission, agreement) => returns.push(Arc::clone(one)),
            Ok(one) => others.push(one),
            Err(unread) => {
                problems.push(unreadable(unread));
                lost.push(unread.clone());
            }
        }
    }
    if let (Ok(own), Some(other), true) = (&submission.submitted_by, others.first(), returns.is_empty()) {
        problems.push(of_others(own, &other.submission));
    }
    returns.sort_by_key(|one| one.period());
    let mut kept: Vec<Arc<Returned>> = Vec::new();
    for same in returns.chunk_by(|one, other| one.period() == other.period()) {
        let [one] = same else {
            let places: Vec<Span> = same.iter().map(|one| one.submission.period.span).collect();
            let (period, why) = (same[0].period(), Why::Undefined("is given by two returns"));
            problems.push(twice(period, &places));
            lost.push(Lost { period: Some(period), why, span: places[0] });
            continue;
        };
        kept.push(Arc::clone(one));
    }
    History::new(kept, lost)
}

/// Whether two returns are of one submitter: not where both name one, and another.
fn is_of_one(one: &Submission, other: &Submission, agreement: &Agreement) -> bool {
    let (Ok(one), Ok(other)) = (&one.submitted_by, &other.submitted_by) else { return true };
    let is_body = |name: &str| agreement.bodies.iter().position(|body| body.is_called(name));
    same_name(&one.value, &other.value) || is_body(&one.value).is_some_and(|body| is_body(&other.value) == Some(body))
}

fn of_others(own: &Spanned<String>, other: &Submission) -> Diagnostic {
    let headline = format!("none of the earlier returns beside this one is by `{}`", own.value);
    let theirs = other.submitted_by.as_ref().map_or(other.span.before(), |name| name.span);
    Diagnostic::new(Severity::Advice, "earlier-returns-of-others", headline)
        .at(own.span, "nothing is compared with what was said before")
        .at(theirs, "an earlier return is by this body")
        .help(
            "if it is the same body, write the name as before, or name both spellings under `bodies` of the agreement",
        )
}

fn unreadable(lost: &Lost) -> Diagnostic {
    let of = lost.period.map_or_else(String::new, |period| format!(" of {period}"));
    Diagnostic::warning("earlier-return-unreadable", format!("an earlier return{of} cannot be read"))
        .at(lost.span, "this lies beside the return")
        .help("correct it, or take it away: until then nothing is told of what it says")
}

fn twice(period: Period, places: &[Span]) -> Diagnostic {
    let headline = format!("two earlier returns are of {period}, and neither is used");
    let mut problem = Diagnostic::warning("earlier-return-twice", headline);
    for (at, place) in places.iter().enumerate() {
        problem = problem.at(*place, if at == 0 { "of this period" } else { "and of the same" });
    }
    problem.help("keep the one that holds beside the return, or say in each who submits it")
}
