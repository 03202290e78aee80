//! Funds, the bids that are made to them, and the contributions that partners put beside them.

use super::names::{Named, same_name};
use super::words::{BidStatus, ContributionKind};
use crate::document::{Choice, Entry};
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// Money that can be asked for.
#[derive(Debug, Clone)]
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
    /// The whole definition.
    pub span: Span,
}

/// A request for money from a fund.
#[derive(Debug, Clone)]
pub struct Bid {
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
    /// The whole line.
    pub span: Span,
}

/// Money or help that a body puts beside a fund's, or the fund's own, as the papers print both in one table.
#[derive(Debug, Clone)]
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
