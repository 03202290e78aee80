//! What is wrong with a threshold is said when it is read: once, in its place, with what to write instead.

use plumbline::pack::thresholds::read;
use plumbline::source::Sources;

use crate::support::short;

/// The problems of a threshold with these keys, in short.
fn problems(keys: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let source = sources.add("thresholds.yaml", format!("it:\n  about: made up\n{keys}"));
    let mut problems = Vec::new();
    assert!(read(&source, &mut problems).is_some(), "the file itself can be read");
    problems.iter().map(|problem| short(problem, &sources)).collect()
}

fn valued(head: &str, value: &str) -> Vec<String> {
    problems(&format!("{head}  values: [{{ from: 2006-04-01, value: {value}, authority: made up }}]\n"))
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

const BANDS: &str = "  type: bands\n  of: outcome_band\n  within: { min: 0, max: 2 }\n";

#[test]
fn bands_that_nest_are_taken() {
    for (head, value) in [
        (BANDS, "[ { below: 0.60, is: red }, { below: 0.95, is: amber }, { else: green } ]"),
        (BANDS, "[ { else: green } ]"),
        (
            "  type: bands\n  of: [low, not available]\n  unit: percent\n",
            "[ { below: 60%, is: low }, { else: not available } ]",
        ),
        ("  type: bands\n  of: [soon, late]\n  unit: days\n", "[ { below: 30 days, is: soon }, { else: late } ]"),
        (
            "  type: bands\n  of: [little, much]\n  unit: money\n",
            "[ { below: \"£1,000\", is: little }, { else: much } ]",
        ),
        ("  type: choice\n  of: polarity\n", "higher"),
    ] {
        assert!(valued(head, value).is_empty(), "{value}: {:#?}", valued(head, value));
    }
}

#[test]
fn bands_that_do_not_nest_are_said_where_they_do_not() {
    let bands = |value: &str| valued(BANDS, value);
    let lists = "[ { below: 0.6, is: red }, { below: 0.6, is: amber }, { else: green } ]";
    one(&bands(lists), "bands-do-not-nest «0.6» «0.6»", "ascending");
    one(
        &bands("[ { below: 0.95, is: amber }, { below: 0.6, is: red }, { else: green } ]"),
        "bands-do-not-nest «0.6» «0.95»",
        "lowest first",
    );
    one(&bands("[ { else: green }, { below: 0.6, is: red } ]"), "bands-do-not-nest «{ else: green }»", "put it last");
    one(&bands("[ { below: 0.6, is: red } ]"), "bands-do-not-nest «{ below: 0.6, is: red }»", "{ else: … }");
    one(&bands("[ { below: 0.6, is: redd }, { else: green } ]"), "not-in-list «redd»", "did you mean `red`?");
    one(&bands("[ { below: 0.6, is: red }, { else: gren } ]"), "not-in-list «gren»", "did you mean `green`?");
    one(&bands("[ { below: 2.5, is: red }, { else: green } ]"), "threshold-out-of-bounds «2.5» «2»", "greatest");
    one(&bands("[ { below: 1_0, is: red }, { else: green } ]"), "not-a-number «1_0»", "");
    one(&bands("[ { below: 0.6 }, { else: green } ]"), "field-missing", "has no `is`");
    one(&bands("[ { is: red }, { else: green } ]"), "field-missing", "has no `below`");
    one(&bands("[ { below: 0.6, is: red, from: 0 }, { else: green } ]"), "field-unknown «from»", "");
    one(&bands("red"), "not-a-list «red»", "lowest first");
    one(
        &valued("  type: bands\n  of: outcome_band\n  unit: choice\n", "[ { else: green } ]"),
        "not-in-list «choice»",
        "`percent`",
    );
    one(
        &valued("  type: bands\n", "[ { below: 1, is: red }, { else: green } ]"),
        "field-missing «it»",
        "`of: [strict, loose]`",
    );
    one(&valued("  type: percent\n  unit: ratio\n", "60"), "field-unknown «ratio»", "its type says its unit");
}

#[test]
fn days_and_dates_are_read_and_bounded() {
    for value in ["30", "30 days", "1 day"] {
        assert!(valued("  type: days\n  within: { min: 1, max: 60 days }\n", value).is_empty());
    }
    one(&valued("  type: days\n", "1.5"), "not-a-number «1.5»", "decimal part");
    one(&valued("  type: days\n", "soon"), "not-a-number «soon»", "a number of days");
    one(&valued("  type: days\n  within: { max: 60 }\n", "61"), "threshold-out-of-bounds «61» «60»", "61 days");
    let date = "  type: date\n  within: { min: 2006-04-01, max: 2009-03-31 }\n";
    assert!(valued(date, "2006-04-01").is_empty());
    one(&valued(date, "2005-04-01"), "threshold-out-of-bounds «2005-04-01» «2006-04-01»", "2005-04-01 is under");
    one(&valued("  type: date\n", "1 April"), "not-a-date «1 April»", "2006-04-01");
}

#[test]
fn a_word_is_in_a_set_once() {
    let found = valued("  type: set\n  of: [cash, grant]\n", "[cash, grant, cash]");
    one(&found, "word-twice «cash»", "name it once");
}

#[test]
fn what_is_no_number_is_told_how_a_threshold_is_written() {
    for (kind, way) in
        [("percent", "60 or 60%"), ("money", "£1,000 or 1000.50"), ("days", "30 or 30 days"), ("integer", "12")]
    {
        one(&valued(&format!("  type: {kind}\n"), "abc"), "not-a-number «abc»", way);
    }
}
