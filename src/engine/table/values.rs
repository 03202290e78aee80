//! What a field can hold: the Rust type is the declaration. `Need<Money>` is a required amount, `Maybe<Percent>` an
//! optional percent, and an object type is something with fields of its own.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Item, Reading, Ty, Words};
use crate::document::{Choice, Entry, Gap, Why};
use crate::engine::units::Unit;
use crate::number::Exact;
use crate::source::{Span, Spanned};
use crate::verdict::{Behind, Datum, Want};

/// A required value: a rule that reads it where it is missing is undecided.
pub struct Need<T> {
    value: Result<T, Vec<Want>>,
    places: Vec<Span>,
    behind: Behind,
}

/// An optional value: a rule must ask whether it is there.
pub struct Maybe<T> {
    value: Result<Option<T>, Vec<Want>>,
    places: Vec<Span>,
    behind: Behind,
}

/// Something with fields of its own, and the cells that it was made from.
pub struct Part<T> {
    /// What has the fields.
    pub object: T,
    /// Its cells.
    pub places: Vec<Span>,
}

impl<T> Maybe<T> {
    /// A value made from cells, that it is not given, or what is missing of one that is.
    #[must_use]
    pub fn of(value: Result<Option<T>, Vec<Want>>, places: Vec<Span>) -> Self {
        Maybe { value, places, behind: Behind::default() }
    }

    /// The same value, with what stands behind it.
    #[must_use]
    pub fn behind(self, behind: Behind) -> Self {
        Maybe { behind, ..self }
    }

    /// The same value, made from these cells.
    #[must_use]
    pub fn from_cells(self, places: Vec<Span>) -> Self {
        Maybe { places, ..self }
    }
}

impl<T> Need<T> {
    /// A value made from cells.
    pub fn of(value: T, places: Vec<Span>) -> Self {
        Need { value: Ok(value), places, behind: Behind::default() }
    }

    /// What is missing.
    #[must_use]
    pub fn missing(wants: Vec<Want>) -> Self {
        let places = wants.iter().map(|want| want.span).collect();
        Need { value: Err(wants), places, behind: Behind::default() }
    }

    /// The same value, with what stands behind it.
    #[must_use]
    pub fn behind(self, behind: Behind) -> Self {
        Need { behind, ..self }
    }

    /// A value made from cells, or what is missing.
    pub fn from_result(value: Result<T, Vec<Want>>, places: impl FnOnce() -> Vec<Span>) -> Self {
        match value {
            Ok(value) => Need::of(value, places()),
            Err(wants) => Need::missing(wants),
        }
    }
}

/// A gap as a want without a name: the field that was read gives it its own.
#[must_use]
pub fn nameless(gap: &Gap) -> Want {
    Want { what: String::new(), why: gap.why, span: gap.span }
}

/// What one cell of the documents says, as a field's value.
pub fn need<R, T>(entry: &Entry<R>, make: impl FnOnce(R) -> T) -> Need<T>
where
    R: Clone,
{
    match entry.clone() {
        Ok(Spanned { value, span }) => Need::of(make(value), vec![span]),
        Err(gap) => Need::missing(vec![nameless(&gap)]),
    }
}

/// What one cell of the documents says, as a value that may be absent.
pub fn maybe<R, T>(entry: &Entry<R>, make: impl FnOnce(R) -> T) -> Maybe<T>
where
    R: Clone,
{
    match entry.clone() {
        Ok(Spanned { value, span }) => Maybe::of(Ok(Some(make(value))), vec![span]),
        Err(gap) if gap.why.is_no_value() => Maybe::of(Ok(None), vec![gap.span]),
        Err(gap) => Maybe::of(Err(vec![nameless(&gap)]), vec![gap.span]),
    }
}

/// An entry of something that is not there.
pub fn no_entry<T>(span: Span) -> Entry<T> {
    Err(Gap { why: Why::Absent, span })
}

/// A single value.
pub trait Scalar {
    /// Its type.
    fn ty() -> Ty;
    /// The value.
    fn datum(self) -> Datum;
}

