//! Published tables as a whole.

use std::collections::HashSet;
use std::sync::Arc;

use super::amounts::{Figures, Member};
use super::column::cells_of;
use super::line::{cell, name_of, name_span};
use super::things::Things;
use super::values::{Flag, Maybe, Need, Part, Text, maybe, no_entry};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Entry, Why};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::names::plain_name;
use crate::model::table::{Line, Table as Model};
use crate::number::Exact;
use crate::source::Span;
use crate::verdict::{Subject, Want};

/// One table of the return.
pub struct Published {
    scene: Arc<Scene>,
    at: usize,
}

/// Some things with their places.
type Found = Vec<(String, Vec<Span>)>;

impl Published {
    fn model(&self) -> &Model {
        &self.scene.submission.tables[self.at]
    }

    fn things(&self, named: Found, place: Span) -> Part<Things> {
        Things::part(named, lost(self.model()), place)
    }

    /// Columns whose total is left blank, although they have figures.
    fn blank_totals(&self) -> Part<Things> {
        let model = self.model();
        let Some(totals) = &model.totals else { return self.things(Vec::new(), model.end) };
        let has_figures = |at: usize| model.lines.iter().any(|line| line.cells[at].is_ok());
        let blanks = totals.cells.iter().enumerate().filter_map(|(at, cell)| {
            let gap = cell.as_ref().err()?;
            let column = &model.columns[at];
            let is_blank = gap.why == Why::Blank && column.unit != OwnUnit::Percent && has_figures(at);
            is_blank.then(|| (column.header.value.clone(), vec![gap.span]))
        });
        self.things(blanks.collect(), totals.span)
    }

    /// Those of whom there must be a line and is none.
    fn missing(&self) -> Part<Things> {
        let model = self.model();
        let named: Found = model.not_there.iter().map(|name| (name.clone(), Vec::new())).collect();
        let mut wants = lost(model);
        if !named.is_empty() {
            wants.extend(self.of_whom_not_told(&model.names_covered(&self.scene.agreement)));
        }
        let of = model.lines.iter().flat_map(|line| &line.of).map(|of| of.span);
        Things::considering(Things::part(named, wants, model.end), of.collect())
    }

    /// Lines of which it cannot be told of whom they are: they may be of those who seem to be missing.
    fn of_whom_not_told(&self, known: &[Vec<String>]) -> Vec<Want> {
        let known: HashSet<String> = known.iter().flatten().map(|name| plain_name(name)).collect();
        let is_known = |of: &str| known.contains(&plain_name(of));
        let lines = self.model().lines.iter().enumerate();
        let doubtful = lines.filter(|(_, line)| line.of.is_empty() || line.of.iter().any(|of| !is_known(&of.value)));
        let want = |(at, line): (usize, &Line)| {
            let span = line.of.first().map_or(name_span(line), |of| of.span);
            Want { what: format!("of whom {} is", name_of(line, at)), why: Why::Undefined("cannot be told"), span }
        };
        doubtful.map(want).collect()
    }

    /// Lines that are there twice.
    fn twice(&self) -> Part<Things> {
        let model = self.model();
        let named = model.twice.iter().map(|twice| (twice.name.clone(), twice.places.to_vec()));
        self.things(named.collect(), model.end)
    }

    /// The figures of lines that are there twice and are counted twice.
    fn counted_again(&self) -> Part<Figures> {
        let model = self.model();
        let lines = model.twice.iter().filter_map(|twice| twice.counted).map(|at| (at, &model.lines[at]));
        let cells = |(at, line)| (0..model.columns.len()).map(move |column| cell(model, line, at, column));
        Figures::part(lines.flat_map(cells).collect(), model.end)
    }

    fn imbalance(&self) -> Part<Figures> {
        let model = self.model();
        let mut members = Vec::new();
        for &at in unbalanced_once(&self.scene, self.at) {
            members.extend(cells_of(model, at));
            let stated = model.totals.as_ref().and_then(|totals| totals.cells[at].as_ref().ok());
            members.extend(stated.map(|it| Member::worked_out(Ok(-&it.value), vec![it.span])));
        }
        Figures::part(members, model.end)
    }

    /// The columns whose stated total comes out when figures of the other period stand in for blank ones; with the lines
    /// whose figures these are.
    fn mixed(&self) -> (Found, Found) {
        let model = self.model();
        let (mut columns, mut lines): (Found, Found) = (Vec::new(), Vec::new());
        for (at, column) in model.columns.iter().enumerate() {
            let Some((total, borrowed)) = borrowed(model, at) else { continue };
            columns.push((column.header.value.clone(), vec![total]));
            lines.extend(borrowed.into_iter().map(|(line, cell)| (name_of(&model.lines[line], line), vec![cell])));
        }
        (columns, lines)
    }

