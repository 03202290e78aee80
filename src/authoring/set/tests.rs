//! Values put into files of many layouts.

use super::*;

const HEAD: &str = "# kept\nx:\n  about: y # kept\n  type: percent\n  within: { min: 0, max: 100 }\n  values:\n";
const TAIL: &str =
    "\n# last\ny: { about: z, type: choice, of: [a, b], values: [{ from: 2006-04-01, value: a, authority: w }] }\n";

fn wish(name: &str, value: &str, from: Option<&str>) -> Wish {
    let day = |text: &str| text.parse().expect("a day");
    let (name, value, authority) = (name.to_owned(), value.to_owned(), "us, now".to_owned());
    Wish { name, value, from: from.map(day), today: day("2026-11-24"), authority }
}

fn set(text: &str, wish: &Wish) -> Result<Moved, Not> {
    moved(&Sources::new().add("thresholds.yaml", text), &Thresholds::default(), wish)
}

fn text(text: &str, name: &str, value: &str, from: Option<&str>) -> String {
    set(text, &wish(name, value, from)).map_or_else(|not| panic!("{not:?} {text}"), |moved| moved.text)
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of layouts")]
fn a_value_is_put_in_its_place_and_nothing_else_moves() {
    for (values, from, after) in [
        // a list of records in braces
        (
            "    - { from: 2006-04-01, value: 10, authority: old } # kept\n",
            Some("2027-04-01"),
            "    - { from: 2006-04-01, value: 10, authority: old } # kept\n    - { from: 2027-04-01, value: 5, authority: \"us, now\" }\n",
        ),
        (
            "    - {from: 2006-04-01, authority: old, value: 10%}\n",
            Some("2027-04-01"),
            "    - {from: 2006-04-01, authority: old, value: 10%}\n    - {from: 2027-04-01, authority: \"us, now\", value: 5%}\n",
        ),
        // between two dates
        (
            "    - { from: 2006-04-01, value: 10, authority: old }\n\n    # of the refresh\n    - { from: 2008-04-01, value: 7, authority: new }\n",
            Some("2007-04-01"),
            "    - { from: 2006-04-01, value: 10, authority: old }\n    - { from: 2007-04-01, value: 5, authority: \"us, now\" }\n\n    # of the refresh\n    - { from: 2008-04-01, value: 7, authority: new }\n",
        ),
        // a value that ends: it ends the day before, and the new one in its stead
        (
            "    - { from: 2006-04-01, to: 2029-03-31, value: 10, authority: old }\n",
            Some("2027-04-01"),
            "    - { from: 2006-04-01, to: 2027-03-31, value: 10, authority: old }\n    - { from: 2027-04-01, to: 2029-03-31, value: 5, authority: \"us, now\" }\n",
        ),
        (
            "    - { from: 2006-04-01, to: 2007-03-31, value: 10, authority: old }\n",
            Some("2007-04-01"),
            "    - { from: 2006-04-01, to: 2007-03-31, value: 10, authority: old }\n    - { from: 2007-04-01, value: 5, authority: \"us, now\" }\n",
        ),
        // one of the same day, and the one in force
        (
            "    - { from: 2006-04-01, value: 10, authority: old } # kept\n",
            Some("2006-04-01"),
            "    - { from: 2006-04-01, value: 5, authority: \"us, now\" } # kept\n",
        ),
        (
            "    - { from: 2006-04-01, value: 10, authority: \"o: ld\" } # kept\n    - { from: 2027-04-01, value: 7, authority: new }\n",
            None,
            "    - { from: 2006-04-01, value: 5, authority: \"us, now\" } # kept\n    - { from: 2027-04-01, value: 7, authority: new }\n",
        ),
        // a key a line
        (
            "    -   from: 2006-04-01\n        value: 10\n        authority: old # kept\n",
            Some("2027-04-01"),
            "    -   from: 2006-04-01\n        value: 10\n        authority: old # kept\n    -   from: 2027-04-01\n        value: 5\n        authority: \"us, now\"\n",
        ),
        (
            "  - from: 2006-04-01\n    value: 10\n    authority: >-\n      old\n      and long\n",
            None,
            "  - from: 2006-04-01\n    value: 5\n    authority: \"us, now\"\n",
        ),
        // brackets
        (
            "    [{ from: 2006-04-01, value: 10, authority: old }, { from: 2028-04-01, value: 7, authority: new }]\n",
            Some("2027-04-01"),
            "    [{ from: 2006-04-01, value: 10, authority: old }, { from: 2027-04-01, value: 5, authority: \"us, now\" }, { from: 2028-04-01, value: 7, authority: new }]\n",
        ),
        (
            "    [\n      { from: 2006-04-01, value: 10, authority: old }, # kept\n    ]\n",
            Some("2027-04-01"),
            "    [\n      { from: 2006-04-01, value: 10, authority: old }, # kept\n      { from: 2027-04-01, value: 5, authority: \"us, now\" },\n    ]\n",
        ),
        (
            "    [\n      { from: 2006-04-01, value: 10, authority: old } # kept\n    ]\n",
            Some("2027-04-01"),
            "    [\n      { from: 2006-04-01, value: 10, authority: old }, # kept\n      { from: 2027-04-01, value: 5, authority: \"us, now\" }\n    ]\n",
        ),
    ] {
        for mark in ["", "\u{feff}"] {
            let whole = |values: &str| format!("{mark}{HEAD}{values}{TAIL}");
            assert_eq!(text(&whole(values), "x", "5", from), whole(after));
            let crlf = |text: &str| whole(text).replace('\n', "\r\n");
            assert_eq!(text(&crlf(values), "x", "5%", from), crlf(after));
        }
    }
}

#[test]
fn a_file_that_does_not_end_its_last_line_does_not_end_it_after() {
    let before = format!("{HEAD}    - {{ from: 2006-04-01, value: 10, authority: old }}");
    let after = format!("{before}\n    - {{ from: 2027-04-01, value: 5, authority: \"us, now\" }}");
    assert_eq!(text(&before, "x", "5", Some("2027-04-01")), after);
}

#[test]
fn words_sets_bands_days_and_money_are_written_as_the_file_writes_them() {
    let of = |kind: &str, of: &str, value: &str| {
        format!(
            "x:\n  about: y\n  type: {kind}\n{of}  values:\n    - {{ from: 2006-04-01, value: {value}, authority: \"us, now\" }}\n"
        )
    };
    let bands = "[ { below: 60, is: red }, { else: green } ]";
    let of_ratio = "[ { below: 0.60, is: red }, { else: green } ]";
    for (kind, list, before, given, after) in [
        ("choice", "  of: [a_b, c]\n", "c", "A b", "a_b"),
        ("set", "  of: [a, b, c]\n", "[a]", "b, c", "[b, c]"),
        ("set", "  of: [a, b, c]\n", "[a]", "", "[]"),
        ("set", "  of: [a, b, c]\n", "[a]", "[b, \"c\"]", "[b, c]"),
        (
            "bands",
            "  of: [red, amber, green]\n",
            of_ratio,
            "62.5%:red, 95%:amber, green",
            "[ { below: 0.625, is: red }, { below: 0.95, is: amber }, { else: green } ]",
        ),
        (
            "bands",
            "  of: [red, amber, green]\n",
            of_ratio,
            "[ { below: 0.50, is: red }, { else: green } ]",
            "[ { below: 0.50, is: red }, { else: green } ]",
        ),
        ("ratio", "", "0.80", "60%", "0.60"),
        (
            "bands",
            "  of: [red, amber, green]\n  unit: percent\n",
            bands,
            "50%:red, 95:amber, green",
            "[ { below: 50, is: red }, { below: 95, is: amber }, { else: green } ]",
        ),
        (
            "bands",
            "  of: [red, amber, green]\n",
            bands,
            "red below 0.5, else green",
            "[ { below: 0.5, is: red }, { else: green } ]",
        ),
        ("date", "", "2007-01-01", "2007-02-01", "2007-02-01"),
        ("money", "", "£5", "£1,234.50", "\"£1,234.50\""),
        ("days", "", "5", "10 days", "10 days"),
        ("number", "", "5", "-1.5", "-1.5"),
    ] {
        assert_eq!(text(&of(kind, list, before), "x", given, None), of(kind, list, after), "{kind}");
    }
}

#[test]
fn what_cannot_be_names_the_way_out() {
    let one = "    - { from: 2006-04-01, to: 2029-03-31, value: 10, authority: old }\n";
    let whole = format!("{HEAD}{one}{TAIL}");
    let fixed = whole.replace("  type: percent\n", "  type: percent\n  locked: set by government\n");
    for (text, name, value, from, words) in [
        (&whole, "z", "5", None, "has no threshold `z`; "),
        (&whole, "xx", "5", None, "did you mean `x`?"),
        (&whole, "x", "five", None, "`five` is not a percent; write a percent: 60 or 60%"),
        (&whole, "x", "101", None, "101% is out of its bounds, 0% to 100%"),
        (&whole, "y", "c", None, "`c` is not one of the threshold's words; did you mean `a`?"),
        (
            &whole,
            "x",
            "5",
            Some("2006-03-31"),
            "no value before 2006-04-01; to correct that value, write `--from 2006-04-01`",
        ),
        (
            &whole,
            "x",
            "5",
            Some("2029-04-02"),
            "`x` ends on 2029-03-31, and no value holds on 2029-04-02; a new one begins on the day after: `--from 2029-04-01`",
        ),
        (&fixed, "x", "5", None, "`x` is locked: set by government. It is 10% since 2006-04-01, by authority of: old"),
    ] {
        match set(text, &wish(name, value, from)) {
            Err(Not::Possible(why)) => assert!(why.contains(words), "{why}"),
            other => panic!("{other:?}"),
        }
    }
    let same = set(&whole, &wish("x", "10%", Some("2007-01-01")));
    assert_eq!(same.err(), Some(Not::Needed("`x` is 10% from 2006-04-01 already: there is nothing to do".to_owned())));
}

#[test]
fn bands_must_nest() {
    let text = "x: { about: y, type: bands, of: [red, green], values: [{ from: 2006-04-01, value: [{ below: 1, is: red }, { else: green }], authority: z }] }\n";
    for (value, words) in [
        ("2:red, 1:green, green", "the cut points do not rise: 2 stands before 1; write the cut points lowest first"),
        ("2:red, 3:green", "the bands have no last word"),
        ("green, 2:red", "`green` has no cut point, and does not stand last"),
    ] {
        match set(text, &wish("x", value, None)) {
            Err(Not::Possible(why)) => assert!(why.contains(words), "{why}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_words_of_a_set_stand_in_no_order_and_each_once() {
    let text = "x: { about: y, type: set, of: [a, b], values: [{ from: 2006-04-01, value: [a, b], authority: z }] }\n";
    let same = set(text, &wish("x", "b, a", None));
    assert!(matches!(&same, Err(Not::Needed(why)) if why.contains("already: there is nothing to do")), "{same:?}");
    let twice = set(text, &wish("x", "a, a", None));
    assert!(
        matches!(&twice, Err(Not::Possible(why)) if why.contains("`a` is in the set twice; name it once")),
        "{twice:?}"
    );
}

/// A value of an edition goes into the edition's file, and holds from its day on whatever the base says of later days.
#[test]
fn a_value_of_an_edition_is_put_behind_those_of_its_base() {
    let base = |last: &str| {
        let text = format!(
            "x:\n  about: y\n  type: percent\n  values:\n    - {{ from: 2006-04-01, value: 10, authority: z }}\n{last}"
        );
        let mut sources = Sources::new();
        // So that no place of the base is one of the edition.
        sources.add("pack.yaml", "");
        let thresholds = thresholds::read(&sources.add("base", text), &mut Vec::new()).expect("thresholds");
        (sources, thresholds)
    };
    let own = "x:\n  values: [{ from: 2026-04-01, value: 7, authority: w }]\n";
    let later = "    - { from: 2026-04-01, value: 9, authority: z }\n";
    let ends = "    - { from: 2020-04-01, to: 2030-03-31, value: 9, authority: z }\n";
    let new = |from: &str| format!("{{ from: {from}, value: 5, authority: \"us, now\" }}");
    let begun = |from: &str| format!("x:\n  values:\n    - {}\n", new(from));
    for (last, before, from, after, until) in [
        ("", "", "2024-04-01", begun("2024-04-01"), None),
        ("", "# kept\n", "2024-04-01", format!("# kept\n\n{}", begun("2024-04-01")), None),
        (later, "", "2024-04-01", begun("2024-04-01"), None),
        (later, "", "2026-04-01", begun("2026-04-01"), None),
        (ends, "", "2024-04-01", begun("2024-04-01"), None),
        (ends, "", "2030-04-01", begun("2030-04-01"), None),
        ("", own, "2026-04-01", own.replace("value: 7, authority: w", "value: 5, authority: \"us, now\""), None),
        ("", own, "2024-04-01", own.replace("[{", &format!("[{}, {{", new("2024-04-01"))), Some("2026-03-31")),
        ("", own, "2028-04-01", own.replace("}]", &format!("}}, {}]", new("2028-04-01"))), None),
    ] {
        let (mut sources, base) = base(last);
        let source = sources.add("thresholds.yaml", before);
        let moved = moved(&source, &base, &wish("x", "5", Some(from))).unwrap_or_else(|not| panic!("{not:?} {before}"));
        let until = until.map(|day| day.parse::<Date>().expect("a day"));
        assert_eq!((moved.text, moved.until), (after, until), "{last}{before}{from}");
    }
    let (mut sources, base) = base("");
    let source = sources.add("thresholds.yaml", "");
    for from in [None, Some("2006-04-01"), Some("2005-04-01")] {
        match moved(&source, &base, &wish("x", "5", from)) {
            Err(Not::Possible(why)) => {
                assert!(why.contains("is of the pack that this one extends: correct it there"), "{why}");
            }
            other => panic!("{other:?}"),
        }
    }
}
