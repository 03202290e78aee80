//! Where a pack may keep its tests: in folders inside its own, and in those elsewhere that no other pack says are its own.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::super::editions::plain;
use super::super::{Trouble, entries, is_there, read, shown};
use super::HEAD;
use crate::document::{NodeKind, yaml};
use crate::source::Sources;

/// How many folders are looked into for another pack, at most.
const MOST: usize = 10_000;

/// A folder in which a pack says that its fixtures or its snapshots are.
#[derive(Debug)]
pub struct KeptIn {
    /// Where that is, in full.
    pub folder: PathBuf,
    /// Why nothing may be written there, and the way out.
    foreign: Option<Trouble>,
}

impl KeptIn {
    /// The folder that a pack names, under this key of its pack.yaml. `own` is the pack's own folder, in full.
    #[must_use]
    pub fn of(own: &Path, key: &str, named: &str) -> Self {
        let folder = plain(&own.join(named));
        let foreign = if folder.starts_with(own) { None } else { foreign(own, key, named, &folder) };
        KeptIn { folder, foreign }
    }

    /// Whether the pack may write there.
    ///
    /// # Errors
    /// When it lies elsewhere, and is not there or is another pack's as well; with the way out.
    pub fn may_write(&self) -> Result<(), Trouble> {
        self.foreign.clone().map_or(Ok(()), Err)
    }
}

/// What is said of a copy whose tests stayed behind.
pub const LEFT_BEHIND: &str = "it lies outside the pack, which may be a copy: `plumb new pack NAME --from PACK` copies a pack \
                               with its fixtures and snapshots";

/// Why a pack may not write to a folder outside its own.
fn foreign(own: &Path, key: &str, named: &str, folder: &Path) -> Option<Trouble> {
    if !folder.is_dir() {
        return Some(format!("there is no folder `{}` for {key}; {LEFT_BEHIND}", shown(folder)));
    }
    let other = others(own, named).find(|other| is_named_by(other, folder))?;
    let (own, other, folder) = (shown(own), shown(&other), shown(folder));
    Some(format!(
        "the pack `{other}` has its tests in `{folder}`, too, and what `{own}` writes there would be taken for its; `plumb new pack \
         NAME --from {own}` copies the pack with fixtures and snapshots of its own"
    ))
}

/// The other packs that reach as far up as this one does by a path: those that its copies are among, which lie as deep.
fn others(own: &Path, named: &str) -> impl Iterator<Item = PathBuf> {
    let climbs = Path::new(named).components().take_while(|part| *part == Component::ParentDir).count().max(1);
    let mut folders: Vec<PathBuf> = own.ancestors().nth(climbs).map(Path::to_owned).into_iter().collect();
    for _ in 0..climbs {
        folders = folders.iter().flat_map(|folder| inside(folder)).take(MOST).collect();
    }
    let own = own.to_owned();
    folders.into_iter().filter(move |folder| is_there(&folder.join(HEAD)) && *folder != own)
}

/// The folders in a folder; what a tool keeps for itself is not looked into.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let is_plain = |path: &PathBuf| {
        let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        !is_hidden && fs::symlink_metadata(path).is_ok_and(|about| about.is_dir())
    };
    if is_there(&folder.join("CACHEDIR.TAG")) {
        return Vec::new();
    }
    entries(folder).unwrap_or_default().into_iter().filter(is_plain).collect()
}

/// Whether a pack says that its fixtures or its snapshots are in a folder.
fn is_named_by(pack: &Path, folder: &Path) -> bool {
    let Ok(head) = read(&pack.join(HEAD), &mut Sources::new()) else { return false };
    let root = yaml::read(&head).root;
    ["fixtures", "snapshots"].iter().any(|key| match root.get(key).map(|node| &node.kind) {
        Some(NodeKind::Scalar(named)) => plain(&pack.join(&named.text)) == *folder,
        _ => false,
    })
}
