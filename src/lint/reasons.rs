//! Why a comparison cannot come out otherwise, in words: what its sides can be, and where that was asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::facts::{Grounds, Known};
use super::terms::{Shape, TermId};
use super::wording::Wording;
use crate::engine::syntax::Comparison;
use crate::engine::table::Ty;
use crate::engine::typed::{Expr, ExprKind};
use crate::engine::units::Unit;
use crate::source::{Sources, Span};

/// A name that is longer is cut.
const MOST_NAME: usize = 60;

/// What is said where nothing more can be.
const FOLLOWS: &str = "this follows from what was asked before";

/// More words than these are not listed.
const MOST_WORDS: usize = 8;

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In words.
    pub text: String,
    /// What it rests on.
    pub grounds: Grounds,
}

impl Reason {
    fn asked(text: String, at: Option<Span>) -> Self {
        Reason { text, grounds: Grounds { asked: at.into_iter().collect(), limits: BTreeSet::new() } }
    }
}

/// A side of a comparison, and its value.
pub type Side<'e> = (&'e Expr, TermId);

/// Why a question comes out one way only; `sides` are those of a comparison.
pub fn reason(known: Known<'_>, expr: &Expr, id: TermId, sides: Option<[Side<'_>; 2]>, sources: &Sources) -> Reason {
    match (&expr.kind, sides) {
        (_, Some([(_, one), (_, other)])) if one == other => Reason::asked("both sides are one value".to_owned(), None),
        (ExprKind::Order(op, ..), Some(sides)) if known.is_ordered(*op, sides.map(|(_, id)| id)) => {
            of_order(known, *op, sides, sources)
        }
        (ExprKind::Same(..), Some(sides)) => of_same(known, id, sides, sources),
        (ExprKind::Present(value), _) => {
            let is = if known.decide(id) == Some(true) { "given" } else { "not given" };
            let text = format!("{} is {is} here, as was asked before", name_of(value, sources));
            Reason::asked(text, known.asked(id))
        }
        _ => Reason::asked(FOLLOWS.to_owned(), known.asked(id)),
    }
}

fn of_order(known: Known<'_>, op: Comparison, sides: [Side<'_>; 2], sources: &Sources) -> Reason {
    let [one, other] = sides;
    let by_range = known.range(one.1).orders(&known.range(other.1));
    if by_range.decide(op).is_none() {
        let (orders, at) = known.said_orders(one.1, other.1);
        let (left, right) = (name_of(one.0, sources), name_of(other.0, sources));
        let orders = orders.and(by_range).words();
        return Reason::asked(format!("{left} is {orders} {right} here, as was asked before"), at);
    }
    let mut grounds = Grounds::default();
    let mut says = Vec::new();
    for (side, id) in sides {
        let mut own = Grounds::default();
        let range = known.range_because(id, &mut own);
        let words = range.words(|number| unit_of([side, one.0, other.0]).show(number, None));
        let Some(words) = words.filter(|_| !matches!(side.kind, ExprKind::Number(_))) else { continue };
        let here = if own.asked.is_empty() { "" } else { " here" };
        says.push(format!("{} {words}{here}", name_of(side, sources)));
        grounds.asked.extend(own.asked);
        grounds.limits.extend(own.limits);
    }
    let text = if says.is_empty() { "both sides are numbers".to_owned() } else { says.join(", and ") };
    Reason { text, grounds }
}

fn of_same(known: Known<'_>, id: TermId, sides: [Side<'_>; 2], sources: &Sources) -> Reason {
    let inner = if let Shape::Not(inner) = known.terms.at(id).shape { inner } else { id };
    let mut asked = known.asked(inner);
    let mut says = Vec::new();
    for (side, id) in sides {
        asked = known.asked(id).or(asked);
        if !matches!(side.kind, ExprKind::Text(_) | ExprKind::Flag(_)) {
            says.extend(of_word(known, side, id, sources).map(|reason| reason.text));
        }
    }
    let text = if says.is_empty() { FOLLOWS.to_owned() } else { says.join(", and ") };
    Reason::asked(text, asked)
}

/// What a word can be, and where it was asked for; none when that is nothing in particular.
pub fn of_word(known: Known<'_>, side: &Expr, id: TermId, sources: &Sources) -> Option<Reason> {
    let asked = known.asked(id);
    let here = if asked.is_some() { " here, as was asked before" } else { "" };
    let words = match known.wording(id) {
        Wording::Only(words) if words.len() <= MOST_WORDS => format!("is {}", listed(&words)),
        Wording::Not(words) if !words.is_empty() => format!("is not {}", listed(&words)),
        _ => return None,
    };
    Some(Reason::asked(format!("{} {words}{here}", name_of(side, sources)), asked))
}

fn listed(words: &BTreeSet<Arc<str>>) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ")
}

/// The first unit of some numbers that says how to show them: nought has none.
fn unit_of(of: [&Expr; 3]) -> Unit {
    let unit = |expr: &Expr| match expr.ty {
        Ty::Number(Unit::Zero | Unit::Pure) => None,
        Ty::Number(unit) => Some(unit),
        _ => None,
    };
    of.into_iter().find_map(unit).unwrap_or(Unit::Number)
}

/// A value as the script writes it, in one line.
pub fn name_of(expr: &Expr, sources: &Sources) -> String {
    written(expr.span, sources)
}

/// A piece of a script, in backticks and in one line.
pub fn written(span: Span, sources: &Sources) -> String {
    let text = sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    if text.chars().count() > MOST_NAME {
        return format!("`{}…`", text.chars().take(MOST_NAME).collect::<String>());
    }
    format!("`{text}`")
}
