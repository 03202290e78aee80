//! Reads what the text of a return states, and finds what each statement is about.

use super::{did_you_mean, error, in_words};
use crate::diagnostic::Diagnostic;
use crate::document::record::{Record, Wrong};
use crate::document::{Entry, Gap, Node, NodeKind, Why};
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::model::names::same_name;
use crate::model::statement::{About, Statement, Written};
use crate::model::table::Table;
use crate::source::{Span, Spanned};

/// What statements can be about.
pub struct Known<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// The tables of the return.
    pub tables: &'a [Table],
}

impl Known<'_> {
    /// Reads one statement.
    pub fn statement(&self, node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Statement> {
        let mut record = Record::open(node, "a statement", problems)?;
        let text = record.text("text");
        let _ = record.required("text", text.clone());
        let (paper, fact) = (record.text("paper"), record.text("fact"));
        let (dated, on, after) = (record.date("dated"), record.date("on"), record.date("after"));
        let value = record.with("value", |text| {
            Written::read(text).ok_or_else(|| Wrong {
                code: "not-a-figure",
                headline: format!("`{text}` is not a figure as a text writes it"),
                help: Some("write it as it is printed: 66, 8.7%, £140k, about £2.7m, at least £1.2m".to_owned()),
            })
        });
        if on.is_err() {
            let _ = record.required("value", value.clone());
        }
        let of = record.number("of");
        let change = record.node("change");
        let change = change.and_then(|node| {
            let mut change = Record::open(node, "a change", record.problems())?;
            let from = change.with("from", number_as_written);
            let to = change.with("to", number_as_written);
            change.close();
            Some((from, to))
        });
        let about = record.node("about");
        let about_cells = about.map(places).unwrap_or_default();
        let about =
            about.map(|node| Spanned::new(self.about(node, record.problems()).unwrap_or(About::Unread), node.span));
        let value = match (value, &about) {
            (Ok(written), Some(about)) => {
                let text = node.get("value").and_then(Node::text).unwrap_or_default();
                self.in_its_unit(text, written, &about.value, record.problems())
            }
            (value, _) => value,
        };
        let span = record.span();
        record.close();
        Some(Statement { text, paper, dated, value, of, about, about_cells, fact, change, on, after, span })
    }

    /// A figure, unless it is written with the sign of another unit than that of what it is about: then it is none of it.
    fn in_its_unit(
        &self,
        text: &str,
        written: Spanned<Written>,
        about: &About,
        problems: &mut Vec<Diagnostic>,
    ) -> Entry<Written> {
        let sign = &written.value.unit;
        let units = self.units(about);
        let other = units.iter().find(|unit| *sign != OwnUnit::Plain && unit.as_ref() != Some(sign));
        let Some(other) = other else { return Ok(written) };
        let (is, cure) = match other {
            Some(unit) => (format!("not in {}", in_words(unit)), format!("give the figure in {}", in_words(unit))),
            None => ("and it is a count that it is about".to_owned(), "give the number alone".to_owned()),
        };
        let headline = format!("`{text}` is in {}, {is}", in_words(sign));
        problems.push(error(
            "wrong-unit",
            headline,
            written.span,
            Some(format!("{cure}, or correct what it is about")),
        ));
        Err(Gap { why: Why::Unreadable, span: written.span })
    }

    /// What the figures are counted in that a statement is about; none for things that are counted.
    fn units(&self, about: &About) -> Vec<Option<OwnUnit>> {
        match about {
            About::Figures { table, columns, .. } => {
                columns.iter().map(|&column| Some(self.tables[*table].columns[column].unit.clone())).collect()
            }
            About::Indicator(at) => vec![Some(self.agreement.indicators[*at].unit.clone())],
            About::RewardPot | About::Ceiling(_) => vec![Some(OwnUnit::Money)],
            About::Lines { .. } | About::Things { .. } | About::RewardTargets | About::Blocks => vec![None],
            About::Unread => Vec::new(),
        }
    }

    fn about(&self, node: &Node, problems: &mut Vec<Diagnostic>) -> Option<About> {
        let mut record = Record::open(node, "what a statement is about", problems)?;
        let said = self.of_a_table(&mut record).or_else(|| self.of_the_agreement(&mut record));
        record.close();
        said
    }

    fn of_a_table(&self, record: &mut Record) -> Option<About> {
        let name = record.text("table").ok()?;
        let found = self.tables.iter().position(|table| same_name(&table.name.value, &name.value));
        let Some(at) = found else {
            let known: Vec<&str> = self.tables.iter().map(|table| table.name.value.as_str()).collect();
            record.problems().push(unknown("table", &name, "tables of the return", &known));
            for key in ["column", "columns", "row", "count", "rating", "with"] {
                record.node(key);
            }
            return None;
        };
        let table = &self.tables[at];
        let columns = [record.texts("column"), record.texts("columns")].concat();
        let (row, count) = (record.text("row").ok(), record.text("count").ok());
        let (rating, named) = (record.choice("rating"), record.texts("with"));
        let problems = record.problems();
        let with: Vec<usize> = named.iter().filter_map(|name| figures(table, name, problems)).collect();
        // Without one of its conditions it would be about more lines.
        let is_told = with.len() == named.len() && !rating.as_ref().is_err_and(|gap| gap.why == Why::Unreadable);
        let Some(count) = count else {
            let wanted = columns.len();
            let columns: Vec<usize> = columns.iter().filter_map(|name| figures(table, name, problems)).collect();
            let line = match row {
                Some(row) => Some(line(table, &row, problems)?),
                None => None,
            };
            let whole = !columns.is_empty() && columns.len() == wanted;
            return whole.then_some(About::Figures { table: at, columns, line });
        };
        if count.value == "lines" {
            let rating = rating.ok().map(|rating| rating.value);
            return is_told.then_some(About::Lines { table: at, rating, with });
        }
        let column = table.words.iter().position(|word| word.value == count.value);
        if column.is_none() {
            let mut known: Vec<&str> = table.words.iter().map(|word| word.value.as_str()).collect();
            known.push("lines");
            problems.push(unknown("column of words", &count, "columns of words", &known));
        }
        Some(About::Things { table: at, column: column? })
    }

    fn of_the_agreement(&self, record: &mut Record) -> Option<About> {
        let agreement = self.agreement;
        if let Ok(fund) = record.text("ceiling_of") {
            let ids: Vec<&str> = agreement.funds.iter().map(|fund| fund.id.value.as_str()).collect();
            return place("fund", &fund, "funds of the agreement", &ids, record.problems()).map(About::Ceiling);
        }
        if let Ok(indicator) = record.text("indicator") {
            let ids: Vec<&str> = agreement.indicators.iter().map(|one| one.id.value.as_str()).collect();
            let found = place("indicator", &indicator, "indicators of the agreement", &ids, record.problems());
            return found.map(About::Indicator);
        }
        let of = record.text("agreement").ok()?;
        let facts =
            [("reward pot", About::RewardPot), ("reward targets", About::RewardTargets), ("blocks", About::Blocks)];
        if let Some((_, about)) = facts.iter().find(|(word, _)| same_name(word, &of.value)) {
            return Some(about.clone());
        }
        let words: Vec<&str> = facts.iter().map(|(word, _)| *word).collect();
        record.problems().push(unknown("fact", &of, "facts of the agreement", &words));
        None
    }
}

