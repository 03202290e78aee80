//! What judging gives: verdicts with their evidence, as data. How they are reached is the engine's, how shown `render`'s.

pub mod money;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::choice;
use crate::diagnostic::{Diagnostic, Explained, Ground, Label, Severity};
use crate::document::Why;
use crate::model::names::same_name;
use crate::model::period::Period;
use crate::model::words::Band;
use crate::number::Exact;
use crate::source::Span;
use money::{LoanLine, PaymentLine};

choice! {
    /// What a rule decides. In this order rules run; a later one may read what an earlier one decided.
    Kind: "a kind of rule" {
        /// Where an indicator should be now.
        Trajectory = "trajectory",
        /// The risk to an outcome.
        OutcomeBand = "outcome_band",
        /// The risk to the delivery.
        DeliveryBand = "delivery_band",
        /// Whether a condition of money is met.
        Condition = "condition",
        /// What is paid.
        Award = "award",
        /// Whether something is in order.
        Check = "check",
    }
}

choice! {
    /// What a verdict tells beside its word, as numbers.
    Tells: "what a verdict tells" {
        /// How far off what a finding is about is.
        OffBy = "off_by",
        /// How far the figure must go in each quarter that is left.
        RateNeeded = "rate_needed",
        /// What the figure leads to at the pace so far.
        Outturn = "outturn",
        /// How much better the figure is than that of the period before; below nought when it is worse.
        OnLastPeriod = "on_last_period",
        /// How much better the figure is than that of the same period a year before.
        OnLastYear = "on_last_year",
    }
}

/// A number that a verdict tells beside its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is.
    pub what: Tells,
    /// The number.
    pub number: Exact,
    /// The same, as a person reads it.
    pub shown: String,
}

/// What a rule is about: one bid, one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is: `bid`.
    pub what: &'static str,
    /// Which of them: its place in the agreement or the return.
    pub index: usize,
    /// What a person calls it: `RG1`.
    pub name: String,
    /// What else it is called: the short name that returns use, `ES1`.
    pub also: Vec<String>,
    /// The table of which it is a part: that of a line or a column. Another table may have one of this name.
    pub within: Option<String>,
    /// Where it stands.
    pub span: Span,
}

impl Subject {
    /// Whether a person means it by this name; capitals and blanks do not count.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        std::iter::once(&self.name).chain(&self.also).any(|own| same_name(own, name))
    }
}

/// What a rule decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// At or beyond the expected value.
    On {
        /// The value expected now.
        expected: Exact,
        /// The same, as a person reads it.
        shown: String,
        /// What it tells of where the figure comes from and leads to.
        told: Vec<Told>,
    },
    /// Short of the expected value.
    Off {
        /// The value expected now.
        expected: Exact,
        /// The same, as a person reads it.
        shown: String,
        /// What it tells of where the figure comes from and leads to.
        told: Vec<Told>,
    },
    /// A risk rating.
    Band {
        /// The rating.
        band: Band,
        /// Why.
        reason: String,
    },
    /// A condition is met.
    Met {
        /// Why.
        reason: String,
    },
    /// A condition is not met.
    Unmet {
        /// By how much.
        shortfall: Exact,
        /// The same, as a person reads it.
        shown: String,
        /// Why.
        reason: String,
    },
    /// Something is paid.
    Pay {
        /// How much.
        amount: Exact,
    },
    /// Nothing is paid.
    Nothing {
        /// Why.
        reason: String,
    },
    /// It is in order.
    Pass,
    /// It is not in order.
    Finding {
        /// How much it weighs.
        severity: Severity,
        /// What is wrong, in one line.
        headline: String,
    },
}

impl Verdict {
    /// What it tells beside its word.
    #[must_use]
    pub fn told(&self, what: Tells) -> Option<&Told> {
        match self {
            Verdict::On { told, .. } | Verdict::Off { told, .. } => told.iter().find(|told| told.what == what),
            _ => None,
        }
    }

    /// The word that rules write for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        use crate::document::Choice;
        match self {
            Verdict::On { .. } => "on",
            Verdict::Off { .. } => "off",
            Verdict::Band { band, .. } => band.word(),
            Verdict::Met { .. } => "met",
            Verdict::Unmet { .. } => "unmet",
            Verdict::Pay { .. } => "pay",
            Verdict::Nothing { .. } => "nothing",
            Verdict::Pass => "pass",
            Verdict::Finding { severity, .. } => severity.word(),
        }
    }
}

/// A value that a rule needed and that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Want {
    /// What it is, as the beginning of a sentence: `actual of RG9`.
    pub what: String,
    /// Why it is not there.
    pub why: Why,
    /// Where that is said, or where the value should be.
    pub span: Span,
}

/// How a rule broke. It is never the data's fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What happened, in one line.
    pub what: String,
    /// Where in the script.
    pub span: Span,
}

