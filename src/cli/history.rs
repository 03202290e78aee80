//! `plumb history`: what a threshold was, on whose authority, and what each value changed.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::files::{self, Trouble, Wins};
use super::over::{self, Returns};
use super::shelf::Shelf;
use super::{Answer, Exit, trouble};
use crate::authoring::changelog;
use crate::authoring::past::{until, without};
use crate::diff::sides::Over;
use crate::pack::Pack;
use crate::pack::thresholds::Threshold;
use crate::render::diff::{self, Names};
use crate::render::past as text;
use crate::render::report::PackFrom;
use crate::render::safe::safe;

/// Tell a threshold's dated values, their authority, and what each of them changed.
#[derive(Debug, Args)]
#[command(
    after_help = "What a value changed is told over the returns whose period it holds in: against the pack without it, in which the value \
                        before it still holds.\n\
                        Exit codes: 0 told; 2 it could not be."
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
        Ok(Answer { out, err: note, exit: Exit::Fine })
    }
}

/// What a value changed, over the returns in whose period it holds.
fn changed(pack: &Pack, index: usize, at: usize, over: &[Over], opened: &Shelf) -> String {
    let threshold = pack.thresholds.at(index);
    let Some(before) = without(pack, index, at) else {
        return "  the first value: nothing held before it\n".to_owned();
    };
    let over: Vec<Over> = over.iter().filter(|one| holds(threshold, at, one)).cloned().collect();
    if over.is_empty() {
        return "  none of the returns is of a period in which it holds\n".to_owned();
    }
    let compiled = over::compiled(pack);
    let difference = over::moved([before, pack.clone()], &compiled, &over, opened);
    diff::terminal(&difference, Names { base: "without it", head: "with it" })
}

/// Whether a value holds on a day of a return's period.
fn holds(threshold: &Threshold, at: usize, over: &Over) -> bool {
    let period = over.submission.period.value;
    let from = threshold.values[at].from.value;
    from <= period.end() && until(threshold, at).is_none_or(|until| until >= period.start())
}
