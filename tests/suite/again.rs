//! What is judged anew and what is taken over come to the same as judging all of it.

use std::sync::Arc;

use plumbline::engine::compile::compile;
use plumbline::judge::{Case, Kept, again, judge};
use plumbline::model::agreement::Agreement;
use plumbline::model::explanation::Explanation;
use plumbline::model::history::History;
use plumbline::model::submission::Submission;
use plumbline::pack::thresholds::Limit;
use plumbline::pack::{Pack, Script};
use plumbline::source::{Sources, Spanned};
use plumbline::tune::steps::{range, scale};
use plumbline::verdict::Report;

use crate::support::{Texts, root, shipped};

/// The second has a pot: rewards, payments out of them, and loans that these repay.
const RETURNS: [&str; 3] = [
    "fixtures/leicestershire-laa/returns/2006-07-q3",
    "fixtures/reward-vectors",
    "fixtures/northshire-small/returns/2026-27-q1",
];

/// Every pack that differs from one by a threshold that is a step higher, or by a rule that is gone.
fn moved(pack: &Pack) -> Vec<Pack> {
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

/// Packs that differ from one by a text: of a rule, so that it says something else or no longer loads, and of a script of `lib/`.
fn rewritten(pack: &Pack, sources: &mut Sources) -> Vec<Pack> {
    const EDITS: [(&str, &str); 5] = [
        ("    error(`", "    warning(`"),
        ("    warning(`", "    error(`"),
        ("    pay(", "    pay(100 * "),
        (">=", ">"),
        ("fn check(", "fn chek("),
    ];
    let mut edited = |script: &Script, (from, to): (&str, &str)| {
        let text = script.source.text().replacen(from, to, 1);
        let source = (text != script.source.text()).then(|| sources.add(script.source.name(), text))?;
        Some(Script { source, ..script.clone() })
    };
    let mut changed = Vec::new();
    for edit in EDITS {
        // A few of each.
        let rules = pack.rules.iter().enumerate();
        for (at, rule) in rules.filter_map(|(at, rule)| Some((at, edited(rule, edit)?))).step_by(3).take(6) {
            let mut other = pack.clone();
            other.rules[at] = rule;
            changed.push(other);
        }
    }
    for edit in [("if worse <= tolerance(", "if worse * 100 <= tolerance("), ("<", "<="), ("min(", "max(")] {
        for (at, script) in pack.library.iter().enumerate() {
            let Some(script) = edited(script, edit) else { continue };
            let mut other = pack.clone();
            other.library[at] = script;
            changed.push(other);
        }
    }
    changed
}

/// A return as it was read.
struct Read {
    agreement: Arc<Agreement>,
    submission: Arc<Submission>,
    explanations: Vec<Explanation>,
}

impl Read {
    fn case<'a>(&self, pack: &'a Pack, compiled: &'a plumbline::engine::compile::Compiled) -> Case<'a> {
        Case {
            pack,
            compiled,
            agreement: Arc::clone(&self.agreement),
            submission: Arc::clone(&self.submission),
            earlier: Arc::<History>::default(),
            explanations: self.explanations.clone(),
            diagnostics: Vec::new(),
            pack_diagnostics: Vec::new(),
        }
    }

    /// Judges by a pack, takes over what can be, and holds the report to that of judging all of it.
    fn again(&self, pack: &Pack, kept: Option<&Kept>, sources: &Sources) -> (Report, Kept) {
        let compiled = compile(pack);
        let (now, kept) = again(self.case(pack, &compiled), kept, sources);
        let whole = judge(self.case(pack, &compiled), sources);
        assert!(now.judgements == whole.judgements && now.findings == whole.findings);
        assert!(now == whole, "the rest of the report");
        (now, kept)
    }
}

/// An explanation of each second finding of a report.
fn explained(report: &Report) -> Vec<Explanation> {
    let found = report.judged().filter(|it| it.is_finding()).step_by(2);
    let explanation = |it: &plumbline::verdict::Judgement| {
        let span = it.subject.span;
        let put = |value: &str| Spanned { value: value.to_owned(), span };
        Explanation {
            rule: put(&it.rule),
            subject: put(&it.subject.name),
            what: Some(put(it.subject.what)),
            value: put(&it.value()),
            why: put("as agreed"),
            body: None,
            date: None,
            until: None,
            period: None,
            span,
        }
    };
    found.map(explanation).collect()
}

#[test]
fn what_is_taken_over_is_what_judging_gives() {
    for folder in RETURNS {
        let mut sources = Sources::new();
        let (pack, _) = shipped(&mut sources);
        let (agreement, submission) = Texts::of(&root().join(folder)).read(&mut sources);
        let mut read =
            Read { agreement: Arc::new(agreement), submission: Arc::new(submission), explanations: Vec::new() };
        let rewritten = rewritten(&pack, &mut sources);
        let (first, kept) = read.again(&pack, None, &sources);
        let mut turned = 0;
        for pack in moved(&pack).iter().chain(&rewritten) {
            let (now, _) = read.again(pack, Some(&kept), &sources);
            turned += usize::from(now.judgements != first.judgements);
        }
        assert!(turned > 10, "{folder}: some of these changes show: {turned}");
        // One edit after another, each upon what was kept of the one before.
        let mut last = kept.clone();
        for pack in rewritten.iter().step_by(2) {
            last = read.again(pack, Some(&last), &sources).1;
        }
        // Rules that only advise, and findings that somebody explained, with the very same verdicts.
        let rule = |it: &Script| Spanned { value: it.id.clone(), span: it.source.whole() };
        let advisory = Pack { advisory: pack.rules.iter().map(rule).collect(), ..pack.clone() };
        let (advised, kept) = read.again(&advisory, Some(&last), &sources);
        read.explanations = explained(&first);
        let (explained, kept) = read.again(&pack, Some(&kept), &sources);
        if first.findings.is_empty() {
            continue;
        }
        assert!(advised.advisory() > 0 && explained.advisory() == 0, "{folder}");
        assert_eq!(explained.explained(), read.explanations.len(), "{folder}");
        read.explanations.clear();
        let (back, _) = read.again(&pack, Some(&kept), &sources);
        assert!(back == first, "{folder}");
    }
}

#[test]
fn a_pot_is_paid_out_of_by_what_is_taken_over() {
    let mut sources = Sources::new();
    let (pack, _) = shipped(&mut sources);
    let (agreement, submission) = Texts::of(&root().join("fixtures/reward-vectors")).read(&mut sources);
    let read = Read { agreement: Arc::new(agreement), submission: Arc::new(submission), explanations: Vec::new() };
    let (first, kept) = read.again(&pack, None, &sources);
    let (index, _) = pack.thresholds.get("reward_floor").expect("a threshold");
    let floor = plumbline::number::Exact::read("0.65").expect("a number");
    let thresholds = pack.thresholds.moved(index, &Limit::Number(floor), None);
    let (now, _) = read.again(&Pack { thresholds, ..pack }, Some(&kept), &sources);
    let awarded = |report: &Report| report.reward.as_ref().map(|reward| reward.awarded.clone());
    assert!(awarded(&first).is_some() && awarded(&now) != awarded(&first), "less is paid");
}
