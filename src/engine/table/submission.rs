//! The return as a whole.

use std::sync::Arc;

use super::things::Things;
use super::values::{Need, Text, maybe};
use super::{JudgedOn, SubjectType, Table};
use crate::document::Why;
use crate::engine::scene::Scene;
use crate::source::Span;
use crate::verdict::{Subject, Want};

/// The return.
pub struct Submission {
    scene: Arc<Scene>,
}

impl SubjectType for Submission {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        vec![Submission { scene: Arc::clone(scene) }]
    }

    fn subject(&self) -> Subject {
        let period = &self.scene.submission.period;
        Subject { what: "submission", index: 0, name: period.value.to_string(), also: Vec::new(), span: period.span }
    }
}

/// Declares the return.
pub fn declare(table: Table) -> Table {
    table.subject::<Submission>("submission", "The return as a whole.", JudgedOn::PeriodEnd, |s| {
        s.field("name", "The period that it reports on.", |r: &Submission| {
            Need::of(Text(r.subject().name), vec![r.subject().span])
        })
        .field("unreported", "The indicators of which it says nothing.", |r| {
            let submission = &r.scene.submission;
            let indicators = r.scene.agreement.indicators.iter();
            let unreported = indicators.filter(|one| submission.observation(&one.id.value).is_none());
            let named =
                unreported.map(|one| (one.name.as_ref().map_or(&one.id.value, |name| &name.value).clone(), Vec::new()));
            let mut doubtful: Vec<Span> =
                submission.observations.iter().filter(|one| !one.is_certain).map(|one| one.of.span).collect();
            doubtful.dedup();
            let what = || "which indicators it reports on".to_owned();
            let wants = doubtful.into_iter().map(|span| Want { what: what(), why: Why::Unreadable, span });
            Things::part(named.collect(), wants.collect(), submission.end_of_observations)
        })
        .field("submitted_by", "Who sends it.", |r| maybe(&r.scene.submission.submitted_by, Text))
    })
}
