//! Problems of `return.yaml` itself.

use super::*;
use crate::model::words::Band;
use crate::model::words::{BidStatus, ContributionKind};

#[test]
fn without_a_period_nothing_can_be_judged() {
    let reading = with_tables("observations:\n  - { indicator: BS1, value: x }\n", &[]);
    assert!(reading.read.is_none());
    assert_eq!(reading.said, ["not-a-number | x", "field-missing | ^2:33: `period` should be here"]);
    let reading = with_tables("period: 2006-08 Q1\n", &[]);
    assert!(reading.read.is_none());
    assert_eq!(reading.said, ["not-a-period | 2006-08 Q1"]);
    let reading = with_tables("period: Q3 2006/07\n", &[]);
    assert_eq!(reading.helps, ["write 2006-07 Q3"]);
}

#[test]
fn a_period_lies_in_the_term() {
    let reading = with_tables("period: 2009-10 Q1\n", &[]);
    assert_eq!(reading.said, ["period-outside-term | 2009-10 Q1"]);
    assert!(reading.read.is_some());
    assert_eq!(with_tables("period: 2008-09 Q4\n", &[]).said, Vec::<String>::new());
    assert_eq!(with_tables("period: 2005-06\n", &[]).said, ["period-outside-term | 2005-06"]);
}

#[test]
fn all_rows_arrive() {
    let reading = submission(
        r#"submitted_by: Northshire CC
observations:
  - { indicator: BS1, value: 398, band: green, note: well on track }
  - { indicator: RC1, value: 85%, band: not available }
  - { indicator: FT1, value: "£1,234.50" }
  - { measure: RG1a, value: "?" }
bids:
  - { fund: pump-priming, reward_target: RG1, total: 190000, years: { year1: 97000, year2: n/a }, status: no bid }
contributions:
  - { fund: match-fund, block: Safer, contributor: Police, amount: "£ ?", kind: aligned time / In kind }
"#,
    );
    assert_eq!(reading.said, Vec::<String>::new());
    let read = reading.value();
    let values: Vec<_> = read.observations.iter().map(|observation| shown(&observation.value)).collect();
    assert_eq!(values, [Ok("398".to_owned()), Ok("85".to_owned()), Ok("1234.5".to_owned()), Err(Why::Unknown)]);
    assert_eq!(read.observations[1].band.as_ref().map(|band| band.value), Ok(Band::NotAvailable));
    let bid = &read.funding.bids[0];
    assert_eq!(bid.status.as_ref().map(|status| status.value), Ok(BidStatus::NoBid));
    let years: Vec<_> = bid.years.iter().map(|(year, amount)| (year.as_str(), shown(amount))).collect();
    assert_eq!(years, [("year1", Ok("97000".to_owned())), ("year2", Err(Why::NotAvailable))]);
    let line = &read.funding.contributions[0];
    assert_eq!(shown(&line.amount), Err(Why::Unknown));
    let kinds = line.kinds.as_ref().map(|kinds| kinds.value.clone());
    assert_eq!(kinds, Ok(vec![ContributionKind::Aligned, ContributionKind::InKind]));
}

#[test]
fn unknown_keys_are_said() {
    let reading = submission("bid: []\nobservations:\n  - { indicator: BS1, vlaue: 1 }\n");
    assert_eq!(reading.said, ["field-unknown | bid: not known here", "field-unknown | vlaue: not known here"]);
    assert_eq!(reading.helps, ["did you mean `bids`?", "did you mean `value`?"]);
}

#[test]
fn what_is_observed_is_in_the_agreement() {
    let reading = submission("observations:\n  - { indicator: BS2, value: 1 }\n  - { measure: Rg1b, value: 1 }\n");
    assert_eq!(reading.said, ["indicator-unknown | BS2", "measure-unknown | Rg1b"]);
    assert_eq!(reading.helps, ["did you mean `BS1`?", "did you mean `RG1a`?"]);
    // What was probably meant is not unobserved: its value cannot be told.
    let observed = |id: &str| reading.value().observation(id).map(|observation| shown(&observation.value));
    assert_eq!(observed("BS1"), Some(Err(Why::Unreadable)));
    assert_eq!(observed("RG1a"), Some(Err(Why::Unreadable)));
    assert_eq!(observed("RC1"), None);
}

#[test]
fn a_measure_is_not_an_indicator() {
    let reading = submission("observations:\n  - { indicator: RG1a, value: 1 }\n");
    assert_eq!(reading.said, ["indicator-unknown | RG1a"]);
    assert_eq!(reading.helps, ["`RG1a` is a measure: write it under `measure`"]);
    let reading = submission("observations:\n  - { indicator: BS1, measure: RG1a, value: 1 }\n  - { value: 1 }\n");
    assert_eq!(
        reading.said,
        [
            "observation-ambiguous | BS1: the indicator | RG1a: the measure",
            "field-missing | ^4:17: one of them should be here"
        ]
    );
}

