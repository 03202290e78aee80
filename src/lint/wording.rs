//! What a text or a word can be: some words, or anything but some.

use std::collections::BTreeSet;
use std::sync::Arc;

/// What a text or a word can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// One of these.
    Only(BTreeSet<Arc<str>>),
    /// Anything but these.
    Not(BTreeSet<Arc<str>>),
}

impl Wording {
    /// One word.
    #[must_use]
    pub fn one(word: &Arc<str>) -> Self {
        Wording::Only([Arc::clone(word)].into())
    }

    /// What is in both.
    #[must_use]
    pub fn meet(&self, other: &Wording) -> Wording {
        match (self, other) {
            (Wording::Only(one), Wording::Only(other)) => Wording::Only(one & other),
            (Wording::Only(only), Wording::Not(not)) | (Wording::Not(not), Wording::Only(only)) => {
                Wording::Only(only - not)
            }
            (Wording::Not(one), Wording::Not(other)) => Wording::Not(one | other),
        }
    }

    /// What is in either.
    #[must_use]
    pub fn join(&self, other: &Wording) -> Wording {
        match (self, other) {
            (Wording::Only(one), Wording::Only(other)) => Wording::Only(one | other),
            (Wording::Only(only), Wording::Not(not)) | (Wording::Not(not), Wording::Only(only)) => {
                Wording::Not(not - only)
            }
            (Wording::Not(one), Wording::Not(other)) => Wording::Not(one & other),
        }
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Wording::Only(words) if words.is_empty())
    }

    /// The one word that it can be, if it can be one only.
    #[must_use]
    pub fn single(&self) -> Option<&Arc<str>> {
        match self {
            Wording::Only(words) if words.len() == 1 => words.first(),
            _ => None,
        }
    }
}
