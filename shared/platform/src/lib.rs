//! The base of every function: settings, clock, random ids, a cache, telemetry, traces, and the AWS and HTTP clients.
//!
//! Knows nothing of companies, calls or the table.

pub mod aws;
pub mod clock;
pub mod config;
pub mod error_chain;
pub mod key_ring;
pub mod public_url;
pub mod random;
pub mod runtime;
pub mod sealing;
pub mod security_event;
pub mod telemetry;
pub mod tls;
pub mod trace;
pub mod ttl_cache;

/// Boxes the future of an async function that other crates await. Without it, the function and all that it awaits are compiled
/// again in each of those crates (ADR 25). The macro was made for recursion; nothing here recurses.
pub use async_recursion::async_recursion as boxed;

use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(2);

/// Makes the HTTP client of a function. It reuses connections, and replaces a connection that broke while the function
/// was frozen.
#[must_use]
pub fn http_client() -> reqwest::Client {
    build_http_client(tls::client_config(), CONNECT)
}

/// The builder of a client with the process's TLS configuration, for a client with rules of its own. It follows no redirect.
pub fn http_client_builder(connect: Duration) -> reqwest::ClientBuilder {
    client_builder(tls::client_config(), connect)
}

fn client_builder(tls: Result<rustls::ClientConfig, rustls::Error>, connect: Duration) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder()
        .connect_timeout(connect)
        .pool_idle_timeout(Duration::from_mins(1))
        .redirect(reqwest::redirect::Policy::none());
    match tls {
        Ok(config) => builder.tls_backend_preconfigured(config),
        // Unreachable with the linked cryptography. Without roots, the client rejects every server.
        Err(_) => builder.tls_certs_only([]),
    }
}

/// Makes an HTTP client with this TLS configuration.
fn build_http_client(tls: Result<rustls::ClientConfig, rustls::Error>, connect: Duration) -> reqwest::Client {
    let builder = client_builder(tls, connect);
    // Fails only if TLS cannot be set up at all. The default client then fails at the first request.
    builder.build().unwrap_or_default()
}
