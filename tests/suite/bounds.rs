//! Can a small input, or a file that is none, make the binary hang or need more room than there is? Nothing is timed: what
//! is not bounded does not come back from here.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::{Folder, Ran, plumb};
use crate::support::{SHIPPED, root};

const RETURN: &str = "returns/2026-27-q1";

/// A copy of the clean return, and of its agreement.
fn northshire(name: &str) -> Folder {
    Folder::with(&format!("bounds-{name}"), &root().join("fixtures/northshire-small"))
}

fn check(folder: &Folder) -> Ran {
    plumb(&["check", &format!("{}/{RETURN}", folder.path()), "--format", "concise"])
}

/// The lines that bear a code.
fn of<'a>(ran: &'a Ran, code: &str) -> Vec<&'a str> {
    ran.out.lines().filter(|line| line.contains(&format!("[{code}]"))).collect()
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.0.join(RETURN).join(name)).expect("a file")
}

fn append(folder: &Folder, name: &str, text: &str) {
    folder.write(&format!("{RETURN}/{name}"), &(read(folder, name) + text));
}

/// So many lines, one after another.
fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().concat()
}

#[test]
fn a_table_has_so_many_columns() {
    let folder = northshire("columns");
    let names: Vec<String> = (0..10_000).map(|at| format!("c{at}")).collect();
    let rows = "ES1,1\n".repeat(20_000);
    folder.write(&format!("{RETURN}/observations.csv"), &format!("indicator,value,{}\n{rows}", names.join(",")));
    let ran = check(&folder);
    assert_eq!((ran.code, of(&ran, "table-too-wide").len()), (1, 1), "{}", ran.out);
    assert!(ran.out.contains("the header has 10002 columns, and a table of up to 1000 is read"), "{}", ran.out);
    let some = names[..900].join(",");
    folder.write(&format!("{RETURN}/observations.csv"), &format!("indicator,value,{some}\n{rows}"));
    let ran = check(&folder);
    assert!(of(&ran, "csv-row-too-short").len() == 100 && ran.out.contains("19,900 more of this kind"), "{}", ran.out);
}

