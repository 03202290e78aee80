//! What a lead officer slips on, in copies of the returns of real size: each is told where it is, in words that lead out of it,
//! and nothing else that only follows from it.

use std::fs;

use crate::cli::{Folder, Ran, plumb};
use crate::support::root;

const QUARTER: &str = "returns/2027-28-q4";

/// What is told of the last quarter, a line each, when a text of one of its files is another; and what was not before.
fn slipped(name: &str, file: &str, slip: impl Fn(&str) -> String) -> Vec<String> {
    let copy = Folder::with(name, &root().join("fixtures/northshire"));
    let before = told(&copy);
    let path = copy.0.join(QUARTER).join(file);
    let text = fs::read_to_string(&path).expect("a text");
    let slipped = slip(&text);
    assert_ne!(slipped, text, "nothing is slipped");
    fs::write(&path, slipped).expect("written");
    told(&copy).into_iter().filter(|line| !before.contains(line)).collect()
}

fn told(copy: &Folder) -> Vec<String> {
    let folder = copy.0.join(QUARTER);
    let Ran { out, err, .. } = plumb(&["check", &folder.to_string_lossy(), "--format", "concise"]);
    let lines = out.lines().chain(err.lines()).filter(|line| line.contains(": error") || line.contains(": warning"));
    lines.map(str::to_owned).collect()
}

fn one(lines: &[String]) -> &str {
    assert_eq!(lines.len(), 1, "{lines:#?}");
    &lines[0]
}

#[test]
fn a_measure_of_the_year_before_is_found() {
    let row = "RG6a,241,,audited,,2028-03-31";
    let lines = slipped("slips-year", "observations.csv", |text| text.replace(row, "RG6a,241,,audited,,2027-03-31"));
    assert!(one(&lines).contains("`RG6a` is of another period: its day lies 1 day outside"), "{lines:#?}");
}

#[test]
fn a_quarter_s_figure_for_that_of_the_year_is_found() {
    let lines = slipped("slips-quarter", "observations.csv", |text| text.replace("RG6a,241,", "RG6a,62,"));
    assert!(one(&lines).contains("`RG6a` is 192 less than in the same period last year"), "{lines:#?}");
}

#[test]
fn where_the_period_cannot_be_read_nothing_that_a_refresh_brought_is_unknown() {
    let lines = slipped("slips-period", "return.yaml", |text| text.replace("period: 2027-28 Q4", "period: Q4 2027-28"));
    assert!(one(&lines).contains("`Q4 2027-28` is not a financial year"), "{lines:#?}");
}

#[test]
fn what_stands_behind_a_cut_is_not_called_missing() {
    let lines = slipped("slips-tab", "return.yaml", |text| text.replacen("    holds: bids", "\tholds: bids", 1));
    assert!(one(&lines).contains("a line is indented with a tab"), "{lines:#?}");
    let lines = slipped("slips-empty", "bids.csv", |_| String::new());
    assert!(one(&lines).contains("has no header"), "{lines:#?}");
}

#[test]
fn a_slip_of_the_totals_name_is_told() {
    let lines = slipped("slips-total", "bids.csv", |text| text.replace("\nTotal,", "\nTotla,"));
    assert!(one(&lines).contains("`Totla` is taken for the name of the totals"), "{lines:#?}");
}

#[test]
fn a_stated_total_that_is_no_amount_is_told_in_its_cell() {
    let lines = slipped("slips-stated", "bids.csv", |text| {
        let (above, totals) = text.split_once("\nTotal,").expect("totals");
        format!("{above}\nTotal,{}", totals.replacen("£819,500", "£9819,500", 1))
    });
    assert!(
        one(&lines).contains("bids.csv:12:23: error[not-a-number]: `£9819,500` is not an amount of money"),
        "{lines:#?}"
    );
}

#[test]
fn a_release_for_a_misspelt_target_is_told_in_its_cell() {
    let lines = slipped("slips-release", "releases.csv", |text| text.replacen(",RG1,", ",RGI,", 1));
    assert!(one(&lines).contains("`RGI` is no reward target of the agreement, nor a bid"), "{lines:#?}");
}

#[test]
fn a_rating_beside_an_unknown_figure_is_found() {
    for unknown in ["TBC", "?"] {
        let lines = slipped("slips-unknown", "observations.csv", |text| {
            let row = text.lines().find(|line| line.starts_with("HL10,")).expect("a row");
            let mut cells: Vec<&str> = row.split(',').collect();
            cells[2] = unknown;
            text.replace(row, &cells.join(","))
        });
        assert!(one(&lines).contains("and its figure is unknown"), "{lines:#?}");
    }
}

#[test]
fn a_quote_that_is_closed_by_the_next_is_told() {
    let lines = slipped("slips-quote", "bids.csv", |text| text.replace("\"£240,000\",", "\"£240,000,"));
    assert!(one(&lines).contains("a quote is opened and not closed in its cell"), "{lines:#?}");
}
