//! Writes what was not there before: files and folders, each whole or not at all, and never in the place of another.

use std::fs;
use std::path::Path;

use super::Trouble;
use super::text::{is_there, plain, shown};
use crate::authoring::scaffold::Text;

/// Writes a file that is not there yet: beside its place, and then moved there.
///
/// # Errors
/// When something bears its name, or it cannot be written.
pub fn file(path: &Path, text: &str) -> Result<(), Trouble> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.new"));
    into_place(&beside, path, || fs::write(&beside, text))
}

/// Writes a folder of files that is not there yet: beside its place, and then moved there. `finish` may add to it before.
///
/// # Errors
/// When something bears its name, it cannot be written, or `finish` says why not.
pub fn folder(path: &Path, files: &[Text], finish: impl FnOnce(&Path) -> Result<(), Trouble>) -> Result<(), Trouble> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.new"));
    // What a run that was broken off left there is nobody's.
    let _ = fs::remove_dir_all(&beside);
    let mut finished = Ok(());
    let done = into_place(&beside, path, || {
        fill(&beside, files)?;
        finished = finish(&beside);
        finished.clone().map_err(std::io::Error::other)
    });
    finished.and(done)
}

/// Writes files into a folder, and the folders that they are in.
///
/// # Errors
/// When one cannot be written.
pub fn fill(folder: &Path, files: &[Text]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for Text { path, text } in files {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(&path, text)?;
    }
    Ok(())
}

fn into_place(beside: &Path, path: &Path, write: impl FnOnce() -> std::io::Result<()>) -> Result<(), Trouble> {
    if is_there(path) {
        return Err(format!("`{}` is there already, and nothing is overwritten", shown(path)));
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.map_or(Ok(()), fs::create_dir_all);
    let done = above.and_then(|()| write()).and_then(|()| fs::rename(beside, path));
    if done.is_err() {
        remove(beside);
    }
    done.map_err(|error| format!("cannot write `{}`: {}", shown(path), plain(&error)))
}

/// Takes away what this run has written.
pub fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
