//! The whole system on a laptop, and a telephone to call it with.
//!
//! Runs the functions' own code on an embedded AWS. Stand-ins take the place of what is not on this machine: a model,
//! and Twilio. Each says what it is. Nothing here is part of what is deployed.

pub mod announcement;

pub mod command;
mod consumer;
pub mod demonstration;
pub mod sample_events;
pub mod schedule;
pub mod system;
