//! The packs that the library holds: every folder of `rules/`, as it was when it was built.

use super::{PackFile, Reading, edition, read_upon};
use crate::document::record::list_of;
use crate::source::Sources;

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// Files by their paths inside their folder, each with its text.
type Files = &'static [(&'static str, &'static str)];

/// The names of all of them.
pub fn names() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|&(name, ..)| name)
}

/// The files of one, under the names that they have in the project's repository; none when there is no such pack.
#[must_use]
pub fn files(name: &str, sources: &mut Sources) -> Option<Vec<PackFile>> {
    let &(_, files, _) = PACKS.iter().find(|&&(known, ..)| known == name)?;
    let file = |&(path, text): &(&str, &str)| {
        let source = sources.add(format!("rules/{name}/{path}"), text);
        PackFile { path: path.to_owned(), source }
    };
    Some(files.iter().map(file).collect())
}

/// The fixtures of one, each by its path in their folder, `<rule>/<name>.yaml`, with its text; none of what is no such pack.
#[must_use]
pub fn fixtures(name: &str) -> Files {
    PACKS.iter().find(|&&(known, ..)| known == name).map_or(&[], |&(.., fixtures)| fixtures)
}

/// One, with what it extends; none when there is no such pack.
#[must_use]
pub fn read(name: &str, sources: &mut Sources) -> Option<Reading> {
    let files = files(name, sources)?;
    let base = edition::bases(&files, name.to_owned(), |named, _| extended(named, sources));
    Some(read_upon(files, base))
}

/// The pack that one which is built in extends: those lie beside one another.
///
/// # Errors
/// When there is none, in words.
pub fn extended(named: &str, sources: &mut Sources) -> Result<(Vec<PackFile>, String), String> {
    let name = named.strip_prefix("../").unwrap_or(named);
    let files = files(name, sources).ok_or_else(|| format!("there is none; built in are {}", list_of(names())));
    files.map(|files| (files, name.to_owned()))
}
