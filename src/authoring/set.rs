//! Puts a value of a threshold into the text of a `thresholds.yaml`, in its place among the dates; every other byte is left
//! as it is. What was written is read back, and is refused if it says anything but what was meant.
//!
//! A value of an edition goes into the edition's file, behind those of the pack that it extends: these are moved there.

mod put;

use jiff::civil::Date;

use super::past::until;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pack::thresholds::{self, Dated, Limit, Threshold, Thresholds};
use crate::source::{Source, Sources, Spanned};

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

/// The text of a file of thresholds with what is wished. `beneath` are the thresholds of the pack that its own extends; none of a
/// pack that extends nothing.
///
/// # Errors
/// When it is so already, or cannot be: there is no such threshold, it is locked, the value is none of it, or the file is
/// laid out in a way that is not understood.
pub fn moved(source: &Source, beneath: &Thresholds, wish: &Wish) -> Result<Moved, Not> {
    let mut known = Vec::new();
    let thresholds = thresholds::read_upon(source, beneath.clone(), &mut known);
    let thresholds = thresholds.ok_or_else(|| Not::Possible("thresholds.yaml cannot be read".to_owned()))?;
    let index = thresholds.find(&wish.name).map_err(Not::Possible)?;
    let threshold = thresholds.at(index);
    let name = &wish.name;
    let base = beneath.get(name).map(|(_, base)| base);
    if let Some(why) = &threshold.locked {
        return Err(Not::Possible(locked(threshold, &why.value, wish.today, base.is_some())));
    }
    if threshold.broken {
        return Err(Not::Possible(format!("`{name}` cannot be read as it stands; `plumb lint` says why")));
    }
    let limit = threshold.read(&wish.value).map_err(|why| Not::Possible(format!("`{name}`: {why}")))?;
    let held = Held { source, threshold, base };
    let place = held.place(wish)?;
    let standing = &threshold.values[place.of];
    if standing.value.value.means(&limit) && !place.is_over {
        let (value, from) = (threshold.show(&limit), standing.from.value);
        return Err(Not::Needed(format!("`{name}` is {value} from {from} already: there is nothing to do")));
    }
    let wanted = held.intended(&place, &limit, wish);
    let refused = |why: String| Not::Possible(format!("`{name}` cannot be moved by this: {why}"));
    let text = put::edited(&held, &place, &limit, wish).map_err(refused)?;
    let read = read(&text, beneath, &known).map_err(refused)?;
    if !is_alike(&read, &thresholds.replaced(index, wanted.clone())) {
        return Err(refused("what would be written does not read as what was meant; write it in by hand".to_owned()));
    }
    let from = place.from;
    let until = wanted.values.iter().position(|dated| dated.from.value == from).and_then(|at| until(&wanted, at));
    Ok(Moved {
        name: name.clone(),
        before: threshold.show(&standing.value.value).to_string(),
        after: threshold.show(&limit).to_string(),
        written: put::as_written(standing, threshold),
        from,
        until,
        is_corrected: place.corrects,
        text,
    })
}

/// A threshold, in the file that is written.
#[derive(Clone, Copy)]
struct Held<'a> {
    source: &'a Source,
    /// With all its values.
    threshold: &'a Threshold,
    /// As the pack that is extended has it, where it is of that.
    base: Option<&'a Threshold>,
}

/// Where a value goes.
struct Place {
    /// The value that holds on that day so far.
    of: usize,
    /// The first day.
    from: Date,
    /// How many values of the file begin before it.
    ahead: usize,
    /// Whether the value that holds so far stands in the file and begins on that day: then it is that which changes.
    corrects: bool,
    /// Whether the value before has ended the day before.
    is_over: bool,
    /// The last day of it, taken over from a value of the file that it cuts short.
    to: Option<Spanned<Date>>,
}

