//! The return as a whole.

use std::sync::Arc;

use super::values::{Need, Text, maybe};
use super::{JudgedOn, SubjectType, Table};
use crate::engine::scene::Scene;
use crate::verdict::Subject;

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
        .field("submitted_by", "Who sends it.", |r| maybe(&r.scene.submission.submitted_by, Text))
    })
}
