//! Writes the value of a threshold into the text of a fixture, under its `limits:`, so that no move of the threshold reaches it.

use super::edit::{Changes, indent_of, line_end, next_line};
use crate::document::{NodeKind, yaml};
use crate::source::{Source, Sources};

/// The text of a fixture that states a threshold's value, as it is written in `thresholds.yaml`; none when the fixture states
/// one already, or is laid out in a way that is not understood.
#[must_use]
pub fn pinned(fixture: &Source, name: &str, value: &str) -> Option<String> {
    let (text, end) = (fixture.text(), line_end(fixture.text()));
    let root = yaml::read(fixture).root;
    let mut changes = Changes::default();
    match root.get("limits") {
        None => {
            let ended = if text.is_empty() || text.ends_with('\n') { "" } else { end };
            changes.insert(text.len(), format!("{ended}limits: {{ {name}: {value} }}{end}"));
        }
        Some(limits) => {
            let NodeKind::Record(entries) = &limits.kind else { return None };
            let is_in_braces = fixture.slice(limits.span).starts_with('{');
            match entries.last() {
                None => changes.replace(limits.span, format!("{{ {name}: {value} }}")),
                Some((_, last)) if is_in_braces => changes.insert(last.span.end(), format!(", {name}: {value}")),
                Some((key, last)) => {
                    let line = format!("{}{name}: {value}{end}", indent_of(fixture, key.span.start()));
                    match next_line(text, last.span.end()) {
                        Some(next) => changes.insert(next, line),
                        None => changes.insert(text.len(), format!("{end}{line}")),
                    }
                }
            }
        }
    }
    let pinned = changes.applied(text)?;
    let read = yaml::read(&Sources::new().add("fixture", pinned.as_str()));
    let is_there = read.root.get("limits").and_then(|limits| limits.get(name)).is_some();
    (read.diagnostics.is_empty() && is_there).then_some(pinned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_stated_where_the_limits_are() {
        for (before, after) in [
            ("a: 1\n", Some("a: 1\nlimits: { x: 10 }\n")),
            ("a: 1", Some("a: 1\nlimits: { x: 10 }\n")),
            ("a: 1\r\n", Some("a: 1\r\nlimits: { x: 10 }\r\n")),
            ("limits: { y: 2 } # kept\na: 1\n", Some("limits: { y: 2, x: 10 } # kept\na: 1\n")),
            ("limits: {}\n", Some("limits: { x: 10 }\n")),
            ("limits:\n  y: 2 # kept\na: 1\n", Some("limits:\n  y: 2 # kept\n  x: 10\na: 1\n")),
            ("limits:\n  y: 2", Some("limits:\n  y: 2\n  x: 10\n")),
            ("limits: { x: 2 }\n", None),
            ("limits: [x]\n", None),
        ] {
            let source = Sources::new().add("fixture", before);
            assert_eq!(pinned(&source, "x", "10").as_deref(), after, "{before:?}");
        }
    }
}
