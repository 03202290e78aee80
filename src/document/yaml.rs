//! Reads YAML into the tree: the plain part of it, in which everything stands where it is used.
//!
//! It knows events with their bytes. It must not know what a key means, nor decide what a plain text is, but for `null`.
//! Nothing is built by recursion, so that no depth of nesting can hurt.

mod syntax;

use std::collections::HashMap;
use std::ops::ControlFlow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as Bytes, StructureStyle};

use super::{Document, Node, NodeKind, Scalar};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

/// How many lists and records may stand one inside another.
const MAX_DEPTH: usize = 64;

/// Reads one YAML document.
///
/// A text without a document is a blank. Anchors, aliases, merge keys and tags are refused, and what they stand on is
/// unreadable. The errors are `binary`, `lone-carriage-return`, `yaml-syntax`, `yaml-too-deep`, `yaml-key`,
/// `yaml-duplicate-key`, `yaml-alias`, `yaml-tag` and `yaml-several-documents`. At `yaml-syntax` and `yaml-too-deep`
/// reading stops; what was read before is kept, and where it was cut off stands something unreadable.
#[must_use]
pub fn read(source: &Source) -> Document {
    if let Some(problem) = super::binary(source) {
        return Document::unreadable(source, problem);
    }
    let options = granit_parser::options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder::new(source);
    for event in Parser::new_from_str_with_options(source.text(), options) {
        let step = match event {
            Ok((event, bytes)) => builder.event(&event, bytes),
            Err(error) => builder.broken(&error),
        };
        if step.is_break() {
            break;
        }
    }
    builder.finish()
}

/// A list or a record that is not read to its end yet.
struct Frame {
    start: usize,
    /// Where the last thing in it ends; at first, where it begins itself.
    last: usize,
    /// Whether it has brackets.
    flow: bool,
    /// Whether it holds something that is refused, so that what it says as a whole is unknown.
    refused: bool,
    body: Body,
}

enum Body {
    List(Vec<Node>),
    Record { entries: Vec<(Spanned<String>, Node)>, seen: HashMap<String, Span>, key: Key },
}

/// How far a record is with its next entry.
enum Key {
    /// The next thing is a key.
    Awaited,
    /// The next thing is the value of this one.
    Named(Spanned<String>),
    /// The next thing is what `<<` takes over.
    Merge,
    /// The next thing is a second value of this key: neither holds.
    Twice(String),
    /// The next thing is the value of a key that was refused.
    Refused,
}

