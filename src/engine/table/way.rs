//! Where an indicator should be, and where it is going, as its fields.

use super::Fields;
use super::indicator::Indicator;
use super::measured::Measured;
use super::values::{Difference, Figure, Flag, Maybe, Need, Percent, no_entry};
use crate::document::Entry;
use crate::model::OwnUnit;
use crate::model::path::{Lack, Made, Placed, Way};
use crate::model::words::Polarity;
use crate::number::Exact;
use crate::source::{Span, Spanned};
use crate::verdict::{Behind, Want};

impl Indicator {
    fn way(&self) -> Way<'_> {
        let scene = self.scene();
        let (first, period) = (scene.agreement.term.from.value, scene.submission.period.value);
        Way { indicator: self.model(), first, period }
    }

    fn wants(&self, lacks: Vec<Lack>) -> Vec<Want> {
        let name = self.name();
        let want =
            |lack: Lack| Want { what: format!("the {} of {name}", lack.what), why: lack.gap.why, span: lack.gap.span };
        lacks.into_iter().map(want).collect()
    }

    /// That the word whether figures count up decided what a value is made from, where the agreement has it.
    fn by_the_flag(&self) -> Behind {
        let considered = self.model().accumulates.iter().map(|flag| flag.span).collect();
        Behind { considered, grounds: Vec::new() }
    }

    /// That this and the path did.
    fn by_the_path(&self) -> Behind {
        let mut behind = self.by_the_flag();
        behind.considered.extend(self.model().path.iter().map(|path| path.span));
        behind
    }

    /// A value of the way, or what it lacks.
    fn on_the_way(&self, made: impl FnOnce(Way<'_>) -> Made) -> Need<Figure> {
        match made(self.way()) {
            Ok(Placed { value, cells }) => Need::of(Figure(value), self.or_own_place(cells)),
            Err(lacks) => Need::missing(self.wants(lacks)),
        }
    }

    /// The place of the definition, for what is made from no cell.
    fn or_own_place(&self, cells: Vec<Span>) -> Vec<Span> {
        if cells.is_empty() { vec![self.model().id.span] } else { cells }
    }

    /// The figure of the period before: as this return gives it, else as that of the period before did, where it is a
    /// percentage or the agreement says that its figures do not count up. Whether others do cannot be told, and then they
    /// are not compared.
    pub(super) fn last_period(&self) -> Entry<Exact> {
        let does_not_count_up = self.model().accumulates.as_ref().is_ok_and(|flag| !flag.value);
        match self.observation().map(|seen| seen.before.clone()) {
            Some(before) if before.as_ref().err().is_none_or(|gap| !gap.why.is_no_value()) => before,
            _ if self.model().unit == OwnUnit::Percent || does_not_count_up => {
                self.said(self.scene().submission.period.value.before())
            }
            _ => no_entry(self.scene().submission.period.span),
        }
    }

    /// The figure of the same period last year.
    fn last_year(&self) -> Entry<Exact> {
        self.said(self.scene().submission.period.value.year_before())
    }

    /// How much better its figure is than an earlier one; not given where either is not.
    fn gain_on(&self, earlier: &Entry<Exact>) -> Maybe<Difference> {
        let polarity = &self.model().polarity;
        let gain = |now: Exact, then: &Exact, better: Polarity| match better {
            Polarity::Higher => &now - then,
            Polarity::Lower => then - &now,
        };
        match (self.figure(), earlier, polarity) {
            (Ok(now), Ok(then), Ok(better)) => {
                let value = Difference(gain(now.value, &then.value, better.value));
                Maybe::of(Ok(Some(value)), vec![now.span, then.span, better.span])
            }
            (now, then, better) => {
                let gaps = [now.err(), then.clone().err(), better.clone().err()].into_iter().flatten();
                let lacks: Vec<Lack> = gaps.map(|gap| Lack { what: "change in the figure", gap }).collect();
                self.not_made(lacks)
            }
        }
    }

    /// What is not made: not given, if all that it lacks is simply not given.
    fn not_made<T>(&self, lacks: Vec<Lack>) -> Maybe<T> {
        let places = lacks.iter().map(|lack| lack.gap.span).collect();
        let is_no_value = lacks.iter().any(|lack| lack.gap.why.is_no_value());
        Maybe::of(if is_no_value { Ok(None) } else { Err(self.wants(lacks)) }, places)
    }

    /// Something that the figure leads to; not given without a figure, and where the agreement does not give what it takes.
    fn ahead<T>(
        &self,
        make: impl FnOnce(Exact) -> T,
        made: impl FnOnce(Way<'_>, &Exact) -> Made<Option<Placed>>,
    ) -> Maybe<T> {
        let actual: Entry<Exact> = self.figure();
        let Spanned { value: figure, span } = match actual {
            Ok(known) => known,
            Err(gap) => return self.not_made(vec![Lack { what: "figure", gap }]),
        };
        match made(self.way(), &figure) {
            Ok(Some(Placed { value, mut cells })) => {
                cells.push(span);
                Maybe::of(Ok(Some(make(value))), cells)
            }
            Ok(None) => Maybe::of(Ok(None), vec![span]),
            Err(lacks) => self.not_made(lacks),
        }
    }
}

/// Declares what is asked of an indicator's way.
pub(super) fn declare(fields: Fields<Indicator>) -> Fields<Indicator> {
    ahead(
        fields
            .field("accumulates", "Whether its figures count up from nought at each first of April.", |i| {
                let places = i.model().accumulates.iter().map(|flag| flag.span).collect();
                match i.way().accumulates() {
                    Ok(flag) => Need::of(Flag(flag), i.or_own_place(places)),
                    Err(lacks) => Need::missing(i.wants(lacks)),
                }
            })
            .field("milestone", "The milestone in force: the period's own, else its year's.", |i| {
                i.on_the_way(|way| way.milestone())
            })
            .field(
                "line",
                "The point on the straight line between milestones at the end of the period; of figures that count up, \
                 the part of the year's target for the months gone by. The period's own milestone holds.",
                |i| i.on_the_way(|way| way.line()).behind(i.by_the_flag()),
            )
            .field(
                "profiled",
                "The point at the end of the period that the profile makes of the year's way. The period's own milestone \
                 holds.",
                |i| i.on_the_way(|way| way.profiled()).behind(i.by_the_flag()),
            )
            .field("target", "What is to be reached by the end of the period's year.", |i| {
                i.on_the_way(|way| way.target())
            })
            .field("final_target", "What is to be reached in the end: its last milestone.", |i| {
                i.on_the_way(|way| way.final_target())
            })
            .field("start", "Where its way begins: the baseline; nought where its figures count up in each year.", |i| {
                i.on_the_way(|way| way.start()).behind(i.by_the_flag())
            })
            .field(
                "goal",
                "What its way leads to: the final target; the year's where its figures count up in each year.",
                |i| i.on_the_way(|way| way.goal()).behind(i.by_the_flag()),
            )
            .field("one", "One of its own unit: a point of a percentage, £1 of money.", |i| {
                Need::of(Difference(Exact::whole(1)), vec![i.model().id.span])
            })
            .field("elapsed", "How much of the time between start and goal is gone by.", |i| match i.way().elapsed() {
                Ok(part) => Need::of(Percent(part), vec![i.scene().submission.period.span]).behind(i.by_the_flag()),
                Err(lacks) => Need::missing(i.wants(lacks)),
            }),
    )
}

/// Declares what its figure leads to.
fn ahead(fields: Fields<Indicator>) -> Fields<Indicator> {
    fields
        .field(
            "projected",
            "What its figure leads to by the goal's day at the pace so far: that part of the whole way that is gone of the \
             way due by now. Absent where what was due tells no pace.",
            |i| i.ahead(Figure, |way, actual| way.projected(actual)).behind(i.by_the_path()),
        )
        .field("rate_needed", "How far it must go in each quarter that is left, to reach the goal.", |i| {
            i.ahead(Difference, |way, actual| way.rate_needed(actual)).behind(i.by_the_flag())
        })
        .field("rate", "How far it goes in each quarter that is left, at the pace so far.", |i| {
            i.ahead(Difference, |way, actual| way.rate(actual)).behind(i.by_the_path())
        })
        .field(
            "gain_on_last_period",
            "How much better its figure is than that of the period before; not given where figures count up.",
            |i| match i.way().accumulates() {
                Ok(false) => i.gain_on(&i.last_period()).behind(i.by_the_flag()),
                Ok(true) => Maybe::of(Ok(None), i.or_own_place(Vec::new())).behind(i.by_the_flag()),
                Err(lacks) => i.not_made(lacks),
            },
        )
        .field("gain_on_last_year", "How much better its figure is than that of the same period last year.", |i| {
            i.gain_on(&i.last_year())
        })
}
