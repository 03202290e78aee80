//! The return as a whole.

use std::sync::Arc;

use super::things::Things;
use super::values::{Day, Flag, Need, Part, Text, maybe};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Gap, Why};
use crate::engine::scene::Scene;
use crate::model::agreement::Indicator;
use crate::model::names::same_name;
use crate::model::submission::{Attachment, Observation};
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
    /// Those of which it says nothing, each given with its short name and what it is called.
    fn unreported<'a>(&self, all: impl Iterator<Item = (&'a String, &'a String)>) -> Part<Things> {
        let submission = &self.scene.submission;
        let (mut named, mut doubtful): (Vec<(String, Vec<Span>)>, Vec<Span>) = (Vec::new(), Vec::new());
        for (id, name) in all {
            match submission.observation(id) {
                None => named.push((name.clone(), Vec::new())),
                Some(observed) if !observed.is_certain => doubtful.push(observed.of.span),
                Some(_) => {}
            }
        }
        doubtful.dedup();
        let what = || "what it reports on".to_owned();
        let wants = doubtful.into_iter().map(|span| Want { what: what(), why: Why::Unreadable, span });
        Things::part(named, wants.collect(), submission.end_of_observations)
    }

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

/// What an indicator is called.
fn called(indicator: &Indicator) -> &String {
    indicator.name.as_ref().map_or(&indicator.id.value, |name| &name.value)
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
            r.unreported(r.scene.agreement.indicators.iter().map(|one| (&one.id.value, called(one))))
        })
        .field("unreported_measures", "The measures of reward targets of which it says nothing.", |r| {
            let targets = r.scene.agreement.reward.iter().flat_map(|reward| &reward.targets);
            r.unreported(targets.flat_map(|target| &target.measures).map(|one| (&one.id.value, &one.id.value)))
        })
        .field("dated", "The figures of which it gives the day.", |r| {
            let (observations, period) = (&r.scene.submission.observations, r.scene.submission.period.span);
            let dated = || observations.iter().filter_map(|one| Some((one, one.as_at.as_ref().ok()?.span)));
            let gaps = observations.iter().filter_map(|one| Some((one, one.as_at.as_ref().err()?)));
            let unread = gaps.filter(|(_, gap)| !gap.why.is_no_value());
            let want = |(one, gap): (&Observation, &Gap)| Want {
                what: format!("the day of the figure of {}", one.of.value),
                why: gap.why,
                span: gap.span,
            };
            let named = dated().map(|(one, _)| (one.of.value.clone(), Vec::new())).collect();
            let things = Things::part(named, unread.map(want).collect(), period);
            Things::considering(things, dated().map(|(_, span)| span).collect())
        })
        .field(
            "is_of_another_period",
            "Whether several figures have a day, and none of these lies in its period.",
            |r| Need::of(Flag(r.scene.submission.is_of_another_period()), vec![r.scene.submission.period.span]),
        )
        .field("attachments", "What is to be sent with it, and what it says is sent.", |r| {
            Things::part(r.attachments(|_, _| true), Vec::new(), r.scene.submission.span.after())
        })
        .field("unnamed_attachments", "Those that must be sent and that it does not name.", |r| {
            Things::part(r.attachments(|required, _| required), Vec::new(), r.scene.submission.span.after())
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
