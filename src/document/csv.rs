//! Reads comma-separated values into the tree: a list of records, named by the first row.
//!
//! It knows cells, rows and a header. It must not know what a column means, nor that two files belong together.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::problems::Problems;
use super::{Document, MOST_IN_A_LIST, Node, NodeKind, Scalar};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

mod fit;
mod rows;

use fit::{Fit, Surplus};
pub use rows::MOST_COLUMNS;
use rows::{Cell, Row, Rows};

/// The most cells of a table that are read: a wide one has fewer rows.
const MOST_CELLS: usize = 2_000_000;

/// The most cells that short rows may lack together and still be read: a few bytes each could else be wide rows of blanks.
const MOST_MISSING: usize = 100_000;

/// How many rows tell what the columns of a table hold.
const ENOUGH: usize = 1_000;

/// Reads a table whose cells are separated by commas, or by what its header shows.
///
/// The root is a list with one record for each row that holds anything; it is unreadable if the rows cannot be told
/// apart. The errors are `binary`, `lone-carriage-return`, `csv-empty`, `csv-header-blank`, `csv-duplicate-column`,
/// `csv-row-too-long`, `csv-row-too-short`, `csv-amount-split`, `csv-quote-runs-on`, `csv-unclosed-quote`,
/// `table-too-wide` and `list-too-long`.
#[must_use]
pub fn read(source: &Source) -> Document {
    if let Some(problem) = super::binary(source).or_else(|| super::lone_carriage_return(source)) {
        return Document::unreadable(source, problem);
    }
    let separator = Separator::of(source);
    let mut rows = Rows::new(source, separator).filter(|row| !row.is_blank());
    let Some(first) = rows.next() else {
        let here = source.span(super::beginning(source), super::beginning(source));
        return Document::new(Node { kind: NodeKind::List(Vec::new()), span: here }, Problems::of(empty(source, here)));
    };
    if let Some(quote) = first.unclosed {
        return Document::unreadable(source, unclosed(quote));
    }
    if let Some(next) = first.beyond {
        return Document::unreadable(source, too_wide(&first, next));
    }
    let mut problems = Problems::default();
    let mut header = Header::new(source, &first, separator, &mut problems);
    let (mut span, mut cells, mut records): (Option<Span>, usize, Vec<Node>) = (None, 0, Vec::new());
    for row in rows {
        cells += row.cells.len();
        if records.len() == MOST_IN_A_LIST || cells > MOST_CELLS {
            let (what, most) = if cells > MOST_CELLS { ("cells", MOST_CELLS) } else { ("rows", MOST_IN_A_LIST) };
            problems.push(super::too_many(what, most, row.span));
            break;
        }
        span = Some(span.map_or(row.span, |span| span.to(row.span)));
        records.push(header.record(&row, &mut problems));
    }
    let span = span.unwrap_or(first.span.after());
    Document::new(Node { kind: NodeKind::List(records), span }, problems)
}

/// What separates the cells of a table, and where the table begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separator {
    /// The character.
    pub cells: char,
    /// The first byte of the header.
    from: usize,
}

/// What can separate cells; the first wins where two make as many.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

impl Separator {
    /// Tells it from the header: that which makes the most cells of it. A first line `sep=;` says it outright.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        let begin = super::beginning(source);
        let text = &source.text()[begin..];
        let line_end = text.find('\n').map_or(text.len(), |at| at + 1);
        let said = text[..line_end].trim_end().strip_prefix("sep=").and_then(|said| said.chars().next());
        if let Some(cells) = said.filter(|cells| SEPARATORS.contains(cells)) {
            return Separator { cells, from: begin + line_end };
        }
        let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let outside_quotes =
            |cells: char| header.split('"').step_by(2).flat_map(str::chars).filter(|&c| c == cells).count();
        let most = SEPARATORS.into_iter().rev().max_by_key(|&cells| outside_quotes(cells)).unwrap_or(',');
        Separator { cells: most, from: begin }
    }

    /// Its name, in the plural.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.cells {
            ';' => "semicolons",
            '\t' => "tabs",
            '|' => "bars",
            _ => "commas",
        }
    }

    /// Its name.
    fn singular(self) -> &'static str {
        self.name().trim_end_matches('s')
    }
}

