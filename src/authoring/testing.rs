//! Runs the fixtures of a pack: does each rule come to the outcome in the fixture's name, and say what it said before?
//!
//! It opens no file: the caller brings the texts and keeps the snapshots.

use std::sync::Arc;

use super::fixture::{self, OUTCOMES, expects, word};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::engine::compile::Compiled;
use crate::engine::evaluate::{Run, Stop, run};
use crate::engine::lens::Judge;
use crate::engine::scene::{Entered, Scene};
use crate::engine::table::Instance;
use crate::engine::typed::Rule;
use crate::judge::{Case, judge, outcome, subjects_of};
use crate::model::agreement::Agreement;
use crate::model::history::History;
use crate::model::submission::Submission;
use crate::number::Exact;
use crate::pack::thresholds::Thresholds;
use crate::pack::{Pack, builtin};
use crate::source::{Source, Sources};
use crate::verdict::{Judgement, Kind, Outcome, Report};

/// One fixture, and what was said of it before.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// The rule: the name of its folder.
    pub rule: String,
    /// The file's name without `.yaml`, which begins with an outcome.
    pub name: String,
    /// Its text.
    pub source: Arc<Source>,
    /// What the rule said of it when that was last accepted; none of a fixture that is new.
    pub accepted: Option<String>,
    /// What stands above that in its file.
    pub head: Option<String>,
}

/// Something that lies beside the fixtures and belongs to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOver {
    /// Its path, as a person reads it.
    pub path: String,
    /// What is wrong with it, and what to do.
    pub why: String,
}

impl LeftOver {
    /// Whether it is a snapshot, which nobody but a fixture has any use for.
    #[must_use]
    pub fn is_snapshot(&self) -> bool {
        let path = self.path.strip_suffix(".new").unwrap_or(&self.path);
        path.rsplit_once('.').is_some_and(|(_, ending)| ending == "snap")
    }
}

/// What a fixture came to.
#[derive(Debug)]
pub struct Tested {
    /// What became of it.
    pub came: Came,
    /// What was read of it; none of a fixture that was not judged.
    pub ready: Option<Ready>,
    /// What its rule and those before it decided; none of a fixture that was not judged.
    pub report: Option<Report>,
    /// Why it could not be judged.
    pub problems: Vec<Diagnostic>,
}

/// What became of a fixture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// To the outcome in its name; as far as that has been compared, in the words that were accepted.
    AsNamed,
    /// To the outcome in its name, and nothing was accepted yet.
    New,
    /// To the outcome in its name, in other words than were accepted.
    Changed,
    /// A finding should have been made, and none was.
    Missing,
    /// A finding was made, and none should have been.
    Noisy,
    /// Another outcome than that in its name: what it came to.
    Wrong(&'static str),
    /// The rule had nothing to judge in it.
    Nothing,
    /// It could not be read.
    Unread,
    /// Its name begins with no outcome that a rule can come to.
    Unnamed,
    /// Its rule does not load.
    Broken,
    /// There is no rule of the name of its folder: the rule that may be meant.
    NoRule(Option<String>),
}

impl Came {
    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Came::AsNamed => "as before",
            Came::New => "new",
            Came::Changed => "changed",
            Came::Missing => "missing",
            Came::Noisy => "noisy",
            Came::Wrong(_) => "wrong",
            Came::Nothing => "nothing to judge",
            Came::Unread => "not read",
            Came::Unnamed => "no outcome",
            Came::Broken => "not loaded",
            Came::NoRule(_) => "no rule",
        }
    }

    /// Whether what the rule says awaits a person who accepts it.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Came::New | Came::Changed)
    }
}

/// The words of [`Came::word`], in the order in which a summary counts them.
pub const NOT_AS_BEFORE: [&str; 10] = [
    "new",
    "changed",
    "missing",
    "noisy",
    "wrong",
    "nothing to judge",
    "not read",
    "no outcome",
    "not loaded",
    "no rule",
];

