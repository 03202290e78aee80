//! Reads `agreement.yaml`: what was agreed. It must not know of returns.

use std::collections::HashMap;

use super::loans::{loan, loans_fit};
use super::metadata::metadata;
use super::payments::payments;
use super::profile::profile;
use super::refresh::{refresh, settle};
use super::{did_you_mean, figure, period, reading, unknown};
use crate::diagnostic::Diagnostic;
use crate::document::record::{Record, Wrong, not};
use crate::document::{self, Choice, Document, Entry, Gap, Node, Why, scalar};
use crate::model::OwnUnit;
use crate::model::agreement::{Agreement, Indicator, Milestone, Term};
use crate::model::funding::Fund;
use crate::model::metadata::Metadata;
use crate::model::names::Named;
use crate::model::reward::{Measure, Reward, RewardTarget};
use crate::model::words::ContributionKind;
use crate::number::Exact;
use crate::source::{Source, Span, Spanned};

/// Stands for an id that could not be read, where the thing itself must stay: a pot is divided by how many share it.
const NO_ID: &str = "?";

/// Reads an agreement, and says all that is wrong with it; none without a name and a term, on which all else rests.
///
/// Its own errors are `id-twice`, `milestone-order`, `not-a-period`, `rate-missing`, `rate-twice`, `wrong-profile`, `wrong-unit`, and
/// those of refreshes: `refresh-order`, `refresh-outside-term`, `refresh-contradicts` and `indicator-unknown`.
#[must_use]
pub fn agreement(source: &Source) -> (Option<Agreement>, Vec<Diagnostic>) {
    agreement_from(document::read(source))
}

/// The same, of a document that was read already. Of one that is cut short nothing is made: what stands behind the cut
/// would look like a slip of the return.
#[must_use]
pub fn agreement_from(document: Document) -> (Option<Agreement>, Vec<Diagnostic>) {
    reading(document, |document, problems| whole(&document.root, problems).filter(|_| !document.is_cut_short()))
}

fn whole(root: &Node, problems: &mut Vec<Diagnostic>) -> Option<Agreement> {
    let mut record = Record::open(root, "an agreement", problems)?;
    let name = record.text("name");
    let name = record.required("name", name);
    let illustrative = record.flag("illustrative").is_ok_and(|flag| flag.value);
    let pack = record.text("pack");
    let term_node = record.node("term");
    if term_node.is_none() {
        let missing = record.absent();
        record.required::<()>("term", Err(missing));
    }
    let term = term_node.and_then(|node| term(node, record.problems()));
    let blocks = each(&mut record, "blocks", block);
    let (blocks, wider_blocks) = blocks.into_iter().unzip();
    let bodies = each(&mut record, "bodies", |node, problems| named(node, "a body", problems));
    let indicators = each(&mut record, "indicators", indicator);
    let refreshes = each(&mut record, "refreshes", refresh);
    let reward = record.node("reward").and_then(|node| reward(node, record.problems()));
    let mut funds = each(&mut record, "funds", fund);
    settle_underspends(&mut funds, record.problems());
    let loans = each(&mut record, "loans", loan);
    let attachments = record.texts("attachments");
    record.close();
    let mut agreement = Agreement {
        name: name?,
        illustrative,
        term: term?,
        pack,
        pack_from: None,
        blocks,
        wider_blocks,
        bodies,
        indicators,
        refreshes,
        reward,
        funds,
        loans,
        attachments,
    };
    each_id_once(&agreement, problems);
    settle(&mut agreement, problems);
    loans_fit(&agreement, problems);
    Some(agreement)
}

/// What `read` makes of the things under a key.
pub fn each<T>(
    record: &mut Record,
    key: &'static str,
    read: impl Fn(&Node, &mut Vec<Diagnostic>) -> Option<T>,
) -> Vec<T> {
    record.list(key).iter().filter_map(|node| read(node, record.problems())).collect()
}

