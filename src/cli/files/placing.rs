//! Puts a text in the place of a file, whole or not at all: it is written beside it, read back and checked, and only then
//! takes its place.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Trouble, read, shown};
use crate::source::{Source, Sources};

/// A text that stands ready beside the file whose place it is to take. Without [`Placing::put`] it goes away again.
pub struct Placing {
    path: PathBuf,
    beside: PathBuf,
}

/// Writes a text beside a file, and reads it back.
///
/// # Errors
/// When it cannot be written, or the check fails; then nothing is left of it.
pub fn prepare(
    path: &Path,
    text: &str,
    check: impl FnOnce(&Source) -> Result<(), Trouble>,
) -> Result<Placing, Trouble> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // From here on it goes away again, be it that it is written in part.
    let placing = Placing { beside: beside(&path), path };
    fs::write(&placing.beside, text).map_err(|error| format!("cannot write `{}`: {error}", shown(&placing.beside)))?;
    let source = read(&placing.beside, &mut Sources::new())?;
    check(&source)?;
    if let Ok(about) = fs::metadata(&placing.path) {
        let _ = fs::set_permissions(&placing.beside, about.permissions());
    }
    Ok(placing)
}

/// What a text that stands beside the place of a file is called.
#[must_use]
pub fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    path.with_file_name(format!(".{name}.new"))
}

/// Puts several texts in their places, in this order.
///
/// # Errors
/// When that cannot be; then those before the one that is named are in their places, which is said, and no other.
pub fn put_all(placings: Vec<Placing>) -> Result<(), Trouble> {
    let mut done: Vec<String> = Vec::new();
    for placing in placings {
        let path = shown(&placing.path);
        placing.put().map_err(|why| match done.as_slice() {
            [] => format!("{why}; nothing was written"),
            [first] => format!("{why}; before it `{first}` was written, and the same command does the rest"),
            [first, others @ ..] => {
                let count = others.len();
                format!("{why}; before it `{first}` and {count} more were written, and the same command does the rest")
            }
        })?;
        done.push(path);
    }
    Ok(())
}

impl Placing {
    /// Leaves it where it stands, beside its place.
    pub fn leave(self) {
        std::mem::forget(self);
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When that cannot be; then the file is as it was.
    pub fn put(self) -> Result<(), Trouble> {
        fs::rename(&self.beside, &self.path).map_err(|error| format!("cannot write `{}`: {error}", shown(&self.path)))
    }
}

impl Drop for Placing {
    fn drop(&mut self) {
        // One that was put is there no longer.
        let _ = fs::remove_file(&self.beside);
    }
}
