//! Days of the calendar as numbers, so that what is calculated and compared with them is exact like everything else.

use jiff::Span;
use jiff::civil::Date;

use crate::number::Exact;

/// The number of a day: how many days it lies after the first of the calendar's year nought.
///
/// ```
/// use plumbline::model::day::{day_of, number_of};
/// use plumbline::number::Exact;
/// let day = "2006-02-27".parse().unwrap();
/// let later = &number_of(day) + &Exact::whole(2);
/// assert_eq!(day_of(&later).unwrap().to_string(), "2006-03-01");
/// ```
#[must_use]
pub fn number_of(day: Date) -> Exact {
    Exact::whole(i64::from((day - Date::ZERO).get_days()))
}

/// The day of a number; none for a part of a day, and beyond the calendar.
#[must_use]
pub fn day_of(number: &Exact) -> Option<Date> {
    Date::ZERO.checked_add(Span::new().try_days(number.to_whole()?).ok()?).ok()
}

/// Days as a person reads them: `1 day`, `30 days`.
#[must_use]
pub fn days(number: &Exact) -> String {
    if *number == Exact::whole(1) { "1 day".to_owned() } else { format!("{} days", number.shown(0, ",")) }
}
