//! The JSON of what happened in calls.

pub(crate) mod appointment;
pub(crate) mod call;
pub(crate) mod handling;
pub(crate) mod outcome;
pub(crate) mod transcript;
pub(crate) mod visit;
