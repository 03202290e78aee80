//! One return under one pack, on which the values of an input can be tried.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, RwLock};

use super::along::{Along, Moves, Thrice};
use super::course::{Course, How, Piece, Point, Ray};
use super::ledger::{Courses, Overlaid, Recording, Verdicts, View};
use crate::engine::compile::Compiled;
use crate::engine::evaluate::{Ending, Run, Stop, run, run_over};
use crate::engine::lens::{Judge, Lens};
use crate::engine::scene::{Entered, Key, Scene};
use crate::engine::table::Instance;
use crate::engine::typed::Rule;
use crate::judge::{outcome, subjects_of, walk};
use crate::model::agreement::Agreement;
use crate::model::history::History;
use crate::model::submission::Submission;
use crate::number::Exact;
use crate::pack::thresholds::{Limit, LimitType, Thresholds};
use crate::source::Span;
use crate::verdict::{Evidence, Outcome, Subject};

/// The most pieces of a course; a rule with more is tried step by step.
const MOST_PIECES: usize = 500;

/// The most steps that are tried one by one.
pub const MOST_STEPS: usize = 2_000;

/// What is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The threshold at this place of the list, where it has this value; whatever it is where none is named.
    Limit(usize, Option<Exact>),
    /// A cell of the return.
    Cell(Span),
}

/// A verdict of the return as it is.
pub struct Stands<'p> {
    /// The rule.
    pub rule: &'p Rule,
    /// The subject, by its place among those of the rule.
    at: usize,
    /// The subject.
    pub subject: Subject,
    /// The unit of its own figures.
    pub own: Option<crate::model::OwnUnit>,
    /// What became of the rule.
    pub outcome: Outcome,
    /// What it read.
    pub evidence: Vec<Evidence>,
    read: Vec<Key>,
}

impl Stands<'_> {
    fn key(&self) -> Key {
        (self.rule.kind, self.subject.what, self.subject.index)
    }

    fn reads(&self, input: &Input, thresholds: &Thresholds) -> bool {
        self.evidence.iter().any(|evidence| match (evidence, input) {
            (Evidence::Threshold { name, span, .. }, Input::Limit(index, of)) => {
                let threshold = thresholds.at(*index);
                let is_it = |of: &Exact| threshold.number_at(*span) == Some(of);
                **name == threshold.name.value && of.as_ref().is_none_or(is_it)
            }
            (Evidence::Field { places, .. }, Input::Cell(cell)) => places.contains(cell),
            _ => false,
        })
    }
}

/// A return under a pack.
pub struct Trial<'p> {
    thresholds: &'p Thresholds,
    compiled: &'p Compiled,
    /// The agreement and the return.
    pub scene: Arc<Scene>,
    /// Every rule over every subject, in the order of judging.
    pub stands: Vec<Stands<'p>>,
    verdicts: Arc<Verdicts>,
}

/// The courses of the verdicts that an input has a part in, by their places in [`Trial::stands`].
pub type Runs = BTreeMap<usize, Arc<Course>>;

impl<'p> Trial<'p> {
    /// Judges a return as it is.
    #[must_use]
    pub fn new(
        thresholds: &'p Thresholds,
        compiled: &'p Compiled,
        agreement: Arc<Agreement>,
        submission: Arc<Submission>,
        earlier: Arc<History>,
    ) -> Self {
        let ledger = Arc::new(Recording::default());
        let scene = Scene::with_ledger(earlier, agreement, submission, Box::new(Arc::clone(&ledger)));
        let mut stands = Vec::new();
        walk(&compiled.rules, &scene, |rule, at, instance| {
            let Run { end, evidence, .. } = run(&mut Judge::default(), rule, instance, thresholds);
            let outcome = came_to(end.map(|ending| outcome(&ending)));
            let (subject, own, read) = (instance.subject.clone(), instance.own.clone(), ledger.take_read());
            stands.push(Stands { rule, at, subject, own, outcome: outcome.clone(), evidence, read });
            Entered { outcome, places: Vec::new(), grounds: Vec::new() }
        });
        let verdicts = Arc::new(ledger.verdicts());
        Trial { thresholds, compiled, scene, stands, verdicts }
    }

