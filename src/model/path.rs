//! Where an indicator should be, and where it is going: the arithmetic of trajectories, with the cells of the agreement
//! that each value is made from. What is on track is the pack's.

use jiff::civil::Date;

use super::agreement::{Indicator, Milestone, on_the_line};
use super::period::Period;
use super::words::Path;
use crate::document::{Entry, Gap, Why};
use crate::number::Exact;
use crate::source::Span;

/// An indicator's way, as it is seen from the end of a period.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// The indicator.
    pub indicator: &'a Indicator,
    /// The agreement's first day. The baseline is of the day before.
    pub first: Date,
    /// The period.
    pub period: Period,
}

/// A value, and the cells that it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The value.
    pub value: Exact,
    /// The cells.
    pub cells: Vec<Span>,
}

/// What a value lacks: what that is called, and where it should stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Its name.
    pub what: &'static str,
    /// Why it is not there, and where.
    pub gap: Gap,
}

/// A value that is made from others, or what it lacks.
pub type Made<T = Placed> = Result<T, Vec<Lack>>;

impl Placed {
    /// The same cells and others, with another value.
    fn with(mut self, other: &Placed, of: impl FnOnce(&Exact, &Exact) -> Exact) -> Placed {
        self.value = of(&self.value, &other.value);
        self.cells.extend(other.cells.iter().filter(|cell| !self.cells.contains(cell)).copied().collect::<Vec<_>>());
        self
    }
}

fn placed(what: &'static str, entry: &Entry<Exact>) -> Made {
    match entry {
        Ok(known) => Ok(Placed { value: known.value.clone(), cells: vec![known.span] }),
        Err(gap) => Err(vec![Lack { what, gap: gap.clone() }]),
    }
}

/// Both of two values, or what either lacks.
fn both<A, B>(one: Made<A>, other: Made<B>) -> Made<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(one.err().into_iter().chain(other.err()).flatten().collect()),
    }
}

/// How many months of its financial year are gone by at the end of a period.
///
/// ```
/// use plumbline::model::{path::months_gone, period::Period};
/// assert_eq!(months_gone(Period::read("2006-07 Q3").unwrap()), 9);
/// assert_eq!(months_gone(Period::read("2006-07").unwrap()), 12);
/// ```
#[must_use]
pub fn months_gone(period: Period) -> i64 {
    (i64::from(period.end().month()) + 8) % 12 + 1
}

/// How many quarters lie between the ends of two periods; below nought where the second ends first.
fn quarters_between(one: Period, other: Period) -> Exact {
    let years = i64::from(other.year().start().year()) - i64::from(one.year().start().year());
    let months = years * 12 + months_gone(other) - months_gone(one);
    Exact::whole(months).over(&Exact::whole(3)).unwrap_or_else(Exact::zero)
}

/// A part of a whole, as a fraction; all of it where there is no whole.
fn part(some: i64, of: i64) -> Exact {
    Exact::whole(some).over(&Exact::whole(of)).unwrap_or_else(|| Exact::whole(1))
}

impl<'a> Way<'a> {
    fn lacks<T>(&self, what: &'static str, why: Why) -> Made<T> {
        Err(vec![Lack { what, gap: Gap { why, span: self.indicator.span.after() } }])
    }

    /// Whether its figures count up from nought at each first of April; they do not where the agreement does not say so.
    ///
    /// # Errors
    /// When what the agreement says cannot be read.
    pub fn accumulates(&self) -> Made<bool> {
        match &self.indicator.accumulates {
            Ok(flag) => Ok(flag.value),
            Err(gap) if gap.why.is_no_value() => Ok(false),
            Err(gap) => Err(vec![Lack { what: "word whether it accumulates", gap: gap.clone() }]),
        }
    }

    /// The milestone in force: the period's own, else its year's.
    ///
    /// # Errors
    /// When there is none.
    pub fn milestone(&self) -> Made {
        self.of_milestone(self.indicator.milestone(self.period), "milestone")
    }

    /// What is to be reached by the end of the period's year.
    ///
    /// # Errors
    /// When there is no milestone of the year.
    pub fn target(&self) -> Made {
        self.of_milestone(self.of(self.period.year()), "target of the year")
    }

