//! Thresholds: dated, typed, bounded, sourced; everything about them that needs no rule.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::choice;
use crate::diagnostic::Diagnostic;
use crate::document::record::{Record, Wrong, list_of, not, not_in_list};
use crate::document::{Choice, Entry, Gap, Node, NodeKind, Why, plain_word, scalar, yaml};
use crate::model::{percent, points, pounds};
use crate::number::Exact;
use crate::source::{Source, Span, Spanned};

/// Every threshold of a pack, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Thresholds {
    list: Vec<Threshold>,
}

impl Thresholds {
    /// A threshold, and its place in the list.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<(usize, &Threshold)> {
        self.list.iter().enumerate().find(|(_, threshold)| threshold.name.value == name)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Threshold> {
        self.list.iter()
    }

    /// The threshold at a place in the list.
    #[must_use]
    pub fn at(&self, index: usize) -> &Threshold {
        &self.list[index]
    }

    /// The same thresholds with one value in place of all those of `name`; for a fixture that sets a limit.
    #[must_use]
    pub fn with(&self, name: &str, value: &Spanned<Limit>) -> Self {
        let mut list = self.list.clone();
        for threshold in list.iter_mut().filter(|threshold| threshold.name.value == name) {
            threshold.values.truncate(1);
            for dated in &mut threshold.values {
                (dated.value, dated.from.value, dated.to) = (value.clone(), Date::MIN, None);
            }
        }
        Thresholds { list }
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
        /// One word of a list.
        Choice = "choice",
        /// Some words of a list.
        Set = "set",
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
    /// One word.
    Word(String),
    /// Some words.
    Words(Arc<[String]>),
}

impl Threshold {
    /// The value in force on a day; none before the first, or in a gap.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Dated> {
        let begun = self.values.iter().rev().find(|dated| dated.from.value <= day);
        begun.filter(|dated| dated.to.as_ref().is_none_or(|to| day <= to.value))
    }

    /// Reads a value as a person writes it on a command line: words of a set with commas between them.
    ///
    /// # Errors
    /// Why it is no value of this threshold, in words.
    pub fn read(&self, text: &str) -> Result<Limit, String> {
        let shape = Shape { kind: self.kind, of: Arc::clone(&self.of), bounds: None };
        let word = |text: &str| read_word(text, &shape).map_err(|wrong| wrong.headline);
        let limit = match self.kind {
            LimitType::Choice => Limit::Word(word(text)?),
            LimitType::Set => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                Limit::Words(parts.map(word).collect::<Result<Vec<_>, _>>()?.into())
            }
            kind => Limit::Number(read_number(text, kind).map_err(|wrong| wrong.headline)?.clone()),
        };
        if let (Limit::Number(number), Some(bounds)) = (&limit, &self.bounds) {
            let out = |bound: &Option<Spanned<Exact>>, is_out: fn(&Exact, &Exact) -> bool| {
                bound.as_ref().is_some_and(|bound| is_out(number, &bound.value))
            };
            if out(&bounds.min, |number, min| number < min) || out(&bounds.max, |number, max| number > max) {
                return Err(format!("{} is out of its bounds", self.show(&limit)));
            }
        }
        Ok(limit)
    }

    /// A value as a person reads it.
    #[must_use]
    pub fn show<'a>(&self, limit: &'a Limit) -> Shown<'a> {
        Shown { kind: self.kind, limit }
    }
}

/// A threshold's value, to be shown in its unit.
pub struct Shown<'a> {
    kind: LimitType,
    limit: &'a Limit,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.limit, self.kind) {
            (Limit::Number(number), LimitType::Percent) => f.write_str(&percent(number)),
            (Limit::Number(number), LimitType::Money) => f.write_str(&pounds(number)),
            (Limit::Number(number), LimitType::Points) => f.write_str(&points(number)),
            (Limit::Number(number), _) => f.write_str(&number.shown(0, ",")),
            (Limit::Word(word), _) => f.write_str(word),
            (Limit::Words(words), _) if words.is_empty() => f.write_str("none"),
            (Limit::Words(words), _) => f.write_str(&words.join(", ")),
        }
    }
}

