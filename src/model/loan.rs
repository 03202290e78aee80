//! Loans that bridge the time until reward is paid: dated movements of money, and simple interest on them, both ways.
//!
//! Interest is worked out on each movement for itself, from its day on. Added up, that is simple interest on the balance:
//! it runs on over what is not yet repaid, never on interest, and grant that arrives before it is spent earns the rate that
//! a loan costs. Who is repaid first, and out of what, is not known here.

use jiff::civil::Date;

use crate::document::{Entry, Gap};
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// The days of a year for which interest at a yearly rate is due in full.
const DAYS_OF_A_YEAR: i64 = 365;

/// Money that a body lends towards what a grant does not cover.
#[derive(Debug, Clone, PartialEq)]
pub struct Loan {
    /// Its short name, which returns use.
    pub id: Spanned<String>,
    /// What it is called.
    pub name: Entry<String>,
    /// The body that lends it.
    pub lender: Entry<String>,
    /// The fund whose spending it bridges.
    pub fund: Entry<String>,
    /// The most that may be lent, where that is limited.
    pub limit: Entry<Exact>,
    /// The yearly rates of interest, in the order of time.
    pub rates: Vec<Rate>,
    /// The whole definition.
    pub span: Span,
}

/// A yearly rate of interest, and since when it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// The first day on which it holds.
    pub from: Spanned<Date>,
    /// The rate, as a fraction.
    pub rate: Entry<Exact>,
    /// Who set it, and where that can be read.
    pub source: Entry<String>,
}

crate::choice! {
    /// What a movement of money is.
    MovementKind: "a kind of cash flow" {
        /// Grant that came in.
        Grant = "grant",
        /// Money that was spent.
        Spend = "spend",
        /// Money that was paid back to the lender.
        Repayment = "repayment",
    }
}

impl MovementKind {
    /// Whether it adds to what is owed.
    #[must_use]
    pub fn adds(self) -> bool {
        self == MovementKind::Spend
    }
}

/// Money that moved on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    /// The short name of the loan that it counts towards.
    pub loan: String,
    /// Where the return says so; none of a row that could not be read.
    pub loan_at: Option<Span>,
    /// The day.
    pub on: Entry<Date>,
    /// What it is.
    pub what: Entry<MovementKind>,
    /// How much.
    pub amount: Entry<Exact>,
    /// What the submitter says about it.
    pub note: Entry<String>,
    /// The whole row.
    pub span: Span,
}

/// What is owed on a day, and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// What was spent, less the grant that came in and what was repaid.
    pub principal: Exact,
    /// The interest on what was spent.
    pub interest_on_spending: Exact,
    /// The interest on grant and repayments: what these earn from their day on.
    pub interest_on_receipts: Exact,
}

impl Balance {
    /// Nothing.
    #[must_use]
    pub fn nothing() -> Self {
        let nought = Exact::zero;
        Balance { principal: nought(), interest_on_spending: nought(), interest_on_receipts: nought() }
    }

    /// Principal and interest; below nought where more came in than is owed.
    #[must_use]
    pub fn owed(&self) -> Exact {
        &self.principal + &self.interest()
    }

    /// The interest, both ways.
    #[must_use]
    pub fn interest(&self) -> Exact {
        &self.interest_on_spending - &self.interest_on_receipts
    }

    /// The balance with one more movement, and the interest that has run on it.
    #[must_use]
    pub fn with(self, kind: MovementKind, amount: &Exact, interest: &Exact) -> Self {
        if kind.adds() {
            let (principal, interest) = (&self.principal + amount, &self.interest_on_spending + interest);
            Balance { principal, interest_on_spending: interest, ..self }
        } else {
            let (principal, interest) = (&self.principal - amount, &self.interest_on_receipts + interest);
            Balance { principal, interest_on_receipts: interest, ..self }
        }
    }
}

impl Loan {
    /// Its rates with their days. An error is the gap of one of them.
    ///
    /// # Errors
    /// The first rate that is missing.
    pub fn rates(&self) -> Result<Vec<(Date, Exact)>, Gap> {
        self.rates.iter().map(|rate| Ok((rate.from.value, rate.rate.clone()?.value))).collect()
    }
}

/// Simple interest on an amount from one day to another: amount × rate × days ÷ 365, piece by piece where the rate changes.
/// The rates stand in the order of time. None where no rate holds on the first day.
///
/// Source: the loan's terms as the papers give them, interest at base rate, both ways; days over 365 is how sterling money
/// markets count.
///
/// ```
/// use plumbline::{model::loan::interest, number::Exact};
/// let number = |text| Exact::read(text).unwrap();
/// let day = |text: &str| text.parse().unwrap();
/// // £1,000 for 365 days: 73 at 5%, and 292 at 4%.
/// let rates = [(day("2006-04-01"), number("0.05")), (day("2006-06-13"), number("0.04"))];
/// let due = interest(&number("1000"), &rates, day("2006-04-01"), day("2007-04-01"));
/// assert_eq!(due, Some(number("42")));
/// assert_eq!(interest(&number("1000"), &rates, day("2006-03-31"), day("2007-04-01")), None);
/// ```
#[must_use]
pub fn interest(amount: &Exact, rates: &[(Date, Exact)], from: Date, to: Date) -> Option<Exact> {
    if rates.first().is_none_or(|(first, _)| *first > from) {
        return None;
    }
    let ends = rates.iter().skip(1).map(|(next, _)| *next).chain([Date::MAX]);
    let pieces = rates.iter().zip(ends).map(|((since, rate), end)| {
        let (start, end) = ((*since).max(from), end.min(to));
        let days = if end > start { (end - start).get_days() } else { 0 };
        rate * &Exact::whole(i64::from(days))
    });
    (amount * &pieces.sum::<Exact>()).over(&Exact::whole(DAYS_OF_A_YEAR))
}
