//! Reward targets: the money on them, how it is shared out, and how much of a stretch was achieved.

use super::OwnUnit;
use super::metadata::Metadata;
use super::words::Polarity;
use crate::document::{Entry, Gap, Why};
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// The reward: a pot, and the targets that it is divided among equally.
#[derive(Debug, Clone)]
pub struct Reward {
    /// The most that can be paid.
    pub pot: Entry<Exact>,
    /// The targets, in the agreement's order, which is that of their numbers.
    pub targets: Vec<RewardTarget>,
}

/// A target with money on it.
#[derive(Debug, Clone)]
pub struct RewardTarget {
    /// Its short name: `RG4`.
    pub id: Spanned<String>,
    /// What it is called.
    pub name: Entry<String>,
    /// What it is judged by; more than one make a basket.
    pub measures: Vec<Measure>,
    /// The whole definition.
    pub span: Span,
}

/// One thing that a reward target is judged by.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its short name, which returns use.
    pub id: Spanned<String>,
    /// What it is called.
    pub name: Entry<String>,
    /// The unit of its figures.
    pub unit: OwnUnit,
    /// Which way is better.
    pub polarity: Entry<Polarity>,
    /// What would have been reached without the agreement.
    pub without: Entry<Exact>,
    /// What is to be reached with it.
    pub with: Entry<Exact>,
    /// Its weight in the basket, where the agreement gives weights.
    pub weight: Entry<Exact>,
    /// Where it stood when the agreement began.
    pub baseline: Entry<Exact>,
    /// What it is, beside its values.
    pub about: Metadata,
    /// The whole definition.
    pub span: Span,
}

/// What is wrong with a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StretchFault {
    /// With and without are the same.
    None,
    /// With is worse than without.
    Contradicts,
}

impl StretchFault {
    /// Why there is no share of such a stretch.
    #[must_use]
    pub fn why(self) -> Why {
        match self {
            StretchFault::None => Why::Undefined("is not defined, as there is no stretch between without and with"),
            StretchFault::Contradicts => Why::Undefined("is not defined, as the stretch contradicts the polarity"),
        }
    }
}

impl Measure {
    /// The stretch, with − without, or what is wrong with it. An error is a gap of one of the values.
    ///
    /// # Errors
    /// The first value that is missing.
    pub fn stretch(&self) -> Result<Result<Exact, StretchFault>, Gap> {
        let (without, with) = (self.without.clone()?, self.with.clone()?);
        let stretch = &with.value - &without.value;
        let fault = match self.polarity.clone()?.value {
            _ if stretch.is_zero() => Some(StretchFault::None),
            Polarity::Higher => stretch.is_negative().then_some(StretchFault::Contradicts),
            Polarity::Lower => (!stretch.is_negative()).then_some(StretchFault::Contradicts),
        };
        Ok(fault.map_or(Ok(stretch), Err))
    }
}

/// The share of a stretch that was achieved, (actual − without) ÷ (with − without), for either polarity; it may be
/// below nought or above one. None where there is no stretch.
///
/// Source: Isle of Wight Local PSA 2002, Schedule 4 (the quotient is the reading used).
///
/// ```
/// use plumbline::{model::reward::share_of_stretch, number::Exact};
/// let number = |text| Exact::read(text).unwrap();
/// let share = share_of_stretch(&number("-5"), &number("-6"), &number("-5.6"));
/// assert_eq!(share, Some(number("0.6")));
/// ```
#[must_use]
pub fn share_of_stretch(without: &Exact, with: &Exact, actual: &Exact) -> Option<Exact> {
    (actual - without).over(&(with - without))
}
