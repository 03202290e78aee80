//! Tells somebody who waits at a terminal that a command is still at work.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long a command is at work before it says so, and before it says so again.
const BEAT: Duration = Duration::from_secs(1);

/// Does some work. Where somebody waits at the standard error, a line there says what is being done and for how long, from the
/// first second on; it is gone when the work is done.
pub fn telling<T>(somebody: bool, what: &'static str, work: impl FnOnce() -> T) -> T {
    if !somebody {
        return work();
    }
    let (done, ends) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || tell(what, BEAT, &ends, &mut io::stderr()));
        let made = work();
        drop(done);
        made
    })
}

/// Says so on each beat until the end comes. Who cannot be told is not.
fn tell(what: &str, beat: Duration, ends: &Receiver<()>, out: &mut dyn Write) {
    let mut line = String::new();
    let mut beats = 0_u32;
    while ends.recv_timeout(beat) == Err(RecvTimeoutError::Timeout) {
        beats += 1;
        line = format!("plumb: {what}, {} s", (beat * beats).as_secs());
        let _ = write!(out, "\r{line}").and_then(|()| out.flush());
    }
    if !line.is_empty() {
        let _ = write!(out, "\r{}\r", " ".repeat(line.len())).and_then(|()| out.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_is_told_in_one_line_that_is_gone_at_the_end() {
        let (done, ends) = channel::<()>();
        let teller = thread::spawn(move || {
            let mut out = Vec::new();
            tell("comparing", Duration::from_millis(1), &ends, &mut out);
            out
        });
        thread::sleep(Duration::from_millis(100));
        drop(done);
        let told = String::from_utf8(teller.join().expect("an end")).expect("a text");
        assert!(told.starts_with("\rplumb: comparing, 0 s\r"), "{told:?}");
        let gone = format!("s\r{}\r", " ".repeat("plumb: comparing, 0 s".len()));
        assert!(told.ends_with(&gone) && !told.contains('\n'), "{told:?}");
    }

    #[test]
    fn what_is_done_at_once_is_not_told() {
        let (done, ends) = channel::<()>();
        drop(done);
        let mut out = Vec::new();
        tell("comparing", Duration::from_mins(1), &ends, &mut out);
        assert!(out.is_empty());
        assert_eq!(telling(false, "comparing", || 1), 1);
    }
}
