//! A difference of verdicts as Markdown, to be a comment in a review: tables, and long lists folded away.

use std::fmt::Write;

use super::diff::{Names, asides, heading, in_a_line, is_band, matrix, money, moves, named, nothing, warnings, words};
use super::safe::safe;
use crate::diff::causes::{Caused, Difference};

/// How many changes of one cause are shown unfolded.
const MOST_UNFOLDED: usize = 10;

/// The difference as Markdown.
#[must_use]
pub fn markdown(difference: &Difference, names: Names<'_>) -> String {
    let mut out = format!("### Verdicts: {} → {}\n\n", code(names.base), code(names.head));
    let warnings = list(&warnings(difference));
    if !warnings.is_empty() {
        let _ = writeln!(out, "{}", warnings.trim_start());
    }
    if difference.is_empty() {
        let nothing = text(&nothing("No verdict changes", difference));
        return format!("{out}{nothing}.\n{}", list(&asides(difference)));
    }
    let _ = writeln!(out, "**{}**", in_a_line(difference));
    for (kind, counts) in difference.tally.moved().filter(|(kind, _)| is_band(*kind)) {
        let rows = matrix(kind, counts);
        let _ = write!(out, "\n{}", table(&rows, true));
    }
    out.push_str(&list(&moves(difference)));
    let money = money(difference);
    if !money.is_empty() {
        let _ = write!(out, "\n{}", table(&money, true));
    }
    for (at, cause) in difference.causes.iter().enumerate() {
        let of_cause: Vec<&Caused> = difference.turned().filter(|it| it.cause == at).collect();
        if of_cause.is_empty() {
            continue;
        }
        let _ = write!(out, "\n#### {}\n\n", text(&heading(cause, of_cause.len())));
        let rows = table(&rows(&of_cause, difference), false);
        if of_cause.len() > MOST_UNFOLDED {
            let _ = write!(out, "<details>\n<summary>{} changes</summary>\n\n{rows}\n</details>\n", of_cause.len());
        } else {
            out.push_str(&rows);
        }
    }
    out + list(&asides(difference)).as_str()
}

/// Lines as a list with a blank line above it; nothing where there are none.
fn list(lines: &[String]) -> String {
    let items: String = lines.iter().flat_map(|line| ["- ".to_owned(), text(line), "\n".to_owned()]).collect();
    if items.is_empty() { items } else { format!("\n{items}") }
}

/// A table of changes; the return only where there are several.
fn rows(of_cause: &[&Caused], difference: &Difference) -> Vec<Vec<String>> {
    let several = difference.over.len() > 1;
    let mut head = ["verdict", "was", "is", "why"].map(str::to_owned).to_vec();
    head.extend(several.then(|| "return".to_owned()));
    let row = |caused: &&Caused| {
        let [was, is] = words(&caused.change, difference);
        let why = caused.change.after.as_ref().map(|said| said.outcome.reason()).unwrap_or_default();
        let mut row = vec![named(&caused.change), was, is, why];
        row.extend(several.then(|| difference.over[caused.over].clone()));
        row
    };
    std::iter::once(head).chain(of_cause.iter().map(row)).collect()
}

/// A table with a head; numbers to the right.
fn table(rows: &[Vec<String>], is_of_numbers: bool) -> String {
    let line =
        |cells: &[String]| format!("| {} |\n", cells.iter().map(|cell| text(cell)).collect::<Vec<_>>().join(" | "));
    let mut rows = rows.iter();
    let Some(head) = rows.next() else { return String::new() };
    let rule = |at: usize| if at > 0 && is_of_numbers { "---:" } else { "---" };
    let rule: Vec<&str> = (0..head.len()).map(rule).collect();
    let mut out = line(head);
    let _ = writeln!(out, "| {} |", rule.join(" | "));
    out.extend(rows.map(|row| line(row)));
    out
}

/// A text that is no markup but for its code in backticks: nothing in it links, mentions or ends a cell.
fn text(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in safe(text).split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        for character in part.chars() {
            match character {
                '|' => out.push_str("\\|"),
                '<' if at % 2 == 0 => out.push_str("&lt;"),
                '&' if at % 2 == 0 => out.push_str("&amp;"),
                '@' if at % 2 == 0 => out.push_str("&#64;"),
                '*' | '_' | '[' | ']' | '#' | '~' | '\\' | '!' if at % 2 == 0 => out.extend(['\\', character]),
                other => out.push(other),
            }
        }
    }
    out
}

/// A text as code.
fn code(text: &str) -> String {
    format!("`{}`", safe(text).replace('`', "'"))
}
