//! What is being edited, between one save and the next: what was read, and what is to be said of a save.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fmt, mem, slice};

use super::roots::{Belongs, Places, Roots};
use crate::authoring::testing::Fixture;
use crate::authoring::watch::{Saved, State, step};
use crate::cli::files::{self, Trouble, Wins, bench};
use crate::cli::shelf::Shelf;
use crate::cli::{Answer, diff, test, today, trouble};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::sides::{Over, Side};
use crate::engine::compile::compile;
use crate::lint::{FixtureFolder, Task, lint};
use crate::pack;
use crate::render::lint::concise;
use crate::render::safe::safe;
use crate::render::terminal::Look;
use crate::render::tested::{Told, drawn};
use crate::render::watched;
use crate::source::Sources;

/// How a return is that is not there any more.
const GONE: &str = "is gone";

/// How one is that is there.
const UNREAD: &str = "cannot be read";

/// What is to be watched.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The pack's folder.
    pub pack: &'a Path,
    /// The returns; a folder of returns means all of them.
    pub over: &'a [PathBuf],
    /// The agreement, where it is not the one beside the return or above it.
    pub agreement: Option<&'a Path>,
    /// How it looks.
    pub look: Look,
}

/// What is being edited.
pub struct Session {
    pack: PathBuf,
    agreement: Option<PathBuf>,
    look: Look,
    /// What was named: returns, and folders that mean all returns below them.
    named: Vec<PathBuf>,
    /// The returns.
    over: Vec<PathBuf>,
    roots: Roots,
    state: State,
    sources: Sources,
    /// The returns that cannot be read as they are, by their places.
    unread: BTreeMap<usize, Unread>,
    /// What lies where new returns are looked for and cannot be read: what was said of it.
    refused: BTreeMap<PathBuf, String>,
    /// What was read of the pack last; none while it cannot be opened.
    seen: Option<Seen>,
    /// Why the pack cannot be opened, where it cannot.
    unopened: Option<Trouble>,
    /// What is still to be said of the last save.
    ahead: Vec<Ahead>,
    /// The last good state but one, which is let go of when all is said.
    before: Option<Side>,
}

/// How a return is that cannot be read, and what was said of it.
#[derive(PartialEq)]
struct Unread {
    how: &'static str,
    said: String,
}

/// A reading of a pack, as it is told from another: its digest, if it is one, and what is wrong with it.
#[derive(PartialEq)]
struct Seen {
    digest: Option<String>,
    problems: Vec<Diagnostic>,
}

/// Something that takes longer than to say which verdicts turned.
enum Ahead {
    Lint,
    /// The tests of these rules.
    Tests(BTreeSet<String>),
    /// The tests of all rules but these.
    TestsBut(BTreeSet<String>),
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("pack", &self.pack).field("over", &self.over).finish_non_exhaustive()
    }
}

impl Session {
    /// Reads the returns and the pack, and says how things stand.
    ///
    /// # Errors
    /// When a return or the pack cannot be opened. A pack that is broken is mended while it is watched.
    pub fn begin(wanted: &Wanted<'_>) -> Result<(Session, String), Box<Answer>> {
        let Wanted { pack, agreement, look, .. } = *wanted;
        if wanted.over.iter().any(|path| path == Path::new("-")) {
            let why = "what comes on the standard input cannot be watched; save it as a file, and name that";
            return Err(Box::new(trouble(why)));
        }
        let paths: Vec<PathBuf> = wanted.over.iter().flat_map(|path| files::returns_in(path)).collect();
        let mut shelf = Shelf::with(Sources::keeping());
        let over = diff::over(&paths, agreement, &mut shelf, look).map_err(Box::new)?;
        let mut session = Session {
            pack: pack.to_owned(),
            agreement: agreement.map(Path::to_owned),
            look,
            roots: Roots::of_returns(wanted.over),
            named: wanted.over.to_owned(),
            over: paths,
            state: State::new(over),
            sources: shelf.sources,
            unread: BTreeMap::new(),
            refused: BTreeMap::new(),
            seen: None,
            unopened: None,
            ahead: Vec::new(),
            before: None,
        };
        for at in 0..session.over.len() {
            session.roots.put(at, &session.over[at], agreement, &session.state.over()[at]);
        }
        let reading = session.read_pack().map_err(|why| Box::new(trouble(&why)))?;
        session.is_news(&reading);
        let said = session.step(Saved { pack: Some(Ok(reading)), over: Vec::new() });
        let stands = watched::state(&session.state);
        session.look_ahead(BTreeSet::new());
        let said = if session.state.whole().is_some() { stands } else { said.0 };
        Ok((session, said))
    }

