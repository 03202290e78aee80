//! Instalments: the days on which reward is paid, and what is due on each.

use std::sync::Arc;

use jiff::civil::Date;

use super::agreement::Agreement;
use super::amounts::{Amounts, Member};
use super::earlier::{AwardVerdict, Earlier};
use super::interim::Interim;
use super::measure::{Measure, reward, target_share};
use super::values::{Day, Flag, Money, Need, Part, Percent, Text, maybe, nameless};
use super::{JudgedOn, SubjectType, Table};
use crate::engine::scene::Scene;
use crate::model::reward::{Payment, Reward};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Behind, Kind, Subject, Verdict, Want};

/// One payment of the reward.
pub struct Instalment {
    scene: Arc<Scene>,
    at: usize,
}

impl Instalment {
    /// Its definition.
    #[must_use]
    pub fn model(&self) -> &Payment {
        &reward(&self.scene).payments[self.at]
    }

    /// Which payment it is, in the order of time.
    #[must_use]
    pub fn index(&self) -> usize {
        self.at
    }

    fn earlier(&self) -> Earlier {
        Earlier::of(&self.scene, Kind::Award, self.subject())
    }

    /// What is paid: what was, once it was; else what is awarded.
    pub fn amount(&self) -> Result<Exact, Vec<Want>> {
        match &self.model().paid {
            Ok(paid) => Ok(paid.value.clone()),
            Err(gap) if gap.why.is_no_value() => self.earlier().amount(),
            Err(gap) => {
                Err(vec![Want { what: format!("what was paid as {}", self.model().id.value), ..nameless(gap) }])
            }
        }
    }

    /// The cells that this is made from.
    #[must_use]
    pub fn places(&self) -> Vec<Span> {
        self.model().paid.as_ref().map_or_else(|_| self.earlier().places(), |paid| vec![paid.span])
    }

    /// What stands behind it.
    #[must_use]
    pub fn behind(&self) -> Behind {
        Behind { grounds: self.earlier().grounds(), considered: Vec::new() }
    }

    /// What the agreement is awarded.
    fn earned(&self) -> Need<Money> {
        let agreement =
            Agreement::all(&self.scene).into_iter().next().expect("internal: an instalment of no agreement");
        let earlier = Earlier::of(&self.scene, Kind::Award, agreement.subject());
        earlier.resting(earlier.amount().map(Money))
    }

    /// The shares of the reward targets all of whose measures have reached their interim level.
    fn interim_earned(&self) -> Part<Amounts> {
        let (mut members, mut behind) = (Vec::new(), Behind::default());
        for (at, _) in reward(&self.scene).targets.iter().enumerate() {
            let measures = Measure::of_target(&self.scene, at);
            let Some(levels) = measures.into_iter().map(Interim::of).collect::<Option<Vec<_>>>() else { continue };
            let conditions: Vec<Earlier> =
                levels.iter().map(|level| Earlier::of(&self.scene, Kind::Condition, level.subject())).collect();
            behind.grounds.extend(conditions.iter().flat_map(Earlier::grounds));
            behind.considered.extend(conditions.iter().flat_map(Earlier::places));
            if !levels.is_empty() {
                members.extend(interim_share(reward(&self.scene), &conditions));
            }
        }
        Amounts::chosen(members, self.model().span.after(), behind)
    }

    fn paid_before(&self) -> Part<Amounts> {
        let (mut members, mut behind) = (Vec::new(), Behind::default());
        for before in (0..self.at).map(|at| Instalment { scene: Arc::clone(&self.scene), at }) {
            members.push(Member::worked_out(before.amount(), before.places()));
            behind.grounds.extend(before.behind().grounds);
        }
        Amounts::chosen(members, self.model().span.after(), behind)
    }
}

/// The share of a target, where all its interim levels are reached; none where one is not. Where that cannot be told, it is
/// what is not known.
fn interim_share(reward: &Reward, conditions: &[Earlier]) -> Option<Member> {
    let is_met = |condition: &Earlier| {
        condition.pick(|verdict| match verdict {
            Verdict::Met { .. } => Some(true),
            Verdict::Unmet { .. } => Some(false),
            _ => None,
        })
    };
    let mut wants = Vec::new();
    for condition in conditions {
        match is_met(condition) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(missing) => wants.extend(missing),
        }
    }
    if !wants.is_empty() {
        return Some(Member::worked_out(Err(wants), conditions.iter().flat_map(Earlier::places).collect()));
    }
    Some(Member::stated("the pot".to_owned(), &target_share(reward)))
}

impl SubjectType for Instalment {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let payments = scene.agreement.reward.as_ref().map_or(0, |reward| reward.payments.len());
        let is_judged = !Agreement::all(scene).is_empty();
        (0..payments).filter(|_| is_judged).map(|at| Instalment { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let id = &self.model().id;
        Subject {
            what: "instalment",
            index: self.at,
            name: id.value.clone(),
            also: Vec::new(),
            within: None,
            span: id.span,
        }
    }

    fn own_day(&self) -> Option<Date> {
        Some(self.model().on.value)
    }
}

/// Declares instalments.
#[must_use]
pub fn declare(table: Table) -> Table {
    table.subject::<Instalment>("instalment", "A day on which reward is paid.", JudgedOn::Own, |s| {
        s.field("name", "What it is called.", |i: &Instalment| {
            Need::of(Text(i.model().id.value.clone()), vec![i.model().id.span])
        })
        .field("on", "The day.", |i| Need::of(Day(i.model().on.value), vec![i.model().on.span]))
        .field("is_on_account", "Whether it is paid before the reward is worked out.", |i| {
            Need::of(Flag(i.model().is_on_account), vec![i.model().id.span])
        })
        .field("part_so_far", "What part of the reward instalments of one size come to up to and with it.", |i| {
            let days = reward(&i.scene).payments.iter().map(|payment| payment.on.span);
            Need::of(Percent(reward(&i.scene).part_so_far(i.at)), days.collect())
        })
        .field("earned", "What the agreement is awarded in all.", Instalment::earned)
        .field(
            "interim_earned",
            "The shares of the reward targets all of whose measures have reached their interim level.",
            Instalment::interim_earned,
        )
        .field("paid_before", "What is paid before it: what was, or else is awarded.", Instalment::paid_before)
        .field("paid", "What was paid, once it was.", |i| maybe(&i.model().paid, Money))
        .field("award", "What the award rule decided about it.", |i| AwardVerdict::part(&i.scene, i.subject()))
    })
}
