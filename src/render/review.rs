//! Snapshots that await somebody, as a person reads them: grouped by cause, before and after as a table of the cells that
//! differ.

use std::fmt::Write;

use super::safe::safe;
use super::terminal::Look;
use super::tested::{Row, difference};
use crate::authoring::cells::{Cell, differing};
use crate::authoring::changelog;
use crate::authoring::review::Group;
use crate::document::record::list_of;

/// How many characters of a cell are shown: of one that is longer, what differs.
const MOST: usize = 56;

/// What a group comes to, in a line: ``12 changed because `amber_tolerance` 10% → 5%``.
#[must_use]
pub fn title(group: &Group) -> String {
    format!("{} {}", group.at.len(), safe(&became(group)))
}

/// What became of the snapshots of a group.
fn became(group: &Group) -> String {
    group.because.as_ref().map_or_else(|| "new".to_owned(), |because| format!("changed because {because}"))
}

/// What a person writes into the CHANGELOG of accepted snapshots.
#[must_use]
pub fn recorded(group: &Group, rows: &[&Row]) -> String {
    let mut rules: Vec<&str> = group.at.iter().map(|&at| rows[at].fixture.rule.as_str()).collect();
    rules.dedup();
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let of = format!("{} of {}", count(group.at.len(), "snapshot"), count(rules.len(), "rule"));
    format!("{ACCEPTED}{of} ({}) {}", names_of(group, rows), became(group))
}

/// The names of a group's snapshots, the first few where they are many.
fn names_of(group: &Group, rows: &[&Row]) -> String {
    let names: Vec<String> = group.at.iter().map(|&at| name(rows[at])).collect();
    let few = names.iter().take(FEW).map(String::as_str);
    match names.len().saturating_sub(FEW) {
        0 => list_of(few),
        more => {
            let few: Vec<String> = few.map(|name| format!("`{name}`")).collect();
            format!("{} and {more} more", few.join(", "))
        }
    }
}

/// How many snapshots are named.
const FEW: usize = 3;

/// How the words about accepted snapshots begin.
const ACCEPTED: &str = "accepted: ";

/// Whether the newest entries of a CHANGELOG record that these snapshots were accepted, beside others or not, with the same cause and
/// reason.
#[must_use]
pub fn is_recorded(log: &str, group: &Group, rows: &[&Row], why: &str) -> bool {
    let tail = format!(" {}: {}", became(group), changelog::in_a_line(why));
    let entries = changelog::entries(log);
    let mut accepted =
        entries.iter().map_while(|entry| Some((entry, entry.split_once(": ")?.1.strip_prefix(ACCEPTED)?)));
    accepted.any(|(entry, rest)| {
        let count = rest.split(' ').next().and_then(|count| count.parse::<usize>().ok());
        // Of many only the first are named.
        let is_in = |&at: &usize| entry.contains(&format!("`{}`", name(rows[at])));
        let has_all = count.is_some_and(|count| count > FEW && count >= group.at.len()) || group.at.iter().all(is_in);
        entry.ends_with(&tail) && has_all
    })
}

/// Every group in a line.
#[must_use]
pub fn titles(groups: &[Group]) -> String {
    groups.iter().map(|group| title(group) + "\n").collect()
}

/// Every group with its snapshots, each by its name.
#[must_use]
pub fn list(groups: &[Group], rows: &[&Row]) -> String {
    let mut out = String::new();
    for group in groups {
        let _ = writeln!(out, "{}", title(group));
        for &at in &group.at {
            let _ = writeln!(out, "  {}", name(rows[at]));
        }
        out.push('\n');
    }
    out
}

/// The fixture's name, with its rule's.
#[must_use]
pub fn name(row: &Row) -> String {
    format!("{}/{}", safe(&row.fixture.rule), safe(&row.fixture.name))
}

/// One snapshot: its cells that differ; all of it where it is new, and its lines where no cell differs.
#[must_use]
pub fn one(row: &Row, look: Look) -> String {
    let mut out = format!("{}\n", name(row));
    let Some(accepted) = &row.fixture.accepted else {
        for line in row.said.lines() {
            let _ = writeln!(out, "  {}", safe(line));
        }
        return out;
    };
    let cells = differing(accepted, &row.said);
    if cells.is_empty() {
        return out + lines(row, look).as_str();
    }
    out + table(&cells).as_str()
}

/// What differs, line by line.
#[must_use]
pub fn lines(row: &Row, look: Look) -> String {
    difference(row.fixture.accepted.as_deref().unwrap_or_default(), &row.said, look)
}

/// The cells in columns, under what they are about.
fn table(cells: &[Cell]) -> String {
    let shown: Vec<[String; 3]> = cells
        .iter()
        .map(|cell| {
            let (before, after) = narrow(&cell.before, &cell.after);
            [safe(&cell.field), safe(&before), safe(&after)]
        })
        .collect();
    let head = ["field", "before", "after"].map(str::to_owned);
    let width = |column: usize| {
        let all = shown.iter().chain([&head]).map(|row| row[column].chars().count());
        all.max().unwrap_or_default()
    };
    let widths = [width(0), width(1)];
    let line = |row: &[String; 3]| {
        let [field, before, after] = row;
        format!("    {field:0$}  {before:1$}  {after}", widths[0], widths[1]).trim_end().to_owned() + "\n"
    };
    let mut out = String::new();
    let mut about = "";
    for (cell, row) in cells.iter().zip(&shown) {
        if cell.about != about {
            about = &cell.about;
            let _ = writeln!(out, "  {}", safe(about));
            out.push_str(&line(&head));
        }
        out.push_str(&line(row));
    }
    out
}

/// Two texts in which only what differs is kept, with some words around it, where they are long.
fn narrow(before: &str, after: &str) -> (String, String) {
    if before.chars().count().max(after.chars().count()) <= MOST || before.is_empty() || after.is_empty() {
        return (absent(before), absent(after));
    }
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (words(before), words(after));
    let same = |one: &mut dyn Iterator<Item = (&String, &String)>| one.take_while(|(one, other)| one == other).count();
    let ahead = same(&mut before.iter().zip(&after));
    let most = before.len().min(after.len()) - ahead;
    let behind = same(&mut before.iter().rev().zip(after.iter().rev())).min(most);
    let cut = |words: &[String]| {
        let from = ahead.saturating_sub(3);
        let to = (words.len() - behind + 3).min(words.len());
        let start = if from > 0 { "… " } else { "" };
        let end = if to < words.len() { " …" } else { "" };
        format!("{start}{}{end}", words[from..to].join(" "))
    };
    (cut(&before), cut(&after))
}

fn absent(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { text.to_owned() }
}
