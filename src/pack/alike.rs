//! Thresholds among others: found by their names, and when two say the same.

use super::thresholds::{Dated, Threshold, Thresholds};
use crate::diagnostic::nearest;
use crate::document::record::list_of;
use crate::number::Exact;
use crate::source::Spanned;

impl Thresholds {
    /// The place of the threshold that a person names.
    ///
    /// # Errors
    /// When there is none, with the way out.
    pub fn find(&self, name: &str) -> Result<usize, String> {
        if let Some((index, _)) = self.get(name) {
            return Ok(index);
        }
        let names = || self.iter().map(|threshold| threshold.name.value.as_str());
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", list_of(names())),
        };
        Err(format!("the pack has no threshold `{name}`; {help}"))
    }
}

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
