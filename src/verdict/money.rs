//! When reward is paid and where it goes, and what loans stand at: what judging gives, as data.

use jiff::civil::Date;

use crate::number::Exact;
use crate::source::Span;

/// A payment of the reward, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentLine {
    /// What it is called.
    pub name: String,
    /// The day.
    pub on: Date,
    /// What is paid, where that is decided; what was paid, once it was.
    pub amount: Option<Exact>,
    /// Whether it was paid already.
    pub was_paid: bool,
    /// What of it is capital.
    pub capital: Option<Exact>,
    /// What of it is revenue.
    pub revenue: Option<Exact>,
    /// What loans take out of it, in the agreement's order.
    pub repayments: Vec<RepaymentLine>,
    /// What loans leave of it for the partners; none where that is not decided, and where there is no loan.
    pub left: Option<Exact>,
    /// Why nothing is paid, or why that is not decided.
    pub because: String,
}

/// What a loan takes out of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepaymentLine {
    /// The loan.
    pub loan: String,
    /// What it takes, where that is decided.
    pub amount: Option<Exact>,
    /// Why nothing is taken, or why that is not decided.
    pub because: String,
}

/// What a loan stands at on the return's last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanLine {
    /// The loan.
    pub name: String,
    /// The day.
    pub on: Date,
    /// What is owed, where that is known.
    pub owed: Option<OwedLine>,
    /// What is missing for that.
    pub because: String,
    /// Where the value that is missing is said to be, or should stand.
    pub missing_at: Option<Span>,
}

/// What is owed, and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedLine {
    /// Principal and interest.
    pub in_all: Exact,
    /// What was spent, less grant and repayments.
    pub principal: Exact,
    /// The interest on what was spent.
    pub interest_on_spending: Exact,
    /// The interest that grant and repayments earn.
    pub interest_on_receipts: Exact,
}
