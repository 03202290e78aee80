//! Does a difference name exactly the verdicts and pounds that change, and what made each? Every answer is held to two reports
//! that were made without it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use plumbline::diff::causes::Difference;
use plumbline::diff::difference;
use plumbline::diff::packs::{Edit, apply, edits};
use plumbline::diff::sides::{Over, Side};
use plumbline::engine::compile::compile;
use plumbline::number::Exact;
use plumbline::pack::Pack;
use plumbline::pack::thresholds::Limit;
use plumbline::source::Sources;
use serde_json::Value;

use crate::cli::{Folder, Ran, plumb, plumb_in};
use crate::generate::{Dice, agreement_text, return_text};
use crate::support::{SHIPPED, Texts, generated, root, scene_of, shipped};

const VECTORS: &str = "fixtures/reward-vectors";
const SMALL: &str = "fixtures/northshire-small/returns/2026-27-q1";
const QUARTER: &str = "fixtures/leicestershire-laa/returns/2006-07-q3";

/// The shipped pack's folder.
const PACK: &str = "rules/leicestershire-laa";

/// A copy of the shipped pack, in which some texts are changed: `(file, from, to)`.
fn changed(name: &str, changes: &[(&str, &str, &str)]) -> Folder {
    let folder = Folder::with(name, &root().join(PACK));
    for (file, from, to) in changes {
        folder.change(file, from, to);
    }
    folder
}

const AMBER: (&str, &str, &str) = (
    "thresholds.yaml",
    "value: 10, authority: \"Plumbline's own default: no tolerance is printed\"",
    "value: 5, authority: \"Plumbline's own default: no tolerance is printed\"",
);

/// The reward floor from 60% to 65%.
const FLOOR: (&str, &str, &str) = (
    "thresholds.yaml",
    "value: 60, authority: \"Isle of Wight Local PSA 2002, Schedule 4",
    "value: 65, authority: \"Isle of Wight Local PSA 2002, Schedule 4",
);

