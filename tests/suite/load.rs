//! What is wrong with a rule is said when it is loaded: once, in its place, with what to write instead.

use plumbline::engine::compile::compile;
use plumbline::source::Sources;

use crate::support::{pack_of, short};

const PACK: &str = "name: made-up\n";
const LIMITS: &str = "\
floor: { about: a floor, type: percent, values: [{ from: 2006-04-01, value: 60, authority: made up }] }
slack: { about: a sum, type: money, values: [{ from: 2006-04-01, value: 5, authority: made up }] }
kinds: { about: kinds, type: set, of: [cash, grant], values: [{ from: 2006-04-01, value: [cash], authority: made up }] }
sure: { about: sure, type: set, of: certainty, values: [{ from: 2006-04-01, value: [confirmed], authority: made up }] }
ties: { about: ties, type: set, of: tie, values: [{ from: 2006-04-01, value: [year], authority: made up }] }
odd: { about: odd, type: set, of: [cash, gold], values: [{ from: 2006-04-01, value: [cash], authority: made up }] }
mode: { about: a mode, type: choice, of: [strict, loose], values: [{ from: 2006-04-01, value: strict, authority: made up }] }
grace: { about: days, type: days, values: [{ from: 2006-04-01, value: 30, authority: made up }] }
start: { about: a day, type: date, values: [{ from: 2006-04-01, value: 2006-07-31, authority: made up }] }
growth: { about: bands, type: bands, of: [red, amber, green], values: [{ from: 2006-04-01, value: [{ below: 0.6, is: red }, { below: 0.95, is: amber }, { else: green }], authority: made up }] }
";

/// Every problem of a script, in short. A rule that uses all thresholds stands beside it, so that none is unused.
fn problems(script: &str) -> Vec<String> {
    let reader = "fn check(agreement, limits) { let a = limits.floor; let b = limits.slack; let c = limits.kinds; \
                  let d = limits.odd; let h = limits.sure; let i = limits.ties; let e = limits.grace; let f = limits.start; let g = limits.growth; if limits.mode == \"strict\" { return pass(); } pass() }";
    let mut sources = Sources::new();
    let files = [("pack.yaml", PACK), ("thresholds.yaml", LIMITS), ("rule.rhai", script), ("reads-all.rhai", reader)];
    let pack = pack_of(&files, &mut sources);
    compile(&pack).diagnostics.iter().map(|diagnostic| short(diagnostic, &sources)).collect()
}

/// The problems of a check of a bid with this body.
fn in_bid(body: &str) -> Vec<String> {
    problems(&format!("fn check(bid, limits) {{ {body} }}"))
}

#[track_caller]
fn one(found: &[String], starts: &str, holds: &str) {
    assert_eq!(found.len(), 1, "one mistake, one error: {found:#?}");
    assert!(
        found[0].starts_with(starts) && found[0].contains(holds),
        "wanted `{starts}` and `{holds}`, found {}",
        found[0]
    );
}

#[test]
fn unknown_names_come_with_a_suggestion() {
    one(
        &in_bid("if bid.totl > limits.slack { return pass(); } pass()"),
        "unknown-field «totl»",
        "did you mean `total`?",
    );
    one(
        &in_bid("if bid.total > limits.slak { return pass(); } pass()"),
        "unknown-threshold «slak»",
        "did you mean `slack`?",
    );
    one(
        &in_bid("if ab(bid.total) > limits.slack { return pass(); } pass()"),
        "unknown-function «ab»",
        "did you mean `abs`?",
    );
    one(
        &in_bid("if bidd.total > limits.slack { return pass(); } pass()"),
        "unknown-name «bidd»",
        "did you mean `bid`?",
    );
    one(
        &in_bid("let x = bid.years.sun; if x > 0 { return pass(); } pass()"),
        "unknown-field «sun»",
        "did you mean `sum`?",
    );
    one(&in_bid("pas()"), "unknown-function «pas»", "did you mean `pass`?");
    one(
        &in_bid("if present(bid.status) && bid.status == \"nobid\" { return pass(); } pass()"),
        "not-in-list «\"nobid\"»",
        "`no_bid`",
    );
    one(&problems("fn check(bit) { pass() }"), "wrong-parameters «bit»", "did you mean `bid`?");
    one(&problems("fn chek(bid) { pass() }"), "no-rule «chek»", "did you mean `check`?");
}

