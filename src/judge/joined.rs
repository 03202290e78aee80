//! One mistake makes one finding: what an earlier finding on the same cells explains wholly joins it.
//!
//! A wrong figure makes its line wrong, and its column, and what the text says of them, all by as much. The first of these
//! findings stands; the others become labels on it. It must not know what lines, columns or statements are.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Label, Severity};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Datum, Evidence, Judgement, Outcome, Verdict};

/// Has each finding that is explained join what explains it: one earlier finding that is off by as much and shares a cell
/// with it, or all such findings when they are off by as much together. Graver findings come first, whatever their place, so
/// that a warning never hides an error, nor what only advises anything else.
pub fn join(judgements: &mut [Arc<Judgement>]) {
    let weight = |judgement: &Judgement| Some((judgement.advisory.is_some(), severity(judgement)?));
    let mut in_turn: Vec<((bool, Severity), usize)> =
        judgements.iter().enumerate().filter_map(|(at, judgement)| Some((weight(judgement)?, at))).collect();
    in_turn.sort_unstable();
    let mut earlier: Vec<(usize, Exact)> = Vec::new();
    let mut of_cell: HashMap<Span, Vec<usize>> = HashMap::new();
    for (_, at) in in_turn {
        let Some(off_by) = judgements[at].off_by.clone() else { continue };
        let cells = cells(&judgements[at]);
        let sharing: BTreeSet<usize> = cells.iter().filter_map(|cell| of_cell.get(cell)).flatten().copied().collect();
        let sharing: Vec<&(usize, Exact)> = sharing.into_iter().map(|it| &earlier[it]).collect();
        let alone = sharing.iter().find(|(_, known)| known.abs() == off_by.abs());
        let together = || {
            let sum: Exact = sharing.iter().map(|(_, known)| known.clone()).sum();
            sharing.first().filter(|_| sum.abs() == off_by.abs())
        };
        if let Some((explains, _)) = alone.or_else(together) {
            Arc::make_mut(&mut judgements[at]).joins = Some(*explains);
        } else {
            for cell in cells {
                of_cell.entry(cell).or_default().push(earlier.len());
            }
            earlier.push((at, off_by));
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

/// What the findings that joined another put on it, by its place: where each points first, and what it would have said.
pub fn labels(judgements: &[Arc<Judgement>]) -> HashMap<usize, Vec<Label>> {
    let mut labels: HashMap<usize, Vec<Label>> = HashMap::new();
    for joined in judgements {
        if let (Some(at), Outcome::Decided(Verdict::Finding { headline, .. })) = (joined.joins, &joined.outcome) {
            let span = joined.labels.first().map_or(joined.subject.span, |label| label.span);
            labels.entry(at).or_default().push(Label { span, text: format!("off by as much: {headline}") });
        }
    }
    labels
}

/// The cells of the figures that a judgement was made from.
fn cells(judgement: &Judgement) -> BTreeSet<Span> {
    let read = judgement.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Field { places, value: Some(Datum::Number(_)), .. } => Some(places),
        _ => None,
    });
    read.flatten().copied().collect()
}
