//! What `plumb new` begins: does it load, pass lint and its own tests, for every kind and subject, and is nothing overwritten?

use std::fs;

use plumbline::authoring::mutants::{Subject, mutants};
use plumbline::authoring::scaffold::{Text, rule};
use plumbline::authoring::testing::{Came, Fixture, test};
use plumbline::document::Choice;
use plumbline::engine::compile::compile;
use plumbline::engine::table::table;
use plumbline::lint::{FixtureFolder, Task, lint};
use plumbline::number::Exact;
use plumbline::source::Sources;
use plumbline::verdict::{Kind, Outcome, Verdict};

use crate::cli::{Folder, plumb};
use crate::support::{SHIPPED, pack_of, root, short};

const ID: &str = "a-new-rule";

/// Everything that is wrong with a new rule by itself.
fn wrong_with(kind: Kind, subject: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let new = rule(ID, kind, subject).expect("an example");
    let files = [("pack.yaml", "name: made-up\n"), ("thresholds.yaml", ""), (&*new.script.path, &*new.script.text)];
    let pack = pack_of(&files, &mut sources);
    let compiled = compile(&pack);
    let stem = |text: &Text| text.path.trim_end_matches(".yaml").to_owned();
    let folder = FixtureFolder { rule: ID.to_owned(), fixtures: new.fixtures.iter().map(stem).collect() };
    let task = Task {
        pack: &pack,
        compiled: &compiled,
        reading: Vec::new(),
        agreement: None,
        as_at: None,
        fixtures: Some(&[folder]),
        style: true,
    };
    let mut wrong: Vec<String> = lint(task, &sources)
        .found
        .iter()
        .filter(|it| it.code != "page-unfinished")
        .map(|it| short(it, &sources))
        .collect();
    let mut ready = Vec::new();
    for text in &new.fixtures {
        let source = sources.add(&*text.path, &*text.text);
        let fixture = Fixture { rule: ID.to_owned(), name: stem(text), source, head: None, accepted: None };
        let tested = test(&fixture, &pack, &compiled, &sources);
        if tested.came != Came::AsNamed {
            wrong.push(format!("{}: {:?} {:?}", text.path, tested.came, tested.problems));
        }
        let paid =
            tested.report.iter().flat_map(|report| &report.judgements).any(
                |one| matches!(&one.outcome, Outcome::Decided(Verdict::Pay { amount }) if *amount > Exact::zero()),
            );
        // What its name says of what is paid is so.
        if text.path.starts_with("pays_more") != paid {
            wrong.push(format!("{}: pays an amount: {paid}", text.path));
        }
        ready.extend(tested.ready.zip(tested.report).map(|(ready, report)| (fixture.name, ready, report)));
    }
    for rule in &compiled.rules {
        let fixtures: Vec<Subject> =
            ready.iter().map(|(name, ready, report)| Subject::new(name, ready.stage(rule, report), rule)).collect();
        let unnoticed = mutants(rule, &pack, &fixtures);
        wrong.extend(unnoticed.into_iter().filter(|it| it.noticed_by.is_none()).map(|it| it.what));
    }
    wrong
}

