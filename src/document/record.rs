//! Reads the fields of a record: each value or its gap, every problem said, and keys that nobody asked for as well.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::entry::{Choice, Entry, Gap, Why};
use super::problems::{MOST_OF_A_KIND, and_more};
use super::{Node, NodeKind, scalar};
use crate::diagnostic::{Diagnostic, is_slip, nearest};
use crate::number::{Exact, NotANumber};
use crate::source::{Span, Spanned};

/// One record being read. [`Record::close`] it, so that keys nobody asked for are said.
pub struct Record<'n, 'p> {
    node: &'n Node,
    what: &'static str,
    asked: BTreeSet<&'n str>,
    /// The fields that were said to be missing, each with the place of that among the problems.
    missing: Vec<(&'n str, usize)>,
    problems: &'p mut Vec<Diagnostic>,
}

impl<'n, 'p> Record<'n, 'p> {
    /// Opens a record; `what` names it in messages: `a bid`. None, with a diagnostic, when something else stands there.
    pub fn open(node: &'n Node, what: &'static str, problems: &'p mut Vec<Diagnostic>) -> Option<Self> {
        match &node.kind {
            NodeKind::Record(_) => Some(Record { node, what, asked: BTreeSet::new(), missing: Vec::new(), problems }),
            NodeKind::Unreadable => None,
            _ => {
                let found = node.what();
                problems.push(
                    Diagnostic::error(
                        "not-a-record",
                        format!("{what} should be a record of keys and values, not {found}"),
                    )
                    .at(node.span, "this"),
                );
                None
            }
        }
    }

    /// Where the record stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// What was found wrong so far; more may be added.
    pub fn problems(&mut self) -> &mut Vec<Diagnostic> {
        self.problems
    }

