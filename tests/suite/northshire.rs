//! Eight quarters of an agreement of real size, through the whole house: each is told what its own README says, in its place;
//! one is clean; one is full of slips; and between them every rule decides something.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::{Ran, plumb};
use crate::support::{SHIPPED, entries, quarters, root, without_digest};

/// The quarter in which nothing is wrong.
const CLEAN: &str = "2026-27-q4";
/// The quarter that is full of slips.
const PLANTED: &str = "2027-28-q2";

fn name(folder: &Path) -> String {
    folder.file_name().expect("a name").to_string_lossy().into_owned()
}

fn check(folder: &Path, more: &[&str]) -> Ran {
    let inside = folder.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/");
    plumb(&[&["check", &inside], more].concat())
}

fn as_json(folder: &Path) -> Value {
    let report: Value = serde_json::from_str(&check(folder, &["--format", "json"]).out).expect("our JSON");
    report["returns"][0].clone()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn each_quarter_in_lines() {
    for folder in quarters() {
        let ran = check(&folder, &["--format", "concise"]);
        assert_eq!(ran.err, "", "{}", folder.display());
        insta::assert_snapshot!(format!("lines__{}", name(&folder)), format!("{}exits with {}\n", ran.out, ran.code));
    }
}

#[test]
fn the_clean_quarter_has_nothing_and_says_what_was_checked() {
    let folder = root().join("fixtures/northshire/returns").join(CLEAN);
    let ran = check(&folder, &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let report = as_json(&folder);
    for what in ["errors", "warnings", "advice", "explained", "undecided"] {
        assert_eq!(report["counts"][what], 0, "{what}");
    }
    let (_, summary) = ran.out.split_once("\nSummary\n").expect("a summary");
    insta::assert_snapshot!("summary__clean", without_digest(summary));
    let clean = quarters().into_iter().filter(|folder| list(&as_json(folder), "findings").is_empty());
    assert_eq!(clean.map(|folder| name(&folder)).collect::<Vec<_>>(), [CLEAN], "one quarter is clean");
}

/// What is found: where, by which rule, what is underlined first, and the headline.
type Found = [String; 4];

/// What a quarter's README says is found, a row each.
fn said(folder: &Path) -> Vec<Found> {
    let readme = fs::read_to_string(folder.join("README.md")).expect("a README");
    let rows = readme.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect());
    cells.map(|cells: Vec<String>| <Found>::try_from(cells[..4].to_vec()).expect("four cells and a reason")).collect()
}

fn found(folder: &Path) -> Vec<Found> {
    let report = as_json(folder);
    let row = |finding: &Value| {
        let place = &list(finding, "labels").first().expect("a place")["place"];
        let file = Path::new(text(&place["file"])).file_name().expect("a file").to_string_lossy().into_owned();
        let underlined = if text(&place["text"]).is_empty() { "(blank)" } else { text(&place["text"]) };
        [
            format!("{file}:{}", place["line"]),
            text(&finding["code"]).to_owned(),
            underlined.to_owned(),
            text(&finding["headline"]).to_owned(),
        ]
    };
    list(&report, "findings").iter().map(row).collect()
}

#[test]
fn each_quarter_has_the_findings_that_its_readme_lists_and_no_others() {
    for folder in quarters() {
        assert_eq!(found(&folder), said(&folder), "{}", folder.display());
    }
}

#[test]
fn the_planted_slips_are_of_a_dozen_kinds() {
    let folder = root().join("fixtures/northshire/returns").join(PLANTED);
    let readme = fs::read_to_string(folder.join("README.md")).expect("a README");
    let kinds: BTreeSet<&str> =
        readme.lines().filter_map(|line| line.split_once("(kind ")?.1.split_once(')')).map(|(kind, _)| kind).collect();
    assert!(kinds.len() >= 12, "{kinds:?}");
}

/// What became of a rule over a subject, in a word.
fn word(outcome: &Value) -> String {
    match text(&outcome["is"]) {
        "decided" => text(&outcome["verdict"]).to_owned(),
        other => other.to_owned(),
    }
}

/// What a rule can come to, as far as one word tells.
const WORDS: [&str; 17] = [
    "on",
    "off",
    "green",
    "amber",
    "red",
    "not_available",
    "refresh",
    "met",
    "unmet",
    "pay",
    "nothing",
    "pass",
    "error",
    "warning",
    "advice",
    "not_applicable",
    "undecided",
];

/// What no quarter of Northshire comes to, each with its reason.
const NEVER: [(&str, &str); 2] =
    [("refresh", "no rule of the pack rates anything so"), ("advice", "no rule of the pack gives any")];

#[test]
fn every_rule_decides_something_and_every_verdict_is_given() {
    let mut given: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for folder in quarters() {
        for judgement in list(&as_json(&folder), "judgements") {
            let words = given.entry(text(&judgement["rule"]).to_owned()).or_default();
            words.insert(word(&judgement["outcome"]));
        }
    }
    let decides = |rule: &String| {
        let words = given.get(rule);
        words.is_some_and(|words| words.iter().any(|word| word != "not_applicable" && word != "undecided"))
    };
    let rules = entries(&root().join("rules").join(SHIPPED)).into_iter();
    let rules = rules.filter(|path: &PathBuf| path.extension().is_some_and(|ending| ending == "rhai"));
    let rules = rules.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned());
    let idle: Vec<String> = rules.filter(|rule| !decides(rule)).collect();
    assert_eq!(idle, Vec::<String>::new(), "these never decide anything");
    let all: BTreeSet<&str> = given.values().flatten().map(String::as_str).collect();
    let missing: Vec<&str> = WORDS.into_iter().filter(|word| !all.contains(word)).collect();
    let never: Vec<&str> = NEVER.iter().map(|(word, _)| *word).collect();
    assert_eq!(missing, never, "no quarter comes to these");
}
