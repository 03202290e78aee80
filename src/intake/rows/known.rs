//! What the rows about money share: names that the agreement must know, and amounts that lie below nought.

use crate::diagnostic::{Diagnostic, near_miss, nearest};
use crate::document::record::{Record, Wrong};
use crate::document::{Choice, Entry, Gap, Node, Why};
use crate::intake::{did_you_mean, error, period, unknown};
use crate::model::agreement::Agreement;
use crate::model::funding::{Fund, Funding};
use crate::model::names::same_name;
use crate::model::period::Period;
use crate::number::Exact;

/// Says when an amount lies below nought, and no note says why.
pub fn below_nought<'a>(
    amounts: impl IntoIterator<Item = &'a Entry<Exact>>,
    note: Option<&Node>,
    problems: &mut Vec<Diagnostic>,
) {
    if note.is_some_and(|note| note.text().is_some()) {
        return;
    }
    for amount in amounts.into_iter().flatten().filter(|amount| amount.value < Exact::zero()) {
        let problem = Diagnostic::warning("amount-below-nought", "an amount lies below nought").at(amount.span, "");
        problems.push(problem.help("check the sign; if it takes something back, say so in a note"));
    }
}

/// A block; one that the agreement does not know could be any.
pub fn known_block(block: Entry<String>, agreement: &Agreement, problems: &mut Vec<Diagnostic>) -> Entry<String> {
    let name = block?;
    if agreement.blocks.is_empty() || agreement.blocks.iter().any(|known| known.is_called(&name.value)) {
        return Ok(name);
    }
    let named = agreement.blocks.iter().flat_map(|known| std::iter::once(&known.name).chain(&known.also));
    let known: Vec<&str> = named.map(|name| name.value.as_str()).collect();
    let help = did_you_mean(&name.value, "blocks of the agreement", &known);
    problems.push(unknown("block", &name, help));
    Err(Gap { why: Why::Unreadable, span: name.span })
}

/// Says when a bid is for a reward target that the agreement does not have. One bid may be for several: `RG8+RG9`.
pub fn known_targets(of: &Entry<String>, agreement: &Agreement, problems: &mut Vec<Diagnostic>) {
    let (Ok(of), Some(reward)) = (of, &agreement.reward) else { return };
    let known: Vec<&str> = reward.targets.iter().map(|target| target.id.value.as_str()).collect();
    for name in of.value.split('+').map(str::trim).filter(|name| !known.contains(name)) {
        let help = did_you_mean(name, "reward targets of the agreement", &known);
        let headline = format!("`{name}` is no reward target of the agreement");
        problems.push(error("reward-target-unknown", headline, of.span, help));
    }
}

/// Says when money is released or spent for something that no bid, no reward target and no block is called, and a reward target
/// is a slip away. Of such a name it cannot be told what it is.
pub fn known_purposes(funding: &mut Funding, agreement: &Agreement, problems: &mut Vec<Diagnostic>) {
    let Some(reward) = &agreement.reward else { return };
    let targets: Vec<&str> = reward.targets.iter().map(|target| target.id.value.as_str()).collect();
    let (bids, blocks) = (&funding.bids, &agreement.blocks);
    let is_known = |name: &str| {
        targets.iter().any(|target| same_name(target, name))
            || bids.iter().any(|bid| bid.is_called(name))
            || blocks.iter().any(|block| block.is_called(name))
    };
    let released = funding.releases.iter_mut().map(|release| &mut release.of);
    for of in released.chain(funding.spending.iter_mut().map(|spending| &mut spending.of)) {
        let Ok(name) = of else { continue };
        let mut parts = name.value.split('+').map(str::trim).filter(|_| !is_known(&name.value));
        let slip = parts.find_map(|part| {
            let near = nearest(part, targets.iter().copied())?;
            (!is_known(part)).then(|| (format!("`{part}` is no reward target of the agreement, nor a bid"), near))
        });
        let Some((headline, near)) = slip else { continue };
        let span = name.span;
        problems.push(error("reward-target-unknown", headline, span, Some(format!("did you mean `{near}`?"))));
        *of = Err(Gap { why: Why::Unreadable, span });
    }
}

/// A body. Of a name that none of the agreement's has it cannot be told whose it is. Where the agreement lists no
/// bodies, only a name that is a slip away from the fund's own is not taken for another's.
pub fn known_body(
    body: Entry<String>,
    fund: Option<&Fund>,
    agreement: &Agreement,
    problems: &mut Vec<Diagnostic>,
) -> Entry<String> {
    let name = body?;
    let own = fund.iter().flat_map(|fund| fund.holder.iter().chain(&fund.printed_as));
    let known: Vec<&str> = agreement
        .bodies
        .iter()
        .flat_map(|body| std::iter::once(&body.name).chain(&body.also))
        .chain(own)
        .map(|name| name.value.as_str())
        .collect();
    if known.iter().any(|known| same_name(known, &name.value)) {
        return Ok(name);
    }
    if agreement.bodies.is_empty() && near_miss(&name.value, known.iter().copied()).is_none() {
        return Ok(name);
    }
    let help = match nearest(&name.value, known) {
        Some(near) => format!("did you mean `{near}`? if it is another body, name it under `bodies` of the agreement"),
        None => "correct the name, or name it under `bodies` of the agreement".to_owned(),
    };
    let span = name.span;
    problems.push(unknown("body", &name, Some(help)));
    Err(Gap { why: Why::Undefined("is none of the agreement's bodies"), span })
}

/// A name; a text that says that nobody knows is none.
pub fn name(text: &str) -> Result<String, Wrong> {
    match Why::said_by(text) {
        None => Ok(text.to_owned()),
        Some(_) => Err(Wrong { code: "not-a-name", headline: format!("`{text}` is no name"), help: None }),
    }
}

/// A financial year, or the one that a quarter lies in.
pub fn year(text: &str) -> Result<Period, Wrong> {
    period(text).map(Period::year)
}

/// Several words of a list, as one cell holds them: `aligned / in kind`.
pub fn several<C: Choice>(text: &str) -> Result<Vec<C>, Wrong> {
    let one = |word: &str| {
        let word = word.trim();
        C::from_word(word).ok_or_else(|| crate::document::record::not_in_list(word, C::WHAT, C::WORDS))
    };
    text.split('/').map(one).collect()
}

/// What money is for, as a release and a spending name it, and the body that has it.
pub fn of_and_recipient(
    record: &mut Record,
    fund: Option<&Fund>,
    agreement: &Agreement,
) -> (Entry<String>, Entry<String>) {
    let (of, recipient) = (record.with("for", name), record.with("recipient", name));
    (of, known_body(recipient, fund, agreement, record.problems()))
}
