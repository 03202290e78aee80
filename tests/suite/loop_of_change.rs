//! A threshold is moved with `set`, looked through with `review`, told by `history`: the whole way, in a repository of its own.

use std::fs;
use std::process::{Command, Stdio};

use crate::cli::{Folder, Ran, copy, plumb_in};
use crate::support::{SHIPPED, root};

const PACK: &str = "rules/leicestershire-laa";
const FIXTURES: &str = "fixtures/rules/leicestershire-laa";
const SNAPSHOTS: &str = "tests/suite/snapshots/rules";
const QUARTER: &str = "fixtures/northshire/returns/2026-27-q3";
const TOOLS: &[&str] = &["--on", "2026-11-24"];

/// The shipped pack with all its fixtures, its snapshots and Northshire's returns, in a repository.
fn whole_repository(name: &str) -> Folder {
    repository_of(name, &[""])
}

/// The same with the fixtures of a few rules.
fn repository(name: &str) -> Folder {
    repository_of(name, &["/band-of-the-outcome", "/band-given-differs", "/figure-is-blank"])
}

fn repository_of(name: &str, rules: &[&str]) -> Folder {
    let folder = Folder::new(name);
    let of_rules = rules.iter().flat_map(|rule| [format!("{FIXTURES}{rule}"), format!("{SNAPSHOTS}{rule}")]);
    for part in [PACK.to_owned(), "fixtures/northshire".to_owned()].into_iter().chain(of_rules) {
        copy(&root().join(&part), &folder.0.join(&part));
    }
    fs::copy(root().join(".gitignore"), folder.0.join(".gitignore")).expect("a copy");
    git(&folder, &["init", "--quiet"]);
    commit(&folder);
    folder
}

fn git(folder: &Folder, arguments: &[&str]) -> String {
    let ran = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "core.autocrlf=false"])
        .args(arguments)
        .current_dir(&folder.0)
        .output()
        .expect("git");
    assert!(ran.status.success(), "{arguments:?} {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("a text")
}

fn commit(folder: &Folder) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "as it is"]);
}

fn run(folder: &Folder, arguments: &[&str]) -> Ran {
    plumb_in(&folder.0, arguments)
}

fn set(folder: &Folder, arguments: &[&str]) -> Ran {
    run(folder, &[&["set"], arguments, TOOLS].concat())
}

/// The files that git says were changed.
fn changed(folder: &Folder) -> Vec<String> {
    git(folder, &["status", "--porcelain"]).lines().map(|line| line[3..].to_owned()).collect()
}

/// The lines that git says were taken out and put in, of one file.
fn lines(folder: &Folder, path: &str) -> Vec<String> {
    let diff = git(folder, &["diff", "--unified=0", path]);
    let is_one = |line: &&str| {
        (line.starts_with('+') || line.starts_with('-')) && !line.starts_with("+++") && !line.starts_with("---")
    };
    diff.lines().filter(is_one).map(str::to_owned).collect()
}

