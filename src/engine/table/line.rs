//! Lines of published tables.

use std::collections::HashSet;
use std::sync::Arc;

use super::amounts::{Figures, Member};
use super::published::things_lost;
use super::things::Things;
use super::values::{Figure, Flag, Maybe, Need, Part, Text, Word, maybe, no_entry};
use super::{JudgedOn, SubjectType, Table};
use crate::diagnostic::nearest;
use crate::document::{Entry, Gap, Why};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::names::{plain_name, same_name};
use crate::model::table::{Line as Model, Table as Published};
use crate::source::{Span, Spanned};
use crate::verdict::Subject;

/// One line of a table.
pub struct Line {
    scene: Arc<Scene>,
    table: usize,
    at: usize,
    /// Its place among the lines of all tables.
    index: usize,
}

impl Line {
    fn table(&self) -> &Published {
        &self.scene.submission.tables[self.table]
    }

    fn model(&self) -> &Model {
        &self.table().lines[self.at]
    }

    fn name(&self) -> String {
        name_of(self.model(), self.at)
    }

    /// The cells of some columns as figures to be added up.
    fn figures(&self, columns: impl Iterator<Item = usize>) -> Part<Figures> {
        let members = columns.map(|column| cell(self.table(), self.model(), self.at, column)).collect();
        Figures::part(members, self.model().span.after())
    }

    fn parts(&self) -> Part<Figures> {
        let table = self.table();
        let before: HashSet<usize> = table.columns.iter().filter_map(|column| column.before).collect();
        self.figures((0..table.columns.len()).filter(|at| !table.columns[*at].is_total && !before.contains(at)))
    }

    fn stated(&self) -> Maybe<Figure> {
        match self.table().columns.iter().position(|column| column.is_total) {
            Some(total) => maybe(&self.model().cells[total], Figure),
            None => maybe(&no_entry(self.model().span.after()), Figure),
        }
    }

    /// The table whose lines this one's adds up.
    fn rolled_up(&self) -> Option<&Published> {
        let name = &self.table().rolls_up.as_ref()?.value;
        self.scene.submission.tables.iter().find(|table| same_name(&table.name.value, name))
    }

    /// The columns in which it is not what the lines that it rolls up add up to; what is not known there is wanted.
    fn rolled_up_wrongly(&self) -> Part<Things> {
        let (agreement, model) = (&self.scene.agreement, self.model());
        let Some(parts) = self.rolled_up() else { return Things::part(Vec::new(), Vec::new(), model.span) };
        let name = self.name();
        let is_within = |line: &Model| {
            let named = line.name.as_ref().ok().map(|name| &name.value);
            let block = agreement.blocks.iter().position(|block| named.is_some_and(|name| block.is_called(name)));
            let wider = block.and_then(|at| agreement.wider_blocks[at].as_ref().ok());
            wider.is_some_and(|wider| same_name(&wider.value, &name))
        };
        let within: Vec<(usize, &Model)> = parts.lines.iter().enumerate().filter(|(_, it)| is_within(it)).collect();
        let (mut wrong, mut wants) = (Vec::new(), Vec::new());
        for (at, column) in self.table().columns.iter().enumerate() {
            let Some(theirs) = parts.column(&column.header.value) else { continue };
            let members: Vec<Member> = within.iter().map(|&(place, line)| cell(parts, line, place, theirs)).collect();
            let sum = Figures::part(members, model.span).object.total();
            match (sum, &model.cells[at]) {
                (Ok(sum), Ok(stated)) if sum != stated.value => {
                    wrong.push((column.header.value.clone(), vec![stated.span]));
                }
                (Err(missing), Ok(_)) => wants.extend(missing),
                _ => {}
            }
        }
        Things::part(wrong, wants, model.span)
    }

    fn unknown(&self) -> Vec<&Spanned<String>> {
        let table = self.table();
        let is_unknown = |name: &&Spanned<String>| !table.names.contains(&plain_name(&name.value));
        self.model().of.iter().filter(is_unknown).filter(|_| table.covers.is_some()).collect()
    }

    /// The name of the agreement that an unknown one is near to.
    fn meant(&self) -> Entry<String> {
        let unknown = self.unknown();
        let near = unknown.first().and_then(|name| {
            let known = self.table().names_covered(&self.scene.agreement);
            let near = nearest(&name.value, known.iter().flatten().map(String::as_str))?;
            Some(Spanned::new(near.to_owned(), name.span))
        });
        near.ok_or(Gap { why: Why::Absent, span: self.model().span })
    }
}

/// What a line is called.
pub fn name_of(line: &Model, at: usize) -> String {
    line.name.as_ref().map_or_else(|_| format!("line {}", at + 1), |name| name.value.clone())
}