    /// Every key that it has, for a record whose keys are names.
    #[must_use]
    pub fn keys(&self) -> Vec<&'n str> {
        match &self.node.kind {
            NodeKind::Record(entries) => entries.iter().map(|(key, _)| key.value.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// The value under a key, whatever it is.
    pub fn node(&mut self, key: &'n str) -> Option<&'n Node> {
        self.asked.insert(key);
        self.node.get(key).filter(|node| node.kind != NodeKind::Blank)
    }

    /// The gap of a field that is not there, for fields that are made of others.
    #[must_use]
    pub fn absent(&self) -> Gap {
        Gap { why: Why::Absent, span: self.node.span.after() }
    }

    /// The things under a key: those of a list, or the one that stands there alone; nothing when the key is not there.
    pub fn list(&mut self, key: &'n str) -> &'n [Node] {
        match self.node(key) {
            Some(Node { kind: NodeKind::List(items), .. }) => items,
            Some(node) => std::slice::from_ref(node),
            None => &[],
        }
    }

    /// The text under a key.
    pub fn text(&mut self, key: &'n str) -> Entry<String> {
        self.scalar(key, |text| Ok(text.to_owned()))
    }

    /// The texts under a key: those of a list, or the one that stands there alone.
    pub fn texts(&mut self, key: &'n str) -> Vec<Spanned<String>> {
        let nodes = self.list(key);
        nodes.iter().filter_map(|node| self.value(key, node, |text| Ok(text.to_owned())).ok()).collect()
    }

    /// An amount of money, in whole pennies.
    pub fn money(&mut self, key: &'n str) -> Entry<Exact> {
        self.scalar(key, |text| {
            let amount = scalar::money(text).map_err(|error| not(text, "an amount of money", error))?;
            if (&amount * &Exact::whole(100)).is_whole() { Ok(amount) } else { Err(part_of_a_penny(text)) }
        })
    }

    /// A plain number.
    pub fn number(&mut self, key: &'n str) -> Entry<Exact> {
        self.scalar(key, |text| scalar::number(text).map_err(|error| not(text, "a number", error)))
    }

    /// A value that `read` makes of the text; it may explain why it cannot.
    pub fn with<T>(&mut self, key: &'n str, read: impl Fn(&str) -> Result<T, Wrong>) -> Entry<T> {
        self.scalar(key, read)
    }

    /// A date.
    pub fn date(&mut self, key: &'n str) -> Entry<Date> {
        self.scalar(key, |text| {
            scalar::date(text).ok_or_else(|| Wrong {
                code: "not-a-date",
                headline: format!("`{text}` is not a date"),
                help: scalar::no_such_day(text)
                    .or_else(|| scalar::day_meant(text))
                    .or_else(|| Some("write it as year, month and day: 2006-04-01".to_owned())),
            })
        })
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'n str) -> Entry<bool> {
        self.scalar(key, |text| match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Wrong {
                code: "not-in-list",
                headline: format!("`{text}` is neither true nor false"),
                help: Some("write true or false".to_owned()),
            }),
        })
    }

    /// One of a fixed list of words. A word of the list is taken before what it may say of a gap: a band can be
    /// `not available`.
    pub fn choice<C: Choice>(&mut self, key: &'n str) -> Entry<C> {
        if let Some(Node { kind: NodeKind::Scalar(word), span }) = self.node(key)
            && let Some(choice) = C::from_word(&word.text)
        {
            return Ok(Spanned::new(choice, *span));
        }
        self.scalar(key, |text| C::from_word(text).ok_or_else(|| not_in_list(text, C::WHAT, C::WORDS)))
    }

    /// Says that a field must be there, when it is not.
    pub fn required<T>(&mut self, key: &'n str, entry: Entry<T>) -> Option<Spanned<T>> {
        match entry {
            Ok(value) => Some(value),
            Err(Gap { why: Why::Unreadable, .. }) => None,
            Err(gap) => {
                let headline = format!("{} has no `{key}`", self.what);
                self.missing.push((key, self.problems.len()));
                self.problems
                    .push(Diagnostic::error("field-missing", headline).at(gap.span, format!("`{key}` should be here")));
                None
            }
        }
    }

    /// Says that a field which may be left out says nothing, when it is there and blank.
    pub fn given<T>(&mut self, key: &'n str, entry: Entry<T>) -> Option<Spanned<T>> {
        match entry {
            Err(Gap { why: Why::Absent | Why::Unreadable, .. }) => None,
            entry => self.required(key, entry),
        }
    }

    /// Takes all keys as asked for, where it cannot be told which are right.
    pub fn pass_over(&mut self) {
        self.asked.extend(self.node.entries().iter().map(|(key, _)| key.value.as_str()));
    }

    /// The keys that nobody asked for.
    pub fn close(self) {
        let NodeKind::Record(entries) = &self.node.kind else { return };
        let (mut found, mut meant) = (Vec::new(), BTreeSet::new());
        let left: Vec<&str> = self.asked.iter().copied().filter(|known| self.node.get(known).is_none()).collect();
        let unknown = || entries.iter().filter(|(key, _)| !self.asked.contains(key.value.as_str()));
        for (key, _) in unknown().take(MOST_OF_A_KIND) {
            let headline = format!("{} has no field `{}`", self.what, key.value);
            let near = nearest(&key.value, left.iter().copied());
            let help = match near.or_else(|| nearest(&key.value, self.asked.iter().copied())) {
                Some(near) => {
                    meant.insert(near);
                    format!("did you mean `{near}`?")
                }
                None => format!("its fields are {}", list_of(self.asked.iter().copied())),
            };
            found.push(Diagnostic::error("field-unknown", headline).at(key.span, "not known here").help(help));
        }
        // That a field is missing whose name is misspelt has been said by that.
        for &(_, at) in self.missing.iter().rev().filter(|(key, _)| meant.contains(key)) {
            self.problems.remove(at);
        }
        let more = unknown().count().saturating_sub(MOST_OF_A_KIND);
        if let Some(last) = found.last_mut().filter(|_| more > 0) {
            and_more(last, more);
        }
        self.problems.extend(found);
    }

    fn scalar<T>(&mut self, key: &'n str, read: impl Fn(&str) -> Result<T, Wrong>) -> Entry<T> {
        self.asked.insert(key);
        match self.node.get(key) {
            Some(node) => self.value(key, node, read),
            None => Err(self.misspelt(key).unwrap_or(self.absent())),
        }
    }

    /// The gap of a field whose name seems to be misspelt: its value is there, and cannot be told. A name that another one
    /// only adds to may be a field of its own.
    fn misspelt(&self, key: &str) -> Option<Gap> {
        let mut unasked = self.node.entries().iter().filter(|(own, _)| !self.asked.contains(own.value.as_str()));
        let (_, node) = unasked.find(|(own, _)| is_slip(&own.value, key))?;
        Some(Gap { why: Why::Unreadable, span: node.span })
    }

    fn value<T>(&mut self, key: &str, node: &Node, read: impl Fn(&str) -> Result<T, Wrong>) -> Entry<T> {
        let gap = |why, span| Err(Gap { why, span });
        let text = match &node.kind {
            NodeKind::Blank => return gap(Why::Blank, node.span),
            NodeKind::Unreadable => return gap(Why::Unreadable, node.span),
            NodeKind::Scalar(scalar) => &scalar.text,
            NodeKind::List(_) | NodeKind::Record(_) => {
                let headline = format!("`{key}` of {} should be one value, not {}", self.what, node.what());
                self.problems.push(Diagnostic::error("not-a-value", headline).at(node.span, "this"));
                return gap(Why::Unreadable, node.span);
            }
        };
        match read(text) {
            Ok(value) => Ok(Spanned::new(value, node.span)),
            Err(wrong) => {
                if let Some(why) = Why::said_by(text) {
                    gap(why, node.span)
                } else {
                    self.problems.push(wrong.at(node.span));
                    gap(Why::Unreadable, node.span)
                }
            }
        }
    }
}

/// Why a text is not what it should be.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// The diagnostic's code.
    pub code: &'static str,
    /// The diagnostic's headline.
    pub headline: String,
    /// The cure, if there is one.
    pub help: Option<String>,
}

impl Wrong {
    /// The diagnostic at the place where the text stands.
    #[must_use]
    pub fn at(self, span: Span) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code, self.headline).at(span, "");
        match self.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// That a text is no number of some kind.
#[must_use]
pub fn not(text: &str, what: &str, error: NotANumber) -> Wrong {
    if text.starts_with('#') {
        return Wrong {
            code: "spreadsheet-error",
            headline: format!("`{text}` is an error of a spreadsheet, not {what}"),
            help: Some("correct the formula, or write `not available`".to_owned()),
        };
    }
    let why = if error.why == "is not a number" { String::new() } else { format!(": it {}", error.why) };
    Wrong {
        code: "not-a-number",
        headline: format!("`{text}` is not {what}{why}"),
        help: error.instead.map_or_else(|| way_out(text), |instead| format!("write {instead}")).into(),
    }
}

/// That an amount has more digits than pence.
fn part_of_a_penny(text: &str) -> Wrong {
    Wrong {
        code: "not-a-number",
        headline: format!("`{text}` is not an amount of money: it has a part of a penny"),
        help: Some("write pounds and pence: 1234.50; thousands have a comma: 1,234".to_owned()),
    }
}

/// What to write instead of a figure that is written in another way.
fn way_out(text: &str) -> String {
    let lower = text.to_lowercase();
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let way_out = if text.contains(['€', '$']) {
        "give amounts in pounds: £1,234.50"
    } else if has_digit && (lower.contains("per cent") || lower.contains("percent")) {
        "write a percentage with its sign: 85%"
    } else if let Some(full) = scalar::in_full_digits(&lower) {
        return format!("write the amount in full digits: {full}");
    } else if let Some(meant) = scalar::with_a_point(text) {
        return format!("write a decimal point: {meant}");
    } else if let Some(alone) = figure_in_words(text) {
        return format!("write the figure alone: {alone}; what else is to be said belongs in a note");
    } else if text.contains('.') && text.rfind(',') > text.rfind('.') {
        "write a decimal point, and commas between thousands: 1,234.50"
    } else if has_digit && text.contains(' ') {
        "write thousands with commas, or without anything: 1,234"
    } else if has_digit {
        "write digits, a point and a sign: 1234.50"
    } else {
        "write a figure; where there is none, `not available` or `unknown`"
    };
    way_out.to_owned()
}

/// The one figure that stands among words: `118` in `about 118`.
fn figure_in_words(text: &str) -> Option<&str> {
    let words = || text.split_whitespace();
    let is_word = |word: &str| word.chars().any(char::is_alphabetic) && !word.contains(|c: char| c.is_ascii_digit());
    let mut figures = words().filter(|word| !is_word(word));
    let figure = figures.next().filter(|_| words().any(is_word))?;
    let is_figure = scalar::money(figure).is_ok() || scalar::percent(figure).is_ok();
    (is_figure && figures.next().is_none()).then_some(figure)
}

/// That a word is not in a list.
#[must_use]
pub fn not_in_list(text: &str, what: &str, words: &[&str]) -> Wrong {
    let help = match nearest(&super::plain_word(text), words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", list_of(words.iter().copied())),
    };
    Wrong { code: "not-in-list", headline: format!("`{text}` is not {what}"), help: Some(help) }
}

/// `a`, `b` and `c`.
#[must_use]
pub fn list_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
