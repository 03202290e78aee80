//! How a verdict runs while one input changes: pieces on each of which it is the same, and its number a straight line.

use crate::number::Exact;
use crate::verdict::{Outcome, Verdict};

/// The values that an input takes: from a start on, upwards or downwards. Where it stands is told by the distance from the
/// start, which is never below nought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ray {
    /// Where it starts.
    pub start: Exact,
    /// Whether the values fall.
    pub falls: bool,
    /// How far it goes; none for a ray without an end.
    pub reach: Option<Exact>,
}

impl Ray {
    /// The input's value at a distance.
    #[must_use]
    pub fn value(&self, distance: &Exact) -> Exact {
        if self.falls { &self.start - distance } else { &self.start + distance }
    }

    /// How much the value grows with the distance: by as much, or less by as much.
    #[must_use]
    pub fn slope(&self) -> Exact {
        Exact::whole(if self.falls { -1 } else { 1 })
    }
}

/// A place on a ray: at a distance from its start, or just beyond it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The distance.
    pub distance: Exact,
    /// Whether it is just beyond it, by less than any number.
    pub is_beyond: bool,
}

impl Point {
    /// The place at a distance.
    #[must_use]
    pub fn at(distance: Exact) -> Self {
        Point { distance, is_beyond: false }
    }

    /// The place just beyond a distance.
    #[must_use]
    pub fn beyond(distance: Exact) -> Self {
        Point { distance, is_beyond: true }
    }
}

/// A part of a course on which nothing turns.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Where it begins; it goes on to where the next one begins.
    pub from: Point,
    /// What becomes of the rule there, with the number that it has at its beginning.
    pub outcome: Outcome,
    /// How its number grows with the distance; none where that is no straight line.
    pub slope: Option<Exact>,
    /// By how much roundings may have put its number off that line.
    pub rough: Exact,
}

/// How a course was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// By solving for the values at which a comparison turns.
    Solved,
    /// By trying every step of this size, as a number depends on the input in another way than by a straight line.
    Tried(Exact),
}

/// How a verdict runs along a ray.
#[derive(Debug, Clone)]
pub struct Course {
    /// Its pieces, the first at distance nought.
    pub pieces: Vec<Piece>,
    /// How they were found.
    pub how: How,
}

impl Course {
    /// The piece at a place, and where the next one begins.
    #[must_use]
    pub fn piece(&self, at: &Point) -> (&Piece, Option<&Point>) {
        let next = self.pieces.partition_point(|piece| piece.from <= *at).max(1);
        (&self.pieces[next - 1], self.pieces.get(next).map(|piece| &piece.from))
    }

    /// Adds a piece, unless it only goes on with the last one.
    pub fn push(&mut self, piece: Piece) {
        if self.pieces.last().is_none_or(|last| !piece.goes_on(last)) {
            self.pieces.push(piece);
        }
    }
}

impl Piece {
    /// The number that it has at a distance.
    #[must_use]
    pub fn number_at(&self, distance: &Exact) -> Option<Exact> {
        let number = number_of(&self.outcome)?;
        let moved = &(distance - &self.from.distance) * self.slope.as_ref()?;
        Some(number + &moved)
    }

    /// Whether its number stays along it.
    #[must_use]
    pub fn is_level(&self) -> bool {
        self.slope.as_ref().is_some_and(Exact::is_zero)
    }

    /// Whether it only goes on with the one before it.
    fn goes_on(&self, last: &Piece) -> bool {
        let (here, before) = (number_of(&self.outcome), number_of(&last.outcome));
        let is_on_the_line = match (here, before) {
            (None, None) => true,
            (Some(here), Some(_)) => {
                let there = last.number_at(&self.from.distance);
                self.slope == last.slope
                    && there.is_some_and(|there| (&there - here).abs() <= &self.rough + &last.rough)
            }
            _ => false,
        };
        is_on_the_line && is_same_word(&self.outcome, &last.outcome)
    }
}

/// The number of an outcome: what is expected, what it is short of, what it pays.
#[must_use]
pub fn number_of(outcome: &Outcome) -> Option<&Exact> {
    match outcome {
        Outcome::Decided(
            Verdict::On { expected: number, .. }
            | Verdict::Off { expected: number, .. }
            | Verdict::Unmet { shortfall: number, .. }
            | Verdict::Pay { amount: number },
        ) => Some(number),
        _ => None,
    }
}

/// The same outcome with another number.
#[must_use]
pub fn with_number(outcome: &Outcome, other: Exact) -> Outcome {
    let mut outcome = outcome.clone();
    if let Outcome::Decided(
        Verdict::On { expected: number, .. }
        | Verdict::Off { expected: number, .. }
        | Verdict::Unmet { shortfall: number, .. }
        | Verdict::Pay { amount: number },
    ) = &mut outcome
    {
        *number = other;
    }
    outcome
}

/// Whether two outcomes are the same but for their numbers and reasons.
#[must_use]
pub fn is_same_word(one: &Outcome, other: &Outcome) -> bool {
    match (one, other) {
        (Outcome::Decided(one), Outcome::Decided(other)) => one.word() == other.word(),
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}
