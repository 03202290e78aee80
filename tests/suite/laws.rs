//! What must hold of every return, whatever its figures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plumbline::document::{Choice, NodeKind};
use plumbline::model::words::Band;
use plumbline::number::Exact;
use plumbline::render::judgement::outcome;
use plumbline::render::report::{PackFrom, report};
use plumbline::render::terminal::Look;
use plumbline::source::{Source, Sources, Span};
use plumbline::verdict::{Datum, Evidence, Judgement, Kind, Outcome, Report, Verdict};
use proptest::prelude::*;

use crate::support::{Texts, judge_return, judge_texts, returns, root, shipped};

type Key = (String, &'static str, String);

fn key(judgement: &Judgement) -> Key {
    (judgement.rule.to_string(), judgement.subject.what, judgement.subject.name.clone())
}

fn is_undecided(judgement: &Judgement) -> bool {
    matches!(judgement.outcome, Outcome::Undecided(_))
}

#[test]
fn two_runs_give_the_same_bytes() {
    for folder in returns() {
        let run = || {
            let mut sources = Sources::new();
            let (pack, compiled) = shipped(&mut sources);
            let judged = judge_return(&folder, &pack, &compiled, &mut sources);
            report(&judged, &PackFrom::BuiltIn, &sources, Look::default())
        };
        assert_eq!(run(), run());
    }
}

#[test]
fn every_span_lies_in_its_source_on_character_boundaries() {
    for folder in returns() {
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let report = judge_return(&folder, &pack, &compiled, &mut sources);
        let labels = report
            .findings
            .iter()
            .flat_map(|f| f.labels.iter().map(|l| l.span).chain(f.grounds.iter().map(|g| g.span)));
        let evidence = report.judged().flat_map(|j| &j.evidence).flat_map(|evidence| match evidence {
            Evidence::Field { places, at, .. } => places.iter().copied().chain([*at]).collect::<Vec<_>>(),
            Evidence::Threshold { span, at, .. } => vec![*span, *at],
        });
        for span in labels.chain(evidence) {
            let text = sources.of(span).text();
            assert!(text.get(span.start()..span.end()).is_some(), "{span:?} of {}", sources.of(span).name());
        }
    }
}

/// Fields that a rule asks for, so that it decides without them; and names, without which there is no record.
const ASKED: &[&str] = &[
    "status",
    "reward_target",
    "ceiling",
    "given_band",
    "submitted_by",
    "name",
    "title",
    "block",
    "from_table",
    "stated",
    "rating",
    "remark",
    "has_status",
    "has_remark",
    "is_measured",
    "meant",
    "note",
    "before",
    "previous",
    "status",
    "out_of",
    "corrective_action",
    "improvement_plan",
    "override_reason",
    "responsible",
    "kind",
    "why",
    "was",
    "days_outside",
    "figure",
    "least",
    "most",
    "part_of",
    "paper",
    "worked_out",
    "days_after",
    "is_total_marked",
    "is_reported",
    "reached",
    "written",
    "only_for",
    "money",
    "place",
    "purpose",
    "shared_amount",
    "shared_back",
    "budget_day",
    "underspend_of",
    "first_day",
    "last_day",
    "end_of_period",
    "part_so_far",
    "projected",
    "rate_needed",
    "rate",
    "gain_on_last_period",
    "gain_on_last_year",
    "given_delivery_band",
];

/// Fields that make do with what is known.
const MAKING_DO: &[&str] = &["known_part", "at_most", "count", "names", "is_known", "not_known"];

/// How a judgement read a cell.
#[derive(Debug, PartialEq, Eq)]
enum Reading {
    Not,
    Asked,
    MadeDo,
    Required,
}

fn reading(judgement: &Judgement, cell: Span) -> Reading {
    let of = |evidence: &Evidence| match evidence {
        Evidence::Field { behind, .. } if behind.considered.contains(&cell) => Reading::MadeDo,
        Evidence::Field { path, places, value, .. } if places.contains(&cell) => {
            let last = path.rsplit('.').next().expect("a field");
            let is_flag = matches!(value, Some(Datum::Flag(_)));
            if is_flag
                || ASKED.contains(&last)
                || (last == "actual" && path.starts_with("indicator"))
                || matches!(&**path, "instalment.on" | "movement.on" | "movement.what")
            {
                Reading::Asked
            } else if MAKING_DO.contains(&last) || value.is_none() || path.starts_with("statement.told") {
                Reading::MadeDo
            } else {
                Reading::Required
            }
        }
        _ => Reading::Not,
    };
    let all: Vec<Reading> = judgement.evidence.iter().map(of).collect();
    [Reading::Asked, Reading::MadeDo, Reading::Required].into_iter().find(|it| all.contains(it)).unwrap_or(Reading::Not)
}

/// Columns whose cells say what a row is about: without them it is another row.
const WHAT: &[&str] = &[
    "block",
    "indicator",
    "loan",
    "what",
    "measure",
    "reward_group",
    "reward_target",
    "title",
    "band",
    "status",
    "request",
    "outcome",
    "sub_target",
    "district",
    "line_as_printed",
    "rating_as_printed",
    "rag",
    "number",
    "fund",
    "for",
    "recipient",
    "option_of",
    "on",
    "what",
];

/// Every other cell of the tables, read by a rule or not, but for those that a rule asks for.
fn table_cells(texts: &Texts, sources: &Sources, report: &Report) -> BTreeSet<Span> {
    let tables = sources.iter().filter(|source| texts.tables.contains_key(source.name()));
    let mut cells = BTreeSet::new();
    for table in tables {
        let document = plumbline::document::csv::read(table);
        let NodeKind::List(rows) = document.root.kind else { continue };
        for row in rows {
            let NodeKind::Record(entries) = row.kind else { continue };
            let others = entries.into_iter().filter(|(column, _)| !WHAT.contains(&column.value.as_str()));
            cells.extend(others.map(|(_, cell)| cell.span).filter(|cell| !cell.is_empty()));
        }
    }
    cells.retain(|&cell| report.judged().all(|judgement| reading(judgement, cell) != Reading::Asked));
    cells
}

#[test]
fn a_required_figure_taken_out_makes_exactly_its_readers_undecided() {
    let mut checked = 0;
    for folder in returns() {
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let texts = Texts::of(&folder);
        let before = texts.judge(&pack, &compiled, &mut sources);
        let places = before.judged().flat_map(|judgement| &judgement.evidence).flat_map(|evidence| match evidence {
            Evidence::Field { places, .. } => places.clone(),
            Evidence::Threshold { .. } => Vec::new(),
        });
        let evident: BTreeSet<Span> = places
            .filter(|&cell| !cell.is_empty())
            .filter(|&cell| before.judged().all(|judgement| reading(judgement, cell) != Reading::Asked))
            .filter(|&cell| before.judged().any(|judgement| reading(judgement, cell) == Reading::Required))
            .collect();
        let cells: BTreeSet<Span> = evident.into_iter().chain(table_cells(&texts, &sources, &before)).collect();
        for cell in cells {
            let name = sources.of(cell).name().to_owned();
            let mut without =
                Texts { agreement: texts.agreement.clone(), head: texts.head.clone(), tables: texts.tables.clone() };
            let blank = if name == "agreement" || name == "return" { "\"\"" } else { "" };
            without.text_mut(&name).replace_range(cell.start()..cell.end(), blank);
            let after = without.judge(&pack, &compiled, &mut sources.clone());
            let named: BTreeMap<Key, &Judgement> =
                after.judged().map(|judgement| (key(judgement), judgement)).collect();
            // What is called by a cell is called otherwise without it.
            let in_its_place = |one: &Judgement| {
                let place = |it: &Judgement| (Arc::clone(&it.rule), it.subject.what, it.subject.index);
                after.judged().find(|other| place(other) == place(one))
            };
            for judgement in before.judged() {
                let what = format!(
                    "{}: «{}» of {name} taken out: {:?}",
                    folder.display(),
                    sources.slice(cell),
                    key(judgement)
                );
                let now = named.get(&key(judgement)).copied().or_else(|| in_its_place(judgement));
                let now = now.unwrap_or_else(|| panic!("{what} is gone"));
                match reading(judgement, cell) {
                    Reading::Required => {
                        assert!(is_undecided(now), "{what} is {}", outcome(&now.outcome));
                        let Outcome::Undecided(wants) = &now.outcome else { unreachable!() };
                        let named = wants
                            .iter()
                            .any(|want| want.span.start() >= cell.start() && want.span.start() <= cell.start() + 2);
                        assert!(is_undecided(judgement) || named, "{what}: the place is named: {wants:?}");
                    }
                    Reading::Asked | Reading::MadeDo => {}
                    Reading::Not => {
                        assert_eq!(outcome(&judgement.outcome), outcome(&now.outcome), "{what} did not read it");
                    }
                }
            }
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

/// The words of a text, in one order: lists of names are told in the order of the file.
fn in_any_order(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split([' ', ',']).map(str::to_owned).collect();
    words.sort();
    words
}

#[test]
fn shuffled_records_change_no_verdict() {
    for folder in returns() {
        let (mut one, mut other) = (Sources::new(), Sources::new());
        let (pack, compiled) = shipped(&mut one);
        let mut texts = Texts::of(&folder);
        // What runs on in the next line is a matter of their order.
        texts.head = texts.head.replace("    runs_on: /\n", "");
        let reversed = |text: &String| {
            let mut lines: Vec<&str> = text.lines().collect();
            lines[1..].reverse();
            lines.join("\n") + "\n"
        };
        let tables = texts.tables.iter().map(|(name, text)| (name.clone(), reversed(text))).collect();
        let shuffled = Texts { agreement: texts.agreement.clone(), head: texts.head.clone(), tables };
        let words = |report: Report| -> BTreeMap<Key, (Vec<String>, usize)> {
            report.judged().map(|j| (key(j), (in_any_order(&outcome(&j.outcome)), j.evidence.len()))).collect()
        };
        let (pack_again, compiled_again) = shipped(&mut other);
        let before = words(texts.judge(&pack, &compiled, &mut one));
        assert_eq!(before, words(shuffled.judge(&pack_again, &compiled_again, &mut other)), "{}", folder.display());
    }
}

/// One measure and one indicator with these figures, judged.
fn judged(polarity: &str, ends: (i64, i64), actual: &str) -> (Option<Exact>, Option<Band>) {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let agreement = format!(
        "name: Made up\nillustrative: true\npack: leicestershire-laa\nterm: {{ from: 2006-04-01, to: 2009-03-31 }}\n\
         indicators: [{{ id: I, name: I, unit: number, polarity: {polarity}, path: stepped, baseline: {0}, milestones: [{{ by: 2006-07, value: {1} }}] }}]\n\
         reward: {{ pot: 1000, targets: [{{ id: T, name: T, measures: [{{ id: M, name: M, unit: number, polarity: {polarity}, without: {0}, with: {1} }}] }}] }}\n",
        ends.0, ends.1
    );
    let submission = format!(
        "period: 2006-07 Q3\nsubmitted_by: A\nobservations: [{{ indicator: I, value: {actual} }}, {{ measure: M, value: {actual} }}]\n"
    );
    let (agreement, head): (Arc<Source>, Arc<Source>) =
        (sources.add("agreement", agreement), sources.add("return", submission));
    let report = judge_texts(&agreement, &head, &root(), &pack, &compiled, &mut sources);
    let of =
        |kind: Kind, what: &str| report.judged().find(|j| j.kind == kind && j.subject.what == what).map(|j| &j.outcome);
    let award = match of(Kind::Award, "reward_target") {
        Some(Outcome::Decided(Verdict::Pay { amount })) => Some(amount.clone()),
        Some(Outcome::Decided(Verdict::Nothing { .. })) => Some(Exact::zero()),
        _ => None,
    };
    let band = match of(Kind::OutcomeBand, "indicator") {
        Some(Outcome::Decided(Verdict::Band { band, .. })) => Some(*band),
        _ => None,
    };
    (award, band)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_better_value_never_gives_a_worse_band_or_a_smaller_award(
        without in -50i64..50, stretch in 1i64..40, higher: bool, one in -900i64..900, other in -900i64..900,
    ) {
        let (polarity, with) = if higher { ("higher", without + stretch) } else { ("lower", without - stretch) };
        let (worse, better) = if higher { (one.min(other), one.max(other)) } else { (one.max(other), one.min(other)) };
        let tenth = |n: i64| format!("{}{}.{}", if n < 0 { "-" } else { "" }, n.abs() / 10, n.abs() % 10);
        let (worse, better) = (judged(polarity, (without, with), &tenth(worse)), judged(polarity, (without, with), &tenth(better)));
        prop_assert!(worse.0.is_some() && better.0 >= worse.0, "{worse:?} {better:?}");
        prop_assert!(worse.1.is_some() && better.1 <= worse.1, "bands are ordered from green to red: {worse:?} {better:?}");
        prop_assert!(better.1.is_some_and(|band| band.word() != "not_available"));
    }
}
