//! A whole report for a person: what broke, every finding, then what was decided, what was not, and why.
//!
//! It draws what the report holds and decides nothing.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use super::safe::safe;
use super::terminal::{self, Look};
use super::undecided;
use crate::diagnostic::{MOST_SHOWN, Severity, shortened};
use crate::document::Choice;
use crate::model::pounds;
use crate::model::words::Band;
use crate::render::judgement::in_words;
use crate::render::margin::{self, Margins, Told};
use crate::render::tune::outcome_in_a_word;
use crate::render::{grant, payments};
use crate::source::Sources;
use crate::tune::margin::Margin;
use crate::verdict::{Judgement, Kind, Outcome, Report, Tells, Verdict, Want};

/// Where a pack comes from, for the head of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackFrom {
    /// Built into the binary.
    BuiltIn,
    /// Read from a folder.
    Folder(String),
}

/// How many characters of a reason are shown.
pub(super) const MOST_REASON: usize = 1_000;

/// A name that is safe and that a line has room for.
fn short(text: &str) -> String {
    safe(&shortened(text, MOST_SHOWN))
}

/// The report as a person reads it.
#[must_use]
pub fn report(report: &Report, from: &PackFrom, sources: &Sources, look: Look) -> String {
    with_margins(report, from, sources, look, None)
}

