//! What the text of one scalar means: an amount, a percent, a number, a date. Exact to the digit; nothing is reinterpreted.

use jiff::civil::Date;

use crate::number::{Exact, NotANumber};

/// Reads an amount of money: `190000`, `£1,234.50`, `-£5`, `(£5)`.
///
/// ```
/// use plumbline::document::scalar;
/// assert_eq!(scalar::money("£1,234.50").unwrap().to_string(), "1234.5");
/// assert!(scalar::money("£1,23.50").is_err());
/// ```
///
/// # Errors
/// When the text is no amount.
pub fn money(text: &str) -> Result<Exact, NotANumber> {
    signed(text, |text| number(text.strip_prefix('£').map_or(text, str::trim_start)))
}

/// Reads what may have a sign, as a spreadsheet or a printer writes it: `-5`, `−5`, `£-5`, and in brackets `(5)`. A blank
/// that does not break is a blank.
fn signed(text: &str, read: impl Fn(&str) -> Result<Exact, NotANumber>) -> Result<Exact, NotANumber> {
    let text = text.replace(['\u{a0}', '\u{202f}'], " ").replace('\u{2212}', "-");
    let text = text.trim();
    let negative = |inner: &str| match inner.trim() {
        again if again.contains(['-', '(']) => Err(NotANumber { why: "has two signs", instead: None }),
        inner => read(inner).map(|size| -&size),
    };
    if let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        return negative(inner);
    }
    if let Some(inner) = text.strip_prefix('£').map(str::trim_start).and_then(|inner| inner.strip_prefix('-')) {
        return negative(inner);
    }
    match text.strip_prefix('-') {
        Some(inner) => negative(inner).map_err(|error| of_the_whole(text, error)),
        None => read(text),
    }
}

/// What is wrong, with the sign that was taken off for reading.
fn of_the_whole(text: &str, error: NotANumber) -> NotANumber {
    let sign = |instead: String| if text.starts_with('-') { format!("-{instead}") } else { instead };
    NotANumber { instead: error.instead.map(sign), ..error }
}

/// Reads a percent, as a fraction: `85%` and `85` are 0.85.
///
/// # Errors
/// When the text is no percent.
pub fn percent(text: &str) -> Result<Exact, NotANumber> {
    figure(text.strip_suffix('%').map_or(text, str::trim_end)).map(|number| &number * &Exact::hundredth())
}

/// Reads a plain figure, with its sign as a spreadsheet or a printer writes it.
///
/// # Errors
/// When the text is no number.
pub fn figure(text: &str) -> Result<Exact, NotANumber> {
    signed(text, number)
}

/// Whether a figure is written otherwise than it is read: with commas, in brackets, with another minus.
///
/// ```
/// use plumbline::document::scalar::normalised;
/// assert_eq!(normalised("(1,234)").as_deref(), Some("-1234"));
/// assert_eq!(normalised("1234"), None);
/// ```
#[must_use]
pub fn normalised(text: &str) -> Option<String> {
    let bare = text.strip_suffix('%').map_or(text, str::trim_end);
    let read = money(bare).ok()?.to_string();
    (Exact::read(bare).is_err() && read != bare).then_some(read)
}

/// Reads a plain number; thousands may be grouped by commas.
///
/// # Errors
/// When the text is no number, or its commas do not stand between groups of three.
pub fn number(text: &str) -> Result<Exact, NotANumber> {
    let is_comma_alone_odd = || text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'));
    if !text.contains(',') || !is_comma_alone_odd() {
        return Exact::read(text);
    }
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().unwrap_or_default();
    if !(1..=3).contains(&first.len()) || !groups.all(|group| group.len() == 3) || part.is_some_and(|p| p.contains(','))
    {
        return Err(NotANumber { why: "has a comma that does not separate thousands", instead: None });
    }
    Exact::read(&text.replace(',', ""))
}

