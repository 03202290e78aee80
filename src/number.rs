//! Exact numbers: a fraction that is never divided until a rounding asks for it by name.
//!
//! No binary float anywhere, and no rounding but [`Exact::half_up`]. Units are not known here: see `engine/table`.

mod fraction;

use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use rust_decimal::Decimal;

use fraction::{Fraction, digits};

/// The minus that persons are shown. It is read as any other, wherever somebody writes it.
pub const MINUS: char = '\u{2212}';

/// A number as a fraction of whole numbers, in lowest terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(Fraction);

/// Why a text is not a number, and the text that would be one, where it can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANumber {
    /// What is wrong, as the end of a sentence: `has a leading zero`.
    pub why: &'static str,
    /// What was probably meant.
    pub instead: Option<String>,
}

impl Exact {
    /// Nought.
    #[must_use]
    pub fn zero() -> Self {
        Exact(Fraction::whole(0))
    }

    /// A whole number.
    #[must_use]
    pub fn whole(number: i64) -> Self {
        Exact(Fraction::whole(number))
    }

    /// `1/100`: what a percent is counted in.
    #[must_use]
    pub fn hundredth() -> Self {
        Exact(Fraction::of(1.into(), 100.into()))
    }

    /// Reads a plain decimal to the last digit: an optional minus, digits, and perhaps a point and digits.
    ///
    /// ```
    /// use plumbline::number::Exact;
    /// assert_eq!(Exact::read("1234567890123456789.01").unwrap().to_string(), "1234567890123456789.01");
    /// assert_eq!(Exact::read("010").unwrap_err().instead.as_deref(), Some("10"));
    /// ```
    ///
    /// # Errors
    /// On anything else, so that no notation is reinterpreted: `1_000`, `0x10`, `010`, `1e-3`, or more than 28 digits.
    pub fn read(text: &str) -> Result<Self, NotANumber> {
        let wrong = |why, instead| Err(NotANumber { why, instead });
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || part.is_some_and(|part| !all_digits(part)) {
            return Err(odd_notation(text));
        }
        if whole.len() > 1 && whole.starts_with('0') {
            let sign = if text.starts_with('-') { "-" } else { "" };
            let kept = whole.trim_start_matches('0');
            let kept = if kept.is_empty() { "0" } else { kept };
            let part = part.map(|part| format!(".{part}")).unwrap_or_default();
            return wrong("has a leading zero", Some(format!("{sign}{kept}{part}")));
        }
        match Decimal::from_str_exact(text) {
            Ok(decimal) => Ok(decimal.into()),
            Err(_) => wrong("has more than 28 digits", None),
        }
    }

