//! What a move of a threshold makes of the fixtures of a pack, and what is written of that.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::Desk;
use crate::authoring::pin::pinned;
use crate::authoring::set::Moved;
use crate::cli::files::bench::{self, Bench};
use crate::cli::files::{self, Placing, Trouble};
use crate::cli::test::{self, rows};
use crate::engine::compile::compile;
use crate::pack::Pack;
use crate::render::safe::safe;
use crate::render::set as text;
use crate::render::tested::Row;

/// The fixtures of a pack, run before and after.
pub struct Fixtures {
    folder: PathBuf,
    /// The name of the pack, where it is one that extends the pack whose threshold is moved.
    edition: Option<String>,
    bench: Bench,
    moved: Pack,
    after: Vec<Row>,
    /// The places of those of which the rules say otherwise by this move, and which await somebody who accepts it.
    changed: Vec<usize>,
    /// The places of those that came to the outcome in their name before, and no longer do.
    turned: Vec<usize>,
}

impl Fixtures {
    /// Those of the pack and of its editions, without those that name no fixtures; and what is to be said of editions whose fixtures
    /// cannot be opened, which is no reason to leave the pack as it is.
    pub fn of(desk: &Desk) -> Result<(Vec<Self>, String), Trouble> {
        let (mut all, mut note) = (Vec::new(), String::new());
        if desk.pack.fixtures.is_some() {
            all.push(Fixtures::open(&desk.folder, None, desk)?);
        }
        for edition in desk.editions.iter().filter(|edition| edition.before.fixtures.is_some()) {
            match Fixtures::open(&edition.folder, Some(edition.before.name.clone()), desk) {
                Ok(one) => all.push(one),
                Err(why) => {
                    let _ = writeln!(note, "plumb: fixtures not tried: {}", safe(&why));
                }
            }
        }
        Ok((all, note))
    }

    fn open(folder: &Path, edition: Option<String>, desk: &Desk) -> Result<Self, Trouble> {
        let mut bench = bench::open(folder)?;
        let before = rows(&bench, bench.pack()?, &compile(bench.pack()?), |_| true);
        let moved = bench.with_thresholds(folder, &desk.folder, &desk.moved.text)?;
        let after = rows(&bench, &moved, &compile(&moved), |_| true);
        let turned = (0..after.len()).filter(|&at| is_fine(&before[at]) && !is_fine(&after[at])).collect();
        let is_changed = |&at: &usize| before[at].said != after[at].said && after[at].tested.came.is_pending();
        let changed = (0..after.len()).filter(is_changed).collect();
        Ok(Fixtures { folder: folder.to_owned(), edition, bench, moved, after, changed, turned })
    }

    /// How many the rules come to say otherwise of, and which come to another outcome than their names.
    pub fn said(&self, moved: &Moved) -> String {
        let pending = self.changed.iter().map(|&at| &self.after[at]).collect();
        let turned = self.turned.iter().map(|&at| &self.after[at]).collect();
        text::fixtures(&text::Fixtures { edition: self.edition.as_deref(), pending, turned }, moved)
    }

    /// Whether every fixture that came to the outcome in its name does still.
    pub fn is_clean(&self) -> bool {
        self.turned.is_empty()
    }

    /// Makes ready what is to be written: the value as it was in the fixtures that are to state it, and what the rules come to say
    /// otherwise, to lie there until somebody accepts it. Says what that is.
    pub fn prepare(&mut self, moved: &Moved, pin: bool, ready: &mut Vec<Placing>) -> Result<String, Trouble> {
        let mut out = String::new();
        self.bench.sweep(|fixture| self.bench.is_ready(fixture));
        if pin && !self.turned.is_empty() {
            out = self.pin(moved, ready)?;
            self.after = rows(&self.bench, &self.moved, &compile(&self.moved), |_| true);
            let after = &self.after;
            self.turned.retain(|&at| !is_fine(&after[at]));
        }
        let pending: Vec<&Row> = self.after.iter().filter(|row| row.tested.came.is_pending()).collect();
        let count = pending.len();
        if let Some(note) = test::not_kept(&self.bench, count) {
            out.push_str(&note);
            return Ok(out);
        }
        for row in pending {
            ready.extend(self.bench.pending(&row.fixture, &row.said)?);
        }
        if count > 0 {
            let s = if count == 1 { "" } else { "s" };
            let folder = safe(&files::shown(&self.folder));
            let _ = writeln!(out, "{count} pending snapshot{s}: `plumb review {folder}`");
        }
        Ok(out)
    }

    /// Takes away what was pending and no longer is. What stays because it cannot be taken away, the next test takes away.
    pub fn tidy(&self) {
        for row in self.after.iter().filter(|row| !row.tested.came.is_pending()) {
            let _ = self.bench.keep(&row.fixture, None);
        }
    }

    /// Makes the value as it was ready for the fixtures that come to another outcome than their names.
    fn pin(&mut self, moved: &Moved, ready: &mut Vec<Placing>) -> Result<String, Trouble> {
        let mut out = String::new();
        for fixture in self.turned.iter().map(|&at| self.after[at].fixture.clone()) {
            let name = safe(&self.bench.file_of(&fixture));
            match pinned(&fixture.source, &moved.name, &moved.written) {
                Some(text) => {
                    ready.push(self.bench.rewrite(&fixture, &text)?);
                    let _ = writeln!(out, "written: {name}");
                }
                None => {
                    let _ = writeln!(out, "left as it is: {name}: state the value in it by hand");
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