    /// The verdicts that an input has a part in: those that read it, and those that read one of these. Whatever value it
    /// takes, no other verdict changes, as what a verdict does not read cannot change which way its rule goes.
    #[must_use]
    pub fn affected(&self, input: &Input) -> Vec<usize> {
        let mut keys: HashSet<Key> = HashSet::new();
        let mut affected = Vec::new();
        for (at, stands) in self.stands.iter().enumerate() {
            if stands.reads(input, self.thresholds) || stands.read.iter().any(|key| keys.contains(key)) {
                keys.insert(stands.key());
                affected.push(at);
            }
        }
        affected
    }

    /// How the affected verdicts run along a ray; `step` is the size of the steps where they must be tried one by one.
    #[must_use]
    pub fn run(&self, input: &Input, affected: &[usize], ray: &Ray, step: &Exact) -> Runs {
        let stand =
            [Exact::zero(), Exact::whole(1), Exact::whole(7).over(&Exact::whole(3)).unwrap_or_else(Exact::zero)];
        let courses = Arc::new(Courses::new(Arc::clone(&self.verdicts)));
        let scenes = self.scenes(input, ray, &stand, &courses);
        let mut known: HashMap<*const Rule, [Vec<Instance>; 3]> = HashMap::new();
        let mut tried: HashSet<Key> = HashSet::new();
        let mut runs = Runs::new();
        for (before, &at) in affected.iter().enumerate() {
            let stands = &self.stands[at];
            // Between two steps nothing is known of a verdict that was tried, nor so of one that rests on it.
            let is_solvable = self.is_smooth(input) && !stands.read.iter().any(|key| tried.contains(key));
            let solved = scenes.as_ref().filter(|_| is_solvable).and_then(|scenes| {
                let of_rule = known
                    .entry(std::ptr::from_ref(stands.rule))
                    .or_insert_with(|| scenes.each_ref().map(|scene| subjects_of(stands.rule, scene)));
                let instance = of_rule[0].get(stands.at)?;
                let handles: Thrice = [0, 1, 2].map(|scene: usize| Arc::clone(&of_rule[scene][stands.at].handle));
                let moves = match input {
                    Input::Limit(index, of) => Moves::Limit(*index, of.clone()),
                    Input::Cell(_) => Moves::Cell,
                };
                Walker { trial: self, stands, instance, handles, moves, ray, stand: &stand, courses: &courses }.course()
            });
            let course = Arc::new(solved.unwrap_or_else(|| self.try_each(input, &affected[..=before], ray, step)));
            if course.how != How::Solved {
                tried.insert(stands.key());
            }
            courses.enter(stands.key(), Arc::clone(&course));
            runs.insert(at, course);
        }
        runs
    }

    /// Whether an input takes every value between two others: a number of days, or of things, does not.
    fn is_smooth(&self, input: &Input) -> bool {
        match input {
            Input::Limit(index, _) => !matches!(self.thresholds.at(*index).kind, LimitType::Days | LimitType::Integer),
            Input::Cell(_) => true,
        }
    }

    /// The verdicts that some verdicts are made from, and themselves.
    #[must_use]
    pub fn with_those_before(&self, of: &BTreeSet<usize>) -> BTreeSet<usize> {
        let place: HashMap<Key, usize> =
            self.stands.iter().enumerate().map(|(at, stands)| (stands.key(), at)).collect();
        let (mut all, mut open) = (of.clone(), of.iter().copied().collect::<Vec<_>>());
        while let Some(at) = open.pop() {
            let read = self.stands[at].read.iter().filter_map(|key| place.get(key).copied());
            open.extend(read.filter(|&before| all.insert(before)).collect::<Vec<_>>());
        }
        all
    }

