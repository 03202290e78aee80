//! Calls: functions of the table and of scripts, methods, and the words that end a rule with their labels.

use super::limits::Day;
use super::scope::{Binding, Scope};
use super::{Lowered, Lowerer, Said, expr::unit};
use crate::diagnostic::Diagnostic;
use crate::document::Choice;
use crate::document::record::list_of;
use crate::engine::language::parse::ANY;
use crate::engine::syntax::{Expr as Syntax, ExprKind as SyntaxKind};
use crate::engine::table::{Does, Ending, Function, Telling, Ty};
use crate::engine::typed::{Expr, ExprKind};
use crate::engine::units::Unit;
use crate::source::{Span, Spanned};

impl Lowerer<'_> {
    pub(super) fn call(&mut self, name: &Spanned<String>, args: &[Syntax], scope: &Scope, span: Span) -> Lowered {
        if name.value == "present" {
            return self.present(name, args, scope, span);
        }
        if let Some(function) = self.table.function_named(&name.value) {
            return self.apply(function, name, args, scope, span);
        }
        if let Some(ending) = self.table.ending_named(&name.value) {
            return self.end(ending, name, args, scope, span);
        }
        if let Some(&function) = self.functions.get(&name.value) {
            return self.script_call(function, name, args, scope, span);
        }
        if self.lost.contains(&name.value) || self.lost.contains(ANY) {
            return Err(Said);
        }
        let table = self.table;
        let known: Vec<&str> = (table.functions.iter().map(|function| function.name))
            .chain(table.endings.iter().filter(|ending| ending.kinds.contains(&self.kind)).map(|ending| ending.name))
            .chain(self.functions.keys().map(String::as_str))
            .chain(["present"])
            .collect();
        Err(self.unknown("unknown-function", format!("there is no function `{}`", name.value), name, &known))
    }

    pub(super) fn arity(&mut self, name: &Spanned<String>, found: usize, wanted: usize) -> Lowered<()> {
        if found == wanted {
            return Ok(());
        }
        let headline =
            format!("`{}` takes {wanted} value{}, not {found}", name.value, if wanted == 1 { "" } else { "s" });
        Err(self.say(
            Diagnostic::error("wrong-number-of-values", headline).at(name.span, "").help("see `plumb explain --api`"),
        ))
    }

    fn present(&mut self, name: &Spanned<String>, args: &[Syntax], scope: &Scope, span: Span) -> Lowered {
        self.arity(name, args.len(), 1)?;
        let value = self.expr(&args[0], scope)?;
        let headline = "this is always there, so that there is nothing to ask";
        let help = "leave out the question; a rule that reads a required value which is missing is undecided by itself";
        self.asked(&value, headline, help);
        self.node(ExprKind::Present(Box::new(value)), Ty::Flag, span)
    }

    /// Arguments of a function or an ending, fitted to its parameters; the unit of those that must be alike.
    fn fitted(
        &mut self,
        name: &Spanned<String>,
        params: &[Ty],
        args: &[Syntax],
        scope: &Scope,
    ) -> Lowered<(Vec<Expr>, Option<Unit>)> {
        self.arity(name, args.len(), params.len())?;
        let lowered: Vec<Lowered> = args.iter().map(|arg| self.given(arg, scope)).collect();
        let mut alike = None;
        let mut fitted: Vec<Expr> = Vec::new();
        for (arg, param) in lowered.into_iter().zip(params) {
            let arg = arg?;
            let fits = match (param, &arg.ty) {
                (Ty::Number(wanted), Ty::Number(found)) => wanted.join(*found).is_some(),
                (Ty::AnyNumber | Ty::Alike, Ty::Number(_))
                | (Ty::AnyBands, Ty::Bands(..))
                | (Ty::Text, Ty::Text | Ty::Word(_))
                | (Ty::Flag, Ty::Flag) => true,
                _ => false,
            };
            if !fits {
                return Err(self.wrong_type(
                    &arg,
                    &format!("`{}` takes {param} here", name.value),
                    "see `plumb explain --api`",
                ));
            }
            if matches!(param, Ty::Alike) {
                let joined = alike.map_or(Some(unit(&arg)), |so_far: Unit| so_far.join(unit(&arg)));
                let Some(joined) = joined else {
                    let first = &fitted[0];
                    let (left, right) = (first.ty.to_string(), arg.ty.to_string());
                    let headline = format!("`{}` takes numbers of one unit, not {left} and {right}", name.value);
                    let diagnostic =
                        Diagnostic::error("units-do-not-mix", headline).at(first.span, left).at(arg.span, right);
                    return Err(self.say(diagnostic.help("bring both to one unit")));
                };
                alike = Some(joined);
            }
            fitted.push(arg);
        }
        Ok((fitted, alike))
    }

    fn apply(
        &mut self,
        function: &'static Function,
        name: &Spanned<String>,
        args: &[Syntax],
        scope: &Scope,
        span: Span,
    ) -> Lowered {
        let (args, alike) = self.fitted(name, function.params, args, scope)?;
        if function.does == Does::BandOf {
            return self.band_of(function, args, span);
        }
        let ty = match (&function.gives, alike) {
            (Ty::Alike, Some(unit)) => Ty::Number(unit),
            (gives, _) => gives.clone(),
        };
        self.node(ExprKind::Apply(function.does, args), ty, span)
    }

    fn end(
        &mut self,
        ending: &'static Ending,
        name: &Spanned<String>,
        args: &[Syntax],
        scope: &Scope,
        span: Span,
    ) -> Lowered {
        if !ending.kinds.contains(&self.kind) {
            let kind = self.kind;
            let words: Vec<&str> = self
                .table
                .endings
                .iter()
                .filter(|ending| ending.kinds.contains(&kind))
                .map(|ending| ending.name)
                .collect();
            let headline = format!("`{}` does not end a rule of kind {}", name.value, self.kind.word());
            let diagnostic = Diagnostic::error("wrong-ending", headline).at(name.span, "");
            return Err(self.say(diagnostic.help(format!("end it with one of {}", list_of(words)))));
        }
        let (args, _) = self.fitted(name, ending.params, args, scope)?;
        self.node(ExprKind::End(ending.ends, args), Ty::Verdict, span)
    }

    /// A function of a script, lowered for the types of this call.
    fn script_call(
        &mut self,
        function: &crate::engine::syntax::Function,
        name: &Spanned<String>,
        args: &[Syntax],
        scope: &Scope,
        span: Span,
    ) -> Lowered {
        if self.calls.contains(&name.value) {
            let diagnostic = Diagnostic::error("outside-dialect", format!("`{}` calls itself", name.value));
            return Err(self.say(
                diagnostic
                    .at(name.span, "again from here")
                    .help("a rule has no recursion; what runs over many things is a function of the table"),
            ));
        }
        self.arity(name, args.len(), function.params.len())?;
        let mut inside = scope.inside_call();
        let mut bound = Vec::new();
        for (param, arg) in function.params.iter().zip(args) {
            bound.push(self.bind_argument(param, arg, scope, &mut inside)?);
        }
        self.called.insert(name.value.clone());
        self.calls.push(name.value.clone());
        let body = self.body(&function.body, inside);
        self.calls.pop();
        let body = Expr { span, ..body? };
        bound.into_iter().rev().try_fold(body, |then, bound| Ok(Expr { span, ..self.let_in(bound, then)? }))
    }

    fn bind_argument(
        &mut self,
        param: &Spanned<String>,
        arg: &Syntax,
        scope: &Scope,
        inside: &mut Scope,
    ) -> Lowered<Option<(usize, Expr)>> {
        if let SyntaxKind::Name(name) = &arg.kind
            && let Some(binding @ (Binding::Subject(_) | Binding::Limits)) = scope.get(name)
        {
            let binding = binding.clone();
            inside.bind(&param.value, binding);
            return Ok(None);
        }
        let value = self.expr(arg, scope)?;
        let slot = self.slot(param.span)?;
        let optional = scope.is_open(&value);
        inside.bind(&param.value, Binding::Local { slot, ty: value.ty.clone(), optional, path: value.path.clone() });
        Ok(Some((slot, value)))
    }

    pub(super) fn method(
        &mut self,
        of: &Syntax,
        name: &Spanned<String>,
        args: &[Syntax],
        scope: &Scope,
        span: Span,
    ) -> Lowered {
        if matches!(name.value.as_str(), "at" | "help") || self.table.telling_named(&name.value).is_some() {
            let verdict = self.expr(of, scope);
            return self.attach(verdict, name, args, scope, span);
        }
        if let Some(Day::Own) = Self::as_limits(of, scope) {
            return Err(self.limits_method(name, span));
        }
        let base = self.given(of, scope)?;
        let Ty::Object(what) = base.ty else {
            let headline = format!("{} has no method `{}`", base.ty, name.value);
            let help = "a verdict takes `.at(field, text)`, `.help(text)` and numbers as `.off_by(number)`, a subject its own methods";
            return Err(self.say(Diagnostic::error("unknown-field", headline).at(name.span, "").help(help)));
        };
        let object = self.table.object(what).expect("internal: every type of object is declared");
        let params = object.field(&name.value).map(|field| field.params.clone()).unwrap_or_default();
        if params.is_empty() {
            return self.field(of, name, Some(Vec::new()), scope, span);
        }
        self.arity(name, args.len(), params.len())?;
        let args = args
            .iter()
            .zip(&params)
            .map(|(arg, param)| self.argument(arg, param, scope))
            .collect::<Lowered<Vec<Expr>>>()?;
        self.field(of, name, Some(args), scope, span)
    }

    /// The argument of a method: a word or a threshold, so that what it gives is known by its path.
    fn argument(&mut self, arg: &Syntax, param: &Ty, scope: &Scope) -> Lowered {
        let value = self.given(arg, scope)?;
        if !matches!(value.kind, ExprKind::Text(_) | ExprKind::Limit(_)) {
            let diagnostic =
                Diagnostic::error("outside-dialect", "a method takes a word or a threshold").at(value.span, "neither");
            return Err(self.say(diagnostic.help("put the choice into thresholds.yaml and write `limits.its_name`")));
        }
        match (&value.ty, param) {
            (Ty::Set(words), Ty::Set(known)) | (Ty::Word(words), Ty::Word(known)) => {
                if let Some(word) = words.list().find(|word| !known.has(word)) {
                    let headline = format!("the threshold may hold `{word}`, which is not {param}");
                    return Err(self.say(
                        Diagnostic::error("wrong-type", headline)
                            .at(value.span, "")
                            .help("see its `of:` in thresholds.yaml"),
                    ));
                }
                Ok(value)
            }
            _ => Err(self.wrong_type(&value, &format!("the method takes {param}"), "see `plumb explain --api`")),
        }
    }

    /// `.at(field, text)`, `.help(text)`, and the numbers that are put on a verdict.
    fn attach(
        &mut self,
        verdict: Lowered,
        name: &Spanned<String>,
        args: &[Syntax],
        scope: &Scope,
        span: Span,
    ) -> Lowered {
        self.arity(name, args.len(), if name.value == "at" { 2 } else { 1 })?;
        let place = if name.value == "at" { Some(self.place(&args[0], scope)) } else { None };
        let telling = self.table.telling_named(&name.value);
        let last = &args[args.len() - 1];
        let put = if telling.is_some_and(|it| it.optional) { self.expr(last, scope) } else { self.given(last, scope) };
        let verdict = verdict?;
        if !matches!(verdict.ty, Ty::Verdict) {
            return Err(self.wrong_type(
                &verdict,
                &format!("`.{}` is put on a verdict", name.value),
                "put it behind the verdict: `error(…).at(…)`",
            ));
        }
        if let Some(telling) = telling {
            return self.told(telling, verdict, name, put?, span);
        }
        let text = put?;
        if !matches!(text.ty, Ty::Text | Ty::Word(_)) {
            return Err(self.wrong_type(&text, "a text is wanted here", "put values into a text: `… ${x} …`"));
        }
        let (verdict, text) = (Box::new(verdict), Box::new(text));
        let kind = match place {
            Some(place) => ExprKind::At(verdict, Box::new(place?), text),
            None => ExprKind::Help(verdict, text),
        };
        self.node(kind, Ty::Verdict, span)
    }

    /// `.off_by(number)`, `.outturn(number)` and their like, each on verdicts of its own kinds.
    fn told(&mut self, telling: &Telling, verdict: Expr, name: &Spanned<String>, number: Expr, span: Span) -> Lowered {
        let fits = match (&telling.takes, &number.ty) {
            (Ty::Number(wanted), Ty::Number(found)) => wanted.join(*found).is_some(),
            (_, Ty::Number(_)) => true,
            _ => false,
        };
        if !fits {
            let wanted =
                if matches!(telling.takes, Ty::AnyNumber) { "a number".to_owned() } else { telling.takes.to_string() };
            return Err(self.wrong_type(&number, &format!("{wanted} is wanted here"), telling.about));
        }
        if !telling.kinds.contains(&self.kind) {
            let kinds = list_of(telling.kinds.iter().map(|kind| kind.word()));
            let headline = format!("`.{}` is not put on what a rule of kind {} gives", name.value, self.kind.word());
            let diagnostic = Diagnostic::error("wrong-ending", headline).at(name.span, "");
            return Err(self.say(diagnostic.help(format!("put it on the verdict of a rule of kind {kinds}"))));
        }
        self.node(ExprKind::Told(telling.tells, Box::new(verdict), Box::new(number)), Ty::Verdict, span)
    }

    /// Where a label is put: a field, whose place is known even where its value is absent.
    fn place(&mut self, arg: &Syntax, scope: &Scope) -> Lowered {
        let value = self.expr(arg, scope)?;
        let has_cells = value.path.as_ref().is_some_and(|path| !path.starts_with("limits."));
        let is_field = has_cells && matches!(value.kind, ExprKind::Read(..) | ExprKind::Local(..) | ExprKind::Subject);
        if is_field { Ok(value) } else { Err(self.not_a_place(&value)) }
    }

    fn not_a_place(&mut self, value: &Expr) -> Said {
        let diagnostic = Diagnostic::error("label-not-a-field", "a label is put on a field, whose place is known");
        self.say(diagnostic.at(value.span, "not a field").help("name the field that this was made from"))
    }
}
