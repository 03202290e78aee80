//! What indicators and measures have in common: what defines them, what the return says beside their figures, and what
//! earlier returns said of them.

use std::sync::Arc;

use jiff::civil::Date;

use super::Fields;
use super::things::Things;
use super::values::{Count, Day, Days, Figure, Flag, Maybe, Need, Part, SetOf, Text, Word, maybe, nameless, no_entry};
use crate::document::{Choice, Entry, Gap, Why};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::model::metadata::{Detail, Metadata};
use crate::model::period::Period;
use crate::model::submission::Observation;
use crate::model::words::{Band, FigureStatus};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::Want;

/// Something that is measured.
pub trait Measured {
    /// What can be seen of it.
    fn scene(&self) -> &Arc<Scene>;
    /// Its short name.
    fn id(&self) -> &str;
    /// What defines it, beside its values.
    fn about(&self) -> &Metadata;
    /// Where it stood when the agreement began.
    fn baseline(&self) -> &Entry<Exact>;
    /// The unit of its figures.
    fn unit(&self) -> &OwnUnit;
    /// Where it is defined: its name, and the whole.
    fn defined_at(&self) -> (Span, Span);
    /// The same thing's definition and unit in an agreement as it once stood.
    fn once<'a>(agreement: &'a Agreement, id: &str) -> Option<(&'a Metadata, &'a OwnUnit)>;
    /// Whether the agreement gives any of its like a definition.
    fn is_any_defined(&self) -> bool;

    /// Its record in the return.
    fn observation(&self) -> Option<&Observation> {
        self.scene().observation(self.id())
    }

    /// Something of its record in the return; not given where there is none.
    fn observed<R: Clone, T>(&self, pick: fn(&Observation) -> &Entry<R>, make: impl Fn(R) -> T) -> Maybe<T> {
        match self.observation() {
            Some(observation) => maybe(pick(observation), make),
            None => maybe(&no_entry(self.scene().submission.end_of_observations), make),
        }
    }

    /// The figure of an earlier period, as it was restated since; not given where it was of another unit or definition.
    fn said(&self, period: Period) -> Entry<Exact> {
        let said = self.scene().said(self.id(), period);
        let once = said.under.and_then(|agreement| Self::once(agreement, self.id()));
        comparable(said.figure, once, (self.about(), self.unit()), self.defined_at().0)
    }

    /// The first and the last day that its figure may be of.
    fn time_of_figure(&self) -> (Date, Date) {
        let period = self.scene().submission.period.value;
        (period.start(), period.end())
    }

    /// How many days the day of its figure lies outside that time; nought within it.
    fn days_outside(&self) -> Maybe<Days> {
        let (first, last) = self.time_of_figure();
        self.observed(
            |seen| &seen.as_at,
            |day| Days(Exact::whole(i64::from((day - day.clamp(first, last)).get_days().abs()))),
        )
    }

    /// Something of its record in the return of the period before; not given where there is none.
    fn last<R: Clone, T>(&self, pick: fn(&Observation) -> &Entry<R>, make: fn(R) -> T) -> Maybe<T> {
        let submission = &self.scene().submission;
        let none = || no_entry(submission.period.span);
        match self.scene().earlier.of(submission.period.value.before()) {
            Ok(Some(one)) => maybe(one.observation(self.id()).map_or(&none(), pick), make),
            Ok(None) => maybe(&none(), make),
            Err(gap) => maybe(&Err(gap), make),
        }
    }

    /// Whether its figure in the return of the period before was one of these.
    fn was(&self, statuses: &SetOf<FigureStatus>) -> Need<Flag> {
        let submission = &self.scene().submission;
        let seen = match self.scene().earlier.of(submission.period.value.before()) {
            Ok(found) => found.and_then(|one| one.observation(self.id())),
            Err(gap) => return Need::missing(vec![nameless(&gap)]),
        };
        match seen.map(|seen| &seen.status) {
            Some(Ok(status)) => Need::of(Flag(statuses.has(status.value)), vec![status.span]),
            Some(Err(gap)) if gap.why.is_no_value() => Need::of(Flag(false), vec![gap.span]),
            Some(Err(gap)) => Need::missing(vec![nameless(gap)]),
            None => Need::of(Flag(false), vec![submission.period.span]),
        }
    }

    /// In how many returns in a row before this one it was given as red.
    fn red_before(&self) -> Need<Count> {
        let (scene, mut period) = (self.scene(), self.scene().submission.period.value);
        let (mut count, mut places) = (0, Vec::new());
        loop {
            period = period.before();
            let band = match scene.earlier.of(period) {
                Ok(found) => found.and_then(|one| one.observation(self.id())).map(|seen| &seen.band),
                Err(gap) => return Need::missing(vec![nameless(&gap)]),
            };
            match band {
                Some(Ok(band)) if band.value == Band::Red => places.push(band.span),
                Some(Err(gap)) if !gap.why.is_no_value() => return Need::missing(vec![nameless(gap)]),
                _ => break,
            }
            count += 1;
        }
        if places.is_empty() {
            places.push(scene.submission.period.span);
        }
        Need::of(Count(Exact::whole(count)), places)
    }

    /// Whether an earlier return says something of it.
    fn reported_before(&self) -> Need<Flag> {
        let earlier = &self.scene().earlier;
        let seen = earlier.returns().iter().find_map(|one| one.observation(self.id()).filter(|seen| seen.is_certain));
        match (seen, earlier.lost().first()) {
            (Some(seen), _) => Need::of(Flag(true), vec![seen.of.span]),
            (None, Some(lost)) => Need::missing(vec![Want { what: String::new(), why: lost.why, span: lost.span }]),
            (None, None) => Need::of(Flag(false), vec![self.scene().submission.period.span]),
        }
    }

    /// The parts of its definition that are wanted and not given.
    fn lacks(&self, wanted: &SetOf<Detail>) -> Part<Things> {
        let (mut named, mut lost) = (Vec::new(), Vec::new());
        let (at, whole) = self.defined_at();
        let details = Detail::WORDS.iter().filter_map(|word| Detail::from_word(word));
        for detail in details.filter(|detail| wanted.has(*detail)) {
            let gap = match detail {
                Detail::Baseline => self.baseline().as_ref().err(),
                _ => self.about().gap(detail),
            };
            let Some(gap) = gap else { continue };
            if gap.why == Why::Unreadable {
                lost.push(Want {
                    what: format!("the {} of {}", detail.word(), self.id()),
                    why: gap.why,
                    span: gap.span,
                });
            } else {
                named.push((detail.word().to_owned(), vec![if gap.why == Why::Absent { at } else { gap.span }]));
            }
        }
        Things::part(named, lost, whole.after())
    }

    /// Whether the body that brings its figures is one of the agreement's. So is every one where it lists none, and where no
    /// body is named.
    fn is_body_known(&self) -> Need<Flag> {
        let bodies = &self.scene().agreement.bodies;
        match &self.about().responsible {
            Ok(name) => {
                let is_known = bodies.is_empty() || bodies.iter().any(|body| body.is_called(&name.value));
                Need::of(Flag(is_known), vec![name.span])
            }
            Err(gap) if gap.why.is_no_value() => Need::of(Flag(true), vec![gap.span]),
            Err(gap) => Need::missing(vec![nameless(gap)]),
        }
    }
}

