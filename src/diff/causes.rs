//! A difference as data: every change with its cause, how many verdicts turned into what, and the money.

use std::collections::HashMap;

use super::packs::Edit;
use super::reports::{Change, Weight};
use super::tally::{Money, Tally};
use crate::number::Exact;

/// What differs between what two packs make of the same returns, or between two returns under one pack.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    /// The returns, by name, in the order in which they were given.
    pub over: Vec<String>,
    /// What differs between the packs.
    pub edits: Vec<Edit>,
    /// The edits, by their places, that no rule is reached by.
    pub idle: Vec<usize>,
    /// The edits that load only with others, by their places: each lot was made as one.
    pub tied: Vec<Vec<usize>>,
    /// Every change of every return, in the order of these and of judging.
    pub changes: Vec<Caused>,
    /// What the changes are because of; the first is that of most changes.
    pub causes: Vec<Cause>,
    /// How many verdicts there were of each word, and what they turned into.
    pub tally: Tally,
    /// The grant, payments and loans.
    pub money: Money,
    /// The rules that do not load, before and after.
    pub not_loaded: [Vec<String>; 2],
}

/// A change, and what it is because of.
#[derive(Debug, Clone)]
pub struct Caused {
    /// The return, by its place.
    pub over: usize,
    /// The change.
    pub change: Change,
    /// The cause, by its place.
    pub cause: usize,
}

/// What changes are because of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// How its parts do it.
    pub how: How,
    /// Its parts, in words: `` `amber_tolerance` 10% → 5% ``.
    pub because: Vec<String>,
    /// The edits that it is made of, by their places; none between two returns.
    pub edits: Vec<usize>,
    /// What becomes of the grant by this alone, where there is a grant and this was tried alone.
    pub grant: Option<Exact>,
}

/// How the parts of a cause do what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It takes every one of them.
    Together,
    /// Any one of them would do.
    Each,
}

impl Difference {
    /// The changes that turned a verdict or a number.
    pub fn turned(&self) -> impl Iterator<Item = &Caused> {
        self.of(Weight::Turned)
    }

    /// The changes of a weight.
    pub fn of(&self, weight: Weight) -> impl Iterator<Item = &Caused> {
        self.changes.iter().filter(move |it| it.change.weight == weight)
    }

    /// Whether no verdict turned, and no money moved.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.turned().next().is_none() && self.money.is_same()
    }
}

/// What a change is because of: units by their places.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Because {
    pub how: How,
    pub units: Vec<usize>,
}

impl Difference {
    /// Takes in changes with their causes; the cause of most changes becomes the first.
    pub(super) fn put(
        &mut self,
        changes: Vec<Vec<Change>>,
        because: &[Vec<Because>],
        cause: impl Fn(&Because) -> Cause,
    ) {
        let turned = |change: &Change| usize::from(change.weight == Weight::Turned);
        let mut counted: Vec<(&Because, usize)> = Vec::new();
        let mut places: HashMap<&Because, usize> = HashMap::new();
        for (change, because) in changes.iter().flatten().zip(because.iter().flatten()) {
            let place = *places.entry(because).or_insert_with(|| {
                counted.push((because, 0));
                counted.len() - 1
            });
            counted[place].1 += turned(change);
        }
        counted.sort_by_key(|(_, turned)| std::cmp::Reverse(*turned));
        let places: HashMap<&Because, usize> = counted.iter().enumerate().map(|(at, (it, _))| (*it, at)).collect();
        self.causes = counted.iter().map(|(because, _)| cause(because)).collect();
        for (over, (changes, because)) in changes.into_iter().zip(because).enumerate() {
            let caused = changes.into_iter().zip(because);
            self.changes.extend(caused.map(|(change, because)| Caused { over, change, cause: places[because] }));
        }
    }
}
