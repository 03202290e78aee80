//! What the lines of published tables count in two periods.

use std::sync::Arc;

use super::amounts::Figures;
use super::line::{cell, name_of, name_span};
use super::values::{Need, Part, Text, maybe};
use super::{JudgedOn, SubjectType, Table};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::table::{Line, Table as Published};
use crate::verdict::Subject;

/// One line's figures of one family of columns, which together count all its things of a kind: its outcomes by their rating.
pub struct Tally {
    scene: Arc<Scene>,
    table: usize,
    line: usize,
    /// The family, by its place among those that the table counts.
    family: usize,
    /// Its place among the tallies of all tables.
    index: usize,
}

impl Tally {
    fn table(&self) -> &Published {
        &self.scene.submission.tables[self.table]
    }

    fn line(&self) -> &Line {
        &self.table().lines[self.line]
    }

    fn name(&self) -> String {
        name_of(self.line(), self.line)
    }

    fn family(&self) -> &str {
        &self.table().counts[self.family]
    }

    fn counted(&self, before: bool) -> Part<Figures> {
        let (table, line) = (self.table(), self.line());
        let column = |at: usize| if before { table.columns[at].before } else { Some(at) };
        let columns = table.family(self.family()).filter_map(column);
        let members = columns.map(|column| cell(table, line, self.line, column)).collect();
        Figures::part(members, line.span.after())
    }
}

impl SubjectType for Tally {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let mut all = Vec::new();
        for (table, published) in scene.submission.tables.iter().enumerate().filter(|(_, one)| one.judged_by_line) {
            let in_two_periods =
                |family: &str| published.family(family).any(|at| published.columns[at].before.is_some());
            let families: Vec<usize> =
                (0..published.counts.len()).filter(|&at| in_two_periods(&published.counts[at])).collect();
            for (line, family) in (0..published.lines.len()).flat_map(|line| families.iter().map(move |&of| (line, of)))
            {
                all.push(Tally { scene: Arc::clone(scene), table, line, family, index: all.len() });
            }
        }
        all
    }

    fn subject(&self) -> Subject {
        let (line, with_family) = (self.name(), format!("{}, {}", self.name(), self.family()));
        // One line has several of them.
        let (name, other) = if self.table().counts.len() > 1 { (with_family, line) } else { (line, with_family) };
        Subject {
            what: "tally",
            index: self.index,
            name,
            also: vec![other],
            within: Some(self.table().name.value.clone()),
            span: name_span(self.line()),
        }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        self.table().family(self.family()).next().map(|at| self.table().columns[at].unit.clone())
    }
}

/// Declares tallies.
pub fn declare(table: Table) -> Table {
    let about = "What a line of a published table counts by some of its columns, in two periods.";
    table.subject::<Tally>("tally", about, JudgedOn::PeriodEnd, |s| {
        s.field("name", "What the line is called.", |t: &Tally| Need::of(Text(t.name()), vec![t.subject().span]))
            .field("from_table", "What its table is called.", |t| {
                Need::of(Text(t.table().name.value.clone()), vec![t.table().name.span])
            })
            .field("family", "What is counted, in the word that the columns share.", |t| {
                Need::of(Text(t.family().to_owned()), vec![t.table().name.span])
            })
            .field("counted", "The figures of this period.", |t| t.counted(false))
            .field("counted_before", "Those of the period before.", |t| t.counted(true))
            .field("remark", "What is said about the line.", |t| maybe(&t.line().remark, Text))
    })
}