/// Where a line says what it is.
pub fn name_span(line: &Model) -> Span {
    line.name.as_ref().map_or(line.span, |name| name.span)
}

/// A cell as one of several that are added up.
pub fn cell(table: &Published, line: &Model, at: usize, column: usize) -> Member {
    let what = format!("{} of {}", table.columns[column].header.value, name_of(line, at));
    Member::stated(what, &line.cells[column])
}

/// Whether something stands where a text should: none when there is no place for it.
fn is_there(entry: &Entry<String>) -> Maybe<Flag> {
    let entry = match entry {
        Err(gap) if matches!(gap.why, Why::Blank | Why::Unknown | Why::NotAvailable) => {
            Ok(Spanned::new(false, gap.span))
        }
        Err(gap) => Err(gap.clone()),
        Ok(text) => Ok(Spanned::new(true, text.span)),
    };
    maybe(&entry, Flag)
}

/// Whether there is a place for something, be it blank.
fn has_place<T>(entry: &Entry<T>, line: &Model) -> Need<Flag> {
    let (value, span) = match entry {
        Ok(value) => (true, value.span),
        Err(gap) => (gap.why != Why::Absent, gap.span),
    };
    let at = if value { span } else { line.span.after() };
    Need::of(Flag(value), vec![at])
}

impl SubjectType for Line {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let tables = scene.submission.tables.iter().enumerate().filter(|(_, table)| table.judged_by_line);
        let places = tables.flat_map(|(table, published)| (0..published.lines.len()).map(move |at| (table, at)));
        places.enumerate().map(|(index, (table, at))| Line { scene: Arc::clone(scene), table, at, index }).collect()
    }

    fn subject(&self) -> Subject {
        let also = vec![format!("{} in {}", self.name(), self.table().name.value)];
        Subject {
            what: "line",
            index: self.index,
            name: self.name(),
            also,
            within: Some(self.table().name.value.clone()),
            span: name_span(self.model()),
        }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        self.table().columns.first().map(|column| column.unit.clone())
    }
}

/// Declares lines.
pub fn declare(table: Table) -> Table {
    table.subject::<Line>("line", "A line of a published table.", JudgedOn::PeriodEnd, |s| {
        s.field("name", "What it is called.", |l: &Line| Need::of(Text(l.name()), vec![l.subject().span]))
            .field("from_table", "What its table is called.", |l| {
                Need::of(Text(l.table().name.value.clone()), vec![l.table().name.span])
            })
            .field("parts", "Its figures for the period, but for the total.", Line::parts)
            .field("stated", "The total that it states.", Line::stated)
            .said("stated total")
            .field("has_status", "Whether there is a place for a status.", |l| has_place(&l.model().rating, l.model()))
            .field("status", "Its status, as it is printed.", |l| maybe(&l.model().rating, Text))
            .field("rating", "The rating that its status is, if it is one.", |l| {
                let entry = &l.model().rating;
                let band = match entry {
                    Ok(printed) => {
                        let absent = Gap { why: Why::Absent, span: printed.span };
                        l.model().band().map(|band| Spanned::new(band, printed.span)).ok_or(absent)
                    }
                    Err(gap) => Err(gap.clone()),
                };
                maybe(&band, Word)
            })
            .field(
                "is_measured",
                "Whether the measure beside its rating is there; not given where none is printed.",
                |l| is_there(&l.model().measure),
            )
            .said("measure")
            .field("has_remark", "Whether there is a place for a remark.", |l| has_place(&l.model().remark, l.model()))
            .field("remark", "What is said about it.", |l| maybe(&l.model().remark, Text))
            .field("rolls_up", "Whether it adds up lines of another table.", |l| {
                Need::of(Flag(l.rolled_up().is_some()), vec![l.subject().span])
            })
            .field("rolled_up_wrongly", "The columns in which it is not what these lines add up to.", |l| {
                l.rolled_up_wrongly()
            })
            .field("unknown", "The names in it that are none of the agreement's, where its table covers these.", |l| {
                let named = l.unknown().into_iter().map(|name| (name.value.clone(), vec![name.span])).collect();
                let covers = l.table().covers.is_some();
                let of = l.model().of.iter().filter(|_| covers).map(|of| of.span).collect();
                Things::considering(Things::part(named, things_lost(&l.model().name, l.at), l.subject().span), of)
            })
            .field("meant", "The name of the agreement that its unknown name is near to.", |l| maybe(&l.meant(), Text))
            .field("in_table_of_all", "Whether its table must have a line of everyone.", |l| {
                let covers = l.table().covers.as_ref();
                Need::of(Flag(covers.is_some()), vec![covers.map_or(l.table().name.span, |covers| covers.span)])
            })
    })
}