    fn estimates(&self) -> Part<Things> {
        let lines = self.model().lines.iter().enumerate();
        let marked = lines.filter_map(|(at, line)| {
            let mark = line.estimate.as_ref().ok().filter(|mark| mark.value)?;
            Some((name_of(line, at), vec![mark.span]))
        });
        let blank = |(at, line): (usize, &Line)| {
            let gap = line.estimate.as_ref().err().filter(|gap| gap.why != Why::Absent)?;
            let what = format!("whether {} is an estimate", name_of(line, at));
            Some(Want { what, why: gap.why, span: gap.span })
        };
        let untold = self.model().lines.iter().enumerate().filter_map(blank);
        let lost = lost(self.model()).into_iter().chain(untold).collect();
        let marks = self.model().lines.iter().filter_map(|line| Some(line.estimate.as_ref().ok()?.span)).collect();
        Things::considering(Things::part(marked.collect(), lost, self.model().end), marks)
    }

    fn is_total_marked(&self) -> Maybe<Flag> {
        let no_totals = no_entry(self.model().end);
        let mark = self.model().totals.as_ref().map_or(&no_totals, |totals| &totals.estimate);
        match mark {
            Err(gap) if gap.why == Why::Blank => maybe(&Ok(crate::source::Spanned::new(false, gap.span)), Flag),
            mark => maybe(mark, Flag),
        }
    }
}

/// What is lost of a table, so that there may be more in it.
pub fn lost(table: &Model) -> Vec<Want> {
    let want = |&span: &Span| Want { what: format!("a line of {}", table.name.value), why: Why::Unreadable, span };
    table.lost.iter().map(want).collect()
}

/// What is lost where a name could not be read.
pub fn things_lost(name: &Entry<String>, at: usize) -> Vec<Want> {
    let gap = name.as_ref().err().filter(|gap| gap.why == Why::Unreadable);
    gap.map(|gap| Want { what: format!("the name of line {}", at + 1), why: gap.why, span: gap.span })
        .into_iter()
        .collect()
}

/// What a sum over the lines of a table lacks: what is lost of it, and lines that should be there.
pub fn not_told(table: &Model) -> Vec<Want> {
    let want = |name: &String| Want {
        what: format!("the line of {name} in {}", table.name.value),
        why: Why::Absent,
        span: table.end,
    };
    lost(table).into_iter().chain(table.not_there.iter().map(want)).collect()
}

/// The columns of a table that are unbalanced, worked out once for all of its columns.
pub fn unbalanced_once(scene: &Scene, table: usize) -> &[usize] {
    scene.unbalanced[table].get_or_init(|| unbalanced(&scene.submission.tables[table]))
}

/// The columns that add up to more than their totals, or to less, because of one line: when all that are totalled do, or
/// when the figures of a line are just what they are off by. Fewer may each hold a mistake of its own.
fn unbalanced(table: &Model) -> Vec<usize> {
    let gaps: Vec<(usize, Exact)> = (0..table.columns.len()).filter_map(|at| Some((at, gap(table, at)?))).collect();
    let off: Vec<&(usize, Exact)> = gaps.iter().filter(|(_, gap)| !gap.is_zero()).collect();
    let is_one_way = off.iter().all(|(_, gap)| gap.is_negative()) || !off.iter().any(|(_, gap)| gap.is_negative());
    let is_figure = |cell: &Entry<Exact>, gap: &Exact| match cell {
        Ok(cell) => cell.value == *gap,
        Err(_) => gap.is_zero(),
    };
    let is_line = |line: &Line| gaps.iter().all(|(at, gap)| is_figure(&line.cells[*at], gap));
    let is_one_line = || off.len() == gaps.len() || table.lines.iter().any(is_line);
    let found = off.len() > 1 && is_one_way && is_one_line();
    off.into_iter().filter(|_| found).map(|(at, _)| *at).collect()
}

