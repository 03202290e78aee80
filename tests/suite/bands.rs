//! Laws of trajectories and bands: a better figure is never off where a worse one is on, and never rated worse, whatever
//! the path, the preset and the tolerance; what is exactly on its path leads to its target.

use std::fmt::Write;

use plumbline::authoring::fixture;
use plumbline::model::words::Band;
use plumbline::number::Exact;
use plumbline::source::Sources;
use plumbline::verdict::{Kind, Outcome, Report, Tells, Verdict};
use proptest::prelude::*;

use crate::support::{judge_fixture, shipped, short};

const PRESETS: [&str; 4] = ["on_milestone", "two_factor", "growth_ratio", "elapsed_time"];
const PERIODS: [&str; 6] = ["2006-07 Q1", "2006-07 Q3", "2006-07", "2007-08 Q2", "2007-08 M7", "2008-09"];
const PROFILES: [&str; 3] = ["10%, 35%, 60%, 100%", "0%, 0%, 50%, 100%", "25%, 50%, 75%, 100%"];

/// A way, told without its figures.
#[derive(Debug, Clone)]
struct Way {
    higher: bool,
    path: &'static str,
    accumulates: bool,
    profile: &'static str,
    period: &'static str,
    start: i64,
    steps: [i64; 3],
    quarter: Option<i64>,
    last_year: Option<i64>,
}

impl Way {
    /// A fixture with an indicator for each figure, and these thresholds.
    fn fixture(&self, figures: &[String], limits: &str) -> String {
        let sign = if self.higher { 1 } else { -1 };
        let mut value = if self.accumulates { 100 } else { self.start };
        let (mut text, mut milestones) = (String::from("agreement:\n  indicators:\n"), Vec::new());
        milestones.extend(self.quarter.map(|of| format!("{{ by: 2006-07 Q3, value: {of} }}")));
        for (year, step) in ["2006-07", "2007-08", "2008-09"].iter().zip(self.steps) {
            value += sign * step;
            milestones.push(format!("{{ by: {year}, value: {value} }}"));
        }
        let polarity = if self.higher { "higher" } else { "lower" };
        let Way { path, accumulates, profile, period, start, .. } = self;
        for at in 0..figures.len() {
            let _ = writeln!(
                text,
                "    - {{ id: I{at}, name: I{at}, unit: number, polarity: {polarity}, path: {path}, baseline: {start}, \
                 accumulates: {accumulates}, profile: [{profile}], milestones: [{}] }}",
                milestones.join(", ")
            );
        }
        let of = |value: &dyn Fn(usize) -> String| -> String {
            let records = (0..figures.len()).map(|at| format!("{{ indicator: I{at}, value: {} }}", value(at)));
            records.collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(text, "submission:\n  period: {period}\n  observations: [{}]", of(&|at| figures[at].clone()));
        if let Some(last) = self.last_year {
            let (year, rest) = period.split_at(4);
            let year: i64 = year.parse().expect("a year");
            let before = format!("{}-{:02}{}", year - 1, year % 100, &rest[3..]);
            let _ = writeln!(text, "earlier: [{{ period: {before}, observations: [{}] }}]", of(&|_| last.to_string()));
        }
        text + "date: 2005-04-01\nlimits: " + limits + "\n"
    }
}

fn judged(text: &str) -> Report {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let source = sources.add("fixture.yaml", text);
    let (read, found) = fixture::read(&source, &pack.thresholds);
    assert!(found.is_empty(), "{text}\n{:?}", found.iter().map(|it| short(it, &sources)).collect::<Vec<_>>());
    let read = read.expect("a fixture");
    let report = judge_fixture(read, pack, &compiled, &sources);
    assert!(!report.has_broken_rule(), "{text}");
    report
}

/// What the rules of a kind decide, in the order of the indicators.
fn outcomes(report: &Report, kind: Kind) -> Vec<&Outcome> {
    report.judged().filter(|it| it.kind == kind).map(|it| &it.outcome).collect()
}

/// The ratings that say how good it is, in the order of the indicators.
fn bands(report: &Report, kind: Kind) -> Vec<Band> {
    let band = |outcome: &Outcome| match outcome {
        Outcome::Decided(Verdict::Band { band, .. }) => Some(*band),
        _ => None,
    };
    outcomes(report, kind).into_iter().filter_map(band).filter(|band| *band <= Band::Red).collect()
}

fn tenths(n: i64) -> String {
    format!("{}{}.{}", if n < 0 { "-" } else { "" }, n.abs() / 10, n.abs() % 10)
}

fn ways() -> impl Strategy<Value = Way> {
    let words = (
        any::<bool>(),
        prop::sample::select(vec!["linear", "stepped", "profiled"]),
        any::<bool>(),
        prop::sample::select(PROFILES.to_vec()),
        prop::sample::select(PERIODS.to_vec()),
    );
    let values =
        (-40i64..40, prop::array::uniform3(-10i64..40), prop::option::of(-40i64..60), prop::option::of(-60i64..60));
    (words, values).prop_map(|((higher, path, accumulates, profile, period), (start, steps, quarter, last_year))| Way {
        higher,
        path,
        accumulates,
        profile,
        period,
        start,
        steps,
        quarter,
        last_year,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_better_figure_is_never_off_where_a_worse_one_is_on_and_never_rated_worse(
        way in ways(), mut figures in prop::collection::vec(-900i64..2400, 8),
        absolute: bool, tolerance in 0i64..40, stretch in 10i64..40,
    ) {
        figures.sort_unstable();
        if !way.higher {
            figures.reverse();
        }
        let figures: Vec<String> = figures.into_iter().map(tenths).collect();
        for preset in PRESETS {
            let kind = if absolute { "absolute" } else { "relative" };
            let limits = format!(
                "{{ banding_preset: {preset}, tolerance_kind: {kind}, tolerance_distance: {tolerance}, amber_tolerance: \
                 {tolerance}, two_factor_tolerance: {tolerance}, delivery_stretch: {} }}", tenths(stretch)
            );
            let text = way.fixture(&figures, &limits);
            let report = judged(&text);
            for kind in [Kind::OutcomeBand, Kind::DeliveryBand] {
                let bands = bands(&report, kind);
                prop_assert!(bands.is_sorted_by(|worse, better| better <= worse), "{kind:?} {bands:?}\n{text}");
            }
            let on = outcomes(&report, Kind::Trajectory).into_iter().map(|it| matches!(it, Outcome::Decided(Verdict::On { .. })));
            prop_assert!(on.is_sorted(), "{text}");
        }
    }

    #[test]
    fn what_is_on_its_path_leads_to_its_target(way in ways()) {
        let first = judged(&way.fixture(&["0".to_owned()], "{}"));
        let expected = match outcomes(&first, Kind::Trajectory)[..] {
            [Outcome::Decided(Verdict::On { expected, .. } | Verdict::Off { expected, .. })] => expected.clone(),
            ref other => panic!("{other:?}"),
        };
        // A figure is written to its last digit, and what is expected may not end.
        prop_assume!(Exact::read(&expected.written()).is_ok() && (way.path != "stepped" || way.accumulates));
        let report = judged(&way.fixture(&[expected.written()], "{}"));
        let trajectory = outcomes(&report, Kind::Trajectory);
        let [Outcome::Decided(verdict @ Verdict::On { .. })] = trajectory[..] else { panic!("{trajectory:?}") };
        if let Some(outturn) = verdict.told(Tells::Outturn) {
            let text = way.fixture(&[outturn.number.written()], "{}");
            prop_assert!(bands(&report, Kind::DeliveryBand).iter().all(|band| *band == Band::Green), "{text}");
        }
    }
}
