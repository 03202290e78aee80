//! What was agreed: blocks, bodies, indicators with their milestones, reward targets, funds.

use jiff::civil::Date;

use super::OwnUnit;
use super::funding::Fund;
use super::period::Period;
use super::reward::Reward;
use crate::choice;
use crate::document::Entry;
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// The long-lived definitions that returns are judged against.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// What it is called.
    pub name: Spanned<String>,
    /// Whether its figures are made up, in an area that does not exist.
    pub illustrative: bool,
    /// The first and the last day.
    pub term: Term,
    /// The pack that judges its returns: a name, or a path from the agreement's own folder.
    pub pack: Entry<String>,
    /// The themes.
    pub blocks: Vec<Named>,
    /// The bodies that take part, with the names they are printed under.
    pub bodies: Vec<Named>,
    /// What is measured.
    pub indicators: Vec<Indicator>,
    /// The reward targets and the money on them.
    pub reward: Option<Reward>,
    /// The funds that money is asked from.
    pub funds: Vec<Fund>,
}

/// The days between which an agreement runs.
#[derive(Debug, Clone)]
pub struct Term {
    /// The first day: what thresholds of a bid, a fund, a measure or a reward target are read at.
    pub from: Spanned<Date>,
    /// The last day.
    pub to: Spanned<Date>,
}

/// A name, and the other names that it is printed under.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name proper.
    pub name: Spanned<String>,
    /// Other spellings.
    pub also: Vec<Spanned<String>>,
}

impl Named {
    /// Whether a printed name means this; capitals and blanks do not count.
    #[must_use]
    pub fn is_called(&self, printed: &str) -> bool {
        same_name(&self.name.value, printed) || self.also.iter().any(|also| same_name(&also.value, printed))
    }
}

/// Whether two printed names are the same, but for capitals and blanks.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let words = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(one) == words(other)
}

choice! {
    /// Which way is better.
    Polarity: "a polarity" {
        /// More is better.
        Higher = "higher",
        /// Less is better.
        Lower = "lower",
    }
}

choice! {
    /// How the expected value runs from milestone to milestone.
    Path: "a path" {
        /// In a straight line from the baseline through the milestones.
        Linear = "linear",
        /// At the milestone of the year, all year.
        Stepped = "stepped",
    }
}

choice! {
    /// A risk rating.
    Band: "a band" {
        /// On track.
        Green = "green",
        /// At risk.
        Amber = "amber",
        /// Off track.
        Red = "red",
        /// There is no figure to judge by.
        NotAvailable = "not_available",
        /// Being renegotiated.
        Refresh = "refresh",
    }
}

/// What is measured, and where it should go.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its short name, which returns use.
    pub id: Spanned<String>,
    /// What it is called.
    pub name: Entry<String>,
    /// The block it belongs to, as printed.
    pub block: Entry<String>,
    /// The unit of all its figures.
    pub unit: OwnUnit,
    /// Which way is better.
    pub polarity: Entry<Polarity>,
    /// Where it stood, and on which day.
    pub baseline: Entry<Exact>,
    /// How the path runs.
    pub path: Entry<Path>,
    /// What is to be reached, by the end of which period; in the order of time.
    pub milestones: Vec<Milestone>,
    /// The whole definition.
    pub span: Span,
}

/// A value on the way to a target, or the target itself.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// The period by whose end it is to be reached.
    pub period: Spanned<Period>,
    /// The value.
    pub value: Entry<Exact>,
}

impl Indicator {
    /// The milestone in force in a period: its own, else that of the financial year it lies in.
    #[must_use]
    pub fn milestone(&self, period: Period) -> Option<&Milestone> {
        let of = |wanted: Period| self.milestones.iter().find(move |milestone| milestone.period.value == wanted);
        of(period).or_else(|| of(period.year()))
    }
}

/// The point on the straight line between two dated values; the line goes on level before the first and after the last.
///
/// ```
/// use plumbline::{model::agreement::on_the_line, number::Exact};
/// let (from, to) = ("2006-03-31".parse().unwrap(), "2007-03-31".parse().unwrap());
/// let half = "2006-09-29".parse().unwrap();   // 182 of 365 days
/// let value = on_the_line((from, &Exact::whole(0)), (to, &Exact::whole(365)), half);
/// assert_eq!(value, Exact::whole(182));
/// ```
#[must_use]
pub fn on_the_line(from: (Date, &Exact), to: (Date, &Exact), at: Date) -> Exact {
    let days = |start: Date, end: Date| Exact::whole(i64::from((end - start).get_days()));
    let at = at.clamp(from.0, to.0.max(from.0));
    match days(from.0, at).over(&days(from.0, to.0)) {
        Some(share) => from.1 + &(&share * &(to.1 - from.1)),
        None => to.1.clone(),
    }
}
