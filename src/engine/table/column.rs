//! Columns of figures of published tables.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::amounts::{Figures, Member};
use super::line::cell;
use super::published::{not_told, unbalanced_once};
use super::values::{Figure, Flag, Maybe, Need, Part, Text, maybe, no_entry};
use super::{JudgedOn, SubjectType, Table};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::table::{Column as Model, Table as Published};
use crate::number::Exact;
use crate::verdict::Subject;

/// One column of figures.
pub struct Column {
    scene: Arc<Scene>,
    table: usize,
    at: usize,
    /// Its place among the columns of all tables.
    index: usize,
}

impl Column {
    fn table(&self) -> &Published {
        &self.scene.submission.tables[self.table]
    }

    fn model(&self) -> &Model {
        &self.table().columns[self.at]
    }

    fn cells(&self) -> Part<Figures> {
        let table = self.table();
        Figures::part(cells_of(table, self.at), table.end)
    }

    /// Whether its table states totals of such a column: percentages do not add up to anything.
    fn is_totalled(&self) -> bool {
        self.table().totals.is_some() && self.model().unit != OwnUnit::Percent
    }

    /// The options among the lines, group by group: the places of each in the table.
    fn options(&self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (at, line) in self.table().lines.iter().enumerate() {
            let Ok(group) = &line.option_of else { continue };
            let group = *known.entry(&group.value).or_insert(groups.len());
            match groups.get_mut(group) {
                Some(lines) => lines.push(at),
                None => groups.push(vec![at]),
            }
        }
        groups.retain(|lines| lines.len() > 1);
        groups
    }

    /// The cells of all lines but the options, with one option of each group: that which comes nearest to the total that is
    /// stated, so that what is left is not a matter of choice.
    fn with_one_option(&self) -> Part<Figures> {
        let table = self.table();
        let options = self.options();
        let all: HashSet<usize> = options.iter().flatten().copied().collect();
        let is_option = |at: usize| all.contains(&at);
        let value = |at: usize| table.lines[at].cells[self.at].as_ref().ok().map(|cell| cell.value.clone());
        let rest: Exact = (0..table.lines.len()).filter(|&at| !is_option(at)).filter_map(value).sum();
        let stated = table.totals.as_ref().and_then(|totals| totals.cells[self.at].as_ref().ok());
        let mut left = stated.map_or_else(Exact::zero, |stated| &stated.value - &rest);
        let mut chosen = HashSet::new();
        for group in &options {
            let nearest = group.iter().copied().min_by_key(|&at| value(at).map(|value| (&left - &value).abs()));
            if let Some(at) = nearest {
                left = &left - &value(at).unwrap_or_else(Exact::zero);
                chosen.insert(at);
            }
        }
        let counted = (0..table.lines.len()).filter(|at| !is_option(*at) || chosen.contains(at));
        let members = counted.map(|at| cell(table, &table.lines[at], at, self.at));
        let lost = not_told(table).into_iter().map(|want| Member::worked_out(Err(vec![want.clone()]), vec![want.span]));
        Figures::part(members.chain(lost).collect(), table.end)
    }

    fn stated(&self) -> Maybe<Figure> {
        match &self.table().totals {
            Some(totals) => maybe(&totals.cells[self.at], Figure),
            None => maybe(&no_entry(self.table().end), Figure),
        }
    }
}

/// The cells of a column, of all lines, to be added up. A line that could not be read adds nobody knows what.
pub fn cells_of(table: &Published, column: usize) -> Vec<Member> {
    let cells = table.lines.iter().enumerate().map(|(at, line)| cell(table, line, at, column));
    let lost = not_told(table).into_iter().map(|want| Member::worked_out(Err(vec![want.clone()]), vec![want.span]));
    cells.chain(lost).collect()
}

impl SubjectType for Column {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        let tables = scene.submission.tables.iter().enumerate();
        let places = tables.flat_map(|(table, published)| (0..published.columns.len()).map(move |at| (table, at)));
        places.enumerate().map(|(index, (table, at))| Column { scene: Arc::clone(scene), table, at, index }).collect()
    }

    fn subject(&self) -> Subject {
        let header = &self.model().header;
        let also = vec![format!("{} of {}", header.value, self.table().name.value)];
        Subject {
            what: "column",
            index: self.index,
            name: header.value.clone(),
            also,
            within: Some(self.table().name.value.clone()),
            span: header.span,
        }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        Some(self.model().unit.clone())
    }
}

/// Declares columns.
pub fn declare(table: Table) -> Table {
    table.subject::<Column>("column", "A column of figures of a published table.", JudgedOn::PeriodEnd, |s| {
        s.field("name", "Its header.", |c: &Column| Need::of(Text(c.subject().name), vec![c.subject().span]))
            .field("from_table", "What its table is called.", |c| {
                Need::of(Text(c.table().name.value.clone()), vec![c.table().name.span])
            })
            .field("cells", "The figures of its lines.", Column::cells)
            .field("has_options", "Whether some of its lines are options, of which only one will count.", |c| {
                Need::of(Flag(!c.options().is_empty()), vec![c.subject().span])
            })
            .field(
                "with_one_option",
                "The figures with one option of each group: that nearest to the stated total.",
                Column::with_one_option,
            )
            .field("is_totalled", "Whether its table has a line of totals, and its figures add up to something.", |c| {
                let at = c.table().totals.as_ref().map_or(c.table().end, |totals| totals.span);
                Need::of(Flag(c.is_totalled()), vec![at])
            })
            .field(
                "is_one_of_several",
                "Whether one line makes other columns of its table miss their totals too.",
                |c| Need::of(Flag(unbalanced_once(&c.scene, c.table).contains(&c.at)), vec![c.subject().span]),
            )
            .field("stated", "The total that is stated of it.", Column::stated)
            .said("stated total")
    })
}
