//! The only loop over rules: Pack × Agreement × Submission → Report.
//!
//! Kinds run in their order, and within a kind parts before wholes, so that a later rule finds what an earlier one decided.

mod again;
mod cells;
mod explained;
mod joined;
mod payments;
mod reward;

pub use again::{Kept, Terms, again};
pub use explained::is_about;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Ground, Label, Severity, cut};
use crate::engine::compile::Compiled;
use crate::engine::evaluate::{Ending, Run, Stop, run};
use crate::engine::lens::Explain;
use crate::engine::scene::{Entered, Scene};
use crate::engine::table::{Ends, Instance, table};
use crate::engine::typed::Rule;
use crate::model::agreement::Agreement;
use crate::model::explanation::Explanation;
use crate::model::history::History;
use crate::model::submission::Submission;
use crate::number::Exact;
use crate::pack::Pack;
use crate::source::{Sources, Span};
use crate::verdict::{self, Evidence, Fault, Judgement, Kind, Outcome, Report, Tells, Told, Verdict};

/// What is judged, and by what.
pub struct Case<'a> {
    /// The pack as written.
    pub pack: &'a Pack,
    /// The pack as compiled.
    pub compiled: &'a Compiled,
    /// The agreement.
    pub agreement: Arc<Agreement>,
    /// The return.
    pub submission: Arc<Submission>,
    /// The returns before it, each with the agreement as it stood. What is wrong in them is not said again.
    pub earlier: Arc<History>,
    /// Why findings are accepted; of two explanations of one finding the first is used.
    pub explanations: Vec<Explanation>,
    /// What was wrong with any of these when they were read.
    pub diagnostics: Vec<Diagnostic>,
    /// What was wrong with the pack's files that are not scripts.
    pub pack_diagnostics: Vec<Diagnostic>,
}

/// Judges one return.
#[must_use]
pub fn judge(case: Case<'_>, sources: &Sources) -> Report {
    let scene = Scene::after(Arc::clone(&case.earlier), Arc::clone(&case.agreement), Arc::clone(&case.submission));
    let judgements = run_rules(&case.compiled.rules, case.pack, &scene, sources);
    let in_full = reward::in_full(&scene).map(|submission| {
        let scene = Scene::after(Arc::clone(&case.earlier), Arc::clone(&case.agreement), submission);
        run_rules(awards(case.compiled), case.pack, &scene, sources)
    });
    report(case, &scene, judgements, &in_full.unwrap_or_default())
}

/// What the judgements of a return come to; `in_full` are the awards when all is met.
fn report(
    case: Case<'_>,
    scene: &Arc<Scene>,
    mut judgements: Vec<Arc<Judgement>>,
    in_full: &[Arc<Judgement>],
) -> Report {
    let title = format!("{}, {}", case.agreement.name.value, case.submission.period.value);
    let illustrative = case.agreement.illustrative;
    let mut findings = case.diagnostics;
    let mut broken = case.pack_diagnostics;
    broken.extend(case.compiled.diagnostics.iter().cloned());
    advise(&mut judgements, case.pack);
    joined::join(&mut judgements);
    let period = scene.submission.period.value;
    findings.extend(explained::explain(&case.explanations, &mut judgements, case.compiled, period));
    let mut joined = joined::labels(&judgements);
    for (at, judgement) in judgements.iter().enumerate().filter(|(_, judgement)| judgement.joins.is_none()) {
        if let Outcome::Decided(Verdict::Finding { severity, headline }) = &judgement.outcome {
            let mut finding = finding(judgement, *severity, headline);
            finding.labels.extend(joined.remove(&at).unwrap_or_default());
            findings.push(finding);
        }
    }
    broken.extend(faults(&judgements));
    findings.sort_by(|one, other| one.order().cmp(&other.order()));
    Report {
        pack: case.pack.name.clone(),
        digest: case.pack.digest.clone(),
        extends: case.pack.base.as_ref().map(|base| base.name.clone()),
        since: None,
        title,
        period,
        illustrative,
        broken,
        findings,
        reward: reward::table(scene, &judgements, in_full),
        loans: payments::loans(scene),
        judgements,
    }
}

/// Marks what rules find that the pack makes advisory.
fn advise(judgements: &mut [Arc<Judgement>], pack: &Pack) {
    if pack.advisory.is_empty() {
        return;
    }
    for judgement in judgements.iter_mut().filter(|judgement| judgement.is_finding()) {
        if let Some(advises) = pack.advises(&judgement.rule) {
            Arc::make_mut(judgement).advisory = Some(advises);
        }
    }
}

