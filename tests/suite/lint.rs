//! Is everything that is wrong with a pack said, in its place, and nothing else? Planted faults, the shipped pack, and what
//! generated rules do when they run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use clap::Parser;
use plumbline::authoring::scaffold::FIRST_RULE;
use plumbline::cli::{Answer, Arguments, Exit, Screen, run};
use plumbline::diagnostic::Diagnostic;
use plumbline::engine::compile::{Compiled, compile};
use plumbline::engine::evaluate::{self, Stop};
use plumbline::engine::lens::Judge;
use plumbline::engine::scene::Scene;
use plumbline::judge::subjects_of;
use plumbline::lint::{Linted, Task, codes, lint};
use plumbline::pack::{Pack, PackFile};
use plumbline::source::{Source, Sources, Span};

use crate::generate::{Dice, agreement_text, return_text, rule_text};
use crate::support::{SHIPPED, entries, folders, pack_of, root, scene_of};

/// Runs a command in the project's folder.
fn plumb(arguments: &[&str]) -> Answer {
    let arguments = Arguments::parse_from(["plumb"].iter().chain(arguments));
    run(&arguments, Screen { terminal: false, waits: false, colour: None })
}

/// The arguments for a planted pack: those in its `arguments.txt` beside a fixed day.
fn planted(folder: &Path, format: &str) -> Answer {
    let name = folder.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/");
    let more = fs::read_to_string(folder.join("arguments.txt")).unwrap_or_default();
    let own = ["lint", &name, "--as-at", "2008-01-01", "--format", format];
    plumb(&own.into_iter().chain(more.split_whitespace()).collect::<Vec<_>>())
}

/// What should be found, as `file:line code`: by marks `//~ code` and `#~ code`, and by lines of `expected.txt`.
fn expected(folder: &Path) -> Vec<String> {
    fn marks(folder: &Path, inside: &str, found: &mut Vec<String>) {
        for path in entries(folder) {
            let name = format!("{inside}{}", path.file_name().expect("a name").to_string_lossy());
            if path.is_dir() {
                marks(&path, &format!("{name}/"), found);
            } else if name == "expected.txt" {
                found.extend(fs::read_to_string(&path).expect("a text").lines().map(str::to_owned));
            } else {
                for (at, line) in fs::read_to_string(&path).expect("a text").lines().enumerate() {
                    let codes = line.split_once("//~ ").or(line.split_once("#~ ")).map_or("", |(_, codes)| codes);
                    found.extend(codes.split_whitespace().map(|code| format!("{name}:{} {code}", at + 1)));
                }
            }
        }
    }
    let mut found = Vec::new();
    marks(folder, "", &mut found);
    found.sort();
    found
}

/// What is found, in the same form.
fn found(folder: &Path) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(&planted(folder, "json").out).expect("a document");
    let inside = format!("{}/", folder.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/"));
    let line = |finding: &serde_json::Value| {
        let code = finding["code"].as_str().expect("a code");
        match finding["labels"].get(0).map(|label| &label["place"]) {
            Some(place) => {
                let file = place["file"].as_str().expect("a file").trim_start_matches(&inside).to_owned();
                format!("{file}:{} {code}", place["line"])
            }
            None => code.to_owned(),
        }
    };
    let mut found: Vec<String> = json["findings"].as_array().expect("a list").iter().map(line).collect();
    found.sort();
    found
}

#[test]
fn each_planted_fault_is_found_where_it_is_and_nothing_else() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots/lint");
    settings.bind(|| {
        for folder in folders(&root().join("fixtures/packs")) {
            let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
            assert_eq!(found(&folder), expected(&folder), "{name}");
            insta::assert_snapshot!(name, planted(&folder, "terminal").out);
        }
    });
}

#[test]
fn no_snapshot_is_without_its_pack() {
    for snapshot in entries(&root().join("tests/suite/snapshots/lint")) {
        let stem = snapshot.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(root().join("fixtures/packs").join(&stem).is_dir(), "a snapshot of no pack: {stem}");
    }
}

/// What is found in a pack out of texts, by code.
fn codes_of(files: &[(&str, &str)]) -> Vec<String> {
    let mut sources = Sources::new();
    let file = |(path, text): &(&str, &str)| PackFile { path: (*path).to_owned(), source: sources.add(*path, *text) };
    let reading = plumbline::pack::read(files.iter().map(file).collect());
    let found = match reading.pack {
        Some(pack) => linted(&pack, &compile(&pack), reading.diagnostics, &sources).found,
        None => reading.diagnostics,
    };
    found.into_iter().map(|it| it.code).collect()
}

