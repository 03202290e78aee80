//! One mistake makes one finding: what an earlier finding on the same cells explains wholly joins it.
//!
//! A wrong figure makes its line wrong, and its column, and what the text says of them, all by as much. The first of these
//! findings stands; the others become labels on it. It must not know what lines, columns or statements are.

use std::collections::BTreeSet;

use crate::diagnostic::{Label, Severity};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Datum, Evidence, Judgement, Outcome, Verdict};

/// Has each finding that is explained join what explains it: one earlier finding that is off by as much and shares a cell
/// with it, or all such findings when they are off by as much together. Graver findings come first, whatever their place, so
/// that a warning never hides an error.
pub fn join(judgements: &mut [Judgement]) {
    let mut in_turn: Vec<(Severity, usize)> =
        judgements.iter().enumerate().filter_map(|(at, judgement)| Some((severity(judgement)?, at))).collect();
    in_turn.sort_unstable();
    let mut earlier: Vec<(usize, Exact, BTreeSet<Span>)> = Vec::new();
    for (_, at) in in_turn {
        let Some(off_by) = judgements[at].off_by.clone() else { continue };
        let cells = cells(&judgements[at]);
        let sharing: Vec<_> = earlier.iter().filter(|(_, _, known)| !known.is_disjoint(&cells)).collect();
        let alone = sharing.iter().find(|(_, known, _)| known.abs() == off_by.abs());
        let together = || {
            let sum: Exact = sharing.iter().map(|(_, known, _)| known.clone()).sum();
            sharing.first().filter(|_| sum.abs() == off_by.abs())
        };
        match alone.or_else(together).map(|(explains, _, _)| *explains) {
            Some(explains) => judgements[at].joins = Some(explains),
            None => earlier.push((at, off_by, cells)),
        }
    }
}

/// How much a finding weighs; none of any other judgement.
fn severity(judgement: &Judgement) -> Option<Severity> {
    match &judgement.outcome {
        Outcome::Decided(Verdict::Finding { severity, .. }) => Some(*severity),
        _ => None,
    }
}

/// What the findings that joined another put on it: where each points first, and what it would have said.
pub fn labels(at: usize, judgements: &[Judgement]) -> Vec<Label> {
    let joined = judgements.iter().filter(|judgement| judgement.joins == Some(at));
    let label = |joined: &Judgement| {
        let Outcome::Decided(Verdict::Finding { headline, .. }) = &joined.outcome else { return None };
        let span = joined.labels.first().map_or(joined.subject.span, |label| label.span);
        Some(Label { span, text: format!("off by as much: {headline}") })
    };
    joined.filter_map(label).collect()
}

/// The cells of the figures that a judgement was made from.
fn cells(judgement: &Judgement) -> BTreeSet<Span> {
    let read = judgement.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Field { places, value: Some(Datum::Number(_)), .. } => Some(places),
        _ => None,
    });
    read.flatten().copied().collect()
}
