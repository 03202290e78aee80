//! The fixtures' agreements and returns read without a word, and to the figures that they hold.

use std::path::Path;

use super::*;
use crate::number::Exact;

/// A return of the fixtures with its agreement, none of which may be wrong.
fn clean(agreement: &str, folder: &str) -> (Agreement, Submission) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let text = |path: &str| std::fs::read_to_string(fixtures.join(path)).expect(path);
    let mut sources = Sources::new();
    let known = super::agreement(&text(agreement));
    assert_eq!(known.said, Vec::<String>::new());
    let known = known.read.expect("an agreement");
    let source = sources.add("return.yaml", text(&format!("{folder}/return.yaml")));
    let tables: Vec<Table> = crate::intake::tables_named(&source)
        .into_iter()
        .map(|path| Table {
            source: Ok(sources.add(&path.value, text(&format!("{folder}/{}", path.value)))),
            path: path.value,
        })
        .collect();
    let reading = Reading::new(&sources, crate::intake::submission(&source, &tables, &known));
    assert_eq!(reading.said, Vec::<String>::new());
    (known, reading.read.expect("a return"))
}

fn sum<'a>(amounts: impl Iterator<Item = &'a Entry<Exact>>) -> String {
    amounts.filter_map(|amount| amount.as_ref().ok()).map(|amount| amount.value.clone()).sum::<Exact>().to_string()
}

#[test]
fn the_published_papers_read_clean() {
    let (agreement, submission) = clean("leicestershire-laa/agreement.yaml", "leicestershire-laa/returns/2006-07-q3");
    assert_eq!((agreement.blocks.len(), agreement.bodies.len(), agreement.funds.len()), (7, 13, 2));
    assert_eq!(agreement.reward.expect("a reward").targets.len(), 12);
    assert_eq!((submission.funding.bids.len(), submission.funding.contributions.len()), (11, 21));
    let profile = |at: usize| sum(submission.funding.bids[at].years.iter().map(|(_, amount)| amount));
    assert_eq!((profile(0), shown(&submission.funding.bids[0].total)), ("190500".to_owned(), Ok("190000".to_owned())));
    assert_eq!((profile(3), shown(&submission.funding.bids[3].total)), ("589120".to_owned(), Ok("590000".to_owned())));
    let third = &submission.funding.bids[5].years[2];
    assert_eq!((third.0.as_str(), shown(&third.1)), ("year3", Err(Why::Blank)));
    let lines = &submission.funding.contributions;
    let printed = |name: &'static str| {
        lines.iter().filter(move |line| line.contributor.as_ref().is_ok_and(|by| by.value == name))
    };
    assert_eq!(sum(printed("LCC").map(|line| &line.amount)), "261500");
    assert_eq!(printed("Police").map(|line| shown(&line.amount)).collect::<Vec<_>>(), [Err(Why::Unknown)]);
}

#[test]
fn the_reward_vectors_read_clean() {
    let (agreement, submission) = clean("reward-vectors/agreement.yaml", "reward-vectors");
    let targets = agreement.reward.expect("a reward").targets;
    assert_eq!((targets.len(), targets.iter().flat_map(|target| &target.measures).count()), (12, 15));
    let value = |id: &str| submission.observation(id).map(|observation| shown(&observation.value));
    assert_eq!(value("RG5a"), Some(Ok("-5.6".to_owned())));
    assert_eq!(value("RG8a"), Some(Err(Why::NotAvailable)));
    assert_eq!(value("RG10a"), Some(Err(Why::NotAvailable)));
}

#[test]
fn northshire_small_reads_clean() {
    let (agreement, submission) = clean("northshire-small/agreement.yaml", "northshire-small/returns/2026-27-q1");
    assert!(agreement.illustrative);
    assert_eq!(submission.observations.len(), 9);
    assert_eq!(submission.observation("GP1").map(|waste| shown(&waste.value)), Some(Ok("45.2".to_owned())));
    for bid in submission.funding.bids.iter().filter(|bid| bid.total.is_ok()) {
        assert_eq!(Ok(sum(bid.years.iter().map(|(_, amount)| amount))), shown(&bid.total));
    }
}