/// The fixtures of a pack that is built in; nothing was accepted of them.
#[must_use]
pub fn built_in(name: &str, sources: &mut Sources) -> Vec<Fixture> {
    let fixture = |&(path, text): &(&str, &str)| {
        let (rule, name) = path.strip_suffix(".yaml")?.split_once('/')?;
        let source = sources.add(format!("fixtures/{path}"), text);
        Some(Fixture { rule: rule.to_owned(), name: name.to_owned(), source, accepted: None, head: None })
    };
    builtin::fixtures(name).iter().filter_map(fixture).collect()
}

/// Runs one fixture by its rule and those that it may read, as [`alone`] picks them. `sources` are the texts of the pack and
/// the fixture's own.
#[must_use]
pub fn test(fixture: &Fixture, pack: &Pack, alone: &Compiled, sources: &Sources) -> Tested {
    let untold = |came, problems| Tested { came, ready: None, report: None, problems };
    if !alone.rules.iter().any(|rule| *rule.id == *fixture.rule) {
        let is_there = pack.rules.iter().any(|script| script.id == fixture.rule);
        let near = || nearest(&fixture.rule, pack.rules.iter().map(|script| script.id.as_str())).map(str::to_owned);
        return untold(if is_there { Came::Broken } else { Came::NoRule(near()) }, Vec::new());
    }
    if !OUTCOMES.iter().any(|word| expects(&fixture.name, word)) {
        return untold(Came::Unnamed, Vec::new());
    }
    let (read, mut problems) = fixture::read(&fixture.source, &pack.thresholds);
    problems.retain(|problem| problem.severity == Severity::Error);
    // One whose name says that something is unreadable has something that cannot be read.
    let is_meant = problems.is_empty() || fixture.name.contains("unreadable");
    let Some(read) = read.filter(|_| is_meant) else { return untold(Came::Unread, problems) };
    let ready = Ready::new(read, pack);
    let report = ready.judged(alone, sources);
    Tested { came: came(fixture, &report), ready: Some(ready), report: Some(report), problems: Vec::new() }
}

/// A fixture that was read and can be judged, by several rules if need be.
#[derive(Debug)]
pub struct Ready {
    pack: Pack,
    agreement: Arc<Agreement>,
    submission: Arc<Submission>,
    earlier: Arc<History>,
}

impl Ready {
    /// What was read of a fixture, with the thresholds that it sets in place of the pack's.
    #[must_use]
    pub fn new(read: fixture::Fixture, pack: &Pack) -> Self {
        let pack = Pack { thresholds: read.thresholds, ..pack.clone() };
        Ready { pack, agreement: read.agreement, submission: read.submission.into(), earlier: read.earlier.into() }
    }

    /// What some rules make of it.
    #[must_use]
    pub fn judged(&self, rules: &Compiled, sources: &Sources) -> Report {
        let case = Case {
            pack: &self.pack,
            compiled: rules,
            agreement: Arc::clone(&self.agreement),
            submission: Arc::clone(&self.submission),
            earlier: Arc::clone(&self.earlier),
            diagnostics: Vec::new(),
            explanations: Vec::new(),
            pack_diagnostics: Vec::new(),
        };
        judge(case, sources)
    }

    /// A rule over it, to be run again and again: what the rules before it decided stands as in the report.
    #[must_use]
    pub fn stage(&self, rule: &Rule, report: &Report) -> Stage {
        let (agreement, submission) = (Arc::clone(&self.agreement), Arc::clone(&self.submission));
        let scene = Scene::after(Arc::clone(&self.earlier), agreement, submission);
        for one in report.judged().filter(|judgement| judgement.rule != rule.id) {
            let entered = Entered { outcome: one.outcome.clone(), places: Vec::new(), grounds: Vec::new() };
            scene.enter(one.kind, &one.subject, entered);
        }
        Stage { instances: subjects_of(rule, &scene), scene, thresholds: self.pack.thresholds.clone() }
    }
}

