//! The reward table: every target and measure, what each pays, and what no award can reach.

use std::sync::Arc;

use super::{outcome, subjects_of};
use crate::engine::compile::Compiled;
use crate::engine::evaluate::{Judge, run};
use crate::engine::scene::{Entered, Scene};
use crate::engine::table::SubjectType;
use crate::engine::table::measure::Measure;
use crate::model::reward::RewardTarget;
use crate::number::{Exact, largest_remainder};
use crate::pack::Pack;
use crate::verdict::{Judgement, Kind, Outcome, RewardLine, RewardTable, Verdict, Want};

/// The table; none where the agreement has no pot, or no target has a measure.
pub fn table(scene: &Arc<Scene>, compiled: &Compiled, pack: &Pack, judgements: &[Judgement]) -> Option<RewardTable> {
    let reward = scene.agreement.reward.as_ref()?;
    let pot = reward.pot.as_ref().ok()?.value.clone();
    let measures = Measure::all(scene);
    if measures.is_empty() {
        return None;
    }
    let equal = vec![Exact::whole(1); reward.targets.len()];
    let printed = largest_remainder(&pot, &equal, &Exact::hundredth());
    let most = most_for_each_target(scene, compiled, pack);
    let awarded = |what: &str, name: &str| {
        judgements.iter().find(|j| j.kind == Kind::Award && j.subject.what == what && j.subject.name == name)
    };
    let mut lines = Vec::new();
    let (mut sum, mut undecided) = (Exact::zero(), Exact::zero());
    for ((at, target), share) in reward.targets.iter().enumerate().zip(printed) {
        let mut line = target_line(target, share, awarded("reward_target", &target.id.value));
        let of_target: Vec<RewardLine> = (measures.iter().filter(|measure| measure.target_index() == at))
            .map(|measure| measure_line(measure, awarded("measure", &measure.subject().name)))
            .collect();
        line.achieved = line.award.is_some().then(|| earned(&of_target)).flatten();
        if of_target.iter().any(|measure| !measure.because.is_empty()) {
            line.because.clear();
        }
        match &line.award {
            Some(award) => sum = &sum + award,
            None => undecided = &undecided + most.get(at).and_then(Option::as_ref).unwrap_or(&Exact::zero()),
        }
        lines.push(line);
        lines.extend(of_target);
    }
    let reachable: Exact = most.into_iter().flatten().sum();
    let out_of_reach = &pot - &reachable;
    let out_of_reach = if out_of_reach.is_negative() || reachable.is_zero() { Exact::zero() } else { out_of_reach };
    Some(RewardTable { pot, lines, awarded: sum, out_of_reach, undecided })
}

/// What the pack pays each target when every measure earns the whole of its share: by its own rules, over a scene in which
/// the measures' awards are entered so.
fn most_for_each_target(scene: &Arc<Scene>, compiled: &Compiled, pack: &Pack) -> Vec<Option<Exact>> {
    let full = Scene::new(scene.agreement.clone(), scene.submission.clone());
    for measure in Measure::all(scene) {
        if let Ok(amount) = measure.share() {
            let outcome = Outcome::Decided(Verdict::Pay { amount });
            full.enter(Kind::Award, &measure.subject(), Entered { outcome, places: Vec::new() });
        }
    }
    let targets = scene.agreement.reward.as_ref().map_or(0, |reward| reward.targets.len());
    let mut most = vec![None; targets];
    let rules = compiled.rules.iter().filter(|rule| rule.kind == Kind::Award && rule.subject == "reward_target");
    for rule in rules {
        let (instances, day) = subjects_of(rule, &full);
        for instance in instances {
            let end = run(&mut Judge, rule, &instance, &pack.thresholds, day).end;
            if let Ok(Outcome::Decided(Verdict::Pay { amount })) = end.as_ref().map(outcome) {
                most[instance.subject.index] = Some(amount);
            }
        }
    }
    most
}

/// How much of a target its measures earned: their exact awards over their exact shares.
fn earned(measures: &[RewardLine]) -> Option<Exact> {
    let awards: Option<Vec<Exact>> = measures.iter().map(|measure| measure.award.clone()).collect();
    let shares: Option<Vec<Exact>> = measures.iter().map(|measure| measure.share.clone()).collect();
    awards?.into_iter().sum::<Exact>().over(&shares?.into_iter().sum())
}

fn target_line(target: &RewardTarget, share: Exact, judgement: Option<&Judgement>) -> RewardLine {
    let (award, because) = award_of(judgement);
    let because = if target.measures.is_empty() { "it has no measure".to_owned() } else { because };
    RewardLine {
        id: target.id.value.clone(),
        name: target.name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        figures: None,
        achieved: None,
        share: Some(share),
        award,
        because,
    }
}

fn measure_line(measure: &Measure, judgement: Option<&Judgement>) -> RewardLine {
    let model = measure.model();
    let show = |entry: &crate::document::Entry<Exact>| match entry {
        Ok(figure) => model.unit.show(&figure.value),
        Err(_) => "–".to_owned(),
    };
    let (award, because) = award_of(judgement);
    RewardLine {
        id: model.id.value.clone(),
        name: model.name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        figures: Some([show(&model.without), show(&model.with), show(&measure.actual())]),
        share: measure.share().ok(),
        achieved: measure.achieved().ok(),
        award,
        because,
    }
}

fn award_of(judgement: Option<&Judgement>) -> (Option<Exact>, String) {
    match judgement.map(|judgement| &judgement.outcome) {
        Some(Outcome::Decided(Verdict::Pay { amount })) => (Some(amount.clone()), String::new()),
        Some(Outcome::Decided(Verdict::Nothing { reason })) => (Some(Exact::zero()), reason.clone()),
        Some(Outcome::Decided(_)) => (None, String::new()),
        Some(Outcome::NotApplicable(reason)) => (None, format!("not applicable: {reason}")),
        Some(Outcome::Undecided(wants)) => (None, wanted(wants)),
        Some(Outcome::Fault(fault)) => (None, format!("the rule broke: {}", fault.what)),
        None => (None, "no rule awards it".to_owned()),
    }
}

/// What is missing, in a line.
fn wanted(wants: &[Want]) -> String {
    let first = wants.first().map(|want| format!("{} {}", want.what, want.why.words())).unwrap_or_default();
    match wants.len() {
        0 | 1 => first,
        more => format!("{first}, and {} more", more - 1),
    }
}
