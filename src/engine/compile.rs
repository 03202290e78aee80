//! A pack into rules that can run: every script parsed and lowered, and everything that is wrong with any of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::language::{self, parse::Parsed};
use super::lower::{self, Task};
use super::syntax::Function;
use super::table::{Table, table};
use super::typed::Rule;
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::Choice;
use crate::document::record::list_of;
use crate::pack::thresholds::Thresholds;
use crate::pack::{Pack, Script};
use crate::source::Spanned;
use crate::verdict::Kind;

/// The rules of a pack.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The rules that can run, in the order of judging: by kind, then parts before wholes, then id.
    pub rules: Vec<Rule>,
    /// The ids of those that cannot.
    pub broken: Vec<String>,
    /// What is wrong with scripts, in the order of file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles every script of a pack.
#[must_use]
pub fn compile(pack: &Pack) -> Compiled {
    let engine = language::engine();
    let parse = |script: &Script| language::parse::parse(&engine, &script.source);
    let library: Vec<Parsed> = pack.library.iter().map(parse).collect();
    let mut diagnostics: Vec<Diagnostic> = library.iter().flat_map(|parsed| parsed.diagnostics.clone()).collect();
    let shared = Shared::new(pack, &library, &mut diagnostics);
    let (mut rules, mut broken, mut helpers) = (Vec::new(), Vec::new(), Vec::new());
    for script in &pack.rules {
        match rule(script, parse(script), &shared, &pack.thresholds) {
            Ok((rule, own)) => {
                helpers.extend(own.into_iter().filter(|name| !rule.called.contains(&name.value)));
                rules.push(rule);
            }
            Err(problems) => {
                broken.push(script.id.clone());
                diagnostics.extend(problems);
            }
        }
    }
    refuse_rivals(&mut rules, &mut broken, &mut diagnostics);
    if broken.is_empty() {
        diagnostics.extend(unused(&rules, &pack.thresholds));
        let is_called = |name: &str| rules.iter().any(|rule| rule.called.contains(name));
        let helpers_of_all = shared.functions.values().filter(|function| lower::kind_of(function).is_none());
        let idle = helpers_of_all.map(|function| &function.name).filter(|name| !is_called(&name.value));
        diagnostics.extend(idle.chain(&helpers).map(uncalled));
    }
    diagnostics.extend(rules.iter().filter_map(|rule| no_check(rule, pack)));
    rules.sort_by_key(|rule| (rule.kind, place(table(), rule.subject), Arc::clone(&rule.id)));
    broken.sort();
    diagnostics.sort_by(|one, other| one.order().cmp(&other.order()));
    diagnostics.dedup_by(|one, other| one.order() == other.order());
    Compiled { rules, broken, diagnostics }
}

/// The functions of `lib/`.
struct Shared<'a> {
    scripts: &'a [Script],
    functions: BTreeMap<String, &'a Function>,
    lost: BTreeSet<String>,
}

impl<'a> Shared<'a> {
    fn new(pack: &'a Pack, library: &'a [Parsed], problems: &mut Vec<Diagnostic>) -> Self {
        let mut functions: BTreeMap<String, &Function> = BTreeMap::new();
        for function in library.iter().flat_map(|parsed| &parsed.functions) {
            problems.extend(misnamed(function));
            if lower::kind_of(function).is_some() {
                let diagnostic = Diagnostic::error("rule-in-lib", "a rule stands in `lib/`, where none is run");
                problems.push(
                    diagnostic
                        .at(function.name.span, "the name of a kind")
                        .help("move the file beside the other rules"),
                );
            }
            if let Some(first) = functions.get(&function.name.value) {
                problems.push(twice(first, function));
            } else {
                functions.insert(function.name.value.clone(), function);
            }
        }
        let lost = library.iter().flat_map(|parsed| parsed.lost.clone()).collect();
        Shared { scripts: &pack.library, functions, lost }
    }

