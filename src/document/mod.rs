//! One spanned tree that every format becomes. Scalars stay text: what a text means is decided by `intake` and `pack`.
//!
//! Reading never stops at the first problem: a reader gives a tree *and* diagnostics. It must not know what an agreement,
//! a return or a pack is.

use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

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
    /// Nothing: an empty cell, a YAML `null`, a key without a value.
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

impl Node {
    /// The value under a key of a record.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.kind {
            NodeKind::Record(entries) => entries.iter().find(|(k, _)| k.value == key).map(|(_, node)| node),
            _ => None,
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
