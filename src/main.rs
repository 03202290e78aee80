//! The binary `plumb`: parse, run, exit code.

use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};
use std::process::ExitCode;

use plumbline::cli::{Arguments, Exit, Screen, colour_by, run};

fn main() -> ExitCode {
    let arguments = Arguments::of(std::env::args_os().collect());
    let screen = Screen {
        terminal: stdout().is_terminal(),
        waits: stderr().is_terminal(),
        colour: colour_by(|name| std::env::var(name).ok()),
    };
    let answer = run(&arguments, screen);
    let written = stdout().lock().write_all(answer.out.as_bytes()).and_then(|()| stdout().lock().flush());
    let _ = stderr().lock().write_all(answer.err.as_bytes());
    match written {
        // A reader that went away (`plumb … | head`) is no failure of ours.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let _ = writeln!(stderr().lock(), "plumb: cannot write all of the report: {error}");
            Exit::NotJudged.into()
        }
        _ => answer.exit.into(),
    }
}
