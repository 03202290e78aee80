//! The one evaluator of the typed form. It is generic over what a number is and what happens when numbers are combined,
//! compared or rounded (a [`Lens`]); reads of cells and thresholds are recorded, in order, always.

mod bands;
mod put;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::lens::{Lens, Seen, Sight};
use super::said;
use super::syntax::{Arithmetic, Comparison};
use super::table::{Does, Ends, Field, Handle, Instance, Item, Ty};
use super::typed::{Expr, ExprKind, Rule};
use super::units::Unit;
use super::walk::leaves;
use crate::model::day::{day_of, number_of};
use crate::number::Exact;
use crate::pack::bands::Bands;
use crate::pack::thresholds::{Limit, Thresholds};
use crate::source::Span;
use crate::verdict::{Behind, Condition, Datum, Evidence, Fault, Tells, Want};

/// A value while a rule runs.
#[derive(Clone)]
pub enum Value<N, O> {
    /// An optional value that is not given.
    Absent,
    /// A number; a date is the number of its day.
    Number(N),
    /// Yes or no.
    Flag(bool),
    /// A text or a word.
    Text(Arc<str>),
    /// Some words.
    Words(Arc<[String]>),
    /// The bands of a threshold, by its index.
    Bands(usize, Arc<Bands>),
    /// Something with fields, and the cells that it was made from.
    Object(O, Arc<[Span]>),
    /// A verdict.
    Ending(Box<Ending<N>>),
}

/// The verdict that a rule ended with.
#[derive(Clone)]
pub struct Ending<N> {
    /// The word.
    pub ends: Ends,
    /// Its number, if it has one.
    pub number: Option<N>,
    /// The number as a person reads it.
    pub shown: String,
    /// Its text, or nothing.
    pub text: String,
    /// Its labels: the cells of each field, and what is said about them.
    pub labels: Vec<(Vec<Span>, String)>,
    /// Its advice.
    pub help: Option<String>,
    /// The numbers that it tells beside its own, as a person reads them.
    pub told: Vec<(Tells, N, String)>,
    /// Where it stands in the script.
    pub at: Span,
}

impl<N> Ending<N> {
    /// The same verdict with other numbers.
    pub fn map<M>(self, of: impl Fn(N) -> M) -> Ending<M> {
        let Ending { ends, number, shown, text, labels, help, told, at } = self;
        let told = told.into_iter().map(|(what, number, shown)| (what, of(number), shown)).collect();
        Ending { ends, number: number.map(&of), shown, text, labels, help, told, at }
    }
}

/// Why a rule ended without a verdict.
pub enum Stop {
    /// Something that it needs is missing.
    Missing(Vec<Want>),
    /// It broke.
    Fault(Fault),
}

/// What running a rule gives.
pub struct Run<N> {
    /// The verdict, or why there is none.
    pub end: Result<Ending<N>, Stop>,
    /// What was read.
    pub evidence: Vec<Evidence>,
    /// The conditions that decided, in order, where the lens keeps them.
    pub conditions: Vec<Condition>,
}

/// What days that make no date come to.
const NO_DAY: &str = "there is no such day: the days are not whole, or too many";

/// The most calls of the evaluator into itself for one rule.
const MOST_STEPS: usize = 100_000;

/// The most bytes of a text that a rule makes.
const MOST_BYTES: usize = 64 * 1024;

/// The most bits of a number that a rule makes: far beyond any money, and small enough to calculate with.
const MOST_BITS: u64 = 4096;

/// Runs a rule over one subject, with the thresholds of its day.
pub fn run<L: Lens<O = Handle>>(lens: &mut L, rule: &Rule, instance: &Instance, thresholds: &Thresholds) -> Run<L::N> {
    run_over(lens, rule, (instance, Arc::clone(&instance.handle)), thresholds)
}

/// Runs a rule over one subject as a lens sees it.
pub fn run_over<L: Lens>(
    lens: &mut L,
    rule: &Rule,
    (instance, object): (&Instance, L::O),
    thresholds: &Thresholds,
) -> Run<L::N> {
    let mut evaluator = Evaluator {
        lens,
        instance,
        object,
        thresholds,
        day: instance.day,
        slots: vec![Value::Absent; rule.slots],
        evidence: Vec::new(),
        statements: Vec::new(),
        conditions: Vec::new(),
        banded: BTreeMap::new(),
        steps: 0,
    };
    let end = evaluator.eval(&rule.body).map(|value| match value {
        Value::Ending(ending) => *ending,
        _ => unreachable!("internal: a rule lowered to something other than a verdict"),
    });
    Run { end, evidence: evaluator.evidence, conditions: evaluator.conditions }
}

