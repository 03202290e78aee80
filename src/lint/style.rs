//! Matters of style, said only when they are asked for.

use crate::diagnostic::{Diagnostic, Severity};
use crate::pack::{Pack, Script};
use crate::source::{Source, Span};

/// The most characters of a line that can be read beside another.
const MOST_CHARACTERS: usize = 120;

/// What is a matter of style in the scripts of a pack.
#[must_use]
pub fn check(pack: &Pack) -> Vec<Diagnostic> {
    pack.rules.iter().chain(&pack.library).flat_map(of_script).collect()
}

fn of_script(script: &Script) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in script.source.text().split_inclusive('\n') {
        let bare = line.trim_end();
        found.extend(too_long(&script.source, start, bare));
        found.extend(full_stop(&script.source, start, bare));
        start += line.len();
    }
    found
}

fn advice(code: &str, headline: String, at: Span, help: &str) -> Diagnostic {
    Diagnostic::new(Severity::Advice, code, headline).at(at, "").help(help)
}

fn too_long(source: &Source, start: usize, line: &str) -> Option<Diagnostic> {
    let (over, _) = line.char_indices().nth(MOST_CHARACTERS)?;
    let headline = format!("the line has {} characters", line.chars().count());
    let at = source.span(start + over, start + line.len());
    Some(advice("line-too-long", headline, at, "break it; a text can be made in a `let`"))
}

fn full_stop(source: &Source, start: usize, line: &str) -> Option<Diagnostic> {
    let title = line.strip_prefix("//!")?.trim_start().strip_prefix("# ")?;
    let end = start + line.len();
    title.ends_with('.').then(|| {
        let at = source.span(end - 1, end);
        advice("title-with-full-stop", "the title of the page ends with a full stop".to_owned(), at, "leave it out")
    })
}
