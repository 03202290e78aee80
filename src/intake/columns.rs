//! Where no value of a column can be read, it is the column that is wrong, and that is said once.

use std::collections::{BTreeSet, HashMap};

use super::error;
use crate::diagnostic::Diagnostic;
use crate::document::record::list_of;
use crate::document::{Document, Node, NodeKind};
use crate::source::Span;

/// From how many values on a single column is called wrong, rather than each of its values.
const MANY: usize = 3;

/// A column: its name, where that stands, and the cells in which something stands.
type Column<'t> = (&'t str, Span, Vec<Span>);

/// The problems of the rows of a table. Those of columns of which no value can be read become one: several such columns
/// have probably changed places.
pub fn by_column(table: &Document, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let place = |problem: &Diagnostic| {
        let is_value = problem.code.starts_with("not-") || problem.code == "spreadsheet-error";
        problem.labels.first().filter(|_| is_value).map(|label| label.span)
    };
    let unread: BTreeSet<Span> = problems.iter().filter_map(place).collect();
    let columns = columns(table);
    let wrong: Vec<&Column> =
        columns.iter().filter(|(_, _, cells)| cells.iter().all(|it| unread.contains(it))).collect();
    if wrong.is_empty() || (wrong.len() == 1 && wrong[0].2.len() < MANY) {
        return problems;
    }
    let of_wrong: BTreeSet<Span> = wrong.iter().flat_map(|(_, _, cells)| cells).copied().collect();
    let (mut told, mut others): (Vec<_>, Vec<_>) =
        problems.into_iter().partition(|problem| place(problem).is_some_and(|place| of_wrong.contains(&place)));
    told.sort_by(|one, other| one.order().cmp(&other.order()));
    others.push(wrong_columns(&wrong, &told));
    others
}

/// The columns in which something stands, in order.
fn columns(table: &Document) -> Vec<Column<'_>> {
    let NodeKind::List(rows) = &table.root.kind else { return Vec::new() };
    let mut columns: Vec<Column> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (key, cell) in rows.iter().flat_map(Node::entries).filter(|(_, cell)| cell.kind != NodeKind::Blank) {
        let at = *known.entry(&key.value).or_insert(columns.len());
        match columns.get_mut(at) {
            Some((_, _, cells)) => cells.push(cell.span),
            None => columns.push((&key.value, key.span, vec![cell.span])),
        }
    }
    columns
}

fn wrong_columns(wrong: &[&Column], told: &[Diagnostic]) -> Diagnostic {
    let names = list_of(wrong.iter().map(|(name, ..)| *name));
    let (columns, help) = if let [_] = wrong {
        ("column", told.first().and_then(|first| first.help.clone()))
    } else {
        ("columns", Some("see whether they have changed places; else correct their values".to_owned()))
    };
    let mut problem =
        error("column-unreadable", format!("no value of the {columns} {names} can be read"), wrong[0].1, help);
    for (_, header, cells) in wrong {
        let says = |problem: &&Diagnostic| problem.labels.first().is_some_and(|label| label.span == cells[0]);
        if *header != wrong[0].1 {
            problem = problem.at(*header, "");
        }
        problem = problem.at(cells[0], told.iter().find(says).map_or_else(String::new, |first| first.headline.clone()));
    }
    problem
}
