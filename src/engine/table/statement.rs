//! What the text of a return states, beside what its tables and the agreement say.

use std::collections::HashSet;
use std::sync::Arc;

use super::amounts::{Figures, Member};
use super::column::cells_of;
use super::line::{cell, name_of, name_span};
use super::published::not_told;
use super::things::Things;
use super::values::{Day, Days, Figure, Flag, Maybe, Need, Part, Text, maybe, need, no_entry};
use super::{JudgedOn, SubjectType, Table};
use crate::document::{Entry, Gap, Why};
use crate::engine::scene::Scene;
use crate::model::OwnUnit;
use crate::model::statement::{About, Statement as Model};
use crate::model::table::{Line, Table as Published};
use crate::model::words::Band;
use crate::number::Exact;
use crate::source::{Span, Spanned};
use crate::verdict::{Subject, Want};

/// One statement of the return.
pub struct Statement {
    scene: Arc<Scene>,
    at: usize,
}

impl Statement {
    fn model(&self) -> &Model {
        &self.scene.submission.statements[self.at]
    }

    fn text(&self) -> String {
        let model = self.model();
        let text = model.text.as_ref().map_or_else(|_| format!("statement {}", self.at + 1), |text| text.value.clone());
        model.paper.as_ref().map_or(text.clone(), |paper| format!("{text} ({})", paper.value))
    }

    /// An end of what the figure may stand for.
    fn bound(&self, bound: impl Fn(&crate::model::statement::Written) -> Option<Exact>) -> Maybe<Figure> {
        let entry = match &self.model().value {
            Ok(written) => {
                let open = Gap { why: Why::Absent, span: written.span };
                bound(&written.value).map(|value| Spanned::new(value, written.span)).ok_or(open)
            }
            Err(gap) => Err(gap.clone()),
        };
        maybe(&entry, Figure)
    }

    fn table(&self, at: usize) -> &Published {
        &self.scene.submission.tables[at]
    }

    /// What the tables or the agreement say of it.
    fn told(&self) -> Part<Figures> {
        let end = self.model().span.after();
        let Some(about) = &self.model().about else { return Figures::part(Vec::new(), end) };
        let mut considered = self.model().about_cells.clone();
        let told = match &about.value {
            About::Unread => {
                let want = Want { what: "what it is about".to_owned(), why: Why::Unreadable, span: about.span };
                Figures::part(vec![Member::worked_out(Err(vec![want]), vec![about.span])], end)
            }
            About::Figures { table, columns, line } => self.figures(*table, columns, *line),
            About::Lines { table, rating, with } => {
                let table = self.table(*table);
                considered.extend(table.lines.iter().flat_map(|line| choosing(line, *rating, with)));
                let counted = table.lines.iter().enumerate();
                let members = counted.filter_map(|(at, line)| count(table, line, at, *rating, with));
                Figures::part(members.chain(unread(table)).collect(), table.end)
            }
            About::Things { table, column } => {
                let table = self.table(*table);
                Figures::part(things(table, *column).chain(unread(table)).collect(), table.end)
            }
            about => Figures::part(self.of_the_agreement(about), end),
        };
        Figures::considering(told, considered)
    }

    /// Figures of a table: of one line, else the totals that it states, else the sums of its lines.
    fn figures(&self, table: usize, columns: &[usize], line: Option<usize>) -> Part<Figures> {
        let table = self.table(table);
        let of_line = |line: &Line, at: usize| columns.iter().map(|&column| cell(table, line, at, column)).collect();
        let members = match (line, &table.totals) {
            (Some(at), _) => of_line(&table.lines[at], at),
            (None, Some(totals)) if columns.iter().all(|&column| totals.cells[column].is_ok()) => {
                of_line(totals, table.lines.len())
            }
            _ => columns.iter().flat_map(|&column| cells_of(table, column)).collect(),
        };
        Figures::part(members, table.end)
    }

    fn of_the_agreement(&self, about: &About) -> Vec<Member> {
        let (agreement, end) = (&self.scene.agreement, self.model().span.after());
        let one = |span: Span| Member::worked_out(Ok(Exact::whole(1)), vec![span]);
        let stated = |what: &str, entry: &Entry<Exact>| vec![Member::stated(what.to_owned(), entry)];
        match about {
            About::RewardPot => match &agreement.reward {
                Some(reward) => stated("the reward pot", &reward.pot),
                None => stated("the reward pot", &no_entry(end)),
            },
            About::RewardTargets => {
                agreement.reward.iter().flat_map(|reward| &reward.targets).map(|target| one(target.id.span)).collect()
            }
            About::Blocks => agreement.blocks.iter().map(|block| one(block.name.span)).collect(),
            About::Ceiling(fund) => stated("the ceiling", &agreement.funds[*fund].ceiling),
            About::Indicator(at) => {
                let id = &agreement.indicators[*at].id.value;
                let observed = self.scene.observation(id);
                let gap = no_entry(self.scene.submission.end_of_observations);
                stated(&format!("figure of {id}"), observed.map_or(&gap, |observed| &observed.value))
            }
            _ => Vec::new(),
        }
    }

