//! What a comparison must not leave out, mix up or claim: packs that are broken, tables and agreements of one name, what is edited
//! and turns nothing.

use std::fs;

use serde_json::Value;

use crate::cli::{Folder, Ran, copy, plumb, plumb_in};
use crate::support::root;

const PACK: &str = "rules/leicestershire-laa";
const VECTORS: &str = "fixtures/reward-vectors";
const NORTHSHIRE: &str = "fixtures/northshire";

/// A pack of one rule, and an edition of it in which something is wrong that is no rule's.
fn broken_edition(name: &str, edition: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("base/pack.yaml", "name: base\n");
    let limit = "least: { about: made up, type: money, values: [{ from: 2006-04-01, value: 500, authority: made up }] }\n\
                 slack: { about: made up, type: money, values: [{ from: 2006-04-01, value: 5, authority: made up }] }\n";
    folder.write("base/thresholds.yaml", limit);
    let rule = "//! # One\n\nfn check(bid, limits) {\n    if bid.total >= limits.least {\n        return pass();\n    }\n    \
                error(\"too small\").at(bid.total, \"asked for\")\n}\n";
    folder.write("base/one.rhai", rule);
    folder.write("edition/two.rhai", &rule.replace("One", "Two"));
    folder.write("edition/pack.yaml", &format!("name: edition\nextends: ../base\n{edition}"));
    copy(&root().join(NORTHSHIRE).join("returns/2026-27-q1"), &folder.0.join("returns/q1"));
    copy(&root().join(NORTHSHIRE).join("returns/2026-27-q1"), &folder.0.join("returns/q2"));
    fs::copy(root().join(NORTHSHIRE).join("agreement.yaml"), folder.0.join("agreement.yaml")).expect("a copy");
    folder
}

fn run(folder: &Folder, arguments: &[&str]) -> Ran {
    plumb_in(&folder.0, arguments)
}

