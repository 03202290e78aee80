//! Financial years, from 1 April to 31 March, with their halves, quarters and months.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// A financial year, or a part of one. Ordered by time: what ends earlier first, and parts before the wholes that they end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    year: i16,
    part: Part,
}

/// What of a year it is; the numbers count from 1, and months from April.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Year,
    Half(i8),
    Quarter(i8),
    Month(i8),
}

/// The months as they are written, in the order of a financial year.
const MONTHS: [&str; 12] = [
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "january",
    "february",
    "march",
];

impl Part {
    /// How many months it has, and the number that it bears among its like.
    fn months(self) -> (i8, i8) {
        match self {
            Part::Year => (12, 1),
            Part::Half(number) => (6, number),
            Part::Quarter(number) => (3, number),
            Part::Month(number) => (1, number),
        }
    }

    /// Reads `Q3`, `H1` or `M9`.
    fn read(text: &str) -> Option<Self> {
        let (letter, number) = text.split_at_checked(1)?;
        let number: i8 = number.parse().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?;
        let (most, part) = match letter {
            "H" | "h" => (2, Part::Half(number)),
            "Q" | "q" => (4, Part::Quarter(number)),
            "M" | "m" => (12, Part::Month(number)),
            _ => return None,
        };
        (1..=most).contains(&number).then_some(part)
    }
}

impl Period {
    /// Reads `2006-07`, `2006-07 H1`, `2006-07 Q3` or `2006-07 M9`, as a person or a folder writes it; a month also as
    /// `Dec 2006`. Months are counted from April.
    ///
    /// ```
    /// use plumbline::model::period::Period;
    /// let period = Period::read("2006-07 Q3").unwrap();
    /// assert_eq!(period.end().to_string(), "2006-12-31");
    /// assert_eq!(Period::read("2006-07-q3"), Some(period));
    /// assert_eq!(Period::read("2006-08 Q3"), None);
    /// assert_eq!(Period::read("Dec 2006"), Period::read("2006-07 M9"));
    /// assert_eq!(Period::read("Jan 2007").unwrap().to_string(), "2006-07 M10");
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (year, rest) = (text.get(..4)?, text.get(4..)?);
        let Some(first) = year_of(year) else { return Self::read_month(text) };
        let rest = rest.strip_prefix(['-', '/'])?;
        let next = rest.get(..2).filter(|next| next.bytes().all(|byte| byte.is_ascii_digit()))?;
        next.parse().ok().filter(|&next: &i16| (first + 1) % 100 == next)?;
        let part = match rest.get(2..)? {
            "" => Part::Year,
            part => Part::read(part.trim_start_matches([' ', '-']))?,
        };
        Some(Period { year: first, part })
    }

    /// Reads `Dec 2006`, or more of the month's name.
    fn read_month(text: &str) -> Option<Self> {
        let (name, year) = text.split_once([' ', '-'])?;
        let (name, year) = (name.to_ascii_lowercase(), year_of(year.trim_start())?);
        let at = MONTHS.iter().position(|month| name.len() >= 3 && month.starts_with(&name))?;
        let number = i8::try_from(at + 1).ok()?;
        Some(Period { year: if number > 9 { year - 1 } else { year }, part: Part::Month(number) })
    }

    /// The first day.
    #[must_use]
    pub fn start(self) -> Date {
        let (months, number) = self.part.months();
        let before = months * (number - 1);
        if before < 9 {
            jiff::civil::date(self.year, 4 + before, 1)
        } else {
            jiff::civil::date(self.year + 1, before - 8, 1)
        }
    }

    /// The last day.
    #[must_use]
    pub fn end(self) -> Date {
        let (months, number) = self.part.months();
        let through = months * number;
        let last = if through <= 9 {
            jiff::civil::date(self.year, 3 + through, 1)
        } else {
            jiff::civil::date(self.year + 1, through - 9, 1)
        };
        last.last_of_month()
    }

    /// The financial year that this is, or lies in.
    #[must_use]
    pub fn year(self) -> Period {
        Period { part: Part::Year, ..self }
    }

    /// The period of the same length before this one.
    ///
    /// ```
    /// use plumbline::model::period::Period;
    /// assert_eq!(Period::read("2006-07 Q1").unwrap().before(), Period::read("2005-06 Q4").unwrap());
    /// ```
    #[must_use]
    pub fn before(self) -> Period {
        let earlier = |number: i8, most: i8, part: fn(i8) -> Part| match number {
            1 => Period { year: self.year - 1, part: part(most) },
            _ => Period { part: part(number - 1), ..self },
        };
        match self.part {
            Part::Year => self.year_before(),
            Part::Half(number) => earlier(number, 2, Part::Half),
            Part::Quarter(number) => earlier(number, 4, Part::Quarter),
            Part::Month(number) => earlier(number, 12, Part::Month),
        }
    }

    /// The same period of the year before.
    #[must_use]
    pub fn year_before(self) -> Period {
        Period { year: self.year - 1, ..self }
    }

    /// How many months it has.
    #[must_use]
    pub fn months(self) -> i8 {
        self.part.months().0
    }

    /// Whether it ends where a part of the year of so many months ends.
    #[must_use]
    pub fn ends_part_of(self, months: i8) -> bool {
        let end = self.end();
        end.checked_add(1.day()).is_ok_and(|next| (next.month() + 8) % months == 0)
    }

    /// The first day of so many months that end with it.
    ///
    /// ```
    /// use plumbline::model::period::Period;
    /// assert_eq!(Period::read("2006-07 Q1").unwrap().months_before_end(12).to_string(), "2005-07-01");
    /// ```
    #[must_use]
    pub fn months_before_end(self, months: i8) -> Date {
        let end = self.end();
        end.first_of_month().checked_sub((months - 1).months()).unwrap_or(end)
    }

    /// Whether it has a day in common with another.
    #[must_use]
    pub fn overlaps(self, other: Period) -> bool {
        self.start() <= other.end() && other.start() <= self.end()
    }
}

/// A year of four digits.
fn year_of(text: &str) -> Option<i16> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| is_year && (1900..9000).contains(year))
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.end(), other.start()).cmp(&(other.end(), self.start()))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year, (self.year + 1) % 100)?;
        match self.part {
            Part::Year => Ok(()),
            Part::Half(number) => write!(f, " H{number}"),
            Part::Quarter(number) => write!(f, " Q{number}"),
            Part::Month(number) => write!(f, " M{number}"),
        }
    }
}
