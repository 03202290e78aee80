//! From syntax to the typed form: names are resolved, units fitted, presence proved, paths closed. A mistake is said once.
//!
//! This file lowers functions and statements; `expr` values, `dates` what is calculated with them, `limits` thresholds,
//! `call` calls and verdicts; `scope` is what is known where, `share` what several ways lead to.

mod call;
mod dates;
mod expr;
mod limits;
mod scope;
mod share;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::syntax::{Block, Expr as Syntax, ExprKind as SyntaxKind, Function, Statement};
use super::table::{Table, Ty};
use super::typed::{Expr, ExprKind};
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::Choice;
use crate::pack::thresholds::Thresholds;
use crate::source::{Span, Spanned};
use crate::verdict::Kind;
use scope::{Binding, Scope};
use share::Rest;

/// Something could not be lowered; why was said.
#[derive(Debug)]
pub struct Said;

/// What lowering gives.
type Lowered<T = Expr> = Result<T, Said>;

/// The most nodes of a rule's tree: a function is lowered anew for each call.
const MOST_NODES: usize = 20_000;

/// The most statements on one way through a rule, those of the functions that it calls included.
const MOST_STATEMENTS: usize = 400;

/// What a rule's file and its library offer, and what is wrong with the rule.
pub struct Lowerer<'a> {
    table: &'static Table,
    thresholds: &'a Thresholds,
    functions: &'a BTreeMap<String, &'a Function>,
    lost: &'a BTreeSet<String>,
    kind: Kind,
    /// The functions that are being lowered, outermost first.
    calls: Vec<String>,
    slots: usize,
    /// The most slots that any way needs.
    most_slots: usize,
    /// Questions of the rule's own function whether a value is there: the diagnostic if it always is, none if it once was
    /// not.
    questions: BTreeMap<Span, Option<Diagnostic>>,
    /// The statements that some way leads to.
    reached: BTreeSet<Span>,
    /// The functions of scripts that were called.
    called: BTreeSet<String>,
    nodes: usize,
    /// How many statements deep the way here is.
    depth: usize,
    limits: Vec<usize>,
    problems: Vec<Diagnostic>,
}

/// A rule's function as lowered.
pub struct LoweredRule {
    /// Its tree.
    pub body: Expr,
    /// How many slots it needs.
    pub slots: usize,
    /// The thresholds that it reads.
    pub limits: Vec<usize>,
    /// The functions of scripts that it calls.
    pub called: BTreeSet<String>,
}

/// A rule's function and the functions that it can call.
pub struct Task<'a> {
    /// What the rule decides.
    pub kind: Kind,
    /// What about.
    pub subject: &'static str,
    /// The function that bears the kind's name.
    pub function: &'a Function,
    /// Every other function of its file and of the library.
    pub functions: &'a BTreeMap<String, &'a Function>,
    /// The functions that are there but could not be parsed.
    pub lost: &'a BTreeSet<String>,
}

/// Lowers a rule's function.
///
/// # Errors
/// Everything that is wrong with it, in the order of the script.
pub fn lower(table: &'static Table, thresholds: &Thresholds, task: &Task<'_>) -> Result<LoweredRule, Vec<Diagnostic>> {
    let mut lowerer = Lowerer {
        table,
        thresholds,
        functions: task.functions,
        lost: task.lost,
        kind: task.kind,
        calls: vec![task.function.name.value.clone()],
        slots: 0,
        most_slots: 0,
        questions: BTreeMap::new(),
        reached: BTreeSet::new(),
        called: BTreeSet::new(),
        nodes: 0,
        depth: 0,
        limits: Vec::new(),
        problems: Vec::new(),
    };
    let mut scope = Scope::default();
    if let Some(subject) = task.function.params.first() {
        scope.bind(&subject.value, Binding::Subject(task.subject));
    }
    if let Some(limits) = task.function.params.get(1) {
        scope.bind(&limits.value, Binding::Limits);
    }
    let body = lowerer.body(&task.function.body, scope).and_then(|body| match body.ty {
        Ty::Verdict => Ok(body),
        _ => Err(lowerer.not_a_verdict(&body)),
    });
    if body.is_ok() && lowerer.problems.is_empty() {
        lowerer.unreached(&task.function.body);
    }
    let mut problems = lowerer.problems;
    problems.extend(lowerer.questions.into_values().flatten());
    problems.sort_by(|one, other| one.order().cmp(&other.order()));
    problems.dedup_by(|one, other| one.order() == other.order());
    let (slots, mut limits, called) = (lowerer.most_slots, lowerer.limits, lowerer.called);
    limits.sort_unstable();
    limits.dedup();
    match body {
        Ok(body) if problems.is_empty() => Ok(LoweredRule { body, slots, limits, called }),
        _ => Err(problems),
    }
}