#[test]
fn columns_without_a_name_cost_nothing() {
    let folder = northshire("blanks");
    let commas = ",".repeat(100_000);
    let wide: String = read(&folder, "observations.csv").lines().flat_map(|line| [line, &commas, "\n"]).collect();
    folder.write(&format!("{RETURN}/observations.csv"), &wide);
    let ran = check(&folder);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[test]
fn rows_are_read_up_to_a_limit_and_problems_are_said_up_to_one() {
    let folder = northshire("rows");
    append(&folder, "observations.csv", &"x\n".repeat(1_000_000));
    let ran = check(&folder);
    assert_eq!((ran.code, of(&ran, "list-too-long").len()), (1, 1), "{}", ran.out);
    assert_eq!(of(&ran, "csv-row-too-short").len(), 100);
}

#[test]
fn lists_and_keys_are_read_up_to_a_limit() {
    for (name, text, code) in [
        ("list", format!("observations:\n{}", "- x\n".repeat(60_000)), "list-too-long"),
        ("keys", many(60_000, |at| format!("k{at}: 1\n")), "list-too-long"),
        ("same", "k: 1\n".repeat(60_000), "yaml-duplicate-key"),
    ] {
        let folder = northshire(name);
        append(&folder, "return.yaml", &text);
        let ran = check(&folder);
        assert_eq!(ran.code, 1, "{name}: {}", ran.err);
        assert!((1..=100).contains(&of(&ran, code).len()), "{name}: {}", ran.out);
        assert!(of(&ran, "field-unknown").len() <= 100, "{name}");
    }
    let folder = northshire("values");
    let json = format!("{{\"period\": \"2026-27 Q1\", \"observations\": [{}1]}}", "1,".repeat(1_000_001));
    folder.write("return.json", &json);
    let ran = plumb(&["check", &format!("{}/return.json", folder.path()), "--format", "concise"]);
    assert_eq!((ran.code, of(&ran, "json-too-large").len()), (2, 1), "{}", ran.out);
}

/// Each place of a row is tried for the cell that it has too many or too few.
#[test]
fn odd_rows_of_a_wide_table_are_told() {
    let folder = northshire("odd-rows");
    let names: Vec<String> = (0..898).map(|at| format!("c{at}")).collect();
    let header = format!("indicator,value,{}\n{}\n", names.join(","), ["ab"; 900].join(","));
    for (cells, code) in [(899, "csv-row-too-short"), (901, "csv-row-too-long")] {
        let row = vec!["7"; cells].join(",") + "\n";
        folder.write(&format!("{RETURN}/observations.csv"), &format!("{header}{}", row.repeat(2_000)));
        let ran = check(&folder);
        assert!(of(&ran, code).len() == 100 && ran.out.contains("1,900 more of this kind"), "{}", ran.out);
    }
}

#[test]
fn records_make_no_table_of_more_columns_than_one_may_have() {
    let tried = |name: &str, rows: String| {
        let folder = northshire(name);
        let table = format!("- {{ name: wide, holds: lines, line: k0, rows: [{rows}] }}");
        let text = read(&folder, "return.yaml").replace("tables:\n", &format!("tables:\n  {table}\n"));
        folder.write(&format!("{RETURN}/return.yaml"), &text);
        let ran = check(&folder);
        assert_eq!((ran.code, of(&ran, "table-too-wide").len()), (1, 1), "{}", ran.out);
        ran.out
    };
    let out = tried("records", many(40_000, |at| format!("{{ k{at}: 1 }}, ")));
    assert!(out.contains("the rows have 40000 keys between them, and a table of up to 1000 is read"), "{out}");
    let full = format!("{{ {} }}, ", many(900, |at| format!("k{at}: 1, ")));
    let out = tried("sparse", format!("{full}{}", "{ k0: 1 }, ".repeat(40_000)));
    assert!(out.contains("the rows leave out too many of the keys that others have"), "{out}");
}

/// As many lines as that took minutes when each line looked at all others.
#[test]
fn twenty_thousand_lines_are_judged() {
    let folder = northshire("lines");
    let lines = many(20_000, |at| format!("Act {at},Greener Places,green,two rounds,,\"1\",no\n"));
    append(&folder, "actions.csv", &lines);
    let ran = plumb(&["check", &format!("{}/{RETURN}", folder.path())]);
    assert_eq!(ran.code, 1, "the total is no longer the sum");
    assert!(ran.out.contains(", 20006 lines, "), "{}", ran.err);
    assert!(ran.out.contains(" more places, from "), "labels are drawn up to a limit");
}

#[test]
fn long_names_and_texts_are_cut() {
    let folder = northshire("names");
    append(&folder, "observations.csv", &format!("{},,1,,,,\n", "xy".repeat(100_000)));
    let ran = check(&folder);
    assert!(ran.code == 1 && of(&ran, "indicator-unknown").len() == 1, "{}", ran.err);
    assert!(ran.out.lines().all(|line| line.chars().count() < 2_500) && ran.out.contains("xy…`"), "{}", ran.out.len());
    let ran = plumb(&["check", &format!("{}/{RETURN}", folder.path())]);
    assert!(ran.out.lines().all(|line| line.chars().count() < 2_500), "{}", ran.out.len());
}

#[cfg(unix)]
fn pipe(path: &Path) {
    let _ = fs::remove_file(path);
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
    assert!(made.success(), "a pipe");
}

#[cfg(unix)]
fn link(to: &str, path: &Path) {
    let _ = fs::remove_file(path);
    std::os::unix::fs::symlink(to, path).expect("a link");
}

#[cfg(unix)]
#[test]
fn only_files_are_read() {
    let no_file = "is a pipe or a device, and a file is wanted";
    for name in ["return.yaml", "../../agreement.yaml", "explanations.yaml"] {
        let folder = northshire("pipe");
        let path = folder.0.join(RETURN).join(name);
        pipe(&path);
        let ran = check(&folder);
        assert!(ran.code == 2 && ran.err.contains(no_file), "{name}: {}", ran.err);
        link("/dev/zero", &path);
        let ran = check(&folder);
        assert!(ran.code == 2 && ran.err.contains(no_file), "{name}: {}", ran.err);
    }
    let folder = northshire("table");
    let table = folder.0.join(RETURN).join("bids.csv");
    pipe(&table);
    let ran = check(&folder);
    assert!(ran.code == 1 && of(&ran, "table-missing")[0].contains(no_file), "{}", ran.out);
    for (to, why) in [
        ("/dev/zero", "outside the folder of the return"),
        ("../../agreement.yaml", "outside the folder of the return"),
        ("bids.csv", "it is a link, and where it leads there is no file"),
    ] {
        link(to, &table);
        let ran = check(&folder);
        assert!(ran.code == 1 && of(&ran, "table-missing")[0].contains(why), "{to}: {}", ran.out);
    }
}

#[test]
fn what_is_attached_lies_in_the_folder_of_the_return() {
    let folder = northshire("attached");
    append(&folder, "return.yaml", "attachments: [/etc/passwd, ../../agreement.yaml, actions.csv]\n");
    let ran = check(&folder);
    let found = of(&ran, "attachment-is-missing");
    assert!(ran.code == 1 && found.len() == 1, "{}", ran.out);
    assert!(found[0].contains("`/etc/passwd` and `../../agreement.yaml` should"), "{}", found[0]);
}

#[cfg(unix)]
#[test]
fn a_script_that_cannot_be_read_does_not_load_and_the_others_run() {
    type Make = fn(&Path);
    let makes: [(&str, Make); 5] = [
        ("zz.rhai", |path| pipe(path)),
        ("zz.rhai", |path| link("nowhere", path)),
        ("zz.rhai", |path| fs::create_dir(path).expect("a folder")),
        ("zz.rhai", |path| fs::write(path, b"fn \xa3").expect("a file")),
        ("lib/polarity.rhai", |path| fs::write(path, b"fn \xa3").expect("a file")),
    ];
    for (at, (name, make)) in makes.into_iter().enumerate() {
        let pack = Folder::with(&format!("bounds-pack-{at}"), &root().join("rules").join(SHIPPED));
        make(&pack.0.join(name));
        let ran = plumb(&["check", "fixtures/northshire-small/returns/2026-27-q1", "--pack", pack.path()]);
        assert!(ran.code == 3 && ran.out.matches("script-unreadable").count() == 1, "{at}: {} {}", ran.code, ran.out);
        assert!(!ran.out.contains("unknown-function"), "{at}: {}", ran.out);
        assert!(ran.out.contains("pays  Northshire Outcome Agreement"), "{at}: {}", ran.out);
    }
    let pack = Folder::with("bounds-pack", &root().join("rules").join(SHIPPED));
    pipe(&pack.0.join("thresholds.yaml"));
    assert_eq!(plumb(&["check", "fixtures/northshire-small/returns/2026-27-q1", "--pack", pack.path()]).code, 2);
    pack.write("zz.rhai", &format!("//! # x\n// {}\n", "x".repeat(70_000)));
    fs::copy(root().join("rules").join(SHIPPED).join("thresholds.yaml"), pack.0.join("t")).expect("a copy");
    fs::rename(pack.0.join("t"), pack.0.join("thresholds.yaml")).expect("a file");
    let ran =
        plumb(&["check", "fixtures/northshire-small/returns/2026-27-q1", "--pack", pack.path(), "--format", "concise"]);
    assert!(ran.code == 3 && of(&ran, "script-too-long")[0].contains("zz.rhai:1:1"), "{}", ran.out);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_no_success() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    let is_device = fs::metadata("/dev/full").is_ok_and(|about| !about.is_file());
    let Some(full) = full.ok().filter(|_| is_device) else { return };
    let ran = Command::new(env!("CARGO_BIN_EXE_plumb"))
        .args(["check", "fixtures/northshire-small/returns/2026-27-q1"])
        .current_dir(root())
        .stdout(Stdio::from(full))
        .output()
        .expect("the binary");
    let err = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.code() == Some(2) && err.contains("cannot write all of the report"), "{err}");
}

