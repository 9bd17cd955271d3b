//! Moves the data of an earlier, single-company system into a company of this one.
//!
//! Rows of text ([`source`]) become typed records by a mapping, without any I/O; the store writes them in batches. The ids derive
//! from the keys of the earlier system, so that a repeated import changes nothing.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command reports on standard output")]

pub mod command;
pub mod load;
pub mod mapping;
pub mod parse;
pub mod records;
pub mod report;
pub mod row;
pub mod settings;
pub mod source;
pub mod target;
pub mod verify;
