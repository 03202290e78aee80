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
    ("certainty", Certainty::WORDS),
    ("money_kind", MoneyKind::WORDS),
    ("cost_kind", CostKind::WORDS),
    ("tie", Tie::WORDS),
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
    /// How far a bid has come.
    BidStatus: "a status of a bid" {
        /// It was made.
        Submitted = "submitted",
        /// None was made, and none will be.
        NoBid = "no_bid",
        /// It will be made.
        Awaited = "awaited",
        /// The money was promised.
        Granted = "granted",
        /// The money was refused.
        Refused = "refused",
    }
}

choice! {
    /// How sure a contribution is.
    Certainty: "a certainty" {
        /// It was promised.
        Confirmed = "confirmed",
        /// It will probably come.
        Expected = "expected",
        /// It may come.
        Potential = "potential",
    }
}

choice! {
    /// What money may be spent on by law: the two are accounted for apart.
    MoneyKind: "a kind of money" {
        /// Buildings, equipment, what lasts.
        Capital = "capital",
        /// Wages, running costs.
        Revenue = "revenue",
    }
}

choice! {
    /// What a bid asks to have paid.
    CostKind: "a kind of cost" {
        /// Wages.
        Staff = "staff",
        /// Courses and the like.
        Training = "training",
        /// Rooms and buildings.
        Premises = "premises",
        /// Things that are bought.
        Equipment = "equipment",
        /// What others are paid to do.
        Services = "services",
        /// Wages of those who are ill for long.
        LongTermSickness = "long_term_sickness",
        /// Wages of those on maternity leave.
        Maternity = "maternity",
        /// What those are paid who lose their posts.
        Redundancy = "redundancy",
        /// Anything else.
        Other = "other",
    }
}

choice! {
    /// What a contribution may be tied to, so that it counts only for that.
    Tie: "what money is tied to" {
        /// A financial year.
        Year = "year",
        /// A place.
        Place = "place",
        /// A purpose.
        Purpose = "purpose",
    }
}

choice! {
    /// Whose a fund's money is to spend.
    Basis: "a basis of funding" {
        /// Put together, and spent as the partnership decides.
        Pooled = "pooled",
        /// Each body's own to spend, to the same end.
        Aligned = "aligned",
    }
}

choice! {
    /// What a fund alone may pay for.
    OnlyFor: "what a fund is for" {
        /// Reward targets.
        RewardTargets = "reward_targets",
        /// Outcomes on which no reward stands.
        OtherOutcomes = "other_outcomes",
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
