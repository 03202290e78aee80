//! How far verdicts are from turning: for each cell and each threshold that one rests on, the next value up and the next
//! value down at which it would be another.

use std::collections::{BTreeMap, BTreeSet};

use super::course::{How, Piece, Point, Ray, is_same_word};
use super::steps::{range, scale};
use super::trial::{Input, Runs, Stands, Trial};
use crate::model::{OwnUnit, pounds};
use crate::number::Exact;
use crate::pack::thresholds::{Limit, Thresholds};
use crate::source::{Sources, Span};
use crate::verdict::{Evidence, Kind, Outcome};

/// The most cells that one verdict's margins are told of.
const MOST_CELLS: usize = 12;

/// How far a verdict is from turning with one input.
#[derive(Debug, Clone)]
pub struct Margin {
    /// The input.
    pub input: Input,
    /// What it is called: the threshold's name, or the path by which the rule reads the cell.
    pub name: String,
    /// Its value.
    pub now: Exact,
    /// What it is counted in; none for a threshold, which knows it itself.
    pub unit: Option<OwnUnit>,
    /// The step of its own scale: of the last digit that it is written with.
    pub step: Exact,
    /// Where it turns when the input grows, and when it shrinks.
    pub turns: Vec<Turn>,
    /// How that was found.
    pub how: How,
}

/// Where a verdict turns.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Whether the input grows.
    pub is_up: bool,
    /// The value of the input.
    pub value: Exact,
    /// Whether it turns only past this value, and not at it.
    pub is_past: bool,
    /// The first value at which it has turned: of the input's own scale, where the verdict is still the same there.
    pub first: Exact,
    /// What becomes of the rule at that value.
    pub gives: Outcome,
}

impl Margin {
    /// Whether one step of the input's own scale would turn it.
    #[must_use]
    pub fn is_knife_edge(&self) -> bool {
        self.turns.iter().any(|turn| (&turn.first - &self.now).abs() == self.step)
    }
}

