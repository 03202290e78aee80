//! The loan, worked out by hand: plain whole numbers, written out year by year, against what the rules say.

use std::fs;

use plumbline::number::Exact;
use plumbline::render::payments::{loans, payments};
use plumbline::source::Sources;
use plumbline::verdict::{Outcome, Report, Verdict};

use crate::support::{Texts, judge_return, root, shipped};

const BIDS: &str = "fixtures/leicestershire-laa/returns/2006-07-q3/pump-priming.csv";

/// What the bids add up to in one year, read as simply as can be: a blank is nothing.
fn spent(column: &str) -> i128 {
    let text = fs::read_to_string(root().join(BIDS)).expect("the bids");
    let mut lines = text.lines();
    let at = lines.next().expect("a header").split(',').position(|name| name == column).expect("the column");
    lines.map(|line| line.split(',').nth(at).expect("a cell").parse::<i128>().unwrap_or(0)).sum()
}

/// Interest in 365,000ths of a penny: pounds × 100 × 45 thousandths × days.
fn interest(pounds: i128, days: i128) -> i128 {
    pounds * 100 * 45 * days
}

/// What is owed on 31 March 2010 in pence, and in 365,000ths of a penny beside the pence of principal.
fn by_hand() -> (i128, i128) {
    let (first, second, third) = (spent("year1"), spent("year2"), spent("year3"));
    assert_eq!((first, second, third), (1_042_451, 830_285, 772_664));
    let principal = first + second + third - 1_300_000;
    assert_eq!(principal, 1_345_400);
    // From 30 September to 31 March are 182 days; 29 February 2008 lies in the second year after the first spending.
    let (to_2010_from_2008, to_2010_from_2007, to_2010_from_2006) = (182 + 365, 182 + 365 + 366, 182 + 365 + 366 + 365);
    let cost =
        interest(first, to_2010_from_2006) + interest(second, to_2010_from_2007) + interest(third, to_2010_from_2008);
    let earned = interest(1_300_000, 365 + 366 + 365 + 365 - 1);
    let net = cost - earned;
    let pence = principal * 100 + (2 * net + 365_000).div_euclid(2 * 365_000);
    (pence, net)
}

fn pence(exact: &Exact) -> i64 {
    (exact * &Exact::whole(100)).to_whole().expect("whole pence")
}

fn repaid(report: &Report) -> Vec<Exact> {
    let of = report.judged().filter(|one| one.subject.what == "repayment");
    let amount = |outcome: &Outcome| match outcome {
        Outcome::Decided(Verdict::Pay { amount }) => amount.clone(),
        Outcome::Decided(Verdict::Nothing { .. }) => Exact::zero(),
        other => panic!("not decided: {other:?}"),
    };
    of.map(|one| amount(&one.outcome)).collect()
}

#[test]
fn the_first_instalment_repays_what_is_worked_out_by_hand() {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let report = judge_return(&root().join("fixtures/loan-by-hand"), &pack, &compiled, &mut sources);
    let (owed, _) = by_hand();
    assert_eq!(owed, 142_121_573, "£1,421,215.73");
    let repaid: Vec<i64> = repaid(&report).iter().map(pence).collect();
    assert_eq!(repaid, [142_121_573, 0], "all of it out of the first instalment");
    let (paid, lent) = (payments(&report.reward.expect("a reward").payments), loans(&report.loans, &sources));
    let shown = format!("Payments\n{paid}Loans\n{lent}");
    insta::assert_snapshot!(shown);
}

#[test]
fn the_cash_flow_with_interest_sums_to_nought_after_the_repayment() {
    let texts = Texts::of(&root().join("fixtures/loan-by-hand"));
    let mut later = Texts { agreement: texts.agreement.replace("to: 2009-03-31", "to: 2010-03-31"), ..texts };
    later.head = later.head.replace("2008-09 Q4", "2009-10 Q4");
    let flow = later.tables.get_mut("cash-flow.csv").expect("the cash flow");
    flow.push_str("county,2010-03-31,repayment,\"1,421,215.73\",\n");
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let report = later.judge(&pack, &compiled, &mut sources);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let owed = report.loans[0].owed.clone().expect("an amount");
    // To the last fraction: what the rounding to the penny left.
    let (pence, net) = by_hand();
    let left = 134_540_000 * 365_000 + net - pence * 365_000;
    let left = Exact::whole(left.try_into().expect("little")).over(&Exact::whole(36_500_000)).expect("no nought");
    assert_eq!(owed.in_all, left);
    assert!(owed.in_all.half_up(&Exact::hundredth()).is_zero());
    assert_eq!(repaid(&report), [Exact::zero(), Exact::zero()]);
}
