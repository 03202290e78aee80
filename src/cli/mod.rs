//! The commands of `plumb`, one file each. Only [`files`] opens files; nothing here judges.

mod asked;
mod check;
mod diff;
mod explain;
mod explain_away;
pub mod files;
mod judged;
mod lint;
mod new;
mod schema;
mod shelf;
mod test;
mod today;
mod tune;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::render::safe::safe;
use crate::render::terminal::Look;

/// The pack that is meant when neither a pack nor a return is named.
const SHIPPED: &str = "leicestershire-laa";

/// Judges the returns of outcome agreements by rules that are scripts.
#[derive(Debug, Parser)]
#[command(
    name = "plumb",
    version,
    propagate_version = true,
    after_help = "Nothing is sent anywhere: plumb reads the files you name and writes to the terminal."
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to colour the output.
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true, value_name = "WHEN")]
    color: Colour,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Diff(diff::Diff),
    Explain(explain::Explain),
    Lint(lint::Lint),
    New(new::New),
    Schema(schema::Schema),
    ExplainAway(explain_away::ExplainAway),
    Test(test::Test),
    Tune(tune::Tune),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Colour {
    /// When the output is a terminal and `NO_COLOR` is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the caller knows of the screen.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Whether the output is a terminal.
    pub terminal: bool,
    /// Whether `NO_COLOR` is set.
    pub no_colour: bool,
}

/// What a command comes to, as the exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing was found; some of it may be undecided.
    Fine,
    /// An error was found in what was judged.
    Found,
    /// A rule broke: it did not load, or failed. What the others found is said.
    BrokenRule,
    /// Nothing could be judged.
    NotJudged,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Found => 1,
            Exit::NotJudged => 2,
            Exit::BrokenRule => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

/// What a command prints, and its exit code.
#[derive(Debug)]
pub struct Answer {
    /// For the standard output.
    pub out: String,
    /// For the standard error.
    pub err: String,
    /// What it came to.
    pub exit: Exit,
}

/// Runs a command.
#[must_use]
pub fn run(arguments: &Arguments, screen: Screen) -> Answer {
    let colour = match arguments.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => screen.terminal && !screen.no_colour,
    };
    let look = Look { colour, ..Look::default() };
    match &arguments.command {
        Command::Check(check) => check.run(look),
        Command::Diff(diff) => diff.run(look),
        Command::Explain(explain) => explain.run(look),
        Command::Lint(lint) => lint.run(look),
        Command::New(new) => new.run(),
        Command::Schema(schema) => schema.run(),
        Command::ExplainAway(explain_away) => explain_away.run(),
        Command::Test(test) => test.run(look),
        Command::Tune(tune) => tune.run(look),
    }
}

/// What could not be done, and the way out.
fn trouble(text: &str) -> Answer {
    Answer { out: String::new(), err: format!("plumb: {}\n", safe(text)), exit: Exit::NotJudged }
}