/// The stated total of a column, and the cells of the other period, by their lines, with which in place of its blank ones
/// it comes out; none where it does not, or comes out without them.
fn borrowed(table: &Model, column: usize) -> Option<(Span, Vec<(usize, Span)>)> {
    let earlier = table.columns[column].before;
    let other = earlier.or_else(|| table.columns.iter().position(|one| one.before == Some(column)))?;
    let stated = table.totals.as_ref()?.cells[column].as_ref().ok()?;
    let (mut own, mut others, mut places) = (Exact::zero(), Exact::zero(), Vec::new());
    for (at, line) in table.lines.iter().enumerate() {
        match (&line.cells[column], &line.cells[other]) {
            (Ok(cell), _) => own = &own + &cell.value,
            (Err(gap), Ok(cell)) if gap.why == Why::Blank => {
                others = &others + &cell.value;
                places.push((at, cell.span));
            }
            _ => return None,
        }
    }
    let is_mixed =
        !others.is_zero() && &own + &others == stated.value && table.columns[column].unit != OwnUnit::Percent;
    is_mixed.then_some((stated.span, places))
}

/// The cells of all columns that are given for two periods.
fn in_two_periods(table: &Model) -> Vec<Span> {
    let pairs = table.columns.iter().enumerate().filter_map(|(at, column)| Some([at, column.before?]));
    let columns: Vec<usize> = pairs.flatten().collect();
    let lines = table.lines.iter().chain(&table.totals);
    let cells = lines.flat_map(|line| columns.iter().filter_map(|&at| line.cells[at].as_ref().ok()));
    cells.map(|cell| cell.span).collect()
}

/// By how much the lines of a column add up to more than its total; none when that cannot be told.
fn gap(table: &Model, column: usize) -> Option<Exact> {
    if table.columns[column].unit == OwnUnit::Percent || table.lines.iter().any(|line| line.option_of.is_ok()) {
        return None;
    }
    let stated = &table.totals.as_ref()?.cells[column].as_ref().ok()?.value;
    let known: Exact =
        table.lines.iter().filter_map(|line| Some(line.cells[column].as_ref().ok()?.value.clone())).sum();
    let gap = &known - stated;
    let is_told = || Figures::part(cells_of(table, column), table.end).object.total().is_ok();
    (gap > Exact::zero() || is_told()).then_some(gap)
}

impl SubjectType for Published {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.submission.tables.len()).map(|at| Published { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let name = &self.model().name;
        Subject {
            what: "table",
            index: self.at,
            name: name.value.clone(),
            also: Vec::new(),
            within: None,
            span: name.span,
        }
    }
}

/// Declares tables.
pub fn declare(table: Table) -> Table {
    table.subject::<Published>("table", "A published table as a whole.", JudgedOn::PeriodEnd, |s| {
        s.field("name", "What it is called.", |t: &Published| {
            Need::of(Text(t.model().name.value.clone()), vec![t.model().name.span])
        })
        .field("states_totals", "Whether it has a line of totals.", |t| {
            let totals = t.model().totals.as_ref();
            Need::of(Flag(totals.is_some()), vec![totals.map_or(t.model().end, name_span)])
        })
        .field("blank_totals", "The columns whose total is left blank.", Published::blank_totals)
        .field("covers_all", "Whether it must have a line of everyone.", |t| {
            let covers = t.model().covers.as_ref();
            Need::of(Flag(covers.is_some()), vec![covers.map_or(t.model().name.span, |covers| covers.span)])
        })
        .field("missing", "Those of whom it must have a line and has none.", Published::missing)
        .field("twice", "The lines that are there twice.", Published::twice)
        .field(
            "counted_again",
            "The figures of lines that are there twice and counted twice.",
            Published::counted_again,
        )
        .field(
            "unbalanced",
            "The columns that add up to more than their totals, or to less, because of one line.",
            |t| {
                let model = t.model();
                let named = unbalanced_once(&t.scene, t.at).iter().map(|&at| {
                    let stated = model.totals.as_ref().and_then(|totals| totals.cells[at].as_ref().ok());
                    (model.columns[at].header.value.clone(), stated.map(|stated| stated.span).into_iter().collect())
                });
                t.things(named.collect(), model.end)
            },
        )
        .field("imbalance", "The figures of the unbalanced columns, less their totals.", Published::imbalance)
        .field(
            "mixed_totals",
            "The columns whose total comes out when figures of the other period stand in for blank ones.",
            |t| Things::considering(t.things(t.mixed().0, t.model().end), in_two_periods(t.model())),
        )
        .field("borrowed", "The lines whose figures of the other period these are.", |t| {
            Things::considering(t.things(t.mixed().1, t.model().end), in_two_periods(t.model()))
        })
        .field("estimates", "The lines that are marked as estimates.", Published::estimates)
        .field(
            "is_total_marked",
            "Whether the line of totals is marked as an estimate.",
            Published::is_total_marked,
        )
    })
}
