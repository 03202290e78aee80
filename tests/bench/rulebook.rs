//! A pack of two hundred rules and two thousand fixtures, made of the shipped one: its checks again under other names, each
//! with its fixtures, and fixtures again under other names. Every snapshot is accepted, so that `plumb test` compares all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const RULES: usize = 200;
const FIXTURES: usize = 2000;
const PLUMB: &str = env!("CARGO_BIN_EXE_plumb");

/// Writes the pack, and says how long `plumb test` takes over it: the whole process, from its start to its end.
pub fn two_hundred_rules() {
    let pack = write();
    let run = |more: &[&str]| {
        let start = Instant::now();
        let output = Command::new(PLUMB).arg("test").arg(&pack).args(more).output().expect("it runs");
        (start.elapsed(), output)
    };
    accept(&pack.join("snapshots"), &run(&[]).1.stdout);
    println!("\nplumb test {}", pack.display());
    for more in [&[][..], &["--coverage"], &["--mutants"]] {
        let mut runs: Vec<_> = (0..11).map(|_| run(more)).collect();
        runs.sort_by_key(|run| run.0);
        let (took, output) = &runs[runs.len() / 2];
        let said = String::from_utf8_lossy(&output.stdout);
        let last = said.lines().last().unwrap_or_default();
        println!("  {} {took:?}: {last}", more.join(" "));
        assert!(!said.contains(" new"), "the snapshots are not accepted");
    }
}

/// Takes every pending snapshot as it is.
fn accept(snapshots: &Path, said: &[u8]) {
    assert!(
        String::from_utf8_lossy(said).contains(&format!("{FIXTURES} new")),
        "every fixture comes to what its name says"
    );
    for pending in entries(snapshots).iter().flat_map(|rule| entries(rule)) {
        fs::rename(&pending, pending.with_extension("")).expect("a file");
    }
}

fn write() -> PathBuf {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/leicestershire-laa");
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules/leicestershire-laa");
    let pack = std::env::temp_dir().join("plumb-two-hundred-rules");
    let _ = fs::remove_dir_all(&pack);
    fs::create_dir_all(pack.join("lib")).expect("a folder");
    fs::write(pack.join("pack.yaml"), "name: two-hundred-rules\nfixtures: fixtures\n").expect("a file");
    fs::copy(shipped.join("thresholds.yaml"), pack.join("thresholds.yaml")).expect("a copy");
    for path in entries(&shipped.join("lib")) {
        fs::copy(&path, pack.join("lib").join(path.file_name().expect("a name"))).expect("a copy");
    }
    let scripts: Vec<(String, String)> = entries(&shipped).iter().filter_map(|path| script(path)).collect();
    let checks: Vec<&(String, String)> = scripts.iter().filter(|(_, text)| text.contains("\nfn check(")).collect();
    let again = checks.iter().cycle().enumerate();
    let again = again.map(|(at, (id, text))| (id, format!("{id}-{}", at / checks.len() + 2), text));
    let all = scripts.iter().map(|(id, text)| (id, id.clone(), text)).chain(again).take(RULES);
    let mut rules: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (id, name, text) in all {
        fs::write(pack.join(format!("{name}.rhai")), text).expect("a file");
        let folder = pack.join("fixtures").join(name);
        fs::create_dir_all(&folder).expect("a folder");
        rules.push((cases.join(id), folder));
    }
    let mut left = FIXTURES;
    for round in 0.. {
        for (from, to) in &rules {
            let folder = entries(from);
            left -= folder.iter().take(left).map(|path| copy(path, to, round)).count();
        }
        if left == 0 {
            return pack;
        }
    }
    unreachable!("rounds without end")
}

/// A script's id and text.
fn script(path: &Path) -> Option<(String, String)> {
    let id = path.file_name()?.to_str()?.strip_suffix(".rhai")?.to_owned();
    Some((id, fs::read_to_string(path).expect("a text")))
}

/// A fixture under another name in each round.
fn copy(from: &Path, to: &Path, round: usize) {
    let name = from.file_stem().and_then(|name| name.to_str()).expect("a name");
    fs::copy(from, to.join(format!("{name}_{round}.yaml"))).expect("a copy");
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path()).collect();
    found.sort();
    found
}
