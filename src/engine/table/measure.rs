//! Measures: what reward targets are judged by.

use std::sync::Arc;

use jiff::civil::Date;

use super::earlier::AwardVerdict;
use super::indicator::undefined;
use super::measured::{self, Measured};
use super::values::{Difference, Figure, Money, Need, Percent, Text, Word, maybe, nameless, need, no_entry};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Entry, Why};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::model::metadata::Metadata;
use crate::model::reward::{Measure as Model, Reward, RewardTarget, share_of_stretch};
use crate::number::{Exact, largest_remainder};
use crate::source::Span;
use crate::verdict::{Subject, Want};

/// One measure of one reward target.
pub struct Measure {
    scene: Arc<Scene>,
    at: usize,
    target: usize,
    in_target: usize,
}

/// The reward of an agreement.
///
/// # Panics
/// Where there is none: then no measure is listed that could ask.
#[must_use]
pub fn reward(scene: &Scene) -> &Reward {
    scene.agreement.reward.as_ref().expect("internal: a measure without a reward")
}

/// What a target's measures share: the pot, divided equally among the targets.
pub fn target_share(reward: &Reward) -> Entry<Exact> {
    let targets = Exact::whole(reward.targets.len().try_into().unwrap_or(i64::MAX));
    reward.pot.clone().map(|pot| pot.map(|pot| pot.over(&targets).unwrap_or_else(Exact::zero)))
}

/// The same of every target in whole pennies, which make the pot: left-over pennies go by largest remainder, ties by the target's number.
#[must_use]
pub fn printed_shares(reward: &Reward, pot: &Exact) -> Vec<Exact> {
    let equal = vec![Exact::whole(1); reward.targets.len()];
    largest_remainder(pot, &equal, &Exact::hundredth())
}

/// What one measure of a target weighs among them: its weight, or one where the agreement gives none.
fn weight(measure: &Model) -> Result<Exact, Want> {
    match &measure.weight {
        Ok(weight) => Ok(weight.value.clone()),
        Err(gap) if gap.why.is_no_value() => Ok(Exact::whole(1)),
        Err(gap) => Err(Want { what: format!("the weight of {}", measure.id.value), ..nameless(gap) }),
    }
}

impl Measure {
    /// Every measure of a target.
    #[must_use]
    pub fn of_target(scene: &Arc<Scene>, target: usize) -> Vec<Self> {
        let targets = scene.agreement.reward.as_ref().map_or(&[][..], |reward| &reward.targets);
        let before: usize = targets[..target].iter().map(|target| target.measures.len()).sum();
        let measure = |in_target| Measure { scene: Arc::clone(scene), at: before + in_target, target, in_target };
        targets.get(target).map_or(0..0, |target| 0..target.measures.len()).map(measure).collect()
    }

    /// Its definition.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.target().measures[self.in_target]
    }

    /// Which reward target it belongs to, in the agreement's order.
    #[must_use]
    pub fn target_index(&self) -> usize {
        self.target
    }

    fn target(&self) -> &RewardTarget {
        &reward(&self.scene).targets[self.target]
    }

    fn name(&self) -> String {
        self.model().id.value.clone()
    }

    /// The actual value.
    pub fn actual(&self) -> Entry<Exact> {
        match self.observation() {
            Some(observation) => observation.value.clone(),
            None => no_entry(self.scene.submission.end_of_observations),
        }
    }

    /// Its share of the pot, exactly.
    pub fn share(&self) -> Result<Exact, Vec<Want>> {
        let share = target_share(reward(&self.scene))
            .map_err(|gap| vec![Want { what: "the pot".to_owned(), ..nameless(&gap) }])?;
        let weights: Result<Vec<Exact>, Want> = self.target().measures.iter().map(weight).collect();
        let weights = weights.map_err(|want| vec![want])?;
        let own = &weights[self.in_target] * &share.value;
        own.over(&weights.into_iter().sum()).ok_or_else(|| {
            undefined(Why::Undefined("is not defined, as all weights of its target are nought"), self.model().span)
        })
    }

    fn stretch(&self) -> Need<Difference> {
        match self.model().stretch() {
            Ok(Ok(stretch)) => Need::of(Difference(stretch), self.ends()),
            Ok(Err(fault)) => Need::missing(undefined(
                fault.why(),
                self.model().with.as_ref().map_or(self.model().id.span, |with| with.span),
            )),
            Err(gap) => Need::missing(vec![nameless(&gap)]),
        }
    }

    /// How much of the stretch was achieved, or what it lacks.
    pub fn achieved(&self) -> Result<Exact, Vec<Want>> {
        let model = self.model();
        let of = |what: &str, gap| vec![Want { what: format!("the {what} of {}", self.name()), ..nameless(&gap) }];
        let without = model.without.clone().map_err(|gap| of("value without the agreement", gap))?;
        let with = model.with.clone().map_err(|gap| of("value with the agreement", gap))?;
        if let Ok(Err(fault)) = model.stretch() {
            return Err(vec![Want {
                what: format!("the share of stretch of {}", self.name()),
                why: fault.why(),
                span: model.id.span,
            }]);
        }
        model.polarity.clone().map_err(|gap| of("polarity", gap))?;
        let actual = self.actual().map_err(|gap| of("actual value", gap))?;
        share_of_stretch(&without.value, &with.value, &actual.value)
            .ok_or_else(|| undefined(Why::Undefined("is not defined"), model.id.span))
    }

    /// The cells that the share of stretch is made from.
    fn cells(&self) -> Vec<Span> {
        let polarity = self.model().polarity.iter().map(|polarity| polarity.span);
        self.ends().into_iter().chain(polarity).chain(self.actual().iter().map(|actual| actual.span)).collect()
    }

    /// The cells that its share of the pot is made from.
    fn share_cells(&self) -> Vec<Span> {
        let weights = self.target().measures.iter().filter_map(|measure| measure.weight.as_ref().ok());
        reward(&self.scene).pot.iter().chain(weights).map(|cell| cell.span).collect()
    }

    fn ends(&self) -> Vec<Span> {
        [&self.model().without, &self.model().with].into_iter().flatten().map(|end| end.span).collect()
    }
}

