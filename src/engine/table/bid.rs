//! Bids: requests for money from a fund.

use std::sync::Arc;

use super::amounts::{Amounts, Member};
use super::fund::{Fund, fund_of};
use super::release::released_for;
use super::things::Things;
use super::values::{Flag, Maybe, Money, Need, Part, SetOf, Text, Word, maybe, need, no_entry};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Choice, Entry, Gap, Why};
use crate::engine::scene::Scene;
use crate::model::funding::Bid as Model;
use crate::model::names::same_name;
use crate::model::words::{BidStatus, CostKind};
use crate::number::Exact;
use crate::verdict::{Subject, Want};

/// One bid of the return.
pub struct Bid {
    scene: Arc<Scene>,
    at: usize,
}

impl Bid {
    fn model(&self) -> &Model {
        &self.scene.submission.funding.bids[self.at]
    }

    fn name(&self) -> String {
        name_of(self.model(), self.at)
    }

    fn yearly(&self) -> impl Iterator<Item = Member> {
        let member = |(year, entry): &(String, _)| {
            Member::stated(format!("{year} of {}", self.name()), &amount(self.model(), entry))
        };
        self.model().years.iter().map(member)
    }

    /// Whether it gives another name than its fund; where one of the two gives none it does not.
    fn differs(
        &self,
        of: fn(&Model) -> &Entry<String>,
        of_fund: fn(&crate::model::funding::Fund) -> &Entry<String>,
    ) -> Need<Flag> {
        let agreement = &self.scene.agreement;
        let fund = self.model().fund.as_deref().and_then(|id| agreement.fund(id)).map(|at| &agreement.funds[at]);
        let (own, funds) = (of(self.model()).as_ref().ok(), fund.and_then(|fund| of_fund(fund).as_ref().ok()));
        let differ = own.zip(funds).is_some_and(|(own, funds)| !same_name(&own.value, &funds.value));
        Need::of(Flag(differ), own.into_iter().chain(funds).map(|name| name.span).collect())
    }

    /// Those of its costs that are of some kinds.
    fn costs_among(&self, kinds: &SetOf<CostKind>) -> Part<Things> {
        let model = self.model();
        let place = model.span.after();
        let want = |gap: &Gap| Want { what: format!("the costs of {}", self.name()), why: gap.why, span: gap.span };
        match &model.costs {
            Ok(costs) => {
                let found = costs.value.iter().filter(|cost| kinds.has(**cost));
                let named = found.map(|cost| (cost.word().replace('_', " "), vec![costs.span]));
                Things::considering(Things::part(named.collect(), Vec::new(), place), vec![costs.span])
            }
            Err(gap) if gap.why.is_no_value() => Things::part(Vec::new(), Vec::new(), place),
            Err(gap) => Things::part(Vec::new(), vec![want(gap)], place),
        }
    }

    /// What the bid that it names says it shares with this one.
    fn shared_back(&self) -> Maybe<Money> {
        let bids = &self.scene.submission.funding.bids;
        let mut others = (0..bids.len()).filter(|&other| other != self.at && share(bids, self.at, other));
        match others.next() {
            Some(other) => maybe(&bids[other].shared_amount, Money),
            None => maybe(&no_entry(self.model().span.after()), Money),
        }
    }
}

/// What a bid is called.
pub fn name_of(bid: &Model, at: usize) -> String {
    let named = bid.reward_target.as_ref().or(bid.title.as_ref());
    named.map_or_else(|_| format!("bid {}", at + 1), |name| name.value.clone())
}

/// An amount of a bid; of one that is awaited, a blank is no slip.
pub fn amount(bid: &Model, amount: &Entry<Exact>) -> Entry<Exact> {
    let awaited = bid.status.as_ref().is_ok_and(|status| status.value == BidStatus::Awaited);
    match amount {
        Err(gap) if awaited && gap.why == Why::Blank => {
            Err(Gap { why: Why::Undefined("is not known yet, as the bid is awaited"), span: gap.span })
        }
        amount => amount.clone(),
    }
}

/// Whether two bids say of each other that they share an amount.
pub fn share(bids: &[Model], one: usize, other: usize) -> bool {
    let names = |from: &Model, of: &Model| {
        let is_block = |name: &str| of.block.as_ref().is_ok_and(|block| same_name(&block.value, name));
        from.shared_with.as_ref().is_ok_and(|name| of.is_called(&name.value) || is_block(&name.value))
    };
    names(&bids[one], &bids[other]) && names(&bids[other], &bids[one])
}

impl SubjectType for Bid {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.submission.funding.bids.len()).map(|at| Bid { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        Subject {
            what: "bid",
            index: self.at,
            name: self.name(),
            also: Vec::new(),
            within: None,
            span: self.model().span,
        }
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
        .field("of_fund", "The fund that it asks.", |b| -> Result<Part<Fund>, Want> {
            fund_of(&b.scene, b.model().fund.as_deref(), b.model().fund_at)
        })
        .said("fund")
        .field("total", "The sum that its line states.", |b| need(&amount(b.model(), &b.model().total), Money))
        .field("years", "Its yearly profile.", |b| Amounts::part(b.yearly().collect(), b.model().span.after()))
        .field("amounts", "Its total and the years of its profile.", |b| {
            let total = Member::stated(format!("total of {}", b.name()), &amount(b.model(), &b.model().total));
            Amounts::part(std::iter::once(total).chain(b.yearly()).collect(), b.model().span.after())
        })
        .field("status", "How far it has come; not given for a bid that was simply made.", |b| {
            maybe(&b.model().status, Word)
        })
        .field("money", "What the money may be spent on.", |b| maybe(&b.model().money, Word))
        .field("place", "The place that it is for.", |b| maybe(&b.model().place, Text))
        .field("purpose", "The purpose that it is for.", |b| maybe(&b.model().purpose, Text))
        .field("is_elsewhere", "Whether its place is another than that of its fund.", |b| {
            b.differs(|bid| &bid.place, |fund| &fund.place)
        })
        .field("is_for_something_else", "Whether its purpose is another than that of its fund.", |b| {
            b.differs(|bid| &bid.purpose, |fund| &fund.purpose)
        })
        .method("costs_among", "Those of its costs that are of some kinds.", |b, kinds: SetOf<CostKind>| {
            b.costs_among(&kinds)
        })
        .field("shared_amount", "How much of its total it shares with another bid.", |b| {
            maybe(&b.model().shared_amount, Money)
        })
        .field("shared_back", "How much of its total that bid says it shares with this one.", Bid::shared_back)
        .said("other side\'s shared amount")
        .field("shared_with", "The bid that it shares this with.", |b| maybe(&b.model().shared_with, Text))
        .field("released", "What was paid out for it.", |b| released_for(&b.scene, b.at))
    })
}