/// What became of a rule over one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was decided.
    Decided(Verdict),
    /// There is nothing to decide, because of this.
    NotApplicable(String),
    /// It cannot be decided: this is missing.
    Undecided(Vec<Want>),
    /// The rule broke.
    Fault(Fault),
}

impl Outcome {
    /// The word for it, as rules write it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Decided(verdict) => verdict.word(),
            Outcome::NotApplicable(_) => "not_applicable",
            Outcome::Undecided(_) => "undecided",
            Outcome::Fault(_) => "fault",
        }
    }

    /// Why it is so, in words; nothing where its word says it.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Outcome::Decided(
                Verdict::Band { reason, .. }
                | Verdict::Met { reason }
                | Verdict::Unmet { reason, .. }
                | Verdict::Nothing { reason }
                | Verdict::Finding { headline: reason, .. },
            )
            | Outcome::NotApplicable(reason) => reason.clone(),
            Outcome::Decided(_) => String::new(),
            Outcome::Undecided(wants) => {
                wants.iter().map(|want| format!("{} {}", want.what, want.why.words())).collect::<Vec<_>>().join(", ")
            }
            Outcome::Fault(fault) => fault.what.clone(),
        }
    }
}

/// A value as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    /// A number, in the unit of its field.
    Number(Exact),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
    /// A text, or one word of a list.
    Text(Arc<str>),
    /// Some words of a list.
    Words(Arc<[String]>),
}

/// What stands behind a value beside the cells that it was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// The cells that decided what it is made from: the kind of a contribution that does not count.
    pub considered: Vec<Span>,
    /// The rules and thresholds of the earlier verdict that it is.
    pub grounds: Vec<Ground>,
}

/// Something that a rule read, in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// A field of the subject, or of something it leads to.
    Field {
        /// The path as the script writes it: `bid.years.sum`.
        path: Arc<str>,
        /// The cells that it was made from, or the place where it should stand.
        places: Vec<Span>,
        /// What stands behind it beside these.
        behind: Behind,
        /// What stood there; none for what is missing, and for a label's place.
        value: Option<Datum>,
        /// What it is counted in, as a person reads the value.
        shown: Option<String>,
        /// Where the script reads it.
        at: Span,
    },
    /// A threshold.
    Threshold {
        /// Its name.
        name: Arc<str>,
        /// Its value as a person reads it.
        shown: String,
        /// Since when it holds.
        since: Date,
        /// Where the value stands.
        span: Span,
        /// Where the script reads it.
        at: Span,
    },
}

impl Evidence {
    /// The path or the threshold as a script writes it.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Evidence::Field { path, .. } => path.to_string(),
            Evidence::Threshold { name, .. } => format!("limits.{name}"),
        }
    }
}

/// Since when a threshold holds, in words; one that was set for this run has no date.
#[must_use]
pub fn since(date: Date) -> String {
    if date == Date::MIN { "set for this run".to_owned() } else { format!("since {date}") }
}

/// A condition that was asked on the way to a verdict, as it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Why it came out so, as true statements: `achieved (59.8%) is less than reward_floor (60%)`.
    pub because: Vec<String>,
    /// Whether it held.
    pub held: bool,
    /// Where in the script.
    pub at: Span,
}

/// One rule over one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The rule.
    pub rule: Arc<str>,
    /// What it decides.
    pub kind: Kind,
    /// What about.
    pub subject: Subject,
    /// What became of it.
    pub outcome: Outcome,
    /// The places that the rule points to.
    pub labels: Vec<Label>,
    /// What the rule advises.
    pub help: Option<String>,
    /// How far off what it finds is, where the rule says so.
    pub off_by: Option<Exact>,
    /// The judgement, by its place among all, that explains this finding wholly, so that it joins that one's.
    pub joins: Option<usize>,
    /// What the rule read.
    pub evidence: Vec<Evidence>,
    /// The conditions that decided, in the order of asking; of a finding always, of other verdicts where they were asked for.
    pub conditions: Vec<Condition>,
    /// A digest of the cells beneath the values that are made from several; none where there is no such value.
    pub cells: Option<String>,
    /// Where in the script the verdict stands; none for what ended otherwise.
    pub at: Option<Span>,
    /// Why the finding is accepted, where it is one and somebody accepted it.
    pub explained: Option<Explained>,
    /// Where the pack says that its rule reports and does not reject, where it says so.
    pub advisory: Option<Span>,
}

