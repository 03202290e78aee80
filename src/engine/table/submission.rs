//! The return as a whole.

use std::sync::Arc;

use super::things::Things;
use super::values::{Day, Flag, Need, Part, SetOf, Text, maybe};
use super::{Fields, JudgedOn, SubjectType, Table};
use crate::document::{Gap, Why};
use crate::engine::scene::Scene;
use crate::model::agreement::Indicator;
use crate::model::history::{Lost, Returned};
use crate::model::metadata::Metadata;
use crate::model::names::same_name;
use crate::model::period::Period;
use crate::model::reward::Measure;
use crate::model::submission::{Attachment, Observation};
use crate::model::words::FigureStatus;
use crate::source::{Span, Spanned};
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
        Subject {
            what: "submission",
            index: 0,
            name: period.value.to_string(),
            also: Vec::new(),
            within: None,
            span: period.span,
        }
    }
}

impl Submission {
    /// Those that are due in its period and of which it says nothing.
    fn unreported<'a>(
        &self,
        all: impl Iterator<Item = (&'a Spanned<String>, &'a String, &'a Metadata)>,
    ) -> Part<Things> {
        let submission = &self.scene.submission;
        let (mut named, mut wants): (Vec<(String, Vec<Span>)>, Vec<Want>) = (Vec::new(), Vec::new());
        let mut doubtful: Vec<Span> = Vec::new();
        for (id, name, about) in all {
            match (submission.observation(&id.value), &about.frequency) {
                (Some(observed), _) if !observed.is_certain => doubtful.push(observed.of.span),
                (Some(_), _) => {}
                (None, Ok(frequency)) if !submission.period.value.ends_part_of(frequency.value.months()) => {}
                (None, Err(gap)) if !gap.why.is_no_value() => {
                    wants.push(Want { what: format!("how often {} is due", id.value), why: gap.why, span: gap.span });
                }
                (None, _) => named.push((name.clone(), Vec::new())),
            }
        }
        doubtful.dedup();
        let what = || "what it reports on".to_owned();
        wants.extend(doubtful.into_iter().map(|span| Want { what: what(), why: Why::Unreadable, span }));
        Things::part(named, wants, submission.end_of_observations)
    }

    /// Those measures that have a figure, and the figure none of some statuses.
    fn reward_figures_other_than(&self, statuses: &SetOf<FigureStatus>) -> Part<Things> {
        let (mut named, mut lost) = (Vec::new(), Vec::new());
        for measure in self.measures() {
            let Some(seen) = self.scene.observation(&measure.id.value) else { continue };
            let Ok(value) = &seen.value else { continue };
            let id = &measure.id.value;
            match &seen.status {
                Ok(status) if statuses.has(status.value) => {}
                Err(gap) if !gap.why.is_no_value() => {
                    lost.push(Want { what: format!("the status of {id}"), why: gap.why, span: gap.span });
                }
                Ok(status) => named.push((id.clone(), vec![status.span])),
                Err(_) => named.push((id.clone(), vec![value.span])),
            }
        }
        Things::part(named, lost, self.scene.submission.end_of_observations)
    }

    /// The measures of reward targets.
    fn measures(&self) -> impl Iterator<Item = &Measure> {
        let targets = self.scene.agreement.reward.iter().flat_map(|reward| &reward.targets);
        targets.flat_map(|target| &target.measures)
    }

    /// The periods of its own length that lie between the first earlier return of the term and itself, and have no day in
    /// common with any return.
    fn skipped(&self) -> Part<Things> {
        let (earlier, period) = (&self.scene.earlier, &self.scene.submission.period);
        let term = self.scene.agreement.term.from.value;
        let first = earlier.returns().iter().map(|one| one.period()).find(|one| one.end() >= term);
        let first = first.map(Period::start);
        let of_other = |lost: &Lost| lost.period.is_none();
        let lost = earlier.lost().iter().filter(|lost| of_other(lost)).map(|lost| Want {
            what: "the period of an earlier return".to_owned(),
            why: lost.why,
            span: lost.span,
        });
        let is_told = |wanted: Period| {
            let told = earlier.returns().iter().map(|one| one.period());
            told.chain(earlier.lost().iter().filter_map(|lost| lost.period)).any(|one| one.overlaps(wanted))
        };
        let mut named = Vec::new();
        let mut before = period.value.before();
        while first.is_some_and(|first| before.start() > first) {
            if !is_told(before) {
                named.push((before.to_string(), vec![period.span]));
            }
            before = before.before();
        }
        named.reverse();
        let lost = if named.is_empty() { Vec::new() } else { lost.collect() };
        Things::part(named, lost, period.span)
    }

