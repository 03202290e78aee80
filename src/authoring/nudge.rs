//! A threshold moved by the least that counts: one step of its own scale, up or down; of bands, one cut point at a time.

use std::sync::Arc;

use jiff::ToSpan;

use crate::number::Exact;
use crate::pack::bands::Bands;
use crate::pack::thresholds::{Dated, Limit, Threshold};
use crate::tune::steps::{range, scale};

/// Which way, and, of bands, which of the cut points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nudge {
    /// The place of the cut point; nought for what is no bands.
    pub cut: usize,
    /// Whether the value grows.
    pub up: bool,
}

/// How many places of a value can be moved: the one of a number or a day, the cut points of bands, none of words.
#[must_use]
pub fn places(limit: &Limit) -> usize {
    match limit {
        Limit::Number(_) | Limit::Date(_) => 1,
        Limit::Bands(bands) => bands.cuts.len(),
        Limit::Word(_) | Limit::Words(_) => 0,
    }
}

/// Every nudge of a value that stays within the threshold's bounds, with the value that it gives.
#[must_use]
pub fn nudges(threshold: &Threshold, limit: &Limit) -> Vec<(Nudge, Limit)> {
    let each = (0..places(limit)).flat_map(|cut| [false, true].map(|up| Nudge { cut, up }));
    each.filter_map(|nudge| Some((nudge, nudged(threshold, limit, nudge)?))).collect()
}

/// A value of a threshold one step further; none where its bounds end, cut points would meet, or it is of words.
#[must_use]
pub fn nudged(threshold: &Threshold, limit: &Limit, nudge: Nudge) -> Option<Limit> {
    match limit {
        Limit::Number(number) => Some(Limit::Number(stepped(threshold, number, nudge.up)?)),
        Limit::Date(day) => day.checked_add(if nudge.up { 1.day() } else { (-1).day() }).ok().map(Limit::Date),
        Limit::Bands(bands) => {
            let mut cuts = bands.cuts.clone();
            cuts.get_mut(nudge.cut)?.below =
                stepped(&by_cuts(threshold, bands), &bands.cuts[nudge.cut].below, nudge.up)?;
            let nest = cuts.windows(2).all(|pair| pair[0].below < pair[1].below);
            nest.then(|| Limit::Bands(Arc::new(Bands { cuts, above: Arc::clone(&bands.above) })))
        }
        Limit::Word(_) | Limit::Words(_) => None,
    }
}

fn stepped(threshold: &Threshold, number: &Exact, up: bool) -> Option<Exact> {
    let range = range(threshold)?;
    let step = scale(threshold, &range);
    let moved = if up { number + &step } else { number - &step };
    (range.from <= moved && moved <= range.to).then_some(moved)
}

/// A threshold of bands as one of numbers, whose values are the cut points.
fn by_cuts(threshold: &Threshold, bands: &Bands) -> Threshold {
    let Some(first) = threshold.values.first() else { return threshold.clone() };
    let value = |number: &Exact| first.value.clone().map(|_| Limit::Number(number.clone()));
    let values = bands.cuts.iter().map(|cut| Dated { value: value(&cut.below), ..first.clone() }).collect();
    Threshold { kind: threshold.unit, values, ..threshold.clone() }
}
