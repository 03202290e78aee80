//! What editing a text in place needs: pieces that are put in where others stood, and the layout of what is around them.

use std::fmt::Write;

use crate::source::{Source, Span};

/// Pieces of a text that are to be others. None may overlap.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    list: Vec<(usize, usize, String)>,
}

impl Changes {
    /// Puts a text where another stands.
    pub fn replace(&mut self, at: Span, text: impl Into<String>) {
        self.cut(at.start(), at.end(), text);
    }

    /// Puts a text in front of a byte.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.cut(at, at, text);
    }

    /// Puts a text where the bytes `start..end` are.
    pub fn cut(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.list.push((start, end, text.into()));
    }

    /// The text with all of them; none when two overlap.
    #[must_use]
    pub fn applied(mut self, text: &str) -> Option<String> {
        self.list.sort_by_key(|&(start, end, _)| (start, end));
        let (mut out, mut done) = (String::new(), 0);
        for (start, end, put) in self.list {
            out.push_str(text.get(done..start)?);
            out.push_str(&put);
            done = end;
        }
        out.push_str(text.get(done..)?);
        Some(out)
    }
}

/// How the lines of a text end.
#[must_use]
pub fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the line of a byte begins.
#[must_use]
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// Where the line after that of a byte begins; none when it is the last and does not end.
#[must_use]
pub fn next_line(text: &str, at: usize) -> Option<usize> {
    text[at..].find('\n').map(|more| at + more + 1)
}

/// The blanks at the beginning of the line of a byte.
#[must_use]
pub fn indent_of(source: &Source, at: usize) -> &str {
    let line = source.text()[line_start(source.text(), at)..at].trim_start_matches('\u{feff}');
    &line[..line.len() - line.trim_start_matches(' ').len()]
}

/// A text as a YAML scalar: as it stands where that is safe, else in double quotes.
#[must_use]
pub fn quote(text: &str) -> String {
    let text = text.trim();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '+' | '\'' | '.' | '(' | ')');
    let is_word = |word: &str| ["null", "true", "false", "yes", "no", "on", "off"].contains(&word);
    if text.starts_with(char::is_alphabetic) && text.chars().all(is_plain) && !is_word(&text.to_lowercase()) {
        return text.to_owned();
    }
    in_quotes(text)
}

/// A text in double quotes.
#[must_use]
pub fn in_quotes(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
