//! Rows about money: what arrives, and what is said of words, names and days that are wrong.

use super::*;
use crate::model::funding::Row;
use crate::model::words::{Certainty, CostKind, MoneyKind};

#[test]
fn all_rows_about_money_arrive() {
    let reading = submission(
        "bids:
  - { fund: pump-priming, title: A, total: 9, money: capital, cost: Staff / long-term sickness, option_of: x, place: P, purpose: Q, shared_amount: 4, shared_with: B }
contributions:
  - { fund: match-fund, block: Safer, contributor: Police, amount: 1, certainty: expected, year: 2006-07 Q2, place: P }
releases:
  - { fund: pump-priming, for: A, recipient: Police, amount: 5, released_on: 2006-10-02, protocol_signed: \"?\", budget_profiled: 2006-09-01, money: revenue }
spending:
  - { fund: pump-priming, for: A, recipient: Police, profiled: 5, actual: 4, budget: 9, forecast: n/a, note: late }
",
    );
    assert_eq!(reading.said, Vec::<String>::new());
    let funding = &reading.value().funding;
    let (bid, line) = (&funding.bids[0], &funding.contributions[0]);
    let costs = bid.costs.as_ref().map(|costs| costs.value.clone());
    assert_eq!(costs, Ok(vec![CostKind::Staff, CostKind::LongTermSickness]));
    assert_eq!(bid.money.as_ref().map(|money| money.value), Ok(MoneyKind::Capital));
    assert_eq!((bid.fund.as_deref(), shown(&bid.shared_amount)), (Some("pump-priming"), Ok("4".to_owned())));
    assert_eq!(line.certainty.as_ref().map(|certainty| certainty.value), Ok(Certainty::Expected));
    assert_eq!((shown(&line.year), shown(&line.purpose)), (Ok("2006-07".to_owned()), Err(Why::Absent)));
    let (release, spending) = (&funding.releases[0], &funding.spending[0]);
    assert_eq!(shown(&release.released_on), Ok("2006-10-02".to_owned()));
    assert_eq!(shown(&release.protocol_signed), Err(Why::Unknown));
    assert_eq!((shown(&spending.budget), shown(&spending.forecast)), (Ok("9".to_owned()), Err(Why::NotAvailable)));
    assert_eq!(funding.figures().count(), 9);
}

#[test]
fn words_days_and_keys_that_are_wrong_are_said_in_their_places() {
    let reading = submission(
        "bids:
  - { fund: pump-priming, title: A, total: 9, money: capitol, cost: staff / maternaty, status: grantd }
contributions:
  - { fund: match-fund, block: Safer, contributor: Police, amount: 1, certanty: expected, year: 2006-08 }
releases:
  - { fund: pump-prime, for: A, recipient: Police, amount: 5, released_on: 2006-02-30 }
spending:
  - { fund: pump-priming, for: A, profiled: x, actual: -4 }
",
    );
    let codes: Vec<&str> = reading.said.iter().filter_map(|said| said.split(' ').next()).collect();
    assert_eq!(
        codes,
        [
            "not-in-list",
            "not-in-list",
            "not-in-list",
            "field-unknown",
            "not-a-period",
            "fund-unknown",
            "not-a-date",
            "not-a-number",
            "amount-below-nought"
        ]
    );
    assert!(reading.helps[1].contains("`maternity`"), "{:?}", reading.helps);
    assert_eq!(reading.value().funding.releases[0].fund, None);
}

#[test]
fn a_row_that_is_no_record_is_one_that_is_lost() {
    let reading = submission("bids: [twelve]\nreleases: [x]\nspending: [y]\n");
    let lost: Vec<Row> = reading.value().funding.lost.iter().map(|lost| lost.row).collect();
    assert_eq!(lost, [Row::Bid, Row::Release, Row::Spending]);
}

#[test]
fn a_table_names_one_fund_or_each_of_its_rows_does() {
    let table = "fund,for,recipient,amount\npump-priming,A,Police,5\nmatch-fund,B,Police,6\n,C,Police,7\n";
    let text = "period: 2006-07 Q3\ntables:\n  - { file: r.csv, holds: releases }\n";
    let reading = with_tables(text, &[("r.csv", table)]);
    assert_eq!(reading.said, ["field-missing | ^4:1: `fund` should be here"]);
    let funds: Vec<_> = reading.value().funding.releases.iter().map(|release| release.fund.as_deref()).collect();
    assert_eq!(funds, [Some("pump-priming"), Some("match-fund"), None]);
    let text = text.replace("holds: releases", "holds: releases, fund: pump-priming");
    let reading = with_tables(&text, &[("r.csv", "for,recipient,amount,protocol_singed\nA,Police,5,2006-09-01\n")]);
    assert_eq!(reading.said, ["column-unknown | protocol_singed: passed over"]);
    let release = &reading.value().funding.releases[0];
    assert_eq!(
        (release.fund.as_deref(), shown(&release.protocol_signed)),
        (Some("pump-priming"), Err(Why::Unreadable))
    );
}
