//! What defines a thing that is measured, beside its values: what is counted, where the figures come from and who brings them.

use jiff::civil::Date;

use super::words::{Frequency, Measured};
use crate::choice;
use crate::document::{Entry, Gap, Why};
use crate::source::Span;

choice! {
    /// A part of a definition, as rules ask for it.
    Detail: "a part of a definition" {
        /// What is counted, and of what.
        Definition = "definition",
        /// Where the figures come from.
        Source = "source",
        /// How often one is due.
        Frequency = "frequency",
        /// Who brings them.
        Responsible = "responsible",
        /// What kind of thing it is.
        Kind = "kind",
        /// Where it stood at first.
        Baseline = "baseline",
        /// The day that the baseline is of.
        BaselineAsAt = "baseline_as_at",
    }
}

/// What is said of an indicator or a measure beside its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Metadata {
    /// What is counted, and of what.
    pub definition: Entry<String>,
    /// Where the figures come from.
    pub source: Entry<String>,
    /// How often one is due.
    pub frequency: Entry<Frequency>,
    /// The body that brings them.
    pub responsible: Entry<String>,
    /// What kind of thing is measured.
    pub kind: Entry<Measured>,
    /// The day that the baseline is of.
    pub baseline_as_at: Entry<Date>,
}

impl Metadata {
    /// None of it, because of this.
    #[must_use]
    pub fn none(why: Why, span: Span) -> Self {
        let gap = || Gap { why, span };
        Metadata {
            definition: Err(gap()),
            source: Err(gap()),
            frequency: Err(gap()),
            responsible: Err(gap()),
            kind: Err(gap()),
            baseline_as_at: Err(gap()),
        }
    }

    /// Whether anything of it is given.
    #[must_use]
    pub fn is_any(&self) -> bool {
        let texts = [&self.definition, &self.source, &self.responsible];
        let is_text = texts.into_iter().any(is_given);
        is_text || is_given(&self.frequency) || is_given(&self.kind) || is_given(&self.baseline_as_at)
    }

    /// Why a part of it has no value, and where that is said; none where it has one. The baseline is asked for elsewhere.
    #[must_use]
    pub fn gap(&self, of: Detail) -> Option<&Gap> {
        match of {
            Detail::Definition => self.definition.as_ref().err(),
            Detail::Source => self.source.as_ref().err(),
            Detail::Frequency => self.frequency.as_ref().err(),
            Detail::Responsible => self.responsible.as_ref().err(),
            Detail::Kind => self.kind.as_ref().err(),
            Detail::BaselineAsAt => self.baseline_as_at.as_ref().err(),
            Detail::Baseline => None,
        }
    }
}

/// Whether something stands there, be it unreadable.
fn is_given<T>(entry: &Entry<T>) -> bool {
    entry.as_ref().err().is_none_or(|gap| gap.why == Why::Unreadable)
}
