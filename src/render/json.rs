//! A report as JSON, for programs: every finding and every verdict with its evidence, each with its place.
//!
//! The types here are the published form, apart from those of the house, so that these can change and it does not. Numbers
//! are texts, exact to the digit: no reader need pass them through a binary float. The bytes are the same for the same input.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::margin_json::MarginJson;
use super::payments_json::{self, LoanJson, PaymentJson};
use super::report::PackFrom;
use crate::diagnostic::{Diagnostic, Ground, Label, Severity, shortened};
use crate::document::Choice;
use crate::number::Exact;
use crate::source::{Sources, Span};
use crate::verdict::{
    self, Condition, Datum, Evidence, Judgement, Outcome, Report, RewardTable, Subject, Verdict, Want,
};

/// The name and version of the form: a change that could break a reader makes another.
pub const SCHEMA: &str = "plumbline/report/1";

/// How many characters of a place are quoted.
const MOST_TEXT: usize = 200;

/// How many characters of a text that a rule read.
const MOST_VALUE: usize = 2_000;

/// What `plumb check --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "plumbline/report/1", extend("$id" = "plumbline/report/1"))]
pub struct ReportJson {
    /// `plumbline/report/1`.
    pub schema: &'static str,
    /// Each return, in the order in which they were named.
    pub returns: Vec<ReturnJson>,
}

/// One return.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReturnJson {
    /// The path by which it was named.
    pub path: String,
    /// Whether anything could be judged.
    pub judged: bool,
    /// Why nothing could be opened, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// The agreement's name and the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether the figures are made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub illustrative: Option<bool>,
    /// The pack that judged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackJson>,
    /// How many of each there are.
    pub counts: CountsJson,
    /// What is wrong with the rules; what these should decide is not decided.
    pub broken: Vec<FindingJson>,
    /// What is wrong with the return or the agreement, in the order of file, place, code.
    pub findings: Vec<FindingJson>,
    /// Every rule over every subject, in the order of judging.
    pub judgements: Vec<JudgementJson>,
    /// The reward, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reward: Option<RewardJson>,
    /// What loans stand at, of which the return reports movements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loans: Vec<LoanJson>,
}

/// A pack.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PackJson {
    /// Its name.
    pub name: String,
    /// A digest of all its files.
    pub digest: String,
    /// `built in`, or its folder.
    pub from: String,
    /// The pack that it extends, if it is an edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// From which day the agreement names it, where a refresh does and nobody named another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// How many of each there are.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct CountsJson {
    /// Findings that reject the return.
    pub errors: usize,
    /// Findings that a person should look at.
    pub warnings: usize,
    /// Findings that are worth knowing.
    pub advice: usize,
    /// Findings that are accepted, and counted nowhere else.
    pub explained: usize,
    /// Findings of advisory rules, which reject nothing, whatever their severity; counted nowhere else.
    pub advisory: usize,
    /// Verdicts that could not be decided.
    pub undecided: usize,
    /// All verdicts.
    pub verdicts: usize,
}

/// A place in a text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceJson {
    /// The file.
    pub file: String,
    /// The first line, from 1.
    pub line: usize,
    /// The first column, from 1, in characters.
    pub column: usize,
    /// The first byte, from 0, of the text as it was decoded to UTF-8, in which a byte order mark has three.
    pub start: usize,
    /// The byte behind the last, counted alike. The same as `start` where something should stand and nothing does.
    pub end: usize,
    /// What stands there, cut at 200 characters.
    pub text: String,
}

/// A place, and a few words about it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LabelJson {
    /// The words; may be empty.
    pub text: String,
    /// The place.
    pub place: PlaceJson,
}

/// One problem.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FindingJson {
    /// A rule's id, or a published code.
    pub code: String,
    /// `error`, `warning` or `advice`.
    pub severity: &'static str,
    /// The problem in one line.
    pub headline: String,
    /// Where it is; the first is the primary one.
    pub labels: Vec<LabelJson>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What it rests on: the rule that says so, the thresholds in force.
    pub grounds: Vec<LabelJson>,
    /// Why it is accepted: then it does not reject the return, and is not counted among the errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<LabelJson>,
    /// Why it rejects nothing, where its rule is advisory, and where the pack says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisory: Option<LabelJson>,
}

/// What a rule is about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SubjectJson {
    /// What it is: `bid`.
    pub what: &'static str,
    /// What a person calls it.
    pub name: String,
    /// Where it stands.
    pub place: PlaceJson,
}

