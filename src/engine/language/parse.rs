//! A script into our own syntax tree: cut at its functions, each body parsed by rhai, each node given its exact span.

use rhai::{ASTFlags, Engine, Expr as Tree, FnCallExpr, Position, Stmt, Token};

use super::dialect;
use super::spans::Tokens;
use crate::diagnostic::Diagnostic;
use crate::engine::syntax::{Arithmetic, Arm, Block, Comparison, Expr, ExprKind, Function, Statement};
use crate::number::Exact;
use crate::source::{Source, Span, Spanned};

/// A script as parsed: what could be, and what is wrong with the rest.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// Its functions, in order.
    pub functions: Vec<Function>,
    /// Its `//!` text.
    pub page: Vec<String>,
    /// The names of functions that were left out, so that a call of one is no second mistake.
    pub lost: Vec<String>,
    /// All problems of its syntax.
    pub diagnostics: Vec<Diagnostic>,
}

/// The most bytes a script may have: rhai counts lines and columns in 16 bits.
const MOST_BYTES: usize = 60_000;

/// Stands among the names that were left out where these cannot be told.
pub const ANY: &str = "*";

/// Parses a script. A function with a problem is left out.
#[must_use]
pub fn parse(engine: &Engine, source: &Source) -> Parsed {
    let refuse = |diagnostic| Parsed {
        functions: Vec::new(),
        page: Vec::new(),
        lost: vec![ANY.to_owned()],
        diagnostics: vec![diagnostic],
    };
    let start = source.whole().before();
    if let Some(why) = source.unread() {
        return refuse(Diagnostic::error("script-unreadable", format!("a script is not read: {why}")).at(start, ""));
    }
    if source.text().len() > MOST_BYTES {
        let headline = format!("the script has {} bytes, and {MOST_BYTES} are the most", source.text().len());
        let diagnostic = Diagnostic::error("script-too-long", headline).at(start, "");
        return refuse(diagnostic.help("split it: one file, one rule"));
    }
    let text = source.text().as_bytes();
    if let Some(at) = (0..text.len()).find(|&at| text[at] == b'\r' && text.get(at + 1) != Some(&b'\n')) {
        let diagnostic = Diagnostic::error("lone-carriage-return", "a carriage return stands without a line feed");
        return refuse(diagnostic.at(source.span(at, at + 1), "").help("save the file with ordinary line ends"));
    }
    let tokens = Tokens::lex(engine, source);
    let mut diagnostics = dialect::check(&tokens);
    let clean = |span: Span, diagnostics: &[Diagnostic]| {
        let inside = |at: Span| span.start() <= at.start() && at.end() <= span.end();
        !diagnostics.iter().any(|diagnostic| diagnostic.labels.iter().any(|label| inside(label.span)))
    };
    let (mut functions, mut lost) = (Vec::new(), Vec::new());
    let known = diagnostics.clone();
    for piece in pieces(&tokens, &mut diagnostics) {
        let span = tokens.between(piece.first, piece.last);
        let function = clean(span, &known).then(|| (Converter { tokens: &tokens }).function(engine, &piece));
        match function {
            Some(Ok(function)) => functions.push(function),
            broken => {
                diagnostics.extend(broken.and_then(Result::err).unwrap_or_default());
                lost.push(source.slice(tokens.list[piece.first + 1].span).to_owned());
            }
        }
    }
    diagnostics.sort_by(|one, other| one.order().cmp(&other.order()));
    Parsed { functions, page: tokens.page, lost, diagnostics }
}

/// The tokens of one function.
struct Piece {
    first: usize,
    open: usize,
    last: usize,
}

/// Cuts a script at its top-level functions, and says what stands between them.
fn pieces(tokens: &Tokens<'_>, problems: &mut Vec<Diagnostic>) -> Vec<Piece> {
    let is = |at: usize, token: &Token| tokens.list.get(at).is_some_and(|lexeme| lexeme.token == *token);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.list.len() {
        if is(at, &Token::Fn) {
            let open = (at..tokens.list.len()).find(|&i| is(i, &Token::LeftBrace));
            if let Some((open, last)) = open.and_then(|open| tokens.mate(open).map(|last| (open, last))) {
                found.push(Piece { first: at, open, last });
                at = last + 1;
                continue;
            }
            if tokens.broken_off.is_some() {
                break;
            }
            let span = tokens.list[open.unwrap_or(at)].span;
            problems.push(
                Diagnostic::error("script-syntax", "the function is not closed")
                    .at(span, "opened here")
                    .help("add a }"),
            );
            break;
        }
        let next = (at..tokens.list.len()).find(|&i| is(i, &Token::Fn)).unwrap_or(tokens.list.len());
        let span = tokens.between(at, next - 1);
        let said = problems.iter().any(|problem| {
            problem.labels.iter().any(|label| span.start() <= label.span.start() && label.span.end() <= span.end())
        });
        if !said {
            let diagnostic =
                Diagnostic::error("script-syntax", "something stands outside a function").at(tokens.list[at].span, "");
            problems.push(diagnostic.help("a script holds functions only: `fn check(bid, limits) { … }`"));
        }
        at = next;
    }
    found
}

