//! The typed form: what a rule means. Every node has its type and its span; this tree is what is evaluated.
//!
//! A rule is a decision tree: `if c { return A } rest` is `If(c, A, rest)`, each leaf a verdict. A function of `lib/` is
//! lowered anew for the types of each call, so that no function has a declared type.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::syntax::{Arithmetic, Comparison};
use super::table::{Does, Ends, Field, Ty};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Kind, Tells};

/// A rule that can be run.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id: the file's stem.
    pub id: Arc<str>,
    /// What it decides.
    pub kind: Kind,
    /// What about: the name of a subject in the table.
    pub subject: &'static str,
    /// Its `//!` text.
    pub page: Vec<String>,
    /// What it does.
    pub body: Expr,
    /// How many slots its names take.
    pub slots: usize,
    /// The thresholds that it reads, as indices.
    pub limits: Vec<usize>,
    /// The functions of scripts that it calls.
    pub called: BTreeSet<String>,
    /// A digest of its script and of the functions of `lib/` that it calls: the same for the same texts.
    pub written: Arc<str>,
    /// Its function's name in the script.
    pub at: Span,
}

/// A value.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Ty,
    /// Whether it may be absent.
    pub optional: bool,
    /// Where it stands.
    pub span: Span,
    /// The path of a field, as it is recorded: `bid.years.sum`.
    pub path: Option<Arc<str>>,
}

/// What a value can be.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A literal number.
    Number(Exact),
    /// `true` or `false`.
    Flag(bool),
    /// A literal text or word.
    Text(Arc<str>),
    /// What a `let` or a parameter named: where it is kept, and its name.
    Local(usize, Arc<str>),
    /// The subject.
    Subject,
    /// A field, or a method with its arguments.
    Read(Box<Expr>, Arc<Field>, Vec<Expr>),
    /// A threshold, by its index.
    Limit(usize),
    /// A threshold on a day, by its index.
    LimitOn(usize, Box<Expr>),
    /// `!x`
    Not(Box<Expr>),
    /// `-x`
    Negative(Box<Expr>),
    /// `+ - * /`, of numbers; `+ -` also of a date and days, `-` of two dates.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `< <= > >= == !=` of numbers, or of dates.
    Order(Comparison, Box<Expr>, Box<Expr>),
    /// Whether two texts, words or flags are the same; or, with `false`, are not.
    Same(bool, Box<Expr>, Box<Expr>),
    /// `&&`
    All(Vec<Expr>),
    /// `||`
    Any(Vec<Expr>),
    /// `??`
    Otherwise(Vec<Expr>),
    /// `present(x)`
    Present(Box<Expr>),
    /// A function of the table.
    Apply(Does, Vec<Expr>),
    /// A text with values in it.
    Template(Vec<Expr>),
    /// A value with a name, and what follows.
    Let(usize, Box<Expr>, Box<Expr>),
    /// A choice.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A choice by words; an arm without words takes all others.
    Switch(Box<Expr>, Vec<(Vec<Arc<str>>, Expr)>),
    /// What follows a choice, where several ways lead to it: lowered once, and the same node on each way.
    Shared(Arc<Expr>),
    /// A word that ends the rule.
    End(Ends, Vec<Expr>),
    /// A verdict with a label on a field.
    At(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A verdict with advice.
    Help(Box<Expr>, Box<Expr>),
    /// A verdict with a number that it tells; an optional one that is not given is not told.
    Told(Tells, Box<Expr>, Box<Expr>),
}
