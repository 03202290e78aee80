//! The rule author's language, declared once: subjects and their fields, functions, and the words that end a rule.
//!
//! From this table come the types of the typed form, rhai's registrations, `plumb explain --api` and the suggestions.
//! The Rust type of a field is its declaration: see [`values`].

mod agreement;
mod amounts;
mod asked;
mod bid;
mod block;
mod column;
mod earlier;
mod functions;
mod fund;
mod indicator;
pub mod instalment;
mod interim;
mod line;
pub mod loan;
mod matching;
pub mod measure;
mod measured;
mod movement;
mod portion;
mod published;
mod release;
pub mod repayment;
mod restatement;
mod reward_target;
mod spending;
mod statement;
mod submission;
mod tally;
mod things;
pub mod values;
mod way;

use std::any::Any;
use std::fmt;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;

use super::scene::Scene;
use super::units::Unit;
use crate::document::Choice;
use crate::model::OwnUnit;
use crate::source::Span;
use crate::verdict::{Behind, Datum, Kind, Subject, Tells, Want};
use values::{Args, FieldValue};

pub use functions::{Does, Ends};

/// A list of words that a value is one of, or some of.
#[derive(Debug, Clone)]
pub enum Words {
    /// The model's.
    Fixed(&'static [&'static str]),
    /// A threshold's.
    Given(Arc<[String]>),
}

impl Words {
    /// The words in order.
    #[must_use]
    pub fn list(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Words::Fixed(words) => Box::new(words.iter().copied()),
            Words::Given(words) => Box::new(words.iter().map(String::as_str)),
        }
    }

    /// Whether a word is among them.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.list().any(|known| known == word)
    }
}

/// The type of a value.
#[derive(Debug, Clone)]
pub enum Ty {
    /// A number in a unit.
    Number(Unit),
    /// A parameter that takes a number of any unit.
    AnyNumber,
    /// Parameters that take numbers of one unit, and a result in that unit.
    Alike,
    /// A day. It is calculated and compared with as the number of the day.
    Date,
    /// Yes or no.
    Flag,
    /// A text.
    Text,
    /// One word of a list.
    Word(Words),
    /// Some words of a list.
    Set(Words),
    /// Cut points in a unit, and the words that they divide.
    Bands(Words, Unit),
    /// A parameter that takes bands of any words.
    AnyBands,
    /// Something with fields.
    Object(&'static str),
    /// A verdict.
    Verdict,
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Number(unit) => f.write_str(unit.word()),
            Ty::AnyNumber | Ty::Alike => f.write_str("a number of any unit"),
            Ty::Date => f.write_str("a date"),
            Ty::Flag => f.write_str("yes or no"),
            Ty::Text => f.write_str("a text"),
            Ty::Word(words) => write!(f, "one of {}", words.list().collect::<Vec<_>>().join(", ")),
            Ty::Set(words) => write!(f, "some of {}", words.list().collect::<Vec<_>>().join(", ")),
            Ty::Bands(_, unit) => write!(f, "bands of {}", unit.word()),
            Ty::AnyBands => f.write_str("bands"),
            Ty::Object(name) => write!(f, "{name}, which has fields"),
            Ty::Verdict => f.write_str("a verdict"),
        }
    }
}

/// Something with fields, behind a pointer that any field can be read through.
pub type Handle = Arc<dyn Any + Send + Sync>;

/// What a field holds.
#[derive(Debug, Clone)]
pub enum Item {
    /// A value.
    Datum(Datum),
    /// Something with fields of its own.
    Object(Handle),
}

/// What reading a field gave.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The value; none when an optional one is not given; else what is missing.
    pub value: Result<Option<Item>, Vec<Want>>,
    /// The cells that it was made from, or the place where it should stand.
    pub places: Vec<Span>,
    /// What stands behind it beside these.
    pub behind: Behind,
}

type Read = Arc<dyn Fn(&dyn Any, &[Datum]) -> Reading + Send + Sync>;

/// A field, or a method if it has parameters.
#[derive(Clone)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// What it takes.
    pub params: Vec<Ty>,
    /// What it holds.
    pub ty: Ty,
    /// Whether it may be absent, so that a rule must ask.
    pub optional: bool,
    /// What a person calls it, where its name does not say it well: `actual value`.
    pub said: Option<&'static str>,
    read: Read,
}

