//! The whole system, as Twilio sees it: real HTTP, the real AWS clients on an embedded AWS, and a model that answers as
//! it is told. Each module is something the product promises.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

#[path = "system/access.rs"]
mod access;
#[path = "system/bad_days.rs"]
mod bad_days;
#[path = "system/bad_input.rs"]
mod bad_input;
#[path = "system/calls.rs"]
mod calls;
#[path = "system/companies.rs"]
mod companies;
#[path = "system/danger.rs"]
mod danger;
#[path = "system/deployment.rs"]
mod deployment;
#[path = "system/description.rs"]
mod description;
#[path = "system/documents.rs"]
mod documents;
#[path = "system/events.rs"]
mod events;
#[path = "system/guides.rs"]
mod guides;
#[path = "system/numbers.rs"]
mod numbers;
#[path = "system/permissions.rs"]
mod permissions;
#[path = "system/repeats.rs"]
mod repeats;
#[path = "system/settings.rs"]
mod settings;
#[path = "system/wire.rs"]
mod wire;
