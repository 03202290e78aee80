//! A pack that is being edited, step by step: what was saved comes in, what differs from the last good state comes out.
//!
//! It opens no file and waits for none: whoever watches brings what was read ([`Saved`]), and shows what came of it
//! ([`Step`]). A pack that is broken leaves the last good state as it is, so that what is mended is compared with that.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::causes::Difference;
use crate::diff::cells::between_returns;
use crate::diff::difference;
use crate::diff::packs::differ_in_values;
use crate::diff::sides::{Over, Side};
use crate::engine::compile::compile;
use crate::engine::typed::Rule;
use crate::judge::Terms;
use crate::pack::{Pack, Reading};
use crate::source::Sources;

/// Where things stand.
#[derive(Debug, Default)]
pub struct State {
    over: Vec<Over>,
    good: Option<Side>,
    /// Whether the pack was broken when it was saved last.
    broken: bool,
}

/// What was saved.
#[derive(Debug, Default)]
pub struct Saved {
    /// The pack as it was read anew, if one of its files was saved; or why it cannot be opened.
    pub pack: Option<Result<Reading, String>>,
    /// The returns that were read anew, by their places; one at the place behind the last is new.
    pub over: Vec<(usize, Over)>,
}

/// What came of a save.
#[derive(Debug, Default)]
pub struct Step {
    /// What turned because of returns: a difference for each in which something did.
    pub returns: Vec<Difference>,
    /// The places of returns that are new.
    pub added: Vec<usize>,
    /// What turned because of the pack, where it is another.
    pub pack: Option<Difference>,
    /// Why the pack is broken, where it is as it was saved: then nothing was judged by it.
    pub broken: Option<Broken>,
    /// Whether the pack was broken before, and is no longer.
    pub mended: bool,
    /// The rules that are written otherwise, or whose thresholds are.
    pub reached: BTreeSet<String>,
    /// The last good state but one: to let go of it takes a while, which is better spent when all is said.
    pub before: Option<Side>,
}

/// Why nothing can be judged by a pack.
#[derive(Debug)]
pub enum Broken {
    /// It cannot be opened.
    Unopened(String),
    /// What is wrong in it.
    Wrong(Vec<Diagnostic>),
}

impl State {
    /// Nothing judged yet, over these returns.
    #[must_use]
    pub fn new(over: Vec<Over>) -> Self {
        State { over, ..State::default() }
    }

    /// The returns.
    #[must_use]
    pub fn over(&self) -> &[Over] {
        &self.over
    }

    /// The last good state: the pack, and what it makes of the returns.
    #[must_use]
    pub fn good(&self) -> Option<&Side> {
        self.good.as_ref()
    }

    /// The pack as it is, where it is not broken.
    #[must_use]
    pub fn whole(&self) -> Option<&Side> {
        self.good.as_ref().filter(|_| !self.broken)
    }
}

/// Takes in what was saved: the state that follows, and what there is to say.
#[must_use]
pub fn step(state: State, saved: Saved, sources: &Sources) -> (State, Step) {
    let mut step = Step::default();
    let state = returns(state, saved.over, &mut step, sources);
    match saved.pack {
        None => (state, step),
        Some(read) => pack(state, read, step, sources),
    }
}

/// Takes in returns that were read anew, which are judged by the last good pack.
fn returns(state: State, saved: Vec<(usize, Over)>, step: &mut Step, sources: &Sources) -> State {
    if saved.is_empty() {
        return state;
    }
    let mut over = state.over;
    let mut places = Vec::new();
    for (at, one) in saved {
        if let Some(known) = over.get_mut(at) {
            *known = one;
            places.push(at);
        } else {
            step.added.push(over.len());
            over.push(one);
        }
    }
    let Some(good) = state.good else { return State { over, ..state } };
    let now = Side::new(good.pack.clone(), Arc::clone(&good.compiled), &over, Some(&good), sources);
    for at in places {
        let names = [over[at].name.as_str(), "as saved"];
        let found = between_returns([good.report(at), now.report(at)], names, now.not_loaded(), sources);
        step.returns.extend((!found.is_empty()).then_some(found));
    }
    State { over, good: Some(now), ..state }
}

/// Takes in the pack as it was read anew.
fn pack(state: State, read: Result<Reading, String>, mut step: Step, sources: &Sources) -> (State, Step) {
    let reading = match read {
        Ok(reading) => reading,
        Err(why) => {
            step.broken = Some(Broken::Unopened(why));
            return (State { broken: true, ..state }, step);
        }
    };
    let is_error = |it: &Diagnostic| it.severity == Severity::Error;
    let mut broken: Vec<Diagnostic> = reading.diagnostics.into_iter().filter(is_error).collect();
    let as_before = |pack: &Pack| {
        let good = state.good.as_ref().filter(|good| differ_in_values(&good.pack, pack));
        good.map(|good| Arc::clone(&good.compiled))
    };
    let compiled = reading.pack.as_ref().map(|pack| as_before(pack).unwrap_or_else(|| Arc::new(compile(pack))));
    broken.extend(compiled.iter().flat_map(|it| it.diagnostics.iter().filter(|it| is_error(it)).cloned()));
    let (Some(pack), Some(compiled), true) = (reading.pack, compiled, broken.is_empty()) else {
        step.broken = Some(Broken::Wrong(broken));
        return (State { broken: true, ..state }, step);
    };
    step.mended = state.broken;
    let now = Side::new(pack, compiled, &state.over, state.good.as_ref(), sources);
    if let Some(good) = &state.good {
        step.reached = reached(good, &now);
        step.pack = Some(difference(good, &now, &state.over, sources));
    }
    step.before = state.good;
    (State { over: state.over, good: Some(now), broken: false }, step)
}

/// The rules that are written otherwise in one of two packs, or whose thresholds are.
fn reached(before: &Side, after: &Side) -> BTreeSet<String> {
    let is_as_before = |rule: &Rule| {
        let was = before.compiled.rules.iter().find(|it| it.id == rule.id);
        was.is_some_and(|was| Terms::of(was, &before.pack).is_same(&Terms::of(rule, &after.pack)))
    };
    after.compiled.rules.iter().filter(|rule| !is_as_before(rule)).map(|rule| rule.id.to_string()).collect()
}
