//! What a number can be: from one end to another, each end taking part or not, or without an end. Exact, as numbers are.
//!
//! An operation gives an interval that holds every result; where that cannot be told it is larger, never smaller.

use std::cmp::Ordering;

use crate::engine::syntax::Comparison;
use crate::number::Exact;

/// An end with more bits than this is given up: then there is no end on that side.
const MOST_BITS: u64 = 512;

/// An end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    at: Exact,
    /// Whether the end itself takes part.
    closed: bool,
}

/// Numbers without a gap between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    low: Option<End>,
    high: Option<End>,
}

/// An end, or the side without one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Corner {
    Below,
    At(End),
    Above,
}

impl Interval {
    /// Every number.
    #[must_use]
    pub fn all() -> Self {
        Interval { low: None, high: None }
    }

    /// One number.
    #[must_use]
    pub fn point(number: &Exact) -> Self {
        Interval::between(Some(number), Some(number))
    }

    /// From a least to a greatest number, where there is one.
    #[must_use]
    pub fn between(least: Option<&Exact>, greatest: Option<&Exact>) -> Self {
        let end = |at: &Exact| End { at: at.clone(), closed: true };
        Interval { low: least.map(end), high: greatest.map(end) }.bounded()
    }

    /// Whether no number is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        low.at > high.at || (low.at == high.at && !(low.closed && high.closed))
    }

    /// The numbers that are in both.
    #[must_use]
    pub fn meet(&self, other: &Interval) -> Interval {
        Interval {
            low: later_low(self.low.as_ref(), other.low.as_ref()),
            high: earlier_high(self.high.as_ref(), other.high.as_ref()),
        }
    }

    /// The least interval that holds both.
    #[must_use]
    pub fn hull(&self, other: &Interval) -> Interval {
        Interval {
            low: earlier_low(self.low.as_ref(), other.low.as_ref()),
            high: later_high(self.high.as_ref(), other.high.as_ref()),
        }
    }

    /// What is below some number of another interval; or, unless `strictly`, the same as one.
    #[must_use]
    pub fn below(&self, other: &Interval, strictly: bool) -> Interval {
        let high = other.high.clone().map(|end| End { closed: end.closed && !strictly, ..end });
        self.meet(&Interval { low: None, high })
    }

    /// What is above some number of another interval; or, unless `strictly`, the same as one.
    #[must_use]
    pub fn above(&self, other: &Interval, strictly: bool) -> Interval {
        let low = other.low.clone().map(|end| End { closed: end.closed && !strictly, ..end });
        self.meet(&Interval { low, high: None })
    }

    /// `-x`
    #[must_use]
    pub fn negative(&self) -> Interval {
        let turned = |end: &End| End { at: -&end.at, closed: end.closed };
        Interval { low: self.high.as_ref().map(turned), high: self.low.as_ref().map(turned) }
    }

    /// `x + y`
    #[must_use]
    pub fn plus(&self, other: &Interval) -> Interval {
        let sum = |one: &Option<End>, other: &Option<End>| {
            let (one, other) = (one.as_ref()?, other.as_ref()?);
            Some(End { at: &one.at + &other.at, closed: one.closed && other.closed })
        };
        Interval { low: sum(&self.low, &other.low), high: sum(&self.high, &other.high) }.bounded()
    }

    /// `x * y`
    #[must_use]
    pub fn times(&self, other: &Interval) -> Interval {
        let corners = |of: &Interval| {
            [of.low.clone().map_or(Corner::Below, Corner::At), of.high.clone().map_or(Corner::Above, Corner::At)]
        };
        let (mut low, mut high) = (Corner::Above, Corner::Below);
        for one in corners(self) {
            for other in corners(other) {
                let corner = product(&one, &other);
                low = if order(&corner, &low, false).is_lt() { corner.clone() } else { low };
                high = if order(&corner, &high, true).is_gt() { corner } else { high };
            }
        }
        let end = |corner| if let Corner::At(end) = corner { Some(end) } else { None };
        Interval { low: end(low), high: end(high) }.bounded()
    }

    /// `x / y`, where `y` is not nought: a division by nought gives nothing.
    #[must_use]
    pub fn over(&self, other: &Interval) -> Interval {
        other.inverse().map_or_else(Interval::all, |inverse| self.times(&inverse))
    }

    /// The size without the sign.
    #[must_use]
    pub fn size(&self) -> Interval {
        let zero = Exact::zero();
        if self.low.as_ref().is_some_and(|low| low.at >= zero) {
            self.clone()
        } else if self.high.as_ref().is_some_and(|high| high.at <= zero) {
            self.negative()
        } else {
            let high = later_high(self.high.as_ref(), self.negative().high.as_ref());
            Interval { low: Some(End { at: zero, closed: true }), high }
        }
    }

    /// The smaller of two.
    #[must_use]
    pub fn least(&self, other: &Interval) -> Interval {
        Interval {
            low: earlier_low(self.low.as_ref(), other.low.as_ref()),
            high: earlier_high(self.high.as_ref(), other.high.as_ref()),
        }
    }

    /// The greater of two.
    #[must_use]
    pub fn greatest(&self, other: &Interval) -> Interval {
        Interval {
            low: later_low(self.low.as_ref(), other.low.as_ref()),
            high: later_high(self.high.as_ref(), other.high.as_ref()),
        }
    }

    /// Rounded half up to a multiple of `step`: what lies beside an open end may be rounded as the end is.
    #[must_use]
    pub fn rounded(&self, step: &Exact) -> Interval {
        let round = |end: &End| End { at: end.at.half_up(step), closed: true };
        Interval { low: self.low.as_ref().map(round), high: self.high.as_ref().map(round) }
    }

    /// How a number of this interval can compare with one of another.
    #[must_use]
    pub fn orders(&self, other: &Interval) -> Orders {
        let can_be_less = |one: &Interval, other: &Interval| match (&one.low, &other.high) {
            (Some(low), Some(high)) => low.at < high.at,
            _ => true,
        };
        Orders { less: can_be_less(self, other), same: !self.meet(other).is_empty(), more: can_be_less(other, self) }
    }

    /// The interval as the end of a sentence, `lies between 0% and 100%`; none when it holds every number.
    #[must_use]
    pub fn words(&self, show: impl Fn(&Exact) -> String) -> Option<String> {
        let low = self.low.as_ref().map(|end| (if end.closed { "at least" } else { "more than" }, show(&end.at)));
        let high = self.high.as_ref().map(|end| (if end.closed { "at most" } else { "less than" }, show(&end.at)));
        Some(match (low, high) {
            (None, None) => return None,
            (Some((_, low)), Some((_, high))) if low == high => format!("is {low}"),
            (Some(("at least", low)), Some(("at most", high))) => format!("lies between {low} and {high}"),
            (Some((above, low)), Some((below, high))) => format!("is {above} {low} and {below} {high}"),
            (Some((how, end)), None) | (None, Some((how, end))) => format!("is {how} {end}"),
        })
    }

    /// `1 / x` for an `x` that is not nought; none when it can be on both sides of it.
    fn inverse(&self) -> Option<Interval> {
        let one = Exact::whole(1);
        if self.low.as_ref().is_some_and(|low| !low.at.is_negative()) {
            let turned = |end: &End| Some(End { at: one.over(&end.at)?, closed: end.closed });
            let low = match &self.high {
                Some(high) => turned(high)?,
                None => End { at: Exact::zero(), closed: false },
            };
            return Some(Interval { low: Some(low), high: self.low.as_ref().and_then(turned) });
        }
        let is_below = self.high.as_ref().is_some_and(|high| high.at.is_negative() || high.at.is_zero());
        is_below.then(|| self.negative().inverse()).flatten().map(|inverse| inverse.negative())
    }

    /// Without the ends that have grown too long to calculate with.
    fn bounded(self) -> Self {
        let short = |end: &End| end.at.bits() <= MOST_BITS;
        Interval { low: self.low.filter(short), high: self.high.filter(short) }
    }
}