fn json(arguments: &[&str]) -> Value {
    let ran = plumb(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{why}: {}{}", ran.out, ran.err))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A verdict in a report: the rule, what it is about, and which of them in order.
type Key = (String, String, String, usize);

/// Its word and its number.
type Came = (String, String);

/// What `plumb check` says of a return: every verdict, and the grant.
fn checked(pack: &str, over: &str) -> (BTreeMap<Key, Came>, Option<String>) {
    let report = json(&["check", over, "--pack", pack])["returns"][0].clone();
    let mut came: BTreeMap<Key, Came> = BTreeMap::new();
    for judgement in list(&report, "judgements") {
        let (subject, outcome) = (&judgement["subject"], &judgement["outcome"]);
        let word = if text(&outcome["is"]) == "decided" { text(&outcome["verdict"]) } else { text(&outcome["is"]) };
        let told = outcome["tells"].to_string();
        let number = format!("{}{}", text(&outcome["number"]["exact"]), if told == "null" { "" } else { &told });
        let (rule, what, name) = (text(&judgement["rule"]), text(&subject["what"]), text(&subject["name"]));
        let mut key = (rule.to_owned(), what.to_owned(), name.to_owned(), 0);
        while came.contains_key(&key) {
            key.3 += 1;
        }
        came.insert(key, (word.to_owned(), number));
    }
    (came, report["reward"]["awarded"].as_str().map(str::to_owned))
}

/// The verdicts that differ between two packs, worked out from two reports.
fn expected(base: &str, head: &str, over: &str) -> BTreeSet<(String, String, String, String, String)> {
    let ((was, _), (is, _)) = (checked(base, over), checked(head, over));
    assert!(was.keys().eq(is.keys()), "the same verdicts are given");
    let differs = was.iter().filter(|(key, came)| is[*key] != **came);
    let told = differs.map(|((rule, what, name, _), came)| {
        let key = is.iter().find(|((its, of, whose, _), now)| (its, of, whose) == (rule, what, name) && *now != came);
        (rule.clone(), what.clone(), name.clone(), came.0.clone(), key.expect("it").1.0.clone())
    });
    told.collect()
}

/// The verdicts that a difference names.
fn named(found: &Value, over: &str) -> BTreeSet<(String, String, String, String, String)> {
    let turned =
        list(found, "changes").iter().filter(|it| text(&it["weight"]) == "turned" && text(&it["over"]) == over);
    let told = turned.map(|it| {
        let texts = [&it["rule"], &it["what"], &it["name"], &it["was"]["word"], &it["is"]["word"]];
        let [rule, what, name, was, is] = texts.map(|value| text(value).to_owned());
        (rule, what, name, was, is)
    });
    told.collect()
}

fn pounds(amount: &str) -> Exact {
    if let Some((over, under)) = amount.split_once('/') {
        let [over, under] = [over, under].map(|part| part.parse().map(Exact::whole).expect("a whole number"));
        return over.over(&under).expect("a fraction");
    }
    Exact::read(amount).expect("a decimal")
}

#[test]
fn anything_against_itself_is_empty() {
    for over in [SMALL, QUARTER, VECTORS] {
        for ran in [plumb(&["diff", SHIPPED, PACK, "--over", over]), plumb(&["diff", over, over, "--pack", PACK])] {
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{over}: {}", ran.out);
            assert!(ran.out.ends_with("no verdict changes\n") && ran.out.lines().count() == 2, "{over}: {}", ran.out);
        }
    }
    let found = json(&["diff", SHIPPED, PACK, "--over", SMALL]);
    assert_eq!(found["is_empty"], true);
    assert!(list(&found, "changes").is_empty() && list(&found, "edits").is_empty());
}

#[test]
fn a_moved_tolerance_names_exactly_the_bands_that_turn() {
    let head = changed("diff-amber", &[AMBER]);
    let over = ["fixtures/northshire/returns/2026-27-q2", SMALL];
    let found = json(&[&["diff", PACK, head.path(), "--over"], &over[..]].concat());
    let mut turned = 0;
    for over in over {
        let expected = expected(PACK, head.path(), over);
        turned += expected.len();
        assert_eq!(named(&found, over), expected, "{over}");
    }
    assert!(turned > 1, "something turns");
    let causes = list(&found, "causes");
    let of_turned: Vec<&Value> = causes.iter().filter(|cause| cause["turned"] != 0).collect();
    assert_eq!(of_turned.len(), 1, "{causes:#?}");
    assert_eq!(of_turned[0]["because"][0], "`amber_tolerance` 10% → 5%");
    assert_eq!(of_turned[0]["turned"], turned);
    let ran = plumb(&[&["diff", PACK, head.path(), "--over"], &over[..]].concat());
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains(&format!("because `amber_tolerance` 10% → 5%: {turned} changes\n")), "{}", ran.out);
}

#[test]
fn a_moved_floor_names_exactly_the_pounds() {
    let head = changed("diff-floor", &[FLOOR]);
    let found = json(&["diff", PACK, head.path(), "--over", VECTORS]);
    assert_eq!(named(&found, VECTORS), expected(PACK, head.path(), VECTORS));
    let [was, is] = [PACK, head.path()].map(|pack| checked(pack, VECTORS).1.expect("a grant"));
    assert_eq!((text(&found["grant"]["was"]), text(&found["grant"]["is"])), (was.as_str(), is.as_str()));
    let by = &pounds(&is) - &pounds(&was);
    assert!(by.is_negative(), "grant is lost");
    assert_eq!(pounds(text(&found["grant"]["by"])), by);
    // The measures at the floor of 60% were paid 60% of their shares: two of them are targets of their own.
    let ran = plumb(&["diff", PACK, head.path(), "--over", VECTORS]);
    assert_eq!(ran.code, 1);
    let lost = ran.out.lines().filter(|line| line.contains("over the measure") && line.contains("→ pays nothing"));
    assert_eq!(lost.count(), 3, "{}", ran.out);
    let by = plumbline::model::pounds(&by);
    assert!(ran.out.contains(&format!("because `reward_floor` 60% → 65%: 6 changes, grant {by}\n")), "{}", ran.out);
    insta::assert_snapshot!("terminal", ran.out.replace(head.path(), "HEAD"));
    let markdown = plumb(&["diff", PACK, head.path(), "--over", VECTORS, "--format", "markdown"]);
    insta::assert_snapshot!("markdown", markdown.out.replace(head.path(), "HEAD"));
    let json = plumb(&["diff", PACK, head.path(), "--over", VECTORS, "--format", "json"]);
    insta::assert_snapshot!("json", json.out.replace(head.path(), "HEAD"));
}

#[test]
fn the_json_holds_to_its_schema() {
    let schema: Value = serde_json::from_str(&plumb(&["schema", "diff"]).out).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema that holds");
    let head = changed("diff-schema", &[FLOOR, AMBER]);
    for found in [
        json(&["diff", PACK, head.path(), "--over", VECTORS, SMALL, QUARTER]),
        json(&["diff", SMALL, QUARTER, "--pack", PACK]),
    ] {
        let wrong: Vec<String> = validator.iter_errors(&found).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// The headings of a difference: what its changes are because of.
fn headings(ran: &Ran) -> Vec<&str> {
    ran.out.lines().filter(|line| line.starts_with("because ")).collect()
}

#[test]
fn two_edits_that_have_nothing_to_do_with_each_other_have_their_own_changes() {
    let head = changed("diff-two", &[FLOOR, AMBER]);
    let over = ["--over", VECTORS, SMALL];
    let ran = plumb(&[&["diff", PACK, head.path()], &over[..]].concat());
    let headings = headings(&ran);
    assert_eq!(headings.len(), 2, "{}", ran.out);
    assert!(headings.iter().any(|it| it.starts_with("because `amber_tolerance` 10% → 5%: ")), "{headings:?}");
    assert!(headings.iter().any(|it| it.starts_with("because `reward_floor` 60% → 65%: ")), "{headings:?}");
    for (edit, over) in [(AMBER, over[2]), (FLOOR, over[1])] {
        let alone = changed("diff-alone", &[edit]);
        let both = named(&json(&[&["diff", PACK, head.path()], &["--over", over][..]].concat()), over);
        assert_eq!(named(&json(&["diff", PACK, alone.path(), "--over", over]), over), both);
    }
}

/// A pack of one award, by two thresholds that are joined so.
fn two_limits(name: &str, joined: &str, [low, high]: [u32; 2]) -> Folder {
    let folder = Folder::new(name);
    folder.write("pack.yaml", "name: two-limits\n");
    let limit = |name: &str, value: u32| {
        format!(
            "{name}: {{ about: made up, type: percent, values: [{{ from: 2006-04-01, value: {value}, authority: made up }}] }}\n"
        )
    };
    folder.write("thresholds.yaml", &(limit("low", low) + limit("high", high).as_str()));
    let rule = format!(
        "//! # An award\n\nfn award(measure, limits) {{\n    let achieved = measure.share_of_stretch;\n    if achieved < \
         limits.low {joined} achieved < limits.high {{\n        return nothing(\"too little\");\n    }}\n    \
         pay(measure.share)\n}}\n"
    );
    folder.write("pays.rhai", &rule);
    folder
}

#[test]
fn edits_that_take_each_other_are_told_from_edits_that_each_would_do() {
    for (joined, says) in [
        ("&&", "because `low` 50% → 65% and `high` 50% → 65%, together: 5 changes"),
        ("||", "because `low` 50% → 65% or `high` 50% → 65%, each of which would do: 5 changes"),
    ] {
        let (base, head) = (two_limits("diff-base", joined, [50, 50]), two_limits("diff-head", joined, [65, 65]));
        let ran = plumb(&["diff", base.path(), head.path(), "--over", VECTORS]);
        let headings = headings(&ran);
        assert!(headings.len() == 1 && headings[0].starts_with(says), "{}", ran.out);
    }
    // Any two of three would do: the first can be spared, as the others are there.
    let two_of_three = |moved: u32| {
        let folder = two_limits(&format!("diff-three-{moved}"), "||", [moved, moved]);
        let limit = fs::read_to_string(folder.0.join("thresholds.yaml")).expect("a text").replace("low", "mid");
        let line = limit.lines().next().expect("a line").to_owned() + "\n";
        let known = fs::read_to_string(folder.0.join("thresholds.yaml")).expect("a text");
        folder.write("thresholds.yaml", &(known + line.as_str()));
        let [low, mid, high] = ["low", "mid", "high"].map(|name| format!("achieved < limits.{name}"));
        let joined = format!("{low} && {mid} || {mid} && {high} || {low} && {high}");
        folder.change("pays.rhai", "achieved < limits.low || achieved < limits.high", &joined);
        folder
    };
    let (base, head) = (two_of_three(50), two_of_three(65));
    let ran = plumb(&["diff", base.path(), head.path(), "--over", VECTORS]);
    assert!(ran.out.contains("\nbecause `high` 50% → 65% and `mid` 50% → 65%, together: 5 changes"), "{}", ran.out);
    // Of two that are needed, one that moved before is no edit.
    let (base, head) = (two_limits("diff-base", "&&", [65, 50]), two_limits("diff-head", "&&", [65, 65]));
    let ran = plumb(&["diff", base.path(), head.path(), "--over", VECTORS]);
    assert!(headings(&ran)[0].starts_with("because `high` 50% → 65%: 5 changes"), "{}", ran.out);
}

#[test]
fn a_rule_that_is_removed_added_or_changed_is_the_cause() {
    let rule = "profile-does-not-sum";
    let without = changed("diff-without", &[]);
    fs::remove_file(without.0.join(format!("{rule}.rhai"))).expect("it was there");
    let ran = plumb(&["diff", PACK, without.path(), "--over", QUARTER]);
    assert_eq!(ran.code, 1);
    let headings_of = headings(&ran);
    assert!(headings_of[0].starts_with(&format!("because the rule `{rule}` was removed: ")), "{}", ran.out);
    assert!(
        ran.out.contains(": error → not there\n") && ran.out.contains("that found nothing are gone\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("disappear"), "{}", ran.out);
    let ran = plumb(&["diff", without.path(), PACK, "--over", QUARTER]);
    assert!(headings(&ran)[0].starts_with(&format!("because the rule `{rule}` was added: ")), "{}", ran.out);
    assert!(ran.out.contains(": not there → error, the yearly profile of "), "{}", ran.out);
    let softer = changed("diff-softer", &[("profile-does-not-sum.rhai", "    error(`", "    warning(`")]);
    let ran = plumb(&["diff", PACK, softer.path(), "--over", QUARTER]);
    assert!(headings(&ran)[0].starts_with(&format!("because the rule `{rule}` was changed: ")), "{}", ran.out);
    assert!(ran.out.contains(": error → warning, the yearly profile of "), "{}", ran.out);
}

#[test]
fn a_script_of_the_library_is_the_cause_of_what_rests_on_it() {
    let head = changed("diff-lib", &[("lib/banding.rhai", "if worse <= tolerance(", "if worse * 100 <= tolerance(")]);
    let over = SMALL;
    let found = json(&["diff", PACK, head.path(), "--over", over]);
    assert_eq!(named(&found, over), expected(PACK, head.path(), over));
    let turned: Vec<&Value> = list(&found, "causes").iter().filter(|cause| cause["turned"] != 0).collect();
    assert_eq!(turned.len(), 1, "{turned:#?}");
    assert_eq!(turned[0]["because"][0], "`lib/banding.rhai` was changed");
}

#[test]
fn words_alone_are_counted_and_turn_nothing() {
    let head =
        changed("diff-words", &[("profile-does-not-sum.rhai", "the yearly profile of ${", "what is planned for ${")]);
    let ran = plumb(&["diff", PACK, head.path(), "--over", QUARTER]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("in other words\n"), "{}", ran.out);
    let nothing = "\nno verdict changes because of: the rule `profile-does-not-sum` was changed\n";
    assert!(ran.out.ends_with(nothing) && !ran.out.contains("no verdict turns"), "{}", ran.out);
}

#[test]
fn edits_that_load_only_together_are_one_cause() {
    let limit = "\nextra_gap:\n  about: Made up.\n  type: money\n  values:\n    - { from: 2006-04-01, value: 100000, authority: made up }\n";
    let head =
        changed("diff-tied", &[("profile-does-not-sum.rhai", "limits.profile_tolerance", "limits.extra_gap"), AMBER]);
    let thresholds = fs::read_to_string(head.0.join("thresholds.yaml")).expect("a text");
    head.write("thresholds.yaml", &(thresholds + limit));
    let ran = plumb(&["diff", PACK, head.path(), "--over", QUARTER]);
    let tied = "these load only together, and are one cause: the threshold `extra_gap` was added, the rule \
                `profile-does-not-sum` was changed\n";
    assert!(ran.out.contains(tied), "{}", ran.out);
    let of_both =
        "because the threshold `extra_gap` was added and the rule `profile-does-not-sum` was changed, together: ";
    assert!(headings(&ran).iter().any(|it| it.starts_with(of_both)), "{}", ran.out);
    assert!(ran.out.contains(": error → passes\n"), "{}", ran.out);
}

#[test]
fn a_rule_that_does_not_load_judges_nothing_and_that_is_said() {
    let head = changed("diff-broken", &[("profile-does-not-sum.rhai", "let gap =", "let gap")]);
    let ran = plumb(&["diff", PACK, head.path(), "--over", QUARTER]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("not judged after, as it does not load: `profile-does-not-sum`\n"), "{}", ran.out);
    assert!(ran.out.contains(": error → not judged\n") && ran.out.contains(": passes → not judged\n"), "{}", ran.out);
    assert!(ran.err.contains("plumb lint"), "{}", ran.err);
}

#[test]
fn a_rule_that_is_made_advisory_finds_the_same_and_rejects_nothing() {
    let head = changed("diff-advisory", &[("pack.yaml", "name: ", "advisory: [profile-does-not-sum]\nname: ")]);
    let ran = plumb(&["diff", PACK, head.path(), "--over", QUARTER]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        headings(&ran)[0].starts_with("because the rule `profile-does-not-sum` was made advisory: "),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(": error → advisory error, the yearly profile of "), "{}", ran.out);
}

#[test]
fn editions_are_compared_as_packs() {
    let edition = format!("{SHIPPED}-2007");
    let found = json(&["diff", SHIPPED, &edition, "--over", QUARTER]);
    let said: Vec<&str> = list(&found, "edits").iter().map(|edit| text(&edit["says"])).collect();
    assert!(said.contains(&"the rule `pot-is-not-its-part` was removed"), "{said:?}");
    assert!(list(&found, "edits").len() < 12, "an edition is a small delta: {said:?}");
}

#[test]
fn two_returns_differ_because_of_cells() {
    let other = Folder::with("diff-return", &root().join("fixtures/northshire-small"));
    let changed =
        |folder: &Folder, from: &str, to: &str| folder.change("returns/2026-27-q1/observations.csv", from, to);
    changed(&other, "ES1,,118,101", "ES1,,98,101");
    let path = format!("{}/returns/2026-27-q1", other.path());
    let ran = plumb(&["diff", SMALL, &path, "--pack", PACK]);
    assert_eq!(ran.code, 1);
    assert!(headings(&ran)[0].contains("because actual of `Business start-ups` 118 → 98: 4 changes"), "{}", ran.out);
    assert!(
        ran.out.contains("band-of-the-outcome over the indicator `Business start-ups`: green → amber, "),
        "{}",
        ran.out
    );
    insta::assert_snapshot!("returns", ran.out.replace(other.path(), "OTHER"));
}

fn git(folder: &Path, arguments: &[&str]) {
    let settings = ["-c", "user.name=N", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false"];
    let ran = Command::new("git").arg("-C").arg(folder).args(settings).args(arguments).output().expect("git");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn a_pack_of_a_revision_is_read_by_git() {
    let repository = Folder::with("diff-git", &root().join("rules"));
    fs::rename(repository.0.join(SHIPPED), repository.0.join("mine")).expect("it moves");
    git(&repository.0, &["init", "-q"]);
    git(&repository.0, &["add", "-A"]);
    git(&repository.0, &["commit", "-qm", "one"]);
    repository.change("mine/thresholds.yaml", AMBER.1, AMBER.2);
    let mine = format!("{}/mine", repository.path());
    let over = SMALL;
    let expected = json(&["diff", PACK, &mine, "--over", over]);
    assert_eq!(expected["is_empty"], false);
    let found = json(&["diff", &mine, "--over", over]);
    assert_eq!(found["changes"], expected["changes"]);
    assert_eq!(found["base"], "HEAD:mine");
    git(&repository.0, &["commit", "-qam", "two"]);
    assert_eq!(plumb(&["diff", &mine, "--over", over]).code, 0);
    let inside = |arguments: &[&str]| {
        let over = root().join(over).display().to_string();
        let ran = Command::new(env!("CARGO_BIN_EXE_plumb"))
            .arg("diff")
            .args(arguments)
            .args(["--over", &over])
            .current_dir(&repository.0)
            .output()
            .expect("the binary");
        (ran.status.code().expect("a code"), ran.stdout, String::from_utf8(ran.stderr).expect("a text"))
    };
    for arguments in [&["HEAD~1:mine", "HEAD:mine"][..], &["HEAD~1:mine"], &["HEAD~1:mine", "mine"]] {
        let (code, out, err) = inside(&[arguments, &["--format", "json"]].concat());
        assert_eq!(code, 1, "{arguments:?} {err}");
        let found: Value = serde_json::from_slice(&out).expect("our JSON");
        assert_eq!(list(&found, "changes").len(), list(&expected, "changes").len(), "{arguments:?}");
    }
    // An edition rests on the pack beside it as that was.
    let edition = repository.0.join("edition");
    fs::create_dir(&edition).expect("a folder");
    repository.write("edition/pack.yaml", "name: edition\nextends: ../mine\n");
    git(&repository.0, &["add", "-A"]);
    git(&repository.0, &["commit", "-qm", "three"]);
    assert_eq!(inside(&["HEAD:edition", "HEAD:mine"]).0, 0);
    repository.change("mine/thresholds.yaml", AMBER.2, AMBER.1);
    assert_eq!((inside(&["edition"]).0, inside(&["edition", "mine"]).0), (1, 0));
    for (arguments, why) in [
        (["HEAD:nowhere", "mine"], "git cannot read `HEAD:nowhere`"),
        (["nobody:mine", "mine"], "git cannot read `nobody:mine`"),
        (["HEAD:./", "mine"], "the pack has no `pack.yaml`"),
    ] {
        let (code, out, err) = inside(&arguments);
        let said = String::from_utf8(out).expect("a text") + err.as_str();
        assert!(code == 2 && said.contains(why), "{arguments:?}: {said}");
    }
}

#[test]
fn a_revision_is_compared_with_its_folder_on_the_disk_wherever_it_is_asked_for() {
    let repository = Folder::with("diff-git-below", &root().join("rules"));
    fs::rename(repository.0.join(SHIPPED), repository.0.join("mine")).expect("it moves");
    git(&repository.0, &["init", "-q"]);
    git(&repository.0, &["add", "-A"]);
    git(&repository.0, &["commit", "-qm", "one"]);
    repository.change("mine/thresholds.yaml", AMBER.1, AMBER.2);
    let over = root().join(SMALL).display().to_string();
    for (below, base, head) in [
        ("", "HEAD:mine", "HEAD:mine → mine"),
        ("mine/lib", "HEAD:mine", "HEAD:mine → ../../mine"),
        ("mine", "HEAD:./", "HEAD:mine → ."),
        ("mine/lib", "HEAD:../../mine", "HEAD:mine → ../../mine"),
    ] {
        let ran = plumb_in(&repository.0.join(below), &["diff", base, "--over", &over]);
        assert!(ran.code == 1 && ran.out.starts_with(head), "{base} in `{below}`: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("because `amber_tolerance` 10% → 5%: "), "{}", ran.out);
    }
    let ran = plumb_in(&repository.0.join("mine"), &["diff", "HEAD:./mine", "--over", &over]);
    assert!(ran.code == 2 && ran.err.contains("HEAD:mine/mine"), "told from here, as git takes it: {}", ran.err);
}

#[test]
fn what_cannot_be_compared_names_the_way_out() {
    for (arguments, why) in [
        (&["diff", PACK, PACK][..], "--over RETURN"),
        (&["diff", PACK, "nothing", "--over", SMALL], "there is no pack `nothing`"),
        (&["diff", SMALL], "name two returns"),
        (&["diff", SMALL, PACK, "--over", SMALL], "name two packs, or two returns"),
        (&["diff", SMALL, SMALL, "--over", SMALL], "`--over` is for two packs"),
        (&["diff", SHIPPED, "--over", SMALL], "is in no commit"),
        (&["diff", PACK, PACK, "--over", "fixtures/nowhere"], "cannot open"),
    ] {
        let ran = plumb(arguments);
        assert!(ran.code == 2 && ran.err.contains(why), "{arguments:?}: {} {}", ran.code, ran.err);
    }
}

#[test]
fn a_folder_of_returns_means_all_of_them() {
    let folder = json(&["diff", PACK, PACK, "--over", "fixtures/northshire-small/returns"]);
    assert_eq!(list(&folder, "over"), [Value::from(SMALL)]);
}

const LIMITS: &str = "\
floor: { about: a, type: percent, within: { min: 0, max: 120 }, values: [{ from: 2006-04-01, value: 60, authority: made up }] }
cap: { about: a, type: ratio, within: { min: 0, max: 3 }, values: [{ from: 2006-04-01, value: 1.5, authority: made up }] }
slack: { about: a, type: money, within: { min: 0, max: 2000 }, values: [{ from: 2006-04-01, value: 500, authority: made up }] }
kinds: { about: a, type: set, of: [cash, grant, aligned], values: [{ from: 2006-04-01, value: [cash, aligned], authority: made up }] }
sure: { about: a, type: set, of: certainty, values: [{ from: 2006-04-01, value: [confirmed, expected], authority: made up }] }
ties: { about: a, type: set, of: tie, values: [{ from: 2006-04-01, value: [year, place], authority: made up }] }
mode: { about: a, type: choice, of: [strict, loose], values: [{ from: 2006-04-01, value: strict, authority: made up }] }
late: { about: a, type: money, values: [{ from: 2031-04-01, value: 1, authority: made up }] }
";

fn over(name: &str, agreement: &str, submission: &str, sources: &mut Sources) -> Over {
    let scene = scene_of(agreement, submission, sources);
    Over {
        name: name.to_owned(),
        agreement: Arc::clone(&scene.agreement),
        agreement_file: name.into(),
        submission: Arc::clone(&scene.submission),
        earlier: Arc::default(),
        explanations: Vec::new(),
        diagnostics: Vec::new(),
    }
}

fn side(pack: &Pack, over: &[Over], sources: &Sources) -> Side {
    Side::new(pack.clone(), Arc::new(compile(pack)), over, None, sources)
}

/// The verdicts of a side, by return: what is compared where two packs should say the same.
fn verdicts(side: &Side) -> Vec<Vec<(String, String)>> {
    let of = |report: &plumbline::verdict::Report| {
        let all = report.judged();
        all.map(|it| (it.rule.to_string(), format!("{:?}", without_places(it)))).collect()
    };
    side.reports().map(of).collect()
}

fn without_places(judgement: &plumbline::verdict::Judgement) -> String {
    let outcome = format!("{:?}", judgement.outcome);
    outcome.split("span: Span").next().unwrap_or_default().to_owned()
}

#[test]
fn the_edits_between_generated_packs_make_the_one_of_the_other() {
    let (mut turned, mut several) = (0, 0);
    for seed in 900..930 {
        let mut dice = Dice::new(seed);
        let mut sources = Sources::new();
        let base = generated(&mut dice, LIMITS, &mut sources);
        let moved = LIMITS.replace("value: 60", "value: 40").replace("value: 500", "value: 900");
        let mut head = generated(&mut dice, &moved, &mut sources);
        // Of the rules, some are as before.
        for (at, rule) in base.rules.iter().enumerate().filter(|(at, _)| at % 3 != 0) {
            head.rules[at] = rule.clone();
        }
        let returns: Vec<Over> = (0..2)
            .map(|at| over(&at.to_string(), &agreement_text(&mut dice), &return_text(&mut dice), &mut sources))
            .collect();
        let (before, after) = (side(&base, &returns, &sources), side(&head, &returns, &sources));
        for side in [&before, &after] {
            let itself = difference(side, side, &returns, &sources);
            assert!(itself.is_empty() && itself.changes.is_empty() && itself.edits.is_empty(), "seed {seed}");
        }
        let edits: Vec<Edit> = edits(&base, &head);
        let whole = apply(&base, &edits.iter().collect::<Vec<_>>());
        assert_eq!(verdicts(&side(&whole, &returns, &sources)), verdicts(&after), "seed {seed}");
        let back: Vec<Edit> = edits.iter().map(Edit::reversed).collect();
        let whole = apply(&head, &back.iter().collect::<Vec<_>>());
        assert_eq!(verdicts(&side(&whole, &returns, &sources)), verdicts(&before), "seed {seed}");
        let (there, back) =
            (difference(&before, &after, &returns, &sources), difference(&after, &before, &returns, &sources));
        let count = |it: &Difference| it.turned().count();
        assert_eq!(count(&there), count(&back), "seed {seed}");
        turned += count(&there);
        several += there.causes.iter().filter(|cause| cause.edits.len() > 1).count();
        // Every cause is of edits that are there, and each change has one.
        for caused in &there.changes {
            let cause = &there.causes[caused.cause];
            assert!(!cause.edits.is_empty() && cause.edits.iter().all(|&edit| edit < there.edits.len()), "seed {seed}");
        }
    }
    assert!(turned > 100 && several > 0, "{turned} {several}");
}

#[test]
fn of_two_thresholds_a_step_away_each_has_the_changes_that_it_makes() {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let compiled = Arc::new(compiled);
    let (agreement, submission) = Texts::of(&root().join(SMALL)).read(&mut sources);
    let returns = [Over {
        name: SMALL.to_owned(),
        agreement: agreement.into(),
        agreement_file: SMALL.into(),
        submission: submission.into(),
        earlier: Arc::default(),
        explanations: Vec::new(),
        diagnostics: Vec::new(),
    }];
    let base = Side::new(pack.clone(), Arc::clone(&compiled), &returns, None, &sources);
    let stepped = |pack: &Pack, index: usize| {
        let Limit::Number(number) = &pack.thresholds.at(index).values.last()?.value.value else { return None };
        let thresholds = pack.thresholds.moved(index, &Limit::Number(number + &Exact::whole(1)), None);
        Some(Pack { thresholds, ..pack.clone() })
    };
    let found = |head: Pack| {
        let head = Side::new(head, Arc::clone(&compiled), &returns, Some(&base), &sources);
        difference(&base, &head, &returns, &sources)
    };
    let numbers: Vec<usize> = (0..pack.thresholds.iter().count()).filter(|&at| stepped(&pack, at).is_some()).collect();
    let alone: Vec<Difference> = numbers.iter().map(|&at| found(stepped(&pack, at).expect("a number"))).collect();
    let mut told = 0;
    for (at, pair) in numbers.windows(2).enumerate() {
        let both = found(stepped(&pack, pair[0]).and_then(|one| stepped(&one, pair[1])).expect("two numbers"));
        let names = [pair[0], pair[1]].map(|index| pack.thresholds.at(index).name.value.as_str());
        assert_eq!(both.edits.iter().map(Edit::name).collect::<BTreeSet<_>>(), BTreeSet::from(names));
        for caused in &both.changes {
            let of = |one: &Difference| one.changes.iter().find(|it| it.change.key == caused.change.key).cloned();
            // Where one of the two does all of it and the other nothing, that one is the cause.
            let does = match [&alone[at], &alone[at + 1]].map(of) {
                [Some(it), None] if it.change.after == caused.change.after => names[0],
                [None, Some(it)] if it.change.after == caused.change.after => names[1],
                _ => continue,
            };
            let of: Vec<&str> = both.causes[caused.cause].edits.iter().map(|&edit| both.edits[edit].name()).collect();
            assert_eq!(of, [does], "{names:?}: {:?}", caused.change);
            told += 1;
        }
    }
    assert!(told > 10, "{told}");
}
