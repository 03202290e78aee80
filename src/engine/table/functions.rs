//! The functions that rules call, and the words that end a rule.

use super::{Ending, Function, Table, Telling, Ty, Words};
use crate::diagnostic::Severity;
use crate::engine::units::Unit;
use crate::model::words::Band;
use crate::number::Exact;
use crate::verdict::{Kind, Tells};

/// What a function does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Does {
    /// The smaller of two.
    Least,
    /// The greater of two.
    Greatest,
    /// The size without the sign.
    Size,
    /// Rounds half up to the penny.
    ToPenny,
    /// Rounds half up to a thousand.
    ToThousand,
    /// A difference in words.
    MoreOrLess,
    /// The word of some bands for a number.
    BandOf,
}

impl Does {
    /// The step that a rounding rounds to.
    #[must_use]
    pub fn step(self) -> Option<Exact> {
        match self {
            Does::ToPenny => Some(Exact::hundredth()),
            Does::ToThousand => Some(Exact::whole(1000)),
            _ => None,
        }
    }
}

/// What an ending makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// `on(expected)`
    On,
    /// `off(expected)`
    Off,
    /// `green(reason)` and its like.
    Band(Band),
    /// `met(reason)`
    Met,
    /// `unmet(shortfall, reason)`
    Unmet,
    /// `pay(amount)`
    Pay,
    /// `nothing(reason)`
    Nothing,
    /// `pass()`
    Pass,
    /// `error(headline)` and its like.
    Finding(Severity),
    /// `not_applicable(reason)`
    NotApplicable,
}

impl Table {
    fn function(
        mut self,
        name: &'static str,
        about: &'static str,
        params: &'static [Ty],
        gives: Ty,
        does: Does,
    ) -> Self {
        self.functions.push(Function { name, about, params, gives, does });
        self
    }

    fn telling(mut self, tells: Tells, about: &'static str, takes: Ty, kinds: &'static [Kind], optional: bool) -> Self {
        self.tellings.push(Telling { tells, about, takes, kinds, optional });
        self
    }

    fn ending(
        mut self,
        name: &'static str,
        about: &'static str,
        params: &'static [Ty],
        kinds: &'static [Kind],
        ends: Ends,
    ) -> Self {
        self.endings.push(Ending { name, about, params, kinds, ends });
        self
    }
}

const MONEY: Ty = Ty::Number(Unit::Money);
const OWN: Ty = Ty::Number(Unit::Own);
const DIFFERENCE: Ty = Ty::Number(Unit::OwnDifference);
const BANDS: &[Kind] = &[Kind::OutcomeBand, Kind::DeliveryBand];
const ALL: &[Kind] =
    &[Kind::Trajectory, Kind::OutcomeBand, Kind::DeliveryBand, Kind::Condition, Kind::Award, Kind::Check];

/// Declares functions and endings.
pub fn declare(table: Table) -> Table {
    tellings(endings(
        table
            .function("min", "The smaller of two.", &[Ty::Alike, Ty::Alike], Ty::Alike, Does::Least)
            .function("max", "The greater of two.", &[Ty::Alike, Ty::Alike], Ty::Alike, Does::Greatest)
            .function("abs", "The size without the sign.", &[Ty::Alike], Ty::Alike, Does::Size)
            .function(
                "half_up_to_penny",
                "Rounded to the penny; half a penny goes away from nought.",
                &[MONEY],
                MONEY,
                Does::ToPenny,
            )
            .function(
                "half_up_to_thousand",
                "Rounded to £1,000; £500 goes away from nought.",
                &[MONEY],
                MONEY,
                Does::ToThousand,
            )
            .function(
                "more_or_less",
                "A difference in words: `£500.00 more`, `3 points less`.",
                &[Ty::AnyNumber],
                Ty::Text,
                Does::MoreOrLess,
            )
            // What it gives is one of the words of the bands that it takes.
            .function(
                "band_of",
                "The word of a threshold's bands that a number lies in.",
                &[Ty::AnyBands, Ty::AnyNumber],
                Ty::Word(Words::Fixed(&[])),
                Does::BandOf,
            ),
    ))
}

/// What is put on verdicts. Only what a trajectory tells may be absent.
fn tellings(table: Table) -> Table {
    let ahead = &[Kind::Trajectory];
    table
        .telling(
            Tells::OffBy,
            "How far off it is: a finding whose number is that of an earlier finding on its own cells joins it.",
            Ty::AnyNumber,
            ALL,
            false,
        )
        .telling(Tells::RateNeeded, "How far the figure must go in each quarter that is left.", DIFFERENCE, ahead, true)
        .telling(Tells::Outturn, "What the figure leads to at the pace so far.", OWN, ahead, true)
        .telling(Tells::OnLastPeriod, "How much better it is than in the period before.", DIFFERENCE, ahead, true)
        .telling(
            Tells::OnLastYear,
            "How much better it is than in the same period a year before.",
            DIFFERENCE,
            ahead,
            true,
        )
}

fn endings(table: Table) -> Table {
    table
        .ending("on", "At or beyond the expected value.", &[OWN], &[Kind::Trajectory], Ends::On)
        .ending("off", "Short of the expected value.", &[OWN], &[Kind::Trajectory], Ends::Off)
        .ending("green", "On track, and why.", &[Ty::Text], BANDS, Ends::Band(Band::Green))
        .ending("amber", "At risk, and why.", &[Ty::Text], BANDS, Ends::Band(Band::Amber))
        .ending("red", "Off track, and why.", &[Ty::Text], BANDS, Ends::Band(Band::Red))
        .ending(
            "not_available",
            "There is no figure to judge by, and why.",
            &[Ty::Text],
            BANDS,
            Ends::Band(Band::NotAvailable),
        )
        .ending("refresh", "Being renegotiated, and why.", &[Ty::Text], BANDS, Ends::Band(Band::Refresh))
        .ending("met", "The condition is met, and why.", &[Ty::Text], &[Kind::Condition], Ends::Met)
        .ending(
            "unmet",
            "The condition is not met: by how much, and why.",
            &[Ty::AnyNumber, Ty::Text],
            &[Kind::Condition],
            Ends::Unmet,
        )
        .ending("pay", "So much is paid.", &[MONEY], &[Kind::Award], Ends::Pay)
        .ending("nothing", "Nothing is paid, and why.", &[Ty::Text], &[Kind::Award], Ends::Nothing)
        .ending("pass", "It is in order.", &[], &[Kind::Check], Ends::Pass)
        .ending(
            "error",
            "It is wrong: the headline. An error rejects the return.",
            &[Ty::Text],
            &[Kind::Check],
            Ends::Finding(Severity::Error),
        )
        .ending(
            "warning",
            "It is probably wrong: the headline.",
            &[Ty::Text],
            &[Kind::Check],
            Ends::Finding(Severity::Warning),
        )
        .ending(
            "advice",
            "It is worth knowing: the headline.",
            &[Ty::Text],
            &[Kind::Check],
            Ends::Finding(Severity::Advice),
        )
        .ending("not_applicable", "There is nothing to decide, because of this.", &[Ty::Text], ALL, Ends::NotApplicable)
}
