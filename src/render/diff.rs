//! A difference of verdicts for a person: how many turned into what, the money, and each change under its cause.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::judgement;
use super::safe::safe;
use crate::diff::causes::{Cause, Caused, Difference, How};
use crate::diff::reports::{Change, Said, Weight};
use crate::diff::tally::Awarded;
use crate::document::Choice;
use crate::model::pounds;
use crate::number::Exact;
use crate::verdict::{Kind, Outcome, Verdict};

/// What two sides are called.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The earlier.
    pub base: &'a str,
    /// The later.
    pub head: &'a str,
}

/// How many changes of each cause are shown where there may be many.
pub const FEW: usize = 20;

/// The difference as a person reads it.
#[must_use]
pub fn terminal(difference: &Difference, names: Names<'_>) -> String {
    of_most(difference, names, None)
}

/// The same with at most so many changes of each cause.
#[must_use]
pub fn of_most(difference: &Difference, names: Names<'_>, most: Option<usize>) -> String {
    format!("{} → {}\n{}", safe(names.base), safe(names.head), body(difference, most))
}

/// The same without the names of its sides.
pub(super) fn body(difference: &Difference, most: Option<usize>) -> String {
    let lines = |lines: Vec<String>| lines.into_iter().map(|line| safe(&line) + "\n").collect::<String>();
    let mut out = lines(warnings(difference));
    if difference.is_empty() {
        return format!("{out}{}{}\n", lines(asides(difference)), safe(&nothing("no verdict changes", difference)));
    }
    let _ = writeln!(out, "{}", in_a_line(difference));
    for (kind, counts) in difference.tally.moved().filter(|(kind, _)| is_band(*kind)) {
        out.push('\n');
        out.push_str(&aligned(&matrix(kind, counts)));
    }
    let moves = moves(difference);
    if !moves.is_empty() {
        out.push('\n');
        out.extend(moves.iter().flat_map(|line| ["  ", line, "\n"]));
    }
    let money = money(difference);
    if !money.is_empty() {
        out.push('\n');
        out.push_str(&aligned(&money));
    }
    for (at, cause) in difference.causes.iter().enumerate() {
        let of_cause: Vec<&Caused> = difference.turned().filter(|it| it.cause == at).collect();
        if of_cause.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}", safe(&heading(cause, of_cause.len())));
        let shown = most.unwrap_or(of_cause.len()).min(of_cause.len());
        for caused in &of_cause[..shown] {
            let _ = writeln!(out, "  {}", line(caused, difference));
        }
        if shown < of_cause.len() {
            let _ = writeln!(out, "  … and {} more (--all shows them)", of_cause.len() - shown);
        }
    }
    let asides = lines(asides(difference));
    format!("{out}{}{asides}", if asides.is_empty() { "" } else { "\n" })
}

/// `6 verdicts change, grant −£1,732,500.00`
pub(super) fn in_a_line(difference: &Difference) -> String {
    let grant = difference.money.by().filter(|by| !by.is_zero());
    let grant = grant.map(|by| format!(", grant {}", signed(&by))).unwrap_or_default();
    match difference.turned().count() {
        1 => format!("1 verdict changes{grant}"),
        many => format!("{many} verdicts change{grant}"),
    }
}

/// What is to be known first, a line each: rules that do not load, and edits that go together.
pub(super) fn warnings(difference: &Difference) -> Vec<String> {
    let mut lines = Vec::new();
    for (rules, side) in difference.not_loaded.iter().zip(["before", "after"]) {
        if !rules.is_empty() {
            let rules = listed(rules.iter().map(|rule| format!("`{rule}`")));
            lines.push(format!("not judged {side}, as it does not load: {rules}"));
        }
    }
    let says = |edits: &[usize]| listed(edits.iter().map(|&at| difference.edits[at].says()));
    let tied = |unit: &Vec<usize>| format!("these load only together, and are one cause: {}", says(unit));
    lines.extend(difference.tied.iter().map(tied));
    lines
}

