//! What programs read and write: JSON out by its schema, and the same return in other formats.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plumbline::document::{self, Node, NodeKind};
use plumbline::render::json;
use plumbline::render::judgement::outcome;
use plumbline::source::Sources;
use rust_decimal::Decimal;

use crate::cli::plumb;
use crate::support::{Texts, entries, returns, root, shipped};

fn paths() -> Vec<String> {
    let inside = |folder: std::path::PathBuf| {
        folder.strip_prefix(root()).expect("a folder of the project").to_string_lossy().replace('\\', "/")
    };
    returns().into_iter().map(inside).collect()
}

#[test]
fn the_json_is_as_its_schema_says_and_the_same_each_time() {
    let schema: serde_json::Value = serde_json::from_str(&plumb(&["schema", "report"]).out).expect("a schema");
    assert_eq!(json::schema(), plumb(&["schema", "report"]).out);
    let validator = jsonschema::validator_for(&schema).expect("a schema that holds");
    for path in paths().iter().map(String::as_str).chain(["fixtures/reading/duplicate_key.yaml", "nowhere"]) {
        let ran = plumb(&["check", path, "--format", "json"]);
        assert_eq!(ran.out, plumb(&["check", path, "--format", "json"]).out);
        let value: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{path}");
        assert_eq!(value["schema"], "plumbline/report/1");
        assert_eq!(value["returns"][0]["judged"], path != "nowhere", "{path}");
    }
    let wrong = serde_json::json!({ "schema": "plumbline/report/1", "returns": [{ "path": 5 }] });
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn the_json_holds_every_verdict_with_its_evidence() {
    let ran = plumb(&["check", "fixtures/reward-vectors", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let one = &value["returns"][0];
    let judgements = one["judgements"].as_array().expect("judgements");
    assert_eq!(one["counts"]["verdicts"], judgements.len());
    let award = judgements
        .iter()
        .find(|it| it["rule"] == "award-of-a-reward-target" && it["subject"]["name"] == "RG9")
        .expect("an award");
    assert_eq!(award["outcome"]["number"]["exact"], "834166.67");
    assert_eq!(award["outcome"]["number"]["shown"], "£834,166.67");
    let measure = judgements
        .iter()
        .find(|it| it["rule"] == "award-of-a-measure" && it["outcome"]["verdict"] == "pay")
        .expect("an award");
    let evidence = measure["evidence"].as_array().expect("evidence");
    assert!(evidence.iter().any(|it| it["is"] == "threshold" && it["name"] == "reward_floor" && it["shown"] == "60%"));
    assert!(
        evidence.iter().any(|it| it["is"] == "field" && it["path"] == "measure.share" && it["value"] == "3850000/3")
    );
}

#[test]
fn each_line_of_jsonl_is_an_object_of_a_type() {
    let ran = plumb(&["check", "fixtures/leicestershire-laa/returns/2006-07-q3", "--format", "jsonl"]);
    let mut types = std::collections::BTreeMap::new();
    for line in ran.out.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        *types.entry(value["type"].as_str().expect("a type").to_owned()).or_insert(0) += 1;
    }
    assert_eq!((types["finding"], types["return"]), (25, 1));
    assert!(types["judgement"] > 600);
}

/// A tree as JSON, each value a text.
fn as_json(node: &Node) -> serde_json::Value {
    match &node.kind {
        NodeKind::Blank | NodeKind::Unreadable => serde_json::Value::Null,
        NodeKind::Scalar(scalar) => scalar.text.clone().into(),
        NodeKind::List(items) => items.iter().map(as_json).collect(),
        NodeKind::Record(entries) => entries
            .iter()
            .map(|(key, value)| (key.value.clone(), as_json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

/// What became of every rule, without places.
fn verdicts(texts: &Texts) -> Vec<String> {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let report = texts.judge(&pack, &compiled, &mut sources);
    let codes = report.findings.iter().map(|finding| format!("{} {}", finding.code, finding.headline));
    let said = report
        .judgements
        .iter()
        .map(|one| format!("{} | {} {} | {}", one.rule, one.subject.what, one.subject.name, outcome(&one.outcome)));
    let mut all: Vec<String> = codes.chain(said).collect();
    all.sort();
    all
}

/// The rows of each table, by its file, as JSON.
fn rows(texts: &Texts) -> BTreeMap<String, serde_json::Value> {
    let mut sources = Sources::new();
    let read = |(name, text): (&String, &String)| {
        let source = sources.add(name, &**text);
        (name.clone(), as_json(&document::csv::read(&source).root))
    };
    texts.tables.iter().map(read).collect()
}

#[test]
fn yaml_json_and_csv_give_the_same_verdicts() {
    for folder in returns() {
        let csv = Texts::of(&folder);
        let wanted = verdicts(&csv);
        let rows = rows(&csv);
        // Tables in JSON beside a return in YAML.
        let mut tables = csv.clone();
        tables.head = csv.head.replace(".csv", ".json");
        tables.tables = rows.iter().map(|(name, rows)| (name.replace(".csv", ".json"), rows.to_string())).collect();
        let unnamed =
            |list: Vec<String>| -> Vec<String> { list.into_iter().map(|it| it.replace(".json", ".csv")).collect() };
        assert_eq!(unnamed(verdicts(&tables)), wanted, "tables in JSON: {}", folder.display());
        // All in one file: as JSON, and as YAML.
        let mut sources = Sources::new();
        let mut head = as_json(&document::yaml::read(&sources.add("return.yaml", &*csv.head)).root);
        for table in head["tables"].as_array_mut().into_iter().flatten() {
            let file = table["file"].as_str().expect("a file").to_owned();
            let record = table.as_object_mut().expect("a record");
            record.remove("file");
            record.entry("name").or_insert_with(|| file.trim_end_matches(".csv").into());
            record.insert("rows".to_owned(), rows[&file].clone());
        }
        let one = Texts { agreement: csv.agreement.clone(), head: head.to_string(), tables: BTreeMap::new() };
        assert_eq!(verdicts(&one), wanted, "one JSON: {}", folder.display());
        let yaml = Texts { head: format!("# As YAML.\n{}", one.head), ..one };
        assert_eq!(verdicts(&yaml), wanted, "one YAML: {}", folder.display());
    }
}

/// The same rows with their blanks written otherwise.
fn blanks(rows: &serde_json::Value, write: Option<&str>) -> serde_json::Value {
    let row = |row: &serde_json::Value| -> serde_json::Value {
        let cells = row.as_object().expect("a row").iter();
        let cells = cells.filter(|(_, cell)| write.is_some() || !cell.is_null());
        let written = |cell: &serde_json::Value| -> serde_json::Value {
            if cell.is_null() { write.into() } else { cell.clone() }
        };
        cells.map(|(name, cell)| (name.clone(), written(cell))).collect::<serde_json::Map<_, _>>().into()
    };
    rows.as_array().expect("rows").iter().map(row).collect()
}

#[test]
fn margins_and_steps_are_as_their_schemas_say() {
    for (of, arguments) in [
        ("report", &["check", "fixtures/northshire-small/returns/2026-27-q1", "--margins", "--format", "json"][..]),
        ("tune", &["tune", "reward_floor", "--over", "fixtures/reward-vectors", "--format", "json"]),
    ] {
        let schema: serde_json::Value = serde_json::from_str(&plumb(&["schema", of]).out).expect("a schema");
        let validator = jsonschema::validator_for(&schema).expect("a schema that holds");
        let value: serde_json::Value = serde_json::from_str(&plumb(arguments).out).expect("JSON");
        let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{of}: {wrong:?}");
        let text = value.to_string();
        assert!(text.contains(if of == "tune" { "\"solved\":true" } else { "\"knife_edge\":" }), "{of}");
    }
}

#[test]
fn a_blank_is_a_blank_however_it_is_written() {
    let folder = root().join("fixtures/northshire-small/returns/2026-27-q1");
    let csv = Texts::of(&folder);
    let wanted = verdicts(&csv);
    for write in [Some(""), Some("  "), None] {
        let mut texts = csv.clone();
        texts.head = csv.head.replace(".csv", ".json");
        let json = |(name, rows): (&String, &serde_json::Value)| {
            (name.replace(".csv", ".json"), blanks(rows, write).to_string())
        };
        texts.tables = rows(&csv).iter().map(json).collect();
        let found: Vec<String> = verdicts(&texts).into_iter().map(|it| it.replace(".json", ".csv")).collect();
        assert_eq!(found, wanted, "{write:?}");
    }
}

/// The same text as a second reader has it; numbers are compared as far as it keeps their text.
fn agrees(ours: &Node, theirs: &serde_yaml::Value) -> bool {
    match (&ours.kind, theirs) {
        (NodeKind::Blank, serde_yaml::Value::Null) => true,
        (NodeKind::Blank, serde_yaml::Value::String(theirs)) => theirs.trim().is_empty(),
        (NodeKind::Scalar(ours), serde_yaml::Value::String(theirs)) => ours.text == theirs.trim(),
        (NodeKind::Scalar(ours), serde_yaml::Value::Bool(theirs)) => ours.text == theirs.to_string(),
        (NodeKind::Scalar(ours), serde_yaml::Value::Number(_)) => ours.text.parse::<Decimal>().is_ok(),
        (NodeKind::List(ours), serde_yaml::Value::Sequence(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| agrees(ours, theirs))
        }
        (NodeKind::Record(ours), serde_yaml::Value::Mapping(theirs)) => {
            let name = |key: &serde_yaml::Value| match key {
                serde_yaml::Value::String(name) => name.clone(),
                other => serde_yaml::to_string(other).expect("a key").trim().to_owned(),
            };
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|((key, ours), (name_of, theirs))| key.value == name(name_of) && agrees(ours, theirs))
        }
        _ => false,
    }
}

#[test]
fn two_readers_of_yaml_agree_on_all_of_ours() {
    let mut compared = 0;
    for path in files_below(
        &root(),
        &["fixtures/leicestershire-laa", "fixtures/northshire-small", "fixtures/rules", "rules"],
        "yaml",
    ) {
        let mut sources = Sources::new();
        let source = crate::support::open(&path, &mut sources);
        let ours = document::yaml::read(&source);
        if !ours.diagnostics.is_empty() {
            continue;
        }
        let theirs: serde_yaml::Value =
            serde_yaml::from_str(source.text()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(agrees(&ours.root, &theirs), "{}", path.display());
        compared += 1;
    }
    assert!(compared > 150, "{compared}");
}

fn files_below(root: &Path, folders_of: &[&str], ending: &str) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = folders_of.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == ending) && std::fs::read_to_string(&path).is_ok() {
                found.push(path);
            }
        }
    }
    found
}
