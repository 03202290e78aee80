//! Why a finding is accepted: who accepted it, for which figures, and until when.

use jiff::civil::Date;

use super::period::Period;
use crate::source::{Span, Spanned};

/// One explanation of one finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The rule whose finding it is.
    pub rule: Spanned<String>,
    /// What the finding is about: a subject's name.
    pub subject: Spanned<String>,
    /// What kind of subject, where the name alone does not tell.
    pub what: Option<Spanned<String>>,
    /// What was accepted: the values that the rule read, as [`crate::verdict::Judgement::value`] gives them.
    pub value: Spanned<String>,
    /// Why.
    pub why: Spanned<String>,
    /// Who accepted it.
    pub body: Option<Spanned<String>>,
    /// When.
    pub date: Option<Spanned<Date>>,
    /// The last day on which it holds.
    pub until: Option<Spanned<Date>>,
    /// The one return that it concerns; else every return that it is read for.
    pub period: Option<Spanned<Period>>,
    /// The whole of it.
    pub span: Span,
}
