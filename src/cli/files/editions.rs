//! Opens a pack's folder, and what the pack extends: a folder by its path from this one, or a pack that is built in.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::text::is_there;
use super::{Trouble, collect, entries, read, shown};
use crate::diagnostic::nearest;
use crate::document::record::list_of;
use crate::pack::{self, PackFile, builtin, edition};
use crate::source::Sources;

/// Where a pack lies.
enum Place {
    /// In the binary, under a name.
    BuiltIn(String),
    /// In a folder: as it is written, and where that is.
    Folder(PathBuf, PathBuf),
}

impl Place {
    fn folder(path: &Path) -> Self {
        Place::Folder(path.to_owned(), fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }

    /// Where what a pack extends lies, seen from its own place. As in an agreement, a bare name is first a pack that is built
    /// in.
    fn of(&self, named: &str) -> Self {
        let is_bare = !named.contains(['/', '\\', '.']);
        match self {
            Place::Folder(folder, _) if !(is_bare && builtin::names().any(|name| name == named)) => {
                Place::folder(&plain(&folder.join(named)))
            }
            _ => Place::BuiltIn(named.to_owned()),
        }
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Place::BuiltIn(one), Place::BuiltIn(other)) => one == other,
            (Place::Folder(_, one), Place::Folder(_, other)) => one == other,
            _ => false,
        }
    }
}

/// Reads a pack out of its folder, with what it extends.
///
/// # Errors
/// When one of its own files is no text. Why what it extends cannot be opened is said in its place, by the reader.
pub fn read_pack(folder: &Path, sources: &mut Sources) -> Result<pack::Reading, Trouble> {
    let files = files_of(folder, sources)?;
    let base = edition::bases(&files, Place::folder(folder), |named, from| extended(named, from, sources));
    Ok(pack::read_upon(files, base))
}

/// The same with another text of the `thresholds.yaml` of a folder: its own, or that of a pack that it extends.
///
/// # Errors
/// As [`read_pack`].
pub fn read_pack_with(
    folder: &Path,
    of: &Path,
    thresholds: &str,
    sources: &mut Sources,
) -> Result<pack::Reading, Trouble> {
    let changed = Place::folder(of);
    let with = |(mut files, place): (Vec<PackFile>, Place), sources: &mut Sources| {
        if let Place::Folder(path, _) = &place
            && place == changed
        {
            files.retain(|file| file.path != "thresholds.yaml");
            let source = sources.add(shown(&path.join("thresholds.yaml")), thresholds);
            files.push(PackFile { path: "thresholds.yaml".to_owned(), source });
        }
        (files, place)
    };
    let (files, place) = with((files_of(folder, sources)?, Place::folder(folder)), sources);
    let base = edition::bases(&files, place, |named, from| Ok(with(extended(named, from, sources)?, sources)));
    Ok(pack::read_upon(files, base))
}

/// The packs beside a folder that extend the one in it, be it by way of others.
#[must_use]
pub fn editions_of(folder: &Path) -> Vec<PathBuf> {
    let own = Place::folder(folder);
    let beside = |path: PathBuf| Some(plain(&folder.join("..").join(path.file_name()?)));
    let Place::Folder(_, real) = &own else { return Vec::new() };
    let others = real.parent().and_then(|parent| entries(parent).ok()).unwrap_or_default();
    let others = others.into_iter().filter(|path| path != real && is_there(&path.join("pack.yaml")));
    others.filter(|path| rests_on(path, &own)).filter_map(beside).collect()
}

/// The folders of what a pack extends, the nearest first: as far as each `pack.yaml` can be read, and with the one that is not
/// there, if one is not.
#[must_use]
pub fn bases_of(folder: &Path) -> Vec<PathBuf> {
    let head = |folder: &Path| {
        let source = read(&folder.join("pack.yaml"), &mut Sources::new())?;
        Ok(vec![PackFile { path: "pack.yaml".to_owned(), source }])
    };
    let mut found = Vec::new();
    let Ok(files): Result<_, Trouble> = head(folder) else { return found };
    edition::bases(&files, Place::folder(folder), |named, from| match from.of(named) {
        Place::Folder(path, real) => {
            found.push(path.clone());
            Ok((head(&path)?, Place::Folder(path, real)))
        }
        Place::BuiltIn(name) => Err(name),
    });
    found
}

/// Whether a pack extends another, be it by way of others.
fn rests_on(folder: &Path, other: &Place) -> bool {
    let mut sources = Sources::new();
    let Ok(files) = files_of(folder, &mut sources) else { return false };
    let mut does = false;
    edition::bases(&files, Place::folder(folder), |named, from| {
        let found = extended(named, from, &mut sources)?;
        does = does || found.1 == *other;
        Ok(found)
    });
    does
}

/// A pack as its folder stands in another place, with what it extends from where the folder lies.
#[must_use]
pub fn read_files(folder: &Path, files: Vec<PackFile>, sources: &mut Sources) -> pack::Reading {
    let base = edition::bases(&files, Place::folder(folder), |named, from| extended(named, from, sources));
    pack::read_upon(files, base)
}

fn files_of(folder: &Path, sources: &mut Sources) -> Result<Vec<PackFile>, Trouble> {
    let mut files = Vec::new();
    collect(folder, "", &mut files, sources)?;
    Ok(files)
}

/// The pack that one extends which lies at a place.
fn extended(named: &str, from: &Place, sources: &mut Sources) -> Result<(Vec<PackFile>, Place), Trouble> {
    let (other, real) = match from.of(named) {
        Place::BuiltIn(named) => {
            let built_in = |(files, name)| (files, Place::BuiltIn(name));
            return builtin::extended(&named, sources).map(built_in);
        }
        Place::Folder(other, real) => (other, real),
    };
    if other.is_dir() {
        return Ok((files_of(&other, sources)?, Place::Folder(other, real)));
    }
    let near = nearest(named, builtin::names()).map(|near| format!("; did you mean `{near}`?"));
    let built_in = || format!("; built in are {}", list_of(builtin::names()));
    Err(format!("there is no folder `{}`{}", shown(&other), near.unwrap_or_else(built_in)))
}

/// A path without the `..` that take back what stands before them.
#[must_use]
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match (part, plain.components().next_back()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(plain.pop()),
            _ => plain.push(part),
        }
    }
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}
