//! Thresholds: dated, typed, bounded, sourced; everything about them that needs no rule.

mod follow;
pub mod line;
mod others;

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::bands::{self, Bands};
use crate::choice;
use crate::diagnostic::Diagnostic;
use crate::document::record::{Record, Wrong, list_of, not, not_in_list};
use crate::document::{Choice, Node, NodeKind, plain_word, scalar, yaml};
use crate::model::day::{day_of, days, number_of};
use crate::model::{percent, points, pounds, words};
use crate::number::{Exact, NotANumber};
use crate::source::{Source, Span, Spanned};

/// Every threshold of a pack, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Thresholds {
    list: Vec<Arc<Threshold>>,
}

impl Thresholds {
    /// Thresholds in this order.
    #[must_use]
    pub fn of(list: Vec<Threshold>) -> Self {
        Thresholds { list: list.into_iter().map(Arc::new).collect() }
    }

    /// A threshold, and its place in the list.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<(usize, &Threshold)> {
        self.iter().enumerate().find(|(_, threshold)| threshold.name.value == name)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Threshold> + Clone {
        self.list.iter().map(|threshold| &**threshold)
    }

    /// The threshold at a place in the list.
    #[must_use]
    pub fn at(&self, index: usize) -> &Threshold {
        &self.list[index]
    }

    /// The same, to be kept.
    #[must_use]
    pub fn shared(&self, index: usize) -> &Arc<Threshold> {
        &self.list[index]
    }
}

choice! {
    /// What a threshold is counted in.
    LimitType: "a type of threshold" {
        /// A percent, written 60 and held as 0.6.
        Percent = "percent",
        /// A plain ratio.
        Ratio = "ratio",
        /// An amount of money.
        Money = "money",
        /// Percentage points.
        Points = "points",
        /// A number of no unit.
        Number = "number",
        /// A whole number.
        Integer = "integer",
        /// A number of days.
        Days = "days",
        /// A day of the calendar.
        Date = "date",
        /// One word of a list.
        Choice = "choice",
        /// Some words of a list.
        Set = "set",
        /// Cut points in order, each with the word of a list for what lies below it.
        Bands = "bands",
    }
}

impl LimitType {
    /// Whether its values are numbers that have a unit.
    #[must_use]
    pub fn is_number(self) -> bool {
        !matches!(self, LimitType::Date | LimitType::Choice | LimitType::Set | LimitType::Bands)
    }
}

/// One threshold.
#[derive(Debug, Clone)]
pub struct Threshold {
    /// Its name, by which rules read it: `limits.reward_floor`.
    pub name: Spanned<String>,
    /// What it means.
    pub about: String,
    /// What it is counted in.
    pub kind: LimitType,
    /// What its numbers are counted in: its type, or, of bands, what their cut points are counted in.
    pub unit: LimitType,
    /// The words it can take, if it takes words.
    pub of: Arc<[String]>,
    /// Its values, by date.
    pub values: Vec<Dated>,
    /// Between which numbers its values lie, where the file says so.
    pub bounds: Option<Bounds>,
    /// By when somebody should look at it again.
    pub review_by: Option<Spanned<Date>>,
    /// Why it cannot be tuned here, where it is locked.
    pub locked: Option<Spanned<String>>,
    /// Whether something about it is wrong, so that no rule may rest on it.
    pub broken: bool,
}

/// A value, and since when it holds.
#[derive(Debug, Clone)]
pub struct Dated {
    /// The first day.
    pub from: Spanned<Date>,
    /// The last day, where one is given; else it holds until the next value.
    pub to: Option<Spanned<Date>>,
    /// The value.
    pub value: Spanned<Limit>,
    /// On whose authority.
    pub authority: String,
}

/// The value of a threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// A number; a percent as a fraction.
    Number(Exact),
    /// A day.
    Date(Date),
    /// One word.
    Word(String),
    /// Some words.
    Words(Arc<[String]>),
    /// Cut points and the words that they divide.
    Bands(Arc<Bands>),
}

