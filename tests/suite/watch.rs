//! `plumb watch`: does a save say which verdicts turn, does a broken pack keep the last good state, and does the binary see it?

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use plumbline::cli::watch::{Session, Wanted};
use plumbline::render::terminal::Look;

use crate::cli::{Folder, copy, plumb};
use crate::support::{SHIPPED, root};

const RULE: &str = "pack/profile-does-not-sum.rhai";
const RETURN: &str = "agreement/returns/2026-27-q1";

/// A copy of the shipped pack and of a small agreement with a return.
fn copies(name: &str) -> Folder {
    let folder = Folder::new(name);
    copy(&root().join("rules").join(SHIPPED), &folder.0.join("pack"));
    copy(&root().join("fixtures/northshire-small"), &folder.0.join("agreement"));
    let at = |path: &str| root().join(path).display().to_string();
    folder.change(
        "pack/pack.yaml",
        "../../fixtures/rules/leicestershire-laa",
        &at("fixtures/rules/leicestershire-laa"),
    );
    folder.change("pack/pack.yaml", "../../tests/suite/snapshots/rules", &at("tests/suite/snapshots/rules"));
    folder
}

/// Moves the tolerance by which outcomes are amber.
fn tolerance(folder: &Folder, from: &str, to: &str) {
    let text = fs::read_to_string(folder.0.join("pack/thresholds.yaml")).expect("a file");
    let at = text.find("\namber_tolerance:").expect("a threshold");
    let moved = text[at..].replacen(&format!("value: {from},"), &format!("value: {to},"), 1);
    assert_ne!(text[at..], moved);
    folder.write("pack/thresholds.yaml", &format!("{}{moved}", &text[..at]));
}

struct Watching<'f> {
    folder: &'f Folder,
    session: Session,
}

impl<'f> Watching<'f> {
    fn begin(folder: &'f Folder) -> (Self, String) {
        Watching::with(folder, "pack", "agreement", None)
    }

    fn with(folder: &'f Folder, pack: &str, over: &str, agreement: Option<&str>) -> (Self, String) {
        let (pack, over) = (folder.0.join(pack), [folder.0.join(over)]);
        let agreement = agreement.map(|file| folder.0.join(file));
        let wanted = Wanted { pack: &pack, over: &over, agreement: agreement.as_deref(), look: Look::default() };
        let (session, said) = Session::begin(&wanted).expect("a pack and returns");
        (Watching { folder, session }, said)
    }

    fn saved(&mut self, name: &str) -> String {
        self.may_say(name).unwrap_or_else(|| panic!("nothing is said of {name}"))
    }

    fn may_say(&mut self, name: &str) -> Option<String> {
        self.session.saved(&[self.folder.0.join(name)])
    }

    fn watches(&self, name: &str) -> bool {
        let (path, places) = (self.folder.0.join(name), self.session.roots());
        places.whole.iter().any(|whole| path.starts_with(whole)) || places.above.contains(&path)
    }
}

/// The same return for the next quarter.
fn second_quarter(folder: &Folder, from: &str, to: &str) {
    copy(&folder.0.join(from), &folder.0.join(to));
    folder.change(&format!("{to}/return.yaml"), "period: 2026-27 Q1", "period: 2026-27 Q2");
}

#[test]
fn how_things_stand_is_said_first_and_then_what_a_save_turns_and_why() {
    let folder = copies("watch-turns");
    let (mut watching, said) = Watching::begin(&folder);
    assert!(said.contains("leicestershire-laa: ") && said.contains("0 errors") && said.contains("amber"), "{said}");
    tolerance(&folder, "10", "5");
    let said = watching.saved("pack/thresholds.yaml");
    assert!(said.starts_with("saved ") && said.contains("pack/thresholds.yaml\n"), "{said}");
    assert!(said.contains("because `amber_tolerance` 10% → 5%: 2 changes"), "{said}");
    assert!(said.contains("outcome band: amber → red 1"), "{said}");
    let lint = watching.session.more().expect("lint");
    assert!(lint.contains("lint: clean"), "{lint}");
    let tests = watching.session.more().expect("tests of what it reaches");
    assert!(tests.starts_with("tests of what this reaches: ") && tests.contains(" of 1 rule"), "{tests}");
    // The other way round it is the same, backwards.
    tolerance(&folder, "5", "10");
    assert!(watching.saved("pack/thresholds.yaml").contains("`amber_tolerance` 5% → 10%: 2 changes"));
}

