//! Finds the columns of a table under the names that are wanted, as spreadsheets and people write them.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Node, NodeKind, plain_word};

/// Gives the columns of a table the names that are wanted, where they differ in capitals, blanks and hyphens only; and says
/// when the header is not the first line, as nothing can then be read.
pub fn settle(mut table: Document, wanted: &[&str], problems: &mut Vec<Diagnostic>) -> Document {
    if let Some(problem) = not_first(&table, wanted) {
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
