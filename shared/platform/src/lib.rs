//! How the front desk touches the world: configuration, table, secrets, queue, Twilio, the model, time and telemetry.
//!
//! The rules of the trade are in `domain`; routes and TwiML are in the functions. Nothing here knows which function runs.

pub mod access;
pub mod agent;
pub mod aws;
pub mod call_end;
pub mod clock;
pub mod config;
pub mod connection;
pub mod engine;
pub mod front_desk;
pub mod http;
pub mod openai;
pub mod public_url;
pub mod queue;
pub mod random;
mod recent;
pub mod secrets;
pub mod store;
pub mod telemetry;
pub mod test_call;
pub mod twilio;

use std::time::Duration;

/// The one HTTP client of a function: a connection is reused, and one that died while the function was frozen is
/// replaced.
#[must_use]
pub fn http_client() -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(2))
        .pool_idle_timeout(Duration::from_mins(1))
        .redirect(reqwest::redirect::Policy::none());
    // Fails only where no TLS can be set up at all; the plain client then says so at the first request.
    builder.build().unwrap_or_default()
}