/// The rules that broke: one diagnostic for each place in a script, whatever the number of subjects.
fn faults(judgements: &[Arc<Judgement>]) -> Vec<Diagnostic> {
    let mut broken: Vec<(&Judgement, &Fault, usize)> = Vec::new();
    for judgement in judgements {
        let Outcome::Fault(fault) = &judgement.outcome else { continue };
        match broken.iter_mut().find(|(known, its, _)| known.rule == judgement.rule && *its == fault) {
            Some((_, _, more)) => *more += 1,
            None => broken.push((judgement, fault, 0)),
        }
    }
    let say = |(judgement, fault, more): (&Judgement, &Fault, usize)| {
        let (what, name) = (judgement.subject.what.replace('_', " "), &judgement.subject.name);
        let others = if more == 0 { String::new() } else { format!(" and {more} more") };
        let headline = format!("the rule broke over the {what} `{name}`{others}: {}", fault.what);
        Diagnostic::error(&*judgement.rule, headline).at(fault.span, "here")
    };
    broken.into_iter().map(say).collect()
}

/// The rules that award.
fn awards(compiled: &Compiled) -> impl Iterator<Item = &Rule> + Clone {
    compiled.rules.iter().filter(|rule| rule.kind == Kind::Award)
}

fn run_rules<'r>(
    rules: impl IntoIterator<Item = &'r Rule>,
    pack: &Pack,
    scene: &Arc<Scene>,
    sources: &Sources,
) -> Vec<Arc<Judgement>> {
    let mut judgements = Vec::new();
    walk(rules, scene, |rule, _, instance| {
        let (judgement, entered) = decide(rule, instance, pack, sources);
        judgements.push(Arc::new(judgement));
        entered
    });
    judgements
}

/// What a rule decides about one subject, and how later rules read it.
fn decide(rule: &Rule, instance: &Instance, pack: &Pack, sources: &Sources) -> (Judgement, Entered) {
    let run = run(&mut Explain::default(), rule, instance, &pack.thresholds);
    let judgement = conclude(rule, instance, run, sources);
    let entered = as_entered(&judgement, rule);
    (judgement, entered)
}

/// Goes through rules, in the order of judging, each over every subject. What `decide` makes of one, of the subject at its
/// place among those of the rule, is entered for the later ones to read.
pub fn walk<'r, E: Into<Arc<Entered>>>(
    rules: impl IntoIterator<Item = &'r Rule>,
    scene: &Arc<Scene>,
    mut decide: impl FnMut(&'r Rule, usize, &Instance) -> E,
) {
    let mut subjects: HashMap<&str, Vec<Instance>> = HashMap::new();
    for rule in rules {
        let instances = subjects.entry(rule.subject).or_insert_with(|| subjects_of(rule, scene));
        for (at, instance) in instances.iter().enumerate() {
            let entered = decide(rule, at, instance);
            scene.enter(rule.kind, &instance.subject, entered);
        }
    }
}

/// A judgement as later rules read it.
fn as_entered(judgement: &Judgement, rule: &Rule) -> Entered {
    let mut known = HashSet::new();
    let mut places: Vec<Span> = judgement.evidence.iter().flat_map(cells).collect();
    places.retain(|place| known.insert(*place));
    Entered { outcome: judgement.outcome.clone(), places, grounds: grounds(judgement, rule) }
}

/// What a judgement is about, and which of them.
fn subject_key(judgement: &Judgement) -> (&'static str, usize) {
    (judgement.subject.what, judgement.subject.index)
}

/// What a rule is about in a scene, each with the day of its thresholds.
///
/// # Panics
/// Never for a rule that was compiled: its subject is one of the table.
#[must_use]
pub fn subjects_of(rule: &Rule, scene: &Arc<Scene>) -> Vec<Instance> {
    let subject =
        table().object(rule.subject).and_then(|object| object.subject).expect("internal: a rule about no subject");
    subject.instances(scene)
}

fn cells(evidence: &Evidence) -> Vec<Span> {
    match evidence {
        Evidence::Field { places, .. } => places.clone(),
        Evidence::Threshold { .. } => Vec::new(),
    }
}

/// What a run comes to.
fn conclude(rule: &Rule, instance: &Instance, run: Run<Exact>, sources: &Sources) -> Judgement {
    let mut judgement = Judgement {
        rule: Arc::clone(&rule.id),
        kind: rule.kind,
        subject: instance.subject.clone(),
        outcome: Outcome::Undecided(Vec::new()),
        labels: Vec::new(),
        help: None,
        off_by: None,
        joins: None,
        cells: None,
        evidence: run.evidence,
        conditions: run.conditions,
        at: None,
        explained: None,
        advisory: None,
    };
    judgement.outcome = match run.end {
        Ok(ending) => {
            judgement.at = Some(ending.at);
            judgement.help = ending.help.clone().map(cut);
            judgement.off_by = ending.told.iter().find(|told| told.0 == Tells::OffBy).map(|told| told.1.clone());
            judgement.labels = ending.labels.iter().flat_map(|(places, text)| labels(places, text, sources)).collect();
            outcome(&ending)
        }
        Err(Stop::Missing(wants)) => Outcome::Undecided(wants),
        Err(Stop::Fault(fault)) => Outcome::Fault(fault),
    };
    // Only a finding is ever accepted for its cells.
    if judgement.is_finding() {
        judgement.cells = cells::digest(&judgement.evidence, sources);
    }
    judgement
}