/// One rule over one subject.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JudgementJson {
    /// The rule's id.
    pub rule: String,
    /// What it decides.
    pub kind: &'static str,
    /// What about.
    pub subject: SubjectJson,
    /// What became of it.
    pub outcome: OutcomeJson,
    /// The places that the rule points to.
    pub labels: Vec<LabelJson>,
    /// What the rule advises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The judgement, by its place in this list from 0, whose finding this one's joined, as it explains it wholly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joins: Option<usize>,
    /// Where in the script the verdict stands; not there for what ended otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_at: Option<PlaceJson>,
    /// The conditions that decided it, in the order of asking.
    pub conditions: Vec<ConditionJson>,
    /// What the rule read, in the order of reading.
    pub evidence: Vec<EvidenceJson>,
    /// What would turn it: of a band, a condition or an award that is decided, where margins were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margins: Option<Vec<MarginJson>>,
}

/// A number: exact, and as a person reads it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NumberJson {
    /// A decimal, or where that does not end a fraction: `1/3`.
    pub exact: String,
    /// As a person reads it, in its unit.
    pub shown: String,
}

/// What became of a rule.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum OutcomeJson {
    /// It was decided.
    Decided {
        /// The word: `green`, `met`, `pay`, `pass`, `error`, …
        verdict: &'static str,
        /// The value expected, the shortfall or the amount, by the word.
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<NumberJson>,
        /// What a trajectory tells beside: `rate_needed`, `outturn`, `on_last_period`, `on_last_year`.
        #[serde(skip_serializing_if = "Option::is_none")]
        tells: Option<BTreeMap<&'static str, NumberJson>>,
        /// Why, or what is wrong.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// There is nothing to decide.
    NotApplicable {
        /// Why.
        reason: String,
    },
    /// It cannot be decided.
    Undecided {
        /// What is missing.
        missing: Vec<MissingJson>,
    },
    /// The rule broke.
    Fault {
        /// How.
        reason: String,
        /// Where in the script.
        place: PlaceJson,
    },
}

/// Something that is missing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MissingJson {
    /// What.
    pub what: String,
    /// Why, as the end of a sentence: `is blank`.
    pub why: &'static str,
    /// Where that is said, or where it should stand.
    pub place: PlaceJson,
}

/// A condition that was asked on the way to a verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConditionJson {
    /// Why it came out as it did, as true statements.
    pub because: Vec<String>,
    /// Whether it held.
    pub held: bool,
    /// Where in the script.
    pub at: PlaceJson,
}

/// Something that a rule read.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum EvidenceJson {
    /// A field of the subject.
    Field {
        /// As the script writes it: `bid.years.sum`.
        path: String,
        /// The value: a number as a text, a text (cut at 2,000 characters), yes or no, or words; null where nothing stood.
        value: serde_json::Value,
        /// As a person reads it.
        #[serde(skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
        /// The cells that it was made from, or the place where it should stand.
        places: Vec<PlaceJson>,
        /// The cells that decided what it was made from.
        considered: Vec<PlaceJson>,
        /// Where the script reads it.
        read_at: PlaceJson,
    },
    /// A threshold.
    Threshold {
        /// Its name.
        name: String,
        /// Its value as a person reads it.
        shown: String,
        /// Since when it holds.
        since: String,
        /// Where it stands.
        place: PlaceJson,
        /// Where the script reads it.
        read_at: PlaceJson,
    },
}

/// The reward.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RewardJson {
    /// The most that can be paid.
    pub pot: String,
    /// What is awarded; while that is not whole, what is decided of it.
    pub awarded: String,
    /// Whether all of it is decided.
    pub is_whole: bool,
    /// What could still be awarded to targets that are not decided.
    pub undecided: String,
    /// What no award can reach.
    pub out_of_reach: String,
    /// When it is paid, in the order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<PaymentJson>,
}

/// A return that was judged.
#[must_use]
pub fn judged(path: &str, report: &Report, from: &PackFrom, sources: &Sources) -> ReturnJson {
    let problems = |list: &[Diagnostic]| list.iter().map(|one| finding(one, sources)).collect();
    let count = |severity: Severity| report.findings.iter().filter(|finding| finding.counts_as(severity)).count();
    let undecided = report.judged().filter(|one| matches!(one.outcome, Outcome::Undecided(_))).count();
    ReturnJson {
        path: path.to_owned(),
        judged: !report.judgements.is_empty(),
        trouble: None,
        title: Some(report.title.clone()),
        illustrative: Some(report.illustrative),
        pack: Some(PackJson {
            name: report.pack.clone(),
            digest: report.digest.clone(),
            from: match from {
                PackFrom::BuiltIn => "built in".to_owned(),
                PackFrom::Folder(folder) => folder.clone(),
            },
            extends: report.extends.clone(),
            since: report.since.map(|since| since.to_string()),
        }),
        counts: CountsJson {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            advice: count(Severity::Advice),
            explained: report.explained(),
            advisory: report.advisory(),
            undecided,
            verdicts: report.judgements.len(),
        },
        broken: problems(&report.broken),
        findings: problems(&report.findings),
        judgements: report.judged().map(|one| judgement(one, sources)).collect(),
        reward: report.reward.as_ref().map(reward),
        loans: report.loans.iter().map(|one| payments_json::loan(one, sources)).collect(),
    }
}

