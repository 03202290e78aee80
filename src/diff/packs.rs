//! What differs between two packs as written, one edit each, and a pack with some of the edits made.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::pack::thresholds::{Limit, Threshold, Thresholds};
use crate::pack::{Pack, Script};
use crate::source::Spanned;

/// One change between two packs as written: it can be made alone, and left out of the others.
#[derive(Debug, Clone)]
pub enum Edit {
    /// A threshold was added, removed or moved.
    Threshold(Box<Moved<Threshold>>),
    /// A rule was added, removed or rewritten.
    Rule(Moved<Script>),
    /// A script of `lib/` was added, removed or rewritten.
    Library(Moved<Script>),
    /// A rule was made advisory, or no longer is: what it finds rejects nothing, or again does.
    Advisory(Moved<Spanned<String>>),
}

/// A part of a pack as it was, and as it is; none where it is not there. At least one of the two is.
#[derive(Debug, Clone)]
pub struct Moved<T> {
    /// As it was.
    pub before: Option<T>,
    /// As it is.
    pub after: Option<T>,
}

impl<T> Moved<T> {
    fn reversed(self) -> Self {
        Moved { before: self.after, after: self.before }
    }

    /// What is there, the later first.
    fn either(&self) -> Option<&T> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// `was added`, `was removed` or `was changed`.
    fn how(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "was added",
            (_, None) => "was removed",
            _ => "was changed",
        }
    }
}

impl Edit {
    /// The name of what is changed: a threshold's, or the id of a script.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Edit::Threshold(moved) => moved.either().map_or("", |threshold| threshold.name.value.as_str()),
            Edit::Rule(moved) | Edit::Library(moved) => moved.either().map_or("", |script| script.id.as_str()),
            Edit::Advisory(moved) => moved.either().map_or("", |rule| rule.value.as_str()),
        }
    }

    /// What sort of part it is: `threshold`, `rule`, `lib` or `advisory`.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        match self {
            Edit::Threshold(_) => "threshold",
            Edit::Rule(_) => "rule",
            Edit::Library(_) => "lib",
            Edit::Advisory(_) => "advisory",
        }
    }

    /// The edit in words: `` `amber_tolerance` 10% → 5% ``, ``the rule `x` was changed``.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Edit::Threshold(moved) => match (&moved.before, &moved.after) {
                (Some(before), Some(after)) => moves(before, after),
                _ => format!("the threshold `{}` {}", self.name(), moved.how()),
            },
            Edit::Rule(moved) => format!("the rule `{}` {}", self.name(), moved.how()),
            Edit::Library(moved) => format!("`lib/{}.rhai` {}", self.name(), moved.how()),
            Edit::Advisory(Moved { after: Some(_), .. }) => format!("the rule `{}` was made advisory", self.name()),
            Edit::Advisory(_) => format!("the rule `{}` is no longer advisory", self.name()),
        }
    }

    /// The edit that undoes this one.
    #[must_use]
    pub fn reversed(&self) -> Edit {
        match self.clone() {
            Edit::Threshold(moved) => Edit::Threshold(Box::new(moved.reversed())),
            Edit::Rule(moved) => Edit::Rule(moved.reversed()),
            Edit::Library(moved) => Edit::Library(moved.reversed()),
            Edit::Advisory(moved) => Edit::Advisory(moved.reversed()),
        }
    }

    /// Whether rules are written as before, and their thresholds are of the type that they were of: then they load as before.
    #[must_use]
    pub fn is_of_values(&self) -> bool {
        let held = |it: &Threshold| (it.kind, it.unit, it.of.clone(), it.broken);
        let Edit::Threshold(moved) = self else { return false };
        matches!(&**moved, Moved { before: Some(before), after: Some(after) } if held(before) == held(after))
    }
}

/// Every edit that makes one pack out of another: thresholds in the order of the file, then rules, `lib/`, and
/// which rules are advisory. What changes no
/// verdict, as a threshold's authority, is none.
#[must_use]
pub fn edits(base: &Pack, head: &Pack) -> Vec<Edit> {
    let thresholds =
        moved(base.thresholds.iter(), head.thresholds.iter(), |threshold| &threshold.name.value, Threshold::is_same);
    let thresholds = thresholds.into_iter().map(|moved| Edit::Threshold(Box::new(moved)));
    let scripts =
        |before: &[Script], after: &[Script]| moved(before.iter(), after.iter(), |script| &script.id, is_same_script);
    let rules = scripts(&base.rules, &head.rules).into_iter().map(Edit::Rule);
    let library = scripts(&base.library, &head.library).into_iter().map(Edit::Library);
    let advisory = moved(base.advisory.iter(), head.advisory.iter(), |rule| &rule.value, |_, _| true);
    let advisory = advisory.into_iter().map(Edit::Advisory);
    thresholds.chain(rules).chain(library).chain(advisory).collect()
}

fn is_same_script(one: &Script, other: &Script) -> bool {
    one.source.text() == other.source.text() && one.source.unread() == other.source.unread()
}

