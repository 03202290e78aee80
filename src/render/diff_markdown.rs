//! A difference of verdicts as Markdown, to be a comment in a review: tables, and long lists folded away.

use std::fmt::Write;

use super::diff::{Names, heading, is_band, matrix, money, moves, named, reason, remarks, signed, words};
use super::safe::safe;
use crate::diff::causes::{Caused, Difference};

/// How many changes of one cause are shown unfolded.
const MOST_UNFOLDED: usize = 10;

/// The difference as Markdown.
#[must_use]
pub fn markdown(difference: &Difference, names: Names<'_>) -> String {
    let mut out = format!("### Verdicts: {} → {}\n\n", code(names.base), code(names.head));
    let _ = writeln!(out, "{}", in_a_line(difference));
    let remarks = remarks(difference);
    if !remarks.is_empty() {
        out.push('\n');
        out.extend(remarks.iter().map(|line| format!("- {}\n", text(line))));
    }
    if difference.is_empty() {
        return out;
    }
    for (kind, counts) in difference.tally.moved().filter(|(kind, _)| is_band(*kind)) {
        let rows = matrix(kind, counts);
        let _ = write!(out, "\n{}", table(&rows, true));
    }
    let moves = moves(difference);
    if !moves.is_empty() {
        out.push('\n');
        out.extend(moves.iter().map(|line| format!("- {}\n", text(line))));
    }
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
    out
}

/// `**3 verdicts change, grant -£192,500.00**`
fn in_a_line(difference: &Difference) -> String {
    let count = difference.turned().count();
    let grant = difference.money.by().filter(|by| !by.is_zero());
    let grant = grant.map(|by| format!(", grant {}", signed(&by))).unwrap_or_default();
    match count {
        0 if difference.is_empty() => "No verdict changes.".to_owned(),
        1 => format!("**1 verdict changes{grant}**"),
        many => format!("**{many} verdicts change{grant}**"),
    }
}

/// A table of changes; the return only where there are several.
fn rows(of_cause: &[&Caused], difference: &Difference) -> Vec<Vec<String>> {
    let several = difference.over.len() > 1;
    let mut head = ["verdict", "was", "is", "why"].map(str::to_owned).to_vec();
    head.extend(several.then(|| "return".to_owned()));
    let row = |caused: &&Caused| {
        let [was, is] = words(&caused.change, difference);
        let why = caused.change.after.as_ref().map(reason).unwrap_or_default();
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
