//! Takes pending snapshots in, and takes away what belongs to no fixture.

use std::fs;
use std::path::Path;

use super::super::{Trouble, read_pack_with, replace, shown};
use super::Bench;
use crate::authoring::snapshot;
use crate::authoring::testing::{Fixture, LeftOver};
use crate::pack::Pack;

impl Bench {
    /// Takes what a rule says of a fixture as what it should say: its snapshot says so, and nothing of it is pending.
    ///
    /// # Errors
    /// When it cannot be written, or may not be.
    pub fn accept(&self, fixture: &Fixture, said: &str) -> Result<(), Trouble> {
        self.may_keep()?;
        let folder = self.snapshots_in.folder.join(&fixture.rule);
        let path = folder.join(format!("{}.snap", fixture.name));
        fs::create_dir_all(&folder).map_err(|error| format!("cannot write `{}`: {error}", shown(&path)))?;
        let text = snapshot::written(fixture.head.as_deref(), fixture.source.name(), said);
        replace(&path, &text, |_| Ok(()))?;
        self.keep(fixture, None)
    }

    /// The pack as it would be with another text of its `thresholds.yaml`. `folder` is the pack's own.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn with_thresholds(&mut self, folder: &Path, text: &str) -> Result<Pack, Trouble> {
        let own = fs::canonicalize(folder).map_err(|error| format!("cannot open `{}`: {error}", shown(folder)))?;
        let read = read_pack_with(&own, text, &mut self.sources)?.pack;
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

    /// Puts another text in the place of a fixture's.
    ///
    /// # Errors
    /// When it cannot be written, or may not be.
    pub fn rewrite(&self, fixture: &Fixture, text: &str) -> Result<(), Trouble> {
        self.may_rewrite()?;
        replace(&self.root.join(self.file_of(fixture)), text, |_| Ok(()))
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
