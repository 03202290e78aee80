//! Is the set whole? Each rule has its page, its authority, and a fixture for each outcome that it can come to.

use std::fs;

use plumbline::lint::outcomes::outcomes;
use plumbline::pack::duties::held_by;
use plumbline::source::Sources;

use crate::support::{SHIPPED, entries, folders, root, shipped};

#[test]
fn each_rule_has_a_page_an_authority_and_a_fixture_for_each_outcome() {
    let mut sources = Sources::new();
    let (_, compiled) = shipped(&mut sources);
    let mut lacks = Vec::new();
    for rule in &compiled.rules {
        if !rule.page.iter().any(|line| line.trim().starts_with("# "))
            || !rule.page.iter().any(|line| line.contains("Authority:"))
        {
            lacks.push(format!("{}: a title and an authority on its page", rule.id));
        }
        let folder = root().join("fixtures/rules").join(SHIPPED).join(&*rule.id);
        let names: Vec<String> = if folder.is_dir() {
            entries(&folder).iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
        } else {
            Vec::new()
        };
        for outcome in outcomes(rule).into_keys() {
            if !names.iter().any(|name| plumbline::authoring::fixture::expects(name, outcome)) {
                lacks.push(format!("{}: a fixture {outcome}_….yaml", rule.id));
            }
        }
    }
    assert!(lacks.is_empty(), "{lacks:#?}");
}

#[test]
fn each_process_and_each_kind_of_slip_is_held() {
    let mut sources = Sources::new();
    let (pack, _) = shipped(&mut sources);
    let listed: Vec<&str> = pack.duties.iter().map(|duty| duty.id.value.as_str()).collect();
    let processes = (1..=19).map(|at| format!("R{at}"));
    let wanted: Vec<String> = processes.chain((1..=30).map(|at| format!("kind {at}"))).collect();
    assert_eq!(listed, wanted);
    for duty in &pack.duties {
        let mut holders = pack.rules.iter().flat_map(|script| held_by(&script.source));
        let is_the_engines = matches!(duty.id.value.as_str(), "kind 27" | "kind 28" | "kind 30");
        let by_rule = holders.any(|held| held.value == duty.id.value);
        assert!(by_rule || is_the_engines && duty.by.is_some(), "no rule holds {}: {}", duty.id.value, duty.what);
    }
}

#[test]
fn no_fixture_is_without_its_rule() {
    let mut sources = Sources::new();
    let (_, compiled) = shipped(&mut sources);
    for folder in folders(&root().join("fixtures/rules").join(SHIPPED)) {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(compiled.rules.iter().any(|rule| *rule.id == *name), "fixtures of no rule: {name}");
    }
}

#[test]
fn no_snapshot_is_without_its_fixture() {
    for folder in folders(&root().join("tests/suite/snapshots/rules")) {
        for snapshot in entries(&folder) {
            let stem = snapshot.file_stem().expect("a name").to_string_lossy().into_owned();
            let rule = folder.file_name().expect("a name");
            let fixture = root().join("fixtures/rules").join(SHIPPED).join(rule).join(format!("{stem}.yaml"));
            assert!(fixture.is_file(), "a snapshot of no fixture: {}", snapshot.display());
        }
    }
}

#[test]
fn the_scripts_hold_no_number_but_nought_one_and_a_hundred() {
    for path in entries(&root().join("rules").join(SHIPPED))
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "rhai"))
    {
        let text = fs::read_to_string(path).expect("a text");
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let code = line.split("//").next().unwrap_or_default();
            let outside_texts: String = code.split(['`', '"']).step_by(2).collect();
            for word in outside_texts.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '_') {
                let is_number = word.starts_with(|c: char| c.is_ascii_digit());
                assert!(!is_number || matches!(word, "0" | "1" | "100"), "{}: {word}", path.display());
            }
        }
    }
}
