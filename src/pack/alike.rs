//! When two thresholds say the same, wherever they stand and however they are laid out.

use super::thresholds::{Dated, Threshold};
use crate::number::Exact;
use crate::source::Spanned;

impl Threshold {
    /// Whether another says the same.
    #[must_use]
    pub fn is_alike(&self, other: &Threshold) -> bool {
        let value = |dated: &Dated| {
            let (from, to) = (dated.from.value, dated.to.as_ref().map(|to| to.value));
            (from, to, dated.value.value.clone(), dated.authority.clone())
        };
        let values = |one: &Threshold| one.values.iter().map(value).collect::<Vec<_>>();
        let bound = |bound: &Option<Spanned<Exact>>| bound.as_ref().map(|bound| bound.value.clone());
        let bounds = |one: &Threshold| one.bounds.as_ref().map(|it| (bound(&it.min), bound(&it.max)));
        let review = |one: &Threshold| one.review_by.as_ref().map(|day| day.value);
        let locked = |one: &Threshold| one.locked.as_ref().map(|why| why.value.clone());
        self.name.value == other.name.value
            && (&self.about, self.kind, self.unit, &self.of) == (&other.about, other.kind, other.unit, &other.of)
            && (values(self), bounds(self)) == (values(other), bounds(other))
            && (review(self), locked(self), self.broken) == (review(other), locked(other), other.broken)
    }
}
