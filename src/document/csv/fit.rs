//! Where a row has a cell too many or too few: which place for it makes the other cells fit their columns.
//!
//! It knows what cells look like, and nothing of what they mean.

use std::collections::HashSet;

use super::rows::Row;
use crate::document::{Why, scalar};

/// What the whole rows of a table hold, column by column.
pub struct Fit {
    columns: Vec<Column>,
}

/// What stands in a column.
#[derive(Default)]
struct Column {
    shapes: HashSet<Shape>,
    patterns: HashSet<String>,
    texts: HashSet<String>,
}

/// What a cell looks like.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    Gap,
    Date,
    Number,
    Words,
}

/// What makes a row too long by a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surplus {
    /// A blank cell, by its place, that is one too many.
    Blank(usize),
    /// A separator inside a cell may have split it: the place of its first part.
    Split(usize),
    /// A blank at its end, which says nothing.
    End,
}

impl Shape {
    fn of(text: &str) -> Shape {
        if text.is_empty() || Why::said_by(text).is_some() {
            Shape::Gap
        } else if scalar::date(text).is_some() {
            Shape::Date
        } else if scalar::money(text.strip_suffix('%').map_or(text, str::trim_end)).is_ok() {
            Shape::Number
        } else {
            Shape::Words
        }
    }
}

/// How much more the shape of a cell tells than its pattern, or that its text stands in its column elsewhere.
const SHAPE: usize = 3;

/// What a cell looks like, worked out once for all the columns that it may belong to.
struct Look<'a> {
    text: &'a str,
    shape: Shape,
    pattern: Option<String>,
}

impl<'a> Look<'a> {
    fn of(text: &'a str) -> Self {
        let shape = Shape::of(text);
        Look { text, shape, pattern: (shape == Shape::Words).then(|| pattern(text)) }
    }
}

/// How words are written: `A9a` of `RG1a`.
fn pattern(text: &str) -> String {
    let class = |c: char| match c {
        c if c.is_uppercase() => 'A',
        c if c.is_alphabetic() => 'a',
        c if c.is_ascii_digit() => '9',
        c => c,
    };
    let mut pattern: Vec<char> = text.chars().map(class).collect();
    pattern.dedup();
    pattern.into_iter().collect()
}

/// The sums of the first numbers: of none, of the first, of the first two.
fn sums(numbers: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut sums = vec![0];
    let mut sum = 0;
    sums.extend(numbers.map(|number| {
        sum += number;
        sum
    }));
    sums
}

impl Fit {
    /// What rows hold that have as many cells as there are columns.
    pub fn of<'a>(columns: usize, rows: impl Iterator<Item = Row<'a>>) -> Self {
        let mut fit = Fit { columns: (0..columns).map(|_| Column::default()).collect() };
        for row in rows {
            for (column, text) in fit.columns.iter_mut().zip(row.texts()) {
                let look = Look::of(text);
                column.shapes.insert(look.shape);
                column.patterns.extend(look.pattern);
                if !text.is_empty() && !column.texts.contains(text) {
                    column.texts.insert(text.to_owned());
                }
            }
        }
        fit
    }

    /// Where a row that is a cell short seems to lack it: the place, other than its end, at which its cells fit best.
    pub fn missing(&self, row: &[&str]) -> Option<usize> {
        if row.len() + 1 != self.columns.len() {
            return None;
        }
        let looks: Vec<Look> = row.iter().map(|text| Look::of(text)).collect();
        let before = sums(looks.iter().enumerate().map(|(at, look)| self.fits(at, look)));
        let behind = sums(looks.iter().enumerate().rev().map(|(at, look)| self.fits(at + 1, look)));
        let fits = |at: usize| before[at] + behind[row.len() - at];
        let best = (0..row.len()).max_by_key(|&at| (fits(at), row.len() - at))?;
        (fits(best) > fits(row.len())).then_some(best)
    }

    /// What seems to make a row too long that has one cell too many; none where that cannot be told. Where an amount may be
    /// split, that is taken before what fits no better.
    pub fn surplus(&self, row: &[&str], amount: Option<usize>) -> Option<Surplus> {
        if row.len() != self.columns.len() + 1 {
            return None;
        }
        let looks: Vec<Look> = row.iter().map(|text| Look::of(text)).collect();
        let before = sums(looks.iter().enumerate().map(|(at, look)| self.fits(at, look)));
        let behind = sums(looks.iter().enumerate().skip(1).rev().map(|(at, look)| self.fits(at - 1, look)));
        let without = |at: usize| before[at] + behind[row.len() - at - 1];
        let as_it_stands = without(row.len() - 1);
        let joined = |at: usize| {
            // What is beyond the last column may be the rest of the last cell, whatever that holds elsewhere.
            let least = if at + 2 == row.len() { as_it_stands } else { 0 };
            let one = format!("{},{}", row[at], row[at + 1]);
            (before[at] + self.fits(at, &Look::of(&one)) + behind[row.len() - at - 2]).max(least)
        };
        let pairs = (0..row.len() - 1).filter(|&at| !row[at].is_empty() && !row[at + 1].is_empty());
        let joined = pairs.map(|at| (joined(at), amount == Some(at), at)).max();
        let joined = joined.filter(|&(fits, ..)| fits >= as_it_stands);
        let blanks = (0..row.len() - 1).filter(|&at| row[at].is_empty());
        let blank = blanks.map(|at| (without(at), at)).max().filter(|&(fits, _)| fits > as_it_stands);
        match (blank, joined) {
            (Some((fits, at)), joined) if joined.is_none_or(|(joined, ..)| fits >= joined) => Some(Surplus::Blank(at)),
            (_, Some((.., at))) => Some(Surplus::Split(at)),
            (_, None) => (as_it_stands > 0 && row.last().is_some_and(|last| last.is_empty())).then_some(Surplus::End),
        }
    }

    /// How well a text fits into a column.
    fn fits(&self, column: usize, look: &Look) -> usize {
        let Some(column) = self.columns.get(column) else { return 0 };
        let has_pattern = look.pattern.as_ref().is_some_and(|pattern| column.patterns.contains(pattern));
        let has_shape = column.shapes.contains(&look.shape);
        SHAPE * usize::from(has_shape) + usize::from(has_pattern) + usize::from(column.texts.contains(look.text))
    }
}
