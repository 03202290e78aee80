//! The typed form against rhai's own interpreter: same outcome, same amount, same reads; over every fixture, and over
//! generated rules × generated returns.

use std::sync::Arc;

use plumbline::engine::compile::{Compiled, compile};
use plumbline::engine::evaluate::{Run, Stop, run};
use plumbline::engine::lens::{Explain, Judge};
use plumbline::engine::reference::{Came, Interpreted, Reference};
use plumbline::engine::scene::{Entered, Scene};
use plumbline::judge::{outcome, subjects_of};
use plumbline::number::Exact;
use plumbline::pack::Pack;
use plumbline::source::Sources;
use plumbline::verdict::{Evidence, Outcome};

use crate::generate::{Dice, agreement_text, return_text};
use crate::support::{fixtures, generated, scene_of, scene_of_fixture, shipped};

/// How many times both agreed, and how often each way of ending came up.
#[derive(Debug, Default)]
struct Tally {
    runs: usize,
    verdicts: usize,
    missing: usize,
    faults: usize,
    reads: usize,
    conditions: usize,
}

fn came_to(run: &Run<Exact>) -> Came {
    match &run.end {
        Ok(ending) => {
            let told = ending.told.iter().map(|(what, number, _)| (*what, number.clone())).collect();
            Came::To(ending.ends, ending.number.clone(), told)
        }
        Err(Stop::Missing(_)) => Came::Missing,
        Err(Stop::Fault(_)) => Came::Fault,
    }
}

/// Runs every rule of a pack over a scene both ways.
fn compare(pack: &Pack, compiled: &Compiled, scene: &Arc<Scene>, what: &str, tally: &mut Tally) {
    let reference = Reference::new(pack);
    let thresholds = Arc::new(pack.thresholds.clone());
    for rule in &compiled.rules {
        let text = pack.rules.iter().find(|script| script.id == *rule.id).expect("its script").source.text();
        let ast = reference.compile(text);
        for instance in subjects_of(rule, scene) {
            let typed = run(&mut Judge::default(), rule, &instance, &pack.thresholds);
            let reads: Vec<String> = typed.evidence.iter().map(Evidence::path).collect();
            let came = came_to(&typed);
            let explained = run(&mut Explain::default(), rule, &instance, &pack.thresholds);
            assert_eq!(came_to(&explained), came, "{what}: the explaining lens changes what {} decides", rule.id);
            assert_eq!(
                explained.evidence, typed.evidence,
                "{what}: the explaining lens changes what {} reads",
                rule.id
            );
            tally.conditions += explained.conditions.len();
            let interpreted = reference.run(&ast, rule, &instance, &thresholds);
            assert_eq!(
                Interpreted { came: came.clone(), reads: reads.clone() },
                interpreted,
                "{what}: {} over {}\n{text}",
                rule.id,
                instance.subject.name
            );
            tally.runs += 1;
            tally.reads += reads.len();
            match came {
                Came::To(..) => tally.verdicts += 1,
                Came::Missing => tally.missing += 1,
                Came::Fault => tally.faults += 1,
            }
            let places = Vec::new();
            let outcome = match typed.end {
                Ok(ending) => outcome(&ending),
                Err(Stop::Missing(wants)) => Outcome::Undecided(wants),
                Err(Stop::Fault(fault)) => Outcome::Fault(fault),
            };
            scene.enter(rule.kind, &instance.subject, Entered { outcome, places, grounds: Vec::new() });
        }
    }
}

#[test]
fn the_shipped_rules_agree_over_every_fixture() {
    let mut tally = Tally::default();
    for fixture in fixtures() {
        let mut sources = Sources::new();
        let (pack, compiled) = shipped(&mut sources);
        let (scene, pack) = scene_of_fixture(&fixture, pack, &mut sources);
        compare(&pack, &compiled, &scene, &fixture.display().to_string(), &mut tally);
    }
    println!("shipped rules × fixtures: {tally:?}");
    assert!(tally.runs > 100 && tally.missing > 0, "{tally:?}");
}

const LIMITS: &str = "\
floor: { about: a, type: percent, values: [{ from: 2006-04-01, value: 60, authority: made up }] }
cap: { about: a, type: ratio, values: [{ from: 2006-04-01, value: 1.5, authority: made up }] }
slack: { about: a, type: money, values: [{ from: 2006-04-01, value: 500, authority: made up }] }
kinds: { about: a, type: set, of: [cash, grant, aligned], values: [{ from: 2006-04-01, value: [cash, aligned], authority: made up }] }
sure: { about: a, type: set, of: certainty, values: [{ from: 2006-04-01, value: [confirmed, expected], authority: made up }] }
ties: { about: a, type: set, of: tie, values: [{ from: 2006-04-01, value: [year, place], authority: made up }] }
costs: { about: a, type: set, of: cost_kind, values: [{ from: 2006-04-01, value: [maternity], authority: made up }] }
mode: { about: a, type: choice, of: [strict, loose], values: [{ from: 2006-04-01, value: strict, authority: made up }] }
grace: { about: a, type: days, values: [{ from: 2006-04-01, value: 30, authority: made up }] }
start: { about: a, type: date, values: [{ from: 2006-04-01, value: 2006-10-02, authority: made up }, { from: 2007-01-01, value: 2007-03-04, authority: made up }] }
growth:
  about: a
  type: bands
  of: [red, amber, green]
  values:
    - { from: 2006-04-01, to: 2007-03-31, value: [{ below: 0.6, is: red }, { below: 1.5, is: amber }, { else: green }], authority: made up }
    - { from: 2007-04-01, value: [{ below: 1.6, is: red }, { else: green }], authority: made up }
parts:
  about: a
  type: bands
  of: [red, amber, green]
  unit: percent
  values: [{ from: 2006-04-01, value: [{ below: 60, is: red }, { below: 90%, is: amber }, { else: green }], authority: made up }]
lateness:
  about: a
  type: bands
  of: [red, amber, green]
  unit: days
  values: [{ from: 2005-04-01, value: [{ below: 0, is: green }, { below: 31, is: amber }, { else: red }], authority: made up }]
late: { about: a, type: money, values: [{ from: 2031-04-01, value: 1, authority: made up }] }
";

#[test]
fn generated_rules_agree_over_generated_returns() {
    let mut tally = Tally::default();
    let (mut written, mut loaded) = (0, 0);
    for seed in 0..160 {
        let mut dice = Dice::new(seed);
        let mut sources = Sources::new();
        let pack = generated(&mut dice, LIMITS, &mut sources);
        let compiled = compile(&pack);
        written += pack.rules.len();
        loaded += compiled.rules.len();
        for _ in 0..4 {
            let (agreement, submission) = (agreement_text(&mut dice), return_text(&mut dice));
            let scene = scene_of(&agreement, &submission, &mut sources);
            compare(&pack, &compiled, &scene, &format!("seed {seed}"), &mut tally);
        }
    }
    println!("generated rules × returns: {loaded} of {written} rules loaded; {tally:?}");
    assert!(loaded * 10 >= written * 9, "the generator writes rules that load: {loaded} of {written}");
    assert!(tally.runs > 10_000 && tally.verdicts > 1000 && tally.missing > 1000 && tally.faults > 50, "{tally:?}");
}
