//! `plumb lint`: says everything that is wrong with a pack, before a return is judged by it.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::files::{self, Trouble, Wins};
use super::{Answer, Exit, today, trouble};
use crate::document::scalar;
use crate::engine::compile::compile;
use crate::intake;
use crate::lint::{Linted, Task, lint};
use crate::model::agreement::Agreement;
use crate::render::lint as text;
use crate::render::report::PackFrom;
use crate::render::terminal::Look;
use crate::source::Sources;

/// Look for mistakes in a pack of rules: what does not load, what can never happen, what is missing or overdue.
#[derive(Debug, Args)]
#[command(
    after_help = "What is right as it stands can be allowed, with a reason: `// lint: allow CODE, because …` above its line \
                        or at its end, after # in a YAML file. `plumb explain CODE` tells what a code means and how to mend it. \
                        Exit codes: 0 clean (advice is not counted); 1 an error or a warning was found; 2 it could not run."
)]
pub struct Lint {
    /// The pack of rules: a folder, or one that is built in, by its name; without one, the pack at hand: that which the
    /// working directory is in, else the one under rules/, of several there the one that is shipped, else the one that is built in.
    #[arg(value_name = "PACK")]
    pack: Option<String>,
    /// An agreement that the pack should serve: on every day of its term each threshold that a rule reads has a value.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
    /// The day on which reviews of thresholds must not be overdue; else today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_at: Option<Date>,
    /// Say what is a matter of style, too.
    #[arg(long)]
    style: bool,
    /// How to say it.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each problem drawn in its place, then a summary.
    Terminal,
    /// One line a problem, for editors and grep.
    Concise,
    /// Everything, as one JSON document; `plumb schema lint` prints its schema.
    Json,
}

/// A day as it is written on the command line.
///
/// # Errors
/// How it should be written.
pub fn date(text: &str) -> Result<Date, String> {
    scalar::date(text).ok_or_else(|| "write it as year, month and day: 2006-04-01".to_owned())
}

impl Lint {
    /// Runs the command.
    pub fn run(&self, look: Look) -> Answer {
        let mut sources = Sources::new();
        let named = self.pack.clone().map_or_else(files::pack_at_hand, Ok);
        let linted = named.and_then(|named| Ok((self.linted(&named, &mut sources)?, named)));
        let (linted, named) = match linted {
            Ok(linted) => linted,
            Err(text) => return trouble(&text),
        };
        let out = match self.format {
            Format::Terminal => text::drawn(&linted, &sources, look),
            Format::Concise => text::concise(&linted, &sources),
            Format::Json => text::json(&named, &linted, &sources),
        };
        let exit = if linted.is_clean() { Exit::Fine } else { Exit::Found };
        Answer { out, err: String::new(), exit }
    }

    fn linted(&self, named: &str, sources: &mut Sources) -> Result<Linted, Trouble> {
        let (reading, from) = files::open_pack(named, Path::new(""), Wins::Folder, sources)?;
        let agreement = self.agreement.as_deref().map(|path| agreement(path, sources)).transpose()?;
        let Some(pack) = reading.pack else { return Ok(Linted::unread(reading.diagnostics)) };
        let fixtures = match (&pack.fixtures, from) {
            (Some(at), PackFrom::Folder(_)) => Some(files::fixtures(&Path::new(named).join(&at.value))?),
            _ => None,
        };
        let task = Task {
            pack: &pack,
            compiled: &compile(&pack),
            reading: reading.diagnostics,
            agreement: agreement.as_ref(),
            as_at: self.as_at.or_else(today::today),
            fixtures: fixtures.as_deref(),
            style: self.style,
        };
        Ok(lint(task, sources))
    }
}

/// An agreement; what else is wrong with it `plumb check` says.
fn agreement(path: &Path, sources: &mut Sources) -> Result<Agreement, Trouble> {
    let (agreement, _) = intake::agreement(&*files::read(path, sources)?);
    agreement
        .ok_or_else(|| format!("the agreement `{}` cannot be read; `plumb check` of a return says why", path.display()))
}
