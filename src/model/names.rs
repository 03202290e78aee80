//! Names as they vary in print.

use crate::source::Spanned;

/// A name, and the other names that it is printed under.
#[derive(Debug, Clone)]
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
    let words = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(one) == words(other)
}
