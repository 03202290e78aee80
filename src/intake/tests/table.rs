//! Problems of the tables that a return names.

use super::*;

const BIDS: &str = "period: 2006-07 Q3
tables:
  - file: b.csv
    holds: bids
    fund: pump-priming
    columns: { reward_target: group, total: total_stated }
    years: [year1, year2]
";

const OBSERVATIONS: &str = "period: 2006-07 Q3\ntables:\n  - { file: o.csv, holds: observations }\n";

#[test]
fn columns_are_found_under_the_names_that_the_return_gives() {
    let reading = with_tables(BIDS, &[("b.csv", "year2,group,total_stated,year1\n3,RG1,£10,7\n,,,\n,RG1,,\n")]);
    assert_eq!(reading.said, Vec::<String>::new());
    let bids = &reading.value().funding.bids;
    assert_eq!(bids.len(), 2);
    assert_eq!((shown(&bids[0].reward_target), shown(&bids[0].total)), (Ok("RG1".to_owned()), Ok("10".to_owned())));
    let years: Vec<_> = bids[0].years.iter().map(|(year, amount)| (year.as_str(), shown(amount))).collect();
    assert_eq!(years, [("year1", Ok("7".to_owned())), ("year2", Ok("3".to_owned()))]);
    assert_eq!((shown(&bids[1].total), shown(&bids[1].block)), (Err(Why::Blank), Err(Why::Absent)));
}

#[test]
fn a_table_that_is_not_there_is_said_where_it_is_named() {
    let reading = with_tables(OBSERVATIONS, &[]);
    assert_eq!(reading.said, ["table-missing | o.csv"]);
    assert_eq!(reading.value().observations.len(), 4);
    assert!(reading.value().observations.iter().all(|one| shown(&one.value) == Err(Why::Unreadable)));
    assert_eq!(with_tables(BIDS, &[]).value().observations.len(), 0);
}

#[test]
fn a_table_is_named_once() {
    let text = "tables:\n  - { file: b.csv, holds: bids, fund: pump-priming }\n  - { file: b.csv, holds: contributions, fund: match-fund }\n";
    let reading = with_tables(&format!("period: 2006-07 Q3\n{text}"), &[("b.csv", "title,total\nA,\n")]);
    assert_eq!(reading.said, ["table-twice | b.csv: first here | b.csv: again here"]);
    assert_eq!((reading.value().funding.bids.len(), reading.value().funding.contributions.len()), (1, 0));
    let mut sources = Sources::new();
    assert_eq!(crate::intake::tables_named(&sources.add("return.yaml", text)).len(), 1);
}

#[test]
fn a_table_that_does_not_say_what_it_is_is_said_to_lack_it() {
    let text = "period: 2006-07 Q3\ntables:\n  - { file: b.csv, fund: pump-priming, years: [a] }\n  - { holds: bid }\n";
    let reading = with_tables(text, &[]);
    assert_eq!(
        reading.said,
        [
            "field-missing | ^3:52: `holds` should be here",
            "not-in-list | bid",
            "field-missing | ^4:19: `file` should be here"
        ]
    );
    assert_eq!(reading.helps[1], "did you mean `bids`?");
}

#[test]
fn a_column_that_the_return_names_is_in_the_table() {
    let reading = with_tables(BIDS, &[("b.csv", "grp,total_state,year1,title\nRG1,5,5,A\nRG2,5,5,B\n")]);
    assert_eq!(
        reading.said,
        ["column-missing | group", "column-missing | total_stated", "column-missing | year2"]
            .into_iter()
            .chain(["column-unknown | grp: passed over"])
            .collect::<Vec<_>>()
    );
    assert_eq!(reading.helps[1], "did you mean `total_state`?");
    let bid = &reading.value().funding.bids[0];
    assert_eq!([&bid.total, &bid.years[1].1].map(shown), [Err(Why::Unreadable), Err(Why::Unreadable)]);
}

