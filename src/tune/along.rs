//! The tuner's lens: each number knows how it changes with the chosen input, and each comparison notes where it would turn.

use std::cmp::Ordering;

use super::course::{Line, Point, Ray, Rounding};
use super::ledger::{Courses, Rounded};
use crate::engine::lens::{Lens, Seen, Sight};
use crate::engine::syntax::Arithmetic;
use crate::engine::table::{Field, Handle, Item};
use crate::number::Exact;
use crate::verdict::Datum;

/// A number, and how it changes with the distance.
#[derive(Debug, Clone)]
pub struct Number {
    /// Its value.
    now: Exact,
    /// Its value if nothing had been rounded since the input.
    level: Exact,
    /// How that grows with the distance; none where it is no straight line.
    slope: Option<Exact>,
    /// How it is rounded, as far as that can be told.
    rounding: Option<Rounding>,
    /// Whether it is made of roundings in a way that cannot be told.
    is_rough: bool,
}

impl Number {
    fn level(value: &Exact) -> Self {
        let (now, level, slope) = (value.clone(), value.clone(), Some(Exact::zero()));
        Number { now, level, slope, rounding: None, is_rough: false }
    }

    fn is_level(&self) -> bool {
        !self.is_rough && self.slope.as_ref().is_some_and(Exact::is_zero)
    }

    /// The line that it runs on; none where it runs on no straight one, or is rounded in a way that cannot be told.
    #[must_use]
    pub fn line(&self) -> Option<Line> {
        let slope = self.slope.clone().filter(|_| !self.is_rough)?;
        Some(Line { level: self.level.clone(), slope, rounding: self.rounding.clone() })
    }
}

