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
    /// When it cannot be written.
    pub fn accept(&self, fixture: &Fixture, said: &str) -> Result<(), Trouble> {
        let folder = self.snapshots.join(&fixture.rule);
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

    /// Puts another text in the place of a fixture's.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn rewrite(&self, fixture: &Fixture, text: &str) -> Result<(), Trouble> {
        replace(&self.root.join(fixture.source.name()), text, |_| Ok(()))
    }

    /// Removes a snapshot of no fixture.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self, left_over: &LeftOver) -> Result<(), Trouble> {
        let path = self.root.join(&left_over.path);
        fs::remove_file(&path).map_err(|error| format!("cannot remove `{}`: {error}", left_over.path))
    }
}
