//! What the values of a threshold come to, as a person reads it: each value at which something changes, what changes
//! there, the next step up and down from today's, and a chart.

use std::cmp::Ordering;
use std::fmt::Write;

use super::safe::safe;
use crate::model::{OwnUnit, pounds};
use crate::number::Exact;
use crate::pack::thresholds::{Limit, Threshold};
use crate::tune::alternative::{Alternative, Map};
use crate::tune::course::{How, number_of};
use crate::tune::steps::{Bend, Change, Over, Step, Steps, Tally, range, scale};
use crate::tune::trial::Stands;
use crate::verdict::{Kind, Outcome, Verdict};

/// How many characters wide the chart is.
const CHART: usize = 60;

/// A threshold's value in its unit.
#[must_use]
pub fn value(threshold: &Threshold, number: &Exact) -> String {
    threshold.show(&Limit::Number(number.clone())).to_string()
}

/// What a threshold is, its value in force, and between which values it is tried.
#[must_use]
pub fn head(threshold: &Threshold, steps: &Steps, over: &[Over<'_>]) -> String {
    let mut out = format!("{}: {}\n", safe(&threshold.name.value), safe(&threshold.about));
    let today = steps.today.as_ref().map_or("differs from return to return".to_owned(), |it| value(threshold, it));
    let (from, to) = (value(threshold, &steps.range.from), value(threshold, &steps.range.to));
    let bounds = if steps.range.is_its_own { "its bounds" } else { "as it has no bounds of its own" };
    let _ = writeln!(out, "today {today}; tried from {from} to {to}, {bounds}");
    if let Some(locked) = &threshold.locked {
        let _ = writeln!(out, "locked: {}", safe(&locked.value));
    }
    let how = match &steps.how {
        How::Solved => "each step is solved for, none lies between".to_owned(),
        How::Tried(step) => {
            let by = value(threshold, step);
            format!("some verdicts cannot be solved for, so every step of {by} was tried for them, and nothing between")
        }
    };
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let rests = if steps.verdicts == 1 { "rests" } else { "rest" };
    let (verdicts, returns) = (count(steps.verdicts, "verdict"), count(over.len(), "return"));
    let _ = writeln!(out, "{verdicts} of {returns} {rests} on it; {how}");
    out
}

/// Every step, the next one up and down from today, and the chart.
#[must_use]
pub fn steps(threshold: &Threshold, steps: &Steps, over: &[Over<'_>]) -> String {
    let mut out = head(threshold, steps, over);
    if steps.steps.len() == 1 && steps.steps[0].grant_to.is_none() {
        out.push_str("\nnothing changes between these values\n");
        return out;
    }
    out.push('\n');
    let columns = columns(steps);
    let names: Vec<String> = steps.steps.iter().map(|step| at(threshold, step)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let heads: Vec<&str> = columns.iter().map(|(_, word)| *word).collect();
    let grants: Vec<String> = steps.steps.iter().map(grant).collect();
    let has_grant =
        grants.iter().any(|grant| *grant != grants[0]) || steps.steps.iter().any(|it| it.grant_to.is_some());
    let _ = write!(out, "    {:<width$}", "");
    for head in &heads {
        let _ = write!(out, "  {}", head.replace('_', " "));
    }
    out.push_str(if has_grant { "  grant\n" } else { "\n" });
    let here = today_step(steps);
    for (index, step) in steps.steps.iter().enumerate() {
        let mark = if Some(index) == here { "▸" } else { " " };
        let _ = write!(out, "  {mark} {:<width$}", names[index]);
        for (column, head) in columns.iter().zip(&heads) {
            let _ = write!(out, "  {:>1$}", step.tally.words.get(column).copied().unwrap_or(0), head.len());
        }
        let _ = writeln!(out, "{}", if has_grant { format!("  {}", grants[index]) } else { String::new() });
        for change in &step.changes {
            let _ = writeln!(out, "      {}", changed(change, over));
        }
    }
    out.push_str(&next(threshold, steps, over));
    out.push_str(&chart(threshold, steps, &columns, has_grant));
    out
}

/// Where a step begins. What does not end is told with the first value of the threshold's scale that is in the step.
fn at(threshold: &Threshold, step: &Step) -> String {
    let at = value(threshold, &step.from);
    let so = range(threshold).filter(|_| at.contains('…')).map(|range| {
        let scale = scale(threshold, &range);
        format!(", so {}", value(threshold, &step.from.up_to(&scale)))
    });
    format!("{}{at}{}", if step.is_over { "over " } else { "" }, so.unwrap_or_default())
}

fn grant(step: &Step) -> String {
    let from = step.tally.grant.as_ref().map(pounds).unwrap_or_default();
    match &step.grant_to {
        Some(to) => format!("{from} to {}", pounds(to)),
        None => from,
    }
}

/// The kinds and words whose numbers are not the same at every step.
fn columns(steps: &Steps) -> Vec<(Kind, &'static str)> {
    let all = steps.steps.iter().flat_map(|step| step.tally.words.keys().copied());
    let mut columns: Vec<(Kind, &'static str)> = all.collect();
    columns.sort_by_key(|(kind, word)| (*kind, order(word), *word));
    columns.dedup();
    let count = |tally: &Tally, column: &(Kind, &'static str)| tally.words.get(column).copied().unwrap_or(0);
    columns.retain(|column| {
        let first = count(&steps.steps[0].tally, column);
        steps.steps.iter().any(|step| count(&step.tally, column) != first)
    });
    columns
}

/// Good words first.
fn order(word: &str) -> usize {
    const ORDER: [&str; 14] = [
        "green", "amber", "red", "met", "unmet", "on", "off", "pay", "nothing", "pass", "advice", "warning", "error",
        "",
    ];
    ORDER.iter().position(|known| *known == word).unwrap_or(ORDER.len())
}

/// The step that today's value lies in.
fn today_step(steps: &Steps) -> Option<usize> {
    let today = steps.today.as_ref()?;
    steps.steps.iter().rposition(|step| step.from < *today || (step.from == *today && !step.is_over))
}

/// `award-of-a-measure over the measure RG1a: pays £480,000.00 → nothing`.
#[must_use]
pub fn changed(change: &Change, over: &[Over<'_>]) -> String {
    let one = &over[change.over];
    let stands = &one.trial.stands[change.at];
    let place = if over.len() > 1 { format!("  ({})", safe(&one.name)) } else { String::new() };
    let name = named(stands);
    match change.bend {
        Bend::None => {}
        Bend::Changes => return format!("{name}: {}, which changes from here on{place}", told(&change.now, stands)),
        Bend::Stays => return format!("{name}: {}, which stays from here on{place}", told(&change.now, stands)),
    }
    format!("{name}: {} → {}{place}", told(&change.was, stands), told(&change.now, stands))
}

/// The rule and what it is about.
#[must_use]
pub fn named(stands: &Stands<'_>) -> String {
    format!("{} over the {} `{}`", stands.rule.id, stands.subject.what.replace('_', " "), safe(&stands.subject.name))
}

/// An outcome in a word, with its number.
#[must_use]
pub fn told(outcome: &Outcome, stands: &Stands<'_>) -> String {
    let shown = |number: &Exact| match (&stands.own, outcome) {
        (_, Outcome::Decided(Verdict::Pay { .. } | Verdict::Unmet { .. })) => pounds(number),
        (Some(own), _) => OwnUnit::show(own, number),
        (None, _) => number.shown(0, ","),
    };
    let word = outcome.word().replace('_', " ");
    match (outcome, number_of(outcome)) {
        (Outcome::Decided(Verdict::Pay { .. }), Some(number)) => format!("pays {}", shown(number)),
        (Outcome::Decided(Verdict::Unmet { .. }), Some(number)) if number.is_zero() => "unmet".to_owned(),
        (Outcome::Decided(Verdict::Unmet { .. }), Some(number)) => format!("unmet by {}", shown(number)),
        (_, Some(number)) => format!("{word}, expected {}", shown(number)),
        (_, None) => word,
    }
}

/// The next step up and down from today's value.
fn next(threshold: &Threshold, steps: &Steps, over: &[Over<'_>]) -> String {
    let (Some(here), Some(today)) = (today_step(steps), &steps.today) else { return String::new() };
    let mut out = String::new();
    let first = |step: &Step, turn: fn(&Change) -> Change| {
        let more = step.changes.len().saturating_sub(1);
        let first = step.changes.first().map(|change| changed(&turn(change), over)).unwrap_or_default();
        if more == 0 { first } else { format!("{first}, and {more} more") }
    };
    let today = value(threshold, today);
    let _ = match steps.steps.get(here + 1) {
        Some(step) => {
            writeln!(out, "\nthe next step up from {today}: {}: {}", at(threshold, step), first(step, Clone::clone))
        }
        None => writeln!(out, "\nno step up from {today}"),
    };
    let step = &steps.steps[here];
    let back = |change: &Change| Change { was: change.now.clone(), now: change.was.clone(), ..change.clone() };
    let under = if step.is_over { "at" } else { "under" };
    let _ = if here == 0 {
        writeln!(out, "no step down from {today}")
    } else {
        writeln!(out, "the next step down: {under} {}: {}", value(threshold, &step.from), first(step, back))
    };
    out
}

/// A line of bars for each word whose number changes, and for the grant; below them where today's value is.
fn chart(threshold: &Threshold, steps: &Steps, columns: &[(Kind, &'static str)], has_grant: bool) -> String {
    let span = &steps.range.to - &steps.range.from;
    let place = |column: usize| {
        let share = Exact::whole(i64::try_from(column).unwrap_or(0));
        let share = share.over(&Exact::whole(i64::try_from(CHART - 1).unwrap_or(1))).unwrap_or_else(Exact::zero);
        &steps.range.from + &(&span * &share)
    };
    let step_at = |value: &Exact| {
        let is_past = |step: &Step| step.from < *value || (step.from == *value && !step.is_over);
        &steps.steps[steps.steps.iter().rposition(is_past).unwrap_or(0)]
    };
    let shown: Vec<&Step> = (0..CHART).map(|column| step_at(&place(column))).collect();
    let mut rows: Vec<(String, Vec<Exact>)> = Vec::new();
    for column in columns {
        let count = |step: &&Step| step.tally.words.get(column).copied().unwrap_or(0);
        let counts = shown.iter().map(|step| Exact::whole(i64::try_from(count(step)).unwrap_or(i64::MAX)));
        rows.push((column.1.replace('_', " "), counts.collect()));
    }
    if has_grant {
        let grants = shown.iter().map(|step| step.tally.grant.clone().unwrap_or_else(Exact::zero));
        rows.push(("grant".to_owned(), grants.collect()));
    }
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut out = String::from("\n");
    for (name, values) in rows {
        let most = values.iter().max().cloned().unwrap_or_else(Exact::zero);
        let bars: String = values.iter().map(|value| bar(value, &most)).collect();
        let _ = writeln!(out, "  {name:>width$} {bars}");
    }
    let (from, to) = (value(threshold, &steps.range.from), value(threshold, &steps.range.to));
    let ends = CHART.saturating_sub(from.chars().count());
    let _ = writeln!(out, "  {:width$} {from}{to:>ends$}", "");
    if let Some(today) = &steps.today {
        let column = (0..CHART).rposition(|column| place(column) <= *today).unwrap_or(0);
        let _ = writeln!(out, "  {:width$} {:column$}▲ today {}", "", "", value(threshold, today));
    }
    out
}

/// A bar of eight heights.
fn bar(value: &Exact, most: &Exact) -> char {
    const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let eighths = (value * &Exact::whole(8)).over(most).unwrap_or_else(Exact::zero);
    let least = usize::from(value.is_positive());
    let height = (1..=8).rev().find(|&height| eighths >= Exact::whole(i64::try_from(height).unwrap_or(8)));
    BARS[height.unwrap_or(0).max(least)]
}

/// An outcome in a word, with what it pays: `pays £480,000.00`, `green`, `unmet`.
#[must_use]
pub fn outcome_in_a_word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Decided(Verdict::Pay { amount }) => format!("pays {}", pounds(amount)),
        Outcome::Fault(_) => "a broken rule".to_owned(),
        _ => outcome.word().replace('_', " "),
    }
}

/// What there would be with another value: who gains, who loses, and the grant.
#[must_use]
pub fn against_today(was: &Tally, would: &Alternative, over: &[Over<'_>]) -> String {
    let mut out = String::new();
    for (title, gain) in [("gains", Ordering::Greater), ("loses", Ordering::Less), ("changes", Ordering::Equal)] {
        let of: Vec<&Change> = would.changes.iter().filter(|change| change.gain() == gain).collect();
        if !of.is_empty() || title != "changes" {
            let _ = writeln!(out, "\n{title}{}", if of.is_empty() { ": nobody" } else { "" });
        }
        for change in of {
            let _ = writeln!(out, "  {}", changed(change, over));
        }
    }
    if let (Some(was), Some(now)) = (&was.grant, &would.tally.grant) {
        let _ = match now - was {
            by if by.is_zero() => writeln!(out, "\ngrant {}, as today", pounds(now)),
            by => writeln!(
                out,
                "\ngrant {} → {} ({}{})",
                pounds(was),
                pounds(now),
                if by.is_positive() { "+" } else { "" },
                pounds(&by)
            ),
        };
    }
    out
}

/// What each choice of words would come to.
#[must_use]
pub fn choices(threshold: &Threshold, today: &Limit, tried: &[(Limit, Alternative)], over: &[Over<'_>]) -> String {
    let mut out = format!("{}: {}\n", safe(&threshold.name.value), safe(&threshold.about));
    let _ = writeln!(out, "today {}; each choice was tried\n", threshold.show(today));
    let is_grant = tried.iter().any(|(_, would)| would.tally.grant != tried[0].1.tally.grant);
    for (limit, would) in tried {
        let grant = would.tally.grant.as_ref().filter(|_| is_grant);
        let grant = grant.map(|grant| format!("  grant {}", pounds(grant))).unwrap_or_default();
        let mark = if limit == today { "▸" } else { " " };
        let none = if would.changes.is_empty() && limit != today { "  nothing changes" } else { "" };
        let _ = writeln!(out, "  {mark} {}{grant}{none}", threshold.show(limit));
        for change in &would.changes {
            let _ = writeln!(out, "      {}", changed(change, over));
        }
    }
    out
}

/// A map of two thresholds: at each pair of values the grant, or how many verdicts are green, amber and red.
#[must_use]
pub fn map(first: &Threshold, second: &Threshold, map: &Map) -> String {
    let mut out = format!("{} down, {} across\n", safe(&first.name.value), safe(&second.name.value));
    let all: Vec<&Tally> = map.cells.iter().flatten().collect();
    let is_grant = all.iter().any(|tally| tally.grant != all[0].grant);
    let words: Vec<(Kind, &'static str)> = {
        let mut words: Vec<_> = all.iter().flat_map(|tally| tally.words.keys().copied()).collect();
        words.sort_by_key(|(kind, word)| (*kind, order(word), *word));
        words.dedup();
        let count = |tally: &Tally, word: &(Kind, &'static str)| tally.words.get(word).copied().unwrap_or(0);
        words.retain(|word| all.iter().any(|tally| count(tally, word) != count(all[0], word)));
        // What is decided says more than how many checks pass.
        if words.iter().any(|(kind, _)| *kind != Kind::Check) {
            words.retain(|(kind, _)| *kind != Kind::Check);
        }
        words
    };
    let cell = |tally: &Tally| {
        let counts = words.iter().map(|word| tally.words.get(word).copied().unwrap_or(0).to_string());
        let counts = counts.collect::<Vec<_>>().join("/");
        if is_grant { tally.grant.as_ref().map(pounds).unwrap_or_default() } else { counts }
    };
    let names: Vec<String> = words.iter().map(|(_, word)| word.replace('_', " ")).collect();
    let what = if is_grant { "grant".to_owned() } else { names.join("/") };
    let _ = writeln!(out, "each cell: {}\n", if what.is_empty() { "nothing changes" } else { &what });
    let heads: Vec<String> = map.columns.iter().map(|column| value(second, column)).collect();
    let lines: Vec<Vec<String>> = map.cells.iter().map(|row| row.iter().map(cell).collect()).collect();
    let width = |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| text.chars().count()).max().unwrap_or(0);
    let wide = width(&mut heads.iter().chain(lines.iter().flatten()));
    let rows: Vec<String> = map.rows.iter().map(|row| value(first, row)).collect();
    let left = width(&mut rows.iter());
    let cells = |cells: &[String]| cells.iter().map(|cell| format!("  {cell:>wide$}")).collect::<Vec<_>>().concat();
    let _ = writeln!(out, "  {:left$}{}", "", cells(&heads));
    for (row, line) in rows.iter().zip(&lines) {
        let _ = writeln!(out, "  {row:>left$}{}", cells(line));
    }
    if map.is_cut {
        out.push_str("\nthere are more values at which something changes; tune one threshold alone to see them all\n");
    }
    out
}