/// Reads `thresholds.yaml`; none when it does not parse.
#[must_use]
pub fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> Option<Thresholds> {
    let document = yaml::read(source);
    let cut_short = document.is_cut_short();
    problems.extend(document.diagnostics);
    if cut_short {
        return None;
    }
    match &document.root.kind {
        NodeKind::Record(entries) => {
            let list = entries.iter().filter_map(|(name, node)| read_one(name, node, problems)).collect();
            Some(Thresholds { list })
        }
        NodeKind::Blank => Some(Thresholds::default()),
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
        Some(Threshold { name: name.clone(), about, kind, of, values, bounds, review_by, locked, broken: true })
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
    let review_by = given(&mut record, "review_by", review_by);
    let words = record.list("of");
    let within = record.node("within");
    let values = record.list("values");
    let of = words.iter().filter_map(Node::text).map(plain_word).collect();
    if values.is_empty() {
        let missing = record.absent();
        record.required::<()>("values", Err(missing));
    }
    record.close();
    let Some(Spanned { value: kind, .. }) = kind else { return broken(LimitType::Number, about) };
    let takes_words = matches!(kind, LimitType::Choice | LimitType::Set);
    if let Some(node) = within.filter(|_| takes_words) {
        problems.push(
            Diagnostic::error("not-a-number", "words have no bounds")
                .at(node.span, "")
                .help("list the words under `of:`"),
        );
    }
    for word in words.iter().filter(|word| word.text().is_none()) {
        problems
            .push(Diagnostic::error("not-a-value", format!("a word is wanted, not {}", word.what())).at(word.span, ""));
    }
    let shape = Shape { kind, of, bounds: within.map(|node| read_bounds(node, kind, problems)) };
    let values: Vec<Dated> = values.iter().filter_map(|node| read_dated(node, &shape, problems)).collect();
    check_dates(&values, problems);
    let (Shape { of, bounds, .. }, broken) = (shape, problems.len() > before);
    Some(Threshold { name: name.clone(), about, kind, of, values, bounds, review_by, locked, broken })
}

/// What the values of a threshold must be.
struct Shape {
    kind: LimitType,
    of: Arc<[String]>,
    bounds: Option<Bounds>,
}

/// Between which numbers the values of a threshold lie.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// The least.
    pub min: Option<Spanned<Exact>>,
    /// The greatest.
    pub max: Option<Spanned<Exact>>,
}

/// A field that may be left out; but one that is there must say something.
fn given<T>(record: &mut Record, key: &'static str, entry: Entry<T>) -> Option<Spanned<T>> {
    match entry {
        Err(Gap { why: Why::Absent | Why::Unreadable, .. }) => None,
        entry => record.required(key, entry),
    }
}

fn read_bounds(node: &Node, kind: LimitType, problems: &mut Vec<Diagnostic>) -> Bounds {
    let Some(mut record) = Record::open(node, "the bounds of a threshold", problems) else {
        return Bounds { min: None, max: None };
    };
    let (min, max) =
        (record.with("min", |text| read_number(text, kind)), record.with("max", |text| read_number(text, kind)));
    let bounds = Bounds { min: given(&mut record, "min", min), max: given(&mut record, "max", max) };
    record.close();
    bounds
}

/// Reads one value for a threshold, as it would stand under its `value:`; its bounds are not asked.
pub fn read_value(node: &Node, threshold: &Threshold, problems: &mut Vec<Diagnostic>) -> Option<Spanned<Limit>> {
    let shape = Shape { kind: threshold.kind, of: Arc::clone(&threshold.of), bounds: None };
    let read = |text: &str| match shape.kind {
        LimitType::Choice => read_word(text, &shape).map(Limit::Word),
        _ => read_number(text, shape.kind).map(Limit::Number),
    };
    match (&node.kind, shape.kind) {
        (_, LimitType::Set) => read_words(node, &shape, problems),
        (NodeKind::Scalar(scalar), _) => match read(&scalar.text) {
            Ok(limit) => Some(Spanned::new(limit, node.span)),
            Err(wrong) => {
                problems.push(wrong.at(node.span));
                None
            }
        },
        _ => None,
    }
}

fn read_dated(node: &Node, shape: &Shape, problems: &mut Vec<Diagnostic>) -> Option<Dated> {
    let mut record = Record::open(node, "a value of a threshold", problems)?;
    let from = record.date("from");
    let from = record.required("from", from);
    let to = record.date("to");
    let to = given(&mut record, "to", to);
    let value = match shape.kind {
        LimitType::Set => {
            if let Some(node) = record.node("value") {
                read_words(node, shape, record.problems())
            } else {
                let missing = record.absent();
                record.required("value", Err(missing))
            }
        }
        LimitType::Choice => {
            let word = record.with("value", |text| read_word(text, shape).map(Limit::Word));
            record.required("value", word)
        }
        _ => {
            let number = record.with("value", |text| read_number(text, shape.kind));
            let number = record.required("value", number);
            number.map(|number| within(number, shape, record.problems()).map(Limit::Number))
        }
    };
    let authority = record.text("authority");
    let authority = record.required("authority", authority)?.value;
    record.close();
    Some(Dated { from: from?, to, value: value?, authority })
}

