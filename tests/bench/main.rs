//! How long things take: loading and linting the shipped pack, one quarter of 120 indicators, one threshold over eight such
//! quarters, two hundred rules over two thousand fixtures; and, measured in pairs in one run, the typed form beside rhai's interpreter and beside a hand-written evaluation
//! of the same rules. Numbers are for reading, never for a test.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod county;
mod hand;
mod quarters;
mod rulebook;
mod watched;

use std::hint::black_box;
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use divan::Bencher;
use plumbline::cli::{Answer, Arguments, Screen, run as run_command};
use plumbline::diff::causes::Difference;
use plumbline::diff::difference;
use plumbline::diff::sides::Side;
use plumbline::engine::compile::{Compiled, compile};
use plumbline::engine::evaluate::run;
use plumbline::engine::lens::Judge;
use plumbline::engine::reference::Reference;
use plumbline::engine::scene::{Entered, Scene};
use plumbline::intake;
use plumbline::judge::{Case, again, judge, subjects_of};
use plumbline::lint;
use plumbline::model::agreement::Agreement;
use plumbline::model::history::History;
use plumbline::model::submission::Submission;
use plumbline::pack::{self, Pack, builtin};
use plumbline::source::Sources;
use plumbline::tune::steps::{Over, steps};
use plumbline::tune::trial::Trial;
use plumbline::verdict::{Kind, Outcome, Report};

const INDICATORS: usize = 120;

static NOTHING_BEFORE: LazyLock<Arc<History>> = LazyLock::new(Arc::default);

fn main() {
    divan::main();
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    println!("\nin pairs, in one run (medians of 61 runs each)");
    beside_the_interpreter();
    beside_hand_written();
    a_year_of_66_agreements();
    rulebook::two_hundred_rules();
}

fn shipped(sources: &mut Sources) -> (Pack, Compiled) {
    let reading = pack::read(builtin::files("leicestershire-laa", sources).expect("the shipped pack"));
    let pack = reading.pack.expect("a pack that can be read");
    let compiled = compile(&pack);
    (pack, compiled)
}

fn read(quarter: usize, sources: &mut Sources) -> (Arc<Agreement>, Arc<Submission>) {
    let (agreement, found) = intake::agreement(&sources.add("agreement", county::agreement(INDICATORS)));
    assert!(found.is_empty(), "{found:#?}");
    let agreement = agreement.expect("an agreement");
    let head = sources.add("return", county::quarter(INDICATORS, quarter));
    let (submission, found) = intake::submission(&head, &[], &agreement);
    assert!(found.is_empty(), "{found:#?}");
    (Arc::new(agreement), Arc::new(submission.expect("a return")))
}

fn case<'a>(pack: &'a Pack, compiled: &'a Compiled, read: &(Arc<Agreement>, Arc<Submission>)) -> Case<'a> {
    Case {
        pack,
        compiled,
        agreement: Arc::clone(&read.0),
        submission: Arc::clone(&read.1),
        earlier: Arc::clone(&NOTHING_BEFORE),
        explanations: Vec::new(),
        diagnostics: Vec::new(),
        pack_diagnostics: Vec::new(),
    }
}

fn judged(pack: &Pack, compiled: &Compiled, read: &(Arc<Agreement>, Arc<Submission>), sources: &Sources) -> Report {
    judge(case(pack, compiled, read), sources)
}

#[divan::bench]
fn load_the_shipped_pack() -> (Pack, Compiled) {
    shipped(&mut Sources::new())
}

#[divan::bench]
fn lint_the_shipped_pack(bencher: Bencher<'_, '_>) {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    bencher.bench_local(|| {
        let task = lint::Task {
            pack: &pack,
            compiled: &compiled,
            reading: Vec::new(),
            agreement: None,
            as_at: None,
            fixtures: None,
            style: false,
        };
        lint::lint(task, &sources)
    });
}

#[divan::bench]
fn read_a_quarter(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| read(0, &mut Sources::new()));
}

