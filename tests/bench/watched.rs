//! From a file that was saved to the text of the difference: a threshold of the shipped pack is moved to and fro, over the
//! eight quarters of Northshire. The files are read, the rules compiled, and what the edit reaches judged again; the wait until
//! an editor is quiet, 10 ms, comes on top.

use std::fs;
use std::path::{Path, PathBuf};

use divan::Bencher;
use plumbline::cli::watch::{Session, Wanted};
use plumbline::render::terminal::Look;

/// The pack, copied to where it can be edited.
fn copied() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("plumb-watched-{}", std::process::id()));
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/leicestershire-laa");
    for inside in ["", "lib"] {
        fs::create_dir_all(folder.join(inside)).expect("a folder");
        for entry in fs::read_dir(from.join(inside)).expect("a folder").flatten().filter(|it| it.path().is_file()) {
            fs::copy(entry.path(), folder.join(inside).join(entry.file_name())).expect("a copy");
        }
    }
    folder
}

/// One edit that reaches many rules, and one that reaches few.
#[divan::bench(args = ["amber_tolerance", "profile_tolerance"], sample_count = 60)]
fn from_a_save_to_the_difference(bencher: Bencher<'_, '_>, name: &str) {
    let pack = copied();
    let over = [Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/northshire/returns")];
    let wanted = Wanted { pack: &pack, over: &over, agreement: None, look: Look::default() };
    let (mut session, _) = Session::begin(&wanted).expect("a pack and returns");
    let file = pack.join("thresholds.yaml");
    let text = fs::read_to_string(&file).expect("a file");
    let at = text.find(&format!("\n{name}:")).expect("a threshold");
    let value = at + text[at..].find("value: ").expect("a value") + "value: ".len();
    let end = value + text[value..].find(',').expect("an end");
    let (mut is_moved, session) = (false, std::cell::RefCell::new(&mut session));
    // What comes after the difference (lint, tests, letting go of what was) is not measured.
    let settled = || while session.borrow_mut().more().is_some() {};
    bencher.with_inputs(settled).bench_local_values(|()| {
        is_moved = !is_moved;
        let moved = if is_moved { "5" } else { &text[value..end] };
        fs::write(&file, format!("{}{moved}{}", &text[..value], &text[end..])).expect("a file");
        session.borrow_mut().saved(std::slice::from_ref(&file)).expect("something to say")
    });
    let _ = fs::remove_dir_all(pack);
}