#[test]
fn a_broken_pack_keeps_the_last_good_state_and_what_is_mended_is_compared_with_that() {
    let folder = copies("watch-broken");
    let (mut watching, _) = Watching::begin(&folder);
    folder.change(RULE, "bid.total", "bid.totl");
    let said = watching.saved(RULE);
    assert!(said.contains("did you mean `total`?") && said.contains("the pack is broken"), "{said}");
    assert!(watching.session.more().is_none(), "nothing is linted or tested of a broken pack");
    // What is saved meanwhile is not compared yet.
    tolerance(&folder, "10", "5");
    let said = watching.saved("pack/thresholds.yaml");
    assert!(said.contains("the pack is broken") && !said.contains("amber → red"), "{said}");
    folder.change(RULE, "bid.totl", "bid.total");
    let said = watching.saved(RULE);
    assert!(said.contains("the pack is mended") && said.contains("`amber_tolerance` 10% → 5%: 2 changes"), "{said}");
    folder.write("pack/thresholds.yaml", "a: [\n");
    assert!(watching.saved("pack/thresholds.yaml").contains("the pack is broken"));
}

#[test]
fn a_return_that_is_saved_is_read_again_and_its_cells_are_the_cause() {
    let folder = copies("watch-return");
    let (mut watching, _) = Watching::begin(&folder);
    let bids = format!("{RETURN}/bids.csv");
    let text = fs::read_to_string(folder.0.join(&bids)).expect("a table");
    folder.write(&bids, &text.replacen("000", "001", 1));
    let said = watching.saved(&bids);
    assert!(
        said.contains("bids.csv\n") && said.contains("because ") && said.contains("profile-does-not-sum"),
        "{said}"
    );
    folder.write(&bids, &text);
    assert!(watching.saved(&bids).contains("findings: 1 disappears"));
    fs::remove_file(folder.0.join(RETURN).join("return.yaml")).expect("a file");
    let said = watching.saved(&format!("{RETURN}/return.yaml"));
    assert!(said.contains("cannot be read; its last good state stands\n"), "{said}");
    for misleading in ["no verdict changes", "nothing could be compared", "judged"] {
        assert!(!said.contains(misleading), "{misleading}: {said}");
    }
}

#[test]
fn a_broken_return_is_said_to_be_until_it_is_read_again() {
    let folder = copies("watch-return-broken");
    let (mut watching, _) = Watching::begin(&folder);
    let head = format!("{RETURN}/return.yaml");
    let text = fs::read_to_string(folder.0.join(&head)).expect("a file");
    folder.write(&head, "period: [\n");
    let said = watching.saved(&head);
    assert!(said.contains("return.yaml:1") || said.contains("return.yaml:2"), "it is drawn: {said}");
    assert_eq!(said.matches("cannot be read; its last good state stands").count(), 1, "{said}");
    assert!(!said.contains("nothing could be compared") && !said.contains("no verdict changes"), "{said}");
    // A change of the pack is judged over the last good state of it, and that is said.
    tolerance(&folder, "10", "5");
    let said = watching.saved("pack/thresholds.yaml");
    assert!(
        said.contains("`amber_tolerance` 10% → 5%: 2 changes") && said.contains("last good state stands"),
        "{said}"
    );
    folder.write(&head, &text);
    let said = watching.saved(&head);
    assert!(said.contains("is read again\n") && !said.contains("stands"), "{said}");
}

#[test]
fn what_is_gone_is_said_to_be_once_and_is_taken_up_again_when_it_is_back() {
    let folder = copies("watch-gone");
    let (mut watching, _) = Watching::begin(&folder);
    let at = |path: &str| folder.0.join(path);
    fs::rename(at("pack"), at("away")).expect("it moves");
    let said = watching.saved("pack");
    assert!(said.starts_with("removed ") && said.contains("/pack` is gone: nothing is judged by the pack"), "{said}");
    assert!(!said.contains("no verdict changes"), "{said}");
    assert!(watching.session.more().is_none(), "nothing is linted or tested of a pack that is gone");
    assert_eq!(watching.session.saved(&[at("pack/thresholds.yaml")]), None, "it is said once");
    fs::rename(at(RETURN), at("quarter")).expect("it moves");
    let said = watching.saved(RETURN);
    assert!(said.contains("/2026-27-q1` is gone; its last good state stands\nthe pack is still broken; "), "{said}");
    assert_eq!(watching.session.saved(&[at(RETURN)]), None, "it is said once");
    fs::rename(at("quarter"), at(RETURN)).expect("it moves");
    let said = watching.saved(RETURN);
    assert!(said.contains("/2026-27-q1` is read again\n"), "{said}");
    fs::rename(at("away"), at("pack")).expect("it moves");
    tolerance(&folder, "10", "5");
    let said = watching.saved("pack");
    assert!(said.contains("the pack is mended") && said.contains("`amber_tolerance` 10% → 5%: 2 changes"), "{said}");
}