impl Lowerer<'_> {
    fn say(&mut self, diagnostic: Diagnostic) -> Said {
        self.problems.push(diagnostic);
        Said
    }

    fn not_a_verdict(&mut self, body: &Expr) -> Said {
        let words: Vec<&str> = self
            .table
            .endings
            .iter()
            .filter(|ending| ending.kinds.contains(&self.kind))
            .map(|ending| ending.name)
            .collect();
        let headline = format!("the rule gives {} and not a verdict", body.ty);
        let span = last_leaf(body).span;
        let help = format!("end each path with one of {}", crate::document::record::list_of(words));
        self.say(Diagnostic::error("no-verdict", headline).at(span, "gives this").help(help))
    }

    fn node(&mut self, kind: ExprKind, ty: Ty, span: Span) -> Lowered {
        self.step(span)?;
        Ok(Expr { kind, ty, optional: false, span, path: None })
    }

    /// Counts what is lowered: a function is lowered anew for each call.
    fn step(&mut self, span: Span) -> Lowered<()> {
        self.nodes += 1;
        if self.nodes == MOST_NODES {
            let diagnostic =
                Diagnostic::error("rule-too-large", "the rule and the functions that it calls grow too large");
            let help = "split the rule, or call fewer functions that call others";
            return Err(self.say(diagnostic.at(span, "too large by here").help(help)));
        }
        if self.nodes > MOST_NODES { Err(Said) } else { Ok(()) }
    }

    /// The body of a function: every path of it gives a value.
    fn body(&mut self, block: &Block, scope: Scope) -> Lowered {
        self.statements(&block.statements, None, scope, block.span)
    }

    fn statements(&mut self, statements: &[Statement], rest: Option<&Rest<'_>>, scope: Scope, end: Span) -> Lowered {
        self.step(end)?;
        if self.depth == MOST_STATEMENTS {
            return Err(self.too_long(statements.first().map_or(brace(end, end.after()), span_of)));
        }
        self.depth += 1;
        let lowered = self.statement(statements, rest, scope, end);
        self.depth -= 1;
        lowered
    }

    fn too_long(&mut self, at: Span) -> Said {
        let headline = format!("a way through the rule has more than {MOST_STATEMENTS} statements");
        let diagnostic = Diagnostic::error("rule-too-long", headline).at(at, "too many by here");
        self.say(diagnostic.help("split the rule: one file, one rule"))
    }

    /// Notes that a rule asks whether a value is there, and what to say if it always is.
    fn asked(&mut self, value: &Expr, headline: &str, help: &str) {
        if self.calls.len() > 1 {
            return;
        }
        let said = Diagnostic::error("always-present", headline).at(value.span, "cannot be absent").help(help);
        let known = self.questions.entry(value.span).or_insert(Some(said));
        if value.optional {
            *known = None;
        }
    }

    /// Says which statements of a block no way leads to: the first of each run.
    fn unreached(&mut self, block: &Block) {
        for pair in block.statements.windows(2) {
            let (before, next) = (span_of(&pair[0]), span_of(&pair[1]));
            if self.reached.contains(&before) && !self.reached.contains(&next) {
                let diagnostic =
                    Diagnostic::error("unreachable", "this is never reached").at(next, "every way has returned before");
                self.say(diagnostic.help("remove it, or make one of the returns conditional"));
            }
        }
        for statement in &block.statements {
            let Statement::Value(value) = statement else { continue };
            match &value.kind {
                SyntaxKind::If(_, then, otherwise) => {
                    self.unreached(then);
                    if let Some(block) = otherwise {
                        self.unreached(block);
                    }
                }
                SyntaxKind::Switch(_, arms) => {
                    for arm in arms {
                        self.unreached(&arm.gives);
                    }
                }
                SyntaxKind::Block(block) => self.unreached(block),
                _ => {}
            }
        }
    }

    /// Lowers one of several ways: its names take the same slots as those of the others.
    fn way<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> T {
        let slots = self.slots;
        let lowered = lower(self);
        self.slots = slots;
        lowered
    }

    /// A place for the value of a name.
    fn slot(&mut self, name: Span) -> Lowered<usize> {
        self.slots += 1;
        self.most_slots = self.most_slots.max(self.slots);
        match self.slots.cmp(&(MOST_STATEMENTS + 1)) {
            Ordering::Less => Ok(self.slots - 1),
            Ordering::Equal => Err(self.too_long(name)),
            Ordering::Greater => Err(Said),
        }
    }

    fn statement(&mut self, statements: &[Statement], rest: Option<&Rest<'_>>, mut scope: Scope, end: Span) -> Lowered {
        let Some((first, after)) = statements.split_first() else {
            return if let Some(rest) = rest {
                self.go_on(rest, &scope, end)
            } else {
                let at = end.after();
                let headline = "a path through the function gives nothing";
                let diagnostic =
                    Diagnostic::error("path-gives-nothing", headline).at(brace(end, at), "ends here without a value");
                Err(self.say(diagnostic.help("end it with a verdict, or give the `if` an `else`")))
            };
        };
        self.reached.insert(span_of(first));
        match first {
            Statement::Let(name, value) => self.bind(name, value, &mut scope).and_then(|bound| {
                let then = self.statements(after, rest, scope, end);
                self.let_in(bound, then?)
            }),
            Statement::Return(value, _) => {
                if let Some(next) = after.first() {
                    let diagnostic = Diagnostic::error("unreachable", "this is never reached")
                        .at(span_of(next), "the function has returned");
                    self.say(diagnostic.help("remove it, or make the return conditional"));
                }
                self.tail(value, &scope)
            }
            Statement::Value(value) => match (after, rest) {
                ([], None) => self.tail(value, &scope),
                ([], Some(rest @ (Rest::Scout(_) | Rest::Lowered(_)))) => {
                    self.choice_and_rest(value, rest, end, &scope)
                }
                _ => self.choice_and_rest(value, &Rest::Statements(after, rest, &scope), end, &scope),
            },
        }
    }

    /// A value in the place where it ends the function.
    fn tail(&mut self, value: &Syntax, scope: &Scope) -> Lowered {
        self.ways(value, None, scope)
    }

    /// The ways of a choice, each with what follows it, if it does not end the function; else a value that does.
    fn ways(&mut self, value: &Syntax, rest: Option<(&Rest<'_>, Span)>, scope: &Scope) -> Lowered {
        let go = |block: &Block| rest.map_or(block.span, |(_, end)| end);
        let rest_of = rest.map(|(rest, _)| rest);
        match &value.kind {
            SyntaxKind::If(condition, then, otherwise) => {
                let condition = self.condition(condition, scope);
                let (mut yes, mut no) = (scope.clone(), scope.clone());
                if let Ok(condition) = &condition {
                    yes.learn(condition, true);
                    no.learn(condition, false);
                }
                let then = self.way(|it| it.statements(&then.statements, rest_of, yes, go(then)));
                let otherwise = self.way(|it| match otherwise {
                    Some(block) => it.statements(&block.statements, rest_of, no, go(block)),
                    None => it.statements(&[], rest_of, no, go(then_end(value))),
                });
                self.choice(condition?, then?, otherwise?, value.span)
            }
            SyntaxKind::Switch(on, arms) => self.switch(on, arms, scope, value.span, &mut |lowerer, block, scope| {
                lowerer.statements(&block.statements, rest_of, scope, go(block))
            }),
            SyntaxKind::Block(block) => self.statements(&block.statements, rest_of, scope.clone(), go(block)),
            _ if rest.is_none() => self.expr(value, scope),
            _ => {
                let diagnostic = Diagnostic::error("value-thrown-away", "a value is thrown away")
                    .at(value.span, "nothing uses this");
                let _ = self.expr(value, scope);
                Err(self.say(diagnostic.help("write `return` before it, or give it a name with `let`")))
            }
        }
    }

    /// Lowers the value of a `let` and binds its name. An object keeps its path.
    fn bind(&mut self, name: &Spanned<String>, value: &Syntax, scope: &mut Scope) -> Lowered<Option<(usize, Expr)>> {
        self.check_name(name)?;
        if let SyntaxKind::Name(other) = &value.kind
            && let Some(binding @ (Binding::Subject(_) | Binding::Limits)) = scope.get(other)
        {
            let binding = binding.clone();
            scope.bind(&name.value, binding);
            return Ok(None);
        }
        let Ok(value) = self.expr(value, scope) else {
            scope.bind(&name.value, Binding::Broken);
            return Ok(None);
        };
        let slot = self.slot(name.span)?;
        let binding = Binding::Local { slot, ty: value.ty.clone(), optional: value.optional, path: value.path.clone() };
        scope.bind(&name.value, binding);
        Ok(Some((slot, value)))
    }

    fn let_in(&mut self, bound: Option<(usize, Expr)>, then: Expr) -> Lowered {
        let Some((slot, value)) = bound else { return Ok(then) };
        let (ty, span, path, optional) =
            (then.ty.clone(), value.span.to_if_same(then.span), then.path.clone(), then.optional);
        let node = self.node(ExprKind::Let(slot, Box::new(value), Box::new(then)), ty, span)?;
        Ok(Expr { optional, path, ..node })
    }

    /// A name of one's own must not be one of the language's.
    fn check_name(&mut self, name: &Spanned<String>) -> Lowered<()> {
        let taken = self.table.function_named(&name.value).is_some() || self.table.ending_named(&name.value).is_some();
        if !taken && !matches!(name.value.as_str(), "limits" | "present") {
            return Ok(());
        }
        let headline = format!("`{}` is a word of the rules' language", name.value);
        Err(self.say(Diagnostic::error("name-taken", headline).at(name.span, "").help("choose another name")))
    }

    fn unknown(&mut self, code: &str, headline: String, name: &Spanned<String>, known: &[&str]) -> Said {
        let help = match nearest(&name.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "there are none here".to_owned(),
            None => format!("there are {}", crate::document::record::list_of(known.iter().copied())),
        };
        self.say(Diagnostic::error(code, headline).at(name.span, "not known").help(help))
    }
}

