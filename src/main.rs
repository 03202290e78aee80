//! The binary `plumb`: parse, run, exit code.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::process::ExitCode;

use clap::Parser;
use plumbline::cli::{Arguments, Screen, run};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let screen = Screen {
        terminal: stdout().is_terminal(),
        no_colour: std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty()),
    };
    let answer = run(&arguments, screen);
    // A reader that went away (`plumb … | head`) is no failure of ours.
    let _ = stdout().lock().write_all(answer.out.as_bytes());
    let _ = stderr().lock().write_all(answer.err.as_bytes());
    answer.exit.into()
}