#[test]
fn a_far_fetched_name_gets_the_list_instead() {
    let reading = submission("observations:\n  - { indicator: unemployment, value: 1 }\n");
    assert_eq!(reading.helps, ["the indicators of the agreement are `BS1`, `RC1` and `FT1`"]);
    assert!(reading.value().observations.iter().all(|one| !one.is_certain), "it may be of any");
}

#[test]
fn what_is_observed_twice_has_no_figure() {
    let reading = submission("observations:\n  - { indicator: BS1, value: 1 }\n  - { indicator: BS1, value: 2 }\n");
    assert_eq!(reading.said, ["observed-twice | BS1: first here | BS1: again here"]);
    assert_eq!(reading.value().observations.len(), 1);
    assert_eq!(shown(&reading.value().observations[0].value), Err(Why::Unreadable));
}

#[test]
fn figures_are_in_the_unit_of_the_agreement() {
    let reading = submission(
        "observations:\n  - { indicator: BS1, value: 85% }\n  - { indicator: RC1, value: £85 }\n  - { measure: RG1a, value: 5% }\n",
    );
    assert_eq!(reading.said, ["wrong-unit | 85%", "wrong-unit | £85", "wrong-unit | 5%"]);
    assert_eq!(reading.helps[2], "give the figure in days, as the agreement does");
    assert_eq!(shown(&reading.value().observations[0].value), Err(Why::Unreadable));
}

#[test]
fn funds_are_in_the_agreement() {
    let reading = submission(
        "bids:\n  - { fund: pump-primming, total: x }\ncontributions:\n  - { block: Safer, amount: 5, kind: money }\n",
    );
    assert_eq!(
        reading.said,
        ["fund-unknown | pump-primming", "not-a-number | x", "field-missing | ^5:45: `fund` should be here"]
    );
    assert_eq!(reading.helps[0], "did you mean `pump-priming`?");
    // A contribution to a fund that is not told may be to any.
    assert_eq!((reading.value().funding.bids.len(), reading.value().funding.contributions.len()), (1, 2));
}

#[test]
fn words_come_from_their_lists() {
    let reading = submission(
        "observations:\n  - { indicator: BS1, band: grene }\nbids:\n  - { fund: pump-priming, status: lost }\ncontributions:\n  - { fund: match-fund, block: Safer, kind: grant / barter }\n",
    );
    assert_eq!(reading.said, ["not-in-list | grene", "not-in-list | lost", "not-in-list | grant / barter"]);
    assert_eq!(
        reading.helps[1..],
        [
            "write one of `submitted`, `no_bid`, `awaited`, `granted` and `refused`",
            "write one of `cash`, `grant`, `aligned`, `in_kind` and `aligned time`"
        ]
    );
}

#[test]
fn a_profile_that_is_not_there_is_one_gap() {
    let reading = submission(
        "bids:\n  - { fund: pump-priming, total: 5 }\n  - { fund: pump-priming, total: 5, years: 5 }\n  - { fund: pump-priming, years: {} }\n",
    );
    assert_eq!(reading.said, ["not-a-record | 5: this"]);
    let years: Vec<_> = reading.value().funding.bids.iter().map(|bid| shown(&bid.years[0].1)).collect();
    assert_eq!(years, [Err(Why::Absent), Err(Why::Unreadable), Err(Why::Absent)]);
}

#[test]
fn an_observation_that_is_not_there_should_stand_behind_the_others() {
    let text = "period: 2006-07 Q3\nobservations:\n  - { indicator: BS1, value: 1 }\nbids: []\n";
    let end = |text: &str| with_tables(text, &[]).value().end_of_observations.start();
    assert_eq!(end(text), text.find("\nbids").expect("bids"));
    assert_eq!(end("period: 2006-07 Q3\nbids: []\n"), "period: 2006-07 Q3\nbids: []".len());
}

#[test]
fn a_return_that_is_cut_short_leaves_figures_unread_and_not_missing() {
    let reading = submission("observations:\n  - { indicator: BS1, value: 1 }\n  - { value: 2\nbids: [\n");
    assert_eq!(reading.said.len(), 1, "{:?}", reading.said);
    let observed = |id: &str| reading.value().observation(id).map(|observation| shown(&observation.value));
    assert_eq!(observed("BS1"), Some(Ok("1".to_owned())));
    assert_eq!(observed("RC1"), Some(Err(Why::Unreadable)));
}
