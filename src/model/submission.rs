//! What one submitter sends for one period.

use jiff::civil::Date;

use super::funding::Funding;
use super::loan::Movement;
use super::period::Period;
use super::statement::Statement;
use super::table::Table;
use super::words::{Band, FigureStatus};

use crate::document::{Entry, Gap, Why};
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// A return.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The period that it reports on.
    pub period: Spanned<Period>,
    /// Who sends it.
    pub submitted_by: Entry<String>,
    /// The figures of indicators and of measures.
    pub observations: Vec<Observation>,
    /// Figures of earlier periods that it corrects.
    pub restatements: Vec<Restatement>,
    /// Where a restatement stands of which it cannot be told what it is of.
    pub restatement_lost: Option<Span>,
    /// What it says of money: bids, contributions, releases, spending.
    pub funding: Funding,
    /// The movements of money that loans bridge.
    pub cash_flow: Vec<Movement>,
    /// The tables that it publishes.
    pub tables: Vec<Table>,
    /// What its text states.
    pub statements: Vec<Statement>,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// Where attachments may be named that could not be read.
    pub attachments_lost: Option<Span>,
    /// Where an observation that is not there should stand.
    pub end_of_observations: Span,
    /// The whole return.
    pub span: Span,
}

/// Something that is sent with a return.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// What it is.
    pub name: Spanned<String>,
    /// The file that it is in, from the folder of the return; none where it is sent in another way.
    pub file: Option<Spanned<String>>,
    /// Whether it is there; none where nobody has looked.
    pub is_there: Option<bool>,
}

/// One value of one indicator or measure for the period.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The indicator's or measure's short name.
    pub of: Spanned<String>,
    /// The figure, in its own unit.
    pub value: Entry<Exact>,
    /// The outcome band that the submitter gives it.
    pub band: Entry<Band>,
    /// The delivery band that the submitter gives it.
    pub delivery_band: Entry<Band>,
    /// How firm the figure is.
    pub status: Entry<FigureStatus>,
    /// The number that the figure is a share of.
    pub out_of: Entry<Exact>,
    /// The figure of the period before, where the return gives it.
    pub before: Entry<Exact>,
    /// The day that the figure is of, where the return gives it.
    pub as_at: Entry<Date>,
    /// What the submitter says about it.
    pub note: Entry<String>,
    /// What is done about it, where it is off its target.
    pub corrective_action: Entry<String>,
    /// The plan that it is to be put right by.
    pub improvement_plan: Entry<String>,
    /// Why the band is another than the figures give.
    pub override_reason: Entry<String>,
    /// Whether the return surely has it: not where something that could not be read may have been it.
    pub is_certain: bool,
    /// The whole record.
    pub span: Span,
}

impl Observation {
    /// An observation of which nothing more is told than its figure and its band.
    #[must_use]
    pub fn new(of: Spanned<String>, value: Entry<Exact>, band: Entry<Band>, span: Span) -> Self {
        let told = Observation::untold(of, Gap { why: Why::Absent, span: span.after() });
        Observation { value, band, span, ..told }
    }

    /// An observation that is there, and none of whose values is, because of this.
    #[must_use]
    pub fn untold(of: Spanned<String>, gap: Gap) -> Self {
        Observation {
            value: Err(gap.clone()),
            band: Err(gap.clone()),
            delivery_band: Err(gap.clone()),
            status: Err(gap.clone()),
            out_of: Err(gap.clone()),
            before: Err(gap.clone()),
            as_at: Err(gap.clone()),
            note: Err(gap.clone()),
            corrective_action: Err(gap.clone()),
            improvement_plan: Err(gap.clone()),
            override_reason: Err(gap),
            is_certain: true,
            span: of.span,
            of,
        }
    }

    fn figures(&self) -> [&Entry<Exact>; 3] {
        [&self.value, &self.before, &self.out_of]
    }

    fn figures_mut(&mut self) -> [&mut Entry<Exact>; 3] {
        [&mut self.value, &mut self.before, &mut self.out_of]
    }
}

/// A figure of an earlier period that is corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct Restatement {
    /// The indicator's or measure's short name.
    pub of: Spanned<String>,
    /// The period that the figure is of.
    pub period: Entry<Period>,
    /// The figure as it was said then.
    pub was: Entry<Exact>,
    /// The figure that holds now.
    pub now: Entry<Exact>,
    /// Why.
    pub why: Entry<String>,
    /// The whole record.
    pub span: Span,
}

impl Submission {
    /// Takes note of which attachments are there, by their files.
    pub fn look_for_attachments(&mut self, is_there: impl Fn(&str) -> bool) {
        for attachment in &mut self.attachments {
            if let Some(file) = &attachment.file {
                attachment.is_there = Some(is_there(&file.value));
            }
        }
    }

    /// The same return with another figure in a cell, wherever that is read; none when no figure stands there.
    #[must_use]
    pub fn with_figure(&self, cell: Span, figure: &Exact) -> Option<Self> {
        let mut altered = self.clone();
        let mut found = false;
        for entry in altered.figures_mut() {
            if let Ok(known) = entry.as_mut()
                && known.span == cell
            {
                known.value = figure.clone();
                found = true;
            }
        }
        found.then_some(altered)
    }

    fn figures_mut(&mut self) -> impl Iterator<Item = &mut Entry<Exact>> {
        let observed = self.observations.iter_mut().flat_map(Observation::figures_mut);
        let restated = self.restatements.iter_mut().flat_map(|one| [&mut one.was, &mut one.now]);
        let moved = self.cash_flow.iter_mut().map(|movement| &mut movement.amount);
        let published = self
            .tables
            .iter_mut()
            .flat_map(|table| table.lines.iter_mut().chain(&mut table.totals).flat_map(|line| line.cells.iter_mut()));
        observed.chain(restated).chain(self.funding.figures_mut()).chain(moved).chain(published)
    }

    /// The figure that stands in a cell.
    #[must_use]
    pub fn figure(&self, cell: Span) -> Option<Exact> {
        let observed = self.observations.iter().flat_map(Observation::figures);
        let restated = self.restatements.iter().flat_map(|one| [&one.was, &one.now]);
        let moved = self.cash_flow.iter().map(|movement| &movement.amount);
        let lines = self.tables.iter().flat_map(|table| table.lines.iter().chain(&table.totals));
        let published = lines.flat_map(|line| &line.cells);
        let figures = observed.chain(restated).chain(self.funding.figures()).chain(moved).chain(published);
        let mut figures = figures.filter_map(|entry| entry.as_ref().ok());
        figures.find(|known| known.span == cell).map(|known| known.value.clone())
    }

    /// Whether its period is probably another than it says: it gives the days of several figures, and none lies in it.
    #[must_use]
    pub fn is_of_another_period(&self) -> bool {
        let period = self.period.value;
        let mut days = 0;
        let is_outside = |as_at: &Entry<Date>| match as_at {
            Ok(day) => !(period.start()..=period.end()).contains(&day.value),
            Err(gap) => gap.why.is_no_value(),
        };
        for observation in &self.observations {
            days += usize::from(observation.as_at.is_ok());
            if !is_outside(&observation.as_at) {
                return false;
            }
        }
        days > 1
    }

    /// The observation of an indicator or a measure.
    #[must_use]
    pub fn observation(&self, id: &str) -> Option<&Observation> {
        self.observations.iter().find(|observation| observation.of.value == id)
    }
}