#[test]
fn a_save_that_leaves_every_text_as_it_was_says_nothing() {
    let folder = copies("watch-same");
    let (mut watching, _) = Watching::begin(&folder);
    for name in ["agreement/returns/w.txt", "agreement/w.txt", "agreement/.git/index", "agreement/.git/x.yaml"] {
        folder.write(name, "what is printed\n");
        assert_eq!(watching.may_say(name), None, "{name}");
    }
    for name in ["agreement/w.txt", "agreement/.git/index", "agreement/.git/x.yaml", "agreement/returns/.git/x.yaml"] {
        assert!(!watching.session.concerns(&folder.0.join(name)), "{name}");
    }
    for name in ["agreement/agreement.yaml", &format!("{RETURN}/return.yaml"), &format!("{RETURN}/bids.csv"), RULE] {
        assert!(watching.session.concerns(&folder.0.join(name)), "{name}");
        assert_eq!(watching.may_say(name), None, "{name}");
    }
    assert_eq!(watching.session.caught_up(), None);
    let head = format!("{RETURN}/return.yaml");
    folder.write(&head, "period: [\n");
    assert!(watching.saved(&head).contains("cannot be read"));
    assert_eq!(watching.may_say(&head), None, "it is as broken as it was");
    folder.write(&head, "period: {\n");
    assert!(watching.saved(&head).contains("return.yaml:"), "it is broken otherwise");
}

#[test]
fn what_was_saved_before_it_was_watched_is_caught_up_with() {
    let folder = copies("watch-early");
    let (mut watching, _) = Watching::begin(&folder);
    tolerance(&folder, "10", "5");
    let bids = format!("{RETURN}/bids.csv");
    let text = fs::read_to_string(folder.0.join(&bids)).expect("a table");
    folder.write(&bids, &text.replacen("000", "001", 1));
    let said = watching.session.caught_up().expect("something to say");
    assert!(said.contains("`amber_tolerance` 10% → 5%: 2 changes") && said.contains("profile-does-not-sum"), "{said}");
    assert_eq!(watching.session.caught_up(), None);
}

#[test]
fn a_pack_that_is_broken_otherwise_is_drawn_anew_and_one_that_is_as_broken_is_not() {
    let folder = copies("watch-broken-otherwise");
    let (mut watching, _) = Watching::begin(&folder);
    let limits = "pack/thresholds.yaml";
    let text = fs::read_to_string(folder.0.join(limits)).expect("a file");
    folder.write(limits, "a: [\n");
    let first = watching.saved(limits);
    assert_eq!(watching.may_say(limits), None);
    folder.write(limits, "a: b: c\n");
    let other = watching.saved(limits);
    assert!(other.contains("the pack is broken") && other.contains("a: b: c") && first != other, "{first}{other}");
    folder.write(limits, &text);
    assert!(watching.saved(limits).contains("the pack is mended"));
}

