//! Which returns are the history of another: those beside it, by their periods and not by their names, and of one submitter.

use crate::cli::{Folder, Ran, plumb};

const AGREEMENT: &str = "name: Northshire\nillustrative: true\npack: leicestershire-laa\n\
    term: { from: 2026-04-01, to: 2029-03-31 }\n\
    bodies: [{ name: The county, also: [CC] }, { name: The district }]\n\
    indicators: [{ id: A1, name: Recycling, unit: \"%\" }]\n";

/// A county with a return of each of these, under a name of its own: the name, the period, who sends it, and the rest.
fn county(name: &str, returns: &[(&str, &str, &str, &str)]) -> Folder {
    let folder = Folder::new(name);
    folder.write("agreement.yaml", AGREEMENT);
    for (file, period, by, rest) in returns {
        let text = format!("period: {period}\nsubmitted_by: {by}\nobservations: [{{ indicator: A1, {rest} }}]\n");
        match file.split_once('/') {
            Some((inner, _)) => {
                std::fs::create_dir_all(folder.0.join(inner)).expect("a folder");
                folder.write(file, &text);
            }
            None => folder.write(file, &text),
        }
    }
    folder
}

fn check(folder: &Folder, of: &str) -> Ran {
    plumb(&["check", &format!("{}/{of}", folder.path()), "--format", "concise"])
}

/// What is said of a figure before that is not what was said then.
const DIFFERS: &str = "warning[figure-before-differs]: the figure before of `Recycling` is 1 point less";

#[test]
fn the_return_before_is_found_by_its_period_and_not_by_its_name() {
    let folder = county(
        "history-period",
        &[
            ("z/return.yaml", "2026-27 Q1", "CC", "value: 40%"),
            ("b/return.yaml", "2026-27 Q2", "The county", "value: 42%, before: 39%"),
            ("a/return.yaml", "2026-27 Q3", "CC", "value: 50%"),
        ],
    );
    let ran = check(&folder, "b");
    assert!(ran.out.contains(DIFFERS), "{}", ran.out);
    assert_eq!(check(&folder, "b/return.yaml").out, ran.out, "the head of a return is the return");
    assert!(!check(&folder, "z").out.contains("figure-before-differs"));
}

#[test]
fn a_single_file_has_those_beside_it() {
    let folder = county(
        "history-files",
        &[
            ("first.yaml", "2026-27 Q1", "CC", "value: 40%"),
            ("second.yaml", "2026-27 Q2", "CC", "value: 42%, before: 39%"),
        ],
    );
    folder.write("notes.yaml", "colour: green\n");
    folder.write("broken.yaml", "colour: [\n");
    let ran = check(&folder, "second.yaml");
    assert!(ran.out.contains(DIFFERS) && !ran.out.contains("earlier-return"), "{}", ran.out);
}

#[test]
fn another_submitters_returns_are_not_its_history() {
    let folder = county(
        "history-others",
        &[
            ("one/return.yaml", "2026-27 Q1", "The district", "value: 40%"),
            ("two/return.yaml", "2026-27 Q2", "CC", "value: 42%, before: 39%"),
        ],
    );
    let ran = check(&folder, "two");
    assert!(!ran.out.contains("figure-before-differs"), "{}", ran.out);
}

#[test]
fn of_two_returns_of_one_period_neither_is_used() {
    let folder = county(
        "history-twice",
        &[
            ("one/return.yaml", "2026-27 Q1", "CC", "value: 40%"),
            ("again/return.yaml", "2026-27 Q1", "CC", "value: 39%"),
            ("two/return.yaml", "2026-27 Q2", "CC", "value: 42%, before: 39%"),
        ],
    );
    let ran = check(&folder, "two");
    assert!(ran.out.contains("warning[earlier-return-twice]: two earlier returns are of 2026-27 Q1"), "{}", ran.out);
    assert!(ran.out.contains("undecided[figure-before-differs]"), "{}", ran.out);
}

#[test]
fn what_cannot_be_read_is_said_once_and_what_it_would_say_is_undecided() {
    let folder = county(
        "history-unread",
        &[
            ("one/return.yaml", "the spring", "CC", "value: 40%, note: [a, b]"),
            ("two/return.yaml", "2026-27 Q2", "CC", "value: 42%, before: 39%"),
        ],
    );
    let ran = check(&folder, "two");
    assert!(ran.out.contains("warning[earlier-return-unreadable]"), "{}", ran.out);
    assert!(ran.out.contains("undecided[figure-before-differs]") && !ran.out.contains("not-a-value"), "{}", ran.out);
    folder.change("one/return.yaml", "the spring", "2026-27 Q1");
    let ran = check(&folder, "two");
    assert!(ran.out.contains(DIFFERS) && !ran.out.contains("not-a-value"), "{}", ran.out);
}

#[test]
fn a_return_is_read_by_the_agreement_as_it_stood() {
    let folder = county(
        "history-refresh",
        &[
            ("one/return.yaml", "2026-27 Q1", "CC", "value: 40"),
            ("two/return.yaml", "2026-27 Q2", "CC", "value: 42%, before: 39%"),
        ],
    );
    let refresh = "unit: number }]\nrefreshes: [{ from: 2026-07-01, why: a share is wanted, indicators: [{ id: A1, name: Recycling, unit: \"%\" }] }]\n";
    folder.change("agreement.yaml", "unit: \"%\" }]\n", refresh);
    for of in ["one", "two"] {
        let ran = check(&folder, of);
        assert!(!ran.out.contains("wrong-unit") && !ran.out.contains("figure-before-differs"), "{of}: {}", ran.out);
    }
    folder.change("one/return.yaml", "value: 40", "value: 40%");
    assert!(check(&folder, "one").out.contains("error[wrong-unit]"));
}

#[test]
fn several_returns_of_one_command_are_told_as_each_by_itself() {
    let folder = county(
        "history-several",
        &[
            ("one/return.yaml", "2026-27 Q1", "CC", "value: 40%"),
            ("two/return.yaml", "2026-27 Q2", "CC", "value: 42%, before: 39%"),
            ("three/return.yaml", "2026-27 Q3", "CC", "value: 43%, before: 41%"),
        ],
    );
    let names = ["three", "one", "two"];
    let apart: String = names.iter().map(|of| check(&folder, of).out).collect();
    let paths: Vec<String> = names.iter().map(|of| format!("{}/{of}", folder.path())).collect();
    let arguments: Vec<&str> =
        std::iter::once("check").chain(paths.iter().map(String::as_str)).chain(["--format", "concise"]).collect();
    assert_eq!(plumb(&arguments).out, apart);
}
