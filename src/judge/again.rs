//! Judging anew only what a change of the rules reaches.
//!
//! Every verdict is kept with the verdicts that it read. It is taken over when its rule is written as before, the thresholds
//! that the rule reads are the same, and each of those verdicts came out the same; else its rule runs. So nothing need be
//! known of which rule reads what: it is seen.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::{Case, decide, report, walk};
use crate::engine::scene::{Book, Entered, Key, Ledger, Scene};
use crate::engine::typed::Rule;
use crate::model::agreement::Agreement;
use crate::model::history::History;
use crate::model::submission::Submission;
use crate::pack::Pack;
use crate::pack::thresholds::Threshold;
use crate::source::Sources;
use crate::verdict::{Judgement, Report};

/// The verdicts about one return, as they can be taken over when it is judged by other rules.
#[derive(Debug, Clone)]
pub struct Kept {
    agreement: Arc<Agreement>,
    submission: Arc<Submission>,
    earlier: Arc<History>,
    rules: HashMap<Arc<str>, OfRule>,
}

/// What a rule decided, by the places of its subjects, and what it was then.
#[derive(Debug, Clone)]
struct OfRule {
    written: Arc<str>,
    limits: Vec<Threshold>,
    decided: Vec<Arc<Decided>>,
}

/// One verdict, and those that it read.
#[derive(Debug)]
struct Decided {
    judgement: Arc<Judgement>,
    entered: Arc<Entered>,
    read: Vec<(Key, Option<Arc<Entered>>)>,
}

/// Judges a return, and takes over what `kept` holds of the same return and what no change reaches. The report is the one
/// that [`super::judge`] gives; only the places in scripts and thresholds of what is taken over are those in the texts by
/// which it was judged.
#[must_use]
pub fn again(case: Case<'_>, kept: Option<&Kept>, sources: &Sources) -> (Report, Kept) {
    let (agreement, submission, earlier) =
        (Arc::clone(&case.agreement), Arc::clone(&case.submission), Arc::clone(&case.earlier));
    let known = kept.filter(|kept| kept.is_of(&case)).map(|kept| kept.of_rules(&case)).unwrap_or_default();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let ledger = Listening { book: Book::default(), asked: Arc::clone(&asked) };
    let scene = Scene::with_ledger(earlier, agreement, submission, Box::new(ledger));
    let mut rules: HashMap<Arc<str>, OfRule> = HashMap::new();
    let mut judgements = Vec::new();
    walk(case.compiled, &scene, |rule, at, instance| {
        let known = known.get(&rule.id).and_then(|of| of.decided.get(at));
        let decided = known.filter(|known| known.reads_the_same(&scene)).cloned().unwrap_or_else(|| {
            taken(&asked);
            let (judgement, entered) = decide(rule, instance, case.pack, sources);
            let read = taken(&asked).into_iter().map(|key| (key, scene.entered(key.0, key.1, key.2))).collect();
            Arc::new(Decided { judgement: Arc::new(judgement), entered: entered.into(), read })
        });
        judgements.push(Arc::clone(&decided.judgement));
        let entered = Arc::clone(&decided.entered);
        rules.entry(Arc::clone(&rule.id)).or_insert_with(|| OfRule::new(rule, case.pack)).decided.push(decided);
        entered
    });
    let kept = Kept {
        agreement: Arc::clone(&case.agreement),
        submission: Arc::clone(&case.submission),
        earlier: Arc::clone(&case.earlier),
        rules,
    };
    (report(case, &scene, judgements, sources), kept)
}

impl Kept {
    /// Whether it is of the very same return.
    fn is_of(&self, case: &Case<'_>) -> bool {
        Arc::ptr_eq(&self.agreement, &case.agreement)
            && Arc::ptr_eq(&self.submission, &case.submission)
            && Arc::ptr_eq(&self.earlier, &case.earlier)
    }

    /// What is known of those rules that are as they were.
    fn of_rules(&self, case: &Case<'_>) -> HashMap<Arc<str>, &OfRule> {
        let known = |rule: &Rule| Some((Arc::clone(&rule.id), self.rules.get(&rule.id)?));
        let rules = case.compiled.rules.iter();
        rules.filter_map(|rule| known(rule).filter(|(_, of)| of.is_as(rule, case.pack))).collect()
    }
}

impl OfRule {
    fn new(rule: &Rule, pack: &Pack) -> Self {
        let limits = rule.limits.iter().map(|&index| pack.thresholds.at(index).clone()).collect();
        OfRule { written: Arc::clone(&rule.written), limits, decided: Vec::new() }
    }

    /// Whether the rule is written as it was, and its thresholds are what they were.
    fn is_as(&self, rule: &Rule, pack: &Pack) -> bool {
        self.written == rule.written
            && self.limits.len() == rule.limits.len()
            && self.limits.iter().zip(&rule.limits).all(|(before, &now)| before.is_same(pack.thresholds.at(now)))
    }
}

impl Decided {
    /// Whether each verdict that it read is what it was.
    fn reads_the_same(&self, scene: &Scene) -> bool {
        self.read.iter().all(|(key, before)| scene.entered(key.0, key.1, key.2) == *before)
    }
}

/// A ledger that listens to what is read in it.
#[derive(Debug)]
struct Listening {
    book: Book,
    asked: Arc<Mutex<Vec<Key>>>,
}

impl Ledger for Listening {
    fn enter(&self, key: Key, entered: Arc<Entered>) {
        self.book.enter(key, entered);
    }

    fn entered(&self, key: &Key) -> Option<Arc<Entered>> {
        self.asked.lock().expect("internal: a poisoned list").push(*key);
        self.book.entered(key)
    }
}

/// What was asked since it was taken last.
fn taken(asked: &Mutex<Vec<Key>>) -> Vec<Key> {
    std::mem::take(&mut *asked.lock().expect("internal: a poisoned list"))
}