impl Limit {
    /// Whether another means the same: the words of a set stand in no order.
    #[must_use]
    pub fn means(&self, other: &Limit) -> bool {
        match (self, other) {
            (Limit::Words(own), Limit::Words(others)) => {
                own.len() == others.len() && own.iter().all(|word| others.contains(word))
            }
            _ => self == other,
        }
    }
}

impl Threshold {
    /// The value in force on a day; none before the first, or in a gap.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Dated> {
        let begun = self.values.iter().rev().find(|dated| dated.from.value <= day);
        begun.filter(|dated| dated.to.as_ref().is_none_or(|to| day <= to.value))
    }

    /// Whether another is the same to a rule that reads it, wherever the two are written.
    #[must_use]
    pub fn is_same(&self, other: &Threshold) -> bool {
        let held =
            |threshold: &Threshold| (threshold.kind, threshold.unit, Arc::clone(&threshold.of), threshold.broken);
        let day = |day: &Option<Spanned<Date>>| day.as_ref().map(|day| day.value);
        self.name.value == other.name.value
            && held(self) == held(other)
            && self.values.len() == other.values.len()
            && self.values.iter().zip(&other.values).all(|(one, other)| {
                (one.from.value, day(&one.to), &one.value.value)
                    == (other.from.value, day(&other.to), &other.value.value)
            })
    }

    /// The number of the value that stands at a place.
    #[must_use]
    pub fn number_at(&self, place: Span) -> Option<&Exact> {
        let dated = self.values.iter().find(|dated| dated.value.span == place)?;
        if let Limit::Number(number) = &dated.value.value { Some(number) } else { None }
    }

    /// A value as a person reads it.
    #[must_use]
    pub fn show<'a>(&self, limit: &'a Limit) -> Shown<'a> {
        Shown { unit: self.unit, limit }
    }

    /// A cut point of its bands as a person reads it.
    #[must_use]
    pub fn show_cut(&self, below: &Exact) -> String {
        show(below, self.unit)
    }
}

/// A threshold's value, to be shown in its unit.
pub struct Shown<'a> {
    unit: LimitType,
    limit: &'a Limit,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.limit {
            Limit::Number(number) => f.write_str(&show(number, self.unit)),
            Limit::Date(day) => day.fmt(f),
            Limit::Word(word) => f.write_str(word),
            Limit::Words(words) if words.is_empty() => f.write_str("none"),
            Limit::Words(words) => f.write_str(&words.join(", ")),
            Limit::Bands(bands) => {
                for cut in &bands.cuts {
                    write!(f, "{} below {}, ", cut.is, show(&cut.below, self.unit))?;
                }
                write!(f, "else {}", bands.above)
            }
        }
    }
}

/// A number of a threshold as a person reads it; a day by its number.
fn show(number: &Exact, unit: LimitType) -> String {
    match unit {
        LimitType::Percent => percent(number),
        LimitType::Money => pounds(number),
        LimitType::Points => points(number),
        LimitType::Days => days(number),
        LimitType::Date => day_of(number).map(|day| day.to_string()).unwrap_or_default(),
        _ => number.shown(0, ","),
    }
}

/// Reads `thresholds.yaml`; none when it does not parse.
#[must_use]
pub fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> Option<Thresholds> {
    read_upon(source, Thresholds::default(), problems)
}

/// The same upon the thresholds of a base: what is said of one of these are values that follow its own.
#[must_use]
pub fn read_upon(source: &Source, base: Thresholds, problems: &mut Vec<Diagnostic>) -> Option<Thresholds> {
    let document = yaml::read(source);
    let cut_short = document.is_cut_short();
    problems.extend(document.diagnostics);
    if cut_short {
        return None;
    }
    match &document.root.kind {
        NodeKind::Record(entries) => {
            let (kept, mut list) = (base.list.len(), base.list);
            for (name, node) in entries {
                match list[..kept].iter_mut().find(|known| known.name.value == name.value) {
                    Some(known) => follow::follow(Arc::make_mut(known), name, node, problems),
                    None => list.extend(read_one(name, node, problems).map(Arc::new)),
                }
            }
            Some(Thresholds { list })
        }
        NodeKind::Blank => Some(base),
        NodeKind::Unreadable => None,
        _ => {
            let headline = "the thresholds should be a record: each threshold under its name";
            problems.push(Diagnostic::error("not-a-record", headline).at(document.root.span, ""));
            None
        }
    }
}

