//! Does anybody guard each cell? Every cell of the clean return is altered in turn: left blank, replaced by a word, moved one
//! step up and one down; a finding or an undecided verdict underlines it, or the cell is on the list below with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plumbline::document::{Node, NodeKind, csv, yaml};
use plumbline::engine::compile::Compiled;
use plumbline::number::Exact;
use plumbline::pack::Pack;
use plumbline::source::{Sources, Span};
use plumbline::verdict::{Outcome, Report};

use Change::{Blank, Down, Up, Word};

use crate::support::{Texts, root, shipped};

/// What is done to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Blank,
    Word,
    Up,
    Down,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Change::Blank => "blank",
            Change::Word => "a word",
            Change::Up => "a step up",
            Change::Down => "a step down",
        })
    }
}

/// Cells that may be altered and nobody says so: the table, the column, the changes, and why that is right.
const UNGUARDED: &[(&str, &str, &[Change], &str)] = &[
    ("actions.csv", "action", &[Word], "what an action is called is free text"),
    ("actions.csv", "measure", &[Word, Up, Down], "a measure in words is free text"),
    ("actions.csv", "remark", &[Word], "a remark is free text"),
    ("bids.csv", "block", &[Blank], "a bid need not be of a block"),
    ("bids.csv", "note", &[Word], "a note is free text"),
    ("bids.csv", "reward_target", &[Blank, Up, Down], "a bid may be for another target, or for none"),
    ("bids.csv", "status", &[Blank], "a bid without a status was simply made"),
    ("bids.csv", "title", &[Blank, Word], "a title is free text"),
    ("match-fund.csv", "kind", &[Blank], "the fund's own money needs no kind"),
    ("match-fund.csv", "note", &[Blank, Word], "a note is free text"),
    ("observations.csv", "as_at", &[Blank, Down], "the day need not be given, and may be any of the period"),
    ("observations.csv", "band", &[Blank], "a band need not be given: the figures make it"),
    ("observations.csv", "before", &[Blank, Up, Down], "it need not be given, and a step is not far"),
    ("observations.csv", "note", &[Blank, Word], "a note is free text; one that explains nothing may be left out"),
    ("observations.csv", "value", &[Up, Down], "a figure may be a step more or less"),
    ("ratings.csv", "remark", &[Word], "a remark is free text"),
    ("return", "after", &[Up, Down], "a day may be another, as long as the order holds"),
    ("return", "dated", &[Blank, Up, Down], "a paper may be of another day"),
    ("return", "fact", &[Blank, Word], "a statement need not share its fact with another"),
    ("return", "of", &[Blank], "a figure need not be of a whole"),
    ("return", "on", &[Up, Down], "a day may be another, as long as the order holds"),
    ("return", "paper", &[Blank, Word], "the name of a paper is free text"),
    ("return", "text", &[Word], "what is stated is free text"),
];