#[test]
fn units_that_do_not_mix_are_refused() {
    let both = "units-do-not-mix «bid.total» «limits.floor»";
    one(
        &in_bid("let x = bid.total + limits.floor; if x > 0 { return pass(); } pass()"),
        both,
        "money and a percent cannot be added",
    );
    one(
        &in_bid("if bid.total > limits.floor { return pass(); } pass()"),
        both,
        "money and a percent cannot be compared",
    );
    one(&in_bid("if bid.total > 100 { return pass(); } pass()"), "units-do-not-mix «bid.total» «100»", "compared");
    one(&in_bid("if min(bid.total, limits.floor) > 0 { return pass(); } pass()"), both, "one unit");
    one(&in_bid("if bid.total * bid.total > 0 { return pass(); } pass()"), "units-do-not-mix", "multiplied");
    assert!(in_bid("if bid.total * limits.floor > limits.slack { return pass(); } pass()").is_empty());
    assert!(in_bid("if bid.total / bid.years.sum >= limits.floor { return pass(); } pass()").is_empty());
}

#[test]
fn an_optional_field_unasked_is_refused_in_every_construct() {
    let uses = [
        "if bid.status == \"no_bid\" { return pass(); } pass()",
        "if \"no_bid\" != bid.status { return pass(); } pass()",
        "if !(bid.status == \"no_bid\") { return pass(); } pass()",
        "if true && bid.status == \"no_bid\" { return pass(); } pass()",
        "if true || bid.status == \"no_bid\" { return pass(); } pass()",
        "if present(bid.status) || bid.status == \"no_bid\" { return pass(); } pass()",
        "if !present(bid.status) && bid.status == \"no_bid\" { return pass(); } pass()",
        "if present(bid.status) { return pass(); } if bid.status == \"no_bid\" { return pass(); } pass()",
        "switch bid.status { \"no_bid\" => pass(), _ => pass() }",
        "error(`it is ${bid.status}`)",
        "error(bid.status)",
        "let x = if bid.status == \"no_bid\" { 1 } else { 0 }; if x == 1 { return pass(); } pass()",
        "let x = { bid.status == \"no_bid\" }; if x { return pass(); } pass()",
        "let s = bid.status; if s == \"no_bid\" { return pass(); } pass()",
        "error(\"x\").help(`${bid.status}`)",
        "error(\"x\").at(bid.total, `${bid.status}`)",
        "if true { if bid.status == \"no_bid\" { return pass(); } } pass()",
        "if bid.block == bid.reward_target { return pass(); } pass()",
    ];
    for body in uses {
        one(&in_bid(body), "optional-unasked", "may be absent");
    }
    let of_fund = |body: &str| problems(&format!("fn check(fund, limits) {{ {body} }}"));
    for body in [
        "if fund.ceiling > 0 { return pass(); } pass()",
        "if fund.ceiling + fund.committed.sum > 0 { return pass(); } pass()",
        "if -fund.ceiling < 0 { return pass(); } pass()",
        "if abs(fund.ceiling) > 0 { return pass(); } pass()",
        "if max(fund.ceiling, 0) > 0 { return pass(); } pass()",
        "let x = fund.ceiling ?? fund.ceiling; if x > 0 { return pass(); } pass()",
        "error(more_or_less(fund.ceiling))",
        "if twice(fund.ceiling) > 0 { return pass(); } pass() } fn twice(x) { x + x",
        "if over(fund) { return pass(); } pass() } fn over(f) { f.ceiling > 0",
    ] {
        let found = of_fund(body);
        assert!(
            found.iter().all(|problem| problem.starts_with("optional-unasked")) && !found.is_empty(),
            "{body}: {found:#?}"
        );
    }
}

