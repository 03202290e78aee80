//! Writes what was not there before: files and folders, each whole or not at all, and never in the place of another.

use std::fs;
use std::path::{Path, PathBuf};

use super::text::{is_there, plain, shown};
use super::{Trouble, entries};
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

/// Writes a folder of pages, in the place of an earlier one: of a folder that holds a page of contents, and
/// nothing but pages that bear a mark.
///
/// # Errors
/// When there is a folder with something else in it, or it cannot be written; then it is as it was.
pub fn again(path: &Path, contents: &str, mark: &str, pages: &[(String, String)]) -> Result<(), Trouble> {
    let texts: Vec<Text> = pages.iter().map(|(path, text)| Text { path: path.clone(), text: text.clone() }).collect();
    if !is_there(path) || entries(path).is_ok_and(|held| held.is_empty() && fs::remove_dir(path).is_ok()) {
        return folder(path, &texts, |_| Ok(()));
    }
    let ending = Path::new(contents).extension();
    let is_page =
        |path: &PathBuf| path.extension() == ending && fs::read_to_string(path).is_ok_and(|text| text.contains(mark));
    if !is_there(&path.join(contents)) || !entries(path)?.iter().all(is_page) {
        let why = "holds something else than an earlier rule book of this form; name a folder that is not there";
        return Err(format!("`{}` {why}", shown(path)));
    }
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let old = path.with_file_name(format!(".{name}.old"));
    let _ = fs::remove_dir_all(&old);
    let cannot = |error: std::io::Error| format!("cannot write `{}`: {}", shown(path), plain(&error));
    fs::rename(path, &old).map_err(cannot)?;
    let done = folder(path, &texts, |_| Ok(()));
    match done {
        Ok(()) => fs::remove_dir_all(&old).map_err(cannot),
        Err(_) => fs::rename(&old, path).map_err(cannot).and(done),
    }
}
