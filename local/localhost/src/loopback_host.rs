//! The host names under which a browser on this machine reaches a local server.
//!
//! A page of another site can make its own name resolve to 127.0.0.1 (DNS rebinding) and then reads what a local server
//! answers. Its requests still carry its name in `Host`.

use axum::{
    Router,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};

/// Answers only requests to `127.0.0.1`, `localhost` or `[::1]`, on any port. Others get 421 Misdirected Request.
pub fn only_loopback_hosts(router: Router) -> Router {
    router.route_layer(from_fn(check))
}

async fn check(request: Request, next: Next) -> Response {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    // HTTP/2 has the host in the URI instead.
    let in_uri = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let is_loopback = match (hosts.next(), hosts.next(), in_uri) {
        (Some(host), None, None) => host.to_str().is_ok_and(is_loopback),
        (Some(host), None, Some(in_uri)) => host.to_str().is_ok_and(is_loopback) && is_loopback(in_uri),
        (None, _, Some(in_uri)) => is_loopback(in_uri),
        _ => false,
    };
    if is_loopback {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "This server answers only on 127.0.0.1 and localhost.\n").into_response()
    }
}

/// Whether `host` is the name of the loopback interface, with or without a port.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_loopback_interface_are_accepted() {
        for host in ["127.0.0.1", "127.0.0.1:8080", "localhost", "LocalHost:1", "[::1]", "[::1]:8080"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            ":8080",
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "127.0.0.1@evil.example",
            "evil.example#localhost",
            "localhost:",
            "localhost:port",
            "0.0.0.0",
            "127.0.0.1:8080:1",
            "::1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
