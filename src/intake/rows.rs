//! Reads the rows of a return: observations, and in a file each those about money. It must not know whether a row stood in a
//! table.

mod bid;
mod contribution;
mod known;
mod release;
mod spending;

pub use known::{below_nought, known_purposes, name};

use super::loans::{lost_movements, movement};
use super::of::Of;
use super::table::Holds;
use super::{did_you_mean, figure, period, unknown};
use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, nearest};
use crate::document::record::Record;
use crate::document::{Choice, Entry, Gap, Node, NodeKind, Why};
use crate::model::OwnUnit;
use crate::model::agreement::Agreement;
use crate::model::funding::{Funding, Lost, Row};
use crate::model::loan::Movement;
use crate::model::submission::{Observation, Restatement};
use crate::source::{Span, Spanned};
use bid::bid;
use contribution::{contribution, lost_line};
use release::release;
use spending::spending;

/// The rows that have been read so far.
pub struct Rows<'a> {
    agreement: &'a Agreement,
    observations: Vec<Observation>,
    restatements: Vec<Restatement>,
    /// Where a restatement stands of which it cannot be told what it is of.
    restatement_lost: Option<Span>,
    funding: Funding,
    cash_flow: Vec<Movement>,
    /// The rows of bids and contributions as texts, so that one that stands there twice is seen.
    seen: HashMap<String, Span>,
    /// What may have been observed, at the first place that could not be read.
    lost: Vec<Spanned<String>>,
    lost_already: HashSet<String>,
    /// Every name that a row gives, read or not yet: what is misspelt is probably none of these.
    named: HashSet<String>,
}

/// All rows of a return.
pub struct Told {
    /// Figures of indicators and measures.
    pub observations: Vec<Observation>,
    /// Figures of earlier periods that are corrected.
    pub restatements: Vec<Restatement>,
    /// Where a restatement stands of which it cannot be told what it is of.
    pub restatement_lost: Option<Span>,
    /// What it says of money: bids, contributions, releases, spending.
    pub funding: Funding,
    /// Movements of money.
    pub cash_flow: Vec<Movement>,
}

/// What a row may be of, where it cannot be told of what: one of these, or, where there are none, anything.
struct Doubt {
    of: Vec<Spanned<String>>,
    at: Span,
}

impl<'a> Rows<'a> {
    /// No rows yet.
    pub fn new(agreement: &'a Agreement) -> Self {
        Rows {
            agreement,
            observations: Vec::new(),
            restatements: Vec::new(),
            restatement_lost: None,
            funding: Funding::default(),
            cash_flow: Vec::new(),
            seen: HashMap::new(),
            lost: Vec::new(),
            lost_already: HashSet::new(),
            named: HashSet::new(),
        }
    }

