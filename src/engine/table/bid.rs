//! Bids: requests for money from a fund.

use std::sync::Arc;

use super::amounts::{Amounts, Member};
use super::values::{Money, Need, Text, Word, maybe, need};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Entry, Gap, Why};
use crate::engine::scene::Scene;
use crate::model::funding::Bid as Model;
use crate::model::words::BidStatus;
use crate::number::Exact;
use crate::verdict::Subject;

/// One bid of the return.
pub struct Bid {
    scene: Arc<Scene>,
    at: usize,
}

impl Bid {
    fn model(&self) -> &Model {
        &self.scene.submission.bids[self.at]
    }

    fn name(&self) -> String {
        let model = self.model();
        let named = model.reward_target.as_ref().or(model.title.as_ref());
        named.map_or_else(|_| format!("bid {}", self.at + 1), |name| name.value.clone())
    }

    /// An amount of the bid; of one that is awaited, a blank is no slip.
    fn amount(&self, amount: &Entry<Exact>) -> Entry<Exact> {
        let awaited = self.model().status.as_ref().is_ok_and(|status| status.value == BidStatus::Awaited);
        match amount {
            Err(gap) if awaited && gap.why == Why::Blank => {
                Err(Gap { why: Why::Undefined("is not known yet, as the bid is awaited"), span: gap.span })
            }
            amount => amount.clone(),
        }
    }

    fn yearly(&self) -> impl Iterator<Item = Member> {
        let member =
            |(year, amount): &(String, _)| Member::stated(format!("{year} of {}", self.name()), &self.amount(amount));
        self.model().years.iter().map(member)
    }
}

impl SubjectType for Bid {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.submission.bids.len()).map(|at| Bid { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        Subject { what: "bid", index: self.at, name: self.name(), also: Vec::new(), span: self.model().span }
    }
}

/// Declares bids.
pub fn declare(table: Table) -> Table {
    table.subject::<Bid>("bid", "A request for money from a fund.", JudgedOn::FirstDay, |s| {
        s.field("name", "The reward target that it is for, else its title.", |b: &Bid| {
            let model = b.model();
            let cell = model.reward_target.as_ref().or(model.title.as_ref()).map_or(model.span, |name| name.span);
            Need::of(Text(b.name()), vec![cell])
        })
        .field("title", "What it is for.", |b| need(&b.model().title, Text))
        .field("reward_target", "The reward target or targets that it is for.", |b| {
            maybe(&b.model().reward_target, Text)
        })
        .field("block", "The block that it belongs to.", |b| need(&b.model().block, Text))
        .field("total", "The sum that its line states.", |b| need(&b.amount(&b.model().total), Money))
        .field("years", "Its yearly profile.", |b| Amounts::part(b.yearly().collect(), b.model().span.after()))
        .field("amounts", "Its total and the years of its profile.", |b| {
            let total = Member::stated(format!("total of {}", b.name()), &b.amount(&b.model().total));
            Amounts::part(std::iter::once(total).chain(b.yearly()).collect(), b.model().span.after())
        })
        .field("status", "How far it has come; not given for a bid that was simply made.", |b| {
            maybe(&b.model().status, Word)
        })
    })
}
