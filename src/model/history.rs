//! Earlier returns on the same agreement, and what they say of a thing: each figure as it was restated since.

use std::collections::HashMap;
use std::sync::Arc;

use super::agreement::Agreement;
use super::period::Period;
use super::submission::{Observation, Submission};
use crate::document::{Entry, Gap, Why};
use crate::number::Exact;
use crate::source::Span;

/// A return, with the agreement as it stood at the end of its period.
#[derive(Debug, PartialEq)]
pub struct Returned {
    /// The agreement as it stood.
    pub agreement: Arc<Agreement>,
    /// The return.
    pub submission: Submission,
    /// Where each indicator and measure is observed first.
    observed: HashMap<String, usize>,
}

/// An earlier return of which it cannot be told what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// Its period; none where that cannot be told either, so that it may be any.
    pub period: Option<Period>,
    /// Why.
    pub why: Why,
    /// Where it stands.
    pub span: Span,
}

/// Earlier returns, in the order of their periods, no two of one.
#[derive(Debug, Default, PartialEq)]
pub struct History {
    returns: Vec<Arc<Returned>>,
    lost: Vec<Lost>,
}

/// What was said of a thing, and under which definitions: those of the return that said it last.
pub struct Said<'a> {
    /// The figure.
    pub figure: Entry<Exact>,
    /// The agreement as it stood when it was said; none where nothing was.
    pub under: Option<&'a Agreement>,
}

impl Returned {
    /// A return with its agreement.
    #[must_use]
    pub fn new(agreement: Arc<Agreement>, submission: Submission) -> Self {
        let observed = submission.observed();
        Returned { agreement, submission, observed }
    }

    /// What it says of an indicator or a measure.
    #[must_use]
    pub fn observation(&self, id: &str) -> Option<&Observation> {
        self.observed.get(id).map(|&at| &self.submission.observations[at])
    }

    /// The period that it reports on.
    #[must_use]
    pub fn period(&self) -> Period {
        self.submission.period.value
    }
}

impl History {
    /// Some returns, no two of which are of one period, and those of which nothing can be told.
    #[must_use]
    pub fn new(mut returns: Vec<Arc<Returned>>, lost: Vec<Lost>) -> Self {
        returns.sort_by_key(|one| one.period());
        History { returns, lost }
    }

    /// Those that can be read, in the order of their periods.
    #[must_use]
    pub fn returns(&self) -> &[Arc<Returned>] {
        &self.returns
    }

    /// Those of which nothing can be told.
    #[must_use]
    pub fn lost(&self) -> &[Lost] {
        &self.lost
    }

    /// The return of a period, if there is one.
    ///
    /// # Errors
    /// The gap, where there may be one that could not be read.
    pub fn of(&self, period: Period) -> Result<Option<&Returned>, Gap> {
        if let Some(found) = self.returns.iter().find(|one| one.period() == period) {
            return Ok(Some(found));
        }
        let lost = self.lost.iter().find(|lost| lost.period.is_none_or(|own| own == period));
        lost.map_or(Ok(None), |lost| Err(Gap { why: lost.why, span: lost.span }))
    }

    /// What was said of an indicator or a measure for a period: by the return of that period, else by the last of the later
    /// ones that restated it. Where nothing was said, the gap is at `otherwise`.
    #[must_use]
    pub fn said(&self, id: &str, period: Period, otherwise: Span) -> Said<'_> {
        let of_period = match self.of(period) {
            Ok(found) => found,
            Err(gap) => return Said { figure: Err(gap), under: None },
        };
        let first = of_period.and_then(|one| Some((one, one.observation(id)?)));
        let mut said = match first {
            Some((one, seen)) => Said { figure: seen.value.clone(), under: Some(&*one.agreement) },
            None => Said { figure: Err(Gap { why: Why::Absent, span: otherwise }), under: None },
        };
        for later in self.returns.iter().filter(|one| one.period() > period) {
            if let Some(figure) = later.submission.restated(id, period, said.figure.is_ok()) {
                said = Said { figure, under: Some(&*later.agreement) };
            }
        }
        let may_be_restated = |lost: &&Lost| lost.period.is_none_or(|own| own > period);
        match self.lost.iter().find(may_be_restated).filter(|_| said.figure.is_ok()) {
            Some(lost) => Said { figure: Err(Gap { why: lost.why, span: lost.span }), under: None },
            None => said,
        }
    }
}

impl Submission {
    /// Where each indicator and measure is observed first.
    #[must_use]
    pub fn observed(&self) -> HashMap<String, usize> {
        // The first of several stands.
        self.observations.iter().enumerate().rev().map(|(at, seen)| (seen.of.value.clone(), at)).collect()
    }

    /// The figure that it puts in the place of an earlier one; none where it leaves that alone. What could not be read of
    /// its restatements may be of any figure that was said.
    #[must_use]
    pub fn restated(&self, id: &str, period: Period, was_said: bool) -> Option<Entry<Exact>> {
        let of_it = || self.restatements.iter().filter(|one| one.of.value == id);
        let is_of = |one: &super::submission::Restatement| one.period.as_ref().is_ok_and(|own| own.value == period);
        if let Some(found) = of_it().find(|one| is_of(one)) {
            return Some(found.now.clone());
        }
        let unclear = of_it().find(|one| one.period.is_err()).map(|one| one.span).or(self.restatement_lost);
        unclear.filter(|_| was_said).map(|span| Err(Gap { why: Why::Unreadable, span }))
    }
}
