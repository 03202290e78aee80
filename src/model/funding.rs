//! Funds, the bids that are made to them, the contributions that partners put beside them, and what is released and spent.

use jiff::civil::Date;

use super::names::{Named, same_name};
use super::period::Period;
use super::words::{Basis, BidStatus, Certainty, ContributionKind, CostKind, MoneyKind, OnlyFor};
use crate::document::{Choice, Entry};
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// Money that can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Fund {
    /// Its short name, which returns use.
    pub id: Spanned<String>,
    /// What it is called.
    pub name: Entry<String>,
    /// The body whose money it is.
    pub holder: Entry<String>,
    /// The names under which this fund's own money is printed among contributions, beside the holder's own name. Another
    /// name of the holder is the holder's money out of another budget.
    pub printed_as: Vec<Spanned<String>>,
    /// The most it can give, where it has a ceiling.
    pub ceiling: Entry<Exact>,
    /// Words that kinds of contribution are printed as.
    pub kinds: Vec<(ContributionKind, Named)>,
    /// Whose its money is to spend.
    pub basis: Entry<Basis>,
    /// What its money may be spent on, where it is of one kind.
    pub money: Entry<MoneyKind>,
    /// What alone it may pay for.
    pub only_for: Entry<OnlyFor>,
    /// The place that alone it is for.
    pub place: Entry<String>,
    /// The purpose that alone it is for.
    pub purpose: Entry<String>,
    /// The fund whose money this is, if that is not all spent: its id.
    pub underspend_of: Entry<String>,
    /// The whole definition.
    pub span: Span,
}

/// What a return says of money.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Funding {
    /// What is asked for.
    pub bids: Vec<Bid>,
    /// What is put together.
    pub contributions: Vec<Contribution>,
    /// What was paid out.
    pub releases: Vec<Release>,
    /// What was spent.
    pub spending: Vec<Spending>,
    /// Bids, releases and spending that could not be read: there may have been any.
    pub lost: Vec<Lost>,
}

/// What a row about money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A bid.
    Bid,
    /// A release.
    Release,
    /// What a recipient spends.
    Spending,
}

/// Rows that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// What they are.
    pub row: Row,
    /// The fund they are of; none where it may be any.
    pub fund: Option<String>,
    /// Where they stand.
    pub at: Span,
}

/// A request for money from a fund.
#[derive(Debug, Clone, PartialEq)]
pub struct Bid {
    /// The fund that it asks: none where that is none of the agreement's.
    pub fund: Option<String>,
    /// Where the return says so.
    pub fund_at: Span,
    /// The reward target or targets that it is for, as printed.
    pub reward_target: Entry<String>,
    /// The block, as printed.
    pub block: Entry<String>,
    /// What it is for.
    pub title: Entry<String>,
    /// The sum that its line states.
    pub total: Entry<Exact>,
    /// The years of its profile, in order, each under the name of its column.
    pub years: Vec<(String, Entry<Exact>)>,
    /// How far it has come.
    pub status: Entry<BidStatus>,
    /// The options that it is one of, only one of which will be granted: those with the same word.
    pub option_of: Entry<String>,
    /// What the money may be spent on.
    pub money: Entry<MoneyKind>,
    /// What it asks to have paid.
    pub costs: Entry<Vec<CostKind>>,
    /// The place that it is for.
    pub place: Entry<String>,
    /// The purpose that it is for.
    pub purpose: Entry<String>,
    /// How much of its total it shares with another bid.
    pub shared_amount: Entry<Exact>,
    /// The bid that it shares this with: its reward target, its title or its block.
    pub shared_with: Entry<String>,
    /// The whole line.
    pub span: Span,
}

/// Money or help that a body puts beside a fund's, or the fund's own, as the papers print both in one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The fund it belongs to.
    pub fund: String,
    /// Where the return says so; none of a line that could not be read.
    pub fund_at: Option<Span>,
    /// The block, as printed.
    pub block: Entry<String>,
    /// Who gives, as printed.
    pub contributor: Entry<String>,
    /// How much.
    pub amount: Entry<Exact>,
    /// What it consists of: several when the print leaves it open.
    pub kinds: Entry<Vec<ContributionKind>>,
    /// How sure it is.
    pub certainty: Entry<Certainty>,
    /// The financial year that it is for.
    pub year: Entry<Period>,
    /// The place that alone it is for.
    pub place: Entry<String>,
    /// The purpose that alone it is for.
    pub purpose: Entry<String>,
    /// The whole line.
    pub span: Span,
}

/// Money of a fund that was paid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// The fund: none where that is none of the agreement's.
    pub fund: Option<String>,
    /// Where the return says so.
    pub fund_at: Span,
    /// What it is for: the reward target or the title of a bid.
    pub of: Entry<String>,
    /// The body that has it, and is liable for what is spent above it.
    pub recipient: Entry<String>,
    /// How much.
    pub amount: Entry<Exact>,
    /// What it may be spent on.
    pub money: Entry<MoneyKind>,
    /// The day on which it was paid out.
    pub released_on: Entry<Date>,
    /// The day on which the financial protocol was signed.
    pub protocol_signed: Entry<Date>,
    /// The day on which the profiled budget was given.
    pub budget_profiled: Entry<Date>,
    /// The whole line.
    pub span: Span,
}

