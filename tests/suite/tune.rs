//! Is each step and each margin true, and is none missing? Every answer of the tuner is held to running the rules again, at
//! every value of the threshold's scale.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use plumbline::engine::compile::{Compiled, compile};
use plumbline::model::agreement::Agreement;
use plumbline::model::submission::Submission;
use plumbline::number::Exact;
use plumbline::pack::Pack;
use plumbline::pack::thresholds::Limit;
use plumbline::source::Sources;
use plumbline::tune::course::{How, Point, Ray, is_same_word, number_of};
use plumbline::tune::margin::margins;
use plumbline::tune::steps::{Over, range, scale, steps};
use plumbline::tune::trial::{Input, Trial};
use plumbline::verdict::{Kind, Outcome};

use crate::cli::plumb;
use crate::county;
use crate::generate::{Dice, agreement_text, return_text};
use crate::support::{Texts, fixtures, generated, pack_of, returns, root, scene_of, scene_of_fixture, shipped};

fn trial<'p>(pack: &'p Pack, compiled: &'p Compiled, read: &(Arc<Agreement>, Arc<Submission>)) -> Trial<'p> {
    Trial::new(&pack.thresholds, compiled, Arc::clone(&read.0), Arc::clone(&read.1), Arc::default())
}

fn read(folder: &str, sources: &mut Sources) -> (Arc<Agreement>, Arc<Submission>) {
    let (agreement, submission) = Texts::of(&root().join(folder)).read(sources);
    (Arc::new(agreement), Arc::new(submission))
}

/// Holds the courses of a threshold to running the rules at every value of its scale. How many values were compared.
fn hold_to_brute_force(trial: &Trial<'_>, pack: &Pack, index: usize, what: &str) -> usize {
    let threshold = pack.thresholds.at(index);
    let Some(range) = range(threshold) else { return 0 };
    let step = scale(threshold, &range);
    let reach = &range.to - &range.from;
    let by = (0..4).fold(step.clone(), |step, _| {
        let is_many = reach.over(&step).is_some_and(|steps| steps > Exact::whole(2_000));
        if is_many { &step * &Exact::whole(10) } else { step }
    });
    let ray = Ray { start: range.from.clone(), falls: false, reach: Some(reach.clone()) };
    let input = Input::Limit(index, None);
    let affected = trial.affected(&input);
    let runs = trial.run(&input, &affected, &ray, &step);
    let (mut distance, mut compared, mut tried) = (Exact::zero(), 0, 0);
    let everything = all(trial);
    while distance <= reach {
        let value = ray.value(&distance);
        // A verdict that does not rest on the threshold must not change with it; that is asked now and then.
        let which = if tried % 101 == 0 { &everything } else { &affected };
        tried += 1;
        for (at, outcome) in trial.outcomes_with(which, &[(index, Limit::Number(value.clone()))]) {
            let Some(course) = runs.get(&at) else {
                let stands = &trial.stands[at];
                assert!(is_alike(&outcome, &stands.outcome), "{what}: {} is not affected, but changes", stands.rule.id);
                continue;
            };
            let (piece, _) = course.piece(&Point::at(distance.clone()));
            let told = (&piece.outcome, piece.number_at(&distance));
            let name = &threshold.name.value;
            let rule = &trial.stands[at].rule.id;
            assert!(
                is_same_word(told.0, &outcome),
                "{what}: {rule} at {name} {value}: told {:?}, is {outcome:?}\n{course:#?}",
                told.0
            );
            if let (Some(told), Some(is)) = (told.1, number_of(&outcome)) {
                assert_eq!(told, *is, "{what}: {rule} at {name} {value}");
            }
            compared += 1;
        }
        distance = &distance + &by;
    }
    compared
}

fn all(trial: &Trial<'_>) -> Vec<usize> {
    (0..trial.stands.len()).collect()
}

fn is_alike(one: &Outcome, other: &Outcome) -> bool {
    is_same_word(one, other) && number_of(one) == number_of(other)
}

#[test]
fn each_step_of_the_shipped_thresholds_is_true_and_none_is_missing() {
    let mut compared = 0;
    for (folder, names) in [
        ("fixtures/reward-vectors", ["reward_floor", "reward_cap"]),
        ("fixtures/northshire-small/returns/2026-27-q1", ["amber_tolerance", "match_ratio"]),
        ("fixtures/northshire-small/returns/2026-27-q1", ["far_share", "reward_floor"]),
    ] {
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let read = read(folder, &mut sources);
        let trial = trial(&pack, &compiled, &read);
        for name in names {
            let (index, _) = pack.thresholds.get(name).expect("a threshold");
            compared += hold_to_brute_force(&trial, &pack, index, folder);
        }
    }
    assert!(compared > 10_000, "{compared}");
}

