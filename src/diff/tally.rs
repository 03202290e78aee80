//! What a difference comes to in numbers: how many verdicts turned into what, and the money.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use super::reports::paired;
use super::sides::Over;
use crate::number::Exact;
use crate::verdict::money::{LoanLine, PaymentLine};
use crate::verdict::{Kind, Report};

/// How many verdicts of a kind were of one word and are of another; those that stay are counted too. What was not judged, or is
/// not, has no word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(pub BTreeMap<Kind, BTreeMap<[&'static str; 2], usize>>);

impl Tally {
    /// Counts the verdicts of pairs of reports.
    #[must_use]
    pub fn new<'r>(pairs: impl Iterator<Item = (&'r Report, &'r Report)>) -> Self {
        let pairs: Vec<(&Report, &Report)> = pairs.collect();
        let tallies: Vec<Self> = pairs.into_par_iter().map(|(before, after)| Self::of_pair(before, after)).collect();
        let mut whole = Tally::default();
        for (kind, words, count) in tallies.iter().flat_map(Self::counts) {
            whole.count(kind, words, count);
        }
        whole
    }

    fn of_pair(before: &Report, after: &Report) -> Self {
        let mut tally = Tally::default();
        for pair in paired(before, after) {
            let words = pair.map(|placed| placed.map(|(_, it)| it.outcome.word()).unwrap_or_default());
            if let Some((_, judgement)) = pair[1].or(pair[0]) {
                tally.count(judgement.kind, words, 1);
            }
        }
        tally
    }

    fn counts(&self) -> impl Iterator<Item = (Kind, [&'static str; 2], usize)> {
        self.0.iter().flat_map(|(kind, counts)| counts.iter().map(|(words, count)| (*kind, *words, *count)))
    }

    fn count(&mut self, kind: Kind, words: [&'static str; 2], count: usize) {
        *self.0.entry(kind).or_default().entry(words).or_default() += count;
    }

    /// The kinds of which some verdict has another word than before.
    pub fn moved(&self) -> impl Iterator<Item = (Kind, &BTreeMap<[&'static str; 2], usize>)> {
        let moves = |words: &&[&'static str; 2]| words[0] != words[1];
        self.0.iter().filter(move |(_, counts)| counts.keys().any(|words| moves(&words))).map(|(kind, it)| (*kind, it))
    }
}

/// The money: the grant of each return, and what is paid and owed otherwise than before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Money {
    /// The grant of each return that has one, before or after.
    pub grants: Vec<Grant>,
    /// What is paid out or owed otherwise than before.
    pub lines: Vec<Line>,
}

/// What an agreement is awarded by a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The return, by its place.
    pub over: usize,
    /// What it was, where there was one.
    pub was: Option<Awarded>,
    /// What it is, where there is one.
    pub is: Option<Awarded>,
    /// Whether it counts in the sum: of several returns of one agreement the last does.
    pub counts: bool,
}

/// An award of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awarded {
    /// How much; of one that is not decided, what its decided targets are awarded.
    pub amount: Exact,
    /// Whether it is decided.
    pub is_whole: bool,
}

/// An amount that is paid or owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The return, by its place.
    pub over: usize,
    /// What it is: `interim on 2007-06-30 pays`.
    pub what: String,
    /// What it was, where that was known.
    pub was: Option<Exact>,
    /// What it is, where that is known.
    pub is: Option<Exact>,
}

impl Grant {
    /// By how much it moved; what is not there is nought.
    #[must_use]
    pub fn by(&self) -> Exact {
        let amount = |it: &Option<Awarded>| it.as_ref().map_or_else(Exact::zero, |it| it.amount.clone());
        &amount(&self.is) - &amount(&self.was)
    }

    fn is_same(&self) -> bool {
        self.was == self.is
    }
}

impl Money {
    /// The money of pairs of reports about returns.
    #[must_use]
    pub fn new<'r>(pairs: impl Iterator<Item = (&'r Report, &'r Report)>, over: &[Over]) -> Self {
        let mut money = Money::default();
        for (at, (before, after)) in pairs.enumerate() {
            money.grants.extend(grant(before, after, at, is_last(over, at)));
            money.lines.extend(lines(before, after, at));
        }
        money
    }

    /// The money of two returns.
    #[must_use]
    pub fn between(before: &Report, after: &Report) -> Self {
        Money { grants: grant(before, after, 0, true).into_iter().collect(), lines: lines(before, after, 0) }
    }

    /// By how much the grant moved in all; none where there is none.
    #[must_use]
    pub fn by(&self) -> Option<Exact> {
        (!self.grants.is_empty()).then(|| self.grants.iter().filter(|it| it.counts).map(Grant::by).sum())
    }

    /// The grant in all, before and after; none where there is none.
    #[must_use]
    pub fn in_all(&self) -> Option<[Exact; 2]> {
        let sum = |of: fn(&Grant) -> &Option<Awarded>| -> Exact {
            let counted = self.grants.iter().filter(|it| it.counts);
            counted.filter_map(|it| of(it).as_ref().map(|it| it.amount.clone())).sum()
        };
        (!self.grants.is_empty()).then(|| [sum(|it| &it.was), sum(|it| &it.is)])
    }

    /// Whether nothing moved.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.lines.is_empty() && self.grants.iter().all(Grant::is_same)
    }
}

