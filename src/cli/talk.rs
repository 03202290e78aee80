//! Talks with a person at a terminal: says something before a command ends, and reads a line.

use std::io::{self, BufRead, IsTerminal, Write};

use super::files::Trouble;

/// What is said to, and heard from.
pub struct Talk<'a> {
    input: &'a mut dyn BufRead,
    out: &'a mut dyn Write,
}

/// Whether somebody can be asked: the input and the output are a terminal.
#[must_use]
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

impl<'a> Talk<'a> {
    /// A talk over these.
    pub fn new(input: &'a mut dyn BufRead, out: &'a mut dyn Write) -> Self {
        Talk { input, out }
    }

    /// Says something at once.
    ///
    /// # Errors
    /// When nobody is there to hear it.
    pub fn say(&mut self, text: &str) -> Result<(), Trouble> {
        self.out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush())
            .map_err(|error| format!("cannot ask: {error}"))
    }

    /// Asks for a line; none when there are no more.
    ///
    /// # Errors
    /// When none can be read.
    pub fn ask(&mut self, question: &str) -> Result<Option<String>, Trouble> {
        self.say(question)?;
        let mut line = String::new();
        let read = self.input.read_line(&mut line).map_err(|error| format!("cannot read the answer: {error}"))?;
        Ok((read > 0).then(|| line.trim().to_owned()))
    }

    /// Whether a person says yes; whoever says nothing does not.
    ///
    /// # Errors
    /// When nobody can be asked.
    pub fn agrees(&mut self, question: &str) -> Result<bool, Trouble> {
        let answer = self.ask(&format!("{question} (y/N) "))?.unwrap_or_default();
        Ok(["y", "yes"].contains(&answer.to_lowercase().as_str()))
    }
}

/// Talks with the person who started the program.
///
/// # Errors
/// Those of what is said.
pub fn at_terminal<T>(talk: impl FnOnce(&mut Talk<'_>) -> Result<T, Trouble>) -> Result<T, Trouble> {
    talk(&mut Talk::new(&mut io::stdin().lock(), &mut io::stdout().lock()))
}