    /// A digest of a script and of what it calls here.
    fn written(&self, script: &Script, called: &BTreeSet<String>) -> Arc<str> {
        let functions = called.iter().filter_map(|name| self.functions.get(name));
        let text = |function: &&&Function| {
            let script = self.scripts.iter().find(|script| script.source.id() == function.span.source())?;
            Some(script.source.slice(function.span))
        };
        let mut hasher = blake3::Hasher::new();
        for text in std::iter::once(script.source.text()).chain(functions.filter_map(|it| text(&it))) {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().to_hex().as_str().into()
    }
}

fn twice(first: &Function, second: &Function) -> Diagnostic {
    Diagnostic::error("function-twice", format!("there are two functions `{}`", second.name.value))
        .at(second.name.span, "again here")
        .at(first.name.span, "first here")
        .help("rename one, or remove it")
}

/// A function that bears a word of the language would never be called.
fn misnamed(function: &Function) -> Option<Diagnostic> {
    let (name, table) = (&function.name, table());
    let word = table.function_named(&name.value).is_some()
        || table.ending_named(&name.value).is_some()
        || name.value == "present";
    word.then(|| {
        let headline = format!("`{}` is a word of the rules' language", name.value);
        Diagnostic::error("name-taken", headline).at(name.span, "").help("choose another name")
    })
}

fn rule(
    script: &Script,
    parsed: Parsed,
    shared: &Shared<'_>,
    thresholds: &Thresholds,
) -> Result<(Rule, Vec<Spanned<String>>), Vec<Diagnostic>> {
    let mut problems = parsed.diagnostics.clone();
    let mut functions = shared.functions.clone();
    for function in parsed.functions.iter().filter(|function| lower::kind_of(function).is_none()) {
        problems.extend(misnamed(function));
        if let Some(first) = functions.insert(function.name.value.clone(), function) {
            problems.push(twice(first, function));
        }
    }
    let lost: BTreeSet<String> = shared.lost.iter().chain(&parsed.lost).cloned().collect();
    let lowered = head(script, &parsed, &mut problems).and_then(|(kind, subject, function)| {
        let task = Task { kind, subject, function, functions: &functions, lost: &lost };
        match lower::lower(table(), thresholds, &task) {
            Ok(lowered) => Some((kind, subject, function.name.span, lowered)),
            Err(found) => {
                problems.extend(found);
                None
            }
        }
    });
    match lowered {
        Some((kind, subject, at, lowered)) if problems.is_empty() => {
            let own = parsed.functions.iter().filter(|function| lower::kind_of(function).is_none());
            let own = own.map(|function| function.name.clone()).collect();
            let rule = Rule {
                id: script.id.as_str().into(),
                kind,
                subject,
                page: parsed.page,
                body: lowered.body,
                slots: lowered.slots,
                limits: lowered.limits,
                written: shared.written(script, &lowered.called),
                called: lowered.called,
                at,
            };
            Ok((rule, own))
        }
        _ => Err(problems),
    }
}

/// The one function that bears a kind's name, and the subject that its first parameter names.
fn head<'p>(
    script: &Script,
    parsed: &'p Parsed,
    problems: &mut Vec<Diagnostic>,
) -> Option<(Kind, &'static str, &'p Function)> {
    let mut bearers = parsed.functions.iter().filter_map(|function| Some((lower::kind_of(function)?, function)));
    let Some((kind, function)) = bearers.next() else {
        if parsed.diagnostics.is_empty() {
            problems.push(no_kind(script, parsed));
        }
        return None;
    };
    if let Some((_, second)) = bearers.next() {
        let diagnostic = Diagnostic::error("two-rules-in-a-file", "the file holds two rules");
        problems.push(
            diagnostic
                .at(second.name.span, "a second rule")
                .at(function.name.span, "the first")
                .help("one file, one rule"),
        );
        return None;
    }
    let subjects: Vec<&str> = table().subjects().map(|(object, _)| object.name).collect();
    let wrong = |span, headline: String, help: String| {
        Some(Diagnostic::error("wrong-parameters", headline).at(span, "").help(help))
    };
    let problem = match function.params.as_slice() {
        [] => wrong(
            function.name.span,
            "the rule has no subject".to_owned(),
            format!("name it as the first parameter: {}", list_of(subjects.iter().copied())),
        ),
        [first, ..] if !subjects.contains(&first.value.as_str()) => {
            let help = match nearest(&first.value, subjects.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the subjects are {}", list_of(subjects.iter().copied())),
            };
            wrong(first.span, format!("`{}` is not a subject of rules", first.value), help)
        }
        [_, second, ..] if second.value != "limits" => {
            wrong(second.span, "the second parameter is the thresholds".to_owned(), "call it `limits`".to_owned())
        }
        [_, _, third, ..] => wrong(
            third.span,
            "a rule takes its subject and `limits`, nothing more".to_owned(),
            "remove this parameter".to_owned(),
        ),
        [first] | [first, _] => {
            let subject = table().subjects().find(|(object, _)| object.name == first.value)?.0.name;
            return Some((kind, subject, function));
        }
    };
    problems.extend(problem);
    None
}

