//! Blocks, each in a fund that it has contributions to.

use std::sync::Arc;

use super::amounts::{Amounts, Member};
use super::earlier::ConditionVerdict;
use super::matching::{Counts, Offer, Terms, cells};
use super::values::{Need, Part, Text};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Entry, Why};
use crate::engine::scene::Scene;
use crate::model::funding::{Contribution, Fund, Giver};
use crate::model::names::{Named, same_name};
use crate::source::Span;
use crate::verdict::{Behind, Subject, Want};

/// One block in one fund: the lines that are printed for both. Without lines it is any block, where none of a fund's lines
/// could be read.
pub struct Block {
    scene: Arc<Scene>,
    at: usize,
    fund: usize,
    lines: Vec<usize>,
}

impl Block {
    fn fund(&self) -> &Fund {
        &self.scene.agreement.funds[self.fund]
    }

    fn lines(&self) -> impl Iterator<Item = &Contribution> {
        self.lines.iter().map(|&line| &self.scene.submission.funding.contributions[line])
    }

    fn name(&self) -> String {
        let printed = self.lines().next().and_then(|line| line.block.as_ref().ok());
        printed.unwrap_or(self.fund().name.as_ref().unwrap_or(&self.fund().id)).value.clone()
    }

    /// What `member` makes of the block's lines, and, in doubt, of those whose block is not told.
    fn members(&self, member: impl Fn(&Contribution) -> Option<Member>) -> Vec<Member> {
        let fund = &self.fund().id.value;
        let anyones =
            self.scene.submission.funding.contributions.iter().filter(|line| line.fund == *fund && line.block.is_err());
        let doubted = anyones.filter_map(|line| Some(member(line)?.doubted(unknown_block(line)?)));
        self.lines().filter_map(&member).chain(doubted).collect()
    }

    fn offered(&self) -> Part<Amounts> {
        let members = self.members(|line| own_money(&self.scene, self.fund(), line));
        Amounts::chosen(
            members,
            self.end(),
            considered(self.lines(), |line| vec![place(&line.block), place(&line.contributor)]),
        )
    }

    fn matched(&self, terms: &Terms) -> Part<Amounts> {
        let offer = self.offer();
        let member = |line: &Contribution| {
            let amount = Member::stated(what(line, "amount"), &line.amount);
            match (giver_of(&self.scene, self.fund(), line), terms.counts(line, &offer)) {
                (Giver::Fund | Giver::HolderElsewhere, _) | (_, Counts::No) => None,
                (Giver::Unknown, _) => Some(amount.doubted(unknown_giver(line))),
                (Giver::Partner, Counts::Yes) => Some(amount),
                (Giver::Partner, Counts::Perhaps(want)) => Some(amount.doubted(want)),
            }
        };
        Amounts::chosen(self.members(member), self.end(), considered(self.lines(), cells))
    }

    /// What the fund's own money in this block is for.
    fn offer(&self) -> Offer<'_> {
        let fund = self.fund();
        let own = self.lines().filter(|line| giver_of(&self.scene, fund, line) == Giver::Fund).collect();
        let mut of_fund = self.scene.submission.funding.contributions.iter().filter(|line| line.fund == fund.id.value);
        let says = |line: &Contribution| line.certainty.as_ref().err().is_none_or(|gap| gap.why != Why::Absent);
        Offer { own, place: &fund.place, purpose: &fund.purpose, says_certainty: of_fund.any(says) }
    }

    fn end(&self) -> Span {
        self.lines().last().map_or(self.fund().span, |line| line.span.after())
    }
}

/// Whose money a line is.
fn giver_of(scene: &Scene, fund: &Fund, line: &Contribution) -> Giver {
    fund.giver(&line.contributor, &scene.agreement.bodies)
}

/// A line as the fund's own money, if it is or may be.
pub fn own_money(scene: &Scene, fund: &Fund, line: &Contribution) -> Option<Member> {
    let amount = Member::stated(what(line, "amount"), &line.amount);
    match giver_of(scene, fund, line) {
        Giver::Fund => Some(amount),
        Giver::Unknown => Some(amount.doubted(unknown_giver(line))),
        Giver::HolderElsewhere | Giver::Partner => None,
    }
}

/// Where a value stands; none where there is a gap.
fn place<T>(entry: &Entry<T>) -> Option<Span> {
    entry.as_ref().ok().map(|value| value.span)
}

