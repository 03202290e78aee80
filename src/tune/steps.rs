//! A threshold over some returns: every value at which something changes, and what changes there.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::course::{Course, How, Piece, Point, Ray, is_same_word, number_of, with_number};
use super::trial::{Input, Runs, Trial};
use crate::model::words::Band;
use crate::number::Exact;
use crate::pack::thresholds::{Limit, LimitType, Threshold, Thresholds};
use crate::verdict::{Evidence, Kind, Outcome, Verdict};

/// A return that a threshold is tried over.
pub struct Over<'p> {
    /// What it is called: its path.
    pub name: String,
    /// The return under the pack.
    pub trial: Trial<'p>,
}

/// The values between which a threshold is tried.
#[derive(Debug, Clone)]
pub struct Range {
    /// The least.
    pub from: Exact,
    /// The greatest.
    pub to: Exact,
    /// Whether the threshold's own bounds say so.
    pub is_its_own: bool,
}

/// What a threshold's values come to.
#[derive(Debug)]
pub struct Steps {
    /// Between which values.
    pub range: Range,
    /// The value in force, where it is the same for all.
    pub today: Option<Exact>,
    /// How the steps were found.
    pub how: How,
    /// How many verdicts it has a part in.
    pub verdicts: usize,
    /// The steps, the first at the least value.
    pub steps: Vec<Step>,
}

/// From one value to the next nothing changes but amounts that grow or shrink evenly.
#[derive(Debug)]
pub struct Step {
    /// The value where it begins.
    pub from: Exact,
    /// Whether it begins just over that value, and not at it.
    pub is_over: bool,
    /// What there is.
    pub tally: Tally,
    /// The grant at its end, where that is another.
    pub grant_to: Option<Exact>,
    /// What is otherwise than in the step before, gains first.
    pub changes: Vec<Change>,
}

/// How many verdicts of each word there are, and what is paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// By kind and word.
    pub words: BTreeMap<(Kind, &'static str), usize>,
    /// What is awarded: of each agreement by its last return; none where nothing is.
    pub grant: Option<Exact>,
}

/// A verdict that is another than before.
#[derive(Debug, Clone)]
pub struct Change {
    /// The return, by its place.
    pub over: usize,
    /// The verdict, by its place in the trial.
    pub at: usize,
    /// What became of the rule before.
    pub was: Outcome,
    /// What becomes of it now.
    pub now: Outcome,
    /// Whether only the way in which its number changes is another.
    pub bend: Bend,
}

/// How the course of a number bends where it does not jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bend {
    /// It does not: the verdict turns, or its number jumps.
    None,
    /// It changes from here on, or changes faster or more slowly.
    Changes,
    /// It stays from here on.
    Stays,
}

impl Change {
    /// Whether its subject gains by it, loses, or neither.
    #[must_use]
    pub fn gain(&self) -> Ordering {
        match (rank(&self.now), rank(&self.was)) {
            // What is undecided, or no rating, is neither better nor worse.
            ((0, _), _) | (_, (0, _)) => Ordering::Equal,
            (now, was) => now.cmp(&was),
        }
    }
}

/// How good an outcome is for its subject, within its kind.
fn rank(outcome: &Outcome) -> (i8, Exact) {
    let word = |rank: i8| (rank, Exact::zero());
    match outcome {
        Outcome::Decided(verdict) => match verdict {
            Verdict::On { .. } | Verdict::Met { .. } | Verdict::Pass => word(4),
            Verdict::Band { band: Band::Green, .. } => word(3),
            Verdict::Band { band: Band::Amber, .. } => word(2),
            Verdict::Band { band: Band::Red, .. } | Verdict::Off { .. } => word(1),
            Verdict::Unmet { shortfall, .. } => (1, -shortfall),
            Verdict::Pay { amount } => (1, amount.clone()),
            Verdict::Nothing { .. } => (1, Exact::zero()),
            Verdict::Finding { severity, .. } => word(match severity {
                crate::diagnostic::Severity::Error => 1,
                crate::diagnostic::Severity::Warning => 2,
                crate::diagnostic::Severity::Advice => 3,
            }),
            Verdict::Band { .. } => word(0),
        },
        _ => word(0),
    }
}

/// The values that a threshold can be tried at: its own bounds, else some that its values lie well within. None for one that
/// holds words.
#[must_use]
pub fn range(threshold: &Threshold) -> Option<Range> {
    let values: Vec<&Exact> = threshold.values.iter().filter_map(|dated| number(&dated.value.value)).collect();
    let size = values.iter().map(|value| value.abs()).max()?;
    let bound = |pick: fn(&crate::pack::thresholds::Bounds) -> Option<&Exact>| threshold.bounds.as_ref().and_then(pick);
    let least = bound(|bounds| bounds.min.as_ref().map(|min| &min.value));
    let greatest = bound(|bounds| bounds.max.as_ref().map(|max| &max.value));
    let wide = if size.is_zero() { Exact::whole(10) } else { &size * &Exact::whole(10) };
    let is_below = values.iter().any(|value| value.is_negative());
    Some(Range {
        is_its_own: least.is_some() && greatest.is_some(),
        from: least.cloned().unwrap_or_else(|| if is_below { -&wide } else { Exact::zero() }),
        to: greatest.cloned().unwrap_or(wide),
    })
}