/// The tree as far as it has been read.
struct Builder<'a> {
    source: &'a Source,
    /// The lists and records that are open, outermost first.
    frames: Vec<Frame>,
    root: Option<Node>,
    /// Where reading stopped before the end.
    stopped: Option<Span>,
    problems: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source) -> Self {
        let problems = super::lone_carriage_return(source).into_iter().collect();
        Builder { source, frames: Vec::new(), root: None, stopped: None, problems }
    }

    fn event(&mut self, event: &Event, bytes: Bytes) -> ControlFlow<()> {
        let span = self.span(bytes);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let tag = self.tag(bytes);
                self.scalar(text, *style, span, tag, *anchor != 0);
            }
            Event::SequenceStart(style, anchor, _) => {
                let refused = self.tag(bytes).is_some() || *anchor != 0;
                return self.open(span, *style, refused, Body::List(Vec::new()));
            }
            Event::MappingStart(style, anchor, _) => {
                let refused = self.tag(bytes).is_some() || *anchor != 0;
                let body = Body::Record { entries: Vec::new(), seen: HashMap::new(), key: Key::Awaited };
                return self.open(span, *style, refused, body);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Anchor(..) => self.problems.push(anchor(self.source, span)),
            Event::Alias(_) | Event::UnresolvedAlias(_) => self.alias(span),
            Event::DocumentStart(..) if self.root.is_some() => {
                self.problems.push(several_documents(span));
                return ControlFlow::Break(());
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, token: Span, tag: Option<Span>, anchored: bool) {
        let plain = style == ScalarStyle::Plain;
        let token = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => token,
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => self.trimmed(token),
        };
        if tag.is_some() || anchored {
            let span = if token.is_empty() { tag.unwrap_or(token) } else { token };
            return self.deliver(Node { kind: NodeKind::Unreadable, span });
        }
        let text = text.trim();
        let kind = if plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            NodeKind::Blank
        } else {
            NodeKind::Scalar(Scalar { text: text.to_owned(), quoted: !plain })
        };
        let span = if token.is_empty() { self.place().unwrap_or(token) } else { token };
        self.deliver(Node { kind, span });
    }

    fn alias(&mut self, span: Span) {
        // What `<<` takes over is refused with it.
        if !matches!(self.frames.last(), Some(Frame { body: Body::Record { key: Key::Merge, .. }, .. })) {
            self.problems.push(alias(self.source, span));
        }
        self.deliver(Node { kind: NodeKind::Unreadable, span });
    }

    /// Refuses the tag of a node, if it has one.
    fn tag(&mut self, bytes: Bytes) -> Option<Span> {
        let span = self.span(bytes.tag_span()?);
        self.problems.push(tag(self.source, span));
        Some(span)
    }

    fn open(&mut self, span: Span, style: StructureStyle, refused: bool, body: Body) -> ControlFlow<()> {
        if self.frames.len() == MAX_DEPTH {
            return self.too_deep(self.character(span.start()));
        }
        // An implicit record in a list with brackets has none of its own.
        let flow = style == StructureStyle::Flow && !span.is_empty();
        let mut start = span.start();
        if let (Body::List(_), StructureStyle::Block, Some(place)) = (&body, style, self.place()) {
            // The parser puts a list that is not indented behind its first dash.
            let dash = skip_trivia(self.source.text(), place.end());
            start = if self.source.text()[dash..].starts_with('-') { dash } else { start };
        }
        self.frames.push(Frame { start, last: start, flow, refused, body });
        ControlFlow::Continue(())
    }

    fn close(&mut self, end: Span) {
        let frame = self.frames.pop().expect("internal: more ends than starts");
        // The end of what has no brackets is reported behind blanks and comments.
        let end = if frame.flow { end.end() } else { frame.last };
        let span = self.source.span(frame.start, end.max(frame.start));
        let kind = match frame.body {
            _ if frame.refused => NodeKind::Unreadable,
            Body::List(items) => NodeKind::List(items),
            Body::Record { entries, .. } => NodeKind::Record(entries),
        };
        self.deliver(Node { kind, span });
    }

    /// Puts a finished node where it belongs: an item, a key, a value, or the whole.
    fn deliver(&mut self, node: Node) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.last = frame.last.max(node.span.end());
        match &mut frame.body {
            Body::List(items) => items.push(node),
            Body::Record { entries, seen, key } => match std::mem::replace(key, Key::Awaited) {
                Key::Awaited => {
                    let (found, problem) = read_key(self.source, node, seen);
                    // What `<<` would add is unknown, and with it what the record lacks.
                    frame.refused |= matches!(found, Key::Merge);
                    *key = found;
                    // A key that was cut off may be more than it seems.
                    self.problems.extend(problem.filter(|_| self.stopped.is_none()));
                }
                Key::Named(name) => entries.push((name, node)),
                Key::Twice(name) => {
                    if let Some((_, first)) = entries.iter_mut().find(|(key, _)| key.value == name) {
                        first.kind = NodeKind::Unreadable;
                    }
                }
                Key::Merge | Key::Refused => {}
            },
        }
    }

    /// The caret where a `:` or a dash says that the next value should stand.
    fn place(&self) -> Option<Span> {
        let frame = self.frames.last()?;
        let mark = match frame.body {
            Body::Record { key: Key::Awaited, .. } => return None,
            Body::Record { .. } => ':',
            Body::List(_) if frame.flow => return None,
            Body::List(_) => '-',
        };
        let at = skip_trivia(self.source.text(), frame.last);
        let at = if self.source.text()[at..].starts_with(mark) { at + 1 } else { frame.last };
        Some(self.source.span(at, at))
    }

    fn span(&self, bytes: Bytes) -> Span {
        let bytes = bytes.byte_range().expect("internal: the parser of a text counts bytes");
        self.source.span(bytes.start, bytes.end)
    }

    /// A span without the blanks and line ends around its text.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.source.slice(span);
        let start = span.start() + if text.trim().is_empty() { 0 } else { text.len() - text.trim_start().len() };
        self.source.span(start, start + text.trim().len())
    }

    /// The one character that begins at a byte, or a caret at the end of a line.
    fn character(&self, at: usize) -> Span {
        let length =
            self.source.text()[at..].chars().next().filter(|c| !matches!(c, '\r' | '\n')).map_or(0, char::len_utf8);
        self.source.span(at, at + length)
    }
}