#[test]
fn an_optional_field_that_was_asked_for_is_taken() {
    for body in [
        "if present(bid.status) && bid.status == \"no_bid\" { return pass(); } pass()",
        "if !present(bid.status) { return pass(); } if bid.status == \"no_bid\" { return pass(); } pass()",
        "if !present(bid.status) || bid.status == \"no_bid\" { return pass(); } pass()",
        "let s = bid.status; if present(s) && s == \"no_bid\" { return pass(); } pass()",
        "let s = bid.status ?? \"submitted\"; if s == \"no_bid\" { return pass(); } pass()",
        "error(\"x\").at(bid.status, \"should stand here\")",
        "if present(bid.status) { switch bid.status { \"no_bid\" => { return pass(); }, _ => { return pass(); } } } pass()",
        "let t = if present(bid.reward_target) { bid.reward_target } else { bid.block }; error(`for ${t}`)",
    ] {
        assert!(in_bid(body).is_empty(), "{body}: {:#?}", in_bid(body));
    }
}

#[test]
fn what_is_outside_the_dialect_is_refused_with_what_to_write() {
    for (body, underlined, help) in [
        ("for x in bid { foo(x); } pass()", "«for»", "--api"),
        ("while true { } pass()", "«while»", "--api"),
        ("loop { break; } pass()", "«loop»", "--api"),
        ("do { } while true; pass()", "«do»", "--api"),
        ("let x = [1, 1]; pass()", "«[»", "--api"),
        ("let x = #{ a: 1 }; pass()", "«#{»", "--api"),
        ("let x = |y| y + 1; pass()", "«|»", "--api"),
        ("let x = bid?.total; pass()", "«?.»", "present"),
        ("throw \"x\"; pass()", "«throw»", "verdict"),
        ("try { pass() } catch { pass() }", "«try»", "undecided"),
        ("const X = 1; pass()", "«const»", "thresholds.yaml"),
        ("let x = bid.total % 100; pass()", "«%»", "function"),
        ("let x = bid.total ** 1; pass()", "«**»", "function"),
        ("let x = 1; x = 0; pass()", "«=»", "`let`"),
        ("let x = 1; x += 1; pass()", "«+=»", "`let`"),
        ("if bid.total > 0.6 { return pass(); } pass()", "«0.6»", "thresholds.yaml"),
        ("if bid.total > 0x10 { return pass(); } pass()", "«0x10»", "thresholds.yaml"),
        (
            "if bid.total > 123456789012345678901234567890 { return pass(); } pass()",
            "«123456789012345678901234567890»",
            "thresholds.yaml",
        ),
        ("if 1 in bid.total { return pass(); } pass()", "«in»", "--api"),
        ("let x = 'a'; pass()", "«'a'»", "double quotes"),
        ("import \"x\" as y; pass()", "«import»", "lib"),
    ] {
        let code = if help == "thresholds.yaml" && !body.starts_with("const") {
            "literal-not-a-threshold"
        } else {
            "outside-dialect"
        };
        one(&in_bid(body), &format!("{code} {underlined}"), help);
    }
    one(&in_bid("let x = if true { return pass(); } else { 1 }; pass()"), "outside-dialect «return»", "inside a value");
    one(&in_bid("switch bid.total { 1 => pass(), _ => pass() }"), "outside-dialect «1»", "compare numbers");
    one(
        &in_bid("let s = bid.status ?? \"no_bid\"; switch s { \"no_bid\" if true => pass(), _ => pass() }"),
        "outside-dialect «if»",
        "into the arm",
    );
    one(&problems("fn check(bid) { again(bid) } fn again(b) { again(b) }"), "outside-dialect «again»", "calls itself");
    one(&problems("let x = 1; fn check(bid) { pass() }"), "outside-dialect «let»", "thresholds.yaml");
    one(&in_bid("if block.matched(bid.block) > 0 { return pass(); } pass()"), "unknown-name «block»", "bid");
}

