//! The tests, a module a level.
