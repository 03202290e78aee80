//! Finds the returns that lie below a folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::text::is_there;
use super::{holds_return, shown};

/// How deep folders are looked into.
const DEEPEST: usize = 8;

/// Every folder below one that is a return, in the order of their names. What a tool keeps for itself is not looked into:
/// folders whose name begins with a dot, and those that say that they are a cache.
#[must_use]
pub fn returns_at_hand(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    below(folder, DEEPEST, &mut found);
    found.sort_by_key(|path| shown(path));
    found
}

fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    if is_there(&folder.join("CACHEDIR.TAG")) {
        return;
    }
    if holds_return(folder) {
        found.push(folder.to_owned());
    }
    let inner = fs::read_dir(folder).into_iter().flatten().flatten();
    // A link may lead back to where it is.
    let folders = inner.filter(|entry| entry.file_type().is_ok_and(|it| it.is_dir())).map(|entry| entry.path());
    let is_plain = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        !name.starts_with('.')
    };
    for path in folders.filter(is_plain).filter(|_| depth > 0) {
        below(&path, depth - 1, found);
    }
}
