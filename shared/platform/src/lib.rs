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
mod tls;
pub mod ttl_cache;

use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(2);

/// A new HTTP client of a function: it reuses connections and replaces one that died while the function was frozen.
#[must_use]
pub fn http_client() -> reqwest::Client {
    build_http_client(tls::client_config(), CONNECT)
}

/// An HTTP client with this TLS configuration.
fn build_http_client(tls: Result<rustls::ClientConfig, rustls::Error>, connect: Duration) -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .connect_timeout(connect)
        .pool_idle_timeout(Duration::from_mins(1))
        .redirect(reqwest::redirect::Policy::none());
    let builder = match tls {
        Ok(config) => builder.tls_backend_preconfigured(config),
        // Never reached with the cryptography that is linked. Without a root every server is refused.
        Err(_) => builder.tls_certs_only([]),
    };
    // Fails only where no TLS can be set up at all; the plain client then says so at the first request.
    builder.build().unwrap_or_default()
}