/// The outcome that an ending stands for.
#[must_use]
pub fn outcome(ending: &Ending<Exact>) -> Outcome {
    let number = || ending.number.clone().unwrap_or_else(Exact::zero);
    let (shown, text) = (ending.shown.clone(), cut(ending.text.clone()));
    let told = || {
        let told = ending.told.iter().cloned();
        told.map(|(what, number, shown)| Told { what, number, shown }).collect()
    };
    Outcome::Decided(match ending.ends {
        Ends::On => Verdict::On { expected: number(), shown, told: told() },
        Ends::Off => Verdict::Off { expected: number(), shown, told: told() },
        Ends::Band(band) => Verdict::Band { band, reason: text },
        Ends::Met => Verdict::Met { reason: text },
        Ends::Unmet => Verdict::Unmet { shortfall: number(), shown, reason: text },
        Ends::Pay => Verdict::Pay { amount: number() },
        Ends::Nothing => Verdict::Nothing { reason: text },
        Ends::Pass => Verdict::Pass,
        Ends::Finding(severity) => Verdict::Finding { severity, headline: text },
        Ends::NotApplicable => return Outcome::NotApplicable(text),
    })
}

/// One label for each run of neighbouring cells; the text stands at the last.
fn labels(places: &[Span], text: &str, sources: &Sources) -> Vec<Label> {
    let mut runs: Vec<Span> = Vec::new();
    let mut known: HashSet<Span> = HashSet::new();
    for &place in places {
        if known.contains(&place) {
            continue;
        }
        match runs.last_mut().filter(|last| are_neighbours(**last, place, sources)) {
            Some(last) => {
                known.remove(last);
                *last = last.to(place);
            }
            None => runs.push(place),
        }
        known.extend(runs.last());
    }
    let last = runs.len().saturating_sub(1);
    let label = |(at, span)| Label { span, text: if at == last { cut(text.to_owned()) } else { String::new() } };
    runs.into_iter().enumerate().map(label).collect()
}

/// Whether two cells stand side by side: only separators lie between them.
fn are_neighbours(one: Span, other: Span, sources: &Sources) -> bool {
    let separators = |text: &str| text.len() <= 8 && text.chars().all(|c| matches!(c, ',' | ' ' | '"' | ';' | '\t'));
    let is_there = |span: Span| span.start() < span.end();
    is_there(one) && is_there(other) && one.source() == other.source() && one.end() <= other.start() && {
        let source = sources.of(one);
        separators(source.slice(source.span(one.end(), other.start())))
    }
}

/// What later rules say that a verdict rests on: its rule, its thresholds, and what these rest on.
fn grounds(judgement: &Judgement, rule: &Rule) -> Vec<Ground> {
    let own = Ground { text: format!("the rule before it: {}", rule.id), span: judgement.at.unwrap_or(rule.at) };
    std::iter::once(own).chain(thresholds_and_before(judgement)).collect()
}

/// The thresholds that a rule read, and what the earlier verdicts that it read rest on; each once.
fn thresholds_and_before(judgement: &Judgement) -> Vec<Ground> {
    let (mut own, mut before): (Vec<Ground>, Vec<Ground>) = (Vec::new(), Vec::new());
    for evidence in &judgement.evidence {
        match evidence {
            Evidence::Threshold { name, shown, since, span, .. } => {
                let text = format!("the threshold: {name}, {shown} {}", verdict::since(*since));
                own.push(Ground { text, span: *span });
            }
            Evidence::Field { behind, .. } => before.extend(behind.grounds.iter().cloned()),
        }
    }
    let mut all: Vec<Ground> = Vec::new();
    for ground in own.into_iter().chain(before) {
        if !all.contains(&ground) {
            all.push(ground);
        }
    }
    all
}

/// A check's finding as a diagnostic, with the rule, the condition that fired and the thresholds that it rests on.
fn finding(judgement: &Judgement, severity: Severity, headline: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(severity, &*judgement.rule, headline);
    diagnostic.labels.clone_from(&judgement.labels);
    if diagnostic.labels.is_empty() {
        diagnostic = diagnostic.at(judgement.subject.span, "");
    }
    diagnostic.help.clone_from(&judgement.help);
    diagnostic.explained.clone_from(&judgement.explained);
    diagnostic.advisory = judgement.advisory;
    if let Some(at) = judgement.at {
        diagnostic = diagnostic.because("the rule that says so", at);
    }
    if let Some(fired) = judgement.conditions.last() {
        diagnostic = diagnostic.because(format!("the condition: {}", fired.because.join(", and ")), fired.at);
    }
    diagnostic.grounds.extend(thresholds_and_before(judgement));
    if let Some(says) = judgement.advisory {
        diagnostic = diagnostic.because("it is advisory, and rejects nothing: the pack says so", says);
    }
    diagnostic
}