fn read_one(name: &Spanned<String>, node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Threshold> {
    let before = problems.len();
    let broken = |kind, about| {
        let (of, values) = (Arc::from([]), Vec::new());
        let (bounds, review_by, locked) = (None, None, None);
        let (name, unit) = (name.clone(), kind);
        Some(Threshold { name, about, kind, unit, of, values, bounds, review_by, locked, broken: true })
    };
    let Some(mut record) = Record::open(node, "a threshold", problems) else {
        return broken(LimitType::Number, String::new());
    };
    let about = record.text("about");
    let about = record.required("about", about).map(|about| about.value).unwrap_or_default();
    let kind = record.choice("type");
    let kind = record.required("type", kind);
    let locked = record.text("locked").ok();
    let review_by = record.date("review_by");
    let review_by = record.given("review_by", review_by);
    let of = read_list(&mut record);
    let unit = record.choice("unit");
    let unit = record.given("unit", unit);
    let within = record.node("within");
    let values = record.list("values");
    if values.is_empty() {
        let missing = record.absent();
        record.required::<()>("values", Err(missing));
    }
    record.close();
    let Some(Spanned { value: kind, .. }) = kind else { return broken(LimitType::Number, about) };
    if of.is_empty() && matches!(kind, LimitType::Choice | LimitType::Set | LimitType::Bands) {
        let diagnostic = Diagnostic::error("field-missing", "the threshold has no list of words");
        let help = "list them: `of: [strict, loose]`";
        problems.push(diagnostic.at(name.span, "`of` should be below").help(help));
        return broken(kind, about);
    }
    if let Some(node) = within.filter(|_| matches!(kind, LimitType::Choice | LimitType::Set)) {
        problems.push(
            Diagnostic::error("not-a-number", "words have no bounds")
                .at(node.span, "")
                .help("list the words under `of:`"),
        );
    }
    let unit = bands::unit_of(kind, unit, problems);
    let shape = Shape { kind, unit, of, bounds: within.map(|node| read_bounds(node, unit, problems)) };
    let values: Vec<Dated> = values.iter().filter_map(|node| read_dated(node, &shape, problems)).collect();
    follow::check_dates(&values, problems);
    let (Shape { of, bounds, .. }, broken) = (shape, problems.len() > before);
    Some(Threshold { name: name.clone(), about, kind, unit, of, values, bounds, review_by, locked, broken })
}

/// The words of a threshold: a list of its own, or the name of one of the model's.
fn read_list(record: &mut Record) -> Arc<[String]> {
    let nodes = record.list("of");
    if let [Node { kind: NodeKind::Scalar(name), .. }] = nodes
        && let Some((_, words)) = words::LISTS.iter().find(|(known, _)| *known == name.text)
    {
        return words.iter().map(|&word| word.to_owned()).collect();
    }
    for word in nodes.iter().filter(|word| word.text().is_none()) {
        let headline = format!("a word is wanted, not {}", word.what());
        record.problems().push(Diagnostic::error("not-a-value", headline).at(word.span, ""));
    }
    nodes.iter().filter_map(Node::text).map(plain_word).collect()
}

/// What the values of a threshold must be.
pub(super) struct Shape {
    kind: LimitType,
    unit: LimitType,
    of: Arc<[String]>,
    bounds: Option<Bounds>,
}

impl Shape {
    /// What its numbers are counted in.
    pub(super) fn unit(&self) -> LimitType {
        self.unit
    }
}

/// Between which numbers the values of a threshold lie.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// The least.
    pub min: Option<Spanned<Exact>>,
    /// The greatest.
    pub max: Option<Spanned<Exact>>,
}

