//! Money of a fund that was paid out.

use std::sync::Arc;

use super::amounts::{Amounts, Member};
use super::earlier::ConditionVerdict;
use super::fund::{Fund, fund_of};
use super::values::{Day, Money, Need, Part, Text, Word, maybe, need};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Entry, Why};
use crate::engine::scene::Scene;
use crate::model::funding::{Release as Model, Row};
use crate::model::names::same_name;
use crate::model::words::MoneyKind;
use crate::source::Span;
use crate::verdict::{Behind, Subject, Want};

/// One release of money.
pub struct Release {
    scene: Arc<Scene>,
    at: usize,
}

impl Release {
    fn model(&self) -> &Model {
        &self.scene.submission.funding.releases[self.at]
    }
}

fn name_of(release: &Model, at: usize) -> String {
    let named = release.of.as_ref().or(release.recipient.as_ref());
    named.map_or_else(|_| format!("release {}", at + 1), |name| name.value.clone())
}

/// How a release counts in a sum: nothing stands against it, or something that is not told may.
type Doubt = Option<Want>;

/// How a release counts when what it is of is told by an entry: one that says something else does not, and one that does not
/// say it may.
fn told(entry: &Entry<String>, what: &str, is_meant: impl Fn(&str) -> bool) -> Result<Doubt, Elsewhere> {
    match entry {
        Ok(name) if is_meant(&name.value) => Ok(None),
        Ok(_) => Err(Elsewhere),
        Err(gap) => Ok(Some(Want { what: what.to_owned(), why: gap.why, span: gap.span })),
    }
}

/// That a release does not count, as it is of something else.
pub struct Elsewhere;

/// The releases of a fund that `doubt` does not leave out, each with why it may not count.
pub fn released(
    scene: &Scene,
    fund: Option<&str>,
    place: Span,
    doubt: impl Fn(&Model) -> Result<Doubt, Elsewhere>,
) -> Part<Amounts> {
    let funding = &scene.submission.funding;
    let (mut members, mut considered) = (Vec::new(), Vec::new());
    for (at, release) in funding.releases.iter().enumerate() {
        let of_fund = match (&release.fund, fund) {
            (Some(of), Some(fund)) if of != fund => continue,
            (Some(_), Some(_)) => None,
            _ => Some(Want { what: "the fund of a release".to_owned(), why: Why::Unreadable, span: release.fund_at }),
        };
        considered.extend([&release.of, &release.recipient].into_iter().flatten().map(|name| name.span));
        let Ok(doubt) = doubt(release) else { continue };
        let member = Member::stated(format!("the amount of {}", name_of(release, at)), &release.amount);
        members.push(match of_fund.or(doubt) {
            Some(want) => member.doubted(want),
            None => member,
        });
    }
    let lost = fund.into_iter().flat_map(|fund| funding.lost_of(Row::Release, fund));
    members.extend(lost.map(|at| lost_member("a release", at)));
    Amounts::chosen(members, place, Behind { considered, grounds: Vec::new() })
}

/// A row that could not be read, as an amount.
pub fn lost_member(what: &str, at: Span) -> Member {
    Member::worked_out(Err(vec![Want { what: what.to_owned(), why: Why::Unreadable, span: at }]), vec![at])
}

/// What was paid out of a fund for a bid. Of a name that another bid of the fund bears as well it cannot be told whose it is.
pub fn released_for(scene: &Scene, bid: usize) -> Part<Amounts> {
    let bids = &scene.submission.funding.bids;
    let own = &bids[bid];
    let others = || bids.iter().enumerate().filter(|(at, other)| *at != bid && other.fund == own.fund);
    released(scene, own.fund.as_deref(), own.span, |release| {
        let doubt = told(&release.of, "what a release is for", |name| own.is_called(name))?;
        let shared = release.of.as_ref().ok().filter(|name| others().any(|(_, other)| other.is_called(&name.value)));
        Ok(doubt.or(shared.map(|name| Want {
            what: format!("the bid of {} that a release is for", name.value),
            why: Why::Undefined("is not told"),
            span: name.span,
        })))
    })
}

