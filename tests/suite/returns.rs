//! Whole returns: every verdict in a line, so that adding a rule adds lines; and what the published papers must give.

use std::fmt::Write;

use plumbline::document::Choice;
use plumbline::model::pounds;
use plumbline::number::Exact;
use plumbline::render::judgement::outcome;
use plumbline::render::report::{PackFrom, report};
use plumbline::render::terminal::Look;
use plumbline::source::Sources;
use plumbline::verdict::{Kind, Outcome, Report, Verdict};

use crate::support::{judge_return, returns, root, shipped, without_digest};

fn judged(folder: &str) -> (Report, Sources) {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let report = judge_return(&root().join(folder), &pack, &compiled, &mut sources);
    (report, sources)
}

fn as_read(judged: &Report, sources: &Sources) -> String {
    without_digest(&report(judged, &PackFrom::BuiltIn, sources, Look::default()))
}

const QUARTER: &str = "fixtures/leicestershire-laa/returns/2006-07-q3";

#[test]
fn each_return_in_lines() {
    for folder in returns() {
        let name =
            folder.strip_prefix(root().join("fixtures")).expect("inside").to_string_lossy().replace(['/', '\\'], "__");
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let report = judge_return(&folder, &pack, &compiled, &mut sources);
        let mut lines = String::new();
        for finding in &report.findings {
            let _ = writeln!(lines, "{} {}: {}", finding.severity.word(), finding.code, finding.headline);
        }
        for judgement in report.judged() {
            let subject = format!("{} {}", judgement.subject.what, judgement.subject.name);
            let _ = writeln!(lines, "{} | {subject} | {}", judgement.rule, outcome(&judgement.outcome));
        }
        insta::assert_snapshot!(format!("lines__{name}"), lines);
    }
}

#[test]
fn the_published_quarter_as_a_person_reads_it() {
    let (judged, sources) = judged(QUARTER);
    insta::assert_snapshot!("report__leicestershire", as_read(&judged, &sources));
}

#[test]
fn the_reward_vectors_as_a_person_reads_them() {
    let (judged, sources) = judged("fixtures/reward-vectors");
    insta::assert_snapshot!("report__reward_vectors", as_read(&judged, &sources));
}

/// What is to be found in the published quarter: the rule, what is underlined first, and words of the headline. Each is
/// explained in the return's own README.
const FOUND: [(&str, &str, &str); 25] = [
    ("statement-differs", "about £2.5m", "`board report` differs"),
    ("statement-differs", "18", "at least 20"),
    ("statement-differs", "19", "at least 20"),
    ("denominator-of-another-period", "117", "that of the period before"),
    ("statement-differs", "4", "blocks that reported a delivery rating"),
    ("statement-differs", "2", "delivery areas"),
    ("statement-differs", "3", "mandatory outcomes"),
    ("statement-differs", "5", "sub-targets"),
    ("statement-differs", "2", "explained as amber"),
    ("date-runs-backwards", "2005-01-09", "302 days before"),
    ("fund-over-its-ceiling", "£9,000", "£11,500.00 more"),
    ("profile-does-not-sum", "190000", "£500.00 more"),
    ("profile-does-not-sum", "590000", "£880.00 less"),
    ("number-of-things-changed", "8", "`Economic Development` in `risk summary` counts 3 more"),
    ("number-of-things-changed", "11", "`Economic Development` in `risk summary` counts 1 less"),
    ("totals-mix-two-periods", "98,,17", "`del_green_q2` and `del_amber_q2`"),
    ("number-of-things-changed", "7", "`Stronger` in `risk summary` counts at least 3 more"),
    ("number-of-things-changed", "19", "`Stronger` in `risk summary` counts 3 more"),
    ("total-is-blank", "", "`out_refresh_q3`, `del_green_q3`, `del_amber_q3` and `del_red_q3`"),
    ("off-target-line-is-unexplained", "Amber", "`reduce crime`"),
    ("off-target-line-is-unexplained", "Amber", "`drug treatment`"),
    ("rating-without-a-measure", "Green", "rated green"),
    ("status-is-no-rating", "Baseline established", "is no rating"),
    ("someone-is-missing", "", "`RG4` and `RG5`"),
    ("estimate-is-not-marked", "", "`Harborough` and `O&W`"),
];

