//! What could not be decided, in a report for a person: by what is missing, and below it the rules that wait for it.

use std::collections::HashMap;
use std::fmt::Write;

use super::report::{FEW, MOST_REASON, in_short, said};
use super::safe::safe;
use super::terminal::{Look, wrap};
use crate::diagnostic::{MOST_SHOWN, shortened};
use crate::source::Sources;
use crate::verdict::{Judgement, Kind, Outcome, Report, Want};

/// Verdicts that wait for the same values.
struct Waiting<'r> {
    wants: &'r [Want],
    /// Rule by rule.
    rules: Vec<(&'r str, Vec<&'r Judgement>)>,
}

/// The section; nothing when all is decided. Verdicts that have their own section are not repeated.
pub fn section(report: &Report, sources: &Sources, look: Look) -> String {
    let waiting = waiting(report);
    let mut out = if waiting.is_empty() { String::new() } else { "\nUndecided\n".to_owned() };
    for Waiting { wants, rules } in waiting {
        let _ = write!(out, "  {}", wrap(&safe(&shortened(&said(wants), MOST_REASON)), look.width, 4));
        let mut places: Vec<String> = wants.iter().map(|want| safe(&sources.locate(want.span))).collect();
        places.dedup();
        for place in places.iter().take(FEW) {
            let _ = writeln!(out, "    {place}");
        }
        if places.len() > FEW {
            let _ = writeln!(out, "    and {} more", places.len() - FEW);
        }
        for (names, of) in of_the_same(&rules) {
            let (names, of) = (shortened(&names.join(", "), MOST_REASON), shortened(&of, MOST_SHOWN));
            let _ = write!(out, "    {}", wrap(&safe(&format!("{names}: {of}")), look.width, 6));
        }
    }
    out
}

fn waiting(report: &Report) -> Vec<Waiting<'_>> {
    let mut all: Vec<Waiting> = Vec::new();
    let mut known: HashMap<&[Want], usize> = HashMap::new();
    for judgement in report.judged().filter(|j| matches!(j.kind, Kind::Check | Kind::Trajectory)) {
        let Outcome::Undecided(wants) = &judgement.outcome else { continue };
        let at = *known.entry(wants).or_insert(all.len());
        if at == all.len() {
            all.push(Waiting { wants, rules: Vec::new() });
        }
        let rules = &mut all[at].rules;
        match rules.iter_mut().find(|(rule, _)| *rule == &*judgement.rule) {
            Some((_, judgements)) => judgements.push(judgement),
            None => rules.push((&judgement.rule, vec![judgement])),
        }
    }
    all
}

/// The rules that wait over the same subjects, with these in short.
fn of_the_same<'r>(rules: &[(&'r str, Vec<&'r Judgement>)]) -> Vec<(Vec<&'r str>, String)> {
    let mut all: Vec<(Vec<&str>, String)> = Vec::new();
    for (rule, judgements) in rules {
        let of = in_short(judgements);
        match all.iter_mut().find(|(_, known)| *known == of) {
            Some((names, _)) => names.push(rule),
            None => all.push((vec![rule], of)),
        }
    }
    all
}
