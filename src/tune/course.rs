//! How a verdict runs while one input changes: pieces on each of which it is the same, and its number a straight line.

use crate::number::Exact;
use crate::verdict::{Outcome, Tells, Verdict};

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
    /// How its number would run along it, had nothing been rounded; none where there is no number.
    pub line: Option<Line>,
    /// How the numbers run that the verdict tells beside it.
    pub told: Vec<(Tells, Line)>,
}

/// A straight line, and how what runs along it is rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its value at the beginning.
    pub level: Exact,
    /// How that grows with the distance.
    pub slope: Exact,
    /// The rounding, where there is one.
    pub rounding: Option<Rounding>,
}

/// A rounding half up to multiples of a step, to which something may have been added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rounding {
    /// The step.
    pub step: Exact,
    /// What was added.
    pub offset: Exact,
}

impl Line {
    /// Whether it only goes on with one that begins so far before it.
    fn goes_on(&self, before: &Line, ahead: &Exact) -> bool {
        let there = &before.level + &(&before.slope * ahead);
        (&self.slope, &self.rounding) == (&before.slope, &before.rounding) && there == self.level
    }

    /// What stands on it at a distance from its beginning, rounded.
    #[must_use]
    pub fn at(&self, distance: &Exact) -> Exact {
        let level = &self.level + &(&self.slope * distance);
        match &self.rounding {
            Some(Rounding { step, offset }) if !self.slope.is_zero() => &(&level - offset).half_up(step) + offset,
            _ => level,
        }
    }
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
        let ahead = distance - &self.from.distance;
        match &self.line {
            Some(line) if !ahead.is_zero() && !line.slope.is_zero() => Some(line.at(&ahead)),
            _ => Some(number.clone()),
        }
    }

    /// Whether its number stays along it.
    #[must_use]
    pub fn is_level(&self) -> bool {
        self.line.as_ref().is_none_or(|line| line.slope.is_zero())
    }

    /// Whether it only goes on with the one before it.
    fn goes_on(&self, last: &Piece) -> bool {
        let ahead = &self.from.distance - &last.from.distance;
        let is_on_the_line = match (&self.line, &last.line) {
            (Some(here), Some(before)) => here.goes_on(before, &ahead),
            (None, None) => number_of(&self.outcome) == number_of(&last.outcome),
            _ => false,
        };
        let told = || self.told.iter().zip(&last.told);
        let tells_on = self.told.len() == last.told.len()
            && told().all(|((what, here), (same, before))| what == same && here.goes_on(before, &ahead));
        is_on_the_line && tells_on && is_same_word(&self.outcome, &last.outcome)
    }

    /// Its outcome as it is at a distance, had nothing been rounded: with all its numbers run on.
    #[must_use]
    pub fn outcome_at(&self, distance: &Exact) -> Outcome {
        let on = |line: &Line| &line.level + &(&line.slope * &(distance - &self.from.distance));
        let mut outcome = match (number_of(&self.outcome), &self.line) {
            (Some(_), Some(line)) if !self.is_level() => with_number(&self.outcome, on(line)),
            _ => self.outcome.clone(),
        };
        if let Outcome::Decided(Verdict::On { told, .. } | Verdict::Off { told, .. }) = &mut outcome {
            for one in told {
                let line = self.told.iter().find(|(what, _)| *what == one.what);
                one.number = line.map_or(one.number.clone(), |(_, line)| on(line));
            }
        }
        outcome
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