/// How reading ends.
impl Builder<'_> {
    fn too_deep(&mut self, place: Span) -> ControlFlow<()> {
        self.problems.push(too_deep(place));
        self.stopped = Some(place);
        ControlFlow::Break(())
    }

    fn broken(&mut self, error: &ScanError) -> ControlFlow<()> {
        let at = error.marker().byte_offset().expect("internal: the parser of a text counts bytes");
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return self.too_deep(self.character(at));
        }
        let place = self.character(syntax::place(self.source.text(), error.kind(), at));
        self.stopped = Some(place);
        // What touches the place may be half of a value.
        let last = match self.frames.last_mut() {
            Some(Frame { body: Body::List(items), .. }) => items.last_mut(),
            Some(Frame { body: Body::Record { entries, .. }, .. }) => entries.last_mut().map(|(_, value)| value),
            None => self.root.as_mut(),
        };
        if let Some(last) = last.filter(|last| last.span.end() >= place.start()) {
            last.kind = NodeKind::Unreadable;
        }
        // A text such as `*about* 5` begins with a refusal: that is the whole mistake, told once.
        let refused = self.problems.pop_if(|last| {
            let end = last.labels[0].span.end();
            matches!(last.code.as_str(), "yaml-alias" | "yaml-tag")
                && end <= place.start()
                && self.source.text()[end..place.start()].trim().is_empty()
        });
        self.problems.push(match refused {
            Some(refused) => Diagnostic { code: "yaml-syntax".to_owned(), ..refused },
            None => self.syntax_error(error.kind(), place),
        });
        ControlFlow::Break(())
    }

    fn syntax_error(&self, kind: &ErrorKind, place: Span) -> Diagnostic {
        let problem = syntax::problem(self.source, kind, place);
        let bracket = self.frames.iter().rev().find(|frame| frame.flow).map(|frame| self.character(frame.start));
        match bracket.filter(|bracket| bracket.end() <= place.start()) {
            Some(bracket) => problem.at(bracket, "inside this bracket"),
            None => problem,
        }
    }

    fn finish(mut self) -> Document {
        while let (Some(stop), Some(frame)) = (self.stopped, self.frames.last_mut()) {
            let at = frame.last.max(stop.start());
            frame.flow = false;
            if !matches!(frame.body, Body::Record { key: Key::Awaited, .. }) {
                self.deliver(Node { kind: NodeKind::Unreadable, span: self.source.span(at, at) });
            }
            self.close(stop);
        }
        let beginning = super::beginning(self.source);
        let root = self.root.unwrap_or_else(|| match self.stopped {
            Some(stop) => Node { kind: NodeKind::Unreadable, span: stop },
            None => Node { kind: NodeKind::Blank, span: self.source.span(beginning, beginning) },
        });
        Document::new(root, self.problems)
    }
}

/// What a node says as the key of a record, and why not, if it is refused.
fn read_key(source: &Source, node: Node, seen: &mut HashMap<String, Span>) -> (Key, Option<Diagnostic>) {
    let span = node.span;
    let what = node.what();
    let name = match node.kind {
        NodeKind::Scalar(Scalar { text, quoted: false }) if text == "<<" => return (Key::Merge, Some(merge(span))),
        NodeKind::Scalar(Scalar { text, .. }) => text,
        NodeKind::Blank => source.slice(span).to_owned(),
        NodeKind::Unreadable => return (Key::Refused, None),
        NodeKind::List(_) | NodeKind::Record(_) => return (Key::Refused, Some(not_a_key(what, span))),
    };
    if name.is_empty() {
        return (Key::Refused, Some(no_key(span)));
    }
    if let Some(&first) = seen.get(&name) {
        let problem = duplicate(&name, span, first);
        return (Key::Twice(name), Some(problem));
    }
    seen.insert(name.clone(), span);
    (Key::Named(Spanned::new(name, span)), None)
}

/// The first byte from one on that is neither blank, nor a line end, nor in a comment.
fn skip_trivia(text: &str, from: usize) -> usize {
    let mut rest = text[from..].trim_start_matches([' ', '\t', '\r', '\n']);
    while rest.starts_with('#') {
        let line = rest.find('\n').unwrap_or(rest.len());
        rest = rest[line..].trim_start_matches([' ', '\t', '\r', '\n']);
    }
    text.len() - rest.len()
}

fn anchor(source: &Source, span: Span) -> Diagnostic {
    Diagnostic::error("yaml-alias", format!("`{}` names a value for use elsewhere", source.slice(span)))
        .at(span, "an anchor")
        .help("write values out where they are used; a text that begins with `&` belongs in quotes")
}

fn alias(source: &Source, span: Span) -> Diagnostic {
    Diagnostic::error("yaml-alias", format!("`{}` stands for a value that is written elsewhere", source.slice(span)))
        .at(span, "an alias")
        .help("write the value out here; a text that begins with `*` belongs in quotes")
}

fn merge(span: Span) -> Diagnostic {
    Diagnostic::error("yaml-alias", "`<<` takes over keys that are written elsewhere")
        .at(span, "a merge key")
        .help("write the keys out here")
}

