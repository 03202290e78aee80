//! What was judged, asked by subject and by place: no line is left without an answer, no cell without its verdicts.

use std::collections::BTreeMap;

use plumbline::engine::compile::Compiled;
use plumbline::explain::line::{line, span_of, uses};
use plumbline::explain::{meant, resting_on, subjects, touch};
use plumbline::pack::Pack;
use plumbline::render::explain as text;
use plumbline::source::{Sources, Span};
use plumbline::verdict::{Evidence, Report};

use crate::cli::plumb;
use crate::support::{judge_return, returns, root, shipped};

struct Judged {
    report: Report,
    pack: Pack,
    sources: Sources,
}

fn judged(folder: &str) -> Judged {
    let mut sources = Sources::new();
    let (pack, compiled): (Pack, Compiled) = shipped(&mut sources);
    let report = judge_return(&root().join(folder), &pack, &compiled, &mut sources);
    Judged { report, pack, sources }
}

const QUARTER: &str = "fixtures/leicestershire-laa/returns/2006-07-q3";
const NORTHSHIRE: &str = "fixtures/northshire-small/returns/2026-27-q1";

/// Every place that a verdict rests on.
fn places(report: &Report) -> Vec<Span> {
    let of = |evidence: &Evidence| match evidence {
        Evidence::Field { places, behind, .. } => [places.as_slice(), behind.considered.as_slice()].concat(),
        Evidence::Threshold { span, .. } => vec![*span],
    };
    report.judged().flat_map(|judgement| judgement.evidence.iter().flat_map(of)).collect()
}

#[test]
fn every_line_of_every_file_is_answered_and_every_cell_that_was_read_is_found() {
    for folder in returns() {
        let Judged { report, pack, sources } = judged(folder.to_str().expect("a path"));
        let mut found = 0;
        let read_places = places(&report);
        for source in sources.iter() {
            for number in 1..=source.line_starts().len() {
                let span = span_of(source, number).expect("a line");
                let about = line(&report, &pack, source, span);
                let said = text::line(&about, source, None, &sources);
                assert!(said.starts_with(&format!("{}:{number}:1\n", source.name())), "{said}");
                let read = about.cells.iter().flat_map(|cell| &cell.uses).chain(&about.whole).count();
                assert_eq!(read == 0, said.contains("no rule reads this line"), "{said}");
                let is_read = read_places.iter().any(|&place| touch(place, span));
                assert!(!is_read || read > 0, "{said}");
                for cell in about.cells.iter().filter(|cell| read_places.contains(&cell.span)) {
                    assert!(!cell.uses.is_empty(), "{} in {said}", cell.name);
                }
                for column in 1..=sources.slice(span).chars().count() + 1 {
                    if source.name().contains("returns") {
                        assert!(!text::line(&about, source, Some(column), &sources).is_empty());
                    }
                }
                found += read;
            }
        }
        assert!(found > 50, "{}: {found}", folder.display());
    }
}

#[test]
fn every_cell_names_every_verdict_that_has_it_in_its_evidence() {
    for folder in returns() {
        let Judged { report, sources, .. } = judged(folder.to_str().expect("a path"));
        for judgement in report.judged() {
            for evidence in &judgement.evidence {
                let Evidence::Field { places, .. } = evidence else { continue };
                for &place in places {
                    let found = uses(&report, place);
                    assert!(
                        found.iter().any(|one| one.place == place && std::ptr::eq(one.judgement, judgement)),
                        "{}",
                        sources.locate(place)
                    );
                }
            }
        }
    }
}

#[test]
fn a_subject_is_found_by_its_names_and_told_in_full() {
    for folder in returns() {
        let Judged { report, pack, sources } = judged(folder.to_str().expect("a path"));
        for subject in subjects(&report) {
            for name in [subject.name.to_uppercase(), format!("{} {}", subject.what.replace('_', "-"), subject.name)] {
                assert!(meant(&report, &name).contains(&subject), "{name}");
            }
            let same = meant(&report, &format!(" {}:{}", subject.what, subject.name));
            assert!(same.contains(&subject) && same.iter().all(|one| one.what == subject.what), "{same:?}");
            assert!(text::subject(subject, &report, &pack, &BTreeMap::new(), &sources).contains(&subject.name));
        }
    }
    let Judged { report, .. } = judged(NORTHSHIRE);
    let names = |name: &str| meant(&report, name).iter().map(|one| one.what).collect::<Vec<_>>();
    assert_eq!(names("es1"), ["indicator"]);
    assert_eq!(names("RG1"), ["reward_target", "bid"]);
    assert!(names("match-fund").contains(&"fund"));
    assert!(names("ES11").is_empty() && names("").is_empty());
}

