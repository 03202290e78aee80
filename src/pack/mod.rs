//! A rule pack as written: `pack.yaml`, dated thresholds, rule scripts as text. What a script means is the engine's.
//!
//! A pack may extend another ([`edition`]). A rule that `advisory` of `pack.yaml` lists reports, and does not reject.

mod alike;
pub mod bands;
pub mod builtin;
pub mod duties;
pub mod edition;
pub mod thresholds;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::document::{NodeKind, record::Record, yaml};
use crate::source::{Source, Span, Spanned};
use duties::Duty;
use edition::{Base, Delta, Removal};
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
    /// `pack.yaml` and `thresholds.yaml`; of an edition that moves no threshold, that of its base.
    pub written: [Arc<Source>; 2],
    /// The scripts: one rule each, in the order of their ids.
    pub rules: Vec<Script>,
    /// The scripts of `lib/`, whose functions every rule can call.
    pub library: Vec<Script>,
    /// The thresholds.
    pub thresholds: Thresholds,
    /// The rules that report and do not reject, as `pack.yaml` lists them.
    pub advisory: Vec<Spanned<String>>,
    /// What it takes away from the pack that it extends.
    pub removed: Vec<Removal>,
    /// The pack that it extends, as it was read.
    pub base: Option<Arc<Pack>>,
    /// A digest of all of it: the same for the same bytes.
    pub digest: String,
}

impl Pack {
    /// Whether a text is this pack's own and not of a pack that it extends.
    #[must_use]
    pub fn is_own(&self, place: Span) -> bool {
        let is_in = |pack: &Pack| {
            let scripts = pack.rules.iter().chain(&pack.library).map(|script| &script.source);
            scripts.chain(&pack.written).any(|source| source.id() == place.source())
        };
        is_in(self) && !self.base.as_ref().is_some_and(|base| is_in(base))
    }

    /// The thresholds upon which this pack's own file is read: those that it keeps of what it extends.
    #[must_use]
    pub fn beneath(&self) -> Thresholds {
        let is_gone = |name: &str| edition::is_removed(&self.removed, edition::Part::Threshold, name);
        self.base.as_ref().map(|base| base.thresholds.without(is_gone)).unwrap_or_default()
    }

