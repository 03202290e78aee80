//! `plumb set` and `plumb review` over a small pack and an edition of it: what is tried, what is written, what is finished after it
//! was broken off.

use std::fmt::Write;
use std::fs;
use std::process::Command;

use crate::cli::{Folder, Ran, plumb_in};

const TOOLS: &[&str] = &["--on", "2026-11-24"];

fn rule(title: &str) -> String {
    format!(
        "//! # {title}\n//!\n//! Authority: made up.\n\nfn check(bid, limits) {{\n    if bid.total >= limits.least {{\n        \
         return pass();\n    }}\n    error(`it is less than ${{limits.least}}`).at(bid.total, \"asked for\")\n}}\n"
    )
}

const LIMITS: &str = "# kept\nleast:\n  about: The least that can be asked for.\n  type: money\n  within: { min: 0, max: 1000 }\n  \
    values:\n    - { from: 2006-04-01, value: 500, authority: made up }\n\
    fixed:\n  about: What nobody moves.\n  type: money\n  locked: set by government\n  values:\n    \
    - { from: 2006-04-01, value: 1, authority: made up }\n";

/// A pack in `base` and an edition of it in `edition`, each with a rule, fixtures and their snapshots.
fn two(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("base/pack.yaml", "name: base\nfixtures: fixtures\n");
    folder.write("base/thresholds.yaml", LIMITS);
    folder.write("edition/pack.yaml", "name: edition\nextends: ../base\nadds: [other-bid]\nfixtures: fixtures\n");
    for (pack, id) in [("base", "small-bid"), ("edition", "other-bid")] {
        folder.write(&format!("{pack}/{id}.rhai"), &rule(id));
        for (fixture, total) in [("fails_small", 100), ("fails_smaller", 50), ("passes_large", 550)] {
            let text = format!(
                "agreement:\n  funds: [{{ id: f, name: F }}]\nsubmission:\n  bids: [{{ fund: f, reward_target: A, total: {total} }}]\n"
            );
            folder.write(&format!("{pack}/fixtures/{id}/{fixture}.yaml"), &text);
        }
        let ran = review(&folder, pack, &["--accept", "--because", "the first"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
    folder
}

fn run(folder: &Folder, arguments: &[&str]) -> Ran {
    plumb_in(&folder.0, arguments)
}

fn review(folder: &Folder, pack: &str, arguments: &[&str]) -> Ran {
    run(folder, &[&["review", pack], arguments, TOOLS].concat())
}

fn set(folder: &Folder, pack: &str, arguments: &[&str]) -> Ran {
    run(folder, &[&["set"], arguments, &["--pack", pack, "--because", "as agreed"], TOOLS].concat())
}

fn text(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.0.join(path)).unwrap_or_default()
}

/// Every file with its text.
fn files(folder: &Folder) -> Vec<(String, String)> {
    fn below(folder: &std::path::Path, all: &mut Vec<(String, String)>) {
        for path in crate::support::entries(folder) {
            if path.is_dir() {
                below(&path, all);
            } else {
                all.push((path.display().to_string(), fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    let mut all = Vec::new();
    below(&folder.0, &mut all);
    all.sort();
    all
}

#[test]
fn the_fixtures_of_editions_are_tried_too() {
    let folder = two("set-editions");
    let ran = set(&folder, "base", &["least", "£520"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for words in [
        "\nfixtures: of 3 fixtures the rules say otherwise, with the same outcome\n",
        "\nfixtures of the edition `edition`: of 3 fixtures the rules say otherwise, with the same outcome\n",
        "\n3 pending snapshots: `plumb review base`\n3 pending snapshots: `plumb review edition`\n",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(text(&folder, "edition/snapshots/other-bid/fails_small.snap.new").contains("£520.00"));
    // What awaits somebody because of an earlier move is none of the next.
    let ran = set(&folder, "base", &["least", "£530", "--from", "2030-04-01", "--dry-run"]);
    assert!(ran.code == 0 && !ran.out.contains("the rules say otherwise"), "{}{}", ran.out, ran.err);
    for pack in ["base", "edition"] {
        assert_eq!(review(&folder, pack, &["--accept", "--because", "as agreed"]).code, 0);
    }
    let ran = set(&folder, "base", &["least", "£560", "--dry-run"]);
    let turned = "\nfixtures of the edition `edition`: 1 comes to another outcome than the name says\n  other-bid/passes_large: fails\n";
    assert!(ran.out.contains(turned), "{}", ran.out);
    // The value as it was can be written into them.
    let ran = set(&folder, "base", &["least", "£560", "--pin"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(text(&folder, "edition/fixtures/other-bid/passes_large.yaml").ends_with("limits: { least: £520.00 }\n"));
    assert_eq!(run(&folder, &["test", "edition", "--no-pending"]).code, 1, "pending");
    assert_eq!(review(&folder, "edition", &["--accept", "--because", "as agreed"]).code, 0);
    assert_eq!(set(&folder, "base", &["least", "£900"]).code, 0, "what is pinned stays");
}

#[test]
fn an_edition_that_says_otherwise_by_then_is_not_tried() {
    let folder = two("set-not-reached");
    folder
        .write("edition/thresholds.yaml", "least:\n  values: [{ from: 2007-04-01, value: 10, authority: made up }]\n");
    let ran = set(&folder, "base", &["least", "£520", "--from", "2008-04-01", "--dry-run"]);
    assert!(ran.code == 0 && !ran.out.contains("of the edition"), "{}{}", ran.out, ran.err);
    let ran = set(&folder, "base", &["least", "£520", "--from", "2006-05-01", "--dry-run"]);
    assert!(ran.code == 0 && ran.out.contains("of the edition `edition`"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_value_of_an_edition_is_moved_in_the_edition() {
    let folder = two("set-own");
    let base = text(&folder, "base/thresholds.yaml");
    let own = |from: &str, value: &str, authority: &str| {
        format!("    - {{ from: {from}, value: {value}, authority: {authority} }}\n")
    };
    let ran = set(&folder, "edition", &["least", "£400"]);
    let words = "the value of `least` from 2006-04-01 is of the pack that this one extends: correct it there, or write `--from DATE`";
    assert!(ran.code == 2 && ran.err.contains(words), "{}", ran.err);
    assert!(!folder.0.join("edition/thresholds.yaml").exists());
    // The first begins the file, the next stand in their place among the dates, and the one in force is corrected.
    for (arguments, after) in [
        (&["least", "£400", "--from", "2026-04-01"][..], [own("2026-04-01", "£400", "as agreed")].concat()),
        (
            &["least", "300", "--from", "2028-04-01", "--authority", "the board"],
            [own("2026-04-01", "£400", "as agreed"), own("2028-04-01", "300", "the board")].concat(),
        ),
        (
            &["least", "350", "--from", "2025-04-01"],
            [
                own("2025-04-01", "350", "as agreed"),
                own("2026-04-01", "£400", "as agreed"),
                own("2028-04-01", "300", "the board"),
            ]
            .concat(),
        ),
        (
            &["least", "£410"],
            [
                own("2025-04-01", "350", "as agreed"),
                own("2026-04-01", "£410", "as agreed"),
                own("2028-04-01", "300", "the board"),
            ]
            .concat(),
        ),
    ] {
        let ran = set(&folder, "edition", arguments);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert_eq!(text(&folder, "edition/thresholds.yaml"), format!("least:\n  values:\n{after}"), "{arguments:?}");
    }
    assert_eq!(text(&folder, "base/thresholds.yaml"), base);
    assert!(
        text(&folder, "edition/CHANGELOG.md")
            .contains("`least` £400.00 → £410.00 from 2026-04-01 to 2028-03-31: as agreed")
    );
    // What the base forbids is forbidden.
    let ran = set(&folder, "edition", &["least", "£1,001"]);
    assert!(ran.code == 2 && ran.err.contains("is out of its bounds, £0.00 to £1,000.00"), "{}", ran.err);
    let ran = set(&folder, "edition", &["fixed", "2", "--from", "2026-04-01"]);
    assert!(
        ran.code == 2 && ran.err.contains("is locked: set by government") && ran.err.contains("removes the threshold"),
        "{}",
        ran.err
    );
    let ran = run(&folder, &["history", "least", "--pack", "edition"]);
    assert!(ran.out.contains("£410.00 from 2026-04-01 to 2028-03-31"), "{}{}", ran.out, ran.err);
}

#[test]
fn an_edition_whose_fixtures_are_gone_is_said_and_hinders_nothing() {
    let folder = two("set-gone");
    fs::remove_dir_all(folder.0.join("edition/fixtures")).expect("they go");
    let ran = set(&folder, "base", &["least", "£520"]);
    assert!(
        ran.code == 0 && ran.err.contains("plumb: fixtures not tried: the pack `edition` says"),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn where_something_cannot_be_written_nothing_is() {
    let folder = two("set-unwritten");
    // A snapshot of the edition has no folder to lie in.
    fs::remove_dir_all(folder.0.join("edition/snapshots")).expect("it goes");
    folder.write("edition/snapshots", "no folder\n");
    let before = files(&folder);
    let ran = set(&folder, "base", &["least", "£520"]);
    assert!(ran.code == 2 && ran.err.contains("cannot write `"), "{}{}", ran.out, ran.err);
    assert_eq!(files(&folder), before);
    // It is put right, and the same command does it.
    fs::remove_file(folder.0.join("edition/snapshots")).expect("it goes");
    let ran = set(&folder, "base", &["least", "£520"]);
    assert!(ran.code == 0 && ran.out.contains("written: base/thresholds.yaml"), "{}{}", ran.out, ran.err);
}

/// As `review --accept` leaves it when it is killed: all is made ready and, `recorded` or not, some of it is in its place.
fn killed(name: &str, recorded: bool) -> Folder {
    let folder = two(name);
    assert_eq!(set(&folder, "base", &["least", "£520"]).code, 0);
    let snap = |name: &str| format!("base/snapshots/small-bid/{name}");
    let (before, log) = (text(&folder, &snap("fails_small.snap")), text(&folder, "base/CHANGELOG.md"));
    let pending = text(&folder, &snap("fails_small.snap.new"));
    assert_eq!(review(&folder, "base", &["--accept", "--because", "as  agreed"]).code, 0);
    folder.write(&snap(".fails_small.snap.new"), &text(&folder, &snap("fails_small.snap")));
    folder.write(&snap("fails_small.snap.new"), &pending);
    folder.write(&snap("fails_small.snap"), &before);
    folder.write(&snap(".fails_smaller.snap.new.new"), "cut");
    folder.write("base/.CHANGELOG.md.new", "cut");
    if !recorded {
        folder.write("base/CHANGELOG.md", &log);
    }
    folder
}

#[test]
fn a_review_that_was_killed_is_finished_by_doing_it_again() {
    for recorded in [true, false] {
        let folder = killed(if recorded { "killed-recorded" } else { "killed-not-recorded" }, recorded);
        let log = text(&folder, "base/CHANGELOG.md");
        let ran = run(&folder, &["test", "base"]);
        assert!(ran.code == 1 && !ran.out.contains("left over"), "{}", ran.out);
        let ran = review(&folder, "base", &["--list"]);
        assert!(ran.code == 1 && !ran.out.contains("left over") && ran.out.contains("\n1 pending\n"), "{}", ran.out);
        let ran = review(&folder, "base", &["--accept", "--because", "as agreed"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(text(&folder, "base/snapshots/small-bid/fails_small.snap").contains("£520.00"));
        let entries = |log: &str| log.matches("accepted: ").count();
        assert_eq!(entries(&text(&folder, "base/CHANGELOG.md")), entries(&log) + usize::from(!recorded));
        let left: Vec<String> = files(&folder)
            .into_iter()
            .map(|(path, _)| path)
            .filter(|path| path.contains(".snap.") || path.contains("/."))
            .collect();
        assert!(left.iter().all(|path| path.contains("/edition/")), "{left:?}");
    }
}

#[test]
fn what_is_accepted_in_two_steps_is_recorded_twice() {
    let folder = two("two-steps");
    assert_eq!(set(&folder, "base", &["least", "£520"]).code, 0);
    assert_eq!(review(&folder, "base", &["--accept", "fails_small", "--because", "as agreed"]).code, 1);
    assert_eq!(review(&folder, "base", &["--accept", "--because", "as agreed"]).code, 0);
    let log = text(&folder, "base/CHANGELOG.md");
    assert!(
        log.contains("accepted: 2 snapshots of 1 rule (`small-bid/fails_small` and `small-bid/fails_smaller`) changed")
            && log.contains("accepted: 1 snapshot of 1 rule (`small-bid/passes_large`) changed"),
        "{log}"
    );
}

#[test]
fn what_is_accepted_for_one_reason_one_by_one_is_recorded_one_by_one() {
    let folder = two("one-by-one");
    fs::remove_dir_all(folder.0.join("base/snapshots")).expect("it goes");
    for (fixture, code) in [("passes_large", 1), ("fails_smaller", 1), ("fails_small", 0)] {
        let ran = review(&folder, "base", &["--accept", fixture, "--because", "once more"]);
        assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains(&format!("(`small-bid/{fixture}`) new\n")), "{}", ran.out);
    }
    let log = text(&folder, "base/CHANGELOG.md");
    for fixture in ["passes_large", "fails_smaller", "fails_small"] {
        let entry = format!("- 2026-11-24: accepted: 1 snapshot of 1 rule (`small-bid/{fixture}`) new: once more\n");
        assert_eq!(log.matches(&entry).count(), 1, "{log}");
    }
}

fn git(folder: &Folder, arguments: &[&str]) {
    let who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"];
    let ran = Command::new("git").arg("-C").arg(&folder.0).args(who).args(arguments).output().expect("git");
    assert!(ran.status.success(), "{ran:?}");
}

#[test]
fn a_snapshot_that_was_edited_by_hand_is_told_so() {
    let folder = two("by-hand");
    git(&folder, &["init", "-q"]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-qm", "one"]);
    // Of a pack whose fixtures lie in its own folder, an edit is found to be the cause of what it reaches alone.
    folder.change("base/small-bid.rhai", "it is less", "it is too little, less");
    let ran = review(&folder, "base", &["--list"]);
    assert!(ran.out.starts_with("2 changed because the rule `small-bid` was changed\n"), "{}{}", ran.out, ran.err);
    folder.change("base/small-bid.rhai", "it is too little, less", "it is less");
    let snap = "base/snapshots/small-bid/fails_small.snap";
    folder.change(snap, "it is less", "it was less");
    let ran = review(&folder, "base", &["--list"]);
    let words = "1 changed because the recorded snapshot differs, and no change of the pack since the last commit explains it\n";
    assert!(ran.out.contains(words), "{}{}", ran.out, ran.err);
    folder.change(snap, "it was less than £500.00", "it is less than £500.00");
    let whole = text(&folder, snap).replace("£500.00", "£499.00");
    folder.write(snap, &whole);
    let ran = review(&folder, "base", &["--list"]);
    let words = "differs (`least` £499.00 → £500.00), and no change of the pack since the last commit explains it\n";
    assert!(ran.out.contains(words), "{}{}", ran.out, ran.err);
}

/// An agreement that is judged by the edition from a day on, and a return before it and after it with many bids.
fn county(name: &str) -> Folder {
    let folder = two(name);
    folder.write(
        "agreement.yaml",
        "name: A\nillustrative: true\npack: base\nterm: { from: 2026-04-01, to: 2029-03-31 }\nfunds: [{ id: f, name: F }]\n\
         indicators: [{ id: A1, name: I, unit: number }]\n\
         refreshes: [{ from: 2027-04-01, why: made up, pack: edition }]\n",
    );
    for (inner, period) in [("early", "2026-27 Q1"), ("late", "2027-28 Q1")] {
        let mut text = format!("period: {period}\nbids:\n");
        for at in 0..25 {
            let _ = writeln!(text, "  - {{ fund: f, reward_target: T{at:02}, total: {} }}", 500 + at);
        }
        folder.write(&format!("{inner}/return.yaml"), &text);
    }
    folder
}

#[test]
fn a_return_that_a_refresh_has_another_pack_judge_is_left_out_and_said() {
    let folder = county("set-refresh");
    let ran = set(&folder, "base", &["least", "£600", "--dry-run", "--all"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("plumb: left out: the agreement has `late` judged by `edition`, by its refreshes\n"),
        "{}",
        ran.err
    );
    let [own, edition] = [
        "\nas it is → as it would be\n25 verdicts change\n",
        "the edition edition as it is → as it would be\n50 verdicts change\n",
    ];
    assert!(ran.out.contains(own) && ran.out.contains(edition), "{}", ran.out);
    let ran = set(&folder, "edition", &["least", "£600", "--from", "2026-04-01", "--dry-run"]);
    assert!(ran.err.contains("the agreement has `early` judged by `base`"), "{}", ran.err);
    // One that is named is judged by the pack that is named.
    let ran = set(&folder, "base", &["least", "£600", "--dry-run", "--over", "late"]);
    assert!(ran.out.contains("25 verdicts change") && ran.err.is_empty(), "{}{}", ran.out, ran.err);
}

#[test]
fn of_many_changes_the_first_are_shown_and_all_when_asked() {
    let folder = county("set-many");
    let wish = ["least", "£600", "--dry-run", "--over", "early"];
    let of = |out: &str| out.lines().filter(|line| line.starts_with("  small-bid over the bid")).count();
    let ran = set(&folder, "base", &wish);
    assert!(
        ran.out.contains("\n25 verdicts change\n") && ran.out.contains("\n  … and 5 more (--all shows them)\n"),
        "{}",
        ran.out
    );
    assert_eq!(of(&ran.out), 20, "{}", ran.out);
    assert_eq!(set(&folder, "base", &wish).out, ran.out);
    let ran = set(&folder, "base", &[&wish[..], &["--all"]].concat());
    assert!(of(&ran.out) == 25 && !ran.out.contains(" more ("), "{}", ran.out);
}
