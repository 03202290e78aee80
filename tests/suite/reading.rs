//! Does bad input get a kind answer, in its place, and never a panic?

use std::fs;

use crate::cli::plumb;
use crate::support::{entries, root, without_digest};

/// What `plumb check` says of each file of `fixtures/reading/`, with its exit code.
#[test]
fn each_misread_return_gets_its_answer() {
    let mut read = 0;
    for path in entries(&root().join("fixtures/reading")) {
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() || stem == "agreement" {
            continue;
        }
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let ran = plumb(&["check", &format!("fixtures/reading/{name}")]);
        assert!(!ran.err.contains("panicked") && (0..=2).contains(&ran.code), "{stem}: {} {}", ran.code, ran.err);
        assert!(!ran.out.contains(['\u{1b}', '\u{0}']), "{stem}: raw bytes of the file");
        insta::assert_snapshot!(stem, format!("exit {}\n{}{}", ran.code, ran.err, without_digest(&ran.out)));
        read += 1;
    }
    assert!(read > 50, "{read}");
}

/// The clean return with its line ends, its separators or its bytes changed: what can be read is read alike.
#[test]
fn line_ends_and_marks_change_no_verdict() {
    let folder = root().join("fixtures/northshire-small");
    let plain = judged(&folder.join("returns/2026-27-q1"), str::to_owned);
    assert_eq!(plain, judged(&folder.join("returns/2026-27-q1"), |text| text.replace('\n', "\r\n")));
    assert_eq!(plain, judged(&folder.join("returns/2026-27-q1"), |text| format!("\u{feff}{text}")));
    assert_eq!(plain, judged(&folder.join("returns/2026-27-q1"), |text| format!("{text}\n\n")));
}

/// What becomes of every rule, when each text of a return is changed so.
fn judged(folder: &std::path::Path, change: impl Fn(&str) -> String) -> Vec<String> {
    use plumbline::intake::{self, Table};
    use plumbline::render::judgement::outcome;
    let mut sources = plumbline::source::Sources::new();
    let (pack, compiled) = crate::support::shipped(&mut sources);
    let mut open = |path: std::path::PathBuf| {
        let text = change(&fs::read_to_string(&path).expect("a text"));
        sources.add(path.display().to_string(), text)
    };
    let agreement = open(folder.join("../../agreement.yaml"));
    let head = open(folder.join("return.yaml"));
    let names = intake::tables_named(&head).into_iter().map(|name| name.value);
    let tables: Vec<Table> = names.map(|path| Table { source: Ok(open(folder.join(&path))), path }).collect();
    let (agreement, mut diagnostics) = intake::agreement(&agreement);
    let agreement = agreement.expect("an agreement");
    let (submission, found) = intake::submission(&head, &tables, &agreement);
    diagnostics.extend(found);
    let submission = submission.expect("a return");
    let case = plumbline::judge::Case {
        pack: &pack,
        compiled: &compiled,
        agreement: agreement.into(),
        submission: submission.into(),
        earlier: std::sync::Arc::default(),
        diagnostics,
        explanations: Vec::new(),
        pack_diagnostics: Vec::new(),
    };
    let report = plumbline::judge::judge(case, &sources);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    report.judged().map(|judgement| format!("{} {}", judgement.rule, outcome(&judgement.outcome))).collect()
}
