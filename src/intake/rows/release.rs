//! Reads one release of money.

use super::known::{below_nought, of_and_recipient};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::document::record::Record;
use crate::intake::fund_of;
use crate::model::agreement::Agreement;
use crate::model::funding::Release;

/// A release; none where no record stands.
pub fn release(node: &Node, agreement: &Agreement, problems: &mut Vec<Diagnostic>) -> Option<Release> {
    let mut record = Record::open(node, "a release", problems)?;
    let fund = fund_of(&mut record, agreement);
    let fund_at = record.node("fund").map_or(node.span, |fund| fund.span);
    let (of, recipient) = of_and_recipient(&mut record, fund, agreement);
    let (amount, money) = (record.money("amount"), record.choice("money"));
    let released_on = record.date("released_on");
    let (protocol_signed, budget_profiled) = (record.date("protocol_signed"), record.date("budget_profiled"));
    let remark = record.node("note");
    below_nought([&amount], remark, record.problems());
    let span = record.span();
    record.close();
    let fund = fund.map(|fund| fund.id.value.clone());
    Some(Release { fund, fund_at, of, recipient, amount, money, released_on, protocol_signed, budget_profiled, span })
}