/// The cells of lines that decided whether they count.
pub fn considered<'l>(
    lines: impl Iterator<Item = &'l Contribution>,
    cells: impl Fn(&Contribution) -> Vec<Option<Span>>,
) -> Behind {
    Behind { considered: lines.flat_map(|line| cells(line).into_iter().flatten()).collect(), grounds: Vec::new() }
}

/// That it is not told which block a line belongs to; none when it is.
fn unknown_block(line: &Contribution) -> Option<Want> {
    let gap = line.block.as_ref().err()?;
    Some(Want { what: what(line, "block"), why: gap.why, span: gap.span })
}

/// That it is not told who gives a line, so that it cannot be told whether it counts.
fn unknown_giver(line: &Contribution) -> Want {
    let (why, span) = match &line.contributor {
        Ok(name) => (Why::Unknown, name.span),
        Err(gap) => (gap.why, gap.span),
    };
    Want { what: what(line, "contributor"), why, span }
}

/// That it is not told what a line consists of, so that it cannot be told whether it counts.
pub fn unknown_kind(line: &Contribution) -> Want {
    let (why, span) = match &line.kinds {
        Ok(kinds) => (Why::Undefined("may or may not count"), kinds.span),
        Err(gap) => (gap.why, gap.span),
    };
    Want { what: what(line, "kind of contribution"), why, span }
}

/// `the amount from Police for Safer`
pub fn what(line: &Contribution, field: &str) -> String {
    let block = line.block.as_ref().map(|block| format!(" for {}", block.value)).unwrap_or_default();
    match &line.contributor {
        Ok(name) if field == "block" => format!("the block of the contribution from {}", name.value),
        Ok(name) => format!("the {field} from {}{block}", name.value),
        Err(gap) if gap.why == Why::Unreadable => "a line of the contributions".to_owned(),
        Err(_) if field == "block" => "the block of a contribution".to_owned(),
        Err(_) => format!("the {field} of a contribution{block}"),
    }
}

impl SubjectType for Block {
    /// Blocks in the order in which the return first names them, fund by fund. Two printed names of one block are one. Of a
    /// fund with money of its own of which no line tells its block, there is one for any of them.
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let mut all: Vec<Block> = Vec::new();
        for (fund, model) in scene.agreement.funds.iter().enumerate() {
            let of_fund = scene
                .submission
                .funding
                .contributions
                .iter()
                .enumerate()
                .filter(|(_, line)| line.fund == model.id.value);
            for (line, printed) in of_fund.filter_map(|(at, line)| Some((at, &line.block.as_ref().ok()?.value))) {
                let known = all.iter().position(|block| {
                    block.fund == fund && same_block(&scene.agreement.blocks, &block.name(), printed)
                });
                match known {
                    Some(known) => all[known].lines.push(line),
                    None => all.push(Block { scene: Arc::clone(scene), at: all.len(), fund, lines: vec![line] }),
                }
            }
            let has_lines = scene.submission.funding.contributions.iter().any(|line| line.fund == model.id.value);
            let has_money = model.holder.is_ok() || !model.printed_as.is_empty();
            if has_lines && has_money && all.iter().all(|block| block.fund != fund) {
                all.push(Block { scene: Arc::clone(scene), at: all.len(), fund, lines: Vec::new() });
            }
        }
        all
    }

    fn subject(&self) -> Subject {
        let span =
            self.lines().next().and_then(|line| line.block.as_ref().ok()).map_or(self.fund().span, |block| block.span);
        Subject { what: "block", index: self.at, name: self.name(), also: Vec::new(), within: None, span }
    }
}

fn same_block(blocks: &[Named], one: &str, other: &str) -> bool {
    same_name(one, other) || blocks.iter().any(|block| block.is_called(one) && block.is_called(other))
}

/// Declares blocks.
pub fn declare(table: Table) -> Table {
    table.subject::<Block>(
        "block",
        "A block in a fund: what the fund offers it and what partners put beside.",
        JudgedOn::FirstDay,
        |s| {
            s.field("name", "What it is called in the return.", |b: &Block| {
                Need::of(Text(b.name()), vec![b.subject().span])
            })
            .field("offered", "The fund's own money for it.", Block::offered)
            .method(
                "matched",
                "What partners put beside it: of some kinds, so sure, and tied to nothing of these that the offer is not for.",
                |b, (kinds, certainty, ties)| b.matched(&Terms { kinds, certainty, ties }),
            )
            .field("condition", "What the condition rule decided about it.", |b| {
                ConditionVerdict::part(&b.scene, b.subject())
            })
        },
    )
}
