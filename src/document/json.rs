//! Reads JSON into the tree, strictly as RFC 8259 has it: no comments, no trailing commas, no other notations.
//!
//! A number keeps its text, so that no digit is lost. It must not know what a key means.

use std::collections::HashMap;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::problems::Problems;
use super::{Document, Node, NodeKind, Scalar};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

/// How many lists and records may stand one inside another.
const MAX_DEPTH: usize = 64;

/// How many values a text may hold: they are all made before one is read. Commas count, of which a text has hardly more.
const MOST_VALUES: usize = 1_000_000;

/// Nothing but what the standard allows.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads one JSON document; an empty text is a blank.
///
/// The errors are `binary`, `json-syntax`, `json-too-deep`, `json-duplicate-key`, `json-control` and
/// `json-too-large`. At `json-syntax` nothing of the text is
/// read, as what follows a slip cannot be told.
#[must_use]
pub fn read(source: &Source) -> Document {
    if let Some(problem) = super::binary(source) {
        return Document::unreadable(source, problem);
    }
    if let Some((at, _)) = source.text().match_indices(',').nth(MOST_VALUES) {
        return Document::unreadable(source, too_large(source.span(at, at + 1)));
    }
    let begin = super::beginning(source);
    let mut reader = Reader { source, begin, problems: Problems::default() };
    match parse_to_ast(&source.text()[begin..], &CollectOptions::default(), &STRICT) {
        Ok(parsed) => {
            let blank = Node { kind: NodeKind::Blank, span: source.span(begin, begin) };
            let root = parsed.value.map_or(blank, |value| reader.node(&value, 0));
            Document::new(root, reader.problems)
        }
        Err(error) => {
            let problem = reader.broken(&error);
            Document::unreadable(source, problem)
        }
    }
}

struct Reader<'a> {
    source: &'a Source,
    /// Where the text proper begins.
    begin: usize,
    problems: Problems,
}

impl Reader<'_> {
    fn span(&self, range: Range) -> Span {
        self.source.span(self.begin + range.start, self.begin + range.end)
    }

    fn node(&mut self, value: &Value, depth: usize) -> Node {
        let span = self.span(value.range());
        let scalar = |text: &str, quoted| NodeKind::Scalar(Scalar { text: text.trim().to_owned(), quoted });
        let kind = match value {
            Value::Array(_) | Value::Object(_) if depth >= MAX_DEPTH => {
                self.problems.push(too_deep(self.source.span(span.start(), span.start() + 1)));
                NodeKind::Unreadable
            }
            Value::NullKeyword(_) => NodeKind::Blank,
            Value::StringLit(_) if self.holds_a_control(span) => NodeKind::Unreadable,
            Value::StringLit(text) => scalar(&text.value, true),
            Value::NumberLit(number) => scalar(number.value, false),
            Value::BooleanLit(flag) => scalar(if flag.value { "true" } else { "false" }, false),
            Value::Array(list) => {
                NodeKind::List(list.elements.iter().map(|element| self.node(element, depth + 1)).collect())
            }
            Value::Object(object) => NodeKind::Record(self.record(object, depth)),
        };
        Node { kind, span }
    }

    /// The entries of a record. Of a key that is said twice neither value holds.
    fn record(&mut self, object: &Object, depth: usize) -> Vec<(Spanned<String>, Node)> {
        let mut entries: Vec<(Spanned<String>, Node)> = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for property in &object.properties {
            let (name, span) = (property.name.as_str().trim().to_owned(), self.span(property.name.range()));
            let value = self.node(&property.value, depth + 1);
            if self.holds_a_control(span) {
                continue;
            }
            if let Some(&first) = seen.get(&name) {
                let (key, value) = &mut entries[first];
                self.problems.push(duplicate_key(&name, span, key.span));
                value.kind = NodeKind::Unreadable;
            } else {
                seen.insert(name.clone(), entries.len());
                entries.push((Spanned::new(name, span), value));
            }
        }
        entries
    }

    /// Whether a text holds a character that JSON has as an escape only; says so.
    fn holds_a_control(&mut self, span: Span) -> bool {
        let found = self.source.slice(span).find(|c: char| c < ' ').map(|at| span.start() + at);
        self.problems.extend(found.map(|at| control(self.source.span(at, at + 1))));
        found.is_some()
    }

    fn broken(&self, error: &ParseError) -> Diagnostic {
        let (start, end) = (self.begin + error.range().start, self.begin + error.range().end);
        let text = self.source.text();
        let (start, end) = (boundary(text, start), boundary(text, end.max(start + 1)));
        if matches!(error.kind(), ParseErrorKind::NestingDepthExceeded) {
            return too_deep(self.source.span(start, end));
        }
        let (headline, help) = words(error.kind());
        Diagnostic::error("json-syntax", headline).at(self.source.span(start, end), "here").help(help)
    }
}

fn too_large(next: Span) -> Diagnostic {
    let most = super::grouped(MOST_VALUES);
    Diagnostic::error("json-too-large", format!("the text holds more than {most} values, and no such text is read"))
        .at(next, "here, about")
        .help("split the file, or put its tables into files of their own")
}

fn control(at: Span) -> Diagnostic {
    Diagnostic::error("json-control", "a text holds a line end, a tab or another control as it is")
        .at(at, "here")
        .help("write it as an escape: `\\n`, `\\t`")
}

