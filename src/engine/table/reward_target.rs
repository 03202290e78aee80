//! Reward targets, made of one or more measures.

use std::sync::Arc;

use super::amounts::{Amounts, Member};
use super::earlier::{AwardVerdict, Earlier};
use super::measure::{Measure, printed_shares, reward, target_share};
use super::values::{Money, Need, Part, Text, need};
use super::{JudgedOn, SubjectType, Table};
use crate::document::Entry;
use crate::engine::scene::Scene;
use crate::model::reward::RewardTarget as Model;
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Behind, Kind, Subject};

/// One reward target that has measures.
pub struct RewardTarget {
    scene: Arc<Scene>,
    at: usize,
}

impl RewardTarget {
    fn model(&self) -> &Model {
        &reward(&self.scene).targets[self.at]
    }

    fn share_in_pennies(&self) -> Entry<Exact> {
        let reward = reward(&self.scene);
        reward.pot.clone().map(|pot| pot.map(|pot| printed_shares(reward, &pot).swap_remove(self.at)))
    }

    fn awards(&self) -> Part<Amounts> {
        let measures = Measure::of_target(&self.scene, self.at);
        let awards = measures.iter().map(|measure| Earlier::of(&self.scene, Kind::Award, measure.subject()));
        awards_as_amounts(awards, self.model().id.span)
    }
}

/// Awards as amounts; an award that is not applicable adds nothing.
pub fn awards_as_amounts(awards: impl Iterator<Item = Earlier>, place: Span) -> Part<Amounts> {
    let (mut members, mut behind) = (Vec::new(), Behind::default());
    for award in awards {
        if !award.is_not_applicable() {
            members.push(Member::worked_out(award.amount(), award.places()));
        }
        behind.grounds.extend(award.grounds());
    }
    Amounts::chosen(members, place, behind)
}

impl SubjectType for RewardTarget {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let targets = scene.agreement.reward.iter().flat_map(|reward| reward.targets.iter().enumerate());
        let measured = targets.filter(|(_, target)| !target.measures.is_empty());
        measured.map(|(at, _)| RewardTarget { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let model = self.model();
        Subject {
            what: "reward_target",
            index: self.at,
            name: model.id.value.clone(),
            also: Vec::new(),
            within: None,
            span: model.id.span,
        }
    }
}

/// Declares reward targets.
pub fn declare(table: Table) -> Table {
    table.subject::<RewardTarget>("reward_target", "A target with money on it.", JudgedOn::FirstDay, |s| {
        s.field("name", "Its short name.", |t: &RewardTarget| {
            Need::of(Text(t.model().id.value.clone()), vec![t.model().id.span])
        })
        .field("title", "What it is called.", |t| need(&t.model().name, Text))
        .field("share", "Its part of the pot, exactly.", |t| need(&target_share(reward(&t.scene)), Money))
        .field("share_in_pennies", "Its part of the pot in whole pennies; those of all targets make the pot.", |t| {
            need(&t.share_in_pennies(), Money)
        })
        .field("awards", "What its measures are awarded.", RewardTarget::awards)
        .field("award", "What the award rule decided about it.", |t| AwardVerdict::part(&t.scene, t.subject()))
    })
}