/// The product of two ends. Nought times what has no end is nought: the other ends say how far it goes.
fn product(one: &Corner, other: &Corner) -> Corner {
    let is_negative = |corner: &Corner| match corner {
        Corner::Below => true,
        Corner::At(end) => end.at.is_negative(),
        Corner::Above => false,
    };
    let nought = |corner: &Corner| matches!(corner, Corner::At(end) if end.at.is_zero());
    let is_closed = |corner: &Corner| matches!(corner, Corner::At(end) if end.closed);
    let closed = (is_closed(one) && is_closed(other))
        || [one, other].into_iter().any(|corner| nought(corner) && is_closed(corner));
    match (one, other) {
        (Corner::At(one), Corner::At(other)) => Corner::At(End { at: &one.at * &other.at, closed }),
        _ if nought(one) || nought(other) => Corner::At(End { at: Exact::zero(), closed }),
        _ if is_negative(one) == is_negative(other) => Corner::Above,
        _ => Corner::Below,
    }
}

/// The order of two corners. Of two ends at one number, the closed one lies further out: later as a high end, earlier as a
/// low one.
fn order(one: &Corner, other: &Corner, high: bool) -> Ordering {
    let rank = |corner: &Corner| match corner {
        Corner::Below => 0,
        Corner::At(_) => 1,
        Corner::Above => 2,
    };
    match (one, other) {
        (Corner::At(one), Corner::At(other)) => {
            let further = if high { one.closed.cmp(&other.closed) } else { other.closed.cmp(&one.closed) };
            one.at.cmp(&other.at).then(further)
        }
        _ => rank(one).cmp(&rank(other)),
    }
}

fn low_corner(end: Option<&End>) -> Corner {
    end.cloned().map_or(Corner::Below, Corner::At)
}

fn high_corner(end: Option<&End>) -> Corner {
    end.cloned().map_or(Corner::Above, Corner::At)
}

fn earlier_low(one: Option<&End>, other: Option<&End>) -> Option<End> {
    if order(&low_corner(one), &low_corner(other), false).is_le() { one.cloned() } else { other.cloned() }
}

fn later_low(one: Option<&End>, other: Option<&End>) -> Option<End> {
    if order(&low_corner(one), &low_corner(other), false).is_ge() { one.cloned() } else { other.cloned() }
}

