//! One line of a file: its cells, and which verdicts each of them has a part in.

use std::collections::BTreeSet;

use super::touch;
use crate::diagnostic::Diagnostic;
use crate::document::{self, Node, NodeKind};
use crate::pack::Pack;
use crate::pack::thresholds::Threshold;
use crate::source::{Source, Span};
use crate::verdict::{Evidence, Judgement, Outcome, Report, Subject};

/// What a place is to a verdict; what says most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The verdict stands here in its rule.
    Ends,
    /// A value was made from it.
    Value,
    /// It is the value of a threshold in force.
    Threshold,
    /// What the verdict lacks is said here, or should stand here.
    Missing,
    /// An earlier verdict, which this one read, was made from it.
    Through,
    /// The rule asked whether it is given, and it is not.
    NotGiven,
    /// It decided what counts.
    Considered,
    /// The rule points to it.
    Label,
    /// The rule reads a value here, in its script.
    Reads,
}

/// A verdict that a place has a part in.
#[derive(Debug, Clone)]
pub struct Use<'r> {
    /// The verdict.
    pub judgement: &'r Judgement,
    /// What the place is to it.
    pub role: Role,
    /// The path that was read, as scripts write it; what is missing, in words; or a label's text.
    pub what: String,
    /// The value, as a person reads it.
    pub shown: Option<&'r str>,
    /// The place itself.
    pub place: Span,
}

/// One value of a line.
#[derive(Debug)]
pub struct Cell<'r> {
    /// The key or the column that it stands under; empty for one of a list.
    pub name: String,
    /// Where it stands; empty for a blank.
    pub span: Span,
    /// The verdicts that it has a part in.
    pub uses: Vec<Use<'r>>,
}

/// One line, and all that is known about it.
#[derive(Debug)]
pub struct Line<'r> {
    /// The line without its end.
    pub span: Span,
    /// Its values, in order.
    pub cells: Vec<Cell<'r>>,
    /// Verdicts that it has a part in by a place that is none of its cells.
    pub whole: Vec<Use<'r>>,
    /// The findings that point to it.
    pub findings: Vec<&'r Diagnostic>,
    /// The subjects that stand in it.
    pub subjects: Vec<&'r Subject>,
    /// The threshold that it belongs to.
    pub threshold: Option<&'r Threshold>,
    /// The verdicts that rest on any value of that threshold.
    pub resting: Vec<&'r Judgement>,
    /// The rule whose script it is part of.
    pub script: Option<&'r str>,
    /// Why no rule reads it, where that is known.
    pub because: Option<&'static str>,
}

/// The bytes of a line, counted from 1, without its end; none when the text has no such line.
#[must_use]
pub fn span_of(source: &Source, number: usize) -> Option<Span> {
    let starts = source.line_starts();
    let start = *starts.get(number.checked_sub(1)?)?;
    let end = starts.get(number).copied().unwrap_or(source.text().len());
    let text = source.text()[start..end].trim_end_matches(['\n', '\r']);
    let mark = if number == 1 { text.len() - text.trim_start_matches('\u{feff}').len() } else { 0 };
    Some(source.span(start + mark, start + text.len()))
}

/// All about a line.
#[must_use]
pub fn line<'r>(report: &'r Report, pack: &'r Pack, source: &Source, span: Span) -> Line<'r> {
    let text = source.slice(span);
    let scripts = pack.rules.iter().chain(&pack.library);
    let script = scripts.into_iter().find(|script| script.source.id() == source.id());
    let found = if script.is_some() { Leaves::default() } else { Leaves::of(source, span) };
    let mut cells: Vec<Cell> = found.leaves;
    let mut whole = Vec::new();
    for one in uses(report, span) {
        match cells.iter_mut().find(|cell| is_cell(one.place, cell.span)) {
            Some(cell) => cell.uses.push(one),
            None => whole.push(one),
        }
    }
    for uses in cells.iter_mut().map(|cell| &mut cell.uses).chain([&mut whole]) {
        *uses = best(std::mem::take(uses));
    }
    let points = |finding: &&Diagnostic| places(finding).any(|place| touch(place, span));
    let stands = |subject: &&Subject| touch(subject.span.before(), span);
    let threshold = threshold(pack, span);
    let because = because(text, script.is_some(), found.keys, cells.is_empty());
    Line {
        span,
        cells,
        whole,
        findings: report.broken.iter().chain(&report.findings).filter(points).collect(),
        subjects: super::subjects(report).into_iter().filter(stands).collect(),
        resting: threshold.map(|it| resting(report, it)).unwrap_or_default(),
        threshold,
        script: script.map(|script| script.id.as_str()),
        because,
    }
}

