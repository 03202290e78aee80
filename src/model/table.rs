//! Tables of figures as they are published: lines, columns, and the totals that they state.

use std::collections::HashSet;

use crate::document::{Choice, Entry, Why};
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::model::names::Named;
use crate::model::words::Band;
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// A table of a return.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it is called, so that statements can say which table they are about.
    pub name: Spanned<String>,
    /// The columns that hold figures.
    pub columns: Vec<Column>,
    /// The columns that hold words.
    pub words: Vec<Spanned<String>>,
    /// The lines, without the one that states the totals.
    pub lines: Vec<Line>,
    /// The line that states the totals of the columns, where there is one.
    pub totals: Option<Line>,
    /// The families of columns that each count all the things of a line.
    pub counts: Vec<String>,
    /// Everyone of whom there must be a line.
    pub covers: Option<Spanned<Covers>>,
    /// Whether its lines are judged as lines; those of bids and of contributions are judged as such.
    pub judged_by_line: bool,
    /// The table whose lines it adds up, block by wider block.
    pub rolls_up: Option<Spanned<String>>,
    /// Lines that could not be read: there may have been any.
    pub lost: Vec<Span>,
    /// All names of those of whom there must be a line, as [`plain_name`](super::names::plain_name) has them.
    pub names: HashSet<String>,
    /// Those of whom there must be a line and is none.
    pub not_there: Vec<String>,
    /// Lines that are there twice.
    pub twice: Vec<Twice>,
    /// Where another line would stand.
    pub end: Span,
}

/// A line that is there twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Twice {
    /// What it is called the second time.
    pub name: String,
    /// Where it stands first, and again.
    pub places: [Span; 2],
    /// The second, by its place among the lines, where it is counted as well.
    pub counted: Option<usize>,
}

crate::choice! {
    /// Of whom a table must have a line each.
    Covers: "what a table covers" {
        /// Every block of the agreement.
        Blocks = "blocks",
        /// Every reward target of the agreement.
        RewardTargets = "reward_targets",
        /// Every indicator of the agreement.
        Indicators = "indicators",
        /// Every body of the agreement.
        Bodies = "bodies",
    }
}

/// A column of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its header, and where that stands.
    pub header: Spanned<String>,
    /// The unit of its figures.
    pub unit: OwnUnit,
    /// The column, by its place, that holds the same for the period before.
    pub before: Option<usize>,
    /// The family of columns that together make a whole: all that have the same word here.
    pub family: Option<String>,
    /// Whether it states the total of each line.
    pub is_total: bool,
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is of.
    pub name: Entry<String>,
    /// Its figures, one for each column of figures.
    pub cells: Vec<Entry<Exact>>,
    /// Its words, one for each column of words.
    pub words: Vec<Entry<String>>,
    /// The rating, as printed.
    pub rating: Entry<String>,
    /// What was measured, as printed beside the rating.
    pub measure: Entry<String>,
    /// Whether its figures are estimates.
    pub estimate: Entry<bool>,
    /// What is said about it.
    pub remark: Entry<String>,
    /// The names of those that it is of: several where the print joins them by a plus.
    pub of: Vec<Spanned<String>>,
    /// The group of options that it is one of, where only one of them will count.
    pub option_of: Entry<String>,
    /// Whether it may run on in the next line, so that the two may be one: by how its name ends, and by the other words of
    /// both.
    pub may_run_on: bool,
    /// The whole line.
    pub span: Span,
}

impl Table {
    /// A column of figures by its header.
    #[must_use]
    pub fn column(&self, header: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.header.value == header)
    }

    /// All names of each of those of whom there must be a line.
    #[must_use]
    pub fn names_covered(&self, agreement: &Agreement) -> Vec<Vec<String>> {
        let named = |named: &Named| {
            std::iter::once(&named.name).chain(&named.also).map(|name| name.value.clone()).collect::<Vec<_>>()
        };
        let id = |id: &str, name: &Entry<String>| {
            std::iter::once(id.to_owned()).chain(name.as_ref().ok().map(|name| name.value.clone())).collect()
        };
        match self.covers.as_ref().map(|covers| covers.value) {
            None => Vec::new(),
            Some(Covers::Blocks) => agreement.blocks.iter().map(named).collect(),
            Some(Covers::Bodies) => agreement.bodies.iter().map(named).collect(),
            Some(Covers::Indicators) => agreement.indicators.iter().map(|one| id(&one.id.value, &one.name)).collect(),
            Some(Covers::RewardTargets) => {
                let targets = agreement.reward.iter().flat_map(|reward| &reward.targets);
                targets.map(|target| id(&target.id.value, &target.name)).collect()
            }
        }
    }

    /// The columns of a family, of this period.
    pub fn family<'a>(&'a self, family: &'a str) -> impl Iterator<Item = usize> + 'a {
        let is_of = move |&at: &usize| self.columns[at].family.as_deref() == Some(family);
        (0..self.columns.len()).filter(is_of)
    }
}

impl Line {
    /// Its figures, none where there is a gap.
    #[must_use]
    pub fn figures(&self) -> Vec<Option<&Exact>> {
        self.cells.iter().map(|cell| cell.as_ref().ok().map(|cell| &cell.value)).collect()
    }

    /// All that it says, as one text; none when some of it could not be read.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        fn said<T: ToString>(entry: &Entry<T>) -> Option<String> {
            match entry {
                Ok(told) => Some(told.value.to_string()),
                Err(gap) if gap.why == Why::Unreadable => None,
                Err(gap) => Some(format!("({})", gap.why.words())),
            }
        }
        let figures = self.cells.iter().map(said);
        let words = self.words.iter().chain([&self.name]).map(said);
        Some(figures.chain(words).collect::<Option<Vec<_>>>()?.join("\u{1f}"))
    }

    /// The rating that is printed; none when it is no rating.
    #[must_use]
    pub fn band(&self) -> Option<Band> {
        self.rating.as_ref().ok().and_then(|rating| Band::from_word(&rating.value))
    }
}
