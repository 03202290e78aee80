//! What is being edited, as whoever edits it sees it: how things stand, and what each save turned.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::diff::body;
use super::paint::{Paint, paint};
use super::safe::safe;
use super::terminal::{self, Look};
use super::tested::some;
use crate::authoring::watch::{Broken, State, Step};
use crate::diagnostic::Severity;
use crate::document::Choice;
use crate::model::pounds;
use crate::source::Sources;
use crate::verdict::{Kind, Outcome, Report, Verdict};

/// How things stand: the pack, and in a line each what it makes of the returns.
#[must_use]
pub fn state(state: &State) -> String {
    let Some(side) = state.good() else { return String::new() };
    let (pack, rules) = (&side.pack, side.compiled.rules.len());
    let thresholds = pack.thresholds.iter().count();
    let of = format!("{}, {}", some(rules, "rule"), some(thresholds, "threshold"));
    let mut out = format!("{}: {of}, digest {}\n", safe(&pack.name), pack.digest);
    let width = state.over().iter().map(|one| one.name.chars().count()).max().unwrap_or(0);
    for (one, report) in state.over().iter().zip(side.reports()) {
        let _ = writeln!(out, "  {:<width$}  {}", safe(&one.name), in_a_line(report));
    }
    out
}

/// What was found in a return, how its outcomes are rated, and what it pays.
fn in_a_line(report: &Report) -> String {
    let count = |severity| report.findings.iter().filter(|finding| finding.counts_as(severity)).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut parts = vec![format!("{}, {}", some(errors, "error"), some(warnings, "warning"))];
    let mut bands = BTreeMap::new();
    for judgement in report.judged().filter(|it| it.kind == Kind::OutcomeBand) {
        if let Outcome::Decided(Verdict::Band { band, .. }) = judgement.outcome {
            *bands.entry(band).or_insert(0) += 1;
        }
    }
    let bands: Vec<String> =
        bands.iter().map(|(band, count)| format!("{count} {}", band.word().replace('_', " "))).collect();
    parts.extend((!bands.is_empty()).then(|| bands.join(", ")));
    parts.extend(report.reward.as_ref().map(|reward| format!("grant {}", pounds(&reward.awarded))));
    parts.join("; ")
}

/// What a save turned, or why the pack is broken.
#[must_use]
pub fn step(step: &Step, state: &State, sources: &Sources, look: Look) -> String {
    let mut out = String::new();
    for &at in &step.added {
        let stands = state.good().map(|side| format!(": {}", in_a_line(side.report(at)))).unwrap_or_default();
        let _ = writeln!(out, "new: {}{stands}", safe(&state.over()[at].name));
    }
    for difference in &step.returns {
        let _ = writeln!(out, "{}\n{}", safe(&difference.over.join(", ")), body(difference, None));
    }
    if let Some(broken) = &step.broken {
        out.push_str(&self::broken(broken, sources, look));
    }
    if step.mended {
        let _ =
            writeln!(out, "{}", paint("the pack is mended; compared with the last good state:", Paint::Green, look));
    }
    out.push_str(&step.pack.as_ref().map(|it| body(it, None)).unwrap_or_default());
    if out.is_empty() {
        out.push_str("no verdict changes\n");
    }
    out
}

/// Why nothing is judged by the pack.
fn broken(broken: &Broken, sources: &Sources, look: Look) -> String {
    let stands = "what comes next is compared with the last good state";
    let (drawn, words) = match broken {
        Broken::Unopened(why) => (String::new(), format!("{}: nothing is judged by the pack, and {stands}", safe(why))),
        Broken::Wrong(problems) => (
            problems.iter().map(|it| terminal::diagnostic(it, sources, look) + "\n").collect(),
            format!("the pack is broken: nothing is judged by it, and {stands}"),
        ),
    };
    format!("{drawn}{}\n", paint(&words, Paint::Red, look))
}

/// What still cannot be read, and stands as it was when it could.
#[must_use]
pub fn stands(what: &str, look: Look) -> String {
    format!("{}\n", paint(&format!("{what}; its last good state stands"), Paint::Red, look))
}
