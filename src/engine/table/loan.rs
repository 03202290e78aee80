//! Loans that the return reports movements of, and what is owed on a day.

use std::sync::Arc;

use jiff::civil::Date;

use super::amounts::{Amounts, Member};
use super::movement::{interest_of, name_of};
use super::values::{Day, Money, Need, Part, Text, maybe, nameless, need};
use super::{JudgedOn, SubjectType, Table};
use crate::diagnostic::Ground;
use crate::engine::scene::Scene;
use crate::model::loan::{Balance, Loan as Model, Movement, MovementKind};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Behind, Subject, Want};

/// One loan that the return reports movements of.
pub struct Loan {
    scene: Arc<Scene>,
    at: usize,
}

/// What is owed on a day, or what is missing of it; and the cells that it is made from.
pub struct Account {
    /// What is owed.
    pub balance: Result<Balance, Vec<Want>>,
    /// The cells.
    pub places: Vec<Span>,
    /// What stands behind it: the rates, and what else was paid back.
    pub behind: Behind,
}

impl Account {
    /// What a loan comes to on a day by the movements up to then; `repaid` is what else was paid back, and when.
    pub fn on(scene: &Scene, loan: usize, day: Date, repaid: &[Repaid]) -> Self {
        let model = &scene.agreement.loans[loan];
        let (mut balance, mut wants, mut places) = (Balance::nothing(), Vec::new(), Vec::new());
        let mut add = |kind: MovementKind, amount: &Exact, on: Date| match interest_of(model, amount, on, day) {
            Ok(interest) => balance = balance.clone().with(kind, amount, &interest),
            Err(missing) => wants.extend(missing),
        };
        let mut missing = Vec::new();
        for movement in movements(scene, model) {
            match moved(movement) {
                Ok((_, _, on)) if on > day => {}
                Ok((kind, amount, on)) => {
                    add(kind, &amount, on);
                    places.extend(cells(movement));
                }
                Err(want) => missing.push(want),
            }
        }
        let rates = model.rates.iter().filter_map(|rate| rate.rate.as_ref().ok());
        let mut behind = Behind { grounds: Vec::new(), considered: rates.map(|rate| rate.span).collect() };
        for Repaid { on, amount, places, grounds } in repaid {
            behind.considered.extend(places);
            behind.grounds.extend(grounds.iter().cloned());
            match amount {
                Ok(amount) => add(MovementKind::Repayment, amount, *on),
                Err(wants) => missing.extend(wants.iter().cloned()),
            }
        }
        wants.extend(missing);
        if places.is_empty() {
            places.push(model.span.after());
        }
        Account { balance: if wants.is_empty() { Ok(balance) } else { Err(wants) }, places, behind }
    }

    /// Something of it.
    pub fn need(self, of: impl Fn(&Balance) -> Exact) -> Need<Money> {
        Need::from_result(self.balance.map(|balance| Money(of(&balance))), || self.places).behind(self.behind)
    }
}

/// What is paid back and stands in no cash flow yet.
pub struct Repaid {
    /// The day.
    pub on: Date,
    /// How much, or what is missing of that.
    pub amount: Result<Exact, Vec<Want>>,
    /// The cells that this is made from.
    pub places: Vec<Span>,
    /// What it rests on.
    pub grounds: Vec<Ground>,
}

/// The movements that count towards a loan.
pub fn movements<'s>(scene: &'s Scene, loan: &'s Model) -> impl Iterator<Item = &'s Movement> {
    scene.submission.cash_flow.iter().filter(|movement| movement.loan == loan.id.value)
}

/// What a movement is, how much, and when.
fn moved(movement: &Movement) -> Result<(MovementKind, Exact, Date), Want> {
    let named = |what: &str, gap| Want { what: format!("the {what} of {}", name_of(movement)), ..nameless(&gap) };
    let on = movement.on.clone().map_err(|gap| named("day", gap))?.value;
    let what = movement.what.clone().map_err(|gap| named("kind", gap))?.value;
    let amount = movement.amount.clone().map_err(|gap| named("amount", gap))?.value;
    Ok((what, amount, on))
}

