//! Reads `return.yaml` and the tables that it names: what one submitter sends for one period.

use std::sync::Arc;

use super::columns::by_column;
use super::everyone::settle_lines;
use super::header::{evened, settle};
use super::rows::{Rows, Told, known_purposes};
use super::statements::Known;
use super::table::{Holds, Layout, layout};
use super::{error, is_unreadable, period, reading};
use crate::diagnostic::Diagnostic;
use crate::document::record::Record;
use crate::document::{self, Choice, Document, Node, NodeKind};
use crate::model::agreement::Agreement;
use crate::model::period::Period;
use crate::model::submission::{Attachment, Submission};
use crate::model::table::Table as Published;
use crate::source::{Source, Span, Spanned};

/// A table that a return names.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its path, as the return writes it.
    pub path: String,
    /// Its text, or why that could not be opened, in words.
    pub source: Result<Arc<Source>, String>,
}

/// The tables that a return names, each once, so that the caller can open them.
#[must_use]
pub fn tables_named(source: &Source) -> Vec<Spanned<String>> {
    tables_in(&document::read(source))
}

/// The same, of a document that was read already.
#[must_use]
pub fn tables_in(document: &Document) -> Vec<Spanned<String>> {
    tables_where(document, |_| true)
}

/// Those of them that hold what is remembered of an earlier return: not what it published, asked for or was given.
#[must_use]
pub fn tables_of_figures(document: &Document) -> Vec<Spanned<String>> {
    let forgotten = [Holds::Lines, Holds::Bids, Holds::Contributions];
    let holds = |table: &Node| table.get("holds").and_then(|holds| Holds::from_word(holds.text()?));
    tables_where(document, |table| holds(table).is_none_or(|holds| !forgotten.contains(&holds)))
}

fn tables_where(document: &Document, is_wanted: impl Fn(&Node) -> bool) -> Vec<Spanned<String>> {
    let mut said_by_submission = Vec::new();
    let Some(mut record) = Record::open(&document.root, "a return", &mut said_by_submission) else {
        return Vec::new();
    };
    let mut named: Vec<Spanned<String>> = Vec::new();
    let tables = record.list("tables").iter().filter(|table| is_wanted(table));
    for file in tables.filter_map(|table| table.get("file")) {
        if let Some(path) = file.text().filter(|&path| named.iter().all(|known| known.value != path)) {
            named.push(Spanned::new(path.to_owned(), file.span));
        }
    }
    named
}

/// Reads a return, and says all that is wrong with it and its tables; none without a period, as no milestone is then in
/// force.
///
/// Its own errors are `not-a-period`, `period-outside-term`, `table-missing`, `table-twice`, `column-missing`,
/// `fund-unknown`, `indicator-unknown`, `loan-unknown`, `measure-unknown`, `observation-ambiguous`, `observed-twice`,
/// `reward-target-unknown`, `table-totals-misspelt` and `wrong-unit`; `column-unknown` is a warning.
#[must_use]
pub fn submission(source: &Source, tables: &[Table], agreement: &Agreement) -> (Option<Submission>, Vec<Diagnostic>) {
    submission_from(document::read(source), tables, agreement)
}

/// The same, of a document that was read already.
#[must_use]
pub fn submission_from(
    document: Document,
    tables: &[Table],
    agreement: &Agreement,
) -> (Option<Submission>, Vec<Diagnostic>) {
    reading(document, |document, problems| whole(document, tables, agreement, problems))
}