#[test]
fn every_path_ends_with_a_verdict_of_the_kind() {
    one(&in_bid("if bid.total > 0 { return pass(); }"), "path-gives-nothing", "`else`");
    one(&in_bid("bid.total"), "no-verdict «bid.total»", "`pass`");
    one(&in_bid("pay(bid.total)"), "wrong-ending «pay»", "`error`");
    one(&in_bid("pass(); pass()"), "value-thrown-away «pass()»", "return");
    one(&in_bid("return pass(); error(\"x\")"), "unreachable «error(\"x\")»", "never reached");
    one(
        &in_bid("let s = bid.status ?? \"awaited\"; switch s { \"no_bid\" => pass(), \"awaited\" => pass() }"),
        "path-gives-nothing",
        "`submitted`",
    );
    one(
        &in_bid(
            "let s = bid.status ?? \"awaited\"; switch s { \"no_bid\" => pass(), \"no_bid\" => pass(), _ => pass() }",
        ),
        "unreachable «\"no_bid\"»",
        "already",
    );
    one(&in_bid(""), "path-gives-nothing", "verdict");
    one(&in_bid("let x = if bid.total > 0 { 1 }; pass()"), "path-gives-nothing", "`else`");
    one(&problems("fn award(measure) { pass() }"), "wrong-ending «pass»", "`pay`");
}

#[test]
fn labels_stand_on_fields_and_methods_take_words() {
    one(&in_bid("error(\"x\").at(bid.total + bid.total, \"y\")"), "label-not-a-field «bid.total + bid.total»", "field");
    one(&in_bid("error(\"x\").at(limits.slack, \"y\")"), "label-not-a-field «limits.slack»", "field");
    let block = |body: &str| problems(&format!("fn condition(block, limits) {{ {body} met(\"x\") }}"));
    one(&block("let x = block.matched(limits.odd, limits.sure, limits.ties).sum;"), "wrong-type «limits.odd»", "gold");
    one(
        &block("let x = block.matched(limits.kinds, limits.floor, limits.ties).sum;"),
        "wrong-type «limits.floor»",
        "some of",
    );
    one(
        &block("let x = block.matched(limits.kinds, limits.sure, block.name).sum;"),
        "outside-dialect «block.name»",
        "a word or a threshold",
    );
    one(&block("let x = block.matched(limits.kinds, limits.kinds).sum;"), "wrong-number-of-values «matched»", "3");
    assert!(block("let x = block.matched(limits.kinds, limits.sure, limits.ties).sum;").is_empty());
}

#[test]
fn rivals_and_several_mistakes_are_all_said() {
    let mut sources = Sources::new();
    let rule = "fn award(measure) { nothing(\"x\") }";
    let files = [
        ("pack.yaml", PACK),
        ("thresholds.yaml", ""),
        ("a.rhai", rule),
        ("b.rhai", rule),
        ("c.rhai", "fn check(bid) { bid.totl }\nfn x( {"),
    ];
    let pack = pack_of(&files, &mut sources);
    let compiled = compile(&pack);
    let found: Vec<String> = compiled.diagnostics.iter().map(|diagnostic| short(diagnostic, &sources)).collect();
    assert_eq!(compiled.broken, ["a", "b", "c"]);
    assert!(found.iter().any(|it| it.starts_with("second-of-its-kind «award» «award»")), "{found:#?}");
    assert!(found.iter().any(|it| it.starts_with("unknown-field «totl»")), "{found:#?}");
    assert!(found.iter().any(|it| it.starts_with("script-syntax")), "{found:#?}");
    assert_eq!(found.len(), 3, "{found:#?}");
}