fn read_bounds(node: &Node, unit: LimitType, problems: &mut Vec<Diagnostic>) -> Bounds {
    let Some(mut record) = Record::open(node, "the bounds of a threshold", problems) else {
        return Bounds { min: None, max: None };
    };
    let (min, max) =
        (record.with("min", |text| read_number(text, unit)), record.with("max", |text| read_number(text, unit)));
    let bounds = Bounds { min: record.given("min", min), max: record.given("max", max) };
    record.close();
    bounds
}

/// Reads one value for a threshold, as it would stand under its `value:`; its bounds are not asked.
pub fn read_value(node: &Node, threshold: &Threshold, problems: &mut Vec<Diagnostic>) -> Option<Spanned<Limit>> {
    let (kind, unit, of) = (threshold.kind, threshold.unit, Arc::clone(&threshold.of));
    read_limit(node, &Shape { kind, unit, of, bounds: None }, problems)
}

/// Reads a value; none for a gap, and, with a diagnostic, when it is none.
fn read_limit(node: &Node, shape: &Shape, problems: &mut Vec<Diagnostic>) -> Option<Spanned<Limit>> {
    match (&node.kind, shape.kind) {
        (_, LimitType::Set) => read_words(node, shape, problems),
        (_, LimitType::Bands) => bands::read(node, shape, problems),
        (NodeKind::Scalar(scalar), _) => match read_scalar(&scalar.text, shape) {
            Ok(limit) => Some(Spanned::new(limit, node.span)),
            Err(wrong) => {
                problems.push(wrong.at(node.span));
                None
            }
        },
        _ => None,
    }
}

fn read_scalar(text: &str, shape: &Shape) -> Result<Limit, Wrong> {
    match shape.kind {
        LimitType::Choice => read_word(text, shape).map(Limit::Word),
        LimitType::Date => read_date(text).map(Limit::Date),
        _ => read_number(text, shape.unit).map(Limit::Number),
    }
}

fn read_dated(node: &Node, shape: &Shape, problems: &mut Vec<Diagnostic>) -> Option<Dated> {
    let mut record = Record::open(node, "a value of a threshold", problems)?;
    let from = record.date("from");
    let from = record.required("from", from);
    let to = record.date("to");
    let to = record.given("to", to);
    let value = match shape.kind {
        LimitType::Set | LimitType::Bands => {
            if let Some(node) = record.node("value") {
                read_limit(node, shape, record.problems())
            } else {
                let missing = record.absent();
                record.required("value", Err(missing))
            }
        }
        _ => {
            let value = record.with("value", |text| read_scalar(text, shape));
            let value = record.required("value", value);
            if let Some(Spanned { value, span }) = &value {
                match value {
                    Limit::Number(number) => within(number, *span, shape, record.problems()),
                    Limit::Date(day) => within(&number_of(*day), *span, shape, record.problems()),
                    _ => {}
                }
            }
            value
        }
    };
    let authority = record.text("authority");
    let authority = record.required("authority", authority)?.value;
    record.close();
    Some(Dated { from: from?, to, value: value?, authority })
}

fn read_date(text: &str) -> Result<Date, Wrong> {
    scalar::date(text).ok_or_else(|| Wrong {
        code: "not-a-date",
        headline: format!("`{text}` is not a date"),
        help: Some("write it as year, month and day: 2006-04-01".to_owned()),
    })
}

/// A number in a unit; a day by its number.
pub(super) fn read_number(text: &str, unit: LimitType) -> Result<Exact, Wrong> {
    let wrong = |what: &'static str| move |error| wrong_number(text, what, unit, error);
    match unit {
        LimitType::Money => scalar::money(text).map_err(wrong("an amount of money")),
        LimitType::Percent => scalar::percent(text).map_err(wrong("a percent")),
        LimitType::Integer => whole(text, text, "a whole number", unit),
        LimitType::Days => {
            let bare = text.strip_suffix("days").or_else(|| text.strip_suffix("day"));
            whole(text, bare.map_or(text, str::trim_end), "a number of days", unit)
        }
        LimitType::Date => read_date(text).map(number_of),
        _ => scalar::number(text).map_err(wrong("a number")),
    }
}