#[test]
fn each_step_over_a_county_of_120_indicators_is_true_and_none_is_missing() {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let scene = scene_of(&county::agreement(120), &county::quarter(120, 2), &mut sources);
    let trial = trial(&pack, &compiled, &(Arc::clone(&scene.agreement), Arc::clone(&scene.submission)));
    for name in ["reward_floor", "amber_tolerance"] {
        let (index, _) = pack.thresholds.get(name).expect("a threshold");
        let compared = hold_to_brute_force(&trial, &pack, index, "the county");
        assert!(compared > 10_000, "{name}: {compared}");
    }
}

const LIMITS: &str = "\
floor: { about: a, type: percent, within: { min: 0, max: 120 }, values: [{ from: 2006-04-01, value: 60, authority: made up }] }
cap: { about: a, type: ratio, within: { min: 0, max: 3 }, values: [{ from: 2006-04-01, value: 1.5, authority: made up }] }
slack: { about: a, type: money, within: { min: 0, max: 2000 }, values: [{ from: 2006-04-01, value: 500, authority: made up }] }
kinds: { about: a, type: set, of: [cash, grant, aligned], values: [{ from: 2006-04-01, value: [cash, aligned], authority: made up }] }
sure: { about: a, type: set, of: certainty, values: [{ from: 2006-04-01, value: [confirmed, expected], authority: made up }] }
ties: { about: a, type: set, of: tie, values: [{ from: 2006-04-01, value: [year, place], authority: made up }] }
mode: { about: a, type: choice, of: [strict, loose], values: [{ from: 2006-04-01, value: strict, authority: made up }] }
late: { about: a, type: money, values: [{ from: 2031-04-01, value: 1, authority: made up }] }
";

#[test]
fn each_step_of_generated_rules_is_true_and_none_is_missing() {
    let (mut compared, mut solved, mut tried) = (0, 0, 0);
    for seed in 500..560 {
        let mut dice = Dice::new(seed);
        let mut sources = Sources::new();
        let pack = generated(&mut dice, LIMITS, &mut sources);
        let compiled = compile(&pack);
        let (agreement, submission) = (agreement_text(&mut dice), return_text(&mut dice));
        let scene = scene_of(&agreement, &submission, &mut sources);
        let trial = trial(&pack, &compiled, &(Arc::clone(&scene.agreement), Arc::clone(&scene.submission)));
        for name in ["floor", "cap", "slack"] {
            let (index, threshold) = pack.thresholds.get(name).expect("a threshold");
            compared += hold_to_brute_force(&trial, &pack, index, &format!("seed {seed}"));
            let range = range(threshold).expect("numbers");
            let ray = Ray { start: range.from.clone(), falls: false, reach: Some(&range.to - &range.from) };
            let input = Input::Limit(index, None);
            for course in trial.run(&input, &trial.affected(&input), &ray, &scale(threshold, &range)).values() {
                if course.how == How::Solved { solved += 1 } else { tried += 1 }
            }
        }
    }
    println!("steps of generated rules: {compared} values compared, {solved} courses solved, {tried} tried");
    assert!(compared > 10_000 && solved > 20, "{compared} {solved} {tried}");
}

/// Holds each margin of a return to running the rules with the input moved there, and one step less.
fn hold_margins(trial: &Trial<'_>, pack: &Pack, sources: &Sources, what: &str) -> usize {
    let mut held = 0;
    for (at, margins) in margins(trial, &pack.thresholds, sources, |_, _| true) {
        let stands = &trial.stands[at];
        for margin in margins {
            for turn in &margin.turns {
                let affected = trial.affected(&margin.input);
                let is_turned = |value: &Exact| {
                    let outcomes = trial.outcomes_at(&margin.input, &affected, value);
                    let (_, outcome) = outcomes.iter().find(|(of, _)| *of == at).expect("its outcome");
                    !is_same_word(outcome, &stands.outcome)
                };
                let back = if turn.is_up { &turn.first - &margin.step } else { &turn.first + &margin.step };
                // A verdict may turn twice within one step: then the first value lies off the scale.
                let back = if turn.first == turn.value || !turn.is_past { back } else { turn.value.clone() };
                let name = format!("{what}: {} {}, {} from {}", stands.rule.id, margin.name, turn.first, margin.now);
                assert!(is_turned(&turn.first), "{name} turns it");
                assert!(!is_turned(&back), "{name}: one step less, {back}, does not");
                held += 1;
            }
            for is_up in [true, false] {
                let turn = margin.turns.iter().find(|turn| turn.is_up == is_up);
                let is_before = |value: &Exact| match turn {
                    Some(turn) if is_up => *value < turn.value,
                    Some(turn) => *value > turn.value,
                    None => !value.is_negative() && margin.how == How::Solved && margin.unit.is_some(),
                };
                let affected = trial.affected(&margin.input);
                let mut value = margin.now.clone();
                for _ in 0..40 {
                    value = if is_up { &value + &margin.step } else { &value - &margin.step };
                    if !is_before(&value) {
                        break;
                    }
                    let outcomes = trial.outcomes_at(&margin.input, &affected, &value);
                    let (_, outcome) = outcomes.iter().find(|(of, _)| *of == at).expect("its outcome");
                    let rule = &stands.rule.id;
                    assert!(
                        is_same_word(outcome, &stands.outcome),
                        "{what}: {rule} {}: a turn at {value}",
                        margin.name
                    );
                }
            }
        }
    }
    held
}