fn tag(source: &Source, span: Span) -> Diagnostic {
    Diagnostic::error("yaml-tag", format!("`{}` says what kind of value follows", source.slice(span)))
        .at(span, "a tag")
        .help("leave the tag out; a text that begins with `!` belongs in quotes")
}

fn not_a_key(what: &str, span: Span) -> Diagnostic {
    Diagnostic::error("yaml-key", format!("{what} stands where a key should be"))
        .at(span, "not a text")
        .help("a key is a text; one that begins with `[` or `{` belongs in quotes, and so does such a value")
}

fn no_key(span: Span) -> Diagnostic {
    Diagnostic::error("yaml-key", "a value has no key").at(span, "a key should stand here").help("write `key: value`")
}

fn duplicate(name: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::error("yaml-duplicate-key", format!("the key `{name}` is said twice"))
        .at(again, "said again here")
        .at(first, "first said here")
        .help("keep one of the two")
}

fn several_documents(span: Span) -> Diagnostic {
    Diagnostic::error("yaml-several-documents", "the file holds more than one document")
        .at(span, "the second begins here")
        .help("give each document a file of its own")
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("yaml-too-deep", format!("lists and records stand more than {MAX_DEPTH} deep"))
        .at(span, "one too deep")
        .help("write it with fewer lists and records inside one another")
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
        let source = Sources::new().add("test.yaml", text);
        let document = read(&source);
        Reading { source, document }
    }

    impl Reading {
        /// The text under the node at a path of keys and indexes.
        fn under(&self, path: &str) -> &str {
            self.source.slice(self.node(path).span)
        }

        /// The text under a node, with the character on each side of it.
        fn around(&self, path: &str) -> (&str, &str) {
            let span = self.node(path).span;
            let text = self.source.text();
            let line = text[..span.start()].rfind('\n').map_or(0, |end| end + 1);
            (&text[line..span.start()], text[span.end()..].lines().next().unwrap_or(""))
        }

        fn node(&self, path: &str) -> &Node {
            path.split('.').filter(|step| !step.is_empty()).fold(&self.document.root, |node, step| match &node.kind {
                NodeKind::List(items) => &items[step.parse::<usize>().unwrap()],
                _ => node.get(step).unwrap_or_else(|| panic!("no `{step}` in {node:?}")),
            })
        }

        /// Each problem: its code, and each label as `text under it: what it says`.
        fn problems(&self) -> Vec<String> {
            let problem = |problem: &Diagnostic| {
                problem.labels.iter().fold(problem.code.clone(), |mut line, label| {
                    write!(line, " | {}: {}", self.source.slice(label.span), label.text).unwrap();
                    line
                })
            };
            self.document.diagnostics.iter().map(problem).collect()
        }

        fn headline(&self) -> &str {
            &self.document.diagnostics[0].headline
        }
    }

    /// A node as text: a blank is `_`, what is quoted is in quotes, what is unreadable is `?`.
    fn drawn(node: &Node) -> String {
        let drawn_all = |nodes: Vec<String>| nodes.join(", ");
        match &node.kind {
            NodeKind::Blank => "_".to_owned(),
            NodeKind::Unreadable => "?".to_owned(),
            NodeKind::Scalar(Scalar { text, quoted: false }) => text.clone(),
            NodeKind::Scalar(Scalar { text, quoted: true }) => format!("{text:?}"),
            NodeKind::List(items) => format!("[{}]", drawn_all(items.iter().map(drawn).collect())),
            NodeKind::Record(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{}: {}", key.value, drawn(value))).collect();
                format!("{{{}}}", drawn_all(entries))
            }
        }
    }

    fn tree(text: &str) -> String {
        drawn(&reading(text).document.root)
    }

    fn clean(text: &str) -> Reading {
        let reading = reading(text);
        assert_eq!(reading.problems(), Vec::<String>::new());
        reading
    }

    #[test]
    fn a_record_and_a_list_end_where_their_last_value_ends() {
        let read = clean("a: b\nc:\n  d: 'e'  \n  # a comment\n\nf:\n  - g\n  -   h  \n# the end\n");
        assert_eq!(drawn(&read.document.root), r#"{a: b, c: {d: "e"}, f: [g, h]}"#);
        assert_eq!(read.under("c"), "d: 'e'");
        assert_eq!(read.under("c.d"), "'e'");
        assert_eq!(read.under("f"), "- g\n  -   h");
        assert_eq!(read.under("f.1"), "h");
        assert!(read.under("").ends_with("-   h"));
    }

    #[test]
    fn a_list_that_is_not_indented_begins_at_its_dash() {
        let read = clean("a: # years\n# two\n- -5\n- 6\nb:\n-\n-\n- c: d\n  e: f\n");
        assert_eq!(read.under("a"), "- -5\n- 6");
        assert_eq!(read.under("a.0"), "-5");
        assert_eq!(read.under("b"), "-\n-\n- c: d\n  e: f");
        assert_eq!(read.under("b.2"), "c: d\n  e: f");
    }

    #[test]
    fn lists_in_lists_begin_at_their_own_dash() {
        let read = clean("- - a\n  - b\n- - - c\n");
        assert_eq!(read.under("0"), "- a\n  - b");
        assert_eq!(read.under("1"), "- - c");
        assert_eq!(read.under("1.0"), "- c");
    }

    #[test]
    fn brackets_belong_to_their_list_or_record() {
        let read = clean("a: {b: 1, c: , d }\ne: [ x, 'y' , ] # two\nf: []\ng: {}\nh: [i: j , k]\nl: {\"m\":[1]}");
        assert_eq!(
            drawn(&read.document.root),
            r#"{a: {b: 1, c: _, d: _}, e: [x, "y"], f: [], g: {}, h: [{i: j}, k], l: {m: [1]}}"#
        );
        assert_eq!(read.under("a"), "{b: 1, c: , d }");
        assert_eq!(read.under("e"), "[ x, 'y' , ]");
        assert_eq!(read.under("f"), "[]");
        assert_eq!(read.under("g"), "{}");
        assert_eq!(read.under("h.0"), "i: j");
        assert_eq!(read.under("l"), "{\"m\":[1]}");
    }

    #[test]
    fn a_blank_stands_where_its_value_should() {
        let read = clean("k:\nl:   # none\n\"m\"  :\nn: {o: , p}\nq:\n  -\n  # two\n  -   # none\n  - r\n  -\n? s\n");
        assert_eq!(read.around("k"), ("k:", ""));
        assert_eq!(read.around("l"), ("l:", "   # none"));
        assert_eq!(read.around("m"), ("\"m\"  :", ""));
        assert_eq!(read.around("n.o"), ("n: {o:", " , p}"));
        assert_eq!(read.around("n.p"), ("n: {o: , p", "}"));
        assert_eq!(read.around("q.0"), ("  -", ""));
        assert_eq!(read.around("q.1"), ("  -", "   # none"));
        assert_eq!(read.around("q.3"), ("  -", ""));
        assert_eq!(read.around("s"), ("? s", ""));
        assert!(
            ["k", "l", "m", "n.o", "n.p", "q.0", "q.1", "q.3", "s"].map(|at| read.node(at).kind == NodeKind::Blank)
                == [true; 9]
        );
    }

    #[test]
    fn null_is_blank_unless_it_is_quoted() {
        let read = clean("- ~\n- null\n- Null\n- NULL\n- 'null'\n- ''\n- nULL\n- |\n  ~\n- \u{a0}\n");
        assert_eq!(drawn(&read.document.root), r#"[_, _, _, _, "null", "", nULL, "~", _]"#);
        assert_eq!(read.under("0"), "~");
        assert_eq!(read.under("1"), "null");
        assert_eq!(read.around("8"), ("-", " \u{a0}"));
    }

    #[test]
    fn a_text_is_unescaped_and_trimmed() {
        let read = clean("a: \"x\\n\u{a3}\\\"\"\nb: 'it''s '\nc: two\n  lines\nd: 5\u{a0}\ne: a\tb\nf: 1_000\n");
        assert_eq!(
            drawn(&read.document.root),
            "{a: \"x\\n£\\\"\", b: \"it's\", c: two lines, d: 5, e: a\tb, f: 1_000}"
        );
        assert_eq!(read.under("a"), "\"x\\n£\\\"\"");
        assert_eq!(read.under("b"), "'it''s '");
        assert_eq!(read.under("c"), "two\n  lines");
        assert_eq!(read.under("d"), "5");
    }

    #[test]
    fn a_block_of_text_ends_with_its_last_line() {
        let read = clean("a: |\n  x\n  y\n\nb: >- # folded\n    x\n    y\n\n\nc: |+\n\nd: |2\n   z");
        assert_eq!(drawn(&read.document.root), r#"{a: "x\ny", b: "x y", c: "", d: "z"}"#);
        assert_eq!(read.under("a"), "x\n  y");
        assert_eq!(read.under("b"), "x\n    y");
        assert_eq!(read.around("c"), ("c:", " |+"));
        assert_eq!(read.under("d"), "z");
    }

    #[test]
    fn byte_order_marks_crlf_and_wide_letters_leave_spans_exact() {
        let read = clean("\u{feff}é: ü x\r\nb:\r\n  - 🦀 # ß\r\n  - |\r\n    ñ\r\nc:\r\n");
        assert_eq!(read.under("é"), "ü x");
        assert_eq!(read.under("b"), "- 🦀 # ß\r\n  - |\r\n    ñ");
        assert_eq!(read.under("b.1"), "ñ");
        assert_eq!(read.around("c"), ("c:", ""));
        assert_eq!(read.under(""), read.source.text().trim_start_matches('\u{feff}').trim_end());
    }

    #[test]
    fn a_text_without_a_document_is_blank() {
        for text in ["", "\u{feff}", "\n\n", "# nothing\n", "---\n", "...\n", "null\n"] {
            assert_eq!(drawn(&clean(text).document.root), "_", "{text:?}");
        }
    }

    #[test]
    fn a_whole_may_be_a_text_or_have_markers() {
        assert_eq!(tree("one\ntwo\n"), "one two");
        assert_eq!(tree("%YAML 1.2\n---\na: 1\n...\n"), "{a: 1}");
    }

    #[test]
    fn of_two_equal_keys_neither_value_is_kept() {
        let read = reading("a: 1\nb: 2\n\"a\": {a: &x 3}\nb: 4\nb: 5\n");
        assert_eq!(drawn(&read.document.root), "{a: ?, b: ?}");
        assert_eq!(
            read.problems(),
            [
                "yaml-duplicate-key | \"a\": said again here | a: first said here",
                "yaml-duplicate-key | b: said again here | b: first said here",
                "yaml-duplicate-key | b: said again here | b: first said here",
                "yaml-alias | &x: an anchor",
            ]
        );
        assert_eq!(read.headline(), "the key `a` is said twice");
        assert!(!read.document.is_cut_short());
    }

    #[test]
    fn a_key_is_a_text() {
        let read =
            reading("1: a\ntrue: b\nnull: c\n? |\n  long\n: d\n? [e]\n: f\n{{ g }}: h\n: i\n'': j\nk: {{ l }}\n");
        assert_eq!(drawn(&read.document.root), "{1: a, true: b, null: c, long: d, k: {}}");
        assert_eq!(
            read.problems(),
            [
                "yaml-key | [e]: not a text",
                "yaml-key | {{ g }}: not a text",
                "yaml-key | { g }: not a text",
                "yaml-key | : a key should stand here",
                "yaml-key | '': a key should stand here",
                "yaml-key | { l }: not a text",
            ]
        );
    }

    #[test]
    fn anchors_aliases_and_tags_are_refused_one_by_one() {
        let read = reading(
            "a: &x 1\nb: *x\nc: *none\nd: !!str 5\ne: !mine\nf: &y\ng: !!map {h: 1}\ni: &z\n  - 1\n- 2\n"
                .trim_end_matches("- 2\n"),
        );
        assert_eq!(drawn(&read.document.root), "{a: ?, b: ?, c: ?, d: ?, e: ?, f: ?, g: ?, i: ?}");
        assert_eq!(
            read.problems(),
            [
                "yaml-alias | &x: an anchor",
                "yaml-alias | *x: an alias",
                "yaml-alias | *none: an alias",
                "yaml-tag | !!str: a tag",
                "yaml-tag | !mine: a tag",
                "yaml-alias | &y: an anchor",
                "yaml-tag | !!map: a tag",
                "yaml-alias | &z: an anchor",
            ]
        );
        assert_eq!(read.under("d"), "5");
        assert_eq!(read.under("e"), "!mine");
        assert_eq!(read.around("f"), ("f: &y", ""));
        assert_eq!(read.under("g"), "{h: 1}");
        assert_eq!(read.under("i"), "- 1");
    }

    #[test]
    fn a_key_that_is_refused_takes_its_value_along() {
        let read = reading("&k a: 1\n*k : 2\n!t b: 3\nc: 4\n");
        assert_eq!(drawn(&read.document.root), "{c: 4}");
        assert_eq!(
            read.problems(),
            ["yaml-alias | &k: an anchor", "yaml-alias | *k: an alias", "yaml-tag | !t: a tag"]
        );
    }

    #[test]
    fn a_merge_key_makes_its_record_unreadable_once() {
        let read = reading("a: {b: 1}\nc:\n  <<: *a\n  d: 2\ne: {'<<': 3}\n");
        assert_eq!(drawn(&read.document.root), "{a: {b: 1}, c: ?, e: {<<: 3}}");
        assert_eq!(read.problems(), ["yaml-alias | <<: a merge key"]);
        assert_eq!(read.under("c"), "<<: *a\n  d: 2");
    }

    #[test]
    fn a_billion_laughs_stay_small() {
        let mut text = "a0: &a0 [lol]\n".to_owned();
        for i in 1..50 {
            writeln!(text, "a{i}: &a{i} [{}]", format!("*a{}, ", i - 1).repeat(9)).unwrap();
        }
        let read = reading(&text);
        assert_eq!(read.problems().len(), 50 + 49 * 9);
        assert_eq!(drawn(&read.document.root).matches('?').count(), 50);
    }

    #[test]
    fn only_the_first_document_is_read() {
        let read = reading("a: 1\n---\nb: 2\n---\n'c\n");
        assert_eq!(drawn(&read.document.root), "{a: 1}");
        assert_eq!(read.problems(), ["yaml-several-documents | ---: the second begins here"]);
        assert_eq!(tree("---\n---\na: 1\n"), "_");
        assert_eq!(reading("a: 1\n...\nb: 2\n").problems().len(), 1);
    }

    #[test]
    fn nesting_has_a_limit() {
        assert_eq!(clean(&"- ".repeat(64)).problems().len(), 0);
        assert_eq!(clean(&format!("{}{}", "[".repeat(64), "]".repeat(64))).problems().len(), 0);
        assert_eq!(clean(&format!("{}{}x{}", "- ".repeat(32), "[".repeat(32), "]".repeat(32))).problems().len(), 0);
        for (text, under) in [
            ("- ".repeat(65), "-"),
            (format!("{}x{}", "[".repeat(65), "]".repeat(65)), "["),
            (format!("{}x{}", "{a: ".repeat(65), "}".repeat(65)), "{"),
            (format!("{}{}x{}", "- ".repeat(32), "[".repeat(33), "]".repeat(33)), "["),
        ] {
            let read = reading(&text);
            assert_eq!(read.problems(), [format!("yaml-too-deep | {under}: one too deep")], "{text}");
            assert!(drawn(&read.document.root).contains('?'));
            assert!(read.document.is_cut_short());
        }
    }

    #[test]
    fn a_very_deep_text_does_not_overflow_the_stack() {
        for (text, code) in [
            ("[".repeat(100_000), "yaml-too-deep"),
            ("{a: ".repeat(100_000), "yaml-too-deep"),
            ("- ".repeat(100_000), "yaml-too-deep"),
            ("? ".repeat(100_000), "yaml-too-deep"),
            ((0..3_000).fold(String::new(), |text, depth| text + " ".repeat(depth).as_str() + "a:\n"), "yaml-too-deep"),
            ("]".repeat(100_000), "yaml-syntax"),
        ] {
            let read = reading(&text);
            assert_eq!(read.document.diagnostics.len(), 1);
            assert_eq!(read.document.diagnostics[0].code, code);
        }
    }

    #[test]
    fn what_was_read_before_a_syntax_error_is_kept() {
        let read = reading("a: 1\nb:\n  - c: 2\n    d: 3\n  - e: 'f\n");
        assert_eq!(drawn(&read.document.root), "{a: 1, b: [{c: 2, d: 3}, {e: ?}, ?]}");
        assert_eq!(read.problems(), ["yaml-syntax | ': opened here"]);
        assert!(read.document.is_cut_short());
    }

    #[test]
    fn half_a_value_is_unreadable() {
        assert_eq!(tree("a: b: c\n"), "{a: ?}");
        assert_eq!(tree("a: 1\n b: 2\n"), "{a: ?}");
        assert_eq!(tree("a b\nc: 1\n"), "?");
        assert_eq!(tree("a: [b, c]d\n"), "{a: ?}");
        assert_eq!(tree("'a\n"), "?");
    }

    #[test]
    fn syntax_errors_are_said_in_plain_words() {
        for (text, under, headline) in [
            ("a: 1\n\tb: 2\n", "\t", "a line is indented with a tab"),
            ("k:\n  a: 1\n\tb: 2\n", "\t", "a line is indented with a tab"),
            ("a: \"x", "\"", "a quote is opened and never closed"),
            ("a: [1, [2]\n", "[", "`[` is opened and never closed"),
            ("a: [1}\n", "[", "`[` is closed by `}`"),
            ("a: 1\n}\n", "}", "`}` closes a bracket that is not open"),
            ("a: {b: 1 c: 2}\n", ":", "a comma or a closing bracket is missing"),
            ("a: b: c\n", ":", "a `:` stands where no key can end"),
            ("a: [1, 2\nb: 3\n", ":", "a `:` stands where no key can end"),
            ("a: 1\nfoo\nb: 2\n", "f", "a line has no `:`, where a key should be"),
            ("a: - 1\n", "-", "a `-` stands where no list can begin"),
            ("a: @x\n", "@", "`@` stands where a value should be"),
            ("a: *\n", "*", "`*` stands where a value should be"),
            ("a: [1, , 2]\n", ",", "`,` stands where a value should be"),
            ("a:\n  b: 1\n c: 2\n", "c", "a line is not in line with what it belongs to"),
            ("- a\nb: c\n", "b", "a line is not in line with what it belongs to"),
            ("a: 'x' y\n", "y", "`y` follows a value that has ended"),
            ("a: \"\\q\"\n", "\"", "a text in double quotes has a `\\` that begins nothing known"),
            ("a: x # y\n  z\n", "#", "a comment stands in the middle of a text"),
            ("a: |x\n", "|", "something follows `|` or `>` on its line"),
            ("a: b\u{1}\n", "\u{1}", "the text holds an unprintable character, U+0001"),
            ("a: b\n%c\n", "%", "this is not YAML: missing explicit document end marker before directive"),
        ] {
            let read = reading(text);
            let problem = read.document.diagnostics.first().unwrap_or_else(|| panic!("nothing wrong in {text:?}"));
            assert_eq!(problem.code, "yaml-syntax");
            assert_eq!(
                (read.source.slice(problem.labels[0].span), problem.headline.as_str()),
                (under, headline),
                "{text:?}"
            );
            assert_eq!(read.document.diagnostics.len(), 1, "{text:?}");
        }
    }

    #[test]
    fn a_syntax_error_in_brackets_shows_the_bracket() {
        let read = reading("a: [1, 2\nb: 3\n");
        assert_eq!(read.problems(), ["yaml-syntax | :: no key ends here | [: inside this bracket"]);
    }

    #[test]
    fn a_text_that_begins_like_an_alias_is_told_once() {
        let read = reading("a: *about* 5\nb: 2\n");
        assert_eq!(read.problems(), ["yaml-syntax | *about*: an alias"]);
        assert_eq!(drawn(&read.document.root), "{a: ?}");
        assert!(read.document.is_cut_short());
    }

    #[test]
    fn tabs_ask_for_spaces() {
        assert_eq!(reading("a:\n\tb: 2\n").document.diagnostics[0].help.as_deref(), Some("indent with spaces"));
    }

    #[test]
    fn the_first_lone_carriage_return_is_refused_among_the_others() {
        let read = reading("a: 1\r\nb: 2\rc: *x\rd: 4\n");
        assert_eq!(read.problems(), ["lone-carriage-return | \r: here, first", "yaml-alias | *x: an alias"]);
        assert_eq!(drawn(&read.document.root), "{a: 1, b: 2, c: ?, d: 4}");
    }

    #[test]
    fn a_file_that_is_no_text_is_not_read() {
        let read = reading("a: 1\nb: \0\n");
        assert_eq!(read.problems(), ["binary | \0: a byte of zero"]);
        assert_eq!(drawn(&read.document.root), "?");
    }

    /// Every span lies in its source and in its parent, in order.
    fn check_spans(source: &Source, node: &Node, from: usize) -> usize {
        assert!(node.span.start() >= from, "{node:?} begins before {from}");
        assert!(source.slice(node.span).len() == node.span.len());
        let end = match &node.kind {
            NodeKind::List(items) => items.iter().fold(node.span.start(), |from, item| check_spans(source, item, from)),
            NodeKind::Record(entries) => entries.iter().fold(node.span.start(), |from, (key, value)| {
                assert!(key.span.start() >= from);
                check_spans(source, value, key.span.end())
            }),
            _ => node.span.end(),
        };
        assert!(end <= node.span.end(), "{node:?} ends before {end}");
        node.span.end()
    }

    fn fragments() -> impl Strategy<Value = String> {
        let fragment = prop::sample::select(vec![
            "a", "b: ", "c:\n", "- ", "\n", "\n  ", "\n    ", "  ", "[", "]", "{", "}", ", ", "'", "\"", "# x\n",
            "&x ", "*x", "<<: ", "!t ", "|\n", ">-\n", "? ", ": ", "\t", "---\n", "...\n", "~", "é", "\r\n", "\r",
            "\u{feff}", "\\", "%", "\u{a0}",
        ]);
        prop::collection::vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn whatever_the_text_spans_lie_in_it(text in fragments()) {
            let read = reading(&text);
            check_spans(&read.source, &read.document.root, 0);
            for label in read.document.diagnostics.iter().flat_map(|problem| &problem.labels) {
                prop_assert_eq!(read.source.slice(label.span).len(), label.span.len());
            }
            prop_assert!(read.document.diagnostics.is_sorted_by_key(|problem| problem.labels.iter().map(|l| l.span).min()));
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            reading(&text);
        }
    }
}
