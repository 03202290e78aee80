//! Reads comma-separated values into the tree: a list of records, named by the first row.
//!
//! It knows cells, rows and a header. It must not know what a column means, nor that two files belong together.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::problems::Problems;
use super::{Document, MOST_IN_A_LIST, Node, NodeKind, Scalar};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

/// The most columns that a table may have: many times those of any table that is submitted. What stands behind them is not
/// kept, so that a line of commas costs nothing.
const MOST_COLUMNS: usize = 1_000;

/// The most cells that short rows may lack together and still be read: a few bytes each could else be wide rows of blanks.
const MOST_MISSING: usize = 100_000;

/// Reads a table whose cells are separated by commas, or by what its header shows.
///
/// The root is a list with one record for each row that holds anything; it is unreadable if the rows cannot be told
/// apart. The errors are `binary`, `lone-carriage-return`, `csv-empty`, `csv-header-blank`, `csv-duplicate-column`,
/// `csv-row-too-long`, `csv-row-too-short`, `csv-amount-split`, `csv-unclosed-quote`, `table-too-wide` and `list-too-long`.
#[must_use]
pub fn read(source: &Source) -> Document {
    if let Some(problem) = super::binary(source).or_else(|| super::lone_carriage_return(source)) {
        return Document::unreadable(source, problem);
    }
    let mut rows = Rows::new(source, Separator::of(source)).filter(|row| !row.is_blank());
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
    let mut header = Header::new(&first, &mut problems);
    let records: Vec<Node> = rows.by_ref().take(MOST_IN_A_LIST).map(|row| header.record(&row, &mut problems)).collect();
    problems.extend(rows.next().map(|next| super::too_many("rows", next.span)));
    let span = match (records.first(), records.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => first.span.after(),
    };
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
}

/// What stands in one cell, without quotes and blanks around it, and where. A blank one is a caret.
struct Cell<'a> {
    text: Cow<'a, str>,
    span: Span,
}

/// One row, which may run over several lines.
struct Row<'a> {
    /// Its cells, but for one whose quote is never closed, and for those that are more than a table may have.
    cells: Vec<Cell<'a>>,
    /// How many cells it has.
    count: usize,
    /// The first cell that is more than a table may have and in which something stands.
    beyond: Option<Span>,
    /// All of it, without its line end.
    span: Span,
    /// The quote that is never closed: everything behind it is lost.
    unclosed: Option<Span>,
}

impl Row<'_> {
    fn is_blank(&self) -> bool {
        self.unclosed.is_none() && self.beyond.is_none() && self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// The rows of a source, one after another.
struct Rows<'a> {
    source: &'a Source,
    reader: Reader,
    separator: char,
    /// The first byte that is not read yet.
    at: usize,
    /// Where the reader writes a cell without its quotes; as long as the source, so that any cell fits.
    unquoted: Vec<u8>,
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let (mut cells, mut count, mut beyond) = (Vec::new(), 0, None);
        let mut row: Option<Span> = None;
        loop {
            let from = self.at;
            let (written, ends_row) = self.read_cell()?;
            let raw = &self.source.text()[from..self.at];
            // Blank lines, and the LF of a CRLF, are read with the first cell of the row behind them.
            let cell = if row.is_none() { raw.trim_start_matches(['\r', '\n']) } else { raw };
            let start = from + raw.len() - cell.len();
            let end: &[char] = if ends_row { &['\r', '\n'] } else { &[self.separator] };
            let cell = cell.strip_suffix(end).unwrap_or(cell);
            let whole = self.source.span(start, start + cell.len());
            let span = row.map_or(whole, |row| row.to(whole));
            row = Some(span);
            match self.cell(cell, start, written) {
                Ok(cell) if count < MOST_COLUMNS => cells.push(cell),
                Ok(cell) if cell.text.is_empty() => {}
                Ok(cell) => beyond = beyond.or(Some(cell.span)),
                Err(quote) => return Some(Row { cells, count, beyond, span, unclosed: Some(quote) }),
            }
            count += 1;
            if ends_row {
                return Some(Row { cells, count, beyond, span, unclosed: None });
            }
        }
    }
}

impl<'a> Rows<'a> {
    fn new(source: &'a Source, separator: Separator) -> Self {
        let unquoted = vec![0; source.text().len()];
        let byte = u8::try_from(separator.cells).unwrap_or(b',');
        let reader = ReaderBuilder::new().delimiter(byte).build();
        Rows { source, reader, separator: separator.cells, at: separator.from, unquoted }
    }

    /// Reads to the end of a cell: how long it is without its quotes, and whether its row ends there.
    fn read_cell(&mut self) -> Option<(usize, bool)> {
        let mut written = 0;
        loop {
            let input = &self.source.text().as_bytes()[self.at..];
            let (result, read, wrote) = self.reader.read_field(input, &mut self.unquoted[written..]);
            self.at += read;
            written += wrote;
            match result {
                ReadFieldResult::Field { record_end } => return Some((written, record_end)),
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::End => return None,
                ReadFieldResult::OutputFull => unreachable!("internal: a cell is longer than its file"),
            }
        }
    }