fn grant(before: &Report, after: &Report, over: usize, counts: bool) -> Option<Grant> {
    let awarded = |report: &Report| {
        let reward = report.reward.as_ref()?;
        Some(Awarded { amount: reward.awarded.clone(), is_whole: reward.is_whole })
    };
    let (was, is) = (awarded(before), awarded(after));
    (was.is_some() || is.is_some()).then_some(Grant { over, was, is, counts })
}

/// Whether a return is the last of those of its agreement. Two agreements may bear one name.
fn is_last(over: &[Over], at: usize) -> bool {
    let (file, end) = (&over[at].agreement_file, over[at].submission.period.value.end());
    over.iter().enumerate().all(|(other, one)| {
        let its = one.submission.period.value.end();
        one.agreement_file != *file || its < end || (its == end && other <= at)
    })
}

/// What is paid and owed otherwise than before. A payment is known by its name: one that moved to another day is the same.
fn lines(before: &Report, after: &Report, over: usize) -> Vec<Line> {
    let (was, is) = (amounts(before), amounts(after));
    let find = |list: &[Stands], it: &Stands| list.iter().find(|known| known.is_of(it)).cloned();
    let gone_or_both = was.iter().map(|it| (Some(it.clone()), find(&is, it)));
    let new = is.iter().filter(|it| find(&was, it).is_none()).map(|it| (None, Some(it.clone())));
    gone_or_both.chain(new).filter_map(|(was, is)| line(over, was, is)).collect()
}

/// What an amount was and is, where that or its day is another.
fn line(over: usize, was: Option<Stands>, is: Option<Stands>) -> Option<Line> {
    let day = |it: &Option<Stands>| it.as_ref().and_then(|it| it.on);
    let (known, days) = (was.as_ref().or(is.as_ref())?, (day(&was), day(&is)));
    let on = match days {
        (Some(was), Some(is)) if was != is => format!(" on {was} → {is}"),
        (Some(day), _) | (None, Some(day)) => format!(" on {day}"),
        (None, None) => String::new(),
    };
    let (what, is_moved) = (format!("{}{on} {}", known.of, known.does), days.0 != days.1);
    let amount = |it: Option<Stands>| it.and_then(|it| it.amount);
    let line = Line { over, what, was: amount(was), is: amount(is) };
    (line.was != line.is || is_moved && line.was.is_some()).then_some(line)
}

/// An amount of one report.
#[derive(Debug, Clone)]
struct Stands {
    /// Whose it is: a payment, or a loan.
    of: String,
    /// What becomes of it.
    does: String,
    /// The day, where it has one.
    on: Option<Date>,
    /// How much, where that is known.
    amount: Option<Exact>,
}

impl Stands {
    fn is_of(&self, other: &Stands) -> bool {
        self.of == other.of && self.does == other.does
    }
}

fn amounts(report: &Report) -> Vec<Stands> {
    let payments = report.reward.iter().flat_map(|reward| &reward.payments).flat_map(of_payment);
    payments.chain(report.loans.iter().map(of_loan)).collect()
}

/// The amounts of a payment.
fn of_payment(payment: &PaymentLine) -> Vec<Stands> {
    let of = |does: &str, amount: &Option<Exact>| Stands {
        of: format!("`{}`", payment.name),
        does: does.to_owned(),
        on: Some(payment.on),
        amount: amount.clone(),
    };
    let repaid = payment.repayments.iter().map(|it| of(&format!("repays `{}`", it.loan), &it.amount));
    let own = [of("pays", &payment.amount), of("leaves for the partners", &payment.left)];
    own.into_iter().chain(repaid).collect()
}

/// What a loan stands at.
fn of_loan(loan: &LoanLine) -> Stands {
    let amount = loan.owed.as_ref().map(|owed| owed.in_all.clone());
    Stands { of: format!("the loan `{}`", loan.name), does: "stands at".to_owned(), on: None, amount }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(day: Option<&str>, amount: Option<i64>) -> Stands {
        let on = day.map(|day| day.parse().expect("a day"));
        Stands { of: "`interim`".to_owned(), does: "pays".to_owned(), on, amount: amount.map(Exact::whole) }
    }

    #[test]
    fn a_payment_on_another_day_is_the_same_payment() {
        let (june, july) = (Some("2007-06-30"), Some("2007-07-31"));
        let between = |was, is| line(0, was, is).map(|line| (line.what, line.was, line.is));
        let (five, six) = (Some(Exact::whole(5)), Some(Exact::whole(6)));
        let moved = between(Some(stands(june, Some(5))), Some(stands(july, Some(5))));
        assert_eq!(moved, Some(("`interim` on 2007-06-30 → 2007-07-31 pays".to_owned(), five.clone(), five.clone())));
        let more = between(Some(stands(june, Some(5))), Some(stands(june, Some(6))));
        assert_eq!(more, Some(("`interim` on 2007-06-30 pays".to_owned(), five.clone(), six)));
        assert_eq!(between(Some(stands(june, Some(5))), Some(stands(june, Some(5)))), None);
        assert_eq!(between(Some(stands(june, None)), Some(stands(july, None))), None, "nothing is known of either");
        let gone = between(Some(stands(june, Some(5))), None);
        assert_eq!(gone, Some(("`interim` on 2007-06-30 pays".to_owned(), five, None)));
    }
}
