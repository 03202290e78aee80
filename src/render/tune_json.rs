//! What the values of a threshold come to, for programs: as JSON, and as a table in CSV.

use schemars::{JsonSchema, schema_for};
use serde::Serialize;

use super::json::{NumberJson, number};
use super::tune::{changed, outcome_in_a_word, value};
use crate::document::Choice;
use crate::number::MINUS;
use crate::pack::thresholds::Threshold;
use crate::tune::course::How;
use crate::tune::steps::{Change, Over, Step, Steps};

/// The version of this form.
const VERSION: &str = "plumbline/tune/1";

/// What `plumb tune --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "plumbline/tune/1", extend("$id" = "plumbline/tune/1"))]
pub struct TuneJson {
    /// `plumbline/tune/1`.
    pub schema: &'static str,
    /// The threshold.
    pub threshold: String,
    /// Why it cannot be tuned, where it is locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<String>,
    /// The value in force; not there where it differs from return to return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<NumberJson>,
    /// The least value that was tried.
    pub from: NumberJson,
    /// The greatest.
    pub to: NumberJson,
    /// Whether each step was solved for; else every step of `tried` was tried.
    pub solved: bool,
    /// The size of the steps, where they were tried one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried: Option<NumberJson>,
    /// The returns, by their paths.
    pub over: Vec<String>,
    /// The steps, the first at the least value.
    pub steps: Vec<StepJson>,
}

/// From one value to the next nothing changes but amounts that grow or shrink evenly.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StepJson {
    /// The value where it begins.
    pub from: NumberJson,
    /// Whether it begins at that value; else just over it.
    pub inclusive: bool,
    /// How many verdicts of each kind and word there are.
    pub tally: Vec<TallyJson>,
    /// What is awarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// What is awarded at its end, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_to: Option<String>,
    /// What is otherwise than in the step before, gains first.
    pub changes: Vec<ChangeJson>,
}

/// How many verdicts of a kind have a word.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TallyJson {
    /// The kind of rule.
    pub kind: &'static str,
    /// The word.
    pub word: &'static str,
    /// How many.
    pub count: usize,
}

/// A verdict that is another than before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeJson {
    /// The return.
    pub over: String,
    /// The rule.
    pub rule: String,
    /// What the subject is: `measure`.
    pub what: &'static str,
    /// What a person calls it.
    pub name: String,
    /// What became of the rule before, in a word, with what it pays.
    pub was: String,
    /// What becomes of it now.
    pub now: String,
    /// `gains`, `loses` or `neither`.
    pub subject: &'static str,
}

/// The steps as one JSON document.
///
/// # Panics
/// Never: what it is made of is all JSON.
#[must_use]
pub fn json(threshold: &Threshold, steps: &Steps, over: &[Over<'_>]) -> String {
    let shown = |exact: &crate::number::Exact| number(exact, &value(threshold, exact));
    let tuned = TuneJson {
        schema: VERSION,
        threshold: threshold.name.value.clone(),
        locked: threshold.locked.as_ref().map(|locked| locked.value.clone()),
        today: steps.today.as_ref().map(shown),
        from: shown(&steps.range.from),
        to: shown(&steps.range.to),
        solved: steps.how == How::Solved,
        tried: if let How::Tried(step) = &steps.how { Some(shown(step)) } else { None },
        over: over.iter().map(|one| one.name.clone()).collect(),
        steps: steps.steps.iter().map(|one| step(threshold, one, over)).collect(),
    };
    let text = serde_json::to_string_pretty(&tuned).expect("internal: a report that is no JSON");
    text + "\n"
}

/// The JSON Schema of [`json`].
///
/// # Panics
/// Never: a schema is JSON.
#[must_use]
pub fn schema() -> String {
    let schema = schema_for!(TuneJson);
    serde_json::to_string_pretty(&schema).expect("internal: a schema that is no JSON") + "\n"
}

fn step(threshold: &Threshold, step: &Step, over: &[Over<'_>]) -> StepJson {
    let tally = step.tally.words.iter().filter(|(_, count)| **count > 0);
    StepJson {
        from: number(&step.from, &value(threshold, &step.from)),
        inclusive: !step.is_over,
        tally: tally.map(|(&(kind, word), &count)| TallyJson { kind: kind.word(), word, count }).collect(),
        grant: step.tally.grant.as_ref().map(crate::number::Exact::written),
        grant_to: step.grant_to.as_ref().map(crate::number::Exact::written),
        changes: step.changes.iter().map(|one| change(one, over)).collect(),
    }
}

fn change(change: &Change, over: &[Over<'_>]) -> ChangeJson {
    let stands = &over[change.over].trial.stands[change.at];
    ChangeJson {
        over: over[change.over].name.clone(),
        rule: stands.rule.id.to_string(),
        what: stands.subject.what,
        name: stands.subject.name.clone(),
        was: outcome_in_a_word(&change.was),
        now: outcome_in_a_word(&change.now),
        subject: match change.gain() {
            std::cmp::Ordering::Greater => "gains",
            std::cmp::Ordering::Less => "loses",
            std::cmp::Ordering::Equal => "neither",
        },
    }
}

/// The steps as a table in CSV: a line a step, a column for each kind and word that occurs.
#[must_use]
pub fn csv(threshold: &Threshold, steps: &Steps, over: &[Over<'_>]) -> String {
    let mut columns: Vec<_> = steps.steps.iter().flat_map(|step| step.tally.words.keys().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut rows = vec![
        ["from", "inclusive"]
            .map(str::to_owned)
            .into_iter()
            .chain(columns.iter().map(|(kind, word)| format!("{} {word}", kind.word())))
            .chain(["grant", "grant to", "changes"].map(str::to_owned))
            .collect::<Vec<_>>(),
    ];
    for step in &steps.steps {
        let amount = |amount: &Option<crate::number::Exact>| amount.as_ref().map(|it| it.plain(2)).unwrap_or_default();
        let changes: Vec<String> = step.changes.iter().map(|change| changed(change, over)).collect();
        let counts = columns.iter().map(|column| step.tally.words.get(column).copied().unwrap_or(0).to_string());
        let from =
            [value(threshold, &step.from).replace(MINUS, "-"), if step.is_over { "no" } else { "yes" }.to_owned()];
        let rest = [amount(&step.tally.grant), amount(&step.grant_to), changes.join("; ")];
        rows.push(from.into_iter().chain(counts).chain(rest).collect());
    }
    rows.iter().map(|row| row.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(",") + "\n").collect()
}

/// A field of a CSV line, in quotes where it must be.
fn field(text: &str) -> String {
    let mut out = vec![0; text.len() * 2 + 2];
    let mut writer = csv_core::Writer::new();
    let (_, _, written) = writer.field(text.as_bytes(), &mut out);
    let (_, more) = writer.finish(&mut out[written..]);
    out.truncate(written + more);
    String::from_utf8(out).unwrap_or_default()
}
