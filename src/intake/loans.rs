//! Reads loans and the movements of money that they bridge.

use super::agreement::{each, id};
use super::rows::below_nought;
use super::{did_you_mean, error, unknown};
use crate::diagnostic::Diagnostic;
use crate::document::record::{Record, not};
use crate::document::{Gap, Node, Why, scalar};
use crate::model::agreement::Agreement;
use crate::model::loan::{Loan, Movement, Rate};
use crate::source::Span;

/// Reads a loan of the agreement.
pub fn loan(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Loan> {
    let mut record = Record::open(node, "a loan", problems)?;
    let id = id(&mut record);
    let (name, lender, fund) = (record.text("name"), record.text("lender"), record.text("fund"));
    let limit = record.money("limit");
    let mut rates = each(&mut record, "rates", rate);
    rates.sort_by_key(|rate| rate.from.value);
    let span = record.span();
    record.close();
    Some(Loan { id: id?, name, lender, fund, limit, rates, span })
}

fn rate(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Rate> {
    let mut record = Record::open(node, "a rate of interest", problems)?;
    let from = record.date("from");
    let from = record.required("from", from);
    let rate = record.with("rate", |text| scalar::percent(text).map_err(|error| not(text, "a percent", error)));
    let _ = record.required("rate", rate.clone());
    let source = record.text("source");
    record.close();
    Some(Rate { from: from?, rate, source })
}

/// Says where loans do not fit the agreement: a fund or a lender that it does not have, days for which there is no rate.
pub fn loans_fit(agreement: &Agreement, problems: &mut Vec<Diagnostic>) {
    for loan in &agreement.loans {
        let funds: Vec<&str> = agreement.funds.iter().map(|fund| fund.id.value.as_str()).collect();
        if let Ok(fund) = &loan.fund
            && !funds.contains(&fund.value.as_str())
        {
            problems.push(unknown("fund", fund, did_you_mean(&fund.value, "funds of the agreement", &funds)));
        }
        if let Ok(lender) = &loan.lender
            && !agreement.bodies.is_empty()
            && !agreement.bodies.iter().any(|body| body.is_called(&lender.value))
        {
            let bodies: Vec<&str> = agreement.bodies.iter().map(|body| body.name.value.as_str()).collect();
            problems.push(unknown("body", lender, did_you_mean(&lender.value, "bodies of the agreement", &bodies)));
        }
        problems.extend(rates_fit(loan, agreement));
    }
}

/// Says where it cannot be told which rate holds: on the first days of the agreement, or where two begin on one day.
fn rates_fit(loan: &Loan, agreement: &Agreement) -> Vec<Diagnostic> {
    let first_day = &agreement.term.from;
    let named = &loan.id.value;
    let mut problems = Vec::new();
    match loan.rates.first() {
        Some(first) if first.from.value <= first_day.value => {}
        Some(first) => problems.push(
            error(
                "rate-missing",
                format!("no rate of `{named}` holds before {}", first.from.value),
                first.from.span,
                None,
            )
            .because(format!("the agreement begins on {}", first_day.value), first_day.span)
            .help("give the rate from the agreement's first day on"),
        ),
        None => problems.push(
            error("rate-missing", format!("`{named}` has no rate of interest"), loan.span.after(), None)
                .help("give its rates, each with its day: `rates: [{ from: 2006-04-01, rate: 4.5% }]`"),
        ),
    }
    for pair in loan.rates.windows(2).filter(|pair| pair[0].from.value == pair[1].from.value) {
        problems.push(
            Diagnostic::error("rate-twice", format!("two rates of `{named}` begin on {}", pair[1].from.value))
                .at(pair[0].from.span, "first here")
                .at(pair[1].from.span, "again here")
                .help("keep the one that holds"),
        );
    }
    problems
}

/// A movement of money; or where it is said that there is one, of which it cannot be told towards which loan it counts.
pub fn movement(node: &Node, agreement: &Agreement, problems: &mut Vec<Diagnostic>) -> Result<Movement, Span> {
    let mut record = Record::open(node, "a movement of money", problems).ok_or(node.span)?;
    let loan = record.text("loan");
    let loan = record.required("loan", loan);
    let (on, what, amount, note) =
        (record.date("on"), record.choice("what"), record.money("amount"), record.text("note"));
    let remark = record.node("note");
    below_nought([&amount], remark, record.problems());
    let span = record.span();
    let known: Vec<&str> = agreement.loans.iter().map(|loan| loan.id.value.as_str()).collect();
    let loan = loan.ok_or(span).and_then(|loan| {
        if known.contains(&loan.value.as_str()) {
            return Ok(loan);
        }
        let help = did_you_mean(&loan.value, "loans of the agreement", &known);
        record.problems().push(unknown("loan", &loan, help));
        Err(loan.span)
    });
    record.close();
    let loan = loan?;
    Ok(Movement { loan: loan.value, loan_at: Some(loan.span), on, what, amount, note, span })
}

/// A row that could not be read: of any loan, on any day, of any amount.
pub fn lost_movements(agreement: &Agreement, at: Span) -> Vec<Movement> {
    let gap = || Gap { why: Why::Unreadable, span: at };
    let lost = |loan: &Loan| Movement {
        loan: loan.id.value.clone(),
        loan_at: None,
        on: Err(gap()),
        what: Err(gap()),
        amount: Err(gap()),
        note: Err(gap()),
        span: at,
    };
    agreement.loans.iter().map(lost).collect()
}