    /// The folders that are watched.
    #[must_use]
    pub fn roots(&self) -> Places {
        self.roots.watched()
    }

    /// Whether a file, saved or removed, may turn something.
    #[must_use]
    pub fn concerns(&self, path: &Path) -> bool {
        !self.roots.belongs(path).is_empty()
    }

    /// Takes in files that were saved or removed, and says which verdicts turned; nothing of files that are none of the pack's or
    /// the returns', or that were saved as they were.
    pub fn saved(&mut self, paths: &[PathBuf]) -> Option<String> {
        let belong: Vec<Belongs> = paths.iter().flat_map(|path| self.roots.belongs(path)).collect();
        self.take_in(&belong, paths)
    }

    /// Takes in what was saved since it was read, wherever it lies: what is watched only once it was read may have been saved
    /// in between.
    pub fn caught_up(&mut self) -> Option<String> {
        let returns = (0..self.over.len()).map(Belongs::Return);
        let all: Vec<Belongs> = returns.chain([Belongs::Pack, Belongs::New]).collect();
        let paths: Vec<PathBuf> = self.named.iter().cloned().chain([self.pack.clone()]).collect();
        self.take_in(&all, &paths)
    }

    fn take_in(&mut self, belong: &[Belongs], paths: &[PathBuf]) -> Option<String> {
        let (over, mut troubles) = self.read_returns(belong);
        let pack = if belong.contains(&Belongs::Pack) { self.pack_as_saved() } else { None };
        let is_turning = !over.is_empty() || pack.is_some();
        if !is_turning && troubles.is_empty() && !belong.contains(&Belongs::Tests) {
            return None;
        }
        let (head, is_of_pack) = (self.head(paths), pack.is_some());
        let (said, reached) =
            if is_turning { self.step(Saved { pack, over }) } else { (String::new(), BTreeSet::new()) };
        if is_turning || troubles.is_empty() {
            self.look_ahead(reached);
        }
        troubles.dedup();
        Some(format!("{head}{}{said}{}", troubles.concat(), self.stands(is_of_pack)))
    }

    /// Which files were saved, and which are gone: of a folder that is gone only itself.
    fn head(&self, paths: &[PathBuf]) -> String {
        let gone = |path: &Path| path.ancestors().take_while(|path| !path.exists()).last().map(Path::to_owned);
        let mut of: [BTreeSet<String>; 2] = Default::default();
        for path in paths.iter().filter(|path| self.concerns(path)) {
            let gone = gone(path);
            of[usize::from(gone.is_some())].insert(safe(&short(gone.as_deref().unwrap_or(path))));
        }
        let listed = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let lines = ["saved", "removed"].into_iter().zip(&of).filter(|(_, names)| !names.is_empty());
        let lines: Vec<String> = lines.map(|(what, names)| format!("{what} {}\n", listed(names))).collect();
        lines.concat() + "\n"
    }

    /// What is as it was while something cannot be read.
    fn stands(&self, is_of_pack: bool) -> String {
        let returns = self.unread.iter().map(|(at, it)| format!("`{}` {}", safe(&short(&self.over[*at])), it.how));
        let is_broken = !is_of_pack && self.state.good().is_some() && self.state.whole().is_none();
        let pack = is_broken.then(|| "the pack is still broken".to_owned());
        returns.chain(pack).map(|what| watched::stands(&what, self.look)).collect()
    }

    /// What is still to be said of the last save, in parts, as each is ready; nothing when all is said.
    pub fn more(&mut self) -> Option<String> {
        if self.ahead.is_empty() {
            self.before = None;
            return None;
        }
        let none = |what: &str| Some(format!("{what}: there are none\n"));
        let said = match self.ahead.remove(0) {
            Ahead::Lint => self.lint().map(Some),
            Ahead::Tests(rules) => {
                let what = "tests of what this reaches";
                self.tests(what, |rule| rules.contains(rule)).map(|said| said.or_else(|| none(what)))
            }
            Ahead::TestsBut(rules) if rules.is_empty() => {
                self.tests("tests", |_| true).map(|said| said.or_else(|| none("tests")))
            }
            Ahead::TestsBut(rules) => self.tests("all other tests", |rule| !rules.contains(rule)),
        };
        said.unwrap_or_else(|why| Some(lines(&why))).or_else(|| self.more())
    }

