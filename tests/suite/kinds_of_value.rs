//! Dates, bands and thresholds on other days: what a rule that uses them says, reads and gives as its reasons.

use plumbline::engine::compile::compile;
use plumbline::engine::evaluate::{Stop, run};
use plumbline::engine::lens::Explain;
use plumbline::judge::subjects_of;
use plumbline::source::Sources;
use plumbline::verdict::Evidence;

use crate::support::{pack_of, scene_of};

const LIMITS: &str = "\
growth:
  about: made up
  type: bands
  of: outcome_band
  values:
    - { from: 2006-04-01, to: 2007-03-31, value: [{ below: 0.6, is: red }, { below: 0.95, is: amber }, { else: green }], authority: made up }
    - { from: 2007-04-01, value: [{ below: 0.5, is: red }, { else: green }], authority: made up }
part: { about: made up, type: ratio, values: [{ from: 2006-04-01, value: 0.58, authority: made up }] }
grace: { about: made up, type: days, values: [{ from: 2006-04-01, value: 1, authority: made up }, { from: 2008-04-01, value: 30, authority: made up }] }
";
const AGREEMENT: &str =
    "name: Made up\nillustrative: true\npack: made-up\nterm: { from: 2006-04-01, to: 2009-03-31 }\n";

/// What a check of a statement that names a day comes to: its text, its reasons, and what it reads.
fn said(body: &str, on: &str) -> (String, Vec<String>, Vec<String>) {
    let mut sources = Sources::new();
    let script = format!("fn check(statement, limits) {{ {body} }}");
    let files = [("pack.yaml", "name: made-up\n"), ("thresholds.yaml", LIMITS), ("rule.rhai", script.as_str())];
    let pack = pack_of(&files, &mut sources);
    let compiled = compile(&pack);
    let rule = compiled.rules.first().unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    let submission =
        format!("period: 2006-07 Q3\nsubmitted_by: A\nstatements: [{{ text: next, value: 1, on: {on} }}]\n");
    let scene = scene_of(AGREEMENT, &submission, &mut sources);
    let instances = subjects_of(rule, &scene);
    let run = run(&mut Explain::default(), rule, &instances[0], &pack.thresholds);
    let text = match run.end {
        Ok(ending) => ending.text,
        Err(Stop::Missing(wants)) => format!("missing: {}", wants[0].what),
        Err(Stop::Fault(fault)) => format!("fault: {}", fault.what),
    };
    let reads = run.evidence.iter().map(|evidence| match evidence {
        Evidence::Field { path, shown, .. } => format!("{path} = {}", shown.as_deref().unwrap_or("-")),
        Evidence::Threshold { name, shown, since, .. } => format!("{name} = {shown} since {since}"),
    });
    (text, run.conditions.into_iter().flat_map(|one| one.because).collect(), reads.collect())
}

#[test]
fn bands_say_between_which_cut_points_a_number_lies() {
    let body = |on: &str, part: &str| {
        format!(
            "let part = {part}; switch band_of({on}.growth, part) {{ \"red\" => error(\"red\"), _ => error(\"other\") }}"
        )
    };
    let (text, because, reads) = said(&body("limits", "limits.part"), "2008-01-01");
    assert_eq!((text.as_str(), because), ("red", vec!["part (0.58) is below 0.6: red".to_owned()]));
    assert_eq!(
        reads,
        ["part = 0.58 since 2006-04-01", "growth = red below 0.6, amber below 0.95, else green since 2006-04-01"]
    );
    let (_, because, _) = said(&body("limits", "limits.part / limits.part"), "2008-01-01");
    assert_eq!(because, ["part (1) is at least 0.95: green"]);
    let (_, because, _) = said(&body("limits", "limits.part + limits.part / 100"), "2008-01-01");
    assert_eq!(because, ["part (0.5858) is below 0.6: red"]);
    let (_, because, reads) = said(&body("limits.on(statement.named_day)", "limits.part"), "2008-01-01");
    assert_eq!(because, ["part (0.58) is at least 0.5: green"]);
    assert_eq!(reads[2], "growth = red below 0.5, else green since 2007-04-01");
}

#[test]
fn a_word_of_bands_that_has_a_name_keeps_its_reason() {
    let body = "let part = limits.part; let band = band_of(limits.growth, part); \
                if band == \"amber\" { return error(\"amber\"); } error(\"other\")";
    let (text, because, _) = said(body, "2008-01-01");
    assert_eq!((text.as_str(), because), ("other", vec!["part (0.58) is below 0.6: red".to_owned()]));
}

#[test]
fn dates_are_shown_and_compared_as_days() {
    let body = "let last = statement.named_day - limits.grace; let gap = statement.named_day - last; \
                if last < statement.named_day { return error(`${last}, ${gap} before ${statement.named_day}`); } error(\"x\")";
    let (text, because, reads) = said(body, "2008-03-01");
    assert_eq!(text, "2008-02-29, 1 day before 2008-03-01");
    assert_eq!(because, ["last (2008-02-29) lies before named day (2008-03-01)"]);
    assert_eq!(reads[0], "statement.named_day = 2008-03-01");
    assert_eq!(said(body, "\"?\"").0, "missing: the named day of next");
}

#[test]
fn a_threshold_is_read_on_the_day_that_is_given() {
    let body = "let then = limits.on(statement.named_day).grace; if then > limits.grace { return error(`${then}`); } error(\"x\")";
    let (text, because, reads) = said(body, "2008-05-01");
    assert_eq!(text, "30 days");
    assert_eq!(because, ["then (30 days) is more than grace (1 day)"]);
    assert_eq!(reads[1..], ["grace = 30 days since 2008-04-01", "grace = 1 day since 2006-04-01"]);
    assert_eq!(said(body, "2005-05-01").0, "fault: the threshold `grace` has no value on 2005-05-01");
    assert_eq!(said(body, "\"?\"").0, "missing: the named day of next");
    let direct = "if limits.on(statement.named_day).grace > limits.grace { return error(\"more\"); } error(\"x\")";
    assert_eq!(said(direct, "2008-05-01").1, ["grace on named day (30 days) is more than grace (1 day)"]);
}

#[test]
fn days_that_are_not_whole_make_no_date() {
    let body = "error(`${statement.named_day + limits.grace / 100}`)";
    assert_eq!(said(body, "2008-05-01").0, "fault: there is no such day: the days are not whole, or too many");
}