#[test]
fn a_column_that_nobody_asks_for_is_said_once() {
    let reading = with_tables(OBSERVATIONS, &[("o.csv", "indicator,valu,colour,note\nBS1,1,x,\nRC1,2,x,\n")]);
    assert_eq!(reading.said, ["column-unknown | valu: passed over", "column-unknown | colour: passed over"]);
    assert_eq!(reading.helps[0], "did you mean `value`?");
    assert_eq!(reading.helps[1], "say under `columns` of the return which field it is");
}

#[test]
fn unknown_keys_of_columns_and_of_a_table_are_said() {
    let text =
        "period: 2006-07 Q3\ntables:\n  - { file: o.csv, holds: observations, fund: x, columns: { vlaue: v } }\n";
    let reading = with_tables(text, &[("o.csv", "indicator,value\nBS1,1\n")]);
    assert_eq!(reading.said, ["field-unknown | fund: not known here", "field-unknown | vlaue: not known here"]);
}

#[test]
fn a_fund_that_is_unknown_is_said_once_for_its_table() {
    let text = "period: 2006-07 Q3\ntables:\n  - { file: c.csv, holds: contributions, fund: match }\n";
    let reading = with_tables(text, &[("c.csv", "block,contributor,amount\nS,A,1\nS,B,x\n")]);
    assert_eq!(reading.said, ["fund-unknown | match", "not-a-number | x"]);
    assert_eq!(reading.helps[0], "the funds of the agreement are `match-fund` and `pump-priming`");
}

#[test]
fn observations_say_what_they_are_of() {
    let reading = with_tables(OBSERVATIONS, &[("o.csv", "value,band\n1,green\n2,red\n")]);
    assert_eq!(reading.said, ["column-missing | ^1:11: one of them should be here"]);
    assert_eq!(reading.value().observations.len(), 4);
    let reading = with_tables(OBSERVATIONS, &[("o.csv", "indicator,measure,value\n,RG1a,1\n,,2\nBS1,,85%\n")]);
    assert_eq!(reading.said, ["field-missing | ^3:1: one of them should be here", "wrong-unit | 85%"]);
}

#[test]
fn cells_that_a_short_row_lacks_are_said_once() {
    let reading = with_tables(OBSERVATIONS, &[("o.csv", "value,band,indicator\n1,green,BS1\n2\n")]);
    assert_eq!(reading.said, ["csv-row-too-short | ^3:2: `band` and `indicator` are missing here"]);
    let reading = with_tables(OBSERVATIONS, &[("o.csv", "indicator,value\nBS1\nRC1,\n")]);
    assert_eq!(reading.said, ["csv-row-too-short | ^2:4: `value` is missing here"]);
    let values: Vec<_> = reading.value().observations.iter().map(|one| shown(&one.value)).collect();
    assert_eq!(values, [Err(Why::Unreadable), Err(Why::Blank)]);
}

#[test]
fn what_stands_behind_a_quote_that_is_never_closed_is_unread() {
    let reading = with_tables(OBSERVATIONS, &[("o.csv", "indicator,value\nBS1,1\nRC1,\"2\nFT1,3\n")]);
    assert_eq!(reading.said, ["csv-unclosed-quote | \": opened here"]);
    let observed = |id: &str| reading.value().observation(id).map(|observation| shown(&observation.value));
    assert_eq!(observed("BS1"), Some(Ok("1".to_owned())));
    assert_eq!(observed("RC1"), Some(Err(Why::Unreadable)));
    assert_eq!(observed("FT1"), Some(Err(Why::Unreadable)));
}

#[test]
fn an_observation_that_is_not_there_should_stand_behind_the_table() {
    let table = "indicator,value\nBS1,1\n";
    let reading = with_tables(OBSERVATIONS, &[("o.csv", table)]);
    assert_eq!(reading.value().end_of_observations.start(), table.len() - 1);
}
