//! Problems of `agreement.yaml`.

use super::*;
use crate::model::OwnUnit;

/// What is said of an agreement that is whole but for what is added to it.
fn said(more: &str) -> Vec<String> {
    agreement(&format!("name: N\nterm: {{ from: 2006-04-01, to: 2009-03-31 }}\n{more}")).said
}

#[test]
fn without_a_name_or_a_term_nothing_can_be_judged() {
    let reading = agreement("pack: x\n");
    assert!(reading.read.is_none());
    assert_eq!(
        reading.said,
        ["field-missing | ^1:8: `name` should be here", "field-missing | ^1:8: `term` should be here"]
    );
    let reading = agreement("name: N\nterm: { from: 2006-04-31, to: }\n");
    assert!(reading.read.is_none());
    assert_eq!(reading.said, ["not-a-date | 2006-04-31", "field-missing | ^2:30: `to` should be here"]);
    assert_eq!(agreement("").said.len(), 1);
    assert!(agreement("- a\n").said[0].starts_with("not-a-record"));
}

#[test]
fn all_fields_arrive() {
    let text = "
name: N
pack: p
term: { from: 2006-04-01, to: 2009-03-31 }
blocks:
  - { name: Safer Communities, also: [Safer] }
indicators:
  - id: BS1
    unit: starts
    polarity: higher
    path: linear
    baseline: 1,300
    milestones: [ { by: 2006-07 Q1, value: 100 }, { by: 2006-07, value: 400 } ]
reward:
  pot: £15,400,000
  targets: [ { id: RG4, measures: [ { id: RG4a, unit: \"%\", polarity: lower, without: 30%, with: 25, weight: 2 } ] } ]
";
    // In brackets a comma ends a value, so that the baseline stands outside.
    let reading = agreement(text);
    assert_eq!(reading.said, Vec::<String>::new());
    let agreement = reading.value();
    assert!(!agreement.illustrative && agreement.blocks[0].is_called("safer"));
    let indicator = &agreement.indicators[0];
    assert_eq!(indicator.unit, OwnUnit::Named("starts".to_owned()));
    assert_eq!(shown(&indicator.baseline), Ok("1300".to_owned()));
    assert_eq!(indicator.milestones.len(), 2);
    assert_eq!(shown(&indicator.name), Err(Why::Absent));
    let reward = agreement.reward.as_ref().expect("a reward");
    let measure = &reward.targets[0].measures[0];
    assert_eq!(
        [&measure.without, &measure.with, &measure.weight].map(shown),
        ["30", "25", "2"].map(|n| Ok(n.to_owned()))
    );
}

#[test]
fn what_has_no_id_or_unit_or_name_is_said_to_lack_it() {
    assert_eq!(said("indicators:\n  - { unit: number }\n"), ["field-missing | ^4:21: `id` should be here"]);
    assert_eq!(said("indicators:\n  - { id: A }\n"), ["field-missing | ^4:14: `unit` should be here"]);
    assert_eq!(said("bodies:\n  - { also: [A] }\n"), ["field-missing | ^4:18: `name` should be here"]);
}

#[test]
fn unknown_keys_are_said() {
    let reading = agreement("name: N\nterm: { from: 2006-04-01, to: 2009-03-31 }\nindicator: []\n");
    assert_eq!(reading.said, ["field-unknown | indicator: not known here"]);
    assert_eq!(reading.helps, ["did you mean `indicators`?"]);
    assert_eq!(said("funds:\n  - { id: A, cieling: 5 }\n"), ["field-unknown | cieling: not known here"]);
}

#[test]
fn ids_that_returns_tell_apart_are_each_there_once() {
    assert_eq!(
        said(
            "indicators:\n  - { id: A, unit: number }\nreward:\n  targets:\n    - { id: R, measures: [ { id: A, unit: x } ] }\n    - { id: R }\n"
        ),
        ["id-twice | A: first here | A: again here", "id-twice | R: first here | R: again here"]
    );
    assert_eq!(said("funds: [ { id: F }, { id: F } ]\n"), ["id-twice | F: first here | F: again here"]);
}

fn milestones(text: &str) -> Reading<Agreement> {
    agreement(&format!(
        "name: N\nterm: {{ from: 2006-04-01, to: 2009-03-31 }}\nindicators:\n  - id: A\n    unit: number\n    milestones: [{text}]\n"
    ))
}

#[test]
fn milestones_stand_in_the_order_of_time() {
    let reading = milestones("{ by: 2007-08, value: 2 }, { by: 2006-07, value: 1 }");
    assert_eq!(reading.said, ["milestone-order | 2006-07: not later | 2007-08: than this"]);
    let path = &reading.value().indicators[0].milestones;
    assert_eq!([0, 1].map(|at| shown(&path[at].value)), [Ok("1".to_owned()), Ok("2".to_owned())]);
    let twice = milestones("{ by: 2006-07 Q4, value: 2 }, { by: 2006-07 Q4, value: 1 }");
    assert_eq!(twice.said, ["milestone-order | 2006-07 Q4: not later | 2006-07 Q4: than this"]);
    assert_eq!(milestones("{ by: 2006-07 Q4, value: 2 }, { by: 2006-07, value: 1 }").said, Vec::<String>::new());
}

#[test]
fn a_path_with_a_milestone_that_cannot_be_read_has_no_values() {
    let reading = milestones("{ by: 2006-07, value: 1 }, { by: 2007-09, value: 2 }");
    assert_eq!(reading.said, ["not-a-period | 2007-09"]);
    assert_eq!(shown(&reading.value().indicators[0].milestones[0].value), Err(Why::Unreadable));
}

#[test]
fn a_missing_figure_is_a_caret_and_nothing_is_said() {
    let reading = milestones("{ by: 2006-07 }, { by: 2007-08, value: }");
    assert_eq!(reading.said, Vec::<String>::new());
    let path = &reading.value().indicators[0].milestones;
    assert_eq!([0, 1].map(|at| shown(&path[at].value)), [Err(Why::Absent), Err(Why::Blank)]);
    assert!(path.iter().all(|milestone| milestone.value.as_ref().is_err_and(|gap| gap.span.is_empty())));
}

#[test]
fn figures_are_in_the_unit_of_their_own_indicator() {
    let reading = milestones("{ by: 2006-07, value: 5% }, { by: 2007-08, value: £5 }, { by: 2008-09, value: 5 d }");
    assert_eq!(reading.said, ["wrong-unit | 5%", "wrong-unit | £5", "not-a-number | 5 d"]);
    assert_eq!(reading.helps[0], "give the figure in plain numbers, as the agreement does");
}

#[test]
fn a_reward_target_that_cannot_be_read_keeps_its_share() {
    let reading = agreement(
        "name: N\nterm: { from: 2006-04-01, to: 2009-03-31 }\nreward:\n  targets:\n    - RG1\n    - name: B\n    - { id: C, measures: [ x, { unit: number } ] }\n",
    );
    assert_eq!(
        reading.said,
        [
            "not-a-record | RG1: this",
            "field-missing | ^6:14: `id` should be here",
            "not-a-record | x: this",
            "field-missing | ^7:47: `id` should be here"
        ]
    );
    let targets = &reading.value().reward.as_ref().expect("a reward").targets;
    assert_eq!((targets.len(), targets[2].measures.len()), (3, 2));
    assert_eq!(shown(&targets[2].measures[0].with), Err(Why::Unreadable));
}

#[test]
fn a_text_that_is_cut_short_is_not_said_to_lack_anything() {
    let reading = agreement("name: N\nterm: { from: 2006-04-01, to: 2009-03-31 }\nindicators:\n  - { name: x\nb: [\n");
    assert_eq!(reading.said.len(), 1, "{:?}", reading.said);
    assert!(reading.said[0].starts_with("yaml-syntax"), "{:?}", reading.said);
    assert!(agreement("name: N\nblocks: *\n").said.iter().all(|line| line.starts_with("yaml")));
}

#[test]
fn a_fund_depends_on_another_fund_of_the_agreement() {
    let text = "name: A\nterm: { from: 2006-04-01, to: 2009-03-31 }\nfunds:\n  - { id: a, underspend_of: b, basis: pooled, only_for: reward targets }\n  - { id: b, underspend_of: b }\n  - { id: c, underspend_of: d, money: capitol }\n";
    let reading = agreement(text);
    assert_eq!(reading.said, ["fund-unknown | b", "fund-unknown | d", "not-in-list | capitol"]);
    let of: Vec<_> = reading.value().funds.iter().map(|fund| shown(&fund.underspend_of)).collect();
    assert_eq!(of, [Ok("b".to_owned()), Err(Why::Unreadable), Err(Why::Unreadable)]);
}

fn profile(text: &str) -> Reading<Agreement> {
    agreement(&format!(
        "name: N\nterm: {{ from: 2006-04-01, to: 2009-03-31 }}\nindicators:\n  - {{ id: A, unit: number, path: profiled, profile: {text} }}\n"
    ))
}

#[test]
fn a_profile_is_what_is_due_in_all_by_the_end_of_each_part() {
    let read = profile("[10%, 35%, 35%, 100%]");
    let parts = read.value().indicators[0].profile.as_ref().expect("a profile");
    let parts: Vec<String> = parts.value.iter().map(|part| part.value.to_string()).collect();
    assert_eq!((read.said.len(), parts), (0, ["0.1", "0.35", "0.35", "1"].map(str::to_owned).to_vec()));
    for (text, said) in [
        ("[10%, 25%, 25%, 40%]", "wrong-profile | 40%: the end of the year"),
        ("[10%, 35%, 30%, 100%]", "wrong-profile | 30%: less | 35%: than this"),
        ("[50%, 100%]", "wrong-profile | [50%, 100%]: this"),
        ("[-5%, 35%, 60%, 100%]", "wrong-profile | -5%: less than nothing"),
        ("60%", "wrong-profile | 60%: this"),
        ("[a, 35%, 60%, 100%]", "not-a-number | a"),
    ] {
        let reading = profile(text);
        assert_eq!(reading.said, [said]);
        assert_eq!(reading.value().indicators[0].profile.as_ref().err().map(|gap| gap.why), Some(Why::Unreadable));
    }
}
