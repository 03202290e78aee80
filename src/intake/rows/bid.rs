//! Reads one bid.

use super::known::{below_nought, known_block, known_targets, name, several};
use crate::diagnostic::Diagnostic;
use crate::document::record::Record;
use crate::document::{Entry, Gap, Node, Why};
use crate::intake::fund_of;
use crate::model::agreement::Agreement;
use crate::model::funding::Bid;
use crate::number::Exact;

/// A bid; none where no record stands.
pub fn bid(node: &Node, agreement: &Agreement, problems: &mut Vec<Diagnostic>) -> Option<Bid> {
    let mut record = Record::open(node, "a bid", problems)?;
    let fund = fund_of(&mut record, agreement).map(|fund| fund.id.value.clone());
    let fund_at = record.node("fund").map_or(node.span, |fund| fund.span);
    let (reward_target, block, title) = (record.text("reward_target"), record.text("block"), record.text("title"));
    known_targets(&reward_target, agreement, record.problems());
    let block = known_block(block, agreement, record.problems());
    let total = record.money("total");
    let years = years(&mut record);
    let (status, option_of) = (record.choice("status"), record.text("option_of"));
    let (money, costs) = (record.choice("money"), record.with("cost", several));
    let (place, purpose) = (record.with("place", name), record.with("purpose", name));
    let (shared_amount, shared_with) = (record.money("shared_amount"), record.with("shared_with", name));
    let remark = record.node("note");
    let amounts = years.iter().map(|(_, amount)| amount).chain([&total, &shared_amount]);
    below_nought(amounts, remark, record.problems());
    let span = record.span();
    record.close();
    Some(Bid {
        fund,
        fund_at,
        reward_target,
        block,
        title,
        total,
        years,
        status,
        option_of,
        money,
        costs,
        place,
        purpose,
        shared_amount,
        shared_with,
        span,
    })
}

/// The yearly profile. One that is not there is one gap, so that it does not sum to nothing.
fn years(record: &mut Record) -> Vec<(String, Entry<Exact>)> {
    let untold = |gap| vec![("the profile".to_owned(), Err(gap))];
    let absent = record.absent();
    let Some(node) = record.node("years") else { return untold(absent) };
    let Some(mut years) = Record::open(node, "the profile of a bid", record.problems()) else {
        return untold(Gap { why: Why::Unreadable, span: node.span });
    };
    if years.keys().is_empty() {
        return untold(absent);
    }
    years.keys().into_iter().map(|year| (year.to_owned(), years.money(year))).collect()
}
