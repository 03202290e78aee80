//! Reads a table of figures as it is published: its lines, its columns, and the totals that it states.

use std::collections::HashSet;

use super::rows::name;
use super::{did_you_mean, error, figure};
use crate::diagnostic::{Diagnostic, is_slip};
use crate::document::record::{Record, Wrong};
use crate::document::{Choice, Document, Entry, Gap, Node, NodeKind, Why};
use crate::model::OwnUnit;
use crate::model::names::same_name;
use crate::model::table::{Column, Covers, Line, Table};
use crate::model::words::BidStatus;
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// What a return says of the columns of a table of figures.
#[derive(Debug)]
pub struct Plan {
    /// What the table is called.
    pub name: Spanned<String>,
    /// Whether its lines are judged as lines, and not as what they are of.
    pub judged_by_line: bool,
    /// The columns that name a line: the first that does so in a line is its name.
    pub line: Vec<Spanned<String>>,
    /// The columns of figures.
    pub figures: Vec<Figures>,
    /// The name of the line that states the totals.
    pub totals: Option<Spanned<String>>,
    /// The column of the ratings.
    pub rating: Option<Spanned<String>>,
    /// The column that says what was measured.
    pub measure: Option<Spanned<String>>,
    /// The column that marks estimates.
    pub estimate: Option<Spanned<String>>,
    /// The column of remarks.
    pub remark: Option<Spanned<String>>,
    /// The column of those that a line is of; else its name is.
    pub of: Option<Spanned<String>>,
    /// The column of the status of a bid: what is blank in a bid that was not made is not applicable.
    pub status: Option<Spanned<String>>,
    /// The column that says which options exclude each other: those with the same word.
    pub option_of: Option<Spanned<String>>,
    /// The table whose lines this one adds up, block by wider block.
    pub rolls_up: Option<Spanned<String>>,
    /// Of whom there must be a line each.
    pub covers: Option<Spanned<Covers>>,
    /// The families of columns that each count the things of a line.
    pub counts: Vec<String>,
    /// How a name ends that may run on in the next line.
    pub runs_on: Option<String>,
}

/// A column of figures, as the return describes it.
#[derive(Debug)]
pub struct Figures {
    /// Its header.
    pub header: Spanned<String>,
    /// The unit of its figures.
    pub unit: OwnUnit,
    /// The header of the column that holds the period before.
    pub before: Option<Spanned<String>>,
    /// The family that it belongs to.
    pub family: Option<String>,
    /// Whether it states the total of each line.
    pub is_total: bool,
}

/// Reads what a return says of such a table.
pub fn plan(record: &mut Record, name: Spanned<String>) -> Plan {
    let line = record.texts("line");
    if line.is_empty() {
        let absent = record.absent();
        record.required::<()>("line", Err(absent));
    }
    let unit = record.text("unit").map_or(OwnUnit::Plain, |unit| OwnUnit::from_text(&unit.value));
    let total = record.text("total").ok();
    let nodes = record.list("figures");
    let mut figures: Vec<Figures> = nodes.iter().filter_map(|node| column(node, &unit, record.problems())).collect();
    figures.extend(total.map(|header| Figures { header, unit, before: None, family: None, is_total: true }));
    Plan {
        name,
        judged_by_line: true,
        line,
        figures,
        totals: record.text("totals").ok(),
        rating: record.text("rating").ok(),
        measure: record.text("measure").ok(),
        estimate: record.text("estimate").ok(),
        remark: record.text("remark").ok(),
        of: record.text("of").ok(),
        status: None,
        option_of: record.text("option_of").ok(),
        rolls_up: record.text("rolls_up").ok(),
        covers: record.choice("covers").ok(),
        counts: record.texts("counts").into_iter().map(|family| family.value).collect(),
        runs_on: record.text("runs_on").ok().map(|ending| ending.value),
    }
}

