//! What a person sees, in full for each kind of problem, and what must hold for all of them.

use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::source::Span;

const PLAIN: Look = Look { colour: false, width: 120 };

/// The span of the only place where a text stands in a source.
fn at(source: &Source, text: &str) -> Span {
    let [(start, _)] = source.text().match_indices(text).collect::<Vec<_>>()[..] else {
        panic!("`{text}` is not once")
    };
    source.span(start, start + text.len())
}

fn one(name: &str, text: &str) -> (Sources, Arc<Source>) {
    let mut sources = Sources::new();
    let source = sources.add(name, text);
    (sources, source)
}

/// The text above each underline, for text in which every character takes one column.
fn underlined(drawn: &str) -> Vec<String> {
    let rows: Vec<Vec<char>> = drawn.lines().map(|row| row.chars().collect()).collect();
    let mut found = Vec::new();
    for pair in rows.windows(2).filter(|pair| pair[0].get(3) == Some(&'│') && pair[1].get(3) == Some(&'·')) {
        let is_mark = |column: usize| column > 4 && "─┬▲".contains(pair[1][column]);
        for start in (0..pair[1].len()).filter(|&column| is_mark(column) && !is_mark(column - 1)) {
            let end = (start..pair[1].len()).find(|&column| !is_mark(column)).unwrap_or(pair[1].len());
            found.push((start..end).map(|column| pair[0].get(column).unwrap_or(&'¶')).collect());
        }
    }
    found
}

fn profile() -> (Sources, Diagnostic) {
    let mut sources = Sources::new();
    let csv = sources.add(
        "fixtures/leicestershire-laa/returns/2006-07-q3/pump-priming.csv",
        "code,block,activity,total,2006-07,2007-08,2008-09\n\
         RG1,Older People,Direct payments + benefits take-up basket,190000,97000,52500,41000\n",
    );
    let rule =
        sources.add("rules/leicestershire-laa/profile-does-not-sum.rhai", "\n//!\nfn judge() {\n    problem()\n}");
    let thresholds = sources.add("rules/leicestershire-laa/thresholds.yaml", "profile_tolerance: £0.00\n");
    let problem =
        Diagnostic::error("profile-does-not-sum", "the yearly profile of `RG1` is £500.00 more than its total")
            .at(at(&csv, "190000"), "stated total")
            .at(at(&csv, "97000,52500,41000"), "these sum to £190,500.00")
            .help("correct the years or the total")
            .because("the rule that says so", at(&rule, "problem()"))
            .because("the threshold: profile_tolerance, £0.00 since 2006-04-01", at(&thresholds, "£0.00"));
    (sources, problem)
}

