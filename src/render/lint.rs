//! What is wrong with a pack, as a person or a program reads it.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Severity;
use crate::lint::Linted;
use crate::render::json::{FindingJson, finding};
use crate::render::safe::safe;
use crate::render::terminal::{self, Look};
use crate::source::Sources;

/// The version of the form below: it changes when something is taken away or means something else.
const SCHEMA: &str = "plumbline/lint/1";

/// What was found in a pack.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LintJson {
    /// The version of this form.
    pub schema: &'static str,
    /// The pack as it was named.
    pub pack: String,
    /// How many rules were looked at.
    pub rules: usize,
    /// How many thresholds were looked at.
    pub thresholds: usize,
    /// Findings that must be mended.
    pub errors: usize,
    /// Findings that a person should look at.
    pub warnings: usize,
    /// Findings that are worth knowing.
    pub advice: usize,
    /// What is wrong.
    pub findings: Vec<FindingJson>,
    /// What was found and is allowed, each with the reason under `explained`.
    pub suppressed: Vec<FindingJson>,
}

/// Each problem drawn in its place, what is allowed in a line, and the summary.
#[must_use]
pub fn drawn(linted: &Linted, sources: &Sources, look: Look) -> String {
    let mut out: String =
        linted.found.iter().map(|problem| terminal::diagnostic(problem, sources, look) + "\n").collect();
    out.push_str(&allowed(linted, sources));
    out + summary(linted).as_str()
}

/// A line a problem, and the summary.
#[must_use]
pub fn concise(linted: &Linted, sources: &Sources) -> String {
    let lines: String = linted.found.iter().map(|problem| super::concise::diagnostic(problem, sources)).collect();
    lines + summary(linted).as_str()
}

/// Everything as one JSON document.
///
/// # Panics
/// Never: the types hold nothing that cannot be written.
#[must_use]
pub fn json(pack: &str, linted: &Linted, sources: &Sources) -> String {
    let json = LintJson {
        schema: SCHEMA,
        pack: pack.to_owned(),
        rules: linted.rules,
        thresholds: linted.thresholds,
        errors: linted.count(Severity::Error),
        warnings: linted.count(Severity::Warning),
        advice: linted.count(Severity::Advice),
        findings: linted.found.iter().map(|problem| finding(problem, sources)).collect(),
        suppressed: linted.suppressed.iter().map(|problem| finding(problem, sources)).collect(),
    };
    serde_json::to_string_pretty(&json).expect("internal: a document that cannot be written") + "\n"
}

/// The schema of [`LintJson`], as JSON Schema.
///
/// # Panics
/// Never: a schema is plain data.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(LintJson);
    serde_json::to_string_pretty(&schema).expect("internal: a schema that cannot be written") + "\n"
}

fn allowed(linted: &Linted, sources: &Sources) -> String {
    let mut out = String::new();
    for problem in &linted.suppressed {
        let Some(explained) = &problem.explained else { continue };
        let at = sources.locate(explained.span);
        let _ = writeln!(out, "{}", safe(&format!("suppressed: {}, because {}: {at}", problem.code, explained.why)));
    }
    out + if linted.suppressed.is_empty() { "" } else { "\n" }
}

/// `clean: 36 rules, 8 thresholds, 2 suppressed`, or `3 errors, 1 warning in 36 rules, 8 thresholds`.
fn summary(linted: &Linted) -> String {
    let looked_at = if linted.is_unread {
        "a pack that cannot be read".to_owned()
    } else {
        format!("{}, {}", some(linted.rules, "rule"), some(linted.thresholds, "threshold"))
    };
    let counts: Vec<String> = [Severity::Error, Severity::Warning]
        .into_iter()
        .map(|severity| (linted.count(severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| some(count, severity.word()))
        .collect();
    let mut out =
        if counts.is_empty() { format!("clean: {looked_at}") } else { format!("{} in {looked_at}", counts.join(", ")) };
    let advice = linted.count(Severity::Advice);
    if advice > 0 {
        let _ = write!(out, ", {advice} advice");
    }
    if !linted.suppressed.is_empty() {
        let _ = write!(out, ", {} suppressed", linted.suppressed.len());
    }
    out + "\n"
}

fn some(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
