//! `plumb diff`: what a change of the rules comes to, or what turned between two returns.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use clap::{Args, ValueEnum};

use super::files::git::{InGit, in_git, last_commit};
use super::files::{self, Trouble, Wins};
use super::judged::{ReadReturn, Wanted, read};
use super::shelf::Shelf;
use super::{Answer, Exit, trouble};
use crate::diagnostic::Diagnostic;
use crate::diff::causes::Difference;
use crate::diff::cells::between_returns;
use crate::diff::difference;
use crate::diff::sides::{Over, Side};
use crate::engine::compile::compile;
use crate::pack::{self, Pack};
use crate::render::diff::{self as text, Names};
use crate::render::terminal::{self, Look};
use crate::render::{diff_json, diff_markdown};
use crate::source::Sources;

/// Compare two packs over returns, or two returns: which verdicts turn, what becomes of the money, and why.
#[derive(Debug, Args)]
#[command(
    after_help = "A pack is a folder, one that is built in, or a folder of a git revision: main:rules/my-pack, from the top of the \
                  repository, or main:./my-pack, from here. Without HEAD, a folder is compared with itself as it stood in the \
                  last commit, and a folder of a revision with the one on the disk.\n\n\
                  The cause of each change is found by making the edits one at a time. Two returns are judged by one pack, and \
                  the causes are cells.\n\n\
                  Exit codes: 0 no verdict changes, 1 some do, 2 nothing could be compared, 3 a pack is broken, or a rule \
                  does not load or broke."
)]
pub struct Diff {
    /// The earlier pack, or the earlier return.
    base: String,
    /// The later one.
    head: Option<String>,
    /// The returns to judge by both packs; a folder of returns means all of them.
    #[arg(long, num_args = 1.., value_name = "RETURN")]
    over: Vec<PathBuf>,
    /// The agreement, where it is not the agreement.yaml beside the return or in a folder above it.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
    /// The pack for two returns. Else the one that their agreement names.
    #[arg(long, value_name = "DIR", conflicts_with = "over")]
    pack: Option<String>,
    /// How to say it.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables, and a line for each change.
    Terminal,
    /// Tables, and long lists folded away: for a comment in a review.
    Markdown,
    /// One JSON document; `plumb schema diff` prints its schema.
    Json,
}

impl Diff {
    /// Runs the command.
    pub fn run(&self, look: Look) -> Answer {
        self.diff(look).unwrap_or_else(|answer| answer)
    }

    fn diff(&self, look: Look) -> Result<Answer, Answer> {
        match (is_return(&self.base), self.head.as_deref().map(is_return)) {
            (true, Some(true)) => self.of_returns(look),
            (false, None | Some(false)) => self.of_packs(look),
            (true, None) => {
                Err(trouble("name two returns, or a pack and the returns to judge by it: `--over RETURN…`"))
            }
            (true, Some(false)) | (false, Some(true)) => {
                let head = self.head.as_deref().unwrap_or_default();
                let [one, other] = if is_return(head) { [head, &self.base] } else { [&self.base, head] };
                Err(trouble(&format!("`{one}` is a return and `{other}` is none: name two packs, or two returns")))
            }
        }
    }

    fn of_packs(&self, look: Look) -> Result<Answer, Answer> {
        if self.over.is_empty() {
            return Err(trouble("name the returns to judge by both packs: `--over RETURN…`"));
        }
        if self.pack.is_some() {
            return Err(trouble("`--pack` is for two returns; here the packs are BASE and HEAD"));
        }
        let mut opened = Shelf::default();
        let [base, head] = self.sides().map_err(|why| trouble(&why))?;
        let base = base.open(&mut opened.sources, look)?;
        let head = head.open(&mut opened.sources, look)?;
        // The rules are compiled while the returns are read: neither knows of the other.
        let (compiled, over) = thread::scope(|scope| {
            let compiling = [&base.pack, &head.pack].map(|pack| scope.spawn(|| compile(pack)));
            let over = over(&self.over, self.agreement.as_deref(), &mut opened, look);
            (compiling.map(|one| Arc::new(one.join().expect("internal: compiling broke off"))), over)
        });
        let (over, [of_base, of_head]) = (over?, compiled);
        let sources = &opened.sources;
        let before = Side::new(base.pack, of_base, &over, None, sources);
        let after = Side::new(head.pack, of_head, &over, Some(&before), sources);
        let found = difference(&before, &after, &over, sources);
        let problems = [base.problems, head.problems].concat();
        let is_broken = before.has_broken_rule() || after.has_broken_rule();
        let err = amiss(&problems, is_broken, sources, look);
        Ok(self.answer(&found, Names { base: &base.named, head: &head.named }, err))
    }

    fn of_returns(&self, look: Look) -> Result<Answer, Answer> {
        if !self.over.is_empty() {
            return Err(trouble("`--over` is for two packs; two returns are judged by one pack: `--pack DIR`"));
        }
        let head = self.head.as_deref().unwrap_or_default();
        let mut opened = Shelf::default();
        let mut read_one = |path: &str| {
            read_return(Path::new(path), self.agreement.as_deref(), self.pack.as_deref(), &mut opened, look)
        };
        let (one, other) = (read_one(&self.base)?, read_one(head)?);
        if !one.pack.is_same(&other.pack) {
            return Err(trouble("the two returns are judged by two packs; name one with `--pack DIR`"));
        }
        let (reading, _) = one.pack.open(&mut opened.sources).map_err(|why| trouble(&why))?;
        let (pack, problems) = read_pack(reading, &opened.sources, look)?;
        let compiled = Arc::new(compile(&pack));
        let over = [one.over(self.base.clone()), other.over(head.to_owned())];
        let side = Side::new(pack, compiled, &over, None, &opened.sources);
        let names = [self.base.as_str(), head];
        let found = between_returns([side.report(0), side.report(1)], names, side.not_loaded(), &opened.sources);
        let err = amiss(&problems, side.has_broken_rule(), &opened.sources, look);
        Ok(self.answer(&found, Names { base: names[0], head: names[1] }, err))
    }