#[test]
fn what_a_measure_feeds_rests_on_it_and_its_neighbours_do_not() {
    let Judged { report, .. } = judged(NORTHSHIRE);
    let resting = |name: &str| {
        let rests = resting_on(&report, meant(&report, name)[0]);
        rests.iter().map(|judgement| judgement.subject.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(resting("RG1a"), ["RG1", "Northshire Outcome Agreement"]);
    assert_eq!(resting("RG2b"), ["RG2", "Northshire Outcome Agreement"]);
    assert_eq!(resting("GP2"), [""; 0]);
}

#[test]
fn explanations_read_as_they_did() {
    for (name, arguments) in [
        ("measure", &["RG1a", "--of", NORTHSHIRE][..]),
        ("undecided", &["Health", "--of", QUARTER]),
        ("threshold", &["rules/leicestershire-laa/thresholds.yaml:8", "--of", NORTHSHIRE]),
        ("script", &["rules/leicestershire-laa/award-of-a-measure.rhai:16", "--of", NORTHSHIRE]),
        ("agreement", &["fixtures/northshire-small/agreement.yaml:101", "--of", NORTHSHIRE]),
        ("cell", &["fixtures/leicestershire-laa/returns/2006-07-q3/pump-priming.csv:2:67"]),
        ("line", &["fixtures/leicestershire-laa/returns/2006-07-q3/match-fund.csv:2"]),
        ("comment", &["fixtures/northshire-small/returns/2026-27-q1/return.yaml:1"]),
        ("heading", &["fixtures/northshire-small/returns/2026-27-q1/bids.csv:1"]),
    ] {
        let ran = plumb(&[&["explain"], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        insta::assert_snapshot!(format!("explain__{name}"), ran.out);
    }
}

#[test]
fn what_cannot_be_explained_names_the_way_out() {
    for (arguments, says) in [
        (&["RG1"][..], "add `--of RETURN`"),
        (&["expected-nov"], "did you mean `expected-now`?"),
        (&["ES11", "--of", NORTHSHIRE], "did you mean `ES1`?"),
        (&["nothing at all", "--of", NORTHSHIRE], "name a rule, a subject as `RG1`"),
        (&["fixtures/northshire-small/agreement.yaml:3"], "name the return with `--of RETURN`"),
        (&["fixtures/northshire-small/returns/2026-27-q1/bids.csv:99"], "has no line 99; its last is "),
        (&["fixtures/northshire-small/returns/2026-27-q1/bids.csv:0"], "has no line 0"),
        (&["fixtures/northshire-small/returns/2026-27-q1/bids.csv:abc"], "bids.csv:LINE:COLUMN`, each counted from 1"),
        (&["fixtures/northshire-small/returns/2026-27-q1/bids.csv:-1"], "is no place"),
        (&["fixtures/northshire-small/returns/2026-27-q1/bids.csv:2:"], "is no place"),
        (&["fixtures/northshire-small/returns/2026-27-q1/bids.csv:2:99999"], "has no column 99999; it has "),
        (&["fixtures/northshire-small/returns/2026-27-q1/none.csv:2"], "there is no file"),
        (&["README.md:2", "--of", NORTHSHIRE], "was not read"),
        (&["fixtures/reading/binary.yaml:1"], "cannot be judged"),
    ] {
        let ran = plumb(&[&["explain"], arguments].concat());
        assert!(ran.code == 2 && ran.err.contains(says), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_rule_is_told_with_its_verdicts_about_a_return() {
    let ran = plumb(&["explain", "profile-does-not-sum", "--of", QUARTER]);
    assert!(ran.code == 0 && ran.out.contains("Its verdicts about"), "{}", ran.err);
    assert_eq!(ran.out.matches("profile-does-not-sum over the bid").count(), 11, "{}", ran.out);
}

#[test]
fn what_was_made_of_the_text_is_told() {
    let of = |table: &str, line: usize| {
        let place = format!("fixtures/reading/tables/{table}.csv:{line}");
        plumb(&["explain", &place, "--of", &format!("fixtures/reading/{table}.yaml")]).out
    };
    for (table, line, said) in [
        ("semicolons_in_a_table", 3, "the file was read with semicolons between its cells\n"),
        ("tabs_in_a_table", 2, "the file was read with tabs between its cells\n"),
        ("windows_1252_in_a_table", 3, "the file was read in Windows-1252\n"),
        ("utf_16_in_a_table", 2, "the file was read in UTF-16\n"),
        ("windows_1252_in_a_table", 3, "amount «£20000», read as 20000\n"),
        ("amounts_as_printed", 2, "amount «£1,234.50», read as 1234.5\n"),
        ("amounts_as_printed", 4, "amount «(1,234)», read as -1234\n"),
        ("amounts_as_printed", 5, "amount «£ ?», read as unknown\n"),
        ("amounts_as_printed", 6, "amount «n/a», read as not available\n"),
        ("amounts_as_printed", 7, "amount «-», read as blank\n"),
    ] {
        let out = of(table, line);
        assert!(out.contains(said), "{table}:{line} says not {said}{out}");
    }
    assert!(!of("row_too_short", 2).contains("was read"), "of a plain table there is nothing to tell");
}
