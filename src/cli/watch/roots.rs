//! Which folders are watched, and what a file in them belongs to.

use std::collections::BTreeSet;
use std::mem;
use std::path::{Path, PathBuf};

use crate::cli::files;
use crate::diff::sides::Over;
use crate::pack::Pack;
use crate::source::Sources;

/// Where what is watched lies: paths in full.
#[derive(Debug, Default)]
pub struct Roots {
    /// The pack's folder, and those of what it extends.
    packs: Vec<PathBuf>,
    /// The folders of its fixtures and of their snapshots.
    tests: Vec<PathBuf>,
    /// The returns, by their places.
    returns: Vec<Around>,
    /// The folders that were named and mean all returns below them.
    named: Vec<PathBuf>,
}

/// A return, and what it is read with.
#[derive(Debug, Default)]
struct Around {
    /// The folder that it is, or the file.
    own: PathBuf,
    /// The folder in which the returns before it lie.
    home: Option<PathBuf>,
    /// Files, there or not: its agreement, and a nearer one; explanations; what is attached.
    with: Vec<PathBuf>,
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
    /// The return of this place; it may be read with later ones.
    Return(usize),
    /// What the return of this place alone is read with.
    With(usize),
    /// What may be a return that is new.
    New,
}

impl Roots {
    /// Those of what was named to be judged; the returns themselves are put in as they are read.
    pub fn of_returns(named: &[PathBuf]) -> Self {
        let folders = named.iter().filter(|path| path.is_dir() && !files::holds_return(path));
        Roots { named: folders.map(|path| files::in_full(path)).collect(), ..Roots::default() }
    }

    /// Takes in where the return of a place lies, as it was read; one at the place behind the last is new.
    pub fn put(&mut self, at: usize, path: &Path, agreement: Option<&Path>, read: &Over) {
        let around = Around::of(path, agreement, read);
        match self.returns.get_mut(at) {
            // One that is gone again lies where it lay.
            Some(known) => *known = around.unwrap_or_else(|| mem::take(known)),
            None => self.returns.push(around.unwrap_or_else(|| Around::alone(path))),
        }
    }

    /// Takes in where a pack lies; of one that cannot be read, what was known of it stays.
    pub fn set_pack(&mut self, folder: &Path, pack: Option<&Pack>) {
        let mut packs = vec![files::in_full(folder)];
        packs.extend(files::bases_of(folder).iter().map(|base| files::in_full(base)));
        let Some(pack) = pack else {
            packs.retain(|folder| !self.packs.contains(folder));
            self.packs.extend(packs);
            return;
        };
        self.packs = packs;
        let below = |path: &str| files::folded(&files::in_full(folder).join(path));
        self.tests = pack.fixtures.iter().map(|it| below(&it.value)).chain([below(&pack.snapshots)]).collect();
    }

    /// What is watched: each folder that is there, and none that lies in another; and, so that one that is gone is seen when
    /// it comes back, the nearest folder above each. In a folder where returns before another may lie each folder is watched
    /// for itself, so that it is seen when it becomes one.
    pub fn watched(&self) -> Places {
        let homes: BTreeSet<&PathBuf> = self.returns.iter().filter_map(|one| one.home.as_ref()).collect();
        let beside: Vec<PathBuf> = homes.iter().flat_map(|home| files::folders_in(home)).collect();
        let returns = self.returns.iter().map(|one| &one.own);
        let returns = returns.chain(beside.iter().filter(|path| files::holds_return(path)));
        let mut whole: Vec<&PathBuf> =
            [&self.packs, &self.tests, &self.named].into_iter().flatten().chain(returns).collect();
        whole.sort();
        let with: BTreeSet<&Path> =
            self.returns.iter().flat_map(|one| &one.with).filter_map(|it| it.parent()).collect();
        let single = homes.iter().map(|path| path.as_path()).chain(beside.iter().map(PathBuf::as_path)).chain(with);
        let above = whole.iter().filter_map(|path| path.parent()).chain(single);
        let above: BTreeSet<&Path> = above.filter_map(|path| path.ancestors().find(|above| above.is_dir())).collect();
        let mut places = Places::default();
        let is_below = |path: &Path, whole: &[PathBuf]| whole.iter().any(|above| path.starts_with(above));
        for path in whole.iter().filter(|path| path.is_dir()) {
            if !is_below(path, &places.whole) {
                places.whole.push((*path).clone());
            }
        }
        places.above = above.into_iter().filter(|path| !is_below(path, &places.whole)).map(Path::to_owned).collect();
        places
    }

