//! The rows of a table, cell by cell, each with its place.
//!
//! It knows cells and quotes. It must not know of a header, nor what is wrong with a row.

use std::borrow::Cow;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::Separator;
use crate::source::{Source, Span};

/// The most columns that a table may have: many times those of any table that is submitted. What stands behind them is not
/// kept, so that a line of commas costs nothing.
pub const MOST_COLUMNS: usize = 1_000;

/// What stands in one cell, without quotes and blanks around it, and where. A blank one is a caret.
pub struct Cell<'a> {
    pub text: Cow<'a, str>,
    pub span: Span,
    /// The quote that opens it, where it runs on into another line.
    pub runs_on: Option<Span>,
    /// Whether something stands between the quote that closes it and its end.
    pub is_spoiled: bool,
    /// The quote that opens it, where the quote that closes it is the next cell's opening.
    pub closed_late: Option<Span>,
}

/// One row, which may run over several lines.
pub struct Row<'a> {
    /// Its cells, but for one whose quote is never closed, and for those that are more than a table may have.
    pub cells: Vec<Cell<'a>>,
    /// How many cells it has.
    pub count: usize,
    /// The first cell that is more than a table may have and in which something stands.
    pub beyond: Option<Span>,
    /// All of it, without its line end.
    pub span: Span,
    /// From its beginning to the end of its last cell in which something stands: what is behind it belongs to blank cells.
    pub filled: Span,
    /// The quote that is never closed: everything behind it is lost.
    pub unclosed: Option<Span>,
}

impl Row<'_> {
    pub fn is_blank(&self) -> bool {
        self.unclosed.is_none() && self.beyond.is_none() && self.cells.iter().all(|cell| cell.text.is_empty())
    }

    /// The texts of its cells.
    pub fn texts(&self) -> Vec<&str> {
        self.cells.iter().map(|cell| cell.text.as_ref()).collect()
    }

    /// The quote of a cell that runs on into another line, where that cell seems to have swallowed others: the quote that
    /// closes it is the next one's opening, or the row has not as many cells as it should.
    pub fn swallows(&self, columns: usize, separator: char) -> Option<Span> {
        let is_off = self.count != columns;
        let swallows = |cell: &&Cell| cell.is_spoiled || (is_off && cell.text.contains(separator));
        self.cells.iter().filter(|cell| cell.runs_on.is_some()).find(swallows)?.runs_on
    }
}

/// The rows of a source, one after another.
pub struct Rows<'a> {
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
        let (mut row, mut filled): (Option<Span>, Option<Span>) = (None, None);
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
                Ok(cell) => {
                    filled = if cell.text.is_empty() { filled } else { Some(span) };
                    if count < MOST_COLUMNS {
                        cells.push(cell);
                    } else if !cell.text.is_empty() {
                        beyond = beyond.or(Some(cell.span));
                    }
                }
                Err(quote) => return Some(Row { cells, count, beyond, span, filled: span, unclosed: Some(quote) }),
            }
            count += 1;
            if ends_row {
                return Some(Row { cells, count, beyond, span, filled: filled.unwrap_or(span), unclosed: None });
            }
        }
    }
}

impl<'a> Rows<'a> {
    pub fn new(source: &'a Source, separator: Separator) -> Self {
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
        let mut inside = self.trimmed(&quoted[..length], start + 1);
        inside.runs_on = quoted[..length].contains('\n').then(|| self.source.span(start, start + 1));
        let is_spoiled = !quoted[length + 1..].trim().is_empty();
        let ends_in_separator = quoted[..length].trim_end().ends_with(self.separator);
        inside.closed_late = (is_spoiled && ends_in_separator).then(|| self.source.span(start, start + 1));
        if !is_spoiled && !inside.text.contains('"') {
            return Ok(inside);
        }
        let text = std::str::from_utf8(&self.unquoted[..written]).expect("internal: a cell cuts a character in two");
        let span = if is_spoiled { self.trimmed(raw, start).span } else { inside.span };
        Ok(Cell { text: Cow::Owned(text.trim().to_owned()), span, is_spoiled, ..inside })
    }

    /// A text that begins at a byte, without the blanks around it.
    fn trimmed(&self, text: &'a str, start: usize) -> Cell<'a> {
        let inside = text.trim();
        let start = if inside.is_empty() { start } else { start + text.len() - text.trim_start().len() };
        let span = self.source.span(start, start + inside.len());
        Cell { text: Cow::Borrowed(inside), span, runs_on: None, is_spoiled: false, closed_late: None }
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