/// One entry of `figures`: a header, or a record that says more of it.
fn column(node: &Node, unit: &OwnUnit, problems: &mut Vec<Diagnostic>) -> Option<Figures> {
    if let Some(text) = node.text() {
        let header = Spanned::new(text.to_owned(), node.span);
        return Some(Figures { header, unit: unit.clone(), before: None, family: None, is_total: false });
    }
    let mut record = Record::open(node, "a column of figures", problems)?;
    let header = record.text("column");
    let header = record.required("column", header);
    let unit = record.text("unit").map_or_else(|_| unit.clone(), |unit| OwnUnit::from_text(&unit.value));
    let before = record.text("before").ok();
    let family = record.text("part_of").ok().map(|family| family.value);
    record.close();
    Some(Figures { header: header?, unit, before, family, is_total: false })
}

/// What the line of the totals is called, where the return does not say.
const TOTALS: [&str; 3] = ["total", "totals", "grand total"];

impl Plan {
    /// A plan of which only the name is told.
    pub fn new(name: Spanned<String>) -> Self {
        Plan {
            name,
            judged_by_line: false,
            line: Vec::new(),
            figures: Vec::new(),
            totals: None,
            rating: None,
            measure: None,
            estimate: None,
            remark: None,
            of: None,
            status: None,
            option_of: None,
            rolls_up: None,
            covers: None,
            counts: Vec::new(),
            runs_on: None,
        }
    }

    /// Every header that the return names.
    pub fn named(&self) -> impl Iterator<Item = &Spanned<String>> {
        let figures = self.figures.iter().flat_map(|figures| std::iter::once(&figures.header).chain(&figures.before));
        let words =
            [&self.rating, &self.measure, &self.estimate, &self.remark, &self.of, &self.status, &self.option_of];
        self.line.iter().chain(figures).chain(words.into_iter().flatten())
    }

    /// The columns of figures, with those of the period before behind them.
    fn columns(&self, header: &[Spanned<String>]) -> Vec<Column> {
        let place = |name: &Spanned<String>| header.iter().find(|h| h.value == name.value).unwrap_or(name).clone();
        let column = |figures: &Figures, header, before, family| Column {
            header,
            unit: figures.unit.clone(),
            before,
            family,
            is_total: figures.is_total,
        };
        let mut columns: Vec<Column> =
            self.figures.iter().map(|f| column(f, place(&f.header), None, f.family.clone())).collect();
        for (at, figures) in self.figures.iter().enumerate() {
            if let Some(before) = &figures.before {
                columns[at].before = Some(columns.len());
                columns.push(column(figures, place(before), None, None));
            }
        }
        columns
    }

    /// The table, when none of its rows could be read.
    pub fn lost(&self, at: Span) -> Table {
        let rows = Document { root: Node { kind: NodeKind::Unreadable, span: at }, diagnostics: Vec::new() };
        self.read(&rows, &mut Vec::new())
    }

    /// Reads the rows of the table. What is wrong with rows that are of something else is said where they are read as that; what is
    /// wrong with the totals, only here.
    pub fn read(&self, rows: &Document, problems: &mut Vec<Diagnostic>) -> Table {
        let nodes: &[Node] = match &rows.root.kind {
            NodeKind::List(nodes) => nodes,
            _ => &[],
        };
        let mut known: HashSet<&str> = HashSet::new();
        let keys = nodes.iter().flat_map(Node::entries).map(|(key, _)| key);
        let header: Vec<Spanned<String>> = keys.filter(|key| known.insert(&key.value)).cloned().collect();
        let end = rows.root.span.after();
        let lost =
            if rows.is_cut_short() || !matches!(rows.root.kind, NodeKind::List(_)) { vec![end] } else { Vec::new() };
        let mut said_elsewhere = Vec::new();
        if lost.is_empty() && !header.is_empty() && self.judged_by_line {
            self.check_header(&header, problems);
        }
        let columns = self.columns(&header);
        let is_figures = |name: &str| columns.iter().any(|column| column.header.value == name);
        let words: Vec<Spanned<String>> = header.iter().filter(|name| !is_figures(&name.value)).cloned().collect();
        let mut table = Table {
            name: self.name.clone(),
            columns,
            words,
            lines: Vec::new(),
            totals: None,
            counts: self.counts.clone(),
            covers: self.covers.clone(),
            rolls_up: self.rolls_up.clone(),
            judged_by_line: self.judged_by_line,
            lost,
            names: HashSet::new(),
            not_there: Vec::new(),
            twice: Vec::new(),
            end,
        };
        for node in nodes {
            let is_totals = self.is_totals(node);
            let problems = if self.judged_by_line || is_totals { &mut *problems } else { &mut said_elsewhere };
            match self.line_of(node, &table, problems) {
                Some(line) if is_totals => table.totals = Some(line),
                Some(line) => table.lines.push(line),
                None => table.lost.push(node.span),
            }
        }
        self.settle_run_on(&mut table);
        table
    }

