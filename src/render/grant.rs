//! The reward as a table: targets, their measures, and what each pays.

use std::fmt::Write;

use super::safe::safe;
use crate::diagnostic::{MOST_SHOWN, shortened};
use crate::model::{percent, pounds};
use crate::number::Exact;
use crate::source::Sources;
use crate::verdict::{RewardLine, RewardTable};

const HEAD: [&str; 8] = ["", "", "without", "with", "actual", "achieved", "share", "pays"];

/// The table, its columns aligned, with what it comes to below.
#[must_use]
pub fn table(table: &RewardTable, sources: &Sources) -> String {
    let mut rows: Vec<[String; 8]> = vec![HEAD.map(str::to_owned)];
    let mut reasons: Vec<String> = vec![String::new()];
    for line in &table.lines {
        rows.push(row(line));
        let place = line.missing_at.map(|at| format!(" ({})", sources.locate(at))).unwrap_or_default();
        reasons.push(safe(&format!("{}{place}", line.because)));
    }
    rows.push(total(table));
    reasons.push(String::new());
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let mut out = String::new();
    for (row, reason) in rows.iter().zip(&reasons) {
        let mut line = format!("  {:<w0$}  {:<w1$}", row[0], row[1], w0 = widths[0], w1 = widths[1]);
        for (cell, width) in row[2..].iter().zip(&widths[2..]) {
            let _ = write!(line, "  {cell:>width$}");
        }
        let _ = writeln!(out, "{}", format!("{line}  {reason}").trim_end());
    }
    for line in remarks(table) {
        let _ = writeln!(out, "  {line}");
    }
    out
}

/// The reward in a line, for the summary.
#[must_use]
pub fn in_a_line(table: &RewardTable) -> String {
    let so_far = if table.is_whole { "" } else { " so far" };
    let mut line = format!("{}{so_far}, of {}", pounds(&table.awarded), pounds(&table.pot));
    if !table.undecided.is_zero() {
        let _ = write!(line, ", {} undecided", pounds(&table.undecided));
    }
    if !table.out_of_reach.is_zero() {
        let _ = write!(line, ", {} that no award can reach", pounds(&table.out_of_reach));
    }
    line
}

fn row(line: &RewardLine) -> [String; 8] {
    let figures = line.figures.clone().unwrap_or_default();
    let [without, with, actual] = figures.map(|figure| safe(&figure));
    let amount = |amount: &Option<Exact>| amount.as_ref().map_or_else(|| "–".to_owned(), pounds);
    let pays = match &line.award {
        None if line.because.starts_with("not applicable") => "–".to_owned(),
        None => "undecided".to_owned(),
        Some(award) => pounds(award),
    };
    let achieved = match (&line.achieved, &line.figures) {
        (Some(achieved), _) => percent(achieved),
        (None, Some(_)) => "–".to_owned(),
        (None, None) => String::new(),
    };
    let short = |name: &str| safe(&shortened(name, MOST_SHOWN));
    let id = if line.figures.is_some() { format!("  {}", short(&line.id)) } else { short(&line.id) };
    [id, short(&line.name), without, with, actual, achieved, amount(&line.share), pays]
}

fn total(table: &RewardTable) -> [String; 8] {
    let shares: Exact =
        table.lines.iter().filter(|line| line.figures.is_none()).filter_map(|line| line.share.clone()).sum();
    let mut row = [const { String::new() }; 8];
    "all".clone_into(&mut row[0]);
    row[6] = pounds(&shares);
    row[7] = pounds(&table.awarded);
    row
}

fn remarks(table: &RewardTable) -> Vec<String> {
    let mut lines = Vec::new();
    if !table.undecided.is_zero() {
        let more = pounds(&table.undecided);
        lines.push(format!("{more} more can still be awarded, if all that is undecided is met in full"));
    }
    if !table.out_of_reach.is_zero() {
        let left = pounds(&table.out_of_reach);
        lines.push(format!("{left} of the pot stay unawarded even if every target is met in full"));
    }
    lines
}
