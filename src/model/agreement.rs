//! What was agreed: blocks, bodies, indicators with their milestones, reward targets, funds, loans.

use std::sync::Arc;

use jiff::civil::Date;

use super::OwnUnit;
use super::funding::Fund;
use super::loan::Loan;
use super::metadata::Metadata;
use super::names::Named;
use super::period::Period;
use super::reward::{Measure, Reward};
use super::words::{Path, Polarity};
use crate::document::Entry;
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// The long-lived definitions that returns are judged against.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// What it is called.
    pub name: Spanned<String>,
    /// Whether its figures are made up, in an area that does not exist.
    pub illustrative: bool,
    /// The first and the last day.
    pub term: Term,
    /// The pack that judges its returns: a name, or a path from the agreement's own folder.
    pub pack: Entry<String>,
    /// From which day that pack holds, where a refresh names it.
    pub pack_from: Option<Spanned<Date>>,
    /// The themes.
    pub blocks: Vec<Named>,
    /// The wider block that each theme belongs to, where the agreement rolls themes up: one for each of `blocks`.
    pub wider_blocks: Vec<Entry<String>>,
    /// The bodies that take part, with the names they are printed under.
    pub bodies: Vec<Named>,
    /// What is measured.
    pub indicators: Vec<Indicator>,
    /// What changes in that later, in the order of time.
    pub refreshes: Vec<Refresh>,
    /// The reward targets and the money on them.
    pub reward: Option<Reward>,
    /// The funds that money is asked from.
    pub funds: Vec<Fund>,
    /// The loans that bridge the time until reward is paid.
    pub loans: Vec<Loan>,
    /// What must be attached to every return, by its name.
    pub attachments: Vec<Spanned<String>>,
}

impl Agreement {
    /// Where a fund stands among the agreement's, by its id.
    #[must_use]
    pub fn fund(&self, id: &str) -> Option<usize> {
        self.funds.iter().position(|fund| fund.id.value == id)
    }
}

/// The days between which an agreement runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The first day: what thresholds of a bid, a fund, a measure or a reward target are read at.
    pub from: Spanned<Date>,
    /// The last day.
    pub to: Spanned<Date>,
}

/// What is measured, and where it should go.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its short name, which returns use.
    pub id: Spanned<String>,
    /// What it is called.
    pub name: Entry<String>,
    /// The block it belongs to, as printed.
    pub block: Entry<String>,
    /// The unit of all its figures.
    pub unit: OwnUnit,
    /// Which way is better.
    pub polarity: Entry<Polarity>,
    /// Where it stood when the agreement began.
    pub baseline: Entry<Exact>,
    /// How the path runs.
    pub path: Entry<Path>,
    /// What is to be reached, by the end of which period; in the order of time.
    pub milestones: Vec<Milestone>,
    /// Whether its figures count up from nought at each first of April.
    pub accumulates: Entry<bool>,
    /// What part of a year's way is due by the end of each of its quarters or months, cumulative; for a profiled path.
    pub profile: Entry<Vec<Spanned<Exact>>>,
    /// What it is, beside its values.
    pub about: Metadata,
    /// The last day on which its target is being renegotiated, where it is.
    pub refresh_due: Entry<Date>,
    /// The whole definition.
    pub span: Span,
}

/// Definitions that change from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Refresh {
    /// The first day on which they hold.
    pub from: Spanned<Date>,
    /// Why.
    pub why: Entry<String>,
    /// The pack that judges returns from its day on, if it is another.
    pub pack: Entry<String>,
    /// Whole definitions: one of the same id replaces what was there, another one is new.
    pub indicators: Vec<Indicator>,
    /// The ids of those that are no longer measured.
    pub dropped: Vec<Spanned<String>>,
    /// The whole of it.
    pub span: Span,
}

impl Agreement {
    /// The agreement as it stands on a day; itself where no refresh holds by then.
    #[must_use]
    pub fn in_force(self: &Arc<Self>, day: Date) -> Arc<Self> {
        let held = || self.refreshes.iter().filter(|refresh| refresh.from.value <= day);
        if held().next().is_none() {
            return Arc::clone(self);
        }
        let mut standing = Agreement::clone(self);
        for refresh in held() {
            refresh.change(&mut standing.indicators);
            if refresh.pack.is_ok() {
                (standing.pack, standing.pack_from) = (refresh.pack.clone(), Some(refresh.from.clone()));
            }
        }
        Arc::new(standing)
    }

    /// The agreement with every indicator that it has at some time; itself where it has no refresh.
    #[must_use]
    pub fn at_any_time(self: &Arc<Self>) -> Arc<Self> {
        if self.refreshes.is_empty() {
            return Arc::clone(self);
        }
        let mut standing = Agreement::clone(self);
        for refresh in &self.refreshes {
            Refresh { dropped: Vec::new(), ..refresh.clone() }.change(&mut standing.indicators);
        }
        Arc::new(standing)
    }

    /// An indicator by its id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id.value == id)
    }

    /// A measure of a reward target by its id.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        let targets = self.reward.iter().flat_map(|reward| &reward.targets);
        targets.flat_map(|target| &target.measures).find(|measure| measure.id.value == id)
    }
}

impl Refresh {
    /// Makes of some definitions what they are from its day on.
    pub fn change(&self, indicators: &mut Vec<Indicator>) {
        indicators.retain(|indicator| self.dropped.iter().all(|id| id.value != indicator.id.value));
        for new in &self.indicators {
            match indicators.iter_mut().find(|known| known.id.value == new.id.value) {
                Some(known) => *known = new.clone(),
                None => indicators.push(new.clone()),
            }
        }
    }
}

/// A value on the way to a target, or the target itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    /// The period by whose end it is to be reached.
    pub period: Spanned<Period>,
    /// The value.
    pub value: Entry<Exact>,
}

impl Indicator {
    /// The milestone in force in a period: its own, else that of the financial year it lies in.
    #[must_use]
    pub fn milestone(&self, period: Period) -> Option<&Milestone> {
        let of = |wanted: Period| self.milestones.iter().find(move |milestone| milestone.period.value == wanted);
        of(period).or_else(|| of(period.year()))
    }
}

/// The point on the straight line between two dated values; the line goes on level before the first and after the last.
///
/// ```
/// use plumbline::{model::agreement::on_the_line, number::Exact};
/// let (from, to) = ("2006-03-31".parse().unwrap(), "2007-03-31".parse().unwrap());
/// let half = "2006-09-29".parse().unwrap();   // 182 of 365 days
/// let value = on_the_line((from, &Exact::whole(0)), (to, &Exact::whole(365)), half);
/// assert_eq!(value, Exact::whole(182));
/// ```
#[must_use]
pub fn on_the_line(from: (Date, &Exact), to: (Date, &Exact), at: Date) -> Exact {
    let days = |start: Date, end: Date| Exact::whole(i64::from((end - start).get_days()));
    let at = at.clamp(from.0, to.0.max(from.0));
    match days(from.0, at).over(&days(from.0, to.0)) {
        Some(share) => from.1 + &(&share * &(to.1 - from.1)),
        None => to.1.clone(),
    }
}
