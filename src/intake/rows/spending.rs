//! Reads what one recipient spends.

use super::known::{below_nought, of_and_recipient};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::document::record::Record;
use crate::intake::fund_of;
use crate::model::agreement::Agreement;
use crate::model::funding::Spending;

/// What is spent; none where no record stands.
pub fn spending(node: &Node, agreement: &Agreement, problems: &mut Vec<Diagnostic>) -> Option<Spending> {
    let mut record = Record::open(node, "a spending", problems)?;
    let fund = fund_of(&mut record, agreement);
    let fund_at = record.node("fund").map_or(node.span, |fund| fund.span);
    let (of, recipient) = of_and_recipient(&mut record, fund, agreement);
    let (profiled, actual) = (record.money("profiled"), record.money("actual"));
    let (budget, forecast) = (record.money("budget"), record.money("forecast"));
    let money = record.choice("money");
    let (said, remark) = (record.text("note"), record.node("note"));
    below_nought([&profiled, &actual, &budget, &forecast], remark, record.problems());
    let span = record.span();
    record.close();
    let fund = fund.map(|fund| fund.id.value.clone());
    Some(Spending { fund, fund_at, of, recipient, profiled, actual, budget, forecast, money, note: said, span })
}
