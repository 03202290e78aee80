//! `plumb test` as a rule author uses it, over a made-up pack in a folder of its own.

use std::fs;
use std::path::Path;
use std::process::Command;

use plumbline::render::tested_json::schema;

use crate::cli::{Folder, Ran, plumb};

const THRESHOLDS: &str = "\
tolerance:
  about: How far the years may be from the total.
  type: money
  within: { min: £0, max: \"£1,000\" }
  values:
    - { from: 2006-04-01, value: £1.00, authority: \"made up\" }
";

const RULE: &str = "\
//! # The years of a bid sum to its total
//!
//! Authority: made up.

fn check(bid, limits) {
    let gap = bid.years.sum - bid.total;
    if abs(gap) <= limits.tolerance {
        return pass();
    }
    error(`the years of ${bid.name} are ${more_or_less(gap)} than its total`)
        .at(bid.total, \"stated total\")
        .off_by(gap)
        .help(\"correct the years or the total\")
}
";

/// A fixture of one bid.
fn bid(total: &str, years: &str) -> String {
    format!(
        "agreement:\n  funds: [{{ id: pump, name: pump-priming, holder: Northshire }}]\nsubmission:\n  \
         bids: [{{ fund: pump, title: Mentors, total: {total}, years: {{ year1: {years} }} }}]\n"
    )
}

/// The pack, with the fixtures that are named: each by its rule and name, with its text.
fn pack(name: &str, fixtures: &[(&str, String)]) -> Folder {
    let folder = Folder::new(&format!("tested-{name}"));
    folder.write("pack.yaml", "name: made-up\nfixtures: fixtures\n");
    folder.write("thresholds.yaml", THRESHOLDS);
    folder.write("years.rhai", RULE);
    fs::create_dir_all(folder.0.join("fixtures/years")).expect("a folder");
    for (path, text) in fixtures {
        let path = folder.0.join("fixtures").join(format!("{path}.yaml"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Two fixtures that come to what their names say.
fn good() -> [(&'static str, String); 2] {
    [("years/passes_at_the_tolerance", bid("100", "101")), ("years/fails_two_pounds_more", bid("100", "102"))]
}

fn test(folder: &Folder, more: &[&str]) -> Ran {
    plumb(&[&["test", folder.path()], more].concat())
}

/// Accepts every pending snapshot, as a person does who moves it into its place.
fn accept(folder: &Path) {
    for rule in crate::support::folders(&folder.join("snapshots")) {
        for path in crate::support::entries(&rule) {
            if path.extension().is_some_and(|end| end == "new") {
                fs::rename(&path, path.with_extension("")).expect("a file");
            }
        }
    }
}

/// The pack with both its fixtures accepted.
fn accepted(name: &str) -> Folder {
    let folder = pack(name, &good());
    assert_eq!(test(&folder, &[]).code, 1);
    accept(&folder.0);
    folder
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.0.join(name)).expect("a file")
}

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}

const FAILS: &str = "snapshots/years/fails_two_pounds_more.snap";

#[test]
fn what_is_new_waits_beside_its_snapshot_until_it_is_accepted() {
    let folder = pack("new", &good());
    let ran = test(&folder, &[]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    holds(&ran.out, &["years/fails_two_pounds_more  new", "2 fixtures of 1 rule: 2 new\n"]);
    let pending = read(&folder, &format!("{FAILS}.new"));
    assert!(
        pending.starts_with("---\nsource: fixtures/years/fails_two_pounds_more.yaml\n---\nagreement:\n"),
        "{pending}"
    );
    holds(&pending, &["the years of `Mentors` are £2.00 more than its total", "stated total"]);
    accept(&folder.0);
    let ran = test(&folder, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "made-up: 2 fixtures of 1 rule: all as before\n"));
}

/// `cargo insta review` reads and writes snapshots by these two functions of insta.
#[test]
fn insta_reads_what_is_pending_and_what_it_accepts_is_understood() {
    let folder = pack("insta", &good());
    test(&folder, &[]);
    for path in crate::support::entries(&folder.0.join("snapshots/years")) {
        let pending = insta::Snapshot::from_file(&path).expect("a snapshot");
        assert!(pending.as_text().is_some_and(|text| text.to_string().contains("years over bid `Mentors`")));
        pending.save(&path.with_extension("")).expect("it is written");
        fs::remove_file(path).expect("a file");
    }
    assert_eq!(test(&folder, &[]).out, "made-up: 2 fixtures of 1 rule: all as before\n");
}

#[test]
fn nothing_is_written_where_that_is_not_wanted() {
    let folder = pack("no-pending", &good());
    assert_eq!(test(&folder, &["--no-pending"]).code, 1);
    assert!(!folder.0.join("snapshots").exists());
}

#[test]
fn what_is_said_otherwise_is_shown_line_by_line_and_keeps_the_head_of_its_snapshot() {
    let folder = accepted("changed");
    // As insta's own tools would have written it.
    folder.change(
        FAILS,
        "source: fixtures/years/fails_two_pounds_more.yaml",
        "source: tests/rules.rs\nassertion_line: 26\nexpression: \"a\\n---\"",
    );
    assert_eq!(test(&folder, &[]).code, 0);
    folder.change("years.rhai", "stated total", "the total");
    let ran = test(&folder, &[]);
    assert_eq!(ran.code, 1);
    holds(
        &ran.out,
        &[
            "years/fails_two_pounds_more  changed",
            "  -   at «100» stated total\n  +   at «100» the total\n",
            ": 1 changed\n",
        ],
    );
    let pending = read(&folder, &format!("{FAILS}.new"));
    assert!(
        pending.starts_with("---\nsource: tests/rules.rs\nexpression: \"a\\n---\"\n---\nagreement:\n"),
        "{pending}"
    );
    let coloured = test(&folder, &["--color", "always"]).out;
    holds(&coloured, &["\u{1b}[31m-   at «100» stated total\u{1b}[0m", "\u{1b}[32m+   at «100» the total\u{1b}[0m"]);
    // What was pending goes when all is as before again.
    folder.change("years.rhai", "the total\")", "stated total\")");
    assert_eq!(test(&folder, &[]).code, 0);
    assert!(!folder.0.join(format!("{FAILS}.new")).exists());
}

#[test]
fn each_way_of_going_wrong_has_its_word_and_its_reason() {
    let folder = pack(
        "wrong",
        &[
            ("years/fails_at_the_tolerance", bid("100", "101")),
            ("years/passes_two_pounds_more", bid("100", "102")),
            ("years/undecided_two_pounds_more", bid("100", "103")),
            ("years/passes_no_bid", "submission: { bids: [] }\n".to_owned()),
            ("years/passes_what_cannot_be_read", bid("lots", "100")),
            ("years/check_the_years", bid("100", "100")),
            ("yeers/passes_a_slip", bid("100", "100")),
            ("yeers/passes_another_slip", bid("100", "100")),
        ],
    );
    folder.write("broken.rhai", "//! # A rule\n//! Authority: made up.\n\nfn check(bid) { bid.totl }\n");
    fs::create_dir_all(folder.0.join("fixtures/broken")).expect("a folder");
    folder.write("fixtures/broken/passes_it.yaml", &bid("100", "100"));
    folder.write("fixtures/broken/fails_it.yaml", &bid("100", "100"));
    let ran = test(&folder, &[]);
    assert_eq!(ran.code, 1);
    holds(
        &ran.out,
        &[
            "years/fails_at_the_tolerance  missing\n  `years` should find something, and does not\n",
            "years/passes_two_pounds_more  noisy\n  `years` finds something, and should not\n",
            "years/undecided_two_pounds_more  noisy\n",
            "years/passes_no_bid  nothing to judge\n",
            "years/passes_what_cannot_be_read  not read\n  it cannot be read\n\nnot-a-number  error\n",
            "years/check_the_years  no outcome\n  its name begins with no outcome: passes_…",
            "yeers, 2 fixtures  no rule\n  there is no rule `yeers`; did you mean `years`?\n",
            "broken, 2 fixtures  not loaded\n  the rule `broken` does not load; `plumb lint` says why\n",
            "10 fixtures of 3 rules: 1 missing, 2 noisy, 1 nothing to judge, 1 not read, 1 no outcome, 2 not loaded, \
             2 no rule, 1 rule that does not load\n",
        ],
    );
    assert!(!folder.0.join("snapshots").exists(), "nothing that is wrong awaits to be accepted");
    let other = pack("wrong-outcome", &[("years/passes_what_is_not_known", bid("unknown", "100"))]);
    holds(
        &test(&other, &[]).out,
        &["passes_what_is_not_known  wrong\n  `years` comes to `undecided`, which is not what its name says\n"],
    );
}

#[test]
fn what_is_wrong_with_the_thresholds_is_said_before_what_comes_of_it() {
    let folder = accepted("thresholds");
    folder.change("thresholds.yaml", "value: £1.00", "value: \"£1,001\"");
    let ran = test(&folder, &["--no-pending"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("threshold-out-of-bounds  error\n"), "{}", ran.out);
    holds(&ran.out, &[", 1 error in the pack\n"]);
}

#[test]
fn what_belongs_to_no_fixture_is_left_over() {
    let folder = accepted("orphans");
    folder.write("snapshots/years/passes_once.snap", "---\nsource: x\n---\nit passes\n");
    folder.write("snapshots/years/passes_once.snap.new", "---\nsource: x\n---\nit passes\n");
    folder.write("fixtures/passes_alone.yaml", "submission: {}\n");
    folder.write("fixtures/years/passes_by_another_ending.yml", "submission: {}\n");
    folder.write("fixtures/years/notes.md", "What they are for.\n");
    let ran = test(&folder, &[]);
    assert_eq!(ran.code, 1);
    holds(
        &ran.out,
        &[
            "snapshots/years/passes_once.snap  left over\n  a snapshot of no fixture: remove it\n",
            "snapshots/years/passes_once.snap.new  left over\n",
            "fixtures/passes_alone.yaml  left over\n  a fixture stands in the folder of its rule: move it there\n",
            "fixtures/years/passes_by_another_ending.yml  left over\n  no fixture: name it <outcome>_<what>.yaml, or remove it\n",
            "2 fixtures of 1 rule: 4 left over\n",
        ],
    );
    assert!(!ran.out.contains("notes.md"));
    assert_eq!(test(&folder, &["--filter", "years"]).code, 0, "who looks at a part is told of that");
}

#[test]
fn a_run_that_is_killed_leaves_no_half_file() {
    let folder = accepted("killed");
    // What a run leaves that dies between writing beside a snapshot and putting it into its place.
    folder.write("snapshots/years/.fails_two_pounds_more.snap.new.new", "---\nsour");
    assert_eq!(test(&folder, &[]).code, 0);
    assert!(!folder.0.join("snapshots/years/.fails_two_pounds_more.snap.new.new").exists());
    // Where it cannot be put into its place, nothing is left beside it.
    folder.change("years.rhai", "stated total", "the total");
    fs::create_dir_all(folder.0.join(format!("{FAILS}.new/in-its-place"))).expect("a folder");
    let ran = test(&folder, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    holds(&ran.err, &["plumb: cannot write `", "fails_two_pounds_more.snap.new`"]);
    let hidden = crate::support::entries(&folder.0.join("snapshots/years")).into_iter();
    let hidden: Vec<_> =
        hidden.filter(|path| path.file_name().is_some_and(|it| it.to_string_lossy().starts_with('.'))).collect();
    assert!(hidden.is_empty(), "{hidden:?}");
    assert!(read(&folder, FAILS).contains("stated total"));
}

#[test]
fn it_says_what_to_do_when_nothing_ran() {
    let folder = pack("nothing", &[]);
    let says = |ran: Ran, words: &str| {
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        holds(&ran.err, &["plumb: ", words]);
    };
    says(
        test(&folder, &[]),
        "has no fixtures, so that nothing ran; write one into `fixtures`, as <rule>/passes_<what>.yaml",
    );
    folder.write("fixtures/years/passes_it.yaml", &bid("100", "100"));
    says(test(&folder, &["--filter", "month"]), "has `month` in its rule/name, so that nothing ran");
    says(test(&folder, &["--coverage", "--format", "junit"]), "use `--format json`");
    says(plumb(&["test", "leicestershire-laa"]), "did you mean `rules/leicestershire-laa`?");
    says(plumb(&["test", "src"]), "the folder `src` is no pack: it has no pack.yaml");
    folder.write("pack.yaml", "name: made-up\nfixtures: fixtuers\n");
    says(test(&folder, &[]), "and there is no such folder");
    folder.write("pack.yaml", "name: made-up\n");
    says(test(&folder, &[]), "write `fixtures: fixtures` into its pack.yaml");
    folder.write("pack.yaml", "name: [\n");
    says(test(&folder, &[]), "cannot be read; `plumb lint ");
}

#[test]
fn without_a_folder_it_is_the_pack_that_one_is_in() {
    let folder = accepted("here");
    let run_in = |inside: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumb"));
        let output = command.arg("test").current_dir(folder.0.join(inside)).output().expect("it ends");
        (
            output.status.code(),
            String::from_utf8(output.stdout).expect("a text"),
            String::from_utf8(output.stderr).expect("a text"),
        )
    };
    for inside in [".", "fixtures", "fixtures/years"] {
        assert_eq!(
            run_in(inside),
            (Some(0), "made-up: 2 fixtures of 1 rule: all as before\n".to_owned(), String::new())
        );
    }
    let around = Folder::with("tested-around", &folder.0.join("fixtures"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumb"));
    let output = command.arg("test").current_dir(&around.0).output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    holds(
        &String::from_utf8(output.stderr).expect("a text"),
        &["no pack is named", "the one with its pack.yaml, or go there"],
    );
}

#[test]
fn the_json_is_as_its_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(&plumb(&["schema", "test"]).out).expect("a schema");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&self::schema()).expect("a schema"), schema);
    let validator = jsonschema::validator_for(&schema).expect("a schema that holds");
    let folder = pack("json", &[good()[0].clone(), ("years/passes_unread", bid("lots", "1"))]);
    let value: serde_json::Value =
        serde_json::from_str(&test(&folder, &["--format", "json", "--coverage", "--mutants"]).out).expect("a document");
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(value["is_clean"], false);
    assert_eq!(value["fixtures"][0]["came"], "new");
    assert_eq!(value["fixtures"][1]["problems"][0]["code"], "not-a-number");
    assert_eq!(value["coverage"][0]["endings"], serde_json::json!({ "exercised": 1, "of": 2 }));
    assert_eq!(value["coverage"][0]["gaps"][0]["place"]["text"], "abs(gap) <= limits.tolerance");
    assert!(value["mutants"]["unnoticed"].as_array().is_some_and(|list| !list.is_empty()));
}

#[test]
fn junit_has_a_suite_a_rule_and_a_failure_for_all_that_is_wrong() {
    let folder = accepted("junit");
    folder.write("snapshots/years/passes_once.snap", "---\nsource: x\n---\nit passes\n");
    folder.change("years.rhai", "stated total", "the <total>");
    let ran = test(&folder, &["--format", "junit", "--mutants"]);
    assert_eq!(ran.code, 1);
    holds(
        &ran.out,
        &[
            "<testsuites name=\"made-up\" tests=\"",
            "<testsuite name=\"years\" tests=\"2\" skipped=\"0\" errors=\"0\" failures=\"1\">",
            "<testcase name=\"passes_at_the_tolerance\"/>",
            "<failure message=\"it comes to what its name says, in other words than were accepted\" type=\"changed\">",
            "the &lt;total&gt;",
            "<testsuite name=\"left over\"",
            "<testsuite name=\"mutants\"",
        ],
    );
    assert!(ran.out.trim_end().ends_with("</testsuites>"), "{}", ran.out);
}

#[test]
fn coverage_is_drawn_on_the_script() {
    let folder = accepted("coverage");
    let ran = test(&folder, &["--coverage"]);
    assert_eq!(ran.code, 0, "what is not exercised is no fault");
    let drawn = "\
2   6 │     let gap = bid.years.sum - bid.total;
2   7 │     if abs(gap) <= limits.tolerance {
      ·                    ──────────────── tolerance, £1.00: never a step below, a step above
1   8 │         return pass();
    9 │     }
";
    holds(
        &ran.out,
        &[
            "years.rhai\n",
            drawn,
            "years  endings 2/2    branches 2/2    edges 1/3    2 fixtures\n",
            "exercised: 2 of 2 endings, 2 of 2 branches, 1 of 3 edges\n",
        ],
    );
    let path = folder.0.join("fixtures/years");
    fs::remove_file(path.join("passes_at_the_tolerance.yaml")).expect("a file");
    fs::remove_file(folder.0.join("snapshots/years/passes_at_the_tolerance.snap")).expect("a file");
    let drawn = "\
1  7 │     if abs(gap) <= limits.tolerance {
     ·        ──────────────────────────── never holds
     ·                    ──────────────── tolerance, £1.00: never a step below, at it, a step above
✗  8 │         return pass();
";
    holds(
        &test(&folder, &["--coverage"]).out,
        &[&drawn.replace("  7", "   7").replace("  8", "   8").replace("     ·", "      ·")],
    );
    for (name, years) in [("passes_a_penny_under", "100.99"), ("passes_at_it", "101"), ("fails_a_penny_over", "101.01")]
    {
        fs::write(path.join(format!("{name}.yaml")), bid("100", years)).expect("a file");
    }
    test(&folder, &[]);
    accept(&folder.0);
    let ran = test(&folder, &["--coverage"]);
    holds(&ran.out, &["years  endings 2/2    branches 2/2    edges 3/3    4 fixtures\n"]);
    assert!(!ran.out.contains('│'), "{}", ran.out);
}

#[test]
fn an_edge_is_seen_whatever_a_threshold_goes_through_before_it_is_compared() {
    for (at, lines) in [
        "let most = limits.tolerance; if abs(gap) <= most {",
        "let most = limits.tolerance; let over = abs(gap) - most; if over <= 0 {",
        "let over = abs(gap) - limits.tolerance; let is_over = over > 0; if !is_over {",
        "if bid.years.sum <= bid.total + limits.tolerance {",
        "let most = bid.total + limits.tolerance; if bid.years.sum <= most {",
        "if bid.years.sum - (bid.total + limits.tolerance) <= 0 {",
        "if min(gap, limits.tolerance) == gap {",
        "if max(gap - limits.tolerance, 0) == 0 {",
        "let least = max(0, gap - limits.tolerance); if least == 0 {",
    ]
    .into_iter()
    .enumerate()
    {
        let folder = pack(&format!("edges-{at}"), &good());
        folder.change("years.rhai", "if abs(gap) <= limits.tolerance {", lines);
        let ran = test(&folder, &["--coverage", "--no-pending"]);
        holds(&ran.out, &["years  endings 2/2    branches 2/2    edges 1/3    2 fixtures\n"]);
        holds(&ran.out, &["tolerance, £1.00: never a step below, a step above"]);
        for (name, years) in [("passes_a_penny_under", "100.99"), ("fails_a_penny_over", "101.01")] {
            folder.write(&format!("fixtures/years/{name}.yaml"), &bid("100", years));
        }
        let ran = test(&folder, &["--coverage", "--no-pending"]);
        assert!(ran.out.contains("edges 3/3    4 fixtures\n"), "{lines}\n{}", ran.out);
    }
}

#[test]
fn a_threshold_that_meets_no_figure_has_no_edge() {
    let folder = pack("edges-none", &good());
    folder.change("years.rhai", "if abs(gap) <= limits.tolerance {", "if limits.tolerance > 0 && gap <= 1 * gap / 1 {");
    let ran = test(&folder, &["--coverage", "--no-pending"]);
    assert!(ran.out.contains("edges –"), "{}", ran.out);
}

#[test]
fn a_mistake_that_nobody_notices_is_found() {
    let folder = accepted("mutants");
    let ran = test(&folder, &["--mutants"]);
    assert_eq!(ran.code, 1);
    holds(&ran.out, &["`tolerance` from £1.00 to £1.01: no fixture of `years` notices", "6 mutants: 1 unnoticed\n"]);
    fs::write(folder.0.join("fixtures/years/fails_a_penny_over.yaml"), bid("100", "101.01")).expect("a file");
    test(&folder, &[]);
    accept(&folder.0);
    let ran = test(&folder, &["--mutants"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "made-up: 3 fixtures of 1 rule: all as before\n6 mutants: all noticed\n")
    );
    fs::remove_file(folder.0.join("fixtures/years/passes_at_the_tolerance.yaml")).expect("a file");
    fs::remove_file(folder.0.join("snapshots/years/passes_at_the_tolerance.snap")).expect("a file");
    holds(
        &test(&folder, &["--mutants"]).out,
        &["`<=` to `<`: no fixture", "as if the condition never held: no fixture"],
    );
    folder.change(
        "years.rhai",
        ".tolerance {",
        ".tolerance {    // lint: allow mutant-unnoticed, because it is to be shown",
    );
    folder.change(
        "thresholds.yaml",
        "tolerance:",
        "# lint: allow mutant-unnoticed, because it is to be shown\ntolerance:",
    );
    test(&folder, &[]);
    accept(&folder.0);
    let ran = test(&folder, &["--mutants"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    holds(&ran.out, &["6 mutants: all noticed, 3 allowed\n"]);
    folder.change("years.rhai", "let gap", "// lint: allow mutant-unnoticed, because nobody knows\n    let gap");
    let ran = test(&folder, &["--mutants", "--no-pending"]);
    holds(&ran.out, &["suppression-unneeded", "1 allowed in vain\n"]);
}

#[test]
fn in_the_shipped_pack_no_mistake_goes_unnoticed_and_each_edge_is_tried() {
    let ran = plumb(&["test", "rules/leicestershire-laa", "--mutants", "--coverage", "--no-pending"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    holds(&ran.out, &[": all as before\n", " mutants: all noticed, "]);
    let sums = ran.out.lines().find(|line| line.starts_with("exercised: ")).expect("the sums");
    let edges: Vec<&str> = sums.split(", ").last().expect("the edges").split(' ').collect();
    assert_eq!(
        edges[0], edges[2],
        "each threshold that a rule compares with, at its value and a step either side: {sums}"
    );
}
