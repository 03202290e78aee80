//! Makes a row of a table what it would be if it stood in the return itself, so that rows are read in one way only.

use std::collections::HashSet;

use super::lines::{self, Figures, Plan};
use super::{did_you_mean, error, fund_of};
use crate::choice;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::document::record::Record;
use crate::document::{Choice, Document, Node, NodeKind};
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::source::{Span, Spanned};

choice! {
    /// What the rows of a table, or of a list of the return, are.
    Holds: "what a table holds" {
        /// Figures of indicators and measures.
        Observations = "observations",
        /// Bids.
        Bids = "bids",
        /// Contributions.
        Contributions = "contributions",
        /// Figures of earlier periods that are corrected.
        Restatements = "restatements",
        /// Money that was paid out.
        Releases = "releases",
        /// What recipients spend.
        Spending = "spending",
        /// Movements of money that loans bridge.
        CashFlow = "cash_flow",
        /// Figures, a line each, as they are published.
        Lines = "lines",
    }
}

impl Holds {
    /// The field that holds a row's figure.
    fn figure(self) -> &'static str {
        match self {
            Holds::Observations => "value",
            Holds::Bids => "total",
            Holds::Contributions | Holds::Releases | Holds::CashFlow => "amount",
            Holds::Spending => "actual",
            Holds::Restatements => "now",
            Holds::Lines => "",
        }
    }

    /// Those that may stand in the return itself, a list each.
    pub const LISTS: [Holds; 7] = [
        Holds::Observations,
        Holds::Restatements,
        Holds::Bids,
        Holds::Contributions,
        Holds::Releases,
        Holds::Spending,
        Holds::CashFlow,
    ];

    /// Whether the rows are about the money of a fund.
    fn is_of_a_fund(self) -> bool {
        !matches!(self, Holds::Observations | Holds::Restatements | Holds::CashFlow | Holds::Lines)
    }

    /// Whether each row may name its own fund.
    fn names_its_fund(self) -> bool {
        matches!(self, Holds::Releases | Holds::Spending)
    }

    /// The columns that name a row, the columns of its figures, and that of its status, as a published table has them.
    fn as_published(self) -> (&'static [&'static str], &'static [&'static str], Option<&'static str>) {
        match self {
            Holds::Bids => (&["reward_target", "title"], &["total"], Some("status")),
            Holds::Contributions => (&["contributor", "block"], &["amount"], None),
            Holds::Releases => (&["for", "recipient", "fund"], &["amount"], None),
            Holds::Spending => (&["for", "recipient", "fund"], &["profiled", "actual"], None),
            Holds::CashFlow => (&["loan", "what"], &["amount"], None),
            Holds::Observations | Holds::Restatements | Holds::Lines => (&[], &[], None),
        }
    }

    /// The fields of a row that are one column each.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Holds::Observations => &[
                "indicator",
                "measure",
                "value",
                "band",
                "delivery_band",
                "status",
                "out_of",
                "before",
                "as_at",
                "note",
                "corrective_action",
                "improvement_plan",
                "override_reason",
            ],
            Holds::Bids => &[
                "reward_target",
                "block",
                "title",
                "total",
                "status",
                "option_of",
                "money",
                "cost",
                "place",
                "purpose",
                "shared_amount",
                "shared_with",
                "note",
            ],
            Holds::Contributions => {
                &["block", "contributor", "amount", "kind", "certainty", "year", "place", "purpose", "note"]
            }
            Holds::Releases => &[
                "fund",
                "for",
                "recipient",
                "amount",
                "money",
                "released_on",
                "protocol_signed",
                "budget_profiled",
                "note",
            ],
            Holds::Spending => {
                &["fund", "for", "recipient", "profiled", "actual", "budget", "forecast", "money", "note"]
            }
            Holds::Restatements => &["indicator", "measure", "period", "was", "now", "why"],
            Holds::CashFlow => &["loan", "on", "what", "amount", "note"],
            Holds::Lines => &[],
        }
    }
}

/// What a return says of a table that it names.
pub struct Layout {
    /// The table's path; its name, where its rows stand in the return itself.
    pub file: Spanned<String>,
    /// Its rows, where they stand in the return itself.
    pub rows: Option<Node>,
    /// Its lines and columns as a table of figures; none of observations.
    pub plan: Option<Plan>,
    /// What its rows are.
    pub holds: Holds,
    /// The fund that all rows belong to, unreadable if it is none of the agreement's; none where each row names its own, and
    /// of observations.
    fund: Option<Node>,
    columns: Vec<Column>,
    /// The headers of the yearly profile.
    years: Vec<Spanned<String>>,
}