fn term(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Term> {
    let mut record = Record::open(node, "a term", problems)?;
    let (from, to) = (record.date("from"), record.date("to"));
    let (from, to) = (record.required("from", from), record.required("to", to));
    record.close();
    Some(Term { from: from?, to: to? })
}

fn named(node: &Node, what: &'static str, problems: &mut Vec<Diagnostic>) -> Option<Named> {
    let mut record = Record::open(node, what, problems)?;
    let name = record.text("name");
    let name = record.required("name", name);
    let also = record.texts("also");
    record.close();
    Some(Named { name: name?, also })
}

/// A theme, and the wider block that it belongs to.
fn block(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<(Named, Entry<String>)> {
    let mut record = Record::open(node, "a block", problems)?;
    let name = record.text("name");
    let name = record.required("name", name);
    let also = record.texts("also");
    let within = record.text("within");
    record.close();
    Some((Named { name: name?, also }, within))
}

pub fn id(record: &mut Record) -> Option<Spanned<String>> {
    let id = record.text("id");
    record.required("id", id)
}

fn unit(record: &mut Record) -> OwnUnit {
    let unit = record.text("unit");
    record.required("unit", unit).map_or(OwnUnit::Plain, |unit| OwnUnit::from_text(&unit.value))
}

pub(super) fn indicator(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Indicator> {
    let mut record = Record::open(node, "an indicator", problems)?;
    let id = id(&mut record);
    let (name, block) = (record.text("name"), record.text("block"));
    let unit = unit(&mut record);
    let (polarity, path) = (record.choice("polarity"), record.choice("path"));
    let baseline = record.with("baseline", |text| figure(text, &unit));
    let milestones = record.list("milestones");
    let milestones = path_of(milestones, &unit, record.problems());
    let accumulates = record.flag("accumulates");
    let profile = profile(&mut record);
    let (about, refresh_due) = (metadata(&mut record), record.date("refresh_due"));
    let span = record.span();
    record.close();
    Some(Indicator {
        id: id?,
        name,
        block,
        unit,
        polarity,
        baseline,
        path,
        milestones,
        accumulates,
        profile,
        about,
        refresh_due,
        span,
    })
}

/// The milestones in the order of time. When one of them could not be read, none has a value: where the path runs
/// cannot be told.
fn path_of(nodes: &[Node], unit: &OwnUnit, problems: &mut Vec<Diagnostic>) -> Vec<Milestone> {
    let (mut path, mut broken) = (Vec::new(), None);
    for node in nodes {
        match milestone(node, unit, problems) {
            Some(milestone) => path.push(milestone),
            None => broken = Some(unreadable(node.span)),
        }
    }
    for pair in path.windows(2) {
        let (one, next) = (&pair[0].period, &pair[1].period);
        if next.value <= one.value {
            let headline = format!("the milestone of {} stands after that of {}", next.value, one.value);
            problems.push(
                Diagnostic::error("milestone-order", headline)
                    .at(next.span, "not later")
                    .at(one.span, "than this")
                    .help("put the milestones in the order of time, one for each period"),
            );
        }
    }
    path.sort_by_key(|milestone| milestone.period.value);
    if let Some(gap) = broken {
        for milestone in &mut path {
            milestone.value = Err(gap.clone());
        }
    }
    path
}

fn milestone(node: &Node, unit: &OwnUnit, problems: &mut Vec<Diagnostic>) -> Option<Milestone> {
    let mut record = Record::open(node, "a milestone", problems)?;
    let by = record.with("by", period);
    let by = record.required("by", by);
    let value = record.with("value", |text| figure(text, unit));
    record.close();
    Some(Milestone { period: by?, value })
}

fn unreadable(span: Span) -> Gap {
    Gap { why: Why::Unreadable, span }
}

fn reward(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Reward> {
    let mut record = Record::open(node, "a reward", problems)?;
    let pot = record.money("pot");
    let targets = each(&mut record, "targets", |node, problems| Some(reward_target(node, problems)));
    // It would stand beside the pot.
    let beside = |gap: Gap| match &pot {
        Ok(pot) if gap.why == Why::Absent => Gap { span: pot.span.after(), ..gap },
        _ => gap,
    };
    let net_budget_requirement = record.money("net_budget_requirement").map_err(beside);
    let payments = payments(&mut record);
    record.close();
    Some(Reward { pot, targets, net_budget_requirement, payments })
}

/// A reward target. One that could not be read stays, as it has its share of the pot.
fn reward_target(node: &Node, problems: &mut Vec<Diagnostic>) -> RewardTarget {
    let span = node.span;
    let no_id = Spanned::new(NO_ID.to_owned(), span);
    let Some(mut record) = Record::open(node, "a reward target", problems) else {
        return RewardTarget { id: no_id, name: Err(unreadable(span)), measures: Vec::new(), span };
    };
    let id = id(&mut record).unwrap_or(no_id);
    let name = record.text("name");
    let measures = each(&mut record, "measures", |node, problems| Some(measure(node, problems)));
    record.close();
    RewardTarget { id, name, measures, span }
}

/// A measure. One that could not be read stays, as it has its weight in the basket.
fn measure(node: &Node, problems: &mut Vec<Diagnostic>) -> Measure {
    let span = node.span;
    let no_id = Spanned::new(NO_ID.to_owned(), span);
    let Some(mut record) = Record::open(node, "a measure", problems) else {
        let lost = || -> Entry<Exact> { Err(unreadable(span)) };
        let (name, polarity) = (Err(unreadable(span)), Err(unreadable(span)));
        let (without, with, weight, interim, baseline) = (lost(), lost(), lost(), lost(), lost());
        let (unit, about) = (OwnUnit::Plain, Metadata::none(Why::Unreadable, span));
        return Measure { id: no_id, name, unit, polarity, without, with, weight, baseline, about, interim, span };
    };
    let id = id(&mut record).unwrap_or(no_id);
    let name = record.text("name");
    let unit = unit(&mut record);
    let polarity = record.choice("polarity");
    let without = record.with("without", |text| figure(text, &unit));
    let with = record.with("with", |text| figure(text, &unit));
    let weight = record.with("weight", weight);
    let interim = record.with("interim", |text| figure(text, &unit));
    let baseline = record.with("baseline", |text| figure(text, &unit));
    let about = metadata(&mut record);
    record.close();
    Measure { id, name, unit, polarity, without, with, weight, baseline, about, interim, span }
}

fn fund(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Fund> {
    let mut record = Record::open(node, "a fund", problems)?;
    let id = id(&mut record);
    let (name, holder) = (record.text("name"), record.text("holder"));
    let printed_as = record.texts("printed_as");
    let ceiling = record.money("ceiling");
    let kinds = each(&mut record, "kinds", kind);
    let (basis, money, only_for) = (record.choice("basis"), record.choice("money"), record.choice("only_for"));
    let (place, purpose) = (record.text("place"), record.text("purpose"));
    let underspend_of = record.text("underspend_of");
    let span = record.span();
    record.close();
    Some(Fund {
        id: id?,
        name,
        holder,
        printed_as,
        ceiling,
        kinds,
        basis,
        money,
        only_for,
        place,
        purpose,
        underspend_of,
        span,
    })
}

/// Says when a fund is to have what another leaves that is none of the agreement's, or itself; it cannot then be told whose.
fn settle_underspends(funds: &mut [Fund], problems: &mut Vec<Diagnostic>) {
    let ids: Vec<String> = funds.iter().map(|fund| fund.id.value.clone()).collect();
    for fund in funds {
        let Ok(of) = &fund.underspend_of else { continue };
        let others: Vec<&str> = ids.iter().map(String::as_str).filter(|id| *id != fund.id.value).collect();
        if !others.contains(&of.value.as_str()) {
            let help = did_you_mean(&of.value, "other funds of the agreement", &others);
            problems.push(unknown("fund", of, help));
            fund.underspend_of = Err(unreadable(of.span));
        }
    }
}

fn kind(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<(ContributionKind, Named)> {
    let mut record = Record::open(node, "the words for a kind", problems)?;
    let kind = record.choice::<ContributionKind>("kind");
    let kind = record.required("kind", kind);
    let also = record.texts("also");
    record.close();
    let kind = kind?;
    Some((kind.value, Named { name: kind.map(|kind| kind.word().to_owned()), also }))
}

/// Says when two things that returns tell apart by their id have the same one.
fn each_id_once(agreement: &Agreement, problems: &mut Vec<Diagnostic>) {
    let targets = || agreement.reward.iter().flat_map(|reward| &reward.targets);
    let indicators = agreement.indicators.iter().map(|indicator| &indicator.id);
    let measures = targets().flat_map(|target| &target.measures).map(|measure| &measure.id);
    once("indicators or measures", indicators.chain(measures), problems);
    once("reward targets", targets().map(|target| &target.id), problems);
    once("funds", agreement.funds.iter().map(|fund| &fund.id), problems);
    once("loans", agreement.loans.iter().map(|loan| &loan.id), problems);
    let payments = agreement.reward.iter().flat_map(|reward| &reward.payments);
    once("payments", payments.map(|payment| &payment.id), problems);
}

pub(super) fn once<'a>(what: &str, ids: impl Iterator<Item = &'a Spanned<String>>, problems: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for id in ids.filter(|id| id.value != NO_ID) {
        match seen.get(id.value.as_str()) {
            Some(&first) => problems.push(
                Diagnostic::error("id-twice", format!("`{}` is the id of two {what}", id.value))
                    .at(first, "first here")
                    .at(id.span, "again here")
                    .help("give each an id of its own"),
            ),
            None => {
                seen.insert(&id.value, id.span);
            }
        }
    }
}

/// Reads a weight, which is not below nought.
fn weight(text: &str) -> Result<Exact, Wrong> {
    let number = scalar::number(text).map_err(|error| not(text, "a weight", error))?;
    if !number.is_negative() {
        return Ok(number);
    }
    let (headline, help) = (format!("the weight {text} is below nought"), "give it a weight of 0 or more".to_owned());
    Err(Wrong { code: "wrong-weight", headline, help: Some(help) })
}