/// A rule's subjects in a fixture, and the thresholds that hold there.
pub struct Stage {
    /// The subjects.
    pub instances: Vec<Instance>,
    /// The thresholds.
    pub thresholds: Thresholds,
    scene: Arc<Scene>,
}

impl Stage {
    /// Runs the rule, or a variant of it, over each subject, under these thresholds.
    #[must_use]
    pub fn runs(&self, rule: &Rule, thresholds: &Thresholds) -> Vec<Run<Exact>> {
        let run = |instance: &Instance| {
            let run = run(&mut Judge::default(), rule, instance, thresholds);
            self.enter(rule, instance, &run);
            run
        };
        self.instances.iter().map(run).collect()
    }

    /// Enters what was decided about a subject: a rule may read what it decided about one before.
    pub fn enter(&self, rule: &Rule, instance: &Instance, run: &Run<Exact>) {
        let entered = Entered { outcome: outcome_of(run), places: Vec::new(), grounds: Vec::new() };
        self.scene.enter(rule.kind, &instance.subject, entered);
    }
}

/// What a run came to.
#[must_use]
pub fn outcome_of(run: &Run<Exact>) -> Outcome {
    match &run.end {
        Ok(ending) => outcome(ending),
        Err(Stop::Missing(wants)) => Outcome::Undecided(wants.clone()),
        Err(Stop::Fault(fault)) => Outcome::Fault(fault.clone()),
    }
}

impl Tested {
    /// Compares what the rule says with what was accepted.
    pub fn compare(&mut self, accepted: Option<&str>, said: &str) {
        if self.came == Came::AsNamed {
            match accepted {
                None => self.came = Came::New,
                Some(accepted) if !is_same(accepted, said) => self.came = Came::Changed,
                Some(_) => {}
            }
        }
    }
}

/// A rule, and those whose verdicts it may read.
#[must_use]
pub fn alone(compiled: &Compiled, rule: &str) -> Compiled {
    let is_wanted = |one: &&Rule| one.kind != Kind::Check || *one.id == *rule;
    let rules = compiled.rules.iter().filter(is_wanted).cloned().collect();
    Compiled { rules, broken: Vec::new(), diagnostics: Vec::new() }
}

/// What a rule decided of a fixture: all of it, but what does not apply beside what is meant.
pub fn decided<'r>(fixture: &'r Fixture, report: &'r Report) -> impl Iterator<Item = &'r Judgement> {
    report.judged().filter(|judgement| {
        let word = word(&judgement.outcome);
        *judgement.rule == *fixture.rule && (word != "not_applicable" || expects(&fixture.name, word))
    })
}

/// What became of a fixture that was judged: every verdict of its rule has the outcome in the name, or does not apply.
fn came(fixture: &Fixture, report: &Report) -> Came {
    let mut outcomes = decided(fixture, report).map(|judgement| word(&judgement.outcome)).peekable();
    let is_judged = report.judged().any(|judgement| *judgement.rule == *fixture.rule);
    if outcomes.peek().is_none() && !is_judged {
        return Came::Nothing;
    }
    let (meant, others): (Vec<_>, Vec<_>) = outcomes.partition(|word| expects(&fixture.name, word));
    match others.first().copied().or((meant.is_empty()).then_some("not_applicable")) {
        None => Came::AsNamed,
        Some("fails") => Came::Noisy,
        Some("passes" | "not_applicable") if expects(&fixture.name, "fails") => Came::Missing,
        Some(word) => Came::Wrong(word),
    }
}

/// Whether two texts are the same but for the blank lines around them and the way in which lines end.
fn is_same(one: &str, other: &str) -> bool {
    let ends = ['\r', '\n'];
    let lines = |text: &str| text.trim_start_matches(ends).trim_end().replace("\r\n", "\n");
    lines(one) == lines(other)
}
