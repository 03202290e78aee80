//! `plumb set`: moves a threshold in the file it stands in, and says what that comes to before it does.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;

use super::files::bench::{self, Bench};
use super::files::{self, Trouble, Wins};
use super::over::{self, Returns};
use super::review::date;
use super::shelf::Shelf;
use super::talk;
use super::test::{self, rows};
use super::today::today;
use super::{Answer, Exit, trouble};
use crate::authoring::changelog;
use crate::authoring::pin::pinned;
use crate::authoring::set::{Moved, Not, Wish, moved};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::compile::compile;
use crate::pack::Pack;
use crate::render::diff::{self, Names};
use crate::render::report::PackFrom;
use crate::render::safe::safe;
use crate::render::set as text;
use crate::render::tested::Row;
use crate::source::{Source, Sources};

/// Move a threshold: its value from a day on, with the reason, in thresholds.yaml and the pack's CHANGELOG.md.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "The value stands in its place among the dates; every other byte of the file stays as it is. Without --from the value \
                        that is in force today is corrected. Before anything is written it is said which verdicts and how much money \
                        change over the returns at hand, and what the fixtures come to. On a terminal it asks; elsewhere it writes: --dry-run \
                        only says. Fixtures that only say it in other words are pending then: `plumb review` shows and accepts them. \
                        A fixture about the edge of a threshold states its value under `limits:`, so that a move does not reach it; those \
                        that do not and come to another outcome are named, and --pin writes it into them.\n\
                        Exit codes: 0 done, or nothing to do; 1 done, and fixtures come to another outcome than their names, or you said \
                        no; 2 it could not be: nothing was written."
)]
pub struct Set {
    /// The threshold.
    #[arg(value_name = "THRESHOLD")]
    threshold: String,
    /// Its value: 5%, £1,000, a word; words of a set with commas, cash,grant; bands as 0.60:red,0.95:amber,green.
    #[arg(value_name = "VALUE")]
    value: String,
    /// The first day on which it holds; else the value in force today is corrected.
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// Why; it is recorded in the CHANGELOG.
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// On whose authority, as thresholds.yaml has it; else what --because says.
    #[arg(long, value_name = "TEXT")]
    authority: Option<String>,
    /// The folder of the pack; without one, the pack at hand: that which the working directory is in, else the one under rules/,
    /// of several there the one that is shipped.
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
    /// The returns to say the difference over; else all below the working directory whose agreement names the pack.
    #[arg(long, num_args = 1.., value_name = "RETURN")]
    over: Vec<PathBuf>,
    /// Write the value as it was into the fixtures that would come to another outcome than their names.
    #[arg(long)]
    pin: bool,
    /// Only say what it would come to.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
    /// The day to record, and on which a value is in force; else today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
}

/// A pack whose threshold is moved.
struct Desk {
    folder: PathBuf,
    pack: Pack,
    /// Its own thresholds.yaml.
    source: Arc<Source>,
    moved: Moved,
    shelf: Shelf,
}

impl Set {
    /// Runs the command.
    pub fn run(&self) -> Answer {
        self.set().unwrap_or_else(|text| trouble(&text))
    }

    fn set(&self) -> Result<Answer, Trouble> {
        if self.because.trim().is_empty() {
            return Err("say with `--because TEXT` why it is moved; it is recorded".to_owned());
        }
        let mut desk = match self.desk()? {
            Ok(desk) => desk,
            Err(needless) => return Ok(Answer { out: needless + "\n", err: String::new(), exit: Exit::Fine }),
        };
        let mut out = text::moved(&desk.moved, self.authority());
        let (difference, note) = self.difference(&mut desk)?;
        out.push_str(&difference);
        let bench = Fixtures::open(&desk)?;
        if let Some(bench) = bench.as_ref().filter(|it| self.pin && !it.turned.is_empty()) {
            bench.bench.may_rewrite()?;
        }
        out.push_str(&bench.as_ref().map_or_else(String::new, |bench| bench.said(&desk.moved)));
        if self.dry_run {
            out.push_str("nothing was written (--dry-run)\n");
            return Ok(Answer { out, err: note, exit: Exit::Fine });
        }
        if !self.yes && talk::is_possible() {
            let asked = std::mem::take(&mut out);
            let is_wanted = talk::at_terminal(|talk| {
                talk.say(&asked)?;
                talk.agrees("Write it?")
            })?;
            if !is_wanted {
                return Ok(Answer { out: "nothing was written\n".to_owned(), err: note, exit: Exit::Found });
            }
        }
        out.push_str(&self.write(&desk)?);
        let mut exit = Exit::Fine;
        if let Some(bench) = bench {
            let (said, is_clean) = bench.keep(&desk, self.pin)?;
            out.push_str(&said);
            exit = if is_clean { Exit::Fine } else { Exit::Found };
        }
        Ok(Answer { out, err: note, exit })
    }

