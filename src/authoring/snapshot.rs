//! Snapshots, in the form of insta's files: a head between two lines of dashes, then what was said. A pending one stands
//! beside it with `.new` at the end of its name, so that insta's own tools can be used on both.

/// What was said, out of a snapshot's text; none of a text that is no snapshot.
///
/// ```
/// use plumbline::authoring::snapshot::{body, written};
/// let text = written("rules/a-rule/passes.yaml", "it passes\n");
/// assert_eq!(text, "---\nsource: rules/a-rule/passes.yaml\n---\nit passes\n");
/// assert_eq!(body(&text), Some("it passes\n"));
/// ```
#[must_use]
pub fn body(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("---")?.trim_start_matches('\r').strip_prefix('\n')?;
    let (_, body) = rest.split_once("\n---")?;
    Some(body.trim_start_matches('\r').strip_prefix('\n').unwrap_or(body))
}

/// The text of a snapshot of what is said of a fixture at a path.
#[must_use]
pub fn written(fixture: &str, said: &str) -> String {
    format!("---\nsource: {fixture}\n---\n{}\n", said.trim_end())
}
