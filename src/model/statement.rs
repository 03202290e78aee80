//! What the text of a return states: a figure as it is written, and what it is about.

use jiff::civil::Date;

use super::OwnUnit;
use crate::document::{Entry, scalar};
use crate::number::Exact;
use crate::source::{Span, Spanned};

/// Something that the text states.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What is stated.
    pub text: Entry<String>,
    /// The paper that states it.
    pub paper: Entry<String>,
    /// The date of that paper.
    pub dated: Entry<Date>,
    /// The figure, as it is written.
    pub value: Entry<Written>,
    /// The whole that the figure is stated to be a part of.
    pub of: Entry<Exact>,
    /// What it is about; none when it does not say that it is about anything that the return or the agreement holds.
    pub about: Option<Spanned<About>>,
    /// The cells that say what it is about.
    pub about_cells: Vec<Span>,
    /// A name that statements of the same fact share.
    pub fact: Entry<String>,
    /// What the figure was worked out from, where it is an increase: from what, to what.
    pub change: Option<(Entry<Exact>, Entry<Exact>)>,
    /// A day that it names.
    pub on: Entry<Date>,
    /// A day that must lie before that one.
    pub after: Entry<Date>,
    /// The whole statement.
    pub span: Span,
}

/// What a statement is about.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// Figures of a table: of some columns, in one line or in all.
    Figures {
        /// The table, by its place among the tables.
        table: usize,
        /// The columns, by their places.
        columns: Vec<usize>,
        /// The line, by its place; else the totals.
        line: Option<usize>,
    },
    /// How many lines a table has.
    Lines {
        /// The table, by its place among the tables.
        table: usize,
        /// Only those with this rating, as a rule writes it.
        rating: Option<crate::model::words::Band>,
        /// Only those with a figure in one of these columns.
        with: Vec<usize>,
    },
    /// How many different things a column of words names.
    Things {
        /// The table, by its place among the tables.
        table: usize,
        /// The column of words, by its place.
        column: usize,
    },
    /// The most that the reward can come to.
    RewardPot,
    /// How many reward targets there are.
    RewardTargets,
    /// How many blocks there are.
    Blocks,
    /// The ceiling of a fund, by its place.
    Ceiling(usize),
    /// The figure of an indicator, by its place.
    Indicator(usize),
    /// Something that is named and could not be found.
    Unread,
}

/// A figure as a text writes it, and what it may stand for: `£140k` is anything that rounds to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The text itself.
    pub text: String,
    /// The figure.
    pub value: Exact,
    /// The least that it can stand for.
    pub least: Option<Exact>,
    /// The most that it can stand for.
    pub most: Option<Exact>,
    /// Its unit, as far as it is written.
    pub unit: OwnUnit,
}

/// Words before a figure that say that it is rounded.
const ABOUT: [&str; 6] = ["about", "around", "some", "approximately", "roughly", "nearly"];
/// Words before a figure that say that it may be more.
const AT_LEAST: [&str; 4] = ["at least", "over", "more than", "a minimum of"];
/// Words before a figure that say that it may be less.
const AT_MOST: [&str; 4] = ["at most", "up to", "under", "less than"];

impl Written {
    /// Reads a figure as a text writes it. A figure in full digits is exact; one with `k`, `m` or `bn`, or after `about`, is
    /// rounded at its last digit that is not nought; a percentage is rounded at its last digit.
    ///
    /// ```
    /// use plumbline::{model::statement::Written, number::Exact};
    /// let gap = Written::read("about £2.7m").unwrap();
    /// assert_eq!((gap.least, gap.most), (Some(Exact::whole(2_650_000)), Some(Exact::whole(2_750_000))));
    /// assert_eq!(Written::read("£190k").unwrap().least, Some(Exact::whole(185_000)));
    /// assert_eq!(Written::read("66").unwrap().least, Some(Exact::whole(66)));
    /// assert_eq!(Written::read("at least £1.2m").unwrap().most, None);
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let said = |words: &[&str]| words.iter().find_map(|word| after_word(text, word));
        let (rest, about, open) = match (said(&ABOUT), said(&AT_LEAST), said(&AT_MOST)) {
            (Some(rest), _, _) => (rest, true, None),
            (_, Some(rest), _) => (rest, false, Some(true)),
            (_, _, Some(rest)) => (rest, false, Some(false)),
            _ => (text, false, None),
        };
        let (digits, percent) = rest.strip_suffix('%').map_or((rest, false), |digits| (digits.trim_end(), true));
        let (digits, times) = scaled(digits);
        let number = scalar::money(digits).ok()?;
        let value = &number * &times;
        let rounded = about || percent || times != Exact::whole(1);
        let half = if rounded { half_step(digits, percent && !about) } else { Exact::zero() };
        let half = &half * &times;
        let (least, most) = (&value - &half, &value + &half);
        let unit = match (percent, digits.contains('£')) {
            (true, _) => OwnUnit::Percent,
            (_, true) => OwnUnit::Money,
            _ => OwnUnit::Plain,
        };
        Some(Written {
            text: text.to_owned(),
            value,
            least: (open != Some(false)).then_some(least),
            most: (open != Some(true)).then_some(most),
            unit,
        })
    }

    /// Whether both may stand for one figure.
    #[must_use]
    pub fn agrees(&self, other: &Written) -> bool {
        let below = |most: &Option<Exact>, least: &Option<Exact>| {
            most.as_ref().zip(least.as_ref()).is_some_and(|(most, least)| most < least)
        };
        !below(&self.most, &other.least) && !below(&other.most, &self.least)
    }
}

fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (head, rest) = (text.get(..word.len())?, text.get(word.len()..)?);
    (head.eq_ignore_ascii_case(word) && rest.starts_with(' ')).then(|| rest.trim_start())
}

/// The digits, and what they are multiplied by: `140k` is 140 thousands.
fn scaled(text: &str) -> (&str, Exact) {
    let words =
        [("bn", 1_000_000_000), ("billion", 1_000_000_000), ("m", 1_000_000), ("million", 1_000_000), ("k", 1000)];
    let found = words.iter().find_map(|&(word, times)| {
        let at = text.len().checked_sub(word.len())?;
        let (digits, ending) = (text.get(..at)?, text.get(at..)?);
        (ending.eq_ignore_ascii_case(word) && digits.trim_end().ends_with(|c: char| c.is_ascii_digit()))
            .then(|| (digits.trim_end(), Exact::whole(times)))
    });
    found.unwrap_or((text, Exact::whole(1)))
}

/// Half of the step that a figure is rounded to: that of its last digit, or of its last digit that is not nought.
fn half_step(digits: &str, to_the_last: bool) -> Exact {
    let half = Exact::whole(1).over(&Exact::whole(2)).unwrap_or_else(Exact::zero);
    let bare: String = digits.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let (whole, part) = bare.split_once('.').unwrap_or((&bare, ""));
    let (ten, tenth) = (Exact::whole(10), &Exact::hundredth() * &Exact::whole(10));
    let times = |by: &Exact, count: usize| (0..count).fold(half.clone(), |step, _| &step * by);
    if !part.is_empty() {
        return times(&tenth, part.len());
    }
    let noughts = whole.len() - whole.trim_end_matches('0').len();
    if to_the_last || noughts == whole.len() { half } else { times(&ten, noughts) }
}