    /// What a file belongs to; to nothing what is not read, and what editors and we ourselves put beside files. A folder above
    /// something may be how that came or went.
    pub fn belongs(&self, path: &Path) -> Vec<Belongs> {
        let path = files::in_full(path);
        let is_above = |folders: &[PathBuf]| folders.iter().any(|folder| folder.starts_with(&path));
        let mut found: Vec<Belongs> = Vec::new();
        found.extend(is_above(&self.packs).then_some(Belongs::Pack));
        found.extend(is_above(&self.tests).then_some(Belongs::Tests));
        found.extend(is_above(&self.named).then_some(Belongs::New));
        let is_in = |folders: &[PathBuf], read| folders.iter().any(|folder| matters(&path, folder, read));
        match () {
            () if !found.is_empty() => {}
            () if is_in(&self.tests, &["yaml", "snap"]) => return vec![Belongs::Tests],
            () if is_in(&self.packs, &["yaml", "rhai"]) => return vec![Belongs::Pack],
            () => found.extend((is_in(&self.named, DATA) && may_be_of_a_return(&path)).then_some(Belongs::New)),
        }
        found.extend(self.of_returns_at(&path));
        found
    }

    /// To which returns a file belongs: to the one that it lies in, or else to all that may be read with it.
    fn of_returns_at(&self, path: &Path) -> Vec<Belongs> {
        let of = |is_of: &dyn Fn(&Around) -> bool| {
            let places = self.returns.iter().enumerate().filter(|(_, one)| is_of(one));
            places.map(|(at, _)| at).collect::<Vec<usize>>()
        };
        let own = of(&|one| one.own.starts_with(path) || matters(path, &one.own, DATA));
        let with = of(&|one| one.with.iter().any(|file| file.starts_with(path)));
        let beside = of(&|one| one.home.as_ref().is_some_and(|home| matters(path, home, DATA)));
        let beside = if own.is_empty() { beside } else { Vec::new() };
        let own = own.into_iter().map(Belongs::Return);
        own.chain(with.into_iter().chain(beside).map(Belongs::With)).collect()
    }
}

impl Around {
    /// A return of which nothing is known but where it lies.
    fn alone(path: &Path) -> Self {
        Around { own: files::in_full(path), home: None, with: Vec::new() }
    }

    /// What lies around a return; none of one that is gone.
    fn of(path: &Path, agreement: Option<&Path>, read: &Over) -> Option<Self> {
        let opened = files::open_return(path, agreement, &mut Sources::new()).ok()?;
        let attached = read.submission.attachments.iter().filter_map(|it| it.file.as_ref());
        let attached = attached.map(|file| opened.attached(&file.value));
        let with = opened.read_with().into_iter().chain(attached).map(|file| files::in_full(&file)).collect();
        let home = opened.home().map(|home| files::in_full(&home));
        Some(Around { home, with, ..Around::alone(path) })
    }
}

/// Whether something can be a return, or lies in one.
fn may_be_of_a_return(path: &Path) -> bool {
    path.extension().is_none() || path.is_dir() || path.parent().is_some_and(files::holds_return)
}

/// Whether a file in a folder can be one that is read, by its ending; what has none may be a folder, or have been one. What is
/// hidden, or lies in what is, is not read.
fn matters(path: &Path, folder: &Path, read: &[&str]) -> bool {
    let Ok(inside) = path.strip_prefix(folder) else { return false };
    let Some(name) = inside.file_name().and_then(|name| name.to_str()) else { return false };
    let is_hidden = inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
    let is_beside = name.starts_with('#') || name.ends_with('~');
    // `sed -i` writes into `sedQ3xZ1a`, vim tries whether it can write with `4913`.
    let is_passing = name.chars().all(|it| it.is_ascii_digit()) || (name.starts_with("sed") && name.len() == 9);
    match path.extension().and_then(|ending| ending.to_str()) {
        _ if is_hidden || is_beside => false,
        _ if path.is_dir() => true,
        Some(ending) => read.iter().any(|known| ending.eq_ignore_ascii_case(known)),
        None => !is_passing && !path.is_file(),
    }
}