/// Scripts made to hurt: the message that each gets, in a thread of two megabytes.
#[test]
fn scripts_that_are_too_much_are_refused() {
    let many = |text: &str, times: usize| text.repeat(times);
    let lets = |times: usize| (0..times).map(|at| format!("let x{at} = 1; ")).collect::<Vec<_>>().concat();
    let terms = vec!["1"; 15_000].join("+");
    let doubles: Vec<String> = (0..30).map(|at| format!("fn d{at}(b) {{ d{}(b) + d{}(b) }}", at + 1, at + 1)).collect();
    let doubling: Vec<String> = (0..30).map(|at| format!("fn e{at}() {{ e{}() + e{}() }}", at + 1, at + 1)).collect();
    for (body, code) in [
        (format!("{} pass()", lets(3000)), "rule-too-long"),
        (format!("let y = {{ {} 1 }}; pass()", lets(3000)), "rule-too-long"),
        (format!("let x = e0(); pass() }} {} fn e30() {{ 1", doubling.concat()), "rule-too-large"),
        (format!("let x = d0(1); pass() }} {} fn d30(b) {{ b", doubles.concat()), "rule-too-long"),
        (format!("let x = {terms}; pass()"), "script-syntax"),
        (format!("let x = {}1{}; pass()", many("(", 3000), many(")", 3000)), "script-syntax"),
        (format!("{}pass(){}", many("{", 2000), many("}", 2000)), "script-syntax"),
        (format!("pass(){}", many(".at(bid.total, \"x\")", 2500)), "script-syntax"),
        (format!("error(\"{}\")", many("x", 70_000)), "script-too-long"),
    ] {
        one(&in_bid(&body), code, "");
    }
    assert!(in_bid(&format!("{} pass()", lets(200))).is_empty());
}

/// What a check of an indicator says over the clean return, by the words it is given.
#[test]
fn arms_lead_to_what_stands_behind_their_arrow() {
    use plumbline::verdict::{Outcome, Verdict};
    let script = "fn check(indicator) { let band = indicator.given_band ?? \"refresh\"; switch band { \
                  \"red\" | \"refresh\" => if indicator.baseline > 0 { warning(\"red\") } else { warning(\"odd\") } \
                  \"green\" => warning(\"green\"), _ => { warning(\"other\") } } }";
    let mut sources = Sources::new();
    let pack = pack_of(&[("pack.yaml", PACK), ("thresholds.yaml", ""), ("x.rhai", script)], &mut sources);
    let compiled = compile(&pack);
    assert!(compiled.diagnostics.is_empty());
    let folder = crate::support::root().join("fixtures/northshire-small/returns/2026-27-q1");
    let report = crate::support::judge_return(&folder, &pack, &compiled, &mut sources);
    let said: Vec<&str> = report
        .judgements
        .iter()
        .map(|judgement| match &judgement.outcome {
            Outcome::Decided(Verdict::Finding { headline, .. }) => headline.as_str(),
            _ => "-",
        })
        .collect();
    assert_eq!(said, ["green", "other", "red", "other", "green", "green"]);
}

#[test]
fn what_is_not_closed_is_said_once_and_ends() {
    for (script, underlined) in [
        ("fn check(bid) { pass() } /* open", "«/*»"),
        ("fn check(bid) { error(\"open) }", "«\"open) }»"),
        ("fn check(bid) { error(`a ${bid.total ) }", ""),
        ("the fund's own\nfn check(fund) {\nif !present(fund.ceiling) {\n}\nif known > fund.ceiling {\n}\n}", ""),
        ("fn check(bid) { pass()", "«{»"),
    ] {
        let found = problems(script);
        assert!(!found.is_empty() && found.len() <= 2 && found[0].contains(underlined), "{script}: {found:#?}");
    }
}

