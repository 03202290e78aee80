//! Lenses: what a number is while a rule runs, and what happens when numbers are combined, compared or rounded. The
//! evaluator is one; what is kept beside the value is the lens's.

use std::cmp::Ordering;
use std::sync::Arc;

use super::syntax::Arithmetic;
use super::table::{Field, Handle, Item, Reading};
use super::typed::Expr;
use crate::number::Exact;
use crate::verdict::Datum;

/// What a number is, and what happens to it. The judge computes; other lenses keep more beside the value.
pub trait Lens {
    /// A number.
    type N: Clone;
    /// Something with fields.
    type O: Clone;
    /// Whether the conditions that decide the verdict are kept, as a person would say them.
    const EXPLAINS: bool = false;
    /// A number that a rule writes.
    fn literal(&mut self, value: &Exact) -> Self::N;
    /// A threshold, by its index; of a date the number of its day, of bands one cut point after the other.
    fn limit(&mut self, index: usize, value: &Exact) -> Self::N;
    /// A field of something: the reading, and what the lens sees in it.
    fn read(&mut self, of: &Self::O, field: &Field, args: &[Datum]) -> Sight<Self>;
    /// The value that a number has.
    fn value(number: &Self::N) -> &Exact;
    /// Two numbers combined; none for a division by nought.
    fn arith(&mut self, op: Arithmetic, one: &Self::N, other: &Self::N) -> Option<Self::N>;
    /// How two numbers compare.
    fn order(&mut self, one: &Self::N, other: &Self::N) -> Ordering;
    /// A number rounded half up to a multiple of `step`.
    fn round(&mut self, number: &Self::N, step: &Exact) -> Self::N;
    /// A number is used as what it is now, in a way that no lens follows: as the day of a threshold.
    fn steadies(&mut self, _: &Self::N) {}
    /// A node is worked out.
    fn meets(&mut self, _: &Expr) {}
    /// A choice goes one of its ways, as [`super::walk::ways`] counts them.
    fn goes(&mut self, _choice: &Expr, _way: usize) {}
}

/// A field as it was read, and what a lens sees in it.
pub type Sight<L> = (Reading, Seen<<L as Lens>::N, <L as Lens>::O>);

/// What a lens sees in a field.
pub enum Seen<N, O> {
    /// A number; of a date, the number of its day.
    Number(N),
    /// Something with fields of its own.
    Object(O),
    /// A value that all lenses see alike, or none.
    Plain,
}

/// A lens whose numbers are their values. With `EXPLAINS` it also keeps the conditions that decide.
#[derive(Debug, Default)]
pub struct Plain<const EXPLAINS: bool>(());

/// The judge's lens: it computes and keeps nothing.
pub type Judge = Plain<false>;

/// The explainer's lens: it also keeps the conditions that decided, with their values.
pub type Explain = Plain<true>;

impl<const EXPLAINS: bool> Lens for Plain<EXPLAINS> {
    type N = Exact;
    type O = Handle;
    const EXPLAINS: bool = EXPLAINS;

    fn literal(&mut self, value: &Exact) -> Exact {
        value.clone()
    }

    fn limit(&mut self, _: usize, value: &Exact) -> Exact {
        value.clone()
    }

    fn read(&mut self, of: &Handle, field: &Field, args: &[Datum]) -> Sight<Self> {
        let reading = field.read(of, args);
        let seen = match &reading.value {
            Ok(Some(Item::Datum(Datum::Number(number)))) => Seen::Number(number.clone()),
            Ok(Some(Item::Object(handle))) => Seen::Object(Arc::clone(handle)),
            _ => Seen::Plain,
        };
        (reading, seen)
    }

    fn value(number: &Exact) -> &Exact {
        number
    }

    fn arith(&mut self, op: Arithmetic, one: &Exact, other: &Exact) -> Option<Exact> {
        match op {
            Arithmetic::Add => Some(one + other),
            Arithmetic::Subtract => Some(one - other),
            Arithmetic::Multiply => Some(one * other),
            Arithmetic::Divide => one.over(other),
        }
    }

    fn order(&mut self, one: &Exact, other: &Exact) -> Ordering {
        one.cmp(other)
    }

    fn round(&mut self, number: &Exact, step: &Exact) -> Exact {
        number.half_up(step)
    }
}