struct Evaluator<'a, L: Lens> {
    lens: &'a mut L,
    instance: &'a Instance,
    object: L::O,
    thresholds: &'a Thresholds,
    day: Date,
    slots: Vec<Value<L::N, L::O>>,
    evidence: Vec<Evidence>,
    /// What was asked since the last choice between verdicts, as it came out.
    statements: Vec<String>,
    conditions: Vec<Condition>,
    /// Why the words that are kept in slots are what they are, where bands made them.
    banded: BTreeMap<usize, String>,
    steps: usize,
}

type Step<T> = Result<T, Stop>;

impl<L: Lens> Evaluator<'_, L> {
    fn eval(&mut self, expr: &Expr) -> Step<Value<L::N, L::O>> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(fault("the rule takes too many steps", expr.span));
        }
        self.lens.meets(expr);
        Ok(match &expr.kind {
            ExprKind::Number(number) => Value::Number(self.lens.literal(number)),
            ExprKind::Flag(flag) => Value::Flag(*flag),
            ExprKind::Text(text) => Value::Text(Arc::clone(text)),
            ExprKind::Local(slot, _) => self.slots[*slot].clone(),
            ExprKind::Subject => Value::Object(self.object.clone(), [self.instance.subject.span].into()),
            ExprKind::Read(of, field, args) => self.read(expr, of, field, args)?,
            ExprKind::Limit(index) => self.limit(*index, self.day, expr.span)?,
            ExprKind::LimitOn(index, day) => {
                let on = self.number(day)?;
                self.lens.steadies(&on);
                let on = day_of(L::value(&on)).ok_or_else(|| fault(NO_DAY, day.span))?;
                self.limit(*index, on, expr.span)?
            }
            ExprKind::Not(value) => Value::Flag(!self.flag(value)?),
            ExprKind::Negative(value) => {
                let (zero, value) = (self.lens.literal(&Exact::zero()), self.number(value)?);
                Value::Number(self.arith(Arithmetic::Subtract, &zero, &value, expr.span)?)
            }
            ExprKind::Arithmetic(op, one, other) => self.calculate(expr, *op, one, other)?,
            ExprKind::Order(op, one, other) => Value::Flag(self.order(*op, one, other)?),
            ExprKind::Same(same, one, other) => Value::Flag(self.same(one, other)? == *same),
            ExprKind::All(parts) => Value::Flag(self.find(expr, parts, false)?.is_none()),
            ExprKind::Any(parts) => Value::Flag(self.find(expr, parts, true)?.is_some()),
            ExprKind::Otherwise(parts) => self.otherwise(expr, parts)?,
            ExprKind::Present(value) => {
                let is_there = !matches!(self.eval(value)?, Value::Absent);
                self.state(|| said::presence(value, is_there));
                Value::Flag(is_there)
            }
            ExprKind::Apply(does, args) => self.apply(*does, args)?,
            ExprKind::Template(parts) => Value::Text(self.template(parts, expr.span)?.into()),
            ExprKind::Let(slot, value, then) => {
                let before = self.statements.len();
                self.slots[*slot] = self.eval(value)?;
                self.keep_why(*slot, value, before);
                self.eval(then)?
            }
            ExprKind::If(condition, then, otherwise) => {
                let before = self.statements.len();
                let holds = self.flag(condition)?;
                self.decide(expr, before, condition.span, holds);
                self.lens.goes(expr, usize::from(!holds));
                self.eval(if holds { then } else { otherwise })?
            }
            ExprKind::Switch(on, arms) => self.switch(expr, on, arms)?,
            ExprKind::Shared(rest) => self.eval(rest)?,
            ExprKind::End(ends, args) => Value::Ending(Box::new(self.end(*ends, args, expr.span)?)),
            ExprKind::At(..) | ExprKind::Help(..) | ExprKind::Told(..) => Value::Ending(self.said_about(expr)?),
        })
    }

    /// Reads a field. What has fields of its own is not evidence yet: what is read of it will be.
    fn read(&mut self, expr: &Expr, of: &Expr, field: &Field, args: &[Expr]) -> Step<Value<L::N, L::O>> {
        let (reading, seen) = self.reading(of, field, args)?;
        match (reading.value, seen) {
            (Ok(Some(_)), Seen::Object(object)) => Ok(Value::Object(object, reading.places.into())),
            (Ok(Some(Item::Object(_))), _) => unreachable!("internal: a lens that sees no fields in an object"),
            (Ok(Some(Item::Datum(datum))), seen) => {
                let shown = self.show_datum(&datum, &field.ty);
                self.record(expr, reading.places, reading.behind, Some((datum.clone(), shown)));
                Ok(match (datum, seen) {
                    (Datum::Number(_) | Datum::Date(_), Seen::Number(number)) => Value::Number(number),
                    (Datum::Number(number), _) => Value::Number(self.lens.literal(&number)),
                    (Datum::Date(day), _) => Value::Number(self.lens.literal(&number_of(day))),
                    (Datum::Flag(flag), _) => Value::Flag(flag),
                    (Datum::Text(text), _) => Value::Text(text),
                    (Datum::Words(words), _) => Value::Words(words),
                })
            }
            (Ok(None), _) => {
                self.record(expr, reading.places, reading.behind, None);
                Ok(Value::Absent)
            }
            (Err(wants), _) => {
                self.record(expr, reading.places, reading.behind, None);
                let named =
                    |want: Want| if want.what.is_empty() { Want { what: self.name_of(field), ..want } } else { want };
                Err(Stop::Missing(wants.into_iter().map(named).collect()))
            }
        }
    }

    fn reading(&mut self, of: &Expr, field: &Field, args: &[Expr]) -> Step<Sight<L>> {
        let Value::Object(object, _) = self.eval(of)? else {
            unreachable!("internal: a field of something without fields")
        };
        let mut given = Vec::new();
        for arg in args {
            given.push(match self.eval(arg)? {
                Value::Text(word) => Datum::Text(word),
                Value::Words(words) => Datum::Words(words),
                _ => unreachable!("internal: a method takes words"),
            });
        }
        Ok(self.lens.read(&object, field, &given))
    }

    fn name_of(&self, field: &Field) -> String {
        let said = field.said.map_or_else(|| field.name.replace('_', " "), str::to_owned);
        format!("the {said} of {}", self.instance.subject.name)
    }

    fn record(&mut self, expr: &Expr, places: Vec<Span>, behind: Behind, value: Option<(Datum, String)>) {
        let path = expr.path.clone().expect("internal: a field without a path");
        let (value, shown) = value.unzip();
        self.evidence.push(Evidence::Field { path, places, behind, value, shown, at: expr.span });
    }

    fn limit(&mut self, index: usize, day: Date, at: Span) -> Step<Value<L::N, L::O>> {
        let threshold = self.thresholds.at(index);
        let name: Arc<str> = Arc::from(threshold.name.value.as_str());
        let Some(dated) = threshold.on(day) else {
            return Err(fault(&format!("the threshold `{name}` has no value on {day}"), at));
        };
        let (since, span, value) = (dated.from.value, dated.value.span, &dated.value.value);
        self.evidence.push(Evidence::Threshold { name, shown: threshold.show(value).to_string(), since, span, at });
        Ok(match value {
            Limit::Number(number) => Value::Number(self.lens.limit(index, number)),
            Limit::Date(day) => Value::Number(self.lens.limit(index, &number_of(*day))),
            Limit::Bands(bands) => Value::Bands(index, Arc::clone(bands)),
            Limit::Word(word) => Value::Text(word.as_str().into()),
            Limit::Words(words) => Value::Words(Arc::clone(words)),
        })
    }

    fn arith(&mut self, op: Arithmetic, one: &L::N, other: &L::N, span: Span) -> Step<L::N> {
        let number = self.lens.arith(op, one, other).ok_or_else(|| fault("the rule divides by nought", span))?;
        if L::value(&number).bits() > MOST_BITS {
            return Err(fault("a number grows too long to calculate with", span));
        }
        Ok(number)
    }

    /// What an operation gives; days that do not make a date again break the rule.
    fn calculate(&mut self, expr: &Expr, op: Arithmetic, one: &Expr, other: &Expr) -> Step<Value<L::N, L::O>> {
        let (one, other) = (self.number(one)?, self.number(other)?);
        let number = self.arith(op, &one, &other, expr.span)?;
        if matches!(expr.ty, Ty::Date) && day_of(L::value(&number)).is_none() {
            return Err(fault(NO_DAY, expr.span));
        }
        Ok(Value::Number(number))
    }

    fn switch(&mut self, expr: &Expr, on: &Expr, arms: &[(Vec<Arc<str>>, Expr)]) -> Step<Value<L::N, L::O>> {
        let before = self.statements.len();
        let word = self.text(on)?;
        if !self.says_why(on) {
            self.state(|| said::word(on, &word));
        }
        self.decide(expr, before, on.span, true);
        let arm = arms.iter().position(|(words, _)| words.is_empty() || words.contains(&word));
        let arm = arm.expect("internal: a switch that does not cover its words");
        self.lens.goes(expr, arm);
        self.eval(&arms[arm].1)
    }

    fn order(&mut self, op: Comparison, one: &Expr, other: &Expr) -> Step<bool> {
        let (left, right) = (self.number(one)?, self.number(other)?);
        let holds = op.holds(self.lens.order(&left, &right));
        let (left, right) = (L::value(&left), L::value(&right));
        if L::EXPLAINS {
            let (left, right) = (self.show(left, &one.ty), self.show(right, &other.ty));
            self.state(|| said::comparison(op, holds, (one, &left), (other, &right)));
        }
        Ok(holds)
    }

    fn same(&mut self, one: &Expr, other: &Expr) -> Step<bool> {
        let (left, right) = (self.eval(one)?, self.eval(other)?);
        let same = is_same(&left, &right);
        if L::EXPLAINS && !self.says_why(one) && !self.says_why(other) {
            let shown = |value: &Value<L::N, L::O>| match value {
                Value::Text(text) => text.to_string(),
                Value::Flag(flag) => said::yes_or_no(*flag).to_owned(),
                _ => String::new(),
            };
            let (left, right) = (shown(&left), shown(&right));
            self.state(|| said::sameness(same, (one, &left), (other, &right)));
        }
        Ok(same)
    }

    /// The first of several conditions that gives `wanted`. It alone is the reason, when there is one; else all are.
    fn find(&mut self, link: &Expr, parts: &[Expr], wanted: bool) -> Step<Option<usize>> {
        let before = self.statements.len();
        for (at, part) in parts.iter().enumerate() {
            let own = self.statements.len();
            if self.flag(part)? == wanted {
                self.statements.drain(before..own);
                self.lens.goes(link, at);
                return Ok(Some(at));
            }
        }
        self.lens.goes(link, parts.len());
        Ok(None)
    }

    /// Keeps what a condition comes to, where the lens explains.
    fn state(&mut self, statement: impl FnOnce() -> String) {
        if L::EXPLAINS {
            self.statements.push(statement());
        }
    }

    /// Keeps why a choice between verdicts went as it did. Other choices only make values.
    fn decide(&mut self, choice: &Expr, before: usize, at: Span, held: bool) {
        let because = self.statements.split_off(before);
        if matches!(choice.ty, Ty::Verdict) && !because.is_empty() {
            self.conditions.push(Condition { because, held, at });
        }
    }

    fn otherwise(&mut self, choice: &Expr, parts: &[Expr]) -> Step<Value<L::N, L::O>> {
        for (at, part) in parts.iter().enumerate() {
            let value = self.eval(part)?;
            if !matches!(value, Value::Absent) {
                self.lens.goes(choice, at);
                return Ok(value);
            }
        }
        self.lens.goes(choice, parts.len());
        Ok(Value::Absent)
    }

    fn apply(&mut self, does: Does, args: &[Expr]) -> Step<Value<L::N, L::O>> {
        if let (Does::BandOf, [bands, number]) = (does, args) {
            return self.band_of(bands, number);
        }
        let mut numbers = Vec::new();
        for arg in args {
            numbers.push(self.number(arg)?);
        }
        let zero = self.lens.literal(&Exact::zero());
        Ok(Value::Number(match does {
            Does::Least if self.lens.order(&numbers[1], &numbers[0]).is_lt() => numbers.swap_remove(1),
            Does::Greatest if self.lens.order(&numbers[1], &numbers[0]).is_gt() => numbers.swap_remove(1),
            Does::Size if self.lens.order(&numbers[0], &zero).is_lt() => {
                self.arith(Arithmetic::Subtract, &zero, &numbers[0], args[0].span)?
            }
            Does::Least | Does::Greatest | Does::Size => numbers.swap_remove(0),
            Does::ToPenny | Does::ToThousand => {
                let step = does.step().expect("internal: a rounding without a step");
                self.lens.round(&numbers[0], &step)
            }
            Does::MoreOrLess => {
                let difference = L::value(&numbers[0]);
                let word = if difference.is_negative() { "less" } else { "more" };
                let size = self.show(&difference.abs(), &args[0].ty);
                return Ok(Value::Text(format!("{size} {word}").into()));
            }
            Does::BandOf => unreachable!("internal: bands are no numbers"),
        }))
    }

    fn template(&mut self, parts: &[Expr], span: Span) -> Step<String> {
        let mut text = String::new();
        for part in parts {
            match (&part.kind, self.eval(part)?) {
                (ExprKind::Text(literal), _) => text.push_str(literal),
                (_, Value::Number(number)) => text.push_str(&self.show(L::value(&number), &part.ty)),
                // What holds quotes already is a list of names.
                (_, Value::Text(value)) if is_quoted(part) && !value.contains('`') => text.extend(["`", &*value, "`"]),
                (_, Value::Text(value)) if matches!(part.ty, Ty::Word(_)) => text.push_str(&value.replace('_', " ")),
                (_, Value::Text(value)) => text.push_str(&value),
                (_, Value::Flag(flag)) => text.push_str(if flag { "yes" } else { "no" }),
                (_, Value::Words(words)) => text.push_str(&words.join(", ").replace('_', " ")),
                _ => unreachable!("internal: a text made of something that has none"),
            }
        }
        if text.len() > MOST_BYTES {
            return Err(fault("a text grows too long", span));
        }
        Ok(text)
    }

    fn show(&self, number: &Exact, ty: &Ty) -> String {
        if matches!(ty, Ty::Date) {
            return day_of(number).map(|day| day.to_string()).unwrap_or_default();
        }
        let unit = if let Ty::Number(unit) = ty { *unit } else { Unit::Number };
        unit.show(number, self.instance.own.as_ref())
    }

    fn show_datum(&self, datum: &Datum, ty: &Ty) -> String {
        match datum {
            Datum::Number(number) => self.show(number, ty),
            Datum::Date(day) => day.to_string(),
            Datum::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Datum::Text(text) => text.to_string(),
            Datum::Words(words) => words.join(", "),
        }
    }

    fn end(&mut self, ends: Ends, args: &[Expr], at: Span) -> Step<Ending<L::N>> {
        let (mut number, mut shown, mut text) = (None, String::new(), String::new());
        for arg in args {
            match self.eval(arg)? {
                Value::Number(value) => {
                    shown = self.show(L::value(&value), &arg.ty);
                    number = Some(value);
                }
                Value::Text(value) => text = value.to_string(),
                _ => unreachable!("internal: an ending takes numbers and texts"),
            }
        }
        Ok(Ending { ends, number, shown, text, labels: Vec::new(), help: None, told: Vec::new(), at })
    }

    fn number(&mut self, expr: &Expr) -> Step<L::N> {
        match self.eval(expr)? {
            Value::Number(number) => Ok(number),
            _ => unreachable!("internal: a number was proved here"),
        }
    }

    fn flag(&mut self, expr: &Expr) -> Step<bool> {
        match self.eval(expr)? {
            Value::Flag(flag) => {
                if matches!(expr.kind, ExprKind::Read(..) | ExprKind::Local(..)) {
                    self.state(|| said::flag(expr, flag));
                }
                Ok(flag)
            }
            _ => unreachable!("internal: yes or no was proved here"),
        }
    }

    fn text(&mut self, expr: &Expr) -> Step<Arc<str>> {
        match self.eval(expr)? {
            Value::Text(text) => Ok(text),
            _ => unreachable!("internal: a text was proved here"),
        }
    }
}

fn fault(what: &str, span: Span) -> Stop {
    Stop::Fault(Fault { what: what.to_owned(), span })
}

fn places_of(evidence: &Evidence) -> Option<Vec<Span>> {
    match evidence {
        Evidence::Field { places, .. } => Some(places.clone()),
        Evidence::Threshold { .. } => None,
    }
}

/// Whether a text in a template is the user's own, which stands in backticks, and not a word of a list or one of ours.
fn is_quoted(part: &Expr) -> bool {
    matches!(part.ty, Ty::Text) && is_of_a_file(part)
}

fn is_of_a_file(value: &Expr) -> bool {
    leaves(value).into_iter().any(|leaf| match &leaf.kind {
        ExprKind::Otherwise(parts) => parts.iter().any(is_of_a_file),
        _ => leaf.path.is_some(),
    })
}

fn is_same<N, O>(one: &Value<N, O>, other: &Value<N, O>) -> bool {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => one == other,
        (Value::Flag(one), Value::Flag(other)) => one == other,
        _ => unreachable!("internal: things that cannot be the same were compared"),
    }
}