    /// The return in three scenes, in which the input stands at three distances.
    fn scenes(&self, input: &Input, ray: &Ray, stand: &[Exact; 3], courses: &Arc<Courses>) -> Option<[Arc<Scene>; 3]> {
        let scene = |stands: &Exact| {
            let submission = match input {
                Input::Limit(..) => Arc::clone(&self.scene.submission),
                Input::Cell(cell) => Arc::new(self.scene.submission.with_figure(*cell, &ray.value(stands))?),
            };
            let ledger = Box::new(View { courses: Arc::clone(courses), stands: stands.clone() });
            let (earlier, agreement) = (Arc::clone(&self.scene.earlier), Arc::clone(&self.scene.agreement));
            Some(Scene::with_ledger(earlier, agreement, submission, ledger))
        };
        let [first, second, third] = stand;
        Some([scene(first)?, scene(second)?, scene(third)?])
    }

    /// Tries the last of some verdicts at every step; coarser steps where there would be too many.
    fn try_each(&self, input: &Input, affected: &[usize], ray: &Ray, step: &Exact) -> Course {
        let mut step = step.clone();
        let most = Exact::whole(MOST_STEPS.try_into().unwrap_or(i64::MAX));
        while ray.reach.as_ref().and_then(|reach| reach.over(&step)).is_some_and(|steps| steps > most) {
            step = &step * &Exact::whole(10);
        }
        let last = affected.last().copied().unwrap_or_default();
        let needed = self.with_those_before(&BTreeSet::from([last]));
        let needed: Vec<usize> = affected.iter().copied().filter(|at| needed.contains(at)).collect();
        let mut course = Course { pieces: Vec::new(), how: How::Tried(step.clone()) };
        let mut distance = Exact::zero();
        for _ in 0..=MOST_STEPS {
            if ray.reach.as_ref().is_some_and(|reach| distance > *reach) {
                break;
            }
            let outcomes = self.outcomes_at(input, &needed, &ray.value(&distance));
            if let Some((_, outcome)) = outcomes.into_iter().find(|(at, _)| *at == last) {
                course.push(Piece { from: Point::at(distance.clone()), outcome, line: None, told: Vec::new() });
            }
            distance = &distance + &step;
        }
        course
    }

    /// What becomes of the affected verdicts when the input has a value: the rules are simply run.
    #[must_use]
    pub fn outcomes_at(&self, input: &Input, affected: &[usize], value: &Exact) -> Vec<(usize, Outcome)> {
        match input {
            Input::Limit(index, of) => {
                let moved = self.thresholds.moved(*index, &Limit::Number(value.clone()), of.as_ref());
                self.outcomes_of(affected, Arc::clone(&self.scene.submission), &moved)
            }
            Input::Cell(cell) => match self.scene.submission.with_figure(*cell, value) {
                Some(submission) => self.outcomes_of(affected, Arc::new(submission), self.thresholds),
                None => Vec::new(),
            },
        }
    }

    /// What becomes of the affected verdicts when some thresholds have other values.
    #[must_use]
    pub fn outcomes_with(&self, affected: &[usize], limits: &[(usize, Limit)]) -> Vec<(usize, Outcome)> {
        let mut thresholds = self.thresholds.clone();
        for (index, limit) in limits {
            thresholds = thresholds.moved(*index, limit, None);
        }
        self.outcomes_of(affected, Arc::clone(&self.scene.submission), &thresholds)
    }

