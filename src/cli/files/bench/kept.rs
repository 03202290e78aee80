//! Takes pending snapshots in, and takes away what belongs to no fixture.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::placing::beside;
use super::super::{Placing, Trouble, is_there, prepare, read_pack_with, shown};
use super::Bench;
use crate::authoring::snapshot;
use crate::authoring::testing::{Fixture, LeftOver};
use crate::pack::Pack;

impl Bench {
    /// What a rule says of a fixture, ready to be kept beside its snapshot until somebody accepts it; none where it lies there
    /// already, so that nobody who watches the folder is woken.
    ///
    /// # Errors
    /// When it cannot be written, or may not be.
    pub fn pending(&self, fixture: &Fixture, said: &str) -> Result<Option<Placing>, Trouble> {
        let path = self.snapshot(fixture, "snap.new");
        let text = snapshot::written(fixture.head.as_deref(), fixture.source.name(), said);
        if fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
            return Ok(None);
        }
        self.may_keep()?;
        made_ready(&path, &text).map(Some)
    }

    /// What a rule says of a fixture, ready to take the place of its snapshot.
    ///
    /// # Errors
    /// When it cannot be written, or may not be.
    pub fn accepted(&self, fixture: &Fixture, said: &str) -> Result<Placing, Trouble> {
        self.may_keep()?;
        let text = snapshot::written(fixture.head.as_deref(), fixture.source.name(), said);
        made_ready(&self.snapshot(fixture, "snap"), &text)
    }

    /// Whether something stands ready to take the place of a fixture's snapshot: a run was broken off that accepted it.
    #[must_use]
    pub fn is_ready(&self, fixture: &Fixture) -> bool {
        is_there(&beside(&self.snapshot(fixture, "snap")))
    }

    /// Takes away what runs that were broken off left behind, but for what stands ready to take the place of the snapshots of
    /// some fixtures.
    pub fn sweep(&self, but: impl Fn(&Fixture) -> bool) {
        let kept = self.fixtures.iter().filter(|fixture| but(fixture));
        let kept: Vec<PathBuf> = kept.map(|fixture| beside(&self.snapshot(fixture, "snap"))).collect();
        for path in self.remains.iter().filter(|path| !kept.contains(path)) {
            // What cannot be taken away harms nobody.
            let _ = fs::remove_file(path);
        }
    }

    /// Where a snapshot of a fixture lies.
    pub(super) fn snapshot(&self, fixture: &Fixture, ending: &str) -> PathBuf {
        self.snapshots_in.folder.join(&fixture.rule).join(format!("{}.{ending}", fixture.name))
    }

    /// The pack as it would be with another text of the `thresholds.yaml` of a folder: its own, or that of a pack that it extends.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn with_thresholds(&mut self, folder: &Path, of: &Path, text: &str) -> Result<Pack, Trouble> {
        let own = fs::canonicalize(folder).map_err(|error| format!("cannot open `{}`: {error}", shown(folder)))?;
        let read = read_pack_with(&own, of, text, &mut self.sources)?.pack;
        read.ok_or_else(|| format!("the pack `{}` cannot be read", shown(folder)))
    }

    /// Whether fixtures may be written.
    ///
    /// # Errors
    /// When their folder is another pack's as well; with the way out.
    pub fn may_rewrite(&self) -> Result<(), Trouble> {
        self.fixtures_in.may_write()
    }

    /// The file that a fixture is in, as a person reads it.
    #[must_use]
    pub fn file_of(&self, fixture: &Fixture) -> String {
        format!("{}/{}/{}.yaml", self.folder, fixture.rule, fixture.name)
    }

    /// Has a fixture be another text, which stands ready to take the place of its file.
    ///
    /// # Errors
    /// When it cannot be written, or may not be.
    pub fn rewrite(&mut self, fixture: &Fixture, text: &str) -> Result<Placing, Trouble> {
        self.may_rewrite()?;
        let source = self.sources.add(fixture.source.name(), text);
        for own in self.fixtures.iter_mut().filter(|own| (&own.rule, &own.name) == (&fixture.rule, &fixture.name)) {
            own.source = Arc::clone(&source);
        }
        prepare(&self.root.join(self.file_of(fixture)), text, |_| Ok(()))
    }

    /// Removes a snapshot of no fixture.
    ///
    /// # Errors
    /// When it cannot be removed, or may not be.
    pub fn remove(&self, left_over: &LeftOver) -> Result<(), Trouble> {
        self.may_keep()?;
        let path = self.root.join(&left_over.path);
        fs::remove_file(&path).map_err(|error| format!("cannot remove `{}`: {error}", left_over.path))
    }
}

/// A text, ready to take the place of a file in a folder that need not be there yet.
fn made_ready(path: &Path, text: &str) -> Result<Placing, Trouble> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| format!("cannot write `{}`: {error}", shown(path)))?;
    prepare(path, text, |_| Ok(()))
}