/// A return of which nothing could be judged, and why.
#[must_use]
pub fn not_judged(path: &str, trouble: Option<&str>, problems: &[Diagnostic], sources: &Sources) -> ReturnJson {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    ReturnJson {
        path: path.to_owned(),
        judged: false,
        trouble: trouble.map(str::to_owned),
        title: None,
        illustrative: None,
        pack: None,
        counts: CountsJson { errors, warnings: problems.len() - errors, ..CountsJson::default() },
        broken: Vec::new(),
        findings: problems.iter().map(|problem| finding(problem, sources)).collect(),
        judgements: Vec::new(),
        reward: None,
        loans: Vec::new(),
    }
}

/// All returns as one text.
///
/// # Panics
/// Never: the types hold nothing that cannot be written.
#[must_use]
pub fn text(returns: Vec<ReturnJson>) -> String {
    let report = ReportJson { schema: SCHEMA, returns };
    serde_json::to_string_pretty(&report).expect("internal: a report that cannot be written") + "\n"
}

/// One return as lines, each an object with a `type`: each finding, each judgement, and at last the return without them.
///
/// # Panics
/// Never: the types hold nothing that cannot be written.
#[must_use]
pub fn lines(mut one: ReturnJson) -> String {
    #[derive(Serialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Line<'a> {
        Finding {
            path: &'a str,
            #[serde(flatten)]
            finding: FindingJson,
        },
        Judgement {
            path: &'a str,
            #[serde(flatten)]
            judgement: JudgementJson,
        },
        Return {
            schema: &'static str,
            #[serde(flatten)]
            rest: ReturnJson,
        },
    }
    let path = one.path.clone();
    let path = path.as_str();
    let (broken, findings) = (std::mem::take(&mut one.broken), std::mem::take(&mut one.findings));
    let judgements = std::mem::take(&mut one.judgements);
    let found = broken.into_iter().chain(findings).map(|finding| Line::Finding { path, finding });
    let judged = judgements.into_iter().map(|judgement| Line::Judgement { path, judgement });
    let lines = found.chain(judged).chain([Line::Return { schema: SCHEMA, rest: one }]);
    lines.map(|line| serde_json::to_string(&line).expect("internal: a line that cannot be written") + "\n").collect()
}

/// The schema of [`ReportJson`], as JSON Schema.
///
/// # Panics
/// Never: a schema is plain data.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(ReportJson);
    serde_json::to_string_pretty(&schema).expect("internal: a schema that cannot be written") + "\n"
}

pub(super) fn place(span: Span, sources: &Sources) -> PlaceJson {
    let source = sources.of(span);
    let at = source.line_column(span.start());
    PlaceJson {
        file: source.name().to_owned(),
        line: at.line,
        column: at.column,
        start: span.start(),
        end: span.end(),
        text: sources.slice(span).chars().take(MOST_TEXT).collect(),
    }
}

fn places(spans: &[Span], sources: &Sources) -> Vec<PlaceJson> {
    spans.iter().map(|&span| place(span, sources)).collect()
}

fn label(label: &Label, sources: &Sources) -> LabelJson {
    LabelJson { text: label.text.clone(), place: place(label.span, sources) }
}

fn ground(ground: &Ground, sources: &Sources) -> LabelJson {
    LabelJson { text: ground.text.clone(), place: place(ground.span, sources) }
}

pub(super) fn finding(problem: &Diagnostic, sources: &Sources) -> FindingJson {
    FindingJson {
        code: problem.code.clone(),
        severity: problem.severity.word(),
        headline: problem.headline.clone(),
        labels: problem.labels.iter().map(|one| label(one, sources)).collect(),
        help: problem.help.clone(),
        grounds: problem.grounds.iter().map(|one| ground(one, sources)).collect(),
        explained: problem
            .explained
            .as_ref()
            .map(|one| LabelJson { text: one.words(), place: place(one.span, sources) }),
        advisory: problem.advisory.map(|says| {
            let text = "the pack makes the rule advisory: what it finds rejects nothing".to_owned();
            LabelJson { text, place: place(says, sources) }
        }),
    }
}

