//! How problems are shown. Each file here turns the same data into one form of text.
//!
//! Nothing here knows why something is a problem, nor where its output goes: whether there is a terminal, how wide it is
//! and whether it wants colour is for the caller to say.

pub mod book;
pub mod concise;
pub mod covered;
mod cut;
pub mod diff;
pub mod diff_json;
pub mod diff_markdown;
pub mod explain;
pub mod grant;
pub mod json;
pub mod judgement;
pub mod lint;
pub mod margin;
pub mod margin_json;
pub mod paint;
pub mod payments;
pub mod payments_json;
pub mod report;
pub mod safe;
pub mod terminal;
pub mod tested;
pub mod tested_json;
pub mod tested_junit;
pub mod tune;
pub mod tune_json;
mod undecided;
