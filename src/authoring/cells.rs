//! What a rule said of a fixture, out of the text of a snapshot: cell by cell, so that two of them can be compared.

/// One cell that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it is about: the rule and its subject.
    pub about: String,
    /// What differs: `verdict`, `reason`, or what was read.
    pub field: String,
    /// What it was; nothing where it was not there.
    pub before: String,
    /// What it is; nothing where it is not there.
    pub after: String,
}

/// The fixture's own text, and below it what was said.
#[must_use]
pub fn parts(text: &str) -> (&str, &str) {
    let is_dashes = |at: &usize| text[at + 4..].starts_with('\n') || text[at + 4..].starts_with("\r\n");
    let at = text.match_indices("\n---").map(|(at, _)| at).filter(is_dashes).last();
    at.map_or(("", text), |at| (&text[..at + 1], text[at + 4..].trim_start_matches(['\r', '\n'])))
}

/// Whether two snapshots are of one text of a fixture.
#[must_use]
pub fn is_of_one(before: &str, after: &str) -> bool {
    let own = |text: &str| parts(text).0.trim().replace("\r\n", "\n");
    own(before) == own(after)
}

/// The cells in which what was said differs from what is said.
#[must_use]
pub fn differing(before: &str, after: &str) -> Vec<Cell> {
    let (before, after) = (said(parts(before).1), said(parts(after).1));
    let mut cells = Vec::new();
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for (about, field, _) in after.iter().chain(&before) {
        if !keys.contains(&(about, field)) {
            keys.push((about, field));
        }
    }
    for (about, field) in keys {
        let of = |all: &[(String, String, String)]| {
            let own = all.iter().filter(|(one, other, _)| one == about && other == field);
            own.map(|(_, _, value)| value.as_str()).collect::<Vec<_>>().join("; ")
        };
        let (before, after) = (of(&before), of(&after));
        if before != after {
            cells.push(Cell { about: about.to_owned(), field: field.to_owned(), before, after });
        }
    }
    cells
}

/// Each thing that is said: about what, in which field, and what.
fn said(text: &str) -> Vec<(String, String, String)> {
    let mut said = Vec::new();
    let mut about = String::new();
    let mut is_drawn = false;
    for line in text.lines() {
        let mut put = |field: &str, value: &str| said.push((about.clone(), field.to_owned(), value.trim().to_owned()));
        match line.strip_prefix("  ") {
            None if line.contains(" over ") && line.contains("`: ") => {
                let (subject, outcome) = line.split_once("`: ").unwrap_or((line, ""));
                about = format!("{subject}`");
                is_drawn = false;
                let (verdict, reason) = outcome.split_once(", ").unwrap_or((outcome, ""));
                said.push((about.clone(), "verdict".to_owned(), verdict.to_owned()));
                if !reason.is_empty() {
                    said.push((about.clone(), "reason".to_owned(), reason.to_owned()));
                }
            }
            None => is_drawn = is_drawn || !line.trim().is_empty(),
            Some(line) if is_drawn => {
                if let Some(help) = line.strip_prefix("help: ") {
                    put("help", help);
                }
            }
            Some(line) => match line.split_once(' ') {
                Some(("read", rest)) => match rest.split_once(" = ") {
                    Some((path, value)) => put(path, value),
                    None => put("read", rest),
                },
                Some(("at", rest)) => put("label", rest),
                Some(("help:", rest)) => put("help", rest),
                _ => put("missing", line),
            },
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_cell_by_cell() {
        let text = |word: &str, part: &str| {
            format!(
                "# a fixture\n---\na: 1\n---\nr over indicator `A: b`: {word}, 5 worse ({part})\n  at «5» 5 worse\n  read limits.t = {part}, since 2006-04-01\n\nr  error\n  × {part}\n  help: {part}\n"
            )
        };
        let (before, after) = (text("amber", "10%"), text("red", "5%"));
        assert_eq!(parts(&before).0, "# a fixture\n---\na: 1\n");
        assert!(is_of_one(&before, &after) && !is_of_one(&before, &after.replace("a: 1", "a: 2")));
        let cells = differing(&before, &after);
        let shown: Vec<String> =
            cells.iter().map(|cell| format!("{}|{}|{}|{}", cell.about, cell.field, cell.before, cell.after)).collect();
        let about = "r over indicator `A: b`";
        assert_eq!(
            shown,
            [
                format!("{about}|verdict|amber|red"),
                format!("{about}|reason|5 worse (10%)|5 worse (5%)"),
                format!("{about}|limits.t|10%, since 2006-04-01|5%, since 2006-04-01"),
                format!("{about}|help|10%|5%"),
            ]
        );
        assert_eq!(differing(&before, &before), []);
    }
}