/// What else changed, a line each: edits that turned nothing, and verdicts that did not turn.
pub(super) fn asides(difference: &Difference) -> Vec<String> {
    let mut lines = Vec::new();
    let says = |edits: &[usize]| listed(edits.iter().map(|&at| difference.edits[at].says()));
    if !difference.idle.is_empty() {
        lines.push(format!("no rule reads what else is edited: {}", says(&difference.idle)));
    }
    let idle = without_effect(difference);
    if !idle.is_empty() && !difference.is_empty() {
        lines.push(format!("no verdict turns because of: {}", says(&idle)));
    }
    let silent = |was: bool, is: bool| {
        let is_it = |it: &&Caused| it.change.before.is_some() == was && it.change.after.is_some() == is;
        difference.of(Weight::Silent).filter(is_it).count()
    };
    for (count, one, many) in [
        (difference.of(Weight::Reworded).count(), "verdict says it in other words", "verdicts say it in other words"),
        (silent(false, true), "verdict is new, and finds nothing", "verdicts are new, and find nothing"),
        (silent(true, false), "verdict that found nothing is gone", "verdicts that found nothing are gone"),
        (
            silent(true, true),
            "check passes or does not apply, the one for the other",
            "checks pass or do not apply, the one for the other",
        ),
    ] {
        if count > 0 {
            lines.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    lines
}

/// That nothing turned, in these words, and because of which edits that rules read.
pub(super) fn nothing(words: &str, difference: &Difference) -> String {
    let edits = without_effect(difference);
    if edits.is_empty() {
        return words.to_owned();
    }
    format!("{words} because of: {}", listed(edits.iter().map(|&at| difference.edits[at].says())))
}

/// The edits that rules read, and that turned nothing.
fn without_effect(difference: &Difference) -> Vec<usize> {
    let has_part = |edit: usize| difference.turned().any(|it| difference.causes[it.cause].edits.contains(&edit));
    (0..difference.edits.len()).filter(|edit| !difference.idle.contains(edit) && !has_part(*edit)).collect()
}

/// Texts with commas between them.
fn listed(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

/// Whether a kind rates a risk.
pub(super) fn is_band(kind: Kind) -> bool {
    matches!(kind, Kind::OutcomeBand | Kind::DeliveryBand)
}

/// How many verdicts of a kind were and are of which word: a table with a head, a row for each word before. What stays is in it
/// too, so that the size of a change is seen.
pub(super) fn matrix(kind: Kind, counts: &BTreeMap<[&'static str; 2], usize>) -> Vec<Vec<String>> {
    let words = |at: usize| {
        let mut words: Vec<&'static str> = counts.keys().map(|words| words[at]).collect();
        words.sort_by_key(|word| (rank(word), *word));
        words.dedup();
        words
    };
    let shown = |word: &str| if word.is_empty() { "not judged".to_owned() } else { word.replace('_', " ") };
    let (rows, columns) = (words(0), words(1));
    let head = std::iter::once(kind.word().replace('_', " "))
        .chain(columns.iter().map(|word| format!("→ {}", shown(word))))
        .collect();
    let row = |was: &&'static str| {
        let count = |is: &&'static str| counts.get(&[*was, *is]).map_or_else(|| "·".to_owned(), ToString::to_string);
        std::iter::once(shown(was)).chain(columns.iter().map(count)).collect()
    };
    std::iter::once(head).chain(rows.iter().map(row)).collect()
}

/// The place of a word among those of its kind: the better first.
fn rank(word: &str) -> usize {
    let words = ["green", "amber", "red", "refresh", "not_available", "not_applicable", "undecided", "fault", ""];
    words.iter().position(|known| *known == word).unwrap_or(words.len())
}

/// How many verdicts of each kind turned from what into what: `delivery band: green → amber 3`; then how many findings appear and
/// disappear.
pub(super) fn moves(difference: &Difference) -> Vec<String> {
    let mut lines = Vec::new();
    for (kind, counts) in difference.tally.moved().filter(|(kind, _)| *kind != Kind::Check) {
        let shown = |word: &str| if word.is_empty() { "not judged".to_owned() } else { word.replace('_', " ") };
        let mut moved: Vec<_> = counts.iter().filter(|(words, _)| words[0] != words[1]).collect();
        moved.sort_by_key(|(words, _)| words.map(|word| (rank(word), word)));
        let moved = moved.iter().map(|(words, count)| format!("{} → {} {count}", shown(words[0]), shown(words[1])));
        lines.push(format!("{}: {}", kind.word().replace('_', " "), listed(moved)));
    }
    let is_finding = |said: &Option<Said>| said.as_ref().is_some_and(Said::is_finding);
    let count = |was: bool, is: bool| {
        let it = |it: &&Caused| is_finding(&it.change.before) == was && is_finding(&it.change.after) == is;
        difference.turned().filter(it).count()
    };
    let parts = [(count(false, true), "appear"), (count(true, false), "disappear"), (count(true, true), "change")];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| {
        let s = if *count == 1 { "s" } else { "" };
        format!("{count} {what}{s}")
    });
    let parts = listed(parts);
    if !parts.is_empty() {
        lines.push(format!("findings: {parts}"));
    }
    lines
}

/// The money that moved: a table of what it was, is, and by how much it moved; empty where nothing did.
pub(super) fn money(difference: &Difference) -> Vec<Vec<String>> {
    let money = &difference.money;
    let several = money.grants.len() > 1;
    let mut rows = Vec::new();
    for grant in money.grants.iter().filter(|grant| grant.was != grant.is) {
        let counts = if grant.counts { "" } else { ", not counted: a later return of the agreement is" };
        let of = if several { format!("grant by {}{counts}", difference.over[grant.over]) } else { "grant".to_owned() };
        rows.push(vec![of, awarded(grant.was.as_ref()), awarded(grant.is.as_ref()), signed(&grant.by())]);
    }
    if let Some([was, is]) = money.in_all().filter(|_| several && !rows.is_empty()) {
        let by = &is - &was;
        rows.push(vec!["grant in all".to_owned(), pounds(&was), pounds(&is), signed(&by)]);
    }
    for moved in &money.lines {
        let shown = |amount: &Option<Exact>| amount.as_ref().map_or_else(|| "–".to_owned(), pounds);
        let by = moved.was.as_ref().zip(moved.is.as_ref()).map(|(was, is)| signed(&(is - was))).unwrap_or_default();
        let place =
            if difference.over.len() > 1 { format!(" ({})", difference.over[moved.over]) } else { String::new() };
        rows.push(vec![format!("{}{place}", moved.what), shown(&moved.was), shown(&moved.is), by]);
    }
    if !rows.is_empty() {
        rows.insert(0, ["", "was", "is", "by"].map(str::to_owned).to_vec());
    }
    rows
}

fn awarded(awarded: Option<&Awarded>) -> String {
    match awarded {
        None => "–".to_owned(),
        Some(it) if it.is_whole => pounds(&it.amount),
        Some(it) => format!("{} so far", pounds(&it.amount)),
    }
}

/// An amount by which another moved.
pub(super) fn signed(by: &Exact) -> String {
    format!("{}{}", if by.is_positive() { "+" } else { "" }, pounds(by))
}

/// `` because `amber_tolerance` 10% → 5%: 3 changes, grant −£192,500.00 ``
pub(super) fn heading(cause: &Cause, changes: usize) -> String {
    let grant = cause.grant.as_ref().filter(|by| !by.is_zero());
    let grant = grant.map(|by| format!(", grant {}", signed(by))).unwrap_or_default();
    let s = if changes == 1 { "" } else { "s" };
    format!("{}: {changes} change{s}{grant}", because(cause))
}

/// `` because `amber_tolerance` 10% → 5% ``
pub(super) fn because(cause: &Cause) -> String {
    match (cause.because.as_slice(), cause.how) {
        ([], _) => "because of nothing that was named".to_owned(),
        ([one], _) => format!("because {one}"),
        (several, How::Together) => format!("because {}, together", several.join(" and ")),
        (several, How::Each) => format!("because {}, each of which would do", several.join(" or ")),
    }
}

/// One change in a line: `` outcome-band over the indicator `ES1`: green → amber, … ``
fn line(caused: &Caused, difference: &Difference) -> String {
    let place = if difference.over.len() > 1 { format!("  ({})", difference.over[caused.over]) } else { String::new() };
    safe(&format!("{}: {}{place}", named(&caused.change), turned(&caused.change, difference)))
}

/// The rule and what it is about.
pub(super) fn named(change: &Change) -> String {
    let key = &change.key;
    format!("{} over the {} `{}`", change.rule, key.what.replace('_', " "), key.name)
}

/// What a verdict turned into, and why it is that.
fn turned(change: &Change, difference: &Difference) -> String {
    let [was, is] = words(change, difference);
    let why = change.after.as_ref().map(|said| said.outcome.reason()).unwrap_or_default();
    let why = if why.is_empty() { String::new() } else { format!(", {why}") };
    format!("{was} → {is}{why}")
}

/// What a verdict was and is, in a few words each.
pub(super) fn words(change: &Change, difference: &Difference) -> [String; 2] {
    let sides = [&change.before, &change.after];
    let absent = |side: usize| {
        let not_loaded = difference.not_loaded[side].iter().any(|rule| **rule == *change.rule);
        if not_loaded { "not judged" } else { "not there" }.to_owned()
    };
    let short = [0, 1].map(|side| sides[side].as_ref().map_or_else(|| absent(side), in_a_word));
    match sides {
        // What tells the two apart is beside the word.
        [Some(was), Some(is)] if short[0] == short[1] => [was, is].map(|said| judgement::outcome(&said.outcome)),
        _ => short,
    }
}

/// A verdict in a word, with its number.
fn in_a_word(said: &Said) -> String {
    let word = match &said.outcome {
        Outcome::Decided(Verdict::Pay { amount }) => format!("pays {}", pounds(amount)),
        Outcome::Decided(Verdict::Nothing { .. }) => "pays nothing".to_owned(),
        Outcome::Decided(Verdict::Pass) => "passes".to_owned(),
        Outcome::Decided(Verdict::Unmet { shortfall, shown, .. }) if !shortfall.is_zero() => {
            format!("unmet by {shown}")
        }
        Outcome::Decided(verdict @ (Verdict::On { shown, .. } | Verdict::Off { shown, .. })) => {
            format!("{}, expected {shown}", verdict.word())
        }
        Outcome::Fault(_) => "a broken rule".to_owned(),
        _ => said.word().replace('_', " "),
    };
    match () {
        () if said.is_joined => format!("{word}, as a part of another finding"),
        () if said.is_explained => format!("{word}, explained"),
        () if said.is_advisory => format!("advisory {word}"),
        () => word,
    }
}

/// Rows in columns: the first to the left, the others to the right.
fn aligned(rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| safe(cell)).collect()).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let mut line = format!("  {:<w$}", row[0], w = widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            let _ = write!(line, "  {cell:>width$}");
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}