fn whole(
    document: &Document,
    tables: &[Table],
    agreement: &Agreement,
    problems: &mut Vec<Diagnostic>,
) -> Option<Submission> {
    let root = &document.root;
    let mut record = Record::open(root, "a return", problems)?;
    let period = record.with("period", period);
    let period = record.required("period", period);
    let submitted_by = record.text("submitted_by");
    let named = record.list("tables");
    let listed = record.node("observations");
    let inline = Holds::LISTS.map(|holds| (holds, record.list(holds.word())));
    let sections = Holds::LISTS.map(|holds| (holds, record.node(holds.word())));
    let stated = record.list("statements");
    let attached = record.list("attachments");
    let attached_at = record.node("attachments");
    record.node("note");
    record.close();
    if let Some(period) = &period {
        within_term(period, agreement, problems);
    }
    let mut rows = Rows::new(agreement);
    for (holds, nodes) in inline {
        for node in nodes.iter().filter(|_| !matches!(holds, Holds::Observations | Holds::Restatements)) {
            problems.extend(rows.row_twice(node));
        }
        rows.read_all(holds, nodes, problems);
    }
    let layouts = layouts(named, &mut rows, problems);
    let (tables, end_of_a_table) = opened(&layouts, tables, agreement, &mut rows, problems);
    let known = Known { agreement, tables: &tables };
    let statements = stated.iter().filter_map(|node| known.statement(node, problems)).collect();
    let attachments = attached.iter().filter_map(|node| attachment(node, problems)).collect();
    let is_attachment_lost = document.is_cut_short() || attached_at.into_iter().chain(attached).any(is_unreadable);
    for (holds, node) in sections {
        if document.is_cut_short() || node.is_some_and(is_unreadable) {
            rows.lose(holds, root.span.after());
        }
    }
    let Told { observations, restatements, restatement_lost, mut funding, cash_flow } = rows.done();
    known_purposes(&mut funding, agreement, problems);
    let end_of_list = listed.map(|node| node.span.after());
    let end_of_observations = end_of_list.or(end_of_a_table).unwrap_or(root.span.after());
    let span = root.span;
    Some(Submission {
        period: period?,
        submitted_by,
        observations,
        restatements,
        restatement_lost,
        funding,
        cash_flow,
        tables,
        statements,
        attachments,
        attachments_lost: is_attachment_lost.then(|| root.span.after()),
        end_of_observations,
        span,
    })
}

/// The tables, opened: what is published in them, and where the observations end if one of them holds these. Their rows are
/// added to the others.
fn opened(
    layouts: &[Layout],
    tables: &[Table],
    agreement: &Agreement,
    rows: &mut Rows,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<Published>, Option<Span>) {
    let (mut published, mut end) = (Vec::new(), None);
    for layout in layouts {
        let mut table = match rows_of(layout, tables) {
            Ok(table) => settle(table, &layout.wanted(), problems),
            Err(why) => {
                problems.push(missing(&layout.file, why));
                lose(layout, rows, layout.file.span);
                published.extend(layout.plan.as_ref().map(|plan| plan.lost(layout.file.span)));
                continue;
            }
        };
        if layout.holds == Holds::Observations {
            end = end.or(Some(table.root.span.after()));
        }
        let mut found = Vec::new();
        let has_no_rows = has_no_rows(&table);
        // That a text is empty has been said.
        if has_no_rows && table.diagnostics.iter().all(|problem| problem.code != "csv-empty") {
            found.push(without_rows(&layout.file));
        }
        found.extend(layout.plan.as_ref().and_then(|plan| plan.settle_totals(&mut table)));
        published.extend(if has_no_rows {
            layout.plan.as_ref().map(|plan| plan.lost(table.root.span.after()))
        } else {
            publish(layout, &table, agreement, &mut found)
        });
        tabled(layout, &table, rows, &mut found);
        problems.extend(by_column(&table, found));
        problems.extend(table.diagnostics);
    }
    (published, end)
}

/// What a return says of its tables. One that is named a second time is passed over, as its rows would count twice.
fn layouts(named: &[Node], rows: &mut Rows, problems: &mut Vec<Diagnostic>) -> Vec<Layout> {
    let mut layouts: Vec<Layout> = Vec::new();
    for node in named {
        let Some(layout) = layout(node, rows.agreement(), problems) else {
            for holds in Holds::LISTS {
                rows.lose(holds, node.span);
            }
            continue;
        };
        let file = &layout.file;
        match layouts.iter().find(|known| known.file.value == file.value) {
            Some(first) => problems.push(
                Diagnostic::error("table-twice", format!("the table `{}` is named twice", file.value))
                    .at(first.file.span, "first here")
                    .at(file.span, "again here")
                    .help("name each file once"),
            ),
            None => layouts.push(layout),
        }
    }
    layouts
}

