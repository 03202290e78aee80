//! Loans, movements of money, and payments of the reward.

use super::*;
use crate::intake::{agreement as read_agreement, submission as read_submission};

/// What is said of an agreement that is whole but for what is added to it.
fn said(more: &str) -> Vec<String> {
    agreement(&format!("name: N\nterm: {{ from: 2006-04-01, to: 2009-03-31 }}\n{more}")).said
}

#[test]
fn a_loan_has_a_rate_on_every_day_and_one_only() {
    assert!(said("loans: [{ id: L, rates: [{ from: 2006-04-01, rate: 4.5% }] }]\n").is_empty());
    assert_eq!(said("loans: [{ id: L, rates: [{ from: 2006-04-02, rate: 4.5% }] }]\n"), ["rate-missing | 2006-04-02"]);
    assert_eq!(said("loans: [{ id: L }]\n"), ["rate-missing | ^3:18"]);
    assert_eq!(
        said("loans: [{ id: L, rates: [{ from: 2006-04-01, rate: 4.5% }, { from: 2006-04-01, rate: 5% }] }]\n"),
        ["rate-twice | 2006-04-01: first here | 2006-04-01: again here"]
    );
    assert_eq!(
        said("loans: [{ id: L, rates: [{ from: 2006-04-01, rate: base rate }] }]\n"),
        ["not-a-number | base rate"]
    );
}

#[test]
fn a_loan_is_of_a_fund_and_a_body_of_the_agreement() {
    let rest = "rates: [{ from: 2006-04-01, rate: 4.5% }]";
    assert_eq!(
        said(&format!("loans: [{{ id: L, fund: pomp, {rest} }}]\nfunds: [{{ id: pump }}]\n")),
        ["fund-unknown | pomp"]
    );
    assert_eq!(
        said(&format!("bodies: [{{ name: A }}]\nloans: [{{ id: L, lender: B, {rest} }}]\n")),
        ["body-unknown | B"]
    );
    // Where the agreement lists no bodies, anybody may lend.
    assert!(said(&format!("loans: [{{ id: L, lender: B, {rest} }}]\n")).is_empty());
}

#[test]
fn payments_stand_in_the_order_of_time_and_all_or_none_are_there() {
    let payments = |text: &str| {
        let mut sources = Sources::new();
        let text = format!("name: N\nterm: {{ from: 2006-04-01, to: 2009-03-31 }}\nreward: {{ payments: [{text}] }}\n");
        let (read, _) = read_agreement(&sources.add("agreement.yaml", text));
        let payments = read.and_then(|read| read.reward).map(|reward| reward.payments).unwrap_or_default();
        payments.into_iter().map(|payment| payment.id.value).collect::<Vec<_>>()
    };
    assert_eq!(payments("{ id: second, on: 2010-04-01 }, { id: first, on: 2009-04-01 }"), ["first", "second"]);
    assert!(payments("{ id: second, on: 2010-04-01 }, { id: first, on: soon }").is_empty());
    assert!(payments("{ id: second, on: 2010-04-01 }, { id: first, on: 2009-04-01, on_account: maybe }").is_empty());
}

#[test]
fn a_movement_that_cannot_be_told_may_be_of_any_loan() {
    let mut sources = Sources::new();
    let loan = |id: &str| format!("  - {{ id: {id}, rates: [{{ from: 2006-04-01, rate: 4% }}] }}\n");
    let text = format!("name: N\nterm: {{ from: 2006-04-01, to: 2009-03-31 }}\nloans:\n{}{}", loan("one"), loan("two"));
    let (agreement, _) = read_agreement(&sources.add("agreement.yaml", text));
    let agreement = agreement.expect("an agreement");
    let row = |loan: &str, what: &str| format!("  - {{ loan: {loan}, on: 2006-05-01, what: {what}, amount: 1 }}\n");
    let text = format!("period: 2006-07 Q1\ncash_flow:\n{}{}", row("tow", "spend"), row("one", "loan"));
    let (read, _) = read_submission(&sources.add("return.yaml", text), &[], &agreement);
    let flow = read.expect("a return").cash_flow;
    assert_eq!(flow.iter().map(|row| row.loan.as_str()).collect::<Vec<_>>(), ["one", "two", "one"]);
    assert!(flow[0].loan_at.is_none() && flow[0].amount.is_err() && flow[2].loan_at.is_some() && flow[2].what.is_err());
}
