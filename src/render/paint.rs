//! Words in colour, where the look has colour.

use super::terminal::Look;

/// What a colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Taken away, or not as it should be.
    Red,
    /// New, or as it should be.
    Green,
    /// To be looked at.
    Yellow,
    /// Beside the matter.
    Dim,
    /// What a part is about.
    Bold,
}

/// A text that is safe to print, in a colour.
#[must_use]
pub fn paint(text: &str, paint: Paint, look: Look) -> String {
    if !look.colour || text.is_empty() {
        return text.to_owned();
    }
    let code = match paint {
        Paint::Red => 31,
        Paint::Green => 32,
        Paint::Yellow => 33,
        Paint::Dim => 2,
        Paint::Bold => 1,
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}