    /// What it names as attached, and what the agreement requires and it does not name: those that are `wanted`, told
    /// whether it is of the latter and else whether it is there. What cannot be told of them are those in `unseen`, and what is
    /// required where the return could not be read to its end.
    fn attachments(&self, wanted: impl Fn(bool, Option<bool>) -> bool, unseen: Vec<Want>) -> Part<Things> {
        let attached = &self.scene.submission.attachments;
        let is_named = |name: &str| attached.iter().any(|one| same_name(&one.name.value, name));
        let required =
            self.scene.agreement.attachments.iter().filter(|name| wanted(true, None) && !is_named(&name.value));
        let place = |one: &Attachment| one.file.as_ref().unwrap_or(&one.name).span;
        let named = attached.iter().filter(|one| wanted(false, one.is_there));
        let named = named.map(|one| (one.name.value.clone(), vec![place(one)]));
        let end = self.scene.submission.span.after();
        match self.scene.submission.attachments_lost {
            Some(lost) => {
                let unread = |name: &Spanned<String>| Want {
                    what: format!("whether {} is attached", name.value),
                    why: Why::Unreadable,
                    span: lost,
                };
                Things::part(named.collect(), unseen.into_iter().chain(required.map(unread)).collect(), end)
            }
            None => {
                Things::part(required.map(|name| (name.value.clone(), Vec::new())).chain(named).collect(), unseen, end)
            }
        }
    }
}

/// What an indicator is called.
fn called(indicator: &Indicator) -> &String {
    indicator.name.as_ref().map_or(&indicator.id.value, |name| &name.value)
}

/// Who and what must be reported, and is not.
fn coverage(s: Fields<Submission>) -> Fields<Submission> {
    s.field(
        "unreported",
        "The indicators that are due in its period and of which it says nothing.",
        |r: &Submission| {
            let indicators = r.scene.agreement.indicators.iter();
            r.unreported(indicators.map(|one| (&one.id, called(one), &one.about)))
        },
    )
    .field(
        "unreported_measures",
        "The measures of reward targets that are due in its period and of which it says nothing.",
        |r| r.unreported(r.measures().map(|one| (&one.id, &one.id.value, &one.about))),
    )
    .method(
        "reward_figures_other_than",
        "The measures of reward targets whose figure is none of these: final, audited.",
        |r, statuses: SetOf<FigureStatus>| r.reward_figures_other_than(&statuses),
    )
    .field("earlier", "The returns before it.", |r| {
        let earlier = &r.scene.earlier;
        let period = |one: &Arc<Returned>| (one.period().to_string(), vec![one.submission.period.span]);
        let want = |lost: &Lost| Want { what: "an earlier return".to_owned(), why: lost.why, span: lost.span };
        let lost = earlier.lost().iter().map(want).collect();
        Things::part(earlier.returns().iter().map(period).collect(), lost, r.scene.submission.period.span)
    })
    .field(
        "skipped",
        "The periods between the first of them and itself of which there is no return.",
        Submission::skipped,
    )
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
        .field("ends_the_term", "Whether that is the last day of the agreement's term, or lies behind it.", |r| {
            let (period, last) = (&r.scene.submission.period, &r.scene.agreement.term.to);
            Need::of(Flag(period.value.end() >= last.value), vec![period.span, last.span])
        })
        .also(coverage)
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
            r.attachments(|_, _| true, Vec::new())
        })
        .field("unnamed_attachments", "Those that must be sent and that it does not name.", |r| {
            r.attachments(|required, _| required, Vec::new())
        })
        .field("missing_attachments", "Those of them that it does not name, or whose file is not there.", |r| {
            let unseen = r.scene.submission.attachments.iter().filter(|one| one.is_there.is_none());
            let wants = unseen.map(|one| Want {
                what: format!("whether {} is there", one.name.value),
                why: Why::Undefined("cannot be told"),
                span: one.name.span,
            });
            r.attachments(|required, there| required || there == Some(false), wants.collect())
        })
        .field("submitted_by", "Who sends it.", |r| maybe(&r.scene.submission.submitted_by, Text))
    })
}