    /// What is to be reached in the end: the last milestone.
    ///
    /// # Errors
    /// When there is no milestone.
    pub fn final_target(&self) -> Made {
        self.of_milestone(self.indicator.milestones.last(), "final target")
    }

    fn of(&self, period: Period) -> Option<&'a Milestone> {
        self.indicator.milestones.iter().find(|milestone| milestone.period.value == period)
    }

    fn of_milestone(&self, milestone: Option<&Milestone>, what: &'static str) -> Made {
        match milestone {
            Some(milestone) => placed(what, &milestone.value),
            None => self.lacks(what, Why::Absent),
        }
    }

    /// Where the way begins: at the baseline, or at nought where figures count up in each year.
    ///
    /// # Errors
    /// When there is no baseline.
    pub fn start(&self) -> Made {
        if self.accumulates()? {
            return Ok(Placed { value: Exact::zero(), cells: Vec::new() });
        }
        placed("baseline", &self.indicator.baseline)
    }

    /// What the way leads to: the final target, or the year's where figures count up in each year.
    ///
    /// # Errors
    /// When there is no such milestone.
    pub fn goal(&self) -> Made {
        if self.accumulates()? { self.target() } else { self.final_target() }
    }

    /// How much of the time between start and goal is gone by at the end of the period, as a fraction: by days, or by
    /// months where figures count up in each year; all of it once the goal's day has come.
    ///
    /// # Errors
    /// Without a goal, and before the way begins.
    pub fn elapsed(&self) -> Made<Exact> {
        if self.accumulates()? {
            return Ok(part(months_gone(self.period), 12));
        }
        let Some(last) = self.indicator.milestones.last() else { return self.lacks("final target", Why::Absent) };
        let days = |to: Date| i64::from((to - self.eve()).get_days());
        let (gone, all) = (days(self.period.end()), days(last.period.value.end()));
        if gone <= 0 {
            return self
                .lacks("part of the time gone by", Why::Undefined("is not defined before the agreement begins"));
        }
        Ok(if gone >= all { Exact::whole(1) } else { part(gone, all) })
    }

    /// The day that the baseline is of.
    fn eve(&self) -> Date {
        self.first.yesterday().unwrap_or(self.first)
    }

    /// The point on the straight line at the end of the period: through the baseline and the milestones; of figures that
    /// count up, from nought to the year's target, by months. A milestone of the period's own holds.
    ///
    /// # Errors
    /// When a value that the line runs through is missing.
    pub fn line(&self) -> Made {
        if !self.accumulates()? {
            return self.line_on(self.period.end());
        }
        match self.of(self.period) {
            Some(own) => placed("milestone", &own.value),
            None => {
                let Placed { value, cells } = self.target()?;
                Ok(Placed { value: &value * &part(months_gone(self.period), 12), cells })
            }
        }
    }

    /// The point on the straight line through the baseline and the milestones on a day.
    fn line_on(&self, day: Date) -> Made {
        let milestones = &self.indicator.milestones;
        let baseline = (self.eve(), &self.indicator.baseline);
        let points: Vec<(Date, &Entry<Exact>)> =
            std::iter::once(baseline).chain(milestones.iter().map(|m| (m.period.value.end(), &m.value))).collect();
        if milestones.is_empty() {
            return self.lacks("line", Why::Absent);
        }
        if let Some((_, Ok(last))) = points.last().filter(|(end, _)| *end < day) {
            return Ok(Placed { value: last.value.clone(), cells: vec![last.span] });
        }
        let next = points.iter().position(|&(end, _)| end >= day).unwrap_or(points.len() - 1);
        let before = next.saturating_sub(1);
        let name = |at: usize| if at == 0 { "baseline" } else { "milestone on the line" };
        let (from, to) = (placed(name(before), points[before].1), placed(name(next), points[next].1));
        let (from, to) = if before == next { (to.clone(), to) } else { (from, to) };
        let (from, to) = both(from, to)?;
        Ok(from.with(&to, |one, other| on_the_line((points[before].0, one), (points[next].0, other), day)))
    }

    /// The point at the end of the period of a way that is profiled within each year: from where the year began, so much of
    /// the way to the year's target as the profile says. A milestone of the period's own holds.
    ///
    /// # Errors
    /// When the profile, or a value of the way, is missing.
    pub fn profiled(&self) -> Made {
        if let Some(own) = self.of(self.period) {
            return placed("milestone", &own.value);
        }
        let year = self.period.year();
        let from = if self.accumulates()? {
            self.start()
        } else {
            self.line_on(year.start().yesterday().unwrap_or(year.start()))
        };
        let ((from, to), due) = both(both(from, self.target()), self.part_due())?;
        let all = from.with(&to, |one, other| one + &(&due.value * &(other - one)));
        Ok(all.with(&due, |value, _| value.clone()))
    }

    /// How much of its year's way is due by the end of the period, as the profile says: of a part that is not whole by then
    /// nothing.
    fn part_due(&self) -> Made {
        let parts = match &self.indicator.profile {
            Ok(parts) => parts,
            Err(gap) => return Err(vec![Lack { what: "profile", gap: gap.clone() }]),
        };
        let months = usize::try_from(months_gone(self.period)).unwrap_or(12);
        let whole = months * parts.value.len() / 12;
        match whole.checked_sub(1).and_then(|at| parts.value.get(at)) {
            Some(part) => Ok(Placed { value: part.value.clone(), cells: vec![part.span] }),
            None => Ok(Placed { value: Exact::zero(), cells: vec![parts.span] }),
        }
    }

    /// How much of the way from start to goal was due by the end of the period; none where that tells no pace: there is no
    /// way, nothing was due yet, or what was due lies on the other side of the start, or beyond the goal.
    fn share_due(&self) -> Made<Option<Placed>> {
        let path = match &self.indicator.path {
            Ok(path) => path.value,
            Err(gap) => return Err(vec![Lack { what: "path", gap: gap.clone() }]),
        };
        let due = if path == Path::Profiled { self.profiled() } else { self.line() };
        let (ends, due) = both(both(self.start(), self.goal()), due)?;
        let (start, goal) = ends;
        let whole = &goal.value - &start.value;
        let gone = &due.value - &start.value;
        let share = gone.over(&whole).filter(|share| share.is_positive() && *share <= Exact::whole(1));
        let cells = start.with(&goal, |one, _| one.clone()).with(&due, |one, _| one.clone()).cells;
        Ok(share.map(|value| Placed { value, cells }))
    }

    /// What a figure leads to if it goes on at the pace so far: of the way that was due by now so much is gone, and so much
    /// of the whole way will be. None where what was due tells no pace.
    ///
    /// On a straight path that is the rate so far, carried on. On one that is planned to quicken or to slow down, it is not
    /// called slow for being where it should be.
    ///
    /// # Errors
    /// When a value of the way is missing.
    pub fn projected(&self, actual: &Exact) -> Made<Option<Placed>> {
        let Some(share) = self.share_due()? else { return Ok(None) };
        let start = self.start()?;
        let carried = (actual - &start.value).over(&share.value);
        Ok(carried.map(|way| Placed { value: &start.value + &way, cells: share.cells }))
    }

    /// How many quarters are left to the goal; none when its day has come.
    fn quarters_left(&self) -> Made<Option<Exact>> {
        let by = if self.accumulates()? {
            Some(self.period.year())
        } else {
            self.indicator.milestones.last().map(|last| last.period.value)
        };
        let left = by.map(|by| quarters_between(self.period, by));
        Ok(left.filter(Exact::is_positive))
    }

    /// How far a figure must go in each quarter that is left, to reach the goal; none when its day has come.
    ///
    /// # Errors
    /// When there is no goal.
    pub fn rate_needed(&self, actual: &Exact) -> Made<Option<Placed>> {
        let (goal, left) = both(self.goal(), self.quarters_left())?;
        let rate = left.and_then(|left| (&goal.value - actual).over(&left));
        Ok(rate.map(|value| Placed { value, cells: goal.cells }))
    }

    /// How far a figure goes in each quarter that is left, at the pace so far; none when the goal's day has come, and where
    /// what was due tells no pace.
    ///
    /// # Errors
    /// When a value of the way is missing.
    pub fn rate(&self, actual: &Exact) -> Made<Option<Placed>> {
        let (Some(projected), Some(left)) = both(self.projected(actual), self.quarters_left())? else {
            return Ok(None);
        };
        let rate = (&projected.value - actual).over(&left);
        Ok(rate.map(|value| Placed { value, cells: projected.cells }))
    }
}
