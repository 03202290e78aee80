//! `plumb watch`: on each save of a pack or of a return the difference in verdicts, then lint and the tests.
//!
//! What a save comes to is told by [`Session`], which knows of no watcher; the command waits for saves and prints.

mod roots;
mod session;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use std::{mem, process};

use clap::Args;
use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecursiveMode, Watcher};

use roots::Places;
pub use session::{Session, Wanted};

use super::files::{self, Trouble};
use super::{Answer, Exit, trouble};
use crate::render::terminal::Look;

/// How long no file is saved before what was saved is looked at: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(10);

/// How many times that is waited for at most, while files are saved on and on.
const MOST_WAITS: usize = 50;

/// What clears a screen.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// On each save of a pack or a return, show which verdicts turn, then lint and test the pack.
#[derive(Debug, Args)]
#[command(
    after_help = "What is compared with is the last good state: of a pack that is broken it is said why, nothing is judged by it, and \
                  once it is mended the difference is that since it was whole. The last good state also stands for a pack or a return \
                  that is gone, until it is back, and for a return that cannot be read. Watched are the pack, what it extends, its fixtures \
                  and snapshots, and the returns with all that they are read with: their agreement, explanations, attachments and earlier returns. \
                  A return that comes into a folder that is named is taken up. Nothing is written; `plumb test` keeps what awaits \
                  review. Ctrl-C ends it.\n\n\
                  Exit codes: 0 it was ended; 2 it could not begin."
)]
pub struct Watch {
    /// The folder of the pack; without one, the pack at hand: that which the working directory is in, else the one under rules/,
    /// of several there the one that is shipped.
    #[arg(value_name = "PACK")]
    pack: Option<PathBuf>,
    /// The returns to judge; a folder of returns means all of them.
    #[arg(long, num_args = 1.., required = true, value_name = "RETURN")]
    over: Vec<PathBuf>,
    /// The agreement, where it is not the agreement.yaml beside the return or in a folder above it.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
}

/// What was saved and not looked at yet.
struct Inbox {
    comes: Receiver<Vec<PathBuf>>,
    saved: Vec<PathBuf>,
}

impl Inbox {
    /// Whether something was saved meanwhile that concerns a session.
    fn has_more(&mut self, session: &Session) -> bool {
        while let Ok(paths) = self.comes.try_recv() {
            self.put(paths, session);
        }
        !self.saved.is_empty()
    }

    /// The files that were saved, once it is quiet; none when nothing will ever come.
    fn next(&mut self, session: &Session) -> Option<Vec<PathBuf>> {
        while !self.has_more(session) {
            let paths = self.comes.recv().ok()?;
            self.put(paths, session);
        }
        for _ in 0..MOST_WAITS {
            match self.comes.recv_timeout(QUIET) {
                Ok(paths) => self.put(paths, session),
                Err(_) => break,
            }
        }
        let mut saved = mem::take(&mut self.saved);
        saved.sort();
        saved.dedup();
        Some(saved)
    }

    fn put(&mut self, paths: Vec<PathBuf>, session: &Session) {
        self.saved.extend(paths.into_iter().filter(|path| session.concerns(path)));
    }
}

impl Watch {
    /// Runs the command.
    #[must_use]
    pub fn run(&self, look: Look, terminal: bool) -> Answer {
        let fine = Answer { out: String::new(), err: String::new(), exit: Exit::Fine };
        self.watch(look, terminal).map_or_else(|answer| *answer, |()| fine)
    }

