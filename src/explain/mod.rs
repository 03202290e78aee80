//! What was judged, asked from one side: everything about a subject, or everything that a place has a part in.
//!
//! It asks a report and decides nothing. How the answers look is `render`'s business.

pub mod line;

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::document::plain_word;
use crate::source::Span;
use crate::verdict::{Evidence, Judgement, Report, Subject};

/// Every subject that something was judged about, each once, in the order of judging.
#[must_use]
pub fn subjects(report: &Report) -> Vec<&Subject> {
    let mut seen = BTreeSet::new();
    let all = report.judged().map(|judgement| &judgement.subject);
    all.filter(|subject| seen.insert(key(subject))).collect()
}

/// The subjects that a person may mean: `RG1a`, `ES1`, `indicator ES1`, `bid:RG1`; capitals and blanks do not count.
#[must_use]
pub fn meant<'r>(report: &'r Report, name: &str) -> Vec<&'r Subject> {
    subjects(report).into_iter().filter(|subject| is_meant(subject, name.trim())).collect()
}

/// Whether a person may mean a subject by a name.
#[must_use]
pub fn is_meant(subject: &Subject, name: &str) -> bool {
    let ends = name.char_indices().filter(|(_, c)| matches!(c, ':' | ' '));
    let mut splits = ends.map(|(at, _)| (&name[..at], &name[at + 1..]));
    subject.is_called(name) || splits.any(|(what, own)| plain_word(what) == subject.what && subject.is_called(own))
}

/// Every verdict about a subject, in the order of judging.
#[must_use]
pub fn about<'r>(report: &'r Report, subject: &Subject) -> Vec<&'r Judgement> {
    report.judged().filter(|judgement| key(&judgement.subject) == key(subject)).collect()
}

/// The verdicts about other things that rest on a subject's own cells. A cell is its own when no verdict about another
/// subject of its kind read it: the pot that all measures share belongs to none of them.
#[must_use]
pub fn resting_on<'r>(report: &'r Report, subject: &Subject) -> Vec<&'r Judgement> {
    let is_it = |judgement: &&Judgement| key(&judgement.subject) == key(subject);
    let is_alike = |judgement: &&Judgement| judgement.subject.what == subject.what;
    let others = report.judged().filter(|judgement| !is_it(judgement));
    let shared: BTreeSet<Span> = others.clone().filter(is_alike).flat_map(cells).collect();
    let own: BTreeSet<Span> = report.judged().filter(is_it).flat_map(cells).collect();
    let rests = |judgement: &&Judgement| cells(judgement).any(|cell| own.contains(&cell) && !shared.contains(&cell));
    others.filter(|judgement| !is_alike(judgement)).filter(rests).collect()
}

/// The findings of reading that point into a subject, or into a cell that a verdict about it read.
#[must_use]
pub fn misread<'r>(report: &'r Report, subject: &Subject) -> Vec<&'r Diagnostic> {
    let rules: BTreeSet<&str> = report.judged().map(|judgement| &*judgement.rule).collect();
    let mut places: BTreeSet<Span> = about(report, subject).into_iter().flat_map(cells).collect();
    places.insert(subject.span);
    let points =
        |finding: &&Diagnostic| finding.labels.iter().any(|label| places.iter().any(|&place| touch(place, label.span)));
    report.findings.iter().filter(|finding| !rules.contains(finding.code.as_str())).filter(points).collect()
}

/// The cells that a verdict read, or where what it lacked should stand.
pub fn cells(judgement: &Judgement) -> impl Iterator<Item = Span> {
    judgement
        .evidence
        .iter()
        .flat_map(|evidence| match evidence {
            Evidence::Field { places, .. } => places.as_slice(),
            Evidence::Threshold { .. } => &[],
        })
        .copied()
}

/// Whether two places have a byte, or an edge, in common.
#[must_use]
pub fn touch(one: Span, other: Span) -> bool {
    one.source() == other.source() && one.start() <= other.end() && other.start() <= one.end()
}

fn key(subject: &Subject) -> (&'static str, usize) {
    (subject.what, subject.index)
}
