//! What rule authors work with. It builds on packs, judging and reports, and none of these knows of it.

pub mod book;
pub mod cells;
pub mod changelog;
pub mod coverage;
pub mod edit;
pub mod explanation;
pub mod fixture;
pub mod mutants;
pub mod nudge;
pub mod page;
pub mod past;
pub mod pin;
pub mod review;
pub mod scaffold;
pub mod set;
pub mod snapshot;
pub mod testing;
pub mod watch;
pub mod words;
