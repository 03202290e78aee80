//! When reward is paid and where it goes, and what loans stand at, as text.

use std::fmt::Write;

use super::safe::safe;
use crate::diagnostic::{MOST_SHOWN, shortened};
use crate::model::pounds;
use crate::number::Exact;
use crate::source::Sources;
use crate::verdict::money::{LoanLine, OwedLine, PaymentLine};

/// A name that is safe and that a line has room for.
fn short(text: &str) -> String {
    safe(&shortened(text, MOST_SHOWN))
}

/// The payments as a table; the last columns only where there are loans.
#[must_use]
pub fn payments(payments: &[PaymentLine]) -> String {
    let has_loans = payments.iter().any(|payment| !payment.repayments.is_empty());
    let columns = if has_loans { 7 } else { 5 };
    let head = ["", "on", "pays", "capital", "revenue", "repays loans", "left for partners"].map(str::to_owned);
    let rows: Vec<[String; 7]> = std::iter::once(head).chain(payments.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let reasons = std::iter::once(String::new()).chain(payments.iter().map(why));
    let mut out = String::new();
    for (row, reason) in rows.iter().zip(reasons) {
        let mut line = format!("  {:<w0$}", row[0], w0 = widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            let _ = write!(line, "  {cell:>width$}");
        }
        let _ = writeln!(out, "{}", format!("{line}  {reason}").trim_end());
    }
    out
}

fn row(payment: &PaymentLine) -> [String; 7] {
    let amount = |amount: &Option<Exact>| amount.as_ref().map_or_else(|| "–".to_owned(), pounds);
    let taken: Option<Exact> = payment.repayments.iter().map(|repayment| repayment.amount.clone()).sum();
    let pays = payment.amount.as_ref().map_or_else(|| "undecided".to_owned(), pounds);
    let repaid = taken.filter(|_| !payment.repayments.is_empty());
    [
        short(&payment.name),
        payment.on.to_string(),
        pays,
        amount(&payment.capital),
        amount(&payment.revenue),
        amount(&repaid),
        amount(&payment.left),
    ]
}

/// What is to be said of a payment.
fn why(payment: &PaymentLine) -> String {
    let own = if payment.was_paid { "paid already" } else { &payment.because };
    let is_told = payment.was_paid || payment.amount.is_none();
    let of_loans = payment.repayments.iter().filter(|repayment| !is_told && !repayment.because.is_empty());
    let of_loans = of_loans.map(|repayment| format!("{}: {}", repayment.loan, repayment.because));
    let said: Vec<String> = std::iter::once(own.to_owned()).filter(|own| !own.is_empty()).chain(of_loans).collect();
    safe(&said.join("; "))
}

/// The loans, a line each.
#[must_use]
pub fn loans(loans: &[LoanLine], sources: &Sources) -> String {
    let mut out = String::new();
    for loan in loans {
        let said = match &loan.owed {
            Some(owed) => said_of(owed),
            None => {
                let place = loan.missing_at.map(|at| format!(" ({})", sources.locate(at))).unwrap_or_default();
                format!("what is owed is not known: {}{place}", loan.because)
            }
        };
        let _ = writeln!(out, "  {} on {}: {}", short(&loan.name), loan.on, safe(&said));
    }
    out
}

/// What is owed, or is still in hand, and the interest both ways.
fn said_of(owed: &OwedLine) -> String {
    let stands = if owed.in_all.is_negative() { "is in hand" } else { "is owed" };
    format!(
        "{} {stands}, with {} of interest on what was spent and {} earned by grant and repayments",
        pounds(&owed.in_all.abs()),
        pounds(&owed.interest_on_spending),
        pounds(&owed.interest_on_receipts),
    )
}
