//! The tuner's lens: each number knows how it changes with the chosen input, and each comparison notes where it would turn.

use std::cmp::Ordering;

use super::course::{Point, Ray};
use super::ledger::Courses;
use crate::engine::lens::{Lens, Seen, Sight};
use crate::engine::syntax::Arithmetic;
use crate::engine::table::{Field, Handle, Item};
use crate::number::Exact;
use crate::verdict::Datum;

/// A number, and how it changes with the distance.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its value.
    now: Exact,
    /// Its value if nothing had been rounded since the input.
    level: Exact,
    /// How that grows with the distance; none where it is no straight line.
    slope: Option<Exact>,
    /// By how much roundings may put the value off the line.
    rough: Exact,
    /// The step that it was rounded to last, while nothing was done with it since.
    step: Option<Exact>,
}

impl Line {
    fn level(value: &Exact) -> Self {
        Line { now: value.clone(), level: value.clone(), slope: Some(Exact::zero()), rough: Exact::zero(), step: None }
    }

    fn is_level(&self) -> bool {
        self.slope.as_ref().is_some_and(Exact::is_zero)
    }

    /// How it grows, as far as that is a straight line.
    #[must_use]
    pub fn slope(&self) -> Option<&Exact> {
        self.slope.as_ref()
    }

    /// By how much roundings may put it off the line.
    #[must_use]
    pub fn rough(&self) -> &Exact {
        &self.rough
    }
}

/// What is tried: a threshold, or a cell of the return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moves {
    /// The threshold at this place of the list.
    Limit(usize),
    /// A cell: three returns that differ in it stand side by side.
    Cell,
}

/// The same thing in three scenes, in which the input stands at three distances: so it can be seen how a field depends on it.
pub type Thrice = [Handle; 3];

/// The lens, at one place of a ray.
pub struct Along<'a> {
    /// What is tried.
    pub moves: Moves,
    /// The values that it takes.
    pub ray: &'a Ray,
    /// The distances at which the three scenes stand.
    pub stand: &'a [Exact; 3],
    /// Where the lens looks.
    pub point: &'a Point,
    /// How earlier verdicts run.
    pub courses: &'a Courses,
    /// The next distance at which something may turn.
    pub turns: Option<Exact>,
    /// Whether something depends on the input in another way than by a straight line.
    pub is_curved: bool,
}

impl Along<'_> {
    /// Notes a distance at which something may turn, if it lies ahead.
    fn may_turn(&mut self, distance: Exact) {
        if distance > self.point.distance && self.turns.as_ref().is_none_or(|turns| distance < *turns) {
            self.turns = Some(distance);
        }
    }

    /// The distance at which a line comes to a value; none for a level one.
    fn comes_to(&self, line: &Line, value: &Exact) -> Option<Exact> {
        let ahead = (value - &line.level).over(line.slope.as_ref()?)?;
        Some(&self.point.distance + &ahead)
    }

    /// Notes where a rounded number passes the multiples of its step around a level one.
    fn rounded_turns(&mut self, rounded: &Line, other: &Line) {
        let Some(step) = rounded.step.as_ref().filter(|_| other.is_level()) else { return };
        let half = step.over(&Exact::whole(2)).unwrap_or_else(Exact::zero);
        let below = other.now.down_to(step);
        for multiple in [&below - step, below.clone(), &below + step] {
            let edge = &multiple + &half;
            if let Some(turn) = self.comes_to(rounded, &edge) {
                self.may_turn(turn);
            }
        }
    }

    /// What three readings of a number tell of it.
    fn line(&mut self, values: [&Exact; 3]) -> Line {
        let [here, one, other] = values;
        let run = |from: &Exact, to: &Exact| to - from;
        let [stands, at_one, at_other] = self.stand;
        let slope = run(here, one).over(&run(stands, at_one)).unwrap_or_else(Exact::zero);
        let expected = here + &(&slope * &run(stands, at_other));
        if expected != *other {
            self.is_curved = true;
            return Line { slope: None, ..Line::level(here) };
        }
        let now = here + &(&slope * &run(stands, &self.point.distance));
        let rough = if slope.is_zero() { Exact::zero() } else { self.courses.rough() };
        Line { level: now.clone(), now, slope: Some(slope), rough, step: None }
    }

    /// What is seen of a field that depends on the input, in all three scenes.
    fn compare(&mut self, first: &Item, of: &Thrice, field: &Field, args: &[Datum]) -> Seen<Line, Thrice> {
        let others = [&of[1], &of[2]].map(|handle| field.read(handle, args).value);
        match (first, &others) {
            (Item::Object(here), [Ok(Some(Item::Object(one))), Ok(Some(Item::Object(other)))]) => {
                Seen::Object([here.clone(), one.clone(), other.clone()])
            }
            (
                Item::Datum(Datum::Number(here)),
                [Ok(Some(Item::Datum(Datum::Number(one)))), Ok(Some(Item::Datum(Datum::Number(other))))],
            ) => Seen::Number(self.line([here, one, other])),
            (Item::Datum(here), [Ok(Some(Item::Datum(one))), Ok(Some(Item::Datum(other)))])
                if here == one && here == other =>
            {
                Seen::Plain
            }
            (Item::Object(here), _) => {
                self.is_curved = true;
                Seen::Object([here.clone(), here.clone(), here.clone()])
            }
            _ => {
                self.is_curved = true;
                Seen::Plain
            }
        }
    }
}

