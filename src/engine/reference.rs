//! rhai's own interpreter, to hold the typed form to: registered from the same table, with the same numbers, it must give
//! the same outcome, the same amount and the same list of reads. Nothing but tests runs it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use jiff::{Span, Unit};
use rhai::{AST, Dynamic, Engine, EvalAltResult, ImmutableString, Module, Position, Scope};
use rust_decimal::Decimal;

use super::language;
use super::table::{Does, Ends, Handle, Instance, Item, Table, table};
use super::typed::Rule;
use crate::document::Choice;
use crate::number::Exact;
use crate::pack::Pack;
use crate::pack::bands::Bands;
use crate::pack::thresholds::{Limit, Thresholds};
use crate::verdict::{Datum, Tells};

/// What a run came to, as far as both can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// To a verdict, with its number and those that it tells.
    To(Ends, Option<Exact>, Vec<(Tells, Exact)>),
    /// To nothing: something was missing.
    Missing,
    /// To a fault.
    Fault,
}

/// A run of the interpreter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreted {
    /// What it came to.
    pub came: Came,
    /// What was read, in order: `bid.total`, `limits.profile_tolerance`.
    pub reads: Vec<String>,
}

/// The interpreter with a pack's library.
pub struct Reference {
    engine: Engine,
}

type Reads = Arc<Mutex<Vec<String>>>;
type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// Something with fields, as the interpreter holds it.
#[derive(Clone)]
struct Thing {
    what: &'static str,
    handle: Handle,
    path: String,
    reads: Reads,
}

#[derive(Clone)]
struct Limits {
    thresholds: Arc<Thresholds>,
    day: Date,
    reads: Reads,
}

#[derive(Clone)]
struct Words(Arc<[String]>);

/// A day of the calendar, by jiff's own reckoning.
#[derive(Clone)]
struct Day(Date);

/// The bands of a threshold.
#[derive(Clone)]
struct Cuts(Arc<Bands>);

#[derive(Clone)]
struct Ended {
    ends: Ends,
    number: Option<Exact>,
    told: Vec<(Tells, Exact)>,
}

/// Thrown where a required value is missing.
#[derive(Clone)]
struct IsMissing;

impl Reference {
    /// The interpreter for a pack.
    ///
    /// # Panics
    /// When a script of the library does not compile: only packs that load are compared.
    #[must_use]
    pub fn new(pack: &Pack) -> Self {
        let mut engine = language::engine();
        register_numbers(&mut engine);
        register_dates(&mut engine);
        register_table(&mut engine, table());
        register_limits(&mut engine, &pack.thresholds);
        for script in &pack.library {
            let ast = engine.compile(script.source.text()).expect("internal: a library that loaded");
            let module = Module::eval_ast_as_new(Scope::new(), &ast, &engine).expect("internal: a library that loaded");
            engine.register_global_module(module.into());
        }
        Reference { engine }
    }

    /// Compiles a rule's script.
    ///
    /// # Panics
    /// When it does not compile: only rules that load are compared.
    #[must_use]
    pub fn compile(&self, text: &str) -> AST {
        self.engine.compile(text).expect("internal: a rule that loaded")
    }

    /// Runs a rule over one subject.
    ///
    /// # Panics
    /// Never by itself.
    #[must_use]
    pub fn run(&self, ast: &AST, rule: &Rule, instance: &Instance, thresholds: &Arc<Thresholds>) -> Interpreted {
        let reads = Reads::default();
        let thing = Thing {
            what: rule.subject,
            handle: Arc::clone(&instance.handle),
            path: rule.subject.to_owned(),
            reads: Arc::clone(&reads),
        };
        let day = instance.day;
        let limits = Limits { thresholds: Arc::clone(thresholds), day, reads: Arc::clone(&reads) };
        let arguments =
            ast.iter_functions().find(|function| function.name == rule.kind.word()).map_or(0, |f| f.params.len());
        let mut scope = Scope::new();
        let result: Fallible<Dynamic> = match arguments {
            1 => self.engine.call_fn(&mut scope, ast, rule.kind.word(), (thing,)),
            _ => self.engine.call_fn(&mut scope, ast, rule.kind.word(), (thing, limits)),
        };
        let came = match result {
            Ok(value) => {
                value.try_cast::<Ended>().map_or(Came::Fault, |ended| Came::To(ended.ends, ended.number, ended.told))
            }
            Err(error) if is_missing(&error) => Came::Missing,
            Err(_) => Came::Fault,
        };
        let reads = reads.lock().expect("internal: a poisoned list").clone();
        Interpreted { came, reads }
    }
}

