//! What the tests of a pack are made of: the pack, its fixtures, and the snapshots of what its rules said of them. It opens
//! them and keeps snapshots; what they mean is told elsewhere.

mod kept;
mod kept_in;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::editions::read_pack;
use super::placing::beside;
use super::{Placing, Trouble, entries, is_there, read, shown};
use crate::authoring::testing::{Fixture, LeftOver};
use crate::authoring::{changelog, snapshot};
use crate::pack::{self, Pack};
use crate::source::Sources;
pub use kept_in::KeptIn;
use kept_in::LEFT_BEHIND;

/// What makes a folder a pack.
const HEAD: &str = "pack.yaml";

/// A pack with its fixtures and snapshots.
pub struct Bench {
    /// The pack as it was read.
    pub reading: pack::Reading,
    /// Every text of the pack and of the fixtures, under names that depend neither on where the folders are nor on what they are
    /// called: `thresholds.yaml`, `fixtures/<rule>/<name>.yaml`; those of what it extends begin with that pack's name.
    pub sources: Sources,
    /// The fixtures, in the order of their rules and names.
    pub fixtures: Vec<Fixture>,
    /// The folder that the fixtures are in, as a person reads it.
    pub folder: String,
    /// What belongs to no fixture: snapshots, pending ones among them, and files that are none themselves.
    pub left_over: Vec<LeftOver>,
    /// What a run that was broken off left beside the files that it was to write.
    remains: Vec<PathBuf>,
    /// Where the fixtures are.
    fixtures_in: KeptIn,
    /// Where the snapshots are.
    snapshots_in: KeptIn,
    /// The folder that paths are told from.
    root: PathBuf,
}

/// Opens a pack's folder, its fixtures and its snapshots.
///
/// # Errors
/// When there is no such folder, it says of no fixtures, or one of the files is no text.
pub fn open(folder: &Path) -> Result<Bench, Trouble> {
    let named = shown(folder);
    let own = fs::canonicalize(folder).ok().filter(|own| own.is_dir()).ok_or_else(|| no_folder(folder))?;
    if !is_there(&own.join(HEAD)) {
        return Err(format!("the folder `{named}` is no pack: it has no pack.yaml"));
    }
    let head = read_pack(&own, &mut Sources::new())?.pack;
    let head = head.ok_or_else(|| format!("the pack `{named}` cannot be read; `plumb lint {named}` says why"))?;
    let Some(fixtures) = &head.fixtures else {
        return Err(format!("the pack `{named}` names no fixtures: write `fixtures: fixtures` into its pack.yaml"));
    };
    let fixtures_in = KeptIn::of(&own, "fixtures", &fixtures.value);
    let fixtures = fs::canonicalize(&fixtures_in.folder).map_err(|_| {
        let told = shown(&fixtures_in.folder);
        let why = fixtures_in.may_write().err().map(|_| format!("; {LEFT_BEHIND}")).unwrap_or_default();
        format!("the pack `{named}` says that its fixtures are in `{told}`, and there is no such folder{why}")
    })?;
    let root = own.ancestors().find(|above| fixtures.starts_with(above)).unwrap_or(&own);
    let mut sources = Sources::new();
    sources.call(format!("{}/", shown(&fixtures)), "fixtures/");
    sources.call(format!("{}/", shown(&own)), "");
    call_bases(&head, &mut sources);
    let reading = read_pack(&own, &mut sources)?;
    let mut bench = Bench {
        reading,
        sources,
        fixtures: Vec::new(),
        folder: shown(fixtures.strip_prefix(root).unwrap_or(&fixtures)),
        left_over: Vec::new(),
        remains: remains_of(&own)?,
        snapshots_in: KeptIn::of(&own, "snapshots", &head.snapshots),
        fixtures_in,
        root: root.to_owned(),
    };
    bench.open_fixtures(&fixtures, root)?;
    bench.find_left_over(root)?;
    Ok(bench)
}

/// What was to take the place of a file of a pack's own.
fn remains_of(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let names = ["thresholds.yaml", changelog::NAME].map(|name| beside(&folder.join(name)));
    Ok(entries(folder)?.into_iter().filter(|path| names.contains(path)).collect())
}

/// The texts of what a pack extends are called by that pack's name, be it a folder or built in.
fn call_bases(pack: &Pack, sources: &mut Sources) {
    let mut base = pack.base.as_deref();
    while let Some(pack) = base {
        if let Some(folder) = pack.written[0].name().strip_suffix(HEAD) {
            sources.call(folder, format!("{}/", pack.name));
        }
        base = pack.base.as_deref();
    }
}

/// What is said of a folder that is not there.
fn no_folder(folder: &Path) -> Trouble {
    let near = Path::new("rules").join(folder);
    let named = shown(folder);
    let near = match () {
        () if is_there(&near.join(HEAD)) => format!("; did you mean `{}`?", shown(&near)),
        () if pack::builtin::names().any(|name| name == named) => {
            format!("; one is built in: `plumb new pack NAME --from {named}` copies it")
        }
        () => String::new(),
    };
    format!("there is no folder `{named}`; tests need the pack's own folder{near}")
}

