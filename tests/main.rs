//! Tests of the whole system as Twilio and the API's clients see it: real HTTP, the real AWS clients on an embedded AWS, and
//! a scripted model server.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;
mod system;
