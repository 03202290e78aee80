//! Earlier verdicts, as later rules read them: to read one that is not decided is to read a missing value.

use std::sync::Arc;

use super::Table;
use super::values::{Difference, Figure, Flag, Maybe, Money, Need, Part, PartType, Word};
use crate::diagnostic::Ground;
use crate::document::{Choice, Why};
use crate::engine::scene::{Entered, Scene};
use crate::model::words::Band;
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Behind, Kind, Outcome, Subject, Tells, Verdict, Want};

/// What an earlier rule of some kind decided about a subject.
#[derive(Clone)]
pub struct Earlier {
    kind: Kind,
    subject: Subject,
    entered: Option<Arc<Entered>>,
}

impl Earlier {
    /// What was decided about a subject.
    pub fn of(scene: &Scene, kind: Kind, subject: Subject) -> Self {
        Earlier { kind, entered: scene.entered(kind, subject.what, subject.index), subject }
    }

    /// The cells that the verdict was made from, or the subject's own place.
    pub fn places(&self) -> Vec<Span> {
        match &self.entered {
            Some(entered) if !entered.places.is_empty() => entered.places.clone(),
            _ => vec![self.subject.span],
        }
    }

    /// Whether there is nothing to decide about the subject.
    pub fn is_not_applicable(&self) -> bool {
        self.entered.as_ref().is_some_and(|entered| matches!(entered.outcome, Outcome::NotApplicable(_)))
    }

    /// Something of the verdict, or what the verdict lacks.
    pub fn pick<T>(&self, pick: impl Fn(&Verdict) -> Option<T>) -> Result<T, Vec<Want>> {
        let why = match self.entered.as_ref().map(|entered| &entered.outcome) {
            Some(Outcome::Decided(verdict)) => match pick(verdict) {
                Some(value) => return Ok(value),
                None => Why::Undefined("does not say this"),
            },
            Some(Outcome::Undecided(wants)) => return Err(wants.clone()),
            Some(Outcome::NotApplicable(_)) => Why::NotApplicable,
            Some(Outcome::Fault(_)) => Why::Undefined("could not be decided, as its rule broke"),
            None => Why::Undefined("is decided by no rule before this one"),
        };
        let what = format!("the {} of {}", self.kind.word().replace('_', " "), self.subject.name);
        Err(vec![Want { what, why, span: self.subject.span }])
    }

    /// What is awarded: an award of nothing is nought.
    pub fn amount(&self) -> Result<Exact, Vec<Want>> {
        self.pick(|verdict| match verdict {
            Verdict::Pay { amount } => Some(amount.clone()),
            Verdict::Nothing { .. } => Some(Exact::zero()),
            _ => None,
        })
    }

    /// What it rests on.
    pub fn grounds(&self) -> Vec<Ground> {
        self.entered.as_ref().map(|entered| entered.grounds.clone()).unwrap_or_default()
    }

    fn need<T>(&self, pick: impl Fn(&Verdict) -> Option<T>) -> Need<T> {
        self.resting(self.pick(pick))
    }

    fn band(&self) -> Need<Word<Band>> {
        self.need(|verdict| match verdict {
            Verdict::Band { band, .. } => Some(Word(*band)),
            _ => None,
        })
    }

    /// A number that it tells; not given where it tells none.
    fn told<T>(&self, what: Tells, make: fn(Exact) -> T) -> Maybe<T> {
        let told = self.pick(|verdict| match verdict {
            Verdict::On { .. } | Verdict::Off { .. } => Some(verdict.told(what).map(|told| make(told.number.clone()))),
            _ => None,
        });
        Maybe::of(told, self.places()).behind(self.behind())
    }

    fn behind(&self) -> Behind {
        Behind { grounds: self.grounds(), considered: Vec::new() }
    }

    /// A value of it, and what it rests on.
    pub fn resting<T>(&self, value: Result<T, Vec<Want>>) -> Need<T> {
        Need::from_result(value, || self.places()).behind(self.behind())
    }
}

macro_rules! kinds {
    ($($(#[$about:meta])* $name:ident: $declared:literal, $kind:ident);* $(;)?) => {$(
        $(#[$about])*
        pub struct $name(Earlier);
        impl PartType for $name {
            const NAME: &'static str = $declared;
        }
        impl $name {
            /// What was decided about a subject.
            pub fn part(scene: &Scene, subject: Subject) -> Part<Self> {
                let earlier = Earlier::of(scene, Kind::$kind, subject);
                Part { places: earlier.places(), object: $name(earlier) }
            }
        }
    )*};
}

kinds! {
    /// Where an indicator should be.
    TrajectoryVerdict: "trajectory_verdict", Trajectory;
    /// How an indicator's outcome is rated.
    OutcomeBandVerdict: "outcome_band_verdict", OutcomeBand;
    /// How the delivery of an indicator is rated.
    DeliveryBandVerdict: "delivery_band_verdict", DeliveryBand;
    /// Whether a condition is met.
    ConditionVerdict: "condition_verdict", Condition;
    /// What is paid.
    AwardVerdict: "award_verdict", Award;
}

/// Declares the fields of earlier verdicts.
pub fn declare(table: Table) -> Table {
    table
        .part::<TrajectoryVerdict>("trajectory_verdict", "What the trajectory rule decided.", |v| {
            v.field("expected", "The value expected now.", |v| {
                v.0.need(|verdict| match verdict {
                    Verdict::On { expected, .. } | Verdict::Off { expected, .. } => Some(Figure(expected.clone())),
                    _ => None,
                })
            })
            .field("is_on", "Whether it is at or beyond that value.", |v| {
                v.0.need(|verdict| match verdict {
                    Verdict::On { .. } => Some(Flag(true)),
                    Verdict::Off { .. } => Some(Flag(false)),
                    _ => None,
                })
            })
            .field("rate_needed", "How far it must go in each quarter that is left, where the rule tells it.", |v| {
                v.0.told(Tells::RateNeeded, Difference)
            })
            .field("outturn", "What it leads to at the pace so far, where the rule tells it.", |v| {
                v.0.told(Tells::Outturn, Figure)
            })
            .field("on_last_period", "How much better it is than in the period before, where the rule tells it.", |v| {
                v.0.told(Tells::OnLastPeriod, Difference)
            })
            .field(
                "on_last_year",
                "How much better it is than a year before, where the rule tells it.",
                |v| v.0.told(Tells::OnLastYear, Difference),
            )
        })
        .part::<OutcomeBandVerdict>("outcome_band_verdict", "What the outcome_band rule decided.", |v| {
            v.field("band", "The rating.", |v| v.0.band())
        })
        .part::<DeliveryBandVerdict>("delivery_band_verdict", "What the delivery_band rule decided.", |v| {
            v.field("band", "The rating.", |v| v.0.band())
        })
        .part::<ConditionVerdict>("condition_verdict", "What the condition rule decided.", |v| {
            v.field("is_met", "Whether it is met.", |v| {
                v.0.need(|verdict| match verdict {
                    Verdict::Met { .. } => Some(Flag(true)),
                    Verdict::Unmet { .. } => Some(Flag(false)),
                    _ => None,
                })
            })
        })
        .part::<AwardVerdict>("award_verdict", "What the award rule decided.", |v| {
            v.field("amount", "What is paid; nought when nothing is.", |v| v.0.resting(v.0.amount().map(Money)))
        })
}
