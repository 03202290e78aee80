//! `plumb history`: what a threshold was, on whose authority, and what each value changed.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::files::{self, Trouble, Wins};
use super::over::{self, Returns};
use super::shelf::Shelf;
use super::{Answer, Exit, trouble};
use crate::authoring::changelog;
use crate::authoring::past::without;
use crate::diff::sides::Over;
use crate::pack::Pack;
use crate::render::diff::{self, Names};
use crate::render::past as text;
use crate::render::report::PackFrom;
use crate::render::safe::safe;
use crate::render::terminal::{self, Look};

/// Tell a threshold's dated values, their authority, and what each of them changed.
#[derive(Debug, Args)]
#[command(
    after_help = "What a value changed is told over the returns against the pack without it, in which the value before it still holds.\n\
                        Exit codes: 0 told; 2 it could not be; 3 the pack is broken, and what is told is of what is left of it."
)]
pub struct History {
    /// The threshold.
    #[arg(value_name = "THRESHOLD")]
    threshold: String,
    /// The pack of rules: a folder, or one that is built in, by its name; without one, the pack at hand: that which the
    /// working directory is in, else the one under rules/, of several there the one that is shipped, else the one that is built in.
    #[arg(long, value_name = "DIR")]
    pack: Option<String>,
    /// The returns over which to tell what each value changed; a folder of returns means all of them.
    #[arg(long, num_args = 1.., value_name = "RETURN")]
    over: Vec<PathBuf>,
}

impl History {
    /// Runs the command.
    pub fn run(&self) -> Answer {
        self.tell().unwrap_or_else(|text| trouble(&text))
    }

    fn tell(&self) -> Result<Answer, Trouble> {
        let named = &self.pack.clone().map_or_else(files::pack_at_hand, Ok)?;
        let mut opened = Shelf::default();
        let (reading, from) = files::open_pack(named, Path::new(""), Wins::Folder, &mut opened.sources)?;
        let broken = reading.errors();
        let pack =
            reading.pack.ok_or_else(|| format!("the pack `{named}` cannot be read; `plumb lint {named}` says why"))?;
        let index = pack.thresholds.find(&self.threshold)?;
        let threshold = pack.thresholds.at(index);
        let Returns { over, note } = match self.over.as_slice() {
            [] => Returns { over: Vec::new(), note: String::new() },
            paths => over::returns(paths, Path::new(named), &pack, &mut opened)?,
        };
        let mut out = text::head(threshold);
        for at in 0..threshold.values.len() {
            out.push('\n');
            out.push_str(&text::value(threshold, at));
            if !over.is_empty() {
                out.push_str(&changed(&pack, index, at, &over, &opened));
            }
        }
        let log = match from {
            PackFrom::Folder(folder) => files::changelog(Path::new(&folder))?,
            PackFrom::BuiltIn => None,
        };
        let about = log.map(|log| changelog::about(&log, &self.threshold)).unwrap_or_default();
        if !about.is_empty() {
            let _ = writeln!(out, "\nin {}:", changelog::NAME);
            for entry in &about {
                let _ = writeln!(out, "  - {}", safe(entry));
            }
        }
        let broken = terminal::diagnostics(&broken, &opened.sources, Look::default());
        let exit = if broken.is_empty() { Exit::Fine } else { Exit::BrokenRule };
        Ok(Answer { out, err: broken + note.as_str(), exit })
    }
}

/// What a value changed over returns. A subject may have a day of its own, so that no return is left out by its period.
fn changed(pack: &Pack, index: usize, at: usize, over: &[Over], opened: &Shelf) -> String {
    let Some(before) = without(pack, index, at) else {
        return "  the first value: nothing held before it\n".to_owned();
    };
    let compiled = over::compiled(pack);
    let difference = over::moved([before, pack.clone()], &compiled, over, opened);
    diff::terminal(&difference, Names { base: "without it", head: "with it" })
}
