//! Reads comma-separated values into the tree: a list of records, named by the first row.
//!
//! It knows cells, rows and a header. It must not know what a column means, nor that two files belong together.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::{Document, Node, NodeKind, Scalar};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

/// Reads a table whose cells are separated by commas, or by what its header shows.
///
/// The root is a list with one record for each row that holds anything; it is unreadable if the rows cannot be told
/// apart. The errors are `binary`, `lone-carriage-return`, `csv-empty`, `csv-header-blank`, `csv-duplicate-column`,
/// `csv-row-too-long`, `csv-row-too-short`, `csv-amount-split` and `csv-unclosed-quote`.
#[must_use]
pub fn read(source: &Source) -> Document {
    if let Some(problem) = super::binary(source).or_else(|| super::lone_carriage_return(source)) {
        return Document::unreadable(source, problem);
    }
    let mut rows = Rows::new(source, Separator::of(source)).filter(|row| !row.is_blank());
    let Some(first) = rows.next() else {
        let here = source.span(super::beginning(source), super::beginning(source));
        return Document::new(Node { kind: NodeKind::List(Vec::new()), span: here }, vec![empty(source, here)]);
    };
    if let Some(quote) = first.unclosed {
        return Document::unreadable(source, unclosed(quote));
    }
    let mut problems = Vec::new();
    let mut header = Header::new(&first, &mut problems);
    let records: Vec<Node> = rows.map(|row| header.record(&row, &mut problems)).collect();
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
    /// Its cells, but for one whose quote is never closed.
    cells: Vec<Cell<'a>>,
    /// All of it, without its line end.
    span: Span,
    /// The quote that is never closed: everything behind it is lost.
    unclosed: Option<Span>,
}

impl Row<'_> {
    fn is_blank(&self) -> bool {
        self.unclosed.is_none() && self.cells.iter().all(|cell| cell.text.is_empty())
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
        let mut cells = Vec::new();
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
                Ok(cell) => cells.push(cell),
                Err(quote) => return Some(Row { cells, span, unclosed: Some(quote) }),
            }
            if ends_row {
                return Some(Row { cells, span, unclosed: None });
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
}

impl Header {
    fn new(row: &Row, problems: &mut Vec<Diagnostic>) -> Self {
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
        Header { columns, twice }
    }

    /// A row under the names of its columns. The first value without a name is told, once for its column.
    fn record(&mut self, row: &Row, problems: &mut Vec<Diagnostic>) -> Node {
        let mut entries = Vec::with_capacity(self.columns.len());
        let split = if row.cells.len() > self.columns.len() { split_amount(row) } else { None };
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
        problems.extend(row.unclosed.map(unclosed).or(is_split).or_else(|| self.too_short(row)).or(too_long));
        Node { kind, span: row.span }
    }

    fn too_short(&self, row: &Row) -> Option<Diagnostic> {
        let missing: Vec<&str> = self.names(row.cells.len()).collect();
        let text = match missing[..] {
            [] => return None,
            [one] => format!("`{one}` is missing here"),
            [one, other] => format!("`{one}` and `{other}` are missing here"),
            [one, other, ..] => format!("`{one}`, `{other}` and {} more are missing here", missing.len() - 2),
        };
        let problem = Diagnostic::error("csv-row-too-short", self.count(row))
            .at(row.span.after(), text)
            .help("add the cells that are missing; an empty one still takes its comma");
        Some(problem)
    }

    fn too_long(&self, row: &Row) -> Option<Diagnostic> {
        let surplus = row.cells.iter().skip(self.columns.len()).filter(|cell| !cell.text.is_empty());
        let span = surplus.map(|cell| cell.span).reduce(Span::to)?;
        let last = self.names(0).last().expect("internal: a header without a name");
        let problem = Diagnostic::error("csv-row-too-long", self.count(row))
            .at(span, format!("beyond the last column, `{last}`"))
            .help("put a cell that has a comma in it in quotes");
        Some(problem)
    }