fn number(limit: &Limit) -> Option<&Exact> {
    match limit {
        Limit::Number(number) => Some(number),
        _ => None,
    }
}

/// The step of a threshold's own scale: of the last digit that its values and bounds are written with, and finer where its
/// type is usually written so.
#[must_use]
pub fn scale(threshold: &Threshold, range: &Range) -> Exact {
    let tenth = |times: usize| (0..times).fold(Exact::whole(1), |step, _| step.over(&Exact::whole(10)).unwrap_or(step));
    let percent = |step: Exact| &step * &Exact::hundredth();
    let finest = match threshold.kind {
        LimitType::Percent => percent(tenth(1)),
        LimitType::Money | LimitType::Ratio => Exact::hundredth(),
        LimitType::Points | LimitType::Number => tenth(1),
        _ => Exact::whole(1),
    };
    let written = threshold.values.iter().filter_map(|dated| number(&dated.value.value));
    let mut step = finest;
    for value in written.chain([&range.from, &range.to]) {
        while !(value.over(&step)).is_some_and(|steps| steps.is_whole()) && step.bits() < 64 {
            step = step.over(&Exact::whole(10)).unwrap_or(step);
        }
    }
    step
}

/// Tries a threshold over returns: every value within its range at which a verdict or an amount changes. None for one that
/// holds words.
#[must_use]
pub fn steps(thresholds: &Thresholds, index: usize, over: &[Over<'_>]) -> Option<Steps> {
    let threshold = thresholds.at(index);
    let range = range(threshold)?;
    let step = scale(threshold, &range);
    let ray = Ray { start: range.from.clone(), falls: false, reach: Some(&range.to - &range.from) };
    let input = Input::Limit(index, None);
    let runs: Vec<Runs> =
        (over.iter()).map(|one| one.trial.run(&input, &one.trial.affected(&input), &ray, &step)).collect();
    let mut now = Now::new(over, &runs);
    let first = Point::at(Exact::zero());
    let mut steps = vec![now.step(&ray, &first, Vec::new())];
    for (point, turned) in turns(&runs) {
        let mut changes: Vec<Change> = turned.into_iter().filter_map(|turned| now.turn(point, &turned)).collect();
        if changes.is_empty() {
            continue;
        }
        changes.sort_by_key(|change| std::cmp::Reverse(change.gain()));
        let reached = now.grant(&Point::at(point.distance.clone()), true);
        if let Some(last) = steps.last_mut() {
            last.grant_to = reached.filter(|grant| Some(grant) != last.tally.grant.as_ref());
        }
        steps.push(now.step(&ray, point, changes));
    }
    if let (Some(last), Some(reach)) = (steps.last_mut(), &ray.reach) {
        let reached = now.grant(&Point::at(reach.clone()), false);
        last.grant_to = reached.filter(|grant| Some(grant) != last.tally.grant.as_ref());
    }
    let how = runs.iter().flat_map(Runs::values).map(|course| course.how.clone()).find(|how| *how != How::Solved);
    Some(Steps {
        range,
        today: today(threshold, over),
        how: how.unwrap_or(How::Solved),
        verdicts: runs.iter().map(Runs::len).sum(),
        steps,
    })
}

/// The value that all verdicts read alike; where none reads it, that of the end of the last period.
fn today(threshold: &Threshold, over: &[Over<'_>]) -> Option<Exact> {
    let evidence = over.iter().flat_map(|one| &one.trial.stands).flat_map(|stands| &stands.evidence);
    let mut read: Vec<&Exact> = evidence
        .filter_map(|evidence| match evidence {
            Evidence::Threshold { name, span, .. } if **name == threshold.name.value => threshold.number_at(*span),
            _ => None,
        })
        .collect();
    read.sort_unstable();
    read.dedup();
    match read[..] {
        [one] => Some(one.clone()),
        [] => {
            let day = over.iter().map(|one| one.trial.scene.submission.period.value.end()).max()?;
            number(&threshold.on(day)?.value.value).cloned()
        }
        _ => None,
    }
}

/// A verdict that turns: of which return, which, and with which piece.
type Turned<'r> = (usize, usize, &'r Arc<Course>, usize);

/// Where something turns, in order.
fn turns(runs: &[Runs]) -> BTreeMap<&Point, Vec<Turned<'_>>> {
    let mut turns: BTreeMap<&Point, Vec<Turned<'_>>> = BTreeMap::new();
    for (over, runs) in runs.iter().enumerate() {
        for (&at, course) in runs {
            for (piece, Piece { from, .. }) in course.pieces.iter().enumerate().skip(1) {
                turns.entry(from).or_default().push((over, at, course, piece));
            }
        }
    }
    turns
}