#[test]
fn a_statement_keeps_to_the_unit_of_what_it_is_about() {
    for (from, to, said) in [
        ("    value: 3\n", "    value: 3%\n", "`3%` is in percent, not in plain numbers"),
        ("    value: 3\n", "    value: £3\n", "`£3` is in pounds, not in plain numbers"),
        ("    value: 1\n", "    value: £1\n", "`£1` is in pounds, and it is a count that it is about"),
        ("value: about £50k", "value: about 50%", "`about 50%` is in percent, not in pounds"),
        ("value: £60,000\n", "value: 60%\n", "`60%` is in percent, not in pounds"),
    ] {
        let folder = northshire("units");
        folder.change(&format!("{RETURN}/return.yaml"), from, to);
        let ran = check(&folder);
        assert_eq!(of(&ran, "wrong-unit").len(), 1, "{to}: {}", ran.out);
        assert!(ran.code == 1 && ran.out.contains(said), "{to}: {}", ran.out);
    }
    let folder = northshire("units");
    folder.change(&format!("{RETURN}/return.yaml"), "value: about £50k", "value: 49750");
    assert_eq!(check(&folder).code, 0, "a figure without a sign is in the unit of what it is about");
}

#[test]
fn a_byte_order_mark_is_no_character_of_the_first_line() {
    let folder = northshire("mark");
    let table = read(&folder, "observations.csv").replacen("indicator,", "indicatr,", 1);
    folder.write(&format!("{RETURN}/observations.csv"), &format!("\u{feff}{table}"));
    let ran = check(&folder);
    assert!(ran.out.contains("observations.csv:1:1: "), "{}", ran.out);
}