impl Held<'_> {
    fn is_own(&self, dated: &Dated) -> bool {
        dated.value.span.source() == self.source.id()
    }

    /// The values that stand in the file.
    fn own(&self) -> impl Iterator<Item = &Dated> {
        self.threshold.values.iter().filter(|dated| self.is_own(dated))
    }

    fn place(&self, wish: &Wish) -> Result<Place, Not> {
        let (name, values) = (&self.threshold.name.value, &self.threshold.values);
        let day = wish.from.unwrap_or(wish.today);
        let Some(of) = values.iter().rposition(|dated| dated.from.value <= day) else {
            let Some(first) = values.first().filter(|first| self.is_own(first)) else { return Err(self.of_base(day)) };
            let first = first.from.value;
            let why = format!("`{name}` has no value before {first}; to correct that value, write `--from {first}`");
            return Err(Not::Possible(why));
        };
        let standing = &values[of];
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
        let (is_own, is_same_day) = (self.is_own(standing), from == standing.from.value);
        // The first value of the base stays, and one of the base is corrected there.
        if !is_own && is_same_day && (wish.from.is_none() || of == 0) {
            return Err(self.of_base(from));
        }
        let corrects = is_own && is_same_day;
        let to = standing.to.clone().filter(|to| is_own && !corrects && to.value >= from);
        let ahead = self.own().filter(|dated| dated.from.value < from).count();
        Ok(Place { of, from, ahead, corrects, is_over: ended.is_some(), to })
    }

    /// That what holds on a day is said in the pack that is extended.
    fn of_base(&self, day: Date) -> Not {
        let name = &self.threshold.name.value;
        let why = match self.threshold.values.first().map(|first| first.from.value) {
            Some(first) if day < first => format!("`{name}` has no value before {first}, and that"),
            _ => format!("the value of `{name}` from {day}"),
        };
        Not::Possible(format!(
            "{why} is of the pack that this one extends: correct it there, or write `--from DATE` with a later day, from which a \
             value of this pack holds"
        ))
    }

    /// The threshold as it should read.
    fn intended(&self, place: &Place, limit: &Limit, wish: &Wish) -> Threshold {
        let mut own: Vec<Dated> = self.own().cloned().collect();
        if place.corrects {
            let standing = &mut own[place.ahead];
            standing.value.value = limit.clone();
            standing.authority.clone_from(&wish.authority);
        } else {
            let span = self.threshold.values[place.of].value.span;
            if place.to.is_some() {
                let last = place.from.yesterday().unwrap_or(place.from);
                own[place.ahead - 1].to = Some(Spanned::new(last, span));
            }
            let new = Dated {
                from: Spanned::new(place.from, span),
                to: place.to.clone(),
                value: Spanned::new(limit.clone(), span),
                authority: wish.authority.clone(),
            };
            own.insert(place.ahead, new);
        }
        match self.base {
            Some(base) => base.followed(own),
            None => Threshold { values: own, ..self.threshold.clone() },
        }
    }
}

fn locked(threshold: &Threshold, why: &str, today: Date, is_of_base: bool) -> String {
    let name = &threshold.name.value;
    let standing = threshold.on(today).or(threshold.values.last());
    let standing = standing.map(|dated| {
        let value = threshold.show(&dated.value.value);
        format!(". It is {value} since {}, by authority of: {}", dated.from.value, dated.authority)
    });
    let way = if is_of_base {
        "an edition that judges by what was agreed anew removes the threshold, with the reason, and defines it whole"
    } else {
        "whoever may change it takes the line `locked:` out of thresholds.yaml first"
    };
    format!("`{name}` is locked: {why}{}. If the agreement itself is changed, {way}", standing.unwrap_or_default())
}

/// Reads back what would be written; what was wrong with the file before is nobody's fault.
fn read(text: &str, beneath: &Thresholds, known: &[Diagnostic]) -> Result<Thresholds, String> {
    let mut problems = Vec::new();
    let read = thresholds::read_upon(&Sources::new().add("thresholds.yaml", text), beneath.clone(), &mut problems);
    let is_new = |problem: &&Diagnostic| {
        problem.severity == Severity::Error && known.iter().all(|known| known.headline != problem.headline)
    };
    match problems.iter().find(is_new) {
        Some(wrong) => Err(wrong.headline.clone()),
        None => read.ok_or_else(|| "thresholds.yaml could not be read".to_owned()),
    }
}

/// Whether two files of thresholds say the same.
fn is_alike(one: &Thresholds, other: &Thresholds) -> bool {
    one.iter().count() == other.iter().count() && one.iter().zip(other.iter()).all(|(one, other)| one.is_alike(other))
}

#[cfg(test)]
mod tests;