    /// Whether this is nought.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.sign().is_eq()
    }

    /// Whether this is below nought.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.sign().is_lt()
    }

    /// Whether this is above nought.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.0.sign().is_gt()
    }

    /// Whether this is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_whole()
    }

    /// The whole number that this is; none when it has a part, or is very large.
    #[must_use]
    pub fn to_whole(&self) -> Option<i64> {
        match &self.0 {
            Fraction::Small(numerator, 1) => Some(*numerator),
            _ => None,
        }
    }

    /// How many bits its numerator and denominator take together: what calculating with it costs.
    #[must_use]
    pub fn bits(&self) -> u64 {
        self.0.bits()
    }

    /// The size without the sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Exact(self.0.abs())
    }

    /// The quotient; none when the divisor is nought.
    #[must_use]
    pub fn over(&self, divisor: &Exact) -> Option<Self> {
        (!divisor.is_zero()).then(|| Exact(self.0.over(&divisor.0)))
    }

    /// Rounded to a multiple of `step`; what lies half-way goes away from nought, as in the financial "half up".
    ///
    /// # Panics
    /// When `step` is nought.
    #[must_use]
    pub fn half_up(&self, step: &Exact) -> Self {
        let steps = self.over(step).expect("internal: a rounding to a step of nought");
        Exact(steps.0.round().times(&step.0))
    }

    /// The multiple of `step` at or below this.
    ///
    /// # Panics
    /// When `step` is nought.
    #[must_use]
    pub fn down_to(&self, step: &Exact) -> Self {
        let steps = self.over(step).expect("internal: a rounding to a step of nought");
        Exact(steps.0.floor().times(&step.0))
    }

    /// The multiple of `step` at or above this.
    ///
    /// # Panics
    /// When `step` is nought.
    #[must_use]
    pub fn up_to(&self, step: &Exact) -> Self {
        let steps = self.over(step).expect("internal: a rounding to a step of nought");
        Exact(steps.0.negative().floor().negative().times(&step.0))
    }

    /// The number to the last digit: a decimal, or where that does not end (or only after twelve places) a fraction: `1/3`.
    #[must_use]
    pub fn written(&self) -> String {
        let decimal = self.plain(0);
        if decimal.ends_with('…') { self.0.large().to_string() } else { decimal }
    }

    /// The decimal as a person reads it, with as many places as it needs and at least `places`; when it does not end (or only
    /// after twelve places), cut after two and marked `…`, so that 59.999… never reads as 60. Thousands are grouped by
    /// `separator`, and what is below nought has a [`MINUS`].
    #[must_use]
    pub fn shown(&self, places: usize, separator: &str) -> String {
        self.decimal(places, separator, MINUS)
    }

    /// The same as programs read it: without groups, and with a hyphen for a minus.
    #[must_use]
    pub fn plain(&self, places: usize) -> String {
        self.decimal(places, "", '-')
    }

    fn decimal(&self, places: usize, separator: &str, minus: char) -> String {
        const MOST: usize = 12;
        let (whole, mut part, is_left) = digits(&self.0, MOST);
        let (keep, mark) = if is_left { (2, "…") } else { (part.trim_end_matches('0').len().max(places), "") };
        part.truncate(keep.min(MOST));
        let point = if part.is_empty() { "" } else { "." };
        let sign = if self.is_negative() { minus.to_string() } else { String::new() };
        format!("{sign}{}{point}{part}{mark}", grouped(&whole, separator))
    }
}

/// Digits in groups of three.
fn grouped(digits: &str, separator: &str) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}

/// Says what a text that is no plain decimal looks like instead.
fn odd_notation(text: &str) -> NotANumber {
    let wrong = |why, instead: Option<String>| NotANumber { why, instead };
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    let lower = bare.to_ascii_lowercase();
    if let Some(rest) = text.strip_prefix('+').filter(|rest| Exact::read(rest).is_ok()) {
        return wrong("has a plus sign", Some(rest.to_owned()));
    }
    if bare.contains('_') && bare.bytes().all(|b| b.is_ascii_digit() || b == b'_' || b == b'.') {
        return wrong("has underscores", Some(text.replace('_', "")));
    }
    if lower.starts_with("0x") || lower.starts_with("0o") || lower.starts_with("0b") {
        return wrong("is not written in ordinary digits", None);
    }
    let exponent = lower
        .split_once('e')
        .filter(|(m, e)| Exact::read(m).is_ok() && e.trim_start_matches(['-', '+']).parse::<u8>().is_ok());
    if exponent.is_some() {
        let meant = Decimal::from_scientific(&text.to_ascii_lowercase()).ok().map(|d| d.normalize().to_string());
        return wrong("is written with an exponent", meant);
    }
    if bare.starts_with('.') && Exact::read(&format!("0{bare}")).is_ok() {
        return wrong("has no digit before the point", Some(text.replace('.', "0.")));
    }
    if bare.strip_suffix('.').is_some_and(|whole| Exact::read(whole).is_ok()) {
        return wrong("has no digit after the point", Some(text.trim_end_matches('.').to_owned()));
    }
    wrong("is not a number", None)
}

