//! `plumb set`: moves a threshold in the file it stands in, and says what that comes to before it does.

mod fixtures;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;

use self::fixtures::Fixtures;
use super::files::{self, Placing, Trouble, Wins};
use super::over::{self, Returns};
use super::review::date;
use super::shelf::Shelf;
use super::talk;
use super::today::today;
use super::{Answer, Exit, trouble};
use crate::authoring::changelog;
use crate::authoring::set::{Moved, Not, Wish, moved};
use crate::diff::sides::Over;
use crate::pack::Pack;
use crate::render::diff::{self, FEW, Names};
use crate::render::report::PackFrom;
use crate::render::safe::safe;
use crate::render::set as text;
use crate::source::{Source, Sources};

/// Move a threshold: its value from a day on, with the reason, in thresholds.yaml and the pack's CHANGELOG.md.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each flag is one of its own")]
#[command(
    allow_negative_numbers = true,
    after_help = "The value stands in its place among the dates; every other byte of the file stays as it is. Without --from the value \
                        that is in force today is corrected. Before anything is written it is said which verdicts and how much money \
                        change over the returns at hand, and what the fixtures come to: the pack's own, and those of the packs beside it that \
                        extend it. On a terminal it asks; elsewhere it writes: --dry-run only says. A value of an edition goes into the \
                        edition's file; what the pack that it extends says is moved there. Fixtures that only say it in other words are \
                        pending then: `plumb review` shows and accepts them. \
                        A fixture about the edge of a threshold states its value under `limits:`, so that a move does not reach it; those \
                        that do not and come to another outcome are named, and --pin writes it into them.\n\
                        Exit codes: 0 done, or nothing to do; 1 done, and fixtures come to another outcome than their names, or you said \
                        no; 2 it could not be: nothing was written, unless it is said what was, and then the same command does the rest."
)]
pub struct Set {
    /// The threshold.
    #[arg(value_name = "THRESHOLD")]
    threshold: String,
    /// Its value: 5%, £1,000, a word; words of a set with commas, cash,grant; bands as 0.60:red,0.95:amber,green. Sets and bands also
    /// as they stand in the file.
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
    /// Show every change of a verdict, not only the first of each cause.
    #[arg(long)]
    all: bool,
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
    /// The packs beside it that extend it and that the move reaches, as they are and as they would be.
    editions: Vec<Edition>,
    shelf: Shelf,
}

/// A pack that extends the one whose threshold is moved.
struct Edition {
    folder: PathBuf,
    before: Pack,
    after: Pack,
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
        let (difference, mut note) = self.difference(&mut desk)?;
        out.push_str(&difference);
        let (mut benches, untried) = Fixtures::of(&desk)?;
        note.push_str(&untried);
        out.extend(benches.iter().map(|bench| bench.said(&desk.moved)));
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
        out.push_str(&self.write(&desk, &mut benches)?);
        let is_clean = benches.iter().all(Fixtures::is_clean);
        Ok(Answer { out, err: note, exit: if is_clean { Exit::Fine } else { Exit::Found } })
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
        match moved(&source, &pack.beneath(), &wish) {
            Ok(moved) => {
                let editions = editions(&folder, &moved, &mut opened)?;
                Ok(Ok(Desk { folder, pack, source, moved, editions, shelf: opened }))
            }
            Err(Not::Needed(why)) => Ok(Err(why)),
            Err(Not::Possible(why)) => Err(why),
        }
    }

    /// What it comes to over the returns, and over those at hand that its editions judge; and what is to be said of those that
    /// were left out.
    fn difference(&self, desk: &mut Desk) -> Result<(String, String), Trouble> {
        let Returns { over, note } = over::returns(&self.over, &desk.folder, &desk.pack, &mut desk.shelf)?;
        let mut out = if over.is_empty() {
            "no return below this folder names the pack, so that no difference is named; name some with --over\n"
                .to_owned()
        } else {
            let (folder, text) = (&desk.folder, &desk.moved.text);
            let after = files::read_pack_with(folder, folder, text, &mut desk.shelf.sources)?.pack;
            let after = after.ok_or("the pack was changed while it was read; try again")?;
            self.told([&desk.pack, &after], "as it is", &over, &desk.shelf)
        };
        for Edition { folder, before, after } in desk.editions.iter().filter(|_| self.over.is_empty()) {
            let Returns { over, .. } = over::returns(&[], folder, before, &mut desk.shelf)?;
            if !over.is_empty() {
                let base = format!("the edition {} as it is", before.name);
                out.push_str(&self.told([before, after], &base, &over, &desk.shelf));
            }
        }
        Ok((out, note))
    }

    fn told(&self, packs: [&Pack; 2], base: &str, over: &[Over], opened: &Shelf) -> String {
        let compiled = over::compiled(packs[0]);
        let difference = over::moved(packs.map(Clone::clone), &compiled, over, opened);
        let most = if self.all { None } else { Some(FEW) };
        diff::of_most(&difference, Names { base, head: "as it would be" }, most)
    }

    /// Writes what the rules come to say of the fixtures, the entry of the CHANGELOG, and the threshold last: so what is broken off
    /// between them is done by doing it again. All of it is made ready before the first is put in its place.
    fn write(&self, desk: &Desk, benches: &mut [Fixtures]) -> Result<String, Trouble> {
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
        let (mut ready, mut said) = (Vec::<Placing>::new(), String::new());
        for bench in &mut *benches {
            said.push_str(&bench.prepare(&desk.moved, self.pin, &mut ready)?);
        }
        ready.push(files::prepare_entry(&desk.folder, &desk.pack.name, &entry)?);
        ready.push(files::prepare(&file, &desk.moved.text, |_| Ok(()))?);
        files::put_all(ready)?;
        benches.iter().for_each(Fixtures::tidy);
        let log = desk.folder.join(changelog::NAME);
        Ok(format!("written: {}, {}\n{said}", safe(&files::shown(&file)), safe(&files::shown(&log))))
    }
}

/// The packs beside one that extend it, where a move of its threshold reaches them. One that cannot be read judges nothing.
fn editions(folder: &Path, moved: &Moved, shelf: &mut Shelf) -> Result<Vec<Edition>, Trouble> {
    let mut editions = Vec::new();
    for path in files::editions_of(folder) {
        let before = files::read_pack(&path, &mut shelf.sources)?.pack;
        let after = files::read_pack_with(&path, folder, &moved.text, &mut shelf.sources)?.pack;
        let Some((before, after)) = before.zip(after) else { continue };
        let of = |pack: &Pack| pack.thresholds.get(&moved.name).map(|(_, threshold)| threshold.clone());
        if of(&before).zip(of(&after)).is_some_and(|(before, after)| !before.is_same(&after)) {
            editions.push(Edition { folder: path, before, after });
        }
    }
    Ok(editions)
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
