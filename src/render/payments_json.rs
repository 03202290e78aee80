//! Payments of the reward and loans as JSON, in a report.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::{PlaceJson, place};
use crate::number::Exact;
use crate::source::Sources;
use crate::verdict::money::{LoanLine, PaymentLine, RepaymentLine};

/// A payment of the reward, and where it goes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PaymentJson {
    /// What it is called.
    pub name: String,
    /// The day.
    pub on: String,
    /// What is paid; not there while it is not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Whether it was paid already.
    pub was_paid: bool,
    /// What of it is capital.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capital: Option<String>,
    /// What of it is revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<String>,
    /// What loans take out of it.
    pub repayments: Vec<RepaymentJson>,
    /// What loans leave of it for the partners; not there without a loan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_for_partners: Option<String>,
    /// Why nothing is paid, or why that is not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// What a loan takes out of a payment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RepaymentJson {
    /// The loan.
    pub loan: String,
    /// What it takes; not there while it is not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Why nothing is taken, or why that is not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// What a loan stands at on the return's last day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LoanJson {
    /// The loan.
    pub name: String,
    /// The day.
    pub on: String,
    /// Principal and interest, below nought where more came in; not there where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owed: Option<String>,
    /// What was spent, less grant and repayments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// The interest on what was spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest_on_spending: Option<String>,
    /// The interest that grant and repayments earn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest_on_receipts: Option<String>,
    /// What is missing for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where the value that is missing is said to be, or should stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_at: Option<PlaceJson>,
}

/// A text that says something.
fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A payment.
#[must_use]
pub fn payment(line: &PaymentLine) -> PaymentJson {
    let written = |amount: &Option<Exact>| amount.as_ref().map(Exact::written);
    let repayment = |line: &RepaymentLine| RepaymentJson {
        loan: line.loan.clone(),
        amount: written(&line.amount),
        because: said(&line.because),
    };
    PaymentJson {
        name: line.name.clone(),
        on: line.on.to_string(),
        amount: written(&line.amount),
        was_paid: line.was_paid,
        capital: written(&line.capital),
        revenue: written(&line.revenue),
        repayments: line.repayments.iter().map(repayment).collect(),
        left_for_partners: written(&line.left),
        because: said(&line.because),
    }
}

/// A loan.
#[must_use]
pub fn loan(line: &LoanLine, sources: &Sources) -> LoanJson {
    let owed = line.owed.as_ref();
    LoanJson {
        name: line.name.clone(),
        on: line.on.to_string(),
        owed: owed.map(|owed| owed.in_all.written()),
        principal: owed.map(|owed| owed.principal.written()),
        interest_on_spending: owed.map(|owed| owed.interest_on_spending.written()),
        interest_on_receipts: owed.map(|owed| owed.interest_on_receipts.written()),
        because: said(&line.because),
        missing_at: line.missing_at.map(|at| place(at, sources)),
    }
}
