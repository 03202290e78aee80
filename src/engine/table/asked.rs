//! What the bids to a fund add up to: one of each group of options, and what two bids share once.

use std::collections::BTreeMap;

use super::amounts::{Amounts, Member};
use super::bid::{amount, name_of, share};
use super::release::lost_member;
use crate::document::{Gap, Why};
use crate::engine::scene::Scene;
use crate::model::funding::{Bid, Fund, Row};
use crate::model::names::plain_name;
use crate::model::words::BidStatus;
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Behind, Want};

/// Which bids to a fund are added up.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// Those that may be granted, or were.
    Asked,
    /// Those that were granted.
    Granted,
}

/// A bid that counts, or may.
struct Counted {
    at: usize,
    doubt: Option<Want>,
}

/// The totals of the bids to a fund. Of options the least counts, so that what they come to is not a matter of choice.
pub fn added_up(scene: &Scene, fund: &Fund, which: Which) -> super::values::Part<Amounts> {
    let funding = &scene.submission.funding;
    let counted = counted(&funding.bids, fund, which);
    let (mut members, mut chosen) = (Vec::new(), Vec::new());
    for group in groups(&funding.bids, counted) {
        let (member, one) = least(&funding.bids, group);
        members.push(member);
        chosen.extend(one);
    }
    members.extend(shared(&funding.bids, &chosen));
    members.extend(funding.lost_of(Row::Bid, &fund.id.value).map(|at| lost_member("a bid", at)));
    let considered = considered(&funding.bids);
    Amounts::chosen(members, fund.span, Behind { considered, grounds: Vec::new() })
}

/// The groups of options of which more than one was granted: the names and places of these.
pub fn granted_together(scene: &Scene, fund: &Fund) -> (Vec<(String, Vec<Span>)>, Vec<Want>) {
    let bids = &scene.submission.funding.bids;
    let of_more_than_one = |group: &Vec<Counted>| group.len() > 1;
    let (mut named, mut wants) = (Vec::new(), Vec::new());
    for group in groups(bids, counted(bids, fund, Which::Granted)).into_iter().filter(of_more_than_one) {
        let surely = group.iter().filter(|one| one.doubt.is_none());
        let surely: Vec<usize> = surely.map(|one| one.at).collect();
        if surely.len() > 1 {
            named.extend(surely.iter().map(|&at| (name_of(&bids[at], at), places(&bids[at]))));
        } else {
            wants.extend(group.into_iter().filter_map(|one| one.doubt));
        }
    }
    (named, wants)
}

/// Where it stands that a bid is an option, and that it was granted.
fn places(bid: &Bid) -> Vec<Span> {
    let option = bid.option_of.as_ref().ok().map(|option| option.span);
    option.into_iter().chain(bid.status.as_ref().ok().map(|status| status.span)).collect()
}

fn considered(bids: &[Bid]) -> Vec<Span> {
    let cells = bids.iter().flat_map(|bid| places(bid).into_iter().chain(bid.shared_with.iter().map(|name| name.span)));
    cells.collect()
}

fn counted(bids: &[Bid], fund: &Fund, which: Which) -> Vec<Counted> {
    let doubt = |at: usize, field: &str, why, span| {
        Some(Want { what: format!("the {field} of {}", name_of(&bids[at], at)), why, span })
    };
    let mut counted = Vec::new();
    for (at, bid) in bids.iter().enumerate().filter(|(_, bid)| bid.fund.as_ref().is_none_or(|of| *of == fund.id.value))
    {
        let of_fund = if bid.fund.is_none() { doubt(at, "fund", Why::Unreadable, bid.fund_at) } else { None };
        let status = match (&bid.status, which) {
            (Ok(status), Which::Asked) if matches!(status.value, BidStatus::NoBid | BidStatus::Refused) => continue,
            (Ok(status), Which::Granted) if status.value != BidStatus::Granted => continue,
            (Err(gap), Which::Granted) if gap.why.is_no_value() => continue,
            (Err(gap), _) if !gap.why.is_no_value() => doubt(at, "status", gap.why, gap.span),
            _ => None,
        };
        counted.push(Counted { at, doubt: of_fund.or(status) });
    }
    counted
}

/// The bids that count, those together that are options of one thing.
fn groups(bids: &[Bid], counted: Vec<Counted>) -> Vec<Vec<Counted>> {
    let mut groups: Vec<Vec<Counted>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for one in counted {
        let Ok(option) = &bids[one.at].option_of else {
            groups.push(vec![one]);
            continue;
        };
        let group = *known.entry(plain_name(&option.value)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// The least of some options, and which bid it is, where that can be told.
fn least(bids: &[Bid], mut group: Vec<Counted>) -> (Member, Option<usize>) {
    let total = |one: &Counted| amount(&bids[one.at], &bids[one.at].total);
    let stated = |one: &Counted| {
        let member = Member::stated(format!("the total of {}", name_of(&bids[one.at], one.at)), &total(one));
        one.doubt.iter().fold(member, |member, doubt| member.doubted(doubt.clone()))
    };
    if let [only] = group.as_slice() {
        return (stated(only), Some(only.at));
    }
    group.sort_by_key(|one| total(one).map_or(Exact::zero(), |total| total.value));
    // What is not known may be the least.
    let open: Vec<Want> = group.iter().filter_map(|one| unknown(bids, one)).collect();
    let places = group.iter().map(|one| total(one).map_or_else(|gap| gap.span, |total| total.span)).collect();
    if open.is_empty() { (stated(&group[0]), Some(group[0].at)) } else { (Member::worked_out(Err(open), places), None) }
}

/// What is not known of an option.
fn unknown(bids: &[Bid], one: &Counted) -> Option<Want> {
    let named = |gap: Gap| Want {
        what: format!("the total of {}", name_of(&bids[one.at], one.at)),
        why: gap.why,
        span: gap.span,
    };
    let applies = |gap: &Gap| gap.why != Why::NotApplicable;
    let total = amount(&bids[one.at], &bids[one.at].total);
    one.doubt.clone().or_else(|| total.err().filter(applies).map(named))
}

/// What is counted twice among bids that share an amount, to be taken off once. Where they differ about it, the greater.
fn shared(bids: &[Bid], chosen: &[usize]) -> Vec<Member> {
    let mut members = Vec::new();
    for (at, &one) in chosen.iter().enumerate() {
        for &other in chosen[at + 1..].iter().filter(|&&other| share(bids, one, other)) {
            let amounts = [one, other].map(|at| &bids[at].shared_amount);
            let [Ok(here), Ok(there)] = amounts else { continue };
            let twice = here.value.clone().max(there.value.clone());
            members.push(Member::worked_out(Ok(-&twice), vec![here.span, there.span]));
        }
    }
    members
}
