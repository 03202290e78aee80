//! The commands of `plumb`, one file each. Only [`files`] opens files; nothing here judges.

mod asked;
mod book;
mod check;
mod completions;
mod diff;
mod explain;
mod explain_away;
pub mod files;
mod history;
mod judged;
mod lint;
mod new;
mod over;
mod progress;
mod review;
mod schema;
mod set;
mod shelf;
mod talk;
mod test;
mod today;
mod tune;
pub mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

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
    after_help = "Nothing is sent anywhere: plumb reads the files that you name and those that belong to them, prints, and writes \
                  files only where a command says so."
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to colour the output.
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true, value_name = "WHEN")]
    color: Colour,
}

impl Arguments {
    /// Reads a command line; ends the program when it asks for help or is wrong. That is coloured as the line itself says.
    #[must_use]
    pub fn of(line: Vec<OsString>) -> Self {
        let says = |when: &str| {
            let both = line.windows(2).any(|pair| pair[0] == "--color" && pair[1] == when);
            both || line.iter().any(|word| *word == *format!("--color={when}"))
        };
        let choice = match () {
            () if says("never") => ColorChoice::Never,
            () if says("always") => ColorChoice::Always,
            () => ColorChoice::Auto,
        };
        let matches = Arguments::command().color(choice).get_matches_from(line);
        Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Completions(completions::Completions),
    Diff(diff::Diff),
    Explain(explain::Explain),
    ExplainAway(explain_away::ExplainAway),
    History(history::History),
    Lint(lint::Lint),
    New(new::New),
    Review(review::Review),
    Schema(schema::Schema),
    Set(set::Set),
    Test(test::Test),
    Tune(tune::Tune),
    Watch(watch::Watch),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Colour {
    /// When the output is a terminal, unless `NO_COLOR`, `CLICOLOR` or `CLICOLOR_FORCE` says otherwise.
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
    /// Whether somebody waits at the standard error.
    pub waits: bool,
    /// Whether the environment asks for colour, or for none; by itself a terminal is coloured.
    pub colour: Option<bool>,
}

/// What the environment says of colour, by its variables: nothing is coloured under `NO_COLOR`; else everything under
/// `CLICOLOR_FORCE`, unless that is `0`; else nothing where `CLICOLOR` is `0`. One that is empty is not set.
///
/// ```
/// use plumbline::cli::colour_by;
/// assert_eq!(colour_by(|name| (name == "CLICOLOR_FORCE").then(|| "1".to_owned())), Some(true));
/// assert_eq!(colour_by(|_| Some("1".to_owned())), Some(false), "`NO_COLOR` wins");
/// assert_eq!(colour_by(|name| (name != "NO_COLOR").then(|| "0".to_owned())), Some(false));
/// assert_eq!(colour_by(|_| None), None);
/// ```
pub fn colour_by(variable: impl Fn(&str) -> Option<String>) -> Option<bool> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return Some(false);
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return Some(true);
    }
    set("CLICOLOR").filter(|value| value == "0").map(|_| false)
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
        Colour::Auto => screen.colour.unwrap_or(screen.terminal),
    };
    let look = Look { colour, ..Look::default() };
    let long = |what, work: &dyn Fn() -> Answer| progress::telling(screen.waits, what, work);
    match &arguments.command {
        Command::Check(check) => long("judging", &|| check.run(look)),
        Command::Completions(completions) => completions.run(),
        Command::Diff(diff) => long("comparing", &|| diff.run(look)),
        Command::Explain(explain) => explain.run(look),
        Command::ExplainAway(explain_away) => explain_away.run(),
        Command::History(history) => long("judging by each value", &|| history.run()),
        Command::Lint(lint) => long("linting", &|| lint.run(look)),
        Command::New(new) => new.run(),
        Command::Review(review) => review.run(look),
        Command::Schema(schema) => schema.run(),
        Command::Set(set) => set.run(),
        Command::Test(test) => long("testing", &|| test.run(look)),
        Command::Tune(tune) => long("tuning", &|| tune.run(look)),
        Command::Watch(watch) => watch.run(look, screen.terminal),
    }
}

/// What could not be done, and the way out.
fn trouble(text: &str) -> Answer {
    Answer { out: String::new(), err: format!("plumb: {}\n", safe(text)), exit: Exit::NotJudged }
}
