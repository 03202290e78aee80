//! One spanned tree that every format becomes. Scalars stay text: what a text means is decided by `intake` and `pack`.
//!
//! Reading never stops at the first problem: a reader gives a tree *and* diagnostics. It must not know what an agreement,
//! a return or a pack is.

pub mod csv;
pub mod encoding;
mod entry;
pub mod json;
pub mod problems;
pub mod record;
pub mod scalar;
pub mod yaml;

pub use entry::{Choice, Entry, Gap, Why, plain_word};

use problems::Problems;

use crate::diagnostic::Diagnostic;
use crate::number::Exact;
use crate::source::{Source, Span, Spanned};

/// A place in a document and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What stands there.
    pub kind: NodeKind,
    /// Where; empty for a blank, at the place where the value should be.
    pub span: Span,
}

/// What can stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// Nothing: an empty cell, a `null`, a text in quotes that is empty, a key without a value.
    Blank,
    /// One value, as text: unescaped, and without blanks around it.
    Scalar(Scalar),
    /// Things in order: a YAML sequence, the records of a CSV table.
    List(Vec<Node>),
    /// Named things in order: a YAML mapping, one CSV record by its header. Keys are unique.
    Record(Vec<(Spanned<String>, Node)>),
    /// Something that is there and could not be read; a diagnostic says why.
    Unreadable,
}

/// A value's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, unescaped and trimmed.
    pub text: String,
    /// Whether it stood in quotes: then it is a text even if it looks like a number or a `null`.
    pub quoted: bool,
}

/// A tree and what was wrong on the way.
#[derive(Debug, Clone)]
pub struct Document {
    /// The tree; what could not be read stands in it as [`NodeKind::Unreadable`].
    pub root: Node,
    /// All problems, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// The problems after which a reader stops: what comes behind them was never read.
const CUTS_SHORT: [&str; 6] =
    ["csv-unclosed-quote", "json-syntax", "json-too-large", "list-too-long", "yaml-syntax", "yaml-too-deep"];

/// The most that a list may hold: many times the rows of any table that is submitted.
const MOST_IN_A_LIST: usize = 50_000;

impl Document {
    /// Whether reading stopped before the end of the text: then what the tree lacks may only be unread, and must not be
    /// called missing.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.diagnostics.iter().any(|problem| CUTS_SHORT.contains(&problem.code.as_str()))
    }

    /// A tree with its problems, which are put in the order of the file.
    fn new(mut root: Node, mut problems: Problems) -> Self {
        cut_long_lists(&mut root, &mut problems);
        blank_out(&mut root);
        let mut diagnostics = problems.said();
        diagnostics.sort_by(|one, other| one.order().cmp(&other.order()));
        Document { root, diagnostics }
    }

    /// A text of which nothing can be read, and why.
    fn unreadable(source: &Source, problem: Diagnostic) -> Self {
        Document { root: Node { kind: NodeKind::Unreadable, span: source.whole() }, diagnostics: vec![problem] }
    }
}

impl Node {
    /// The value under a key of a record.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.kind {
            NodeKind::Record(entries) => entries.iter().find(|(k, _)| k.value == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The keys of a record with their values, in order; none of anything else.
    #[must_use]
    pub fn entries(&self) -> &[(Spanned<String>, Node)] {
        match &self.kind {
            NodeKind::Record(entries) => entries,
            _ => &[],
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// What stands here, in words: `a list`, `a text`.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self.kind {
            NodeKind::Blank => "nothing",
            NodeKind::Scalar(_) => "a value",
            NodeKind::List(_) => "a list",
            NodeKind::Record(_) => "a record with keys",
            NodeKind::Unreadable => "something unreadable",
        }
    }
}

/// Takes out of each list what is more than any list needs to hold.
fn cut_long_lists(node: &mut Node, problems: &mut Problems) {
    match &mut node.kind {
        NodeKind::List(nodes) => {
            if let Some(next) = nodes.get(MOST_IN_A_LIST) {
                problems.push(too_many("things", MOST_IN_A_LIST, next.span));
                nodes.truncate(MOST_IN_A_LIST);
            }
            for node in nodes {
                cut_long_lists(node, problems);
            }
        }
        NodeKind::Record(entries) => {
            for (_, node) in entries {
                cut_long_lists(node, problems);
            }
        }
        _ => {}
    }
}

/// Makes a text in quotes that holds nothing what it is in a table: a blank.
fn blank_out(node: &mut Node) {
    match &mut node.kind {
        NodeKind::Scalar(Scalar { text, .. }) if text.is_empty() => node.kind = NodeKind::Blank,
        NodeKind::List(nodes) => nodes.iter_mut().for_each(blank_out),
        NodeKind::Record(entries) => entries.iter_mut().for_each(|(_, node)| blank_out(node)),
        _ => {}
    }
}

/// That a list is longer than any needs to be: what comes behind is not read.
fn too_many(what: &str, most: usize, next: Span) -> Diagnostic {
    let most = grouped(most);
    let headline = format!("more than {most} {what} stand together, and no more than {most} are read");
    Diagnostic::error("list-too-long", headline)
        .at(next, "the first that is not read")
        .help("split the file, or leave out what is not needed")
}

/// A count with commas between thousands.
fn grouped(count: usize) -> String {
    Exact::whole(i64::try_from(count).unwrap_or(i64::MAX)).shown(0, ",")
}

/// Reads a text by the ending of its name: `.json`, `.csv`, else YAML. One without an ending, as the standard input, is JSON
/// if it begins with a brace.
#[must_use]
pub fn read(source: &Source) -> Document {
    let name = source.name().to_lowercase();
    let ending = name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    let is_json = || source.text()[beginning(source)..].trim_start().starts_with(['{', '[']);
    match ending {
        Some("json") => json::read(source),
        Some("csv") => csv::read(source),
        None if is_json() => json::read(source),
        _ => yaml::read(source),
    }
}

/// The byte at which the text proper begins: behind a byte order mark.
fn beginning(source: &Source) -> usize {
    source.text().len() - source.text().trim_start_matches('\u{feff}').len()
}

/// The error `binary` at the first NUL: no text holds one.
fn binary(source: &Source) -> Option<Diagnostic> {
    let at = source.text().find('\0')?;
    let problem = Diagnostic::error("binary", format!("`{}` is not a text", source.name()))
        .at(source.span(at, at + 1), "a byte of zero")
        .help("save it as a text in UTF-8");
    Some(problem)
}

/// The error `lone-carriage-return` at the first CR without an LF: editors and readers disagree whether it ends a line.
fn lone_carriage_return(source: &Source) -> Option<Diagnostic> {
    let bytes = source.text().as_bytes();
    let at = (0..bytes.len()).find(|&at| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))?;
    let problem = Diagnostic::error("lone-carriage-return", "a line ends in a carriage return alone")
        .at(source.span(at, at + 1), "here, first")
        .help("save the file with line ends that are LF or CRLF");
    Some(problem)
}
