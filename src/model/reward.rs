//! Reward targets: the money on them, how it is shared out, how much of a stretch was achieved, and when it is paid.

use jiff::civil::Date;

use super::OwnUnit;
use super::metadata::Metadata;
use super::words::Polarity;
use crate::document::{Entry, Gap, Why};
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// The reward: a pot, and the targets that it is divided among equally.
#[derive(Debug, Clone, PartialEq)]
pub struct Reward {
    /// The most that can be paid.
    pub pot: Entry<Exact>,
    /// The targets, in the agreement's order, which is that of their numbers.
    pub targets: Vec<RewardTarget>,
    /// The requirement that the pot is a part of: the net budget of the year before, where the agreement gives it.
    pub net_budget_requirement: Entry<Exact>,
    /// When it is paid, in the order of time.
    pub payments: Vec<Payment>,
}

/// A day on which reward is paid.
#[derive(Debug, Clone, PartialEq)]
pub struct Payment {
    /// What it is called: `first instalment`.
    pub id: Spanned<String>,
    /// The day.
    pub on: Spanned<Date>,
    /// Whether it is paid before the reward is worked out, to be taken off later.
    pub is_on_account: bool,
    /// What was paid, once it was.
    pub paid: Entry<Exact>,
    /// The whole definition.
    pub span: Span,
}

/// A target with money on it.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, PartialEq)]
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
    /// The level on the way that earns a payment on account, where one is agreed.
    pub interim: Entry<Exact>,
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

impl Reward {
    /// What part of the reward instalments of one size come to up to and with a payment: the second of two makes it whole.
    /// A payment on account is none of them.
    #[must_use]
    pub fn part_so_far(&self, at: usize) -> Exact {
        let count = |payments: &[Payment]| {
            let instalments = payments.iter().filter(|payment| !payment.is_on_account).count();
            Exact::whole(instalments.try_into().unwrap_or(i64::MAX))
        };
        let so_far = self.payments.get(..=at).map_or_else(Exact::zero, count);
        so_far.over(&count(&self.payments)).unwrap_or_else(Exact::zero)
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
