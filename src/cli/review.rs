//! `plumb review`: shows what rules say otherwise than was accepted, grouped by cause, and takes it in or not.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::files::bench::{self, Bench};
use super::files::{self, Placing, Trouble, git};
use super::talk::{self, Talk};
use super::test::rows;
use super::today::today;
use super::{Answer, Exit, trouble};
use crate::authoring::changelog;
use crate::authoring::review::{Between, Group, Pending, Ready, grouped};
use crate::authoring::testing::{Fixture, LeftOver, alone, test};
use crate::document::scalar;
use crate::engine::compile::compile;
use crate::pack;
use crate::render::review::{is_recorded, lines, list, name, one, recorded, title, titles};
use crate::render::safe::safe;
use crate::render::terminal::Look;
use crate::render::tested::{Row, said};

/// Look through what rules say otherwise than was accepted, grouped by what made it so, and accept it or not.
#[derive(Debug, Args)]
#[command(
    after_help = "The fixtures are run; what comes to the outcome in its name, in other words than its snapshot, is pending. The cause is \
                        found by taking the edits since the last commit (or --base) out of the pack, one at a time. On a terminal each is \
                        shown and asked about: a accepts it, r rejects it (the pending file goes, the accepted one stays), s skips it; A, R \
                        and S do so with all that have the same cause; d shows all lines, q ends. Without a terminal, or with --list, it lists \
                        what is pending. What is accepted is recorded in the pack's CHANGELOG.md, with the reason.\n\
                        Exit codes: 0 nothing is left pending; 1 something is, or a fixture comes to another outcome than its name: that is \
                        mended in the rule or the fixture, not accepted; 2 it could not run."
)]
pub struct Review {
    /// The folder of the pack; without one, the pack at hand: that which the working directory is in, else the one under rules/,
    /// of several there the one that is shipped.
    #[arg(value_name = "PACK")]
    pack: Option<PathBuf>,
    /// What the pack is compared with to find causes: a revision of git, or a folder. Else the last commit.
    #[arg(long, value_name = "BASE")]
    base: Option<String>,
    /// List what is pending, and ask nothing.
    #[arg(long, conflicts_with_all = ["accept", "reject"])]
    list: bool,
    /// Also show each as a table of cells that differ.
    #[arg(long, requires = "list")]
    full: bool,
    /// Accept what is pending: all, or that whose `rule/name` or cause contains FILTER.
    #[arg(long, value_name = "FILTER", num_args = 0..=1, default_missing_value = "", conflicts_with = "reject")]
    accept: Option<String>,
    /// Reject what is pending, in the same way.
    #[arg(long, value_name = "FILTER", num_args = 0..=1, default_missing_value = "")]
    reject: Option<String>,
    /// Why it is accepted; it is recorded.
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// Remove snapshots of no fixture.
    #[arg(long)]
    prune: bool,
    /// The day to record; else today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
}

/// Reads a day of the command line.
pub fn date(text: &str) -> Result<Date, String> {
    scalar::date(text).ok_or_else(|| "write it as year, month and day: 2006-04-01".to_owned())
}

impl Review {
    /// Runs the command.
    pub fn run(&self, look: Look) -> Answer {
        self.review(look).unwrap_or_else(|text| trouble(&text))
    }

    fn review(&self, look: Look) -> Result<Answer, Trouble> {
        let folder = self.pack.clone().map_or_else(files::folder_at_hand, Ok)?;
        let mut desk = Desk::open(&folder)?;
        let note = desk.find_causes(self.base.as_deref())?;
        let out = match (&self.accept, &self.reject) {
            (Some(filter), _) => self.accept(&mut desk, filter)?,
            (_, Some(filter)) => reject(&mut desk, filter)?,
            _ if !self.list && !self.prune && talk::is_possible() => {
                talk::at_terminal(|talk| self.converse(&mut desk, talk, look))?;
                String::new()
            }
            _ => desk.listed(self.full, look),
        };
        let pruned = if self.prune { desk.prune()? } else { String::new() };
        let exit = if desk.is_clean() { Exit::Fine } else { Exit::Found };
        Ok(Answer { out: format!("{out}{pruned}{}", desk.summary()), err: note, exit })
    }

    fn day(&self) -> Result<Date, Trouble> {
        self.on.or_else(today).ok_or_else(|| "the clock of this machine is wrong; give `--on DATE`".to_owned())
    }