impl Span {
    /// The span that holds both, or this one when the other is of another file.
    fn to_if_same(self, other: Span) -> Span {
        if self.source() == other.source() { self.to(other) } else { self }
    }
}

/// The closing brace of a block.
fn brace(block: Span, fallback: Span) -> Span {
    if block.is_empty() { fallback } else { Span::new(block.source(), block.end() - 1, block.end()) }
}

fn then_end(value: &Syntax) -> &Block {
    match &value.kind {
        SyntaxKind::If(_, then, _) => then,
        _ => unreachable!("internal: only asked of an `if`"),
    }
}

fn span_of(statement: &Statement) -> Span {
    match statement {
        Statement::Let(name, value) => name.span.to(value.span),
        Statement::Return(value, word) => word.to(value.span),
        Statement::Value(value) => value.span,
    }
}

/// The value that a tree ends with on its last path.
fn last_leaf(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Let(_, _, then) => last_leaf(then),
        ExprKind::If(_, _, otherwise) => last_leaf(otherwise),
        ExprKind::Switch(_, arms) => arms.last().map_or(expr, |(_, gives)| last_leaf(gives)),
        ExprKind::Shared(rest) => last_leaf(rest),
        _ => expr,
    }
}

/// The kind that a function's name stands for.
#[must_use]
pub fn kind_of(function: &Function) -> Option<Kind> {
    Kind::WORDS.contains(&function.name.value.as_str()).then(|| Kind::from_word(&function.name.value)).flatten()
}

/// A text that many nodes share.
fn shared(text: &str) -> Arc<str> {
    Arc::from(text)
}
