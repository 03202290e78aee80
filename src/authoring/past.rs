//! What a threshold was, and a pack as it would be without one of its dated values.

use jiff::civil::Date;

use crate::pack::Pack;
use crate::pack::thresholds::{Dated, Threshold};

/// The last day of a dated value: its own, or the day before the next begins; none where it holds on.
#[must_use]
pub fn until(threshold: &Threshold, at: usize) -> Option<Date> {
    let next = threshold.values.get(at + 1).and_then(|next| next.from.value.yesterday().ok());
    threshold.values[at].to.as_ref().map(|to| to.value).or(next)
}

/// A pack in which a dated value was never put: the one before it holds in its stead. None of the first.
#[must_use]
pub fn without(pack: &Pack, index: usize, at: usize) -> Option<Pack> {
    let mut threshold = pack.thresholds.at(index).clone();
    let before = at.checked_sub(1)?;
    let Dated { to, .. } = threshold.values.remove(at);
    threshold.values[before].to = to;
    Some(Pack { thresholds: pack.thresholds.replaced(index, threshold), ..pack.clone() })
}
