//! Does each rule say the right thing in the right place? Each fixture, that rule alone, with its input above.

use std::fmt::Write;

use plumbline::authoring::fixture::{expects, word};
use plumbline::render::judgement::judgement;
use plumbline::render::terminal::{self, Look};
use plumbline::source::Sources;
use plumbline::verdict::Judgement;

use crate::support::{fixture, fixtures, judge_fixture, root, shipped};

#[test]
fn each_fixture_comes_to_the_outcome_in_its_name() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in fixtures() {
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let rule =
                path.parent().and_then(|folder| folder.file_name()).expect("a rule").to_string_lossy().into_owned();
            let shown = shown(&path, &rule, &stem);
            insta::with_settings!({ snapshot_path => root().join("tests/suite/snapshots/rules").join(&rule) }, {
                insta::assert_snapshot!(stem, shown);
            });
        }
    });
}

/// The fixture's text, and below it what the rule says.
fn shown(path: &std::path::Path, rule: &str, stem: &str) -> String {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let read = fixture(path, &pack, &mut sources);
    let report = judge_fixture(read, pack, &compiled, &sources);
    let of_rule: Vec<_> = report.judgements.iter().filter(|judgement| *judgement.rule == *rule).collect();
    assert!(!of_rule.is_empty(), "{rule}/{stem}: the rule has nothing to judge");
    let mut out = std::fs::read_to_string(path).expect("a text");
    out.push_str("---\n");
    let is_meant = |one: &&Judgement| expects(stem, word(&one.outcome));
    assert!(of_rule.iter().any(&is_meant), "{rule}/{stem}: nothing comes to the outcome in its name");
    for one in of_rule.into_iter().filter(|one| is_meant(one) || word(&one.outcome) != "not_applicable") {
        assert!(is_meant(&one), "{rule}/{stem}: it comes to `{}`", word(&one.outcome));
        let _ = write!(out, "{}", judgement(one, &sources));
    }
    for finding in report.findings.iter().filter(|finding| finding.code == rule) {
        let _ = write!(out, "\n{}", terminal::diagnostic(finding, &sources, Look::default()));
    }
    out
}