/// What a recipient spends of a fund's money in a financial year.
#[derive(Debug, Clone, PartialEq)]
pub struct Spending {
    /// The fund: none where that is none of the agreement's.
    pub fund: Option<String>,
    /// Where the return says so.
    pub fund_at: Span,
    /// What it is for: the reward target or the title of a bid.
    pub of: Entry<String>,
    /// The body that spends it.
    pub recipient: Entry<String>,
    /// What its profile has from the beginning of the year to the end of the period.
    pub profiled: Entry<Exact>,
    /// What was spent in that time.
    pub actual: Entry<Exact>,
    /// What its profile has for the whole year.
    pub budget: Entry<Exact>,
    /// What will have been spent by the end of the year.
    pub forecast: Entry<Exact>,
    /// What it may be spent on.
    pub money: Entry<MoneyKind>,
    /// What is said about it.
    pub note: Entry<String>,
    /// The whole line.
    pub span: Span,
}

/// Whose money a contribution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giver {
    /// The fund's own.
    Fund,
    /// The fund's holder, but from another budget.
    HolderElsewhere,
    /// A partner's.
    Partner,
    /// It is not told who gives it.
    Unknown,
}

impl Fund {
    /// Whose money a contribution of this name is. Any other name is a partner's: of one that is none of the agreement's
    /// bodies intake makes a gap.
    #[must_use]
    pub fn giver(&self, contributor: &Entry<String>, bodies: &[Named]) -> Giver {
        let Ok(Spanned { value: contributor, .. }) = contributor else { return Giver::Unknown };
        let holder = self.holder.as_ref().map(|holder| holder.value.as_str()).unwrap_or_default();
        let is_own = self.printed_as.iter().any(|name| same_name(&name.value, contributor));
        if is_own || same_name(holder, contributor) {
            return Giver::Fund;
        }
        let body = bodies.iter().find(|body| body.is_called(contributor));
        if body.is_some_and(|body| body.is_called(holder)) { Giver::HolderElsewhere } else { Giver::Partner }
    }

    /// The kinds that a printed word may mean: `aligned / in kind` may mean either. None when it means none.
    #[must_use]
    pub fn kinds_printed_as(&self, text: &str) -> Option<Vec<ContributionKind>> {
        let one = |word: &str| {
            let declared = self.kinds.iter().find(|(_, named)| named.is_called(word.trim())).map(|&(kind, _)| kind);
            declared.or_else(|| ContributionKind::from_word(word.trim()))
        };
        text.split('/').map(one).collect()
    }
}

impl Contribution {
    /// Whether it counts, when only some kinds count; none when the print does not tell.
    #[must_use]
    pub fn counts(&self, counted: impl Fn(ContributionKind) -> bool) -> Option<bool> {
        let kinds = &self.kinds.as_ref().ok()?.value;
        match (kinds.iter().all(|&kind| counted(kind)), kinds.iter().any(|&kind| counted(kind))) {
            (true, _) => Some(true),
            (_, false) => Some(false),
            (false, true) => None,
        }
    }
}

impl Bid {
    /// Whether a printed name means this: its reward target or its title.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        [&self.reward_target, &self.title].into_iter().flatten().any(|own| same_name(&own.value, name))
    }

    fn figures(&self) -> impl Iterator<Item = &Entry<Exact>> {
        self.years.iter().map(|(_, amount)| amount).chain([&self.total, &self.shared_amount])
    }

    fn figures_mut(&mut self) -> impl Iterator<Item = &mut Entry<Exact>> {
        self.years.iter_mut().map(|(_, amount)| amount).chain([&mut self.total, &mut self.shared_amount])
    }
}

impl Funding {
    /// All figures.
    pub fn figures(&self) -> impl Iterator<Item = &Entry<Exact>> {
        let bids = self.bids.iter().flat_map(Bid::figures);
        let given = self.contributions.iter().map(|line| &line.amount);
        let released = self.releases.iter().map(|line| &line.amount);
        let spent = self.spending.iter();
        let spent = spent.flat_map(|line| [&line.profiled, &line.actual, &line.budget, &line.forecast]);
        bids.chain(given).chain(released).chain(spent)
    }

    /// All figures, to put another in place of one.
    pub fn figures_mut(&mut self) -> impl Iterator<Item = &mut Entry<Exact>> {
        let bids = self.bids.iter_mut().flat_map(Bid::figures_mut);
        let given = self.contributions.iter_mut().map(|line| &mut line.amount);
        let released = self.releases.iter_mut().map(|line| &mut line.amount);
        let spent = self.spending.iter_mut();
        let spent = spent.flat_map(|line| [&mut line.profiled, &mut line.actual, &mut line.budget, &mut line.forecast]);
        bids.chain(given).chain(released).chain(spent)
    }

    /// Where rows of a kind that may be of a fund could not be read.
    pub fn lost_of(&self, row: Row, fund: &str) -> impl Iterator<Item = Span> {
        let may_be = move |lost: &&Lost| lost.row == row && lost.fund.as_ref().is_none_or(|of| of == fund);
        self.lost.iter().filter(may_be).map(|lost| lost.at)
    }
}
