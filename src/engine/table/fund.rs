//! Funds that money is asked from.

use std::sync::Arc;

use super::amounts::{Amounts, Member};
use super::asked::{Which, added_up, granted_together};
use super::block::{considered, own_money};
use super::release::{lost_member, released};
use super::spending;
use super::things::Things;
use super::values::{Money, Need, Part, PartType, Text, Word, maybe};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Entry, Gap, Why};
use crate::engine::scene::Scene;
use crate::model::funding::{Contribution, Fund as Model, Row, Spending};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Subject, Want};

/// One fund of the agreement that the return has lines about.
pub struct Fund {
    scene: Arc<Scene>,
    at: usize,
}

impl Fund {
    fn model(&self) -> &Model {
        &self.scene.agreement.funds[self.at]
    }

    fn name(&self) -> String {
        self.model().name.as_ref().unwrap_or(&self.model().id).value.clone()
    }

    fn lines(&self) -> impl Iterator<Item = &Contribution> {
        self.scene.submission.funding.contributions.iter().filter(|line| line.fund == self.model().id.value)
    }

    fn committed(&self) -> Part<Amounts> {
        let members = self.lines().filter_map(|line| own_money(&self.scene, self.model(), line));
        let behind = considered(self.lines(), |line| vec![line.contributor.as_ref().ok().map(|name| name.span)]);
        Amounts::chosen(members.collect(), self.model().span, behind)
    }
}

impl Fund {
    /// Whether the return says anything of its money.
    fn is_told_of(&self) -> bool {
        let funding = &self.scene.submission.funding;
        let id = Some(&self.model().id.value);
        self.lines().next().is_some()
            || funding.bids.iter().any(|bid| bid.fund.as_ref() == id)
            || funding.releases.iter().any(|release| release.fund.as_ref() == id)
            || funding.spending.iter().any(|spending| spending.fund.as_ref() == id)
    }

    /// What the fund whose underspend this one is for has in its profiles of the year, and will not spend of that.
    fn expected_underspend(&self) -> Part<Amounts> {
        let place = self.model().underspend_of.as_ref().map_or(self.model().span, |of| of.span);
        let Ok(of) = &self.model().underspend_of else { return Amounts::part(Vec::new(), place) };
        let funding = &self.scene.submission.funding;
        let lines = funding.spending.iter().enumerate().filter(|(_, line)| line.fund.as_ref() == Some(&of.value));
        let mut members: Vec<Member> = lines.map(|(at, line)| left_of(line, at)).collect();
        members.extend(funding.lost_of(Row::Spending, &of.value).map(|at| lost_member("a spending", at)));
        if members.is_empty() {
            let end = self.scene.submission.span.after();
            let want = Want { what: format!("the spending of {}", of.value), why: Why::Absent, span: end };
            members.push(Member::worked_out(Err(vec![want]), vec![end]));
        }
        Amounts::part(members, place)
    }
}

/// What a recipient has in the profile of the year, and will not spend of that: below nought if it will spend more.
fn left_of(line: &Spending, at: usize) -> Member {
    let amounts = [("budget", &line.budget), ("forecast", &line.forecast)];
    let want = |(field, entry): &(&str, &Entry<Exact>)| {
        let gap = entry.as_ref().err()?;
        Some(Want { what: format!("the {field} of {}", spending::name_of(line, at)), why: gap.why, span: gap.span })
    };
    let wants: Vec<Want> = amounts.iter().filter_map(want).collect();
    let places = amounts.iter().filter_map(|(_, entry)| Some(entry.as_ref().ok()?.span)).collect();
    let left = match (&line.budget, &line.forecast) {
        (Ok(budget), Ok(forecast)) => Ok(&budget.value - &forecast.value),
        _ => Err(wants),
    };
    Member::worked_out(left, places)
}

/// The fund of something, by its id; or that it is none of the agreement's.
pub fn fund_of(scene: &Arc<Scene>, id: Option<&str>, said_at: Span) -> Result<Part<Fund>, Want> {
    let at = id.and_then(|id| scene.agreement.fund(id));
    let want = || Want { what: String::new(), why: Why::Undefined("is none of the agreement's"), span: said_at };
    let at = at.ok_or_else(want)?;
    Ok(Part { object: Fund { scene: Arc::clone(scene), at }, places: vec![said_at] })
}

impl PartType for Fund {
    const NAME: &'static str = "fund";
}

impl SubjectType for Fund {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let funds = (0..scene.agreement.funds.len()).map(|at| Fund { scene: Arc::clone(scene), at });
        funds.filter(Fund::is_told_of).collect()
    }

    fn subject(&self) -> Subject {
        Subject {
            what: "fund",
            index: self.at,
            name: self.name(),
            also: vec![self.model().id.value.clone()],
            within: None,
            span: self.model().span,
        }
    }
}

/// Declares funds.
pub fn declare(table: Table) -> Table {
    table.subject::<Fund>("fund", "A fund that money is asked from.", JudgedOn::FirstDay, |s| {
        s.field("name", "What it is called.", |f: &Fund| {
            Need::of(Text(f.name()), vec![f.model().name.as_ref().unwrap_or(&f.model().id).span])
        })
        .field("ceiling", "The most it can give; not given for a fund without a ceiling.", |f| {
            maybe(&f.model().ceiling, Money)
        })
        .field("named", "Where the return says that contributions are made to it.", |f| {
            let mut places: Vec<_> = f.lines().filter_map(|line| line.fund_at).collect();
            places.dedup();
            let unread = f.lines().filter(|line| line.fund_at.is_none()).map(|line| Want {
                what: "a line of the contributions".to_owned(),
                why: Why::Unreadable,
                span: line.span,
            });
            let named = places.into_iter().map(|at| (f.name(), vec![at]));
            Things::part(named.collect(), unread.collect(), f.model().span)
        })
        .field("committed", "Its own money among the contributions.", Fund::committed)
        .field("basis", "Whose its money is to spend.", |f| {
            let named = |gap: &Gap| Want { what: format!("the basis of {}", f.name()), why: gap.why, span: gap.span };
            match &f.model().basis {
                Ok(basis) => Need::of(Word(basis.value), vec![basis.span]),
                Err(gap) => Need::missing(vec![named(gap)]),
            }
        })
        .field("money", "What its money may be spent on, where it is of one kind.", |f| maybe(&f.model().money, Word))
        .field("only_for", "What alone it may pay for.", |f| maybe(&f.model().only_for, Word))
        .field("place", "The place that alone it is for.", |f| maybe(&f.model().place, Text))
        .field("purpose", "The purpose that alone it is for.", |f| maybe(&f.model().purpose, Text))
        .field("asked", "The totals of its bids: the least of each group of options, what two share once.", |f| {
            added_up(&f.scene, f.model(), Which::Asked)
        })
        .field("granted", "Those of the bids that were granted, added up in the same way.", |f| {
            added_up(&f.scene, f.model(), Which::Granted)
        })
        .field("granted_together", "The bids that were granted though they are options of one thing.", |f| {
            let (named, wants) = granted_together(&f.scene, f.model());
            Things::part(named, wants, f.model().span)
        })
        .field("released", "What was paid out of it.", |f| {
            released(&f.scene, Some(&f.model().id.value), f.model().span, |_| Ok(None))
        })
        .field("underspend_of", "The fund whose money it is, if that is not all spent.", |f| {
            maybe(&f.model().underspend_of, Text)
        })
        .field(
            "expected_underspend",
            "What that fund has in its profiles of the year and will not spend.",
            Fund::expected_underspend,
        )
    })
}
