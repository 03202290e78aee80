//! Indicators, with their figures for the period.

use std::sync::Arc;

use super::earlier::{DeliveryBandVerdict, OutcomeBandVerdict, TrajectoryVerdict};
use super::measured::{self, Measured};
use super::values::{Day, Figure, Flag, Need, Text, Word, maybe, nameless, need, no_entry};
use super::{Fields, JudgedOn, SubjectType, Table, way};
use crate::document::{Entry, Why};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::agreement::{Agreement, Indicator as Model};
use crate::model::metadata::Metadata;
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Subject, Want};

/// One indicator of the agreement.
pub struct Indicator {
    scene: Arc<Scene>,
    at: usize,
}

impl Indicator {
    /// Its definition.
    pub(super) fn model(&self) -> &Model {
        &self.scene.agreement.indicators[self.at]
    }

    /// What it is called.
    pub(super) fn name(&self) -> String {
        self.model().name.as_ref().unwrap_or(&self.model().id).value.clone()
    }

    /// The figure for the period.
    pub(super) fn figure(&self) -> Entry<Exact> {
        match self.observation() {
            Some(observation) => observation.value.clone(),
            None => no_entry(self.scene.submission.end_of_observations),
        }
    }

    /// Whether its target is being renegotiated at the end of the period.
    fn is_renegotiated(&self) -> Need<Flag> {
        let day = self.scene.submission.period.value.end();
        match &self.model().refresh_due {
            Ok(due) => Need::of(Flag(day <= due.value), vec![due.span]),
            Err(gap) if gap.why.is_no_value() => Need::of(Flag(false), vec![self.model().id.span]),
            Err(gap) => Need::missing(vec![nameless(gap)]),
        }
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
            within: None,
            span,
        }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        Some(self.model().unit.clone())
    }
}

impl Measured for Indicator {
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

    fn once<'a>(agreement: &'a Agreement, id: &str) -> Option<(&'a Metadata, &'a OwnUnit)> {
        agreement.indicator(id).map(|model| (&model.about, &model.unit))
    }

    fn is_any_defined(&self) -> bool {
        self.scene.agreement.indicators.iter().any(|one| one.about.is_any())
    }
}

/// Declares indicators.
pub fn declare(table: Table) -> Table {
    let about = "What is measured, with its figures for the period.";
    table.subject::<Indicator>("indicator", about, JudgedOn::PeriodEnd, |s| {
        s.also(path)
            .also(way::declare)
            .also(figures)
            .also(measured::definition)
            .also(measured::observation)
            .also(measured::history)
            .field("trajectory", "What the trajectory rule decided about it.", |i| {
                TrajectoryVerdict::part(&i.scene, i.subject())
            })
            .field("outcome_band", "What the outcome_band rule decided about it.", |i| {
                OutcomeBandVerdict::part(&i.scene, i.subject())
            })
            .field("delivery_band", "What the delivery_band rule decided about it.", |i| {
                DeliveryBandVerdict::part(&i.scene, i.subject())
            })
    })
}

/// Where it should go.
fn path(s: Fields<Indicator>) -> Fields<Indicator> {
    s.field("name", "What it is called.", |i: &Indicator| {
        Need::of(Text(i.name()), vec![i.model().name.as_ref().unwrap_or(&i.model().id).span])
    })
    .field("polarity", "Which way is better.", |i| need(&i.model().polarity, Word))
    .field("path", "How the expected value runs from milestone to milestone.", |i| need(&i.model().path, Word))
    .field("baseline", "Where it stood when the agreement began.", |i| need(&i.model().baseline, Figure))
    .field("is_renegotiated", "Whether its target is being renegotiated at the end of the period.", |i| {
        i.is_renegotiated()
    })
}

/// What the return says of it.
fn figures(s: Fields<Indicator>) -> Fields<Indicator> {
    s.field("actual", "The figure for the period.", |i: &Indicator| maybe(&i.figure(), Figure))
        .said("figure")
        .field("is_blank", "Whether its figure is left blank.", |i| {
            let blank = i.observation().and_then(|seen| seen.value.as_ref().err()).filter(|g| g.why == Why::Blank);
            Need::of(Flag(blank.is_some()), vec![blank.map_or(i.subject().span, |gap| gap.span)])
        })
        .field("is_unknown", "Whether its figure is said to be unknown.", |i| {
            let unknown = i.observation().and_then(|seen| seen.value.as_ref().err()).filter(|g| g.why == Why::Unknown);
            Need::of(Flag(unknown.is_some()), vec![unknown.map_or(i.subject().span, |gap| gap.span)])
        })
        .said("figure")
        .field("before", "The figure of the period before.", |i| i.observed(|seen| &seen.before, Figure))
        .said("figure of the period before")
        .field(
            "previous",
            "The figure of the period before: as this return gives it, else as that of the period before did.",
            |i| maybe(&i.last_period(), Figure),
        )
        .said("figure of the period before")
        .field("note", "What the submitter says about it.", |i| i.observed(|seen| &seen.note, Text))
        .field("as_at", "The day that its figure is of.", |i| i.observed(|seen| &seen.as_at, Day))
        .said("day of the figure")
        .field("given_band", "The outcome band that the submitter gives it.", |i| i.observed(|seen| &seen.band, Word))
        .field("given_delivery_band", "The delivery band that the submitter gives it.", |i| {
            i.observed(|seen| &seen.delivery_band, Word)
        })
}

/// A value that is not there for a reason.
#[must_use]
pub fn undefined(why: Why, span: crate::source::Span) -> Vec<Want> {
    vec![Want { what: String::new(), why, span }]
}
