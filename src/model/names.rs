//! Names as they vary in print.

use crate::source::Spanned;

/// A name, and the other names that it is printed under.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The name proper.
    pub name: Spanned<String>,
    /// Other spellings.
    pub also: Vec<Spanned<String>>,
}

impl Named {
    /// Whether a printed name means this; capitals and blanks do not count.
    #[must_use]
    pub fn is_called(&self, printed: &str) -> bool {
        same_name(&self.name.value, printed) || self.also.iter().any(|also| same_name(&also.value, printed))
    }
}

/// Whether two printed names are the same, but for capitals and blanks.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

/// What all printed names that are the same come to: to look one up among many.
#[must_use]
pub fn plain_name(name: &str) -> String {
    letters(name).collect()
}

/// The letters of a name without capitals, with one blank behind each word.
fn letters(name: &str) -> impl Iterator<Item = char> {
    name.split_whitespace().flat_map(|word| word.chars().flat_map(char::to_lowercase).chain([' ']))
}
