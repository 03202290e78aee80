//! A script's syntax: what the parser gives and the lowering takes. Every node has its span; nothing has a type yet.

use crate::number::Exact;
use crate::source::{Span, Spanned};

/// A function of a script.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: Spanned<String>,
    /// Its parameters.
    pub params: Vec<Spanned<String>>,
    /// What it does.
    pub body: Block,
    /// All of it, from `fn` to the closing brace.
    pub span: Span,
}

/// Statements in order. The last gives the block's value.
#[derive(Debug, Clone)]
pub struct Block {
    /// The statements.
    pub statements: Vec<Statement>,
    /// From brace to brace.
    pub span: Span,
}

/// One statement.
#[derive(Debug, Clone)]
pub enum Statement {
    /// `let name = value;`
    Let(Spanned<String>, Expr),
    /// `return value;` with the place of the word.
    Return(Expr, Span),
    /// A value that stands alone, `if` and `switch` among them.
    Value(Expr),
}

/// A value.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands, brackets around it excluded.
    pub span: Span,
}

/// What a value can be.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A literal number.
    Number(Exact),
    /// A literal text.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A text with values in it.
    Template(Vec<Expr>),
    /// A parameter or what a `let` named.
    Name(String),
    /// `of.name`
    Field(Box<Expr>, Spanned<String>),
    /// `name(args)`
    Call(Spanned<String>, Vec<Expr>),
    /// `of.name(args)`
    Method(Box<Expr>, Spanned<String>, Vec<Expr>),
    /// `-x`
    Negative(Box<Expr>),
    /// `!x`
    Not(Box<Expr>),
    /// `+ - * /`
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `< <= > >= == !=`
    Comparison(Comparison, Box<Expr>, Box<Expr>),
    /// `a && b && …`
    All(Vec<Expr>),
    /// `a || b || …`
    Any(Vec<Expr>),
    /// `a ?? b ?? …`
    Otherwise(Vec<Expr>),
    /// `if c { … } else { … }`; an `else if` is an `else` of one statement.
    If(Box<Expr>, Block, Option<Block>),
    /// `switch x { "word" => …, _ => … }`
    Switch(Box<Expr>, Vec<Arm>),
    /// `{ … }`
    Block(Block),
}

/// One arm of a `switch`.
#[derive(Debug, Clone)]
pub struct Arm {
    /// The words that lead to it; none for `_`.
    pub words: Vec<Spanned<String>>,
    /// What it gives.
    pub gives: Block,
    /// Where it begins.
    pub span: Span,
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A comparison of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `==`
    Same,
    /// `!=`
    Different,
}

impl Comparison {
    /// As a rule writes it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
            Comparison::Same => "==",
            Comparison::Different => "!=",
        }
    }

    /// Whether the comparison holds for values in this order.
    #[must_use]
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Less => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::More => order.is_gt(),
            Comparison::AtLeast => order.is_ge(),
            Comparison::Same => order.is_eq(),
            Comparison::Different => order.is_ne(),
        }
    }

    /// Whether it asks for more than sameness.
    #[must_use]
    pub fn is_order(self) -> bool {
        !matches!(self, Comparison::Same | Comparison::Different)
    }
}