    fn count(&self, row: &Row) -> String {
        let cells = |count| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
        format!("a row has {}, where the header has {}", cells(row.cells.len()), self.columns.len())
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
mod tests {
    use std::fmt::Write;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::source::Sources;

    /// A text that was read.
    struct Reading {
        source: Arc<Source>,
        document: Document,
    }

    fn reading(text: &str) -> Reading {
        let source = Sources::new().add("test.csv", text);
        let document = read(&source);
        Reading { source, document }
    }

    fn clean(text: &str) -> Reading {
        let reading = reading(text);
        assert_eq!(reading.problems(), Vec::<String>::new());
        reading
    }

    impl Reading {
        fn records(&self) -> &[Node] {
            match &self.document.root.kind {
                NodeKind::List(records) => records,
                other => panic!("{other:?} is not a list"),
            }
        }

        fn cell(&self, record: usize, name: &str) -> &Node {
            self.records()[record].get(name).unwrap_or_else(|| panic!("no `{name}`"))
        }

        fn under(&self, record: usize, name: &str) -> &str {
            self.source.slice(self.cell(record, name).span)
        }

        /// What stands on each side of a value on its line.
        fn around(&self, record: usize, name: &str) -> (&str, &str) {
            let span = self.cell(record, name).span;
            let text = self.source.text();
            let line = text[..span.start()].rfind('\n').map_or(0, |end| end + 1);
            (&text[line..span.start()], text[span.end()..].lines().next().unwrap_or(""))
        }

        /// Each record on a line, its values between bars; a blank is `_`, what is unreadable is `?`.
        fn drawn(&self) -> Vec<String> {
            let value = |node: &Node| match &node.kind {
                NodeKind::Blank => "_".to_owned(),
                NodeKind::Unreadable => "?".to_owned(),
                _ => node.text().unwrap().to_owned(),
            };
            let record = |node: &Node| match &node.kind {
                NodeKind::Record(entries) => entries.iter().map(|(_, node)| value(node)).collect::<Vec<_>>().join("|"),
                NodeKind::Unreadable => "unreadable".to_owned(),
                other => panic!("{other:?} is not a record"),
            };
            self.records().iter().map(record).collect()
        }

        /// Each problem: its code, and each label as `text under it: what it says`.
        fn problems(&self) -> Vec<String> {
            let problem = |problem: &Diagnostic| {
                problem.labels.iter().fold(problem.code.clone(), |mut line, label| {
                    write!(line, " / {}: {}", self.source.slice(label.span), label.text).unwrap();
                    line
                })
            };
            self.document.diagnostics.iter().map(problem).collect()
        }
    }

    #[test]
    fn the_first_row_names_the_values_of_the_others() {
        let read = clean("id, name ,total\nRG1,Older People,190000\nRG2,,-5\n");
        assert_eq!(read.drawn(), ["RG1|Older People|190000", "RG2|_|-5"]);
        assert_eq!(read.under(0, "name"), "Older People");
        assert_eq!(read.under(1, "total"), "-5");
        let NodeKind::Record(entries) = &read.records()[1].kind else { panic!() };
        let keys: Vec<_> = entries.iter().map(|(key, _)| (key.value.as_str(), read.source.slice(key.span))).collect();
        assert_eq!(keys, [("id", "id"), ("name", "name"), ("total", "total")]);
        assert_eq!(read.source.slice(read.records()[0].span), "RG1,Older People,190000");
        assert_eq!(read.source.slice(read.document.root.span), "RG1,Older People,190000\nRG2,,-5");
    }

    #[test]
    fn crlf_wide_letters_and_a_byte_order_mark_leave_spans_exact() {
        let read = clean("\u{feff}é,b\r\n  ü x , £5\r\n\r\n🦀,\r\nñ,ß");
        assert_eq!(read.drawn(), ["ü x|£5", "🦀|_", "ñ|ß"]);
        assert_eq!((read.under(0, "é"), read.under(0, "b")), ("ü x", "£5"));
        assert_eq!((read.under(1, "é"), read.around(1, "b")), ("🦀", ("🦀,", "")));
        assert_eq!((read.under(2, "é"), read.under(2, "b")), ("ñ", "ß"));
        let records: Vec<_> = read.records().iter().map(|record| read.source.slice(record.span)).collect();
        assert_eq!(records, ["  ü x , £5", "🦀,", "ñ,ß"]);
    }

    #[test]
    fn quotes_are_not_part_of_a_value() {
        let read = clean(
            "\"id\",b,c\n\"1,000\",\" two\nlines \",\"say \"\"hi\"\"\"\n\"\"\"\",5\" pipe,\"x\" \n\"\",\" \",1\n",
        );
        assert_eq!(read.drawn(), ["1,000|two\nlines|say \"hi\"", "\"|5\" pipe|x", "_|_|1"]);
        assert_eq!(read.under(0, "id"), "1,000");
        assert_eq!(read.under(0, "b"), "two\nlines");
        assert_eq!(read.under(0, "c"), "say \"\"hi\"\"");
        assert_eq!(read.under(1, "id"), "\"\"");
        assert_eq!(read.under(1, "c"), "x");
        assert_eq!(read.around(2, "id"), ("\"", "\",\" \",1"));
        assert_eq!(read.source.slice(read.records()[0].span), "\"1,000\",\" two\nlines \",\"say \"\"hi\"\"\"");
        assert!(matches!(&read.cell(0, "id").kind, NodeKind::Scalar(Scalar { quoted: false, .. })));
    }

    #[test]
    fn what_follows_a_closing_quote_belongs_to_the_cell() {
        let read = clean("a,b\n\"x\"y,\"é\"\"\"z\n");
        assert_eq!(read.drawn(), ["xy|é\"z"]);
        assert_eq!(read.under(0, "a"), "\"x\"y");
    }

    #[test]
    fn a_blank_stands_between_its_commas() {
        let read = clean("a,b,c,d\n1,  ,\t,\n");
        assert_eq!(read.around(0, "b"), ("1,", "  ,\t,"));
        assert_eq!(read.around(0, "c"), ("1,  ,", "\t,"));
        assert_eq!(read.around(0, "d"), ("1,  ,\t,", ""));
        assert!(["b", "c", "d"].iter().all(|name| read.cell(0, name).kind == NodeKind::Blank));
    }

    #[test]
    fn blank_lines_and_rows_are_passed_over() {
        let read = clean("\n,,\n\r\na,b\n\n1,2\n,\n , \n\"\",\n3,4\n,,,,\n\n\r\n");
        assert_eq!(read.drawn(), ["1|2", "3|4"]);
        assert_eq!(read.source.slice(read.records()[1].span), "3,4");
    }

    #[test]
    fn a_header_alone_is_a_list_of_nothing() {
        for text in ["a,b", "a,b\n", "a,b\r\n\r\n", "\u{feff}a,b\n,\n"] {
            let read = clean(text);
            assert_eq!(read.drawn(), Vec::<String>::new());
            assert!(read.document.root.span.is_empty());
            assert_eq!(&text[..read.document.root.span.start()], text.trim_end_matches(['\r', '\n', ',']));
        }
    }

    #[test]
    fn a_file_without_a_header_is_told() {
        for text in ["", "\u{feff}", "\n\n", ",,\n , \n"] {
            let read = reading(text);
            assert_eq!(read.problems(), ["csv-empty / : the names of the columns belong here"]);
            assert_eq!(read.document.diagnostics[0].headline, "`test.csv` has no header");
            assert_eq!(read.drawn(), Vec::<String>::new());
        }
    }

    #[test]
    fn a_column_without_a_name_must_be_blank() {
        assert_eq!(clean("a,,b,\n1,,2,\n3, ,4\n").drawn(), ["1|2", "3|4"]);
        let read = reading("a,,b,\n1,,2,\n3,x,4,y\n5,z,6\n");
        assert_eq!(read.drawn(), ["1|2", "3|4", "5|6"]);
        assert_eq!(
            read.problems(),
            [
                "csv-header-blank / : no name stands here / x: the first value in it",
                "csv-header-blank / : no name stands here / y: the first value in it",
            ]
        );
    }

    #[test]
    fn of_two_equal_columns_neither_is_kept() {
        let read = reading("a,b,\"a\",a\n1,2,3,4\n");
        assert_eq!(read.drawn(), ["?|2"]);
        assert_eq!(
            read.problems(),
            [
                "csv-duplicate-column / a: named again here / a: first named here",
                "csv-duplicate-column / a: named again here / a: first named here",
            ]
        );
    }

    #[test]
    fn what_separates_the_cells_is_told_by_the_header() {
        for (text, drawn) in [
            ("id;name\n1;a, b\n", "1|a, b"),
            ("id\tname\n1\ta, b\n", "1|a, b"),
            ("\u{feff}sep=;\r\nid;name, short\r\n1;a\r\n", "1|a"),
            ("id,\"a;b;c\"\n1,a\n", "1|a"),
            ("id|name\n1|a\n", "1|a"),
        ] {
            let read = reading(text);
            assert_eq!((read.drawn(), read.problems()), (vec![drawn.to_owned()], Vec::<String>::new()), "{text:?}");
        }
    }

    #[test]
    fn an_amount_that_a_comma_splits_is_one_finding_and_is_not_read() {
        let read = reading("body,amount,kind,note\nA,£20,000,cash,\nB,1,250.50,cash,x\nC,5,cash,\n");
        assert_eq!(read.drawn(), ["A|?|?|?", "B|?|?|?", "C|5|cash|_"]);
        assert_eq!(
            read.problems(),
            ["csv-amount-split / £20,000: one amount, it seems", "csv-amount-split / 1,250.50: one amount, it seems"]
        );
    }

    #[test]
    fn a_row_that_is_too_long_shows_what_is_left_over() {
        let read = reading("id,name\n1,a,,\n2,b, c,\"d\",\n3,e\n");
        assert_eq!(read.drawn(), ["1|a", "unreadable", "3|e"]);
        assert_eq!(read.problems(), ["csv-row-too-long / c,\"d: beyond the last column, `name`"]);
        assert_eq!(read.document.diagnostics[0].headline, "a row has 5 cells, where the header has 2");
    }

    #[test]
    fn a_row_that_is_too_short_says_what_is_missing() {
        let read = reading("id,year1,year2,year3\r\n1,2,3\r\n1,2 \r\n1\r\n1,2,3,4\r\n");
        assert_eq!(read.drawn(), ["1|2|3|_", "1|2|_|_", "1|_|_|_", "1|2|3|4"]);
        assert_eq!(
            read.problems(),
            [
                "csv-row-too-short / : `year3` is missing here",
                "csv-row-too-short / : `year2` and `year3` are missing here",
                "csv-row-too-short / : `year1`, `year2` and 1 more are missing here",
            ]
        );
        assert_eq!(read.around(0, "year3"), ("1,2,3", ""));
        assert_eq!(read.around(1, "year2"), ("1,2 ", ""));
        assert_eq!(read.document.diagnostics[0].labels[0].span, read.cell(0, "year3").span);
        assert_eq!(read.document.diagnostics[2].headline, "a row has 1 cell, where the header has 4");
    }

    #[test]
    fn a_quote_that_is_never_closed_swallows_the_rest() {
        let read = reading("id,b,c\n1,2,3\n4,\"5,6\n7,8,9\n");
        assert_eq!(read.drawn(), ["1|2|3", "4|?|?"]);
        assert_eq!(read.problems(), ["csv-unclosed-quote / \": opened here"]);
        assert_eq!(read.around(1, "b"), ("4,", "5,6"));
        assert!(read.document.is_cut_short());
        let read = reading("a\n\"");
        assert_eq!(read.drawn(), ["?"]);
        let read = reading("a,\"b\n1,2\n");
        assert_eq!(read.document.root.kind, NodeKind::Unreadable);
        assert_eq!(read.problems(), ["csv-unclosed-quote / \": opened here"]);
    }

    #[test]
    fn a_lone_carriage_return_is_refused() {
        for text in ["a,b\r1,2\r", "a,b\r\n1,\"x\ry\"\r\n"] {
            let read = reading(text);
            assert_eq!(read.problems(), ["lone-carriage-return / \r: here, first"]);
            assert_eq!(read.document.root.kind, NodeKind::Unreadable);
        }
    }

    #[test]
    fn a_file_that_is_no_text_is_not_read() {
        let read = reading("a,b\n1,\0\n");
        assert_eq!(read.problems(), ["binary / \0: a byte of zero"]);
        assert_eq!(read.document.root.kind, NodeKind::Unreadable);
    }

    #[test]
    fn problems_stand_in_the_order_of_the_file() {
        let read = reading("a,,a\n1\n2,x,3,4\n5,\"");
        let codes: Vec<_> = read.document.diagnostics.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(
            codes,
            ["csv-duplicate-column", "csv-header-blank", "csv-row-too-long", "csv-unclosed-quote"],
            "nothing that has a name is missing from the first row"
        );
    }

    #[test]
    fn a_million_blank_rows_are_read_at_once() {
        let read = clean(&format!("a,b\n{}1,2\n{}", "\n".repeat(1_000_000), ",\r\n".repeat(1_000_000)));
        assert_eq!(read.drawn(), ["1|2"]);
    }

    fn fragments() -> impl Strategy<Value = String> {
        let fragments =
            vec!["a", "é", "1", ",", ",", "\n", "\r\n", "\"", "\"", "\"\"", " ", "\u{a0}", "\u{feff}", "\t"];
        prop::collection::vec(prop::sample::select(fragments), 0..40).prop_map(|fragments| fragments.concat())
    }

    /// What the rows of a text say by the reader of whole records.
    fn expected(text: &str) -> Vec<Vec<String>> {
        let mut reader = Reader::new();
        let (mut input, mut rows) = (text.trim_start_matches('\u{feff}').as_bytes(), Vec::new());
        let (mut output, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 1]);
        let (mut wrote, mut ended) = (0, 0);
        loop {
            let (result, read, out, end) = reader.read_record(input, &mut output[wrote..], &mut ends[ended..]);
            input = &input[read..];
            wrote += out;
            ended += end;
            match result {
                csv_core::ReadRecordResult::Record => {
                    let starts = std::iter::once(0).chain(ends.iter().copied());
                    let cell = |(start, &end): (usize, &usize)| {
                        std::str::from_utf8(&output[start..end]).unwrap().trim().to_owned()
                    };
                    rows.push(starts.zip(&ends[..ended]).map(cell).collect::<Vec<_>>());
                    (wrote, ended) = (0, 0);
                }
                csv_core::ReadRecordResult::End => return rows,
                _ => {}
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn cells_say_what_the_reader_of_records_says(text in fragments()) {
            let source = Sources::new().add("test.csv", text.as_str());
            let mut rows: Vec<Row> = Rows::new(&source, Separator { cells: ',', from: super::super::beginning(&source) }).collect();
            let mut expected = expected(&text);
            if let Some(last) = rows.last_mut().filter(|row| row.unclosed.is_some()) {
                prop_assert_eq!(expected.pop().map(|row| row.len()), Some(last.cells.len() + 1));
                rows.pop();
            }
            let cells = |row: &Row| row.cells.iter().map(|cell| cell.text.to_string()).collect::<Vec<_>>();
            prop_assert_eq!(rows.iter().map(cells).collect::<Vec<_>>(), expected);
            for cell in rows.iter().flat_map(|row| &row.cells) {
                let under = source.slice(cell.span);
                prop_assert!(under.contains('"') || under == cell.text);
                prop_assert_eq!(under.trim(), under);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            for label in reading(&text).document.diagnostics.iter().flat_map(|problem| &problem.labels) {
                prop_assert!(text.get(label.span.start()..label.span.end()).is_some());
            }
        }
    }
}