    /// The two packs as they are named; the folder on the disk is compared with the last commit where only one is.
    fn sides(&self) -> Result<[Named; 2], Trouble> {
        let head = match (&self.head, in_git(&self.base)) {
            (Some(head), _) => Named::of(head)?,
            (None, Some(revision)) => Named::Pack(revision.on_disk()?.display().to_string()),
            (None, None) if Path::new(&self.base).is_dir() => {
                let committed = Named::InGit(last_commit(Path::new(&self.base)).from_top()?);
                return Ok([committed, Named::Pack(self.base.clone())]);
            }
            (None, None) => return Err(no_folder(&self.base)),
        };
        Ok([Named::of(&self.base)?, head])
    }

    /// The answer; `err` is what is amiss with the packs.
    fn answer(&self, found: &Difference, names: Names<'_>, err: String) -> Answer {
        let out = match self.format {
            Format::Terminal => text::terminal(found, names),
            Format::Markdown => diff_markdown::markdown(found, names),
            Format::Json => diff_json::json(found, names),
        };
        let exit = match () {
            () if !err.is_empty() => Exit::BrokenRule,
            () if found.is_empty() => Exit::Fine,
            () => Exit::Found,
        };
        Answer { out, err, exit }
    }
}

/// What is amiss with packs that are compared all the same, or nothing: errors that are no rule's, and whether a rule is broken.
fn amiss(problems: &[Diagnostic], is_broken: bool, sources: &Sources, look: Look) -> String {
    let drawn = terminal::diagnostics(problems, sources, look);
    match (is_broken, problems) {
        (true, _) => drawn + "plumb: a rule does not load, or broke; see `plumb lint`\n",
        (false, []) => drawn,
        (false, _) => drawn + "plumb: a pack is broken, and what is compared is what is left of it\n",
    }
}

/// Whether a name is that of a return: of a folder that is one, or of a file.
fn is_return(name: &str) -> bool {
    let path = Path::new(name);
    name == "-" || path.is_file() || files::holds_return(path)
}

/// A pack as it is named.
enum Named {
    /// A folder, or one that is built in.
    Pack(String),
    /// A folder of a revision.
    InGit(InGit),
}

/// A pack that was opened, under the name that a person knows it by, with what is wrong with it.
struct Opened {
    named: String,
    pack: Pack,
    problems: Vec<Diagnostic>,
}

impl Named {
    fn of(named: &str) -> Result<Self, Trouble> {
        Ok(match in_git(named) {
            Some(revision) => Named::InGit(revision.from_top()?),
            None => Named::Pack(named.to_owned()),
        })
    }

    fn open(self, sources: &mut Sources, look: Look) -> Result<Opened, Answer> {
        let (named, reading) = match self {
            Named::InGit(revision) => (revision.named(), revision.read_pack(sources)),
            Named::Pack(named) => {
                let reading = files::open_pack(&named, Path::new(""), Wins::Folder, sources);
                (named, reading.map(|(reading, _)| reading))
            }
        };
        let (pack, problems) = read_pack(reading.map_err(|why| trouble(&why))?, sources, look)?;
        Ok(Opened { named, pack, problems })
    }
}

fn no_folder(named: &str) -> String {
    if pack::builtin::names().any(|name| name == named) {
        return format!("`{named}` is built in, and so is in no commit; name a second pack");
    }
    format!("there is no folder `{named}` to compare with the last commit; name two packs")
}

/// A pack, and the errors in it that are no rule's.
fn read_pack(reading: pack::Reading, sources: &Sources, look: Look) -> Result<(Pack, Vec<Diagnostic>), Answer> {
    let problems = reading.errors();
    reading.pack.map(|pack| (pack, problems)).ok_or_else(|| not_read(&reading.diagnostics, sources, look))
}

/// Reads the returns that packs are compared over.
///
/// # Errors
/// When one cannot be opened or read.
pub fn over(paths: &[PathBuf], agreement: Option<&Path>, shelf: &mut Shelf, look: Look) -> Result<Vec<Over>, Answer> {
    let paths = paths.iter().flat_map(|path| files::returns_in(path));
    let read = |path: PathBuf| {
        // Which pack the agreement names does not matter: both are named.
        let one = read_return(&path, agreement, Some(super::SHIPPED), shelf, look)?;
        Ok(one.over(path.display().to_string()))
    };
    paths.map(read).collect()
}

fn read_return(
    path: &Path,
    agreement: Option<&Path>,
    pack: Option<&str>,
    shelf: &mut Shelf,
    look: Look,
) -> Result<ReadReturn, Answer> {
    match read(Wanted { path, agreement, pack }, shelf).map_err(|why| trouble(&why))? {
        Ok(one) => Ok(*one),
        Err(problems) => Err(not_read(&problems, &shelf.sources, look)),
    }
}

fn not_read(problems: &[Diagnostic], sources: &Sources, look: Look) -> Answer {
    let out = terminal::diagnostics(problems, sources, look);
    Answer { out, err: "plumb: nothing could be compared\n".to_owned(), exit: Exit::NotJudged }
}
