//! Ledgers of the tuner: one that keeps which verdicts a rule read, and one whose verdicts change with the input.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, RwLock};

use super::course::{Course, Line, Point};
use crate::engine::scene::{Entered, Key, Ledger};
use crate::number::Exact;

/// The verdicts of a return as it is.
pub type Verdicts = HashMap<Key, Arc<Entered>>;

/// A ledger that keeps which verdicts were read.
#[derive(Debug, Default)]
pub struct Recording {
    verdicts: RwLock<Verdicts>,
    read: Mutex<Vec<Key>>,
}

impl Recording {
    /// What was read since this was asked last.
    pub fn take_read(&self) -> Vec<Key> {
        std::mem::take(&mut *self.read.lock().expect("internal: a poisoned ledger"))
    }

    /// All that was entered.
    pub fn verdicts(&self) -> Verdicts {
        self.verdicts.read().expect("internal: a poisoned ledger").clone()
    }
}

impl Ledger for Arc<Recording> {
    fn enter(&self, key: Key, entered: Arc<Entered>) {
        self.verdicts.write().expect("internal: a poisoned ledger").insert(key, entered);
    }

    fn entered(&self, key: &Key) -> Option<Arc<Entered>> {
        self.read.lock().expect("internal: a poisoned ledger").push(*key);
        self.verdicts.read().expect("internal: a poisoned ledger").get(key).cloned()
    }
}

/// The verdicts of a return as it is, and others in the place of some of them.
#[derive(Debug)]
pub struct Overlaid {
    /// As it is.
    pub under: Arc<Verdicts>,
    /// In their place.
    pub over: RwLock<Verdicts>,
}

impl Ledger for Overlaid {
    fn enter(&self, key: Key, entered: Arc<Entered>) {
        self.over.write().expect("internal: a poisoned ledger").insert(key, entered);
    }

    fn entered(&self, key: &Key) -> Option<Arc<Entered>> {
        let over = self.over.read().expect("internal: a poisoned ledger");
        over.get(key).or_else(|| self.under.get(key)).cloned()
    }
}

/// How a number that was made from earlier verdicts is rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rounded {
    /// Not at all.
    Not,
    /// As the one of them that changes is.
    AsOne(Line),
    /// In a way that cannot be told.
    Otherwise,
}

/// How verdicts run along a ray, and what was read of them at one of its places.
#[derive(Debug)]
pub struct Courses {
    under: Arc<Verdicts>,
    changing: RwLock<HashMap<Key, Arc<Course>>>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    point: Point,
    heard: bool,
    until: Option<Exact>,
    /// The verdicts that change, of those that were read, each with its line.
    changing: Vec<(Key, Line)>,
}

impl Courses {
    /// Over the verdicts of a return as it is.
    pub fn new(under: Arc<Verdicts>) -> Self {
        let state = State { point: Point::at(Exact::zero()), heard: false, until: None, changing: Vec::new() };
        Courses { under, changing: RwLock::default(), state: Mutex::new(state) }
    }

    /// Goes to a place, for one rule to run there.
    pub fn go_to(&self, point: Point) {
        let state = State { point, heard: false, until: None, changing: Vec::new() };
        *self.state.lock().expect("internal: a poisoned ledger") = state;
    }

    /// Whether a verdict that may change was read since.
    pub fn was_heard(&self) -> bool {
        self.state.lock().expect("internal: a poisoned ledger").heard
    }

    /// The next distance at which one of them turns.
    pub fn until(&self) -> Option<Exact> {
        self.state.lock().expect("internal: a poisoned ledger").until.clone()
    }

    /// How numbers that were made from them are rounded: by nothing, as one of them alone is, or in a way that cannot be
    /// told, as several are.
    pub fn rounding(&self) -> Rounded {
        let state = self.state.lock().expect("internal: a poisoned ledger");
        let rounded: Vec<&Line> =
            state.changing.iter().map(|(_, line)| line).filter(|line| line.rounding.is_some()).collect();
        match rounded[..] {
            [] => Rounded::Not,
            [one] if state.changing.len() == 1 => Rounded::AsOne(one.clone()),
            _ => Rounded::Otherwise,
        }
    }

    /// Enters how a verdict runs.
    pub fn enter(&self, key: Key, course: Arc<Course>) {
        self.changing.write().expect("internal: a poisoned ledger").insert(key, course);
    }

    /// A verdict as it is read where the input stands at a distance, if the piece at the present place went on to there.
    fn read(&self, key: &Key, stands: &Exact) -> Option<Arc<Entered>> {
        let plain = self.under.get(key)?;
        let courses = self.changing.read().expect("internal: a poisoned ledger");
        let Some(course) = courses.get(key) else { return Some(Arc::clone(plain)) };
        let mut state = self.state.lock().expect("internal: a poisoned ledger");
        let (piece, next) = course.piece(&state.point);
        let outcome = piece.outcome_at(stands);
        if let Some(next) = next.filter(|next| state.until.as_ref().is_none_or(|until| next.distance < *until)) {
            state.until = Some(next.distance.clone());
        }
        state.heard = true;
        if let Some(line) = piece.line.as_ref().filter(|line| !line.slope.is_zero())
            && !state.changing.iter().any(|(known, _)| known == key)
        {
            let level = &line.level + &(&line.slope * &(&state.point.distance - &piece.from.distance));
            let line = Line { level, ..line.clone() };
            state.changing.push((*key, line));
        }
        Some(Arc::new(Entered { outcome, ..Entered::clone(plain) }))
    }
}

/// The courses as one of three scenes reads them, in which the input stands at a distance.
#[derive(Debug)]
pub struct View {
    /// The courses.
    pub courses: Arc<Courses>,
    /// The distance.
    pub stands: Exact,
}

impl Ledger for View {
    /// How verdicts run is entered by [`Courses::enter`].
    fn enter(&self, _: Key, _: Arc<Entered>) {}

    fn entered(&self, key: &Key) -> Option<Arc<Entered>> {
        self.courses.read(key, &self.stands)
    }
}