/// A field, and the header that the return says it stands under; else it stands under its own name.
struct Column {
    field: &'static str,
    named: Option<Spanned<String>>,
}

impl Column {
    fn header(&self) -> &str {
        self.named.as_ref().map_or(self.field, |named| &named.value)
    }
}

/// Reads one entry of `tables`; none when it cannot be told which file it is, or what its rows are.
pub fn layout(node: &Node, agreement: &Agreement, problems: &mut Vec<Diagnostic>) -> Option<Layout> {
    let mut record = Record::open(node, "a table", problems)?;
    let rows = record.node("rows").cloned();
    let named = record.text("name").ok();
    let file = match (&rows, &named) {
        (Some(_), Some(name)) => Some(name.clone()),
        (Some(rows), None) => Some(Spanned::new("rows".to_owned(), rows.span)),
        (None, _) => {
            let file = record.text("file");
            record.required("file", file)
        }
    };
    let holds = record.choice::<Holds>("holds");
    let holds = record.required("holds", holds).map(|holds| holds.value);
    let columns = record.node("columns");
    if holds.is_none() {
        // Any of the fields may be right.
        record.pass_over();
    }
    let fund = holds.filter(|holds| holds.is_of_a_fund()).and_then(|holds| fund_of_all(&mut record, holds, agreement));
    let years = if holds == Some(Holds::Bids) { record.texts("years") } else { Vec::new() };
    let name = named.or_else(|| file.as_ref().map(stem));
    let totals = if holds.is_some_and(Holds::is_of_a_fund) { record.text("totals").ok() } else { None };
    let plan = match (holds, &name) {
        (Some(Holds::Lines), Some(name)) => Some(lines::plan(&mut record, name.clone())),
        _ => None,
    };
    record.close();
    let mut columns = columns_of(holds?, columns, problems);
    columns.retain(|column| column.field != "fund" || fund.is_none());
    let mut layout = Layout { file: file?, rows, plan, holds: holds?, fund, columns, years };
    if layout.holds.is_of_a_fund() {
        layout.plan = Some(layout.plan_of_rows(name?, totals));
    }
    Some(layout)
}

/// The fund that all rows of a table belong to; none where each of them names its own.
fn fund_of_all(record: &mut Record, holds: Holds, agreement: &Agreement) -> Option<Node> {
    if holds.names_its_fund() && record.node("fund").is_none() {
        return None;
    }
    let is_known = fund_of(record, agreement).is_some();
    let named = record.node("fund");
    let unknown = Node { kind: NodeKind::Unreadable, span: named.map_or(record.span(), |named| named.span) };
    Some(named.filter(|_| is_known).cloned().unwrap_or(unknown))
}

fn columns_of(holds: Holds, node: Option<&Node>, problems: &mut Vec<Diagnostic>) -> Vec<Column> {
    let mut named = node.and_then(|node| Record::open(node, "the columns of a table", problems));
    let column = |&field: &&'static str| {
        let named = named.as_mut().and_then(|named| named.text(field).ok());
        Column { field, named }
    };
    let columns = holds.fields().iter().map(column).collect();
    if let Some(named) = named {
        named.close();
    }
    columns
}

/// A file's name without its folder and its ending.
fn stem(file: &Spanned<String>) -> Spanned<String> {
    let name = file.value.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Spanned::new(stem.to_owned(), file.span)
}

impl Layout {
    /// Rows about a fund's money as a table of figures.
    fn plan_of_rows(&self, name: Spanned<String>, totals: Option<Spanned<String>>) -> Plan {
        let header = |field: &str| {
            let column = self.columns.iter().find(|column| column.field == field);
            let here = column.and_then(|column| column.named.clone());
            here.unwrap_or_else(|| Spanned::new(field.to_owned(), self.file.span))
        };
        let money = |header: Spanned<String>| Figures {
            header,
            unit: OwnUnit::Money,
            before: None,
            family: None,
            is_total: false,
        };
        let (line, figures, status) = self.holds.as_published();
        let figures = figures.iter().map(|field| header(field)).chain(self.years.iter().cloned()).map(money).collect();
        let line = line.iter().map(|field| header(field)).collect();
        let option_of = (self.holds == Holds::Bids).then(|| header("option_of"));
        Plan { line, figures, totals, status: status.map(header), option_of, ..Plan::new(name) }
    }

