//! A problem as a person reads it in a terminal: headline, the lines it is about with what is wrong underlined, the cure,
//! and what it rests on. The only file that names miette, whose frame it uses.
//!
//! Knows nothing of the terminal itself or of the environment: the caller says how wide, and whether in colour. It takes
//! from a source only the lines that it shows, so the size of a source does not matter.

use std::fmt::{self, Write};
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use crate::diagnostic::{Diagnostic, Ground, Label, Severity};
use crate::render::cut::Row;
use crate::render::safe::safe;
use crate::source::{Source, Sources};

/// A label on more lines than this is drawn on its first line only.
const MOST_LINES: usize = 4;

/// No more labels than these are drawn: the others are counted.
const MOST_LABELS: usize = 50;

/// What the caller knows of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether to colour.
    pub colour: bool,
    /// How many characters fit in a line.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Look { colour: false, width: 120 }
    }
}

/// All that is to be said about problems, a blank line after each.
#[must_use]
pub fn diagnostics(problems: &[Diagnostic], sources: &Sources, look: Look) -> String {
    problems.iter().map(|problem| diagnostic(problem, sources, look) + "\n").collect()
}

/// All that is to be said about a problem; it ends with one line end.
#[must_use]
pub fn diagnostic(diagnostic: &Diagnostic, sources: &Sources, look: Look) -> String {
    let theme = if look.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let mut text = head(diagnostic, &theme);
    let (drawn, others) = diagnostic.labels.split_at(diagnostic.labels.len().min(MOST_LABELS));
    for frame in frames(drawn, sources, look.width) {
        text += &draw(&frame, &theme, look.width);
    }
    if let Some(next) = others.first() {
        let _ = writeln!(text, "  … and {} more places, from {}", others.len(), safe(&sources.locate(next.span)));
    }
    if let Some(help) = &diagnostic.help {
        text += &theme.styles.help.style("  help: ").to_string();
        text += &wrap(&safe(help), look.width, 8);
    }
    if let Some(explained) = &diagnostic.explained {
        text += &theme.styles.help.style("  explained: ").to_string();
        text += &wrap(&safe(&explained.words()), look.width, 13);
        let _ = writeln!(text, "  … the explanation: {}", safe(&sources.locate(explained.span)));
    }
    for Ground { text: what, span } in &diagnostic.grounds {
        let ground = safe(&format!("{what}: {}", sources.locate(*span)));
        let _ = writeln!(text, "  … {ground}");
    }
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// `code  severity`, and the headline on a line of its own, however long it is.
fn head(diagnostic: &Diagnostic, theme: &GraphicalTheme) -> String {
    let Diagnostic { code, severity, headline, .. } = diagnostic;
    let explained = match () {
        () if diagnostic.explained.is_some() => ", explained",
        () if diagnostic.advises() => ", advisory",
        () => "",
    };
    let (style, icon) = match severity {
        Severity::Error => (theme.styles.error, &theme.characters.error),
        Severity::Warning => (theme.styles.warning, &theme.characters.warning),
        Severity::Advice => (theme.styles.advice, &theme.characters.advice),
    };
    let (title, icon) = (style.style(format!("{}  {}{explained}", safe(code), severity.word())), style.style(icon));
    format!("{title}\n  {icon} {}\n", safe(headline))
}

/// Words in lines of at most `width`, each line but the first behind `indent` blanks. A word is never broken, so that
/// paths can be copied.
pub(super) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut wrapped = String::new();
    let mut column = indent;
    for (index, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 && column + 1 + length > width {
            let _ = write!(wrapped, "\n{:indent$}", "");
            column = indent;
        } else if index > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped += word;
        column += length;
    }
    wrapped + "\n"
}

/// A label as it is drawn: on which lines of its source, counted from 0, and from which byte to which.
#[derive(Debug)]
struct Mark<'a> {
    source: &'a Source,
    first: usize,
    last: usize,
    start: usize,
    end: usize,
    text: String,
}

impl<'a> Mark<'a> {
    /// The place of a label without the line ends at its edges, and its text in at most `width` characters.
    fn new(label: &Label, sources: &'a Sources, width: usize) -> Self {
        let source = sources.of(label.span).as_ref();
        let [start, end] = [label.span.start(), label.span.end()].map(|at| source.text().floor_char_boundary(at));
        let end = start + source.text()[start..end].trim_end_matches(['\r', '\n']).len();
        let first = line_of(source, start);
        let last = line_of(source, end.saturating_sub(1).max(start));
        let last = if last - first < MOST_LINES { last } else { first };
        let start = start.min(line(source, first).end);
        let end = end.clamp(start, line(source, last).end);
        let text = Row::new(&label.text, &[], width).text().to_owned();
        Mark { source, first, last, start, end, text }
    }

    fn is_on_many_lines(&self) -> bool {
        self.first < self.last
    }

    /// Whether both stand under the same bytes.
    fn is_at(&self, other: &Mark) -> bool {
        self.source.id() == other.source.id() && (self.start, self.end) == (other.start, other.end)
    }

    /// Whether both can be in one frame because they are on the same or on neighbouring lines.
    fn is_near(&self, other: &Mark) -> bool {
        self.source.id() == other.source.id() && self.first <= other.last + 1 && other.first <= self.last + 1
    }

    /// Whether miette cannot draw both in one frame: two underlines over each other, or two brackets in the margin.
    fn hides(&self, other: &Mark) -> bool {
        match (self.is_on_many_lines(), other.is_on_many_lines()) {
            (false, false) => self.start < other.end.max(other.start + 1) && other.start < self.end.max(self.start + 1),
            (true, true) => self.first <= other.last && other.first <= self.last,
            _ => false,
        }
    }