#[test]
fn margins_are_true_at_the_value_and_not_a_step_before_it() {
    let mut held = 0;
    for fixture in fixtures() {
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let (scene, pack) = scene_of_fixture(&fixture, pack, &mut sources);
        let trial = trial(&pack, &compiled, &(Arc::clone(&scene.agreement), Arc::clone(&scene.submission)));
        held += hold_margins(&trial, &pack, &sources, &fixture.display().to_string());
    }
    for folder in returns() {
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let (agreement, submission) = Texts::of(&folder).read(&mut sources);
        let trial = trial(&pack, &compiled, &(Arc::new(agreement), Arc::new(submission)));
        held += hold_margins(&trial, &pack, &sources, &folder.display().to_string());
    }
    assert!(held > 100, "{held}");
}

const BIDS: &str = "name: A\nillustrative: true\nterm: { from: 2006-04-01, to: 2009-03-31 }\n\
    funds: [{ id: pump, name: pump, holder: A }]\n\
    reward:\n  pot: £1,000,000\n  targets:\n    - id: R1\n      name: one\n      measures:\n        \
    - { id: R1a, name: a, unit: number, polarity: higher, without: 0, with: 100 }\n    - id: R2\n      name: two\n      \
    measures:\n        - { id: R2a, name: b, unit: number, polarity: higher, without: 0, with: 100 }\n";
const BIDDEN: &str = "period: 2006-07 Q2\nbids:\n  - { fund: pump, title: t, reward_target: R1, total: 90000, years: { y1: 90000 } }\n\
    observations:\n  - { measure: R1a, value: 70 }\n  - { measure: R2a, value: 85 }\n";

/// Rules in which numbers are rounded before they are compared, added to, and read again by other rules.
#[test]
fn what_is_rounded_turns_where_it_is_said_to() {
    let limits = "share: { about: a, type: percent, within: { min: 0, max: 100 }, values: [\
                  { from: 2006-01-01, value: 50, authority: a }, { from: 2006-05-01, value: 80, authority: a }] }\n\
                  pivot: { about: a, type: percent, within: { min: 0, max: 100 }, values: [\
                  { from: 2006-01-01, value: 75, authority: a }] }\n\
                  slack: { about: a, type: money, within: { min: 0, max: 1000 }, values: [\
                  { from: 2006-01-01, value: 200, authority: a }] }\n";
    let whole = "fn condition(bid, limits) { let gap = abs(half_up_to_thousand(bid.total) - bid.total); \
                 if gap <= limits.slack { return met(\"whole thousands\"); } unmet(gap, \"odd\") }";
    let award = "fn award(measure, limits) { if measure.share_of_stretch < limits.share { return nothing(\"under\"); } \
                 let more = if limits.share > limits.pivot { limits.slack } else { 0 }; \
                 pay(half_up_to_thousand(measure.share * limits.share) + more) }";
    let target = "fn award(reward_target, limits) { let sum = reward_target.awards.sum; \
                  if sum + limits.slack >= reward_target.share * limits.pivot { return pay(half_up_to_penny(sum)); } \
                  nothing(\"too little\") }";
    let all =
        "fn award(agreement) { let sum = agreement.awards.sum; if sum == 0 { return nothing(\"none\"); } pay(sum) }";
    let files = [
        ("pack.yaml", "name: rounded\n"),
        ("thresholds.yaml", limits),
        ("whole.rhai", whole),
        ("award.rhai", award),
        ("target.rhai", target),
        ("all.rhai", all),
    ];
    let mut sources = Sources::new();
    let pack = pack_of(&files, &mut sources);
    let compiled = compile(&pack);
    assert!(compiled.broken.is_empty(), "{:#?}", compiled.diagnostics);
    let scene = scene_of(BIDS, BIDDEN, &mut sources);
    let trial = trial(&pack, &compiled, &(Arc::clone(&scene.agreement), Arc::clone(&scene.submission)));
    for name in ["share", "pivot", "slack"] {
        let (index, _) = pack.thresholds.get(name).expect("a threshold");
        assert!(hold_to_brute_force(&trial, &pack, index, "rounded") > 1_000);
    }
    assert!(hold_margins(&trial, &pack, &sources, "rounded") > 4);
}

