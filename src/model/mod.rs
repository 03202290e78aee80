//! The domain: what an agreement defines and what a return says, each figure with its place or the gap in its stead.
//!
//! Plain data, and the arithmetic that has a name (a share of stretch, a point on a trajectory, a sum by kind). It knows
//! nothing of rules: how to judge is the pack's.

pub mod agreement;
pub mod day;
pub mod explanation;
pub mod funding;
pub mod history;
pub mod loan;
pub mod metadata;
pub mod names;
pub mod path;
pub mod period;
pub mod reward;
pub mod statement;
pub mod submission;
pub mod table;
pub mod words;

use crate::number::{Exact, MINUS};

/// The unit that an agreement gives an indicator or a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnUnit {
    /// `%`: figures are percentages, and their differences are points.
    Percent,
    /// `£`.
    Money,
    /// A plain number.
    Plain,
    /// Anything else, by its name: `starts`, `days`.
    Named(String),
}

impl OwnUnit {
    /// The unit that an agreement writes.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        match text {
            "%" | "percent" => OwnUnit::Percent,
            "£" => OwnUnit::Money,
            "number" => OwnUnit::Plain,
            name => OwnUnit::Named(name.to_owned()),
        }
    }

    /// A figure in this unit.
    #[must_use]
    pub fn show(&self, figure: &Exact) -> String {
        match self {
            OwnUnit::Percent => format!("{}%", figure.shown(0, ",")),
            OwnUnit::Money => pounds(figure),
            OwnUnit::Plain => figure.shown(0, ","),
            OwnUnit::Named(name) => format!("{} {name}", figure.shown(0, ",")),
        }
    }

    /// A difference between two figures in this unit.
    #[must_use]
    pub fn show_difference(&self, difference: &Exact) -> String {
        match self {
            OwnUnit::Percent => points(difference),
            _ => self.show(difference),
        }
    }
}

/// An amount of money as a person reads it: `£1,283,333.33`.
///
/// ```
/// use plumbline::{model::pounds, number::Exact};
/// assert_eq!(pounds(&Exact::whole(-500)), "−£500.00");
/// ```
#[must_use]
pub fn pounds(amount: &Exact) -> String {
    let shown = amount.shown(2, ",");
    shown.strip_prefix(MINUS).map_or_else(|| format!("£{shown}"), |size| format!("{MINUS}£{size}"))
}

/// Percentage points as a person reads them: `1 point`, `3.6 points`.
#[must_use]
pub fn points(number: &Exact) -> String {
    let is_one = number.abs() == Exact::whole(1);
    format!("{} point{}", number.shown(0, ","), if is_one { "" } else { "s" })
}

/// A fraction as the percent that a person reads: `59.8%`.
#[must_use]
pub fn percent(fraction: &Exact) -> String {
    format!("{}%", (fraction * &Exact::whole(100)).shown(0, ","))
}
