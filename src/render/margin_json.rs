//! Margins as JSON, in a report.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::{NumberJson, PlaceJson, ReturnJson, number, place};
use super::margin::{Margins, Told, value};
use super::tune::outcome_in_a_word;
use crate::number::Exact;
use crate::tune::course::How;
use crate::tune::margin::{Margin, Turn};
use crate::tune::trial::Input;

/// How far a verdict is from turning with one input.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MarginJson {
    /// The threshold, where the input is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<String>,
    /// The cell of the return, where the input is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<PlaceJson>,
    /// The value that the input has.
    pub now: NumberJson,
    /// The step of its own scale: of the last digit that it is written with.
    pub step: NumberJson,
    /// Whether the turns were solved for; else every step was tried.
    pub solved: bool,
    /// Whether one step would turn it.
    pub knife_edge: bool,
    /// The next value up, and the next one down, at which the verdict is another; none where there is none.
    pub turns: Vec<TurnJson>,
}

/// Where a verdict turns.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TurnJson {
    /// `up` or `down`.
    pub way: &'static str,
    /// The value of the input.
    pub at: NumberJson,
    /// Whether it has turned at this value; else only past it.
    pub inclusive: bool,
    /// The first value at which it has turned: of the input's own scale, where the verdict is still the same there.
    pub first: NumberJson,
    /// What it is at that value, in a word, with what it pays.
    pub gives: String,
}

/// Puts margins on the verdicts of a return.
pub fn add(to: &mut ReturnJson, margins: &Margins, told: Told<'_>) {
    for (&at, margins) in margins {
        if let Some(judgement) = to.judgements.get_mut(at) {
            judgement.margins = Some(margins.iter().map(|one| margin(one, told)).collect());
        }
    }
}

fn margin(margin: &Margin, told: Told<'_>) -> MarginJson {
    let shown = |exact: &Exact| number(exact, &value(margin, exact, told));
    let (threshold, cell) = match margin.input {
        Input::Limit(..) => (Some(margin.name.clone()), None),
        Input::Cell(cell) => (None, Some(place(cell, told.sources))),
    };
    let turn = |turn: &Turn| TurnJson {
        way: if turn.is_up { "up" } else { "down" },
        at: shown(&turn.value),
        inclusive: !turn.is_past,
        first: shown(&turn.first),
        gives: outcome_in_a_word(&turn.gives),
    };
    MarginJson {
        threshold,
        cell,
        now: shown(&margin.now),
        step: shown(&margin.step),
        solved: margin.how == How::Solved,
        knife_edge: margin.is_knife_edge(),
        turns: margin.turns.iter().map(turn).collect(),
    }
}
