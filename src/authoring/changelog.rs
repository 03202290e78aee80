//! The CHANGELOG of a pack: what was changed, when and why, the newest first under its heading. Every other byte of it is
//! left as it is.

use jiff::civil::Date;

use super::edit::line_end;

/// What a pack's CHANGELOG is called.
pub const NAME: &str = "CHANGELOG.md";

/// An entry: when, what, and why.
///
/// ```
/// use plumbline::authoring::changelog::entry;
/// let day = "2026-11-24".parse().expect("a day");
/// assert_eq!(entry(day, "`x` 10% → 5%", "as\n agreed "), "2026-11-24: `x` 10% → 5%: as agreed");
/// ```
#[must_use]
pub fn entry(day: Date, what: &str, why: &str) -> String {
    format!("{day}: {what}: {}", in_a_line(why))
}

/// A reason as it stands in an entry.
#[must_use]
pub fn in_a_line(why: &str) -> String {
    why.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a CHANGELOG with one more entry, of a pack of this name. One that stands on top already is not put there
/// twice, so that what was broken off can be done again.
#[must_use]
pub fn with(text: &str, pack: &str, entry: &str) -> String {
    let end = line_end(text);
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return format!("{text}# Changes to the rules of `{pack}`{end}{end}- {entry}{end}");
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let section = section(&lines);
    let first = (section..lines.len()).find(|&at| bullet(lines[at]).is_some() || is_heading(lines[at]));
    match first.and_then(|at| Some((at, bullet(lines[at])?))) {
        Some((at, _)) if lines[at][1..].trim() == entry => text.to_owned(),
        Some((at, mark)) => format!("{}{mark} {entry}{end}{}", lines[..at].concat(), lines[at..].concat()),
        None => {
            let next = first.unwrap_or(lines.len());
            let at = lines[..next].iter().rposition(|line| !line.trim().is_empty()).map_or(0, |at| at + 1);
            let above = lines[..at].concat();
            let ended = if above.ends_with('\n') { "" } else { end };
            format!("{above}{ended}{end}- {entry}{end}{}", lines[at..].concat())
        }
    }
}

/// The line below the heading under which the newest stands: that of what is not released yet, else the first.
fn section(lines: &[&str]) -> usize {
    let is_open = |line: &&str| is_heading(line) && line.to_lowercase().contains("unreleased");
    let heading = lines.iter().position(is_open);
    let heading = heading.or_else(|| lines.iter().position(|line| is_heading(line)));
    heading.map_or(0, |at| at + 1)
}

fn is_heading(line: &str) -> bool {
    line.trim_start_matches('\u{feff}').starts_with('#')
}

/// The mark of an item of a list.
fn bullet(line: &str) -> Option<&str> {
    ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark)).then(|| &line[..1])
}

/// The entries, each in one line, the newest first.
#[must_use]
pub fn entries(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let is_continued = is_open && line.starts_with(char::is_whitespace) && !line.trim().is_empty();
        if bullet(line).is_some() {
            entries.push(line[1..].trim().to_owned());
        } else if let Some(entry) = entries.last_mut().filter(|_| is_continued) {
            entry.push(' ');
            entry.push_str(line.trim());
        }
        is_open = bullet(line).is_some() || is_continued;
    }
    entries
}

/// The entries that name something in code's quotes.
#[must_use]
pub fn about(text: &str, name: &str) -> Vec<String> {
    let named = format!("`{name}`");
    let mut entries = entries(text);
    entries.retain(|entry| entry.contains(&named));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "2026-11-24: `x` 1 → 2: so";

    #[test]
    fn the_newest_stands_first_under_its_heading_and_all_else_stays() {
        for (before, after) in [
            ("", "# Changes to the rules of `p`\n\n- {new}\n"),
            ("# T\n\n- a\n  b\n", "# T\n\n- {new}\n- a\n  b\n"),
            ("# T\r\n\r\n- a\r\n", "# T\r\n\r\n- {new}\r\n- a\r\n"),
            ("# T\n\n* a\n", "# T\n\n* {new}\n* a\n"),
            (
                "# T\n\nProse.\n\n## [Unreleased]\n\n- a\n\n## 1.0\n- b\n",
                "# T\n\nProse.\n\n## [Unreleased]\n\n- {new}\n- a\n\n## 1.0\n- b\n",
            ),
            ("# T\n\nProse.\n\n- a\n", "# T\n\nProse.\n\n- {new}\n- a\n"),
            ("# T\n", "# T\n\n- {new}\n"),
            ("# T", "# T\n\n- {new}\n"),
            ("# T\n\nProse.\n\n## 1.0\n\n- b\n", "# T\n\nProse.\n\n- {new}\n\n## 1.0\n\n- b\n"),
            ("- a", "- {new}\n- a"),
            ("\u{feff}# T\n\n- a\n", "\u{feff}# T\n\n- {new}\n- a\n"),
        ] {
            let after = after.replace("{new}", NEW);
            assert_eq!(with(before, "p", NEW), after, "{before:?}");
            assert_eq!(with(&after, "p", NEW), after, "twice is once: {before:?}");
        }
    }

    #[test]
    fn entries_about_a_name_are_found_over_their_lines() {
        let text = "# T\n\n- of `x` and\n  more\n- of `xy`\n\n  not its\n- again\n  `x`\nend\n";
        assert_eq!(about(text, "x"), ["of `x` and more", "again `x`"]);
    }
}
