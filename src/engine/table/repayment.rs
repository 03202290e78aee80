//! Repayments: what a loan takes out of an instalment of the reward.

use std::sync::Arc;

use jiff::civil::Date;

use super::amounts::{Amounts, Member};
use super::earlier::{AwardVerdict, Earlier};
use super::instalment::Instalment;
use super::loan::{Account, Repaid, movements};
use super::values::{Flag, Money, Need, Part, Text};
use super::{JudgedOn, SubjectType, Table};
use crate::document::Why;
use crate::engine::scene::Scene;
use crate::model::loan::{Balance, Loan};
use crate::number::Exact;
use crate::verdict::{Behind, Kind, Subject, Want};

/// One loan, and one payment of the reward that it may be repaid from.
pub struct Repayment {
    scene: Arc<Scene>,
    instalment: Instalment,
    loan: usize,
}

impl Repayment {
    /// Which payment it is out of, in the order of time.
    #[must_use]
    pub fn instalment(&self) -> usize {
        self.instalment.index()
    }

    /// The loan.
    #[must_use]
    pub fn loan(&self) -> &Loan {
        &self.scene.agreement.loans[self.loan]
    }

    fn of(scene: &Arc<Scene>, instalment: usize, loan: usize) -> Option<Self> {
        let instalment = Instalment::all(scene).into_iter().nth(instalment)?;
        Some(Repayment { scene: Arc::clone(scene), instalment, loan })
    }

    fn earlier(&self) -> Earlier {
        Earlier::of(&self.scene, Kind::Award, self.subject())
    }

    /// Whether the instalment was paid already, so that the cash flow says what was repaid.
    fn was_paid(&self) -> bool {
        self.instalment.model().paid.is_ok()
    }

    fn day(&self) -> Date {
        self.instalment.model().on.value
    }

    /// The repayments of the same loan out of earlier instalments that the cash flow does not show yet.
    fn before(&self) -> Vec<Repayment> {
        let before = (0..self.instalment()).filter_map(|at| Repayment::of(&self.scene, at, self.loan));
        before.filter(|repayment| !repayment.was_paid()).collect()
    }

    /// What the loan comes to on the day of the payment.
    fn account(&self, of: fn(&Balance) -> Exact) -> Need<Money> {
        if movements(&self.scene, self.loan()).next().is_none() {
            // A return that reports none does not know what is owed.
            let (name, span) = (&self.loan().id.value, self.scene.submission.span.after());
            return Need::missing(vec![Want {
                what: format!("the cash flow of the loan {name}"),
                why: Why::Absent,
                span,
            }]);
        }
        let repaid = |repayment: Repayment| {
            let earlier = repayment.earlier();
            let (amount, places, grounds) = (earlier.amount(), earlier.places(), earlier.grounds());
            Repaid { on: repayment.day(), amount, places, grounds }
        };
        let repaid: Vec<Repaid> = self.before().into_iter().map(repaid).collect();
        Account::on(&self.scene, self.loan, self.day(), &repaid).need(of)
    }

    /// What earlier loans of the agreement take out of the same instalment.
    fn taken(&self) -> Part<Amounts> {
        let (mut members, mut behind) = (Vec::new(), Behind::default());
        let others = (0..self.loan).filter_map(|loan| Repayment::of(&self.scene, self.instalment(), loan));
        for other in others.map(|other| other.earlier()) {
            if !other.is_not_applicable() {
                members.push(Member::worked_out(other.amount(), other.places()));
            }
            behind.grounds.extend(other.grounds());
        }
        Amounts::chosen(members, self.instalment.model().span.after(), behind)
    }
}

impl SubjectType for Repayment {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let (instalments, loans) = (Instalment::all(scene).len(), scene.agreement.loans.len());
        let places = (0..instalments).flat_map(|instalment| (0..loans).map(move |loan| (instalment, loan)));
        places.filter_map(|(instalment, loan)| Repayment::of(scene, instalment, loan)).collect()
    }

    fn subject(&self) -> Subject {
        let (of, loan) = (self.instalment.subject(), self.loan());
        let name = format!("{}, out of {}", loan.name.as_ref().unwrap_or(&loan.id).value, of.name);
        let index = of.index * self.scene.agreement.loans.len() + self.loan;
        Subject { what: "repayment", index, name, also: Vec::new(), within: None, span: loan.id.span }
    }

    fn own_day(&self) -> Option<Date> {
        Some(self.day())
    }
}

/// Declares repayments.
#[must_use]
pub fn declare(table: Table) -> Table {
    let about = "What a loan may be repaid out of an instalment of the reward.";
    table.subject::<Repayment>("repayment", about, JudgedOn::Own, |s| {
        s.field("name", "The loan, and the instalment.", |r: &Repayment| {
            Need::of(Text(r.subject().name), vec![r.loan().id.span])
        })
        .field(
            "was_paid",
            "Whether the instalment was paid already, so that the cash flow says what was repaid.",
            |r| {
                let model = r.instalment.model();
                Need::of(Flag(r.was_paid()), vec![model.paid.as_ref().map_or(model.id.span, |paid| paid.span)])
            },
        )
        .field("paid", "What the instalment comes to.", |r| {
            Need::from_result(r.instalment.amount().map(Money), || r.instalment.places()).behind(r.instalment.behind())
        })
        .field("taken", "What the loans before it in the agreement take out of the same instalment.", Repayment::taken)
        .field("principal", "What of the loan is not repaid by then, without interest.", |r| {
            r.account(|balance| balance.principal.clone())
        })
        .field("interest", "The interest both ways up to then.", |r| r.account(Balance::interest))
        .field("owed", "Principal and interest on that day, less what earlier instalments repay.", |r| {
            r.account(Balance::owed)
        })
        .field("award", "What the award rule decided about it.", |r| AwardVerdict::part(&r.scene, r.subject()))
    })
}
