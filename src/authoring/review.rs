//! Why snapshots await somebody: which edit of the pack since a base made each of them come out otherwise.
//!
//! What a rule says is asked of the caller, who knows how that is written. Each edit is taken out of the pack as it is: what is
//! said otherwise without it is because of it. Where it is said so without any one of them, each is made alone on the base.

use std::collections::BTreeMap;

use super::cells::is_of_one;
use crate::diff::packs::{Edit, apply, edits};
use crate::engine::compile::{Compiled, compile};
use crate::pack::Pack;

/// A snapshot that awaits somebody.
#[derive(Debug, Clone, Copy)]
pub struct Pending<'t> {
    /// What was accepted; none of a fixture that is new.
    pub accepted: Option<&'t str>,
    /// What is said now.
    pub said: &'t str,
}

/// Snapshots that await somebody because of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Why, in words that follow `because`; none of fixtures that are new.
    pub because: Option<String>,
    /// The places of the snapshots.
    pub at: Vec<usize>,
}

/// A pack, ready to be asked.
pub struct Ready {
    /// The pack.
    pub pack: Pack,
    /// The pack as compiled.
    pub compiled: Compiled,
}

impl Ready {
    fn new(pack: Pack) -> Self {
        Ready { compiled: compile(&pack), pack }
    }
}

/// What the pack was and is, and what lies between.
pub struct Between {
    base: Ready,
    edits: Vec<Edit>,
    /// The head without each edit.
    without: Vec<Ready>,
    /// What the base is called: the last commit.
    since: String,
}

impl Between {
    /// Prepares what is asked of each snapshot.
    #[must_use]
    pub fn new(base: &Pack, head: &Pack, since: impl Into<String>) -> Self {
        let edits = edits(base, head);
        let without = edits.iter().map(|edit| Ready::new(apply(head, &[&edit.reversed()]))).collect();
        Between { base: Ready::new(base.clone()), edits, without, since: since.into() }
    }

    /// Why a snapshot awaits somebody. `say` tells what its rule says under a pack.
    fn because(&self, pending: Pending<'_>, say: &dyn Fn(&Ready) -> String) -> Option<String> {
        let is_otherwise = |ready: &Ready| say(ready) != pending.said;
        let needed: Vec<&Edit> = self
            .edits
            .iter()
            .zip(&self.without)
            .filter(|(_, ready)| is_otherwise(ready))
            .map(|(edit, _)| edit)
            .collect();
        if !needed.is_empty() {
            return Some(in_words(&needed, " with "));
        }
        let was = say(&self.base);
        if was == pending.said || self.edits.is_empty() {
            return None;
        }
        let alone = |edit: &&Edit| say(&Ready::new(apply(&self.base.pack, &[edit]))) != was;
        let enough: Vec<&Edit> = self.edits.iter().filter(alone).collect();
        let (edits, between) =
            if enough.is_empty() { (self.edits.iter().collect(), " with ") } else { (enough, " or ") };
        Some(in_words(&edits, between))
    }
}

fn in_words(edits: &[&Edit], between: &str) -> String {
    edits.iter().map(|edit| edit.says()).collect::<Vec<_>>().join(between)
}

/// Snapshots grouped by what made them come out otherwise, those of the most first. `say` tells what the rule of the snapshot
/// at a place says under a pack; without a base only what was read tells.
#[must_use]
pub fn grouped(
    pending: &[Pending<'_>],
    between: Option<&Between>,
    say: impl Fn(usize, &Ready) -> String,
) -> Vec<Group> {
    let mut groups: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for (at, one) in pending.iter().enumerate() {
        groups.entry(because(at, *one, between, &say)).or_default().push(at);
    }
    let mut groups: Vec<Group> = groups.into_iter().map(|(because, at)| Group { because, at }).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.at.len()));
    groups
}

fn because(
    at: usize,
    pending: Pending<'_>,
    between: Option<&Between>,
    say: &impl Fn(usize, &Ready) -> String,
) -> Option<String> {
    let accepted = pending.accepted?;
    if !is_of_one(accepted, pending.said) {
        return Some("the fixture itself was changed".to_owned());
    }
    let told = told_by(accepted, pending.said);
    let Some(between) = between else {
        return Some(told.unwrap_or_else(|| "what the rule says was changed".to_owned()));
    };
    let found = between.because(pending, &|ready| say(at, ready));
    let unexplained = || {
        let told = told.map(|told| format!(" ({told})")).unwrap_or_default();
        format!("the recorded snapshot differs{told}, and no change of the pack since {} explains it", between.since)
    };
    Some(found.unwrap_or_else(unexplained))
}

/// What the texts alone tell: thresholds that were read with another value than now.
fn told_by(accepted: &str, said: &str) -> Option<String> {
    let cells = super::cells::differing(accepted, said);
    let value = |text: &str| {
        let value = text.split_once(", ").map_or(text, |(value, _)| value);
        value.split_once(" since ").map_or(value, |(value, _)| value).to_owned()
    };
    let mut moved: Vec<String> = Vec::new();
    for cell in &cells {
        let Some(name) = cell.field.strip_prefix("limits.") else { continue };
        let words = format!("`{name}` {} → {}", value(&cell.before), value(&cell.after));
        if !cell.before.is_empty() && !cell.after.is_empty() && !moved.contains(&words) {
            moved.push(words);
        }
    }
    (!moved.is_empty()).then(|| moved.join(" with "))
}
