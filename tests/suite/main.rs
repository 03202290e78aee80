//! The tests, a module a level. The end of the README says what each level asks.

#![expect(clippy::print_stdout, reason = "the differential test says how much agreed")]

mod again;
mod amiss;
mod bands;
mod book;
mod bounds;
mod change;
mod cli;
mod colours;
mod copies;
#[path = "../bench/county.rs"]
mod county;
mod diff;
mod differential;
mod editions;
mod explain;
mod explained;
mod formats;
mod funding;
mod fuzz;
mod generate;
mod history;
mod kinds_of_value;
mod laws;
mod laws_of_money;
mod lint;
mod load;
mod loan_by_hand;
mod loop_of_change;
mod northshire;
mod quarter;
mod reading;
mod returns;
mod rules;
mod scaffold;
mod set;
mod set_command;
mod slips;
mod support;
mod test_command;
mod thresholds;
mod tidy;
mod tune;
mod tutorial;
mod watch;
