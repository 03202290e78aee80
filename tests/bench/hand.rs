//! The rules that decide bands and awards, written by hand in Rust over `rust_decimal`: what a program made for them alone
//! would do. It keeps no evidence and gives no reasons.

use plumbline::model::agreement::Agreement;
use plumbline::model::submission::Submission;
use plumbline::model::words::{Band, Polarity};
use plumbline::number::Exact;
use plumbline::verdict::{Kind, Outcome, Report, Verdict};
use rust_decimal::{Decimal, RoundingStrategy};

/// The figures of a quarter.
pub struct Quarter {
    indicators: Vec<(Polarity, Decimal, Decimal)>,
    targets: Vec<Vec<[Decimal; 3]>>,
    pot: Decimal,
}

/// What is decided of it.
pub struct Decided {
    bands: Vec<Band>,
    awards: Vec<Decimal>,
}

fn decimal(exact: &Exact) -> Decimal {
    Decimal::from_str_exact(&exact.to_string()).expect("a decimal")
}

impl Quarter {
    /// The figures out of an agreement and a return.
    pub fn of(agreement: &Agreement, submission: &Submission) -> Self {
        let value = |id: &str| {
            let seen = submission.observation(id).expect("an observation");
            decimal(&seen.value.as_ref().expect("a figure").value)
        };
        let indicators = agreement.indicators.iter().map(|indicator| {
            let milestone = indicator.milestone(submission.period.value).expect("a milestone");
            let expected = decimal(&milestone.value.as_ref().expect("a value").value);
            (indicator.polarity.as_ref().expect("a polarity").value, expected, value(&indicator.id.value))
        });
        let reward = agreement.reward.as_ref().expect("a reward");
        let targets = reward.targets.iter().map(|target| {
            let ends = target.measures.iter().map(|measure| {
                let end = |entry: &plumbline::document::Entry<Exact>| decimal(&entry.as_ref().expect("an end").value);
                [end(&measure.without), end(&measure.with), value(&measure.id.value)]
            });
            ends.collect()
        });
        let pot = decimal(&reward.pot.as_ref().expect("a pot").value);
        Quarter { indicators: indicators.collect(), targets: targets.collect(), pot }
    }

    /// The bands and the awards.
    pub fn judge(&self) -> Decided {
        let tolerance = Decimal::new(10, 2);
        let bands = self.indicators.iter().map(|(polarity, expected, actual)| {
            let worse = match polarity {
                Polarity::Higher => expected - actual,
                Polarity::Lower => actual - expected,
            };
            match worse {
                worse if worse <= Decimal::ZERO => Band::Green,
                worse if worse <= expected.abs() * tolerance => Band::Amber,
                _ => Band::Red,
            }
        });
        let share = self.pot / Decimal::from(self.targets.len());
        let awards = self.targets.iter().map(|measures| {
            let each = share / Decimal::from(measures.len());
            let award = |[without, with, actual]: &[Decimal; 3]| {
                let achieved = (actual - without) / (with - without);
                if achieved < Decimal::new(60, 2) { Decimal::ZERO } else { each * achieved.min(Decimal::ONE) }
            };
            let sum: Decimal = measures.iter().map(award).sum();
            sum.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        });
        Decided { bands: bands.collect(), awards: awards.collect() }
    }
}

/// Holds what was decided by hand to a report: comparing what takes how long means nothing where they do not agree.
pub fn agrees(by_hand: &Decided, report: &Report) {
    let of = |kind: Kind, what: &'static str| {
        report.judged().filter(move |one| one.kind == kind && one.subject.what == what)
    };
    let bands: Vec<Band> = of(Kind::OutcomeBand, "indicator")
        .filter_map(|one| match &one.outcome {
            Outcome::Decided(Verdict::Band { band, .. }) => Some(*band),
            _ => None,
        })
        .collect();
    let awards: Vec<Decimal> = of(Kind::Award, "reward_target")
        .filter_map(|one| match &one.outcome {
            Outcome::Decided(Verdict::Pay { amount }) => Some(decimal(amount)),
            Outcome::Decided(Verdict::Nothing { .. }) => Some(Decimal::ZERO),
            _ => None,
        })
        .collect();
    assert!(bands == by_hand.bands && awards == by_hand.awards, "both agree");
}
