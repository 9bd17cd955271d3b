//! The JSON of what happened in calls.

pub(crate) mod call;
pub(crate) mod handling;
pub(crate) mod outcome;
pub(crate) mod summary;
pub(crate) mod transcript;
