//! Financial years and their quarters: from 1 April to 31 March.

use std::fmt;

use jiff::civil::Date;

/// A financial year, or one of its quarters. Ordered by time: quarters before the year that they end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    year: i16,
    quarter: Option<i8>,
}

impl Period {
    /// Reads `2006-07` or `2006-07 Q3`, as a person or a folder writes it.
    ///
    /// ```
    /// use plumbline::model::period::Period;
    /// let period = Period::read("2006-07 Q3").unwrap();
    /// assert_eq!(period.end().to_string(), "2006-12-31");
    /// assert_eq!(Period::read("2006-07-q3"), Some(period));
    /// assert_eq!(Period::read("2006-08 Q3"), None);
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (year, rest) = (text.get(..4)?, text.get(4..)?);
        let first: i16 = year.parse().ok().filter(|year| (1900..9000).contains(year))?;
        let rest = rest.strip_prefix(['-', '/'])?;
        let second: i16 = rest.get(..2)?.parse().ok().filter(|&second| (first + 1) % 100 == second)?;
        let quarter = match rest.get(2..)?.trim_start_matches([' ', '-']).to_ascii_uppercase().as_str() {
            "" if rest.len() == 2 => None,
            "Q1" => Some(1),
            "Q2" => Some(2),
            "Q3" => Some(3),
            "Q4" => Some(4),
            _ => return None,
        };
        debug_assert!(second < 100);
        Some(Period { year: first, quarter })
    }

    /// The first day.
    #[must_use]
    pub fn start(self) -> Date {
        match self.quarter {
            None | Some(1) => day(self.year, 4, 1),
            Some(2) => day(self.year, 7, 1),
            Some(3) => day(self.year, 10, 1),
            Some(_) => day(self.year + 1, 1, 1),
        }
    }

    /// The last day.
    #[must_use]
    pub fn end(self) -> Date {
        match self.quarter {
            Some(1) => day(self.year, 6, 30),
            Some(2) => day(self.year, 9, 30),
            Some(3) => day(self.year, 12, 31),
            None | Some(_) => day(self.year + 1, 3, 31),
        }
    }

    /// The financial year that this is, or lies in.
    #[must_use]
    pub fn year(self) -> Period {
        Period { quarter: None, ..self }
    }
}

/// The day itself; all that is asked for here exist.
fn day(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
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
        self.quarter.map_or(Ok(()), |quarter| write!(f, " Q{quarter}"))
    }
}
