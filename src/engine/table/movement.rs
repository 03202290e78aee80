//! Movements of money: what comes in and goes out of what a loan bridges.

use std::sync::Arc;

use jiff::civil::Date;

use super::values::{Day, Money, Need, Text, Word, maybe, nameless, need};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Choice, Why};
use crate::engine::scene::Scene;
use crate::model::loan::{Loan, Movement as Model, interest};
use crate::number::Exact;
use crate::verdict::{Subject, Want};

/// One row of the cash flow.
pub struct Movement {
    scene: Arc<Scene>,
    at: usize,
}

impl Movement {
    fn model(&self) -> &Model {
        &self.scene.submission.cash_flow[self.at]
    }
}

/// What a person calls a movement: `spend of 2006-09-30`.
pub fn name_of(movement: &Model) -> String {
    let what = movement.what.as_ref().map_or("movement", |what| what.value.word());
    match &movement.on {
        Ok(on) => format!("{what} of {}", on.value),
        Err(_) => what.to_owned(),
    }
}

/// The interest on an amount that moved on a day, up to another; or what is missing for it.
pub fn interest_of(loan: &Loan, amount: &Exact, on: Date, day: Date) -> Result<Exact, Vec<Want>> {
    let rates = loan.rates().map_err(|gap| {
        let what = format!("a rate of {}", loan.id.value);
        vec![Want { what, ..nameless(&gap) }]
    })?;
    interest(amount, &rates, on, day).ok_or_else(|| {
        let what = format!("the rate of {} on {on}", loan.id.value);
        vec![Want { what, why: Why::Absent, span: loan.rates.first().map_or(loan.span, |first| first.from.span) }]
    })
}

impl SubjectType for Movement {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let read = scene.submission.cash_flow.iter().enumerate().filter(|(_, movement)| movement.loan_at.is_some());
        read.map(|(at, _)| Movement { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let model = self.model();
        Subject {
            what: "movement",
            index: self.at,
            name: name_of(model),
            also: Vec::new(),
            within: None,
            span: model.span,
        }
    }
}

/// Declares movements of money.
pub fn declare(table: Table) -> Table {
    let about = "A movement of money that a loan bridges: grant, spending or a repayment.";
    table.subject::<Movement>("movement", about, JudgedOn::FirstDay, |s| {
        s.field("name", "What it is, and of which day.", |m: &Movement| {
            Need::of(Text(name_of(m.model())), vec![m.model().span])
        })
        .field("on", "The day.", |m| need(&m.model().on, Day))
        .said("day")
        .field("what", "Whether it is grant, spending or a repayment.", |m| need(&m.model().what, Word))
        .field("amount", "How much.", |m| need(&m.model().amount, Money))
        .field("note", "What the submitter says about it.", |m| maybe(&m.model().note, Text))
        .field("first_day", "The first day of the agreement.", |m| {
            let day = &m.scene.agreement.term.from;
            Need::of(Day(day.value), vec![day.span])
        })
        .field("last_day", "The last day of the agreement.", |m| {
            let day = &m.scene.agreement.term.to;
            Need::of(Day(day.value), vec![day.span])
        })
        .field("end_of_period", "The last day of the return's period.", |m| {
            let period = &m.scene.submission.period;
            Need::of(Day(period.value.end()), vec![period.span])
        })
    })
}
