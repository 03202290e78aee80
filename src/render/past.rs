//! What a threshold was and is, as a person reads it.

use super::safe::safe;
use crate::authoring::past::until;
use crate::pack::thresholds::{Limit, Threshold};

/// A threshold: what it means, what it may be, whether it is locked.
#[must_use]
pub fn head(threshold: &Threshold) -> String {
    let mut out = format!("{}: {}\n", safe(&threshold.name.value), safe(&threshold.about));
    let number = |number: &crate::number::Exact| threshold.show(&Limit::Number(number.clone())).to_string();
    let bounds = threshold.bounds.as_ref().map(|bounds| match (&bounds.min, &bounds.max) {
        (Some(min), Some(max)) => format!(", from {} to {}", number(&min.value), number(&max.value)),
        (Some(min), None) => format!(", at least {}", number(&min.value)),
        (None, Some(max)) => format!(", at most {}", number(&max.value)),
        (None, None) => String::new(),
    });
    let of = if threshold.of.is_empty() { String::new() } else { format!(", of {}", threshold.of.join(", ")) };
    out.push_str(&format!("  {}{}{}\n", threshold.kind, bounds.unwrap_or_default(), safe(&of)));
    if let Some(why) = &threshold.locked {
        out.push_str(&format!("  locked: {}\n", safe(&why.value)));
    }
    if let Some(day) = &threshold.review_by {
        out.push_str(&format!("  to be reviewed by {}\n", day.value));
    }
    out
}

/// One of its dated values: what it is, since when and until when, and on whose authority.
#[must_use]
pub fn value(threshold: &Threshold, at: usize) -> String {
    let dated = &threshold.values[at];
    let days = match until(threshold, at) {
        Some(until) => format!("from {} to {until}", dated.from.value),
        None => format!("since {}", dated.from.value),
    };
    let value = safe(&threshold.show(&dated.value.value).to_string());
    format!("{value} {days}\n  by authority of: {}\n", safe(&dated.authority))
}
