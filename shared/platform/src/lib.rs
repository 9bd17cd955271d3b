//! What every function stands on: settings, clock, random ids, a cache, telemetry, and the clients of AWS and HTTP.
//!
//! Knows nothing of companies, calls or the table.

pub mod aws;
pub mod clock;
pub mod config;
pub mod error_chain;
pub mod public_url;
pub mod random;
pub mod runtime;
pub mod telemetry;
pub mod ttl_cache;

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
