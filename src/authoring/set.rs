//! Puts a value of a threshold into the text of a `thresholds.yaml`, in its place among the dates; every other byte is left
//! as it is. What was written is read back, and is refused if it says anything but what was meant.

use std::fmt::Write;

use jiff::civil::Date;

use super::edit::{Changes, in_quotes, indent_of, line_end, line_start, next_line, quote};
use super::past::until;
use crate::document::{Node, NodeKind, yaml};
use crate::number::MINUS;
use crate::pack::bands;
use crate::pack::thresholds::{Dated, Limit, LimitType, Threshold, Thresholds};
use crate::source::{Source, Spanned};

/// What a person wishes a threshold to be.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The threshold.
    pub name: String,
    /// The value, as it is written on a command line.
    pub value: String,
    /// The first day of it; none to correct the value that is in force.
    pub from: Option<Date>,
    /// The day on which that is asked.
    pub today: Date,
    /// On whose authority.
    pub authority: String,
}

/// A value that was put in.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The threshold.
    pub name: String,
    /// What held on that day before, as a person reads it.
    pub before: String,
    /// The same as it is written in the file.
    pub written: String,
    /// What holds now.
    pub after: String,
    /// The first day of it.
    pub from: Date,
    /// The last day of it, where another value follows or it ends.
    pub until: Option<Date>,
    /// Whether a value of the same day was corrected, and not one added.
    pub is_corrected: bool,
    /// The text with it.
    pub text: String,
}

/// Why nothing is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Not {
    /// It is so already.
    Needed(String),
    /// It cannot be, for this reason, which names the way out.
    Possible(String),
}

impl Moved {
    /// In words: `amber_tolerance` 10% → 5% from 2027-04-01.
    #[must_use]
    pub fn says(&self) -> String {
        let until = self.until.map(|until| format!(" to {until}")).unwrap_or_default();
        format!("`{}` {} → {} from {}{until}", self.name, self.before, self.after, self.from)
    }
}

/// The text of a file of thresholds with what is wished. `read` reads thresholds out of such a text, as the pack does: those of
/// an edition follow its base's.
///
/// # Errors
/// When it is so already, or cannot be: there is no such threshold, it is locked, the value is none of it, or the file is
/// laid out in a way that is not understood.
pub fn moved(
    source: &Source,
    thresholds: &Thresholds,
    wish: &Wish,
    read: impl FnOnce(&str) -> Result<Thresholds, String>,
) -> Result<Moved, Not> {
    let index = thresholds.find(&wish.name).map_err(Not::Possible)?;
    let threshold = thresholds.at(index);
    let name = &wish.name;
    if let Some(why) = &threshold.locked {
        return Err(Not::Possible(locked(threshold, &why.value, wish.today)));
    }
    if threshold.name.span.source() != source.id() {
        let entry = format!("{name}: {{ values: [{{ from: …, value: {}, authority: … }}] }}", wish.value.trim());
        let why = format!(
            "`{name}` is defined in the pack that this one extends, and is moved there; for this one alone, write"
        );
        return Err(Not::Possible(format!("{why} `{entry}` into its thresholds.yaml by hand")));
    }
    if threshold.broken {
        return Err(Not::Possible(format!("`{name}` cannot be read as it stands; `plumb lint` says why")));
    }
    let limit = threshold.read(&wish.value).map_err(|why| Not::Possible(format!("`{name}`: {why}")))?;
    let place = place(threshold, wish)?;
    let standing = &threshold.values[place.of];
    if standing.value.value == limit && !place.is_over {
        let (value, from) = (threshold.show(&limit), standing.from.value);
        return Err(Not::Needed(format!("`{name}` is {value} from {from} already: there is nothing to do")));
    }
    let (wanted, from) = (intended(threshold, &place, &limit, wish), place.from);
    let refused = |why: String| Not::Possible(format!("`{name}` cannot be moved by this: {why}"));
    let text = edited(source, threshold, &place, &limit, wish).map_err(refused)?;
    let read = read(&text).map_err(refused)?;
    if !is_alike(&read, &thresholds.replaced(index, wanted.clone())) {
        return Err(refused("what would be written does not read as what was meant; write it in by hand".to_owned()));
    }
    let until = wanted.values.iter().position(|dated| dated.from.value == from).and_then(|at| until(&wanted, at));
    Ok(Moved {
        name: name.clone(),
        before: threshold.show(&standing.value.value).to_string(),
        after: threshold.show(&limit).to_string(),
        written: as_written(standing, threshold),
        from,
        until,
        is_corrected: place.is_same_day,
        text,
    })
}

