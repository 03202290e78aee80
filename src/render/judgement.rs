//! One judgement for a person: what became of the rule, where it points, and everything that it read.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::safe::safe;
use crate::model::pounds;
use crate::number::MINUS;
use crate::source::{Sources, Span};
use crate::verdict::{self, Evidence, Judgement, Outcome, Tells, Told, Verdict};

/// A judgement with its labels and its evidence.
#[must_use]
pub fn judgement(judgement: &Judgement, sources: &Sources) -> String {
    let what = judgement.subject.what.replace('_', " ");
    let mut out = format!(
        "{} over {what} `{}`: {}\n",
        judgement.rule,
        safe(&judgement.subject.name),
        outcome(&judgement.outcome)
    );
    if let Outcome::Undecided(wants) = &judgement.outcome {
        for want in wants {
            let _ = writeln!(out, "  {} {}: {}", safe(&want.what), want.why.words(), cell(want.span, sources));
        }
    }
    for label in &judgement.labels {
        let _ = writeln!(out, "  at {}", format!("{} {}", cell(label.span, sources), safe(&label.text)).trim_end());
    }
    if let Some(help) = &judgement.help {
        let _ = writeln!(out, "  help: {}", safe(help));
    }
    let mut reads: Vec<String> = judgement.evidence.iter().map(|evidence| read(evidence, sources)).collect();
    let mut seen = BTreeSet::new();
    reads.retain(|read| seen.insert(read.clone()));
    for read in reads {
        let _ = writeln!(out, "  read {read}");
    }
    out
}

/// What became of a rule, in a few words.
#[must_use]
pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Decided(verdict) => safe(&decided(verdict)),
        Outcome::NotApplicable(reason) => format!("not applicable, {}", safe(reason)),
        Outcome::Undecided(_) => "undecided".to_owned(),
        Outcome::Fault(fault) => format!("broke, {}", safe(&fault.what)),
    }
}

fn decided(verdict: &Verdict) -> String {
    match verdict {
        Verdict::On { shown, told, .. } | Verdict::Off { shown, told, .. } => {
            let told: String = told.iter().flat_map(|told| ["; ".to_owned(), in_words(told)]).collect();
            format!("{}, expected {shown}{told}", verdict.word())
        }
        Verdict::Band { reason, .. } => format!("{}, {reason}", verdict.word().replace('_', " ")),
        Verdict::Met { reason } => format!("met, {reason}"),
        Verdict::Unmet { shown, reason, .. } => format!("unmet by {shown}, {reason}"),
        Verdict::Pay { amount } => format!("pays {}", pounds(amount)),
        Verdict::Nothing { reason } => format!("pays nothing, {reason}"),
        Verdict::Pass => "passes".to_owned(),
        Verdict::Finding { severity, headline } => format!("{}, {headline}", severity.word()),
    }
}

/// What a verdict tells beside its word.
#[must_use]
pub fn in_words(told: &Told) -> String {
    let shown = &told.shown;
    let way = |since: &str| match () {
        () if told.number.is_zero() => format!("held on {since}"),
        () if told.number.is_negative() => format!("worsened on {since} by {}", shown.trim_start_matches(MINUS)),
        () => format!("improved on {since} by {shown}"),
    };
    match told.what {
        Tells::OffBy => format!("off by {shown}"),
        Tells::RateNeeded => format!("{shown} a quarter to the target"),
        Tells::Outturn => format!("leads to {shown}"),
        Tells::OnLastPeriod => way("the period before"),
        Tells::OnLastYear => way("the same period a year before"),
    }
}

fn read(evidence: &Evidence, sources: &Sources) -> String {
    match evidence {
        Evidence::Field { path, places, shown, .. } => {
            let value = shown.as_ref().map(|shown| format!(" = {}", safe(shown))).unwrap_or_default();
            let cells: Vec<String> = places.iter().map(|&place| cell(place, sources)).collect();
            format!("{path}{value}, from {}", cells.join(", "))
        }
        Evidence::Threshold { name, shown, since, .. } => {
            format!("limits.{name} = {shown}, {}", verdict::since(*since))
        }
    }
}

/// What stands at a place, or the place itself where nothing does.
fn cell(span: Span, sources: &Sources) -> String {
    if span.is_empty() { sources.locate(span) } else { quoted(span, sources) }
}

/// How many characters of a text are quoted.
const MOST: usize = 60;

/// The beginning of what stands at a place, with … where there is more of it; nothing for a caret.
#[must_use]
pub fn quoted(span: Span, sources: &Sources) -> String {
    let text = sources.slice(span);
    let short: String = text.lines().next().unwrap_or_default().chars().take(MOST).collect();
    let more = if short.len() < text.trim_end().len() { "…" } else { "" };
    if text.is_empty() { String::new() } else { format!("«{}{more}»", safe(&short)) }
}