    fn watch(&self, look: Look, terminal: bool) -> Result<(), Box<Answer>> {
        let not = |why: Trouble| Box::new(trouble(&why));
        let pack = self.pack.clone().map_or_else(files::folder_at_hand, Ok).map_err(not)?;
        let wanted = Wanted { pack: &pack, over: &self.over, agreement: self.agreement.as_deref(), look };
        // Nothing is written that could be left half done. Where there can be no handler the signal ends the program by itself.
        let _ = ctrlc::set_handler(|| process::exit(0));
        let (mut session, begun) = Session::begin(&wanted)?;
        let (sender, comes) = channel();
        let mut inbox = Inbox { comes, saved: Vec::new() };
        let mut watched = Watched { watcher: watcher(sender).map_err(not)?, places: Places::default() };
        watched.take_in(session.roots(), &[]).map_err(not)?;
        let clear = if terminal { CLEAR } else { "\n" };
        // What was saved before it was watched is missed by the watcher.
        let mut going = say(&format!("{}{begun}", if terminal { CLEAR } else { "" }))
            && session.caught_up().is_none_or(|said| say(&format!("\n{said}")))
            && rest(&mut session, &mut inbox);
        while going {
            let Some(saved) = inbox.next(&session) else { break };
            // What came back is watched before it is read, so that nothing that is saved meanwhile is missed.
            watched.take_in(session.roots(), &saved).map_err(not)?;
            let Some(said) = session.saved(&saved) else { continue };
            going = say(&format!("{clear}{said}")) && rest(&mut session, &mut inbox);
            watched.take_in(session.roots(), &[]).map_err(not)?;
        }
        Ok(())
    }
}

/// Says what takes longer: lint, and the tests, those first that the save reaches. What is saved meanwhile comes first. Whether
/// there is somebody to say it to.
fn rest(session: &mut Session, inbox: &mut Inbox) -> bool {
    while !inbox.has_more(session) {
        match session.more() {
            Some(said) if say(&said) => {}
            said => return said.is_none(),
        }
    }
    true
}

/// Prints at once; whether there is somebody who reads it.
fn say(text: &str) -> bool {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
}

/// Sends on what is saved.
fn watcher(sender: Sender<Vec<PathBuf>>) -> Result<notify::RecommendedWatcher, Trouble> {
    let handler = move |event: notify::Result<Event>| {
        if let Some(event) = event.ok().filter(|event| is_save(event.kind)) {
            let _ = sender.send(event.paths);
        }
    };
    notify::recommended_watcher(handler).map_err(|error| format!("files cannot be watched here: {error}"))
}

/// The folders that are watched.
struct Watched {
    watcher: notify::RecommendedWatcher,
    places: Places,
}

impl Watched {
    /// Watches these places: those that are not watched yet, and those that came or went with what was saved.
    fn take_in(&mut self, places: Places, saved: &[PathBuf]) -> Result<(), Trouble> {
        let known = mem::take(&mut self.places);
        let is_as_it_was = |path: &PathBuf| !saved.iter().any(|saved| path.starts_with(saved));
        for path in known.whole.iter().chain(&known.above) {
            if !(places.whole.contains(path) || places.above.contains(path)) || !is_as_it_was(path) {
                // One that is gone is watched no longer by itself.
                let _ = self.watcher.unwatch(path);
            }
        }
        let is_new = |path: &PathBuf, known: &[PathBuf]| !known.contains(path) || !is_as_it_was(path);
        for (paths, known, mode) in [
            (&places.above, &known.above, RecursiveMode::NonRecursive),
            (&places.whole, &known.whole, RecursiveMode::Recursive),
        ] {
            for path in paths.iter().filter(|path| is_new(path, known)) {
                match self.watcher.watch(path, mode) {
                    // What may not be looked into holds no return that can be read.
                    Err(error) if path.is_dir() && !(mode == RecursiveMode::NonRecursive && is_forbidden(&error)) => {
                        return Err(format!("`{}` cannot be watched: {error}", path.display()));
                    }
                    _ => {}
                }
            }
        }
        self.places = places;
        Ok(())
    }
}

/// Whether a folder may not be looked into.
fn is_forbidden(error: &notify::Error) -> bool {
    matches!(&error.kind, notify::ErrorKind::Io(why) if why.kind() == io::ErrorKind::PermissionDenied)
}

/// Whether something may hold another text than before. That a file was opened or read is none of it: we do so ourselves.
fn is_save(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Modify(modify) => !matches!(modify, ModifyKind::Metadata(_)),
        _ => true,
    }
}