fn linted(pack: &Pack, compiled: &Compiled, reading: Vec<Diagnostic>, sources: &Sources) -> Linted {
    let task = Task { pack, compiled, reading, agreement: None, as_at: None, fixtures: None, style: false };
    lint(task, sources)
}

/// What only a very large pack has: `(code, thresholds.yaml, rule.rhai)`.
fn large() -> Vec<(&'static str, String, String)> {
    let rule = |body: &str| format!("//! # Made up\n//! Authority: made up.\n\nfn check(bid) {{\n{body}}}\n");
    // A function is lowered anew for each call.
    let (terms, calls) = (["x"; 80].join(" + "), ["long(bid.total)"; 20].join(" + "));
    let calls = (0..15).map(|at| format!("    let v{at} = {calls};\n")).collect::<Vec<_>>().concat();
    let long = format!("fn long(x) {{ {terms} }}\n");
    let lets = (0..450).map(|at| format!("    let v{at} = bid.total;\n")).collect::<Vec<_>>().concat();
    let many = format!("[{}]", "1, ".repeat(50_001));
    vec![
        ("script-too-long", String::new(), rule(&"    // nothing\n".repeat(5_000))),
        ("rule-too-large", String::new(), rule(&format!("{calls}    pass()\n")) + long.as_str()),
        ("rule-too-long", String::new(), rule(&format!("{lets}    pass()\n"))),
        ("list-too-long", format!("slack: {many}\n"), rule("    pass()\n")),
    ]
}

#[test]
fn what_is_too_large_is_said() {
    for (code, thresholds, script) in large() {
        let files = [("pack.yaml", "name: made-up\n"), ("thresholds.yaml", &*thresholds), ("rule.rhai", &*script)];
        assert_eq!(codes_of(&files), [code]);
    }
}

/// What is found in a check of a bid with this body, beside what each such rule has.
fn in_bid(body: &str) -> Vec<String> {
    let rule = format!("//! # Made up\n//! Authority: made up.\nfn check(bid, limits) {{ {body} }}");
    let reads = "//! # Made up\n//! Authority: made up.\nfn check(agreement, limits) { let a = limits.floor; let b = limits.cap; \
                 let c = limits.slack; let d = limits.kinds; let e = limits.late; let f = limits.sure; let g = limits.ties; \
                 if limits.mode == \"strict\" { return pass(); } error(\"x\") }";
    let files = [("pack.yaml", "name: a\n"), ("thresholds.yaml", LIMITS), ("rule.rhai", &*rule), ("reads.rhai", reads)];
    codes_of(&files)
}