    /// Accepts all that a filter names.
    fn accept(&self, desk: &mut Desk, filter: &str) -> Result<String, Trouble> {
        let why = self.because.as_deref().map(str::trim).filter(|why| !why.is_empty());
        let why =
            why.ok_or("say with `--because TEXT` why it is accepted; it is recorded in the pack's CHANGELOG.md")?;
        let mut out = String::new();
        for group in desk.meant(filter)? {
            out.push_str(&desk.accept(&group, self.day()?, why)?);
        }
        Ok(out)
    }

    /// Shows one after the other, and does what a person says.
    fn converse(&self, desk: &mut Desk, talk: &mut Talk<'_>, look: Look) -> Result<(), Trouble> {
        if desk.groups.len() > 1 {
            talk.say(&(titles(&desk.groups) + "\n"))?;
        }
        'groups: for group in desk.groups.clone() {
            let (mut accepted, mut at) = (Vec::new(), 0);
            talk.say(&format!("{}\n\n", title(&group)))?;
            while at < group.at.len() {
                talk.say(&one(desk.pending()[group.at[at]], look))?;
                match asked(desk.pending()[group.at[at]], talk, look)? {
                    Key::Accept(all) => {
                        let to = if all { group.at.len() } else { at + 1 };
                        accepted.extend(&group.at[at..to]);
                        at = to;
                    }
                    Key::Reject(all) => {
                        let to = if all { group.at.len() } else { at + 1 };
                        desk.reject(&group.at[at..to])?;
                        at = to;
                    }
                    Key::Skip(all) => at = if all { group.at.len() } else { at + 1 },
                    Key::Quit => {
                        self.record(desk, &Group { at: accepted, ..group }, talk)?;
                        break 'groups;
                    }
                }
            }
            self.record(desk, &Group { at: accepted, ..group }, talk)?;
        }
        let orphans = desk.orphans();
        if !orphans.is_empty() {
            talk.say(&orphans)?;
            if talk.agrees("Remove them?")? {
                let pruned = desk.prune()?;
                talk.say(&pruned)?;
            }
            desk.are_orphans_told = true;
        }
        Ok(())
    }

    /// Asks why what was accepted of a group is, and takes it in.
    fn record(&self, desk: &mut Desk, group: &Group, talk: &mut Talk<'_>) -> Result<(), Trouble> {
        if group.at.is_empty() {
            return Ok(());
        }
        let given = self.because.clone().filter(|why| !why.trim().is_empty());
        let why = match given {
            Some(why) => why,
            None => loop {
                let asked = format!("Why is it accepted ({})? ", title(group));
                match talk.ask(&asked)? {
                    None => return talk.say("\nNo reason was given, and nothing of it is accepted.\n"),
                    Some(why) if why.is_empty() => talk.say("It is recorded in the CHANGELOG; write a few words.\n")?,
                    Some(why) => break why,
                }
            },
        };
        let done = desk.accept(group, self.day()?, &why)?;
        talk.say(&format!("{done}\n"))
    }
}

/// What a person says to do with a snapshot; and whether with all that have the same cause.
enum Key {
    Accept(bool),
    Reject(bool),
    Skip(bool),
    Quit,
}

/// Asks until the answer is one; whoever says no more is gone.
fn asked(row: &Row, talk: &mut Talk<'_>, look: Look) -> Result<Key, Trouble> {
    loop {
        let question = "a accept, r reject, s skip (A, R, S: all with this cause), d all lines, q quit: ";
        match talk.ask(question)?.as_deref() {
            Some("a") => return Ok(Key::Accept(false)),
            Some("A") => return Ok(Key::Accept(true)),
            Some("r") => return Ok(Key::Reject(false)),
            Some("R") => return Ok(Key::Reject(true)),
            Some("s") => return Ok(Key::Skip(false)),
            Some("S") => return Ok(Key::Skip(true)),
            Some("d") => talk.say(&lines(row, look))?,
            Some("q") | None => return Ok(Key::Quit),
            Some(_) => {}
        }
    }
}

/// Rejects all that a filter names.
fn reject(desk: &mut Desk, filter: &str) -> Result<String, Trouble> {
    let mut out = String::new();
    for group in desk.meant(filter)? {
        desk.reject(&group.at)?;
        for &at in &group.at {
            let _ = writeln!(out, "rejected: {}", name(desk.pending()[at]));
        }
    }
    Ok(out)
}

