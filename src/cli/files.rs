//! With `files/text.rs`, the only file that opens files: where a return is, which agreement and which pack belong to it.

mod at_hand;
pub mod bench;
mod beside;
mod editions;
mod found;
pub mod fresh;
pub mod git;
mod placing;
mod record;
mod text;

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::nearest;
use crate::document::encoding::Or;
use crate::document::record::list_of;
use crate::intake::Table;
use crate::lint::FixtureFolder;
use crate::pack::{self, PackFile};
use crate::render::report::PackFrom;
use crate::source::{Source, Sources};

pub use at_hand::{folder_at_hand, pack_at_hand};
pub use beside::folders_in;
pub use editions::plain as folded;
pub use editions::{bases_of, editions_of, read_files, read_pack, read_pack_with};
pub use found::returns_at_hand;
pub use placing::{Placing, prepare, put_all};
pub use record::{changelog, prepare_entry};
pub use text::{is_there, read, shown};
use text::{plain, read_as, read_standard_input};

/// The most bytes that the tables of one return may have together.
const MOST_IN_TABLES: usize = 64 * 1024 * 1024;

/// How deep the folders of a pack are looked into: a link may lead back to where it is.
const DEEPEST: usize = 3;

/// What files of explanations are called.
const EXPLANATIONS: &str = "explanations.yaml";

/// What the head of a return is called, in the folder that is the return.
const HEADS: [&str; 2] = ["return.yaml", "return.json"];

/// What an agreement is called.
const AGREEMENT: &str = "agreement.yaml";

/// What could not be opened, in words that name the way out.
pub type Trouble = String;

/// The texts of one return.
pub struct ReturnFiles {
    /// `return.yaml` or `return.json`, or the one file that the return is.
    pub head: Arc<Source>,
    /// The file that the head is in; none on the standard input.
    file: Option<PathBuf>,
    /// The folder that its tables are in.
    folder: PathBuf,
    /// The file that its agreement is in.
    pub agreement_file: PathBuf,
    /// The folder that the agreement is in.
    pub agreement_folder: PathBuf,
}

/// Opens a return: a folder with a `return.yaml` or a `return.json`, one file, or `-` for the standard input. Its agreement is the one that is
/// named, else the first `agreement.yaml` on the way up from it; it is not opened here.
///
/// # Errors
/// When one of them is not there, or is no text.
pub fn open_return(path: &Path, agreement: Option<&Path>, sources: &mut Sources) -> Result<ReturnFiles, Trouble> {
    let (head, file) = if path == Path::new("-") {
        if agreement.is_none() {
            return Err("a return on the standard input needs `--agreement FILE`".to_owned());
        }
        (read_standard_input(sources)?, None)
    } else {
        let file = head_of(path)?;
        (read(&file, sources)?, Some(file))
    };
    let folder = file.as_deref().and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
    let found = match agreement {
        Some(file) if file.is_dir() => file.join("agreement.yaml"),
        Some(file) => file.to_owned(),
        None => agreement_above(&folder).ok_or_else(|| {
            format!(
                "no agreement.yaml beside `{}` or in a folder above it; name one with `--agreement FILE`",
                path.display()
            )
        })?,
    };
    let agreement_folder = found.parent().map(Path::to_owned).unwrap_or_default();
    Ok(ReturnFiles { head, file, folder, agreement_file: found, agreement_folder })
}

/// The file that the head of a return is in: a folder's, or the file itself.
///
/// # Errors
/// When there is none, or two.
pub fn head_of(path: &Path) -> Result<PathBuf, Trouble> {
    if path.is_dir() { return_in(path) } else { not_a_table(path).map(Path::to_owned) }
}

/// What belongs to a return that lies beside another, by the same agreement; its head is open.
#[must_use]
pub fn beside_another(file: &Path, head: Arc<Source>, agreement_file: &Path) -> ReturnFiles {
    let folder = |file: &Path| file.parent().map(Path::to_owned).unwrap_or_default();
    ReturnFiles {
        head,
        file: Some(file.to_owned()),
        folder: folder(file),
        agreement_file: agreement_file.to_owned(),
        agreement_folder: folder(agreement_file),
    }
}

