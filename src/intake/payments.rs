//! Reads when the reward of an agreement is paid.

use super::agreement::id;
use crate::diagnostic::Diagnostic;
use crate::document::record::Record;
use crate::document::{Node, Why};
use crate::model::reward::Payment;

/// The payments in the order of time. When one of them could not be read, there are none: what the others come to depends
/// on it.
pub fn payments(record: &mut Record) -> Vec<Payment> {
    let read = |node: &Node, problems: &mut Vec<Diagnostic>| payment(node, problems);
    let payments: Option<Vec<Payment>> =
        record.list("payments").iter().map(|node| read(node, record.problems())).collect();
    let mut payments = payments.unwrap_or_default();
    payments.sort_by_key(|payment| payment.on.value);
    payments
}

fn payment(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Payment> {
    let mut record = Record::open(node, "a payment", problems)?;
    let id = id(&mut record);
    let on = record.date("on");
    let on = record.required("on", on);
    let is_on_account = match record.flag("on_account") {
        Ok(flag) => Some(flag.value),
        Err(gap) if gap.why == Why::Unreadable => None,
        Err(_) => Some(false),
    };
    let paid = record.money("paid");
    let span = record.span();
    record.close();
    Some(Payment { id: id?, on: on?, is_on_account: is_on_account?, paid, span })
}
