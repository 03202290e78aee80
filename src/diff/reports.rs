//! What differs between two reports: verdicts that came out otherwise, and those that only say it in other words.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::number::Exact;
use crate::verdict::{Judgement, Kind, Outcome, Report, Subject, Verdict};

/// One verdict that is not what it was.
#[derive(Debug, Clone)]
pub struct Change {
    /// Which verdict it is.
    pub key: Key,
    /// The rule that decides, or decided.
    pub rule: Arc<str>,
    /// What it was; none where nothing was judged.
    pub before: Option<Said>,
    /// What it is; none where nothing is judged.
    pub after: Option<Said>,
    /// How much it is.
    pub weight: Weight,
}

/// Which verdict of a report: of what kind, about which subject, and, of checks, by which rule. Subjects of one name are told
/// apart by their order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// What is decided.
    pub kind: Kind,
    /// What it is about: `bid`.
    pub what: &'static str,
    /// Which of them: `RG1`.
    pub name: String,
    /// The table of which it is a part.
    pub within: Option<String>,
    /// How many of this name come before it.
    pub nth: usize,
    /// The rule of a check; none for other kinds, of which one rule decides a subject.
    pub check: Option<Arc<str>>,
}

/// How much a change is; what is most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Another verdict, or another number.
    Turned,
    /// A verdict that says nothing against anybody appears, disappears or gives way to another: a check that passes, or does not
    /// apply.
    Silent,
    /// The same verdict in other words.
    Reworded,
}

/// What a rule said about a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The judgement's place in its report.
    pub at: usize,
    /// What became of the rule.
    pub outcome: Outcome,
    /// How far off what it finds is.
    pub off_by: Option<Exact>,
    /// Whether the finding is a part of another one.
    pub is_joined: bool,
    /// Whether somebody explained the finding, so that it does not count.
    pub is_explained: bool,
    /// Whether the rule is advisory, so that what it finds rejects nothing.
    pub is_advisory: bool,
}

impl Said {
    /// What a judgement says.
    #[must_use]
    pub fn of(judgement: &Judgement, at: usize) -> Self {
        Said {
            at,
            outcome: judgement.outcome.clone(),
            off_by: judgement.off_by.clone(),
            is_joined: judgement.joins.is_some(),
            is_explained: judgement.explained.is_some(),
            is_advisory: judgement.advisory.is_some(),
        }
    }

    /// The word for it, as rules write it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.outcome.word()
    }

    /// The amount of an award: what is paid, and nought where nothing is; none for what is no award, and while it is not decided.
    #[must_use]
    pub fn amount(&self) -> Option<Exact> {
        match &self.outcome {
            Outcome::Decided(Verdict::Pay { amount }) => Some(amount.clone()),
            Outcome::Decided(Verdict::Nothing { .. }) => Some(Exact::zero()),
            _ => None,
        }
    }

    /// Whether it is a finding of its own.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        matches!(self.outcome, Outcome::Decided(Verdict::Finding { .. })) && !self.is_joined
    }

    /// Whether another is the same verdict with the same numbers, in whatever words.
    #[must_use]
    pub fn comes_to(&self, other: &Said) -> bool {
        let also = |said: &Said| (said.off_by.clone(), said.is_joined, said.is_explained, said.is_advisory);
        self.word() == other.word() && also(self) == also(other) && has_same_numbers(&self.outcome, &other.outcome)
    }

    /// Whether another is the same to the letter, wherever it stands.
    #[must_use]
    pub fn is_same(&self, other: &Said) -> bool {
        self.comes_to(other) && self.outcome.reason() == other.outcome.reason()
    }

    /// Whether it says nothing against anybody.
    fn is_silent(&self) -> bool {
        matches!(self.outcome, Outcome::Decided(Verdict::Pass) | Outcome::NotApplicable(_))
    }
}

/// Whether two outcomes of one word have the same numbers.
fn has_same_numbers(one: &Outcome, other: &Outcome) -> bool {
    let (Outcome::Decided(one), Outcome::Decided(other)) = (one, other) else { return true };
    match (one, other) {
        (
            Verdict::On { expected, told, .. } | Verdict::Off { expected, told, .. },
            Verdict::On { expected: its, told: its_told, .. } | Verdict::Off { expected: its, told: its_told, .. },
        ) => expected == its && told.iter().map(|it| &it.number).eq(its_told.iter().map(|it| &it.number)),
        (Verdict::Unmet { shortfall, .. }, Verdict::Unmet { shortfall: its, .. }) => shortfall == its,
        (Verdict::Pay { amount }, Verdict::Pay { amount: its }) => amount == its,
        _ => true,
    }
}

/// A judgement with its place in its report and its key.
pub type Keyed<'r> = (usize, Key, &'r Judgement);