fn duplicate_key(name: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::error("json-duplicate-key", format!("the key `{name}` is said twice"))
        .at(again, "said again here")
        .at(first, "first said here")
        .help("keep one of the two")
}

/// The end of the character that a byte is of, or the end of the text.
fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("json-too-deep", format!("lists and records stand more than {MAX_DEPTH} deep"))
        .at(span, "one too deep")
        .help("put what stands deepest further out")
}

/// What is wrong with the notation, and what to write.
fn words(kind: &ParseErrorKind) -> (String, &'static str) {
    use ParseErrorKind as Kind;
    let strict = "JSON is read strictly; write what the standard has";
    let (headline, help) = match kind {
        Kind::CommentsNotAllowed => ("a comment stands where JSON has none", "take the comment out, or write a `note`"),
        Kind::TrailingCommasNotAllowed => ("a comma stands before the end", "take the last comma out"),
        Kind::ExpectedComma => ("a comma is missing", "put a comma between two values"),
        Kind::SingleQuotedStringsNotAllowed => ("a text stands in single quotes", "put texts into double quotes"),
        Kind::ExpectedColonAfterObjectKey => ("a colon is missing after a key", "write `\"key\": value`"),
        Kind::UnterminatedArray => ("a list is not closed", "close it with `]`"),
        Kind::UnterminatedObject => ("a record is not closed", "close it with `}`"),
        Kind::String(_) => {
            ("a text is not written as JSON has it", "close it with a double quote, and write a quote in it as `\\\"`")
        }
        Kind::MultipleRootJsonValues => ("something stands behind the end", "a file holds one record"),
        other => return (format!("this is no JSON: {other}").to_lowercase().replace("json", "JSON"), strict),
    };
    (headline.to_owned(), help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn read(text: &str) -> (Document, Sources) {
        let mut sources = Sources::new();
        let source = sources.add("return.json", text);
        (super::read(&source), sources)
    }

    /// The code and the underlined text of each problem.
    fn said(text: &str) -> Vec<(String, String)> {
        let (document, sources) = read(text);
        let place = |it: &Diagnostic| sources.slice(it.labels[0].span).to_owned();
        document.diagnostics.iter().map(|it| (it.code.clone(), place(it))).collect()
    }

    #[test]
    fn numbers_keep_their_text_and_everything_has_its_place() {
        let (document, sources) = read("\u{feff}{\"a\": 1234567890123456789.010, \"b\": [null, \"é\", true]}");
        assert!(document.diagnostics.is_empty());
        let a = document.root.get("a").expect("a value");
        assert_eq!((a.text(), sources.slice(a.span)), (Some("1234567890123456789.010"), "1234567890123456789.010"));
        let Some(Node { kind: NodeKind::List(items), .. }) = document.root.get("b") else { panic!("a list") };
        assert_eq!(items[0].kind, NodeKind::Blank);
        assert_eq!((items[1].text(), sources.slice(items[1].span)), (Some("é"), "\"é\""));
        assert_eq!(items[2].text(), Some("true"));
    }

    #[test]
    fn what_is_not_json_is_said_in_its_place() {
        for (text, code, place) in [
            ("{\"a\": 1,}", "json-syntax", ","),
            ("{\"a\": 1 // why\n}", "json-syntax", "// why"),
            ("{'a': 1}", "json-syntax", "'"),
            ("{a: 1}", "json-syntax", "a"),
            ("{\"a\": 0x10}", "json-syntax", "0"),
            ("{\"a\": +5}", "json-syntax", "+"),
            ("{\"a\": .5}", "json-syntax", "."),
            ("{\"a\" 1}", "json-syntax", "1"),
            ("{\"a\": 1 \"b\": 2}", "json-syntax", " "),
            ("{\"a\": [1", "json-syntax", "["),
            ("{\"a\": 1} {}", "json-syntax", "{"),
            ("{\"a\": 1, \"a\": 2}", "json-duplicate-key", "\"a\""),
            ("{\"a\": \"b\nc\"}", "json-control", "\n"),
            ("{\"a\tb\": 1}", "json-control", "\t"),
        ] {
            let said = said(text);
            assert_eq!(said.len(), 1, "{text}: {said:?}");
            assert_eq!(said[0].0, code, "{text}");
            assert!(said[0].1.starts_with(place), "{text}: {said:?}");
        }
    }

    #[test]
    fn no_depth_and_no_text_can_hurt() {
        assert_eq!(said(&"[".repeat(100_000))[0].0, "json-too-deep");
        let deep = format!("{}1{}", "[".repeat(65), "]".repeat(65));
        assert_eq!(said(&deep)[0].0, "json-too-deep");
        assert_eq!(said(&format!("{}1{}", "[".repeat(64), "]".repeat(64))), []);
        for text in ["", "\"é", "{\"é\": é}", "\u{0}", "nul", "-", "{\"a\": \"\\ud800\"}"] {
            let _ = read(text);
        }
    }

    #[test]
    fn of_a_key_that_is_said_twice_neither_value_holds() {
        let (document, _) = read("{\"a\": 1, \"a\": 2}");
        assert_eq!(document.root.get("a").map(|node| &node.kind), Some(&NodeKind::Unreadable));
    }
}
