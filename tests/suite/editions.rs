//! Packs that extend others: what an edition is made of, which one judges a return, and rules that only advise.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::cli::{Folder, Ran, plumb};

const EDITION: &str = "leicestershire-laa-2007";

/// An agreement that was refreshed in mid-term, and named its next edition then.
const AGREEMENT: &str = "name: Northshire\nillustrative: true\npack: leicestershire-laa\n\
    term: { from: 2006-04-01, to: 2009-03-31 }\n\
    indicators:\n\
    \x20 - { id: A1, name: New businesses, unit: number, polarity: higher, path: stepped, frequency: quarterly,\n\
    \x20     definition: registered, source: a register, responsible: the county, baseline: 300,\n\
    \x20     milestones: [{ by: 2006-07, value: 400 }, { by: 2007-08, value: 400 }] }\n\
    \x20 - { id: A2, name: Recycling, unit: \"%\", polarity: higher, path: stepped, frequency: quarterly,\n\
    \x20     definition: of all waste, source: a register, responsible: the county, refresh_due: 2007-06-30,\n\
    \x20     milestones: [{ by: 2006-07, value: 40% }] }\n\
    refreshes: [{ from: 2007-03-31, why: agreed with the department, pack: leicestershire-laa-2007 }]\n";

/// The agreement with a return of each of these periods, in which one figure is 7% short.
fn county(name: &str, band: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("agreement.yaml", AGREEMENT);
    for (file, period) in [("q3", "2006-07 Q3"), ("q4", "2006-07 Q4"), ("later", "2007-08 Q1")] {
        let text = format!(
            "period: {period}\nobservations:\n\
             \x20 - {{ indicator: A1, value: 372, improvement_plan: more stalls, note: the market was closed{band} }}\n\
             \x20 - {{ indicator: A2, value: 38%, note: bins }}\n"
        );
        fs::create_dir_all(folder.0.join(file)).expect("a folder");
        folder.write(&format!("{file}/return.yaml"), &text);
    }
    folder
}

fn check(folder: &Folder, of: &str, more: &[&str]) -> Ran {
    plumb(&[&["check", &format!("{}/{of}", folder.path())], more].concat())
}

#[test]
fn a_refresh_in_mid_term_picks_the_edition_by_the_end_of_the_period() {
    let folder = county("edition-by-date", ", band: refresh");
    let before = check(&folder, "q3", &[]);
    assert!(before.out.contains("judged by the pack leicestershire-laa (built in, digest "), "{}", before.out);
    assert!(!before.out.contains(", an edition of"), "{}", before.out);
    assert!(before.out.contains("amber    New businesses"), "{}", before.out);
    assert!(before.out.contains("refresh-is-not-agreed  warning"), "{}", before.out);
    assert_eq!(before.code, 0, "{}", before.out);
    let after = check(&folder, "q4", &[]);
    assert!(after.out.contains("judged by the pack leicestershire-laa-2007 (built in, digest "), "{}", after.out);
    assert!(after.out.contains("), an edition of leicestershire-laa\n"), "{}", after.out);
    assert!(after.out.contains("\nby the refresh of the agreement it holds from 2007-03-31\n"), "{}", after.out);
    assert!(after.out.contains("red      New businesses"), "{}", after.out);
    assert!(after.out.contains("refresh-is-not-agreed  error\n"), "{}", after.out);
    assert_eq!(after.code, 1, "{}", after.out);
}

