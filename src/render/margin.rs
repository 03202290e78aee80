//! How far a verdict is from turning, in the terms of its reader.

use std::collections::BTreeMap;

use super::judgement::quoted;
use super::safe::safe;
use super::tune::outcome_in_a_word;
use crate::model::{OwnUnit, points};
use crate::number::Exact;
use crate::pack::thresholds::{Limit, LimitType, Thresholds};
use crate::source::Sources;
use crate::tune::course::How;
use crate::tune::margin::{Margin, Turn};
use crate::tune::trial::{Input, MOST_STEPS};

/// The margins of verdicts, by their places in the report.
pub type Margins = BTreeMap<usize, Vec<Margin>>;

/// What margins are told with: the thresholds of the pack, and every text that was read.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The thresholds.
    pub thresholds: &'a Thresholds,
    /// The texts.
    pub sources: &'a Sources,
}

/// The margins of one verdict, a line an input: `green from 5.8% down (0.3 points less); red over 6.3%`.
#[must_use]
pub fn lines(margins: &[Margin], told: Told<'_>) -> Vec<String> {
    let turning = margins.iter().filter(|margin| !margin.turns.is_empty() || margin.how != How::Solved);
    turning.map(|margin| line(margin, margins, told)).collect()
}

fn line(margin: &Margin, all: &[Margin], told: Told<'_>) -> String {
    let turns: Vec<String> = margin.turns.iter().map(|turn| self::turn(margin, turn, told)).collect();
    let turns = if turns.is_empty() {
        format!("no turn found from {}", value(margin, &margin.now, told))
    } else {
        turns.join("; ")
    };
    let tried = match &margin.how {
        How::Solved => String::new(),
        How::Tried(step) => {
            let (step, most) = (value(margin, step, told), MOST_STEPS);
            format!(" (tried in steps of {step}, {most} at most either way)")
        }
    };
    match margin.input {
        Input::Limit(..) => format!("{turns}{tried}"),
        Input::Cell(cell) => {
            let is_alone = all.iter().filter(|other| matches!(other.input, Input::Cell(_))).count() == 1;
            let place = safe(&told.sources.locate(cell));
            let which = if is_alone { String::new() } else { format!("{} {place}: ", quoted(cell, told.sources)) };
            format!("{which}{turns}{tried}")
        }
    }
}

fn turn(margin: &Margin, turn: &Turn, told: Told<'_>) -> String {
    let gives = outcome_in_a_word(&turn.gives);
    let at = value(margin, &turn.value, told);
    let is_off = turn.first != turn.value && !turn.is_past;
    let so =
        if at.contains('…') || is_off { format!(", so {}", value(margin, &turn.first, told)) } else { String::new() };
    let past = match (turn.is_up, turn.is_past) {
        (true, true) => format!("over {at}{so}"),
        (false, true) => format!("under {at}{so}"),
        (true, false) => format!("from {at}{so}"),
        (false, false) => format!("from {at} down{so}"),
    };
    match &margin.unit {
        None => {
            let past = match (turn.is_up, turn.is_past) {
                (true, false) => format!("{at} or more{so}"),
                (false, false) => format!("{at} or less{so}"),
                _ => past,
            };
            format!("{gives} if {} were {past}", margin.name)
        }
        Some(unit) => {
            let by = (&turn.value - &margin.now).abs();
            let way = if turn.is_up { "more" } else { "less" };
            let by = if by.is_zero() { "any".to_owned() } else { unit.show_difference(&by) };
            format!("{gives} {past} ({by} {way})")
        }
    }
}

/// A value of the input, in its unit.
#[must_use]
pub fn value(margin: &Margin, number: &Exact, told: Told<'_>) -> String {
    match (&margin.input, &margin.unit) {
        (Input::Limit(index, _), _) => told.thresholds.at(*index).show(&Limit::Number(number.clone())).to_string(),
        (Input::Cell(_), unit) => unit.as_ref().unwrap_or(&OwnUnit::Plain).show(number),
    }
}

/// What one step of an input would do, for each input that is on a knife's edge: `one step of the figure, 0.1%, makes it red`.
#[must_use]
pub fn knife_edges(margins: &[Margin], told: Told<'_>) -> Vec<String> {
    let edge = |margin: &Margin| {
        let turn = margin.turns.iter().find(|turn| (&turn.first - &margin.now).abs() == margin.step)?;
        let way = if turn.is_up { "more" } else { "less" };
        let name = match margin.input {
            Input::Limit(..) => margin.name.clone(),
            Input::Cell(cell) => quoted(cell, told.sources),
        };
        let step = match &margin.unit {
            Some(unit) => unit.show_difference(&margin.step),
            None => match margin.input {
                Input::Limit(index, _) if told.thresholds.at(index).kind == LimitType::Percent => {
                    points(&(&margin.step * &Exact::whole(100)))
                }
                _ => value(margin, &margin.step, told),
            },
        };
        Some(format!("{name} {step} {way}: {}", outcome_in_a_word(&turn.gives)))
    };
    margins.iter().filter_map(edge).collect()
}