#[test]
fn a_base_that_is_broken_at_first_is_watched_and_what_an_edition_extends_is_its_own_from_then_on() {
    let folder = Folder::new("watch-base");
    for pack in [SHIPPED, "leicestershire-laa-2007"] {
        copy(&root().join("rules").join(pack), &folder.0.join(pack));
    }
    copy(&root().join("fixtures/northshire-small"), &folder.0.join("agreement"));
    let limits = format!("{SHIPPED}/thresholds.yaml");
    let text = fs::read_to_string(folder.0.join(&limits)).expect("a file");
    folder.write(&limits, "a: [\n");
    let (mut watching, said) = Watching::with(&folder, "leicestershire-laa-2007", "agreement", None);
    assert!(said.contains("the pack is broken"), "{said}");
    assert!(watching.watches(SHIPPED));
    folder.write(&limits, &text);
    let said = watching.saved(&limits);
    assert!(said.contains("the pack is mended"), "{said}");
    // The edition itself being broken takes no base away.
    let head = fs::read_to_string(folder.0.join("leicestershire-laa-2007/pack.yaml")).expect("a file");
    folder.write("leicestershire-laa-2007/pack.yaml", "a: [\n");
    assert!(watching.saved("leicestershire-laa-2007/pack.yaml").contains("the pack is broken"));
    assert!(watching.watches(SHIPPED) && watching.session.concerns(&folder.0.join(&limits)));
    folder.write("leicestershire-laa-2007/pack.yaml", &head);
    assert!(watching.saved("leicestershire-laa-2007/pack.yaml").contains("the pack is mended"));
}

#[test]
fn earlier_returns_are_watched_wherever_the_agreement_lies() {
    let folder = copies("watch-history");
    copy(&folder.0.join(RETURN), &folder.0.join("sent/q1"));
    second_quarter(&folder, RETURN, "sent/q2");
    let (mut watching, _) = Watching::with(&folder, "pack", "sent/q2", Some("agreement/agreement.yaml"));
    let figures = "sent/q1/observations.csv";
    assert!(watching.watches("sent/q1") && watching.watches("sent") && watching.watches("agreement"));
    let text = fs::read_to_string(folder.0.join(figures)).expect("a table");
    folder.write(figures, &format!("{text}\n"));
    assert!(watching.saved(figures).starts_with("saved "), "its text is another");
    assert_eq!(watching.may_say("sent/q2/notes.docx"), None);
    // One that comes to lie beside it is an earlier one too.
    fs::rename(folder.0.join("sent/q1"), folder.0.join("q1")).expect("it moves");
    watching.saved("sent/q1");
    fs::rename(folder.0.join("q1"), folder.0.join("sent/first")).expect("it moves");
    assert!(watching.watches("sent/first"));
    watching.saved("sent/first");
    folder.change("agreement/agreement.yaml", "name: ", "name:  ");
    watching.saved("agreement/agreement.yaml");
}

#[test]
fn what_lies_beside_a_return_that_is_a_file_is_read_with_it() {
    let folder = copies("watch-single");
    for name in ["observations.csv", "bids.csv", "match-fund.csv", "ratings.csv", "actions.csv", "return.yaml"] {
        let to = if name == "return.yaml" { "q1.yaml" } else { name };
        fs::create_dir_all(folder.0.join("sent")).expect("a folder");
        fs::copy(folder.0.join(RETURN).join(name), folder.0.join("sent").join(to)).expect("a copy");
    }
    let (mut watching, _) = Watching::with(&folder, "pack", "sent/q1.yaml", Some("agreement/agreement.yaml"));
    let bids = "sent/bids.csv";
    let text = fs::read_to_string(folder.0.join(bids)).expect("a table");
    folder.write(bids, &text.replacen("000", "001", 1));
    let said = watching.saved(bids);
    assert!(watching.watches("sent") && said.contains("profile-does-not-sum"), "{said}");
    assert_eq!(watching.may_say("sent/notes.docx"), None);
}

#[test]
fn what_is_attached_and_what_explains_is_read_with_a_return() {
    let folder = copies("watch-attached");
    let head = format!("{RETURN}/return.yaml");
    let text = fs::read_to_string(folder.0.join(&head)).expect("a file");
    folder.write(&head, &format!("{text}attachments: [improvement-plan.pdf]\n"));
    let (mut watching, _) = Watching::begin(&folder);
    let plan = format!("{RETURN}/improvement-plan.pdf");
    folder.write(&plan, "a plan");
    let said = watching.saved(&plan);
    assert!(said.contains("improvement-plan.pdf\n") && said.contains("findings: 1 disappears"), "{said}");
    for name in ["agreement/explanations.yaml", "agreement/returns/explanations.yaml"] {
        folder.write(name, "a: [\n");
        assert!(watching.may_say(name).is_some(), "{name}");
    }
}

