//! Reads YAML into the tree: the plain part of it, in which everything stands where it is used.
//!
//! It knows events with their bytes. It must not know what a key means, nor decide what a plain text is, but for `null`.
//! Nothing is built by recursion, so that no depth of nesting can hurt.

mod syntax;

use std::collections::HashMap;
use std::ops::ControlFlow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as Bytes, StructureStyle};

use super::problems::Problems;
use super::{Document, MOST_IN_A_LIST, Node, NodeKind, Scalar};
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
        if step.is_break() || builder.is_too_long() {
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
    /// How many things were put into it; keys and values count as one each.
    count: usize,
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
    problems: Problems,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source) -> Self {
        let mut problems = Problems::default();
        problems.extend(super::lone_carriage_return(source));
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
        self.frames.push(Frame { start, last: start, count: 0, flow, refused, body });
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
        frame.count += 1;
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
    /// Whether more stands in one list or record than any holds: then reading stops. Of a list that is said when it is cut.
    fn is_too_long(&mut self) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        let (is_list, end) = (matches!(frame.body, Body::List(_)), frame.last);
        let most = if is_list { MOST_IN_A_LIST } else { 2 * MOST_IN_A_LIST };
        if frame.count <= most {
            return false;
        }
        let place = self.source.span(end, end);
        if !is_list {
            self.problems.push(super::too_many("keys", super::MOST_IN_A_LIST, place));
        }
        self.stopped = Some(place);
        true
    }

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
mod tests;