#[test]
fn a_threshold_is_moved_reviewed_and_accepted_and_git_shows_only_that() {
    let folder = whole_repository("moved");
    let ran = set(
        &folder,
        &[
            "amber_tolerance",
            "5",
            "--from",
            "2006-04-01",
            "--because",
            "the steering group, 20 November",
            "--over",
            QUARTER,
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("`amber_tolerance` 10% → 5%\n"), "{}", ran.out);
    assert!(ran.out.contains("amber → red"), "{}", ran.out);
    assert_eq!(
        lines(&folder, &format!("{PACK}/thresholds.yaml")),
        [
            "-    - { from: 2006-04-01, value: 10, authority: \"Plumbline's own default: no tolerance is printed\" }",
            "+    - { from: 2006-04-01, value: 5, authority: \"the steering group, 20 November\" }",
        ]
    );
    assert_eq!(
        lines(&folder, &format!("{PACK}/CHANGELOG.md")),
        ["+- 2026-11-24: `amber_tolerance` 10% → 5% from 2006-04-01: the steering group, 20 November"]
    );
    let ran = run(&folder, &["review"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let title = ran.out.lines().next().expect("a line");
    assert!(title.ends_with(" changed because `amber_tolerance` 10% → 5%"), "{}", ran.out);
    let count = title.split(' ').next().expect("a count");
    assert_eq!(ran.out.matches("changed because").count(), 1, "one cause: {}", ran.out);
    let ran = run(&folder, &["review", "--list", "--full"]);
    assert!(ran.out.contains("limits.amber_tolerance"), "{}", ran.out);
    let ran = run(&folder, &["review", "--accept"]);
    assert!(ran.code == 2 && ran.err.contains("--because TEXT"), "{}", ran.err);
    let ran = run(&folder, &[&["review", "--accept", "--because", "as agreed"], TOOLS].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = run(&folder, &["test", "--no-pending"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let (files, snapshots): (Vec<String>, Vec<String>) =
        changed(&folder).into_iter().partition(|path| path.starts_with(PACK));
    assert_eq!(files, [format!("{PACK}/CHANGELOG.md"), format!("{PACK}/thresholds.yaml")]);
    assert_eq!(snapshots.len().to_string(), count);
    for path in &snapshots {
        assert!(path.contains(".snap"), "{path}");
        for line in lines(&folder, path) {
            assert!(line.contains("10%") || line.contains("5%"), "{path}: {line}");
        }
    }
    let log = lines(&folder, &format!("{PACK}/CHANGELOG.md"));
    assert!(log[0].starts_with(&format!("+- 2026-11-24: accepted: {count} snapshots of ")), "{log:?}");
    assert!(log[0].ends_with(" changed because `amber_tolerance` 10% → 5%: as agreed"), "{log:?}");
}

#[test]
fn a_value_from_a_later_day_moves_nothing_before_it() {
    let folder = whole_repository("later");
    let ran = set(
        &folder,
        &[
            "amber_tolerance",
            "5%",
            "--from",
            "2027-04-01",
            "--because",
            "as agreed",
            "--authority",
            "steering group",
            "--over",
            "fixtures/northshire/returns/2026-27-q4",
            "fixtures/northshire/returns/2027-28-q1",
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(
        lines(&folder, &format!("{PACK}/thresholds.yaml")),
        ["+    - { from: 2027-04-01, value: 5, authority: steering group }"]
    );
    let files = [format!("{PACK}/CHANGELOG.md"), format!("{PACK}/thresholds.yaml")];
    assert_eq!(changed(&folder), files);
    let ran = run(&folder, &["test", "--no-pending"]);
    assert_eq!(ran.code, 0, "no snapshot rests on a line's number: {}", ran.out);
    let ran = run(
        &folder,
        &[
            "history",
            "amber_tolerance",
            "--pack",
            PACK,
            "--over",
            "fixtures/northshire/returns/2026-27-q4",
            "fixtures/northshire/returns/2027-28-q1",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    for words in [
        "10% from 2006-04-01 to 2027-03-31\n",
        "5% since 2027-04-01\n  by authority of: steering group\n",
        "the first value: nothing held before it",
        "amber → red",
        "  - 2026-11-24: `amber_tolerance` 10% → 5% from 2027-04-01: as agreed\n",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(!ran.out.contains("2026-27-q4"), "it does not hold then: {}", ran.out);
}

#[test]
fn what_is_locked_is_refused_and_says_why_and_nothing_is_written() {
    let folder = repository("locked");
    let ran = set(&folder, &["reward_floor", "55", "--because", "x"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("`reward_floor` is locked: set by the agreement with government, not tunable here")
            && ran.err.contains("It is 60% since 2006-04-01, by authority of: Isle of Wight Local PSA 2002"),
        "{}",
        ran.err
    );
    for (arguments, words) in [
        (&["amber_tolerence", "5", "--because", "x"][..], "did you mean `amber_tolerance`?"),
        (&["amber_tolerance", "500", "--because", "x"], "500% is out of its bounds, 0% to 100%"),
        (&["amber_tolerance", "5", "--because", " "], "--because"),
        (&["amber_tolerance", "5", "--from", "2005-01-01", "--because", "x"], "no value before 2006-04-01"),
        (&["growth_bands", "0.95:red,0.60:amber,green", "--because", "x"], "do not rise"),
        (&["amber_tolerance", "5", "--because", "x", "--pack", "nowhere"], "there is no pack `nowhere`"),
    ] {
        let ran = set(&folder, arguments);
        assert!(ran.code == 2 && ran.err.contains(words), "{words}: {}", ran.err);
    }
    let ran = set(&folder, &["amber_tolerance", "10%", "--because", "x"]);
    assert!(ran.code == 0 && ran.out.contains("there is nothing to do"), "{}{}", ran.out, ran.err);
    let ran = set(&folder, &["amber_tolerance", "5", "--because", "x", "--dry-run", "--over", QUARTER]);
    assert!(ran.code == 0 && ran.out.contains("nothing was written"), "{}{}", ran.out, ran.err);
    assert!(changed(&folder).is_empty());
}

#[test]
fn a_pack_that_is_built_in_says_where_to_write() {
    let folder = Folder::new("built-in");
    let ran = set(&folder, &["amber_tolerance", "5", "--because", "x", "--pack", SHIPPED]);
    assert!(
        ran.code == 2 && ran.err.contains("is built in") && ran.err.contains("extends: leicestershire-laa"),
        "{}",
        ran.err
    );
}

#[test]
fn what_is_broken_off_is_done_by_doing_it_again() {
    let folder = repository("broken-off");
    let thresholds = format!("{PACK}/thresholds.yaml");
    let before = fs::read_to_string(folder.0.join(&thresholds)).expect("a text");
    let wish = ["amber_tolerance", "5", "--because", "as agreed", "--over", QUARTER];
    // Nothing can be written beside the thresholds: the CHANGELOG stays as it is, too.
    let beside = folder.0.join(PACK).join(".thresholds.yaml.new");
    fs::create_dir(&beside).expect("a folder");
    let ran = set(&folder, &wish);
    assert!(ran.code == 2 && ran.err.contains("cannot write"), "{}", ran.err);
    fs::remove_dir(&beside).expect("it goes");
    assert!(changed(&folder).is_empty(), "{:?}", changed(&folder));
    // Killed between the two: the entry is there, and the threshold is not moved.
    assert_eq!(set(&folder, &wish).code, 0);
    let after = fs::read_to_string(folder.0.join(&thresholds)).expect("a text");
    fs::write(folder.0.join(&thresholds), &before).expect("it is written");
    assert_eq!(set(&folder, &wish).code, 0);
    assert_eq!(fs::read_to_string(folder.0.join(&thresholds)).expect("a text"), after);
    assert_eq!(lines(&folder, &format!("{PACK}/CHANGELOG.md")).len(), 1);
}

#[test]
fn a_process_that_is_killed_leaves_whole_files() {
    let folder = repository("killed");
    let read = |name: &str| fs::read_to_string(folder.0.join(PACK).join(name)).expect("a text");
    let before = ["CHANGELOG.md", "thresholds.yaml"].map(read);
    let wish = ["set", "amber_tolerance", "5", "--because", "x", "--over", QUARTER, "--on", "2026-11-24"];
    assert_eq!(run(&folder, &wish).code, 0);
    let after = ["CHANGELOG.md", "thresholds.yaml"].map(read);
    for milliseconds in [60, 120, 180, 240, 300, 360] {
        git(&folder, &["checkout", "--quiet", "--", PACK]);
        let mut child = Command::new(env!("CARGO_BIN_EXE_plumb"))
            .args(wish)
            .current_dir(&folder.0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the binary");
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        let _ = child.kill();
        child.wait().expect("it ends");
        let [log, thresholds] = ["CHANGELOG.md", "thresholds.yaml"].map(read);
        assert!([&before[0], &after[0]].contains(&&log) && [&before[1], &after[1]].contains(&&thresholds));
        assert!(thresholds == before[1] || log == after[0], "what is moved is recorded");
    }
}

#[test]
fn a_fixture_about_the_edge_can_state_the_value_that_it_is_about() {
    let folder = repository("pinned");
    let fixture = "fixtures/rules/leicestershire-laa/band-of-the-outcome/amber_one_short_of_the_milestone.yaml";
    let text = fs::read_to_string(folder.0.join(fixture)).expect("a text");
    let ran = set(&folder, &["amber_tolerance", "0.1", "--because", "x", "--dry-run"]);
    assert!(ran.out.contains("fixtures/northshire/returns/2026-27-q1"), "those at hand: {}", ran.out);
    assert!(ran.out.contains("band-of-the-outcome/amber_one_short_of_the_milestone: red"), "{}", ran.out);
    assert!(ran.out.contains("`limits: { amber_tolerance: 10 }`"), "{}", ran.out);
    let ran = set(&folder, &["amber_tolerance", "0.1", "--because", "x", "--over", QUARTER, "--pin"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(
        fs::read_to_string(folder.0.join(fixture)).expect("a text"),
        format!("{text}limits: {{ amber_tolerance: 10 }}\n")
    );
    let ran = run(&folder, &["review"]);
    assert!(ran.out.contains("changed because the fixture itself was changed\n"), "{}", ran.out);
    assert!(ran.out.contains("changed because `amber_tolerance` 10% → 0.1%\n"), "{}", ran.out);
    // One cause at a time.
    let ran = run(&folder, &["review", "--accept", "itself", "--because", "they are about the edge"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(!run(&folder, &["review"]).out.contains("itself"));
    let ran = run(&folder, &["review", "--accept", "nothing of this name", "--because", "x"]);
    assert!(ran.code == 2 && ran.err.contains("nothing of this name"), "{}", ran.err);
}

#[test]
fn causes_are_told_apart_and_rejecting_leaves_what_was_accepted() {
    let folder = repository("causes");
    let rule = format!("{PACK}/figure-is-blank.rhai");
    let script = fs::read_to_string(folder.0.join(&rule)).expect("a text");
    folder.write(&rule, &script.replacen("warning(`", "warning(`so: ", 1));
    let ran = set(&folder, &["amber_tolerance", "9", "--because", "x", "--over", QUARTER]);
    assert!(ran.code == 0 || ran.code == 1, "{}{}", ran.out, ran.err);
    let ran = run(&folder, &["review"]);
    assert!(ran.out.contains("changed because `amber_tolerance` 10% → 9%\n"), "{}", ran.out);
    assert!(ran.out.contains("changed because the rule `figure-is-blank` was changed\n"), "{}", ran.out);
    let pending = |folder: &Folder| {
        let rule = folder.0.join("tests/suite/snapshots/rules/figure-is-blank");
        fs::read_dir(rule)
            .expect("a folder")
            .filter(|it| it.as_ref().is_ok_and(|it| it.path().extension().is_some_and(|it| it == "new")))
            .count()
    };
    assert!(pending(&folder) > 0);
    let ran = run(&folder, &["review", "--reject", "figure-is-blank/"]);
    assert!(ran.code == 1 && ran.out.contains("rejected: figure-is-blank/"), "{}{}", ran.out, ran.err);
    assert_eq!(pending(&folder), 0);
    assert!(!changed(&folder).iter().any(|path| path.contains(".snap")));
}

#[test]
fn snapshots_of_no_fixture_are_removed_when_asked() {
    let folder = repository("orphans");
    fs::write(folder.0.join("tests/suite/snapshots/rules/figure-is-blank/fails_gone.snap"), "---\nsource: x\n---\ny\n")
        .expect("a file");
    let ran = run(&folder, &["review"]);
    assert!(ran.code == 1 && ran.out.contains("fails_gone.snap") && ran.out.contains("--prune"), "{}", ran.out);
    let ran = run(&folder, &["review", "--prune"]);
    assert!(ran.code == 0 && ran.out.contains("removed: "), "{}{}", ran.out, ran.err);
    assert!(changed(&folder).is_empty());
}
