//! A difference of verdicts for programs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::diff::{Names, asides, warnings, words};
use crate::diff::causes::{Cause, Caused, Difference, How};
use crate::diff::packs::Edit;
use crate::diff::reports::{Said, Weight};
use crate::diff::tally::{Grant, Line};
use crate::document::Choice;
use crate::number::Exact;
use crate::verdict::Kind;

/// The version of the form below: it changes when something is taken away or means something else.
const SCHEMA: &str = "plumbline/diff/1";

/// What differs between what two packs make of the same returns, or between two returns under one pack.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DiffJson {
    /// The version of this form.
    pub schema: &'static str,
    /// The earlier side as it was named.
    pub base: String,
    /// The later side as it was named.
    pub head: String,
    /// Whether no verdict turned and no money moved.
    pub is_empty: bool,
    /// The returns.
    pub over: Vec<String>,
    /// What differs between the packs; nothing between two returns.
    pub edits: Vec<EditJson>,
    /// How many verdicts of a kind were of one word and are of another; those that stay are counted too.
    pub tally: Vec<CountJson>,
    /// The grant in all; nothing where there is none.
    pub grant: Option<AmountJson>,
    /// The grant by return.
    pub grants: Vec<GrantJson>,
    /// What is paid or owed otherwise than before.
    pub lines: Vec<LineJson>,
    /// What the changes are because of.
    pub causes: Vec<CauseJson>,
    /// Every change, those of words among them.
    pub changes: Vec<ChangeJson>,
    /// The rules that do not load in the earlier side.
    pub not_loaded_before: Vec<String>,
    /// The rules that do not load in the later side.
    pub not_loaded_after: Vec<String>,
    /// What else is to be said, a line each.
    pub remarks: Vec<String>,
}

/// One change between two packs as written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EditJson {
    /// `threshold`, `rule`, `lib` or `advisory`: that a rule's findings reject nothing.
    pub sort: &'static str,
    /// The threshold, or the script.
    pub name: String,
    /// The edit in words.
    pub says: String,
    /// Whether no rule reads it.
    pub is_idle: bool,
}

/// How many verdicts were of one word and are of another.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CountJson {
    /// The kind of rule.
    pub kind: &'static str,
    /// The word before; nothing for what was not judged.
    pub was: Option<&'static str>,
    /// The word now; nothing for what is not judged.
    pub is: Option<&'static str>,
    /// How many.
    pub count: usize,
}

/// An amount in pounds, before and after.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AmountJson {
    /// Before.
    pub was: Option<String>,
    /// After.
    pub is: Option<String>,
    /// By how much it moved, where both are known.
    pub by: Option<String>,
}

/// The grant of a return.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GrantJson {
    /// The return.
    pub over: String,
    /// How much.
    pub amount: AmountJson,
    /// Whether it is decided, before and after.
    pub is_whole: [bool; 2],
    /// Whether it counts in the sum: of several returns of one agreement the last does.
    pub counts: bool,
}

/// An amount that is paid or owed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineJson {
    /// The return.
    pub over: String,
    /// What it is.
    pub what: String,
    /// How much.
    pub amount: AmountJson,
}

/// What changes are because of.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CauseJson {
    /// `together`: it takes every part; `each`: any part would do.
    pub how: &'static str,
    /// The parts in words.
    pub because: Vec<String>,
    /// The edits that it is made of, by their places in `edits`.
    pub edits: Vec<usize>,
    /// By how much this alone moves the grant, in pounds.
    pub grant: Option<String>,
    /// How many verdicts turned because of it.
    pub turned: usize,
}

/// A verdict that is not what it was.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeJson {
    /// The return.
    pub over: String,
    /// The kind of rule.
    pub kind: &'static str,
    /// The rule.
    pub rule: String,
    /// What it is about: `indicator`.
    pub what: String,
    /// Which of them.
    pub name: String,
    /// `turned`: another verdict or number; `silent`: a check that finds nothing appears or disappears; `reworded`.
    pub weight: &'static str,
    /// What it was.
    pub was: SaidJson,
    /// What it is.
    pub is: SaidJson,
    /// The cause, by its place in `causes`.
    pub cause: usize,
}

/// What a rule said about a subject.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SaidJson {
    /// The word; nothing where nothing was judged.
    pub word: Option<&'static str>,
    /// The verdict in a few words.
    pub says: String,
    /// Why.
    pub reason: Option<String>,
    /// The amount of an award, in pounds.
    pub amount: Option<String>,
}