/// Those judgements of a report by their keys whose subject is wanted.
#[must_use]
pub fn keyed(report: &Report, is_wanted: impl Fn(&Subject) -> bool) -> Vec<Keyed<'_>> {
    let mut seen: HashMap<Key, usize> = HashMap::new();
    let mut key = |judgement: &Judgement| {
        let Subject { what, name, within, .. } = &judgement.subject;
        let check = (judgement.kind == Kind::Check).then(|| Arc::clone(&judgement.rule));
        let (name, within) = (name.clone(), within.clone());
        let mut key = Key { kind: judgement.kind, what, name, within, nth: 0, check };
        let nth = seen.entry(key.clone()).or_default();
        key.nth = *nth;
        *nth += 1;
        key
    };
    let wanted = report.judged().enumerate().filter(|(_, judgement)| is_wanted(&judgement.subject));
    wanted.map(|(at, judgement)| (at, key(judgement), judgement)).collect()
}

/// A judgement, and its place in its report.
type Placed<'r> = Option<(usize, &'r Judgement)>;

/// The judgements of two reports side by side: those after in their order, then those before of which nothing came after.
#[must_use]
pub fn paired<'r>(before: &'r Report, after: &'r Report) -> Vec<[Placed<'r>; 2]> {
    let placed = |report: &'r Report| report.judged().enumerate();
    let is_of_the_same = |one: &Judgement, other: &Judgement| {
        std::ptr::eq(one, other)
            || (one.rule == other.rule
                && one.subject.what == other.subject.what
                && one.subject.name == other.subject.name
                && one.subject.within == other.subject.within)
    };
    // Most changes leave what is judged as it is, and then nothing need be looked up.
    if before.judgements.len() == after.judgements.len()
        && before.judgements.iter().zip(&after.judgements).all(|(one, other)| is_of_the_same(one, other))
    {
        return placed(before).zip(placed(after)).map(|(was, is)| [Some(was), Some(is)]).collect();
    }
    let [was, is] = [before, after].map(|report| keyed(report, |_| true));
    let mut left: HashMap<&Key, (usize, &Judgement)> = was.iter().map(|(at, key, it)| (key, (*at, *it))).collect();
    let mut pairs: Vec<[Placed<'r>; 2]> = Vec::new();
    for (at, key, judgement) in &is {
        pairs.push([left.remove(key), Some((*at, *judgement))]);
    }
    let gone = was.iter().filter(|(_, key, _)| left.contains_key(key));
    pairs.extend(gone.map(|(at, _, judgement)| [Some((*at, *judgement)), None]));
    pairs
}

/// Every verdict that is not what it was, in the order of judging; what is no longer judged comes last.
#[must_use]
pub fn between(before: &Report, after: &Report) -> Vec<Change> {
    let mut changed = paired(before, after);
    // Most verdicts are what they were: nothing is made of them.
    changed.retain(|pair| !matches!(pair, [Some((_, was)), Some((_, is))] if says_the_same(was, is)));
    let names: HashSet<&str> = changed.iter().flatten().flatten().map(|(_, it)| it.subject.name.as_str()).collect();
    let keys = [before, after].map(|report| {
        let keyed = keyed(report, |subject| names.contains(subject.name.as_str()));
        keyed.into_iter().map(|(at, key, _)| (at, key)).collect::<HashMap<usize, Key>>()
    });
    let of = |[before, after]: [Placed<'_>; 2]| {
        let said = |placed: Placed<'_>| placed.map(|(at, judgement)| Said::of(judgement, at));
        let side = usize::from(after.is_some());
        let (at, judgement) = after.or(before)?;
        change(keys[side].get(&at)?, &judgement.rule, said(before), said(after))
    };
    changed.into_iter().filter_map(of).collect()
}

/// Whether two judgements say the same to the letter and in the same places.
fn says_the_same(one: &Judgement, other: &Judgement) -> bool {
    let also = |it: &Judgement| (it.joins.is_some(), it.explained.is_some(), it.advisory.is_some());
    std::ptr::eq(one, other) || (one.outcome == other.outcome && one.off_by == other.off_by && also(one) == also(other))
}

/// What a verdict turned into, where it did.
fn change(key: &Key, rule: &Arc<str>, before: Option<Said>, after: Option<Said>) -> Option<Change> {
    let weight = match (&before, &after) {
        (Some(was), Some(is)) if was.is_same(is) => return None,
        (Some(was), Some(is)) if was.comes_to(is) => Weight::Reworded,
        (Some(one), None) | (None, Some(one)) if one.is_silent() => Weight::Silent,
        (Some(was), Some(is)) if key.kind == Kind::Check && was.is_silent() && is.is_silent() => Weight::Silent,
        _ => Weight::Turned,
    };
    Some(Change { key: key.clone(), rule: Arc::clone(rule), before, after, weight })
}
