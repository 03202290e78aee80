//! Reads one contribution.

use super::known::{below_nought, known_block, known_body, name, year};
use crate::diagnostic::Diagnostic;
use crate::document::record::{Record, Wrong, not_in_list};
use crate::document::{Choice, Entry, Gap, Node, Why};
use crate::intake::fund_of;
use crate::model::agreement::Agreement;
use crate::model::funding::{Contribution, Fund};
use crate::model::words::ContributionKind;
use crate::source::Span;

/// A contribution; or where it is said that there is one, of which it cannot be told to which fund it is.
pub fn contribution(node: &Node, agreement: &Agreement, problems: &mut Vec<Diagnostic>) -> Result<Contribution, Span> {
    let mut record = Record::open(node, "a contribution", problems).ok_or(node.span)?;
    let fund = fund_of(&mut record, agreement);
    let fund_at = record.node("fund").map_or(node.span, |fund| fund.span);
    let (block, contributor) = (record.with("block", name), record.with("contributor", name));
    let _ = record.required("block", block.clone());
    let block = known_block(block, agreement, record.problems());
    let contributor = known_body(contributor, fund, agreement, record.problems());
    let amount = record.money("amount");
    let kinds = record.with("kind", |text| fund.map_or(Ok(Vec::new()), |fund| kinds(text, fund, &agreement.funds)));
    let (certainty, year) = (record.choice("certainty"), record.with("year", year));
    let (place, purpose) = (record.with("place", name), record.with("purpose", name));
    let remark = record.node("note");
    below_nought([&amount], remark, record.problems());
    let span = record.span();
    record.close();
    let fund = fund.ok_or(fund_at)?.id.value.clone();
    let fund_at = Some(fund_at);
    Ok(Contribution { fund, fund_at, block, contributor, amount, kinds, certainty, year, place, purpose, span })
}

/// A line of a fund that could not be read: any block's, of any amount, from anybody.
pub fn lost_line(fund: &Fund, at: Span) -> Contribution {
    fn gap<T>(at: Span) -> Entry<T> {
        Err(Gap { why: Why::Unreadable, span: at })
    }
    Contribution {
        fund: fund.id.value.clone(),
        fund_at: None,
        block: gap(at),
        contributor: gap(at),
        amount: gap(at),
        kinds: gap(at),
        certainty: gap(at),
        year: gap(at),
        place: gap(at),
        purpose: gap(at),
        span: at,
    }
}

/// The kinds that a printed text may mean, each word of which must be known: as a word of the fund's own, else as that of
/// another fund, under which the line should perhaps stand.
fn kinds(text: &str, fund: &Fund, funds: &[Fund]) -> Result<Vec<ContributionKind>, Wrong> {
    let others = || funds.iter().find_map(|other| other.kinds_printed_as(text));
    fund.kinds_printed_as(text).or_else(others).ok_or_else(|| {
        let unknown = text.split('/').find(|word| fund.kinds_printed_as(word).is_none()).unwrap_or(text);
        let declared = fund.kinds.iter().flat_map(|(_, named)| &named.also).map(|also| also.value.as_str());
        let words: Vec<&str> = ContributionKind::WORDS.iter().copied().chain(declared).collect();
        not_in_list(unknown.trim(), ContributionKind::WHAT, &words)
    })
}
