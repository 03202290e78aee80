//! Blocks, each in a fund that it has contributions to.

use std::sync::Arc;

use super::amounts::{Amounts, Member};
use super::earlier::ConditionVerdict;
use super::values::{Need, Part, SetOf, Text};
use super::{JudgedOn, SubjectType, Table};
use crate::document::Why;
use crate::engine::scene::Scene;
use crate::model::agreement::{Named, same_name};
use crate::model::funding::{Contribution, ContributionKind, Fund, Giver};
use crate::verdict::{Subject, Want};

/// One block in one fund: the lines that are printed for both.
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
        self.lines.iter().map(|&line| &self.scene.submission.contributions[line])
    }

    fn given_by(&self, giver: Giver) -> impl Iterator<Item = &Contribution> {
        self.lines().filter(move |line| giver_of(&self.scene, self.fund(), line) == giver)
    }

    fn name(&self) -> String {
        self.lines()
            .next()
            .and_then(|line| line.block.as_ref().ok())
            .map(|block| block.value.clone())
            .unwrap_or_default()
    }

    fn offered(&self) -> Part<Amounts> {
        let members = self.given_by(Giver::Fund).map(|line| Member::stated(what(line, "amount"), &line.amount));
        Amounts::part(members.collect(), self.end())
    }

    fn matched(&self, kinds: &SetOf<ContributionKind>) -> Part<Amounts> {
        let member = |line: &Contribution| {
            let amount = Member::stated(what(line, "amount"), &line.amount);
            match line.counts(|kind| kinds.has(kind)) {
                Ok(Some(true)) => Some(amount),
                Ok(Some(false)) => None,
                Ok(None) | Err(_) => {
                    let (why, span) = match &line.kinds {
                        Ok(kinds) => (Why::Undefined("may or may not count"), kinds.span),
                        Err(gap) => (gap.why, gap.span),
                    };
                    Some(amount.doubted(Want { what: what(line, "kind"), why, span }))
                }
            }
        };
        Amounts::part(self.given_by(Giver::Partner).filter_map(member).collect(), self.end())
    }

    fn end(&self) -> crate::source::Span {
        self.lines().last().map_or(self.fund().span, |line| line.span.after())
    }
}

/// Whose money a line is; a line without a name is a partner's.
pub fn giver_of(scene: &Scene, fund: &Fund, line: &Contribution) -> Giver {
    let name = line.contributor.as_ref().map(|name| name.value.as_str()).unwrap_or_default();
    fund.giver(name, &scene.agreement.bodies)
}

/// `amount of Police`
pub fn what(line: &Contribution, field: &str) -> String {
    let name = line.contributor.as_ref().map_or("an unnamed contributor", |name| &name.value);
    format!("the {field} from {name}")
}

impl SubjectType for Block {
    /// Blocks in the order in which the return first names them, fund by fund. Two printed names of one block are one.
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let mut all: Vec<Block> = Vec::new();
        for (fund, model) in scene.agreement.funds.iter().enumerate() {
            let of_fund =
                scene.submission.contributions.iter().enumerate().filter(|(_, line)| line.fund == model.id.value);
            for (line, printed) in of_fund.filter_map(|(at, line)| Some((at, &line.block.as_ref().ok()?.value))) {
                let known = all.iter().position(|block| {
                    block.fund == fund && same_block(&scene.agreement.blocks, &block.name(), printed)
                });
                match known {
                    Some(known) => all[known].lines.push(line),
                    None => all.push(Block { scene: Arc::clone(scene), at: all.len(), fund, lines: vec![line] }),
                }
            }
        }
        all
    }

    fn subject(&self) -> Subject {
        let span =
            self.lines().next().and_then(|line| line.block.as_ref().ok()).map_or(self.fund().span, |block| block.span);
        Subject { what: "block", index: self.at, name: self.name(), span }
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
            .method("matched", "What partners put beside it, of some kinds.", |b, kinds: SetOf<ContributionKind>| {
                b.matched(&kinds)
            })
            .field("condition", "What the condition rule decided about it.", |b| {
                ConditionVerdict::part(&b.scene, b.subject())
            })
        },
    )
}