impl Judgement {
    /// Whether it is a finding of its own.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        matches!(self.outcome, Outcome::Decided(Verdict::Finding { .. })) && self.joins.is_none()
    }

    /// The values of the return and the agreement that the rule read, as a person reads them, in the order of reading and
    /// each field once, and a digest of the cells beneath them: `£190,500.00; £190,000.00; RG1; cells 1f0c2b9a`. What a
    /// finding was accepted for: another value or another cell is another finding, and another layout of the file, or
    /// another order of its rows, is not.
    #[must_use]
    pub fn value(&self) -> String {
        let text = |shown: &str, value: &Datum| match value {
            // What is shown cut would hide a change.
            Datum::Number(number) if shown.contains('…') => format!("{shown} ({})", number.written()),
            _ => shown.trim().to_owned(),
        };
        let read = values_read(&self.evidence).filter_map(|(shown, value, _)| Some(text(shown?, value)));
        let cells = self.cells.iter().map(|digest| format!("cells {digest}"));
        read.chain(cells).collect::<Vec<_>>().join("; ")
    }
}

/// The values of fields that were read, each field once, as a person reads them, with their cells. Whether something is so
/// is none: it says nothing that a person accepts.
pub fn values_read(evidence: &[Evidence]) -> impl Iterator<Item = (Option<&str>, &Datum, &[Span])> {
    let mut seen = BTreeSet::new();
    evidence.iter().filter_map(move |evidence| match evidence {
        Evidence::Field { value: Some(Datum::Flag(_)) | None, .. } | Evidence::Threshold { .. } => None,
        Evidence::Field { path, shown, value: Some(value), places, .. } => {
            seen.insert(path.clone()).then_some((shown.as_deref(), value, places.as_slice()))
        }
    })
}

/// One reward target or measure in the reward table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewardLine {
    /// Its short name.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// For a measure: the values without and with the agreement and the actual one, as a person reads them.
    pub figures: Option<[String; 3]>,
    /// Its share of the pot: of a target, as printed to the penny; of a measure, exactly.
    pub share: Option<Exact>,
    /// How much of its stretch was achieved; of a basket, how much of its share was earned.
    pub achieved: Option<Exact>,
    /// What it pays, where that is decided.
    pub award: Option<Exact>,
    /// Why it pays nothing, or why that is not decided.
    pub because: String,
    /// Where the value that is missing is said to be, or should stand.
    pub missing_at: Option<Span>,
}

/// The reward: every target with its measures, and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewardTable {
    /// The most that can be paid.
    pub pot: Exact,
    /// Targets, each followed by its measures.
    pub lines: Vec<RewardLine>,
    /// What the agreement is awarded; or, while that is not decided, the awards of targets that are.
    pub awarded: Exact,
    /// Whether the agreement's own award is decided.
    pub is_whole: bool,
    /// What no award can reach: the rules leave it in the pot even when every target is met.
    pub out_of_reach: Exact,
    /// What could still be awarded to targets that are not decided.
    pub undecided: Exact,
    /// When it is paid, in the order of time.
    pub payments: Vec<PaymentLine>,
}

/// Everything that judging one return gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The pack's name.
    pub pack: String,
    /// The pack's digest.
    pub digest: String,
    /// The name of the pack that it extends, if it is an edition.
    pub extends: Option<String>,
    /// From which day the agreement names this pack, where a refresh does and nobody named another.
    pub since: Option<Date>,
    /// The agreement's name and the return's period.
    pub title: String,
    /// The period that the return reports on.
    pub period: Period,
    /// Whether the figures are made up.
    pub illustrative: bool,
    /// What is wrong with the pack: rules that did not load.
    pub broken: Vec<Diagnostic>,
    /// What is wrong with the agreement or the return, in the order of file, place, code.
    pub findings: Vec<Diagnostic>,
    /// Every rule over every subject, in the order of judging.
    pub judgements: Vec<Arc<Judgement>>,
    /// The reward, where the agreement has one and the return reports on it.
    pub reward: Option<RewardTable>,
    /// What loans stand at, of which the return reports movements.
    pub loans: Vec<LoanLine>,
}

impl Report {
    /// How many findings are errors that nobody explained.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.counts_as(Severity::Error)).count()
    }

    /// How many findings are explained.
    #[must_use]
    pub fn explained(&self) -> usize {
        self.findings.iter().filter(|finding| finding.explained.is_some()).count()
    }

    /// How many findings only advise.
    #[must_use]
    pub fn advisory(&self) -> usize {
        self.findings.iter().filter(|finding| finding.advises()).count()
    }

    /// The judgements, in the order of judging.
    pub fn judged(&self) -> impl Iterator<Item = &Judgement> + Clone {
        self.judgements.iter().map(|judgement| &**judgement)
    }

    /// Whether a rule did not load, or broke.
    #[must_use]
    pub fn has_broken_rule(&self) -> bool {
        self.broken.iter().any(|problem| problem.severity == Severity::Error)
            || self.judged().any(|judgement| matches!(judgement.outcome, Outcome::Fault(_)))
    }
}
