//! The reward table: every target and measure, what the pack's rules award each, and what no award can reach.

use std::sync::Arc;

use super::payments::payments;
use super::subject_key;
use crate::document::{Entry, Gap, Why};
use crate::engine::scene::Scene;
use crate::engine::table::SubjectType;
use crate::engine::table::measure::{Measure, printed_shares, target_share};
use crate::model::reward::RewardTarget;
use crate::model::submission::{Observation, Submission};
use crate::model::words::FigureStatus;
use crate::number::Exact;
use crate::source::{Span, Spanned};
use crate::verdict::{Judgement, Kind, Outcome, RewardLine, RewardTable, Verdict, Want};

/// The table, of the awards as they are and of those when all is met; none where the agreement has no pot, or no target has a measure.
pub fn table(scene: &Arc<Scene>, judgements: &[Arc<Judgement>], in_full: &[Arc<Judgement>]) -> Option<RewardTable> {
    let reward = scene.agreement.reward.as_ref()?;
    let pot = reward.pot.as_ref().ok()?.value.clone();
    let measures = Measure::all(scene);
    if measures.is_empty() {
        return None;
    }
    let share_of_each =
        target_share(reward).map_or_else(|_| Exact::zero(), |share| share.value.down_to(&Exact::hundredth()));
    let printed = printed_shares(reward, &pot);
    let mut lines = Vec::new();
    let (mut awarded, mut undecided, mut reachable) = (Exact::zero(), Exact::zero(), Exact::zero());
    for ((at, target), share) in reward.targets.iter().enumerate().zip(printed) {
        let of_target: Vec<RewardLine> = (measures.iter().filter(|measure| measure.target_index() == at))
            .map(|measure| measure_line(measure, award(judgements, "measure", measure.subject().index)))
            .collect();
        let line = target_line(target, share, award(judgements, "reward_target", at), &of_target);
        // What a target can earn at most is what the rules award it when all of it is met; its share where they do not say.
        let most = award_of(award(in_full, "reward_target", at)).amount.unwrap_or_else(|| share_of_each.clone());
        match &line.award {
            Some(award) => awarded = &awarded + award,
            None => undecided = &undecided + &most,
        }
        reachable = &reachable + &most;
        lines.push(line);
        lines.extend(of_target);
    }
    let whole = award_of(award(judgements, "agreement", 0));
    let left = &pot - &reachable;
    let out_of_reach = if left.is_negative() { Exact::zero() } else { left };
    Some(RewardTable {
        pot,
        lines,
        awarded: whole.amount.clone().unwrap_or(awarded),
        is_whole: whole.amount.is_some(),
        out_of_reach,
        undecided,
        payments: payments(scene, judgements),
    })
}

/// The return as it would be if every measure reached its value with the agreement, and that were audited; none where the agreement has no pot.
pub fn in_full(scene: &Scene) -> Option<Submission> {
    scene.agreement.reward.as_ref()?.pot.as_ref().ok()?;
    let mut submission = Submission::clone(&scene.submission);
    let measures = scene.agreement.reward.iter().flat_map(|reward| &reward.targets).flat_map(|target| &target.measures);
    for measure in measures {
        let (of, value) = (measure.id.clone(), measure.with.clone());
        let status = Ok(Spanned { value: FigureStatus::Audited, span: measure.span });
        let is_its = |observation: &&mut Observation| observation.of.value == of.value;
        if let Some(observation) = submission.observations.iter_mut().find(is_its) {
            (observation.value, observation.status) = (value, status);
        } else {
            let band = Err(Gap { why: Why::Absent, span: measure.span });
            submission.observations.push(Observation { status, ..Observation::new(of, value, band, measure.span) });
        }
    }
    Some(submission)
}

/// The award of a subject.
pub fn award<'j>(judgements: &'j [Arc<Judgement>], what: &'static str, index: usize) -> Option<&'j Judgement> {
    let is_it = |judgement: &&Judgement| judgement.kind == Kind::Award && subject_key(judgement) == (what, index);
    judgements.iter().map(|judgement| &**judgement).find(is_it)
}

fn target_line(
    target: &RewardTarget,
    share: Exact,
    judgement: Option<&Judgement>,
    measures: &[RewardLine],
) -> RewardLine {
    let awarded = award_of(judgement);
    let because = match measures {
        [] => "it has no measure".to_owned(),
        _ if measures.iter().any(|measure| !measure.because.is_empty()) => String::new(),
        _ => awarded.because,
    };
    RewardLine {
        id: target.id.value.clone(),
        name: target.name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        figures: None,
        achieved: awarded.amount.is_some().then(|| earned(measures)).flatten(),
        share: Some(share),
        award: awarded.amount,
        because,
        missing_at: None,
    }
}

/// How much of a target its measures earned: their exact awards over their exact shares.
fn earned(measures: &[RewardLine]) -> Option<Exact> {
    let awards: Option<Vec<Exact>> = measures.iter().map(|measure| measure.award.clone()).collect();
    let shares: Option<Vec<Exact>> = measures.iter().map(|measure| measure.share.clone()).collect();
    awards?.into_iter().sum::<Exact>().over(&shares?.into_iter().sum())
}

fn measure_line(measure: &Measure, judgement: Option<&Judgement>) -> RewardLine {
    let model = measure.model();
    let show = |entry: &Entry<Exact>| match entry {
        Ok(figure) => model.unit.show(&figure.value),
        Err(_) => "–".to_owned(),
    };
    let awarded = award_of(judgement);
    RewardLine {
        id: model.id.value.clone(),
        name: model.name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        figures: Some([show(&model.without), show(&model.with), show(&measure.actual())]),
        share: measure.share().ok(),
        achieved: measure.achieved().ok(),
        award: awarded.amount,
        because: awarded.because,
        missing_at: awarded.missing_at,
    }
}

/// What is awarded, or why nothing is, or why that cannot be decided and where what is missing should stand.
#[derive(Default)]
pub struct Awarded {
    /// How much.
    pub amount: Option<Exact>,
    /// Why nothing, or why that is not decided.
    pub because: String,
    /// Where what is missing should stand.
    pub missing_at: Option<Span>,
}

/// What an award comes to.
pub fn award_of(judgement: Option<&Judgement>) -> Awarded {
    let because = |because: String| Awarded { because, ..Awarded::default() };
    match judgement.map(|judgement| &judgement.outcome) {
        Some(Outcome::Decided(Verdict::Pay { amount })) => {
            Awarded { amount: Some(amount.clone()), ..Awarded::default() }
        }
        Some(Outcome::Decided(Verdict::Nothing { reason })) => {
            Awarded { amount: Some(Exact::zero()), because: reason.clone(), missing_at: None }
        }
        Some(Outcome::Decided(_)) => Awarded::default(),
        Some(Outcome::NotApplicable(reason)) => because(format!("not applicable: {reason}")),
        Some(Outcome::Undecided(wants)) => {
            Awarded { missing_at: wants.first().map(|want| want.span), ..because(wanted(wants)) }
        }
        Some(Outcome::Fault(fault)) => because(format!("the rule broke: {}", fault.what)),
        None => because("no rule that loads awards it".to_owned()),
    }
}

/// What is missing, in a line.
pub fn wanted(wants: &[Want]) -> String {
    let first = wants.first().map(|want| format!("{} {}", want.what, want.why.words())).unwrap_or_default();
    match wants.len() {
        0 | 1 => first,
        more => format!("{first}, and {} more", more - 1),
    }
}