#[test]
fn every_award_and_band_of_the_clean_return_has_its_margin() {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let read = read("fixtures/northshire-small/returns/2026-27-q1", &mut sources);
    let trial = trial(&pack, &compiled, &read);
    let margins = margins(&trial, &pack.thresholds, &sources, |_, _| true);
    let lacks: Vec<String> = trial
        .stands
        .iter()
        .enumerate()
        .filter(|(_, stands)| !matches!(stands.rule.kind, Kind::Check | Kind::Trajectory))
        .filter(|(at, _)| margins.get(at).is_none_or(|all| all.iter().all(|margin| margin.turns.is_empty())))
        .map(|(_, stands)| format!("{} {}", stands.rule.id, stands.subject.name))
        .collect();
    // There is no figure that could move the first; no one measure takes all from a basket or from the agreement.
    assert_eq!(
        lacks,
        [
            "band-of-the-outcome Homes made warm",
            "delivery-band Homes made warm",
            "award-of-a-reward-target RG2",
            "award-of-the-agreement Northshire Outcome Agreement"
        ]
    );
}

#[test]
fn the_reward_floor_over_the_vectors_turns_where_the_measures_stand() {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let read = read("fixtures/reward-vectors", &mut sources);
    let over = [Over { name: "reward-vectors".to_owned(), trial: trial(&pack, &compiled, &read) }];
    let (index, _) = pack.thresholds.get("reward_floor").expect("a threshold");
    let steps = steps(&pack.thresholds, index, &over).expect("numbers");
    let mut found = String::new();
    for step in &steps.steps {
        let grant = step.tally.grant.as_ref().map(ToString::to_string).unwrap_or_default();
        let over = if step.is_over { "over " } else { "" };
        let _ = writeln!(found, "{over}{} {grant}", &step.from * &Exact::whole(100));
    }
    assert_eq!(found, "0 4614224.99\nover 59 4424933.33\nover 59.8 3657500\nover 60 1925000\n");
    assert!(steps.how == How::Solved && steps.range.is_its_own);
}

#[test]
fn what_a_person_sees_of_steps_and_margins() {
    for (name, arguments) in [
        ("reward_floor", &["tune", "reward_floor", "--over", "fixtures/reward-vectors"][..]),
        ("reward_cap", &["tune", "reward_cap", "--over", "fixtures/reward-vectors"]),
        ("amber_tolerance", &["tune", "amber_tolerance", "--over", "fixtures/northshire-small/returns/2026-27-q1"]),
        (
            "amber_tolerance_set",
            &["tune", "amber_tolerance", "--set", "5", "--over", "fixtures/northshire-small/returns/2026-27-q1"],
        ),
        ("match_kinds", &["tune", "match_kinds", "--over", "fixtures/northshire-small/returns/2026-27-q1"]),
        ("map", &["tune", "amber_tolerance", "match_ratio", "--over", "fixtures/northshire-small/returns/2026-27-q1"]),
        ("csv", &["tune", "reward_floor", "--over", "fixtures/reward-vectors", "--format", "csv"]),
    ] {
        let ran = plumb(arguments);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        insta::assert_snapshot!(format!("tune__{name}"), ran.out);
    }
    let ran = plumb(&["check", "fixtures/northshire-small/returns/2026-27-q1", "--margins"]);
    let from = ran.out.find("\nMargins").expect("margins");
    let to = ran.out.find("\nNot applicable").expect("what is not applicable");
    insta::assert_snapshot!("margins", &ran.out[from..to]);
}

/// Where a verdict is tried step by step, nothing is told of what rests on it but at these steps.
#[test]
fn what_rests_on_a_verdict_that_was_tried_is_tried_too() {
    let told = plumb(&["tune", "on_account_share", "--over", "fixtures/northshire/returns/2027-28-q4"]).out;
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    let mut compared = 0;
    for line in told.lines().filter(|line| line.contains("capital-and-revenue over the portion")) {
        let (portion, change) = line.split_once("`: ").expect("a portion");
        let (was, now) = change.split_once(" → ").expect("a change");
        if let Some(before) = last.insert(portion, now) {
            assert_eq!(before, was, "{line}");
            compared += 1;
        }
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn what_cannot_be_tuned_names_the_way_out() {
    let over = "fixtures/reward-vectors";
    for (arguments, says) in [
        (&["tune", "reward_flor", "--over", over][..], "did you mean `reward_floor`?"),
        (&["tune", "reward_floor", "--set", "300", "--over", over], "out of its bounds"),
        (&["tune", "reward_floor", "--set", "much", "--over", over], "not a percent"),
        (&["tune", "match_kinds", "reward_floor", "--over", over], "two thresholds that hold numbers"),
        (&["tune", "reward_floor", "--over", "nowhere"], "there is no such file"),
    ] {
        let ran = plumb(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
    }
}
