//! Values: names, fields, arithmetic, comparisons, choices.

use std::sync::Arc;

use super::scope::{Binding, Scope};
use super::{Lowered, Lowerer, Said, shared};
use crate::diagnostic::Diagnostic;
use crate::document::Choice;
use crate::document::record::{list_of, not_in_list};
use crate::engine::syntax::{Arithmetic, Arm, Block, Comparison, Expr as Syntax, ExprKind as SyntaxKind, Statement};
use crate::engine::table::{Ty, Words};
use crate::engine::typed::{Expr, ExprKind};
use crate::engine::units::Unit;
use crate::source::{Span, Spanned};
use crate::verdict::Kind;

impl Lowerer<'_> {
    /// A value, which may be optional: as far as it has not been asked for on the way here.
    pub(super) fn expr(&mut self, syntax: &Syntax, scope: &Scope) -> Lowered {
        let value = self.value(syntax, scope)?;
        Ok(Expr { optional: scope.is_open(&value), ..value })
    }

    fn value(&mut self, syntax: &Syntax, scope: &Scope) -> Lowered {
        let span = syntax.span;
        match &syntax.kind {
            SyntaxKind::Number(number) => {
                let unit = if number.is_zero() { Unit::Zero } else { Unit::Pure };
                self.node(ExprKind::Number(number.clone()), Ty::Number(unit), span)
            }
            SyntaxKind::Text(text) if text.contains("${") => {
                let diagnostic = Diagnostic::error(
                    "not-a-template",
                    "a text in double quotes is taken as it stands, with its `${…}`",
                );
                Err(self.say(diagnostic.at(span, "not filled in").help("write it between backticks: `… ${x} …`")))
            }
            SyntaxKind::Text(text) => self.node(ExprKind::Text(shared(text)), Ty::Text, span),
            SyntaxKind::Flag(flag) => self.node(ExprKind::Flag(*flag), Ty::Flag, span),
            SyntaxKind::Template(parts) => self.template(parts, scope, span),
            SyntaxKind::Name(name) => self.name(&Spanned::new(name.clone(), span), scope),
            SyntaxKind::Field(of, name) => self.field(of, name, None, scope, span),
            SyntaxKind::Method(of, name, args) => self.method(of, name, args, scope, span),
            SyntaxKind::Call(name, args) => self.call(name, args, scope, span),
            SyntaxKind::Negative(value) => {
                let value = self.number(value, scope)?;
                let ty = value.ty.clone();
                self.node(ExprKind::Negative(Box::new(value)), ty, span)
            }
            SyntaxKind::Not(value) => {
                let value = self.condition(value, scope)?;
                self.node(ExprKind::Not(Box::new(value)), Ty::Flag, span)
            }
            SyntaxKind::Arithmetic(op, one, other) => self.arithmetic(*op, one, other, scope, span),
            SyntaxKind::Comparison(op, one, other) => self.comparison(*op, one, other, scope, span),
            SyntaxKind::All(parts) => self.conditions(parts, scope, true, span),
            SyntaxKind::Any(parts) => self.conditions(parts, scope, false, span),
            SyntaxKind::Otherwise(parts) => self.otherwise(parts, scope, span),
            SyntaxKind::If(condition, then, otherwise) => {
                self.if_value(condition, then, otherwise.as_ref(), scope, span)
            }
            SyntaxKind::Switch(on, arms) => {
                self.switch(on, arms, scope, span, &mut |lowerer, block, scope| lowerer.value_block(block, scope))
            }
            SyntaxKind::Block(block) => self.value_block(block, scope.clone()),
        }
    }

    /// A value that is there: an optional one must have been asked for.
    pub(super) fn given(&mut self, syntax: &Syntax, scope: &Scope) -> Lowered {
        let value = self.expr(syntax, scope)?;
        if !value.optional {
            return Ok(value);
        }
        let name = match (&value.path, &syntax.kind) {
            (Some(path), _) => path.to_string(),
            (None, SyntaxKind::Name(name)) => name.clone(),
            _ => "x".to_owned(),
        };
        let headline = format!("`{name}` may be absent, and the rule does not ask");
        let help = format!("ask first: `if !present({name}) {{ … }}`, or give another value: `{name} ?? …`");
        Err(self.say(Diagnostic::error("optional-unasked", headline).at(value.span, "may be absent here").help(help)))
    }

    /// A yes or no.
    pub(super) fn condition(&mut self, syntax: &Syntax, scope: &Scope) -> Lowered {
        let value = self.given(syntax, scope)?;
        match value.ty {
            Ty::Flag => Ok(value),
            _ => Err(self.wrong_type(&value, "yes or no is wanted", "compare it with something")),
        }
    }

    /// A number.
    pub(super) fn number(&mut self, syntax: &Syntax, scope: &Scope) -> Lowered {
        let value = self.given(syntax, scope)?;
        match value.ty {
            Ty::Number(_) => Ok(value),
            _ => Err(self.wrong_type(&value, "a number is wanted", "calculate and compare with numbers only")),
        }
    }

    pub(super) fn wrong_type(&mut self, value: &Expr, wanted: &str, help: &str) -> Said {
        let headline = format!("{wanted}, and this is {}", value.ty);
        self.say(Diagnostic::error("wrong-type", headline).at(value.span, format!("{}", value.ty)).help(help))
    }

    fn name(&mut self, name: &Spanned<String>, scope: &Scope) -> Lowered {
        match scope.get(&name.value) {
            Some(Binding::Subject(what)) => {
                let path = Some(shared(what));
                Ok(Expr { path, ..self.node(ExprKind::Subject, Ty::Object(what), name.span)? })
            }
            Some(Binding::Local { slot, ty, optional, path }) => {
                let (slot, ty, optional, path) = (*slot, ty.clone(), *optional, path.clone());
                Ok(Expr { optional, path, ..self.node(ExprKind::Local(slot, shared(&name.value)), ty, name.span)? })
            }
            Some(Binding::Broken) => Err(Said),
            Some(Binding::Limits) => {
                let diagnostic =
                    Diagnostic::error("wrong-type", "`limits` is no value").at(name.span, "all thresholds");
                Err(self.say(diagnostic.help("name the threshold: `limits.its_name`")))
            }
            None if name.value == "limits" => {
                let diagnostic =
                    Diagnostic::error("unknown-name", "there is no `limits` here").at(name.span, "not known");
                Err(self.say(diagnostic.help("name `limits` as a parameter, and pass it on to functions that need it")))
            }
            None => {
                let known: Vec<&str> = scope.names().collect();
                Err(self.unknown("unknown-name", format!("there is no `{}` here", name.value), name, &known))
            }
        }
    }

    pub(super) fn field(
        &mut self,
        of: &Syntax,
        name: &Spanned<String>,
        args: Option<Vec<Expr>>,
        scope: &Scope,
        span: Span,
    ) -> Lowered {
        if let Some(day) = Self::as_limits(of, scope) {
            return self.limit(&day, name, scope, span);
        }
        let base = self.given(of, scope)?;
        let Ty::Object(what) = base.ty else {
            let headline = format!("{} has no fields", base.ty);
            return Err(self.say(
                Diagnostic::error("unknown-field", headline).at(name.span, "").help("read the fields of a subject"),
            ));
        };
        let object = self.table.object(what).expect("internal: every type of object is declared");
        let method = args.is_some();
        let found = object.field(&name.value).filter(|field| field.params.is_empty() != method);
        let Some(field) = found else {
            let known: Vec<&str> = object
                .fields
                .iter()
                .filter(|field| field.params.is_empty() != method)
                .map(|field| field.name)
                .collect();
            let (what, kind) = (what.replace('_', " "), if method { "method" } else { "field" });
            return Err(self.unknown(
                "unknown-field",
                format!("there is no {kind} `{}` of {what}", name.value),
                name,
                &known,
            ));
        };
        if let Ty::Object(verdict) = field.ty
            && let Some(kind) = verdict.strip_suffix("_verdict").and_then(Kind::from_word)
            && (kind > self.kind || (kind == self.kind && matches!(base.kind, ExprKind::Subject)))
        {
            let headline =
                format!("a rule of kind {} cannot read what a rule of kind {} decides", self.kind.word(), kind.word());
            let diagnostic = Diagnostic::error("reads-a-later-verdict", headline).at(name.span, "not decided yet");
            let order = list_of(Kind::WORDS.iter().copied());
            return Err(self.say(diagnostic.help(format!("rules run in the order {order}"))));
        }
        let args = args.unwrap_or_default();
        let prefix = base.path.as_deref().unwrap_or(what);
        let told: Vec<&str> = args.iter().map(|arg| arg.path.as_deref().unwrap_or_default()).collect();
        let told = if told.is_empty() { String::new() } else { format!("({})", told.join(", ")) };
        let path = format!("{prefix}.{}{told}", name.value);
        let (ty, optional, field) = (field.ty.clone(), field.optional, Arc::new(field.clone()));
        let node = self.node(ExprKind::Read(Box::new(base), field, args), ty, span)?;
        Ok(Expr { optional, path: Some(shared(&path)), ..node })
    }

    fn arithmetic(&mut self, op: Arithmetic, one: &Syntax, other: &Syntax, scope: &Scope, span: Span) -> Lowered {
        let (one, other) = (self.term(one, scope), self.term(other, scope));
        let (one, other) = (one?, other?);
        if matches!(one.ty, Ty::Date) || matches!(other.ty, Ty::Date) {
            return self.with_dates(op, one, other, span);
        }
        let (left, right) = (unit(&one), unit(&other));
        if let Some(unit) = Unit::of(op, left, right) {
            self.node(ExprKind::Arithmetic(op, Box::new(one), Box::new(other)), Ty::Number(unit), span)
        } else {
            let verb = match op {
                Arithmetic::Add => "added",
                Arithmetic::Subtract => "subtracted",
                Arithmetic::Multiply => "multiplied",
                Arithmetic::Divide => "divided",
            };
            Err(self.do_not_mix(&one, &other, verb))
        }
    }

    fn do_not_mix(&mut self, one: &Expr, other: &Expr, verb: &str) -> Said {
        let (left, right) = (unit(one).word(), unit(other).word());
        let headline = format!("{left} and {right} cannot be {verb}");
        let diagnostic = Diagnostic::error("units-do-not-mix", headline).at(one.span, left).at(other.span, right);
        self.say(diagnostic.help("bring both to one unit; money × percent is money"))
    }

    fn comparison(&mut self, op: Comparison, one: &Syntax, other: &Syntax, scope: &Scope, span: Span) -> Lowered {
        let (one, other) = (self.given(one, scope), self.given(other, scope));
        let (one, other) = (one?, other?);
        match (&one.ty, &other.ty) {
            (Ty::Number(left), Ty::Number(right)) => {
                if !left.compares(*right) {
                    return Err(self.do_not_mix(&one, &other, "compared"));
                }
                self.node(ExprKind::Order(op, Box::new(one), Box::new(other)), Ty::Flag, span)
            }
            (Ty::Date, Ty::Date) => self.node(ExprKind::Order(op, Box::new(one), Box::new(other)), Ty::Flag, span),
            (Ty::Date, _) | (_, Ty::Date) => {
                let (left, right) = (one.ty.to_string(), other.ty.to_string());
                let headline = format!("{left} and {right} cannot be compared");
                let diagnostic = Diagnostic::error("wrong-type", headline).at(one.span, left).at(other.span, right);
                Err(self.say(diagnostic.help("compare a date with a date, and days with days")))
            }
            _ if op.is_order() => {
                let odd = if matches!(one.ty, Ty::Number(_)) { &other } else { &one };
                Err(self.wrong_type(odd, "only numbers and dates have an order", "compare words with == and !="))
            }
            (Ty::Word(words), Ty::Text) => {
                let words = words.clone();
                self.same(op, one, other, &words, span)
            }
            (Ty::Text, Ty::Word(words)) => {
                let words = words.clone();
                self.same(op, other, one, &words, span)
            }
            (Ty::Word(words), Ty::Word(others)) if !words.list().any(|word| others.has(word)) => {
                let diagnostic = Diagnostic::error("wrong-type", "these can never be the same word");
                let diagnostic = diagnostic.at(one.span, one.ty.to_string()).at(other.span, other.ty.to_string());
                Err(self.say(diagnostic.help("compare words of one list")))
            }
            (Ty::Text, Ty::Text) | (Ty::Flag, Ty::Flag) | (Ty::Word(_), Ty::Word(_)) => {
                self.node(ExprKind::Same(op == Comparison::Same, Box::new(one), Box::new(other)), Ty::Flag, span)
            }
            _ => {
                let headline = format!("{} and {} cannot be compared", one.ty, other.ty);
                let diagnostic = Diagnostic::error("wrong-type", headline).at(one.span, format!("{}", one.ty));
                Err(self.say(diagnostic.at(other.span, format!("{}", other.ty)).help("compare two things of one type")))
            }
        }
    }

    /// A word compared with a text: which must be one of the words.
    fn same(&mut self, op: Comparison, word: Expr, text: Expr, words: &Words, span: Span) -> Lowered {
        let ExprKind::Text(literal) = &text.kind else {
            return Err(self.wrong_type(
                &text,
                "a word is compared with a word of its list",
                "write the word here: `== \"word\"`",
            ));
        };
        self.known_word(literal, words, text.span)?;
        self.node(ExprKind::Same(op == Comparison::Same, Box::new(word), Box::new(text)), Ty::Flag, span)
    }

    pub(super) fn known_word(&mut self, word: &str, words: &Words, span: Span) -> Lowered<()> {
        if words.has(word) {
            return Ok(());
        }
        let list: Vec<&str> = words.list().collect();
        let wrong = not_in_list(word, "one of the words that this can be", &list);
        Err(self.say(wrong.at(span)))
    }

    fn conditions(&mut self, parts: &[Syntax], scope: &Scope, all: bool, span: Span) -> Lowered {
        let mut scope = scope.clone();
        let mut lowered = Vec::new();
        for part in parts {
            let part = self.condition(part, &scope);
            if let Ok(part) = &part {
                scope.learn(part, all);
            }
            lowered.push(part);
        }
        let parts = lowered.into_iter().collect::<Lowered<Vec<Expr>>>()?;
        self.node(if all { ExprKind::All(parts) } else { ExprKind::Any(parts) }, Ty::Flag, span)
    }

    fn otherwise(&mut self, parts: &[Syntax], scope: &Scope, span: Span) -> Lowered {
        let lowered: Vec<Lowered> = parts.iter().map(|part| self.expr(part, scope)).collect();
        let parts = lowered.into_iter().collect::<Lowered<Vec<Expr>>>()?;
        let (last, before) = parts.split_last().expect("internal: `??` has two sides");
        for part in before {
            let headline = "this is always there, so that what follows `??` is never used";
            self.asked(part, headline, "leave out the `??` and what follows it");
        }
        if let (Ty::Word(words), ExprKind::Text(word)) = (&before[0].ty, &last.kind) {
            let (words, word) = (words.clone(), Arc::clone(word));
            self.known_word(&word, &words, last.span)?;
        }
        let mut ty = last.ty.clone();
        for part in before {
            ty = self.one_type(part, last, &ty)?;
        }
        let optional = last.optional;
        Ok(Expr { optional, ..self.node(ExprKind::Otherwise(parts), ty, span)? })
    }

    fn if_value(
        &mut self,
        condition: &Syntax,
        then: &Block,
        otherwise: Option<&Block>,
        scope: &Scope,
        span: Span,
    ) -> Lowered {
        let condition = self.condition(condition, scope);
        let (mut yes, mut no) = (scope.clone(), scope.clone());
        if let Ok(condition) = &condition {
            yes.learn(condition, true);
            no.learn(condition, false);
        }
        let then = self.way(|it| it.value_block(then, yes));
        let Some(otherwise) = otherwise else {
            let diagnostic =
                Diagnostic::error("path-gives-nothing", "this `if` gives nothing when its condition does not hold");
            return Err(self.say(diagnostic.at(span, "has no `else`").help("add an `else`")));
        };
        let otherwise = self.way(|it| it.value_block(otherwise, no));
        self.choice(condition?, then?, otherwise?, span)
    }

    /// A block whose last statement gives its value, in the midst of an expression.
    fn value_block(&mut self, block: &Block, mut scope: Scope) -> Lowered {
        let Some((last, before)) = block.statements.split_last() else {
            return Err(
                self.say(Diagnostic::error("path-gives-nothing", "an empty block gives nothing").at(block.span, ""))
            );
        };
        let mut bound = Vec::new();
        for statement in before {
            match statement {
                Statement::Let(name, value) => bound.push(self.bind(name, value, &mut scope)?),
                Statement::Return(_, word) => return Err(self.return_in_value(*word)),
                Statement::Value(value) => {
                    let diagnostic = Diagnostic::error("value-thrown-away", "a value is thrown away")
                        .at(value.span, "nothing uses this");
                    return Err(self.say(diagnostic.help("give it a name with `let`, or remove it")));
                }
            }
        }
        let last = match last {
            Statement::Value(value) => self.expr(value, &scope)?,
            Statement::Return(_, word) => return Err(self.return_in_value(*word)),
            Statement::Let(name, _) => {
                let diagnostic =
                    Diagnostic::error("path-gives-nothing", "this block ends with a `let` and gives nothing");
                return Err(self.say(diagnostic.at(name.span, "").help("end it with the value")));
            }
        };
        bound.into_iter().rev().try_fold(last, |then, bound| self.let_in(bound, then))
    }

    fn return_in_value(&mut self, word: Span) -> Said {
        let diagnostic = Diagnostic::error("outside-dialect", "a `return` stands inside a value")
            .at(word, "not in the rules' dialect");
        self.say(diagnostic.help("return in a statement of its own, before the value is made"))
    }

    /// A choice between two values of one type.
    pub(super) fn choice(&mut self, condition: Expr, then: Expr, otherwise: Expr, span: Span) -> Lowered {
        let ty = self.one_type(&then, &otherwise, &otherwise.ty)?;
        let optional = then.optional || otherwise.optional;
        let kind = ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise));
        Ok(Expr { optional, ..self.node(kind, ty, span)? })
    }

    /// A choice by words; `give` lowers what an arm gives.
    pub(super) fn switch(
        &mut self,
        on: &Syntax,
        arms: &[Arm],
        scope: &Scope,
        span: Span,
        give: &mut dyn FnMut(&mut Self, &Block, Scope) -> Lowered,
    ) -> Lowered {
        let on = self.given(on, scope);
        let gives: Vec<Lowered> = arms.iter().map(|arm| self.way(|it| give(it, &arm.gives, scope.clone()))).collect();
        let on = on?;
        let Ty::Word(words) = on.ty.clone() else {
            return Err(self.wrong_type(&on, "a switch chooses by words", "compare numbers with `if` and < <= > >="));
        };
        self.covers(arms, &words, span)?;
        let gives = gives.into_iter().collect::<Lowered<Vec<Expr>>>()?;
        let mut ty = gives[0].ty.clone();
        for next in &gives[1..] {
            ty = self.one_type(next, &gives[0], &ty)?;
        }
        let optional = gives.iter().any(|gives| gives.optional);
        let heads = arms.iter().map(|arm| arm.words.iter().map(|word| shared(&word.value)).collect());
        let kind = ExprKind::Switch(Box::new(on), heads.zip(gives).collect());
        Ok(Expr { optional, ..self.node(kind, ty, span)? })
    }

    /// Every word of the list leads to an arm, each once, and no arm is left without one.
    fn covers(&mut self, arms: &[Arm], words: &Words, span: Span) -> Lowered<()> {
        let mut open: Vec<&str> = words.list().collect();
        for (at, arm) in arms.iter().enumerate() {
            for word in &arm.words {
                self.known_word(&word.value, words, word.span)?;
                if !open.contains(&word.value.as_str()) {
                    let diagnostic = Diagnostic::error("unreachable", format!("`{}` already has an arm", word.value));
                    return Err(self.say(diagnostic.at(word.span, "never reached").help("remove it")));
                }
                open.retain(|known| *known != word.value);
            }
            if arm.words.is_empty() && (at + 1 < arms.len() || open.is_empty()) {
                let diagnostic = Diagnostic::error("unreachable", "this arm or those behind it are never reached");
                return Err(self.say(
                    diagnostic
                        .at(arm.span, "takes every word that is left")
                        .help("`_` stands last, and only for words that are left"),
                ));
            }
            if arm.words.is_empty() {
                open.clear();
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        let missing = list_of(open.iter().copied());
        let diagnostic = Diagnostic::error("path-gives-nothing", format!("the switch has no arm for {missing}"));
        Err(self.say(diagnostic.at(span, "gives nothing for them").help("add an arm for each, or `_ => …`")))
    }

    /// The one type of two values that stand for each other; `so_far` is the type of the second and all before it. A
    /// literal text that is a word of the other's list counts as that word.
    fn one_type(&mut self, one: &Expr, other: &Expr, so_far: &Ty) -> Lowered<Ty> {
        let is_word = |value: &Expr, words: &Words| match &value.kind {
            ExprKind::Text(text) => words.has(text),
            ExprKind::Shared(rest) => matches!(&rest.kind, ExprKind::Text(text) if words.has(text)),
            _ => false,
        };
        let joined = match (&one.ty, so_far) {
            (Ty::Number(one), Ty::Number(other)) => one.join(*other).map(Ty::Number),
            (Ty::Flag, Ty::Flag) => Some(Ty::Flag),
            (Ty::Date, Ty::Date) => Some(Ty::Date),
            (Ty::Verdict, Ty::Verdict) => Some(Ty::Verdict),
            (Ty::Word(words), Ty::Word(others)) if words.list().eq(others.list()) => Some(one.ty.clone()),
            (Ty::Word(words), Ty::Text) if is_word(other, words) => Some(one.ty.clone()),
            (Ty::Text, Ty::Word(words)) if is_word(one, words) => Some(so_far.clone()),
            (Ty::Text | Ty::Word(_), Ty::Text | Ty::Word(_)) => Some(Ty::Text),
            (Ty::Set(words), Ty::Set(others)) if words.list().eq(others.list()) => Some(one.ty.clone()),
            (Ty::Bands(words, unit), Ty::Bands(others, other)) if unit == other && words.list().eq(others.list()) => {
                Some(one.ty.clone())
            }
            (Ty::Object(_), _) | (_, Ty::Object(_)) => {
                let diagnostic =
                    Diagnostic::error("wrong-type", "a rule chooses between values, not between things with fields");
                let thing = if matches!(one.ty, Ty::Object(_)) { one } else { other };
                return Err(
                    self.say(diagnostic.at(thing.span, thing.ty.to_string()).help("choose between their fields"))
                );
            }
            _ => None,
        };
        joined.ok_or_else(|| {
            let headline = format!("one way gives {}, the other {so_far}", one.ty);
            let diagnostic = Diagnostic::error("wrong-type", headline).at(one.span, format!("{}", one.ty));
            self.say(diagnostic.at(other.span, format!("{so_far}")).help("give the same type of value on both ways"))
        })
    }

    fn template(&mut self, parts: &[Syntax], scope: &Scope, span: Span) -> Lowered {
        let lowered: Vec<Lowered> = parts.iter().map(|part| self.given(part, scope)).collect();
        let parts = lowered.into_iter().collect::<Lowered<Vec<Expr>>>()?;
        if let Some(odd) = parts.iter().find(|part| matches!(part.ty, Ty::Object(_) | Ty::Bands(..) | Ty::Verdict)) {
            return Err(self.wrong_type(odd, "a text holds values", "name one of its fields"));
        }
        self.node(ExprKind::Template(parts), Ty::Text, span)
    }
}

/// The unit of a number.
pub(super) fn unit(value: &Expr) -> Unit {
    match value.ty {
        Ty::Number(unit) => unit,
        _ => unreachable!("internal: only asked of numbers"),
    }
}
