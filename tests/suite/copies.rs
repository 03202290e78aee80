//! Copies of packs: has one that `plumb new pack --from` makes its own fixtures and snapshots, and does one that was copied by hand
//! leave those of the other alone? And which pack is at hand?

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli::{Folder, Ran, copy, plumb, plumb_in};
use crate::support::{SHIPPED, entries, root};

const RULE: &str = "//! # A bid is large enough\n//!\n//! Authority: us.\n\nfn check(bid, limits) {\n    if bid.total >= limits.least {\n        return pass();\n    }\n    error(`less than ${limits.least}`).at(bid.total, \"\")\n}\n";

const LEAST: &str =
    "least:\n  about: x\n  type: money\n  values:\n    - { from: 2006-04-01, value: £500, authority: us }\n";

/// A pack in `rules/one` of a folder, whose tests lie beside `rules`, with what its rule says accepted.
fn outside(name: &str) -> Folder {
    let folder = Folder::new(&format!("copies-{name}"));
    folder.write("rules/one/pack.yaml", "name: one\nfixtures: ../../fixtures/one\nsnapshots: ../../snapshots/one\n");
    folder.write("rules/one/thresholds.yaml", LEAST);
    folder.write("rules/one/small-bid.rhai", RULE);
    let bid =
        "agreement:\n  funds: [{ id: f, name: F }]\nsubmission:\n  bids: [{ fund: f, reward_target: A, total: 100 }]\n";
    folder.write("fixtures/one/small-bid/fails_small.yaml", bid);
    fs::create_dir_all(folder.0.join("snapshots/one")).expect("a folder");
    let ran = review(&folder, "rules/one");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(text(&folder, SNAPSHOT).contains("… the threshold: least, £500.00 since 2006-04-01: thresholds.yaml\n"));
    folder
}

const SNAPSHOT: &str = "snapshots/one/small-bid/fails_small.snap";

fn text(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.0.join(path)).expect("a file")
}

fn review(folder: &Folder, pack: &str) -> Ran {
    plumb_in(&folder.0, &["review", pack, "--accept", "--because", "as agreed", "--on", "2026-11-24"])
}

/// Every file below a folder, with its text.
fn all(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in entries(folder) {
        if path.is_dir() {
            found.extend(all(&path));
        } else {
            found.insert(path.display().to_string(), fs::read_to_string(&path).expect("a text"));
        }
    }
    found
}

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}

#[test]
fn a_pack_that_is_renamed_says_what_it_said() {
    let folder = outside("renamed");
    fs::rename(folder.0.join("rules/one"), folder.0.join("rules/other")).expect("a move");
    let ran = plumb_in(&folder.0, &["test", "rules/other"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "one: 1 fixture of 1 rule: all as before\n"), "{}", ran.err);
}

