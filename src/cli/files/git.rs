//! A pack as it stands in a revision of git: `main:rules/leicestershire-laa`. The `git` program reads it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use super::editions::plain;
use super::text::{add, shown};
use super::{DEEPEST, Trouble};
use crate::document::encoding::Or;
use crate::pack::{self, PackFile, builtin, edition};
use crate::source::Sources;

/// A folder of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InGit {
    /// The revision.
    pub revision: String,
    /// The folder in it: from the top of the repository, or, with `./`, from where git is run.
    pub path: String,
    /// Where git is run.
    from: PathBuf,
}

/// A revision and a folder, where a name is written so and is not a path on the disk.
#[must_use]
pub fn in_git(named: &str) -> Option<InGit> {
    let (revision, path) = named.split_once(':')?;
    let is_drive = revision.len() == 1 && path.starts_with(['\\', '/']);
    let is_one = !revision.is_empty() && !path.is_empty() && !is_drive && !Path::new(named).exists();
    let (revision, path) = (revision.to_owned(), path.to_owned());
    is_one.then(|| InGit { revision, path, from: PathBuf::from(".") })
}

/// A folder on the disk, as it stands in the last commit.
#[must_use]
pub fn last_commit(folder: &Path) -> InGit {
    revision(folder, "HEAD")
}

/// A folder on the disk, as it stands in a revision.
#[must_use]
pub fn revision(folder: &Path, revision: &str) -> InGit {
    InGit { revision: revision.to_owned(), path: "./".to_owned(), from: folder.to_owned() }
}

/// Where a pack lies that one of a revision extends.
#[derive(PartialEq)]
enum Place {
    BuiltIn(String),
    /// A folder, from the top of the repository.
    Folder(PathBuf),
}

impl InGit {
    /// The folder from the top of the repository.
    ///
    /// # Errors
    /// When git cannot be run, or is not run in a repository.
    pub fn from_top(self) -> Result<InGit, Trouble> {
        if self.revision.starts_with('-') {
            return Err(format!("`{}` is no revision of git", self.revision));
        }
        let before = if self.is_from_here() { self.between("--show-prefix")? } else { PathBuf::new() };
        Ok(InGit { path: from_top(&before.join(&self.path)), ..self })
    }

    /// The same folder as it stands on the disk.
    ///
    /// # Errors
    /// When git cannot be run, or is not run in a repository.
    pub fn on_disk(&self) -> Result<PathBuf, Trouble> {
        let top = if self.is_from_here() { PathBuf::new() } else { self.between("--show-cdup")? };
        Ok(plain(&self.from.join(top).join(&self.path)))
    }

    /// Whether the path is told from where git is run, as git takes it, and not from the top of the repository.
    fn is_from_here(&self) -> bool {
        ["./", "../"].iter().any(|begin| self.path.starts_with(begin)) || [".", ".."].contains(&self.path.as_str())
    }

    /// The way between where git is run and the top of the repository: up with `--show-cdup`, down with `--show-prefix`.
    fn between(&self, which: &str) -> Result<PathBuf, Trouble> {
        let text = run(&self.from, &["rev-parse", which], &[], &self.named())?;
        Ok(PathBuf::from(String::from_utf8_lossy(&text).trim_end_matches('\n')))
    }

    /// As a person writes it: `HEAD:rules/mine`.
    #[must_use]
    pub fn named(&self) -> String {
        format!("{}:{}", self.revision, self.path)
    }

    /// Reads the pack, with what it extends, which is read from the same revision.
    ///
    /// # Errors
    /// When git knows no such folder, or a file that a pack needs is no text. Why what it extends cannot be opened is said in its
    /// place, by the reader.
    pub fn read_pack(&self, sources: &mut Sources) -> Result<pack::Reading, Trouble> {
        let files = self.files(&self.path, sources)?;
        let base = edition::bases(&files, Place::Folder(PathBuf::from(&self.path)), |named, from| {
            let is_built_in = !named.contains(['/', '\\', '.']) && builtin::names().any(|name| name == named);
            match from {
                Place::Folder(folder) if !is_built_in => {
                    let other = from_top(&folder.join(named));
                    Ok((self.files(&other, sources)?, Place::Folder(PathBuf::from(other))))
                }
                _ => builtin::extended(named, sources).map(|(files, name)| (files, Place::BuiltIn(name))),
            }
        });
        Ok(pack::read_upon(files, base))
    }

