//! What rule authors work with. It builds on packs, judging and reports, and none of these knows of it.

pub mod book;
pub mod changelog;
pub mod coverage;
pub mod edit;
pub mod explanation;
pub mod fixture;
pub mod mutants;
pub mod nudge;
pub mod page;
pub mod scaffold;
pub mod set;
pub mod snapshot;
pub mod testing;
