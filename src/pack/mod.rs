//! A rule pack as written: `pack.yaml`, dated thresholds, rule scripts as text. What a script means is the engine's.

mod alike;
pub mod bands;
pub mod builtin;
pub mod duties;
pub mod thresholds;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::document::{NodeKind, record::Record, yaml};
use crate::source::{Source, Spanned};
use duties::Duty;
use thresholds::Thresholds;

/// One file of a pack.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Its path inside the pack, with `/`: `lib/polarity.rhai`.
    pub path: String,
    /// Its text, under the name that a person knows it by.
    pub source: Arc<Source>,
}

/// A rule pack as written.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Where its fixtures are, as `pack.yaml` says: a path from the pack's folder.
    pub fixtures: Option<Spanned<String>>,
    /// Where the snapshots of its fixtures are: a path from the pack's folder.
    pub snapshots: String,
    /// What it has to hold, as `pack.yaml` lists it.
    pub duties: Vec<Duty>,
    /// `pack.yaml` and `thresholds.yaml`.
    pub written: [Arc<Source>; 2],
    /// The scripts: one rule each, in the order of their ids.
    pub rules: Vec<Script>,
    /// The scripts of `lib/`, whose functions every rule can call.
    pub library: Vec<Script>,
    /// The thresholds.
    pub thresholds: Thresholds,
    /// A digest of all of it: the same for the same bytes.
    pub digest: String,
}

/// One script.
#[derive(Debug, Clone)]
pub struct Script {
    /// The file's stem: a rule's id.
    pub id: String,
    /// The text.
    pub source: Arc<Source>,
}

/// A pack, or none when nothing can be judged by it, and every problem of the files that are not scripts.
#[derive(Debug)]
pub struct Reading {
    /// The pack; none when `pack.yaml` or `thresholds.yaml` does not parse.
    pub pack: Option<Pack>,
    /// All problems.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a pack out of its files, in any order. Files that are neither scripts nor one of the two YAML files are passed
/// over.
#[must_use]
pub fn read(mut files: Vec<PackFile>) -> Reading {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let mut problems = Vec::new();
    let find = |path: &str| files.iter().find(|file| file.path == path);
    let (Some(about), Some(limits)) = (find("pack.yaml"), find("thresholds.yaml")) else {
        let missing = if find("pack.yaml").is_none() { "pack.yaml" } else { "thresholds.yaml" };
        problems.push(
            Diagnostic::error("pack-incomplete", format!("the pack has no `{missing}`"))
                .help("a pack is a folder of pack.yaml, thresholds.yaml and one .rhai file a rule"),
        );
        return Reading { pack: None, diagnostics: problems };
    };
    let head = read_head(about, &mut problems);
    let thresholds = thresholds::read(&limits.source, &mut problems);
    let pack = head.zip(thresholds).map(|(head, thresholds)| Pack {
        name: head.name,
        about: head.about,
        fixtures: head.fixtures,
        snapshots: head.snapshots,
        duties: head.duties,
        written: [Arc::clone(&about.source), Arc::clone(&limits.source)],
        rules: scripts(&files, |path| (!path.contains('/')).then_some(path)),
        library: scripts(&files, |path| path.strip_prefix("lib/")),
        thresholds,
        digest: digest(&files),
    });
    Reading { pack, diagnostics: problems }
}

struct Head {
    name: String,
    about: String,
    fixtures: Option<Spanned<String>>,
    snapshots: String,
    duties: Vec<Duty>,
}

fn read_head(file: &PackFile, problems: &mut Vec<Diagnostic>) -> Option<Head> {
    let document = yaml::read(&file.source);
    let broken = document.is_cut_short() || document.root.kind == NodeKind::Unreadable;
    problems.extend(document.diagnostics);
    if broken {
        return None;
    }
    let mut record = Record::open(&document.root, "a pack", problems)?;
    let name = record.text("name");
    let name = record.required("name", name)?.value;
    let about = record.text("about").map(|text| text.value).unwrap_or_default();
    let fixtures = record.text("fixtures").ok();
    let snapshots = record.text("snapshots").map_or_else(|_| "snapshots".to_owned(), |path| path.value);
    let duties = record.list("duties");
    let duties = duties.iter().filter_map(|node| duties::duty(node, record.problems())).collect();
    record.close();
    Some(Head { name, about, fixtures, snapshots, duties })
}

/// The scripts whose path `inside` takes, by id.
fn scripts(files: &[PackFile], inside: impl Fn(&str) -> Option<&str>) -> Vec<Script> {
    let script = |file: &PackFile| {
        let id = inside(&file.path)?.strip_suffix(".rhai")?.to_owned();
        Some(Script { id, source: Arc::clone(&file.source) })
    };
    files.iter().filter_map(script).collect()
}

fn digest(files: &[PackFile]) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        for part in [&file.path, file.source.text()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex()[..12].to_owned()
}