#[divan::bench]
fn judge_a_quarter(bencher: Bencher<'_, '_>) {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let read = read(0, &mut sources);
    bencher.bench_local(|| judged(&pack, &compiled, &read, &sources));
}

/// The same, where all was judged before and a threshold moved that every band reads.
#[divan::bench]
fn judge_a_quarter_again(bencher: Bencher<'_, '_>) {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let read = read(0, &mut sources);
    let (_, kept) = again(case(&pack, &compiled, &read), None, &sources);
    let (index, _) = pack.thresholds.get("amber_tolerance").expect("a threshold");
    let five = pack.thresholds.at(index).read("5").expect("a value");
    let moved = Pack { thresholds: pack.thresholds.moved(index, &five, None), ..pack };
    bencher.bench_local(|| again(case(&moved, &compiled, &read), Some(&kept), &sources));
}

/// The shipped pack with some thresholds a step higher.
fn with_moved(pack: &Pack, names: &[&str]) -> Pack {
    let mut thresholds = pack.thresholds.clone();
    for name in names {
        let (index, threshold) = thresholds.get(name).expect("a threshold");
        let moved = threshold.read("5").expect("a value");
        thresholds = thresholds.moved(index, &moved, None);
    }
    Pack { thresholds, ..pack.clone() }
}

/// What an edit of thresholds turns over the eight quarters of Northshire, where what the pack made of them before is kept: what
/// is to be done after a file is saved.
#[divan::bench(args = [1, 3], sample_count = 20)]
fn difference_over_eight_quarters(bencher: Bencher<'_, '_>, edits: usize) {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let over = quarters::northshire(&mut sources);
    let names = ["amber_tolerance", "variance_tolerance", "reward_floor"];
    let moved = with_moved(&pack, &names[..edits]);
    let compiled = Arc::new(compiled);
    let base = Side::new(pack, Arc::clone(&compiled), &over, None, &sources);
    bencher.bench_local(|| -> Difference {
        let head = Side::new(moved.clone(), Arc::clone(&compiled), &over, Some(&base), &sources);
        let found = difference(&base, &head, &over, &sources);
        assert!(!found.is_empty());
        found
    });
}

#[divan::bench(args = ["amber_tolerance", "reward_floor"], sample_count = 20)]
fn tune_over_eight_quarters(bencher: Bencher<'_, '_>, name: &str) {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let reads: Vec<_> = (0..8).map(|quarter| read(quarter, &mut sources)).collect();
    let (index, _) = pack.thresholds.get(name).expect("a threshold");
    bencher.bench_local(|| {
        let over = |(agreement, submission): &(Arc<Agreement>, Arc<Submission>)| Over {
            name: String::new(),
            trial: Trial::new(
                &pack.thresholds,
                &compiled,
                Arc::clone(agreement),
                Arc::clone(submission),
                Arc::default(),
            ),
        };
        let over: Vec<Over<'_>> = reads.iter().map(over).collect();
        steps(&pack.thresholds, index, &over)
    });
}

/// `plumb check` of a return of Northshire, from its files to the text that is printed.
fn checked(quarter: &str) -> Answer {
    let path = format!("{}/fixtures/northshire/returns/{quarter}", env!("CARGO_MANIFEST_DIR"));
    let arguments = Arguments::parse_from(["plumb", "check", &path]);
    run_command(&arguments, Screen { terminal: false, waits: false, colour: None })
}

/// The first quarter has no returns before it, the last has seven.
#[divan::bench(args = ["2026-27-q1", "2027-28-q4"], sample_count = 30)]
fn check_a_quarter_of_northshire(quarter: &str) -> Answer {
    checked(quarter)
}