impl SubjectType for Measure {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let targets = scene.agreement.reward.iter().flat_map(|reward| reward.targets.iter().enumerate());
        let places =
            targets.flat_map(|(target, model)| (0..model.measures.len()).map(move |in_target| (target, in_target)));
        places
            .enumerate()
            .map(|(at, (target, in_target))| Measure { scene: Arc::clone(scene), at, target, in_target })
            .collect()
    }

    fn subject(&self) -> Subject {
        Subject {
            what: "measure",
            index: self.at,
            name: self.name(),
            also: Vec::new(),
            within: None,
            span: self.model().id.span,
        }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        Some(self.model().unit.clone())
    }
}

impl Measured for Measure {
    fn scene(&self) -> &Arc<Scene> {
        &self.scene
    }

    fn id(&self) -> &str {
        &self.model().id.value
    }

    fn about(&self) -> &Metadata {
        &self.model().about
    }

    fn baseline(&self) -> &Entry<Exact> {
        &self.model().baseline
    }

    fn unit(&self) -> &OwnUnit {
        &self.model().unit
    }

    fn defined_at(&self) -> (Span, Span) {
        (self.model().id.span, self.model().span)
    }

    /// As far back from the end of the period as a figure is due: that of a year may be of any day of the year.
    fn time_of_figure(&self) -> (Date, Date) {
        let period = self.scene.submission.period.value;
        let due = self
            .model()
            .about
            .frequency
            .as_ref()
            .map_or(period.months(), |frequency| frequency.value.months().max(period.months()));
        (period.months_before_end(due), period.end())
    }

    fn once<'a>(agreement: &'a Agreement, id: &str) -> Option<(&'a Metadata, &'a OwnUnit)> {
        agreement.measure(id).map(|model| (&model.about, &model.unit))
    }

    fn is_any_defined(&self) -> bool {
        let targets = &reward(&self.scene).targets;
        targets.iter().flat_map(|target| &target.measures).any(|one| one.about.is_any())
    }
}

/// Declares measures.
#[must_use]
pub fn declare(table: Table) -> Table {
    table.subject::<Measure>("measure", "One thing that a reward target is judged by.", JudgedOn::FirstDay, |s| {
        s.field("name", "Its short name.", |m: &Measure| Need::of(Text(m.name()), vec![m.model().id.span]))
            .field("polarity", "Which way is better.", |m| need(&m.model().polarity, Word))
            .field("without_agreement", "What would have been reached without the agreement.", |m| need(&m.model().without, Figure))
            .said("value without the agreement")
            .field("with_agreement", "What is to be reached with it.", |m| need(&m.model().with, Figure))
            .said("value with the agreement")
            .field("actual", "What was reached.", |m| need(&m.actual(), Figure))
            .field("reached", "The same, where there is a figure: for rules that can do without.", |m| maybe(&m.actual(), Figure))
            .said("figure")
            .field("note", "What the submitter says about it.", |m| m.observed(|seen| &seen.note, Text))
            .field("baseline", "Where it stood when the agreement began.", |m| maybe(&m.model().baseline, Figure))
            .also(measured::definition)
            .also(measured::observation)
            .also(measured::history)
            .field("stretch", "With − without; missing where there is none, or it contradicts the polarity.", Measure::stretch)
            .field(
                "share_of_stretch",
                "(actual − without) ÷ (with − without): below nought or above 100% as it comes; missing where there is no stretch.",
                |m| Need::from_result(m.achieved().map(Percent), || m.cells()),
            )
            .field("share", "Its part of the pot, exactly: equal within its reward target unless the agreement gives weights.", |m| {
                Need::from_result(m.share().map(Money), || m.share_cells())
            })
            .field("award", "What the award rule decided about it.", |m| AwardVerdict::part(&m.scene, m.subject()))
    })
}