/// What lies before a person who reviews: the pack, what its fixtures came to, and why.
struct Desk {
    folder: PathBuf,
    bench: Bench,
    rows: Vec<Row>,
    groups: Vec<Group>,
    /// The places that were accepted.
    accepted: Vec<usize>,
    /// Whether the snapshots of no fixture were told by their names.
    are_orphans_told: bool,
}

impl Desk {
    /// Runs the fixtures; what is pending is kept beside its snapshot, as `plumb test` keeps it.
    fn open(folder: &Path) -> Result<Self, Trouble> {
        let bench = bench::open(folder)?;
        let pack = bench.pack()?;
        let rows = rows(&bench, pack, &compile(pack), |_| true);
        for row in &rows {
            bench.keep(&row.fixture, row.tested.came.is_pending().then_some(row.said.as_str()))?;
        }
        let awaits = |fixture: &Fixture| {
            let is_it = |row: &&Row| (&row.fixture.rule, &row.fixture.name) == (&fixture.rule, &fixture.name);
            rows.iter().find(is_it).is_some_and(|row| row.tested.came.is_pending())
        };
        bench.sweep(|fixture| bench.is_ready(fixture) && awaits(fixture));
        let (groups, accepted) = (Vec::new(), Vec::new());
        Ok(Desk { folder: folder.to_owned(), bench, rows, groups, accepted, are_orphans_told: false })
    }

    /// What awaits somebody; groups name them by their places.
    fn pending(&self) -> Vec<&Row> {
        self.rows.iter().filter(|row| row.tested.came.is_pending()).collect()
    }

    /// Groups what is pending by cause; what is to be said where there is no base to find causes by.
    fn find_causes(&mut self, named: Option<&str>) -> Result<String, Trouble> {
        let is_changed = self.pending().iter().any(|row| row.fixture.accepted.is_some());
        let opened = if is_changed { self.base(named) } else { Ok(None) };
        let (base, note) = match (opened, named) {
            (Ok(base), _) => (base, String::new()),
            (Err(why), Some(_)) => return Err(why),
            (Err(why), None) => (None, format!("plumb: causes are told by the snapshots alone: {}\n", safe(&why))),
        };
        let since = named.map_or_else(|| "the last commit".to_owned(), |named| format!("`{named}`"));
        let between = match base {
            Some(base) => Some(Between::new(&base, self.bench.pack()?, since)),
            None => None,
        };
        let rows = self.pending();
        let pending: Vec<Pending<'_>> =
            rows.iter().map(|row| Pending { accepted: row.fixture.accepted.as_deref(), said: &row.said }).collect();
        let say = |at: usize, ready: &Ready| {
            let fixture = &rows[at].fixture;
            let tested = test(fixture, &ready.pack, &alone(&ready.compiled, &fixture.rule), &self.bench.sources);
            said(fixture, &tested, &self.bench.sources)
        };
        self.groups = grouped(&pending, between.as_ref(), say);
        Ok(note)
    }

    /// The pack as it was: in the last commit, or where the person says. Its files bear the names that they have now.
    fn base(&mut self, base: Option<&str>) -> Result<Option<pack::Pack>, Trouble> {
        let sources = &mut self.bench.sources;
        let own = Path::new(base.unwrap_or_default());
        let read = if own.is_dir() {
            sources.call(format!("{}/", files::shown(own).trim_end_matches('/')), "");
            files::read_pack(own, sources)?
        } else {
            let of = base.map_or_else(|| Some(git::last_commit(&self.folder)), git::in_git);
            let of = of.unwrap_or_else(|| git::revision(&self.folder, base.unwrap_or_default())).from_top()?;
            sources.call(of.begins(), "");
            of.read_pack(sources)?
        };
        let read = read.pack;
        read.map(Some).ok_or_else(|| "the pack as it was cannot be read".to_owned())
    }

    /// The groups, with only what a filter names; nothing is named by none of them.
    fn meant(&self, filter: &str) -> Result<Vec<Group>, Trouble> {
        let rows = self.pending();
        let is_meant = |group: &Group, at: usize| {
            name(rows[at]).contains(filter) || group.because.as_ref().is_some_and(|because| because.contains(filter))
        };
        let only = |group: &Group| Group {
            at: group.at.iter().copied().filter(|&at| is_meant(group, at)).collect(),
            ..group.clone()
        };
        let mut meant: Vec<Group> = self.groups.iter().map(only).collect();
        meant.retain(|group| !group.at.is_empty());
        if meant.is_empty() && !filter.is_empty() {
            return Err(format!("nothing that is pending has `{filter}` in its rule/name or its cause"));
        }
        Ok(meant)
    }