    /// The characters of one of its lines that must be seen: the first and the last, or the place of a caret.
    fn seen_in(&self, line: usize) -> impl Iterator<Item = usize> {
        let last = self.source.text().floor_char_boundary(self.end.saturating_sub(1)).max(self.start);
        [(self.first, self.start), (self.last, last)].into_iter().filter(move |at| at.0 == line).map(|at| at.1)
    }
}

/// The labels that share a frame: those on neighbouring lines that do not hide each other. The frame of the first label
/// comes first, and in each frame its first label.
fn frames<'a>(labels: &[Label], sources: &'a Sources, width: usize) -> Vec<Vec<Mark<'a>>> {
    let mut marks: Vec<Mark> = Vec::new();
    for mark in labels.iter().map(|label| Mark::new(label, sources, width)) {
        match marks.iter_mut().find(|known| known.is_at(&mark)) {
            Some(known) => format!("{}\n{}", known.text, mark.text).trim().clone_into(&mut known.text),
            None => marks.push(mark),
        }
    }
    let mut frames: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        let fits = |frame: &&mut Vec<Mark>| {
            frame.iter().any(|other| other.is_near(&mark)) && !frame.iter().any(|other| other.hides(&mark))
        };
        match frames.iter_mut().find(fits) {
            Some(frame) => frame.push(mark),
            None => frames.push(vec![mark]),
        }
    }
    frames
}

/// The number of the line that a byte is in, from 0.
fn line_of(source: &Source, byte: usize) -> usize {
    source.line_starts().partition_point(|&start| start <= byte) - 1
}

/// The bytes of a line without its end.
fn line(source: &Source, number: usize) -> Range<usize> {
    let starts = source.line_starts();
    let start = starts[number];
    let text = &source.text()[start..starts.get(number + 1).copied().unwrap_or(source.text().len())];
    let text = text.strip_suffix("\r\n").or_else(|| text.strip_suffix('\n')).unwrap_or(text);
    start..start + text.len()
}

/// One frame, as miette draws it.
fn draw(frame: &[Mark], theme: &GraphicalTheme, width: usize) -> String {
    let mut drawn = String::new();
    GraphicalReportHandler::new_themed(theme.clone())
        .with_urls(false)
        .without_syntax_highlighting()
        .with_context_lines(0)
        .with_wrap_lines(false)
        .render_report(&mut drawn, &Picture::new(frame, width))
        .expect("internal: a frame is drawn from text of its own");
    // The first line is where miette puts its headline, and a picture has none.
    drawn.trim_start_matches('\n').to_owned()
}

/// The lines of one frame as they are shown, one after another, and its labels in them: what miette draws.
#[derive(Debug)]
struct Picture {
    name: String,
    text: String,
    /// Where each line begins in the text.
    starts: Vec<usize>,
    /// The number of the first line, from 0.
    first: usize,
    /// The column of the first label, from 0.
    column: usize,
    labels: Vec<LabeledSpan>,
}

impl Picture {
    fn new(frame: &[Mark], width: usize) -> Self {
        let source = frame[0].source;
        let first = frame.iter().map(|mark| mark.first).min().unwrap_or_default();
        let last = frame.iter().map(|mark| mark.last).max().unwrap_or_default();
        let bracket = if frame.iter().any(Mark::is_on_many_lines) { " ╭─▶".chars().count() } else { 0 };
        let margin = format!(" {} │ ", last + 1).chars().count() + bracket;
        let (mut text, mut starts, mut places) = (String::new(), Vec::new(), vec![0..0; frame.len()]);
        for number in first..=last {
            let line = line(source, number);
            let seen: Vec<usize> =
                frame.iter().flat_map(|mark| mark.seen_in(number)).map(|at| at - line.start).collect();
            let row = Row::new(&source.text()[line.clone()], &seen, width.saturating_sub(margin));
            for (mark, place) in frame.iter().zip(&mut places) {
                if mark.first == number {
                    place.start = text.len() + row.place(mark.start - line.start);
                }
                if mark.last == number {
                    place.end = text.len() + row.place(mark.end - line.start);
                }
            }
            starts.push(text.len());
            text += row.text();
            text.push('\n');
        }
        let column = source.line_column(frame[0].start).column - 1;
        Picture { name: safe(source.name()), text, starts, first, column, labels: labels(frame, places) }
    }

    /// Which line of the picture, from 0, a byte of its text is in.
    fn row_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte) - 1
    }
}

/// The labels of a frame, the first of them as the one that its title names.
fn labels(frame: &[Mark], places: Vec<Range<usize>>) -> Vec<LabeledSpan> {
    let texts = frame.iter().map(|mark| Some(mark.text.clone()).filter(|text| !text.is_empty()));
    let mut spans = texts.zip(places);
    let title = spans.next().map(|(text, place)| LabeledSpan::new_primary_with_span(text, place));
    title.into_iter().chain(spans.map(|(text, place)| LabeledSpan::new_with_span(text, place))).collect()
}

impl SourceCode for Picture {
    /// The whole lines under a span of the picture, which may end with a caret at the start of a line. The column is
    /// always the first label's: miette reads it only to write the title.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let first = self.row_of(span.offset());
        let last = self.row_of(span.offset() + span.len());
        let start = self.starts[first];
        let end = self.starts.get(last + 1).copied().unwrap_or(self.text.len());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &self.text.as_bytes()[start..end],
            (start..end).into(),
            self.first + first,
            self.column,
            last - first + 1,
        )))
    }
}

impl miette::Diagnostic for Picture {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl std::error::Error for Picture {}

impl fmt::Display for Picture {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
