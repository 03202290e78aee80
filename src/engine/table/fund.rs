//! Funds that money is asked from.

use std::sync::Arc;

use super::amounts::Amounts;
use super::block::{considered, own_money};
use super::things::Things;
use super::values::{Money, Need, Part, Text, maybe};
use super::{JudgedOn, SubjectType, Table};
use crate::document::Why;
use crate::engine::scene::Scene;
use crate::model::funding::{Contribution, Fund as Model};
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
        self.scene.submission.contributions.iter().filter(|line| line.fund == self.model().id.value)
    }

    fn committed(&self) -> Part<Amounts> {
        let members = self.lines().filter_map(|line| own_money(&self.scene, self.model(), line));
        let behind = considered(self.lines(), |line| vec![line.contributor.as_ref().ok().map(|name| name.span)]);
        Amounts::chosen(members.collect(), self.model().span, behind)
    }
}

impl SubjectType for Fund {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let funds = (0..scene.agreement.funds.len()).map(|at| Fund { scene: Arc::clone(scene), at });
        funds.filter(|fund| fund.lines().next().is_some()).collect()
    }

    fn subject(&self) -> Subject {
        Subject {
            what: "fund",
            index: self.at,
            name: self.name(),
            also: vec![self.model().id.value.clone()],
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
    })
}
