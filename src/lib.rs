//! Plumbline judges the returns of outcome agreements by rules that are scripts.

pub mod diagnostic;
pub mod document;
pub mod intake;
pub mod model;
pub mod number;
pub mod source;
