//! Which folders are watched, and what a file in them belongs to.

use std::path::{Path, PathBuf};

use crate::cli::files;
use crate::pack::Pack;

/// Where what is watched lies: paths in full.
#[derive(Debug, Default)]
pub struct Roots {
    /// The pack's folder, and those of what it extends.
    packs: Vec<PathBuf>,
    /// The folders of its fixtures and of their snapshots.
    tests: Vec<PathBuf>,
    /// The returns: a folder or a file each.
    returns: Vec<PathBuf>,
    /// The folders of their agreements.
    agreements: Vec<PathBuf>,
}

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// The pack.
    Pack,
    /// Its fixtures and their snapshots.
    Tests,
    /// The returns of these places, from one on: to that return or those before it.
    Return(usize),
    /// All of the returns.
    Returns,
}

impl Roots {
    /// Those of returns.
    pub fn of_returns(returns: &[PathBuf], agreement: Option<&Path>) -> Self {
        let folder = |file: PathBuf| files::in_full(&file).parent().map(Path::to_owned);
        let found =
            |path: &PathBuf| agreement.map(Path::to_owned).or_else(|| files::agreement_of(path)).and_then(folder);
        Roots {
            returns: returns.iter().map(|path| files::in_full(path)).collect(),
            agreements: returns.iter().filter_map(found).collect(),
            ..Roots::default()
        }
    }

    /// Takes in where a pack lies; of one that cannot be read, what was known of it stays.
    pub fn set_pack(&mut self, folder: &Path, pack: Option<&Pack>) {
        let own = files::in_full(folder);
        let Some(pack) = pack else {
            self.packs.extend((!self.packs.contains(&own)).then_some(own));
            return;
        };
        self.packs = vec![own];
        let below = |path: &str| files::folded(&files::in_full(folder).join(path));
        self.tests = pack.fixtures.iter().map(|it| below(&it.value)).chain([below(&pack.snapshots)]).collect();
        let mut base = pack.base.as_deref();
        while let Some(pack) = base {
            let folders = pack.written.iter().filter_map(|source| Path::new(source.name()).parent());
            self.packs.extend(folders.filter(|folder| files::holds_pack(folder)).map(files::in_full));
            base = pack.base.as_deref();
        }
    }

    /// What is watched: each folder that is there, and none that lies in another.
    pub fn watched(&self) -> Vec<PathBuf> {
        let folders = self.returns.iter().map(|path| match path.parent() {
            Some(folder) if path.is_file() => folder.to_owned(),
            _ => path.clone(),
        });
        let all = [&self.packs, &self.tests, &self.agreements].into_iter().flatten().cloned().chain(folders);
        let mut all: Vec<PathBuf> = all.filter(|path| path.is_dir()).collect();
        all.sort();
        let mut kept: Vec<PathBuf> = Vec::new();
        for path in all {
            if !kept.iter().any(|above| path.starts_with(above)) {
                kept.push(path);
            }
        }
        kept
    }

    /// What a file belongs to; nothing of what editors and we ourselves put beside files.
    pub fn belongs(&self, path: &Path) -> Option<Belongs> {
        let path = files::in_full(path);
        let name = path.file_name()?.to_str()?;
        if name.starts_with(['.', '#']) || name.ends_with('~') || path.extension().is_some_and(|ending| ending == "new")
        {
            return None;
        }
        let is_in = |folders: &[PathBuf]| folders.iter().any(|folder| path.starts_with(folder));
        if is_in(&self.tests) {
            return Some(Belongs::Tests);
        }
        if is_in(&self.packs) {
            let is_of_pack = path.extension().is_none_or(|ending| ending == "rhai" || ending == "yaml");
            return is_of_pack.then_some(Belongs::Pack);
        }
        let own = self.returns.iter().position(|own| path.starts_with(own));
        own.map(Belongs::Return).or_else(|| is_in(&self.agreements).then_some(Belongs::Returns))
    }
}