    /// The columns that together make the whole of which it takes a part, with their table.
    fn whole_columns(&self, before: bool) -> Option<(&Published, Vec<usize>)> {
        let About::Figures { table, columns, line: None } = &self.model().about.as_ref()?.value else { return None };
        let table = self.table(*table);
        let family = table.columns[*columns.first()?].family.as_deref()?;
        let now = table.family(family);
        let columns: Vec<usize> =
            if before { now.filter_map(|at| table.columns[at].before).collect() } else { now.collect() };
        (!columns.is_empty()).then_some((table, columns))
    }

    fn whole(&self, before: bool) -> Part<Figures> {
        let Some((table, columns)) = self.whole_columns(before) else {
            return Figures::part(Vec::new(), self.model().span);
        };
        let members = columns.iter().flat_map(|&column| cells_of(table, column)).collect();
        Figures::considering(Figures::part(members, table.end), self.model().about_cells.clone())
    }

    /// Statements of the same fact that stand before it and cannot be true of the same figure.
    fn otherwise(&self) -> Part<Things> {
        let (model, end) = (self.model(), self.model().span.after());
        let Ok(fact) = &model.fact else { return Things::part(Vec::new(), Vec::new(), end) };
        let others = self.scene.submission.statements[..self.at]
            .iter()
            .filter(|other| other.fact.as_ref().is_ok_and(|other| other.value == fact.value));
        let differ = others.filter_map(|other| {
            let (theirs, own) = (other.value.as_ref().ok()?, model.value.as_ref().ok()?);
            (!theirs.value.agrees(&own.value)).then(|| {
                let paper = other.paper.as_ref().map_or_else(|_| "another statement", |paper| paper.value.as_str());
                (paper.to_owned(), vec![theirs.span])
            })
        });
        Things::part(differ.collect(), Vec::new(), end)
    }

    /// The increase that it is stated to be, worked out from what it was worked out from.
    fn worked_out(&self) -> Maybe<Figure> {
        let absent = || no_entry(self.model().span.after());
        let Some((from, to)) = &self.model().change else { return maybe(&absent(), Figure) };
        let (Ok(base), Ok(figure)) = (from, to) else {
            let gap = from.as_ref().err().or(to.as_ref().err()).cloned();
            return gap
                .map_or_else(|| maybe(&absent(), Figure), |gap| maybe(&Err::<Spanned<Exact>, _>(untold(gap)), Figure));
        };
        let increase = (&figure.value - &base.value).over(&base.value);
        let percent = increase.map(|increase| &increase * &Exact::whole(100));
        let entry = percent
            .map(|percent| Spanned::new(percent, base.span.to(figure.span)))
            .ok_or(Gap { why: Why::Undefined("is not defined, as it starts from nought"), span: base.span });
        maybe(&entry, Figure).from_cells(vec![base.span, figure.span])
    }

    /// Days from the day that must lie before to the day that it names.
    fn days_after(&self) -> Maybe<Days> {
        let (on, after) = match (&self.model().on, &self.model().after) {
            (Ok(on), Ok(after)) => (on, after),
            (Err(gap), Ok(_)) | (Ok(_), Err(gap)) => {
                return maybe(&Err::<Spanned<Exact>, _>(untold(gap.clone())), Days);
            }
            (Err(gap), Err(_)) => return maybe(&Err::<Spanned<Exact>, _>(gap.clone()), Days),
        };
        let days = i64::from((on.value - after.value).get_days());
        let entry = Ok(Spanned::new(Exact::whole(days), on.span));
        maybe(&entry, Days).from_cells(vec![on.span, after.span])
    }
}

/// A gap beside a value that needs what is not there: it is not simply left out.
fn untold(gap: Gap) -> Gap {
    match gap.why {
        Why::Blank | Why::Absent => Gap { why: Why::Undefined("is not told"), span: gap.span },
        _ => gap,
    }
}

/// The cells of a line that decide whether it is counted.
fn choosing(line: &Line, rating: Option<Band>, with: &[usize]) -> Vec<Span> {
    let rated = rating.and_then(|_| line.rating.as_ref().ok()).map(|rating| rating.span);
    let filled = with.iter().filter_map(|&column| Some(line.cells[column].as_ref().ok()?.span));
    rated.into_iter().chain(filled).collect()
}