/// What a snapshot holds; none where there is none.
fn snapshot_text(path: &Path) -> Result<Option<Snapshot>, Trouble> {
    if !is_there(path) {
        return Ok(None);
    }
    let source = read(path, &mut Sources::new())?;
    let taken = snapshot::read(source.text());
    let taken = taken.ok_or_else(|| {
        format!(
            "`{}` is no snapshot: it does not begin with a head between two lines of dashes; remove it",
            shown(path)
        )
    })?;
    Ok(Some(Snapshot { head: taken.head.to_owned(), body: taken.body.to_owned() }))
}

/// A snapshot as it was accepted.
struct Snapshot {
    head: String,
    body: String,
}

/// The name of a file or a folder, where it has one that is text.
fn name_of(path: &Path) -> Option<&str> {
    path.file_name().and_then(|name| name.to_str())
}

impl Bench {
    /// The pack; there is one, as the bench was opened by what it says.
    ///
    /// # Errors
    /// When its files were changed since.
    pub fn pack(&self) -> Result<&Pack, Trouble> {
        self.reading.pack.as_ref().ok_or_else(|| "the pack was changed while it was read; try again".to_owned())
    }

    /// Opens the fixtures: a folder a rule, a file a fixture. Whatever else lies there is left over, but for notes.
    fn open_fixtures(&mut self, folder: &Path, root: &Path) -> Result<(), Trouble> {
        for path in entries(folder)? {
            if !path.is_dir() {
                self.is_no_fixture(&path, "a fixture stands in the folder of its rule: move it there", root);
                continue;
            }
            let Some(rule) = name_of(&path).filter(|name| !name.starts_with('.')).map(str::to_owned) else { continue };
            for path in entries(&path)? {
                if name_of(&path).is_some_and(|name| name.starts_with('.') && name.ends_with(".yaml.new")) {
                    self.remains.push(path);
                    continue;
                }
                let name = name_of(&path).and_then(|name| name.strip_suffix(".yaml")).map(str::to_owned);
                let Some(name) = name.filter(|name| path.is_file() && !name.starts_with('.')) else {
                    self.is_no_fixture(&path, "no fixture: name it <outcome>_<what>.yaml, or remove it", root);
                    continue;
                };
                let source = read(&path, &mut self.sources)?;
                let snapshot = snapshot_text(&self.snapshots_in.folder.join(&rule).join(format!("{name}.snap")))?;
                let (head, accepted) = snapshot.map(|it| (it.head, it.body)).unzip();
                self.fixtures.push(Fixture { rule: rule.clone(), name, source, accepted, head });
            }
        }
        Ok(())
    }

    /// Notes a file among the fixtures that is none: one of data. Notes and hidden files are nobody's business.
    fn is_no_fixture(&mut self, path: &Path, why: &str, root: &Path) {
        let is_data =
            path.extension().is_some_and(|end| ["yaml", "yml", "json"].iter().any(|it| end.eq_ignore_ascii_case(it)));
        let is_hidden = name_of(path).is_none_or(|name| name.starts_with('.'));
        if !is_hidden && (is_data || path.is_dir()) {
            let path = shown(path.strip_prefix(root).unwrap_or(path));
            self.left_over.push(LeftOver { path, why: why.to_owned() });
        }
    }

    /// Finds snapshots of no fixture; takes away what a run that was killed left beside them.
    fn find_left_over(&mut self, root: &Path) -> Result<(), Trouble> {
        if !self.snapshots_in.folder.is_dir() {
            return Ok(());
        }
        let known: BTreeSet<(&str, &str)> =
            self.fixtures.iter().map(|it| (it.rule.as_str(), it.name.as_str())).collect();
        let mut found = Vec::new();
        for of_rule in entries(&self.snapshots_in.folder)?.into_iter().filter(|path| path.is_dir()) {
            let rule = name_of(&of_rule).unwrap_or_default();
            for path in entries(&of_rule)? {
                let name = name_of(&path).unwrap_or_default();
                if name.starts_with('.') {
                    if name.ends_with(".snap.new.new") {
                        let _ = fs::remove_file(&path);
                    } else if name.ends_with(".snap.new") {
                        self.remains.push(path);
                    }
                    continue;
                }
                let stem = name.strip_suffix(".snap").or_else(|| name.strip_suffix(".snap.new"));
                if stem.is_some_and(|stem| !known.contains(&(rule, stem))) {
                    let path = shown(path.strip_prefix(root).unwrap_or(&path));
                    found.push(LeftOver { path, why: "a snapshot of no fixture: remove it".to_owned() });
                }
            }
        }
        self.left_over.extend(found);
        Ok(())
    }

    /// Whether snapshots may be written.
    ///
    /// # Errors
    /// When their folder is another pack's as well; with the way out.
    pub fn may_keep(&self) -> Result<(), Trouble> {
        self.snapshots_in.may_write()
    }

    /// Keeps what a rule says of a fixture beside its snapshot, until somebody accepts it; or takes away what was kept, unless
    /// that can be another pack's.
    ///
    /// # Errors
    /// When it cannot be written, or may not be.
    pub fn keep(&self, fixture: &Fixture, said: Option<&str>) -> Result<(), Trouble> {
        let pending = self.snapshot(fixture, "snap.new");
        match said {
            Some(said) => self.pending(fixture, said)?.map_or(Ok(()), Placing::put),
            None if is_there(&pending) && self.may_keep().is_ok() => {
                fs::remove_file(&pending).map_err(|error| format!("cannot remove `{}`: {error}", shown(&pending)))
            }
            None => Ok(()),
        }
    }
}
