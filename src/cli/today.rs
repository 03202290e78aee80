//! Today's date, for a command that writes one down. Nothing that judges knows of it.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Today, by the clock of this machine, in Greenwich; none when the clock is set to before 1970.
pub fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let days = i64::try_from(since.as_secs() / (24 * 60 * 60)).ok()?;
    date(1970, 1, 1).checked_add(days.days()).ok()
}