    /// What the rows are about.
    pub fn agreement(&self) -> &'a Agreement {
        self.agreement
    }

    /// Reads the rows of a list.
    pub fn read_all(&mut self, holds: Holds, nodes: &[Node], problems: &mut Vec<Diagnostic>) {
        let names = nodes.iter().flat_map(|node| Of::WORDS.iter().filter_map(|of| node.get(of)?.text()));
        self.named.extend(names.map(str::to_owned));
        for node in nodes {
            self.read(holds, node, problems);
        }
    }

    /// Reads one row.
    fn read(&mut self, holds: Holds, node: &Node, problems: &mut Vec<Diagnostic>) {
        if node.kind == NodeKind::Unreadable {
            return self.lose(holds, node.span);
        }
        match holds {
            Holds::Observations => self.observation(node, problems),
            Holds::Bids => match bid(node, self.agreement, problems) {
                Some(bid) => self.funding.bids.push(bid),
                None => self.lose(holds, node.span),
            },
            Holds::Contributions => match contribution(node, self.agreement, problems) {
                Ok(contribution) => self.funding.contributions.push(contribution),
                Err(at) => self.lose(holds, at),
            },
            Holds::Restatements => self.restatement(node, problems),
            Holds::Releases => match release(node, self.agreement, problems) {
                Some(release) => self.funding.releases.push(release),
                None => self.lose(holds, node.span),
            },
            Holds::Spending => match spending(node, self.agreement, problems) {
                Some(spending) => self.funding.spending.push(spending),
                None => self.lose(holds, node.span),
            },
            Holds::CashFlow => match movement(node, self.agreement, problems) {
                Ok(movement) => self.cash_flow.push(movement),
                Err(at) => self.lose(holds, at),
            },
            Holds::Lines => {}
        }
    }

    /// That a row of a list stands there twice, the same in every field: it may have been copied, and counts twice. Of tables
    /// a rule says so.
    pub fn row_twice(&mut self, node: &Node) -> Option<Diagnostic> {
        let first = self.seen.insert(text_of(node)?, node.span)?;
        let problem = Diagnostic::warning("row-twice", "two rows are the same in every field, and both count");
        Some(problem.at(first, "first here").at(node.span, "again here").help("keep one, or tell them apart in a note"))
    }

    /// Takes note that rows could not be read at a place: what is not observed elsewhere may have been observed there.
    pub fn lose(&mut self, holds: Holds, at: Span) {
        match holds {
            Holds::Observations => {
                let known = [Of::Indicator, Of::Measure].map(|of| of.known(self.agreement));
                for (id, _) in known.into_iter().flatten() {
                    self.lose_one(id, at);
                }
            }
            Holds::Restatements => {
                self.restatement_lost.get_or_insert(at);
            }
            Holds::CashFlow => self.cash_flow.extend(lost_movements(self.agreement, at)),
            _ => self.lose_of(holds, None, at),
        }
    }

    /// Takes note that rows of a fund could not be read at a place; of any fund, where it is not told of which.
    pub fn lose_of(&mut self, holds: Holds, fund: Option<&str>, at: Span) {
        let row = match holds {
            Holds::Contributions => {
                let funds = self.agreement.funds.iter();
                let of = funds.filter(|one| fund.is_none_or(|fund| fund == one.id.value));
                return self.funding.contributions.extend(of.map(|fund| lost_line(fund, at)));
            }
            Holds::Bids => Row::Bid,
            Holds::Releases => Row::Release,
            Holds::Spending => Row::Spending,
            Holds::Observations | Holds::Restatements | Holds::CashFlow | Holds::Lines => return,
        };
        self.funding.lost.push(Lost { row, fund: fund.map(str::to_owned), at });
    }

    /// Takes note that one thing may have been observed at a place.
    fn lose_one(&mut self, id: &str, at: Span) {
        if self.lost_already.insert(id.to_owned()) {
            self.lost.push(Spanned::new(id.to_owned(), at));
        }
    }

    /// All rows. What was lost is an observation without readable values, so that it is not taken for unobserved.
    pub fn done(mut self) -> Told {
        for of in self.lost {
            if self.observations.iter().all(|known| known.of.value != of.value) {
                self.observations.push(untold(of, false));
            }
        }
        Told {
            observations: self.observations,
            restatements: self.restatements,
            restatement_lost: self.restatement_lost,
            funding: self.funding,
            cash_flow: self.cash_flow,
        }
    }

    fn observation(&mut self, node: &Node, problems: &mut Vec<Diagnostic>) {
        let Some(mut record) = Record::open(node, "an observation", problems) else {
            return self.lose(Holds::Observations, node.span);
        };
        let (band, delivery_band) = (record.choice("band"), record.choice("delivery_band"));
        let (status, out_of) = (record.choice("status"), record.number("out_of"));
        let (said, as_at) = (record.text("note"), record.date("as_at"));
        let [corrective_action, improvement_plan, override_reason] =
            ["corrective_action", "improvement_plan", "override_reason"].map(|key| told(record.text(key)));
        let span = record.span();
        let (of, unit) = match self.observed(&mut record) {
            Ok(known) => known,
            Err(doubt) => {
                record.node("value");
                record.node("before");
                record.close();
                return self.lose_some(doubt);
            }
        };
        let value = record.with("value", |text| figure(text, unit));
        let before = record.with("before", |text| figure(text, unit));
        record.close();
        match self.observations.iter_mut().find(|known| known.of.value == of.value) {
            Some(first) => {
                problems.push(observed_twice(&of, &first.of));
                // Which of the two holds cannot be told.
                *first = untold(first.of.clone(), true);
            }
            None => self.observations.push(Observation {
                of,
                value,
                band,
                delivery_band,
                status,
                out_of,
                before,
                as_at,
                note: said,
                corrective_action,
                improvement_plan,
                override_reason,
                is_certain: true,
                span,
            }),
        }
    }

    fn restatement(&mut self, node: &Node, problems: &mut Vec<Diagnostic>) {
        let Some(mut record) = Record::open(node, "a restatement", problems) else {
            return self.lose(Holds::Restatements, node.span);
        };
        let (when, why) = (record.with("period", period), record.text("why"));
        let _ = record.required("period", when.clone());
        let span = record.span();
        let (of, unit) = match self.observed(&mut record) {
            Ok(known) => known,
            Err(doubt) => {
                record.node("was");
                record.node("now");
                record.close();
                return self.lose(Holds::Restatements, doubt.at);
            }
        };
        let was = record.with("was", |text| figure(text, unit));
        let now = record.with("now", |text| figure(text, unit));
        record.close();
        let is_same = |known: &&mut Restatement| known.of.value == of.value && is_same_value(&known.period, &when);
        match self.restatements.iter_mut().find(is_same) {
            Some(first) => {
                problems.push(restated_twice(&of, &first.of));
                let gap = Gap { why: Why::Unreadable, span: first.of.span };
                (first.was, first.now) = (Err(gap.clone()), Err(gap));
            }
            None => self.restatements.push(Restatement { of, period: when, was, now, why, span }),
        }
    }

    /// Takes note that a row is of one of some, and that it cannot be told of which.
    fn lose_some(&mut self, doubt: Doubt) {
        if doubt.of.is_empty() {
            self.lose(Holds::Observations, doubt.at);
        }
        for id in doubt.of {
            self.lose_one(&id.value, id.span);
        }
    }

    /// What a row of figures is of, with its unit; or what it may be of, when that is nothing of the agreement.
    fn observed(&self, record: &mut Record) -> Result<(Spanned<String>, &'a OwnUnit), Doubt> {
        let (of, id) = match (record.text("indicator"), record.text("measure")) {
            (Ok(indicator), Err(_)) => (Of::Indicator, indicator),
            (Err(_), Ok(measure)) => (Of::Measure, measure),
            (Ok(indicator), Ok(measure)) => {
                record.problems().push(of_both(&indicator, &measure));
                let is_known =
                    |of: Of, id: &Spanned<String>| of.known(self.agreement).iter().any(|(known, _)| *known == id.value);
                let both = [(Of::Indicator, indicator), (Of::Measure, measure)];
                let of = both.into_iter().filter(|(of, id)| is_known(*of, id)).map(|(_, id)| id).collect();
                return Err(Doubt { of, at: record.span() });
            }
            (Err(one), Err(other)) => {
                record.problems().extend(of_nothing(&one, &other));
                return Err(Doubt { of: Vec::new(), at: record.span() });
            }
        };
        if let Some((known, unit)) = of.find(self.agreement, &id.value) {
            return Ok((Spanned::new(known.to_owned(), id.span), unit));
        }
        let (meant, help) = self.meant(of, &id.value);
        record.problems().push(unknown(of.word(), &id, help));
        let meant = meant.map(|meant| Spanned::new(meant.to_owned(), id.span));
        Err(Doubt { of: meant.into_iter().collect(), at: id.span })
    }

    /// What was probably meant by a name that nothing has, and what to do about it.
    fn meant(&self, of: Of, name: &str) -> (Option<&'a str>, Option<String>) {
        let other = of.other();
        if let Some((meant, _)) = other.find(self.agreement, name) {
            let help = format!("`{name}` is {} {1}: write it under `{1}`", other.article(), other.word());
            return (Some(meant), Some(help));
        }
        let known: Vec<&str> = of.known(self.agreement).into_iter().map(|(known, _)| known).collect();
        let plural = format!("{}s of the agreement", of.word());
        let left: Vec<&str> = known.iter().copied().filter(|known| !self.named.contains(*known)).collect();
        let likely = if nearest(name, left.iter().copied()).is_some() { left } else { known };
        (nearest(name, likely.iter().copied()), did_you_mean(name, &plural, &likely))
    }
}