    fn step(&mut self, saved: Saved) -> (String, BTreeSet<String>) {
        let (state, step) = step(mem::take(&mut self.state), saved, &self.sources);
        self.state = state;
        let said = watched::step(&step, &self.state, &self.sources, self.look);
        self.before = step.before.or(self.before.take());
        (said, step.reached)
    }

    fn look_ahead(&mut self, reached: BTreeSet<String>) {
        self.ahead.clear();
        if self.state.whole().is_none() {
            return;
        }
        self.ahead.push(Ahead::Lint);
        if !reached.is_empty() {
            self.ahead.push(Ahead::Tests(reached.clone()));
        }
        self.ahead.push(Ahead::TestsBut(reached));
    }

    fn read_pack(&mut self) -> Result<pack::Reading, Trouble> {
        // A path, so that no pack that is built in is meant.
        let named = self.pack.join("").display().to_string();
        let (reading, _) = files::open_pack(&named, Path::new(""), Wins::Folder, &mut self.sources)?;
        self.roots.set_pack(&self.pack, reading.pack.as_ref());
        Ok(reading)
    }

    /// The pack as it was saved, or why it cannot be opened; none where it is as it was.
    fn pack_as_saved(&mut self) -> Option<Result<pack::Reading, Trouble>> {
        let is_there = self.pack.is_dir();
        match self.read_pack() {
            Ok(reading) => {
                self.unopened = None;
                self.is_news(&reading).then_some(Ok(reading))
            }
            Err(why) => {
                self.seen = None;
                let why = if is_there { why } else { format!("the folder `{}` is gone", short(&self.pack)) };
                let known = self.unopened.replace(why.clone());
                (known.as_ref() != Some(&why)).then_some(Err(why))
            }
        }
    }

    /// Whether a pack that was read is made of other texts than when it was read last: files may be gone, or saved as they were.
    fn is_news(&mut self, read: &pack::Reading) -> bool {
        let digest = read.pack.as_ref().map(|pack| pack.digest.clone());
        let seen = Some(Seen { digest, problems: read.diagnostics.clone() });
        mem::replace(&mut self.seen, seen) != self.seen
    }

    /// Reads those returns anew that a save reaches: a return, and the later ones, of whose history it is a part, be it as it was
    /// or as it is now. One that cannot be read stays as it was; why it cannot is said, once of several for the same reason.
    fn read_returns(&mut self, belong: &[Belongs]) -> (Vec<(usize, Over)>, Vec<String>) {
        let is_saved = |at: usize| belong.contains(&Belongs::Return(at));
        let (first, others): (Vec<usize>, Vec<usize>) =
            (0..self.over.len()).partition(|&at| is_saved(at) || belong.contains(&Belongs::With(at)));
        let (mut read, mut troubles) = (Vec::new(), Vec::new());
        let mut opened = Shelf::with(mem::take(&mut self.sources));
        for at in first {
            self.read_again(at, &mut opened, &mut read, &mut troubles);
        }
        let ends = |one: &Over| one.submission.period.value.end();
        let now = read.iter().map(|(at, one)| (*at, ends(one)));
        let all = self.state.over().iter().map(ends).enumerate().chain(now);
        let earliest = all.filter(|(at, _)| is_saved(*at)).map(|(_, end)| end).min();
        for at in others {
            if earliest.is_some_and(|earliest| earliest < ends(&self.state.over()[at])) {
                self.read_again(at, &mut opened, &mut read, &mut troubles);
            }
        }
        if belong.contains(&Belongs::New) {
            self.read_new(&mut opened, &mut read, &mut troubles);
        }
        self.sources = opened.sources;
        (read, troubles)
    }