    /// The fund that all rows belong to, where it is one.
    pub fn fund(&self) -> Option<&str> {
        self.fund.as_ref()?.text()
    }

    /// Every header that is looked for.
    pub fn wanted(&self) -> Vec<&str> {
        let fields = self.columns.iter().map(Column::header);
        let years = self.years.iter().map(|year| year.value.as_str());
        let planned = self.plan.iter().flat_map(super::lines::Plan::named).map(|name| name.value.as_str());
        fields.chain(years).chain(planned).collect()
    }

    /// The fields whose columns seem to be there under a name that is slightly wrong, with that name.
    fn misnamed(&self, header: &[&Spanned<String>]) -> Vec<(&'static str, String)> {
        let wanted = self.wanted();
        let is_there = |field: &str| header.iter().any(|name| name.value == field);
        let fields = self.columns.iter().filter(|column| column.named.is_none() && !is_there(column.field));
        let fields: Vec<&'static str> = fields.map(|column| column.field).collect();
        let left = header.iter().filter(|name| !wanted.contains(&name.value.as_str()));
        let near = |name: &&Spanned<String>| {
            let near = nearest(&name.value, fields.iter().copied())?;
            Some((*fields.iter().find(|field| **field == near)?, name.value.clone()))
        };
        let mut misnamed: Vec<(&'static str, String)> = left.filter_map(near).collect();
        // Without its figure a row is not one without a figure: it cannot be told.
        let figure = fields.iter().find(|field| **field == self.holds.figure());
        let is_told = misnamed.iter().any(|(field, _)| Some(field) == figure);
        misnamed.extend(figure.filter(|_| !is_told).map(|figure| (*figure, String::new())));
        misnamed
    }

    /// The rows without the one that states the totals.
    pub fn without_totals(&self, mut table: Document) -> Document {
        if let (Some(plan), NodeKind::List(rows)) = (&self.plan, &mut table.root.kind) {
            rows.retain(|row| !plan.is_totals(row));
        }
        table
    }

    /// The rows of the table as rows of the return; none when there are none to be read. Says when its columns are not
    /// those that the return describes.
    pub fn inline(&self, table: &Document, problems: &mut Vec<Diagnostic>) -> Option<Vec<Node>> {
        let NodeKind::List(rows) = &table.root.kind else { return None };
        let first = rows.iter().map(Node::entries).find(|entries| !entries.is_empty());
        let Some(first) = first else { return Some(rows.clone()) };
        let header: Vec<&Spanned<String>> = first.iter().map(|(name, _)| name).collect();
        self.check_columns(&header, problems);
        if matches!(self.holds, Holds::Observations | Holds::Restatements) && !self.says_of_what(&header, problems) {
            return None;
        }
        let short = table.diagnostics.iter().filter(|problem| problem.code == "csv-row-too-short");
        let short: HashSet<Span> = short.flat_map(|problem| &problem.labels).map(|label| label.span).collect();
        let misnamed = self.misnamed(&header);
        Some(rows.iter().map(|row| self.inline_row(row, &short, &misnamed)).collect())
    }

    /// One row. A cell is unreadable where its row ends too soon, or where its column is not there: both have been said.
    fn inline_row(&self, row: &Node, short: &HashSet<Span>, misnamed: &[(&'static str, String)]) -> Node {
        if row.kind == NodeKind::Unreadable {
            return row.clone();
        }
        let end = row.span.after();
        let cell = |header: &str| match row.get(header) {
            Some(cell) if cell.kind != NodeKind::Blank || !short.contains(&cell.span) => cell.clone(),
            _ => Node { kind: NodeKind::Unreadable, span: end },
        };
        let key = |name: &str| Spanned::new(name.to_owned(), row.span);
        let there = self.columns.iter().filter(|column| column.named.is_some() || row.get(column.field).is_some());
        let mut entries: Vec<_> = there.map(|column| (key(column.field), cell(column.header()))).collect();
        let lost = |(field, name): &(&'static str, String)| {
            let span = row.get(name).map_or(end, |cell| cell.span);
            (key(field), Node { kind: NodeKind::Unreadable, span })
        };
        entries.extend(misnamed.iter().map(lost));
        entries.extend(self.fund.iter().map(|fund| (key("fund"), fund.clone())));
        if !self.years.is_empty() {
            let years = self.years.iter().map(|year| (year.clone(), cell(&year.value))).collect();
            entries.push((key("years"), Node { kind: NodeKind::Record(years), span: end }));
        }
        Node { kind: NodeKind::Record(entries), span: row.span }
    }

    /// Says which columns the return names and the table lacks, and which the table has and nobody asks for.
    fn check_columns(&self, header: &[&Spanned<String>], problems: &mut Vec<Diagnostic>) {
        let has = |name: &str| header.iter().any(|column| column.value == name);
        let named = || self.columns.iter().filter_map(|column| column.named.as_ref()).chain(&self.years);
        let asked: Vec<&str> =
            self.columns.iter().map(Column::header).chain(self.years.iter().map(|year| year.value.as_str())).collect();
        let mut left: Vec<&Spanned<String>> =
            header.iter().copied().filter(|column| !asked.contains(&column.value.as_str())).collect();
        let is_one = named().filter(|name| !has(&name.value)).count() == 1;
        for name in named().filter(|name| !has(&name.value)) {
            let others: Vec<&str> = left.iter().map(|column| column.value.as_str()).collect();
            let headline = format!("the table `{}` has no column `{}`", self.file.value, name.value);
            let help = did_you_mean(&name.value, "other columns", &others);
            problems.push(error("column-missing", headline, name.span, help));
            // The column that was meant is not unknown.
            let only = others.first().copied().filter(|_| is_one && others.len() == 1);
            let meant = nearest(&name.value, others).or(only).map(str::to_owned);
            left.retain(|column| Some(&column.value) != meant.as_ref());
        }
        let fields = self.columns.iter().filter(|column| column.named.is_none() && !has(column.field));
        let fields: Vec<&str> = fields.map(|column| column.field).collect();
        let figure = self.holds.figure();
        if !left.iter().any(|column| nearest(&column.value, fields.iter().copied()) == Some(figure)) {
            let only = if let [only] = left[..] { Some(only) } else { None };
            let problem = self.without_its_figure(header, only);
            if problem.is_some() && only.is_some() {
                left.clear();
            }
            problems.extend(problem);
        }
        problems.extend(left.into_iter().map(|column| self.unknown(column, &fields)));
    }

    /// That a table lacks the column of its figure, without which no row says anything. The only column that nobody asks for
    /// may be it.
    fn without_its_figure(&self, header: &[&Spanned<String>], only: Option<&Spanned<String>>) -> Option<Diagnostic> {
        let figure =
            self.columns.iter().find(|column| column.field == self.holds.figure() && column.named.is_none())?;
        let last = header.last().filter(|_| header.iter().all(|column| column.value != figure.field))?;
        let headline = format!("the table `{}` has no column `{}`", self.file.value, figure.field);
        let problem = Diagnostic::error("column-missing", headline);
        let problem = match only {
            Some(only) => problem.at(only.span, "is it this one?"),
            None => problem.at(last.span.after(), "it should be here"),
        };
        Some(problem.help("name the column so, or say under `columns` of the return which it is"))
    }

    fn unknown(&self, column: &Spanned<String>, fields: &[&str]) -> Diagnostic {
        let headline = format!("{} have no column `{}`", self.holds.word(), column.value);
        let years = if self.holds == Holds::Bids { ", or name it under `years`" } else { "" };
        let near = nearest(&column.value, fields.iter().copied());
        let lost = near.is_some_and(|near| !matches!(near, "note" | "title"));
        let severity = if lost { Severity::Error } else { Severity::Warning };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("say under `columns` of the return which field it is{years}"),
        };
        Diagnostic::new(severity, "column-unknown", headline).at(column.span, "passed over").help(help)
    }

    /// Whether a column of observations says what they are of.
    fn says_of_what(&self, header: &[&Spanned<String>], problems: &mut Vec<Diagnostic>) -> bool {
        let mut of = self.columns.iter().filter(|column| matches!(column.field, "indicator" | "measure"));
        let misnamed = self.misnamed(header);
        let is_misnamed = misnamed.iter().any(|(field, _)| matches!(*field, "indicator" | "measure"));
        if is_misnamed || of.clone().any(|column| header.iter().any(|name| name.value == column.header())) {
            return true;
        }
        if let Some(last) = header.last().filter(|_| of.all(|column| column.named.is_none())) {
            let headline = format!("the table `{}` has neither `indicator` nor `measure`", self.file.value);
            let problem = Diagnostic::error("column-missing", headline)
                .at(last.span.after(), "one of them should be here")
                .help("name the column so, or say under `columns` of the return which it is");
            problems.push(problem);
        }
        false
    }
}
