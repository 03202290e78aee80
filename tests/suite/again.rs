//! What is judged anew and what is taken over come to the same as judging all of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use plumbline::engine::compile::{Compiled, compile};
use plumbline::judge::{Case, again, judge};
use plumbline::model::agreement::Agreement;
use plumbline::model::history::History;
use plumbline::model::submission::Submission;
use plumbline::pack::Pack;
use plumbline::pack::thresholds::Limit;
use plumbline::source::Sources;
use plumbline::tune::steps::{range, scale};

use crate::support::{Texts, root, shipped};

const RETURNS: [&str; 2] =
    ["fixtures/leicestershire-laa/returns/2006-07-q3", "fixtures/northshire-small/returns/2026-27-q1"];

/// Every pack that differs from one by a threshold that is a step higher, or by a rule that is gone.
fn changed(pack: &Pack) -> Vec<Pack> {
    let mut changed = Vec::new();
    for (index, threshold) in pack.thresholds.iter().enumerate() {
        let Some(Limit::Number(number)) = threshold.values.last().map(|dated| &dated.value.value) else { continue };
        let Some(step) = range(threshold).map(|range| scale(threshold, &range)) else { continue };
        let thresholds = pack.thresholds.moved(index, &Limit::Number(number + &step), None);
        changed.push(Pack { thresholds, ..pack.clone() });
    }
    for gone in 0..pack.rules.len() {
        let mut fewer = pack.clone();
        fewer.rules.remove(gone);
        changed.push(fewer);
    }
    changed
}

type Read = (Arc<Agreement>, Arc<Submission>, Arc<History>);

fn case<'a>(pack: &'a Pack, compiled: &'a Compiled, (agreement, submission, earlier): &Read) -> Case<'a> {
    Case {
        pack,
        compiled,
        agreement: Arc::clone(agreement),
        submission: Arc::clone(submission),
        earlier: Arc::clone(earlier),
        explanations: Vec::new(),
        diagnostics: Vec::new(),
        pack_diagnostics: Vec::new(),
    }
}

#[test]
fn what_is_taken_over_is_what_judging_gives() {
    for folder in RETURNS {
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let (agreement, submission) = Texts::of(&root().join(folder)).read(&mut sources);
        let read: Read = (Arc::new(agreement), Arc::new(submission), Arc::default());
        let (first, kept) = again(case(&pack, &compiled, &read), None, &sources);
        assert_eq!(first.judgements, judge(case(&pack, &compiled, &read), &sources).judgements);
        let mut turned = BTreeSet::new();
        for pack in changed(&pack) {
            let compiled: Compiled = compile(&pack);
            let (now, _) = again(case(&pack, &compiled, &read), Some(&kept), &sources);
            let whole = judge(case(&pack, &compiled, &read), &sources);
            assert_eq!(now.judgements, whole.judgements);
            assert_eq!(now.findings, whole.findings);
            turned.insert(now.judgements == first.judgements);
        }
        assert!(turned.contains(&false), "{folder}: some of these changes show");
    }
}
