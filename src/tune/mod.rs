//! What would turn a verdict: the values of a threshold, or of a cell of the return, at which something changes.
//!
//! ```text
//! Trial (a return as it is) ─affected─▶ verdicts that an input has a part in
//!   ─run along a Ray, with the lens Along─▶ a Course each: pieces on each of which nothing turns
//! ```
//!
//! Numbers carry their straight-line dependence on the input, and each comparison notes where it would turn: so the answer
//! is exact, and no value is overlooked between two that were tried. Where a number depends on the input in another way,
//! every step is tried, and the answer says so.

mod along;
pub mod alternative;
pub mod course;
mod ledger;
pub mod margin;
pub mod steps;
pub mod trial;
