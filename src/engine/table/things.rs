//! Things that a rule only counts, names and points at.

use std::collections::HashSet;

use super::Table;
use super::values::{Count, Need, Part, PartType, Text};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Behind, Want};

/// Some things, each with its name and its places.
pub struct Things {
    named: Vec<(String, Vec<Span>)>,
    /// What could not be read, so that there may be more of them.
    lost: Vec<Want>,
    /// Where they stand, or should.
    place: Span,
    /// What decided which they are.
    behind: Behind,
}

impl PartType for Things {
    const NAME: &'static str = "things";
}

impl Things {
    /// Some things; when there are none, `place` is where they should stand.
    pub fn part(named: Vec<(String, Vec<Span>)>, lost: Vec<Want>, place: Span) -> Part<Things> {
        let things = Things { named, lost, place, behind: Behind::default() };
        Part { places: things.places(), object: things }
    }

    /// The same things, with the cells that decided which they are.
    pub fn considering(mut part: Part<Things>, considered: Vec<Span>) -> Part<Things> {
        part.object.behind.considered = considered;
        part
    }

    fn places(&self) -> Vec<Span> {
        let places: Vec<Span> = self.named.iter().flat_map(|(_, places)| places.iter().copied()).collect();
        if places.is_empty() { vec![self.place] } else { places }
    }

    fn need<T>(&self, value: impl FnOnce() -> T) -> Need<T> {
        let value = if self.lost.is_empty() { Ok(value()) } else { Err(self.lost.clone()) };
        Need::from_result(value, || self.places()).behind(self.behind.clone())
    }

    /// `RG4`, `RG5` and `RG9`; each name once.
    fn names(&self) -> String {
        let mut known: HashSet<&str> = HashSet::new();
        let once = self.named.iter().filter(|(name, _)| known.insert(name));
        let names: Vec<String> = once.map(|(name, _)| format!("`{name}`")).collect();
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => names.concat(),
        }
    }
}

/// Declares the fields of things.
pub fn declare(table: Table) -> Table {
    table.part::<Things>("things", "Things that are counted and named.", |t| {
        t.field("count", "How many they are; missing if there may be more that could not be read.", |t| {
            t.need(|| Count(Exact::whole(t.named.len().try_into().unwrap_or(i64::MAX))))
        })
        .field("names", "Their names, each once.", |t| Need::of(Text(t.names()), t.places()))
    })
}