/// The margins of every band, condition and award of a return that is decided, by its place in [`Trial::stands`]. `wanted`
/// says of which.
#[must_use]
pub fn margins(
    trial: &Trial<'_>,
    thresholds: &Thresholds,
    sources: &Sources,
    wanted: impl Fn(usize, &Stands<'_>) -> bool,
) -> BTreeMap<usize, Vec<Margin>> {
    let turns = |(at, stands): &(usize, &Stands<'_>)| {
        stands.rule.kind != Kind::Check
            && stands.rule.kind != Kind::Trajectory
            && matches!(stands.outcome, Outcome::Decided(_))
            && wanted(*at, stands)
    };
    let wanted: BTreeSet<usize> = trial.stands.iter().enumerate().filter(turns).map(|(at, _)| at).collect();
    let mut inputs: Vec<Tried> = Vec::new();
    for &at in &wanted {
        for before in trial.with_those_before(&BTreeSet::from([at])) {
            for tried in inputs_of(&trial.stands[before], trial, thresholds, sources) {
                if !inputs.iter().any(|known| known.input == tried.input) {
                    inputs.push(tried);
                }
            }
        }
    }
    let needed = trial.with_those_before(&wanted);
    let mut margins: BTreeMap<usize, Vec<Margin>> = BTreeMap::new();
    for tried in &inputs {
        for (at, margin) in tried.margins(trial, &wanted, &needed) {
            margins.entry(at).or_default().push(margin);
        }
    }
    for of_one in margins.values_mut() {
        of_one.sort_by_key(|margin| matches!(margin.input, Input::Limit(..)));
    }
    margins
}

/// An input to be tried from its present value on.
struct Tried {
    input: Input,
    name: String,
    now: Exact,
    unit: Option<OwnUnit>,
    step: Exact,
    least: Option<Exact>,
    most: Option<Exact>,
}

/// The thresholds and the cells of the return that a verdict rests on.
fn inputs_of(stands: &Stands<'_>, trial: &Trial<'_>, thresholds: &Thresholds, sources: &Sources) -> Vec<Tried> {
    let (mut cells, mut limits) = (Vec::new(), Vec::new());
    for evidence in &stands.evidence {
        match evidence {
            Evidence::Threshold { name, span, .. } => limits.extend(limit(thresholds, name, *span)),
            Evidence::Field { path, places, .. } => {
                let of = |&place: &Span| cell(stands, trial, path, sources.slice(place), place);
                cells.extend(places.iter().filter_map(of));
            }
        }
    }
    cells.truncate(MOST_CELLS);
    cells.into_iter().chain(limits).collect()
}

fn limit(thresholds: &Thresholds, name: &str, in_force: Span) -> Option<Tried> {
    let (index, threshold) = thresholds.get(name)?;
    let dated = threshold.values.iter().find(|dated| dated.value.span == in_force)?;
    let Limit::Number(now) = &dated.value.value else { return None };
    let range = range(threshold)?;
    let step = scale(threshold, &range);
    let (least, most) = (Some(range.from), Some(range.to));
    let (input, name, now) = (Input::Limit(index, Some(now.clone())), name.to_owned(), now.clone());
    Some(Tried { input, name, now, unit: None, step, least, most })
}

/// A cell of the return, which holds this text.
fn cell(stands: &Stands<'_>, trial: &Trial<'_>, path: &str, text: &str, place: Span) -> Option<Tried> {
    let now = trial.scene.submission.figure(place)?;
    let unit = if reads_alone(stands, place, &pounds(&now)) || text.contains('£') {
        OwnUnit::Money
    } else {
        let owns = |stands: &Stands<'_>| stands.own.clone().filter(|own| reads_alone(stands, place, &own.show(&now)));
        trial.stands.iter().find_map(owns).unwrap_or(OwnUnit::Plain)
    };
    let places = text.rsplit_once('.').map_or(0, |(_, part)| part.chars().take_while(char::is_ascii_digit).count());
    let tenth = |step: Exact, _| step.over(&Exact::whole(10)).unwrap_or_else(Exact::zero);
    let step = (0..places).fold(Exact::whole(1), tenth);
    let least = (!now.is_negative()).then(Exact::zero);
    let (input, name) = (Input::Cell(place), path.to_owned());
    Some(Tried { input, name, now, unit: Some(unit), step, least, most: None })
}

/// Whether a rule reads a cell by itself, as a value that is shown so.
fn reads_alone(stands: &Stands<'_>, cell: Span, as_shown: &str) -> bool {
    stands.evidence.iter().any(|evidence| {
        matches!(evidence, Evidence::Field { places, shown: Some(shown), .. } if *places == [cell] && shown == as_shown)
    })
}

impl Tried {
    fn margins(&self, trial: &Trial<'_>, wanted: &BTreeSet<usize>, needed: &BTreeSet<usize>) -> Vec<(usize, Margin)> {
        let affected = trial.affected(&self.input);
        let affected: Vec<usize> = affected.into_iter().filter(|at| needed.contains(at)).collect();
        let reach = |bound: &Option<Exact>| bound.as_ref().map(|bound| (bound - &self.now).abs());
        let up = Ray { start: self.now.clone(), falls: false, reach: reach(&self.most) };
        let down = Ray { start: self.now.clone(), falls: true, reach: reach(&self.least) };
        let runs = [up, down].map(|ray| (trial.run(&self.input, &affected, &ray, &self.step), ray));
        let of = |&at: &usize| {
            let turns = runs.iter().filter_map(|(runs, ray)| self.turn(trial, &affected, at, runs, ray)).collect();
            let how = runs.iter().filter_map(|(runs, _)| runs.get(&at)).map(|course| course.how.clone());
            let how = how.max_by_key(|how| *how != How::Solved)?;
            let (input, name, unit) = (self.input.clone(), self.name.clone(), self.unit.clone());
            let (now, step) = (self.now.clone(), self.step.clone());
            Some((at, Margin { input, name, now, unit, step, turns, how }))
        };
        affected.iter().filter(|at| wanted.contains(at)).filter_map(of).collect()
    }

    /// Where a verdict turns along a ray. The rules are run once more where it is said to have turned: what is told is true.
    fn turn(&self, trial: &Trial<'_>, affected: &[usize], at: usize, runs: &Runs, ray: &Ray) -> Option<Turn> {
        let course = runs.get(&at)?;
        let before = &trial.stands[at].outcome;
        let turned = course.pieces.iter().position(|piece| !is_same_word(&piece.outcome, before))?;
        let (piece, next) = (&course.pieces[turned], course.pieces.get(turned + 1));
        if let How::Tried(coarse) = &course.how {
            return self.refined(
                trial,
                affected,
                at,
                ray,
                (&piece.from.distance - coarse, piece.from.distance.clone()),
            );
        }
        let first = ray.value(&self.first_in(piece, next, ray)?);
        let there = trial.outcomes_at(&self.input, affected, &first);
        let gives = there.into_iter().find(|(of, _)| *of == at).map(|(_, outcome)| outcome)?;
        let (value, is_past) = (ray.value(&piece.from.distance), piece.from.is_beyond);
        let is_true = is_same_word(&gives, &piece.outcome);
        is_true.then_some(Turn { is_up: !ray.falls, value, is_past, first, gives })
    }

    /// Where a verdict turns between two distances, of which it has turned at the second alone: by halves, down to one step.
    fn refined(
        &self,
        trial: &Trial<'_>,
        affected: &[usize],
        at: usize,
        ray: &Ray,
        (mut same, mut turned): (Exact, Exact),
    ) -> Option<Turn> {
        let outcome_at = |distance: &Exact| {
            let there = trial.outcomes_at(&self.input, affected, &ray.value(distance));
            there.into_iter().find(|(of, _)| *of == at).map(|(_, outcome)| outcome)
        };
        let mut gives = outcome_at(&turned)?;
        while &turned - &same > self.step {
            let half = (&turned - &same).over(&Exact::whole(2))?.down_to(&self.step);
            let half = if half.is_zero() { self.step.clone() } else { half };
            let middle = &same + &half;
            let outcome = outcome_at(&middle)?;
            if is_same_word(&outcome, &trial.stands[at].outcome) {
                same = middle;
            } else {
                (turned, gives) = (middle, outcome);
            }
        }
        let value = ray.value(&turned);
        Some(Turn { is_up: !ray.falls, first: value.clone(), value, is_past: false, gives })
    }

    /// The first distance in a piece that is a number of steps, where there is one; else where it begins, or one inside.
    fn first_in(&self, piece: &Piece, next: Option<&Piece>, ray: &Ray) -> Option<Exact> {
        let from = &piece.from.distance;
        let mut steps = from.over(&self.step)?.up_to(&Exact::whole(1));
        if piece.from.is_beyond && &steps * &self.step == *from {
            steps = &steps + &Exact::whole(1);
        }
        let on_scale = &steps * &self.step;
        let ends = next.map(|next| &next.from.distance).or(ray.reach.as_ref());
        let is_inside = match next {
            Some(next) => Point::at(on_scale.clone()) < next.from,
            None => ray.reach.as_ref().is_none_or(|reach| on_scale <= *reach),
        };
        match ends {
            _ if is_inside => Some(on_scale),
            _ if !piece.from.is_beyond => Some(from.clone()),
            Some(end) => (from + end).over(&Exact::whole(2)),
            None => None,
        }
    }
}
