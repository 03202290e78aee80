//! Is the set whole? Each rule has its page, its authority, and a fixture for each outcome that it can come to.

use std::collections::BTreeSet;
use std::fs;

use plumbline::engine::table::Ends;
use plumbline::engine::typed::{Expr, ExprKind, Rule};
use plumbline::engine::walk::each;
use plumbline::source::Sources;

use crate::support::{SHIPPED, entries, folders, root, shipped};

/// The words of fixtures' names for what a rule can end with.
fn outcomes(rule: &Rule) -> BTreeSet<&'static str> {
    use plumbline::document::Choice;
    let word = |expr: &Expr| match &expr.kind {
        ExprKind::End(ends, _) => Some(match ends {
            Ends::On => "on",
            Ends::Off => "off",
            Ends::Band(band) => band.word(),
            Ends::Met => "met",
            Ends::Unmet => "unmet",
            Ends::Pay => "pays",
            Ends::Nothing => "nothing",
            Ends::Pass => "passes",
            Ends::Finding(_) => "fails",
            Ends::NotApplicable => "not_applicable",
        }),
        _ => None,
    };
    let mut found = BTreeSet::from(["undecided"]);
    each(&rule.body, &mut |expr| found.extend(word(expr)));
    found
}

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
        for outcome in outcomes(rule) {
            if !names.iter().any(|name| plumbline::authoring::fixture::expects(name, outcome)) {
                lacks.push(format!("{}: a fixture {outcome}_….yaml", rule.id));
            }
        }
    }
    assert!(lacks.is_empty(), "{lacks:#?}");
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
