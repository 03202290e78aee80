//! The text of a file of thresholds with a value in its place, laid out as those beside it are.

use std::fmt::Write;

use super::{Held, Place, Wish};
use crate::authoring::edit::{Changes, in_quotes, indent_of, line_end, line_start, next_line, quote};
use crate::document::{Node, NodeKind, yaml};
use crate::number::MINUS;
use crate::pack::bands;
use crate::pack::thresholds::{Dated, Limit, LimitType, Threshold, line};
use crate::source::Source;

/// What is said of a layout that is not understood.
const BY_HAND: &str = "its values are not laid out as a list of one a line; write it in by hand";

/// The text with the value in its place.
pub fn edited(held: &Held<'_>, place: &Place, limit: &Limit, wish: &Wish) -> Result<String, String> {
    let by_hand = || BY_HAND.to_owned();
    let Held { source, threshold, .. } = *held;
    let root = yaml::read(source).root;
    let Some(values) = root.get(&wish.name).and_then(|node| node.get("values")) else {
        return Ok(begun(held, place, limit, wish));
    };
    let list = match &values.kind {
        NodeKind::List(items) => items.as_slice(),
        _ if place.corrects => std::slice::from_ref(values),
        _ => return Err(by_hand()),
    };
    // The one that is corrected; else the one below which the new one stands, or, where it is the first, above which.
    let is_below = !place.corrects && place.ahead > 0;
    let item = list.get(place.ahead - usize::from(is_below)).ok_or_else(by_hand)?;
    let value = written(source, Some(item), threshold, limit, &wish.value);
    let mut changes = Changes::default();
    if place.corrects {
        put(source, item, "value", &value, &mut changes).ok_or_else(by_hand)?;
        put(source, item, "authority", &quote(&wish.authority), &mut changes).ok_or_else(by_hand)?;
    } else {
        let fields = fields(place, value, wish);
        if let Some(node) = item.get("to").filter(|_| place.to.is_some()) {
            changes.replace(node.span, place.from.yesterday().unwrap_or(place.from).to_string());
        }
        let is_in_brackets = source.slice(values.span).starts_with('[');
        match (is_in_brackets, is_below) {
            (true, true) => add_in_brackets(source, item, &fields, &mut changes),
            (true, false) => changes.insert(item.span.start(), format!("{}, ", fields.in_braces(source, item))),
            (false, _) => add_on_lines(source, item, is_below, &fields, &mut changes).ok_or_else(by_hand)?,
        }
    }
    changes.applied(source.text()).ok_or_else(by_hand)
}

/// The text with a threshold of the pack that is extended, and its first value here.
fn begun(held: &Held<'_>, place: &Place, limit: &Limit, wish: &Wish) -> String {
    let (text, end) = (held.source.text(), line_end(held.source.text()));
    let value = written(held.source, None, held.threshold, limit, &wish.value);
    let Fields { from, value, authority, .. } = fields(place, value, wish);
    let ended = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    let apart = if text.trim().is_empty() { "" } else { end };
    format!(
        "{text}{ended}{apart}{}:{end}  values:{end}    - {{ from: {from}, value: {value}, authority: {authority} }}{end}",
        wish.name
    )
}

/// What is written of a value that is added.
fn fields(place: &Place, value: String, wish: &Wish) -> Fields {
    let to = place.to.as_ref().map(|to| to.value.to_string());
    Fields { from: place.from.to_string(), to, value, authority: quote(&wish.authority) }
}

/// Puts another value under a key; a text of several lines goes with the mark in front of it.
fn put(source: &Source, item: &Node, key: &str, value: &str, changes: &mut Changes) -> Option<()> {
    let (name, node) = item.entries().iter().find(|(known, _)| known.value == key)?;
    let between = &source.text()[name.span.end()..node.span.start()];
    let start = between.find(['>', '|']).map_or(node.span.start(), |at| name.span.end() + at);
    changes.cut(start, node.span.end(), value);
    Some(())
}

/// What is written of a dated value.
struct Fields {
    from: String,
    to: Option<String>,
    value: String,
    authority: String,
}

impl Fields {
    /// Each with its key, in the order that another has.
    fn like<'f>(&'f self, item: &Node) -> Vec<(&'static str, &'f str)> {
        let order = |key: &str| item.entries().iter().position(|(known, _)| known.value == key);
        let mut fields = vec![
            ("from", Some(self.from.as_str())),
            ("to", self.to.as_deref()),
            ("value", Some(self.value.as_str())),
            ("authority", Some(self.authority.as_str())),
        ];
        let from = order("from");
        fields.sort_by_key(|(key, _)| if *key == "to" { order("to").or(from) } else { order(key) });
        fields.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    /// In braces, as another is.
    fn in_braces(&self, source: &Source, item: &Node) -> String {
        let fields: Vec<String> = self.like(item).iter().map(|(key, value)| format!("{key}: {value}")).collect();
        let blank = if source.slice(item.span)[1..].starts_with(char::is_whitespace) { " " } else { "" };
        format!("{{{blank}{}{blank}}}", fields.join(", "))
    }
}