fn is_missing(error: &EvalAltResult) -> bool {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => is_missing(inner),
        EvalAltResult::ErrorRuntime(value, _) => value.is::<IsMissing>(),
        _ => false,
    }
}

fn throw<T>(value: Dynamic) -> Fallible<T> {
    Err(EvalAltResult::ErrorRuntime(value, Position::NONE).into())
}

fn broke<T>(what: &str) -> Fallible<T> {
    throw(what.to_owned().into())
}

/// The exact number that a value of the interpreter is; a literal is a decimal there.
fn exact(value: &Dynamic) -> Fallible<Exact> {
    if let Some(decimal) = value.clone().try_cast::<Decimal>() {
        return Ok(decimal.into());
    }
    value.clone().try_cast::<Exact>().map_or_else(|| broke("not a number"), Ok)
}

/// Operators over exact numbers and literals alike: rhai's own would round.
fn register_numbers(engine: &mut Engine) {
    engine.register_type_with_name::<Exact>("number");
    operators::<Exact, Exact>(engine);
    operators::<Exact, Decimal>(engine);
    operators::<Decimal, Exact>(engine);
    operators::<Decimal, Decimal>(engine);
    engine.register_fn("-", |a: Exact| -&a);
    engine.register_fn("-", |a: Decimal| -&Exact::from(a));
    engine.register_fn("to_string", |a: &mut Exact| a.to_string());
    engine.register_fn("to_string", |words: &mut Words| words.0.join(", "));
}

/// What an operator makes of two numbers.
type Pair<T> = fn(&Exact, &Exact) -> T;

fn operators<A, B>(engine: &mut Engine)
where
    A: Into<Exact> + Clone + Send + Sync + 'static,
    B: Into<Exact> + Clone + Send + Sync + 'static,
{
    let calculate: [(&str, Pair<Option<Exact>>); 4] =
        [("+", |a, b| Some(a + b)), ("-", |a, b| Some(a - b)), ("*", |a, b| Some(a * b)), ("/", Exact::over)];
    for (name, does) in calculate {
        engine.register_fn(name, move |a: A, b: B| {
            does(&a.into(), &b.into()).map_or_else(|| broke("division by nought"), Ok)
        });
    }
    let compare: [(&str, Pair<bool>); 6] = [
        ("<", |a, b| a < b),
        ("<=", |a, b| a <= b),
        (">", |a, b| a > b),
        (">=", |a, b| a >= b),
        ("==", |a, b| a == b),
        ("!=", |a, b| a != b),
    ];
    for (name, holds) in compare {
        engine.register_fn(name, move |a: A, b: B| holds(&a.into(), &b.into()));
    }
}

/// What an operator says of two days.
type Days = fn(&Date, &Date) -> bool;

fn register_dates(engine: &mut Engine) {
    engine.register_type_with_name::<Day>("date");
    engine.register_fn("-", |a: Day, b: Day| -> Fallible<Exact> {
        let days = a.0.since((Unit::Day, b.0)).or_else(|_| broke("no days"))?.get_days();
        Ok(Exact::whole(days.into()))
    });
    moves::<Exact>(engine);
    moves::<Decimal>(engine);
    let compare: [(&str, Days); 6] = [
        ("<", |a, b| a < b),
        ("<=", |a, b| a <= b),
        (">", |a, b| a > b),
        (">=", |a, b| a >= b),
        ("==", |a, b| a == b),
        ("!=", |a, b| a != b),
    ];
    for (name, holds) in compare {
        engine.register_fn(name, move |a: Day, b: Day| holds(&a.0, &b.0));
    }
    engine.register_fn("to_string", |day: &mut Day| day.0.to_string());
}