fn earlier_high(one: Option<&End>, other: Option<&End>) -> Option<End> {
    if order(&high_corner(one), &high_corner(other), true).is_le() { one.cloned() } else { other.cloned() }
}

fn later_high(one: Option<&End>, other: Option<&End>) -> Option<End> {
    if order(&high_corner(one), &high_corner(other), true).is_ge() { one.cloned() } else { other.cloned() }
}

/// The ways in which one number can compare with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orders {
    /// It can be less.
    pub less: bool,
    /// It can be the same.
    pub same: bool,
    /// It can be more.
    pub more: bool,
}

impl Orders {
    /// Nothing is known.
    pub const ANY: Orders = Orders { less: true, same: true, more: true };

    /// They are one value.
    pub const SAME: Orders = Orders { less: false, same: true, more: false };

    /// Those of which a comparison holds, or does not.
    #[must_use]
    pub fn of(comparison: Comparison, holds: bool) -> Self {
        let is = |order| comparison.holds(order) == holds;
        Orders { less: is(Ordering::Less), same: is(Ordering::Equal), more: is(Ordering::Greater) }
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: Orders) -> Self {
        let Orders { less, same, more } = other;
        Orders { less: self.less && less, same: self.same && same, more: self.more && more }
    }

    /// The same, asked the other way round.
    #[must_use]
    pub fn flipped(self) -> Self {
        Orders { less: self.more, same: self.same, more: self.less }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        !(self.less || self.same || self.more)
    }

    /// What a comparison comes to, if it can come to one thing only.
    #[must_use]
    pub fn decide(self, comparison: Comparison) -> Option<bool> {
        let (yes, no) = (self.and(Orders::of(comparison, true)), self.and(Orders::of(comparison, false)));
        match (yes.is_empty(), no.is_empty()) {
            (false, true) => Some(true),
            (true, false) => Some(false),
            _ => None,
        }
    }

    /// The words between two numbers that compare so.
    #[must_use]
    pub fn words(self) -> &'static str {
        match (self.less, self.same, self.more) {
            (true, false, false) => "less than",
            (true, true, false) => "at most",
            (false, true, false) => "the same as",
            (false, true, true) => "at least",
            (false, false, true) => "more than",
            _ => "not the same as",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An interval with small whole ends, and numbers in it.
    fn some() -> impl Strategy<Value = (Interval, Vec<Exact>)> {
        let end = || prop::option::of((-4_i64..5, any::<bool>()));
        (end(), end()).prop_filter_map("not empty", |(low, high)| {
            let end = |(at, closed): (i64, bool)| End { at: Exact::whole(at), closed };
            let interval = Interval { low: low.map(end), high: high.map(end) };
            let half = Exact::whole(1).over(&Exact::whole(2)).expect("no nought");
            let inside = |number: &Exact| !interval.meet(&Interval::point(number)).is_empty();
            let numbers: Vec<Exact> = (-12..13).map(|n| &Exact::whole(n) * &half).filter(inside).collect();
            (!numbers.is_empty()).then_some((interval, numbers))
        })
    }

    fn holds(interval: &Interval, number: &Exact) -> bool {
        !interval.meet(&Interval::point(number)).is_empty()
    }

    proptest! {
        #[test]
        fn every_result_lies_in_the_interval((a, xs) in some(), (b, ys) in some()) {
            let step = Exact::whole(2);
            for x in &xs {
                prop_assert!(holds(&a.negative(), &-x) && holds(&a.size(), &x.abs()));
                prop_assert!(holds(&a.rounded(&step), &x.half_up(&step)));
                for y in &ys {
                    prop_assert!(holds(&a.plus(&b), &(x + y)) && holds(&a.times(&b), &(x * y)), "{x} {y}");
                    prop_assert!(holds(&a.least(&b), x.min(y)) && holds(&a.greatest(&b), x.max(y)));
                    prop_assert!(holds(&a.hull(&b), x) && holds(&a.hull(&b), y));
                    if let Some(quotient) = x.over(y) {
                        prop_assert!(holds(&a.over(&b), &quotient), "{x} / {y}");
                    }
                    let orders = a.orders(&b);
                    let order = x.cmp(y);
                    let can = if order.is_lt() { orders.less } else if order.is_eq() { orders.same } else { orders.more };
                    prop_assert!(can, "{x} and {y}");
                    if order.is_lt() {
                        prop_assert!(holds(&a.below(&b, true), x) && holds(&b.above(&a, true), y));
                    }
                }
            }
        }
    }

    #[test]
    fn an_interval_is_said_in_words() {
        let show = ToString::to_string;
        let (nought, one) = (Exact::zero(), Exact::whole(1));
        assert_eq!(Interval::between(Some(&nought), Some(&one)).words(show).as_deref(), Some("lies between 0 and 1"));
        assert_eq!(Interval::all().above(&Interval::point(&one), true).words(show).as_deref(), Some("is more than 1"));
        assert_eq!(Interval::point(&one).words(show).as_deref(), Some("is 1"));
        assert_eq!(Interval::all().words(show), None);
    }
}