#[test]
fn words_that_can_never_be_the_same_are_refused() {
    let indicator =
        |body: &str| problems(&format!("fn check(indicator, limits) {{ {body} pass() }} fn same(x, y) {{ x == y }}"));
    one(
        &indicator("if indicator.polarity == indicator.path { return pass(); } if same(1, 1) { return pass(); }"),
        "wrong-type «indicator.polarity» «indicator.path»",
        "never",
    );
    one(
        &indicator("let w = \"highr\"; if indicator.polarity == w { return pass(); } if same(1, 1) { return pass(); }"),
        "wrong-type «w»",
        "word of its list",
    );
    one(
        &indicator("if same(indicator.polarity, \"nonsense\") { return pass(); }"),
        "wrong-type «y»",
        "word of its list",
    );
}

#[test]
fn a_question_is_superfluous_only_if_it_is_on_every_way() {
    let body = "if present(bid.status) { if bid.total > 0 { return pass(); } } \
                if present(bid.block_or) { return pass(); } pass()";
    assert!(in_bid(body)[0].starts_with("unknown-field"));
    let body = "if present(bid.status) { if bid.total > 0 { return pass(); } } if present(bid.status) { return error(\"x\"); } pass()";
    assert!(in_bid(body).is_empty(), "{:#?}", in_bid(body));
    one(&in_bid("if present(bid.total) { return pass(); } pass()"), "always-present «bid.total»", "leave out");
    let helper = "fn check(bid) { if nought(bid.total) > nought(bid.years.sum) { return pass(); } pass() } fn nought(x) { x ?? 0 }";
    assert!(problems(helper).is_empty(), "{:#?}", problems(helper));
}

#[test]
fn what_no_way_leads_to_is_said() {
    let body = "if bid.total > 0 { return pass(); } else { return error(\"x\"); } let y = bid.nonsense; error(y)";
    one(&in_bid(body), "unreachable «y = bid.nonsense»", "never reached");
    one(&problems("fn check(bid) { pass() } fn idle(x) { bogus(x) }"), "function-unused «idle»", "idle");
    one(&in_bid("let f = limits.slack; warning(\"w\").at(f, \"x\")"), "label-not-a-field «f»", "field");
    one(
        &problems("fn outcome_band(indicator) { let b = indicator.outcome_band.band; red(`${b}`) }"),
        "reads-a-later-verdict «outcome_band»",
        "order",
    );
    one(
        &problems(
            "fn trajectory(indicator) { if indicator.outcome_band.band == \"red\" { return off(indicator.milestone); } on(indicator.milestone) }",
        ),
        "reads-a-later-verdict",
        "order",
    );
    one(&problems("fn check(bid) { f(1, 0) } fn f(a, a) { pass() }"), "script-syntax «a»", "one name");
}

#[test]
fn what_would_not_end_or_is_huge_is_refused_when_it_is_loaded() {
    one(
        &problems("fn again(x) { again(x) } fn check(bid) { if again(bid.total) > 0 { return pass(); } pass() }"),
        "outside-dialect «again",
        "`again` calls itself",
    );
    let digits = "9".repeat(50_000);
    one(
        &in_bid(&format!("if bid.total > {digits} {{ return pass(); }} pass()")),
        "literal-not-a-threshold",
        "50000 digits",
    );
    let brackets = format!("{}1{}", "(".repeat(20_000), ")".repeat(20_000));
    one(&in_bid(&format!("if bid.total > {brackets} {{ return pass(); }} pass()")), "script-syntax", "complexity");
    one(&in_bid(&format!("error(\"{}\")", "x".repeat(100_000))), "script-too-long", "60000 are the most");
}

/// The problems of a check of a statement with this body.
fn in_statement(body: &str) -> Vec<String> {
    problems(&format!("fn check(statement, limits) {{ {body} pass() }}"))
}

