//! Interim levels: what a measure is to have reached when something is paid on account.

use std::sync::Arc;

use super::measure::Measure;
use super::values::{Figure, Need, Text, Word, need};
use super::{JudgedOn, SubjectType, Table};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::verdict::Subject;

/// The interim level of one measure that has one.
pub struct Interim {
    measure: Measure,
}

impl Interim {
    /// The interim level of a measure; none where none is agreed.
    #[must_use]
    pub fn of(measure: Measure) -> Option<Self> {
        let is_agreed = measure.model().interim.as_ref().map_or_else(|gap| !gap.why.is_no_value(), |_| true);
        is_agreed.then_some(Interim { measure })
    }
}

impl SubjectType for Interim {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        Measure::all(scene).into_iter().filter_map(Interim::of).collect()
    }

    fn subject(&self) -> Subject {
        let span = self.measure.model().interim.as_ref().map_or_else(|gap| gap.span, |level| level.span);
        Subject { what: "interim", span, ..self.measure.subject() }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        self.measure.own_unit()
    }
}

/// Declares interim levels.
pub fn declare(table: Table) -> Table {
    table.subject::<Interim>(
        "interim",
        "The interim level of a measure, where one is agreed.",
        JudgedOn::FirstDay,
        |s| {
            s.field("name", "The short name of the measure.", |i: &Interim| {
                let id = &i.measure.model().id;
                Need::of(Text(id.value.clone()), vec![id.span])
            })
            .field("polarity", "Which way is better.", |i| need(&i.measure.model().polarity, Word))
            .field("level", "What is to be reached.", |i| need(&i.measure.model().interim, Figure))
            .said("interim level")
            .field("actual", "What was reached.", |i| need(&i.measure.actual(), Figure))
            .said("actual value")
        },
    )
}