/// Shares of `total` in proportion to `weights`, each a multiple of `step`, which together make `total`: every share is
/// rounded down, and the steps that are left go to the largest remainders, ties to the first (the Hare quota).
///
/// ```
/// use plumbline::number::{Exact, largest_remainder};
/// let equal = vec![Exact::whole(1); 12];
/// let shares = largest_remainder(&Exact::whole(15_400_000), &equal, &Exact::hundredth());
/// assert_eq!(shares[3].to_string(), "1283333.34");
/// assert_eq!(shares[4].to_string(), "1283333.33");
/// ```
///
/// # Panics
/// When `step` is nought.
#[must_use]
pub fn largest_remainder(total: &Exact, weights: &[Exact], step: &Exact) -> Vec<Exact> {
    let sum = weights.iter().fold(Exact::zero(), |sum, weight| &sum + weight);
    let exact: Vec<Exact> = weights.iter().map(|w| (total * w).over(&sum).unwrap_or_else(Exact::zero)).collect();
    let mut shares: Vec<Exact> = exact.iter().map(|share| share.down_to(step)).collect();
    let mut left = total - &shares.iter().fold(Exact::zero(), |sum, share| &sum + share);
    let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
    by_remainder.sort_by_key(|&at| std::cmp::Reverse(&exact[at] - &shares[at]));
    for at in by_remainder {
        if left < *step {
            break;
        }
        shares[at] = &shares[at] + step;
        left = &left - step;
    }
    shares
}

impl From<Decimal> for Exact {
    fn from(decimal: Decimal) -> Self {
        let scale = num_traits::pow(BigInt::from(10), decimal.scale() as usize);
        Exact(Fraction::of(decimal.mantissa().into(), scale))
    }
}

/// The number as text: all its places, or cut and marked `…`.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain(0))
    }
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $does:ident),*) => {$(
        impl $trait for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact(self.0.$does(&other.0))
            }
        }
    )*};
}
arithmetic!(Add add plus, Sub sub minus, Mul mul times);

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact(self.0.negative())
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(numbers: I) -> Exact {
        numbers.fold(Exact::zero(), |sum, number| &sum + &number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Exact {
        Exact::read(text).expect("a number")
    }

    #[test]
    fn reads_to_the_last_digit_and_refuses_other_notations() {
        assert_eq!(number("-0.10").to_string(), "-0.1");
        for (text, instead) in [
            ("1_000", Some("1000")),
            ("010", Some("10")),
            ("1e-3", Some("0.001")),
            ("+5", Some("5")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("0x10", None),
            ("", None),
            ("-", None),
            ("1.2.3", None),
            ("12345678901234567890123456789012", None),
        ] {
            assert_eq!(Exact::read(text).expect_err(text).instead.as_deref(), instead, "{text}");
        }
    }

    #[test]
    fn what_does_not_end_is_cut_and_marked() {
        assert_eq!(number("1").over(&number("3")).expect("no nought").shown(2, ","), "0.33…");
        assert_eq!(number("59.999").shown(0, ","), "59.999");
        assert_eq!(number("-1234567.5").shown(2, ","), "−1,234,567.50");
        assert_eq!(number("-1234567.5").plain(2), "-1234567.50");
        assert_eq!(number("179.9999999999999999").shown(0, ""), "179.99…");
    }

    #[test]
    fn half_up_goes_away_from_nought_at_the_half() {
        for (text, rounded) in [("0.005", "0.01"), ("0.0049", "0"), ("-0.005", "-0.01"), ("834166.6666", "834166.67")] {
            assert_eq!(number(text).half_up(&Exact::hundredth()), number(rounded));
        }
    }

    #[test]
    fn shares_make_the_total() {
        let shares = largest_remainder(&number("100"), &[number("1"), number("1"), number("1")], &Exact::hundredth());
        assert_eq!(shares, [number("33.34"), number("33.33"), number("33.33")]);
        assert_eq!(shares.into_iter().sum::<Exact>(), number("100"));
    }
}