impl Lens for Along<'_> {
    type N = Line;
    type O = Thrice;

    fn literal(&mut self, value: &Exact) -> Line {
        Line::level(value)
    }

    fn limit(&mut self, index: usize, value: &Exact) -> Line {
        if self.moves != Moves::Limit(index) {
            return Line::level(value);
        }
        let now = self.ray.value(&self.point.distance);
        Line { slope: Some(self.ray.slope()), ..Line::level(&now) }
    }

    fn read(&mut self, of: &Thrice, field: &Field, args: &[Datum]) -> Sight<Self> {
        let reading = field.read(&of[0], args);
        let depends = self.moves == Moves::Cell || self.courses.was_heard();
        let seen = match &reading.value {
            Ok(Some(item)) if depends => self.compare(item, of, field, args),
            Ok(Some(Item::Object(handle))) => {
                let others = [&of[1], &of[2]].map(|of| match field.read(of, args).value {
                    Ok(Some(Item::Object(handle))) => handle,
                    _ => handle.clone(),
                });
                let [one, other] = others;
                Seen::Object([handle.clone(), one, other])
            }
            Ok(Some(Item::Datum(Datum::Number(number)))) => Seen::Number(Line::level(number)),
            _ => Seen::Plain,
        };
        (reading, seen)
    }

    fn value(number: &Line) -> &Exact {
        &number.now
    }

    fn arith(&mut self, op: Arithmetic, one: &Line, other: &Line) -> Option<Line> {
        let does = |a: &Exact, b: &Exact| match op {
            Arithmetic::Add => Some(a + b),
            Arithmetic::Subtract => Some(a - b),
            Arithmetic::Multiply => Some(a * b),
            Arithmetic::Divide => a.over(b),
        };
        let now = does(&one.now, &other.now);
        if op == Arithmetic::Divide && !other.is_level() {
            self.is_curved = true;
        }
        let now = now?;
        let (slope, rough) = match (op, &one.slope, &other.slope) {
            (Arithmetic::Add, Some(a), Some(b)) => (Some(a + b), &one.rough + &other.rough),
            (Arithmetic::Subtract, Some(a), Some(b)) => (Some(a - b), &one.rough + &other.rough),
            (Arithmetic::Multiply, Some(a), Some(b)) if b.is_zero() => {
                (Some(a * &other.now), &one.rough * &other.now.abs())
            }
            (Arithmetic::Multiply, Some(a), Some(b)) if a.is_zero() => {
                (Some(b * &one.now), &other.rough * &one.now.abs())
            }
            (Arithmetic::Divide, Some(a), Some(b)) if b.is_zero() => {
                (a.over(&other.now), one.rough.over(&other.now.abs()).unwrap_or_else(Exact::zero))
            }
            _ => (None, Exact::zero()),
        };
        let level = does(&one.level, &other.level).unwrap_or_else(|| now.clone());
        Some(Line { now, level, slope, rough, step: None })
    }

    fn order(&mut self, one: &Line, other: &Line) -> Ordering {
        let (Some(a), Some(b)) = (&one.slope, &other.slope) else {
            self.is_curved = true;
            return one.now.cmp(&other.now);
        };
        let slope = a - b;
        let order = one.now.cmp(&other.now);
        if slope.is_zero() {
            return order;
        }
        let gap = Line {
            now: &one.now - &other.now,
            level: &one.level - &other.level,
            slope: Some(slope.clone()),
            ..one.clone()
        };
        let rough = &one.rough + &other.rough;
        for edge in [Exact::zero(), rough.clone(), -&rough] {
            if let Some(turn) = self.comes_to(&gap, &edge) {
                self.may_turn(turn);
            }
        }
        self.rounded_turns(one, other);
        self.rounded_turns(other, one);
        if order.is_eq() && self.point.is_beyond && rough.is_zero() {
            return if slope.is_negative() { Ordering::Less } else { Ordering::Greater };
        }
        order
    }

    fn round(&mut self, number: &Line, step: &Exact) -> Line {
        let mut now = number.now.half_up(step);
        let Some(slope) = &number.slope else { return Line { now, step: None, ..number.clone() } };
        if slope.is_zero() {
            return Line { level: now.clone(), now, step: None, ..number.clone() };
        }
        let half = step.over(&Exact::whole(2)).unwrap_or_else(Exact::zero);
        // Just beyond a half that goes away from nought, a number that moves towards nought does not.
        let is_half = (&now - &number.now).abs() == half;
        if self.point.is_beyond && is_half && number.now.is_negative() != slope.is_negative() {
            now = if number.now.is_negative() { &now + step } else { &now - step };
        }
        Line { now, rough: &number.rough + &half, step: Some(step.clone()), ..number.clone() }
    }
}