/// A line as one that is counted, if it is or may be.
fn count(table: &Published, line: &Line, at: usize, rating: Option<Band>, with: &[usize]) -> Option<Member> {
    let doubt = |field: &str, why, span| Want { what: format!("{field} of {}", name_of(line, at)), why, span };
    let mut doubts = Vec::new();
    if let (Some(wanted), rated) = (rating, &line.rating) {
        match rated {
            Ok(_) if line.band() == Some(wanted) => {}
            Ok(printed) if line.band().is_none() => {
                doubts.push(doubt("the rating", Why::Undefined("is none"), printed.span));
            }
            Err(gap) if gap.why == Why::Unreadable => doubts.push(doubt("the rating", gap.why, gap.span)),
            _ => return None,
        }
    }
    if !with.is_empty() && with.iter().all(|&column| line.cells[column].is_err()) {
        let gaps = with.iter().filter_map(|&column| Some((column, line.cells[column].as_ref().err()?)));
        let unread = gaps.into_iter().find(|(_, gap)| !gap.why.is_no_value());
        let (column, gap) = unread?;
        doubts.push(doubt(&table.columns[column].header.value, gap.why, gap.span));
    }
    if line.may_run_on {
        doubts.push(doubt("the end", Why::Undefined("may run on in the next line"), name_span(line)));
    }
    let member = Member::worked_out(Ok(Exact::whole(1)), vec![name_span(line)]);
    Some(doubts.into_iter().fold(member, Member::doubted))
}

/// Numbers that a text may begin with: `two further targets` are two.
const NUMBERS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// The different things that a column of words names.
fn things(table: &Published, column: usize) -> impl Iterator<Item = Member> {
    let mut seen: HashSet<&str> = HashSet::new();
    let named = table.lines.iter().filter_map(move |line| line.words[column].as_ref().ok());
    let named = named.filter(move |text| seen.insert(&text.value));
    named.map(|text| {
        let first = text.value.split_whitespace().next().unwrap_or_default().to_lowercase();
        let number = NUMBERS.iter().position(|word| *word == first).map_or(0, |at| at);
        let number = i64::try_from(number + 1).unwrap_or(1);
        Member::worked_out(Ok(Exact::whole(number)), vec![text.span])
    })
}

/// What could not be read of a table, so that there may be more in it.
fn unread(table: &Published) -> impl Iterator<Item = Member> {
    not_told(table).into_iter().map(|want| Member::worked_out(Err(vec![want.clone()]), vec![want.span]))
}

impl SubjectType for Statement {
    fn all(scene: &Arc<Scene>) -> Vec<Self> {
        (0..scene.submission.statements.len()).map(|at| Statement { scene: Arc::clone(scene), at }).collect()
    }

    fn subject(&self) -> Subject {
        let span = self.model().text.as_ref().map_or(self.model().span, |text| text.span);
        let also = self.model().text.as_ref().map(|text| text.value.clone()).into_iter().collect();
        Subject { what: "statement", index: self.at, name: self.text(), also, within: None, span }
    }

    fn own_unit(&self) -> Option<OwnUnit> {
        self.model().value.as_ref().ok().map(|written| written.value.unit.clone())
    }
}

/// Declares statements.
pub fn declare(table: Table) -> Table {
    table.subject::<Statement>("statement", "What the text of a return states.", JudgedOn::PeriodEnd, |s| {
        s.field("name", "What is stated, in words, and by which paper.", |s: &Statement| {
            Need::of(Text(s.text()), vec![s.subject().span])
        })
        .field("paper", "The paper that states it.", |s| maybe(&s.model().paper, Text))
        .field("figure", "The figure that is stated.", |s| s.bound(|written| Some(written.value.clone())))
        .field("written", "The same, as the text writes it.", |s| need(&s.model().value, |written| Text(written.text)))
        .field("least", "The least that the figure may stand for, as it is written.", |s| {
            s.bound(|written| written.least.clone())
        })
        .field("most", "The most that the figure may stand for, as it is written.", |s| {
            s.bound(|written| written.most.clone())
        })
        .field("is_about", "Whether it is about something that the return or the agreement holds.", |s| {
            let at = s.model().about.as_ref().map_or(s.model().span.after(), |about| about.span);
            Need::of(Flag(s.model().about.is_some()), vec![at])
        })
        .field("told", "What the tables or the agreement say of it.", Statement::told)
        .field("part_of", "The whole of which the figure is stated to be a part.", |s| maybe(&s.model().of, Figure))
        .said("whole")
        .field("has_whole", "Whether the columns of a table make up that whole.", |s| {
            Need::of(Flag(s.whole_columns(false).is_some()), vec![s.subject().span])
        })
        .field("whole", "The figures that make up that whole in this period.", |s| s.whole(false))
        .field("has_whole_before", "Whether the table also gives that whole for the period before.", |s| {
            Need::of(Flag(s.whole_columns(true).is_some()), vec![s.subject().span])
        })
        .field("whole_before", "The figures that made up that whole in the period before.", |s| s.whole(true))
        .field("otherwise", "Earlier statements of the same fact that differ.", Statement::otherwise)
        .field(
            "worked_out",
            "The increase in percent, worked out from what the statement starts from.",
            Statement::worked_out,
        )
        .said("start or end of the increase")
        .field("days_after", "Days from the day that must lie before to the day that it names.", Statement::days_after)
        .said("day or the one before it")
        .field("named_day", "The day that it names.", |s| need(&s.model().on, Day))
        .field("day_before", "The day that must lie before that one.", |s| need(&s.model().after, Day))
    })
}