fn judgement(judgement: &Judgement, sources: &Sources) -> JudgementJson {
    JudgementJson {
        rule: judgement.rule.to_string(),
        kind: judgement.kind.word(),
        subject: subject(&judgement.subject, sources),
        outcome: outcome(&judgement.outcome, sources),
        labels: judgement.labels.iter().map(|one| label(one, sources)).collect(),
        help: judgement.help.clone(),
        joins: judgement.joins,
        said_at: judgement.at.map(|at| place(at, sources)),
        conditions: judgement.conditions.iter().map(|one| condition(one, sources)).collect(),
        evidence: judgement.evidence.iter().map(|one| evidence(one, sources)).collect(),
        margins: None,
    }
}

fn subject(subject: &Subject, sources: &Sources) -> SubjectJson {
    SubjectJson { what: subject.what, name: shortened(&subject.name, MOST_TEXT), place: place(subject.span, sources) }
}

pub(super) fn number(exact: &Exact, shown: &str) -> NumberJson {
    NumberJson { exact: exact.written(), shown: shown.to_owned() }
}

fn outcome(outcome: &Outcome, sources: &Sources) -> OutcomeJson {
    match outcome {
        Outcome::Decided(verdict) => decided(verdict),
        Outcome::NotApplicable(reason) => OutcomeJson::NotApplicable { reason: reason.clone() },
        Outcome::Undecided(wants) => {
            let missing = |want: &Want| MissingJson {
                what: want.what.clone(),
                why: want.why.words(),
                place: place(want.span, sources),
            };
            OutcomeJson::Undecided { missing: wants.iter().map(missing).collect() }
        }
        Outcome::Fault(fault) => OutcomeJson::Fault { reason: fault.what.clone(), place: place(fault.span, sources) },
    }
}

fn decided(verdict: &Verdict) -> OutcomeJson {
    let (number, reason) = match verdict {
        Verdict::On { expected, shown, .. } | Verdict::Off { expected, shown, .. } => {
            (Some(number(expected, shown)), None)
        }
        Verdict::Band { reason, .. } | Verdict::Met { reason } | Verdict::Nothing { reason } => (None, Some(reason)),
        Verdict::Unmet { shortfall, shown, reason } => (Some(number(shortfall, shown)), Some(reason)),
        Verdict::Pay { amount } => (Some(number(amount, &crate::model::pounds(amount))), None),
        Verdict::Pass => (None, None),
        Verdict::Finding { headline, .. } => (None, Some(headline)),
    };
    let tells = match verdict {
        Verdict::On { told, .. } | Verdict::Off { told, .. } => {
            Some(told.iter().map(|told| (told.what.word(), self::number(&told.number, &told.shown))).collect())
        }
        _ => None,
    };
    OutcomeJson::Decided { verdict: verdict.word(), number, tells, reason: reason.cloned() }
}

fn condition(condition: &Condition, sources: &Sources) -> ConditionJson {
    let Condition { because, held, at } = condition;
    ConditionJson { because: because.clone(), held: *held, at: place(*at, sources) }
}

fn evidence(evidence: &Evidence, sources: &Sources) -> EvidenceJson {
    match evidence {
        Evidence::Field { path, places: read, behind, value, shown, at } => EvidenceJson::Field {
            path: path.to_string(),
            value: value.as_ref().map_or(serde_json::Value::Null, datum),
            shown: shown.clone(),
            places: places(read, sources),
            considered: places(&behind.considered, sources),
            read_at: place(*at, sources),
        },
        Evidence::Threshold { name, shown, since, span, at } => EvidenceJson::Threshold {
            name: name.to_string(),
            shown: shown.clone(),
            since: verdict::since(*since),
            place: place(*span, sources),
            read_at: place(*at, sources),
        },
    }
}

fn datum(datum: &Datum) -> serde_json::Value {
    match datum {
        Datum::Number(number) => number.written().into(),
        Datum::Date(day) => day.to_string().into(),
        Datum::Flag(flag) => (*flag).into(),
        Datum::Text(text) => shortened(text, MOST_VALUE).into(),
        Datum::Words(words) => words.to_vec().into(),
    }
}

fn reward(table: &RewardTable) -> RewardJson {
    RewardJson {
        pot: table.pot.written(),
        awarded: table.awarded.written(),
        is_whole: table.is_whole,
        undecided: table.undecided.written(),
        out_of_reach: table.out_of_reach.written(),
        payments: table.payments.iter().map(payments_json::payment).collect(),
    }
}
