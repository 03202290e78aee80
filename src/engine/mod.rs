//! The rules' engine: scripts are parsed with rhai, lowered to a typed form, and that form is evaluated.
//!
//! ```text
//! script ─language─▶ syntax ─lower (with table, thresholds)─▶ typed ─evaluate (with a lens, a scene)─▶ verdict, evidence
//!                       └──────────────── reference: rhai's own interpreter, to hold the typed form to ┘
//! ```

pub mod compile;
pub mod evaluate;
pub mod language;
pub mod lens;
pub mod lower;
pub mod reference;
mod said;
pub mod scene;
pub mod syntax;
pub mod table;
pub mod typed;
pub mod units;
pub mod walk;