/// What the header says of one column.
enum Column {
    /// Its name, which no column before it has.
    Named(Spanned<String>),
    /// It has no name, and so far nothing stands in it.
    Nameless(Span),
    /// It is passed over, because of a mistake that has been told.
    Ignored,
}

/// The first row. At least one of its columns is named.
struct Header<'a> {
    source: &'a Source,
    separator: Separator,
    columns: Vec<Column>,
    /// How many columns there are, with those that have no name.
    count: usize,
    /// Names that two columns have: neither value holds.
    twice: HashSet<String>,
    /// How many cells the rows so far lack.
    missing: usize,
    /// What the rows that have as many cells as the header hold in each column, when a row has asked.
    fit: OnceCell<Fit>,
}

/// What is wrong with a row as a whole.
struct Misfit {
    problem: Diagnostic,
    /// The first cell that cannot be told; none where it is only known what is missing.
    lost_from: Option<usize>,
}

impl<'a> Header<'a> {
    fn new(source: &'a Source, row: &Row, separator: Separator, problems: &mut Problems) -> Self {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut columns = Vec::with_capacity(row.cells.len());
        let mut twice: HashSet<String> = HashSet::new();
        for Cell { text, span, .. } in &row.cells {
            columns.push(if text.is_empty() {
                Column::Nameless(*span)
            } else if let Some(&first) = seen.get(text.as_ref()) {
                problems.push(duplicate(text, *span, first));
                twice.insert(text.to_string());
                Column::Ignored
            } else {
                seen.insert(text, *span);
                Column::Named(Spanned::new(text.to_string(), *span))
            });
        }
        Header { source, separator, columns, count: row.count, twice, missing: 0, fit: OnceCell::new() }
    }

    /// What the columns hold: for that the rows are gone through once more, as a table in which none is odd needs it not.
    fn fit(&self) -> &Fit {
        self.fit.get_or_init(|| {
            let rows = Rows::new(self.source, self.separator).filter(|row| !row.is_blank());
            let rows = rows.skip(1).take(MOST_IN_A_LIST);
            let whole = rows.filter(|row| row.count == self.columns.len() && row.unclosed.is_none());
            Fit::of(self.columns.len(), whole.take(ENOUGH))
        })
    }

    /// A row under the names of its columns. The first value without a name is told, once for its column.
    fn record(&mut self, row: &Row, problems: &mut Problems) -> Node {
        let misfit = self.misfit(row);
        self.missing += self.columns.len().saturating_sub(row.cells.len());
        if self.missing > MOST_MISSING {
            problems.keep(misfit.map(|misfit| misfit.problem));
            return Node { kind: NodeKind::Unreadable, span: row.filled };
        }
        let mut entries = Vec::with_capacity(self.columns.len());
        let lost_from = misfit.as_ref().and_then(|misfit| misfit.lost_from);
        for (index, column) in self.columns.iter_mut().enumerate() {
            match column {
                Column::Named(name) => {
                    let mut cell = value(row, index);
                    if self.twice.contains(&name.value) || lost_from.is_some_and(|from| index >= from) {
                        cell.kind = NodeKind::Unreadable;
                    }
                    entries.push((name.clone(), cell));
                }
                Column::Nameless(place) => {
                    if let Some(cell) = row.cells.get(index).filter(|cell| !cell.text.is_empty() && lost_from.is_none())
                    {
                        problems.push(nameless(*place, cell.span));
                        *column = Column::Ignored;
                    }
                }
                Column::Ignored => {}
            }
        }
        problems.keep(misfit.map(|misfit| misfit.problem));
        let kind = if lost_from == Some(0) { NodeKind::Unreadable } else { NodeKind::Record(entries) };
        Node { kind, span: row.filled }
    }

