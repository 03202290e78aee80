//! Findings that somebody accepted, and explanations that no longer fit what they explain.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Explained, nearest};
use crate::document::plain_word;
use crate::engine::compile::Compiled;
use crate::model::explanation::Explanation;
use crate::model::period::Period;
use crate::number::MINUS;
use crate::source::{Span, Spanned};
use crate::verdict::{Judgement, Outcome};

/// Marks the findings that are explained; gives what is wrong with explanations. They come nearest first: of two in
/// different files the first is used.
pub fn explain(
    explanations: &[Explanation],
    judgements: &mut [Arc<Judgement>],
    compiled: &Compiled,
    period: Period,
) -> Vec<Diagnostic> {
    let here = explanations.iter().filter(|it| it.period.as_ref().is_none_or(|own| own.value == period));
    here.filter_map(|explanation| one(explanation, judgements, compiled, period)).collect()
}

/// Marks the finding that an explanation is for; gives what is wrong with the explanation.
fn one(
    explanation: &Explanation,
    judgements: &mut [Arc<Judgement>],
    compiled: &Compiled,
    period: Period,
) -> Option<Diagnostic> {
    let (rule, name) = (&explanation.rule, &explanation.subject.value);
    if compiled.broken.contains(&rule.value) {
        return None;
    }
    let of_rule: Vec<&mut Arc<Judgement>> = judgements.iter_mut().filter(|it| *it.rule == *rule.value).collect();
    let names: Vec<String> = of_rule.iter().map(|it| it.subject.name.clone()).collect();
    let about: Vec<&mut Arc<Judgement>> = of_rule.into_iter().filter(|it| is_about(explanation, it)).collect();
    if about.is_empty() {
        return Some(about_nothing(explanation, compiled, &names));
    }
    // What is undecided, or what a rule broke over, may yet be found.
    let is_open = about.iter().any(|it| matches!(it.outcome, Outcome::Undecided(_) | Outcome::Fault(_)));
    let found: Vec<&mut Arc<Judgement>> = about.into_iter().filter(|it| it.is_finding()).collect();
    let Some(first) = found.first() else {
        let headline = format!("`{}` finds nothing about `{name}` any more", rule.value);
        return (!is_open).then(|| stale(headline, rule.span, "nothing to explain").help(REMOVE));
    };
    let changed = changed(&explanation.value, first);
    let mut same: Vec<&mut Arc<Judgement>> =
        found.into_iter().filter(|it| is_value(&it.value(), &explanation.value.value)).collect();
    if same.is_empty() {
        return Some(changed);
    }
    if let Some(until) = explanation.until.as_ref().filter(|until| until.value < period.end()) {
        let headline = format!("the explanation held until {}, and the return runs to {}", until.value, period.end());
        return Some(stale(headline, until.span, "ended").help("accept it again, or correct the figures"));
    }
    match same.iter_mut().find(|it| it.explained.is_none()) {
        Some(judgement) => {
            Arc::make_mut(judgement).explained = Some(explained(explanation));
            None
        }
        None => twice(explanation, &same),
    }
}

/// That a rule is not there, or judged nothing of a name.
fn about_nothing(explanation: &Explanation, compiled: &Compiled, names: &[String]) -> Diagnostic {
    let did_you_mean = |near: Option<&str>| near.map_or(REMOVE.to_owned(), |near| format!("did you mean `{near}`?"));
    let (rule, subject) = (&explanation.rule, &explanation.subject);
    if compiled.rules.iter().all(|known| *known.id != *rule.value) {
        let headline = format!("the explanation is for `{}`, which is no rule of the pack", rule.value);
        let near = nearest(&rule.value, compiled.rules.iter().map(|rule| &*rule.id));
        return stale(headline, rule.span, "only what a rule finds can be explained").help(did_you_mean(near));
    }
    let headline = format!("the explanation is for `{}`, which `{}` did not judge here", subject.value, rule.value);
    let near = nearest(&subject.value, names.iter().map(String::as_str));
    stale(headline, subject.span, "no such subject").help(did_you_mean(near))
}

/// What to do about an explanation of nothing.
const REMOVE: &str = "remove the explanation, or give it a `period` if it is for another return";

/// Whether an explanation is for what a rule says about a subject, whatever the figures are.
#[must_use]
pub fn is_about(explanation: &Explanation, judgement: &Judgement) -> bool {
    let subject = &judgement.subject;
    explanation.rule.value == *judgement.rule
        && subject.is_called(&explanation.subject.value)
        && explanation.what.as_ref().is_none_or(|what| plain_word(&what.value) == subject.what)
}

/// Whether a finding's value is the one that was accepted, whichever minus somebody wrote.
fn is_value(value: &str, accepted: &str) -> bool {
    value == accepted || value.replace(MINUS, "-") == accepted.replace(MINUS, "-")
}

fn stale(headline: String, at: Span, label: &str) -> Diagnostic {
    Diagnostic::warning("explanation-stale", headline).at(at, label)
}

fn changed(value: &Spanned<String>, judgement: &Judgement) -> Diagnostic {
    let name = &judgement.subject.name;
    let headline = format!("the explanation is for other figures than `{name}` has now");
    let problem =
        stale(headline, value.span, "accepted for these").help("accept the finding again, or correct the figures");
    let at = judgement.labels.first().map_or(judgement.subject.span, |label| label.span);
    problem.at(at, format!("now {}", judgement.value()))
}

/// A second explanation is one too many in the same file; one in a folder above is only overruled.
fn twice(explanation: &Explanation, same: &[&mut Arc<Judgement>]) -> Option<Diagnostic> {
    let used = same.iter().filter_map(|judgement| judgement.explained.as_ref());
    let first = used.map(|explained| explained.span).find(|first| first.source() == explanation.span.source())?;
    let headline = format!("`{}` about `{}` is explained twice", explanation.rule.value, explanation.subject.value);
    let problem = Diagnostic::warning("explained-twice", headline).at(explanation.rule.span, "again here");
    Some(problem.at(first, "first here").help("remove one of the two"))
}

fn explained(explanation: &Explanation) -> Explained {
    Explained {
        why: explanation.why.value.clone(),
        body: explanation.body.as_ref().map(|body| body.value.clone()),
        date: explanation.date.as_ref().map(|date| date.value),
        until: explanation.until.as_ref().map(|until| until.value),
        span: explanation.rule.span,
    }
}
