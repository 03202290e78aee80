//! The same thresholds with other values, with another in place of one, or without some.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Limit, Threshold, Thresholds};
use crate::number::Exact;
use crate::source::Spanned;

impl Thresholds {
    /// The same with another threshold in place of one.
    #[must_use]
    pub fn replaced(&self, index: usize, threshold: Threshold) -> Self {
        let mut list = self.list.clone();
        list[index] = Arc::new(threshold);
        Thresholds { list }
    }

    /// The same thresholds with another value wherever the one at this place of the list has one, on the same days; or only
    /// where it has the number `of`.
    #[must_use]
    pub fn moved(&self, index: usize, limit: &Limit, of: Option<&Exact>) -> Self {
        let mut list = self.list.clone();
        for dated in &mut Arc::make_mut(&mut list[index]).values {
            if of.is_none_or(|of| dated.value.value == Limit::Number(of.clone())) {
                dated.value.value = limit.clone();
            }
        }
        Thresholds { list }
    }

    /// The same thresholds with another value in place of each of one of them; where there is no other, it stays.
    #[must_use]
    pub fn changed(&self, index: usize, change: impl Fn(&Limit) -> Option<Limit>) -> Self {
        let mut list = self.list.clone();
        for dated in &mut Arc::make_mut(&mut list[index]).values {
            if let Some(limit) = change(&dated.value.value) {
                dated.value.value = limit;
            }
        }
        Thresholds { list }
    }

    /// The same thresholds with one value in place of all those of `name`; for a fixture that sets a limit.
    #[must_use]
    pub fn with(&self, name: &str, value: &Spanned<Limit>) -> Self {
        let mut list = self.list.clone();
        for threshold in list.iter_mut().filter(|threshold| threshold.name.value == name).map(Arc::make_mut) {
            threshold.values.truncate(1);
            for dated in &mut threshold.values {
                (dated.value, dated.from.value, dated.to) = (value.clone(), Date::MIN, None);
            }
        }
        Thresholds { list }
    }

    /// The same thresholds without some of them, by their names.
    #[must_use]
    pub fn without(&self, is_gone: impl Fn(&str) -> bool) -> Self {
        let stays = |threshold: &&Arc<Threshold>| !is_gone(&threshold.name.value);
        Thresholds { list: self.list.iter().filter(stays).cloned().collect() }
    }
}