/// The places that a finding points to, and the one where it is explained.
pub fn places(finding: &Diagnostic) -> impl Iterator<Item = Span> {
    finding.labels.iter().map(|label| label.span).chain(finding.explained.as_ref().map(|explained| explained.span))
}

/// Why no rule reads a line, where its text tells.
fn because(text: &str, script: bool, keys: usize, no_cells: bool) -> Option<&'static str> {
    let text = text.trim();
    match text {
        "" => Some("it is blank"),
        _ if no_cells && text.starts_with(if script { "//" } else { "#" }) => Some("it is a comment"),
        _ if no_cells && keys > 0 => Some("it only names what stands below it"),
        _ => None,
    }
}

/// Every part that a place has in a verdict, in the order of judging.
#[must_use]
pub fn uses(report: &Report, place: Span) -> Vec<Use<'_>> {
    let mut found = Vec::new();
    for judgement in report.judged() {
        let mut add = |at: Span, role, what: &str, shown| {
            if touch(at, place) {
                found.push(Use { judgement, role, what: what.to_owned(), shown, place: at });
            }
        };
        if let Some(at) = judgement.at {
            add(at, Role::Ends, "", None);
        }
        for evidence in &judgement.evidence {
            of_evidence(judgement, evidence, &mut add);
        }
        if let Outcome::Undecided(wants) = &judgement.outcome {
            for want in wants {
                add(want.span, Role::Missing, &want.what, None);
            }
        }
    }
    found
}

/// The places of one piece of evidence, each with its role, what it is called and its value.
fn of_evidence<'r>(
    judgement: &'r Judgement,
    evidence: &'r Evidence,
    add: &mut impl FnMut(Span, Role, &str, Option<&'r str>),
) {
    match evidence {
        Evidence::Field { path, places, behind, shown, at, .. } => {
            let shown = shown.as_deref();
            for &place in places {
                let role = match shown {
                    Some(_) if behind.grounds.is_empty() => Role::Value,
                    Some(_) => Role::Through,
                    None => without_value(judgement, place),
                };
                // What is missing is said in the words of the verdict, which name it better than the path.
                if role == Role::Missing {
                    continue;
                }
                let text = if role == Role::Label { label(judgement, place) } else { path };
                add(place, role, text, shown);
            }
            for &place in &behind.considered {
                add(place, Role::Considered, path, shown);
            }
            for ground in &behind.grounds {
                add(ground.span, Role::Through, path, shown);
            }
            add(*at, Role::Reads, path, shown);
        }
        Evidence::Threshold { name, shown, span, at, .. } => {
            let path = format!("limits.{name}");
            add(*span, Role::Threshold, &path, Some(shown));
            add(*at, Role::Reads, &path, Some(shown));
        }
    }
}

/// What a place is to a verdict that read no value from it.
#[must_use]
pub fn without_value(judgement: &Judgement, place: Span) -> Role {
    let is_label = judgement.labels.iter().any(|label| holds(label.span, place));
    match is_label {
        true => Role::Label,
        false if is_wanted(judgement, place) => Role::Missing,
        false => Role::NotGiven,
    }
}

/// Whether one place lies in another.
fn holds(outer: Span, inner: Span) -> bool {
    outer.source() == inner.source() && outer.start() <= inner.start() && inner.end() <= outer.end()
}

