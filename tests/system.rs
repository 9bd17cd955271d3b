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
#[path = "system/alarms.rs"]
mod alarms;
#[path = "system/bad_days.rs"]
mod bad_days;
#[path = "system/bad_input.rs"]
mod bad_input;
#[path = "system/calls.rs"]
mod calls;
#[path = "system/companies.rs"]
mod companies;
#[path = "system/configuration.rs"]
mod configuration;
#[path = "system/connecting.rs"]
mod connecting;
#[path = "system/connection_check.rs"]
mod connection_check;
#[path = "system/danger.rs"]
mod danger;
#[path = "system/deployment.rs"]
mod deployment;
#[path = "system/description.rs"]
mod description;
#[path = "system/directory.rs"]
mod directory;
#[path = "system/documents.rs"]
mod documents;
#[path = "system/erasing.rs"]
mod erasing;
#[path = "system/events.rs"]
mod events;
#[path = "system/guides.rs"]
mod guides;
#[path = "system/keys.rs"]
mod keys;
#[path = "system/numbers.rs"]
mod numbers;
#[path = "system/people.rs"]
mod people;
#[path = "system/permissions.rs"]
mod permissions;
#[path = "system/previewing.rs"]
mod previewing;
#[path = "system/repeats.rs"]
mod repeats;
#[path = "system/settings.rs"]
mod settings;
#[path = "system/test_mode.rs"]
mod test_mode;
#[path = "system/trying.rs"]
mod trying;
#[path = "system/unfinished.rs"]
mod unfinished;
#[path = "system/versions.rs"]
mod versions;
#[path = "system/wire.rs"]
mod wire;
