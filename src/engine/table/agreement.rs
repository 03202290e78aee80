//! The agreement as a whole.

use std::sync::Arc;

use super::earlier::Earlier;
use super::reward_target::{RewardTarget, awards_as_amounts};
use super::values::{Day, Money, Need, Text, maybe, need, no_entry};
use super::{JudgedOn, SubjectType, Table};
use crate::engine::scene::Scene;
use crate::verdict::{Kind, Subject};

/// The agreement, where any of its reward targets has a measure.
pub struct Agreement {
    scene: Arc<Scene>,
}

impl SubjectType for Agreement {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let measured = !RewardTarget::all(scene).is_empty();
        measured.then(|| Agreement { scene: Arc::clone(scene) }).into_iter().collect()
    }

    fn subject(&self) -> Subject {
        let name = &self.scene.agreement.name;
        Subject {
            what: "agreement",
            index: 0,
            name: name.value.clone(),
            also: Vec::new(),
            within: None,
            span: name.span,
        }
    }
}

/// Declares the agreement.
pub fn declare(table: Table) -> Table {
    table.subject::<Agreement>(
        "agreement",
        "The agreement as a whole, where a reward target has measures.",
        JudgedOn::FirstDay,
        |s| {
            s.field("name", "What it is called.", |a: &Agreement| {
                Need::of(Text(a.scene.agreement.name.value.clone()), vec![a.scene.agreement.name.span])
            })
            .field("first_day", "The first day of its term.", |a| {
                let day = &a.scene.agreement.term.from;
                Need::of(Day(day.value), vec![day.span])
            })
            .field("last_day", "The last day of its term.", |a| {
                let day = &a.scene.agreement.term.to;
                Need::of(Day(day.value), vec![day.span])
            })
            .field("pot", "The most that the reward can come to.", |a| match &a.scene.agreement.reward {
                Some(reward) => need(&reward.pot, Money),
                None => need(&no_entry(a.scene.agreement.name.span), Money),
            })
            .field("net_budget_requirement", "What the pot is a part of, where the agreement gives it.", |a| {
                match &a.scene.agreement.reward {
                    Some(reward) => maybe(&reward.net_budget_requirement, Money),
                    None => maybe(&no_entry(a.scene.agreement.name.span), Money),
                }
            })
            .field("awards", "What its reward targets are awarded.", |a| {
                let targets = RewardTarget::all(&a.scene);
                let awards = targets.iter().map(|target| Earlier::of(&a.scene, Kind::Award, target.subject()));
                awards_as_amounts(awards, a.scene.agreement.name.span)
            })
        },
    )
}