macro_rules! numbers {
    ($($(#[$about:meta])* $name:ident: $unit:ident),* $(,)?) => {$(
        $(#[$about])*
        pub struct $name(pub Exact);
        impl Scalar for $name {
            fn ty() -> Ty {
                Ty::Number(Unit::$unit)
            }
            fn datum(self) -> Datum {
                Datum::Number(self.0)
            }
        }
    )*};
}

numbers! {
    /// An amount of money.
    Money: Money,
    /// A fraction, shown as a percent.
    Percent: Percent,
    /// How many.
    Count: Count,
    /// Days.
    Days: Days,
    /// A figure in the unit that the agreement gives it.
    Figure: Own,
    /// A difference of such figures.
    Difference: OwnDifference,
}

/// A day.
pub struct Day(pub Date);

impl Scalar for Day {
    fn ty() -> Ty {
        Ty::Date
    }
    fn datum(self) -> Datum {
        Datum::Date(self.0)
    }
}

/// A text.
pub struct Text(pub String);

impl Scalar for Text {
    fn ty() -> Ty {
        Ty::Text
    }
    fn datum(self) -> Datum {
        Datum::Text(self.0.into())
    }
}

/// Yes or no.
pub struct Flag(pub bool);

impl Scalar for Flag {
    fn ty() -> Ty {
        Ty::Flag
    }
    fn datum(self) -> Datum {
        Datum::Flag(self.0)
    }
}

/// One word of a list.
pub struct Word<C: Choice>(pub C);

impl<C: Choice> Scalar for Word<C> {
    fn ty() -> Ty {
        Ty::Word(Words::Fixed(C::WORDS))
    }
    fn datum(self) -> Datum {
        Datum::Text(self.0.word().into())
    }
}

/// What a field's Rust type declares.
pub trait FieldValue {
    /// Whether it may be absent.
    const OPTIONAL: bool;
    /// The type of what is there.
    fn ty() -> Ty;
    /// The value as the evaluator takes it.
    fn reading(self) -> Reading;
}

impl<T: Scalar> FieldValue for Need<T> {
    const OPTIONAL: bool = false;
    fn ty() -> Ty {
        T::ty()
    }
    fn reading(self) -> Reading {
        let value = self.value.map(|value| Some(Item::Datum(value.datum())));
        Reading { value, places: self.places, behind: self.behind }
    }
}

impl<T: Scalar> FieldValue for Maybe<T> {
    const OPTIONAL: bool = true;
    fn ty() -> Ty {
        T::ty()
    }
    fn reading(self) -> Reading {
        let value = self.value.map(|value| value.map(|value| Item::Datum(value.datum())));
        Reading { value, places: self.places, behind: self.behind }
    }
}

/// A type of object, under the name that the table declares it by.
pub trait PartType: Any + Send + Sync {
    /// The name.
    const NAME: &'static str;
}

/// Something with fields, or what is missing to tell which.
impl<T: PartType> FieldValue for Result<Part<T>, Want> {
    const OPTIONAL: bool = false;
    fn ty() -> Ty {
        Ty::Object(T::NAME)
    }
    fn reading(self) -> Reading {
        match self {
            Ok(part) => part.reading(),
            Err(want) => Reading { places: vec![want.span], value: Err(vec![want]), behind: Behind::default() },
        }
    }
}

impl<T: PartType> FieldValue for Part<T> {
    const OPTIONAL: bool = false;
    fn ty() -> Ty {
        Ty::Object(T::NAME)
    }
    fn reading(self) -> Reading {
        Reading { value: Ok(Some(Item::Object(Arc::new(self.object)))), places: self.places, behind: Behind::default() }
    }
}

/// What a method can take: one argument, or a few.
pub trait Args {
    /// Their types.
    fn types() -> Vec<Ty>;
    /// The arguments out of values of these types.
    fn of(given: &[Datum]) -> Self;
}

/// Some words of a list, as an argument.
pub struct SetOf<C: Choice> {
    words: Vec<String>,
    of: PhantomData<C>,
}

impl<C: Choice> SetOf<C> {
    /// Whether a choice is among them.
    pub fn has(&self, choice: C) -> bool {
        self.words.iter().any(|word| word == choice.word())
    }

    /// Whether all choices are.
    pub fn has_all(&self) -> bool {
        C::WORDS.iter().all(|known| self.words.iter().any(|word| word == known))
    }
}

impl<C: Choice> Args for SetOf<C> {
    fn types() -> Vec<Ty> {
        vec![Ty::Set(Words::Fixed(C::WORDS))]
    }
    fn of(given: &[Datum]) -> Self {
        let words = match given {
            [Datum::Words(words), ..] => words.to_vec(),
            _ => Vec::new(),
        };
        SetOf { words, of: PhantomData }
    }
}

macro_rules! several_args {
    ($($name:ident $at:literal),*) => {
        impl<$($name: Args),*> Args for ($($name,)*) {
            fn types() -> Vec<Ty> {
                [$($name::types()),*].concat()
            }
            fn of(given: &[Datum]) -> Self {
                ($($name::of(&given[$at..=$at]),)*)
            }
        }
    };
}

several_args!(A 0, B 1);
several_args!(A 0, B 1, C 2);
