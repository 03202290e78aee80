//! What stands where a value should stand: the value, or why there is none.
//!
//! Blank, unknown, zero, not available and not applicable are five things; this is where they are told apart.

use crate::source::{Span, Spanned};

/// A value with its place, or the gap that stands there instead.
pub type Entry<T> = Result<Spanned<T>, Gap>;

/// A place without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Why there is no value.
    pub why: Why,
    /// Where it is said, or, as a caret, where the value should be.
    pub span: Span,
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The field is not there at all.
    Absent,
    /// The field is there and empty.
    Blank,
    /// It says that nobody knows: `£ ?`, `unknown`.
    Unknown,
    /// It says that there is no figure: `not available`.
    NotAvailable,
    /// It says that there can be no figure: `not applicable`.
    NotApplicable,
    /// Something stands there that could not be read; a diagnostic says why.
    Unreadable,
    /// What it would be made from does not allow it; the words end a sentence that begins with its name.
    Undefined(&'static str),
}

impl Why {
    /// The end of a sentence that begins with the field's name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Why::Absent => "is not given",
            Why::Blank => "is blank",
            Why::Unknown => "is unknown",
            Why::NotAvailable => "is not available",
            Why::NotApplicable => "is not applicable",
            Why::Unreadable => "could not be read",
            Why::Undefined(words) => words,
        }
    }

    /// Whether an optional field with this gap is one that is simply not given. What is unknown or unreadable is not:
    /// there is a value, and it cannot be told.
    #[must_use]
    pub fn is_no_value(self) -> bool {
        matches!(self, Why::Absent | Why::Blank | Why::NotAvailable | Why::NotApplicable)
    }

    /// The gap that a text stands for, if it says that there is no value. A dash alone is a blank; two points and a star are
    /// how statistics print what is not available and what is withheld.
    ///
    /// ```
    /// use plumbline::document::Why;
    /// assert_eq!(Why::said_by("£ ?"), Some(Why::Unknown));
    /// assert_eq!(Why::said_by("0"), None);
    /// ```
    #[must_use]
    pub fn said_by(text: &str) -> Option<Why> {
        if matches!(text.trim(), "-" | "–" | "—") {
            return Some(Why::Blank);
        }
        let bare: String = text.trim_start_matches('£').trim().to_lowercase().replace(['_', '-'], " ");
        match bare.as_str() {
            "" if text.is_empty() => Some(Why::Blank),
            "?" | "unknown" | "not known" | "tbc" | "to be confirmed" | "awaited" => Some(Why::Unknown),
            "n/a" | "na" | "not available" | ".." | "*" => Some(Why::NotAvailable),
            "not applicable" => Some(Why::NotApplicable),
            "not stated" | "not given" | "not printed" => Some(Why::Absent),
            _ => None,
        }
    }
}

/// A value out of a fixed list of words.
pub trait Choice: Copy + 'static {
    /// What is chosen, for a message: `a band`.
    const WHAT: &'static str;
    /// Every word, in order, as rules and files write it.
    const WORDS: &'static [&'static str];

    /// The choice that a word stands for. Blanks and hyphens count as underscores, and capitals do not count.
    fn from_word(word: &str) -> Option<Self>;

    /// Its word.
    fn word(self) -> &'static str;
}

/// Declares an enum as a [`Choice`].
#[macro_export]
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident: $what:literal { $($(#[$about:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$about])* $variant),* }

        impl $crate::document::Choice for $name {
            const WHAT: &'static str = $what;
            const WORDS: &'static [&'static str] = &[$($word),*];

            fn from_word(word: &str) -> Option<Self> {
                match $crate::document::plain_word(word).as_str() {
                    $($word => Some($name::$variant),)*
                    _ => None,
                }
            }

            fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
    };
}

/// A word as lists of words hold it: `In kind` becomes `in_kind`.
#[must_use]
pub fn plain_word(word: &str) -> String {
    word.split([' ', '-', '_']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_").to_lowercase()
}
