//! A made-up county of real size: an agreement of many indicators and reward targets, and quarters of it in which some are
//! on their path, some short of it, and some far from it. The same for the same numbers.

use std::fmt::Write;

/// The quarters of two years.
pub const QUARTERS: [&str; 8] =
    ["2026-27 Q1", "2026-27 Q2", "2026-27 Q3", "2026-27 Q4", "2027-28 Q1", "2027-28 Q2", "2027-28 Q3", "2027-28 Q4"];

/// The months in which they end.
const ENDS: [&str; 8] =
    ["2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31", "2028-03-31"];

/// A number below `below`, the same for the same seed.
fn roll(seed: usize, below: usize) -> usize {
    let mut z = (seed as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1234_5678);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    usize::try_from((z ^ (z >> 31)) % below as u64).expect("small")
}

/// Whether more is better for an indicator.
fn is_higher(indicator: usize) -> bool {
    indicator.is_multiple_of(3) || indicator.is_multiple_of(7)
}

/// What an indicator should be at the end of a quarter, in tenths.
fn expected(indicator: usize, quarter: usize) -> usize {
    let baseline = 400 + 10 * (indicator % 60);
    let change = (quarter + 1) * (4 + indicator % 9);
    if is_higher(indicator) { baseline + change } else { baseline - change }
}

fn tenths(value: usize) -> String {
    format!("{}.{}", value / 10, value % 10)
}

/// An agreement of so many indicators, and twelve reward targets of two measures each.
pub fn agreement(indicators: usize) -> String {
    let mut text = String::from(
        "name: Made-up County\nillustrative: true\npack: leicestershire-laa\n\
         term: { from: 2026-04-01, to: 2029-03-31 }\nblocks: [{ name: One }, { name: Two }]\nindicators:\n",
    );
    for at in 0..indicators {
        let (polarity, unit) =
            (if is_higher(at) { "higher" } else { "lower" }, if at % 2 == 0 { "\"%\"" } else { "number" });
        let block = if at % 2 == 0 { "One" } else { "Two" };
        let _ = write!(
            text,
            "  - {{ id: I{at}, name: Indicator {at}, block: {block}, unit: {unit}, polarity: {polarity}, \
             baseline: {}, path: stepped, milestones: [",
            400 + at % 60
        );
        for (quarter, period) in QUARTERS.iter().enumerate() {
            let _ = write!(text, "{{ by: {period}, value: {} }}, ", tenths(expected(at, quarter)));
        }
        text.push_str("] }\n");
    }
    text.push_str("reward:\n  pot: £15,400,000\n  targets:\n");
    for target in 0..12 {
        let _ = writeln!(text, "    - id: R{target}\n      name: Target {target}\n      measures:");
        for (measure, letter) in ["a", "b"].into_iter().enumerate() {
            let without = 50 + target + measure;
            let _ = writeln!(
                text,
                "        - {{ id: R{target}{letter}, name: Measure {target}{letter}, unit: number, polarity: higher, \
                 without: {without}, with: {} }}",
                without + 10
            );
        }
    }
    text
}

/// One quarter of it, with its figures in the return itself.
pub fn quarter(indicators: usize, quarter: usize) -> String {
    let mut text = format!("period: {}\nsubmitted_by: Made-up County\nobservations:\n", QUARTERS[quarter]);
    for at in 0..indicators {
        let seed = at * 8 + quarter;
        let expected = expected(at, quarter);
        // Most within a fifth of what is expected, either way.
        let off = expected * roll(seed, 200) / 1000;
        let actual = if roll(seed + 7_919, 2) == 0 { expected + off } else { expected - off };
        let _ = writeln!(
            text,
            "  - {{ indicator: I{at}, value: {}, as_at: {}, note: as told }}",
            tenths(actual),
            ENDS[quarter]
        );
    }
    for target in 0..12 {
        for (measure, letter) in ["a", "b"].into_iter().enumerate() {
            let actual = 10 * (50 + target + measure) + 20 + roll(target * 31 + measure * 17 + quarter, 110);
            let _ = writeln!(text, "  - {{ measure: R{target}{letter}, value: {} }}", tenths(actual));
        }
    }
    text
}