/// What differs between two lists, matched by name: in the order of the first, then what only the second has.
fn moved<'p, T: Clone + 'p>(
    before: impl Iterator<Item = &'p T> + Clone,
    after: impl Iterator<Item = &'p T> + Clone,
    name: fn(&T) -> &String,
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<Moved<T>> {
    let known: HashSet<&String> = before.clone().map(name).collect();
    let now: HashMap<&String, &T> = after.clone().map(|is| (name(is), is)).collect();
    let gone_or_moved = before.map(|was| (Some(was), now.get(name(was)).copied()));
    let new = after.filter(|is| !known.contains(name(is))).map(|is| (None, Some(is)));
    let differs = |pair: &(Option<&T>, Option<&T>)| !matches!(pair, (Some(was), Some(is)) if is_same(was, is));
    let all = gone_or_moved.chain(new).filter(differs);
    all.map(|(was, is)| Moved { before: was.cloned(), after: is.cloned() }).collect()
}

/// Whether two packs differ in nothing but the values of thresholds, so that one runs as it was compiled for the other.
#[must_use]
pub fn differ_in_values(base: &Pack, head: &Pack) -> bool {
    let names = |pack: &Pack| pack.thresholds.iter().map(|threshold| threshold.name.value.clone()).collect::<Vec<_>>();
    names(base) == names(head) && edits(base, head).iter().all(Edit::is_of_values)
}

/// A pack with some edits made. Its name, its texts and its digest stay the base's.
#[must_use]
pub fn apply(base: &Pack, edits: &[&Edit]) -> Pack {
    let mut pack = base.clone();
    let mut thresholds: Vec<Threshold> = base.thresholds.iter().cloned().collect();
    for edit in edits {
        match edit {
            Edit::Threshold(moved) => put(&mut thresholds, moved, |threshold| &threshold.name.value),
            Edit::Rule(moved) => put(&mut pack.rules, moved, |script| &script.id),
            Edit::Library(moved) => put(&mut pack.library, moved, |script| &script.id),
            Edit::Advisory(moved) => put(&mut pack.advisory, moved, |rule| &rule.value),
        }
    }
    pack.rules.sort_by(|one, other| one.id.cmp(&other.id));
    pack.library.sort_by(|one, other| one.id.cmp(&other.id));
    pack.thresholds = Thresholds::of(thresholds);
    pack
}

fn put<T: Clone>(list: &mut Vec<T>, moved: &Moved<T>, name: impl Fn(&T) -> &String) {
    let Some(known) = moved.either().map(|part| name(part).clone()) else { return };
    match (list.iter_mut().find(|it| *name(it) == known), &moved.after) {
        (Some(place), Some(after)) => *place = after.clone(),
        (None, Some(after)) => list.push(after.clone()),
        (_, None) => list.retain(|it| *name(it) != known),
    }
}

/// A threshold's move in words, with the days for which it holds where it does not hold for all of them.
fn moves(before: &Threshold, after: &Threshold) -> String {
    let name = &after.name.value;
    let stretches = stretches(before, after);
    if stretches.is_empty() {
        return format!("the threshold `{name}` was changed");
    }
    let said: Vec<String> = stretches.iter().map(Stretch::says).collect();
    format!("`{name}` {}", said.join(", "))
}

/// A stretch of days on which a threshold has another value than before.
struct Stretch {
    from: Option<Date>,
    to: Option<Date>,
    was: Option<String>,
    is: Option<String>,
}

impl Stretch {
    fn says(&self) -> String {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "no value".to_owned());
        let days = match (self.from, self.to) {
            (None, None) => String::new(),
            (Some(from), None) => format!(" from {from}"),
            (None, Some(to)) => format!(" until {to}"),
            (Some(from), Some(to)) => format!(" from {from} to {to}"),
        };
        format!("{} → {}{days}", value(&self.was), value(&self.is))
    }
}

/// The stretches of days on which two thresholds differ, in order; an end that is open is none.
fn stretches(before: &Threshold, after: &Threshold) -> Vec<Stretch> {
    let begins = |threshold: &Threshold| threshold.values.iter().map(|dated| dated.from.value).collect::<Vec<_>>();
    let ended = |threshold: &Threshold| {
        let ends = threshold.values.iter().filter_map(|dated| dated.to.as_ref()?.value.tomorrow().ok());
        ends.collect::<Vec<_>>()
    };
    let mut days = [begins(before), begins(after), ended(before), ended(after)].concat();
    days.sort_unstable();
    days.dedup();
    let value = |threshold: &Threshold, day| threshold.on(day).map(|dated| shown(threshold, &dated.value.value));
    let mut stretches: Vec<Stretch> = Vec::new();
    for (at, &day) in days.iter().enumerate() {
        let (was, is) = (value(before, day), value(after, day));
        let from = (at > 0).then_some(day);
        let to = days.get(at + 1).and_then(|next| next.yesterday().ok());
        match stretches.last_mut().filter(|last| last.is_followed_by(day)) {
            Some(last) if last.was == was && last.is == is => last.to = to,
            _ if was != is => stretches.push(Stretch { from, to, was, is }),
            _ => {}
        }
    }
    stretches
}

impl Stretch {
    fn is_followed_by(&self, day: Date) -> bool {
        self.to.is_some_and(|to| to.tomorrow().is_ok_and(|next| next == day))
    }
}

/// A value as a person reads it; what is shown cut would hide a move.
fn shown(threshold: &Threshold, limit: &Limit) -> String {
    let shown = threshold.show(limit).to_string();
    match limit {
        Limit::Number(number) if shown.contains('…') => format!("{shown} ({})", number.written()),
        _ => shown,
    }
}
