//! Portions: the capital and the revenue of an instalment.

use std::sync::Arc;

use jiff::civil::Date;

use super::earlier::Earlier;
use super::instalment::Instalment;
use super::values::{Money, Need, Text, Word};
use super::{JudgedOn, SubjectType, Table};
use crate::document::Choice;
use crate::engine::scene::Scene;
use crate::model::words::MoneyKind;
use crate::number::Exact;
use crate::verdict::{Kind, Subject};

/// The kinds of money in the order in which portions are judged: the last is what the others leave.
const KINDS: [MoneyKind; 2] = [MoneyKind::Capital, MoneyKind::Revenue];

/// The capital or the revenue of one instalment.
pub struct Portion {
    scene: Arc<Scene>,
    instalment: Instalment,
    kind: usize,
}

/// The place of a portion among all, in the order of judging.
///
/// # Panics
/// Never: each kind of money has a portion.
#[must_use]
pub fn portion_index(instalment: &Instalment, money: MoneyKind) -> usize {
    let kind = KINDS.iter().position(|&kind| kind == money).expect("internal: a kind of money without a portion");
    instalment.index() * KINDS.len() + kind
}

impl Portion {
    fn of(scene: &Arc<Scene>, instalment: usize, kind: usize) -> Option<Self> {
        let instalment = Instalment::all(scene).into_iter().nth(instalment)?;
        Some(Portion { scene: Arc::clone(scene), instalment, kind })
    }

    /// The portions of the same instalment that are judged before it.
    fn before(&self) -> Vec<Earlier> {
        let portions = (0..self.kind).filter_map(|kind| Portion::of(&self.scene, self.instalment.index(), kind));
        portions.map(|portion| Earlier::of(&self.scene, Kind::Award, portion.subject())).collect()
    }

    fn paid(&self) -> Need<Money> {
        Need::from_result(self.instalment.amount().map(Money), || self.instalment.places())
            .behind(self.instalment.behind())
    }

    fn left(&self) -> Need<Money> {
        let before = self.before();
        let taken: Result<Vec<Exact>, _> = before.iter().map(Earlier::amount).collect();
        let left = self.instalment.amount().and_then(|paid| Ok(&paid - &taken?.into_iter().sum::<Exact>()));
        let mut behind = self.instalment.behind();
        behind.grounds.extend(before.iter().flat_map(Earlier::grounds));
        Need::from_result(left.map(Money), || self.instalment.places()).behind(behind)
    }
}

impl SubjectType for Portion {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let instalments = Instalment::all(scene).len();
        let places = (0..instalments).flat_map(|instalment| (0..KINDS.len()).map(move |kind| (instalment, kind)));
        places.filter_map(|(instalment, kind)| Portion::of(scene, instalment, kind)).collect()
    }

    fn subject(&self) -> Subject {
        let of = self.instalment.subject();
        let name = format!("{}, {}", of.name, KINDS[self.kind].word());
        Subject {
            what: "portion",
            index: portion_index(&self.instalment, KINDS[self.kind]),
            name,
            also: Vec::new(),
            within: None,
            span: of.span,
        }
    }

    fn own_day(&self) -> Option<Date> {
        self.instalment.own_day()
    }
}

/// Declares portions.
#[must_use]
pub fn declare(table: Table) -> Table {
    table.subject::<Portion>("portion", "The capital or the revenue of an instalment.", JudgedOn::Own, |s| {
        s.field("name", "The instalment, and which money it is.", |p: &Portion| {
            Need::of(Text(p.subject().name), vec![p.instalment.model().id.span])
        })
        .field("money", "Which money it is.", |p| Need::of(Word(KINDS[p.kind]), vec![p.instalment.model().id.span]))
        .field("paid", "What the whole instalment comes to.", Portion::paid)
        .field("left", "What the portions before it leave of that.", Portion::left)
    })
}
