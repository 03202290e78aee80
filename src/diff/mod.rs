//! What a change of the rules, or of a return, comes to: every verdict that turned, the money, and what made each turn.
//!
//! It compares packs as written ([`packs`]) and reports ([`reports`]), and finds causes by making the edits one at a time
//! ([`difference`]); between two returns under one pack the causes are cells ([`cells`]). How that looks is `render`'s business.

pub mod causes;
pub mod cells;
pub mod packs;
pub mod reports;
pub mod sides;
pub mod tally;
mod trial;

pub use trial::difference;
