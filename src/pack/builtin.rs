//! The packs that the library holds: every folder of `rules/`, as it was when it was built.

use super::PackFile;
use crate::source::Sources;

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The names of all of them.
pub fn names() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|&(name, _)| name)
}

/// The files of one, under the names that they have in the project's repository; none when there is no such pack.
#[must_use]
pub fn files(name: &str, sources: &mut Sources) -> Option<Vec<PackFile>> {
    let &(_, files) = PACKS.iter().find(|&&(known, _)| known == name)?;
    let file = |&(path, text): &(&str, &str)| {
        let source = sources.add(format!("rules/{name}/{path}"), text);
        PackFile { path: path.to_owned(), source }
    };
    Some(files.iter().map(file).collect())
}
