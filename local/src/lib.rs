//! The front desk on a developer's machine: composition and command line.
//!
//! Runs the functions' own code on an embedded AWS. Fakes replace the services that are not on this machine: the model
//! and Twilio. Each fake labels itself. Nothing here is deployed.

pub mod call_report;
pub mod command;
mod consumer;
pub mod demo;
pub mod evaluation;
pub mod manifest;
mod outbox;
pub mod redrive;
pub mod sample_events;
pub mod schedule;
pub mod system;