#[test]
fn a_pack_that_is_named_wins_over_the_edition_of_the_day() {
    let folder = county("edition-named", ", band: refresh");
    let ran = check(&folder, "q4", &["--pack", "leicestershire-laa"]);
    assert!(ran.out.contains("judged by the pack leicestershire-laa (built in"), "{}", ran.out);
    assert!(!ran.out.contains("it holds from") && ran.code == 0, "{}", ran.out);
    let ran = check(&folder, "q3", &["--pack", EDITION]);
    assert!(
        ran.out.contains("an edition of leicestershire-laa\n") && !ran.out.contains("it holds from"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("amber    New businesses"),
        "of a day before the refresh the tolerance is as before: {}",
        ran.out
    );
}

#[test]
fn a_rule_that_advises_is_reported_and_rejects_nothing() {
    let folder = county("edition-advisory", "");
    let ran = check(&folder, "q4", &[]);
    assert!(ran.out.contains("target-still-renegotiated  error, advisory\n"), "{}", ran.out);
    let why = "it is advisory, and rejects nothing: the pack says so: rules/leicestershire-laa-2007/pack.yaml:";
    assert!(ran.out.contains(why), "{}", ran.out);
    let line = "advisory    1 finding rejects nothing, by rules that only advise: 1 target-still-renegotiated\n";
    assert!(ran.out.contains(line) && ran.out.contains("findings    none\n"), "{}", ran.out);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let ran = check(&folder, "q4", &["--format", "concise"]);
    assert!(ran.out.contains(": advisory error[target-still-renegotiated]: the target of `Recycling`"), "{}", ran.out);
    let ran = check(&folder, "q4", &["--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).expect("a document");
    let one = &json["returns"][0];
    assert_eq!((&one["counts"]["errors"], &one["counts"]["advisory"]), (&0.into(), &1.into()), "{}", one["counts"]);
    assert_eq!(one["pack"]["extends"], "leicestershire-laa");
    assert_eq!(one["pack"]["since"], "2007-03-31");
    let finding = &one["findings"][0];
    assert!(finding["severity"] == "error" && finding["advisory"]["place"]["text"] == "target-still-renegotiated");
    let schema: Value = serde_json::from_str(&plumb(&["schema", "report"]).out).expect("a schema");
    assert!(jsonschema::validator_for(&schema).expect("a schema that holds").is_valid(&json));
    let of = format!("{}/q4", folder.path());
    let ran = plumb(&["explain", "A2", "--of", &of]);
    assert!(ran.out.contains("after the refresh (advisory: it rejects nothing)\n"), "{}", ran.out);
    let ran = plumb(&["explain", "target-still-renegotiated", "--of", &of]);
    assert!(ran.err.contains("is judged; add `--pack leicestershire-laa-2007`"), "{}", ran.err);
    assert_eq!(plumb(&["explain", "target-still-renegotiated", "--of", &of, "--pack", EDITION]).code, 0);
    let ran = check(&folder, "later", &["--format", "concise"]);
    assert!(!ran.out.contains("target-still-renegotiated") || ran.out.contains("advisory error"), "{}", ran.out);
}

#[test]
fn what_is_kept_is_said_in_the_file_where_it_stands() {
    let folder = county("edition-places", ", band: green");
    let ran = check(&folder, "q4", &[]);
    let threshold =
        "the threshold: amber_tolerance, 5% since 2007-03-31: rules/leicestershire-laa-2007/thresholds.yaml:";
    let rule = "the rule that says so: rules/leicestershire-laa/band-given-differs.rhai:";
    assert!(ran.out.contains(threshold) && ran.out.contains(rule), "{}", ran.out);
    let from_folder = check(&folder, "q4", &["--pack", "rules/leicestershire-laa-2007"]);
    let findings = |ran: &Ran| ran.out.split("Northshire, ").next().map(str::to_owned);
    assert_eq!(findings(&ran), findings(&from_folder), "a folder is read as what is built in");
    let pack = plumb(&["explain", "--pack", EDITION]).out;
    assert!(
        pack.contains("\n  target-still-renegotiated ") && pack.contains("(advisory: it rejects nothing)\n"),
        "{pack}"
    );
    assert!(!pack.contains("\n  pot-is-not-its-part "), "{pack}");
    assert!(
        pack.contains("It extends leicestershire-laa, and removes of it\n  rule pot-is-not-its-part: Plumb"),
        "{pack}"
    );
    let rule = plumb(&["explain", "band-of-the-outcome", "--pack", EDITION]).out;
    assert!(rule.contains("\n  10% from 2006-04-01,") && rule.contains("\n  5% from 2007-03-31,"), "{rule}");
}

#[test]
fn the_shipped_edition_is_clean_and_its_fixtures_hold() {
    let folder = format!("rules/{EDITION}");
    let ran = plumb(&["lint", &folder, "--as-at", "2007-04-01"]);
    assert!(ran.code == 0 && ran.out.starts_with("clean: "), "{}", ran.out);
    let agreement = ["--agreement", "fixtures/leicestershire-laa/agreement.yaml"];
    assert_eq!(plumb(&[&["lint", EDITION], &agreement[..]].concat()).code, 0);
    let ran = plumb(&["test", &folder, "--no-pending"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn the_quarter_before_the_refresh_is_judged_as_it_was() {
    let ran = plumb(&["check", "fixtures/leicestershire-laa/returns/2006-07-q3"]);
    assert!(ran.out.contains("judged by the pack leicestershire-laa (built in"), "{}", ran.out);
    assert!(ran.out.contains("findings    18 errors, 7 warnings: "), "{}", ran.out);
}

const LIMITS: &str = "slack:\n  about: How far a sum may be off.\n  type: money\n  within: { min: 0, max: 10 }\n  values:\n    \
    - { from: 2006-04-01, value: 5, authority: made up }\n";

fn rule(title: &str, says: &str) -> String {
    format!(
        "//! # {title}\n//!\n//! Authority: made up.\n\nfn check(bid, limits) {{\n    \
         if bid.total <= limits.slack {{\n        return pass();\n    }}\n    {says}(\"it is more\")\n}}\n"
    )
}

/// A pack, an edition of it, and an edition of that, side by side.
fn three(name: &str) -> Folder {
    let folder = Folder::new(name);
    for inner in ["first", "second/lib", "third"] {
        fs::create_dir_all(folder.0.join(inner)).expect("a folder");
    }
    folder.write("first/pack.yaml", "name: first\nadvisory: [one]\n");
    folder.write("first/thresholds.yaml", LIMITS);
    folder.write("first/one.rhai", &rule("One", "error"));
    folder.write("first/two.rhai", &rule("Two", "error"));
    let second =
        "name: second\nextends: ../first\nremoves: [{ rule: two, because: it is milder now }]\nadds: [two, three]\n";
    folder.write("second/pack.yaml", second);
    folder.write("second/two.rhai", &rule("Two, milder", "warning"));
    folder.write("second/three.rhai", &rule("Three", "error"));
    let third = "name: third\nextends: ../second\nremoves: [{ rule: three, because: nobody needs it }]\nadvisory: []\n";
    folder.write("third/pack.yaml", third);
    folder.write("third/thresholds.yaml", "slack:\n  values: [{ from: 2007-03-31, value: 6, authority: made up }]\n");
    folder.write(
        "agreement.yaml",
        &AGREEMENT.replace("leicestershire-laa\n", "third\n").replace("refreshes", "# refreshes"),
    );
    folder.write("return.yaml", "period: 2006-07 Q3\nbids: [{ fund: pump, reward_target: RG1, total: £9 }]\n");
    folder.change("agreement.yaml", "indicators:", "funds: [{ id: pump, name: pump-priming }]\nindicators:");
    folder
}

#[test]
fn an_edition_of_an_edition_is_a_pack_like_any_other() {
    let folder = three("edition-chain");
    let of = |pack: &str| {
        let named = format!("{}/{pack}", folder.path());
        let lint = plumb(&["lint", &named]);
        assert_eq!(lint.code, 0, "{pack}: {}", lint.out);
        let ran = plumb(&["check", folder.path(), "--pack", &named, "--format", "json"]);
        let json: Value = serde_json::from_str(&ran.out).expect("a document");
        let one = &json["returns"][0];
        let findings = one["findings"].as_array().expect("a list").clone();
        let said = |finding: &Value| {
            let advisory = if finding["advisory"].is_null() { "" } else { "advisory " };
            format!(
                "{advisory}{} {}",
                finding["severity"].as_str().expect("a word"),
                finding["code"].as_str().expect("a code")
            )
        };
        let digest = one["pack"]["digest"].as_str().expect("a digest").to_owned();
        (findings.iter().map(said).collect::<Vec<_>>(), digest)
    };
    let (first, digest) = of("first");
    assert_eq!(first, ["advisory error one", "error two"]);
    let (second, other) = of("second");
    assert_eq!(second, ["advisory error one", "error three", "warning two"], "what is advisory stays so");
    assert_ne!(digest, other);
    let (third, before) = of("third");
    assert_eq!(third, ["error one", "warning two"], "a list of its own stands in place of the base's");
    folder.change("first/thresholds.yaml", "value: 5", "value: 4");
    assert_ne!(of("third").1, before, "the digest covers what is extended");
}

#[test]
fn an_edition_can_be_made_of_a_pack_that_is_built_in() {
    let folder = Folder::new("edition-own");
    folder.write("pack.yaml", "name: ours\nextends: leicestershire-laa\nadvisory: [date-runs-backwards]\n");
    let quarter = "fixtures/leicestershire-laa/returns/2006-07-q3";
    let ran = plumb(&["check", quarter, "--pack", folder.path()]);
    assert!(ran.out.contains("date-runs-backwards  error, advisory\n"), "{}", ran.out);
    assert!(ran.out.contains("findings    17 errors, 7 warnings: "), "{}", ran.out);
    assert!(
        ran.out.contains("advisory    1 finding rejects nothing, by rules that only advise: 1 date-runs-backwards\n")
    );
    let ran = plumb(&["lint", folder.path()]);
    assert!(ran.code == 0 && ran.out.lines().count() == 1, "what is said of the base is not said again: {}", ran.out);
    folder.change("pack.yaml", "leicestershire-laa", "leicestershire-la");
    let ran = plumb(&["check", quarter, "--pack", folder.path()]);
    assert!(ran.code == 2 && ran.out.contains("did you mean `leicestershire-laa`?"), "{}", ran.out);
}

/// A value that the base is given later does not break the edition, which says what holds from its own day on.
#[test]
fn an_edition_holds_from_its_day_whatever_its_base_comes_to_say() {
    let folder = Folder::new("edition-holds");
    folder.write("base/pack.yaml", "name: base\n");
    folder.write(
        "base/thresholds.yaml",
        "most:\n  about: The most.\n  type: percent\n  values:\n    - { from: 2006-04-01, value: 5, authority: made up }\n    \
         - { from: 2008-04-01, value: 9, authority: made up }\n",
    );
    folder.write("edition/pack.yaml", "name: edition\nextends: ../base\n");
    folder.write(
        "edition/thresholds.yaml",
        "most:\n  values:\n    - { from: 2007-03-31, value: 7, authority: made up }\n",
    );
    let told = |pack: &str| plumb(&["history", "most", "--pack", &format!("{}/{pack}", folder.path())]);
    assert!(told("base").out.contains("9% since 2008-04-01"), "{}", told("base").out);
    let ran = told("edition");
    assert!(ran.code == 0 && ran.out.contains("5% from 2006-04-01 to 2007-03-30"), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("7% since 2007-03-31") && !ran.out.contains("9%"), "{}", ran.out);
}

#[test]
fn an_edition_that_is_broken_lets_no_return_through() {
    let folder = three("edition-broken");
    folder.change("third/pack.yaml", "rule: three", "rule: thre");
    let ran = plumb(&["check", folder.path(), "--pack", &format!("{}/third", folder.path())]);
    assert!(ran.code == 3 && ran.out.contains("removed-not-there"), "{}", ran.out);
    assert!(ran.out.contains("help: did you mean `three`?"), "{}", ran.out);
}

#[test]
fn an_edition_in_a_revision_of_git_rests_on_what_stands_there() {
    let folder = three("edition-git");
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"];
        let ran = Command::new("git").arg("-C").arg(&folder.0).args(who).args(arguments).output().expect("git");
        assert!(ran.status.success(), "{ran:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "one"]);
    let third = format!("{}/third", folder.path());
    let ran = plumb(&["diff", &third, "--over", folder.path()]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    folder.change("first/thresholds.yaml", "value: 5", "value: 10");
    let ran = plumb(&["diff", &third, "--over", folder.path()]);
    assert!(ran.code == 1 && ran.out.contains("`slack` £5.00 → £10.00 until 2007-03-30"), "{}{}", ran.out, ran.err);
}
