//! `plumb schema`: the published form of what plumb writes for programs.

use clap::{Args, ValueEnum};

use super::{Answer, Exit};
use crate::render::{diff_json, json, lint, tested_json, tune_json};

/// Print the JSON Schema of what plumb writes for programs.
#[derive(Debug, Args)]
pub struct Schema {
    /// Of which output.
    #[arg(value_enum)]
    of: Of,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// What `plumb check --format json` prints.
    Report,
    /// What `plumb diff --format json` prints.
    Diff,
    /// What `plumb lint --format json` prints.
    Lint,
    /// What `plumb test --format json` prints.
    Test,
    /// What `plumb tune --format json` prints.
    Tune,
}

impl Schema {
    /// Runs the command.
    pub fn run(&self) -> Answer {
        let out = match self.of {
            Of::Report => json::schema(),
            Of::Diff => diff_json::schema(),
            Of::Lint => lint::schema(),
            Of::Test => tested_json::schema(),
            Of::Tune => tune_json::schema(),
        };
        Answer { out, err: String::new(), exit: Exit::Fine }
    }
}
