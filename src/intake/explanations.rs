//! Reads `explanations.yaml`: why findings are accepted.

use super::{period, reading};
use crate::diagnostic::Diagnostic;
use crate::document::record::Record;
use crate::document::{Entry, Gap, Node, NodeKind, Why, yaml};
use crate::model::explanation::Explanation;
use crate::source::{Source, Spanned};

/// Reads the explanations of a file, and says all that is wrong with them. One of which anything could not be read
/// explains nothing.
#[must_use]
pub fn explanations(source: &Source) -> (Vec<Explanation>, Vec<Diagnostic>) {
    reading(yaml::read(source), |document, problems| match &document.root.kind {
        NodeKind::List(nodes) => nodes.iter().filter_map(|node| explanation(node, problems)).collect(),
        NodeKind::Blank | NodeKind::Unreadable => Vec::new(),
        _ => {
            let headline = format!("the explanations should be a list, not {}", document.root.what());
            let problem = Diagnostic::error("not-a-list", headline).at(document.root.span, "");
            problems.push(problem.help("begin each explanation with `- rule:`"));
            Vec::new()
        }
    })
}

fn explanation(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Explanation> {
    let before = problems.len();
    let mut record = Record::open(node, "an explanation", problems)?;
    let mut needed = |key: &'static str| {
        let text = record.text(key);
        record.required(key, text)
    };
    let (rule, subject, why) = (needed("rule"), needed("subject"), needed("why"));
    let value = match record.text("value") {
        // A rule may have read nothing that can be shown.
        Err(Gap { why: Why::Blank, span }) => Ok(Spanned::new(String::new(), span)),
        value => value,
    };
    let value = record.required("value", value);
    let mut whole = true;
    let (what, body) = (given(record.text("what"), &mut whole), given(record.text("body"), &mut whole));
    let (date, until) = (given(record.date("date"), &mut whole), given(record.date("until"), &mut whole));
    let period = given(record.with("period", period), &mut whole);
    let span = record.span();
    record.close();
    let explanation =
        Explanation { rule: rule?, subject: subject?, what, value: value?, why: why?, body, date, until, period, span };
    (whole && problems.len() == before).then_some(explanation)
}

/// What stands under a key that may be left out. One that could not be read is not left out: then nothing is `whole`.
fn given<T>(entry: Entry<T>, whole: &mut bool) -> Option<Spanned<T>> {
    *whole &= !matches!(&entry, Err(gap) if gap.why == Why::Unreadable);
    entry.ok()
}