#[test]
fn what_can_come_out_either_way_raises_no_alarm() {
    for body in [
        // What follows an `if` is reached on two ways, and asks again on one of them only.
        "if bid.total > 0 { if bid.years.sum > 0 { return pass(); } } if bid.total > 0 { return error(\"x\"); } pass()",
        "let a = bid.total > 0; if a { if bid.years.sum > 0 { return pass(); } } if a { return error(\"x\"); } pass()",
        // Neither more nor less nor the same was excluded.
        "if bid.total < limits.slack { return pass(); } if bid.total == limits.slack { return error(\"x\"); } warning(\"y\")",
        "if bid.total <= limits.slack { return pass(); } if bid.total <= bid.years.sum { return error(\"x\"); } warning(\"y\")",
        // At the ends of the bounds.
        "if limits.floor > 0 { return pass(); } error(\"x\")",
        "if limits.floor * limits.floor >= limits.floor { return pass(); } error(\"x\")",
        "if limits.slack / limits.cap < limits.slack { return pass(); } error(\"x\")",
        // Without bounds a threshold may be tuned to anything.
        "if limits.late < 0 { return pass(); } error(\"x\")",
        // One of two that did not both hold.
        "if bid.total > 0 && bid.years.sum > 0 { return pass(); } if bid.total > 0 { return error(\"x\"); } warning(\"y\")",
        // Of a word that may be absent.
        "let s = bid.status ?? \"awaited\"; if s == \"awaited\" { return pass(); } if present(bid.status) { return error(\"x\"); } warning(\"y\")",
        "if bid.name == \"a\" { return pass(); } if bid.name == \"b\" { return error(\"x\"); } warning(\"y\")",
        // A function is one place for all its calls.
        "let a = plus(0); let b = plus(bid.total); if a == b { return pass(); } error(\"x\") } fn plus(x) { if x > 0 { return x; } x + x",
    ] {
        assert_eq!(in_bid(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn what_cannot_come_out_otherwise_is_said() {
    for (body, code) in [
        ("if abs(bid.total) < 0 { return pass(); } error(\"x\")", "never-true"),
        ("if bid.total - bid.total == 0 { return pass(); } error(\"x\")", "always-true"),
        ("if bid.total * bid.total / bid.total == 0 { return pass(); } error(\"x\")", "units-do-not-mix"),
        ("if limits.floor * limits.cap < 0 { return pass(); } error(\"x\")", "never-true"),
        ("if min(bid.total, 0) > 0 { return pass(); } error(\"x\")", "never-true"),
        ("if max(bid.total, limits.slack) >= 0 { return pass(); } error(\"x\")", "always-true"),
        (
            "let a = bid.total; if a > 0 { return pass(); } if bid.total > 0 { return error(\"x\"); } warning(\"y\")",
            "never-true",
        ),
        (
            "if bid.total < bid.years.sum { return pass(); } if bid.years.sum > bid.total { return error(\"x\"); } warning(\"y\")",
            "never-true",
        ),
        (
            "if !(bid.total < limits.slack) { return pass(); } if bid.total < limits.slack { return error(\"x\"); } warning(\"y\")",
            "always-true",
        ),
        (
            "if bid.total == 0 || bid.years.sum == 0 { return pass(); } if bid.total != 0 { return error(\"x\"); } warning(\"y\")",
            "always-true",
        ),
        (
            "let x = if bid.total > 0 { bid.total } else { 0 }; if x == 0 { return pass(); } let y = if x < 0 { 1 } else { 0 }; if bid.years.sum > x * y { return error(\"x\"); } warning(\"y\")",
            "never-true",
        ),
        (
            "if bid.total > 0 && bid.years.sum > 0 { return pass(); } if bid.total > 0 { if bid.years.sum > 0 { return error(\"x\"); } } warning(\"y\")",
            "never-true",
        ),
        (
            "let gap = bid.total - bid.years.sum; let size = if gap < 0 { -gap } else { gap }; if size < 0 { return pass(); } error(\"x\")",
            "never-true",
        ),
        ("if true { return pass(); } error(\"x\")", "unreachable-branch"),
    ] {
        assert_eq!(in_bid(body), [code], "{body}");
    }
}

#[test]
fn of_a_shared_function_only_what_holds_of_every_call_is_said() {
    let rule = |call: &str| {
        format!("//! # A\n//! Authority: a.\nfn check(bid) {{ if own({call}) > 0 {{ return pass(); }} error(\"x\") }}")
    };
    let library = "//! # Own\nfn own(x) { if x >= 0 { return x; } x + x }";
    let found = |calls: &[&str]| {
        let rules: Vec<(String, String)> =
            calls.iter().enumerate().map(|(at, call)| (format!("rule-{at}.rhai"), rule(call))).collect();
        let mut files = vec![("pack.yaml", "name: a\n"), ("thresholds.yaml", ""), ("lib/own.rhai", library)];
        files.extend(rules.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        codes_of(&files)
    };
    assert_eq!(found(&["abs(bid.total)"]), ["always-true"]);
    assert_eq!(found(&["abs(bid.total)", "abs(bid.years.sum)"]), ["always-true"]);
    assert_eq!(found(&["abs(bid.total)", "bid.years.sum"]), Vec::<String>::new());
    assert_eq!(
        found(&["abs(bid.total)", "bid.yeers.sum"]),
        ["unknown-field"],
        "the rule that does not load may call it too"
    );
}

/// What reading a return, an agreement or explanations says, and no pack can have.
fn is_of_returns(code: &str) -> bool {
    let of_formats = ["csv-", "json-", "column-", "table-", "explain", "explan"];
    let of_intake = [
        "about-unknown",
        "amount-below-nought",
        "block-unknown",
        "body-unknown",
        "earlier-return-twice",
        "earlier-return-unreadable",
        "earlier-returns-of-others",
        "fund-unknown",
        "header-missing",
        "header-not-first",
        "id-twice",
        "indicator-unknown",
        "loan-unknown",
        "measure-unknown",
        "milestone-order",
        "not-a-figure",
        "not-a-name",
        "not-a-period",
        "observation-ambiguous",
        "observed-twice",
        "period-outside-term",
        "rate-missing",
        "rate-twice",
        "refresh-contradicts",
        "refresh-order",
        "refresh-outside-term",
        "restated-twice",
        "reward-target-unknown",
        "row-twice",
        "wrong-profile",
        "wrong-unit",
        "wrong-weight",
    ];
    of_formats.iter().any(|start| code.starts_with(start)) || of_intake.contains(&code)
}

#[test]
fn each_code_of_a_pack_is_planted() {
    let mut planted: BTreeSet<String> = large().into_iter().map(|(code, ..)| code.to_owned()).collect();
    // It takes a file that is no text: the tests of bounds have one.
    planted.insert("script-unreadable".to_owned());
    // It is said by `plumb test --mutants` alone.
    planted.insert("mutant-unnoticed".to_owned());
    for folder in folders(&root().join("fixtures/packs")) {
        planted.extend(expected(&folder).iter().filter_map(|line| line.split(' ').next_back().map(str::to_owned)));
    }
    let missing: Vec<&str> = codes::all().filter(|code| !is_of_returns(code) && !planted.contains(*code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The code of `src/`, file by file, without unit tests and comments.
fn code_of_the_library() -> String {
    fn below(folder: &Path, text: &mut String) {
        for path in entries(folder) {
            let name = path.to_string_lossy().replace('\\', "/");
            if path.is_dir() && !name.ends_with("/tests") {
                below(&path, text);
            } else if path.extension().is_some_and(|it| it == "rs") && !name.ends_with("tests.rs") {
                let file = fs::read_to_string(&path).expect("a text").replace("#[cfg(test)]\nmod tests;", "");
                let code = file.split("#[cfg(test)]").next().unwrap_or_default();
                text.extend(code.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|it| [it, "\n"]));
            }
        }
    }
    let mut text = String::new();
    below(&root().join("src"), &mut text);
    text
}

#[test]
fn each_code_has_a_page_and_each_page_a_code() {
    let text = code_of_the_library();
    let literals: BTreeSet<&str> = text.split('"').skip(1).collect();
    let is_code = |word: &&&str| {
        word.contains('-')
            && word.split('-').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase()))
    };
    // Names of packs and rules, a language, and words of git's.
    let no_codes = [SHIPPED, FIRST_RULE, "new-rule", "en-gb", "cat-file", "ls-tree", "rev-parse"];
    let without: Vec<&&str> =
        literals.iter().filter(is_code).filter(|it| codes::page(it).is_none() && !no_codes.contains(it)).collect();
    assert!(without.is_empty(), "codes without a page: {without:?}");
    // An id that is none of the agreement's: the code is made of what it should be the id of.
    let is_made = |code: &str| code.strip_suffix("-unknown").is_some_and(|what| literals.contains(what));
    let idle: Vec<&str> = codes::all().filter(|code| !literals.contains(code) && !is_made(code)).collect();
    assert!(idle.is_empty(), "pages of codes that nothing says: {idle:?}");
}

#[test]
fn each_page_says_why_and_how_to_mend_it() {
    for code in codes::all() {
        let page = codes::page(code).expect("a page");
        for part in ["Why it matters: ", "\nAn example", "\nMended:"] {
            assert!(page.contains(part), "{code}: {part}");
        }
        assert!(page.lines().all(|line| line.chars().count() <= 125), "{code}: lines of a page can be read");
    }
    let mut sorted: Vec<&str> = codes::all().collect();
    sorted.sort_unstable();
    assert!(sorted.windows(2).all(|pair| pair[0] != pair[1]), "a page a code");
}

#[test]
fn a_code_is_explained_and_a_slip_of_it_finds_it() {
    let answer = plumb(&["explain", "always-true"]);
    assert!(answer.exit == Exit::Fine && answer.out.contains("Why it matters:"), "{}", answer.out);
    let answer = plumb(&["explain", "alwais-true"]);
    assert!(answer.exit == Exit::NotJudged && answer.err.contains("did you mean `always-true`?"), "{}", answer.err);
}

#[test]
fn the_shipped_pack_is_clean() {
    let folder = format!("rules/{SHIPPED}");
    let agreement = ["--agreement", "fixtures/leicestershire-laa/agreement.yaml", "--as-at", "2006-09-30"];
    let answer = plumb(&[&["lint", &folder][..], &agreement].concat());
    assert_eq!(answer.exit, Exit::Fine, "{}", answer.out);
    insta::assert_snapshot!("shipped", answer.out);
    assert_eq!(plumb(&["lint"]).exit, Exit::Fine);
}

#[test]
fn exit_codes_say_what_it_came_to() {
    assert_eq!(plumb(&["lint", "fixtures/packs/never-true"]).exit, Exit::Found);
    assert_eq!(plumb(&["lint", "fixtures/packs/pack-incomplete"]).exit, Exit::Found);
    assert_eq!(plumb(&["lint", "fixtures/packs/rule-without-fixtures"]).exit, Exit::Fine);
    assert_eq!(plumb(&["lint", "fixtures/nowhere"]).exit, Exit::NotJudged);
    assert_eq!(plumb(&["lint", "--agreement", "fixtures/nowhere.yaml"]).exit, Exit::NotJudged);
}

#[test]
fn the_json_is_as_its_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(&plumb(&["schema", "lint"]).out).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema that holds");
    for folder in folders(&root().join("fixtures/packs")) {
        let value: serde_json::Value = serde_json::from_str(&planted(&folder, "json").out).expect("a document");
        assert!(validator.is_valid(&value), "{}", folder.display());
        assert_eq!(value["schema"], "plumbline/lint/1");
    }
}

const LIMITS: &str = "\
floor: { about: a, type: percent, within: { min: 0, max: 100 }, values: [{ from: 2006-04-01, value: 60, authority: made up }] }
cap: { about: a, type: ratio, within: { min: 1 }, values: [{ from: 2006-04-01, value: 1.5, authority: made up }] }
slack: { about: a, type: money, within: { min: 0, max: 1000 }, values: [{ from: 2006-04-01, value: 500, authority: made up }] }
kinds: { about: a, type: set, of: [cash, grant, aligned], values: [{ from: 2006-04-01, value: [cash, aligned], authority: made up }] }
sure: { about: a, type: set, of: certainty, values: [{ from: 2006-04-01, value: [confirmed, expected], authority: made up }] }
ties: { about: a, type: set, of: tie, values: [{ from: 2006-04-01, value: [year, place], authority: made up }] }
mode: { about: a, type: choice, of: [strict, loose], values: [{ from: 2006-04-01, value: strict, authority: made up }] }
late: { about: a, type: money, values: [{ from: 2031-04-01, value: 1, authority: made up }] }
";

/// A rule that asks the same few values again and again, so that much is known on its ways.
fn asking_text(dice: &mut Dice) -> String {
    const VALUES: &[&str] = &[
        "bid.total",
        "bid.years.sum",
        "bid.years.known_part",
        "bid.years.at_most",
        "limits.slack",
        "0",
        "gap",
        "size",
        "abs(gap)",
        "-(bid.total)",
        "min(bid.total, limits.slack)",
        "max(0, gap)",
        "half_up_to_thousand(bid.total)",
        "bid.total * limits.floor",
        "bid.total / limits.cap",
        "(if gap > 0 { gap } else { 0 })",
        "half",
    ];
    let mut text = String::from(
        "//! # Made up\nfn check(bid, limits) {\n    let gap = bid.years.sum - bid.total;\n    let size = abs(gap);\n    \
         let half = bid.total * limits.floor;\n    let status = bid.status ?? \"submitted\";\n",
    );
    let ask = |dice: &mut Dice| match dice.roll(7) {
        0 => format!("status {} \"{}\"", dice.pick(&["==", "!="]), dice.pick(&["submitted", "no_bid", "awaited"])),
        1 => "present(bid.status)".to_owned(),
        _ => {
            let order = dice.pick(&["<", "<=", ">", ">=", "==", "!="]).to_owned();
            format!("{} {order} {}", dice.pick(VALUES), dice.pick(VALUES))
        }
    };
    for at in 0..3 + dice.roll(4) {
        let (one, other) = (ask(dice), ask(dice));
        let condition = match dice.roll(4) {
            0 => format!("{one} && {other}"),
            1 => format!("{one} || {other}"),
            2 => format!("!({one})"),
            _ => one,
        };
        let end = format!("return error(\"{at}\");");
        let end = if dice.roll(3) == 0 { format!("if {other} {{ {end} }}") } else { end };
        text += format!("    if {condition} {{ {end} }}\n").as_str();
    }
    text + "    switch status { \"no_bid\" => pass(), \"awaited\" => error(\"w\"), _ => warning(\"s\") }\n}\n"
}

/// A division by nought, by which a place tells that it was reached.
const PROBE: &str = "1 / (1 - 1)";

/// The rule with a probe at the place of a finding: it breaks when what was said can never be comes about. None of an
/// arm that gives more than a verdict.
fn probed(finding: &Diagnostic, source: &Source) -> Option<String> {
    let (at, whole) = (finding.labels[0].span, source.text());
    let text = source.slice(at);
    let (before, after) = (&whole[..at.start()], &whole[at.end()..]);
    Some(match finding.code.as_str() {
        "never-true" => format!("{before}(({text}) && {PROBE} > 0){after}"),
        "always-true" => format!("{before}(({text}) || {PROBE} > 0){after}"),
        // Its first label is on what is never reached, else on the condition.
        _ if finding.labels[0].text == "decided before" && finding.headline.contains("always") => {
            format!("{before}(({text}) || {PROBE} > 0){after}")
        }
        _ if finding.labels[0].text == "decided before" && finding.headline.contains("holds") => {
            format!("{before}(({text}) && {PROBE} > 0){after}")
        }
        _ if finding.labels[0].text != "never reached" => return None,
        _ => match before.trim_end().strip_suffix("return") {
            Some(before) => format!("{before}let probe = {PROBE}; return {text}{after}"),
            None if text.ends_with(')') => format!("{before}{{ let probe = {PROBE}; {text} }}{after}"),
            None => return None,
        },
    })
}

/// Whether a rule comes to its probe over some scene.
fn reaches_probe(text: &str, scenes: &[Arc<Scene>]) -> Option<bool> {
    let mut sources = Sources::new();
    let pack =
        pack_of(&[("pack.yaml", "name: generated\n"), ("thresholds.yaml", LIMITS), ("rule.rhai", text)], &mut sources);
    let compiled = compile(&pack);
    let rule = compiled.rules.first()?;
    let is_probe = |span: Span| sources.slice(span) == PROBE;
    Some(scenes.iter().any(|scene| {
        subjects_of(rule, scene).into_iter().any(|instance| {
            let came = evaluate::run(&mut Judge::default(), rule, &instance, &pack.thresholds);
            matches!(came.end, Err(Stop::Fault(fault)) if is_probe(fault.span))
        })
    }))
}

#[test]
fn what_is_said_to_be_impossible_never_happens() {
    let (mut said, mut tried) = (0, BTreeMap::new());
    for seed in 0..170 {
        let mut dice = Dice::new(seed + 7000);
        let mut sources = Sources::new();
        let scenes: Vec<Arc<Scene>> =
            (0..6).map(|_| scene_of(&agreement_text(&mut dice), &return_text(&mut dice), &mut sources)).collect();
        for at in 0..4 {
            let text = if at == 0 { rule_text(&mut dice) } else { asking_text(&mut dice) };
            let files = [("pack.yaml", "name: generated\n"), ("thresholds.yaml", LIMITS), ("rule.rhai", &text)];
            let pack = pack_of(&files, &mut sources);
            let found = linted(&pack, &compile(&pack), Vec::new(), &sources).found;
            for finding in &found {
                let is_flow = ["never-true", "always-true", "unreachable-branch"].contains(&finding.code.as_str());
                let Some(probed) = is_flow.then(|| probed(finding, &pack.rules[0].source)).flatten() else { continue };
                said += 1;
                let Some(reached) = reaches_probe(&probed, &scenes) else { continue };
                *tried.entry(finding.code.clone()).or_insert(0) += 1;
                assert!(!reached, "seed {seed}: {}\n{text}\n{probed}", finding.headline);
            }
        }
    }
    println!("said to be impossible: {said}; tried, and never happened: {tried:?}");
    let all: usize = tried.values().sum();
    assert!(tried.len() == 3 && all > 300 && all * 10 > said * 8, "{tried:?} of {said}");
}

#[test]
fn a_probe_that_is_reached_is_seen() {
    let mut dice = Dice::new(1);
    let mut sources = Sources::new();
    let scenes: Vec<Arc<Scene>> =
        (0..6).map(|_| scene_of(&agreement_text(&mut dice), &return_text(&mut dice), &mut sources)).collect();
    let rule = format!("fn check(bid, limits) {{ if ((bid.total >= 0) && {PROBE} > 0) {{ return pass(); }} pass() }}");
    assert_eq!(reaches_probe(&rule, &scenes), Some(true));
}