/// A date and days: another date.
fn moves<N: Into<Exact> + Clone + Send + Sync + 'static>(engine: &mut Engine) {
    let moved = |day: &Day, by: &Exact| -> Fallible<Day> {
        let days = by.to_whole().and_then(|days| Span::new().try_days(days).ok());
        days.and_then(|days| day.0.checked_add(days).ok()).map_or_else(|| broke("no such day"), |day| Ok(Day(day)))
    };
    engine.register_fn("+", move |a: Day, b: N| moved(&a, &b.into()));
    engine.register_fn("+", move |a: N, b: Day| moved(&b, &a.into()));
    engine.register_fn("-", move |a: Day, b: N| moved(&a, &-&b.into()));
}

fn register_table(engine: &mut Engine, table: &'static Table) {
    engine.register_type_with_name::<Thing>("subject");
    let fields = || table.objects.iter().flat_map(|object| &object.fields);
    let names: BTreeSet<&'static str> =
        fields().filter(|field| field.params.is_empty()).map(|field| field.name).collect();
    for name in names {
        engine.register_get(name, move |thing: &mut Thing| read(table, thing, name, &[]));
    }
    let methods: BTreeSet<(&'static str, usize)> =
        fields().filter(|field| !field.params.is_empty()).map(|field| (field.name, field.params.len())).collect();
    for (name, params) in methods {
        register_method(engine, table, name, params);
    }
    for function in &table.functions {
        let does = function.does;
        match function.params.len() {
            _ if does == Does::BandOf => {
                engine.register_fn(function.name, |bands: Cuts, number: Dynamic| band_of(&bands.0, &number));
            }
            1 => drop(engine.register_fn(function.name, move |a: Dynamic| apply(does, &[a]))),
            _ => drop(engine.register_fn(function.name, move |a: Dynamic, b: Dynamic| apply(does, &[a, b]))),
        }
    }
    engine.register_fn("present", |value: Dynamic| !value.is_unit());
    for ending in &table.endings {
        let ends = ending.ends;
        let ended = move |number: Option<Exact>| Ended { ends, number, told: Vec::new() };
        match ending.params.len() {
            0 => drop(engine.register_fn(ending.name, move || ended(None))),
            1 => drop(engine.register_fn(ending.name, move |a: Dynamic| ended(exact(&a).ok()))),
            _ => drop(engine.register_fn(ending.name, move |a: Dynamic, _: Dynamic| ended(exact(&a).ok()))),
        }
    }
    engine.register_fn("help", |ended: Ended, _: Dynamic| ended);
    for telling in &table.tellings {
        let tells = telling.tells;
        engine.register_fn(tells.word(), move |mut ended: Ended, number: Dynamic| {
            ended.told.extend(exact(&number).ok().map(|number| (tells, number)));
            ended
        });
    }
    engine.register_fn("at", |ended: Ended, place: Dynamic, _: Dynamic| {
        if let Some(thing) = place.try_cast::<Thing>() {
            note(&thing.reads, thing.path);
        }
        ended
    });
}

/// A method under the number of its arguments.
fn register_method(engine: &mut Engine, table: &'static Table, name: &'static str, params: usize) {
    type Given = Dynamic;
    match params {
        1 => drop(engine.register_fn(name, move |thing: &mut Thing, a: Given| read(table, thing, name, &[a]))),
        2 => drop(
            engine.register_fn(name, move |thing: &mut Thing, a: Given, b: Given| read(table, thing, name, &[a, b])),
        ),
        _ => drop(engine.register_fn(name, move |thing: &mut Thing, a: Given, b: Given, c: Given| {
            read(table, thing, name, &[a, b, c])
        })),
    }
}

fn note(reads: &Reads, path: String) {
    reads.lock().expect("internal: a poisoned list").push(path);
}

/// Reads a field, as the table declares it: what is missing ends the rule, what is absent is `()`.
fn read(table: &Table, thing: &mut Thing, name: &str, given: &[Dynamic]) -> Fallible<Dynamic> {
    let Some(field) = table.object(thing.what).and_then(|object| object.field(name)) else {
        return broke("no such field");
    };
    let (args, told) = arguments(thing, given)?;
    let path = format!("{}.{name}{told}", thing.path);
    let reading = field.read(&thing.handle, &args);
    match reading.value {
        Ok(Some(Item::Object(handle))) => {
            let super::table::Ty::Object(what) = field.ty else { return broke("an object of no type") };
            Ok(Dynamic::from(Thing { what, handle, path, reads: Arc::clone(&thing.reads) }))
        }
        Ok(Some(Item::Datum(datum))) => {
            note(&thing.reads, path);
            Ok(match datum {
                Datum::Number(number) => Dynamic::from(number),
                Datum::Date(day) => Dynamic::from(Day(day)),
                Datum::Flag(flag) => flag.into(),
                Datum::Text(text) => Dynamic::from(ImmutableString::from(&*text)),
                Datum::Words(words) => Dynamic::from(Words(words)),
            })
        }
        Ok(None) => {
            note(&thing.reads, path);
            Ok(Dynamic::UNIT)
        }
        Err(_) => {
            note(&thing.reads, path);
            throw(Dynamic::from(IsMissing))
        }
    }
}

/// A method's arguments: words, or some words out of a threshold, told by the thresholds that were read last.
fn arguments(thing: &Thing, given: &[Dynamic]) -> Fallible<(Vec<Datum>, String)> {
    let sets = given.iter().filter(|arg| arg.is::<Words>()).count();
    let reads = thing.reads.lock().expect("internal: a poisoned list");
    let mut last = reads[reads.len() - sets..].iter();
    let (mut args, mut told) = (Vec::new(), Vec::new());
    for arg in given {
        if let Some(words) = arg.clone().try_cast::<Words>() {
            args.push(Datum::Words(words.0));
            told.push(last.next().cloned().unwrap_or_default());
        } else if let Ok(word) = arg.clone().into_immutable_string() {
            args.push(Datum::Text(word.as_str().into()));
            told.push(String::new());
        } else {
            return broke("a method takes words");
        }
    }
    let told = if told.is_empty() { String::new() } else { format!("({})", told.join(", ")) };
    Ok((args, told))
}

fn apply(does: Does, args: &[Dynamic]) -> Fallible<Dynamic> {
    let numbers = args.iter().map(exact).collect::<Fallible<Vec<Exact>>>()?;
    Ok(match does {
        Does::Least => Dynamic::from(numbers[0].clone().min(numbers[1].clone())),
        Does::Greatest => Dynamic::from(numbers[0].clone().max(numbers[1].clone())),
        Does::Size => Dynamic::from(numbers[0].abs()),
        Does::ToPenny | Does::ToThousand => {
            let step = does.step().expect("internal: a rounding without a step");
            Dynamic::from(numbers[0].half_up(&step))
        }
        Does::MoreOrLess => Dynamic::from(ImmutableString::from(numbers[0].to_string())),
        Does::BandOf => return broke("bands are no numbers"),
    })
}

fn band_of(bands: &Bands, number: &Dynamic) -> Fallible<ImmutableString> {
    let number = exact(number)?;
    let cut = bands.cuts.iter().find(|cut| number < cut.below);
    Ok(cut.map_or(&bands.above, |cut| &cut.is).as_ref().into())
}

fn register_limits(engine: &mut Engine, thresholds: &Thresholds) {
    engine.register_type_with_name::<Limits>("limits");
    engine.register_fn("on", |limits: Limits, day: Day| Limits { day: day.0, ..limits });
    for threshold in thresholds.iter() {
        let name = threshold.name.value.clone();
        engine.register_get(threshold.name.value.as_str(), move |limits: &mut Limits| -> Fallible<Dynamic> {
            let found = limits.thresholds.get(&name).and_then(|(_, threshold)| threshold.on(limits.day));
            let Some(dated) = found else { return broke("no value on this day") };
            note(&limits.reads, format!("limits.{name}"));
            Ok(match &dated.value.value {
                Limit::Number(number) => Dynamic::from(number.clone()),
                Limit::Date(day) => Dynamic::from(Day(*day)),
                Limit::Bands(bands) => Dynamic::from(Cuts(Arc::clone(bands))),
                Limit::Word(word) => Dynamic::from(ImmutableString::from(word)),
                Limit::Words(words) => Dynamic::from(Words(Arc::clone(words))),
            })
        });
    }
}