/// A value that stands in a text of thresholds, as a fixture may have it.
fn as_written(standing: &Dated, threshold: &Threshold) -> String {
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

/// Where a value goes.
struct Place {
    /// The value that holds on that day so far.
    of: usize,
    /// The first day.
    from: Date,
    /// Whether the value that holds so far begins on that day: then it is that which changes.
    is_same_day: bool,
    /// Whether the value before has ended the day before.
    is_over: bool,
}

fn place(threshold: &Threshold, wish: &Wish) -> Result<Place, Not> {
    let name = &threshold.name.value;
    let day = wish.from.unwrap_or(wish.today);
    let begun = threshold.values.iter().rposition(|dated| dated.from.value <= day);
    let Some(of) = begun else {
        let first = threshold.values.first().map(|dated| dated.from.value.to_string()).unwrap_or_default();
        let why = format!("`{name}` has no value before {first}; to correct that value, write `--from {first}`");
        return Err(Not::Possible(why));
    };
    let standing = &threshold.values[of];
    let ended = standing.to.as_ref().filter(|to| to.value < day);
    if let Some(ended) = ended {
        let next = ended.value.tomorrow().unwrap_or(ended.value);
        if wish.from != Some(next) {
            let why = format!(
                "`{name}` ends on {}, and no value holds on {day}; a new one begins on the day after: `--from {next}`",
                ended.value
            );
            return Err(Not::Possible(why));
        }
    }
    let from = wish.from.unwrap_or(standing.from.value);
    Ok(Place { of, from, is_same_day: from == standing.from.value, is_over: ended.is_some() })
}

fn locked(threshold: &Threshold, why: &str, today: Date) -> String {
    let name = &threshold.name.value;
    let standing = threshold.on(today).or(threshold.values.last());
    let standing = standing.map(|dated| {
        let value = threshold.show(&dated.value.value);
        format!(". It is {value} since {}, by authority of: {}", dated.from.value, dated.authority)
    });
    format!(
        "`{name}` is locked: {why}{}. If the agreement itself is changed, whoever may change it takes the line `locked:` \
         out of thresholds.yaml first",
        standing.unwrap_or_default()
    )
}

/// The threshold as it should read.
fn intended(threshold: &Threshold, place: &Place, limit: &Limit, wish: &Wish) -> Threshold {
    let mut wanted = threshold.clone();
    let standing = &mut wanted.values[place.of];
    if place.is_same_day {
        standing.value.value = limit.clone();
        standing.authority.clone_from(&wish.authority);
        return wanted;
    }
    let span = standing.value.span;
    let mut new = Dated {
        from: Spanned::new(place.from, span),
        to: None,
        value: Spanned::new(limit.clone(), span),
        authority: wish.authority.clone(),
    };
    if let Some(to) = standing.to.as_mut().filter(|to| to.value >= place.from) {
        new.to = Some(to.clone());
        to.value = place.from.yesterday().unwrap_or(place.from);
    }
    wanted.values.insert(place.of + 1, new);
    wanted
}

/// Whether two files of thresholds say the same.
fn is_alike(one: &Thresholds, other: &Thresholds) -> bool {
    one.iter().count() == other.iter().count() && one.iter().zip(other.iter()).all(|(one, other)| one.is_alike(other))
}

/// What is said of a layout that is not understood.
const BY_HAND: &str = "its values are not laid out as a list of one a line; write it in by hand";

/// The text with the value in its place.
fn edited(source: &Source, threshold: &Threshold, place: &Place, limit: &Limit, wish: &Wish) -> Result<String, String> {
    let by_hand = || BY_HAND.to_owned();
    let root = yaml::read(source).root;
    let values = root.get(&wish.name).and_then(|node| node.get("values"));
    let is_own = |dated: &&Dated| dated.value.span.source() == source.id();
    let before = threshold.values[..place.of].iter().filter(is_own).count();
    let stands_here = is_own(&&threshold.values[place.of]);
    if place.is_same_day && !stands_here {
        let from = threshold.values[place.of].from.value;
        return Err(format!(
            "its value from {from} is of the pack that this one extends: correct it there, or write `--from DATE` for a value of this \
             pack"
        ));
    }
    let Some(values) = values else { return Ok(begun(source, threshold, place, limit, wish)) };
    let list = match &values.kind {
        NodeKind::List(items) => items.as_slice(),
        _ if place.is_same_day => std::slice::from_ref(values),
        _ => return Err(by_hand()),
    };
    let item = list.get(before).ok_or_else(by_hand)?;
    let value = written(source, Some(item), threshold, limit, &wish.value);
    let mut changes = Changes::default();
    if place.is_same_day {
        put(source, item, "value", &value, &mut changes).ok_or_else(by_hand)?;
        put(source, item, "authority", &quote(&wish.authority), &mut changes).ok_or_else(by_hand)?;
    } else {
        let fields = fields(threshold, place, value, wish);
        if let Some(node) = item.get("to").filter(|_| fields.to.is_some() && stands_here) {
            changes.replace(node.span, place.from.yesterday().unwrap_or(place.from).to_string());
        }
        let is_in_brackets = source.slice(values.span).starts_with('[');
        match (is_in_brackets, stands_here) {
            (true, true) => add_in_brackets(source, item, &fields, &mut changes),
            (true, false) => changes.insert(item.span.start(), format!("{}, ", fields.in_braces(source, item))),
            (false, _) => add_on_lines(source, item, stands_here, &fields, &mut changes).ok_or_else(by_hand)?,
        }
    }
    changes.applied(source.text()).ok_or_else(by_hand)
}

/// The text with a threshold of the pack that it extends, and its first value here.
fn begun(source: &Source, threshold: &Threshold, place: &Place, limit: &Limit, wish: &Wish) -> String {
    let (text, end) = (source.text(), line_end(source.text()));
    let value = written(source, None, threshold, limit, &wish.value);
    let Fields { from, to, value, authority } = fields(threshold, place, value, wish);
    let to = to.map(|to| format!(", to: {to}")).unwrap_or_default();
    let ended = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    let apart = if text.trim().is_empty() { "" } else { end };
    format!(
        "{text}{ended}{apart}{}:{end}  values:{end}    - {{ from: {from}{to}, value: {value}, authority: {authority} }}{end}",
        wish.name
    )
}

/// What is written of a value that is added: it takes over the end of the one before, where that ends after its first day.
fn fields(threshold: &Threshold, place: &Place, value: String, wish: &Wish) -> Fields {
    let ends = threshold.values[place.of].to.as_ref().filter(|to| to.value >= place.from);
    let to = ends.map(|to| to.value.to_string());
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
            let part = |(below, is): (Option<&str>, &str)| {
                let is = quote(is);
                match below {
                    Some(below) => format!("{{ below: {}, is: {is} }}", number(below, threshold.unit, like)),
                    None => format!("{{ else: {is} }}"),
                }
            };
            format!("[ {} ]", bands::parts(given).into_iter().map(part).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A number as a person wrote it; a percent with its sign where the one before has it.
fn number(given: &str, unit: LimitType, like: &str) -> String {
    let given = &given.trim().replace(MINUS, "-");
    let bare = given.trim_end_matches('%').trim_end();
    let given = match unit {
        LimitType::Percent if like.contains('%') => format!("{bare}%"),
        LimitType::Percent => bare.to_owned(),
        _ => given.to_owned(),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '%' | '£' | ' ');
    if given.chars().all(is_plain) && !given.starts_with("- ") { given } else { in_quotes(&given) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::thresholds;
    use crate::source::Sources;

    const HEAD: &str = "# kept\nx:\n  about: y # kept\n  type: percent\n  within: { min: 0, max: 100 }\n  values:\n";
    const TAIL: &str =
        "\n# last\ny: { about: z, type: choice, of: [a, b], values: [{ from: 2006-04-01, value: a, authority: w }] }\n";

    fn wish(name: &str, value: &str, from: Option<&str>) -> Wish {
        let day = |text: &str| text.parse().expect("a day");
        let (name, value, authority) = (name.to_owned(), value.to_owned(), "us, now".to_owned());
        Wish { name, value, from: from.map(day), today: day("2026-11-24"), authority }
    }

    fn set(text: &str, wish: &Wish) -> Result<Moved, Not> {
        let source = Sources::new().add("thresholds.yaml", text);
        let mut problems = Vec::new();
        let thresholds = thresholds::read(&source, &mut problems).expect("thresholds");
        assert!(problems.is_empty(), "{problems:?}");
        moved(&source, &thresholds, wish, read)
    }

    fn read(text: &str) -> Result<Thresholds, String> {
        let mut problems = Vec::new();
        let read = thresholds::read(&Sources::new().add("thresholds.yaml", text), &mut problems);
        read.filter(|_| problems.is_empty()).ok_or_else(|| format!("{problems:?}"))
    }

    fn text(text: &str, name: &str, value: &str, from: Option<&str>) -> String {
        set(text, &wish(name, value, from)).map_or_else(|not| panic!("{not:?} {text}"), |moved| moved.text)
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of layouts")]
    fn a_value_is_put_in_its_place_and_nothing_else_moves() {
        for (values, from, after) in [
            // a list of records in braces
            (
                "    - { from: 2006-04-01, value: 10, authority: old } # kept\n",
                Some("2027-04-01"),
                "    - { from: 2006-04-01, value: 10, authority: old } # kept\n    - { from: 2027-04-01, value: 5, authority: \"us, now\" }\n",
            ),
            (
                "    - {from: 2006-04-01, authority: old, value: 10%}\n",
                Some("2027-04-01"),
                "    - {from: 2006-04-01, authority: old, value: 10%}\n    - {from: 2027-04-01, authority: \"us, now\", value: 5%}\n",
            ),
            // between two dates
            (
                "    - { from: 2006-04-01, value: 10, authority: old }\n\n    # of the refresh\n    - { from: 2008-04-01, value: 7, authority: new }\n",
                Some("2007-04-01"),
                "    - { from: 2006-04-01, value: 10, authority: old }\n    - { from: 2007-04-01, value: 5, authority: \"us, now\" }\n\n    # of the refresh\n    - { from: 2008-04-01, value: 7, authority: new }\n",
            ),
            // a value that ends: it ends the day before, and the new one in its stead
            (
                "    - { from: 2006-04-01, to: 2029-03-31, value: 10, authority: old }\n",
                Some("2027-04-01"),
                "    - { from: 2006-04-01, to: 2027-03-31, value: 10, authority: old }\n    - { from: 2027-04-01, to: 2029-03-31, value: 5, authority: \"us, now\" }\n",
            ),
            (
                "    - { from: 2006-04-01, to: 2007-03-31, value: 10, authority: old }\n",
                Some("2007-04-01"),
                "    - { from: 2006-04-01, to: 2007-03-31, value: 10, authority: old }\n    - { from: 2007-04-01, value: 5, authority: \"us, now\" }\n",
            ),
            // one of the same day, and the one in force
            (
                "    - { from: 2006-04-01, value: 10, authority: old } # kept\n",
                Some("2006-04-01"),
                "    - { from: 2006-04-01, value: 5, authority: \"us, now\" } # kept\n",
            ),
            (
                "    - { from: 2006-04-01, value: 10, authority: \"o: ld\" } # kept\n    - { from: 2027-04-01, value: 7, authority: new }\n",
                None,
                "    - { from: 2006-04-01, value: 5, authority: \"us, now\" } # kept\n    - { from: 2027-04-01, value: 7, authority: new }\n",
            ),
            // a key a line
            (
                "    -   from: 2006-04-01\n        value: 10\n        authority: old # kept\n",
                Some("2027-04-01"),
                "    -   from: 2006-04-01\n        value: 10\n        authority: old # kept\n    -   from: 2027-04-01\n        value: 5\n        authority: \"us, now\"\n",
            ),
            (
                "  - from: 2006-04-01\n    value: 10\n    authority: >-\n      old\n      and long\n",
                None,
                "  - from: 2006-04-01\n    value: 5\n    authority: \"us, now\"\n",
            ),
            // brackets
            (
                "    [{ from: 2006-04-01, value: 10, authority: old }, { from: 2028-04-01, value: 7, authority: new }]\n",
                Some("2027-04-01"),
                "    [{ from: 2006-04-01, value: 10, authority: old }, { from: 2027-04-01, value: 5, authority: \"us, now\" }, { from: 2028-04-01, value: 7, authority: new }]\n",
            ),
            (
                "    [\n      { from: 2006-04-01, value: 10, authority: old }, # kept\n    ]\n",
                Some("2027-04-01"),
                "    [\n      { from: 2006-04-01, value: 10, authority: old }, # kept\n      { from: 2027-04-01, value: 5, authority: \"us, now\" },\n    ]\n",
            ),
            (
                "    [\n      { from: 2006-04-01, value: 10, authority: old } # kept\n    ]\n",
                Some("2027-04-01"),
                "    [\n      { from: 2006-04-01, value: 10, authority: old }, # kept\n      { from: 2027-04-01, value: 5, authority: \"us, now\" }\n    ]\n",
            ),
        ] {
            for mark in ["", "\u{feff}"] {
                let whole = |values: &str| format!("{mark}{HEAD}{values}{TAIL}");
                assert_eq!(text(&whole(values), "x", "5", from), whole(after));
                let crlf = |text: &str| whole(text).replace('\n', "\r\n");
                assert_eq!(text(&crlf(values), "x", "5%", from), crlf(after));
            }
        }
    }

    #[test]
    fn a_file_that_does_not_end_its_last_line_does_not_end_it_after() {
        let before = format!("{HEAD}    - {{ from: 2006-04-01, value: 10, authority: old }}");
        let after = format!("{before}\n    - {{ from: 2027-04-01, value: 5, authority: \"us, now\" }}");
        assert_eq!(text(&before, "x", "5", Some("2027-04-01")), after);
    }

    #[test]
    fn words_sets_bands_days_and_money_are_written_as_the_file_writes_them() {
        let of = |kind: &str, of: &str, value: &str| {
            format!(
                "x:\n  about: y\n  type: {kind}\n{of}  values:\n    - {{ from: 2006-04-01, value: {value}, authority: \"us, now\" }}\n"
            )
        };
        let bands = "[ { below: 60, is: red }, { else: green } ]";
        for (kind, list, before, given, after) in [
            ("choice", "  of: [a_b, c]\n", "c", "A b", "a_b"),
            ("set", "  of: [a, b, c]\n", "[a]", "b, c", "[b, c]"),
            ("set", "  of: [a, b, c]\n", "[a]", "", "[]"),
            (
                "bands",
                "  of: [red, amber, green]\n  unit: percent\n",
                bands,
                "50%:red, 95:amber, green",
                "[ { below: 50, is: red }, { below: 95, is: amber }, { else: green } ]",
            ),
            (
                "bands",
                "  of: [red, amber, green]\n",
                bands,
                "red below 0.5, else green",
                "[ { below: 0.5, is: red }, { else: green } ]",
            ),
            ("date", "", "2007-01-01", "2007-02-01", "2007-02-01"),
            ("money", "", "£5", "£1,234.50", "\"£1,234.50\""),
            ("days", "", "5", "10 days", "10 days"),
            ("number", "", "5", "-1.5", "-1.5"),
        ] {
            assert_eq!(text(&of(kind, list, before), "x", given, None), of(kind, list, after), "{kind}");
        }
    }

    #[test]
    fn what_cannot_be_names_the_way_out() {
        let one = "    - { from: 2006-04-01, to: 2029-03-31, value: 10, authority: old }\n";
        let whole = format!("{HEAD}{one}{TAIL}");
        let fixed = whole.replace("  type: percent\n", "  type: percent\n  locked: set by government\n");
        for (text, name, value, from, words) in [
            (&whole, "z", "5", None, "has no threshold `z`; "),
            (&whole, "xx", "5", None, "did you mean `x`?"),
            (&whole, "x", "five", None, "`five` is not a percent"),
            (&whole, "x", "101", None, "101% is out of its bounds, 0% to 100%"),
            (&whole, "y", "c", None, "`c` is not one of the threshold's words; did you mean `a`?"),
            (
                &whole,
                "x",
                "5",
                Some("2006-03-31"),
                "no value before 2006-04-01; to correct that value, write `--from 2006-04-01`",
            ),
            (
                &whole,
                "x",
                "5",
                Some("2029-04-02"),
                "`x` ends on 2029-03-31, and no value holds on 2029-04-02; a new one begins on the day after: `--from 2029-04-01`",
            ),
            (
                &fixed,
                "x",
                "5",
                None,
                "`x` is locked: set by government. It is 10% since 2006-04-01, by authority of: old",
            ),
        ] {
            match set(text, &wish(name, value, from)) {
                Err(Not::Possible(why)) => assert!(why.contains(words), "{why}"),
                other => panic!("{other:?}"),
            }
        }
        let same = set(&whole, &wish("x", "10%", Some("2007-01-01")));
        assert_eq!(
            same.err(),
            Some(Not::Needed("`x` is 10% from 2006-04-01 already: there is nothing to do".to_owned()))
        );
    }

    #[test]
    fn bands_must_nest() {
        let text = "x: { about: y, type: bands, of: [red, green], values: [{ from: 2006-04-01, value: [{ below: 1, is: red }, { else: green }], authority: z }] }\n";
        for (value, words) in [
            (
                "2:red, 1:green, green",
                "the cut points do not rise: 2 stands before 1; write the cut points lowest first",
            ),
            ("2:red, 3:green", "the bands have no last word"),
            ("green, 2:red", "`green` has no cut point, and does not stand last"),
        ] {
            match set(text, &wish("x", value, None)) {
                Err(Not::Possible(why)) => assert!(why.contains(words), "{why}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
