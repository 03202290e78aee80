//! Finds the columns of a table under the names that are wanted, as spreadsheets and people write them.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, nearest};
use crate::document::csv::MOST_COLUMNS;
use crate::document::{Document, Node, NodeKind, plain_word};
use crate::source::{Span, Spanned};

/// The most cells that the records of a table may leave out together: a few bytes each could else be wide rows of blanks.
const MOST_LEFT_OUT: usize = 1_000_000;

/// A table each row of which has every column: a key that a record leaves out is a blank, as in a table of cells. One with
/// more columns than a table may have is not read, nor are records that leave out more than they may.
pub fn evened(mut table: Document) -> Document {
    let NodeKind::List(rows) = &mut table.root.kind else { return table };
    let mut known: HashSet<&str> = HashSet::new();
    let keys = rows.iter().flat_map(Node::entries).map(|(key, _)| key);
    let header: Vec<Spanned<String>> = keys.filter(|key| known.insert(&key.value)).cloned().collect();
    if let Some(next) = header.get(MOST_COLUMNS) {
        table.diagnostics.push(too_wide(header.len(), next.span));
        table.root.kind = NodeKind::Unreadable;
        return table;
    }
    let (mut count, mut first) = (0, None);
    for row in rows {
        let NodeKind::Record(entries) = &mut row.kind else { continue };
        let there: HashSet<&str> = entries.iter().map(|(key, _)| key.value.as_str()).collect();
        if there.len() == header.len() {
            continue;
        }
        count += header.len() - there.len();
        if count > MOST_LEFT_OUT {
            first = first.or(Some(row.span));
            row.kind = NodeKind::Unreadable;
            continue;
        }
        let blank = Node { kind: NodeKind::Blank, span: row.span.after() };
        let left_out = header.iter().filter(|key| !there.contains(key.value.as_str()));
        let left_out: Vec<(Spanned<String>, Node)> = left_out.map(|key| (key.clone(), blank.clone())).collect();
        entries.extend(left_out);
    }
    table.diagnostics.extend(first.map(too_sparse));
    table
}

fn too_wide(count: usize, next: Span) -> Diagnostic {
    let headline = format!("the rows have {count} keys between them, and a table of up to {MOST_COLUMNS} is read");
    Diagnostic::error("table-too-wide", headline)
        .at(next, "the first that is too many")
        .help("give all rows the same keys; split the table if it needs more")
}

fn too_sparse(row: Span) -> Diagnostic {
    Diagnostic::error(
        "table-too-wide",
        "the rows leave out too many of the keys that others have, and are not all read",
    )
    .at(row, "the first that is not read")
    .help("give all rows the same keys, or split the table")
}

/// Gives the columns of a table the names that are wanted, where they differ in capitals, blanks and hyphens only; and says
/// when the header is not the first line, as nothing can then be read.
pub fn settle(mut table: Document, wanted: &[&str], problems: &mut Vec<Diagnostic>) -> Document {
    if let Some(problem) = not_first(&table, wanted).or_else(|| no_header(&table, wanted)) {
        problems.push(problem);
        // That the rows do not fit the title has one reason, and it has been told.
        table.diagnostics.clear();
        table.root.kind = NodeKind::Unreadable;
        return table;
    }
    let NodeKind::List(rows) = &mut table.root.kind else { return table };
    let plain: Vec<(String, &str)> = wanted.iter().rev().map(|name| (plain_word(name), *name)).collect();
    let plain: HashMap<String, &str> = plain.into_iter().collect();
    // A header that is another name than its own is the same in every row.
    let mut meant: HashMap<String, Option<&str>> = HashMap::new();
    for row in rows {
        let NodeKind::Record(entries) = &mut row.kind else { continue };
        let mut others = Vec::new();
        for (at, (key, _)) in entries.iter().enumerate() {
            let name = if let Some(name) = meant.get(&key.value) {
                *name
            } else {
                let name = plain.get(&plain_word(&key.value)).copied().filter(|name| *name != key.value);
                *meant.entry(key.value.clone()).or_insert(name)
            };
            others.extend(name.map(|name| (at, name)));
        }
        others.retain(|(_, name)| entries.iter().all(|(key, _)| key.value != *name));
        for (at, name) in others {
            name.clone_into(&mut entries[at].0.value);
        }
    }
    table
}

/// That the first line names nothing that is wanted, or nearly: it is probably a row like the others. The keys of a record
/// are none.
fn no_header(table: &Document, wanted: &[&str]) -> Option<Diagnostic> {
    let NodeKind::List(rows) = &table.root.kind else { return None };
    let row = rows.iter().find(|row| !row.entries().is_empty())?;
    let header = row.entries();
    let is_above = header.iter().all(|(key, _)| key.span.end() <= row.span.start());
    let plain: HashSet<String> = wanted.iter().map(|name| plain_word(name)).collect();
    let is_wanted = |text: &str| plain.contains(&plain_word(text));
    let is_near = |text: &str| nearest(text, wanted.iter().copied()).is_some();
    let keys = || header.iter().map(|(key, _)| key.value.as_str());
    if !is_above || keys().any(is_wanted) || keys().any(is_near) {
        return None;
    }
    let first = header.first()?.0.span.to(header.last()?.0.span);
    let headline =
        "the first line does not look like a header: none of the columns that the return names is there".to_owned();
    let problem = Diagnostic::error("header-missing", headline).at(first, "taken for the names of the columns");
    Some(
        problem
            .help("begin the table with a line that names its columns; if it does, say in the return which they are"),
    )
}

/// That a title stands above the header: the first line names nothing that is wanted, and a later one does.
fn not_first(table: &Document, wanted: &[&str]) -> Option<Diagnostic> {
    let NodeKind::List(rows) = &table.root.kind else { return None };
    let wanted: HashSet<String> = wanted.iter().map(|name| plain_word(name)).collect();
    let names = |text: &str| wanted.contains(&plain_word(text));
    let first = rows.iter().find_map(|row| row.entries().first())?;
    if rows.iter().flat_map(Node::entries).any(|(key, _)| names(&key.value)) {
        return None;
    }
    let source_row = |row: &&Node| {
        let cells = row.entries().iter().filter_map(|(_, cell)| cell.text()).filter(|text| names(text)).count();
        // A title is one cell, so that only the first of the header stands under it.
        cells > 0 || row.kind == NodeKind::Unreadable
    };
    let header = rows.iter().find(source_row)?;
    let problem = Diagnostic::error("header-not-first", "a line stands above the header")
        .at(first.0.span, "this is taken for the names of the columns")
        .at(header.span, "these seem to be the names");
    Some(problem.help("delete what stands above the header"))
}
