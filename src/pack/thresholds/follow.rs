//! What an edition says of a threshold of its base: values that follow the base's, and nothing else.

use std::sync::Arc;

use super::{Shape, Threshold, check_dates, read_dated};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::document::record::Record;
use crate::source::{Span, Spanned};

/// Has the values that an edition gives a threshold of its base follow those that it has.
pub fn follow(known: &mut Threshold, name: &Spanned<String>, node: &Node, problems: &mut Vec<Diagnostic>) {
    let (before, first) = (problems.len(), known.values.len().saturating_sub(1));
    let refused = |code: &str, headline: String, at: Span, label: &str, help: &str| {
        Some(Diagnostic::error(code, headline).at(name.span, "here").at(at, label).help(help))
    };
    let other = node.entries().iter().find(|(key, _)| key.value != "values");
    let refused = match (&known.locked, other) {
        (Some(why), _) => {
            let headline = format!("`{}` is locked: {}", name.value, why.value);
            let help = "take it out; if it was agreed anew, remove the threshold, with the reason, and define it whole";
            refused("threshold-locked", headline, why.span, "locked", help)
        }
        (None, Some((key, _))) => {
            let headline = format!("`{}` is defined twice: `{}` is the base's to say", name.value, key.value);
            let help = "give it `values:` alone, which follow the base's; or remove the threshold, and define it whole";
            refused("threshold-in-both", headline, known.name.span, "defined in the base", help)
        }
        (None, None) => None,
    };
    if let Some(problem) = refused {
        return problems.push(problem);
    }
    let Some(mut record) = Record::open(node, "a threshold of the base", problems) else { return };
    let shape = Shape { kind: known.kind, unit: known.unit, of: Arc::clone(&known.of), bounds: known.bounds.clone() };
    let values = record.list("values");
    if values.is_empty() {
        let missing = record.absent();
        record.required::<()>("values", Err(missing));
    }
    record.close();
    known.values.extend(values.iter().filter_map(|node| read_dated(node, &shape, problems)));
    check_dates(&known.values[first..], problems);
    known.broken |= problems.len() > before;
}
