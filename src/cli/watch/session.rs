//! What is being edited, between one save and the next: what was read, and what is to be said of a save.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fmt, mem};

use super::roots::{Belongs, Places, Roots};
use crate::authoring::testing::Fixture;
use crate::authoring::watch::{Saved, State, step};
use crate::cli::files::{self, Trouble, Wins, bench};
use crate::cli::shelf::Shelf;
use crate::cli::{Answer, diff, test, today, trouble};
use crate::diagnostic::Severity;
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
    /// The returns as they are named.
    over: Vec<PathBuf>,
    roots: Roots,
    state: State,
    sources: Sources,
    /// The returns that cannot be read as they are, by their places: how they are.
    unread: BTreeMap<usize, &'static str>,
    /// Why the pack cannot be opened, where it cannot.
    unopened: Option<Trouble>,
    /// What is still to be said of the last save.
    ahead: Vec<Ahead>,
    /// The last good state but one, which is let go of when all is said.
    before: Option<Side>,
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
        let paths: Vec<PathBuf> = wanted.over.iter().flat_map(|path| files::returns_in(path)).collect();
        let mut shelf = Shelf::with(Sources::keeping());
        let over = diff::over(&paths, agreement, &mut shelf, look).map_err(Box::new)?;
        let mut session = Session {
            pack: pack.to_owned(),
            agreement: agreement.map(Path::to_owned),
            look,
            roots: Roots::of_returns(&paths, agreement),
            over: paths,
            state: State::new(over),
            sources: shelf.sources,
            unread: BTreeMap::new(),
            unopened: None,
            ahead: Vec::new(),
            before: None,
        };
        let reading = session.read_pack().map_err(|why| Box::new(trouble(&why)))?;
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
        let (over, mut troubles) = self.read_returns(&belong);
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
        let returns = self.unread.iter().map(|(at, how)| format!("`{}` {how}", safe(&short(&self.over[*at]))));
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
        let said = match self.ahead.remove(0) {
            Ahead::Lint => self.lint(),
            Ahead::Tests(rules) => self.tests("tests of what this reaches", |rule| rules.contains(rule)),
            Ahead::TestsBut(rules) if rules.is_empty() => self.tests("tests", |_| true),
            Ahead::TestsBut(rules) => self.tests("all other tests", |rule| !rules.contains(rule)),
        };
        Some(said.unwrap_or_else(|why| lines(&why)))
    }

    fn step(&mut self, saved: Saved) -> (String, BTreeSet<String>) {
        let (state, step) = step(mem::take(&mut self.state), saved, &self.sources);
        self.state = state;
        let said = watched::step(&step, &self.sources, self.look);
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
                self.differs(&reading).then_some(Ok(reading))
            }
            Err(why) => {
                let why = if is_there { why } else { format!("the folder `{}` is gone", short(&self.pack)) };
                let known = self.unopened.replace(why.clone());
                (known.as_ref() != Some(&why)).then_some(Err(why))
            }
        }
    }

    /// Whether a pack that was read is made of other texts than the last good one, where that is how things stand: some may be
    /// gone, or as they were before.
    fn differs(&self, read: &pack::Reading) -> bool {
        let digest = read.pack.as_ref().map(|pack| &pack.digest);
        self.state.whole().is_none_or(|side| digest != Some(&side.pack.digest))
    }

    /// Reads those returns anew that a save reaches: a return, and the later ones, of whose history it is a part. One that
    /// cannot be read stays as it was; why it cannot is said, once of several for the same reason.
    fn read_returns(&mut self, belong: &[Belongs]) -> (Vec<(usize, Over)>, Vec<String>) {
        let period = |at: usize| self.state.over()[at].submission.period.value.end();
        let is_reached = |at: usize| {
            belong.iter().any(|belongs| match belongs {
                Belongs::Returns => true,
                Belongs::Return(own) => *own == at || period(*own) < period(at),
                Belongs::Pack | Belongs::Tests => false,
            })
        };
        let reached: Vec<usize> = (0..self.over.len()).filter(|&at| is_reached(at)).collect();
        let (mut read, mut troubles) = (Vec::new(), Vec::new());
        let mut opened = Shelf::with(mem::take(&mut self.sources));
        for at in reached {
            let path = &self.over[at];
            match diff::over(&self.over[at..=at], self.agreement.as_deref(), &mut opened, self.look) {
                Ok(over) => {
                    read.extend(over.into_iter().map(|one| (at, one)));
                    let back = format!("`{}` is read again\n", safe(&short(path)));
                    troubles.extend(self.unread.remove(&at).map(|_| back));
                }
                Err(_) if !path.exists() => {
                    let is_known = self.unread.insert(at, GONE) == Some(GONE);
                    troubles.extend((!is_known).then(String::new));
                }
                Err(answer) => {
                    self.unread.insert(at, UNREAD);
                    // What is drawn says it all; else why it cannot be opened does.
                    troubles.push(if answer.out.is_empty() { answer.err } else { answer.out });
                }
            }
        }
        self.sources = opened.sources;
        (read, troubles)
    }

    fn lint(&self) -> Result<String, Trouble> {
        let Some(side) = self.state.whole() else { return Ok(String::new()) };
        let folder = side.pack.fixtures.as_ref().map(|it| self.pack.join(&it.value));
        let fixtures: Option<Vec<FixtureFolder>> = folder.map(|folder| files::fixtures(&folder)).transpose()?;
        let task = Task {
            pack: &side.pack,
            compiled: &side.compiled,
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

    fn tests(&self, what: &str, is_wanted: impl Fn(&str) -> bool) -> Result<String, Trouble> {
        let Some(side) = self.state.whole() else { return Ok(String::new()) };
        if side.pack.fixtures.is_none() {
            return Ok("tests: the pack names no fixtures\n".to_owned());
        }
        let bench = bench::open(&self.pack)?;
        let pack = bench.pack()?;
        let compiled = compile(pack);
        let rows = test::rows(&bench, pack, &compiled, |fixture: &Fixture| is_wanted(&fixture.rule));
        if rows.is_empty() {
            return Ok(format!("{what}: there are none\n"));
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
        Ok(format!("{what}: {}", drawn(&told, &bench.sources, self.look)))
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
