//! What was judged about a subject, or from a line of a file, as a person reads it.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::concise;
use super::judgement::{outcome, quoted};
use super::margin::{self, Margins, Told};
use super::safe::safe;
use crate::document::csv::Separator;
use crate::document::{Why, scalar};
use crate::explain::line::{Cell, Line, Role, Use, places, without_value};
use crate::explain::{about, misread, resting_on};
use crate::pack::Pack;
use crate::source::{Source, Sources, Span};
use crate::verdict::{self, Evidence, Judgement, Outcome, Report, Subject};

/// A subject: where it stands, every verdict about it with all that it rests on, and the verdicts that rest on it.
#[must_use]
pub fn subject(subject: &Subject, report: &Report, pack: &Pack, margins: &Margins, sources: &Sources) -> String {
    let mut out = format!("{}, {}\n", named(subject), safe(&sources.locate(subject.span)));
    for judgement in about(report, subject) {
        out.push('\n');
        verdict(&mut out, judgement, pack, sources);
        let at = report.judged().position(|other| std::ptr::eq(other, judgement));
        let told = Told { thresholds: &pack.thresholds, sources };
        for line in at.and_then(|at| margins.get(&at)).into_iter().flat_map(|margins| margin::lines(margins, told)) {
            let _ = writeln!(out, "  it turns: {line}");
        }
    }
    let misread = misread(report, subject);
    if !misread.is_empty() {
        out.push_str("\nfound when it was read\n");
        for finding in misread {
            let _ = write!(out, "  {}", concise::diagnostic(finding, sources));
        }
    }
    let others = resting_on(report, subject);
    if !others.is_empty() {
        out.push_str("\nother verdicts that read its cells\n");
        for judgement in others {
            let _ = writeln!(out, "  {}", in_a_line(judgement));
        }
    }
    out
}

/// `the indicator Business start-ups (ES1)`.
fn named(subject: &Subject) -> String {
    let what = subject.what.replace('_', " ");
    let others: Vec<String> =
        subject.also.iter().filter(|also| **also != subject.name).map(|also| safe(also)).collect();
    let others = if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
    format!("the {what} `{}`{others}", safe(&subject.name))
}

/// A verdict in a line: its rule, what it is about, and what became of it.
#[must_use]
pub fn in_a_line(judgement: &Judgement) -> String {
    let what = judgement.subject.what.replace('_', " ");
    let (name, outcome) = (safe(&judgement.subject.name), outcome(&judgement.outcome));
    format!("{} over the {what} `{name}`: {outcome}{}", judgement.rule, advisory(judgement))
}

/// Behind what a rule found that rejects nothing.
fn advisory(judgement: &Judgement) -> &'static str {
    if judgement.advisory.is_some() { " (advisory: it rejects nothing)" } else { "" }
}

/// A verdict with its labels, its help, and all that was read for it.
fn verdict(out: &mut String, judgement: &Judgement, pack: &Pack, sources: &Sources) {
    let (rule, kind, outcome) = (&judgement.rule, judgement.kind, outcome(&judgement.outcome));
    let kind = crate::document::Choice::word(kind).replace('_', " ");
    let _ = writeln!(out, "{rule} ({kind}): {outcome}{}", advisory(judgement));
    if let Outcome::Undecided(wants) = &judgement.outcome {
        for want in wants {
            let _ = writeln!(out, "  missing: {} {}", safe(&want.what), want.why.words());
            let _ = writeln!(out, "    {}", place(want.span, sources));
        }
    }
    if !judgement.conditions.is_empty() {
        out.push_str("  because\n");
    }
    for statement in judgement.conditions.iter().flat_map(|condition| &condition.because) {
        let _ = writeln!(out, "    {}", safe(statement));
    }
    for label in judgement.labels.iter().filter(|label| !label.text.is_empty()) {
        let _ = writeln!(out, "  {}\n    {}", safe(&label.text), place(label.span, sources));
    }
    if let Some(help) = &judgement.help {
        let _ = writeln!(out, "  help: {}", safe(help));
    }
    if let Some(explained) = &judgement.explained {
        let _ = writeln!(out, "  explained: {}", safe(&explained.words()));
        let _ = writeln!(out, "    {}", safe(&sources.locate(explained.span)));
    }
    let mut seen = BTreeSet::new();
    for text in judgement.evidence.iter().filter_map(|evidence| read(judgement, evidence, pack, sources)) {
        if seen.insert(text.clone()) {
            out.push_str(&text);
        }
    }
    if let Some(at) = judgement.at {
        let _ = writeln!(out, "  decided in {}", safe(&sources.locate(at)));
    }
}

