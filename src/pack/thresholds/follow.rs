//! Values that follow one another; and what an edition says of a threshold of its base: values that follow the base's.

use std::sync::Arc;

use super::{Dated, Shape, Threshold, read_dated};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::document::record::Record;
use crate::source::{Span, Spanned};

/// Has the values that an edition gives a threshold of its base follow those that it has.
pub fn follow(known: &mut Threshold, name: &Spanned<String>, node: &Node, problems: &mut Vec<Diagnostic>) {
    let before = problems.len();
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
    let own: Vec<Dated> = values.iter().filter_map(|node| read_dated(node, &shape, problems)).collect();
    let count = own.len();
    *known = known.followed(own);
    check_dates(&known.values[known.values.len().saturating_sub(count + 1)..], problems);
    known.broken |= problems.len() > before;
}

impl Threshold {
    /// The same with values of an edition behind its own: from their first day on the edition says what holds, whatever the base
    /// came to say of later days.
    #[must_use]
    pub fn followed(&self, own: Vec<Dated>) -> Threshold {
        let mut values = self.values.clone();
        if let Some(begins) = own.first().map(|first| first.from.value) {
            let kept = values.partition_point(|dated| dated.from.value < begins);
            values.truncate(kept.max(1));
            if let Some(last) = values.last_mut() {
                last.to = last.to.take().filter(|to| to.value < begins);
            }
        }
        values.extend(own);
        Threshold { values, ..self.clone() }
    }
}

/// Says when dates overlap, run backwards or leave a gap.
pub fn check_dates(values: &[Dated], problems: &mut Vec<Diagnostic>) {
    let mut say = |code: &str, headline: String, spans: [(Span, &str); 2]| {
        let diagnostic = Diagnostic::error(code, headline);
        problems.push(spans.iter().fold(diagnostic, |diagnostic, &(span, text)| diagnostic.at(span, text)));
    };
    for dated in values {
        if let Some(to) = dated.to.as_ref().filter(|to| to.value < dated.from.value) {
            let headline = format!("a value ends on {} before it begins on {}", to.value, dated.from.value);
            say("threshold-dates", headline, [(to.span, "ends"), (dated.from.span, "begins")]);
        }
    }
    for pair in values.windows(2) {
        let (from, next) = (&pair[0].from, &pair[1].from);
        if next.value <= from.value {
            let headline = format!("the value from {} stands after that from {}", next.value, from.value);
            say("threshold-dates", headline, [(next.span, "not later"), (from.span, "than this")]);
        } else if let Some(to) = &pair[0].to {
            let day_after = to.value.tomorrow().unwrap_or(to.value);
            if day_after < next.value {
                let headline =
                    format!("no value holds from {day_after} to {}", next.value.yesterday().unwrap_or(next.value));
                say("threshold-gap", headline, [(to.span, "ends"), (next.span, "begins again")]);
            } else if day_after > next.value {
                let headline = format!("two values hold from {} to {}", next.value, to.value);
                say("threshold-dates", headline, [(next.span, "begins"), (to.span, "has not ended")]);
            }
        }
    }
}
