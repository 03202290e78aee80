//! Snapshots, in the form of insta's files: a head between two lines of dashes, then what was said. A pending one stands
//! beside it with `.new` at the end of its name, so that insta's own tools can be used on both.

/// A snapshot's text, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot<'t> {
    /// The lines between the dashes: where it comes from, and what insta notes beside.
    pub head: &'t str,
    /// What was said.
    pub body: &'t str,
}

/// Takes a snapshot apart; none of a text that is no snapshot.
///
/// ```
/// use plumbline::authoring::snapshot::{read, written};
/// let text = written(None, "rules/a-rule/passes.yaml", "it passes\n");
/// assert_eq!(text, "---\nsource: rules/a-rule/passes.yaml\n---\nit passes\n");
/// let insta = "---\nsource: tests/suite/rules.rs\nassertion_line: 23\nexpression: \"a\\n---b\"\n---\nit passes\n";
/// let snapshot = read(insta).unwrap();
/// assert_eq!(snapshot.body, "it passes\n");
/// assert_eq!(written(Some(snapshot.head), "", "it fails"), "---\nsource: tests/suite/rules.rs\nexpression: \"a\\n---b\"\n---\nit fails\n");
/// assert_eq!(read("it passes"), None);
/// ```
#[must_use]
pub fn read(text: &str) -> Option<Snapshot<'_>> {
    let is_dashes = |line: &str| line.trim_end() == "---";
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| is_dashes(line))?.len();
    let mut at = first;
    for line in lines {
        if is_dashes(line) {
            return Some(Snapshot { head: &text[first..at], body: &text[at + line.len()..] });
        }
        at += line.len();
    }
    None
}

/// The text of a snapshot of what is said of a fixture at a path. It keeps the head of the one that it takes the place of, but
/// for the line of code that insta notes in pending ones.
#[must_use]
pub fn written(head: Option<&str>, fixture: &str, said: &str) -> String {
    let head = match head {
        Some(head) => {
            let kept = head.lines().filter(|line| !line.starts_with("assertion_line:"));
            kept.fold(String::new(), |head, line| head + line.trim_end() + "\n")
        }
        None => format!("source: {}\n", scalar(fixture)),
    };
    format!("---\n{head}---\n{}\n", said.trim_end())
}

/// A path as YAML takes it: in quotes where it could be read as something else.
fn scalar(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    let begins = path.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '.'));
    if begins && path.chars().all(is_plain) { path.to_owned() } else { format!("{path:?}") }
}