impl Tokens<'_> {
    /// Whether a token stands outside every bracket.
    #[must_use]
    pub fn at_top(&self, at: usize) -> bool {
        (0..at).all(|i| self.mate(i).is_none_or(|mate| mate < at))
    }
}

type Problems = Vec<Diagnostic>;

/// The words of an arm, and where it begins.
type ArmHead = (Vec<Spanned<String>>, Span);

struct Converter<'t> {
    tokens: &'t Tokens<'t>,
}

impl Converter<'_> {
    fn function(&self, engine: &Engine, piece: &Piece) -> Result<Function, Problems> {
        let (name, params) = self.head(piece)?;
        let open = self.tokens.list[piece.open].span.end();
        let close = self.tokens.list[piece.last].span.start();
        let body = padded(self.tokens.source.text(), open, close);
        let ast = engine.compile(body).map_err(|error| {
            let at = self.tokens.byte(error.position()).unwrap_or(close).clamp(open, close);
            let index = self.tokens.from_byte(at).min(piece.last);
            vec![
                Diagnostic::error("script-syntax", dialect::plain(&error.err_type().to_string()))
                    .at(self.tokens.list[index].span, "here"),
            ]
        })?;
        let span = self.tokens.between(piece.first, piece.last);
        let block = self.tokens.list[piece.open].span.to(self.tokens.list[piece.last].span);
        Ok(Function { name, params, body: self.block(ast.statements(), block)?, span })
    }

    fn head(&self, piece: &Piece) -> Result<(Spanned<String>, Vec<Spanned<String>>), Problems> {
        let head = &self.tokens.list[piece.first..piece.open];
        let mut names = Vec::new();
        let mut expected = "name";
        for lexeme in &head[1..] {
            expected = match (&lexeme.token, expected) {
                (Token::Identifier(name), "name" | "parameter") => {
                    names.push(Spanned::new(name.to_string(), lexeme.span));
                    if expected == "name" { "bracket" } else { "comma" }
                }
                (Token::LeftParen, "bracket") | (Token::Comma, "comma") => "parameter",
                (Token::RightParen, "comma" | "parameter") | (Token::Unit, "bracket") => "body",
                _ => {
                    return Err(self.wrong(
                        lexeme.span,
                        "the head of the function cannot be read",
                        "write `fn check(bid, limits) {`",
                    ));
                }
            };
        }
        if let Some((_, twice)) =
            names.iter().enumerate().skip(1).find(|(at, name)| names[1..*at].iter().any(|n| n.value == name.value))
        {
            return Err(self.wrong(twice.span, "two parameters have one name", "rename one"));
        }
        match names.split_first() {
            Some((name, params)) if expected == "body" => Ok((name.clone(), params.to_vec())),
            _ => Err(self.wrong(
                head[0].span,
                "the head of the function cannot be read",
                "write `fn check(bid, limits) {`",
            )),
        }
    }

    #[expect(clippy::unused_self, reason = "reads like the other makers")]
    fn wrong(&self, span: Span, headline: &str, help: &str) -> Problems {
        vec![Diagnostic::error("script-syntax", headline).at(span, "").help(help)]
    }

    fn outside(&self, span: Span, headline: &str, help: &str) -> Problems {
        self.wrong(span, headline, help)
            .into_iter()
            .map(|d| Diagnostic { code: dialect::OUTSIDE.to_owned(), ..d })
            .collect()
    }

    fn block(&self, statements: &[Stmt], span: Span) -> Result<Block, Problems> {
        let (mut kept, mut problems) = (Vec::new(), Vec::new());
        for statement in statements.iter().filter(|statement| !matches!(statement, Stmt::Noop(_))) {
            match self.statement(statement) {
                Ok(statement) => kept.push(statement),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(Block { statements: kept, span }) } else { Err(problems) }
    }

    fn inner_block(&self, block: &rhai::StmtBlock, fallback: Span) -> Result<Block, Problems> {
        let token = self.tokens.at(block.position());
        let span = match token {
            Some(open) => {
                self.tokens.mate(open).map_or(self.tokens.list[open].span, |close| self.tokens.between(open, close))
            }
            None => fallback,
        };
        self.block(block.statements(), span)
    }

    fn statement(&self, statement: &Stmt) -> Result<Statement, Problems> {
        match statement {
            Stmt::Var(var, _, _) => {
                let name = Spanned::new(var.0.name.to_string(), self.token(var.0.pos));
                Ok(Statement::Let(name, self.expr(&var.1)?))
            }
            Stmt::Return(Some(value), flags, position) if !flags.intersects(ASTFlags::BREAK) => {
                Ok(Statement::Return(self.expr(value)?, self.token(*position)))
            }
            Stmt::Return(_, _, position) => Err(self.wrong(
                self.token(*position),
                "this `return` gives nothing",
                "give a verdict: `return pass();`",
            )),
            Stmt::Expr(value) => Ok(Statement::Value(self.expr(value)?)),
            Stmt::FnCall(call, position) => Ok(Statement::Value(self.call(call, *position)?)),
            Stmt::If(flow, position) => {
                let at = self.token(*position);
                let condition = self.expr(&flow.expr)?;
                let then = self.inner_block(&flow.body, at)?;
                let last = if flow.branch.is_empty() { None } else { Some(self.else_block(&flow.branch, at)?) };
                let span = self.join(at, last.as_ref().map_or(then.span, |block| block.span));
                let kind = ExprKind::If(Box::new(condition), then, last);
                Ok(Statement::Value(Expr { kind, span }))
            }
            Stmt::Switch(switch, position) => Ok(Statement::Value(self.switch(&switch.0, &switch.1, *position)?)),
            Stmt::Block(block) => {
                let block = self.inner_block(block, self.token(block.position()))?;
                Ok(Statement::Value(Expr { span: block.span, kind: ExprKind::Block(block) }))
            }
            other => Err(self.outside(
                self.token(other.position()),
                "this is not in the rules' dialect",
                "see the README for how a rule is written",
            )),
        }
    }

    /// The block behind `else`; an `else if` has no braces of its own.
    fn else_block(&self, block: &rhai::StmtBlock, fallback: Span) -> Result<Block, Problems> {
        let mut block = self.inner_block(block, fallback)?;
        if let [Statement::Value(only)] = block.statements.as_slice() {
            block.span = self.join(block.span, only.span);
        }
        Ok(block)
    }

    fn switch(&self, on: &Tree, cases: &rhai::SwitchCasesCollection, position: Position) -> Result<Expr, Problems> {
        let at = self.tokens.at(position).unwrap_or_default();
        let on = self.expr(on)?;
        let open = self.tokens.from_byte(on.span.end());
        let open =
            (open..self.tokens.list.len()).find(|&i| self.tokens.list[i].token == Token::LeftBrace).unwrap_or(open);
        let close = self.tokens.mate(open).unwrap_or(open);
        let mut arms = Vec::new();
        for case in &cases.expressions {
            let value = self.expr(&case.rhs)?;
            let arrow = self.arrow_before(value.span);
            let (words, span) = self.arm_head(arrow)?;
            let gives = match value.kind {
                ExprKind::Block(block) => block,
                _ => Block { span: value.span, statements: vec![Statement::Value(value)] },
            };
            arms.push(Arm { words, gives, span });
        }
        Ok(Expr { kind: ExprKind::Switch(Box::new(on), arms), span: self.tokens.between(at, close) })
    }

    /// The `=>` in front of an arm's value: only brackets stand between.
    fn arrow_before(&self, value: Span) -> usize {
        let first = self.tokens.from_byte(value.start());
        (0..first).rev().find(|&at| self.tokens.list[at].token == Token::DoubleArrow).unwrap_or_default()
    }

    /// The words in front of an arm's `=>`, from the tokens: rhai's tree keeps only their hashes.
    fn arm_head(&self, arrow: usize) -> Result<ArmHead, Problems> {
        let mut words = Vec::new();
        let mut at = arrow;
        loop {
            at = at.saturating_sub(1);
            let lexeme = &self.tokens.list[at];
            match &lexeme.token {
                Token::StringConstant(word) => words.push(Spanned::new(word.to_string(), lexeme.span)),
                Token::Underscore => {}
                _ => return Err(self.odd_arm(arrow, at)),
            }
            if at == 0 || self.tokens.list[at - 1].token != Token::Pipe {
                break;
            }
            at -= 1;
        }
        words.reverse();
        Ok((words, self.tokens.list[at].span))
    }

    /// Why an arm is not one: it has a condition, or chooses by something other than words.
    fn odd_arm(&self, arrow: usize, odd: usize) -> Problems {
        let border =
            |at: &usize| matches!(self.tokens.list[*at].token, Token::Comma | Token::LeftBrace | Token::DoubleArrow);
        let head = (0..arrow).rev().take_while(|at| !border(at));
        if let Some(at) = head.into_iter().find(|&at| self.tokens.list[at].token == Token::If) {
            let help = "put the condition into the arm: `=> if …`";
            self.outside(self.tokens.list[at].span, "an arm has no `if`", help)
        } else {
            let help = "compare numbers with `if` and < <= > >=";
            self.outside(self.tokens.list[odd].span, "a switch chooses by words", help)
        }
    }

    fn expr(&self, tree: &Tree) -> Result<Expr, Problems> {
        let span = self.token(tree.position());
        let leaf = |kind| Ok(Expr { kind, span });
        match tree {
            Tree::BoolConstant(flag, _) => leaf(ExprKind::Flag(*flag)),
            Tree::StringConstant(text, _) => leaf(ExprKind::Text(text.to_string())),
            Tree::DynamicConstant(_, _) => match Exact::read(self.tokens.source.slice(span)) {
                Ok(number) => leaf(ExprKind::Number(number)),
                Err(_) => Err(self.outside(span, "this is not a number", "put numbers in thresholds.yaml")),
            },
            Tree::Variable(variable, _, _) => leaf(ExprKind::Name(variable.1.to_string())),
            Tree::InterpolatedString(parts, position) => self.template(parts, *position),
            Tree::And(parts, _) => self.chain(parts, ExprKind::All),
            Tree::Or(parts, _) => self.chain(parts, ExprKind::Any),
            Tree::Coalesce(parts, _) => self.chain(parts, ExprKind::Otherwise),
            Tree::FnCall(call, position) => self.call(call, *position),
            Tree::Dot(pair, _, _) => {
                let base = self.expr(&pair.lhs)?;
                self.dotted(base, &pair.rhs)
            }
            Tree::Stmt(block) => {
                let inner = self.inner_block(block, span)?;
                match <[Statement; 1]>::try_from(inner.statements) {
                    Ok([Statement::Value(only)]) => Ok(only),
                    Ok(statements) => leaf(ExprKind::Block(Block { statements: statements.into(), span: inner.span })),
                    Err(statements) => {
                        Ok(Expr { kind: ExprKind::Block(Block { statements, span: inner.span }), span: inner.span })
                    }
                }
            }
            Tree::Unit(_) => {
                Err(self.wrong(span, "`()` is no value", "ask with `present(x)` whether a field is given"))
            }
            _ => {
                Err(self.outside(span, "this is not in the rules' dialect", "see the README for how a rule is written"))
            }
        }
    }

    fn exprs<'e>(&self, trees: impl IntoIterator<Item = &'e Tree>) -> Result<Vec<Expr>, Problems> {
        trees.into_iter().map(|tree| self.expr(tree)).collect()
    }

    fn chain(&self, parts: &[Tree], kind: fn(Vec<Expr>) -> ExprKind) -> Result<Expr, Problems> {
        let parts = self.exprs(parts)?;
        let span = self.join(parts[0].span, parts[parts.len() - 1].span);
        Ok(Expr { kind: kind(parts), span })
    }

    fn template(&self, parts: &[Tree], position: Position) -> Result<Expr, Problems> {
        let first = self.tokens.at(position).unwrap_or_default();
        let last = self.tokens.mate(first).unwrap_or(first);
        Ok(Expr { kind: ExprKind::Template(self.exprs(parts)?), span: self.tokens.between(first, last) })
    }

    fn dotted(&self, base: Expr, tree: &Tree) -> Result<Expr, Problems> {
        match tree {
            Tree::Property(names, position) => {
                let name = Spanned::new(names.2.to_string(), self.token(*position));
                let span = self.join(base.span, name.span);
                Ok(Expr { kind: ExprKind::Field(Box::new(base), name), span })
            }
            Tree::MethodCall(call, position) => {
                let name = Spanned::new(call.name.to_string(), self.token(*position));
                let span = self.join(base.span, self.to_closing_bracket(*position));
                Ok(Expr { kind: ExprKind::Method(Box::new(base), name, self.exprs(call.args.iter())?), span })
            }
            Tree::Dot(pair, _, _) => {
                let base = self.dotted(base, &pair.lhs)?;
                self.dotted(base, &pair.rhs)
            }
            other => Err(self.outside(
                self.token(other.position()),
                "this cannot stand behind a point",
                "write a field or a method",
            )),
        }
    }

    fn call(&self, call: &FnCallExpr, position: Position) -> Result<Expr, Problems> {
        let mut args = self.exprs(call.args.iter())?;
        let name = Spanned::new(call.name.to_string(), self.token(position));
        if call.capture_parent_scope {
            return Err(self.outside(name.span, "a call has no `!`", "give the function what it needs as values"));
        }
        if call.op_token.is_none() {
            let span = self.to_closing_bracket(position);
            return Ok(Expr { kind: ExprKind::Call(name, args), span });
        }
        let (Some(last), first) = (args.pop(), args.pop()) else {
            return Err(self.outside(
                name.span,
                "this is not in the rules' dialect",
                "see the README for how a rule is written",
            ));
        };
        let span = self.join(first.as_ref().map_or(name.span, |first| first.span), last.span);
        let last = Box::new(last);
        let kind = match (first.map(Box::new), operator(&name.value)) {
            (Some(first), Some(Operator::Arithmetic(op))) => ExprKind::Arithmetic(op, first, last),
            (Some(first), Some(Operator::Comparison(op))) => ExprKind::Comparison(op, first, last),
            (None, _) if name.value == "!" => ExprKind::Not(last),
            (None, _) if name.value == "-" => ExprKind::Negative(last),
            _ => {
                return Err(self.outside(
                    name.span,
                    "this is not in the rules' dialect",
                    "see the README for how a rule is written",
                ));
            }
        };
        Ok(Expr { kind, span })
    }

    fn token(&self, position: Position) -> Span {
        let index = self.tokens.at(position);
        let index = index.or_else(|| self.tokens.byte(position).map(|byte| self.tokens.from_byte(byte)));
        self.tokens.list[index.unwrap_or_default().min(self.tokens.list.len() - 1)].span
    }

    /// From a name to the bracket that closes its arguments.
    fn to_closing_bracket(&self, position: Position) -> Span {
        let name = self.tokens.at(position).unwrap_or_default();
        let last = self.tokens.mate(name + 1).unwrap_or(name + 1).min(self.tokens.list.len() - 1);
        self.tokens.between(name, last)
    }

    /// The span that holds both, with the brackets that stand between them.
    fn join(&self, one: Span, other: Span) -> Span {
        let both = one.to(other);
        let first = self.tokens.from_byte(both.start());
        let last = self.tokens.from_byte(both.end()).saturating_sub(1).max(first);
        self.tokens.between(first, last)
    }
}

enum Operator {
    Arithmetic(Arithmetic),
    Comparison(Comparison),
}

fn operator(name: &str) -> Option<Operator> {
    Some(match name {
        "+" => Operator::Arithmetic(Arithmetic::Add),
        "-" => Operator::Arithmetic(Arithmetic::Subtract),
        "*" => Operator::Arithmetic(Arithmetic::Multiply),
        "/" => Operator::Arithmetic(Arithmetic::Divide),
        "<" => Operator::Comparison(Comparison::Less),
        "<=" => Operator::Comparison(Comparison::AtMost),
        ">" => Operator::Comparison(Comparison::More),
        ">=" => Operator::Comparison(Comparison::AtLeast),
        "==" => Operator::Comparison(Comparison::Same),
        "!=" => Operator::Comparison(Comparison::Different),
        _ => return None,
    })
}

/// The text of `open..end` with everything before it made blank, so that rhai's lines and columns are those of the file.
fn padded(text: &str, open: usize, end: usize) -> String {
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    text[..open].chars().map(blank).chain(text[open..end.max(open)].chars()).collect()
}
