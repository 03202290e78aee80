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

/// The endings of the files that a return is made of.
const DATA: &[&str] = &["yaml", "yml", "json", "csv", "tsv", "txt"];

/// The folders that are watched.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Places {
    /// With all that is below them.
    pub whole: Vec<PathBuf>,
    /// By themselves, for what comes and goes in them.
    pub above: Vec<PathBuf>,
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

    /// What is watched: each folder that is there, and none that lies in another; and, so that one that is gone is seen when
    /// it comes back, the nearest folder above each.
    pub fn watched(&self) -> Places {
        let folders = self.returns.iter().map(|path| match path.parent() {
            Some(folder) if !path.is_dir() && path.extension().is_some() => folder.to_owned(),
            _ => path.clone(),
        });
        let mut all: Vec<PathBuf> =
            [&self.packs, &self.tests, &self.agreements].into_iter().flatten().cloned().chain(folders).collect();
        all.sort();
        let mut places = Places::default();
        let is_below = |path: &Path, whole: &[PathBuf]| whole.iter().any(|above| path.starts_with(above));
        for path in all.iter().filter(|path| path.is_dir()) {
            if !is_below(path, &places.whole) {
                places.whole.push(path.clone());
            }
        }
        let above = all.iter().filter_map(|path| path.ancestors().skip(1).find(|above| above.is_dir()));
        places.above = above.filter(|path| !is_below(path, &places.whole)).map(Path::to_owned).collect();
        places
    }

    /// What a file belongs to; to nothing what is not read, and what editors and we ourselves put beside files. A folder above
    /// something may be how that came or went.
    pub fn belongs(&self, path: &Path) -> Vec<Belongs> {
        let path = files::in_full(path);
        let is_above = |folders: &[PathBuf]| folders.iter().any(|folder| folder.starts_with(&path));
        let returns = self.returns.iter().enumerate().filter(|(_, own)| own.starts_with(&path));
        let mut above: Vec<Belongs> = returns.map(|(at, _)| Belongs::Return(at)).collect();
        above.extend(is_above(&self.packs).then_some(Belongs::Pack));
        above.extend(is_above(&self.tests).then_some(Belongs::Tests));
        above.extend(is_above(&self.agreements).then_some(Belongs::Returns));
        if above.is_empty() { self.below(&path).into_iter().collect() } else { above }
    }

    /// What a file belongs to that lies below a root.
    fn below(&self, path: &Path) -> Option<Belongs> {
        let is_in = |folders: &[PathBuf]| folders.iter().any(|folder| path.starts_with(folder));
        let own = || self.returns.iter().position(|own| path.starts_with(own)).map(Belongs::Return);
        let (belongs, read): (Belongs, &[&str]) = match () {
            () if is_in(&self.tests) => (Belongs::Tests, &["yaml", "snap"]),
            () if is_in(&self.packs) => (Belongs::Pack, &["yaml", "rhai"]),
            () => (own().or_else(|| is_in(&self.agreements).then_some(Belongs::Returns))?, DATA),
        };
        matters(path, read).then_some(belongs)
    }
}

/// Whether a file can be one that is read, by its ending; what has none may be a folder, or have been one.
fn matters(path: &Path, read: &[&str]) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let is_hidden = name.starts_with(['.', '#']) || name.ends_with('~');
    // `sed -i` writes into `sedQ3xZ1a`, vim tries whether it can write with `4913`.
    let is_passing = name.chars().all(|it| it.is_ascii_digit()) || (name.starts_with("sed") && name.len() == 9);
    match path.extension().and_then(|ending| ending.to_str()) {
        _ if is_hidden => false,
        Some(ending) => read.iter().any(|known| ending.eq_ignore_ascii_case(known)),
        None => !is_passing && !path.is_file(),
    }
}