/// The same, and how far each verdict is from turning, where that was asked for.
#[must_use]
pub fn with_margins(
    report: &Report,
    from: &PackFrom,
    sources: &Sources,
    look: Look,
    margins: Option<(&Margins, Told<'_>)>,
) -> String {
    let mut out = String::new();
    for diagnostic in report.broken.iter().chain(&report.findings) {
        out.push_str(&terminal::diagnostic(diagnostic, sources, look));
        out.push('\n');
    }
    out.push_str(&head(report, from));
    for (title, kind) in
        [("Bands", Kind::OutcomeBand), ("Delivery", Kind::DeliveryBand), ("Conditions", Kind::Condition)]
    {
        let judged = report.judged().filter(|j| j.kind == kind);
        let rows: Vec<Row> = judged.map(|j| with_its_way(row(j, sources), j, report)).collect();
        section(&mut out, title, &rows);
    }
    if let Some(table) = &report.reward {
        out.push_str("\nGrant\n");
        out.push_str(&grant::table(table, sources));
        if !table.payments.is_empty() {
            out.push_str("\nPayments\n");
            out.push_str(&payments::payments(&table.payments));
        }
    }
    if !report.loans.is_empty() {
        out.push_str("\nLoans\n");
        out.push_str(&payments::loans(&report.loans, sources));
    }
    let others = report.judged().filter(|j| j.kind == Kind::Award && !in_grant_table(j));
    section(&mut out, "Awards", &others.map(|j| row(j, sources)).collect::<Vec<_>>());
    if let Some((margins, told)) = margins {
        section(&mut out, "Margins", &margin_rows(report, margins, |margins| margin::lines(margins, told)));
        section(&mut out, "On a knife's edge", &margin_rows(report, margins, |it| margin::knife_edges(it, told)));
    }
    out.push_str(&undecided::section(report, sources, look));
    section(&mut out, "Not applicable", &not_applicable(report));
    out.push_str("\nSummary\n");
    for (name, text) in summary(report) {
        let _ = writeln!(out, "  {name:<11} {text}");
    }
    out
}

/// A rating of the delivery that is not green, with what must be done each quarter and which way it went.
fn with_its_way(mut row: Row, judgement: &Judgement, report: &Report) -> Row {
    let is_at_risk =
        matches!(&judgement.outcome, Outcome::Decided(Verdict::Band { band: Band::Amber | Band::Red, .. }));
    if judgement.kind == Kind::DeliveryBand && is_at_risk {
        let is_its = |j: &&Judgement| j.kind == Kind::Trajectory && j.subject == judgement.subject;
        if let Some(Outcome::Decided(verdict)) = report.judged().find(is_its).map(|j| &j.outcome) {
            let told = [Tells::RateNeeded, Tells::OnLastPeriod, Tells::OnLastYear];
            let told: Vec<String> = told.iter().filter_map(|&what| Some(in_words(verdict.told(what)?))).collect();
            row.places.extend((!told.is_empty()).then(|| told.join("; ")));
        }
    }
    row
}

/// The verdicts of which there is something to say, with the first of it beside the name and the rest below.
fn margin_rows(report: &Report, margins: &Margins, say: impl Fn(&[Margin]) -> Vec<String>) -> Vec<Row> {
    let row = |(&at, margins): (&usize, &Vec<Margin>)| {
        let judgement = report.judgements.get(at)?;
        let mut said = say(margins).into_iter();
        let reason = said.next()?;
        let (word, name) = (outcome_in_a_word(&judgement.outcome), safe(&judgement.subject.name));
        Some(Row { word, name, reason, places: said.collect() })
    };
    margins.iter().filter_map(row).collect()
}

/// Whether the grant table or that of the payments shows an award.
fn in_grant_table(judgement: &Judgement) -> bool {
    matches!(judgement.subject.what, "measure" | "reward_target" | "instalment" | "portion" | "repayment")
}

fn head(report: &Report, from: &PackFrom) -> String {
    let from = match from {
        PackFrom::BuiltIn => "built in".to_owned(),
        PackFrom::Folder(folder) => format!("from {}", safe(folder)),
    };
    let illustrative = if report.illustrative { "; its figures are illustrative" } else { "" };
    let extends = report.extends.as_ref().map(|base| format!(", an edition of {}", safe(base))).unwrap_or_default();
    let since = report.since.map(|since| format!("\nby the refresh of the agreement it holds from {since}"));
    format!(
        "{}{illustrative}\njudged by the pack {} ({from}, digest {}){extends}{}\n",
        safe(&report.title),
        safe(&report.pack),
        report.digest,
        since.unwrap_or_default()
    )
}

/// One line of a section: a word, a name, a reason, and perhaps places below.
struct Row {
    word: String,
    name: String,
    reason: String,
    places: Vec<String>,
}

fn section(out: &mut String, title: &str, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    let width = |pick: fn(&Row) -> &String| rows.iter().map(|row| pick(row).chars().count()).max().unwrap_or(0);
    let (words, names) = (width(|row| &row.word), width(|row| &row.name));
    let _ = writeln!(out, "\n{title}");
    for row in rows {
        let line = format!("  {:<words$}  {:<names$}  {}", row.word, row.name, row.reason);
        let _ = writeln!(out, "{}", line.trim_end());
        for place in &row.places {
            let _ = writeln!(out, "{:indent$}{place}", "", indent = words + names + 6);
        }
    }
}

fn row(judgement: &Judgement, sources: &Sources) -> Row {
    let name = short(&judgement.subject.name);
    let plain = |word: &str, reason: &str| Row {
        word: word.replace('_', " "),
        name: name.clone(),
        reason: safe(&shortened(reason, MOST_REASON)),
        places: Vec::new(),
    };
    match &judgement.outcome {
        Outcome::Decided(Verdict::Unmet { shown, reason, .. }) => plain("unmet", &format!("{shown} short: {reason}")),
        Outcome::Decided(Verdict::Band { band, reason }) => plain(band.word(), reason),
        Outcome::Decided(Verdict::Met { reason }) => plain("met", reason),
        Outcome::Decided(Verdict::Pay { amount }) => plain("pays", &pounds(amount)),
        Outcome::Decided(Verdict::Nothing { reason }) => plain("pays nothing", reason),
        Outcome::Decided(verdict) => plain(verdict.word(), ""),
        Outcome::NotApplicable(reason) => plain("not applicable", reason),
        Outcome::Fault(fault) => plain("broken", &format!("the rule broke: {}", fault.what)),
        Outcome::Undecided(wants) => {
            let reason = said(wants);
            let mut places: Vec<String> = wants.iter().map(|want| safe(&sources.locate(want.span))).collect();
            places.dedup();
            Row { places, ..plain("undecided", &reason) }
        }
    }
}

/// What is missing and why; what is missing for one reason is said together.
pub(super) fn said(wants: &[Want]) -> String {
    let mut reasons: Vec<(&'static str, Vec<&str>)> = Vec::new();
    for want in wants {
        match reasons.iter_mut().find(|(why, _)| *why == want.why.words()) {
            Some((_, whats)) => whats.push(&want.what),
            None => reasons.push((want.why.words(), vec![&want.what])),
        }
    }
    let sentences: Vec<String> = reasons.iter().map(|(why, whats)| format!("{} {why}", whats.join(", "))).collect();
    sentences.join("; ")
}

/// How many names stand in a line before they are only counted.
pub(super) const FEW: usize = 3;

/// What rules had nothing to decide about, rule by rule and reason by reason.
fn not_applicable(report: &Report) -> Vec<Row> {
    let mut said: Vec<(&str, &str, Vec<&Judgement>)> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for judgement in report.judged().filter(|j| matches!(j.kind, Kind::Check | Kind::Trajectory)) {
        let Outcome::NotApplicable(reason) = &judgement.outcome else { continue };
        let at = *known.entry((&*judgement.rule, reason)).or_insert(said.len());
        match said.get_mut(at) {
            Some((.., judgements)) => judgements.push(judgement),
            None => said.push((&judgement.rule, reason, vec![judgement])),
        }
    }
    let row = |(rule, reason, judgements): (&str, &str, Vec<&Judgement>)| Row {
        word: safe(rule),
        name: short(reason),
        reason: short(&in_short(&judgements)),
        places: Vec::new(),
    };
    said.into_iter().map(row).collect()
}

/// What judgements of one rule are about: their names, or how many they are.
pub(super) fn in_short(judgements: &[&Judgement]) -> String {
    let names: Vec<&str> = judgements.iter().map(|judgement| judgement.subject.name.as_str()).collect();
    let what = judgements.first().map(|first| first.subject.what.replace('_', " ")).unwrap_or_default();
    if names.len() > FEW { format!("{} {}", names.len(), many(&what)) } else { names.join(", ") }
}

/// The last lines: each a name and a text.
fn summary(report: &Report) -> Vec<(&'static str, String)> {
    let of = |kind: Kind| report.judged().filter(move |judgement| judgement.kind == kind);
    let none = |text: String, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text };
    let word = |judgement: &Judgement| match &judgement.outcome {
        Outcome::Decided(verdict) => verdict.word().replace('_', " "),
        Outcome::NotApplicable(_) => "not applicable".to_owned(),
        Outcome::Undecided(_) => "undecided".to_owned(),
        Outcome::Fault(_) => "broken".to_owned(),
    };
    let (bands, delivery) = (counts(of(Kind::OutcomeBand).map(word)), counts(of(Kind::DeliveryBand).map(word)));
    let conditions = counts(of(Kind::Condition).map(word));
    let explained = match report.explained() {
        0 => None,
        1 => Some(("explained", "1 finding is explained".to_owned())),
        count => Some(("explained", format!("{count} findings are explained"))),
    };
    let mut lines = vec![("findings", findings(report))];
    lines.extend(explained);
    lines.extend(advisory(report).map(|text| ("advisory", text)));
    lines.extend([("bands", none(bands, "none: there was no indicator to judge, or no rule that judges one"))]);
    lines.extend((!delivery.is_empty()).then_some(("delivery", delivery)));
    lines.extend([
        ("conditions", none(conditions, "none: there was no condition to judge, or no rule that judges one")),
        (
            "grant",
            report.reward.as_ref().map_or_else(
                || "none: there is no pot, or no reward target with a measure".to_owned(),
                grant::in_a_line,
            ),
        ),
    ]);
    let waiting = report.judged().filter(|judgement| matches!(judgement.outcome, Outcome::Undecided(_))).count();
    lines.push(("undecided", if waiting == 0 { "nothing".to_owned() } else { verdicts(waiting) }));
    lines.push(("checked", checked(report)));
    let broken = report.broken.iter().filter(|problem| problem.severity == Severity::Error).count();
    if broken > 0 {
        lines.push((
            "broken",
            format!(
                "{broken} problem{} in the rules, said above; what they should decide is not decided",
                plural(broken)
            ),
        ));
    }
    lines
}

fn findings(report: &Report) -> String {
    let weights = [Severity::Error, Severity::Warning, Severity::Advice].map(|severity| {
        let count = report.findings.iter().filter(|finding| finding.counts_as(severity)).count();
        let ending = if severity == Severity::Advice { "" } else { plural(count) };
        (count > 0).then(|| format!("{count} {}{ending}", severity.word()))
    });
    let counted = report.findings.iter().filter(|finding| finding.explained.is_none() && !finding.advises());
    if counted.clone().next().is_none() {
        return "none".to_owned();
    }
    let by_rule = counts(counted.map(|finding| safe(&finding.code)));
    format!("{}: {by_rule}", weights.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// What was found by rules that advise; none where nothing was.
fn advisory(report: &Report) -> Option<String> {
    let said = match report.advisory() {
        0 => return None,
        1 => "1 finding rejects nothing".to_owned(),
        count => format!("{count} findings reject nothing"),
    };
    let by_rule = counts(report.findings.iter().filter(|it| it.advises()).map(|finding| safe(&finding.code)));
    Some(format!("{said}, by rules that only advise: {by_rule}"))
}

fn checked(report: &Report) -> String {
    let rules: BTreeSet<&str> = report.judged().map(|judgement| &*judgement.rule).collect();
    let mut subjects: Vec<(&str, BTreeSet<usize>)> = Vec::new();
    for judgement in report.judged() {
        let what = judgement.subject.what;
        match subjects.iter_mut().find(|(known, _)| *known == what) {
            Some((_, indices)) => drop(indices.insert(judgement.subject.index)),
            None => subjects.push((what, BTreeSet::from([judgement.subject.index]))),
        }
    }
    let over: Vec<String> = subjects
        .iter()
        .map(|(what, indices)| match indices.len() {
            1 => format!("1 {}", what.replace('_', " ")),
            count => format!("{count} {}", many(&what.replace('_', " "))),
        })
        .collect();
    format!(
        "{} by {} rule{} over {}",
        verdicts(report.judgements.len()),
        rules.len(),
        plural(rules.len()),
        none_or(&over.join(", "))
    )
}

fn none_or(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}

fn verdicts(count: usize) -> String {
    format!("{count} verdict{}", plural(count))
}

/// Several of a kind of subject: bids, tallies.
fn many(what: &str) -> String {
    what.strip_suffix('y').map_or_else(|| format!("{what}s"), |stem| format!("{stem}ies"))
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// The order in which words are counted; others follow in the order of first appearance.
const ORDER: [&str; 11] = [
    "green",
    "amber",
    "red",
    "not available",
    "refresh",
    "met",
    "unmet",
    "pay",
    "nothing",
    "not applicable",
    "undecided",
];

/// `2 green, 1 amber`.
fn counts(words: impl Iterator<Item = String>) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for word in words {
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    counts.sort_by_key(|(word, _)| ORDER.iter().position(|known| known == word).unwrap_or(ORDER.len()));
    counts.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}
