//! What returns about money are held to: one mistake makes one finding, in each of their tables.

use plumbline::verdict::{Kind, Outcome};

use crate::support::{Texts, found, judged, root};

const CLEAN: &str = "fixtures/funding/returns/2026-27-q2";

fn with(name: &str, old: &str, new: &str) -> Texts {
    let mut texts = Texts::of(&root().join(CLEAN));
    let text = texts.text_mut(name);
    assert!(text.contains(old), "{name}: {old}");
    *text = text.replacen(old, new, 1);
    texts
}

/// A text, what is changed in it, the rule that finds it, and what that underlines first.
const MISTAKES: [(&str, &str, &str, &str, &str); 25] = [
    ("bids.csv", "granted,revenue,staff /", "granted,capital,staff /", "bid-of-other-money", "capital"),
    ("bids.csv", "staff / training", "staff / maternity", "cost-is-not-covered", "staff / maternity"),
    ("bids.csv", "RG1,Economy", ",Economy", "bid-outside-its-fund", ""),
    ("bids.csv", "10000,Greener", "90000.01,Greener", "shared-amount-over-its-bid", "90000.01"),
    (
        "bids.csv",
        "granted,revenue,staff,,,",
        "granted,revenue,staff,10000,RG1,",
        "shared-amount-counted-twice",
        "10000",
    ),
    ("bids.csv", "shared_with", "shared_wiht", "column-unknown", "shared_wiht"),
    ("bids.csv", "staff / training", "staff / trainig", "not-in-list", "staff / trainig"),
    ("agreement", "ceiling: £400,000", "ceiling: £239,999.99", "bids-over-the-ceiling", "90000"),
    ("requests.csv", "refused,warm", "granted,warm", "options-granted-together", "warm homes"),
    ("requests.csv", "granted,,Eastmoor", "granted,,Westmoor", "bid-for-another-place", "Westmoor"),
    ("match-fund.csv", "grant,potential", "grant,potentail", "not-in-list", "potentail"),
    ("match-fund.csv", "certainty", "certanty", "column-unknown", "certanty"),
    ("match-fund.csv", "cash,confirmed,2026-27", "cash,confirmed,2026-28", "not-a-period", "2026-28"),
    ("releases.csv", "2026-05-11,2026-05-08", "2026-05-11,2026-05-12", "released-before-its-condition", "2026-05-11"),
    ("releases.csv", "30000,revenue,2026-05-11", "30000,capital,2026-05-11", "release-of-other-money", "capital"),
    ("releases.csv", "Eastmoor DC", "Eastmore DC", "body-unknown", "Eastmore DC"),
    ("releases.csv", "winter-fund", "summer-fund", "fund-unknown", "summer-fund"),
    ("releases.csv", "protocol_signed", "protocol_singed", "column-unknown", "protocol_singed"),
    ("releases.csv", "2026-06-01,2026-05-18", "2026-06-31,2026-05-18", "not-a-date", "2026-06-31"),
    (
        "agreement",
        "basis: pooled\n    underspend",
        "basis: aligned\n    underspend",
        "aligned-money-is-released",
        "4000",
    ),
    ("agreement", "underspend_of: pump-priming", "underspend_of: pump", "fund-unknown", "pump"),
    ("spending.csv", "two posts were filled late", "", "variance-is-unexplained", "30000"),
    ("spending.csv", "75000,70000", "75000,71000.01", "released-beyond-the-underspend", "4000"),
    ("spending.csv", "40000,40000,revenue", "40000,40000,capital", "spending-of-other-money", "capital"),
    (
        "spending.csv",
        "21000,40000,40000,revenue,\npump-priming,Recycling at the kerb,Westmoor DC,37500,30000",
        "31000,40000,40000,revenue,earlier than planned\npump-priming,Recycling at the kerb,Westmoor DC,37500,20000",
        "spent-more-than-released",
        "31000",
    ),
];

#[test]
fn the_return_about_money_is_clean() {
    let (report, sources) = judged(&Texts::of(&root().join(CLEAN)));
    assert_eq!(found(&report, &sources), []);
    let is_undecided = |outcome: &Outcome| matches!(outcome, Outcome::Undecided(_));
    let open: Vec<_> = report.judged().filter(|one| is_undecided(&one.outcome)).collect();
    assert!(open.is_empty(), "{open:#?}");
    let conditions = report.judged().filter(|one| one.kind == Kind::Condition);
    assert!(conditions.count() >= 5);
}

#[test]
fn a_mistake_about_money_is_found_once() {
    for (name, old, new, rule, underlined) in MISTAKES {
        let (report, sources) = judged(&with(name, old, new));
        let found = found(&report, &sources);
        assert_eq!(found, [(rule.to_owned(), underlined.to_owned())], "{name}: {old} → {new}");
    }
}

/// Without its fund's rows nothing that rests on them is decided, and nothing is found.
#[test]
fn rows_that_cannot_be_read_leave_what_rests_on_them_undecided() {
    let header = |name: &str| {
        let mut texts = Texts::of(&root().join(CLEAN));
        let text = texts.text_mut(name);
        text.truncate(text.find('\n').expect("a header") + 1);
        texts
    };
    for (name, rule) in [
        ("bids.csv", "bids-over-the-ceiling"),
        ("requests.csv", "bids-over-the-ceiling"),
        ("match-fund.csv", "match-condition"),
        ("spending.csv", "released-beyond-the-underspend"),
    ] {
        let (report, sources) = judged(&header(name));
        assert_eq!(found(&report, &sources), [("table-without-rows".to_owned(), name.to_owned())]);
        let of_rule = report.judged().filter(|one| *one.rule == *rule);
        assert!(of_rule.clone().any(|one| matches!(one.outcome, Outcome::Undecided(_))), "{name}");
    }
}
