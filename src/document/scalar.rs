//! What the text of one scalar means: an amount, a percent, a number, a date. Exact to the digit; nothing is reinterpreted.

use jiff::civil::Date;

use crate::number::{Exact, NotANumber};

/// Reads an amount of money: `190000`, `£1,234.50`, `-£5`.
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
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let rest = rest.strip_prefix('£').map_or(rest, str::trim_start);
    number(&format!("{sign}{rest}"))
}

/// Reads a percent, as a fraction: `85%` and `85` are 0.85.
///
/// # Errors
/// When the text is no percent.
pub fn percent(text: &str) -> Result<Exact, NotANumber> {
    number(text.strip_suffix('%').map_or(text, str::trim_end)).map(|number| &number * &Exact::hundredth())
}

/// Reads a plain number; thousands may be grouped by commas.
///
/// # Errors
/// When the text is no number, or its commas do not stand between groups of three.
pub fn number(text: &str) -> Result<Exact, NotANumber> {
    if !text.contains(',') {
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

/// Reads a date as `2006-04-01`.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}