#[test]
fn a_return_that_comes_into_a_folder_that_is_named_is_taken_up() {
    let folder = copies("watch-new-return");
    let (mut watching, _) = Watching::begin(&folder);
    let new = "agreement/returns/2026-27-q2";
    folder.write(&format!("{new}/return.yaml"), "period: [\n");
    let said = watching.saved(new);
    assert!(said.contains("2026-27-q2/return.yaml:"), "why it cannot be read: {said}");
    assert_eq!(watching.may_say(&format!("{new}/return.yaml")), None, "it is said once");
    fs::remove_dir_all(folder.0.join(new)).expect("it goes");
    // As long as it could be of any period it may have been an earlier one.
    assert!(watching.saved(new).contains("undecided → green"));
    second_quarter(&folder, RETURN, new);
    let said = watching.saved(new);
    assert!(said.contains("new: ") && said.contains("2026-27-q2: 1 error, 0 warnings; "), "{said}");
    assert!(!said.contains("no verdict changes"), "{said}");
    tolerance(&folder, "10", "5");
    let said = watching.saved("pack/thresholds.yaml");
    assert!(said.contains("2026-27-q2"), "it is judged with the others: {said}");
    let bids = format!("{new}/bids.csv");
    let text = fs::read_to_string(folder.0.join(&bids)).expect("a table");
    folder.write(&bids, &text.replacen("000", "001", 1));
    let said = watching.saved(&bids);
    assert!(said.contains("profile-does-not-sum"), "{said}");
    // The period that it is of from now on makes it an earlier one of the other.
    let head = format!("{new}/return.yaml");
    folder.change(&head, "period: 2026-27 Q2", "period: 2025-26 Q4");
    watching.saved(&head);
    assert_eq!(watching.session.caught_up(), None);
}

#[test]
fn what_is_allowed_is_allowed_when_another_threshold_was_moved() {
    let folder = copies("watch-allowed");
    let limits = fs::read_to_string(folder.0.join("pack/thresholds.yaml")).expect("a file");
    let unused = "# lint: allow threshold-unused, because it is kept for a rule to come\nkept:\n  about: Made up.\n  type: percent\n  \
                  values:\n    - { from: 2006-04-01, value: 5, authority: made up }\n";
    folder.write("pack/thresholds.yaml", &format!("{limits}\n{unused}"));
    let (mut watching, _) = Watching::begin(&folder);
    let before = watching.session.more().expect("lint");
    assert!(before.contains("lint: clean"), "{before}");
    tolerance(&folder, "10", "5");
    watching.saved("pack/thresholds.yaml");
    let after = watching.session.more().expect("lint");
    assert_eq!(after, before, "a value was moved, and nothing else");
}

#[test]
fn nothing_is_said_of_other_tests_where_there_are_none() {
    let folder = Folder::new("watch-one-rule");
    let pack = folder.0.join("made-up").display().to_string();
    assert_eq!(plumb(&["new", "pack", &pack]).code, 0);
    copy(&root().join("fixtures/northshire-small"), &folder.0.join("agreement"));
    let (mut watching, _) = Watching::with(&folder, "made-up", "agreement", None);
    folder.change("made-up/thresholds.yaml", "value: \"£50,000\"", "value: \"£10,000,000\"");
    watching.saved("made-up/thresholds.yaml");
    let said: Vec<String> = std::iter::from_fn(|| watching.session.more()).collect();
    assert!(
        matches!(&said[..], [lint, tests] if lint.contains("lint: ") && tests.starts_with("tests of what")),
        "{said:?}"
    );
}

#[test]
fn only_files_that_are_read_are_named() {
    let folder = copies("watch-names");
    let (mut watching, _) = Watching::begin(&folder);
    tolerance(&folder, "10", "5");
    folder.write("pack/4913x.tmp", "");
    folder.write("pack/sedAb3dE9", "");
    let names = ["sedAb3dE9", "4913", ".thresholds.yaml.swp", "thresholds.yaml~", ".#thresholds.yaml", "4913x.tmp"];
    let beside = names.iter().map(|name| folder.0.join("pack").join(name));
    let saved: Vec<PathBuf> = beside.clone().chain([folder.0.join("pack/thresholds.yaml")]).collect();
    let said = watching.session.saved(&saved).expect("something to say");
    let first = said.lines().next().expect("a line");
    assert!(first.starts_with("saved ") && first.ends_with("/pack/thresholds.yaml") && !first.contains(','), "{first}");
    for one in beside {
        assert_eq!(watching.session.saved(std::slice::from_ref(&one)), None, "{}", one.display());
    }
    for name in ["sedAb3dE9", "4913", "lu1x2.tmp", ".~lock.bids.csv#", "bids.csv~", "notes.docx"] {
        assert_eq!(watching.session.saved(&[folder.0.join(RETURN).join(name)]), None, "{name}");
    }
}

