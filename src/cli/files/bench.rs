//! What the tests of a pack are made of: the pack, its fixtures, and the snapshots of what its rules said of them. It opens
//! them and keeps snapshots; what they mean is told elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use super::editions::{plain, read_pack};
use super::{Trouble, entries, is_there, read, replace, shown};
use crate::authoring::snapshot;
use crate::authoring::testing::Fixture;
use crate::pack::{self, Pack};
use crate::source::Sources;

/// A pack with its fixtures and snapshots.
pub struct Bench {
    /// The pack as it was read.
    pub reading: pack::Reading,
    /// Every text of the pack and of the fixtures, under names that do not depend on where the folder is.
    pub sources: Sources,
    /// The fixtures, in the order of their rules and names.
    pub fixtures: Vec<Fixture>,
    /// Snapshots, pending ones among them, of no fixture: their paths as a person reads them.
    pub left_over: Vec<String>,
    /// The folder of snapshots.
    snapshots: PathBuf,
}

/// Opens a pack's folder, its fixtures and its snapshots.
///
/// # Errors
/// When there is no such folder, it says of no fixtures, or one of the files is no text.
pub fn open(folder: &Path) -> Result<Bench, Trouble> {
    let named = shown(folder);
    let own = fs::canonicalize(folder).ok().filter(|own| own.is_dir());
    let own = own.ok_or_else(|| format!("there is no folder `{named}`; tests need the pack's own folder"))?;
    let head = read_pack(&own, &mut Sources::new())?.pack;
    let head = head.ok_or_else(|| format!("the pack `{named}` cannot be read; `plumb lint {named}` says why"))?;
    let Some(fixtures) = &head.fixtures else {
        return Err(format!("the pack `{named}` names no fixtures: write `fixtures: fixtures` into its pack.yaml"));
    };
    let fixtures = own.join(&fixtures.value);
    let fixtures = fs::canonicalize(&fixtures).map_err(|_| {
        format!("the pack `{named}` says that its fixtures are in `{}`, and there is no such folder", shown(&fixtures))
    })?;
    let root = own.ancestors().find(|above| fixtures.starts_with(above)).unwrap_or(&own);
    let mut sources = Sources::within(shown(root));
    let reading = read_pack(&own, &mut sources)?;
    let snapshots = plain(&own.join(&head.snapshots));
    let fixtures = open_fixtures(&fixtures, &snapshots, &mut sources)?;
    let left_over = left_over(&snapshots, &fixtures, root)?;
    Ok(Bench { reading, sources, fixtures, left_over, snapshots })
}

fn open_fixtures(folder: &Path, snapshots: &Path, sources: &mut Sources) -> Result<Vec<Fixture>, Trouble> {
    let mut fixtures = Vec::new();
    for of_rule in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        let rule = of_rule.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for path in entries(&of_rule)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "yaml")) {
            let Some(name) = path.file_stem().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
            let source = read(&path, sources)?;
            let accepted = snapshot_text(&snapshots.join(&rule).join(format!("{name}.snap")))?;
            fixtures.push(Fixture { rule: rule.clone(), name, source, accepted });
        }
    }
    Ok(fixtures)
}

/// What a snapshot holds; none where there is none.
fn snapshot_text(path: &Path) -> Result<Option<String>, Trouble> {
    if !is_there(path) {
        return Ok(None);
    }
    let source = read(path, &mut Sources::new())?;
    let body = snapshot::body(source.text());
    body.map(|body| Some(body.to_owned())).ok_or_else(|| format!("`{}` is no snapshot", shown(path)))
}

/// Snapshots of no fixture.
fn left_over(snapshots: &Path, fixtures: &[Fixture], root: &Path) -> Result<Vec<String>, Trouble> {
    let mut found = Vec::new();
    if !snapshots.is_dir() {
        return Ok(found);
    }
    for of_rule in entries(snapshots)?.into_iter().filter(|path| path.is_dir()) {
        for path in entries(&of_rule)? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let stem = name.strip_suffix(".snap").or_else(|| name.strip_suffix(".snap.new"));
            let rule = of_rule.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let is_known = |stem: &str| fixtures.iter().any(|it| it.name == stem && it.rule == rule);
            if stem.is_some_and(|stem| !is_known(stem)) {
                let path = shown(path.strip_prefix(root).unwrap_or(&path));
                found.push(format!("{path}  left over\n  a snapshot of no fixture: remove it"));
            }
        }
    }
    Ok(found)
}

impl Bench {
    /// The pack; there is one, as the bench was opened by what it says.
    ///
    /// # Errors
    /// When its files were changed since.
    pub fn pack(&self) -> Result<&Pack, Trouble> {
        self.reading.pack.as_ref().ok_or_else(|| "the pack was changed while it was read; try again".to_owned())
    }

    /// Keeps what a rule says of a fixture beside its snapshot, until somebody accepts it; or takes away what was kept.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, fixture: &Fixture, said: Option<&str>) -> Result<(), Trouble> {
        let folder = self.snapshots.join(&fixture.rule);
        let pending = folder.join(format!("{}.snap.new", fixture.name));
        let cannot = |error| format!("cannot write `{}`: {error}", shown(&pending));
        match said {
            Some(said) => {
                fs::create_dir_all(&folder).map_err(cannot)?;
                replace(&pending, &snapshot::written(fixture.source.name(), said), |_| Ok(()))
            }
            None if is_there(&pending) => fs::remove_file(&pending).map_err(cannot),
            None => Ok(()),
        }
    }
}