/// What is tried: a threshold, or a cell of the return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moves {
    /// The threshold at this place of the list, where it has this value; whatever it is where none is named.
    Limit(usize, Option<Exact>),
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

    /// Notes where a number comes to a value.
    fn comes_to(&mut self, number: &Number, value: &Exact) {
        let ahead = number.slope.as_ref().and_then(|slope| (value - &number.level).over(slope));
        if let Some(ahead) = ahead {
            self.may_turn(&self.point.distance + &ahead);
        }
    }

    /// Notes where a rounded number passes the multiples of its step around a level one.
    fn rounded_turns(&mut self, rounded: &Number, Rounding { step, offset }: &Rounding, level: &Exact) {
        let half = step.over(&Exact::whole(2)).unwrap_or_else(Exact::zero);
        let below = (level - offset).down_to(step);
        for multiple in [&below - step, below.clone(), &below + step] {
            self.comes_to(rounded, &(&(&multiple + &half) + offset));
        }
    }

    /// What three readings of a number tell of it.
    fn number(&mut self, values: [&Exact; 3]) -> Number {
        let [here, one, other] = values;
        let run = |from: &Exact, to: &Exact| to - from;
        let [stands, at_one, at_other] = self.stand;
        let slope = run(here, one).over(&run(stands, at_one)).unwrap_or_else(Exact::zero);
        let expected = here + &(&slope * &run(stands, at_other));
        let level = here + &(&slope * &run(stands, &self.point.distance));
        if expected != *other {
            self.is_curved = true;
            return Number { slope: None, ..Number::level(here) };
        }
        if slope.is_zero() {
            return Number::level(&level);
        }
        let plain = Number { slope: Some(slope.clone()), ..Number::level(&level) };
        match self.courses.rounding() {
            Rounded::Not => plain,
            Rounded::AsOne(Line { level: its, slope: runs, rounding: Some(Rounding { step, offset }) })
                if runs == slope =>
            {
                let offset = &offset + &(&level - &its);
                let now = &(&level - &offset).half_up(&step) + &offset;
                Number { now, rounding: Some(Rounding { step, offset }), ..plain }
            }
            _ => Number { is_rough: true, ..plain },
        }
    }

    /// What is seen of a field that depends on the input, in all three scenes.
    fn compare(&mut self, first: &Item, of: &Thrice, field: &Field, args: &[Datum]) -> Seen<Number, Thrice> {
        let others = [&of[1], &of[2]].map(|handle| field.read(handle, args).value);
        match (first, &others) {
            (Item::Object(here), [Ok(Some(Item::Object(one))), Ok(Some(Item::Object(other)))]) => {
                Seen::Object([here.clone(), one.clone(), other.clone()])
            }
            (
                Item::Datum(Datum::Number(here)),
                [Ok(Some(Item::Datum(Datum::Number(one)))), Ok(Some(Item::Datum(Datum::Number(other))))],
            ) => Seen::Number(self.number([here, one, other])),
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
    type N = Number;
    type O = Thrice;

    fn literal(&mut self, value: &Exact) -> Number {
        Number::level(value)
    }

    fn limit(&mut self, index: usize, value: &Exact) -> Number {
        let moves = match &self.moves {
            Moves::Limit(moved, of) => *moved == index && of.as_ref().is_none_or(|of| of == value),
            Moves::Cell => false,
        };
        if !moves {
            return Number::level(value);
        }
        let now = self.ray.value(&self.point.distance);
        Number { slope: Some(self.ray.slope()), ..Number::level(&now) }
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
            Ok(Some(Item::Datum(Datum::Number(number)))) => Seen::Number(Number::level(number)),
            _ if depends => {
                // What is not there here and is there elsewhere does not run on a line.
                self.is_curved |= of[1..].iter().any(|of| matches!(field.read(of, args).value, Ok(Some(_))));
                Seen::Plain
            }
            _ => Seen::Plain,
        };
        (reading, seen)
    }

    fn value(number: &Number) -> &Exact {
        &number.now
    }

    fn steadies(&mut self, number: &Number) {
        self.is_curved |= !number.is_level();
    }

    fn arith(&mut self, op: Arithmetic, one: &Number, other: &Number) -> Option<Number> {
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
        let level = does(&one.level, &other.level).unwrap_or_else(|| now.clone());
        let slope = match (op, &one.slope, &other.slope) {
            (Arithmetic::Add, Some(a), Some(b)) => Some(a + b),
            (Arithmetic::Subtract, Some(a), Some(b)) => Some(a - b),
            (Arithmetic::Multiply, Some(a), Some(b)) if b.is_zero() => Some(a * &other.now),
            (Arithmetic::Multiply, Some(a), Some(b)) if a.is_zero() => Some(b * &one.now),
            (Arithmetic::Divide, Some(a), Some(b)) if b.is_zero() => a.over(&other.now),
            _ => None,
        };
        let rounding = match (one.is_level(), other.is_level()) {
            (false, true) => one.rounding.as_ref().map(|rounding| moved(rounding, op, &other.now)),
            (true, false) => other.rounding.as_ref().map(|rounding| taken_from(rounding, op, &one.now)),
            _ => None,
        };
        let is_lost = rounding.is_none() && (one.rounding.is_some() || other.rounding.is_some());
        Some(Number { now, level, slope, rounding, is_rough: one.is_rough || other.is_rough || is_lost })
    }

    fn order(&mut self, one: &Number, other: &Number) -> Ordering {
        let order = one.now.cmp(&other.now);
        if one.is_level() && other.is_level() {
            return order;
        }
        let (Some(a), Some(b), false) = (&one.slope, &other.slope, one.is_rough || other.is_rough) else {
            self.is_curved = true;
            return order;
        };
        match (&one.rounding, &other.rounding) {
            (None, None) => {}
            (Some(rounding), None) if other.is_level() => {
                self.rounded_turns(one, rounding, &other.now);
                return order;
            }
            (None, Some(rounding)) if one.is_level() => {
                self.rounded_turns(other, rounding, &one.now);
                return order;
            }
            _ => {
                self.is_curved = true;
                return order;
            }
        }
        let slope = a - b;
        if slope.is_zero() {
            return order;
        }
        let gap = Number { slope: Some(slope.clone()), ..Number::level(&(&one.level - &other.level)) };
        self.comes_to(&gap, &Exact::zero());
        match order {
            Ordering::Equal if self.point.is_beyond && slope.is_negative() => Ordering::Less,
            Ordering::Equal if self.point.is_beyond => Ordering::Greater,
            order => order,
        }
    }

    fn round(&mut self, number: &Number, step: &Exact) -> Number {
        let mut now = number.now.half_up(step);
        let Some(slope) = number.slope.as_ref().filter(|_| !number.is_level()) else {
            return if number.is_level() { Number::level(&now) } else { Number { now, ..number.clone() } };
        };
        if number.rounding.is_some() || number.is_rough {
            return Number { now, rounding: None, is_rough: true, ..number.clone() };
        }
        let half = step.over(&Exact::whole(2)).unwrap_or_else(Exact::zero);
        // Just beyond a half that goes away from nought, a number that moves towards nought does not.
        let is_half = (&now - &number.now).abs() == half;
        if self.point.is_beyond && is_half && number.now.is_negative() != slope.is_negative() {
            now = if number.now.is_negative() { &now + step } else { &now - step };
        }
        let rounding = Some(Rounding { step: step.clone(), offset: Exact::zero() });
        Number { now, rounding, ..number.clone() }
    }
}

/// The rounding of a number after something level was done with it.
fn moved(Rounding { step, offset }: &Rounding, op: Arithmetic, by: &Exact) -> Rounding {
    let (step, offset) = match op {
        Arithmetic::Add => (step.clone(), offset + by),
        Arithmetic::Subtract => (step.clone(), offset - by),
        Arithmetic::Multiply => (step * &by.abs(), offset * by),
        Arithmetic::Divide => {
            let over = |number: &Exact, by: &Exact| number.over(by).unwrap_or_else(Exact::zero);
            (over(step, &by.abs()), over(offset, by))
        }
    };
    Rounding { step, offset }
}

/// The rounding of what something level makes with a rounded number.
fn taken_from(rounding: &Rounding, op: Arithmetic, from: &Exact) -> Rounding {
    match op {
        // A half goes away from nought on either side, so that taking away turns it around and no more.
        Arithmetic::Subtract => {
            let negative = moved(rounding, Arithmetic::Multiply, &Exact::whole(-1));
            moved(&negative, Arithmetic::Add, from)
        }
        op => moved(rounding, op, from),
    }
}
