//! What moving a threshold comes to, as a person reads it.

use std::fmt::Write;

use super::review::name;
use super::safe::safe;
use super::tested::Row;
use crate::authoring::set::Moved;
use crate::authoring::testing::Came;

/// What is moved, by whose authority, and until when it holds.
#[must_use]
pub fn moved(moved: &Moved, authority: &str) -> String {
    let Moved { name, before, after, from, .. } = moved;
    let how = if moved.is_corrected { "corrected: the value" } else { "a new value" };
    let mut out = format!("`{}` {} → {}\n", safe(name), safe(before), safe(after));
    let _ = writeln!(out, "  {how} from {from}, by authority of: {}", safe(authority));
    if let Some(until) = moved.until {
        let _ = writeln!(out, "  it holds until {until}");
    }
    out
}

/// What it makes of the fixtures of a pack.
#[derive(Debug)]
pub struct Fixtures<'r> {
    /// The name of the pack, where it is one that extends the pack whose threshold is moved.
    pub edition: Option<&'r str>,
    /// Those that await somebody.
    pub pending: Vec<&'r Row>,
    /// Those that come to another outcome than their name, and did not before.
    pub turned: Vec<&'r Row>,
}

/// How many fixtures say it otherwise, and which come to another outcome than their name.
#[must_use]
pub fn fixtures(fixtures: &Fixtures<'_>, moved: &Moved) -> String {
    let Fixtures { edition, pending, turned } = fixtures;
    let head =
        edition.map_or_else(|| "fixtures".to_owned(), |name| format!("fixtures of the edition `{}`", safe(name)));
    let of = |count: usize| if count == 1 { "1 fixture".to_owned() } else { format!("{count} fixtures") };
    if pending.is_empty() && turned.is_empty() {
        return format!("{head}: what the rules say of them stays as it is\n");
    }
    let mut out = String::new();
    if !pending.is_empty() {
        let _ = writeln!(out, "{head}: of {} the rules say otherwise, with the same outcome", of(pending.len()));
    }
    if !turned.is_empty() {
        let come = if turned.len() == 1 { "1 comes".to_owned() } else { format!("{} come", turned.len()) };
        let _ = writeln!(out, "{head}: {come} to another outcome than the name says");
        for row in turned {
            let _ = writeln!(out, "  {}: {}", name(row), came(&row.tested.came));
        }
        let limit = format!("limits: {{ {}: {} }}", moved.name, moved.written);
        let _ = writeln!(
            out,
            "  one that is about the value as it was says so: `{}`; then no move of the threshold reaches it (--pin writes it as the value is moved)",
            safe(&limit)
        );
    }
    out
}

fn came(came: &Came) -> String {
    match came {
        Came::Missing => "passes".to_owned(),
        Came::Noisy => "fails".to_owned(),
        Came::Wrong(word) => word.replace('_', " "),
        other => other.word().to_owned(),
    }
}
