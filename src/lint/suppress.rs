//! What is allowed in a pack, and why: `// lint: allow CODE, because …` above a line or at its end; after `#` in YAML.
//!
//! What does not load cannot be allowed, and an allowance that allows nothing is said.

use std::sync::Arc;

use super::codes;
use crate::diagnostic::{Diagnostic, Explained, nearest};
use crate::engine::language;
use crate::pack::{Pack, Script};
use crate::source::{Source, SourceId, Sources, Span};

/// Which lints were run: of the others nothing can be allowed in vain.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each lint that may be left out is one of its own")]
pub struct Ran {
    /// Those that need an agreement.
    pub agreement: bool,
    /// Those that need a day.
    pub as_at: bool,
    /// Those that need the fixtures.
    pub fixtures: bool,
    /// Those of style.
    pub style: bool,
    /// Those that need fixtures to be run: [`crate::authoring::mutants`].
    pub mutants: bool,
    /// Whether every rule loads.
    pub whole: bool,
}

impl Ran {
    /// Whether it can be told that nothing of a code is there.
    fn looked_for(self, code: &str) -> bool {
        match code {
            "threshold-not-in-force" => self.agreement,
            "review-overdue" => self.as_at,
            "rule-without-fixtures" | "outcome-without-fixture" | "fixture-orphan" => self.fixtures && self.whole,
            "mutant-unnoticed" => self.mutants,
            "line-too-long" | "title-with-full-stop" => self.style,
            _ => self.whole,
        }
    }
}

/// One allowance.
struct Allowance {
    code: String,
    why: String,
    source: SourceId,
    /// The line that it is about.
    line: usize,
    /// The comment.
    at: Span,
}

impl Ran {
    /// Only mutants were looked for, or not even all of these.
    #[must_use]
    pub fn only_mutants(all: bool) -> Self {
        Ran { agreement: false, as_at: false, fixtures: false, style: false, mutants: all, whole: false }
    }
}

/// Takes out what is allowed, with the reason, and adds what is wrong with allowances.
#[must_use]
pub fn suppress(
    pack: &Pack,
    found: Vec<Diagnostic>,
    ran: Ran,
    sources: &Sources,
) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let allowances = allowances(pack, &mut problems);
    let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
    let mut used = vec![false; allowances.len()];
    for diagnostic in found {
        let at = diagnostic.labels.first().map(|label| label.span);
        let allows = |allowance: &Allowance| {
            at.is_some_and(|at| {
                allowance.code == diagnostic.code
                    && allowance.source == at.source()
                    && allowance.line == line_of(sources.of(at), at.start())
            })
        };
        match allowances.iter().position(allows) {
            Some(index) => {
                used[index] = true;
                suppressed.push(explained(diagnostic, &allowances[index]));
            }
            None => kept.push(diagnostic),
        }
    }
    let idle = allowances.iter().zip(used);
    // What an edition keeps was allowed in the pack that it is kept from.
    let idle = idle.filter(|(it, used)| !used && ran.looked_for(&it.code) && pack.is_own(it.at));
    kept.extend(idle.map(|(allowance, _)| unneeded(allowance)));
    kept.extend(problems);
    (kept, suppressed)
}

fn explained(diagnostic: Diagnostic, allowance: &Allowance) -> Diagnostic {
    let (why, span) = (allowance.why.clone(), allowance.at);
    Diagnostic { explained: Some(Explained { why, body: None, date: None, until: None, span }), ..diagnostic }
}

