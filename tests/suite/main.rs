//! The tests, a module a level. The end of the README says what each level asks.

#![expect(clippy::print_stdout, reason = "the differential test says how much agreed")]

mod bounds;
mod change;
mod cli;
mod differential;
mod explain;
mod explained;
mod formats;
mod fuzz;
mod generate;
mod laws;
mod load;
mod quarter;
mod reading;
mod returns;
mod rules;
mod set;
mod support;
mod tidy;