    /// Records a group in the CHANGELOG, and takes its snapshots in. All of them are made ready before it is recorded; where some
    /// stand ready already and a record is there, that was broken off, and is finished.
    fn accept(&mut self, group: &Group, day: Date, why: &str) -> Result<String, Trouble> {
        let (pack, bench) = (self.bench.pack()?.name.clone(), &self.bench);
        let rows = self.pending();
        let log = files::changelog(&self.folder)?.unwrap_or_default();
        let (what, is_recorded) = (recorded(group, &rows), is_recorded(&log, group, &rows, why));
        let rows: Vec<&Row> = group.at.iter().map(|&at| rows[at]).collect();
        let is_begun = is_recorded && rows.iter().any(|row| bench.is_ready(&row.fixture));
        let ready = rows.iter().map(|row| bench.accepted(&row.fixture, &row.said));
        let mut ready = ready.collect::<Result<Vec<_>, _>>()?.into_iter();
        if !is_begun {
            files::prepare_entry(&self.folder, &pack, &changelog::entry(day, &what, why))?.put()?;
        }
        while let Some(snapshot) = ready.next() {
            if let Err(why) = snapshot.put() {
                ready.for_each(Placing::leave);
                return Err(format!("{why}; the CHANGELOG says that it is accepted: the same command does the rest"));
            }
        }
        rows.iter().try_for_each(|row| bench.keep(&row.fixture, None))?;
        self.accepted.extend(&group.at);
        Ok(format!("{}\n", safe(&what)))
    }

    fn reject(&self, at: &[usize]) -> Result<(), Trouble> {
        let rows = self.pending();
        at.iter().try_for_each(|&at| self.bench.keep(&rows[at].fixture, None))
    }

    fn prune(&mut self) -> Result<String, Trouble> {
        let mut out = String::new();
        for LeftOver { path, why } in std::mem::take(&mut self.bench.left_over) {
            let one = LeftOver { path, why };
            if one.is_snapshot() {
                self.bench.remove(&one)?;
                let _ = writeln!(out, "removed: {}", safe(&one.path));
            } else {
                self.bench.left_over.push(one);
            }
        }
        Ok(out)
    }

    fn orphans(&self) -> String {
        let snapshots = self.bench.left_over.iter().filter(|one| one.is_snapshot());
        snapshots.flat_map(|one| [safe(&one.path), "  left over: a snapshot of no fixture\n".to_owned()]).collect()
    }

    fn listed(&self, full: bool, look: Look) -> String {
        let rows = self.pending();
        if !full {
            return list(&self.groups, &rows);
        }
        let of_group = |group: &Group| {
            let each: Vec<String> = group.at.iter().map(|&at| one(rows[at], look) + "\n").collect();
            format!("{}\n\n{}", title(group), each.concat())
        };
        self.groups.iter().map(of_group).collect()
    }

    fn left(&self) -> usize {
        self.pending().len() - self.accepted.len()
    }

    /// The fixtures that came to no outcome that could be accepted.
    fn amiss(&self) -> Vec<&Row> {
        let is_amiss = |row: &&Row| !row.tested.came.is_pending() && row.tested.came.word() != "as before";
        self.rows.iter().filter(is_amiss).collect()
    }

    fn is_clean(&self) -> bool {
        self.left() == 0 && self.amiss().is_empty() && self.bench.left_over.is_empty()
    }

    /// What is left, in a few lines.
    fn summary(&self) -> String {
        let mut out = String::new();
        for row in self.amiss() {
            let _ = writeln!(out, "{}  {}: it is mended in the rule or the fixture", name(row), row.tested.came.word());
        }
        let orphans = self.orphans();
        if !orphans.is_empty() {
            out.push_str(if self.are_orphans_told { "snapshots of no fixture are left: " } else { &orphans });
            out.push_str("`plumb review --prune` removes them\n");
        }
        for LeftOver { path, why } in self.bench.left_over.iter().filter(|one| !one.is_snapshot()) {
            let _ = writeln!(out, "{}  left over: {why}", safe(path));
        }
        let left = match self.left() {
            0 => "nothing is pending".to_owned(),
            left => format!("{left} pending"),
        };
        out + left.as_str() + "\n"
    }
}

#[cfg(test)]
mod tests;