/// A value that was read and its cells, or a threshold in force and its authority; nothing for the place of a label.
fn read(judgement: &Judgement, evidence: &Evidence, pack: &Pack, sources: &Sources) -> Option<String> {
    let mut out = String::new();
    match evidence {
        Evidence::Field { path, places, behind, shown, .. } => {
            let is_asked = |&place: &Span| without_value(judgement, place) == Role::NotGiven;
            let _ = match shown {
                Some(shown) => writeln!(out, "  {path} = {}", safe(shown)),
                None if places.iter().any(is_asked) => writeln!(out, "  {path} is not given"),
                None => return None,
            };
            for &cell in places {
                let _ = writeln!(out, "    {}", place(cell, sources));
            }
            for &cell in behind.considered.iter().filter(|cell| !places.contains(cell)) {
                let _ = writeln!(out, "    {}, which decides what counts", place(cell, sources));
            }
            for ground in &behind.grounds {
                let _ = writeln!(out, "    {}: {}", safe(&ground.text), safe(&sources.locate(ground.span)));
            }
        }
        Evidence::Threshold { name, shown, since, span, .. } => {
            let _ = writeln!(out, "  limits.{name} = {}, {}", safe(shown), verdict::since(*since));
            let of_name = pack.thresholds.iter().filter(|threshold| threshold.name.value == **name);
            if let Some(dated) = of_name.flat_map(|it| &it.values).find(|dated| dated.value.span == *span) {
                let _ = writeln!(out, "    by authority of: {}", safe(&dated.authority));
            }
            let _ = writeln!(out, "    {}", safe(&sources.locate(*span)));
        }
    }
    Some(out)
}

/// Where a place is, and what stands there.
fn place(span: Span, sources: &Sources) -> String {
    let text = quoted(span, sources);
    format!("{} {text}", safe(&sources.locate(span))).trim_end().to_owned()
}

/// A line of a file: its cells, each with the verdicts that it has a part in, and the findings that point to it.
#[must_use]
pub fn line(line: &Line, at: &Source, column: Option<usize>, sources: &Sources) -> String {
    let mut out = format!("{}\n", safe(&sources.locate(line.span)));
    let text = sources.slice(line.span);
    if !text.is_empty() {
        let _ = writeln!(out, "  {}", safe(text));
    }
    if let Some(how) = read_as(at) {
        let _ = writeln!(out, "  {how}");
    }
    let byte = column.map(|column| byte_of(line.span, text, column));
    let chosen: Vec<&Cell> = match byte {
        Some(byte) => line.cells.iter().filter(|cell| (cell.span.start()..=cell.span.end()).contains(&byte)).collect(),
        None => line.cells.iter().collect(),
    };
    for cell in &chosen {
        let key = if cell.name.is_empty() { String::new() } else { format!("{} ", safe(&cell.name)) };
        let text = if cell.span.is_empty() { "blank".to_owned() } else { quoted(cell.span, sources) };
        let normalised = normalised(sources.slice(cell.span));
        let _ = writeln!(out, "\n{key}{text}{normalised}");
        if cell.uses.is_empty() {
            out.push_str(if cell.name == "note" { "  no rule reads a note\n" } else { "  no rule reads it\n" });
        }
        used(&mut out, &cell.uses);
    }
    if byte.is_some() && chosen.is_empty() && !line.cells.is_empty() {
        out.push_str("\nno value stands in this column\n");
    }
    if !line.whole.is_empty() {
        out.push_str("\nthe line\n");
        used(&mut out, &line.whole);
    }
    beside(&mut out, line, byte.map(|byte| at.span(byte, byte)), sources);
    out
}