    /// A line runs on only into one that agrees with it in all other words: two of different places are not one.
    fn settle_run_on(&self, table: &mut Table) {
        let names = self.line.iter().chain(&self.remark);
        let is_name = |word: &Spanned<String>| names.clone().any(|name| name.value == word.value);
        let others: Vec<usize> = (0..table.words.len()).filter(|&at| !is_name(&table.words[at])).collect();
        let agrees = |one: &Line, next: &Line| {
            let differ = |&at: &usize| match (&one.words[at], &next.words[at]) {
                (Ok(one), Ok(next)) => !same_name(&one.value, &next.value),
                _ => false,
            };
            !others.iter().any(differ)
        };
        let runs_on = |at: usize| match table.lines.get(at + 1) {
            Some(next) => agrees(&table.lines[at], next) || !table.lost.is_empty(),
            None => !table.lost.is_empty(),
        };
        let may: Vec<bool> = (0..table.lines.len()).map(|at| table.lines[at].may_run_on && runs_on(at)).collect();
        for (line, may) in table.lines.iter_mut().zip(may) {
            line.may_run_on = may;
        }
    }

    /// Says which columns the return names and the table lacks.
    fn check_header(&self, header: &[Spanned<String>], problems: &mut Vec<Diagnostic>) {
        let has = |name: &str| header.iter().any(|column| column.value == name);
        let others: Vec<&str> =
            header.iter().map(|h| h.value.as_str()).filter(|h| self.named().all(|name| name.value != *h)).collect();
        for name in self.named().filter(|name| !has(&name.value)) {
            let headline = format!("the table `{}` has no column `{}`", self.name.value, name.value);
            let help = did_you_mean(&name.value, "other columns", &others);
            problems.push(error("column-missing", headline, name.span, help));
        }
    }

    /// Takes the last row for the totals whose name is a slip away from theirs, where no row bears that; and says so.
    pub fn settle_totals(&self, rows: &mut Document) -> Option<Diagnostic> {
        let NodeKind::List(rows) = &mut rows.root.kind else { return None };
        if rows.iter().any(|row| self.is_totals(row)) {
            return None;
        }
        let known = self.totals.as_ref().map_or(TOTALS.to_vec(), |totals| vec![totals.value.as_str()]);
        let NodeKind::Record(cells) = &mut rows.last_mut()?.kind else { return None };
        let mut names = cells.iter_mut().filter(|(key, _)| self.line.iter().any(|name| name.value == key.value));
        names.find_map(|(_, cell)| {
            let NodeKind::Scalar(name) = &mut cell.kind else { return None };
            let plain = name.text.trim_end_matches(':').to_lowercase();
            let meant = known.iter().find(|totals| is_slip(&plain, &totals.trim_end_matches(':').to_lowercase()))?;
            let headline = format!("`{}` is taken for the name of the totals", name.text);
            (*meant).clone_into(&mut name.text);
            Some(error(
                "table-totals-misspelt",
                headline,
                cell.span,
                Some(format!("did you mean `{}`?", capital(meant))),
            ))
        })
    }

    /// Whether a row states the totals: it bears the name that the return gives, else a usual one; a colon may follow.
    pub fn is_totals(&self, row: &Node) -> bool {
        let names = self.line.iter().filter_map(|column| row.get(&column.value)?.text());
        let mut names = names.map(|name| name.trim_end_matches(':'));
        names.any(|name| match &self.totals {
            Some(totals) => same_name(totals.value.trim_end_matches(':'), name),
            None => TOTALS.iter().any(|totals| same_name(totals, name)),
        })
    }

