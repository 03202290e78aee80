//! A fraction of whole numbers in lowest terms: of machine words as long as both fit, and of any length beyond. Which of
//! the two it is shows in nothing but the time it takes.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

/// A fraction. It is small whenever its numerator and denominator fit, so that equal fractions are alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Fraction {
    /// Numerator and denominator, which is above nought.
    Small(i64, i64),
    /// Anything else.
    Large(Box<BigRational>),
}

use Fraction::{Large, Small};

impl Fraction {
    pub fn whole(number: i64) -> Self {
        Small(number, 1)
    }

    /// The quotient of two whole numbers; the divisor must not be nought.
    pub fn of(numerator: BigInt, denominator: BigInt) -> Self {
        match (numerator.to_i64(), denominator.to_i64()) {
            (Some(numerator), Some(denominator)) => reduced(i128::from(numerator), i128::from(denominator)),
            _ => Self::from_large(BigRational::new(numerator, denominator)),
        }
    }

    fn from_large(large: BigRational) -> Self {
        match (large.numer().to_i64(), large.denom().to_i64()) {
            (Some(numerator), Some(denominator)) => Small(numerator, denominator),
            _ => Large(Box::new(large)),
        }
    }

    /// The same as a fraction of any length.
    pub fn large(&self) -> BigRational {
        match self {
            Small(numerator, denominator) => BigRational::new_raw((*numerator).into(), (*denominator).into()),
            Large(large) => (**large).clone(),
        }
    }

    pub fn sign(&self) -> Ordering {
        match self {
            Small(numerator, _) => numerator.cmp(&0),
            Large(large) => (**large).cmp(&BigRational::from_integer(0.into())),
        }
    }

    pub fn is_whole(&self) -> bool {
        match self {
            Small(_, denominator) => *denominator == 1,
            Large(large) => large.is_integer(),
        }
    }

    /// How many bits both parts take together.
    pub fn bits(&self) -> u64 {
        match self {
            Small(numerator, denominator) => {
                let bits = |part: u64| u64::from(u64::BITS - part.leading_zeros());
                bits(numerator.unsigned_abs()) + bits(denominator.unsigned_abs())
            }
            Large(large) => large.numer().bits() + large.denom().bits(),
        }
    }

    pub fn abs(&self) -> Self {
        if self.sign().is_lt() { self.negative() } else { self.clone() }
    }

    pub fn negative(&self) -> Self {
        match self {
            Small(numerator, denominator) if *numerator != i64::MIN => Small(-numerator, *denominator),
            _ => Self::from_large(-self.large()),
        }
    }

    pub fn plus(&self, other: &Self) -> Self {
        if let (Small(a, b), Small(c, d)) = (self, other) {
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            if b == d {
                return reduced(a + c, b);
            }
            if let Some(sum) = (a * d).checked_add(c * b) {
                return reduced(sum, b * d);
            }
        }
        Self::from_large(self.large() + other.large())
    }

    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negative())
    }

    pub fn times(&self, other: &Self) -> Self {
        match (self, other) {
            (Small(a, b), Small(c, d)) => reduced(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d)),
            _ => Self::from_large(self.large() * other.large()),
        }
    }

    /// The quotient; the divisor must not be nought.
    pub fn over(&self, other: &Self) -> Self {
        match (self, other) {
            (Small(a, b), Small(c, d)) => reduced(i128::from(*a) * i128::from(*d), i128::from(*b) * i128::from(*c)),
            _ => Self::from_large(self.large() / other.large()),
        }
    }

    /// The next whole number at or below it.
    pub fn floor(&self) -> Self {
        match self {
            Small(numerator, denominator) => Small(numerator.div_euclid(*denominator), 1),
            Large(large) => Self::from_large(large.floor()),
        }
    }

    /// The nearest whole number; the half goes away from nought.
    pub fn round(&self) -> Self {
        match self {
            Small(numerator, denominator) => {
                let (size, denominator) = (numerator.unsigned_abs(), denominator.unsigned_abs());
                let (whole, left) = size.div_rem(&denominator);
                let whole = whole + u64::from(left >= denominator - left);
                let rounded = Self::of(whole.into(), 1.into());
                if *numerator < 0 { rounded.negative() } else { rounded }
            }
            Large(large) => Self::from_large(large.round()),
        }
    }
}

