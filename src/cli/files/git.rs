//! A pack as it stands in a revision of git: `main:rules/leicestershire-laa`. The `git` program reads it.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use super::editions::plain;
use super::text::add;
use super::{DEEPEST, Trouble, shown};
use crate::document::encoding::Or;
use crate::pack::{self, PackFile, Reading, builtin, edition};
use crate::source::Sources;

/// A folder of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InGit<'a> {
    /// What a person calls it, `REV:path`; git reads it so as well.
    pub named: &'a str,
    /// The revision.
    pub revision: &'a str,
    /// The folder in it: from the top of the repository, or, with `./`, from where git is run.
    pub path: &'a str,
}

/// A revision and a folder, where a name is written so and is not a path on the disk.
#[must_use]
pub fn in_git(named: &str) -> Option<InGit<'_>> {
    let (revision, path) = named.split_once(':')?;
    let is_drive = revision.len() == 1 && path.starts_with(['\\', '/']);
    let is_one = !revision.is_empty() && !path.is_empty() && !is_drive && !Path::new(named).exists();
    is_one.then_some(InGit { named, revision, path })
}

/// The scripts and YAML files of a folder in a revision.
///
/// # Errors
/// When git cannot be run, or knows no such folder, or a file that a pack needs is no text.
pub fn files(of: InGit<'_>, sources: &mut Sources) -> Result<Vec<PackFile>, Trouble> {
    files_from(of, Path::new("."), of.named, sources)
}

/// A pack of a revision, with what it extends in that revision.
///
/// # Errors
/// As [`files`]. Why what it extends cannot be opened is said in its place, by the reader.
pub fn read(of: InGit<'_>, sources: &mut Sources) -> Result<Reading, Trouble> {
    let own = files(of, sources)?;
    Ok(read_upon(own, of.revision, of.path, Path::new("."), sources))
}

/// The same of a folder on the disk, as it stands in the last commit.
///
/// # Errors
/// As [`read`].
pub fn read_last_commit(folder: &Path, named: &str, sources: &mut Sources) -> Result<Reading, Trouble> {
    let own = last_commit(folder, named, sources)?;
    Ok(read_upon(own, "HEAD", "./", folder, sources))
}

/// Where a pack lies: in the binary, or in a folder of the revision.
#[derive(PartialEq)]
enum Place {
    BuiltIn(String),
    Folder(String),
}

fn read_upon(own: Vec<PackFile>, revision: &str, path: &str, from: &Path, sources: &mut Sources) -> Reading {
    let base = edition::bases(&own, Place::Folder(path.to_owned()), |named, place| match place {
        Place::Folder(path) if named.contains('/') || builtin::names().all(|name| name != named) => {
            let path = beside(path, named);
            let named = format!("{revision}:{path}");
            let of = InGit { named: &named, revision, path: &path };
            let files = files_from(of, from, &named, sources)?;
            Ok((files, Place::Folder(path)))
        }
        _ => builtin::extended(named, sources).map(|(files, name)| (files, Place::BuiltIn(name))),
    });
    pack::read_upon(own, base)
}

/// A folder by its path from another: as git takes it, from the top of the repository, or with dots from where it is run.
fn beside(folder: &str, path: &str) -> String {
    let there = shown(&plain(&Path::new(folder).join(path)));
    let is_from_here = folder.starts_with('.') && !there.starts_with("..");
    if is_from_here { format!("./{there}") } else { there }
}

/// The files of a folder on the disk, as it stands in the last commit.
///
/// # Errors
/// As [`files`].
pub fn last_commit(folder: &Path, named: &str, sources: &mut Sources) -> Result<Vec<PackFile>, Trouble> {
    let of = InGit { named: "HEAD:./", revision: "HEAD", path: "./" };
    files_from(of, folder, named, sources)
}

fn files_from(of: InGit<'_>, from: &Path, named: &str, sources: &mut Sources) -> Result<Vec<PackFile>, Trouble> {
    if of.revision.starts_with('-') {
        return Err(format!("`{}` is no revision of git", of.revision));
    }
    let listed = run(from, &["ls-tree", "-r", "-z", "--full-tree", of.named], &[], named)?;
    let listed = String::from_utf8_lossy(&listed);
    let entries: Vec<(&str, &str)> =
        listed.split('\0').filter_map(entry).filter(|(_, path)| is_of_pack(path)).collect();
    if entries.is_empty() {
        return Err(format!("`{named}` holds no scripts and no YAML files, and so is no pack"));
    }
    let wanted: String = entries.iter().flat_map(|(object, _)| [object, "\n"]).collect();
    let texts = run(from, &["cat-file", "--batch"], wanted.as_bytes(), named)?;
    let mut rest = texts.as_slice();
    let mut files = Vec::new();
    for (_, path) in entries {
        let bytes = next(&mut rest).ok_or_else(|| format!("git gives no text for `{path}` of `{named}`"))?;
        let shown = format!("{}/{path}", named.trim_end_matches('/'));
        let source = match add(&shown, bytes.to_vec(), Or::Utf16, sources) {
            Err(why) if !["pack.yaml", "thresholds.yaml"].contains(&path) => sources.add_unread(shown, why),
            source => source?,
        };
        files.push(PackFile { path: path.to_owned(), source });
    }
    Ok(files)
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
