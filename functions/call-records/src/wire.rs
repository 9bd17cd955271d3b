//! The JSON of what happened in calls.

pub(crate) mod appointment;
pub(crate) mod calendar;
pub(crate) mod call;
pub(crate) mod call_query;
pub(crate) mod caught;
pub(crate) mod customer_text;
pub(crate) mod emergency;
pub(crate) mod facts;
pub(crate) mod first_sound;
pub(crate) mod followed;
pub(crate) mod handling;
pub(crate) mod outcome;
pub(crate) mod recording;
pub(crate) mod search;
pub(crate) mod summary;
pub(crate) mod transcript;
pub(crate) mod visit;
pub(crate) mod webhook;
