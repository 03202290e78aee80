//! The return as a whole.

use std::sync::Arc;

use super::things::Things;
use super::values::{Day, Need, Text, maybe};
use super::{JudgedOn, SubjectType, Table};
use crate::document::Why;
use crate::engine::scene::Scene;
use crate::model::names::same_name;
use crate::model::submission::Attachment;
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

impl Submission {
    /// What it names as attached, and what the agreement requires and it does not name: those that are `wanted`, told
    /// whether it is of the latter and else whether it is there.
    fn attachments(&self, wanted: impl Fn(bool, Option<bool>) -> bool) -> Vec<(String, Vec<Span>)> {
        let attached = &self.scene.submission.attachments;
        let is_named = |name: &str| attached.iter().any(|one| same_name(&one.name.value, name));
        let required = self.scene.agreement.attachments.iter().filter(|name| !is_named(&name.value));
        let required = required.filter(|_| wanted(true, None)).map(|name| (name.value.clone(), Vec::new()));
        let place = |one: &Attachment| one.file.as_ref().unwrap_or(&one.name).span;
        let named = attached.iter().filter(|one| wanted(false, one.is_there));
        required.chain(named.map(|one| (one.name.value.clone(), vec![place(one)]))).collect()
    }
}

/// Declares the return.
pub fn declare(table: Table) -> Table {
    table.subject::<Submission>("submission", "The return as a whole.", JudgedOn::PeriodEnd, |s| {
        s.field("name", "The period that it reports on.", |r: &Submission| {
            Need::of(Text(r.subject().name), vec![r.subject().span])
        })
        .field("first_day", "The first day of that period.", |r| {
            let period = &r.scene.submission.period;
            Need::of(Day(period.value.start()), vec![period.span])
        })
        .field("last_day", "The last day of that period.", |r| {
            let period = &r.scene.submission.period;
            Need::of(Day(period.value.end()), vec![period.span])
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
        .field("attachments", "What is to be sent with it, and what it says is sent.", |r| {
            Things::part(r.attachments(|_, _| true), Vec::new(), r.scene.submission.span.after())
        })
        .field("missing_attachments", "Those of them that it does not name, or whose file is not there.", |r| {
            let named = r.attachments(|required, there| required || there == Some(false));
            let unseen = r.scene.submission.attachments.iter().filter(|one| one.is_there.is_none());
            let wants = unseen.map(|one| Want {
                what: format!("whether {} is there", one.name.value),
                why: Why::Undefined("cannot be told"),
                span: one.name.span,
            });
            Things::part(named, wants.collect(), r.scene.submission.span.after())
        })
        .field("submitted_by", "Who sends it.", |r| maybe(&r.scene.submission.submitted_by, Text))
    })
}
