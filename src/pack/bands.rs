//! Bands of a threshold: cut points in ascending order, so that neither gaps nor overlaps can be written.
//!
//! ```yaml
//! value: [ { below: 0.60, is: red }, { below: 0.95, is: amber }, { else: green } ]
//! ```

use std::sync::Arc;

use super::thresholds::{Limit, LimitType, Shape, read_number, read_word, within};
use crate::diagnostic::Diagnostic;
use crate::document::record::{Record, list_of};
use crate::document::{Choice, Node, NodeKind};
use crate::number::Exact;
use crate::source::Spanned;

/// Cut points, lowest first, and the word for what lies at or above them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands {
    /// The cut points.
    pub cuts: Vec<Cut>,
    /// The word for the rest.
    pub above: Arc<str>,
}

/// A cut point: what lies below it, and not below the one before, bears its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The point.
    pub below: Exact,
    /// The word.
    pub is: Arc<str>,
}

/// What the numbers of a threshold are counted in: its type, or, of bands, the unit that it gives, else a ratio.
pub(super) fn unit_of(kind: LimitType, unit: Option<Spanned<LimitType>>, problems: &mut Vec<Diagnostic>) -> LimitType {
    let Some(unit) = unit else { return if kind == LimitType::Bands { LimitType::Ratio } else { kind } };
    if kind != LimitType::Bands {
        let headline = format!("a threshold of type {} has no other unit", kind.word());
        let diagnostic = Diagnostic::error("field-unknown", headline).at(unit.span, "not known here");
        problems
            .push(diagnostic.help("its type says its unit; `unit:` is what the cut points of bands are counted in"));
        return kind;
    }
    if !unit.value.is_number() {
        let headline = format!("cut points are not counted in {}", unit.value.word());
        let numbers = LimitType::WORDS.iter().copied();
        let numbers = numbers.filter(|word| LimitType::from_word(word).is_some_and(LimitType::is_number));
        let diagnostic = Diagnostic::error("not-in-list", headline).at(unit.span, "");
        problems.push(diagnostic.help(format!("write one of {}", list_of(numbers))));
        return LimitType::Ratio;
    }
    unit.value
}

/// One step of the bands as it is written.
enum Step {
    Cut(Spanned<Exact>, Arc<str>),
    Else(Arc<str>),
}

/// Reads bands; none, with diagnostics, when they do not nest.
pub(super) fn read(node: &Node, shape: &Shape, problems: &mut Vec<Diagnostic>) -> Option<Spanned<Limit>> {
    let NodeKind::List(items) = &node.kind else {
        let headline = format!("the value of bands should be a list of cut points, not {}", node.what());
        let help = "write [ { below: …, is: … }, { else: … } ], lowest first";
        problems.push(Diagnostic::error("not-a-list", headline).at(node.span, "").help(help));
        return None;
    };
    let before = problems.len();
    let (mut cuts, mut above) = (Vec::<(Spanned<Exact>, Arc<str>)>::new(), None);
    for (at, item) in items.iter().enumerate() {
        match read_step(item, shape, problems) {
            None => {}
            Some(Step::Cut(below, is)) => {
                if let Some((last, _)) = cuts.last().filter(|(last, _)| last.value >= below.value) {
                    problems.push(not_ascending(last, &below));
                }
                cuts.push((below, is));
            }
            Some(Step::Else(word)) if at + 1 == items.len() => above = Some(word),
            Some(Step::Else(_)) => problems.push(
                Diagnostic::error("bands-do-not-nest", "`else` stands before other bands")
                    .at(item.span, "takes everything that is left")
                    .help("put it last"),
            ),
        }
    }
    if problems.len() > before {
        return None;
    }
    let Some(above) = above else {
        let headline = "the bands have no `else`, so that what is not below the last cut point has no word";
        let at = items.last().map_or(node.span, |last| last.span);
        let diagnostic = Diagnostic::error("bands-do-not-nest", headline).at(at, "the last");
        problems.push(diagnostic.help("end them with { else: … }"));
        return None;
    };
    let cuts = cuts.into_iter().map(|(below, is)| Cut { below: below.value, is }).collect();
    Some(Spanned::new(Limit::Bands(Arc::new(Bands { cuts, above })), node.span))
}

fn not_ascending(last: &Spanned<Exact>, below: &Spanned<Exact>) -> Diagnostic {
    Diagnostic::error("bands-do-not-nest", "a cut point is not above the one before it")
        .at(below.span, "nothing lies between")
        .at(last.span, "and this")
        .help("write the cut points in ascending order, lowest first")
}

/// Reads `{ below: …, is: … }` or `{ else: … }`; none, with a diagnostic, when it is neither.
fn read_step(node: &Node, shape: &Shape, problems: &mut Vec<Diagnostic>) -> Option<Step> {
    let mut record = Record::open(node, "a band", problems)?;
    let word = |text: &str| read_word(text, shape).map(Arc::<str>::from);
    if record.keys().contains(&"else") {
        let above = record.with("else", word);
        let above = record.required("else", above);
        record.close();
        return above.map(|above| Step::Else(above.value));
    }
    let below = record.with("below", |text| read_number(text, shape.unit()));
    let below = record.required("below", below);
    let is = record.with("is", word);
    let is = record.required("is", is);
    if let Some(below) = &below {
        within(&below.value, below.span, shape, record.problems());
    }
    record.close();
    Some(Step::Cut(below?, is?.value))
}