    fn authority(&self) -> &str {
        self.authority.as_deref().map(str::trim).filter(|it| !it.is_empty()).unwrap_or(self.because.trim())
    }

    fn day(&self) -> Result<Date, Trouble> {
        self.on.or_else(today).ok_or_else(|| "the clock of this machine is wrong; give `--on DATE`".to_owned())
    }

    /// Opens the pack and moves its threshold, as far as that can be before it is written; or why there is nothing to do.
    fn desk(&self) -> Result<Result<Desk, String>, Trouble> {
        let folder = self.pack.clone().map_or_else(files::folder_at_hand, Ok)?;
        let mut opened = Shelf::default();
        let named = folder.display().to_string();
        let (reading, from) = files::open_pack(&named, Path::new(""), Wins::Folder, &mut opened.sources)?;
        if matches!(from, PackFrom::BuiltIn) {
            return Err(built_in(&named));
        }
        let known = reading.diagnostics;
        let pack =
            reading.pack.ok_or_else(|| format!("the pack `{named}` cannot be read; `plumb lint {named}` says why"))?;
        let source = own_thresholds(&pack, &mut opened)?;
        let wish = Wish {
            name: self.threshold.clone(),
            value: self.value.clone(),
            from: self.from,
            today: self.day()?,
            authority: self.authority().to_owned(),
        };
        let read = |text: &str| {
            let read = files::read_pack_with(&folder, text, &mut Sources::new())?;
            let is_new = |problem: &&Diagnostic| {
                problem.severity == Severity::Error && !known.iter().any(|known| known.headline == problem.headline)
            };
            let wrong = read.diagnostics.iter().find(is_new);
            match (read.pack, wrong) {
                (Some(pack), None) => Ok(pack.thresholds),
                (_, Some(wrong)) => Err(wrong.headline.clone()),
                (None, None) => Err("the pack would not be read".to_owned()),
            }
        };
        match moved(&source, &pack.thresholds, &wish, read) {
            Ok(moved) => Ok(Ok(Desk { folder, pack, source, moved, shelf: opened })),
            Err(Not::Needed(why)) => Ok(Err(why)),
            Err(Not::Possible(why)) => Err(why),
        }
    }

    /// What it comes to over the returns; and what is to be said of those that were left out.
    fn difference(&self, desk: &mut Desk) -> Result<(String, String), Trouble> {
        let Returns { over, note } = over::returns(&self.over, &desk.folder, &desk.pack, &mut desk.shelf)?;
        if over.is_empty() {
            let none =
                "no return below this folder names the pack, so that no difference is named; name some with --over\n";
            return Ok((none.to_owned(), note));
        }
        let after = files::read_pack_with(&desk.folder, &desk.moved.text, &mut desk.shelf.sources)?.pack;
        let after = after.ok_or("the pack was changed while it was read; try again")?;
        let compiled = over::compiled(&desk.pack);
        let difference = over::moved([desk.pack.clone(), after], &compiled, &over, &desk.shelf);
        Ok((diff::terminal(&difference, Names { base: "as it is", head: "as it would be" }), note))
    }

    /// Writes the entry of the CHANGELOG, then the threshold: what is broken off between them is done by doing it again.
    fn write(&self, desk: &Desk) -> Result<String, Trouble> {
        let file = desk.folder.join("thresholds.yaml");
        let entry = changelog::entry(self.day()?, &desk.moved.says(), &self.because);
        let now = if files::is_there(&file) {
            files::read(&file, &mut Sources::new())?
        } else {
            Sources::new().add("thresholds.yaml", "")
        };
        if now.text() != desk.source.text() {
            return Err(format!("`{}` was changed meanwhile; try again", files::shown(&file)));
        }
        let record = files::prepare_entry(&desk.folder, &desk.pack.name, &entry)?;
        let threshold = files::prepare(&file, &desk.moved.text, |_| Ok(()))?;
        record.put()?;
        threshold.put()?;
        let log = desk.folder.join(changelog::NAME);
        Ok(format!("written: {}, {}\n", safe(&files::shown(&file)), safe(&files::shown(&log))))
    }
}