#[test]
fn a_pack_that_is_broken_is_told_with_what_is_compared() {
    for (edition, said) in [("", "two.rhai"), ("adds: [two]\nadvisory: [oen]\n", "oen")] {
        let folder = broken_edition("amiss-edition", edition);
        assert_eq!(run(&folder, &["check", "returns/q1", "--pack", "edition"]).code, 3);
        for arguments in [
            &["diff", "base", "edition", "--over", "returns/q1"][..],
            &["diff", "edition", "base", "--over", "returns/q1"],
            &["diff", "returns/q1", "returns/q2", "--pack", "edition"],
            &["history", "least", "--pack", "edition", "--over", "returns/q1"],
        ] {
            let ran = run(&folder, arguments);
            assert!(ran.code == 3 && ran.err.contains(said), "{arguments:?}: {} {}{}", ran.code, ran.out, ran.err);
        }
        let ran = run(&folder, &["diff", "base", "edition", "--over", "returns/q1", "--format", "json"]);
        assert!(ran.code == 3 && serde_json::from_str::<Value>(&ran.out).is_ok(), "{}", ran.out);
    }
    let folder = broken_edition("amiss-whole", "adds: [two]\n");
    let ran = run(&folder, &["diff", "returns/q1", "returns/q2", "--pack", "edition"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn while_a_rule_is_broken_no_edit_is_said_to_be_read_by_none() {
    let folder = broken_edition("amiss-reads", "adds: [two]\n");
    copy(&folder.0.join("base"), &folder.0.join("other"));
    folder.change("other/thresholds.yaml", "value: 5,", "value: 6,");
    let diff = |folder: &Folder| run(folder, &["diff", "base", "other", "--over", "returns/q1"]);
    let ran = diff(&folder);
    let idle = "no rule reads what else is edited: `slack` £5.00 → £6.00\n";
    assert!(ran.code == 0 && ran.out.contains(idle), "{}", ran.out);
    assert!(ran.out.ends_with("\nno verdict changes\n"), "{}", ran.out);
    for pack in ["base", "other"] {
        folder.change(&format!("{pack}/one.rhai"), "limits.least", "limits.least + limits.slack + oops");
    }
    let ran = diff(&folder);
    assert!(ran.code == 3 && !ran.out.contains("no rule reads"), "{}{}", ran.out, ran.err);
}

#[test]
fn an_edit_that_turns_nothing_is_told_once() {
    let folder = broken_edition("amiss-nothing", "adds: [two]\n");
    copy(&folder.0.join("base"), &folder.0.join("other"));
    folder.change("other/thresholds.yaml", "value: 500,", "value: 501,");
    for (format, nothing) in [("terminal", "no verdict changes"), ("markdown", "No verdict changes")] {
        let ran = run(&folder, &["diff", "base", "other", "--over", "returns/q1", "--format", format]);
        let (said, _) = ran.out.split_once(" because of: ").unwrap_or_else(|| panic!("{}", ran.out));
        assert!(ran.code == 0 && said.ends_with(nothing) && !ran.out.contains("no verdict turns"), "{}", ran.out);
    }
}

#[test]
fn two_agreements_of_one_name_are_two() {
    let folder = Folder::with("amiss-head", &root().join(PACK));
    let floor = "value: 60, authority: \"Isle of Wight";
    folder.change("thresholds.yaml", floor, &floor.replace("60", "65"));
    let returns = Folder::new("amiss-agreements");
    for name in ["v1", "v2"] {
        copy(&root().join(VECTORS), &returns.0.join(name));
    }
    let pack = root().join(PACK);
    let lost = |over: &[&str]| {
        let base = ["diff", pack.to_str().expect("a path"), folder.path(), "--over"];
        let ran = plumb_in(&returns.0, &[&base, over, &["--format", "json"]].concat());
        let found: Value = serde_json::from_str(&ran.out).expect("a document");
        let by = found["grant"]["by"].as_str().expect("an amount").to_owned();
        by.parse::<i64>().unwrap_or_else(|_| panic!("{by}: whole pounds"))
    };
    let one = lost(&["v1"]);
    assert!(one < 0);
    assert_eq!(lost(&["v1", "v2"]), 2 * one);
    assert_eq!(lost(&["v1", "./v1", "v2/../v1"]), one, "one agreement, however it is named");
}

#[test]
fn a_pack_that_is_named_by_two_paths_is_one() {
    let folder = broken_edition("amiss-paths", "adds: [two]\n");
    let agreement = fs::read_to_string(folder.0.join("agreement.yaml")).expect("a text");
    let lines = agreement.lines().map(|line| if line.starts_with("pack:") { "pack: ./base" } else { line });
    let agreement: String = lines.map(|line| line.to_owned() + "\n").collect();
    assert!(agreement.contains("pack: ./base"));
    folder.write("agreement.yaml", &agreement);
    for other in ["./returns/q2", "base/../returns/q2"] {
        let ran = run(&folder, &["diff", "returns/q1", other]);
        assert!(ran.code == 0, "{other}: {}{}", ran.out, ran.err);
    }
    // Another folder of the same name is another pack.
    copy(&folder.0.join("base"), &folder.0.join("other/base"));
    copy(&folder.0.join("returns"), &folder.0.join("other/returns"));
    folder.write("other/agreement.yaml", &agreement);
    let ran = run(&folder, &["diff", "returns/q1", "other/returns/q2"]);
    assert!(ran.code == 2 && ran.err.contains("judged by two packs"), "{}{}", ran.out, ran.err);
}

/// Northshire's last quarter of the first year, as it is and with one text changed in one of its files.
fn two_returns(name: &str, file: &str, from: &str, to: &str) -> Folder {
    let folder = Folder::with(name, &root().join(NORTHSHIRE));
    copy(&folder.0.join("returns/2026-27-q4"), &folder.0.join("changed/2026-27-q4"));
    folder.change(&format!("changed/2026-27-q4/{file}"), from, to);
    folder
}

fn compared(folder: &Folder, [one, other]: [&str; 2]) -> Ran {
    let path = |of: &str| format!("{}/{of}/2026-27-q4", folder.path());
    plumb(&["diff", &path(one), &path(other)])
}

const THERE: [&str; 2] = ["returns", "changed"];
const BACK: [&str; 2] = ["changed", "returns"];

#[test]
fn a_column_is_held_to_that_of_the_same_table() {
    let folder = two_returns("amiss-column", "bids.csv", "\"£424,000\"", "\"£425,000\"");
    // Another table has a column of this name.
    assert!(fs::read_to_string(folder.0.join("returns/2026-27-q4/capital-bids.csv")).expect("it").contains(",total,"));
    for (way, [was, is]) in [(THERE, ["£2,360,000.00", "£2,361,000.00"]), (BACK, ["£2,361,000.00", "£2,360,000.00"])]
    {
        let ran = compared(&folder, way);
        assert!(ran.out.contains(&format!(" of `total` {was} → {is}: 1 change\n")), "{}", ran.out);
        assert!(!ran.out.contains("340,000"), "{}", ran.out);
    }
    let folder = two_returns("amiss-year", "bids.csv", "\"£112,000\",\"£158,000\"", "\"£113,000\",\"£158,000\"");
    let ran = compared(&folder, THERE);
    assert!(ran.out.contains("`2026-27` £819,500.00 → £820,500.00"), "{}", ran.out);
    assert!(!ran.out.contains("£100,000.00"), "{}", ran.out);
}

#[test]
fn a_row_that_is_doubled_lends_its_cells_to_no_other() {
    let row = "HL10,,40.5%,,final,39.8%,2027-03-31,green,green,,,\n";
    let folder =
        two_returns("amiss-doubled", "observations.csv", row, &format!("{row}{}", row.replace("40.5", "41.8")));
    for (way, says) in [(THERE, "40.5% → could not be read: "), (BACK, "could not be read → 40.5%: ")] {
        let ran = compared(&folder, way);
        let said = format!("because actual of `People who leave alcohol treatment free of dependence` {says}");
        assert!(ran.out.contains(&said), "{}", ran.out);
        assert!(!ran.out.contains("`HL10` →") && !ran.out.contains("→ `HL10`"), "{}", ran.out);
    }
    // A bid that is given twice is a second one.
    let row = "RG7,Safer Places,Advocates for victims of domestic abuse,\"£148,500\",\"£52,500\",\"£48,000\",\"£48,000\",granted,revenue,services,,,\n";
    let folder = two_returns("amiss-twice", "bids.csv", row, &format!("{row}{}", row.replace("£148,500", "£149,500")));
    let ran = compared(&folder, THERE);
    assert!(ran.out.contains("because the bid `RG7` is new: "), "{}", ran.out);
    assert!(!ran.out.contains("total of `RG7` £148,500.00 → £149,500.00"), "{}", ran.out);
}

#[test]
fn what_a_value_changed_is_told_of_days_after_the_period_too() {
    let folder = Folder::with("amiss-later", &root().join(PACK));
    let half = "    - { from: 2006-04-01, value: 50, authority: \"Half capital";
    let text = fs::read_to_string(folder.0.join("thresholds.yaml")).expect("a text");
    let line = text.lines().find(|line| line.starts_with(half)).expect("a line");
    let later = format!("{line}\n    - {{ from: 2029-01-01, value: 40, authority: made up }}");
    folder.change("thresholds.yaml", line, &later);
    let over = "fixtures/northshire/returns/2027-28-q4";
    let ran = plumb(&["diff", PACK, folder.path(), "--over", over]);
    let count = ran.out.lines().find(|line| line.contains("verdicts change")).expect("a count").to_owned();
    let ran = plumb(&["history", "capital_share", "--pack", folder.path(), "--over", over]);
    assert!(ran.code == 0 && ran.out.contains(&count), "{count}: {}{}", ran.out, ran.err);
    assert!(!ran.out.contains("none of the returns"), "{}", ran.out);
}