/// The same for the quarter of real size.
const UNGUARDED_QUARTER: &[(&str, &str, &[Change], &str)] = &[
    ("actions.csv", "action", &[Word, Up, Down], "what an action is called is free text"),
    ("actions.csv", "block", &[Blank, Word], "the table need not have a line of each block"),
    ("actions.csv", "measure", &[Word, Up, Down], "a measure in words is free text"),
    ("actions.csv", "remark", &[Word, Up, Down], "a remark is free text"),
    ("bids.csv", "block", &[Blank], "a bid need not be of a block"),
    ("bids.csv", "cost", &[Blank], "a bid need not say what its costs are"),
    ("bids.csv", "money", &[Blank], "a bid need not say which money it needs"),
    ("bids.csv", "note", &[Blank, Word, Up, Down], "a note is free text"),
    (
        "bids.csv",
        "reward_target",
        &[Blank, Up, Down],
        "a bid may be for another target, or for none where no bid was made",
    ),
    ("bids.csv", "shared_amount", &[Blank, Up, Down], "the other bid does not say that it shares anything"),
    ("bids.csv", "shared_with", &[Blank, Word, Up, Down], "the other bid does not say that it shares anything"),
    ("bids.csv", "status", &[Blank], "a bid without a status was simply made"),
    ("bids.csv", "title", &[Blank, Word], "a title is free text"),
    ("capital-bids.csv", "block", &[Blank], "a bid need not be of a block"),
    ("capital-bids.csv", "cost", &[Blank], "a bid need not say what its costs are"),
    ("capital-bids.csv", "money", &[Blank], "a bid need not say which money it needs"),
    ("capital-bids.csv", "note", &[Blank, Word], "a note is free text"),
    ("capital-bids.csv", "reward_target", &[Up, Down], "a bid may be for another target"),
    ("capital-bids.csv", "shared_with", &[Word], "the other bid does not say that it shares anything"),
    ("capital-bids.csv", "status", &[Blank], "a bid without a status was simply made"),
    ("capital-bids.csv", "title", &[Blank, Word], "a title is free text"),
    ("cash-flow.csv", "amount", &[Up, Down], "money that has moved is told nowhere else"),
    ("cash-flow.csv", "note", &[Blank, Word], "a note is free text"),
    ("cash-flow.csv", "on", &[Up, Down], "the day may be any of the agreement, up to the end of the period"),
    ("contributions.csv", "certainty", &[Blank], "what is known suffices without it"),
    ("contributions.csv", "kind", &[Blank], "the fund's own money needs no kind"),
    ("contributions.csv", "note", &[Blank, Word], "a note is free text"),
    ("contributions.csv", "place", &[Blank, Word], "what is known suffices without it"),
    ("contributions.csv", "year", &[Blank], "what is known suffices without it"),
    ("observations.csv", "as_at", &[Blank, Down], "the day need not be given, and may be any of the period"),
    ("observations.csv", "band", &[Blank], "a band need not be given: the figures make it"),
    ("observations.csv", "before", &[Blank, Up, Down], "it need not be given, and a step is not far"),
    (
        "observations.csv",
        "corrective_action",
        &[Blank, Word, Up, Down],
        "what is done is free text, and need not be said",
    ),
    ("observations.csv", "delivery_band", &[Blank], "a band need not be given: the figures make it"),
    ("observations.csv", "improvement_plan", &[Blank, Word, Up, Down], "a plan is named in free text"),
    ("observations.csv", "note", &[Blank, Word, Up, Down], "free text; none is needed where a target is renegotiated"),
    (
        "observations.csv",
        "out_of",
        &[Blank, Up, Down],
        "without the returns before there is nothing to compare it with",
    ),
    ("observations.csv", "status", &[Blank], "a figure need not say how firm it is"),
    ("observations.csv", "value", &[Up, Down], "a figure may be a step more or less"),
    ("ratings-by-theme.csv", "theme", &[Word], "a line of no wider block adds up nothing"),
    ("ratings.csv", "remark", &[Word], "a remark is free text"),
    ("releases.csv", "amount", &[Up, Down], "less may be released than is asked for"),
    ("releases.csv", "budget_profiled", &[Up, Down], "a day may be another, as long as it is before the release"),
    ("releases.csv", "for", &[Word, Up, Down], "a release for something else is no release for the bid"),
    ("releases.csv", "money", &[Blank], "a release need not say which money it is"),
    ("releases.csv", "note", &[Blank, Word], "a note is free text"),
    ("releases.csv", "protocol_signed", &[Up, Down], "a day may be another, as long as it is before the release"),
    ("releases.csv", "recipient", &[Blank], "a release that may be somebody's counts in the recipient's favour"),
    (
        "releases.csv",
        "released_on",
        &[Up, Down],
        "a day may be another, as long as it is not before the condition is met",
    ),
    ("requests.csv", "block", &[Blank], "a bid need not be of a block"),
    ("requests.csv", "note", &[Blank, Word], "a note is free text"),
    ("requests.csv", "option_of", &[Blank, Word], "a bid that is the only one of its options is a bid like any other"),
    ("requests.csv", "status", &[Blank], "a bid without a status was simply made"),
    ("requests.csv", "title", &[Blank, Word], "a title is free text"),
    ("return", "after", &[Up, Down], "a day may be another, as long as the order holds"),
    ("return", "dated", &[Blank, Up, Down], "a paper may be of another day"),
    ("return", "fact", &[Blank, Word], "a statement need not share its fact with another"),
    ("return", "from", &[Up, Down], "one more or less in thousands makes the same percent as it is rounded"),
    (
        "return",
        "of",
        &[Blank, Up, Down],
        "a figure need not be of a whole, and lines that are counted are compared with none",
    ),
    ("return", "on", &[Up, Down], "a day may be another, as long as the order holds"),
    ("return", "paper", &[Blank, Word], "the name of a paper is free text"),
    ("return", "text", &[Word], "what is stated is free text"),
    ("return", "to", &[Up, Down], "one more or less in thousands makes the same percent as it is rounded"),
    ("reward-risk.csv", "measures", &[Word, Up, Down], "a measure in words is free text"),
    ("reward-risk.csv", "name", &[Blank, Word], "the target is named by its number"),
    ("reward-risk.csv", "remark", &[Word], "a remark is free text"),
    ("spending.csv", "actual", &[Up, Down], "it may be near its profile"),
    ("spending.csv", "budget", &[Blank, Up, Down], "the fund that depends on what is left needs less than that"),
    (
        "spending.csv",
        "for",
        &[Blank, Word, Up, Down],
        "what is spent for something else is not compared with the releases",
    ),
    ("spending.csv", "forecast", &[Blank, Up, Down], "the fund that depends on what is left needs less than that"),
    ("spending.csv", "money", &[Blank], "it need not be said which money it is"),
    ("spending.csv", "note", &[Word], "a note is free text"),
    ("spending.csv", "profiled", &[Up, Down], "what is spent may be near its profile"),
    ("spending.csv", "recipient", &[Blank], "of whom no release is listed there is nothing to compare"),
    ("winter-bids.csv", "block", &[Blank], "a bid need not be of a block"),
    ("winter-bids.csv", "note", &[Blank, Word, Up, Down], "a note is free text"),
    ("winter-bids.csv", "option_of", &[Blank, Word], "the other option was refused"),
    ("winter-bids.csv", "place", &[Blank], "a bid need not say for which place it is"),
    ("winter-bids.csv", "status", &[Blank], "a bid without a status was simply made"),
    ("winter-bids.csv", "title", &[Blank, Word], "a title is free text"),
];