/// A value on lines of its own below another, or above it.
fn add_on_lines(source: &Source, item: &Node, below: bool, fields: &Fields, changes: &mut Changes) -> Option<()> {
    let (text, end) = (source.text(), line_end(source.text()));
    let start = line_start(text, item.span.start());
    let mark = text[start..item.span.start()].strip_prefix(indent_of(source, item.span.start()))?;
    let is_mark = mark.starts_with('-') && mark.trim_start_matches('-').trim_matches(' ').is_empty();
    if !is_mark || mark.matches('-').count() != 1 {
        return None;
    }
    let indent = indent_of(source, item.span.start());
    let mut out = String::new();
    if source.slice(item.span).starts_with('{') {
        let _ = write!(out, "{indent}{mark}{}{end}", fields.in_braces(source, item));
    } else {
        for (at, (key, value)) in fields.like(item).into_iter().enumerate() {
            let before = if at == 0 { mark.to_owned() } else { " ".repeat(mark.len()) };
            let _ = write!(out, "{indent}{before}{key}: {value}{end}");
        }
    }
    match next_line(text, item.span.end()) {
        _ if !below => changes.insert(start, out),
        Some(next) => changes.insert(next, out),
        None => changes.insert(text.len(), format!("{end}{}", out.trim_end())),
    }
    Some(())
}

/// A value behind another in a list in brackets: on a line of its own where that has one.
fn add_in_brackets(source: &Source, item: &Node, fields: &Fields, changes: &mut Changes) {
    let (text, at) = (source.text(), item.span.end());
    let new = fields.in_braces(source, item);
    let is_alone = text[line_start(text, item.span.start())..item.span.start()].trim().is_empty();
    let rest = text[at..].split_inclusive('\n').next().unwrap_or_default();
    let (comma, after) = match rest.trim_start().strip_prefix(',') {
        Some(after) => (true, after),
        None => (false, rest),
    };
    let is_last_of_line = after.trim().is_empty() || after.trim_start().starts_with('#');
    if !(is_alone && is_last_of_line && rest.ends_with('\n')) {
        changes.insert(at, format!(", {new}"));
        return;
    }
    let indent = indent_of(source, item.span.start());
    if !comma {
        changes.insert(at, ",");
    }
    let comma = if comma { "," } else { "" };
    changes.insert(at + rest.len(), format!("{indent}{new}{comma}{}", line_end(text)));
}

/// A value as it is written in the file, in the manner of the one that holds so far.
fn written(source: &Source, item: Option<&Node>, threshold: &Threshold, limit: &Limit, given: &str) -> String {
    let like = item.and_then(|item| item.get("value")).map(|node| source.slice(node.span)).unwrap_or_default();
    match limit {
        Limit::Number(_) => number(given, threshold.unit, like),
        Limit::Date(day) => day.to_string(),
        Limit::Word(word) => quote(word),
        Limit::Words(words) => format!("[{}]", words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(", ")),
        Limit::Bands(_) => {
            let part = |(below, is): &(Option<String>, String)| {
                let is = quote(is);
                match below {
                    Some(below) => format!("{{ below: {}, is: {is} }}", number(below, threshold.unit, like)),
                    None => format!("{{ else: {is} }}"),
                }
            };
            format!("[ {} ]", line::parts(given).iter().map(part).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A number as a person wrote it; a percent with its sign where the one before has it, and none of a ratio.
fn number(given: &str, unit: LimitType, like: &str) -> String {
    let given = line::number(given, unit).replace(MINUS, "-");
    let bare = given.trim_end_matches('%').trim_end();
    let given = match unit {
        LimitType::Percent if like.contains('%') => format!("{bare}%"),
        LimitType::Percent => bare.to_owned(),
        _ => given,
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '%' | '£' | ' ');
    if given.chars().all(is_plain) && !given.starts_with("- ") { given } else { in_quotes(&given) }
}

/// A value that stands in a text of thresholds, as a fixture may have it.
pub fn as_written(standing: &Dated, threshold: &Threshold) -> String {
    match &standing.value.value {
        Limit::Number(_) => number(&threshold.show(&standing.value.value).to_string(), threshold.unit, ""),
        Limit::Date(day) => day.to_string(),
        Limit::Word(word) => quote(word),
        Limit::Words(words) => format!("[{}]", words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(", ")),
        Limit::Bands(bands) => {
            let cut = |cut: &bands::Cut| {
                let below = number(&threshold.show_cut(&cut.below), threshold.unit, "");
                format!("{{ below: {below}, is: {} }}, ", quote(&cut.is))
            };
            let cuts: String = bands.cuts.iter().map(cut).collect();
            format!("[ {cuts}{{ else: {} }} ]", quote(&bands.above))
        }
    }
}