    /// What is wrong with a row, and from where on its cells cannot be told.
    fn misfit(&self, row: &Row) -> Option<Misfit> {
        let of_all = |problem| Misfit { problem, lost_from: Some(0) };
        if let Some(quote) = row.unclosed {
            return Some(Misfit { problem: unclosed(quote), lost_from: None });
        }
        if let Some(quote) = row.swallows(self.count, self.separator.cells) {
            return Some(of_all(runs_on(quote)));
        }
        if let Some((at, quote)) = row.cells.iter().enumerate().find_map(|(at, cell)| Some((at, cell.closed_late?))) {
            return Some(Misfit { problem: closed_late(quote, row.cells[at].span.after()), lost_from: Some(at) });
        }
        if row.cells.len() < self.columns.len() {
            return self.too_short(row);
        }
        let amount = if row.count > self.count { split_amount(row) } else { None };
        let is_one_more = row.cells.len() == self.columns.len() + 1;
        let surplus = if is_one_more { self.fit().surplus(&row.texts(), amount) } else { None };
        if let Some(Surplus::Blank(at)) = surplus {
            let problem = Diagnostic::error("csv-row-too-long", self.count(row))
                .at(row.cells[at].span, "an empty cell too many, it seems")
                .help("take the empty cell out, so that those behind it stand in their columns");
            return Some(of_all(problem));
        }
        let is_likely = |at: &usize| surplus.is_none_or(|surplus| surplus == Surplus::Split(*at));
        if let Some(at) = amount.filter(is_likely) {
            return Some(Misfit { problem: split_in_two(row, at), lost_from: Some(at) });
        }
        // Which cells of a row that is too long stand in their columns cannot be told.
        self.too_long(row, surplus).map(of_all)
    }

    fn too_short(&self, row: &Row) -> Option<Misfit> {
        let problem = Diagnostic::error("csv-row-too-short", self.count(row));
        let help = "add the cells that are missing; an empty one still takes its separator";
        let is_one_less = row.cells.len() + 1 == self.columns.len();
        if let Some(at) = Some(row).filter(|_| is_one_less).and_then(|row| self.fit().missing(&row.texts())) {
            let text = match &self.columns[at] {
                Column::Named(name) => format!("`{}` is missing here, it seems", name.value),
                _ => "a cell is missing here, it seems".to_owned(),
            };
            let problem = problem.at(row.cells[at].span.before(), text).help(help);
            return Some(Misfit { problem, lost_from: Some(0) });
        }
        let mut missing = self.names(row.cells.len());
        let text = match (missing.next()?, missing.next(), missing.count()) {
            (one, None, _) => format!("`{one}` is missing here"),
            (one, Some(other), 0) => format!("`{one}` and `{other}` are missing here"),
            (one, Some(other), more) => format!("`{one}`, `{other}` and {more} more are missing here"),
        };
        Some(Misfit { problem: problem.at(row.span.after(), text).help(help), lost_from: None })
    }

    fn too_long(&self, row: &Row, surplus: Option<Surplus>) -> Option<Diagnostic> {
        let beyond = row.cells.iter().skip(self.columns.len()).filter(|cell| !cell.text.is_empty());
        let span = beyond.map(|cell| cell.span).chain(row.beyond).reduce(Span::to)?;
        let last = self.names(0).last().expect("internal: a header without a name");
        let problem = Diagnostic::error("csv-row-too-long", self.count(row))
            .at(span, format!("beyond the last column, `{last}`"));
        let separator = self.separator.singular();
        Some(problem.help(match surplus {
            Some(Surplus::Split(_)) => format!("put a cell that has a {separator} in it in quotes"),
            _ => format!("take out what is too much, or put a cell that has a {separator} in it in quotes"),
        }))
    }

    fn count(&self, row: &Row) -> String {
        let cells = |count| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
        format!("a row has {}, where the header has {}", cells(row.count), self.count)
    }

