//! The CHANGELOG of a pack, as it lies in the pack's folder.

use std::path::Path;

use super::text::is_there;
use super::{Placing, Trouble, prepare, read, shown};
use crate::authoring::changelog::{NAME, with};
use crate::source::Sources;

/// The text of a pack's CHANGELOG; none where there is none.
///
/// # Errors
/// When it is no text.
pub fn changelog(folder: &Path) -> Result<Option<String>, Trouble> {
    let path = folder.join(NAME);
    if !is_there(&path) {
        return Ok(None);
    }
    let source = read(&path, &mut Sources::new())?;
    match source.read_as() {
        Some(encoding) => Err(format!("`{}` is {encoding}; save it as UTF-8, in which it is written", shown(&path))),
        None => Ok(Some(source.text().to_owned())),
    }
}

/// Makes a pack's CHANGELOG with one more entry ready to take its place.
///
/// # Errors
/// When it cannot be written.
pub fn prepare_entry(folder: &Path, pack: &str, entry: &str) -> Result<Placing, Trouble> {
    let text = changelog(folder)?.unwrap_or_default();
    prepare(&folder.join(NAME), &with(&text, pack, entry), |_| Ok(()))
}