#[test]
fn shows_what_is_wrong_where_and_why() {
    let (sources, problem) = profile();
    let drawn = diagnostic(&problem, &sources, PLAIN);
    assert_eq!(underlined(&drawn), ["190000", "97000,52500,41000"]);
    assert_snapshot!(drawn, @"
    profile-does-not-sum  error
      × the yearly profile of `RG1` is £500.00 more than its total
       ╭─[fixtures/leicestershire-laa/returns/2006-07-q3/pump-priming.csv:2:60]
     2 │ RG1,Older People,Direct payments + benefits take-up basket,190000,97000,52500,41000
       ·                                                            ───┬── ────────┬────────
       ·                                                               │           ╰── these sum to £190,500.00
       ·                                                               ╰── stated total
       ╰────
      help: correct the years or the total
      … the rule that says so: rules/leicestershire-laa/profile-does-not-sum.rhai:4:5
      … the threshold: profile_tolerance, £0.00 since 2006-04-01: rules/leicestershire-laa/thresholds.yaml:1:20
    ");
}

#[test]
fn does_without_places() {
    let sources = Sources::new();
    let problem = Diagnostic::warning("nothing-to-judge", "there is no return here").help("name a folder");
    assert_eq!(
        diagnostic(&problem, &sources, PLAIN),
        "nothing-to-judge  warning\n  ⚠ there is no return here\n  help: name a folder\n"
    );
    let problem = Diagnostic::new(Severity::Advice, "late", "the next return is due");
    assert_eq!(diagnostic(&problem, &sources, PLAIN), "late  advice\n  ☞ the next return is due\n");
}

#[test]
fn wraps_help_but_not_the_headline() {
    let headline = "`total` ".repeat(9);
    let problem =
        Diagnostic::error("c", headline.trim()).help("take the total from the ledger, or leave it out for now");
    assert_snapshot!(diagnostic(&problem, &Sources::new(), Look { width: 40, ..PLAIN }), @"
    c  error
      × `total` `total` `total` `total` `total` `total` `total` `total` `total`
      help: take the total from the ledger,
            or leave it out for now
    ");
}

#[test]
fn puts_a_caret_where_a_value_should_be() {
    let (sources, csv) = one("q3.csv", "code,total,done\nRG1,,5\n\nRG2,7,");
    let blank = at(&csv, ",5").before();
    let problem = Diagnostic::error("missing", "three values are missing")
        .at(blank, "no total")
        .at(at(&csv, "\nRG2").before(), "no row")
        .at(csv.whole().after(), "not done");
    let drawn = diagnostic(&problem, &sources, PLAIN);
    assert_eq!(underlined(&drawn), [",", "¶", "¶"]);
    assert_snapshot!(drawn, @"
    missing  error
      × three values are missing
       ╭─[q3.csv:2:5]
     2 │ RG1,,5
       ·     ▲
       ·     ╰── no total
     3 │
       · ▲
       · ╰── no row
     4 │ RG2,7,
       ·       ▲
       ·       ╰── not done
       ╰────
    ");
}

#[test]
fn puts_a_caret_into_an_empty_file() {
    let (sources, file) = one("q3.csv", "");
    let drawn = diagnostic(&Diagnostic::error("c", "empty").at(file.whole(), ""), &sources, PLAIN);
    assert_eq!(drawn, "c  error\n  × empty\n   ╭─[q3.csv:1:1]\n 1 │\n   · ▲\n   ╰────\n");
}

#[test]
fn gives_each_source_its_frame() {
    let mut sources = Sources::new();
    let agreement = sources.add("agreement.yaml", "targets:\n  - code: RG1\n");
    let csv = sources.add("q3.csv", "code\nRG2\n");
    let problem = Diagnostic::error("unknown-code", "the agreement has no `RG2`")
        .at(at(&csv, "RG2"), "reported here")
        .at(at(&agreement, "targets"), "all that was agreed");
    let drawn = diagnostic(&problem, &sources, PLAIN);
    assert_eq!(underlined(&drawn), ["RG2", "targets"]);
    assert_snapshot!(drawn, @"
    unknown-code  error
      × the agreement has no `RG2`
       ╭─[q3.csv:2:1]
     2 │ RG2
       · ─┬─
       ·  ╰── reported here
       ╰────
       ╭─[agreement.yaml:1:1]
     1 │ targets:
       · ───┬───
       ·    ╰── all that was agreed
       ╰────
    ");
}

#[test]
fn gives_lines_far_apart_their_frames_the_primary_first() {
    let (sources, csv) = one("q3.csv", &(1..=1200).map(|n| format!("RG{n}")).collect::<Vec<_>>().join("\n"));
    let problem = Diagnostic::error("twice", "two rows are the same")
        .at(at(&csv, "RG1100"), "again")
        .at(at(&csv, "RG7\n"), "first")
        .at(at(&csv, "RG8\n"), "next to it");
    assert_snapshot!(diagnostic(&problem, &sources, PLAIN), @"
    twice  error
      × two rows are the same
          ╭─[q3.csv:1100:1]
     1100 │ RG1100
          · ───┬──
          ·    ╰── again
          ╰────
       ╭─[q3.csv:7:1]
     7 │ RG7
       · ─┬─
       ·  ╰── first
     8 │ RG8
       · ─┬─
       ·  ╰── next to it
       ╰────
    ");
}

#[test]
fn titles_a_frame_with_its_first_label() {
    let (sources, csv) = one("q3.csv", "a,b\nc,d\n");
    let problem = Diagnostic::error("c", "h").at(at(&csv, "d"), "").at(at(&csv, "a"), "");
    let drawn = diagnostic(&problem, &sources, PLAIN);
    assert!(drawn.contains("[q3.csv:2:3]"), "{drawn}");
    assert_eq!(underlined(&drawn), ["a", "d"]);
}

#[test]
fn brackets_a_few_lines() {
    let (sources, yaml) = one("a.yaml", "one: 1\ntwo:\n  three: 3\n  four: 4\nfive: 5\n");
    let problem = Diagnostic::error("c", "h")
        .at(at(&yaml, "two:\n  three: 3\n  four: 4\n"), "all of this")
        .at(at(&yaml, "three"), "and this");
    assert_snapshot!(diagnostic(&problem, &sources, PLAIN), @"
    c  error
      × h
       ╭─[a.yaml:2:1]
     2 │ ╭─▶ two:
     3 │ │     three: 3
       · │     ──┬──
       · │       ╰── and this
     4 │ ├─▶   four: 4
       · ╰──── all of this
       ╰────
    ");
}

#[test]
fn marks_only_the_first_of_many_lines() {
    let (sources, yaml) = one("a.yaml", "one:\n  - 1\n  - 2\n  - 3\n  - 4\n");
    let drawn = diagnostic(&Diagnostic::error("c", "h").at(yaml.whole(), "all"), &sources, PLAIN);
    assert_eq!(underlined(&drawn), ["one:"]);
    assert!(!drawn.contains("- 1"), "{drawn}");
}

#[test]
fn draws_labels_over_each_other_apart_and_those_of_one_place_together() {
    let (sources, csv) = one("q3.csv", "RG1,2006-07,5\n");
    let problem = Diagnostic::error("c", "h")
        .at(at(&csv, "2006-07"), "a year")
        .at(at(&csv, "06"), "in short")
        .at(at(&csv, "2006-07"), "not open");
    let drawn = diagnostic(&problem, &sources, PLAIN);
    assert_eq!(underlined(&drawn), ["2006-07", "06"]);
    assert_snapshot!(drawn, @"
    c  error
      × h
       ╭─[q3.csv:1:5]
     1 │ RG1,2006-07,5
       ·     ───┬───
       ·        ╰─┤ a year
       ·          │ not open
       ╰────
       ╭─[q3.csv:1:7]
     1 │ RG1,2006-07,5
       ·       ─┬
       ·        ╰── in short
       ╰────
    ");
}

#[test]
fn cuts_wide_lines_around_their_labels() {
    let cells: Vec<String> = (100..400).map(|n| n.to_string()).collect();
    let (sources, csv) = one("q3.csv", &format!("££,{}\n", cells.join(",")));
    let problem = Diagnostic::error("c", "h").at(at(&csv, "217"), "left").at(at(&csv, "331"), "right");
    let drawn = diagnostic(&problem, &sources, Look { width: 60, ..PLAIN });
    assert_eq!(underlined(&drawn), ["217", "331"]);
    assert_snapshot!(drawn, @"
    c  error
      × h
       ╭─[q3.csv:1:472]
     1 │ …14,215,216,217,218,219,22…28,329,330,331,332,333,33…
       ·             ─┬─                       ─┬─
       ·              │                         ╰── right
       ·              ╰── left
       ╰────
    ");
}

#[test]
fn cuts_labels_wider_than_the_screen() {
    let (sources, csv) = one("q3.csv", &format!("a,{},z\n", "0123456789".repeat(30)));
    let problem = Diagnostic::error("c", "h").at(csv.span(2, 302), "long ".repeat(30));
    assert_snapshot!(diagnostic(&problem, &sources, Look { width: 40, ..PLAIN }), @"
    c  error
      × h
       ╭─[q3.csv:1:3]
     1 │ a,012345678901234…567890123456789,z
       ·   ───────────────┬───────────────
       ·                  ╰── long long long long long long long long…
       ╰────
    ");
}

#[test]
fn shows_escape_sequences_of_files_instead_of_obeying_them() {
    let (sources, csv) = one("q\x1b[2J3.csv", "\x1b[31mRG1\t\u{202e}x,500\x07\n");
    let problem = Diagnostic::error("c\x1b", "`\x1b]0;x\x07` is\nnothing")
        .at(at(&csv, "500"), "\x1b[0m")
        .help("drop \x1b[1m")
        .because("\u{9b}1m", at(&csv, "RG1"));
    let drawn = diagnostic(&problem, &sources, PLAIN);
    assert_eq!(underlined(&drawn), ["500"]);
    assert_snapshot!(drawn, @"
    c␛  error
      × `␛]0;x␇` is␊nothing
       ╭─[q␛[2J3.csv:1:13]
     1 │ ␛[31mRG1 �x,500␇
       ·             ─┬─
       ·              ╰── ␛[0m
       ╰────
      help: drop ␛[1m
      … �1m: q␛[2J3.csv:1:6
    ");
}

#[test]
fn leaves_line_ends_of_windows_out() {
    let (sources, csv) = one("q3.csv", "code,total\r\nRG1,£5\r\nRG2,\r\n");
    let problem = Diagnostic::error("c", "h")
        .at(at(&csv, "5\r\n"), "five")
        .at(at(&csv, "RG2,").after(), "blank")
        .at(at(&csv, "code,total").after(), "no third column");
    let drawn = diagnostic(&problem, &sources, PLAIN);
    assert_eq!(underlined(&drawn), ["¶", "5", "¶"]);
    assert!(drawn.contains("[q3.csv:2:6]") && !drawn.contains(['\r', '␍']), "{drawn}");
}

#[test]
fn stands_under_the_right_text_behind_wide_and_combining_characters() {
    let (sources, csv) = one("q3.csv", "予算,cafe\u{301},££5\n");
    let problem = Diagnostic::error("c", "h").at(at(&csv, "予算"), "").at(at(&csv, "5"), "five");
    // Composed, so that this file is; the drawing keeps the letter and its accent apart.
    let drawn = diagnostic(&problem, &sources, PLAIN).replace("e\u{301}", "é");
    assert_snapshot!(drawn, @"
    c  error
      × h
       ╭─[q3.csv:1:1]
     1 │ 予算,café,££5
       · ────        ┬
       ·   │         ╰── five
       ╰────
    ");
}

#[test]
fn colours_only_by_itself() {
    let (mut sources, problem) = profile();
    let csv = sources.add("\x1b[2J.csv", "\x1b[31mRG1\x1b[0m\n");
    let drawn = diagnostic(&problem.at(csv.whole(), "\x1b[35m"), &sources, Look { colour: true, ..PLAIN });
    assert!(drawn.starts_with("\x1b[31mprofile-does-not-sum  error\x1b[0m\n  \x1b[31m×\x1b[0m the yearly"), "{drawn}");
    assert!(drawn.contains(" │ ␛[31mRG1␛[0m\n"), "{drawn}");
    assert!(!drawn.contains("\x1b[2J") && !drawn.contains("\x1b]8"), "{drawn}");
}

#[test]
fn the_colours_are_the_only_difference_they_make() {
    let (sources, problem) = profile();
    let mut plain = diagnostic(&problem, &sources, Look { colour: true, ..PLAIN });
    while let Some(start) = plain.find('\x1b') {
        let length = plain[start..].find('m').unwrap() + 1;
        plain.replace_range(start..start + length, "");
    }
    assert_eq!(plain, diagnostic(&problem, &sources, PLAIN));
}

proptest! {
    #[test]
    fn underlines_the_label_however_the_line_is_cut(
        line in "[a-z,0-9]{1,300}",
        start in 0usize..300,
        length in 1usize..300,
        width in 30usize..90,
    ) {
        let start = start % line.len();
        let label = &line[start..(start + length).min(line.len())];
        let (sources, source) = one("x", &line);
        let problem = Diagnostic::error("c", "h").at(source.span(start, start + label.len()), "");
        let drawn = diagnostic(&problem, &sources, Look { width, ..PLAIN });
        let found = underlined(&drawn).concat();
        let (head, tail) = found.split_once('…').unwrap_or((&found, ""));
        prop_assert!(label.starts_with(head) && label.ends_with(tail) && (label == head || !tail.is_empty()), "{}", drawn);
        prop_assert!(drawn.lines().all(|row| row.chars().count() <= width), "{}", drawn);
    }

    #[test]
    fn draws_anything(
        text in "[a-c£予\u{301}\u{200b}\u{1b}\t ,\r\n]{0,60}",
        places in proptest::collection::vec((0usize..120, 0usize..120, "[a-z\n\u{1b}]{0,12}"), 0..6),
        width in 0usize..60,
    ) {
        let (sources, source) = one("x", &text);
        let mut problem = Diagnostic::error("c", "h");
        for (a, b, label) in places {
            let [a, b] = [a, b].map(|at| text.floor_char_boundary(at));
            problem = problem.at(source.span(a.min(b), a.max(b)), label);
        }
        let drawn = diagnostic(&problem, &sources, Look { colour: false, width });
        prop_assert!(drawn.ends_with('\n') && !drawn.contains("\n\n") && !drawn.contains(" \n"), "{}", drawn);
        prop_assert!(drawn.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", drawn);
        for label in &problem.labels {
            let place = sources.locate(label.span);
            let line = place.split(':').nth(1).unwrap();
            let is_shown = drawn.lines().any(|row| row.trim_start().split(' ').next() == Some(line));
            prop_assert!(is_shown, "line {line} is not in\n{drawn}");
        }
    }
}