    /// A cell from its raw text, which begins at a byte, or the quote in it that is never closed.
    fn cell(&self, raw: &'a str, start: usize, written: usize) -> Result<Cell<'a>, Span> {
        let Some(quoted) = raw.strip_prefix('"') else { return Ok(self.trimmed(raw, start)) };
        let Some(length) = closing_quote(quoted) else { return Err(self.source.span(start, start + 1)) };
        let inside = self.trimmed(&quoted[..length], start + 1);
        let left_over = !quoted[length + 1..].trim().is_empty();
        if !left_over && !inside.text.contains('"') {
            return Ok(inside);
        }
        let text = std::str::from_utf8(&self.unquoted[..written]).expect("internal: a cell cuts a character in two");
        let span = if left_over { self.trimmed(raw, start).span } else { inside.span };
        Ok(Cell { text: Cow::Owned(text.trim().to_owned()), span })
    }

    /// A text that begins at a byte, without the blanks around it.
    fn trimmed(&self, text: &'a str, start: usize) -> Cell<'a> {
        let inside = text.trim();
        let start = if inside.is_empty() { start } else { start + text.len() - text.trim_start().len() };
        Cell { text: Cow::Borrowed(inside), span: self.source.span(start, start + inside.len()) }
    }
}

/// Where quotes that are open at the start of a text are closed; a doubled quote belongs to the text.
fn closing_quote(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('"')?;
        if !text[at + 1..].starts_with('"') {
            return Some(at);
        }
        from = at + 2;
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
struct Header {
    columns: Vec<Column>,
    /// Names that two columns have: neither value holds.
    twice: HashSet<String>,
    /// How many columns there are, with those that have no name.
    count: usize,
    /// How many cells the rows so far lack.
    missing: usize,
}

impl Header {
    fn new(row: &Row, problems: &mut Problems) -> Self {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut columns = Vec::with_capacity(row.cells.len());
        let mut twice: HashSet<String> = HashSet::new();
        for Cell { text, span } in &row.cells {
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
        Header { columns, twice, count: row.count, missing: 0 }
    }

    /// A row under the names of its columns. The first value without a name is told, once for its column.
    fn record(&mut self, row: &Row, problems: &mut Problems) -> Node {
        self.missing += self.columns.len().saturating_sub(row.cells.len());
        if self.missing > MOST_MISSING {
            problems.keep(row.unclosed.map(unclosed).or_else(|| self.too_short(row)));
            return Node { kind: NodeKind::Unreadable, span: row.span };
        }
        let mut entries = Vec::with_capacity(self.columns.len());
        let split = if row.count > self.count { split_amount(row) } else { None };
        for (index, column) in self.columns.iter_mut().enumerate() {
            match column {
                Column::Named(name) => {
                    let mut cell = value(row, index);
                    if self.twice.contains(&name.value) || split.is_some_and(|from| index >= from) {
                        cell.kind = NodeKind::Unreadable;
                    }
                    entries.push((name.clone(), cell));
                }
                Column::Nameless(place) => {
                    if let Some(cell) = row.cells.get(index).filter(|cell| !cell.text.is_empty()) {
                        problems.push(nameless(*place, cell.span));
                        *column = Column::Ignored;
                    }
                }
                Column::Ignored => {}
            }
        }
        let is_split = split.map(|at| split_in_two(row, at));
        let too_long = if is_split.is_some() { None } else { self.too_long(row) };
        // Which cells of a row that is too long stand in their columns cannot be told.
        let kind = if too_long.is_some() { NodeKind::Unreadable } else { NodeKind::Record(entries) };
        problems.keep(row.unclosed.map(unclosed).or(is_split).or_else(|| self.too_short(row)).or(too_long));
        Node { kind, span: row.span }
    }

    fn too_short(&self, row: &Row) -> Option<Diagnostic> {
        let mut missing = self.names(row.cells.len());
        let text = match (missing.next()?, missing.next(), missing.count()) {
            (one, None, _) => format!("`{one}` is missing here"),
            (one, Some(other), 0) => format!("`{one}` and `{other}` are missing here"),
            (one, Some(other), more) => format!("`{one}`, `{other}` and {more} more are missing here"),
        };
        let problem = Diagnostic::error("csv-row-too-short", self.count(row))
            .at(row.span.after(), text)
            .help("add the cells that are missing; an empty one still takes its comma");
        Some(problem)
    }

    fn too_long(&self, row: &Row) -> Option<Diagnostic> {
        let surplus = row.cells.iter().skip(self.columns.len()).filter(|cell| !cell.text.is_empty());
        let span = surplus.map(|cell| cell.span).chain(row.beyond).reduce(Span::to)?;
        let last = self.names(0).last().expect("internal: a header without a name");
        let problem = Diagnostic::error("csv-row-too-long", self.count(row))
            .at(span, format!("beyond the last column, `{last}`"))
            .help("put a cell that has a comma in it in quotes");
        Some(problem)
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
        (Some(Cell { text, span }), _) if text.is_empty() => Node { kind: NodeKind::Blank, span: *span },
        (Some(Cell { text, span }), _) => {
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
