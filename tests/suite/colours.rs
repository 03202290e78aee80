//! Colour: is it there where it is wanted, nowhere else, and nothing but colour?

use clap::Parser;
use plumbline::cli::{Answer, Arguments, Screen, run};

use crate::cli::plumb;

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
    let terminal = Screen { terminal: true, no_colour: false };
    let (asked_not, piped) = (Screen { no_colour: true, ..terminal }, Screen { terminal: false, ..terminal });
    let mut coloured = 0;
    for command in COMMANDS {
        let plain = answer(command, "auto", piped);
        for (when, screen) in [("auto", asked_not), ("never", terminal)] {
            let other = answer(command, when, screen);
            assert_eq!((&other.out, &other.err, other.exit), (&plain.out, &plain.err, plain.exit), "{command}");
        }
        assert!(!plain.out.contains('\u{1b}') && !plain.err.contains('\u{1b}'), "{command}");
        let auto = answer(command, "auto", terminal);
        assert_eq!(auto.out, answer(command, "always", Screen { no_colour: true, ..piped }).out, "{command}");
        assert_eq!(bare(&auto.out), plain.out, "{command}");
        coloured += usize::from(auto.out.contains('\u{1b}'));
    }
    assert!(coloured >= 3, "what is drawn in a return or a pack is coloured");
}

#[test]
fn help_and_complaints_are_coloured_as_the_line_says() {
    assert!(plumb(&["--color", "always", "--help"]).out.contains('\u{1b}'));
    assert!(!plumb(&["--color=never", "--help"]).out.contains('\u{1b}'));
    assert!(plumb(&["chek", "--color=always"]).err.contains('\u{1b}'));
    assert!(!plumb(&["chek"]).err.contains('\u{1b}'));
}