fn read_number(text: &str, kind: LimitType) -> Result<Exact, Wrong> {
    let wrong = |what: &'static str| move |error| not(text, what, error);
    match kind {
        LimitType::Money => scalar::money(text).map_err(wrong("an amount of money")),
        LimitType::Percent => scalar::percent(text).map_err(wrong("a percent")),
        LimitType::Integer => scalar::number(text).map_err(wrong("a whole number")).and_then(|number| {
            if number.is_whole() {
                Ok(number)
            } else {
                Err(Wrong {
                    code: "not-a-number",
                    headline: format!("`{text}` is not a whole number"),
                    help: Some("write it without a decimal part, or make the threshold's type `number`".to_owned()),
                })
            }
        }),
        _ => scalar::number(text).map_err(wrong("a number")),
    }
}

fn read_word(text: &str, shape: &Shape) -> Result<String, Wrong> {
    let word = plain_word(text);
    if shape.of.contains(&word) {
        return Ok(word);
    }
    let words: Vec<&str> = shape.of.iter().map(String::as_str).collect();
    Err(not_in_list(text, "one of the threshold's words", &words))
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
        match read_word(item.text().unwrap_or_default(), shape) {
            Ok(word) => words.push(word),
            Err(wrong) => problems.push(wrong.at(item.span)),
        }
    }
    Some(Spanned::new(Limit::Words(words.into()), node.span))
}

/// Says when a value is out of its bounds.
fn within(number: Spanned<Exact>, shape: &Shape, problems: &mut Vec<Diagnostic>) -> Spanned<Exact> {
    let Some(bounds) = &shape.bounds else { return number };
    let shown = |number: &Exact| Shown { kind: shape.kind, limit: &Limit::Number(number.clone()) }.to_string();
    let mut say = |bound: &Spanned<Exact>, side: &str| {
        let headline = format!("{} is {side} {}", shown(&number.value), shown(&bound.value));
        problems.push(
            Diagnostic::error("threshold-out-of-bounds", headline).at(number.span, "").at(bound.span, "the bound"),
        );
    };
    match (&bounds.min, &bounds.max) {
        (Some(min), _) if number.value < min.value => say(min, "under the least value"),
        (_, Some(max)) if number.value > max.value => say(max, "over the greatest value"),
        _ => {}
    }
    number
}

/// Says when dates overlap, run backwards or leave a gap.
fn check_dates(values: &[Dated], problems: &mut Vec<Diagnostic>) {
    let mut say = |code: &str, headline: String, spans: [(Span, &str); 2]| {
        let diagnostic = Diagnostic::error(code, headline);
        problems.push(spans.iter().fold(diagnostic, |diagnostic, &(span, text)| diagnostic.at(span, text)));
    };
    for dated in values {
        if let Some(to) = dated.to.as_ref().filter(|to| to.value < dated.from.value) {
            let headline = format!("a value ends on {} before it begins on {}", to.value, dated.from.value);
            say("threshold-dates", headline, [(to.span, "ends"), (dated.from.span, "begins")]);
        }
    }
    for pair in values.windows(2) {
        let (from, next) = (&pair[0].from, &pair[1].from);
        if next.value <= from.value {
            let headline = format!("the value from {} stands after that from {}", next.value, from.value);
            say("threshold-dates", headline, [(next.span, "not later"), (from.span, "than this")]);
        } else if let Some(to) = &pair[0].to {
            let day_after = to.value.tomorrow().unwrap_or(to.value);
            if day_after < next.value {
                let headline =
                    format!("no value holds from {day_after} to {}", next.value.yesterday().unwrap_or(next.value));
                say("threshold-gap", headline, [(to.span, "ends"), (next.span, "begins again")]);
            } else if day_after > next.value {
                let headline = format!("two values hold from {} to {}", next.value, to.value);
                say("threshold-dates", headline, [(next.span, "begins"), (to.span, "has not ended")]);
            }
        }
    }
}

/// The words of a type of threshold, for a message.
impl fmt::Display for LimitType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