/// A figure or a day, moved by one step of its last digit; none of anything else.
fn step(text: &str, by: i64) -> Option<String> {
    if let Ok(day) = text.parse::<jiff::civil::Date>() {
        return Some((if by > 0 { day.tomorrow() } else { day.yesterday() }).ok()?.to_string());
    }
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let end = text[first..].find(|c: char| !matches!(c, '0'..='9' | ',' | '.')).map_or(text.len(), |at| first + at);
    let digits = text[first..end].replace(',', "");
    let places = digits.split_once('.').map_or(0, |(_, part)| part.len());
    let unit = (0..places).fold(Exact::whole(1), |unit, _| unit.over(&Exact::whole(10)).expect("no nought"));
    let moved = &Exact::read(&digits).ok()? + &(&unit * &Exact::whole(by));
    Some(format!("{}{}{}", &text[..first], moved.shown(places, ""), &text[end..]))
}

fn changed(text: &str, change: Change) -> Option<String> {
    match change {
        Change::Blank => Some(String::new()),
        Change::Word => Some("perhaps".to_owned()),
        Change::Up => step(text, 1),
        Change::Down => step(text, -1),
    }
}

/// Every cell of the tables, and every value of the statements: the text it stands in, its column, its place.
fn cells(sources: &Sources, texts: &Texts) -> Vec<(String, String, Span)> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| texts.tables.contains_key(source.name())) {
        let NodeKind::List(rows) = csv::read(source).root.kind else { panic!("a table") };
        let is_total = |row: &Node| row.entries().iter().any(|(_, cell)| cell.text() == Some("Total"));
        let cells = rows.iter().flat_map(|row| row.entries().iter().map(move |cell| (row, cell)));
        // What is blank in a line of totals is no place for anything.
        for (_, (column, cell)) in cells.filter(|(row, (_, cell))| !is_total(row) || cell.kind != NodeKind::Blank) {
            found.push((source.name().to_owned(), column.value.clone(), cell.span));
        }
    }
    let head = sources.iter().find(|source| source.name() == "return").expect("the return");
    let root = yaml::read(head).root;
    let Some(Node { kind: NodeKind::List(statements), .. }) = root.get("statements") else { panic!("statements") };
    for (key, value) in statements.iter().flat_map(Node::entries) {
        let parts = if key.value == "change" { value.entries() } else { &[] };
        let own = value.text().map(|_| (&key.value, value.span));
        let values = parts.iter().map(|(name, node)| (&name.value, node.span)).chain(own);
        found.extend(values.map(|(name, span)| ("return".to_owned(), name.clone(), span)));
    }
    found
}

/// Whether a finding or an undecided verdict points at a place.
fn points_at(report: &Report, name: &str, sources: &Sources, from: usize, to: usize) -> bool {
    let touches = |span: Span| sources.of(span).name() == name && span.start() <= to && span.end() + 1 >= from;
    let found = report.findings.iter().flat_map(|finding| &finding.labels).map(|label| label.span);
    let missing = report.judged().filter_map(|judgement| match &judgement.outcome {
        Outcome::Undecided(wants) => Some(wants),
        _ => None,
    });
    found.chain(missing.flatten().map(|want| want.span)).any(touches)
}

/// A cell, by the text it stands in, its column and its place; and what is done to it.
#[derive(Clone)]
struct Altered {
    name: String,
    column: String,
    span: Span,
    change: Change,
    new: String,
}

/// A clean return, and all that can be done to one of its cells.
struct Clean {
    texts: Texts,
    sources: Sources,
    pack: Pack,
    compiled: Compiled,
    altered: Vec<Altered>,
}