/// A fraction in lowest terms, out of two numbers that need not be; the divisor must not be nought.
fn reduced(numerator: i128, denominator: i128) -> Fraction {
    let sign = if denominator < 0 { -1 } else { 1 };
    let (size, divisor) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let common = match (u64::try_from(size), u64::try_from(divisor)) {
        (_, Ok(1)) => 1,
        (Ok(size), Ok(divisor)) => u128::from(size.gcd(&divisor)),
        _ => size.gcd(&divisor),
    };
    let (size, divisor) = (size / common, divisor / common);
    let is_negative = (numerator < 0) != (sign < 0);
    if let (Ok(size), Ok(divisor)) = (i64::try_from(size), i64::try_from(divisor)) {
        return Small(if is_negative { -size } else { size }, divisor);
    }
    let size = BigInt::from(size);
    Fraction::from_large(BigRational::new_raw(if is_negative { -size } else { size }, divisor.into()))
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Small(a, b), Small(c, d)) if b == d => a.cmp(c),
            (Small(a, b), Small(c, d)) => (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b))),
            _ => self.large().cmp(&other.large()),
        }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The digits before and after the point of a fraction's size, with twelve places, and whether anything is left behind them.
pub(super) fn digits(fraction: &Fraction, places: usize) -> (String, String, bool) {
    let (whole, part, is_left) = match fraction {
        Small(numerator, denominator) => {
            let scale = 10_u128.pow(u32::try_from(places).unwrap_or(0));
            let (size, denominator) = (u128::from(numerator.unsigned_abs()), u128::from(denominator.unsigned_abs()));
            let (units, left) = (size * scale).div_rem(&denominator);
            let (whole, part) = units.div_rem(&scale);
            (whole.to_string(), part.to_string(), left != 0)
        }
        Large(large) => {
            let scale = num_traits::pow(BigInt::from(10), places);
            let (units, left) = (large.numer().abs() * &scale).div_rem(large.denom());
            let (whole, part) = units.div_rem(&scale);
            (whole.to_string(), part.to_string(), left != BigInt::from(0))
        }
    };
    (whole, format!("{part:0>places$}"), is_left)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers around the edges of what is small, too.
    fn part() -> impl Strategy<Value = i64> {
        prop_oneof![any::<i64>(), -1000_i64..1000, Just(i64::MIN), Just(i64::MAX), Just(i64::MIN + 1)]
    }

    fn fraction() -> impl Strategy<Value = Fraction> {
        (part(), part(), part()).prop_map(|(a, b, c)| {
            let divisor = if b == 0 { 1 } else { b };
            let one = Fraction::of(a.into(), divisor.into());
            // Some are beyond machine words.
            if c % 3 == 0 { one.times(&Fraction::of(c.into(), 7.into())) } else { one }
        })
    }

    proptest! {
        #[test]
        fn small_and_large_calculate_alike(one in fraction(), other in fraction()) {
            let (a, b) = (one.large(), other.large());
            let large = |large: BigRational| Fraction::from_large(large.reduced());
            prop_assert_eq!(one.plus(&other), large(&a + &b));
            prop_assert_eq!(one.minus(&other), large(&a - &b));
            prop_assert_eq!(one.times(&other), large(&a * &b));
            prop_assert_eq!(one.cmp(&other), a.cmp(&b));
            prop_assert_eq!(one.negative(), large(-&a));
            prop_assert_eq!(one.floor(), large(a.floor()));
            prop_assert_eq!(one.round(), large(a.round()));
            prop_assert_eq!(one.is_whole(), a.is_integer());
            prop_assert_eq!(one.bits(), a.numer().bits() + a.denom().bits());
            if other.sign().is_ne() {
                prop_assert_eq!(one.over(&other), large(&a / &b));
            }
            prop_assert_eq!(digits(&one, 12), digits(&Large(Box::new(a)), 12));
        }
    }
}