/// Four quarters of 66 agreements of Northshire's size, each opened, read with those before it, judged by rules compiled for it
/// alone, and told; shared out over all cores.
fn a_year_of_66_agreements() {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let quarters = ["2027-28-q1", "2027-28-q2", "2027-28-q3", "2027-28-q4"];
    let returns: Vec<&str> = (0..66).flat_map(|_| quarters).collect();
    let start = Instant::now();
    thread::scope(|scope| {
        for core in 0..cores {
            let own: Vec<&str> = returns.iter().copied().skip(core).step_by(cores).collect();
            scope.spawn(move || own.into_iter().for_each(|quarter| drop(black_box(checked(quarter)))));
        }
    });
    println!("\na year of 66 agreements: {} returns on {cores} cores in {:?}", returns.len(), start.elapsed());
}

/// Runs two things in turn, and says how many times as long the first takes, by their medians.
fn in_pairs(what: &str, mut one: impl FnMut(), mut other: impl FnMut()) {
    let time = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let (mut ones, mut others): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    for round in 0..64 {
        let (first, second) = (time(&mut one), time(&mut other));
        if round >= 3 {
            ones.push(first);
            others.push(second);
        }
    }
    ones.sort_unstable();
    others.sort_unstable();
    let (one, other) = (ones[ones.len() / 2], others[others.len() / 2]);
    let tenths = one.as_nanos() * 10 / other.as_nanos().max(1);
    println!("  {what}: {one:?} and {other:?}, {}.{} times", tenths / 10, tenths % 10);
}

/// The trajectory and the band of every indicator, evidence on: first by rhai's interpreter, then by the typed form.
fn beside_the_interpreter() {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let (agreement, submission) = read(0, &mut sources);
    let scene = Scene::new(agreement, submission);
    let reference = Reference::new(&pack);
    let thresholds = Arc::new(pack.thresholds.clone());
    let rules: Vec<_> =
        compiled.rules.iter().filter(|rule| matches!(rule.kind, Kind::Trajectory | Kind::OutcomeBand)).collect();
    let scripts: Vec<_> = rules
        .iter()
        .map(|rule| {
            let script = pack.rules.iter().find(|script| script.id == *rule.id).expect("its script");
            reference.compile(script.source.text())
        })
        .collect();
    let instances: Vec<_> = rules.iter().map(|rule| subjects_of(rule, &scene)).collect();
    for (rule, instances) in rules.iter().zip(&instances) {
        for instance in instances {
            let run = run(&mut Judge::default(), rule, instance, &pack.thresholds);
            let outcome = run.end.map_or(Outcome::Undecided(Vec::new()), |ending| plumbline::judge::outcome(&ending));
            scene.enter(rule.kind, &instance.subject, Entered { outcome, places: Vec::new(), grounds: Vec::new() });
        }
    }
    in_pairs(
        "the interpreter, and the typed form",
        || {
            for ((rule, script), instances) in rules.iter().zip(&scripts).zip(&instances) {
                for instance in instances {
                    black_box(reference.run(script, rule, instance, &thresholds));
                }
            }
        },
        || {
            for (rule, instances) in rules.iter().zip(&instances) {
                for instance in instances {
                    black_box(run(&mut Judge::default(), rule, instance, &pack.thresholds));
                }
            }
        },
    );
}

/// A whole quarter, judged; and the trajectories, bands and awards of it by hand, without evidence, reasons or checks.
fn beside_hand_written() {
    let mut sources = Sources::new();
    let (pack, compiled) = shipped(&mut sources);
    let read = read(0, &mut sources);
    let report = judged(&pack, &compiled, &read, &sources);
    let by_hand = hand::Quarter::of(&read.0, &read.1);
    hand::agrees(&by_hand.judge(), &report);
    let deciding = Compiled {
        rules: compiled.rules.iter().filter(|rule| rule.kind != Kind::Check).cloned().collect(),
        broken: Vec::new(),
        diagnostics: Vec::new(),
    };
    in_pairs(
        "the rules that band and award, judged with evidence and reasons, and by hand in rust_decimal",
        || drop(black_box(judged(&pack, &deciding, &read, &sources))),
        || drop(black_box(by_hand.judge())),
    );
}