/// Why a table that lies elsewhere is not opened.
const OUTSIDE: &str = "it lies outside the folder of the return; put the file into that folder";

impl ReturnFiles {
    /// The file of the return's folder whose name is nearest to one that is not there.
    fn near(&self, name: &str) -> Option<String> {
        let entries = fs::read_dir(self.own()).ok()?.flatten();
        let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// The folder of the return, as it is told where a table or an attachment lies.
    fn own(&self) -> &Path {
        if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder }
    }

    /// Whether a name stays in the return's folder, as it is written and where links lead to. A file that is not there
    /// lies nowhere else.
    fn is_inside(&self, name: &str) -> bool {
        let stays = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        Path::new(name).components().all(stays)
            && match (fs::canonicalize(self.folder.join(name)), fs::canonicalize(self.own())) {
                (Ok(file), Ok(folder)) => file.starts_with(folder),
                _ => true,
            }
    }

    /// Where a file lies that is attached by its name.
    #[must_use]
    pub fn attached(&self, name: &str) -> PathBuf {
        self.own().join(name)
    }

    /// Whether the return's folder holds a file in which something is.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.is_inside(name)
            && fs::metadata(self.folder.join(name)).is_ok_and(|about| about.is_file() && about.len() > 0)
    }

    /// Opens the tables that the return names. Why one cannot be opened is said in its place, by the reader.
    #[must_use]
    pub fn tables(&self, names: &[String], sources: &mut Sources) -> Vec<Table> {
        let (mut tables, mut bytes) = (Vec::new(), 0);
        for name in names {
            let source = match bytes {
                MOST_IN_TABLES.. => Err("the tables before it are as much as is read of one return".to_owned()),
                _ => self.table(name, sources),
            };
            bytes += source.as_ref().map_or(0, |source| source.text().len());
            tables.push(Table { path: name.clone(), source });
        }
        tables
    }

    fn table(&self, name: &str, sources: &mut Sources) -> Result<Arc<Source>, Trouble> {
        if !self.is_inside(name) {
            return Err(OUTSIDE.to_owned());
        }
        let file = self.folder.join(name);
        read_as(&file, Or::Windows, sources).map_err(|why| match self.near(name) {
            Some(near) if !is_there(&file) => format!("there is no such file; did you mean `{near}`?"),
            _ => why,
        })
    }

    /// Where explanations are looked for: in the return's folder, then in each folder above it up to the agreement's. A
    /// return on the standard input has none.
    #[must_use]
    pub fn explained_in(&self) -> Vec<PathBuf> {
        let folders = if self.file.is_none() { Vec::new() } else { self.folders() };
        folders.into_iter().map(|folder| folder.join(EXPLANATIONS)).collect()
    }

    /// What decides by which words it is judged and which of its findings are explained, be it there or not: its agreement,
    /// the places at which a nearer one would lie, and those of explanations.
    #[must_use]
    pub fn read_with(&self) -> Vec<PathBuf> {
        let mut files = self.explained_in();
        files.extend(files.clone().iter().map(|path| path.with_file_name(AGREEMENT)));
        files.push(self.agreement_file.clone());
        files
    }

    /// The return's folder and those above it, up to the agreement's; its own alone when the agreement lies elsewhere.
    fn folders(&self) -> Vec<PathBuf> {
        let absolute = |path: &Path| {
            fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path }).unwrap_or_default()
        };
        let (own, top) = (absolute(&self.folder), absolute(&self.agreement_folder));
        let mut folders = vec![self.folder.clone()];
        if !own.starts_with(&top) {
            return folders;
        }
        let mut written = Some(self.folder.as_path());
        for above in own.ancestors().skip(1).take_while(|above| above.starts_with(&top)) {
            // A folder is shown as the user wrote it, as long as what was written says which it is.
            let is_plain = |path: &&Path| matches!(path.components().next_back(), Some(Component::Normal(_)));
            written = written.filter(is_plain).and_then(Path::parent);
            folders.push(written.map_or_else(|| above.to_owned(), Path::to_owned));
        }
        folders
    }
}

/// What a bare name means first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wins {
    /// A pack that is built in: in an agreement.
    BuiltIn,
    /// A folder: on the command line.
    Folder,
}