/// Where the values of a record stand.
fn places(node: &Node) -> Vec<Span> {
    match &node.kind {
        NodeKind::Record(entries) => entries.iter().flat_map(|(_, node)| places(node)).collect(),
        NodeKind::List(nodes) => nodes.iter().flat_map(places).collect(),
        _ => vec![node.span],
    }
}

/// A figure out of which another is worked out: `21.6%` is 21.6.
fn number_as_written(text: &str) -> Result<crate::number::Exact, Wrong> {
    let bare = text.strip_suffix('%').map_or(text, str::trim_end);
    crate::document::scalar::money(bare).map_err(|error| crate::document::record::not(text, "a number", error))
}

fn figures(table: &Table, name: &Spanned<String>, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    let found = table.column(&name.value);
    if found.is_none() {
        let known: Vec<&str> = table.columns.iter().map(|column| column.header.value.as_str()).collect();
        problems.push(unknown("column of figures", name, "columns of figures", &known));
    }
    found
}

fn line(table: &Table, name: &Spanned<String>, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    let names: Vec<&str> =
        table.lines.iter().map(|line| line.name.as_ref().map_or("", |name| name.value.as_str())).collect();
    place("line", name, "lines of the table", &names, problems)
}

fn place(
    what: &str,
    name: &Spanned<String>,
    all: &str,
    known: &[&str],
    problems: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let found = known.iter().position(|known| same_name(known, &name.value));
    if found.is_none() {
        problems.push(unknown(what, name, all, known));
    }
    found
}

fn unknown(what: &str, name: &Spanned<String>, all: &str, known: &[&str]) -> Diagnostic {
    let headline = format!("there is no {what} `{}` that the statement could be about", name.value);
    error("about-unknown", headline, name.span, did_you_mean(&name.value, all, known))
}
