//! What a rule can come to, in the words by which fixtures' names say it.

use std::collections::BTreeMap;

use crate::document::Choice;
use crate::engine::table::Ends;
use crate::engine::typed::{ExprKind, Rule};
use crate::engine::walk::each;
use crate::source::Span;

/// Each outcome of a rule, and the first place in its script that ends with it: `passes`, `fails`, … A rule can always be
/// undecided.
#[must_use]
pub fn outcomes(rule: &Rule) -> BTreeMap<&'static str, Span> {
    let mut found = BTreeMap::from([("undecided", rule.at)]);
    each(&rule.body, &mut |expr| {
        if let ExprKind::End(ends, _) = &expr.kind {
            let first = found.entry(word(*ends)).or_insert(expr.span);
            *first = expr.span.min(*first);
        }
    });
    found
}

/// Whether a fixture of this name expects an outcome of this word.
#[must_use]
pub fn expects(stem: &str, word: &str) -> bool {
    stem == word || stem.strip_prefix(word).is_some_and(|rest| rest.starts_with('_'))
}

fn word(ends: Ends) -> &'static str {
    match ends {
        Ends::On => "on",
        Ends::Off => "off",
        Ends::Band(band) => band.word(),
        Ends::Met => "met",
        Ends::Unmet => "unmet",
        Ends::Pay => "pays",
        Ends::Nothing => "nothing",
        Ends::Pass => "passes",
        Ends::Finding(_) => "fails",
        Ends::NotApplicable => "not_applicable",
    }
}
