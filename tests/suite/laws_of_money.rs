//! What must hold of money, whatever the agreement: shares, instalments and portions make their whole to the penny, a better
//! value never pays less, a loan that is repaid is even, and the order of what is written changes nothing.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use plumbline::engine::compile::Compiled;
use plumbline::number::{Exact, largest_remainder};
use plumbline::pack::Pack;
use plumbline::pack::thresholds::Limit;
use plumbline::source::{Sources, Spanned};
use plumbline::verdict::{Kind, Outcome, Report, Verdict};
use proptest::prelude::*;

use crate::support::{Texts, shipped};

static PACK: LazyLock<(Sources, Pack, Compiled)> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    (sources, pack, compiled)
});

/// An agreement and what is reported on it, in plain numbers.
#[derive(Debug, Clone)]
struct Case {
    /// The pot, in pence.
    pot: i64,
    /// The measures of each target, each with its weight, where there are weights, and the figure out of 0 to 1000.
    targets: Vec<Vec<(Option<u8>, i64)>>,
    /// How many months after the end each instalment is paid.
    payments: Vec<u8>,
    /// Whether something is paid on account before.
    on_account: bool,
    /// Of each movement the day after the first, its kind and its pence.
    flow: Vec<(u16, u8, i64)>,
    /// The rates, each from a year on, in hundredths of a percent.
    rates: Vec<u16>,
}

fn cases() -> impl Strategy<Value = Case> {
    let measures = |weighted: bool| {
        let weight = if weighted { (1u8..9).prop_map(Some).boxed() } else { Just(None).boxed() };
        prop::collection::vec((weight, 0i64..1100), 1..4)
    };
    let targets = any::<bool>().prop_flat_map(move |weighted| prop::collection::vec(measures(weighted), 1..4));
    let payments = prop::collection::btree_set(1u8..30, 1..4).prop_map(|set| set.into_iter().collect());
    let flow = prop::collection::vec((0u16..1000, 0u8..3, 1i64..100_000_000), 1..6);
    let rates = prop::collection::vec(0u16..900, 1..4);
    (1i64..300_000_000, targets, payments, any::<bool>(), flow, rates).prop_map(
        |(pot, targets, payments, on_account, flow, rates)| Case { pot, targets, payments, on_account, flow, rates },
    )
}

fn money(pence: i64) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}

impl Case {
    fn agreement(&self) -> String {
        let mut text = format!(
            "name: made up\nterm: {{ from: 2006-04-01, to: 2009-03-31 }}\nreward:\n  pot: {}\n  targets:\n",
            money(self.pot)
        );
        for (target, measures) in self.targets.iter().enumerate() {
            let _ = writeln!(text, "    - id: RG{target}\n      measures:");
            for (measure, (weight, _)) in measures.iter().enumerate() {
                let weight = weight.map(|weight| format!(", weight: {weight}")).unwrap_or_default();
                let _ = writeln!(
                    text,
                    "        - {{ id: M{target}-{measure}, unit: number, polarity: higher, without: 0, with: 1000, interim: 300{weight} }}"
                );
            }
        }
        text.push_str("  payments:\n");
        for (at, months) in self.payments.iter().enumerate() {
            let (year, month) = (2009 + u16::from(months + 3) / 12, (months + 3) % 12 + 1);
            let _ = writeln!(text, "    - {{ id: instalment {at}, on: {year}-{month:02}-28 }}");
        }
        if self.on_account {
            text.push_str("    - { id: on account, on: 2008-06-30, on_account: true }\n");
        }
        text.push_str("loans:\n  - id: county\n    rates:\n");
        for (year, rate) in self.rates.iter().enumerate() {
            let _ =
                writeln!(text, "      - {{ from: {}-04-01, rate: {}.{:02}% }}", 2006 + year, rate / 100, rate % 100);
        }
        text
    }

    fn submission(&self) -> String {
        let mut text = "period: 2008-09 Q4\nobservations:\n".to_owned();
        for (target, measures) in self.targets.iter().enumerate() {
            for (measure, (_, value)) in measures.iter().enumerate() {
                let _ = writeln!(text, "  - {{ measure: M{target}-{measure}, value: {value} }}");
            }
        }
        text.push_str("cash_flow:\n");
        for (days, kind, pence) in &self.flow {
            let day =
                "2006-04-01".parse::<jiff::civil::Date>().expect("a day") + jiff::Span::new().days(i64::from(*days));
            let kind = ["grant", "spend", "repayment"][usize::from(*kind)];
            let _ = writeln!(text, "  - {{ loan: county, on: {day}, what: {kind}, amount: {} }}", money(*pence));
        }
        text
    }

    fn texts(&self) -> Texts {
        Texts { agreement: self.agreement(), head: self.submission(), tables: BTreeMap::new() }
    }

    fn judged(&self) -> Report {
        judged(&self.texts())
    }
}

/// What the shipped pack says, where a fifth is paid on account.
fn judged(texts: &Texts) -> Report {
    let (sources, pack, compiled) = &*PACK;
    let mut sources = sources.clone();
    let fifth = Limit::Number(Exact::read("0.2").expect("a number"));
    let at = sources.add("limits", "20").whole();
    let thresholds = pack.thresholds.with("on_account_share", &Spanned::new(fifth, at));
    texts.judge(&Pack { thresholds, ..pack.clone() }, compiled, &mut sources)
}

/// What is awarded of each thing of a sort, by its name; nothing is nought.
fn awards(report: &Report, what: &str) -> BTreeMap<String, Exact> {
    let of = report.judged().filter(|one| one.kind == Kind::Award && one.subject.what == what);
    of.map(|one| (one.subject.name.clone(), amount(&one.outcome))).collect()
}

