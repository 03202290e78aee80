//! Does anybody guard each cell? Every cell of the clean return is altered in turn: left blank, replaced by a word, moved one
//! step up and one down; a finding or an undecided verdict underlines it, or the cell is on the list below with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plumbline::document::{Node, NodeKind, csv, yaml};
use plumbline::number::Exact;
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
    let missing = report.judgements.iter().filter_map(|judgement| match &judgement.outcome {
        Outcome::Undecided(wants) => Some(wants),
        _ => None,
    });
    found.chain(missing.flatten().map(|want| want.span)).any(touches)
}

#[test]
fn each_cell_of_the_clean_return_is_guarded() {
    let folder = root().join("fixtures/northshire-small/returns/2026-27-q1");
    let texts = Texts::of(&folder);
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let clean = texts.judge(&pack, &compiled, &mut sources);
    assert!(clean.findings.is_empty());
    let mut unguarded: BTreeMap<(String, String), BTreeSet<Change>> = BTreeMap::new();
    let mut tried = 0;
    for (name, column, span) in cells(&sources, &texts) {
        let text = sources.slice(span).to_owned();
        for change in [Change::Blank, Change::Word, Change::Up, Change::Down] {
            let Some(new) = changed(&text, change).filter(|new| *new != text) else { continue };
            let mut altered = texts.clone();
            altered.text_mut(&name).replace_range(span.start()..span.end(), &new);
            let mut again = sources.clone();
            let report = altered.judge(&pack, &compiled, &mut again);
            tried += 1;
            if !points_at(&report, &name, &again, span.start(), span.start() + new.len()) {
                unguarded.entry((name.clone(), column.clone())).or_default().insert(change);
            }
        }
    }
    assert!(tried > 300, "{tried}");
    let listed: BTreeMap<(String, String), BTreeSet<Change>> = UNGUARDED
        .iter()
        .map(|(name, column, changes, why)| {
            assert!(!why.is_empty());
            (((*name).to_owned(), (*column).to_owned()), changes.iter().copied().collect())
        })
        .collect();
    assert_eq!(unguarded, listed, "who guards these, or why does nobody?");
}
