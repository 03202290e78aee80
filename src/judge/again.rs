//! Judging anew only what a change of the rules reaches.
//!
//! Every verdict is kept with the verdicts that it read. It is taken over when its rule is written as before, the thresholds
//! that the rule reads are the same, and each of those verdicts came out the same; else its rule runs. So nothing need be
//! known of which rule reads what: it is seen.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::{Case, awards, decide, report, reward, walk};
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
    verdicts: Verdicts,
    in_full: Option<InFull>,
}

/// Verdicts by their rules.
type Verdicts = HashMap<Arc<str>, OfRule>;

/// The return as it would be if all were met, and the awards that it would have.
#[derive(Debug, Clone)]
struct InFull {
    submission: Arc<Submission>,
    verdicts: Verdicts,
}

/// What a rule decided, by the places of its subjects, and what it was then.
#[derive(Debug, Clone)]
struct OfRule {
    terms: Terms,
    decided: Vec<Arc<Decided>>,
}

/// What a rule comes to rests on beside the return and other verdicts: how it is written, and its thresholds.
#[derive(Debug, Clone)]
pub struct Terms {
    written: Arc<str>,
    limits: Vec<Arc<Threshold>>,
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
    let kept = kept.filter(|kept| kept.is_of(&case));
    let submission = Arc::clone(&case.submission);
    let Anew { scene, judgements, verdicts } =
        anew(&case, case.compiled.rules.iter(), submission, kept.map(|kept| &kept.verdicts), sources);
    let known = kept.and_then(|kept| kept.in_full.as_ref());
    let full = known.map(|known| Arc::clone(&known.submission)).or_else(|| reward::in_full(&scene).map(Arc::new));
    let full = full.map(|submission| {
        let known = known.map(|known| &known.verdicts);
        let anew = anew(&case, awards(case.compiled), Arc::clone(&submission), known, sources);
        (anew.judgements, InFull { submission, verdicts: anew.verdicts })
    });
    let (awards, in_full) = full.unzip();
    let kept = Kept {
        agreement: Arc::clone(&case.agreement),
        submission: Arc::clone(&case.submission),
        earlier: Arc::clone(&case.earlier),
        verdicts,
        in_full,
    };
    (report(case, &scene, judgements, &awards.unwrap_or_default()), kept)
}

/// What rules make of a return.
struct Anew {
    scene: Arc<Scene>,
    judgements: Vec<Arc<Judgement>>,
    verdicts: Verdicts,
}

/// Runs rules over a return, but for what can be taken over.
fn anew<'r>(
    case: &Case<'_>,
    rules: impl Iterator<Item = &'r Rule> + Clone,
    submission: Arc<Submission>,
    known: Option<&Verdicts>,
    sources: &Sources,
) -> Anew {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let ledger = Listening { book: Book::default(), asked: Arc::clone(&asked) };
    let (agreement, earlier) = (Arc::clone(&case.agreement), Arc::clone(&case.earlier));
    let scene = Scene::with_ledger(earlier, agreement, submission, Box::new(ledger));
    let mut verdicts: Verdicts =
        rules.clone().map(|rule| (Arc::clone(&rule.id), OfRule::of(rule, case.pack))).collect();
    let is_as_before =
        |(id, was): &(&Arc<str>, &OfRule)| verdicts.get(*id).is_some_and(|is| was.terms.is_same(&is.terms));
    let known: HashMap<&Arc<str>, &OfRule> = known.into_iter().flatten().filter(is_as_before).collect();
    let mut judgements = Vec::new();
    walk(rules, &scene, |rule, at, instance| {
        let known = known.get(&rule.id).and_then(|known| known.decided.get(at));
        let decided = known.filter(|known| known.reads_the_same(&scene)).cloned().unwrap_or_else(|| {
            taken(&asked);
            let (judgement, entered) = decide(rule, instance, case.pack, sources);
            let read = taken(&asked).into_iter().map(|key| (key, scene.entered(key.0, key.1, key.2))).collect();
            Arc::new(Decided { judgement: Arc::new(judgement), entered: entered.into(), read })
        });
        judgements.push(Arc::clone(&decided.judgement));
        let entered = Arc::clone(&decided.entered);
        verdicts.get_mut(&rule.id).expect("internal: a rule that is not walked").decided.push(decided);
        entered
    });
    Anew { scene, judgements, verdicts }
}

impl Kept {
    /// Whether it is of the very same return.
    fn is_of(&self, case: &Case<'_>) -> bool {
        Arc::ptr_eq(&self.agreement, &case.agreement)
            && Arc::ptr_eq(&self.submission, &case.submission)
            && Arc::ptr_eq(&self.earlier, &case.earlier)
    }
}

impl OfRule {
    fn of(rule: &Rule, pack: &Pack) -> Self {
        OfRule { terms: Terms::of(rule, pack), decided: Vec::new() }
    }
}

impl Terms {
    /// Those of a rule in its pack.
    #[must_use]
    pub fn of(rule: &Rule, pack: &Pack) -> Self {
        let limits = rule.limits.iter().map(|&index| Arc::clone(pack.thresholds.shared(index))).collect();
        Terms { written: Arc::clone(&rule.written), limits }
    }

    /// Whether the rule is written as it was, and its thresholds are what they were.
    #[must_use]
    pub fn is_same(&self, now: &Terms) -> bool {
        self.written == now.written
            && self.limits.len() == now.limits.len()
            && self.limits.iter().zip(&now.limits).all(|(before, now)| Arc::ptr_eq(before, now) || before.is_same(now))
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
