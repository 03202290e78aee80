//! What one submitter sends for one period.

use super::funding::{Bid, Contribution};
use super::period::Period;
use super::words::Band;
use crate::document::Entry;
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// A return.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The period that it reports on.
    pub period: Spanned<Period>,
    /// Who sends it.
    pub submitted_by: Entry<String>,
    /// The figures of indicators and of measures.
    pub observations: Vec<Observation>,
    /// The bids.
    pub bids: Vec<Bid>,
    /// The contributions.
    pub contributions: Vec<Contribution>,
    /// Where an observation that is not there should stand.
    pub end_of_observations: Span,
    /// The whole return.
    pub span: Span,
}

/// One value of one indicator or measure for the period.
#[derive(Debug, Clone)]
pub struct Observation {
    /// The indicator's or measure's short name.
    pub of: Spanned<String>,
    /// The figure, in its own unit.
    pub value: Entry<Exact>,
    /// The band that the submitter gives it.
    pub band: Entry<Band>,
    /// The whole record.
    pub span: Span,
}

impl Submission {
    /// The observation of an indicator or a measure.
    #[must_use]
    pub fn observation(&self, id: &str) -> Option<&Observation> {
        self.observations.iter().find(|observation| observation.of.value == id)
    }
}