/// The thresholds.yaml of a pack's own; an edition that moves nothing yet has none.
fn own_thresholds(pack: &Pack, shelf: &mut Shelf) -> Result<Arc<Source>, Trouble> {
    let of_base = pack.base.as_ref().is_some_and(|base| Arc::ptr_eq(&base.written[1], &pack.written[1]));
    if of_base {
        return Ok(shelf.sources.add("thresholds.yaml", ""));
    }
    let source = &pack.written[1];
    match source.read_as() {
        Some(encoding) => Err(format!("`{}` is {encoding}; save it as UTF-8, in which it is written", source.name())),
        None => Ok(Arc::clone(source)),
    }
}

fn built_in(name: &str) -> String {
    format!(
        "`{name}` is built in, and has no folder that could be written to; make a pack of your own that builds on it: a folder \
         whose pack.yaml says `extends: {name}`"
    )
}

/// The fixtures of the pack, run before and after.
struct Fixtures {
    bench: Bench,
    after: Vec<Row>,
    /// The places of those that came to the outcome in their name before, and no longer do.
    turned: Vec<usize>,
}

impl Fixtures {
    /// None of a pack that names no fixtures.
    fn open(desk: &Desk) -> Result<Option<Self>, Trouble> {
        if desk.pack.fixtures.is_none() {
            return Ok(None);
        }
        let mut bench = bench::open(&desk.folder)?;
        let compiled = compile(bench.pack()?);
        let before = rows(&bench, bench.pack()?, &compiled, |_| true);
        let moved = bench.with_thresholds(&desk.folder, &desk.moved.text)?;
        let after = rows(&bench, &moved, &compiled, |_| true);
        let turned = (0..after.len()).filter(|&at| is_fine(&before[at]) && !is_fine(&after[at])).collect();
        Ok(Some(Fixtures { bench, after, turned }))
    }

    fn said(&self, moved: &Moved) -> String {
        let pending = self.after.iter().filter(|row| row.tested.came.is_pending()).collect();
        let turned = self.turned.iter().map(|&at| &self.after[at]).collect();
        text::fixtures(&text::Fixtures { pending, turned }, moved)
    }

    /// Keeps what the rules say otherwise until somebody accepts it; and whether every fixture comes to its outcome still.
    fn keep(mut self, desk: &Desk, pin: bool) -> Result<(String, bool), Trouble> {
        let mut out = String::new();
        if pin && !self.turned.is_empty() {
            out = self.pin(&desk.moved)?;
            self.bench = bench::open(&desk.folder)?;
            let pack = self.bench.pack()?;
            self.after = rows(&self.bench, pack, &compile(pack), |_| true);
            let after = &self.after;
            self.turned.retain(|&at| !after.get(at).is_some_and(is_fine));
        }
        let note = test::keep(&self.bench, &self.after)?;
        out.push_str(&note);
        let count = self.after.iter().filter(|row| row.tested.came.is_pending()).count();
        if count > 0 && note.is_empty() {
            let s = if count == 1 { "" } else { "s" };
            let folder = safe(&files::shown(&desk.folder));
            let _ = writeln!(out, "{count} pending snapshot{s}: `plumb review {folder}`");
        }
        Ok((out, self.turned.is_empty()))
    }

    /// Writes the value as it was into the fixtures that come to another outcome than their names.
    fn pin(&self, moved: &Moved) -> Result<String, Trouble> {
        let mut out = String::new();
        for row in self.turned.iter().map(|&at| &self.after[at]) {
            let file = safe(&self.bench.file_of(&row.fixture));
            match pinned(&row.fixture.source, &moved.name, &moved.written) {
                Some(text) => {
                    self.bench.rewrite(&row.fixture, &text)?;
                    let _ = writeln!(out, "written: {file}");
                }
                None => {
                    let _ = writeln!(out, "left as it is: {file}: state the value in it by hand");
                }
            }
        }
        Ok(out)
    }
}

/// Whether a fixture comes to the outcome in its name.
fn is_fine(row: &Row) -> bool {
    row.tested.came.is_pending() || row.tested.came.word() == "as before"
}
