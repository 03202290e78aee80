//! What intake is held to: for each problem its code and the text under its labels; for each fixture, that it is clean.

mod agreement;
mod fixtures;
mod loans;
mod money;
mod names;
mod submission;
mod table;

use super::Table;
use crate::diagnostic::Diagnostic;
use crate::document::{Entry, Why};
use crate::model::agreement::Agreement;
use crate::model::submission::Submission;
use crate::source::Sources;

/// An agreement that most returns here are read against.
const AGREEMENT: &str = r#"
name: Northshire
illustrative: true
term: { from: 2006-04-01, to: 2009-03-31 }
indicators:
  - { id: BS1, name: Business start-ups, unit: number, polarity: higher }
  - { id: RC1, name: Recycling, unit: "%", polarity: higher }
  - { id: FT1, name: Fly-tips, unit: £, polarity: lower }
reward:
  pot: £1,200,000
  targets:
    - id: RG1
      measures:
        - { id: RG1a, unit: days, polarity: lower, without: 30, with: 25 }
funds:
  - { id: match-fund, kinds: [ { kind: aligned, also: [aligned time] } ] }
  - { id: pump-priming }
"#;

/// What was read, and what was said about it: a line for each problem.
struct Reading<T> {
    read: Option<T>,
    said: Vec<String>,
    helps: Vec<String>,
}

impl<T> Reading<T> {
    fn new(sources: &Sources, (read, problems): (Option<T>, Vec<Diagnostic>)) -> Self {
        let said = problems.iter().map(|problem| line(sources, problem)).collect();
        let helps = problems.into_iter().map(|problem| problem.help.unwrap_or_default()).collect();
        Reading { read, said, helps }
    }

    fn value(&self) -> &T {
        self.read.as_ref().expect("something to judge")
    }
}

/// `code | text under a label: its words`, and so on for each label; a caret is given as `^line:column`.
fn line(sources: &Sources, problem: &Diagnostic) -> String {
    let label = |label: &crate::diagnostic::Label| {
        let place = sources.of(label.span).line_column(label.span.start());
        let caret = format!("^{}:{}", place.line, place.column);
        let under = if label.span.is_empty() { &caret } else { sources.slice(label.span) };
        if label.text.is_empty() { under.to_owned() } else { format!("{under}: {}", label.text) }
    };
    let labels: Vec<String> = problem.labels.iter().map(label).collect();
    format!("{} | {}", problem.code, labels.join(" | "))
}

fn agreement(text: &str) -> Reading<Agreement> {
    let mut sources = Sources::new();
    let source = sources.add("agreement.yaml", text);
    Reading::new(&sources, super::agreement(&source))
}

/// A return with tables, against [`AGREEMENT`].
fn with_tables(text: &str, tables: &[(&str, &str)]) -> Reading<Submission> {
    let mut sources = Sources::new();
    let known = super::agreement(&sources.add("agreement.yaml", AGREEMENT));
    assert_eq!(known.1, []);
    let source = sources.add("return.yaml", text);
    let tables: Vec<Table> = tables
        .iter()
        .map(|&(path, text)| Table { path: path.to_owned(), source: Ok(sources.add(path, text)) })
        .collect();
    Reading::new(&sources, super::submission(&source, &tables, &known.0.expect("an agreement")))
}

fn submission(text: &str) -> Reading<Submission> {
    with_tables(&format!("period: 2006-07 Q3\n{text}"), &[])
}

/// A figure, or why there is none.
fn shown<T: ToString>(entry: &Entry<T>) -> Result<String, Why> {
    entry.as_ref().map(|value| value.value.to_string()).map_err(|gap| gap.why)
}

#[test]
fn a_text_that_ends_anywhere_is_read_without_a_panic_and_without_a_cascade() {
    let table = "indicator,value,band\nBS1,£1,green\nRC1,\"85%\",grene\n";
    let text = "period: 2006-07 Q3\ntables:\n  - { file: o.csv, holds: observations }\nbids: [ { fund: x, years: { a: 1 } } ]\n";
    let ends = |text: &'static str| (0..text.len()).filter(|&at| text.is_char_boundary(at)).map(|at| &text[..at]);
    for part in ends(AGREEMENT) {
        assert!(agreement(part).said.len() <= 2, "{part}");
    }
    for part in ends(table) {
        assert!(with_tables(text, &[("o.csv", part)]).said.len() <= 4, "{part}");
    }
    for part in ends(text) {
        assert!(with_tables(part, &[("o.csv", "indicator,value\n")]).said.len() <= 2, "{part}");
    }
}