fn amount(outcome: &Outcome) -> Exact {
    match outcome {
        Outcome::Decided(Verdict::Pay { amount }) => amount.clone(),
        Outcome::Decided(Verdict::Nothing { .. }) => Exact::zero(),
        other => panic!("not decided: {other:?}"),
    }
}

fn whole(report: &Report) -> Exact {
    awards(report, "agreement").into_values().sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_make_their_whole_to_the_penny(case in cases()) {
        let report = case.judged();
        let table = report.reward.clone().expect("a table");
        // Printed shares make the pot, and the exact shares of measures what their target's is.
        let targets = || table.lines.iter().filter(|line| line.figures.is_none());
        prop_assert_eq!(targets().filter_map(|line| line.share.clone()).sum::<Exact>(), table.pot.clone());
        let exact: Exact = table.lines.iter().filter(|line| line.figures.is_some()).filter_map(|line| line.share.clone()).sum();
        prop_assert_eq!(exact, table.pot.clone());
        // What was paid on account is taken off; too much of it is not paid back by the rules.
        let paid: Exact = table.payments.iter().filter_map(|payment| payment.amount.clone()).sum();
        let early = awards(&report, "instalment").remove("on account").unwrap_or_else(Exact::zero);
        prop_assert_eq!(paid, whole(&report).max(early));
        for payment in &table.payments {
            let parts = payment.capital.clone().zip(payment.revenue.clone()).map(|(one, other)| &one + &other);
            prop_assert_eq!(parts, payment.amount.clone(), "capital and revenue of {}", payment.name);
            let taken: Option<Exact> = payment.repayments.iter().map(|one| one.amount.clone()).sum();
            let spent = taken.zip(payment.left.clone()).map(|(taken, left)| &taken + &left);
            prop_assert_eq!(spent, payment.amount.clone(), "loan and partners of {}", payment.name);
        }
    }

    #[test]
    fn a_better_value_never_pays_less_at_any_level(case in cases(), target in 0usize..4, measure in 0usize..4, more in 1i64..500) {
        let mut better = case.clone();
        let target = target % better.targets.len();
        let measures = &mut better.targets[target];
        let measure = measure % measures.len();
        measures[measure].1 += more;
        let (worse, better) = (case.judged(), better.judged());
        for what in ["measure", "reward_target", "agreement"] {
            let (worse, better) = (awards(&worse, what), awards(&better, what));
            prop_assert!(worse.iter().all(|(name, amount)| better[name] >= *amount), "{}: {:?} {:?}", what, worse, better);
        }
        // Of instalments it is what is paid by a day that never falls: a penny may move from one to another.
        let by_day = |report: &Report| {
            let mut sum = Exact::zero();
            let payments = report.reward.as_ref().map(|table| table.payments.clone()).unwrap_or_default();
            payments.into_iter().map(|payment| { sum = &sum + &payment.amount.unwrap_or_else(Exact::zero); sum.clone() }).collect::<Vec<_>>()
        };
        prop_assert!(by_day(&better).iter().zip(by_day(&worse)).all(|(better, worse)| *better >= worse));
    }

    #[test]
    fn a_loan_that_is_repaid_is_even(mut case in cases()) {
        let owed = case.judged().loans[0].owed.clone().expect("an amount").in_all;
        let pence = (&owed.half_up(&Exact::hundredth()) * &Exact::whole(100)).to_whole().expect("whole pence");
        prop_assume!(pence > 0);
        // On the last day of the period just that is repaid.
        case.flow.push((1095, 2, pence));
        let even = case.judged().loans[0].owed.clone().expect("an amount").in_all;
        prop_assert!(even.half_up(&Exact::hundredth()).is_zero(), "{} is left", even.shown(4, ","));
    }

    #[test]
    fn the_order_of_what_is_written_changes_nothing(case in cases()) {
        let before = case.judged();
        let mut turned = case.clone();
        turned.flow.reverse();
        let texts = turned.texts();
        // Measures and payments stand in another order, with the names that they had.
        let texts = Texts { agreement: reversed(&reversed(&texts.agreement, "        - { id: M"), "    - { id: "), ..texts };
        let after = judged(&texts);
        for what in ["measure", "reward_target", "agreement", "instalment", "portion", "repayment"] {
            prop_assert_eq!(awards(&before, what), awards(&after, what), "{}", what);
        }
        prop_assert_eq!(before.loans.iter().map(|loan| loan.owed.clone()).collect::<Vec<_>>(), after.loans.iter().map(|loan| loan.owed.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn left_over_pennies_are_shared_out(pot in 0i64..1_000_000_000, weights in prop::collection::vec(1i64..50, 1..14)) {
        let pot = Exact::read(&money(pot)).expect("an amount");
        let weights: Vec<Exact> = weights.into_iter().map(Exact::whole).collect();
        let all: Exact = weights.iter().cloned().sum();
        let shares = largest_remainder(&pot, &weights, &Exact::hundredth());
        prop_assert_eq!(shares.iter().cloned().sum::<Exact>(), pot.clone());
        for (share, weight) in shares.iter().zip(&weights) {
            let exact = (&pot * weight).over(&all).expect("no nought");
            prop_assert!((share - &exact).abs() < Exact::hundredth(), "no share is a penny off");
        }
    }
}

/// A text in which each run of lines that begin alike stands the other way round.
fn reversed(text: &str, start: &str) -> String {
    let (mut lines, mut run): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in text.lines() {
        if line.starts_with(start) {
            run.push(line);
            continue;
        }
        lines.extend(run.drain(..).rev());
        lines.push(line);
    }
    lines.extend(run.drain(..).rev());
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}