#[test]
fn the_published_quarter_has_its_findings_in_their_places_and_no_others() {
    let (report, sources) = judged(QUARTER);
    let found = report.findings.iter().map(|finding| {
        let first = finding.labels.first().map_or("", |label| sources.slice(label.span));
        (finding.code.as_str(), first, finding.headline.as_str())
    });
    for ((code, underlined, headline), (wanted, place, words)) in found.zip(FOUND) {
        assert_eq!((code, underlined), (wanted, place), "{headline}");
        assert!(headline.contains(words), "{headline}: {words}");
    }
    assert_eq!((report.findings.len(), report.errors()), (FOUND.len(), 18));
    let profiles: Vec<Vec<&str>> = report
        .findings
        .iter()
        .filter(|finding| finding.code == "profile-does-not-sum")
        .map(|finding| finding.labels.iter().map(|label| sources.slice(label.span)).collect())
        .collect();
    assert_eq!(profiles, [vec!["190000", "97000,52500,41000"], vec!["590000", "178671,202785,207664"]]);
    assert!(report.findings.iter().any(|finding| finding.headline.contains("£261,500.00")));
}

/// What became of a rule over a subject, in a word.
fn word(report: &Report, rule: &str, subject: &str) -> String {
    let judgement = report.judged().find(|j| *j.rule == *rule && j.subject.name == subject);
    match &judgement.unwrap_or_else(|| panic!("{rule} over {subject}")).outcome {
        Outcome::Decided(verdict) => verdict.word().to_owned(),
        Outcome::NotApplicable(_) => "not applicable".to_owned(),
        Outcome::Undecided(wants) => {
            wants.iter().map(|want| format!("{} {}", want.what, want.why.words())).collect::<Vec<_>>().join("; ")
        }
        Outcome::Fault(fault) => panic!("{}", fault.what),
    }
}

#[test]
fn the_published_quarter_decides_what_can_be_decided() {
    let (report, _) = judged(QUARTER);
    let condition = |block: &str| word(&report, "match-condition", block);
    assert_eq!(condition("Older People"), "unmet");
    assert_eq!(condition("Economic Development"), "met");
    assert_eq!(condition("Health"), "the kind of contribution from PCTs for Health is blank");
    assert_eq!(
        condition("Children and Young People"),
        "the kind of contribution from Melton BC for Children and Young People is blank"
    );
    assert_eq!(condition("Safer"), "the amount from Police for Safer is unknown");
    assert!(
        condition("Stronger")
            .starts_with("the kind of contribution from Charnwood BC for Stronger may or may not count"),
        "{}",
        condition("Stronger")
    );
    let profile = |bid: &str| word(&report, "profile-does-not-sum", bid);
    assert_eq!(profile("RG5"), "not applicable");
    assert_eq!(profile("RG6"), "year3 of RG6 is blank");
    assert!(
        profile("RG10").starts_with("year1 of RG10 is not known yet, as the bid is awaited"),
        "{}",
        profile("RG10")
    );
    assert_eq!(profile("RG8+RG9"), "pass");
}

/// The table of published reward rules: what each target pays, or none where it cannot be assessed.
const VECTORS: [(&str, Option<&str>); 9] = [
    ("RG1", Some("£770,000.00")),
    ("RG2", Some("£0.00")),
    ("RG3", Some("£1,283,333.33")),
    ("RG4", Some("£0.00")),
    ("RG5", Some("£770,000.00")),
    ("RG6", None),
    ("RG7", None),
    ("RG8", None),
    ("RG9", Some("£834,166.67")),
];

#[test]
fn the_reward_vectors_come_out_to_the_penny() {
    let (report, _) = judged("fixtures/reward-vectors");
    let award = |target: &str| {
        let of = report
            .judgements
            .iter()
            .find(|j| j.kind == Kind::Award && j.subject.what == "reward_target" && j.subject.name == target);
        match &of.expect("a verdict").outcome {
            Outcome::Decided(Verdict::Pay { amount }) => Some(pounds(amount)),
            Outcome::Decided(Verdict::Nothing { .. }) => Some(pounds(&Exact::zero())),
            _ => None,
        }
    };
    for (target, pays) in VECTORS {
        assert_eq!(award(target).as_deref(), pays, "{target}");
    }
    let table = report.reward.as_ref().expect("a reward");
    assert_eq!(
        table.lines.iter().filter(|line| line.figures.is_none()).filter_map(|line| line.share.clone()).sum::<Exact>(),
        table.pot
    );
    assert_eq!(pounds(&table.out_of_reach), "£0.04");
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["stretch-is-none-or-contradicts"; 2], "a check says it once for each");
}

#[test]
fn the_clean_return_is_clean_and_every_kind_decides_something() {
    for folder in returns().iter().filter(|folder| folder.to_string_lossy().contains("northshire")) {
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let report = judge_return(folder, &pack, &compiled, &mut sources);
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
        for kind in [Kind::Trajectory, Kind::OutcomeBand, Kind::Condition, Kind::Award, Kind::Check] {
            let decided = report.judged().filter(|j| j.kind == kind && matches!(j.outcome, Outcome::Decided(_)));
            assert!(decided.count() > 0, "{}", kind.word());
        }
    }
}