/// Opens a pack: a folder, or one that is built in by its name. `base` is the folder that a relative path starts from.
///
/// # Errors
/// When there is no such pack, or one of its files is no text.
pub fn open_pack(
    name: &str,
    base: &Path,
    wins: Wins,
    sources: &mut Sources,
) -> Result<(pack::Reading, PackFrom), Trouble> {
    let Some(folder) = pack_at(name, base, wins) else {
        let reading = pack::builtin::read(name, sources).ok_or_else(|| no_pack(name))?;
        return Ok((reading, PackFrom::BuiltIn));
    };
    if folder.is_dir() {
        return Ok((editions::read_pack(&folder, sources)?, PackFrom::Folder(shown(&folder))));
    }
    Err(no_pack(name))
}

/// The folder that a name of a pack means, whether or not it is there; none of one that is built in.
#[must_use]
pub fn pack_at(name: &str, base: &Path, wins: Wins) -> Option<PathBuf> {
    let folder = base.join(name);
    let is_bare = !name.contains(['/', '\\', '.']);
    let is_built_in =
        is_bare && (wins == Wins::BuiltIn || !folder.is_dir()) && pack::builtin::names().any(|known| known == name);
    (!is_built_in).then_some(folder)
}

fn no_pack(name: &str) -> Trouble {
    let near =
        nearest(name, pack::builtin::names()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let known = list_of(pack::builtin::names());
    format!("there is no pack `{name}`{near} Built in: {known}; a folder is named by its path")
        .replace("` Built", "`. Built")
}

/// The names of the fixtures in a folder of them: a folder a rule, a file a fixture. Nothing when there is no folder.
///
/// # Errors
/// When a folder cannot be opened.
pub fn fixtures(folder: &Path) -> Result<Vec<FixtureFolder>, Trouble> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let name = |path: &Path| path.file_stem().and_then(|name| name.to_str()).map(str::to_owned);
    let of_rule = |folder: PathBuf| {
        let mut fixtures = entries(&folder)?;
        fixtures.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
        let rule = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(FixtureFolder { rule, fixtures: fixtures.iter().filter_map(|path| name(path)).collect() })
    };
    entries(folder)?.into_iter().filter(|path| path.is_dir()).map(of_rule).collect()
}

/// What a folder holds, in order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let entries =
        fs::read_dir(folder).map_err(|error| format!("cannot open `{}`: {}", shown(folder), plain(&error)))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// The head of a return that a folder holds; without one, the message names the returns that lie below.
fn return_in(folder: &Path) -> Result<PathBuf, Trouble> {
    let shown = shown(folder);
    let mut heads = HEADS.iter().map(|head| folder.join(head)).filter(|head| is_there(head));
    match (heads.next(), heads.next()) {
        (Some(head), None) => return Ok(head),
        (Some(_), Some(_)) => {
            return Err(format!("`{shown}` holds a return.yaml and a return.json; name the one that is meant"));
        }
        _ => {}
    }
    fs::read_dir(folder).map_err(|error| format!("cannot open `{shown}`: {}", plain(&error)))?;
    let mut below = Vec::new();
    returns_below(folder, 3, &mut below);
    if below.is_empty() {
        let how = "a return is a folder with one of the two, or a single file";
        return Err(format!("`{shown}` holds no return.yaml and no return.json; {how}"));
    }
    below.sort();
    let below = list_of(below.iter().map(String::as_str));
    Err(format!("`{shown}` holds no return.yaml and no return.json; there are returns in {below}"))
}

/// The returns that a path means: itself, or, of a folder that is none and holds some below, all of these in order.
#[must_use]
pub fn returns_in(path: &Path) -> Vec<PathBuf> {
    let mut below = Vec::new();
    if path.is_dir() && !holds_return(path) {
        returns_below(path, 3, &mut below);
    }
    below.sort();
    if below.is_empty() { vec![path.to_owned()] } else { below.into_iter().map(PathBuf::from).collect() }
}

/// Whether a path leads to a pack: a folder with a `pack.yaml`.
#[must_use]
pub fn holds_pack(folder: &Path) -> bool {
    folder.join("pack.yaml").is_file()
}

