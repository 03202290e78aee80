//! What whole returns are held to: one mistake makes one finding, and no rule knows a name or a figure.

use std::collections::BTreeMap;

use plumbline::document::{Node, NodeKind, csv, scalar};
use plumbline::intake;
use plumbline::number::Exact;
use plumbline::source::Sources;

use crate::support::{Texts, found, judged, root};

const CLEAN: &str = "fixtures/northshire-small/returns/2026-27-q1";
const QUARTER: &str = "fixtures/leicestershire-laa/returns/2006-07-q3";

/// A mistake: the text, what stands there, what is put there, and the finding that it makes.
type Mistake = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Ten mistakes of different kinds, in the order of the files.
const MISTAKES: [Mistake; 10] = [
    ("return", "value: 3\n", "value: 4\n", "statement-differs", "4"),
    ("return", "to: 118", "to: 116", "increase-recomputed", "16.8%"),
    ("return", "on: 2026-10-19", "on: 2025-10-19", "date-runs-backwards", "2025-10-19"),
    ("observations.csv", "2026-06-30,green", "2026-06-30,red", "band-given-differs", "red"),
    (
        "observations.csv",
        ",one of the three clinics was closed in May; a second opens in July",
        ",",
        "off-target-is-unexplained",
        "150",
    ),
    ("observations.csv", "45.2%,44.6%,2026-06-30", "45.2%,44.6%,2026-07-30", "figure-of-another-period", "2026-07-30"),
    ("bids.csv", "90000,40000", "95000,40000", "profile-does-not-sum", "95000"),
    ("match-fund.csv", "£15,000\",cash", "£15,000\",cahs", "not-in-list", "cahs"),
    ("ratings.csv", "Economy and Skills,2,1,1", "Economy and Skills,2,1,2", "line-does-not-sum", "2"),
    ("actions.csv", "Healthier Lives,amber", "Healthier Lives,ambre", "status-is-no-rating", "ambre"),
];

fn with(texts: &Texts, mistakes: &[Mistake]) -> Texts {
    let mut texts = texts.clone();
    for (name, old, new, ..) in mistakes {
        let text = texts.text_mut(name);
        assert!(text.contains(old), "{name}: {old}");
        *text = text.replacen(old, new, 1);
    }
    texts
}