/// A figure that was said once, as far as it can be compared: not given where it was of another unit or definition than now.
pub fn comparable(
    figure: Entry<Exact>,
    once: Option<(&Metadata, &OwnUnit)>,
    now: (&Metadata, &OwnUnit),
    defined_at: Span,
) -> Entry<Exact> {
    match once {
        Some((about, unit)) if figure.is_ok() && (unit != now.1 || is_other(&about.definition, &now.0.definition)) => {
            Err(Gap { why: Why::NotApplicable, span: defined_at })
        }
        _ => figure,
    }
}

/// Whether two texts are both there and differ.
fn is_other(one: &Entry<String>, other: &Entry<String>) -> bool {
    matches!((one, other), (Ok(one), Ok(other)) if one.value.trim() != other.value.trim())
}

/// What defines it.
pub fn definition<T: Measured + 'static>(s: Fields<T>) -> Fields<T> {
    s.field("definition", "What is counted, and of what.", |i: &T| maybe(&i.about().definition, Text))
        .field("source", "Where its figures come from.", |i| maybe(&i.about().source, Text))
        .field("frequency", "How often a figure is due.", |i| maybe(&i.about().frequency, Word))
        .field("responsible", "The body that brings its figures.", |i| maybe(&i.about().responsible, Text))
        .said("responsible body")
        .field(
            "is_body_known",
            "Whether that is one of the agreement's bodies; so is every one where it lists none, or none is named.",
            Measured::is_body_known,
        )
        .said("responsible body")
        .field("kind", "What kind of thing it is: input, output or outcome.", |i| maybe(&i.about().kind, Word))
        .field("baseline_as_at", "The day that its baseline is of.", |i| maybe(&i.about().baseline_as_at, Day))
        .method("lacks", "The parts of its definition that are wanted and not given.", |i, wanted: SetOf<Detail>| {
            i.lacks(&wanted)
        })
        .field("is_like_defined", "Whether the agreement says of any of its like what defines it.", |i| {
            Need::of(Flag(i.is_any_defined()), vec![i.defined_at().0])
        })
}