#[test]
fn a_copy_beside_the_original_leaves_its_tests_alone() {
    let folder = outside("beside");
    copy(&folder.0.join("rules/one"), &folder.0.join("rules/two"));
    let before = [all(&folder.0.join("fixtures")), all(&folder.0.join("snapshots"))];
    let ran = plumb_in(&folder.0, &["test", "rules/two"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "it says what the original says: {}", ran.out);
    folder.change("rules/two/small-bid.rhai", "less than", "under");
    let ran = plumb_in(&folder.0, &["test", "rules/two"]);
    assert_eq!(ran.code, 1);
    holds(&ran.out, &["one: 1 fixture of 1 rule: 1 changed\n"]);
    holds(
        &ran.err,
        &["nothing is kept for review: the pack `", "/rules/one` has its tests in `", "`plumb new pack NAME --from "],
    );
    let ran = review(&folder, "rules/two");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    holds(&ran.err, &["/rules/one` has its tests in `", "/snapshots/one`, too"]);
    let ran = plumb_in(&folder.0, &["set", "least", "£600", "--because", "as agreed", "--pack", "rules/two"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    holds(&ran.out, &["written: rules/two/thresholds.yaml", "nothing is kept for review: "]);
    assert!(!ran.out.contains("plumb review"), "{}", ran.out);
    let ran = plumb_in(&folder.0, &["set", "least", "£50", "--because", "as agreed", "--pin", "--pack", "rules/two"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(text(&folder, "rules/two/thresholds.yaml").contains("£600"), "nothing is written by halves");
    let ran = plumb_in(&folder.0, &["new", "rule", "other-bid", "--subject", "bid", "--pack", "rules/two"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    holds(&ran.err, &["/fixtures/one`, too"]);
    assert!(!folder.0.join("rules/two/other-bid.rhai").exists());
    // Whose the folder is, nobody knows: the original keeps nothing there either, as long as there is the copy.
    folder.change("rules/one/small-bid.rhai", "less than", "below");
    assert_eq!(review(&folder, "rules/one").code, 2);
    assert_eq!([all(&folder.0.join("fixtures")), all(&folder.0.join("snapshots"))], before);
    fs::remove_dir_all(folder.0.join("rules/two")).expect("a folder");
    assert_eq!(review(&folder, "rules/one").code, 0);
    holds(&text(&folder, SNAPSHOT), &["below £500.00"]);
}

#[test]
fn a_copy_elsewhere_says_that_its_tests_stayed_behind_and_writes_nothing_beside_itself() {
    let folder = outside("elsewhere");
    let other = Folder::new("copies-far");
    copy(&folder.0.join("rules/one"), &other.0.join("its/own/mine"));
    let before = all(&other.0);
    let ran = plumb_in(&other.0, &["test", "its/own/mine"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    holds(
        &ran.err,
        &["/fixtures/one`, and there is no such folder; it lies outside the pack", "`plumb new pack NAME --from PACK`"],
    );
    let ran = plumb_in(&other.0, &["new", "rule", "other-bid", "--subject", "bid", "--pack", "its/own/mine"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    holds(&ran.err, &["there is no folder `", "/its/fixtures/one` for fixtures; it lies outside the pack"]);
    assert_eq!(all(&other.0), before);
}

/// The lines of a copy's pack.yaml that are not the original's.
fn own_lines(copy: &Path, original: &Path) -> Vec<String> {
    let text = |folder: &Path| fs::read_to_string(folder.join("pack.yaml")).expect("a file");
    let original = text(original);
    let known: Vec<&str> = original.lines().collect();
    text(copy).lines().filter(|line| !known.contains(line)).map(str::to_owned).collect()
}

#[test]
fn a_copy_of_what_is_built_in_has_its_own_tests_and_judges_alike() {
    let folder = Folder::new("copies-built-in");
    holds(&plumb_in(&folder.0, &["test", SHIPPED]).err, &["`plumb new pack NAME --from leicestershire-laa` copies it"]);
    let ran = plumb_in(&folder.0, &["new", "pack", "mine", "--from", SHIPPED]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    holds(&ran.out, &["wrote mine, a copy of leicestershire-laa\n", "  plumb test mine\n"]);
    let original = root().join("rules").join(SHIPPED);
    assert_eq!(
        own_lines(&folder.0.join("mine"), &original),
        ["name: mine", "fixtures: fixtures", "snapshots: snapshots"]
    );
    let ran = plumb_in(&folder.0, &["test", "mine"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    holds(&ran.out, &["mine: ", ": all as before\n"]);
    let returns = root().join("fixtures/northshire-small/returns");
    let ran = plumb_in(&folder.0, &["diff", SHIPPED, "mine", "--over", returns.to_str().expect("a path")]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "leicestershire-laa → mine\nno verdict changes\n"));
    // What the released rules say is what was accepted of them.
    let body = |path: &Path| fs::read_to_string(path).expect("a file").splitn(3, "---\n").last().map(str::to_owned);
    for rule in entries(&root().join("tests/suite/snapshots/rules")) {
        let own = folder.0.join("mine/snapshots").join(rule.file_name().expect("a name"));
        for path in entries(&rule) {
            assert_eq!(body(&own.join(path.file_name().expect("a name"))), body(&path), "{}", path.display());
        }
    }
    let ran = plumb_in(&folder.0, &["new", "rule", "no-bid-of-nothing", "--subject", "bid", "--pack", "mine"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = plumb_in(&folder.0, &["new", "pack", "mine", "--from", SHIPPED]);
    assert_eq!(ran.code, 2);
    holds(&ran.err, &["is there already", "`mine-2`"]);
}

#[test]
fn a_copy_of_an_edition_extends_what_the_edition_does() {
    let folder = Folder::new("copies-edition");
    let from = root().join("rules/leicestershire-laa-2007");
    for (name, from) in [("of-a-folder", from.to_str().expect("a path")), ("built-in", "leicestershire-laa-2007")] {
        let ran = plumb_in(&folder.0, &["new", "pack", name, "--from", from]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let ran = plumb_in(&folder.0, &["test", name]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
        holds(
            &ran.out,
            &[": all as before\nthe rules that it keeps of leicestershire-laa are tested with leicestershire-laa\n"],
        );
    }
    let extends = |name: &str| {
        let head = text(&folder, &format!("{name}/pack.yaml"));
        head.lines().find_map(|line| line.strip_prefix("extends: ")).map(str::to_owned)
    };
    assert_eq!(extends("built-in").as_deref(), Some(SHIPPED));
    assert!(extends("of-a-folder").is_some_and(|way| way.ends_with("/rules/leicestershire-laa\"")));
}

#[test]
fn a_copy_of_a_folder_has_what_was_accepted_and_nothing_else() {
    let folder = outside("from");
    folder.change("rules/one/small-bid.rhai", "less than", "under");
    folder.write("fixtures/one/small-bid/passes_large.yaml", "submission:\n  bids: [{ fund: f, total: 900 }]\n");
    let ran = plumb_in(&folder.0, &["new", "pack", "rules/two", "--from", "rules/one"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(text(&folder, "rules/two/pack.yaml"), "name: two\nfixtures: fixtures\nsnapshots: snapshots\n");
    let ran = plumb_in(&folder.0, &["test", "rules/two", "--filter", "fails"]);
    assert_eq!(ran.code, 1);
    holds(&ran.out, &["  - ", "less than £500.00", "two: 1 fixture of 1 rule: 1 changed\n"]);
    assert!(!folder.0.join("rules/two/snapshots/small-bid/passes_large.snap").exists());
    assert_eq!(review(&folder, "rules/one").code, 1, "the original's folders are still its own");
    assert!(
        plumb_in(&folder.0, &["new", "pack", "three", "--from", "nowhere"]).err.contains("there is no pack `nowhere`")
    );
}

#[test]
fn the_pack_at_hand_is_the_same_for_every_command() {
    let folder = Folder::new("at-hand");
    assert_eq!(plumb_in(&folder.0, &["new", "pack", "mine"]).code, 0);
    let inside = folder.0.join("mine/fixtures");
    let ran = plumb_in(&inside, &["new", "rule", "no-bid-of-nothing", "--subject", "bid"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    holds(&ran.out, &["wrote ../no-bid-of-nothing.rhai\n", "fixtures in ../fixtures/no-bid-of-nothing: "]);
    let says = |arguments: &[&str], words: &str| holds(&plumb_in(&inside, arguments).out, &[words]);
    says(&["test"], "mine: 7 fixtures of 2 rules: all as before\n");
    says(&["lint"], "clean: 2 rules");
    says(&["explain"], "mine: ");
    says(&["explain", "no-bid-of-nothing"], "Its script: ../no-bid-of-nothing.rhai");
    says(&["explain", "--all"], "no-bid-of-nothing");
    says(&["history", "most_for_a_bid"], "£50,000");
    // Where there is none, one that is built in can be read, and a folder is asked for.
    let nowhere = Folder::new("at-hand-nowhere");
    holds(&plumb_in(&nowhere.0, &["explain"]).out, &["leicestershire-laa: "]);
    holds(&plumb_in(&nowhere.0, &["test"]).err, &["no pack is named", "name its folder"]);
    // Of two nobody knows which is meant, and no third is taken in their place.
    for name in ["rules/one", "rules/two"] {
        assert_eq!(plumb_in(&nowhere.0, &["new", "pack", name]).code, 0);
    }
    for arguments in [&["test"][..], &["explain"], &["lint"], &["history", "most_for_a_bid"]] {
        let ran = plumb_in(&nowhere.0, arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        holds(&ran.err, &["there are `rules/one` and `rules/two`; name one"]);
    }
    let quarter = root().join("fixtures/northshire-small/returns/2026-27-q1");
    let ran = plumb_in(&nowhere.0, &["explain", "RG1a", "--of", quarter.to_str().expect("a path")]);
    assert_eq!(ran.code, 0, "what was judged of a return needs no pack at hand: {}", ran.err);
}

#[test]
fn what_an_edition_removes_is_told() {
    let ran = plumb(&["explain", "pot-is-not-its-part", "--pack", "rules/leicestershire-laa-2007"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    holds(
        &ran.out,
        &[
            "`leicestershire-laa-2007` extends `leicestershire-laa`, and removes this rule of it: Plumbline's own: a refresh",
            "`plumb explain pot-is-not-its-part --pack rules/leicestershire-laa` tells",
        ],
    );
    holds(&plumb(&["explain", "noisy"]).out, &["noisy\n\nThe fixture's rule finds something in it"]);
    holds(&plumb(&["explain", "left over"]).out, &["A snapshot of no fixture"]);
}
