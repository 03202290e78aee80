//! What recipients spend of a fund's money.

use std::sync::Arc;

use super::fund::{Fund, fund_of};
use super::release::released_to;
use super::values::{Money, Need, Part, Text, Word, maybe, need};
use super::{JudgedOn, SubjectType, Table};
use crate::engine::scene::Scene;
use crate::model::funding::Spending as Model;
use crate::verdict::{Subject, Want};

/// What one recipient spends.
pub struct Spending {
    scene: Arc<Scene>,
    at: usize,
}

impl Spending {
    fn model(&self) -> &Model {
        &self.scene.submission.funding.spending[self.at]
    }
}

/// What a spending is called.
pub fn name_of(spending: &Model, at: usize) -> String {
    let named = spending.of.as_ref().or(spending.recipient.as_ref());
    named.map_or_else(|_| format!("spending {}", at + 1), |name| name.value.clone())
}

impl SubjectType for Spending {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.submission.funding.spending.len()).map(|at| Spending { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let (model, also) = (self.model(), self.model().recipient.iter().map(|name| name.value.clone()).collect());
        Subject {
            what: "spending",
            index: self.at,
            name: name_of(model, self.at),
            also,
            within: None,
            span: model.span,
        }
    }
}

/// Declares spending.
pub fn declare(table: Table) -> Table {
    let about = "What a recipient spends of a fund's money in a financial year.";
    table.subject::<Spending>("spending", about, JudgedOn::PeriodEnd, |s| {
        s.field("name", "What it is for, else who spends it.", |p: &Spending| {
            let model = p.model();
            let cell = model.of.as_ref().or(model.recipient.as_ref()).map_or(model.span, |name| name.span);
            Need::of(Text(name_of(model, p.at)), vec![cell])
        })
        .field("of_fund", "The fund whose money it is.", |p| -> Result<Part<Fund>, Want> {
            fund_of(&p.scene, p.model().fund.as_deref(), p.model().fund_at)
        })
        .said("fund")
        .field("recipient", "The body that spends it.", |p| need(&p.model().recipient, Text))
        .field("profiled", "What its profile has from the beginning of the year to the end of the period.", |p| {
            need(&p.model().profiled, Money)
        })
        .said("profiled amount")
        .field("actual", "What was spent in that time.", |p| need(&p.model().actual, Money))
        .said("actual amount")
        .field("budget", "What its profile has for the whole year.", |p| need(&p.model().budget, Money))
        .field("forecast", "What will have been spent by the end of the year.", |p| need(&p.model().forecast, Money))
        .field("money", "What it may be spent on.", |p| maybe(&p.model().money, Word))
        .field("note", "What is said about it.", |p| maybe(&p.model().note, Text))
        .field("released", "What was paid out to this recipient for it.", |p| {
            let model = p.model();
            let fund = model.fund.as_deref();
            released_to(&p.scene, fund, &model.recipient, &model.of, &model.money, model.span)
        })
    })
}