#[test]
fn dates_and_days_calculate_as_they_do_and_nothing_else() {
    for condition in [
        "statement.named_day - statement.day_before > limits.grace",
        "statement.day_before + limits.grace <= statement.named_day",
        "limits.grace + statement.day_before == limits.start",
        "statement.named_day - limits.grace * 100 / 100 != limits.start + 0",
        "abs(statement.named_day - limits.start) < limits.grace",
        "limits.on(statement.named_day).start < limits.on(limits.start + limits.grace).start",
    ] {
        let body = format!("if {condition} {{ return error(`${{statement.named_day + limits.grace}}`); }}");
        assert!(in_statement(&body).is_empty(), "{condition}: {:#?}", in_statement(&body));
    }
    let days = "units-do-not-mix «statement.named_day»";
    for (condition, starts, holds) in [
        ("statement.named_day * limits.grace > 0", format!("{days} «limits.grace»"), "a date less a date is days"),
        ("statement.named_day / statement.day_before > 0", format!("{days} «statement.day_before»"), "divided"),
        ("statement.named_day + statement.day_before > 0", format!("{days} «statement.day_before»"), "added"),
        ("statement.named_day + 1 > limits.start", format!("{days} «1»"), "`limits.its_days`"),
        ("statement.named_day + limits.slack > limits.start", format!("{days} «limits.slack»"), "money"),
        (
            "limits.grace - statement.named_day > limits.start",
            "units-do-not-mix «limits.grace» «statement.named_day»".to_owned(),
            "subtracted",
        ),
        (
            "statement.named_day > limits.grace",
            "wrong-type «statement.named_day» «limits.grace»".to_owned(),
            "a date with a date",
        ),
        ("statement.named_day == 0", "wrong-type «statement.named_day» «0»".to_owned(), "a date with a date"),
        ("-statement.named_day < limits.start", "wrong-type «statement.named_day»".to_owned(), "a number is wanted"),
        ("abs(statement.named_day) > 0", "wrong-type «statement.named_day»".to_owned(), "`abs` takes"),
        (
            "statement.named_day - statement.day_before > limits.slack",
            "units-do-not-mix «statement.named_day - statement.day_before» «limits.slack»".to_owned(),
            "days and money",
        ),
    ] {
        one(&in_statement(&format!("if {condition} {{ return pass(); }}")), &starts, holds);
    }
}

#[test]
fn thresholds_on_another_day_take_a_date_and_a_name() {
    let with = |condition: &str| in_statement(&format!("if {condition} {{ return pass(); }}"));
    one(&with("limits.on(statement.name).floor > 0"), "wrong-type «statement.name»", "on a date");
    one(&with("limits.on(limits.grace).floor > 0"), "wrong-type «limits.grace»", "on a date");
    one(&with("limits.on(statement.named_day).flor > 0"), "unknown-threshold «flor»", "did you mean `floor`?");
    one(&with("limits.on(statement.named_day, limits.start).floor > 0"), "wrong-number-of-values «on»", "1 value");
    one(&with("limits.on(statement.named_day) > 0"), "wrong-type «limits.on(statement.named_day)»", "its_name");
    one(&with("limits.during(statement.named_day).floor > 0"), "unknown-field «during»", "limits.on(day)");
    one(
        &problems("fn check(indicator, limits) { if limits.on(indicator.as_at).floor > 0 { return pass(); } pass() }"),
        "optional-unasked «indicator.as_at»",
        "may be absent",
    );
}