fn is_wanted(judgement: &Judgement, place: Span) -> bool {
    matches!(&judgement.outcome, Outcome::Undecided(wants) if wants.iter().any(|want| want.span == place))
}

/// What a rule says at a place that it points to.
fn label(judgement: &Judgement, place: Span) -> &str {
    judgement.labels.iter().find(|label| holds(label.span, place)).map_or("", |label| label.text.as_str())
}

/// For each verdict and path the part that says most; labels only where nothing else is said.
fn best(mut uses: Vec<Use<'_>>) -> Vec<Use<'_>> {
    let of = |one: &Use| (one.judgement.rule.clone(), one.judgement.subject.what, one.judgement.subject.index);
    let told: BTreeSet<_> = uses.iter().filter(|one| one.role < Role::Label).map(of).collect();
    uses.retain(|one| one.role != Role::Label || !told.contains(&of(one)));
    let mut kept: Vec<Use> = Vec::new();
    for one in uses {
        let same = |known: &&mut Use| of(known) == of(&one) && known.what == one.what;
        match kept.iter_mut().find(same) {
            Some(known) if one.role < known.role => *known = one,
            Some(_) => {}
            None => kept.push(one),
        }
    }
    kept
}

/// Whether a place is one cell, with or without its quotes, or lies in it. A caret is a cell only where that is blank:
/// otherwise it says that something should stand beside the cell.
fn is_cell(place: Span, cell: Span) -> bool {
    let fits = place.start() + 1 >= cell.start() && place.end() <= cell.end() + 1;
    fits && if place.is_empty() || cell.is_empty() {
        place.start() == cell.start() && place.is_empty() == cell.is_empty()
    } else {
        place.start() < cell.end() && cell.start() < place.end()
    }
}

/// The threshold that a line of the pack's thresholds belongs to: the last whose name stands in it or above it.
fn threshold(pack: &Pack, line: Span) -> Option<&Threshold> {
    let here = pack.thresholds.iter().filter(|threshold| threshold.name.span.source() == line.source());
    here.filter(|threshold| threshold.name.span.start() <= line.end()).max_by_key(|it| it.name.span.start())
}

/// The verdicts that read a threshold, themselves or through an earlier verdict.
fn resting<'r>(report: &'r Report, threshold: &Threshold) -> Vec<&'r Judgement> {
    let is_value = |span: Span| threshold.values.iter().any(|dated| dated.value.span == span);
    let rests = |judgement: &&Judgement| {
        judgement.evidence.iter().any(|evidence| match evidence {
            Evidence::Field { behind, .. } => behind.grounds.iter().any(|ground| is_value(ground.span)),
            Evidence::Threshold { span, .. } => is_value(*span),
        })
    };
    report.judged().filter(rests).collect()
}

/// The values of a document that touch a line, and how many of its keys stand there.
#[derive(Default)]
struct Leaves<'r> {
    leaves: Vec<Cell<'r>>,
    keys: usize,
}

impl Leaves<'_> {
    /// Reads the document again, as what was made of it keeps no trace of what nobody asked for.
    fn of(source: &Source, line: Span) -> Self {
        let document = document::read(source);
        let mut found = Leaves::default();
        found.collect("", &document.root, line);
        found
    }

    fn collect(&mut self, name: &str, node: &Node, line: Span) {
        match &node.kind {
            NodeKind::List(nodes) => nodes.iter().for_each(|node| self.collect(name, node, line)),
            NodeKind::Record(entries) => {
                for (key, node) in entries {
                    self.keys += usize::from(touch(key.span, line));
                    self.collect(&key.value, node, line);
                }
            }
            NodeKind::Blank | NodeKind::Scalar(_) | NodeKind::Unreadable => {
                if touch(node.span, line) {
                    self.leaves.push(Cell { name: name.to_owned(), span: node.span, uses: Vec::new() });
                }
            }
        }
    }
}