    fn outcomes_of(
        &self,
        affected: &[usize],
        submission: Arc<Submission>,
        thresholds: &Thresholds,
    ) -> Vec<(usize, Outcome)> {
        let ledger = Overlaid { under: Arc::clone(&self.verdicts), over: RwLock::default() };
        let (earlier, agreement) = (Arc::clone(&self.scene.earlier), Arc::clone(&self.scene.agreement));
        let scene = Scene::with_ledger(earlier, agreement, submission, Box::new(ledger));
        let mut of_rule: Option<(*const Rule, Vec<Instance>)> = None;
        let mut outcomes = Vec::new();
        for &at in affected {
            let stands = &self.stands[at];
            let rule = std::ptr::from_ref(stands.rule);
            if of_rule.as_ref().is_none_or(|(known, _)| !std::ptr::eq(*known, rule)) {
                of_rule = Some((rule, subjects_of(stands.rule, &scene)));
            }
            let Some(instance) = of_rule.as_ref().and_then(|(_, instances)| instances.get(stands.at)) else { continue };
            let run = run(&mut Judge::default(), stands.rule, instance, thresholds);
            let outcome = came_to(run.end.map(|ending| outcome(&ending)));
            let entered = Entered { outcome: outcome.clone(), places: Vec::new(), grounds: Vec::new() };
            scene.enter(stands.rule.kind, &stands.subject, entered);
            outcomes.push((at, outcome));
        }
        outcomes
    }

    /// The rules of the pack.
    #[must_use]
    pub fn compiled(&self) -> &'p Compiled {
        self.compiled
    }
}

fn came_to(end: Result<Outcome, Stop>) -> Outcome {
    match end {
        Ok(outcome) => outcome,
        Err(Stop::Missing(wants)) => Outcome::Undecided(wants),
        Err(Stop::Fault(fault)) => Outcome::Fault(fault),
    }
}

/// Walks along a ray with one rule over one subject, from turn to turn.
struct Walker<'w, 'p> {
    trial: &'w Trial<'p>,
    stands: &'w Stands<'p>,
    instance: &'w Instance,
    handles: Thrice,
    moves: Moves,
    ray: &'w Ray,
    stand: &'w [Exact; 3],
    courses: &'w Courses,
}

impl Walker<'_, '_> {
    fn course(&mut self) -> Option<Course> {
        let mut course = Course { pieces: Vec::new(), how: How::Solved };
        let mut point = Point::at(Exact::zero());
        while course.pieces.len() < MOST_PIECES {
            let (piece, turns) = self.piece(&point)?;
            course.push(piece);
            let is_past = |distance: &Exact| self.ray.reach.as_ref().is_some_and(|reach| distance > reach);
            point = match turns {
                _ if !point.is_beyond && self.ray.reach.as_ref() == Some(&point.distance) => return Some(course),
                _ if !point.is_beyond => Point::beyond(point.distance),
                Some(turn) if !is_past(&turn) => Point::at(turn),
                _ => return Some(course),
            };
        }
        None
    }

    /// What becomes of the rule at a place, and the next distance at which something may turn.
    fn piece(&mut self, point: &Point) -> Option<(Piece, Option<Exact>)> {
        self.courses.go_to(point.clone());
        let (ray, stand, courses) = (self.ray, self.stand, self.courses);
        let mut lens = Along { moves: self.moves.clone(), ray, stand, point, courses, turns: None, is_curved: false };
        let object = (self.instance, self.handles.clone());
        let Run { end, .. } = run_over(&mut lens, self.stands.rule, object, self.trial.thresholds);
        if lens.is_curved {
            return None;
        }
        let mut line = None;
        let mut told = Vec::new();
        if let Ok(Ending { number: Some(number), told: tells, .. }) = &end {
            line = Some(number.line()?);
            for (what, number, _) in tells {
                told.push((*what, number.line().filter(|line| line.rounding.is_none())?));
            }
        }
        let outcome = came_to(end.map(|ending| outcome(&ending.map(|number| Along::value(&number).clone()))));
        let turns = [lens.turns, courses.until()].into_iter().flatten().min();
        Some((Piece { from: point.clone(), outcome, line, told }, turns))
    }
}