/// An observation that is there, and whose values cannot be told.
/// A text that says something: a dash, or `n/a`, is none.
fn told(text: Entry<String>) -> Entry<String> {
    let text = text?;
    let none = if text.value.trim().eq_ignore_ascii_case("none") {
        Some(Why::NotApplicable)
    } else {
        Why::said_by(&text.value)
    };
    none.map_or(Ok(text.clone()), |why| Err(Gap { why, span: text.span }))
}

fn untold(of: Spanned<String>, is_certain: bool) -> Observation {
    let gap = Gap { why: Why::Unreadable, span: of.span };
    Observation { is_certain, ..Observation::untold(of, gap) }
}

/// Whether two things that were read are the same.
fn is_same_value<T: PartialEq>(one: &Entry<T>, other: &Entry<T>) -> bool {
    matches!((one, other), (Ok(one), Ok(other)) if one.value == other.value)
}

fn restated_twice(again: &Spanned<String>, first: &Spanned<String>) -> Diagnostic {
    Diagnostic::error("restated-twice", format!("`{}` has two restatements of one period", again.value))
        .at(first.span, "first here")
        .at(again.span, "again here")
        .help("keep the one that holds")
}

fn observed_twice(again: &Spanned<String>, first: &Spanned<String>) -> Diagnostic {
    Diagnostic::error("observed-twice", format!("`{}` has two observations", again.value))
        .at(first.span, "first here")
        .at(again.span, "again here")
        .help("keep the one that holds")
}

