//! Units of numbers, known when a rule is loaded: what may be added, compared, multiplied, and how a number is shown.

use crate::engine::syntax::Arithmetic;
use crate::model::day::days;
use crate::model::{OwnUnit, percent, points, pounds};
use crate::number::Exact;

/// What a number is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// The literal 0: it fits every unit.
    Zero,
    /// The literals 1 and 100: they multiply and divide anything, and count as ratio, count or number.
    Pure,
    /// Pounds.
    Money,
    /// A fraction, shown as a percent.
    Percent,
    /// Percentage points.
    Points,
    /// A quotient.
    Ratio,
    /// How many.
    Count,
    /// A number of no unit.
    Number,
    /// Days.
    Days,
    /// What the agreement counts an indicator's or a measure's figures in.
    Own,
    /// A difference of two such figures.
    OwnDifference,
}

impl Unit {
    /// The word for a message.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Unit::Zero => "nought",
            Unit::Pure | Unit::Number => "a number",
            Unit::Money => "money",
            Unit::Percent => "a percent",
            Unit::Points => "points",
            Unit::Ratio => "a ratio",
            Unit::Count => "a count",
            Unit::Days => "days",
            Unit::Own => "a figure in its own unit",
            Unit::OwnDifference => "a difference of figures in their own unit",
        }
    }

    /// The one unit of two numbers that are taken together: added, chosen between, passed on.
    #[must_use]
    pub fn join(self, other: Unit) -> Option<Unit> {
        use Unit::{Count, Number, Own, OwnDifference, Pure, Ratio, Zero};
        match (self, other) {
            (one, other) if one == other => Some(one),
            (Zero, other)
            | (other, Zero)
            | (Pure, other @ (Ratio | Count | Number))
            | (other @ (Ratio | Count | Number), Pure) => Some(other),
            (Count, Number) | (Number, Count) => Some(Number),
            (Own, OwnDifference) | (OwnDifference, Own) => Some(Own),
            _ => None,
        }
    }

    /// Whether two numbers can be compared.
    #[must_use]
    pub fn compares(self, other: Unit) -> bool {
        matches!((self, other), (Unit::Percent, Unit::Ratio) | (Unit::Ratio, Unit::Percent))
            || self.join(other).is_some()
    }

    /// The unit that an operation gives; none when these do not mix.
    #[must_use]
    pub fn of(op: Arithmetic, one: Unit, other: Unit) -> Option<Unit> {
        match op {
            Arithmetic::Subtract if one == Unit::Own && other == Unit::Own => Some(Unit::OwnDifference),
            Arithmetic::Add | Arithmetic::Subtract => one.join(other),
            Arithmetic::Multiply => times(one, other),
            Arithmetic::Divide => over(one, other),
        }
    }

    /// A number as a person reads it.
    #[must_use]
    pub fn show(self, number: &Exact, own: Option<&OwnUnit>) -> String {
        match (self, own) {
            (Unit::Money, _) => pounds(number),
            (Unit::Percent, _) => percent(number),
            (Unit::Points, _) => points(number),
            (Unit::Days, _) => days(number),
            (Unit::Own, Some(own)) => own.show(number),
            (Unit::OwnDifference, Some(own)) => own.show_difference(number),
            _ => number.shown(0, ","),
        }
    }
}

/// Whether a unit scales others without changing what they are.
fn scales(unit: Unit) -> bool {
    matches!(unit, Unit::Pure | Unit::Number | Unit::Ratio | Unit::Percent | Unit::Count)
}

fn times(one: Unit, other: Unit) -> Option<Unit> {
    use Unit::{Number, Percent, Pure, Ratio, Zero};
    match (one, other) {
        (Zero, _) | (_, Zero) => Some(Zero),
        (Pure, unit) | (unit, Pure) => Some(unit),
        (Percent, Ratio | Percent) | (Ratio, Percent) => Some(Percent),
        (Ratio, Ratio) => Some(Ratio),
        (one, other) if scales(one) && scales(other) => Some(Number),
        (unit, by) | (by, unit) if scales(by) => Some(unit),
        _ => None,
    }
}

fn over(one: Unit, other: Unit) -> Option<Unit> {
    use Unit::{Number, Own, OwnDifference, Percent, Pure, Ratio, Zero};
    match (one, other) {
        (unit, Pure | Number) => Some(unit),
        (_, Zero) => None,
        (Zero, _) => Some(Zero),
        (Pure, other) if !scales(other) => None,
        (one, other) if one == other => Some(Ratio),
        (Own, OwnDifference) | (OwnDifference, Own) | (Percent, Ratio) | (Ratio, Percent) => Some(Ratio),
        (one, other) if scales(one) && scales(other) => Some(Number),
        (unit, by) if scales(by) => Some(unit),
        _ => None,
    }
}