/// Why a text that is written as a date is none: there is no such month, or no such day in it.
///
/// ```
/// use plumbline::document::scalar::no_such_day;
/// assert_eq!(no_such_day("2026-06-31").as_deref(), Some("June has 30 days"));
/// assert_eq!(no_such_day("31.6.2026"), None);
/// ```
#[must_use]
pub fn no_such_day(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let mut next = |length: usize| parts.next().filter(|part| part.len() == length)?.parse::<i16>().ok();
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    let name = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at));
    let Some(name) = name else { return Some("there are 12 months, from 01 to 12".to_owned()) };
    let days = Date::new(year, i8::try_from(month).ok()?, 1).ok()?.days_in_month();
    let of_year = if month == 2 { format!(" of {year}") } else { String::new() };
    (parts.next().is_none() && !(1..=i16::from(days)).contains(&day))
        .then(|| format!("{name}{of_year} has {days} days"))
}

/// What to write for a day that is written as people do, day first: the day as it is read here, or why there is none.
///
/// ```
/// use plumbline::document::scalar::day_meant;
/// assert_eq!(day_meant("31/03/2027").as_deref(), Some("write it as year, month and day: 2027-03-31"));
/// assert_eq!(day_meant("3rd March 2027").as_deref(), Some("write it as year, month and day: 2027-03-03"));
/// assert_eq!(day_meant("31.6.2026").as_deref(), Some("June has 30 days"));
/// assert_eq!(day_meant("next week"), None);
/// ```
#[must_use]
pub fn day_meant(text: &str) -> Option<String> {
    let words = text.split([' ', '/', '.', '-', ',']).filter(|word| !word.is_empty());
    let [one, month, other] = words.collect::<Vec<_>>()[..] else { return None };
    let (year, day) = if one.len() == 4 { (one, other) } else { (other, one) };
    let day = ["st", "nd", "rd", "th"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let year = if year.len() == 2 { format!("20{year}") } else { year.to_owned() };
    let lower = month.to_lowercase();
    let named = MONTHS.iter().position(|name| lower.len() >= 3 && name.to_lowercase().starts_with(&lower));
    let month = named.map_or_else(|| month.parse().ok(), |at| Some(at + 1))?;
    let meant = format!("{:0>4}-{month:02}-{:02}", year.parse::<u16>().ok()?, day.parse::<u8>().ok()?);
    no_such_day(&meant).or_else(|| Some(format!("write it as year, month and day: {}", date(&meant)?)))
}

/// An amount that is written short in all its digits.
///
/// ```
/// use plumbline::document::scalar::in_full_digits;
/// assert_eq!(in_full_digits("£0.24m").as_deref(), Some("240,000"));
/// assert_eq!(in_full_digits("1623 k").as_deref(), Some("1,623,000"));
/// assert_eq!(in_full_digits("1,623"), None);
/// ```
#[must_use]
pub fn in_full_digits(text: &str) -> Option<String> {
    const SHORT: [(&str, i64); 5] =
        [("thousand", 1_000), ("million", 1_000_000), ("bn", 1_000_000_000), ("k", 1_000), ("m", 1_000_000)];
    let (before, times) = SHORT.iter().find_map(|(end, times)| Some((text.strip_suffix(end)?.trim_end(), times)))?;
    Some((&money(before).ok()? * &Exact::whole(*times)).shown(0, ","))
}

/// A percentage that is written with a comma for the point, with a point.
///
/// ```
/// use plumbline::document::scalar::with_a_point;
/// assert_eq!(with_a_point("41,8%").as_deref(), Some("41.8%"));
/// assert_eq!(with_a_point("41,800"), None);
/// ```
#[must_use]
pub fn with_a_point(text: &str) -> Option<String> {
    let (whole, part) = text.strip_suffix('%')?.trim_end().split_once(',')?;
    let meant = format!("{whole}.{part}");
    Exact::read(&meant).ok().map(|_| format!("{meant}%"))
}

/// The months.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads a date as `2006-04-01`. A year of less than four digits is a slip: `0206-04-01`.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten().filter(|date: &Date| date.year() >= 1000)
}