impl Clean {
    fn of(folder: &str) -> Self {
        let texts = Texts::of(&root().join(folder));
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let report = texts.judge(&pack, &compiled, &mut sources);
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
        let cells = cells(&sources, &texts).into_iter();
        let each =
            cells.flat_map(|cell| [Change::Blank, Change::Word, Change::Up, Change::Down].map(|it| (cell.clone(), it)));
        let altered = each.filter_map(|((name, column, span), change)| {
            let text = sources.slice(span);
            let new = changed(text, change).filter(|new| new != text)?;
            Some(Altered { name, column, span, change, new })
        });
        let altered = altered.collect();
        Clean { texts, sources, pack, compiled, altered }
    }

    /// Those of some changes, each of another cell and all made at once, that nobody points at.
    fn unseen<'a>(&self, made: &[&'a Altered]) -> Vec<&'a Altered> {
        let mut texts = self.texts.clone();
        let mut made = made.to_vec();
        made.sort_by_key(|it| it.span.start());
        for it in made.iter().rev() {
            texts.text_mut(&it.name).replace_range(it.span.start()..it.span.end(), &it.new);
        }
        let mut sources = self.sources.clone();
        let report = texts.judge(&self.pack, &self.compiled, &mut sources);
        let mut moved: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut unseen = Vec::new();
        for it in made {
            // The texts before it are longer or shorter than they were.
            let (put, taken) = moved.entry(&it.name).or_default();
            let start = it.span.start() + *put - *taken;
            if !points_at(&report, &it.name, &sources, start, start + it.new.len()) {
                unseen.push(it);
            }
            *put += it.new.len();
            *taken += it.span.end() - it.span.start();
        }
        unseen
    }
}

type Unguarded = BTreeMap<(String, String), BTreeSet<Change>>;

fn listed(list: &[(&str, &str, &[Change], &str)]) -> Unguarded {
    let entry = |(name, column, changes, why): &(&str, &str, &[Change], &str)| {
        assert!(!why.is_empty());
        (((*name).to_owned(), (*column).to_owned()), changes.iter().copied().collect())
    };
    list.iter().map(entry).collect()
}

fn by_column<'a>(unseen: impl IntoIterator<Item = &'a Altered>) -> Unguarded {
    let mut unguarded = Unguarded::new();
    for it in unseen {
        unguarded.entry((it.name.clone(), it.column.clone())).or_default().insert(it.change);
    }
    unguarded
}

#[test]
fn each_cell_of_the_clean_return_is_guarded() {
    let clean = Clean::of("fixtures/northshire-small/returns/2026-27-q1");
    assert!(clean.altered.len() > 300, "{}", clean.altered.len());
    let unseen = clean.altered.iter().flat_map(|it| clean.unseen(&[it]));
    assert_eq!(by_column(unseen), listed(UNGUARDED), "who guards these, or why does nobody?");
}

/// How many cells of one column lie between two that are altered at once.
const APART: usize = 3;

/// The same over the quarter of real size. There, cells of one column that lie apart are altered at once; one that nobody
/// points at and that is not on the list is altered by itself as well, as the others may have hidden it.
#[test]
fn each_cell_of_the_clean_quarter_is_guarded() {
    let clean = Clean::of("fixtures/northshire/returns/2026-27-q4");
    assert!(clean.altered.len() > 3000, "{}", clean.altered.len());
    let mut columns: BTreeMap<(&str, &str, Change), Vec<&Altered>> = BTreeMap::new();
    for it in &clean.altered {
        columns.entry((&it.name, &it.column, it.change)).or_default().push(it);
    }
    let apart = |cells: &Vec<&'_ Altered>| -> Vec<Vec<Altered>> {
        let from = |first: usize| cells.iter().skip(first).step_by(APART).map(|it| (*it).clone()).collect();
        (0..APART.min(cells.len())).map(from).collect()
    };
    let batches: Vec<Vec<Altered>> = columns.values().flat_map(apart).collect();
    let listed = listed(UNGUARDED_QUARTER);
    let is_listed = |it: &Altered| {
        listed.get(&(it.name.clone(), it.column.clone())).is_some_and(|changes| changes.contains(&it.change))
    };
    let work = |batch: &Vec<Altered>| -> Vec<Altered> {
        let unseen = clean.unseen(&batch.iter().collect::<Vec<_>>()).into_iter();
        unseen.filter(|it| is_listed(it) || !clean.unseen(&[it]).is_empty()).cloned().collect()
    };
    let (one, other) = batches.split_at(batches.len() / 2);
    let unseen: Vec<Altered> = std::thread::scope(|scope| {
        let here = scope.spawn(|| one.iter().flat_map(work).collect::<Vec<_>>());
        let there: Vec<Altered> = other.iter().flat_map(work).collect();
        [here.join().expect("it ends"), there].concat()
    });
    assert_eq!(by_column(&unseen), listed, "who guards these, or why does nobody?");
}