    /// Reads the return of a place anew, and keeps it where it is another than it was.
    fn read_again(&mut self, at: usize, opened: &mut Shelf, read: &mut Vec<(usize, Over)>, troubles: &mut Vec<String>) {
        let path = &self.over[at];
        match self.read(path, opened) {
            Ok(one) => {
                self.roots.put(at, path, self.agreement.as_deref(), &one);
                let back = format!("`{}` is read again\n", safe(&short(path)));
                troubles.extend(self.unread.remove(&at).map(|_| back));
                read.extend((one != self.state.over()[at]).then_some((at, one)));
            }
            Err(said) => {
                let (how, said) = if path.exists() { (UNREAD, said) } else { (GONE, String::new()) };
                let unread = Unread { how, said: said.clone() };
                let is_known = self.unread.get(&at) == Some(&unread);
                self.unread.insert(at, unread);
                troubles.extend((!is_known).then_some(said));
            }
        }
    }

    /// Reads the returns that came where a folder was named that means all returns below it. Of one that cannot be read it is
    /// said why, once.
    fn read_new(&mut self, opened: &mut Shelf, read: &mut Vec<(usize, Over)>, troubles: &mut Vec<String>) {
        let found = self.named.iter().flat_map(|path| files::returns_in(path));
        let mut new: Vec<PathBuf> =
            found.filter(|path| files::holds_return(path) && !self.over.contains(path)).collect();
        new.sort();
        new.dedup();
        self.refused.retain(|path, _| new.contains(path));
        for path in new {
            match self.read(&path, opened) {
                Ok(one) => {
                    let at = self.over.len();
                    self.refused.remove(&path);
                    self.roots.put(at, &path, self.agreement.as_deref(), &one);
                    self.over.push(path);
                    read.push((at, one));
                }
                Err(said) => {
                    let is_known = self.refused.insert(path, said.clone()).is_some_and(|known| known == said);
                    troubles.extend((!is_known).then_some(said));
                }
            }
        }
    }

    /// Reads a return, or says why it cannot be read.
    fn read(&self, path: &PathBuf, opened: &mut Shelf) -> Result<Over, String> {
        let over = diff::over(slice::from_ref(path), self.agreement.as_deref(), opened, self.look);
        match over.map(|mut over| over.pop()) {
            Ok(Some(one)) => Ok(one),
            Ok(None) => Err(String::new()),
            // What is drawn says it all; else why it cannot be opened does.
            Err(answer) => Err(if answer.out.is_empty() { answer.err } else { answer.out }),
        }
    }

    fn lint(&self) -> Result<String, Trouble> {
        let Some(side) = self.state.whole() else { return Ok(String::new()) };
        let folder = side.pack.fixtures.as_ref().map(|it| self.pack.join(&it.value));
        let fixtures: Option<Vec<FixtureFolder>> = folder.map(|folder| files::fixtures(&folder)).transpose()?;
        // It may run as it was compiled with other values of thresholds; what is wrong with it has its place in the texts of now.
        let compiled = compile(&side.pack);
        let task = Task {
            pack: &side.pack,
            compiled: &compiled,
            reading: Vec::new(),
            agreement: None,
            as_at: today::today(),
            fixtures: fixtures.as_deref(),
            style: false,
        };
        let mut linted = lint(task, &self.sources);
        // Advice is for `plumb lint`: here it would hide what turned.
        linted.found.retain(|found| found.severity != Severity::Advice);
        Ok(format!("\nlint: {}", concise(&linted, &self.sources)))
    }

    /// What the tests of some rules come to; nothing where there are none.
    fn tests(&self, what: &str, is_wanted: impl Fn(&str) -> bool) -> Result<Option<String>, Trouble> {
        let Some(side) = self.state.whole() else { return Ok(None) };
        if side.pack.fixtures.is_none() {
            return Ok(Some("tests: the pack names no fixtures\n".to_owned()));
        }
        let bench = bench::open(&self.pack)?;
        let pack = bench.pack()?;
        let compiled = compile(pack);
        let rows = test::rows(&bench, pack, &compiled, |fixture: &Fixture| is_wanted(&fixture.rule));
        if rows.is_empty() {
            return Ok(None);
        }
        let told = Told {
            pack: None,
            rows: &rows,
            left_over: &[],
            broken: &compiled.broken,
            tried: None,
            coverage: None,
            problems: &[],
        };
        Ok(Some(format!("{what}: {}", drawn(&told, &bench.sources, self.look))))
    }
}

/// A path as a person reads it, from the working directory where it lies in it.
fn short(path: &Path) -> String {
    let here = files::in_full(Path::new("."));
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

fn lines(why: &str) -> String {
    format!("{}\n", safe(why))
}
