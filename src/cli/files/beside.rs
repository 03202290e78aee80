//! Finds what lies beside a return and may be an earlier one.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::text::is_there;
use super::{AGREEMENT, EXPLANATIONS, ReturnFiles, entries, holds_return, is_head};

/// Files that stand among returns and are none.
const NO_RETURNS: [&str; 4] = [AGREEMENT, EXPLANATIONS, "pack.yaml", "thresholds.yaml"];

impl ReturnFiles {
    /// The folders and files beside the return that may be returns on the same agreement, in the order of their names. A
    /// return on the standard input has none.
    #[must_use]
    pub fn beside(&self) -> Vec<PathBuf> {
        let (Some(file), Some(home)) = (&self.file, self.home()) else { return Vec::new() };
        let own = if is_head(file) { self.own() } else { file };
        let own = fs::canonicalize(own).ok();
        let mut found: Vec<PathBuf> = fs::read_dir(&home).into_iter().flatten().flatten().map(|it| it.path()).collect();
        found.retain(|path| {
            let is_one = if path.is_dir() { holds_return(path) && !is_apart(path) } else { is_single(path) };
            is_one && fs::canonicalize(path).ok() != own
        });
        found.sort();
        found
    }

    /// The folder in which the returns before it lie, if there are any: beside its own folder, or beside the file that it is.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        if !is_head(self.file.as_ref()?) {
            return Some(self.own().to_owned());
        }
        (!is_apart(self.own())).then(|| above(self.own()))
    }
}

/// The folders in one that may be returns, or become some.
#[must_use]
pub fn folders_in(home: &Path) -> Vec<PathBuf> {
    let is_hidden =
        |path: &Path| path.file_name().and_then(|name| name.to_str()).is_none_or(|name| name.starts_with('.'));
    let mut found = entries(home).unwrap_or_default();
    found.retain(|path| !is_hidden(path) && path.is_dir());
    found
}

/// Whether a folder is a world of its own: an agreement lies in it.
fn is_apart(folder: &Path) -> bool {
    is_there(&folder.join(AGREEMENT))
}

/// The folder that a folder lies in, as it is written where that tells which it is.
fn above(folder: &Path) -> PathBuf {
    match (folder.components().next_back(), folder.parent()) {
        (Some(Component::Normal(_)), Some(above)) if above.as_os_str().is_empty() => PathBuf::from("."),
        (Some(Component::Normal(_)), Some(above)) => above.to_owned(),
        _ => folder.join(".."),
    }
}

/// Whether a file can be a return by itself.
fn is_single(path: &Path) -> bool {
    let is_text = path.extension().is_some_and(|ending| ending == "yaml" || ending == "json");
    is_text && path.file_name().is_some_and(|name| NO_RETURNS.iter().all(|other| name != *other))
}