#[test]
fn what_turns_nothing_says_so_and_what_is_none_of_it_says_nothing() {
    let folder = copies("watch-nothing");
    let (mut watching, _) = Watching::begin(&folder);
    folder.change(RULE, "//! # The", "//! # That the");
    assert!(watching.saved(RULE).contains("no verdict changes"));
    for name in ["pack/.profile-does-not-sum.rhai.swp", "pack/README.md~", "elsewhere/notes.txt", RULE] {
        assert_eq!(watching.session.saved(&[folder.0.join(name)]), None, "{name}");
    }
    folder.write("pack/added.rhai", "//! # Added\n\nfn check(bid) {\n    if bid.total > bid.years.at_most {\n        return pass();\n    }\n    advice(`${bid.name} asks for it`)\n}\n");
    let said = watching.saved("pack/added.rhai");
    assert!(said.contains("because the rule `added` was added") && said.contains("appear"), "{said}");
    fs::remove_file(folder.0.join("pack/added.rhai")).expect("a file");
    assert!(watching.saved("pack/added.rhai").contains("because the rule `added` was removed"));
}

/// The binary at work.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn begin(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumb"));
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().expect("the binary");
        let out = BufReader::new(child.stdout.take().expect("an output"));
        let (sender, lines) = channel();
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Running { child, lines }
    }

    /// Reads on until a line has some words.
    fn until(&self, words: &str) -> String {
        let mut read = String::new();
        loop {
            match self.lines.recv_timeout(Duration::from_mins(1)) {
                Ok(line) => read.extend([&*line, "\n"]),
                Err(why) => panic!("no line has `{words}`, {why}: {read}"),
            }
            if read.lines().next_back().is_some_and(|line| line.contains(words)) {
                return read;
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn the_binary_sees_a_save_and_ends_in_order() {
    let folder = Folder::new("watch-binary");
    let pack: PathBuf = folder.0.join("made-up");
    let pack = pack.to_str().expect("a path");
    assert_eq!(plumb(&["new", "pack", pack]).code, 0);
    let over = root().join("fixtures/northshire-small/returns/2026-27-q1").display().to_string();
    let mut running = Running::begin(&["watch", pack, "--over", &over]);
    let begun = running.until("all as before");
    assert!(begun.starts_with("made-up: 1 rule, 1 threshold, digest") && !begun.contains('\u{1b}'), "{begun}");
    folder.change("made-up/thresholds.yaml", "value: \"£50,000\"", "value: \"£10,000,000\"");
    let said = running.until("tests");
    assert!(said.contains("because `most_for_a_bid` £50,000.00 → £10,000,000.00"), "{said}");
    running.until("fails_a_penny_more");
    // The pack goes, and comes back as it is elsewhere.
    let (here, away) = (folder.0.join("made-up"), folder.0.join("away"));
    fs::rename(&here, &away).expect("it moves");
    running.until("is gone: nothing is judged by the pack");
    copy(&away, &here);
    running.until("the pack is mended");
    folder.change("made-up/thresholds.yaml", "value: \"£10,000,000\"", "value: \"£50,000\"");
    running.until("because `most_for_a_bid` £10,000,000.00 → £50,000.00");
    #[cfg(unix)]
    {
        let pid = running.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().expect("a signal").success());
        assert_eq!(running.child.wait().expect("an end").code(), Some(0));
    }
}

#[test]
fn what_cannot_begin_says_why() {
    let ran = plumb(&["watch", "rules/leicestershire-laa"]);
    assert!(ran.code == 2 && ran.err.contains("--over"), "{}", ran.err);
    let ran = plumb(&["watch", "rules/nowhere", "--over", "fixtures/northshire-small/returns/2026-27-q1"]);
    assert!(ran.code == 2 && ran.err.contains("rules/nowhere"), "{}", ran.err);
    let ran = plumb(&["watch", "rules/leicestershire-laa", "--over", "fixtures/nowhere"]);
    assert!(ran.code == 2 && ran.err.contains("fixtures/nowhere"), "{}", ran.err);
}