/// A file that can be a return: a table by itself is none.
fn not_a_table(file: &Path) -> Result<&Path, Trouble> {
    let is_table = file.is_file() && file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if !is_table {
        return Ok(file);
    }
    let way_out = match return_of(file) {
        Some(folder) => format!("it belongs to the return `{}`: name that", shown(&folder)),
        None => "name the return that it belongs to: a folder with a return.yaml, which names its tables".to_owned(),
    };
    Err(format!("`{}` is a table, and no return by itself; {way_out}", shown(file)))
}

fn returns_below(folder: &Path, depth: usize, found: &mut Vec<String>) {
    for path in
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_dir())
    {
        if holds_return(&path) {
            found.push(shown(&path));
        } else if depth > 0 {
            returns_below(&path, depth - 1, found);
        }
    }
}

/// The agreement that a return lies under.
#[must_use]
pub fn agreement_of(path: &Path) -> Option<PathBuf> {
    let head = head_of(path).ok()?;
    agreement_above(head.parent().unwrap_or(Path::new("")))
}

/// Where a path leads to, in full; of a file that is gone, where it was.
#[must_use]
pub fn in_full(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(above), Some(name)) => {
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            fs::canonicalize(above).map_or_else(|_| path.to_owned(), |above| above.join(name))
        }
        _ => path.to_owned(),
    })
}

fn agreement_above(folder: &Path) -> Option<PathBuf> {
    let start = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let named = start.ancestors().map(|folder| folder.join(AGREEMENT)).find(|file| is_there(file));
    named.or_else(|| {
        let absolute = fs::canonicalize(start).ok()?;
        absolute.ancestors().map(|folder| folder.join(AGREEMENT)).find(|file| is_there(file))
    })
}

/// The scripts and YAML files of a pack. A script that cannot be read is a rule that does not load; without the files that
/// make it a pack there is none.
fn collect(folder: &Path, inside: &str, files: &mut Vec<PackFile>, sources: &mut Sources) -> Result<(), Trouble> {
    for path in entries(folder)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let inner = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
        if path.extension().is_some_and(|ending| ending == "rhai" || ending == "yaml") {
            let needed = ["pack.yaml", "thresholds.yaml"].contains(&inner.as_str());
            let source = match read(&path, sources) {
                Err(why) if !needed => sources.add_unread(shown(&path), why),
                source => source?,
            };
            files.push(PackFile { path: inner, source });
        } else if path.is_dir() && !name.starts_with('.') && inner.matches('/').count() < DEEPEST {
            collect(&path, &inner, files, sources)?;
        }
    }
    Ok(())
}

/// The return that a file belongs to: the nearest folder on the way up that holds a return; without one the file may
/// be a return by itself. None for an agreement and for a file of a pack: returns are judged by these.
#[must_use]
pub fn return_of(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let up = |folder: &Path| folder.ancestors().find(|folder| holds_return(folder)).map(Path::to_owned);
    let above = up(folder).or_else(|| up(&fs::canonicalize(folder).ok()?));
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_head = file.extension().is_some_and(|ending| ending == "yaml" || ending == "json");
    let is_alone = is_head && ![AGREEMENT, "pack.yaml", "thresholds.yaml", EXPLANATIONS].contains(&name);
    match above {
        _ if name == AGREEMENT => None,
        Some(above) => Some(above),
        None => (is_alone && file.is_file()).then(|| file.to_owned()),
    }
}

/// Whether a folder is a return.
#[must_use]
pub fn holds_return(folder: &Path) -> bool {
    HEADS.iter().any(|head| folder.join(head).is_file())
}

/// Whether a file is the head of the return that its folder is.
#[must_use]
pub fn is_head(file: &Path) -> bool {
    file.file_name().is_some_and(|name| HEADS.iter().any(|head| name == *head))
}

/// Whether two paths name one file.
#[must_use]
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    real(one) == real(other)
}

/// The path of a file, however it is named; as it is named where it is not there.
#[must_use]
pub fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Puts a text in the place of a file, whole or not at all: it is written beside it, read back and checked, and only then
/// takes its place.
///
/// # Errors
/// When it cannot be written, or the check fails; then the file is as it was.
pub fn replace(path: &Path, text: &str, check: impl FnOnce(&Source) -> Result<(), Trouble>) -> Result<(), Trouble> {
    prepare(path, text, check)?.put()
}