/// What there is at one place of the range.
struct Now<'r, 'p> {
    over: &'r [Over<'p>],
    runs: &'r [Runs],
    words: BTreeMap<(Kind, &'static str), usize>,
    /// The awards that make up the grant, by return: the agreement's own, and those of its reward targets.
    awards: Vec<Awards>,
}

/// The awards of one return.
pub(super) struct Awards {
    over: usize,
    whole: Option<usize>,
    targets: Vec<usize>,
}

impl Awards {
    /// The agreement's own award, where there is one; else those of its reward targets together.
    pub(super) fn sum(&self, amount: impl Fn(usize, usize) -> Option<Exact>) -> Exact {
        let whole = self.whole.and_then(|at| amount(self.over, at));
        whole.unwrap_or_else(|| self.targets.iter().filter_map(|&at| amount(self.over, at)).sum())
    }
}

impl<'r, 'p> Now<'r, 'p> {
    fn new(over: &'r [Over<'p>], runs: &'r [Runs]) -> Self {
        let mut words = BTreeMap::new();
        for (one, runs) in over.iter().zip(runs) {
            for (at, stands) in one.trial.stands.iter().enumerate() {
                let outcome = runs.get(&at).map_or(&stands.outcome, |course| &course.pieces[0].outcome);
                *words.entry((stands.rule.kind, outcome.word())).or_default() += 1;
            }
        }
        Now { over, runs, words, awards: awards(over) }
    }

    fn step(&self, ray: &Ray, point: &Point, changes: Vec<Change>) -> Step {
        let tally = Tally { words: self.words.clone(), grant: self.grant(point, false) };
        let (from, is_over) = (ray.value(&point.distance), point.is_beyond);
        Step { from, is_over, tally, grant_to: None, changes }
    }

    /// Takes in that a verdict turns; none where nothing changes that a person sees.
    fn turn(&mut self, point: &Point, (over, at, course, piece): &Turned<'_>) -> Option<Change> {
        let (before, after) = (&course.pieces[piece - 1], &course.pieces[*piece]);
        let kind = self.over[*over].trial.stands[*at].rule.kind;
        if let Some(count) = self.words.get_mut(&(kind, before.outcome.word())) {
            *count -= 1;
        }
        *self.words.entry((kind, after.outcome.word())).or_default() += 1;
        let was = match before.number_at(&point.distance) {
            Some(number) => with_number(&before.outcome, number),
            None => before.outcome.clone(),
        };
        let is_same = is_same_word(&was, &after.outcome) && number_of(&was) == number_of(&after.outcome);
        let slope = |piece: &Piece| piece.line.as_ref().map(|line| line.slope.clone());
        let bend = match is_same {
            false => Bend::None,
            true if slope(before) == slope(after) => return None,
            true if after.is_level() => Bend::Stays,
            true => Bend::Changes,
        };
        Some(Change { over: *over, at: *at, was, now: after.outcome.clone(), bend })
    }

    /// The grant at a place, or, with `before`, what it comes to when that place is neared.
    fn grant(&self, point: &Point, before: bool) -> Option<Exact> {
        let amount = |over: usize, at: usize| {
            let stands = &self.over[over].trial.stands[at];
            let Some(course) = self.runs[over].get(&at) else { return awarded(&stands.outcome, None) };
            let (piece, _) = course.piece(point);
            let neared = course.pieces.iter().rfind(|piece| piece.from < *point).filter(|_| before);
            let piece = neared.unwrap_or(piece);
            awarded(&piece.outcome, piece.number_at(&point.distance))
        };
        let sum: Exact = self.awards.iter().map(|awards| awards.sum(amount)).sum();
        (!self.awards.is_empty()).then(|| sum.half_up(&Exact::hundredth()))
    }
}

/// What an award comes to.
pub(super) fn awarded(outcome: &Outcome, number: Option<Exact>) -> Option<Exact> {
    match outcome {
        Outcome::Decided(Verdict::Pay { amount }) => Some(number.unwrap_or_else(|| amount.clone())),
        Outcome::Decided(Verdict::Nothing { .. }) => Some(Exact::zero()),
        _ => None,
    }
}

/// Which awards make up the grant: of several returns of one agreement those of the last.
pub(super) fn awards(over: &[Over<'_>]) -> Vec<Awards> {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, one) in over.iter().enumerate() {
        let scene = &one.trial.scene;
        let known = last.entry(&scene.agreement.name.value).or_insert(at);
        if over[*known].trial.scene.submission.period.value.end() <= scene.submission.period.value.end() {
            *known = at;
        }
    }
    let of_kind = |over_at: usize, what: &str| -> Vec<usize> {
        let stands = over[over_at].trial.stands.iter().enumerate();
        let is_it = |stands: &super::trial::Stands<'_>| stands.rule.kind == Kind::Award && stands.subject.what == what;
        stands.filter(|(_, stands)| is_it(stands)).map(|(at, _)| at).collect()
    };
    let awards = last.into_values().map(|over| Awards {
        over,
        whole: of_kind(over, "agreement").first().copied(),
        targets: of_kind(over, "reward_target"),
    });
    awards.filter(|awards| awards.whole.is_some() || !awards.targets.is_empty()).collect()
}
