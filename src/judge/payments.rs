//! When the reward is paid and where it goes: reward → loans → partners; and what loans stand at.

use std::sync::Arc;

use super::reward::{award, award_of, wanted};
use crate::engine::scene::Scene;
use crate::engine::table::SubjectType;
use crate::engine::table::instalment::Instalment;
use crate::engine::table::loan::Loan;
use crate::engine::table::portion::portion_index;
use crate::engine::table::repayment::Repayment;
use crate::model::loan::Balance;
use crate::model::words::MoneyKind;
use crate::number::Exact;
use crate::verdict::Judgement;
use crate::verdict::money::{LoanLine, OwedLine, PaymentLine, RepaymentLine};

/// Every payment, in the order of time.
pub fn payments(scene: &Arc<Scene>, judgements: &[Arc<Judgement>]) -> Vec<PaymentLine> {
    let repayments = Repayment::all(scene);
    let of_one = |instalment: &Instalment| {
        let at = instalment.index();
        let out_of_it = repayments.iter().filter(|repayment| repayment.instalment() == at);
        payment(instalment, out_of_it.map(|one| repayment(one, judgements)).collect(), judgements)
    };
    Instalment::all(scene).iter().map(of_one).collect()
}

fn payment(instalment: &Instalment, repayments: Vec<RepaymentLine>, judgements: &[Arc<Judgement>]) -> PaymentLine {
    let model = instalment.model();
    let awarded = award_of(award(judgements, "instalment", instalment.index()));
    let paid = model.paid.as_ref().ok().map(|paid| paid.value.clone());
    let was_paid = paid.is_some();
    let amount = paid.or(awarded.amount);
    let portion = |money: MoneyKind| award_of(award(judgements, "portion", portion_index(instalment, money))).amount;
    let taken: Option<Exact> = repayments.iter().map(|repayment| repayment.amount.clone()).sum();
    let left = amount.as_ref().zip(taken).filter(|_| !repayments.is_empty()).map(|(amount, taken)| amount - &taken);
    PaymentLine {
        name: model.id.value.clone(),
        on: model.on.value,
        was_paid,
        capital: portion(MoneyKind::Capital),
        revenue: portion(MoneyKind::Revenue),
        repayments,
        left,
        because: if amount.as_ref().is_some_and(|amount| !amount.is_zero()) { String::new() } else { awarded.because },
        amount,
    }
}

fn repayment(repayment: &Repayment, judgements: &[Arc<Judgement>]) -> RepaymentLine {
    let awarded = award_of(award(judgements, "repayment", repayment.subject().index));
    let loan = repayment.loan();
    RepaymentLine {
        loan: loan.name.as_ref().unwrap_or(&loan.id).value.clone(),
        amount: awarded.amount,
        because: awarded.because,
    }
}

/// Every loan that the return reports movements of, as it stands on the return's last day.
pub fn loans(scene: &Arc<Scene>) -> Vec<LoanLine> {
    let line = |loan: &Loan| {
        let (name, on) = (loan.subject().name, loan.day());
        match loan.account().balance {
            Ok(balance) => LoanLine { name, on, owed: Some(owed(balance)), because: String::new(), missing_at: None },
            Err(wants) => LoanLine {
                name,
                on,
                owed: None,
                because: wanted(&wants),
                missing_at: wants.first().map(|want| want.span),
            },
        }
    };
    Loan::all(scene).iter().map(line).collect()
}

fn owed(balance: Balance) -> OwedLine {
    OwedLine {
        in_all: balance.owed(),
        principal: balance.principal,
        interest_on_spending: balance.interest_on_spending,
        interest_on_receipts: balance.interest_on_receipts,
    }
}
