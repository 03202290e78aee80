//! Colour: is it there where it is wanted, nowhere else, and nothing but colour?

use std::process::Command;

use clap::Parser;
use plumbline::cli::{Answer, Arguments, Screen, run};

use crate::cli::plumb;
use crate::support::root;

/// A command of each sort, as it is given in the project's folder.
const COMMANDS: &[&str] = &[
    "check fixtures/leicestershire-laa/returns/2006-07-q3",
    "check fixtures/reward-vectors --margins",
    "check fixtures/northshire-small/returns/2026-27-q1 --format json",
    "completions bash",
    "explain",
    "explain profile-does-not-sum",
    "explain RG1 --of fixtures/leicestershire-laa/returns/2006-07-q3",
    "explain --all --pack rules/leicestershire-laa --on 2007-03-31",
    "lint fixtures/packs/never-true --as-at 2008-01-01",
    "new pack rules",
    "schema report",
    "test rules/leicestershire-laa --no-pending --filter profile-does-not-sum",
    "tune reward_floor --over fixtures/reward-vectors",
];

fn answer(command: &str, when: &str, screen: Screen) -> Answer {
    let arguments = ["plumb", "--color", when].into_iter().chain(command.split(' '));
    run(&Arguments::parse_from(arguments), screen)
}

/// A text without what colours it.
fn bare(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').expect("the end of a colour").1)
}

#[test]
fn nothing_is_coloured_where_it_is_not_wanted_and_colour_is_all_that_is_added() {
    let terminal = Screen { terminal: true, waits: false, colour: None };
    let (asked_not, piped) = (Screen { colour: Some(false), ..terminal }, Screen { terminal: false, ..terminal });
    let mut coloured = 0;
    for command in COMMANDS {
        let plain = answer(command, "auto", piped);
        for (when, screen) in [("auto", asked_not), ("never", terminal)] {
            let other = answer(command, when, screen);
            assert_eq!((&other.out, &other.err, other.exit), (&plain.out, &plain.err, plain.exit), "{command}");
        }
        assert!(!plain.out.contains('\u{1b}') && !plain.err.contains('\u{1b}'), "{command}");
        let auto = answer(command, "auto", terminal);
        assert_eq!(auto.out, answer(command, "always", Screen { colour: Some(false), ..piped }).out, "{command}");
        assert_eq!(auto.out, answer(command, "auto", Screen { colour: Some(true), ..piped }).out, "{command}");
        assert_eq!(bare(&auto.out), plain.out, "{command}");
        coloured += usize::from(auto.out.contains('\u{1b}'));
    }
    assert!(coloured >= 3, "what is drawn in a return or a pack is coloured");
}

#[test]
fn the_environment_is_heeded_and_the_line_wins() {
    let coloured = |when: &str, variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumb"));
        command.args(["lint", "fixtures/packs/never-true", "--as-at", "2008-01-01", "--color", when]);
        let ran = command.current_dir(root()).envs(variables.iter().copied()).output().expect("the binary");
        String::from_utf8(ran.stdout).expect("a text").contains('\u{1b}')
    };
    for (when, variables, is_coloured) in [
        ("auto", &[][..], false),
        ("auto", &[("CLICOLOR", "1")], false),
        ("auto", &[("CLICOLOR_FORCE", "1")], true),
        ("auto", &[("CLICOLOR_FORCE", "0")], false),
        ("auto", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        ("never", &[("CLICOLOR_FORCE", "1")], false),
        ("always", &[("NO_COLOR", "1")], true),
        ("always", &[("CLICOLOR", "0")], true),
    ] {
        assert_eq!(coloured(when, variables), is_coloured, "--color {when} {variables:?}");
    }
}

#[test]
fn help_and_complaints_are_coloured_as_the_line_says() {
    assert!(plumb(&["--color", "always", "--help"]).out.contains('\u{1b}'));
    assert!(!plumb(&["--color=never", "--help"]).out.contains('\u{1b}'));
    assert!(plumb(&["chek", "--color=always"]).err.contains('\u{1b}'));
    assert!(!plumb(&["chek"]).err.contains('\u{1b}'));
}