/// That a text is no number. A threshold always has a value, so that nothing is said of gaps, as it is of a figure of a return.
fn wrong_number(text: &str, what: &str, unit: LimitType, error: NotANumber) -> Wrong {
    let wrong = not(text, what, error);
    if text.contains(|c: char| c.is_ascii_digit()) || text.starts_with('#') {
        return wrong;
    }
    let way = match unit {
        LimitType::Percent => "a percent: 60 or 60%",
        LimitType::Money => "an amount: £1,000 or 1000.50",
        LimitType::Days => "days: 30 or 30 days",
        LimitType::Integer => "a whole number: 12",
        LimitType::Ratio => "a ratio: 0.60",
        LimitType::Points => "points: 2.5",
        _ => "a number: 12.5",
    };
    Wrong { help: Some(format!("write {way}")), ..wrong }
}

fn whole(text: &str, digits: &str, what: &str, unit: LimitType) -> Result<Exact, Wrong> {
    let number = scalar::number(digits).map_err(|error| wrong_number(text, what, unit, error))?;
    if number.is_whole() {
        return Ok(number);
    }
    Err(Wrong {
        code: "not-a-number",
        headline: format!("`{text}` is not a whole number"),
        help: Some("write it without a decimal part, or make the threshold's type `number`".to_owned()),
    })
}

pub(super) fn read_word(text: &str, shape: &Shape) -> Result<String, Wrong> {
    let word = plain_word(text);
    if shape.of.contains(&word) {
        return Ok(word);
    }
    let words: Vec<&str> = shape.of.iter().map(String::as_str).collect();
    Err(not_in_list(text, "one of the threshold's words", &words))
}

/// A word that a set does not hold yet.
fn once(words: &[String], word: String) -> Result<String, Wrong> {
    if words.contains(&word) {
        let (headline, help) = (format!("`{word}` is in the set twice"), Some("name it once".to_owned()));
        return Err(Wrong { code: "word-twice", headline, help });
    }
    Ok(word)
}

fn read_words(node: &Node, shape: &Shape, problems: &mut Vec<Diagnostic>) -> Option<Spanned<Limit>> {
    let NodeKind::List(items) = &node.kind else {
        let headline = format!("the value of a set should be a list of words, not {}", node.what());
        let words = list_of(shape.of.iter().map(String::as_str));
        problems.push(
            Diagnostic::error("not-a-list", headline)
                .at(node.span, "")
                .help(format!("write [ ] around some of {words}")),
        );
        return None;
    };
    let mut words = Vec::new();
    for item in items {
        match read_word(item.text().unwrap_or_default(), shape).and_then(|word| once(&words, word)) {
            Ok(word) => words.push(word),
            Err(wrong) => problems.push(wrong.at(item.span)),
        }
    }
    Some(Spanned::new(Limit::Words(words.into()), node.span))
}

/// Says when a number is out of its bounds.
pub(super) fn within(number: &Exact, span: Span, shape: &Shape, problems: &mut Vec<Diagnostic>) {
    let Some(bounds) = &shape.bounds else { return };
    let mut say = |bound: &Spanned<Exact>, side: &str| {
        let headline = format!("{} is {side} {}", show(number, shape.unit), show(&bound.value, shape.unit));
        problems.push(Diagnostic::error("threshold-out-of-bounds", headline).at(span, "").at(bound.span, "the bound"));
    };
    match (&bounds.min, &bounds.max) {
        (Some(min), _) if *number < min.value => say(min, "under the least value"),
        (_, Some(max)) if *number > max.value => say(max, "over the greatest value"),
        _ => {}
    }
}

/// The words of a type of threshold, for a message.
impl fmt::Display for LimitType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
