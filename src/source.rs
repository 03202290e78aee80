//! Texts that were read, and places in them. Spans are bytes; line and column are worked out here only.
//!
//! Nothing here knows of formats, files on a disk, or what a text means.

use std::sync::{Arc, OnceLock};

/// Which text of [`Sources`] a span lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A run of bytes in one source. An empty span is a caret: the place where something should stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    source: SourceId,
    start: u32,
    end: u32,
}

impl Span {
    /// The bytes `start..end` of a source. Sources are held to 4 GiB when they are added.
    #[must_use]
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "internal: a span ends before it starts");
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { source, start: byte(start), end: byte(end) }
    }

    /// The source that this span lies in.
    #[must_use]
    pub fn source(self) -> SourceId {
        self.source
    }

    /// The first byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// How many bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether this is a caret.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both, which lie in one source.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.source, other.source, "internal: spans of two sources");
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The caret in front of this span.
    #[must_use]
    pub fn before(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The caret behind this span.
    #[must_use]
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A value, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

/// Line and column as an editor counts them: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// One text, under the name that a person knows it by.
#[derive(Debug)]
pub struct Source {
    id: SourceId,
    name: String,
    text: String,
    read_as: Option<&'static str>,
    unread: Option<String>,
    lines: OnceLock<Vec<usize>>,
    counted: OnceLock<Vec<usize>>,
}

/// At how many bytes one from another the characters of a text are counted, so that no line is too long to count columns in.
const STEP: usize = 4096;

impl Source {
    /// Which source this is.
    #[must_use]
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// Its name: a path as the user gave it, or `<stdin>`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The encoding that its bytes were in; none for UTF-8. Its places are those of the text.
    #[must_use]
    pub fn read_as(&self) -> Option<&'static str> {
        self.read_as
    }

    /// Why its file could not be read, in words: then its text is empty. None for what was read.
    #[must_use]
    pub fn unread(&self) -> Option<&str> {
        self.unread.as_deref()
    }

    /// A span of this source.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.id, start, end)
    }

    /// The span of all of it.
    #[must_use]
    pub fn whole(&self) -> Span {
        self.span(0, self.text.len())
    }

    /// The text under a span of this source.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.start()..span.end()]
    }

    /// The line and column of a byte. A byte order mark is no character of the first line.
    #[must_use]
    pub fn line_column(&self, byte: usize) -> LineColumn {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= byte);
        let mark = self.text.len() - self.text.trim_start_matches(MARK).len();
        let start = starts[line - 1].max(mark).min(byte);
        LineColumn { line, column: self.characters(byte) - self.characters(start) + 1 }
    }

    /// How many characters begin before a byte.
    fn characters(&self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let begin = |bytes: &[u8]| bytes.iter().filter(|&&byte| !(0x80..0xc0).contains(&byte)).count();
        let counted = self.counted.get_or_init(|| {
            let steps = bytes.chunks(STEP).scan(0, |before, step| {
                *before += begin(step);
                Some(*before)
            });
            std::iter::once(0).chain(steps).collect()
        });
        let step = byte / STEP;
        counted[step] + begin(&bytes[step * STEP..byte])
    }

    /// Where each line begins; the first begins at 0.
    pub fn line_starts(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|&(_, b)| b == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        })
    }
}

/// What some programs put in front of a text.
const MARK: char = '\u{feff}';

/// Every text of a run: return, agreement, scripts and thresholds alike, so that one report points into all of them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    list: Vec<Arc<Source>>,
    /// What names begin with, and what they are told to begin with.
    called: Vec<(String, String)>,
    /// Whether a text that is there is not taken in again.
    keeps: bool,
}

impl Sources {
    /// No texts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on a name that begins with `from` is told to begin with `to`, unless it has been told otherwise of what it begins
    /// with before: so that what is said of texts is the same wherever their folder is.
    pub fn call(&mut self, from: impl Into<String>, to: impl Into<String>) {
        self.called.push((from.into(), to.into()));
    }

    /// No texts yet; of a text that is taken in again under its name, to the letter, the first stays: so that files can be read
    /// over and over, and only those that were changed take room and have new places.
    #[must_use]
    pub fn keeping() -> Self {
        Sources { keeps: true, ..Sources::default() }
    }

    /// Takes in a text under a name.
    ///
    /// # Panics
    /// When the text is 4 GiB or more, or there are as many sources: whoever opens files bounds both.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> Arc<Source> {
        self.add_read_as(name, text, None)
    }

    /// The same, of a text whose bytes were in another encoding than UTF-8.
    ///
    /// # Panics
    /// As [`Sources::add`].
    pub fn add_read_as(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        read_as: Option<&'static str>,
    ) -> Arc<Source> {
        self.push(&name.into(), text.into(), read_as, None)
    }

    /// Takes in a name whose file could not be read, and why. Its text is empty.
    ///
    /// # Panics
    /// As [`Sources::add`].
    pub fn add_unread(&mut self, name: impl Into<String>, why: String) -> Arc<Source> {
        self.push(&name.into(), String::new(), None, Some(why))
    }

    fn push(&mut self, name: &str, text: String, read_as: Option<&'static str>, unread: Option<String>) -> Arc<Source> {
        assert!(u32::try_from(text.len()).is_ok(), "internal: a source of 4 GiB or more");
        let id = u32::try_from(self.list.len()).expect("internal: too many sources");
        let (lines, counted) = (OnceLock::new(), OnceLock::new());
        let called = self.called.iter().find_map(|(from, to)| Some(format!("{to}{}", name.strip_prefix(&**from)?)));
        let name = called.unwrap_or_else(|| name.to_owned());
        let is_same =
            |it: &&Arc<Source>| it.name == name && it.text == text && it.read_as == read_as && it.unread == unread;
        if let Some(known) = self.list.iter().rev().filter(|_| self.keeps).find(is_same) {
            return Arc::clone(known);
        }
        let source = Source { id: SourceId(id), name, text, read_as, unread, lines, counted };
        self.list.push(Arc::new(source));
        Arc::clone(&self.list[self.list.len() - 1])
    }

    /// The source of a span.
    #[must_use]
    pub fn of(&self, span: Span) -> &Arc<Source> {
        &self.list[span.source.0 as usize]
    }

    /// The text under a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.of(span).slice(span)
    }

    /// `name:line:column` of a span's first byte.
    #[must_use]
    pub fn locate(&self, span: Span) -> String {
        let source = self.of(span);
        let LineColumn { line, column } = source.line_column(span.start());
        format!("{}:{line}:{column}", source.name())
    }

    /// All of them, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.list.iter()
    }
}