#[test]
fn a_rule_of_each_kind_about_each_subject_is_clean() {
    let mut wrong = Vec::new();
    for kind in Kind::WORDS.iter().filter_map(|word| Kind::from_word(word)) {
        for (subject, _) in table().subjects() {
            let found = wrong_with(kind, subject.name);
            wrong.extend(found.into_iter().map(|it| format!("{}({}): {it}", kind.word(), subject.name)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_new_pack_passes_its_own_lint_and_tests() {
    let folder = Folder::new("new-pack");
    let path = format!("{}/northshire-rules", folder.path());
    let ran = plumb(&["new", "pack", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("thresholds.yaml") && ran.out.contains(&format!("plumb test {path}")), "{}", ran.out);
    let ran = plumb(&["lint", &path, "--as-at", "2026-04-01"]);
    assert!(ran.code == 0 && ran.out.contains("page-unfinished"), "a reviewer sees what is not yet said: {}", ran.out);
    let ran = plumb(&["test", &path, "--mutants"]);
    assert!(ran.code == 0 && ran.out.contains("4 fixtures of 1 rule: all as before"), "{}{}", ran.out, ran.err);
    let ran = plumb(&["check", "fixtures/northshire-small/returns/2026-27-q1", "--pack", &path]);
    assert!(ran.code != 3 && ran.out.contains("asks for"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_new_rule_passes_in_a_new_pack_and_in_the_shipped_one() {
    let folder = Folder::new("new-rule");
    let path = format!("{}/made-up", folder.path());
    assert_eq!(plumb(&["new", "pack", &path]).code, 0);
    let ran = plumb(&["new", "rule", "no-bid-of-nothing", "--subject", "bid", "--pack", &path]);
    assert!(ran.code == 0 && ran.out.contains("no-bid-of-nothing.rhai"), "{}{}", ran.out, ran.err);
    let ran = plumb(&["test", &path, "--mutants"]);
    assert!(ran.code == 0 && ran.out.contains("7 fixtures of 2 rules: all as before"), "{}{}", ran.out, ran.err);
    assert_eq!(plumb(&["lint", &path]).code, 0);

    let shipped = Folder::with("new-in-shipped", &root().join("rules").join(SHIPPED));
    shipped.change("pack.yaml", "../../fixtures/rules/leicestershire-laa", "fixtures");
    shipped.change("pack.yaml", "../../tests/suite/snapshots/rules", "snapshots");
    for (kind, subject) in
        [("check", "indicator"), ("condition", "loan"), ("award", "movement"), ("check", "repayment")]
    {
        let id = format!("new-{kind}-of-{subject}");
        let arguments = ["new", "rule", &id, "--kind", kind, "--subject", subject, "--pack", shipped.path()];
        let ran = plumb(&arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(plumb(&["test", shipped.path(), "--filter", &id]).code, 0);
    }
}

#[test]
fn a_new_rule_of_an_edition_is_listed_there() {
    let folder = Folder::new("new-in-edition");
    let path = format!("{}/edition", folder.path());
    fs::create_dir_all(folder.0.join("edition")).expect("a folder");
    folder.write(
        "edition/pack.yaml",
        "name: edition\nextends: leicestershire-laa\nfixtures: fixtures\nsnapshots: snapshots\n",
    );
    let ran = plumb(&["new", "rule", "a-rule-more", "--subject", "bid", "--pack", &path]);
    assert!(ran.code == 0 && ran.out.contains("listed under `adds`"), "{}{}", ran.out, ran.err);
    let text = fs::read_to_string(folder.0.join("edition/pack.yaml")).expect("a file");
    assert!(text.ends_with("snapshots: snapshots\nadds: [a-rule-more]\n"), "{text}");
    let ran = plumb(&["test", &path, "--filter", "a-rule-more"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (
            0,
            "edition: 3 fixtures of 1 rule: all as before\nthe rules that it keeps of leicestershire-laa are tested with leicestershire-laa\n"
        ),
        "{}",
        ran.err
    );
}

#[test]
fn nothing_is_overwritten_and_a_name_that_cannot_be_is_refused_with_another() {
    let folder = Folder::new("refused");
    let path = format!("{}/made-up", folder.path());
    assert_eq!(plumb(&["new", "pack", &path]).code, 0);
    let before = fs::read_to_string(folder.0.join("made-up/pack.yaml")).expect("a file");
    let refused = |arguments: &[&str], words: &[&str]| {
        let ran = plumb(arguments);
        assert!(ran.code == 2 && ran.out.is_empty(), "{}", ran.out);
        for word in words {
            assert!(ran.err.contains(word), "{word}: {}", ran.err);
        }
    };
    refused(&["new", "pack", &path], &["is there already", "`made-up-2`"]);
    refused(&["new", "pack", &format!("{}/{SHIPPED}", folder.path())], &["built in", "`leicestershire-laa-2`"]);
    refused(&["new", "pack", &format!("{}/My Rules", folder.path())], &["is no name", "`my-rules`"]);
    refused(&["new", "pack", &format!("{}/NORTHSHIRE", folder.path())], &["is no name", "`northshire`"]);
    refused(&["new", "pack", &format!("{}/con", folder.path())], &["`con-pack`"]);
    refused(&["new", "pack", ".."], &["ends in no name"]);
    let rule = |id: &'static str| ["new", "rule", id, "--subject", "bid", "--pack"];
    let of = |id: &'static str| [&rule(id)[..], &[&path]].concat();
    refused(&of("bid-over-the-most"), &["has a rule `bid-over-the-most` already", "`bid-over-the-most-2`"]);
    refused(&of("ProfileTooLong.rhai"), &["small letters", "`profile-too-long`"]);
    refused(&of("not-a-number"), &["`plumb explain not-a-number`", "`not-a-number-rule`"]);
    refused(&of("../evil"), &["is no name", "`evil`"]);
    refused(&of("Ünï"), &["is no name"]);
    refused(&of("con"), &["cannot be the name of a file everywhere", "`con-rule`"]);
    refused(&["new", "rule", "fine", "--subject", "bid", "--pack", folder.path()], &["holds no pack.yaml"]);
    refused(&["new", "rule", "fine", "--subject", "bids", "--pack", &path], &["indicator"]);
    fs::create_dir_all(folder.0.join("made-up/fixtures/left")).expect("a folder");
    refused(&of("left"), &["fixtures/left` is there already"]);
    let award = |id: &'static str| ["new", "rule", id, "--kind", "award", "--subject", "measure", "--pack", &path];
    assert_eq!(plumb(&award("one")).code, 0);
    refused(&award("other"), &["`one` decides the award of each measure already"]);
    assert_eq!(fs::read_to_string(folder.0.join("made-up/pack.yaml")).expect("a file"), before);
    let names: Vec<_> = crate::support::entries(&folder.0.join("made-up"));
    assert!(names.iter().all(|path| !path.to_string_lossy().ends_with(".new")), "{names:?}");
}