#[test]
fn bands_give_one_of_their_words() {
    let growth = "band_of(limits.growth, bid.total / bid.years.sum)";
    let ends = "\"red\" => error(\"r\"), \"amber\" => warning(\"a\")";
    assert!(in_bid(&format!("switch {growth} {{ {ends}, \"green\" => pass() }}")).is_empty());
    assert!(in_bid(&format!("let it = {growth}; switch it {{ {ends}, _ => error(`${{it}}`) }}")).is_empty());
    assert!(in_bid(&format!("if {growth} == \"red\" {{ return pass(); }} pass()")).is_empty());
    one(&in_bid(&format!("switch {growth} {{ {ends} }}")), "path-gives-nothing", "add an arm for each");
    one(&in_bid(&format!("switch {growth} {{ {ends} }}")), "path-gives-nothing", "no arm for `green`");
    one(&in_bid(&format!("if {growth} == \"blue\" {{ return pass(); }} pass()")), "not-in-list «\"blue\"»", "`red`");
    one(
        &in_bid("if band_of(limits.growth, bid.total) == \"red\" { return pass(); } pass()"),
        "units-do-not-mix «limits.growth» «bid.total»",
        "bands of a ratio cannot divide money",
    );
    one(
        &in_bid("if band_of(limits.floor, limits.floor) == \"red\" { return pass(); } pass()"),
        "wrong-type «limits.floor»",
        "`band_of` takes bands here",
    );
    one(&in_bid("error(`${limits.growth}`)"), "wrong-type «limits.growth»", "a text holds values");
    one(&in_bid("if limits.growth > 0 { return pass(); } pass()"), "wrong-type «limits.growth»", "have an order");
}

/// The nodes of the rule of a bid with this body, those that several ways lead to counted once.
fn nodes_in_bid(body: &str) -> usize {
    let mut sources = Sources::new();
    let script = format!("fn check(bid) {{ {body} }}");
    let files = [("pack.yaml", PACK), ("thresholds.yaml", ""), ("rule.rhai", &script)];
    let compiled = compile(&pack_of(&files, &mut sources));
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics.first().map(|it| short(it, &sources)));
    let mut nodes = 0;
    plumbline::engine::walk::each(&compiled.rules[0].body, &mut |_| nodes += 1);
    nodes
}

#[test]
fn what_several_ways_lead_to_is_one_node() {
    let guard = "if bid.total > 0 { if bid.years.sum < 0 { return error(\"x\"); } } ";
    let (ten, thirty) = (nodes_in_bid(&(guard.repeat(10) + "pass()")), nodes_in_bid(&(guard.repeat(30) + "pass()")));
    assert_eq!(thirty - ten, 2 * (ten - 1), "as long as the rule: {ten}, {thirty}");
    let nested =
        "if bid.total > 0 { if bid.total < bid.years.sum { if bid.total == 0 { return pass(); } } } ".repeat(30);
    assert!(nodes_in_bid(&(nested + "pass()")) < 1000);
}

#[test]
fn what_is_proved_on_every_way_is_known_behind_them() {
    let asked = |other: &str| {
        format!(
            "if bid.total > 0 {{ if !present(bid.status) {{ return pass(); }} }} else {{ {other} }} \
             if bid.status == \"no_bid\" {{ return error(\"x\"); }} pass()"
        )
    };
    let also =
        "if !present(bid.status) { return pass(); } if bid.total == 0 { if bid.years.sum > 0 { return pass(); } }";
    assert!(in_bid(&asked(also)).is_empty(), "{:#?}", in_bid(&asked(also)));
    one(&in_bid(&asked("if bid.total == 0 { return pass(); }")), "optional-unasked «bid.status»", "may be absent");
    let again = asked(also).replace("if bid.status ==", "if present(bid.status) && bid.status ==");
    one(&in_bid(&again), "always-present «bid.status»", "leave out");
    let of_a_name = "if bid.total > 0 { let s = bid.status ?? \"awaited\"; if s == \"no_bid\" { return pass(); } } \
                     let t = if bid.total < 0 { bid.status } else { bid.status }; \
                     if t == \"no_bid\" { return pass(); } pass()";
    one(&in_bid(of_a_name), "optional-unasked «t»", "may be absent");
}

#[test]
fn names_of_a_block_end_with_it() {
    one(&in_bid("{ let x = bid.total; } error(`${x}`)"), "unknown-name «x»", "");
    one(
        &in_bid("if bid.total > 0 { return pass(); } else { let x = bid.total; } error(`${x}`)"),
        "unknown-name «x»",
        "",
    );
}