/// What the return says beside its figure.
pub fn observation<T: Measured + 'static>(s: Fields<T>) -> Fields<T> {
    s.field("status", "How firm its figure is.", |i: &T| i.observed(|seen| &seen.status, Word))
        .said("status of the figure")
        .field("out_of", "The number that its figure is a share of.", |i| i.observed(|seen| &seen.out_of, Count))
        .said("number that it is a share of")
        .field("corrective_action", "What is done about it.", |i| i.observed(|seen| &seen.corrective_action, Text))
        .field("improvement_plan", "The plan that it is to be put right by.", |i| {
            i.observed(|seen| &seen.improvement_plan, Text)
        })
        .field("override_reason", "Why its band is another than its figures give.", |i| {
            i.observed(|seen| &seen.override_reason, Text)
        })
        .said("reason for the band")
        .field(
            "days_outside",
            "How many days the day of its figure lies outside the time that it is of.",
            Measured::days_outside,
        )
        .said("day of the figure")
        .field(
            "is_of_another_period",
            "Whether several figures of the return have a day, and none of these lies in its period.",
            |i| {
                let submission = &i.scene().submission;
                Need::of(Flag(submission.is_of_another_period()), vec![submission.period.span])
            },
        )
}

/// What earlier returns said of it.
pub fn history<T: Measured + 'static>(s: Fields<T>) -> Fields<T> {
    s.field("last_period", "The figure that the return of the period before gave, as restated since.", |i: &T| {
        maybe(&i.said(i.scene().submission.period.value.before()), Figure)
    })
    .said("figure said in the period before")
    .field("last_year", "The figure of the same period last year, as restated since.", |i| {
        maybe(&i.said(i.scene().submission.period.value.year_before()), Figure)
    })
    .said("figure said for the same period last year")
    .field("last_status", "How firm the figure was in the return of the period before.", |i| {
        i.last(|seen| &seen.status, Word)
    })
    .said("status of the figure before")
    .field("last_out_of", "The number that the figure of the period before was a share of.", |i| {
        i.last(|seen| &seen.out_of, Count)
    })
    .said("number that the figure before was a share of")
    .method(
        "was",
        "Whether its figure in the return of the period before was one of these: final, audited; no where it was not said.",
        |i, statuses: SetOf<FigureStatus>| i.was(&statuses),
    )
    .said("status of the figure before")
    .field("reported_before", "Whether an earlier return says something of it.", Measured::reported_before)
    .field("red_before", "In how many returns in a row before this one it was given as red.", Measured::red_before)
}
