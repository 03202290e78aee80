//! Whether the lines of a table are each there once: a line that is missing or there twice must not make every sum wrong.

use crate::document::{Gap, Why};
use crate::model::agreement::Agreement;
use crate::model::names::same_name;
use crate::model::table::{Line, Table, Twice};
use crate::source::Span;

/// Takes note of lines that are there twice, and of those whose line is not there.
pub fn settle_lines(table: &mut Table, agreement: &Agreement) {
    let known = table.names_covered(agreement);
    if known.is_empty() {
        find_repeated(table);
    } else {
        take_out_repeated(table, &known);
    }
    let of: Vec<&str> = table.lines.iter().flat_map(|line| &line.of).map(|name| name.value.as_str()).collect();
    let is_there = |names: &Vec<String>| of.iter().any(|of| names.iter().any(|name| same_name(name, of)));
    let not_there = known.iter().filter(|names| !is_there(names)).filter_map(|names| names.first().cloned());
    table.not_there = not_there.collect();
}

/// Where there must be one line of each: a line that says the same again is not counted, and of two that differ it cannot
/// be told which holds.
fn take_out_repeated(table: &mut Table, known: &[Vec<String>]) {
    let same = |one: &str, other: &str| {
        let both = |names: &Vec<String>| [one, other].iter().all(|n| names.iter().any(|name| same_name(name, n)));
        same_name(one, other) || known.iter().any(both)
    };
    let mut kept: Vec<Line> = Vec::new();
    for line in std::mem::take(&mut table.lines) {
        let is_again = |first: &&mut Line| match (&first.name, &line.name) {
            (Ok(first), Ok(again)) => same(&first.value, &again.value),
            _ => false,
        };
        let Some(first) = kept.iter_mut().find(is_again) else {
            kept.push(line);
            continue;
        };
        table.twice.extend(twice(first, &line, None));
        if first.figures() != line.figures() {
            for cell in first.cells.iter_mut().filter(|cell| cell.is_ok()) {
                let span = cell.as_ref().map_or(first.span, |cell| cell.span);
                *cell = Err(Gap { why: Why::Undefined("is given twice"), span });
            }
        }
    }
    table.lines = kept;
}

/// Where lines may share a name: those that are the same in everything may have been copied, and are counted as they stand.
fn find_repeated(table: &mut Table) {
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (at, line) in table.lines.iter().enumerate() {
        let Some(said) = line.said() else { continue };
        if let Some(first) = seen.insert(said, at) {
            table.twice.extend(twice(&table.lines[first], line, Some(at)));
        }
    }
}

fn twice(first: &Line, again: &Line, counted: Option<usize>) -> Option<Twice> {
    let place = |line: &Line| line.name.as_ref().map_or(line.span, |name| name.span);
    let places: [Span; 2] = [place(first), place(again)];
    Some(Twice { name: again.name.as_ref().ok()?.value.clone(), places, counted })
}