/// What was paid out of a fund to a body, for something and of a kind of money where these are told.
pub fn released_to(
    scene: &Scene,
    fund: Option<&str>,
    recipient: &Entry<String>,
    of: &Entry<String>,
    money: &Entry<MoneyKind>,
    place: Span,
) -> Part<Amounts> {
    let bodies = &scene.agreement.bodies;
    let same_body = |one: &str, other: &str| {
        same_name(one, other) || bodies.iter().any(|body| body.is_called(one) && body.is_called(other))
    };
    let unknown = |entry: &Entry<String>, what: &str| {
        entry.as_ref().err().filter(|gap| !gap.why.is_no_value()).map(|gap| Want {
            what: what.to_owned(),
            why: gap.why,
            span: gap.span,
        })
    };
    released(scene, fund, place, |release| {
        let is_other_money = matches!((&release.money, money), (Ok(of), Ok(wanted)) if of.value != wanted.value);
        let to = match recipient {
            Ok(wanted) => {
                told(&release.recipient, "the recipient of a release", |name| same_body(name, &wanted.value))?
            }
            Err(_) => unknown(recipient, "the recipient of what is spent"),
        };
        let what_for = match of {
            Ok(wanted) => told(&release.of, "what a release is for", |name| same_name(name, &wanted.value))?,
            Err(_) => unknown(of, "what is spent for"),
        };
        if is_other_money { Err(Elsewhere) } else { Ok(to.or(what_for)) }
    })
}

impl SubjectType for Release {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.submission.funding.releases.len()).map(|at| Release { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let (model, also) = (self.model(), self.model().recipient.iter().map(|name| name.value.clone()).collect());
        Subject { what: "release", index: self.at, name: name_of(model, self.at), also, within: None, span: model.span }
    }
}

/// Declares releases.
pub fn declare(table: Table) -> Table {
    table.subject::<Release>("release", "Money of a fund that was paid out.", JudgedOn::FirstDay, |s| {
        s.field("name", "What it is for, else who has it.", |r: &Release| {
            let model = r.model();
            let cell = model.of.as_ref().or(model.recipient.as_ref()).map_or(model.span, |name| name.span);
            Need::of(Text(name_of(model, r.at)), vec![cell])
        })
        .field("of_fund", "The fund whose money it is.", |r| -> Result<Part<Fund>, Want> {
            fund_of(&r.scene, r.model().fund.as_deref(), r.model().fund_at)
        })
        .said("fund")
        .field("recipient", "The body that has it.", |r| need(&r.model().recipient, Text))
        .field("amount", "How much.", |r| need(&r.model().amount, Money))
        .field("money", "What it may be spent on.", |r| maybe(&r.model().money, Word))
        .field("released_on", "The day on which it was paid out.", |r| need(&r.model().released_on, Day))
        .said("day of release")
        .field("first_day", "The first day of the agreement.", |r| {
            let day = &r.scene.agreement.term.from;
            Need::of(Day(day.value), vec![day.span])
        })
        .field("end_of_period", "The last day of the return's period.", |r| {
            let period = &r.scene.submission.period;
            Need::of(Day(period.value.end()), vec![period.span])
        })
        .field("protocol_signed", "The day on which the financial protocol was signed.", |r| {
            need(&r.model().protocol_signed, Day)
        })
        .said("day of the signed protocol")
        .field("budget_profiled", "The day on which the profiled budget was given.", |r| {
            need(&r.model().budget_profiled, Day)
        })
        .said("day of the profiled budget")
        .field("budget_day", "The same, where it is told: for rules that can do without.", |r| {
            maybe(&r.model().budget_profiled, Day)
        })
        .said("day of the profiled budget")
        .field("condition", "What the condition rule decided about it.", |r| {
            ConditionVerdict::part(&r.scene, r.subject())
        })
    })
}