    /// Where `pack.yaml` says that a rule reports and does not reject; none of a rule that rejects.
    #[must_use]
    pub fn advises(&self, rule: &str) -> Option<Span> {
        self.advisory.iter().find(|listed| listed.value == rule).map(|listed| listed.span)
    }
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

impl Reading {
    /// The problems that are errors.
    #[must_use]
    pub fn errors(&self) -> Vec<Diagnostic> {
        self.diagnostics.iter().filter(|it| it.severity == Severity::Error).cloned().collect()
    }
}

/// Reads a pack that extends nothing out of its files, in any order. Files that are neither scripts nor one of the two YAML
/// files are passed over.
#[must_use]
pub fn read(files: Vec<PackFile>) -> Reading {
    read_upon(files, Base::Nothing)
}

/// The same of a pack that may extend another; [`edition::bases`] finds what it extends.
#[must_use]
pub fn read_upon(mut files: Vec<PackFile>, base: Base) -> Reading {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let mut problems = Vec::new();
    let place = |path: &str| files.iter().position(|file| file.path == path);
    let head = place("pack.yaml").map(|at| read_head(&files, at, &mut problems));
    if let Some(Some(Head { extends: Some(extends), .. })) = &head {
        let extends = extends.clone();
        let pack = head.flatten().and_then(|head| edition::edition(head, &extends, &files, base, &mut problems));
        return Reading { pack, diagnostics: problems };
    }
    let (Some(head), Some(limits)) = (head, place("thresholds.yaml").map(|at| &files[at])) else {
        let missing = if place("pack.yaml").is_none() { "pack.yaml" } else { "thresholds.yaml" };
        problems.push(
            Diagnostic::error("pack-incomplete", format!("the pack has no `{missing}`"))
                .help("a pack is a folder of pack.yaml, thresholds.yaml and one .rhai file a rule"),
        );
        return Reading { pack: None, diagnostics: problems };
    };
    let thresholds = thresholds::read(&limits.source, &mut problems);
    let pack = head.zip(thresholds).map(|(head, thresholds)| whole(head, thresholds, &files, limits, &mut problems));
    Reading { pack, diagnostics: problems }
}

/// A pack that extends nothing.
fn whole(
    head: Head,
    thresholds: Thresholds,
    files: &[PackFile],
    limits: &PackFile,
    problems: &mut Vec<Diagnostic>,
) -> Pack {
    let rules = scripts(files, |path| (!path.contains('/')).then_some(path));
    Pack {
        name: head.name,
        about: head.about,
        fixtures: head.fixtures,
        snapshots: head.snapshots,
        duties: head.duties,
        written: [Arc::clone(&files[head.at].source), Arc::clone(&limits.source)],
        advisory: advised(head.advisory.unwrap_or_default(), &rules, problems),
        rules,
        library: scripts(files, |path| path.strip_prefix("lib/")),
        thresholds,
        removed: Vec::new(),
        base: None,
        digest: digest(files, ""),
    }
}

/// What `pack.yaml` says.
struct Head {
    /// Its place among the files.
    at: usize,
    name: String,
    about: String,
    fixtures: Option<Spanned<String>>,
    snapshots: String,
    duties: Vec<Duty>,
    extends: Option<Spanned<String>>,
    delta: Delta,
    advisory: Option<Vec<Spanned<String>>>,
}

fn read_head(files: &[PackFile], at: usize, problems: &mut Vec<Diagnostic>) -> Option<Head> {
    let document = yaml::read(&files[at].source);
    let broken = document.is_cut_short() || document.root.kind == NodeKind::Unreadable;
    problems.extend(document.diagnostics);
    if broken {
        return None;
    }
    let mut record = Record::open(&document.root, "a pack", problems)?;
    let name = record.text("name");
    let name = record.required("name", name)?.value;
    let about = record.text("about").map(|text| text.value).unwrap_or_default();
    let extends = record.text("extends");
    let extends = record.given("extends", extends);
    let delta = Delta::read(&mut record, extends.is_some());
    let fixtures = record.text("fixtures").ok();
    let snapshots = record.text("snapshots").map_or_else(|_| "snapshots".to_owned(), |path| path.value);
    let advisory = record.node("advisory").is_some().then(|| record.texts("advisory"));
    let duties = record.list("duties");
    let duties = duties.iter().filter_map(|node| duties::duty(node, record.problems())).collect();
    record.close();
    Some(Head { at, name, about, fixtures, snapshots, duties, extends, delta, advisory })
}

/// The rules of a list that there are; of the others it is said.
fn advised(listed: Vec<Spanned<String>>, rules: &[Script], problems: &mut Vec<Diagnostic>) -> Vec<Spanned<String>> {
    let ids = || rules.iter().map(|script| script.id.as_str());
    let (known, others): (Vec<_>, Vec<_>) = listed.into_iter().partition(|it| ids().any(|id| id == it.value));
    for other in others {
        let headline = format!("`{}` is to be advisory, and is no rule of the pack", other.value);
        let help = nearest(&other.value, ids())
            .map_or_else(|| "take it out of the list".to_owned(), |near| format!("did you mean `{near}`?"));
        problems.push(Diagnostic::error("advisory-of-no-rule", headline).at(other.span, "no rule").help(help));
    }
    known
}

/// The scripts whose path `inside` takes, by id.
fn scripts(files: &[PackFile], inside: impl Fn(&str) -> Option<&str>) -> Vec<Script> {
    let script = |file: &PackFile| {
        let id = inside(&file.path)?.strip_suffix(".rhai")?.to_owned();
        Some(Script { id, source: Arc::clone(&file.source) })
    };
    files.iter().filter_map(script).collect()
}

/// A digest of some files, and of the digest of what they extend.
fn digest(files: &[PackFile], base: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        for part in [&file.path, file.source.text()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.update(base.as_bytes());
    hasher.finalize().to_hex()[..12].to_owned()
}
