//! Thresholds that have no value on days that an agreement needs one, and those whose review is overdue.

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::document::record::list_of;
use crate::engine::compile::Compiled;
use crate::model::agreement::Agreement;
use crate::pack::Pack;
use crate::pack::thresholds::Threshold;
use crate::source::Span;

/// Days without a value, and the place from which this can be seen.
struct Gap {
    from: Date,
    to: Date,
    at: Span,
    says: &'static str,
}

/// The thresholds that a rule reads and that have no value on some day of an agreement's term.
#[must_use]
pub fn in_force(pack: &Pack, compiled: &Compiled, agreement: &Agreement) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, threshold) in pack.thresholds.iter().enumerate() {
        let readers: Vec<&str> =
            compiled.rules.iter().filter(|rule| rule.limits.contains(&index)).map(|rule| &*rule.id).collect();
        if !readers.is_empty() && !threshold.broken {
            let gaps = gaps(threshold, agreement.term.from.value, agreement.term.to.value);
            found.extend(gaps.into_iter().map(|gap| say(threshold, &gap, &readers, agreement)));
        }
    }
    found
}

fn say(threshold: &Threshold, gap: &Gap, readers: &[&str], agreement: &Agreement) -> Diagnostic {
    let (name, verb) = (&threshold.name.value, if readers.len() == 1 { "reads" } else { "read" });
    let headline = format!("`{name}` has no value from {} to {}, and {} {verb} it", gap.from, gap.to, few(readers));
    Diagnostic::error("threshold-not-in-force", headline)
        .at(gap.at, gap.says)
        .at(agreement.term.from.span.to(agreement.term.to.span), "the agreement's term")
        .help("add a value that holds on these days")
}

fn few(readers: &[&str]) -> String {
    match readers {
        [one, two, _, ..] => format!("{} and {} more", list_of([*one, *two]).replace(" and ", ", "), readers.len() - 2),
        all => list_of(all.iter().copied()),
    }
}

/// The days of a term on which no value holds: the values of a threshold that is not broken follow each other.
fn gaps(threshold: &Threshold, from: Date, to: Date) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if let Some(first) = threshold.values.first().filter(|first| first.from.value > from) {
        let end = first.from.value.yesterday().unwrap_or(from).min(to);
        gaps.push(Gap { from, to: end, at: first.from.span, says: "the first value begins here" });
    }
    let last = threshold.values.last().and_then(|last| last.to.as_ref());
    if let Some(last) = last.filter(|last| last.value < to) {
        let begin = last.value.tomorrow().unwrap_or(to).max(from);
        gaps.push(Gap { from: begin, to, at: last.span, says: "the last value ends here" });
    }
    gaps
}

/// The thresholds that somebody should have looked at again before a day.
#[must_use]
pub fn reviews(pack: &Pack, day: Date) -> Vec<Diagnostic> {
    let overdue = |threshold: &Threshold| {
        let due = threshold.review_by.as_ref().filter(|due| due.value < day)?;
        let headline = format!("`{}` was to be reviewed by {}", threshold.name.value, due.value);
        let diagnostic = Diagnostic::warning("review-overdue", headline).at(due.span, format!("before {day}"));
        Some(diagnostic.help("have it reviewed, and set the date of the next review"))
    };
    pack.thresholds.iter().filter_map(overdue).collect()
}
