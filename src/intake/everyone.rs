//! Whether the lines of a table are each there once: a line that is missing or there twice must not make every sum wrong.

use std::collections::{HashMap, HashSet};

use crate::document::{Gap, Why};
use crate::model::agreement::Agreement;
use crate::model::names::plain_name;
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
    let of: HashSet<String> =
        table.lines.iter().flat_map(|line| &line.of).map(|name| plain_name(&name.value)).collect();
    let is_there = |names: &Vec<String>| names.iter().any(|name| of.contains(&plain_name(name)));
    let not_there = known.iter().filter(|names| !is_there(names)).filter_map(|names| names.first().cloned());
    table.not_there = not_there.collect();
    table.names = known.iter().flatten().map(|name| plain_name(name)).collect();
}

/// Where there must be one line of each: a line that says the same again is not counted, and of two that differ it cannot
/// be told which holds.
fn take_out_repeated(table: &mut Table, known: &[Vec<String>]) {
    let mut of_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (of, names) in known.iter().enumerate() {
        for name in names {
            of_name.entry(plain_name(name)).or_default().push(of);
        }
    }
    let mut kept: Vec<Line> = Vec::new();
    // The first line of each name, and of each of those whose name it is.
    let mut first_so_called: HashMap<String, usize> = HashMap::new();
    let mut first_of: HashMap<usize, usize> = HashMap::new();
    for line in std::mem::take(&mut table.lines) {
        let Ok(name) = &line.name else {
            kept.push(line);
            continue;
        };
        let name = plain_name(&name.value);
        let of = of_name.get(&name).map(Vec::as_slice).unwrap_or_default();
        let firsts = of.iter().filter_map(|of| first_of.get(of)).chain(first_so_called.get(&name));
        let Some(first) = firsts.min().map(|&first| &mut kept[first]) else {
            first_of.extend(of.iter().map(|&of| (of, kept.len())));
            first_so_called.insert(name, kept.len());
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
    let mut seen: HashMap<String, usize> = HashMap::new();
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
