//! Indicators, with their figures for the period.

use std::sync::Arc;

use super::earlier::{DeliveryBandVerdict, OutcomeBandVerdict, TrajectoryVerdict};
use super::values::{Day, Days, Figure, Flag, Maybe, Need, Text, Word, maybe, need, no_entry};
use super::{JudgedOn, SubjectType, Table, way};
use crate::document::{Entry, Why};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::agreement::Indicator as Model;
use crate::model::submission::Observation;
use crate::number::Exact;
use crate::verdict::{Subject, Want};

/// One indicator of the agreement.
pub struct Indicator {
    scene: Arc<Scene>,
    at: usize,
}

impl Indicator {
    /// The agreement and the return.
    pub(super) fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Its definition.
    pub(super) fn model(&self) -> &Model {
        &self.scene.agreement.indicators[self.at]
    }

    /// What it is called.
    pub(super) fn name(&self) -> String {
        self.model().name.as_ref().unwrap_or(&self.model().id).value.clone()
    }

    /// Its record in the return.
    pub(super) fn observation(&self) -> Option<&Observation> {
        self.scene.observation(&self.model().id.value)
    }

    /// The figure for the period.
    pub(super) fn figure(&self) -> Entry<Exact> {
        match self.observation() {
            Some(observation) => observation.value.clone(),
            None => no_entry(self.scene.submission.end_of_observations),
        }
    }

    /// Something of its record in the return; not given where there is none.
    fn observed<R: Clone, T>(&self, pick: fn(&Observation) -> &Entry<R>, make: fn(R) -> T) -> Maybe<T> {
        match self.observation() {
            Some(observation) => maybe(pick(observation), make),
            None => maybe(&no_entry(self.scene.submission.end_of_observations), make),
        }
    }

    /// How far the day of the figure lies from the period; nought within it.
    fn days_outside(&self) -> Maybe<Days> {
        let period = self.scene.submission.period.value;
        let no_day = no_entry(self.scene.submission.end_of_observations);
        let as_at = self.observation().map_or(&no_day, |observation| &observation.as_at);
        maybe(as_at, |day| {
            let nearest = day.clamp(period.start(), period.end());
            Days(Exact::whole(i64::from((day - nearest).get_days().abs())))
        })
    }
}

impl SubjectType for Indicator {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.agreement.indicators.len()).map(|at| Indicator { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let span =
            self.observation().map_or(self.scene.submission.end_of_observations, |observation| observation.of.span);
        Subject {
            what: "indicator",
            index: self.at,
            name: self.name(),
            also: vec![self.model().id.value.clone()],
            span,
        }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        Some(self.model().unit.clone())
    }
}

/// Declares indicators.
pub fn declare(table: Table) -> Table {
    table.subject::<Indicator>(
        "indicator",
        "What is measured, with its figures for the period.",
        JudgedOn::PeriodEnd,
        |s| {
            way::declare(s.field("name", "What it is called.", |i: &Indicator| {
                Need::of(Text(i.name()), vec![i.model().name.as_ref().unwrap_or(&i.model().id).span])
            }))
            .field("polarity", "Which way is better.", |i| need(&i.model().polarity, Word))
            .field("path", "How the expected value runs from milestone to milestone.", |i| need(&i.model().path, Word))
            .field("baseline", "Where it stood when the agreement began.", |i| need(&i.model().baseline, Figure))
            .field("actual", "The figure for the period.", |i| maybe(&i.figure(), Figure))
            .said("figure")
            .field("is_blank", "Whether its figure is left blank.", |i| {
                let blank = i.observation().and_then(|seen| seen.value.as_ref().err()).filter(|g| g.why == Why::Blank);
                Need::of(Flag(blank.is_some()), vec![blank.map_or(i.subject().span, |gap| gap.span)])
            })
            .field("before", "The figure of the period before.", |i| i.observed(|seen| &seen.before, Figure))
            .said("figure of the period before")
            .field("note", "What the submitter says about it.", |i| i.observed(|seen| &seen.note, Text))
            .field("as_at", "The day that its figure is of.", |i| i.observed(|seen| &seen.as_at, Day))
            .said("day of the figure")
            .field(
                "days_outside",
                "How many days the day of its figure lies outside the period.",
                Indicator::days_outside,
            )
            .said("day of the figure")
            .field(
                "is_of_another_period",
                "Whether several figures of the return have a day, and none of these lies in its period.",
                |i| {
                    let submission = &i.scene.submission;
                    Need::of(Flag(submission.is_of_another_period()), vec![submission.period.span])
                },
            )
            .field("given_band", "The outcome band that the submitter gives it.", |i| {
                i.observed(|seen| &seen.band, Word)
            })
            .field("trajectory", "What the trajectory rule decided about it.", |i| {
                TrajectoryVerdict::part(&i.scene, i.subject())
            })
            .field("outcome_band", "What the outcome_band rule decided about it.", |i| {
                OutcomeBandVerdict::part(&i.scene, i.subject())
            })
            .field("delivery_band", "What the delivery_band rule decided about it.", |i| {
                DeliveryBandVerdict::part(&i.scene, i.subject())
            })
        },
    )
}

/// A value that is not there for a reason.
#[must_use]
pub fn undefined(why: Why, span: crate::source::Span) -> Vec<Want> {
    vec![Want { what: String::new(), why, span }]
}