impl Field {
    /// Reads it of an object of the type that it was declared for.
    #[must_use]
    pub fn read(&self, object: &Handle, args: &[Datum]) -> Reading {
        (self.read)(&**object, args)
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("name", &self.name).finish_non_exhaustive()
    }
}

/// At which day a subject's thresholds are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgedOn {
    /// The agreement's first day.
    FirstDay,
    /// The last day of the return's period.
    PeriodEnd,
    /// Its own: the day of a payment. The agreement's first day where it has none.
    Own,
}

/// One thing to judge.
#[derive(Clone)]
pub struct Instance {
    /// What and which.
    pub subject: Subject,
    /// Its fields.
    pub handle: Handle,
    /// The unit of its own figures.
    pub own: Option<OwnUnit>,
    /// The day at which its thresholds are read.
    pub day: Date,
}

/// A Rust type that is a subject of rules.
pub trait SubjectType: Any + Send + Sync + Sized {
    /// Every one of them in a scene, in the order of the files.
    fn all(scene: &Arc<Scene>) -> Vec<Self>;
    /// What and which this is.
    fn subject(&self) -> Subject;
    /// The unit that the agreement gives its figures.
    fn own_unit(&self) -> Option<OwnUnit> {
        None
    }
    /// The day at which it is judged, where that is its own.
    fn own_day(&self) -> Option<Date> {
        None
    }
}

/// What makes a type of object a subject.
#[derive(Clone, Copy)]
pub struct AsSubject {
    /// The date of its thresholds.
    pub judged_on: JudgedOn,
    /// Every one of them in a scene.
    all: fn(&Arc<Scene>, JudgedOn) -> Vec<Instance>,
}

impl AsSubject {
    /// Every one of them in a scene, each with its day.
    #[must_use]
    pub fn instances(&self, scene: &Arc<Scene>) -> Vec<Instance> {
        (self.all)(scene, self.judged_on)
    }
}

impl JudgedOn {
    /// The day in a scene, for a subject that has none of its own.
    fn day(self, scene: &Scene) -> Date {
        match self {
            JudgedOn::FirstDay | JudgedOn::Own => scene.agreement.term.from.value,
            JudgedOn::PeriodEnd => scene.submission.period.value.end(),
        }
    }
}

/// A type of thing with fields.
pub struct ObjectType {
    /// Its name: for a subject, the name of the parameter that a rule gives it.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its fields and methods.
    pub fields: Vec<Field>,
    /// What makes it a subject, if it is one.
    pub subject: Option<AsSubject>,
}

impl ObjectType {
    /// A field or a method.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A function that rules call.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it gives.
    pub about: &'static str,
    /// What it takes.
    pub params: &'static [Ty],
    /// The type of its result.
    pub gives: Ty,
    /// What it does.
    pub does: Does,
}

/// A word that ends a rule.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The word.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// What it takes.
    pub params: &'static [Ty],
    /// The kinds of rule that it can end.
    pub kinds: &'static [Kind],
    /// What it makes.
    pub ends: Ends,
}

/// A number that is put on a verdict: `.off_by(number)`.
#[derive(Debug, Clone)]
pub struct Telling {
    /// What it tells, by whose word it is called.
    pub tells: Tells,
    /// What it says.
    pub about: &'static str,
    /// What it takes.
    pub takes: Ty,
    /// The kinds of rule on whose verdicts it is put.
    pub kinds: &'static [Kind],
    /// Whether it takes a value that may be absent: then it tells nothing.
    pub optional: bool,
}

/// The whole language.
#[derive(Default)]
pub struct Table {
    /// Things with fields; subjects stand with parts before wholes, the order in which they are judged.
    pub objects: Vec<ObjectType>,
    /// Functions.
    pub functions: Vec<Function>,
    /// The words that end a rule.
    pub endings: Vec<Ending>,
    /// The numbers that are put on verdicts.
    pub tellings: Vec<Telling>,
}

/// The language of this version of Plumbline.
#[must_use]
pub fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        let table = Table::default();
        let table = things::declare(amounts::declare(earlier::declare(table)));
        let table = tally::declare(bid::declare(line::declare(table)));
        let table = spending::declare(release::declare(table));
        let table = published::declare(column::declare(table));
        let table = statement::declare(table);
        let table = restatement::declare(indicator::declare(table));
        let table = fund::declare(block::declare(table));
        let table = reward_target::declare(interim::declare(measure::declare(table)));
        let table = agreement::declare(submission::declare(loan::declare(movement::declare(table))));
        functions::declare(repayment::declare(portion::declare(instalment::declare(table))))
    });
    &TABLE
}