    fn line_of(&self, node: &Node, table: &Table, problems: &mut Vec<Diagnostic>) -> Option<Line> {
        let mut record = Record::open(node, "a line", problems)?;
        let mut with = |column: &Option<Spanned<String>>, read: fn(&str) -> Result<String, Wrong>| match column {
            Some(column) if node.get(&column.value).is_some() => record.with(key(node, &column.value), read),
            Some(_) => Err(Gap { why: Why::Unreadable, span: node.span.after() }),
            None => Err(record.absent()),
        };
        let names: Vec<Entry<String>> = self.line.iter().map(|column| with(&Some(column.clone()), verbatim)).collect();
        let gap = names.iter().find_map(|name| name.as_ref().err().cloned());
        let called = names
            .into_iter()
            .find_map(Result::ok)
            .ok_or(gap.unwrap_or(Gap { why: Why::Absent, span: node.span.after() }));
        let (rating, measure) = (with(&self.rating, verbatim), with(&self.measure, name));
        let (remark, option_of) = (with(&self.remark, verbatim), with(&self.option_of, verbatim));
        let status = with(&self.status, verbatim).ok().and_then(|status| BidStatus::from_word(&status.value));
        let of = if self.of.is_some() { with(&self.of, verbatim) } else { called.clone() };
        let estimate = self.estimate.as_ref().map(|column| record.with(key(node, &column.value), flag));
        let estimate = estimate.unwrap_or(Err(record.absent()));
        let in_pennies = !self.judged_by_line;
        let cells = table.columns.iter();
        let cells = cells.map(|column| cell(&mut record, node, column, in_pennies, status)).collect();
        let words = table.words.iter().map(|word| record.text(key(node, &word.value))).collect();
        let may_run_on = self
            .runs_on
            .as_ref()
            .zip(called.as_ref().ok())
            .is_some_and(|(end, name)| name.value.ends_with(end.as_str()));
        if !self.is_totals(node) {
            let of_whom = if self.of.is_some() && self.covers.is_some() { Some(&of) } else { None };
            let columns = self.line.first().into_iter().chain(&self.of);
            for (entry, column) in std::iter::once(&called).chain(of_whom).zip(columns) {
                let _ = record.required(key(node, &column.value), entry.clone());
            }
        }
        let of = of.map(|of| several(&of)).unwrap_or_default();
        Some(Line {
            name: called,
            cells,
            words,
            rating,
            measure,
            estimate,
            remark,
            of,
            option_of,
            may_run_on,
            span: node.span,
        })
    }
}

/// A name with a capital.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The key of a record that equals a header, so that it lives as long as the record.
fn key<'n>(node: &'n Node, header: &str) -> &'n str {
    node.entries().iter().map(|(key, _)| key.value.as_str()).find(|key| *key == header).unwrap_or_default()
}

/// A figure; one of a bid or a contribution is read as these are, in whole pennies. In a bid that was not made a blank is not applicable, and in one that is awaited it is not known yet.
fn cell<'n>(
    record: &mut Record<'n, '_>,
    node: &'n Node,
    column: &Column,
    in_pennies: bool,
    status: Option<BidStatus>,
) -> Entry<Exact> {
    let entry = if node.get(&column.header.value).is_none() {
        Err(Gap { why: Why::Unreadable, span: node.span.after() })
    } else if in_pennies {
        record.money(key(node, &column.header.value))
    } else {
        record.with(key(node, &column.header.value), |text| figure(text, &column.unit))
    };
    let why = match status {
        Some(BidStatus::NoBid) => Why::NotApplicable,
        Some(BidStatus::Awaited) => Why::Undefined("is not known yet, as the bid is awaited"),
        _ => return entry,
    };
    entry.map_err(|gap| if gap.why == Why::Blank { Gap { why, span: gap.span } } else { gap })
}

/// A text as it stands.
#[expect(clippy::unnecessary_wraps, reason = "it is passed where a reader may refuse a text")]
fn verbatim(text: &str) -> Result<String, Wrong> {
    Ok(text.to_owned())
}

/// Whether a mark is set: `yes` or `no`.
fn flag(text: &str) -> Result<bool, Wrong> {
    match text.to_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err(Wrong {
            code: "not-in-list",
            headline: format!("`{text}` is neither yes nor no"),
            help: Some("write yes or no".to_owned()),
        }),
    }
}

/// The names that a cell holds: `RG8+RG9` are two.
fn several(of: &Spanned<String>) -> Vec<Spanned<String>> {
    let names = of.value.split('+').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| Spanned::new(name.to_owned(), of.span)).collect()
}