fn of_both(indicator: &Spanned<String>, measure: &Spanned<String>) -> Diagnostic {
    Diagnostic::error("observation-ambiguous", "an observation is of an indicator or of a measure, not of both")
        .at(indicator.span, "the indicator")
        .at(measure.span, "the measure")
        .help("leave the one blank that it is not of; else see whether a cell is missing or too many")
}

/// That an observation does not say what it is of, where that has not been said by then.
fn of_nothing(indicator: &Gap, measure: &Gap) -> Option<Diagnostic> {
    let gaps = [indicator, measure];
    let unsaid = gaps.iter().all(|gap| gap.why != Why::Unreadable);
    let place = gaps.iter().find(|gap| gap.why == Why::Blank).unwrap_or(&indicator);
    unsaid.then(|| {
        Diagnostic::error("field-missing", "an observation has neither `indicator` nor `measure`")
            .at(place.span, "one of them should be here")
    })
}

/// All the fields of a row as one text; none where it has no record.
fn text_of(node: &Node) -> Option<String> {
    let NodeKind::Record(entries) = &node.kind else { return None };
    let field = |(key, value): &(Spanned<String>, Node)| match &value.kind {
        NodeKind::Record(_) => format!("{}={}", key.value, text_of(value).unwrap_or_default()),
        _ => format!("{}={}", key.value, value.text().unwrap_or_default()),
    };
    Some(entries.iter().map(field).collect::<Vec<_>>().join("\u{1f}"))
}