#[test]
fn ten_mistakes_make_ten_findings_in_the_order_of_the_files() {
    let clean = Texts::of(&root().join(CLEAN));
    for mistake in &MISTAKES {
        let (report, sources) = judged(&with(&clean, std::slice::from_ref(mistake)));
        assert_eq!(found(&report, &sources), [(mistake.3.to_owned(), mistake.4.to_owned())], "{mistake:?}");
    }
    let (report, sources) = judged(&with(&clean, &MISTAKES));
    let mut wanted: Vec<_> = MISTAKES.iter().map(|m| (m.3.to_owned(), m.4.to_owned())).collect();
    let mut found = found(&report, &sources);
    let places: Vec<_> = report.findings.iter().map(|finding| finding.order().0).collect();
    assert!(places.is_sorted(), "in the order of the files");
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

/// Mistakes that money turns on, each of which was seen by nobody.
const OF_MONEY: [Mistake; 9] = [
    ("match-fund.csv", "Northshire CC,\"£20,000\"", "NCC,\"£20,000\"", "body-unknown", "NCC"),
    ("match-fund.csv", "Eastmoor DC", "Eastmore DC", "body-unknown", "Eastmore DC"),
    ("return", "fund: match-fund\n", "fund: pump-priming\n", "fund-gives-nothing", "pump-priming"),
    ("return", "fund: match-fund\n", "fund: mach-fund\n", "fund-unknown", "mach-fund"),
    ("bids.csv", "20000,submitted", "20000,no bid", "no-bid-has-amounts", "no bid"),
    ("observations.csv", "RG1a,4.2%", "RG1a,0.042", "measure-far-from-its-values", "0.042"),
    ("observations.csv", "RG2b,44800", "RG2b,4480", "measure-far-from-its-values", "4480"),
    ("observations.csv", ",RG2a,430,,,,\n", "", "measures-not-reported", ""),
    ("return", "count: lines, rating: amber", "count: lines, rating: ambr", "not-in-list", "ambr"),
];

#[test]
fn a_mistake_that_money_turns_on_is_found_once() {
    let clean = Texts::of(&root().join(CLEAN));
    for mistake in &OF_MONEY {
        let (report, sources) = judged(&with(&clean, std::slice::from_ref(mistake)));
        assert_eq!(found(&report, &sources), [(mistake.3.to_owned(), mistake.4.to_owned())], "{mistake:?}");
    }
}

#[test]
fn a_table_without_rows_is_said_and_nothing_is_decided_without_it() {
    let clean = Texts::of(&root().join(CLEAN));
    for name in ["observations.csv", "bids.csv", "match-fund.csv", "ratings.csv"] {
        let mut texts = clean.clone();
        let text = texts.text_mut(name);
        text.truncate(text.find('\n').expect("a header") + 1);
        let (report, sources) = judged(&texts);
        assert_eq!(found(&report, &sources), [("table-without-rows".to_owned(), name.to_owned())]);
        let is_condition = |one: &&plumbline::verdict::Judgement| one.kind == plumbline::verdict::Kind::Condition;
        let conditions = report.judged().filter(is_condition);
        let undecided = conditions.filter(|one| matches!(one.outcome, plumbline::verdict::Outcome::Undecided(_)));
        assert_eq!(undecided.count(), usize::from(name == "match-fund.csv"), "{name}");
    }
}

#[test]
fn one_wrong_figure_does_not_cascade_through_its_line_its_column_and_the_text() {
    let clean = Texts::of(&root().join(CLEAN));
    let mut tried = 0;
    for name in ["ratings.csv", "bids.csv"] {
        let mut sources = Sources::new();
        let source = sources.add(name, &*clean.tables[name]);
        let NodeKind::List(rows) = csv::read(&source).root.kind else { panic!("a table") };
        for (column, cell) in rows.iter().flat_map(Node::entries) {
            let Some(figure) = cell.text().and_then(|text| text.parse::<u64>().ok()) else { continue };
            let mut wrong = clean.clone();
            let text = wrong.text_mut(name);
            text.replace_range(cell.span.start()..cell.span.end(), &(figure + 1).to_string());
            let (report, sources) = judged(&wrong);
            let what = format!("{name}, {}: {figure}: {:#?}", column.value, found(&report, &sources));
            assert_eq!(report.findings.len(), 1, "{what}");
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
}

/// Figures of the text, and three times as much: what is a count of lines, a percentage or a day stays.
const THRICE: [(&str, &str); 11] = [
    ("value: £15.4m", "value: £46.2m"),
    ("value: about £15m", "value: about £46m"),
    ("value: £2.7m", "value: £8.1m"),
    ("value: £1.3m", "value: £3.9m"),
    ("value: about £2.5m", "value: about £7.5m"),
    ("value: at least £1.2m", "value: at least £3.6m"),
    ("value: £250,000", "value: £750,000"),
    ("value: 66\n", "value: 198\n"),
    ("of: 117", "of: 351"),
    ("value: £140k", "value: £420k"),
    ("value: £190k", "value: £570k"),
];

/// Every name of the agreement, made up anew; the longest first, so that no name is taken for a part of another.
fn invented(agreement: &str) -> Vec<(String, String)> {
    let mut sources = Sources::new();
    let agreement = intake::agreement(&sources.add("agreement", agreement)).0.expect("an agreement");
    let known = agreement.blocks.iter().chain(&agreement.bodies);
    let mut names: Vec<String> = known
        .flat_map(|named| std::iter::once(&named.name).chain(&named.also))
        .map(|name| name.value.clone())
        .collect();
    for target in agreement.reward.iter().flat_map(|reward| &reward.targets) {
        names.push(target.id.value.clone());
        names.extend(target.name.as_ref().ok().map(|name| name.value.clone()));
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names.into_iter().enumerate().map(|(at, name)| (name, format!("\u{e000}{at}\u{e001}"))).collect()
}

/// A table with each figure three times as large.
fn thrice(name: &str, text: &str) -> String {
    let mut sources = Sources::new();
    let source = sources.add(name, text);
    let NodeKind::List(rows) = csv::read(&source).root.kind else { panic!("a table") };
    let mut text = text.to_owned();
    let cells: Vec<_> = rows.iter().flat_map(Node::entries).map(|(_, cell)| cell).collect();
    for cell in cells.iter().rev() {
        let Some(figure) = cell.text().and_then(|text| scalar::money(text).ok()) else { continue };
        let more = (&figure * &Exact::whole(3)).shown(0, "");
        text.replace_range(cell.span.start()..cell.span.end(), &more);
    }
    text
}

#[test]
fn the_same_kinds_are_found_under_invented_names_and_figures() {
    let real = Texts::of(&root().join(QUARTER));
    let names = invented(&real.agreement);
    let rename = |text: &str| {
        let text = names.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
        text.replace('\u{e000}', "Thing ").replace('\u{e001}', " of Nowhere")
    };
    let mut made_up = real.clone();
    made_up.agreement = rename(&real.agreement).replace("£15,400,000", "£46,200,000").replace("£250,000", "£750,000");
    made_up.head = rename(&THRICE.iter().fold(real.head.clone(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    }));
    made_up.tables = real.tables.iter().map(|(name, text)| (name.clone(), rename(&thrice(name, text)))).collect();
    let kinds = |texts: &Texts| {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for finding in judged(texts).0.findings {
            *kinds.entry(finding.code).or_default() += 1;
        }
        kinds
    };
    assert_eq!(kinds(&made_up), kinds(&real));
}