    /// The names of the columns, from one column on.
    fn names(&self, from: usize) -> impl Iterator<Item = &str> {
        self.columns.iter().skip(from).filter_map(|column| match column {
            Column::Named(name) => Some(name.value.as_str()),
            Column::Nameless(_) | Column::Ignored => None,
        })
    }
}

/// What a row has in a column. What it lacks is blank; what a quote has swallowed is unreadable.
fn value(row: &Row, column: usize) -> Node {
    match (row.cells.get(column), row.unclosed) {
        (Some(Cell { text, span, .. }), _) if text.is_empty() => Node { kind: NodeKind::Blank, span: *span },
        (Some(Cell { text, span, .. }), _) => {
            Node { kind: NodeKind::Scalar(Scalar { text: text.to_string(), quoted: false }), span: *span }
        }
        (None, Some(quote)) => Node { kind: NodeKind::Unreadable, span: quote },
        (None, None) => Node { kind: NodeKind::Blank, span: row.span.after() },
    }
}

/// The first cell of a row that looks like an amount which a comma splits in two: `£20` before `000`.
fn split_amount(row: &Row) -> Option<usize> {
    let digits = |text: &str| text.trim_start_matches(['(', '-', '£', ' ']).to_owned();
    let begins = |text: &str| {
        let digits = digits(text);
        (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let goes_on = |text: &str| {
        let bare = text.trim_end_matches(')');
        let whole = bare.split_once('.').map_or(bare, |(whole, _)| whole);
        whole.len() == 3 && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    row.cells.windows(2).position(|pair| begins(&pair[0].text) && goes_on(&pair[1].text))
}

fn split_in_two(row: &Row, at: usize) -> Diagnostic {
    Diagnostic::error("csv-amount-split", "a comma splits an amount in two")
        .at(row.cells[at].span.to(row.cells[at + 1].span), "one amount, it seems")
        .help("put the amount in quotes, or write it without a comma")
}

fn empty(source: &Source, here: Span) -> Diagnostic {
    Diagnostic::error("csv-empty", format!("`{}` has no header", source.name()))
        .at(here, "the names of the columns belong here")
        .help("begin the file with a row that names its columns")
}

fn too_wide(header: &Row, next: Span) -> Diagnostic {
    let headline = format!("the header has {} columns, and a table of up to {MOST_COLUMNS} is read", header.count);
    Diagnostic::error("table-too-wide", headline)
        .at(next, "the first that is too many")
        .help("split the table, or turn it, so that its columns become rows")
}

fn runs_on(quote: Span) -> Diagnostic {
    Diagnostic::error("csv-quote-runs-on", "a quote is opened and not closed on its line")
        .at(quote, "opened here")
        .help("close the quote behind the cell; a quote inside a quoted cell is doubled")
}

fn closed_late(quote: Span, end: Span) -> Diagnostic {
    Diagnostic::error("csv-quote-runs-on", "a quote is opened and not closed in its cell")
        .at(quote, "opened here")
        .at(end, "the quote before this opens the next cell, it seems")
        .help("close the quote behind the cell; a quote inside a quoted cell is doubled")
}

fn unclosed(quote: Span) -> Diagnostic {
    Diagnostic::error("csv-unclosed-quote", "a quote is opened and never closed")
        .at(quote, "opened here")
        .help("close the quote behind the cell; a quote inside a quoted cell is doubled")
}

fn duplicate(name: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::error("csv-duplicate-column", format!("two columns are named `{name}`"))
        .at(again, "named again here")
        .at(first, "first named here")
        .help("give each column a name of its own")
}

fn nameless(place: Span, value: Span) -> Diagnostic {
    Diagnostic::error("csv-header-blank", "a column with values has no name")
        .at(place, "no name stands here")
        .at(value, "the first value in it")
        .help("name the column, or empty it")
}

#[cfg(test)]
mod tests;
