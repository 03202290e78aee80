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
        let (pack, over) = (folder.0.join("pack"), [folder.0.join("agreement")]);
        let wanted = Wanted { pack: &pack, over: &over, agreement: None, look: Look::default() };
        let (session, said) = Session::begin(&wanted).expect("a pack and returns");
        (Watching { folder, session }, said)
    }

    fn saved(&mut self, name: &str) -> String {
        self.session.saved(&[self.folder.0.join(name)]).expect("something to say")
    }
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
