//! Reads the refreshes of an agreement: definitions that change from a day on.

use super::agreement::{each, indicator, once};
use super::{did_you_mean, error, unknown};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::document::record::Record;
use crate::model::agreement::{Agreement, Indicator, Refresh};
use crate::source::Spanned;

/// One refresh; none without a day, as it cannot be told when it holds.
pub fn refresh(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Refresh> {
    let mut record = Record::open(node, "a refresh", problems)?;
    let from = record.date("from");
    let from = record.required("from", from);
    let why = record.text("why");
    let _ = record.required("why", why.clone());
    let pack = record.text("pack");
    let _ = record.given("pack", pack.clone());
    let indicators = each(&mut record, "indicators", indicator);
    let dropped = record.texts("dropped");
    let span = record.span();
    record.close();
    Some(Refresh { from: from?, why, pack, indicators, dropped, span })
}

/// Puts the refreshes of an agreement in the order of time, and says which of them cannot be.
pub fn settle(agreement: &mut Agreement, problems: &mut Vec<Diagnostic>) {
    in_order(&agreement.refreshes, problems);
    agreement.refreshes.sort_by_key(|refresh| refresh.from.value);
    let term = &agreement.term;
    for refresh in &agreement.refreshes {
        if refresh.from.value <= term.from.value || refresh.from.value > term.to.value {
            let headline = format!("a refresh from {} lies outside the term of the agreement", refresh.from.value);
            let help = "give the day on which it begins to hold, after the first day of the term".to_owned();
            problems.push(
                error("refresh-outside-term", headline, refresh.from.span, Some(help))
                    .because(format!("the term: from {} to {}", term.from.value, term.to.value), term.from.span),
            );
        }
    }
    let measures: Vec<&Spanned<String>> = agreement
        .reward
        .iter()
        .flat_map(|reward| &reward.targets)
        .flat_map(|target| &target.measures)
        .map(|measure| &measure.id)
        .collect();
    let mut standing = agreement.indicators.clone();
    for refresh in &agreement.refreshes {
        let new = refresh.indicators.iter().map(|indicator| &indicator.id);
        once("indicators or measures", measures.iter().copied().chain(new), problems);
        for id in &refresh.dropped {
            problems.extend(cannot_drop(id, refresh, &standing));
        }
        refresh.change(&mut standing);
    }
}

fn in_order(refreshes: &[Refresh], problems: &mut Vec<Diagnostic>) {
    for pair in refreshes.windows(2) {
        let (one, next) = (&pair[0].from, &pair[1].from);
        if next.value <= one.value {
            let headline = format!("the refresh from {} stands after that from {}", next.value, one.value);
            problems.push(
                Diagnostic::error("refresh-order", headline)
                    .at(next.span, "not later")
                    .at(one.span, "than this")
                    .help("put the refreshes in the order of time, one for each day"),
            );
        }
    }
}

/// That an indicator is not there to be dropped, or is defined anew by the same refresh.
fn cannot_drop(id: &Spanned<String>, refresh: &Refresh, standing: &[Indicator]) -> Option<Diagnostic> {
    if let Some(anew) = refresh.indicators.iter().find(|indicator| indicator.id.value == id.value) {
        let headline = format!("`{}` is dropped and defined anew by one refresh", id.value);
        let problem = Diagnostic::error("refresh-contradicts", headline).at(id.span, "dropped here");
        return Some(problem.at(anew.id.span, "defined here").help("keep one of the two: what is defined anew stays"));
    }
    let known: Vec<&str> = standing.iter().map(|indicator| indicator.id.value.as_str()).collect();
    let is_there = known.contains(&id.value.as_str());
    (!is_there).then(|| unknown("indicator", id, did_you_mean(&id.value, "indicators until then", &known)))
}
