//! Does each rule have its page, its authority, and a fixture for each outcome that it can come to?

use std::collections::HashSet;

use super::FixtureFolder;
use super::outcomes::{expects, outcomes};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::engine::compile::Compiled;
use crate::engine::typed::Rule;
use crate::pack::duties::held_by;
use crate::pack::{Pack, Script};
use crate::source::{Source, Span};

/// What stands on the page of a new rule for what somebody has yet to say.
pub const UNSAID: &str = "not yet said";

/// What rules lack on their pages. Those that do not load are left until they do.
#[must_use]
pub fn check(pack: &Pack, compiled: &Compiled) -> Vec<Diagnostic> {
    let of_rules = compiled.rules.iter().filter_map(|rule| of_rule(rule, script_of(rule, pack)?));
    let values = pack.thresholds.iter().flat_map(|it| it.values.iter().map(|dated| (&it.name.value, dated)));
    let unsaid = values.filter(|(_, dated)| dated.authority.contains(UNSAID)).map(|(name, dated)| {
        let headline = format!("the authority of `{name}` is not said");
        let help = "say on whose authority it has this value";
        Diagnostic::new(Severity::Advice, "page-unfinished", headline).at(dated.value.span, "of this value").help(help)
    });
    of_rules.chain(unsaid).collect()
}

/// Duties that no rule holds, and those that a page names and the pack does not list.
#[must_use]
pub fn check_duties(pack: &Pack) -> Vec<Diagnostic> {
    let mut named: HashSet<String> = HashSet::new();
    let mut found = Vec::new();
    let known = || pack.duties.iter().map(|duty| duty.id.value.as_str());
    for name in pack.rules.iter().flat_map(|script| held_by(&script.source)) {
        if !known().any(|id| id == name.value) {
            let headline = format!("`{}` is none of the pack's duties", name.value);
            let help = match nearest(&name.value, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "list it under `duties` of pack.yaml, or take it out of the page".to_owned(),
            };
            found.push(Diagnostic::warning("duty-unknown", headline).at(name.span, "").help(help));
        }
        named.insert(name.value);
    }
    for duty in pack.duties.iter().filter(|duty| duty.by.is_none() && !named.contains(&duty.id.value)) {
        let headline = format!("no rule holds `{}`: {}", duty.id.value, duty.what);
        let help = "name it on the page of the rule that does, after `//! Holds:`, or say with `by` what else holds it";
        found.push(Diagnostic::warning("duty-held-by-none", headline).at(duty.id.span, "").help(help));
    }
    found
}

fn of_rule(rule: &Rule, script: &Script) -> Option<Diagnostic> {
    let start = script.source.whole().before();
    if !rule.page.iter().any(|line| line.trim().starts_with("# ")) {
        let headline = format!("the rule `{}` has no page", rule.id);
        let help =
            "begin the file with `//! # ` and a title, and below it what the rule checks, why, and on whose authority";
        return Some(Diagnostic::warning("rule-without-page", headline).at(start, "it should stand here").help(help));
    }
    if !rule.page.iter().any(|line| line.contains("Authority:")) {
        let headline = format!("the page of `{}` does not say on whose authority it judges", rule.id);
        let diagnostic = Diagnostic::warning("rule-without-authority", headline);
        let help = "add a line `//! Authority: …`: the agreement, a board's paper, or this pack's own choice";
        return Some(diagnostic.at(title_of(&script.source), "its page").help(help));
    }
    unsaid(rule, &script.source)
}

/// What a page still leaves to be said, as a new rule does: its first such place.
fn unsaid(rule: &Rule, source: &Source) -> Option<Diagnostic> {
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        if let Some(at) = line.starts_with("//!").then(|| line.find(UNSAID)).flatten() {
            let headline = format!("the page of `{}` is not finished", rule.id);
            let help = "say what it checks, on whose authority, and what it is known to miss";
            let at = source.span(start + at, start + at + UNSAID.len());
            return Some(Diagnostic::new(Severity::Advice, "page-unfinished", headline).at(at, "here").help(help));
        }
        start += line.len();
    }
    None
}

/// The first line of a page that is a title.
fn title_of(source: &Source) -> Span {
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        let bare = line.trim_end();
        if bare.strip_prefix("//!").is_some_and(|rest| rest.trim_start().starts_with("# ")) {
            return source.span(start, start + bare.len());
        }
        start += line.len();
    }
    source.whole().before()
}

fn script_of<'p>(rule: &Rule, pack: &'p Pack) -> Option<&'p Script> {
    pack.rules.iter().find(|script| script.id == *rule.id)
}

/// What rules lack of fixtures, and fixtures of no rule.
#[must_use]
pub fn check_fixtures(pack: &Pack, compiled: &Compiled, folders: &[FixtureFolder]) -> Vec<Diagnostic> {
    // A pack that was copied elsewhere names a folder that is not there: that is one matter, and not one of each rule.
    if let (Some(named), []) = (&pack.fixtures, folders) {
        let headline = format!("no rule has fixtures: the folder `{}` is empty, or not there", named.value);
        let help =
            "name the folder that holds a folder for each rule, by its path from the pack's; or leave `fixtures` out";
        let diagnostic = Diagnostic::new(Severity::Advice, "rule-without-fixtures", headline);
        return vec![diagnostic.at(named.span, "a path from the pack's folder").help(help)];
    }
    // The fixtures of a rule that an edition keeps are those of the pack that it is kept from.
    let own = compiled.rules.iter().filter(|rule| pack.is_own(rule.at));
    let mut found: Vec<Diagnostic> = own.flat_map(|rule| lacks(rule, folders)).collect();
    let ids = || pack.rules.iter().map(|script| script.id.as_str());
    for folder in folders.iter().filter(|folder| !ids().any(|id| id == folder.rule)) {
        let headline = format!("there are fixtures of a rule `{}`, and no such rule", folder.rule);
        let mut diagnostic = Diagnostic::warning("fixture-orphan", headline);
        if let Some(named) = &pack.fixtures {
            diagnostic = diagnostic.at(named.span, "in this folder");
        }
        let help = nearest(&folder.rule, ids()).map_or_else(
            || "remove the folder, or name it as the rule is named".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        found.push(diagnostic.help(help));
    }
    found
}

fn lacks(rule: &Rule, folders: &[FixtureFolder]) -> Vec<Diagnostic> {
    let advice = |code: &str, headline: String| Diagnostic::new(Severity::Advice, code, headline);
    let names: Vec<&str> = folders
        .iter()
        .filter(|folder| folder.rule == *rule.id)
        .flat_map(|folder| folder.fixtures.iter().map(String::as_str))
        .collect();
    if names.is_empty() {
        let help = format!("add `{}/<outcome>_<what>.yaml` to the pack's fixtures, one for each outcome", rule.id);
        let diagnostic = advice("rule-without-fixtures", format!("the rule `{}` has no fixtures", rule.id));
        return vec![diagnostic.at(rule.at, "nothing shows what it does").help(help)];
    }
    let open = outcomes(rule).into_iter().filter(|(word, _)| !names.iter().any(|name| expects(name, word)));
    open.map(|(word, at)| {
        let headline = format!("no fixture shows `{}` come to `{}`", rule.id, word.replace('_', " "));
        let help = format!("add `{}/{word}_<what>.yaml` to the pack's fixtures", rule.id);
        advice("outcome-without-fixture", headline).at(at, "").help(help)
    })
    .collect()
}
