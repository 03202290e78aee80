//! The problems of a text while it is read: of one kind no more are kept than a person reads, so that no text can make more
//! of them than there is room for.
//!
//! It must not know what a problem is about.

use std::collections::HashMap;

use super::grouped;
use crate::diagnostic::Diagnostic;

/// How many problems of one kind are said of one text, each in its place.
pub const MOST_OF_A_KIND: usize = 100;

/// The problems of one text so far.
#[derive(Debug, Default)]
pub struct Problems {
    kept: Vec<Diagnostic>,
    /// How many there are of each kind, and which of those that are kept is the last.
    kinds: HashMap<String, (usize, usize)>,
}

impl Problems {
    /// One problem.
    #[must_use]
    pub fn of(problem: Diagnostic) -> Self {
        let mut problems = Problems::default();
        problems.push(problem);
        problems
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Diagnostic) {
        let (count, last) = self.kinds.entry(problem.code.clone()).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            *last = self.kept.len();
            self.kept.push(problem);
        }
    }

    /// Adds some problems.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Diagnostic>) {
        for problem in problems {
            self.push(problem);
        }
    }

    /// Adds what is wrong with a row, however many there are: it says which rows cannot be relied on, and rows are bounded.
    pub fn keep(&mut self, problem: Option<Diagnostic>) {
        self.kept.extend(problem);
    }

    /// Takes back the problem that was added last, if it is kept and is such a one.
    pub fn pop_if(&mut self, is_such: impl FnOnce(&mut Diagnostic) -> bool) -> Option<Diagnostic> {
        let popped = self.kept.pop_if(is_such)?;
        if let Some((count, last)) = self.kinds.get_mut(&popped.code) {
            *count -= 1;
            *last = last.saturating_sub(1);
        }
        Some(popped)
    }

    /// All that are kept; the last of a kind says how many come after it.
    #[must_use]
    pub fn said(mut self) -> Vec<Diagnostic> {
        for (count, last) in self.kinds.into_values().filter(|(count, _)| *count > MOST_OF_A_KIND) {
            and_more(&mut self.kept[last], count - MOST_OF_A_KIND);
        }
        self.kept
    }
}

/// Has a problem say how many of its kind come after it.
pub fn and_more(problem: &mut Diagnostic, count: usize) {
    problem.headline = format!("{}; after it come {} more of this kind", problem.headline, grouped(count));
}