fn cells(movement: &Movement) -> Vec<Span> {
    let (on, what) = (movement.on.iter().map(|it| it.span), movement.what.iter().map(|it| it.span));
    on.chain(what).chain(movement.amount.iter().map(|it| it.span)).collect()
}

impl Loan {
    /// Its definition.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.scene.agreement.loans[self.at]
    }

    /// The day on which it is looked at.
    #[must_use]
    pub fn day(&self) -> Date {
        self.scene.submission.period.value.end()
    }

    /// What is owed on that day.
    #[must_use]
    pub fn account(&self) -> Account {
        Account::on(&self.scene, self.at, self.day(), &[])
    }

    fn of_kind(&self, kind: MovementKind) -> Part<Amounts> {
        let is_of = |movement: &&Movement| movement.what.as_ref().map_or(true, |what| what.value == kind);
        let member = |movement: &Movement| match moved(movement) {
            Ok((_, amount, _)) => Member::worked_out(Ok(amount), movement.amount.iter().map(|it| it.span).collect()),
            Err(want) => Member::worked_out(Err(vec![want]), vec![movement.span]),
        };
        let members = movements(&self.scene, self.model()).filter(is_of).map(member);
        let considered = movements(&self.scene, self.model()).flat_map(cells).collect();
        let behind = Behind { grounds: Vec::new(), considered };
        Amounts::chosen(members.collect(), self.model().span.after(), behind)
    }
}

impl SubjectType for Loan {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let loans = (0..scene.agreement.loans.len()).map(|at| Loan { scene: Arc::clone(scene), at });
        loans.filter(|loan| movements(scene, loan.model()).next().is_some()).collect()
    }

    fn subject(&self) -> Subject {
        let model = self.model();
        let name = model.name.as_ref().unwrap_or(&model.id).value.clone();
        Subject {
            what: "loan",
            index: self.at,
            name,
            also: vec![model.id.value.clone()],
            within: None,
            span: model.id.span,
        }
    }
}

/// Declares loans.
#[must_use]
pub fn declare(table: Table) -> Table {
    let about = "A loan that the return reports movements of, as it stands on the return's last day.";
    table.subject::<Loan>("loan", about, JudgedOn::PeriodEnd, |s| {
        s.field("name", "What it is called.", |l: &Loan| Need::of(Text(l.subject().name), vec![l.model().id.span]))
            .field("lender", "The body that lends.", |l| need(&l.model().lender, Text))
            .field("limit", "The most that may be lent, where that is limited.", |l| maybe(&l.model().limit, Money))
            .field("on", "The return's last day.", |l| Need::of(Day(l.day()), vec![l.scene.submission.period.span]))
            .field("granted", "The grant that came in.", |l| l.of_kind(MovementKind::Grant))
            .field("spent", "What was spent.", |l| l.of_kind(MovementKind::Spend))
            .field("repaid", "What was paid back.", |l| l.of_kind(MovementKind::Repayment))
            .field(
                "principal",
                "What was spent, less grant and repayments; below nought while grant is unspent.",
                |l| l.account().need(|balance| balance.principal.clone()),
            )
            .field("interest_on_spending", "The interest on what was spent.", |l| {
                l.account().need(|balance| balance.interest_on_spending.clone())
            })
            .field("interest_on_receipts", "The interest that grant and repayments earn, each from its day on.", |l| {
                l.account().need(|balance| balance.interest_on_receipts.clone())
            })
            .field("interest", "The interest both ways: on what was spent, less what grant and repayments earn.", |l| {
                l.account().need(Balance::interest)
            })
            .field("owed", "Principal and interest; below nought where more came in.", |l| {
                l.account().need(Balance::owed)
            })
    })
}