fn no_kind(script: &Script, parsed: &Parsed) -> Diagnostic {
    let kinds = list_of(Kind::WORDS.iter().copied());
    let diagnostic = Diagnostic::error("no-rule", "no function of the file bears the name of a kind of rule");
    let near = parsed
        .functions
        .iter()
        .find_map(|function| Some((function, nearest(&function.name.value, Kind::WORDS.iter().copied())?)));
    match (near, parsed.functions.first()) {
        (Some((function, kind)), _) => {
            diagnostic.at(function.name.span, "not a kind").help(format!("did you mean `{kind}`?"))
        }
        (None, Some(first)) => diagnostic.at(first.name.span, "not a kind").help(format!("the kinds are {kinds}")),
        (None, None) => {
            diagnostic.at(script.source.whole().before(), "").help(format!("write a function named by a kind: {kinds}"))
        }
    }
}

/// At most one rule of each kind but `check` decides a subject; of several, none runs.
fn refuse_rivals(rules: &mut Vec<Rule>, broken: &mut Vec<String>, problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(Kind, &str), usize> = BTreeMap::new();
    let mut rivals = BTreeSet::new();
    for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.kind != Kind::Check) {
        let Some(&first) = seen.get(&(rule.kind, rule.subject)) else {
            seen.insert((rule.kind, rule.subject), at);
            continue;
        };
        let (kind, subject) = (rule.kind.word(), rule.subject.replace('_', " "));
        let headline = format!("`{}` and `{}` both decide the {kind} of a {subject}", rules[first].id, rule.id);
        let diagnostic = Diagnostic::error("second-of-its-kind", headline)
            .at(rule.at, "a second one")
            .at(rules[first].at, "the first");
        problems.push(diagnostic.help("make one rule of them that chooses a function of `lib/` by a threshold"));
        rivals.extend([first, at]);
    }
    broken.extend(rivals.iter().map(|&at| rules[at].id.to_string()));
    let mut at = 0;
    rules.retain(|_| {
        at += 1;
        !rivals.contains(&(at - 1))
    });
}

/// That a rule is to be advisory and decides something other rules or the grant rest on.
fn no_check(rule: &Rule, pack: &Pack) -> Option<Diagnostic> {
    let says = pack.advises(&rule.id).filter(|_| rule.kind != Kind::Check)?;
    let headline = format!("`{}` is to be advisory, and is a rule of kind {}", rule.id, rule.kind.word());
    let problem = Diagnostic::error("advisory-of-no-check", headline).at(says, "decides; it rejects nothing anyway");
    Some(problem.at(rule.at, "no check").help("take it out of the list: only checks reject, and only they can advise"))
}

/// A function that nothing calls: it was not looked into.
fn uncalled(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::warning("function-unused", format!("no rule calls the function `{}`", name.value))
        .at(name.span, "not called, and not looked into")
        .help("call it, or remove it")
}

/// Thresholds that no rule reads.
fn unused(rules: &[Rule], thresholds: &Thresholds) -> Vec<Diagnostic> {
    let read: BTreeSet<usize> = rules.iter().flat_map(|rule| rule.limits.iter().copied()).collect();
    let unread = thresholds.iter().enumerate().filter(|(at, _)| !read.contains(at));
    let say = |name: &Spanned<String>| {
        Diagnostic::warning("threshold-unused", format!("no rule reads the threshold `{}`", name.value))
            .at(name.span, "not read")
            .help("remove it, or read it in a rule")
    };
    unread.map(|(_, threshold)| say(&threshold.name)).collect()
}

/// The place of a subject in the order of judging.
fn place(table: &Table, subject: &str) -> usize {
    table.objects.iter().position(|object| object.name == subject).unwrap_or(usize::MAX)
}