impl Table {
    /// A type of object by its name.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<&ObjectType> {
        self.objects.iter().find(|object| object.name == name)
    }

    /// The subjects, in the order in which they are judged.
    pub fn subjects(&self) -> impl Iterator<Item = (&ObjectType, AsSubject)> {
        self.objects.iter().filter_map(|object| object.subject.map(|subject| (object, subject)))
    }

    /// A function by its name.
    #[must_use]
    pub fn function_named(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// A word that ends a rule.
    #[must_use]
    pub fn ending_named(&self, name: &str) -> Option<&Ending> {
        self.endings.iter().find(|ending| ending.name == name)
    }

    /// A number that is put on a verdict, by its name.
    #[must_use]
    pub fn telling_named(&self, name: &str) -> Option<&Telling> {
        self.tellings.iter().find(|telling| telling.tells.word() == name)
    }

    fn add<T: Any>(mut self, mut object: ObjectType, fields: impl FnOnce(Fields<T>) -> Fields<T>) -> Self {
        object.fields = fields(Fields { list: Vec::new(), of: std::marker::PhantomData }).list;
        for name in object.fields.iter().map(|field| field.name).chain([object.name]) {
            assert!(usable(name), "internal: rhai reserves the name `{name}`");
        }
        self.objects.push(object);
        self
    }

    /// Declares a subject: what rules judge.
    fn subject<T: SubjectType>(
        self,
        name: &'static str,
        about: &'static str,
        judged_on: JudgedOn,
        fields: impl FnOnce(Fields<T>) -> Fields<T>,
    ) -> Self {
        let all: fn(&Arc<Scene>, JudgedOn) -> Vec<Instance> = |scene, judged_on| {
            let day = judged_on.day(scene);
            let instance = |one: T| Instance {
                subject: one.subject(),
                own: one.own_unit(),
                day: one.own_day().unwrap_or(day),
                handle: Arc::new(one),
            };
            T::all(scene).into_iter().map(instance).collect()
        };
        let subject = Some(AsSubject { judged_on, all });
        self.add(ObjectType { name, about, fields: Vec::new(), subject }, fields)
    }

    /// Declares something with fields that is no subject.
    fn part<T: Any>(
        self,
        name: &'static str,
        about: &'static str,
        fields: impl FnOnce(Fields<T>) -> Fields<T>,
    ) -> Self {
        self.add(ObjectType { name, about, fields: Vec::new(), subject: None }, fields)
    }
}

/// Whether rhai takes a word as a name of a parameter and of a property.
fn usable(name: &str) -> bool {
    let engine = super::language::engine();
    engine.compile(format!("fn f({name}) {{ {name}.{name} }}")).is_ok()
}

/// The fields of a type, as they are declared.
struct Fields<T> {
    list: Vec<Field>,
    of: std::marker::PhantomData<fn(&T)>,
}

impl<T: Any> Fields<T> {
    /// A field.
    fn field<V: FieldValue>(
        self,
        name: &'static str,
        about: &'static str,
        read: impl Fn(&T) -> V + Send + Sync + 'static,
    ) -> Self {
        self.push::<V>(name, about, Vec::new(), Arc::new(move |object, _| read(own(object)).reading()))
    }

    /// A method. Each of its arguments is a word or a threshold; several are a tuple.
    fn method<A: Args, V: FieldValue>(
        self,
        name: &'static str,
        about: &'static str,
        read: impl Fn(&T, A) -> V + Send + Sync + 'static,
    ) -> Self {
        self.push::<V>(name, about, A::types(), Arc::new(move |object, args| read(own(object), A::of(args)).reading()))
    }

    /// The fields that things of several types have in common.
    fn also(self, fields: impl FnOnce(Self) -> Self) -> Self {
        fields(self)
    }

    /// What a person calls the field that was declared last.
    fn said(mut self, words: &'static str) -> Self {
        if let Some(field) = self.list.last_mut() {
            field.said = Some(words);
        }
        self
    }

    fn push<V: FieldValue>(mut self, name: &'static str, about: &'static str, params: Vec<Ty>, read: Read) -> Self {
        self.list.push(Field { name, about, params, ty: V::ty(), optional: V::OPTIONAL, said: None, read });
        self
    }
}

fn own<T: Any>(object: &dyn Any) -> &T {
    object.downcast_ref().expect("internal: a field read of another type of object")
}