/// The rows of a table, wherever they stand; or why its file could not be opened.
fn rows_of(layout: &Layout, tables: &[Table]) -> Result<Document, Option<String>> {
    if let Some(rows) = &layout.rows {
        return Ok(evened(Document { root: rows.clone(), diagnostics: Vec::new() }));
    }
    let table = tables.iter().find(|table| table.path == layout.file.value).ok_or(None)?;
    table.source.as_ref().map(|source| evened(document::read(source))).map_err(|why| Some(why.clone()))
}

/// A table as it is published.
fn publish(
    layout: &Layout,
    table: &Document,
    agreement: &Agreement,
    problems: &mut Vec<Diagnostic>,
) -> Option<Published> {
    let mut published = layout.plan.as_ref()?.read(table, problems);
    settle_lines(&mut published, agreement);
    Some(published)
}

/// Reads the rows of one table.
fn tabled(layout: &Layout, table: &Document, rows: &mut Rows, problems: &mut Vec<Diagnostic>) {
    if layout.holds == Holds::Lines {
        return;
    }
    let table = layout.without_totals(table.clone());
    let inline = layout.inline(&table, problems);
    // That nothing is restated is no loss.
    let is_lost = |rows: &Vec<Node>| rows.is_empty() && layout.holds != Holds::Restatements;
    if inline.as_ref().is_none_or(is_lost) || table.is_cut_short() {
        lose(layout, rows, table.root.span.after());
    }
    rows.read_all(layout.holds, &inline.unwrap_or_default(), problems);
}

/// Takes note that rows of a table could not be read, or are not there.
fn lose(layout: &Layout, rows: &mut Rows, at: Span) {
    match layout.holds {
        Holds::Observations | Holds::Restatements | Holds::CashFlow => rows.lose(layout.holds, at),
        holds => rows.lose_of(holds, layout.fund(), at),
    }
}

/// Whether a table has nothing below its header, or not even that.
fn has_no_rows(table: &Document) -> bool {
    matches!(&table.root.kind, NodeKind::List(rows) if rows.is_empty())
}

fn missing(file: &Spanned<String>, why: Option<String>) -> Diagnostic {
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    let headline = format!("the table `{}` cannot be read{why}", file.value);
    Diagnostic::error("table-missing", headline)
        .at(file.span, "")
        .help("put a text of that name where the return says, or correct the name")
}

/// Something that is sent with the return: a file, or a record with its name and its file.
fn attachment(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Attachment> {
    if let Some(text) = node.text() {
        let file = Spanned::new(text.to_owned(), node.span);
        return Some(Attachment { name: file.clone(), file: Some(file), is_there: None });
    }
    let mut record = Record::open(node, "an attachment", problems)?;
    let (name, file) = (record.text("name"), record.text("file").ok());
    let name = record.required("name", name);
    record.close();
    let is_there = file.is_none().then_some(true);
    Some(Attachment { name: name?, file, is_there })
}

/// That a table has a header and nothing below it: what it should hold is not there to be read.
fn without_rows(file: &Spanned<String>) -> Diagnostic {
    Diagnostic::warning("table-without-rows", format!("the table `{}` holds no rows", file.value))
        .at(file.span, "only a header")
        .help("fill it in, or take it out of the return")
}

/// Says when a period has no day in common with the agreement.
fn within_term(period: &Spanned<Period>, agreement: &Agreement, problems: &mut Vec<Diagnostic>) {
    let (from, to) = (&agreement.term.from, &agreement.term.to);
    if period.value.end() < from.value || period.value.start() > to.value {
        let headline = format!("the period {} lies outside the term of the agreement", period.value);
        problems.push(
            error("period-outside-term", headline, period.span, None)
                .because(format!("the term: from {} to {}", from.value, to.value), from.span.to(to.span)),
        );
    }
}