fn unneeded(allowance: &Allowance) -> Diagnostic {
    let headline = format!("nothing of the code `{}` is found on line {}", allowance.code, allowance.line);
    let is_known = codes::page(&allowance.code).is_some();
    let near = nearest(&allowance.code, codes::all()).filter(|_| !is_known);
    let help = near.map_or_else(
        || "remove it; what does not load cannot be allowed".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::warning("suppression-unneeded", headline).at(allowance.at, "allows nothing").help(help)
}

/// Every allowance of a pack.
fn allowances(pack: &Pack, problems: &mut Vec<Diagnostic>) -> Vec<Allowance> {
    let engine = language::engine();
    let commented = |script: &Script| language::comments(&engine, &script.source);
    let scripts = pack.rules.iter().chain(&pack.library).map(|script| (&script.source, commented(script)));
    let yaml = pack.written.iter().map(|source| (source, yaml_comments(source)));
    scripts.chain(yaml).flat_map(|(source, comments)| of_source(source, &comments, problems)).collect()
}

fn of_source(source: &Arc<Source>, comments: &[Span], problems: &mut Vec<Diagnostic>) -> Vec<Allowance> {
    let mut found: Vec<Allowance> = Vec::new();
    // From below, so that of several comments above a line each finds it.
    let mut below: Option<(usize, usize)> = None;
    for &comment in comments.iter().rev() {
        let text = source.slice(comment).trim_end();
        let at = source.span(comment.start(), comment.start() + text.len());
        let Some(said) = text.trim_start_matches(['/', '#']).trim().strip_prefix("lint:") else { continue };
        let own = line_of(source, at.start());
        let start = source.line_starts()[own - 1];
        let is_alone = source.text()[start..at.start()].trim_start_matches('\u{feff}').trim().is_empty();
        let line = match below {
            _ if !is_alone => own,
            Some((next, about)) if next == own + 1 => about,
            _ => own + 1,
        };
        if is_alone {
            below = Some((own, line));
        }
        match read(said) {
            Ok((code, why)) => found.push(Allowance { code, why, source: source.id(), line, at }),
            Err(headline) => problems.push(
                Diagnostic::error("suppression-without-reason", headline)
                    .at(at, "suppresses nothing")
                    .help("write `lint: allow CODE, because …`"),
            ),
        }
    }
    found
}

/// The code and the reason of an allowance, or what is wrong with it.
fn read(said: &str) -> Result<(String, String), String> {
    let Some(allowed) = said.trim().strip_prefix("allow ") else {
        return Err("this says neither what is allowed nor why".to_owned());
    };
    let (code, rest) = allowed.split_once(',').unwrap_or((allowed.split_whitespace().next().unwrap_or_default(), ""));
    let (code, why) = (code.trim(), rest.trim().strip_prefix("because").unwrap_or_default().trim());
    if why.trim_start_matches(['…', '.', ':']).is_empty() {
        return Err(format!("`{code}` is allowed without a reason"));
    }
    Ok((code.to_owned(), why.to_owned()))
}

fn line_of(source: &Source, byte: usize) -> usize {
    source.line_column(byte).line
}

/// The comments of a YAML text: from a `#` at the start of a line or behind a blank, outside of quotes.
fn yaml_comments(source: &Source) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        if let Some(at) = comment_in(line) {
            found.push(source.span(start + at, start + line.trim_end().len()));
        }
        start += line.len();
    }
    found
}

fn comment_in(line: &str) -> Option<usize> {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => return Some(at),
            (None, '"' | '\'') if before.is_whitespace() || matches!(before, '{' | '[' | ',' | ':') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_in_yaml_begins_outside_of_quotes_and_behind_a_blank() {
        for (line, comment) in [
            ("# all of it\n", Some("# all of it\n")),
            ("name: a # rest", Some("# rest")),
            ("name: a#b", None),
            ("name: \"a # b\"", None),
            ("name: 'a # b' # rest", Some("# rest")),
            ("about: the board's # rest", Some("# rest")),
            ("{ value: [\"#DIV/0!\", '#'] }", None),
        ] {
            assert_eq!(comment_in(line).map(|at| &line[at..]), comment, "{line}");
        }
    }

    #[test]
    fn an_allowance_has_a_code_and_a_reason() {
        let allowed = |code: &str, why: &str| Ok((code.to_owned(), why.to_owned()));
        assert_eq!(read(" allow never-true, because it is so"), allowed("never-true", "it is so"));
        for text in [
            "",
            " allow",
            " never-true",
            " allow never-true",
            " allow never-true, because",
            " allow never-true, because …",
            " allow never-true because x",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