/// How a file was read, where that is not as a text in UTF-8 with commas.
fn read_as(at: &Source) -> Option<String> {
    let encoding = at.read_as().map(|encoding| format!("in {encoding}"));
    let separator = at.name().to_lowercase().ends_with(".csv").then(|| Separator::of(at).name());
    let separator = separator.filter(|name| *name != "commas").map(|name| format!("with {name} between its cells"));
    let how: Vec<String> = encoding.into_iter().chain(separator).collect();
    (!how.is_empty()).then(|| format!("the file was read {}", how.join(", ")))
}

/// What was made of a value, where that is not how it is written.
fn normalised(text: &str) -> String {
    let gap = Why::said_by(text).map(|why| why.words().trim_start_matches("is ").to_owned());
    let read = gap.filter(|said| !text.eq_ignore_ascii_case(said)).or_else(|| scalar::normalised(text));
    read.map(|read| format!(", read as {}", safe(&read))).unwrap_or_default()
}

/// What belongs to a line beside its values: what it is part of, who stands there, what was found.
fn beside(out: &mut String, line: &Line, byte: Option<Span>, sources: &Sources) {
    let is_read = !line.whole.is_empty() || line.cells.iter().any(|cell| !cell.uses.is_empty());
    if !is_read {
        let why = line.because.map(|why| format!(": {why}")).unwrap_or_default();
        let _ = writeln!(out, "\nno rule reads this line{why}");
    }
    if let Some(threshold) = line.threshold.filter(|_| line.because.is_none()) {
        let name = safe(&threshold.name.value);
        let _ = writeln!(out, "\nit is part of the threshold {name}: {}", safe(&threshold.about));
        if line.resting.is_empty() {
            out.push_str("  no verdict about this return rests on it\n");
        }
        for judgement in line.resting.iter().filter(|_| !is_read) {
            let _ = writeln!(out, "  {}", in_a_line(judgement));
        }
    }
    if let Some(script) = line.script {
        let _ =
            writeln!(out, "\nit is part of the script `{}`; `plumb explain RULE` tells a rule in full", safe(script));
    }
    if !line.subjects.is_empty() {
        out.push('\n');
        for subject in &line.subjects {
            let _ = writeln!(out, "{} stands here", named(subject));
        }
    }
    let points = |span: Span| byte.is_none_or(|byte| crate::explain::touch(span, byte));
    let found = line.findings.iter().filter(|finding| places(finding).any(points));
    for (at, finding) in found.enumerate() {
        let title = if at == 0 { "\nfindings that point here\n" } else { "" };
        let _ = write!(out, "{title}  {}", concise::diagnostic(finding, sources));
    }
}

/// Each verdict once, and below it what the place is to it.
fn used(out: &mut String, uses: &[Use]) {
    let mut before: Option<&Judgement> = None;
    for one in uses {
        if !before.is_some_and(|before| std::ptr::eq(before, one.judgement)) {
            let _ = writeln!(out, "  {}", in_a_line(one.judgement));
        }
        before = Some(one.judgement);
        let _ = writeln!(out, "    {}", role(one));
    }
}

/// What the place is to a verdict, in words.
fn role(one: &Use) -> String {
    let what = safe(&one.what);
    let shown = one.shown.map(|shown| format!(" = {}", safe(shown))).unwrap_or_default();
    match one.role {
        Role::Ends => "it is decided here".to_owned(),
        Role::Value => format!("read as {what}{shown}"),
        Role::Threshold => format!("in force as {what}{shown}"),
        Role::Missing => format!("missing here: {what}"),
        Role::Through => format!("read through an earlier verdict, {what}{shown}"),
        Role::NotGiven => format!("asked for as {what}, and not given"),
        Role::Considered => format!("decided what counts in {what}{shown}"),
        Role::Label if what.is_empty() => "pointed to".to_owned(),
        Role::Label => format!("pointed to: {what}"),
        Role::Reads => format!("reads {what}{shown} here"),
    }
}

/// The byte of a column, counted in characters from 1; the end of the line when it is shorter.
fn byte_of(line: Span, text: &str, column: usize) -> usize {
    let inside = text.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    line.start() + inside
}
