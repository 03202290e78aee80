//! The words that agreements and returns choose from.

use super::metadata::Detail;
use crate::choice;
use crate::document::Choice;

/// The lists of words that a threshold can name in place of its own, by the names of the fields that hold them.
pub const LISTS: &[(&str, &[&str])] = &[
    ("outcome_band", Band::WORDS),
    ("delivery_band", Band::WORDS),
    ("polarity", Polarity::WORDS),
    ("path", Path::WORDS),
    ("contribution_kind", ContributionKind::WORDS),
    ("bid_status", BidStatus::WORDS),
    ("figure_status", FigureStatus::WORDS),
    ("frequency", Frequency::WORDS),
    ("measured", Measured::WORDS),
    ("detail", Detail::WORDS),
];

choice! {
    /// Which way is better.
    Polarity: "a polarity" {
        /// More is better.
        Higher = "higher",
        /// Less is better.
        Lower = "lower",
    }
}

choice! {
    /// How the expected value runs from milestone to milestone.
    Path: "a path" {
        /// In a straight line from the baseline through the milestones.
        Linear = "linear",
        /// At the milestone of the year, all year.
        Stepped = "stepped",
        /// Within each year by a profile: what part of the year's way is due by the end of each quarter.
        Profiled = "profiled",
    }
}

choice! {
    /// A risk rating.
    Band: "a band" {
        /// On track.
        Green = "green",
        /// At risk.
        Amber = "amber",
        /// Off track.
        Red = "red",
        /// There is no figure to judge by.
        NotAvailable = "not_available",
        /// Being renegotiated.
        Refresh = "refresh",
    }
}

choice! {
    /// What a contribution consists of.
    ContributionKind: "a kind of contribution" {
        /// Money.
        Cash = "cash",
        /// A grant of a partner's.
        Grant = "grant",
        /// Money or people that a partner sets to work for the same end.
        Aligned = "aligned",
        /// Rooms, time, things.
        InKind = "in_kind",
    }
}

choice! {
    /// What money may be spent on.
    MoneyKind: "a kind of money" {
        /// What lasts.
        Capital = "capital",
        /// What is used up.
        Revenue = "revenue",
    }
}

choice! {
    /// How far a bid has come.
    BidStatus: "a status of a bid" {
        /// It was made.
        Submitted = "submitted",
        /// None was made, and none will be.
        NoBid = "no_bid",
        /// It will be made.
        Awaited = "awaited",
    }
}

choice! {
    /// How firm a figure is.
    FigureStatus: "a status of a figure" {
        /// It may still change.
        Provisional = "provisional",
        /// It was not counted: it was worked out, or guessed.
        Estimated = "estimated",
        /// It will not change.
        Final = "final",
        /// It was checked by auditors.
        Audited = "audited",
    }
}

choice! {
    /// How often a figure is due.
    Frequency: "a frequency" {
        /// Every month.
        Monthly = "monthly",
        /// Every quarter.
        Quarterly = "quarterly",
        /// Twice a year.
        HalfYearly = "half_yearly",
        /// Once a year.
        Yearly = "yearly",
    }
}

impl Frequency {
    /// How many months lie between one figure and the next.
    #[must_use]
    pub fn months(self) -> i8 {
        match self {
            Frequency::Monthly => 1,
            Frequency::Quarterly => 3,
            Frequency::HalfYearly => 6,
            Frequency::Yearly => 12,
        }
    }
}

choice! {
    /// What kind of thing is measured.
    Measured: "a kind of thing that is measured" {
        /// What is put in: money, people, time.
        Input = "input",
        /// What is done or made.
        Output = "output",
        /// What becomes of it.
        Outcome = "outcome",
    }
}