    /// What the names of its files begin with.
    #[must_use]
    pub fn begins(&self) -> String {
        begins(&self.named())
    }

    /// The scripts and YAML files of a folder.
    fn files(&self, path: &str, sources: &mut Sources) -> Result<Vec<PackFile>, Trouble> {
        let named = format!("{}:{path}", self.revision);
        let listed = run(&self.from, &["ls-tree", "-r", "-z", "--full-tree", &named], &[], &named)?;
        let listed = String::from_utf8_lossy(&listed);
        let entries = listed.split('\0').filter_map(entry).filter(|(_, path)| is_of_pack(path));
        let entries: Vec<(&str, &str)> = entries.collect();
        if entries.is_empty() {
            return Err(format!("`{named}` holds no scripts and no YAML files, and so is no pack"));
        }
        let wanted: String = entries.iter().flat_map(|(object, _)| [object, "\n"]).collect();
        let texts = run(&self.from, &["cat-file", "--batch"], wanted.as_bytes(), &named)?;
        let mut rest = texts.as_slice();
        let mut files = Vec::new();
        for (_, path) in entries {
            let bytes = next(&mut rest).ok_or_else(|| format!("git gives no text for `{path}` of `{named}`"))?;
            let shown = begins(&named) + path;
            let source = match add(&shown, bytes.to_vec(), Or::Utf16, sources) {
                Err(why) if !["pack.yaml", "thresholds.yaml"].contains(&path) => sources.add_unread(shown, why),
                source => source?,
            };
            files.push(PackFile { path: path.to_owned(), source });
        }
        Ok(files)
    }
}

/// What the names of files in a folder of a revision begin with.
fn begins(named: &str) -> String {
    if named.ends_with(':') { named.to_owned() } else { format!("{named}/") }
}

/// A path as git writes it, without `.` and the `..` that take back what stands before them.
fn from_top(path: &Path) -> String {
    let plain = shown(&plain(path));
    if plain == "." { String::new() } else { plain }
}

/// The object and the path of a line of `ls-tree`: `100644 blob 1f0c…`, a tab, `lib/polarity.rhai`; none of what is no file.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (about, path) = line.split_once('\t')?;
    let mut about = about.split(' ');
    let (mode, sort, object) = (about.next()?, about.next()?, about.next()?);
    (sort == "blob" && mode != "120000").then_some((object, path))
}

/// Whether a file can be one of a pack, as in a folder on the disk.
fn is_of_pack(path: &str) -> bool {
    let ending = Path::new(path).extension();
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    ending.is_some_and(|ending| ending == "rhai" || ending == "yaml")
        && !is_hidden
        && path.matches('/').count() <= DEEPEST
}

/// The next text that `cat-file --batch` gives: a line that ends with its length, the text, a line end.
fn next<'t>(rest: &mut &'t [u8]) -> Option<&'t [u8]> {
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    let (head, text) = (std::str::from_utf8(&rest[..end]).ok()?, &rest[end + 1..]);
    let length: usize = head.rsplit(' ').next()?.parse().ok()?;
    let found = text.get(..length)?;
    *rest = text.get(length + 1..)?;
    Some(found)
}

/// What git prints, when it is run in a folder.
fn run(from: &Path, arguments: &[&str], input: &[u8], named: &str) -> Result<Vec<u8>, Trouble> {
    let output = spawn(from, arguments, input).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("`{named}` is read by the program `git`, which is not found"),
        _ => format!("`{named}` is read by the program `git`, which cannot be run: {error}"),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ").trim();
    let why = if said.is_empty() { "it does not say why" } else { said };
    Err(format!("git cannot read `{named}`: {why}"))
}

fn spawn(from: &Path, arguments: &[&str], input: &[u8]) -> io::Result<Output> {
    let mut git = Command::new("git")
        .arg("-C")
        .arg(from)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdin = git.stdin.take();
    // It is written to while it is read from: git does not wait for the end of what it is asked.
    thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        git.wait_with_output()
    })
}