/// The difference as one JSON document.
///
/// # Panics
/// Never: the types hold nothing that cannot be written.
#[must_use]
pub fn json(difference: &Difference, names: Names<'_>) -> String {
    let money = &difference.money;
    let over = |at: usize| difference.over[at].clone();
    let grant = |it: &Grant| {
        let amounts = [&it.was, &it.is].map(|side| side.as_ref().map(|awarded| &awarded.amount));
        let is_whole = [&it.was, &it.is].map(|side| side.as_ref().is_some_and(|awarded| awarded.is_whole));
        GrantJson { over: over(it.over), amount: amount(amounts[0], amounts[1]), is_whole, counts: it.counts }
    };
    let line = |it: &Line| LineJson {
        over: over(it.over),
        what: it.what.clone(),
        amount: amount(it.was.as_ref(), it.is.as_ref()),
    };
    let edit = |(at, edit): (usize, &Edit)| EditJson {
        sort: edit.sort(),
        name: edit.name().to_owned(),
        says: edit.says(),
        is_idle: difference.idle.contains(&at),
    };
    let json = DiffJson {
        schema: SCHEMA,
        base: names.base.to_owned(),
        head: names.head.to_owned(),
        is_empty: difference.is_empty(),
        over: difference.over.clone(),
        edits: difference.edits.iter().enumerate().map(edit).collect(),
        tally: tally(difference),
        grant: money.in_all().map(|[was, is]| amount(Some(&was), Some(&is))),
        grants: money.grants.iter().map(grant).collect(),
        lines: money.lines.iter().map(line).collect(),
        causes: causes(difference),
        changes: difference.changes.iter().map(|caused| change(caused, difference)).collect(),
        not_loaded_before: difference.not_loaded[0].clone(),
        not_loaded_after: difference.not_loaded[1].clone(),
        remarks: [warnings(difference), asides(difference)].concat(),
    };
    serde_json::to_string_pretty(&json).expect("internal: a document that cannot be written") + "\n"
}

fn tally(difference: &Difference) -> Vec<CountJson> {
    let word = |word: &'static str| (!word.is_empty()).then_some(word);
    let of_kind = |(kind, counts): (&Kind, &BTreeMap<[&'static str; 2], usize>)| {
        let count = |(words, count): (&[&'static str; 2], &usize)| CountJson {
            kind: kind.word(),
            was: word(words[0]),
            is: word(words[1]),
            count: *count,
        };
        counts.iter().map(count).collect::<Vec<_>>()
    };
    difference.tally.0.iter().flat_map(of_kind).collect()
}

fn causes(difference: &Difference) -> Vec<CauseJson> {
    let cause = |(at, cause): (usize, &Cause)| CauseJson {
        how: if cause.how == How::Together { "together" } else { "each" },
        because: cause.because.clone(),
        edits: cause.edits.clone(),
        grant: cause.grant.as_ref().map(Exact::written),
        turned: difference.turned().filter(|it| it.cause == at).count(),
    };
    difference.causes.iter().enumerate().map(cause).collect()
}

fn change(caused: &Caused, difference: &Difference) -> ChangeJson {
    let change = &caused.change;
    let [was, is] = words(change, difference);
    let said = |said: &Option<Said>, says: String| SaidJson {
        word: said.as_ref().map(Said::word),
        says,
        reason: said.as_ref().map(|said| said.outcome.reason()).filter(|reason| !reason.is_empty()),
        amount: said.as_ref().and_then(Said::amount).map(|amount| amount.written()),
    };
    ChangeJson {
        over: difference.over[caused.over].clone(),
        kind: change.key.kind.word(),
        rule: change.rule.to_string(),
        what: change.key.what.to_owned(),
        name: change.key.name.clone(),
        weight: match change.weight {
            Weight::Turned => "turned",
            Weight::Silent => "silent",
            Weight::Reworded => "reworded",
        },
        was: said(&change.before, was),
        is: said(&change.after, is),
        cause: caused.cause,
    }
}

fn amount(was: Option<&Exact>, is: Option<&Exact>) -> AmountJson {
    let by = was.zip(is).map(|(was, is)| (is - was).written());
    AmountJson { was: was.map(Exact::written), is: is.map(Exact::written), by }
}

/// The schema of [`DiffJson`], as JSON Schema.
///
/// # Panics
/// Never: a schema is plain data.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(DiffJson);
    serde_json::to_string_pretty(&schema).expect("internal: a schema that cannot be written") + "\n"
}
