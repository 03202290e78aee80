//! Names that are none of the agreement's, and rows that stand there twice.

use super::*;

const WITH_BLOCKS: &str = "name: Northshire
illustrative: true
term: { from: 2006-04-01, to: 2009-03-31 }
blocks: [ { name: Greener Places, also: [Greener] }, { name: Healthier Lives } ]
bodies: [ { name: Northshire County Council, also: [Northshire CC] }, { name: Eastmoor DC } ]
reward: { pot: 100, targets: [ { id: RG1 }, { id: RG2 } ] }
funds: [ { id: match-fund, holder: Northshire County Council } ]
";

fn read(rows: &str) -> Reading<Submission> {
    read_under(WITH_BLOCKS, rows)
}

fn read_under(agreement: &str, rows: &str) -> Reading<Submission> {
    let mut sources = Sources::new();
    let known = super::super::agreement(&sources.add("agreement.yaml", agreement)).0.expect("an agreement");
    let source = sources.add("return.yaml", format!("period: 2006-07 Q3\n{rows}"));
    Reading::new(&sources, super::super::submission(&source, &[], &known))
}

#[test]
fn a_block_that_the_agreement_does_not_know_could_be_any() {
    let reading = read("contributions: [ { fund: match-fund, block: Greenr, contributor: Eastmoor DC, amount: 5 } ]\n");
    assert_eq!((&*reading.said[0], &*reading.helps[0]), ("block-unknown | Greenr", "did you mean `Greener`?"));
    assert_eq!(shown(&reading.value().funding.contributions[0].block), Err(Why::Unreadable));
    let known = read("contributions: [ { fund: match-fund, block: greener, contributor: Eastmoor DC, amount: 5 } ]\n");
    assert_eq!(known.said, Vec::<String>::new());
}

#[test]
fn a_body_that_the_agreement_does_not_know_could_be_any() {
    for slip in
        ["Northshire C.C.", "Nortshire CC", "EastmoorDC", "Northshire Conty Council", "Eastmore DC", "NCC", "Tesco"]
    {
        let reading = read(&format!(
            "contributions: [ {{ fund: match-fund, block: Greener, contributor: {slip}, amount: 5 }} ]\n"
        ));
        assert_eq!(reading.said, [format!("body-unknown | {slip}")]);
        let why = Why::Undefined("is none of the agreement's bodies");
        assert_eq!(shown(&reading.value().funding.contributions[0].contributor), Err(why));
    }
    for known in ["Eastmoor DC", "northshire cc"] {
        let reading = read(&format!(
            "contributions: [ {{ fund: match-fund, block: Greener, contributor: {known}, amount: 5 }} ]\n"
        ));
        assert_eq!(reading.said, Vec::<String>::new(), "{known}");
    }
}

#[test]
fn where_the_agreement_lists_no_bodies_only_a_slip_of_the_holders_name_is_found() {
    let bodies = "bodies: [ { name: Northshire County Council, also: [Northshire CC] }, { name: Eastmoor DC } ]\n";
    let agreement = WITH_BLOCKS.replace(bodies, "");
    for (by, said) in
        [("Westmoor DC", vec![]), ("Northshire Conty Council", vec!["body-unknown | Northshire Conty Council"])]
    {
        let row = format!("contributions: [ {{ fund: match-fund, block: Greener, contributor: {by}, amount: 5 }} ]\n");
        assert_eq!(read_under(&agreement, &row).said, said, "{by}");
    }
}

#[test]
fn a_bid_is_for_reward_targets_of_the_agreement() {
    let reading = read("bids: [ { fund: match-fund, reward_target: RG1+RG22, total: 5, years: { y: 5 } } ]\n");
    assert_eq!(reading.said, ["reward-target-unknown | RG1+RG22"]);
    let reading = read("bids: [ { fund: match-fund, reward_target: RG1+RG2, total: 5, years: { y: 5 } } ]\n");
    assert_eq!(reading.said, Vec::<String>::new());
}

#[test]
fn money_for_a_misspelt_reward_target_is_for_something_that_cannot_be_told() {
    let reading = read("releases: [ { fund: match-fund, for: RGI, amount: 5 } ]\n");
    assert_eq!((&*reading.said[0], &*reading.helps[0]), ("reward-target-unknown | RGI", "did you mean `RG1`?"));
    assert_eq!(shown(&reading.value().funding.releases[0].of), Err(Why::Unreadable));
    for known in ["RG1", "rg2", "RG1+RG2", "Greener", "Gritting"] {
        let reading = read(&format!("spending: [ {{ fund: match-fund, for: {known}, actual: 5 }} ]\n"));
        assert_eq!(reading.said, Vec::<String>::new(), "{known}");
    }
}

#[test]
fn a_row_that_is_copied_is_seen_and_one_that_differs_is_not() {
    let row = "{ fund: match-fund, block: Greener, contributor: Eastmoor DC, amount: 5 }";
    let reading = read(&format!("contributions: [ {row}, {row} ]\n"));
    assert_eq!(reading.said, [format!("row-twice | {row}: first here | {row}: again here")]);
    let other = row.replace("amount: 5", "amount: 6");
    assert_eq!(read(&format!("contributions: [ {row}, {other} ]\n")).said, Vec::<String>::new());
}

#[test]
fn what_is_written_as_people_write_it_is_told_as_it_is_read() {
    for (day, help) in [
        ("31/03/2007", "write it as year, month and day: 2007-03-31"),
        ("31 March 2007", "write it as year, month and day: 2007-03-31"),
        ("2007-3-1", "write it as year, month and day: 2007-03-01"),
        ("31/06/2006", "June has 30 days"),
        ("soon", "write it as year, month and day: 2006-04-01"),
    ] {
        let reading = read(&format!("releases: [ {{ fund: match-fund, amount: 5, released_on: {day} }} ]\n"));
        assert_eq!(reading.helps, [help], "{day}");
    }
    for (amount, help) in [
        ("£1623k", "write the amount in full digits: 1,623,000"),
        ("£0.24m", "write the amount in full digits: 240,000"),
        ("\"41,8%\"", "write a decimal point: 41.8%"),
    ] {
        let reading = read(&format!("releases: [ {{ fund: match-fund, amount: {amount} }} ]\n"));
        assert_eq!(reading.helps, [help], "{amount}");
    }
}
