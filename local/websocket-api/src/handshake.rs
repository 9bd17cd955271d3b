//! The handshake of a connection: invokes `$connect`, and lets the client in or refuses it.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    body::Body,
    extract::ws::WebSocketUpgrade,
    http::{HeaderMap, HeaderName, Response, StatusCode, Uri, header},
};
use tokio::sync::oneshot;

use crate::{
    connections::OpenConnection,
    errors::refused,
    events::{self, ConnectionFacts},
    invocation::InvocationError,
    server::GatewayState,
    session,
};

pub(crate) async fn answer(
    gateway: Arc<GatewayState>,
    peer: SocketAddr,
    upgrade: WebSocketUpgrade,
    (uri, headers): (&Uri, &HeaderMap),
) -> Response<Body> {
    let (Ok(id), Ok(request_id)) = (events::random_id(), events::random_id()) else {
        return refused(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error");
    };
    let now = gateway.time.now();
    let facts = ConnectionFacts {
        id,
        connected_at: now,
        source_ip: peer.ip(),
        user_agent: text_of(headers, &header::USER_AGENT),
        host: text_of(headers, &header::HOST).unwrap_or_default(),
    };
    let event = events::connect((&gateway.names, &facts), (uri, headers), (&request_id, now));
    match invoke(&gateway, event).await {
        Ok(status) if (200..300).contains(&status) => {}
        Ok(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            return refused(status, status.canonical_reason().unwrap_or_default());
        }
        Err(error) => {
            tracing::warn!(%error, "a connection was not let in");
            return refused(StatusCode::BAD_GATEWAY, "Internal server error");
        }
    }
    let (connection, written) = OpenConnection::new(facts);
    gateway.connections.add(Arc::clone(&connection));
    let lost = (Arc::clone(&gateway), Arc::clone(&connection));
    upgrade
        .max_message_size(gateway.limits.message_bytes)
        .max_frame_size(gateway.limits.frame_bytes)
        .on_failed_upgrade(move |_| {
            tokio::spawn(session::report_lost(lost.0, lost.1));
        })
        .on_upgrade(move |socket| session::serve(gateway, connection, written, socket))
}

/// Invokes the function in a task of its own: it runs on if the client leaves meanwhile.
async fn invoke(gateway: &Arc<GatewayState>, event: serde_json::Value) -> Result<u16, InvocationError> {
    let (answered, answer) = oneshot::channel();
    let gateway = Arc::clone(gateway);
    tokio::spawn(async move {
        let invoked = gateway.integration.invoke(&gateway.time, event, |result| {
            let _ = answered.send(result);
        });
        tokio::select! { () = invoked => {}, () = gateway.stopped() => {} }
    });
    answer.await.unwrap_or_else(|_| Err(InvocationError::Fault("the API was stopped".to_owned())))
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
