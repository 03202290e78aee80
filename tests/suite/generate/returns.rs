//! Made-up agreements and returns, with gaps of every sort.

use std::fmt::Write;

use super::Dice;

/// An amount, or a gap of some sort.
fn amount(dice: &mut Dice) -> String {
    match dice.roll(9) {
        0 => String::new(),
        1 => "\"£ ?\"".to_owned(),
        2 => "not available".to_owned(),
        3 => "0".to_owned(),
        4 => format!("{}.{:02}", dice.roll(1000), dice.roll(100)),
        _ => format!("{}", dice.roll(20) * 100),
    }
}

/// A figure, or a gap.
fn figure(dice: &mut Dice) -> String {
    match dice.roll(8) {
        0 => "not available".to_owned(),
        1 => "\"?\"".to_owned(),
        _ => format!("{}.{}", dice.roll(12), dice.roll(10)),
    }
}

/// A day, or a gap.
fn day(dice: &mut Dice) -> String {
    match dice.roll(6) {
        0 => String::new(),
        1 => "\"?\"".to_owned(),
        _ => format!("20{:02}-{:02}-{:02}", 5 + dice.roll(4), 1 + dice.roll(12), 1 + dice.roll(28)),
    }
}

/// An agreement.
pub fn agreement_text(dice: &mut Dice) -> String {
    let mut text = String::from(
        "name: Made up\nillustrative: true\npack: generated\nterm: { from: 2006-04-01, to: 2009-03-31 }\n",
    );
    text.push_str("bodies:\n  - { name: The county, also: [CC] }\n  - { name: The district }\n  - { name: Somebody }\nindicators:\n");
    for at in 0..3 {
        let (polarity, path) = (dice.pick(&["higher", "lower"]), dice.pick(&["linear", "stepped", "profiled"]));
        let accumulates = dice.pick(&["false", "true", "\"\""]);
        let profile = dice.pick(&["[10%, 35%, 60%, 100%]", "\"\""]);
        let _ = writeln!(
            text,
            "  - {{ id: I{at}, name: Indicator {at}, unit: number, polarity: {polarity}, path: {path}, accumulates: {accumulates}, profile: {profile}, baseline: {}, milestones: [{{ by: 2006-07, value: {} }}, {{ by: 2008-09, value: {} }}] }}",
            figure(dice),
            figure(dice),
            figure(dice)
        );
    }
    let _ = writeln!(text, "reward:\n  pot: {}\n  targets:", 100 + dice.roll(10_000));
    for at in 0..3 {
        let _ = writeln!(text, "    - id: T{at}\n      name: Target {at}\n      measures:");
        for measure in 0..=dice.roll(3) {
            let _ = writeln!(
                text,
                "        - {{ id: M{at}{measure}, name: Measure, unit: number, polarity: {}, without: {}, with: {}, weight: {} }}",
                dice.pick(&["higher", "lower"]),
                figure(dice),
                figure(dice),
                dice.roll(3)
            );
        }
    }
    let _ = writeln!(
        text,
        "funds:\n  - {{ id: F, name: the fund, holder: The county, printed_as: [CC], ceiling: {}, basis: {}, money: {}, only_for: {}, place: {} }}",
        amount(dice),
        dice.pick(&["pooled", "aligned", ""]),
        dice.pick(&["capital", ""]),
        dice.pick(&["reward_targets", "other outcomes", ""]),
        dice.pick(&["Town", ""]),
    );
    let _ =
        writeln!(text, "  - {{ id: G, name: the other, basis: pooled, underspend_of: F, ceiling: {} }}", amount(dice));
    text
}

/// A return on such an agreement.
pub fn return_text(dice: &mut Dice) -> String {
    let mut text = String::from("period: 2006-07 Q3\nsubmitted_by: The county\nobservations:\n");
    for at in 0..3 {
        let _ = writeln!(
            text,
            "  - {{ indicator: I{at}, value: {}, before: {}, band: {}, as_at: {} }}",
            figure(dice),
            figure(dice),
            dice.pick(&["green", "", "red", "not available", "\"?\""]),
            day(dice)
        );
        let _ = writeln!(text, "  - {{ measure: M{at}0, value: {} }}", figure(dice));
    }
    text.push_str("statements:\n");
    for at in 0..3 {
        let _ = writeln!(text, "  - {{ text: statement {at}, value: {at}, on: {}, after: {} }}", day(dice), day(dice));
    }
    text.push_str("bids:\n");
    for at in 0..3 {
        let status = dice.pick(&["", "no bid", "awaited", "submitted", "granted", "\"?\""]);
        let _ = writeln!(
            text,
            "  - {{ fund: {}, reward_target: T{at}, block: B, title: Bid {at}, total: {}, years: {{ y1: {}, y2: {} }}, status: {status}, option_of: {}, money: {}, cost: {}, shared_amount: {}, shared_with: T{} }}",
            dice.pick(&["F", "F", "G"]),
            amount(dice),
            amount(dice),
            amount(dice),
            dice.pick(&["", "one"]),
            dice.pick(&["capital", "revenue", "", "\"?\""]),
            dice.pick(&["staff / maternity", "maternity", "", "\"?\""]),
            amount(dice),
            dice.roll(3)
        );
    }
    text.push_str(&paid_text(dice));
    text.push_str("contributions:\n");
    for at in 0..6 {
        let (who, kind) = (
            dice.pick(&["CC", "The district", "Somebody"]),
            dice.pick(&["cash", "grant", "in kind", "aligned / in kind", "", "\"?\""]),
        );
        let _ = writeln!(
            text,
            "  - {{ fund: F, block: B{}, contributor: {who}, amount: {}, kind: {kind}, certainty: {}, year: {}, place: {}, note: row {at} }}",
            at % 2,
            amount(dice),
            dice.pick(&["confirmed", "potential", "", "\"?\""]),
            dice.pick(&["2006-07", "2007-08", ""]),
            dice.pick(&["Town", "City", "", "\"?\""])
        );
    }
    text
}

/// What is released and spent.
fn paid_text(dice: &mut Dice) -> String {
    let mut text = String::from("releases:\n");
    for at in 0..4 {
        let _ = writeln!(
            text,
            "  - {{ fund: {}, for: T{}, recipient: {}, amount: {}, money: {}, released_on: {}, protocol_signed: {}, budget_profiled: {}, note: row {at} }}",
            dice.pick(&["F", "F", "G"]),
            dice.roll(3),
            dice.pick(&["The district", "Somebody", "\"?\""]),
            amount(dice),
            dice.pick(&["capital", "revenue", ""]),
            day(dice),
            day(dice),
            day(dice)
        );
    }
    text.push_str("spending:\n");
    for at in 0..3 {
        let _ = writeln!(
            text,
            "  - {{ fund: F, for: T{}, recipient: {}, profiled: {}, actual: {}, budget: {}, forecast: {}, money: {}, note: row {at} }}",
            dice.roll(3),
            dice.pick(&["The district", "Somebody", "\"?\""]),
            amount(dice),
            amount(dice),
            amount(dice),
            amount(dice),
            dice.pick(&["capital", ""])
        );
    }
    text
}
