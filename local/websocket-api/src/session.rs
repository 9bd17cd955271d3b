//! One open connection: reads its messages, invokes the function with each, writes what is sent to it, and ends it.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::{
    SinkExt, StreamExt,
    future::BoxFuture,
    stream::{FuturesUnordered, SplitSink, SplitStream},
};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite;

use crate::{
    connections::{OpenConnection, OutgoingFrame},
    errors::error_frame,
    events,
    server::GatewayState,
};

/// How long the other side may take to answer a close frame.
const CLOSING: SignedDuration = SignedDuration::from_secs(5);

/// What came out of a socket.
enum ReceivedFrame {
    Text(String),
    /// A ping or a pong.
    Control,
    /// The client closed it: the code and the reason.
    Closed(u16, String),
    /// The client broke a rule: how to close the connection.
    Unacceptable(u16, &'static str),
}

type RunningInvocations<'a> = FuturesUnordered<BoxFuture<'a, ()>>;

/// Serves a connection until it is closed, and then until its last invocation has ended.
pub(crate) async fn serve(
    gateway: Arc<GatewayState>,
    connection: Arc<OpenConnection>,
    written: mpsc::UnboundedReceiver<OutgoingFrame>,
    socket: WebSocket,
) {
    let (sink, mut stream) = socket.split();
    let mut writer = tokio::spawn(write(sink, written));
    // Invocations run beside each other. This task polls them, in the order of their messages, and outlives the socket for them.
    let mut invocations = RunningInvocations::new();
    let served = serve_messages(&gateway, &connection, &mut stream, &mut invocations);
    let (code, reason) = tokio::select! {
        closed = served => closed,
        () = gateway.stopped() => return writer.abort(),
    };
    gateway.connections.remove(&connection.facts.id);
    if !gateway.loses_disconnects {
        invocations.push(Box::pin(report_end(&gateway, &connection, code, reason)));
    }
    // A close frame of ours must be out before the socket is dropped.
    let answered = async {
        if connection.is_closed_here() {
            let _ = (&mut writer).await;
        }
        while let Some(Ok(_)) = stream.next().await {}
    };
    let patience = gateway.time.wait_until(later(gateway.time.now(), CLOSING));
    let closing = async {
        tokio::select! { () = answered => {}, () = patience => {} }
    };
    let ended = async { while invocations.next().await.is_some() {} };
    tokio::select! {
        _ = async { tokio::join!(closing, ended) } => {}
        () = gateway.stopped() => {}
    }
    writer.abort();
}

/// Invokes the function with each message until the connection is closed. Returns the code and the reason.
async fn serve_messages<'a>(
    gateway: &'a GatewayState,
    connection: &'a OpenConnection,
    stream: &mut SplitStream<WebSocket>,
    invocations: &mut RunningInvocations<'a>,
) -> (u16, String) {
    loop {
        let until = ends_at(gateway, connection);
        tokio::select! {
            biased;
            (code, reason) = connection.closed_here() => return (code, reason.to_owned()),
            Some(()) = invocations.next() => {}
            frame = stream.next() => match received(frame) {
                ReceivedFrame::Text(text) => {
                    connection.was_active(gateway.time.now());
                    invocations.push(Box::pin(invoke(gateway, connection, text)));
                }
                ReceivedFrame::Control => {}
                ReceivedFrame::Closed(code, reason) => return (code, reason),
                ReceivedFrame::Unacceptable(code, reason) => connection.close(code, reason),
            },
            // A post may have moved the end meanwhile.
            () = gateway.time.wait_until(until) => if ends_at(gateway, connection) <= gateway.time.now() {
                connection.close(1001, "Going away");
            },
        }
    }
}

/// When a limit ends the connection, if no message moves it.
fn ends_at(gateway: &GatewayState, connection: &OpenConnection) -> Timestamp {
    let idle_until = later(connection.last_active_at(), gateway.limits.idle);
    idle_until.min(later(connection.facts.connected_at, gateway.limits.life))
}

fn received(frame: Option<Result<Message, axum::Error>>) -> ReceivedFrame {
    match frame {
        Some(Ok(Message::Text(text))) => ReceivedFrame::Text(text.as_str().to_owned()),
        // AWS: "If a client app sends a binary frame, API Gateway rejects it and disconnects the client with code 1003."
        Some(Ok(Message::Binary(_))) => ReceivedFrame::Unacceptable(1003, "Unsupported data"),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => ReceivedFrame::Control,
        Some(Ok(Message::Close(Some(frame)))) => ReceivedFrame::Closed(frame.code, frame.reason.as_str().to_owned()),
        Some(Ok(Message::Close(None))) => {
            ReceivedFrame::Closed(1005, "Client-side close frame status not set".to_owned())
        }
        Some(Err(error)) if is_too_long(&error) => ReceivedFrame::Unacceptable(1009, "Message too long"),
        Some(Err(_)) | None => ReceivedFrame::Closed(1006, "Connection closed abnormally".to_owned()),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let source = std::error::Error::source(error);
    let source = source.and_then(|source| source.downcast_ref::<tungstenite::Error>());
    matches!(source, Some(tungstenite::Error::Capacity(_)))
}

async fn invoke(gateway: &GatewayState, connection: &OpenConnection, text: String) {
    let now = gateway.time.now();
    let (Ok(request_id), Ok(message_id)) = (events::random_id(), events::random_id()) else { return };
    let event = events::message((&gateway.names, &connection.facts), (&request_id, now), &message_id, &text);
    let delay = gateway.integration.delay();
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let report = |result: Result<u16, _>| {
        if let Err(error) = result {
            tracing::warn!(%error, "a message was not handled");
            connection.send(error_frame(&connection.facts.id, &request_id));
        }
    };
    gateway.integration.invoke(&gateway.time, event, report).await;
}

async fn report_end(gateway: &GatewayState, connection: &OpenConnection, code: u16, reason: String) {
    let Ok(request_id) = events::random_id() else { return };
    let of = (&gateway.names, &connection.facts);
    let event = events::disconnect(of, (&request_id, gateway.time.now()), (code, &reason));
    gateway.integration.invoke(&gateway.time, event, |_| {}).await;
}

/// A client that left before its handshake was answered.
pub(crate) async fn report_lost(gateway: Arc<GatewayState>, connection: Arc<OpenConnection>) {
    gateway.connections.remove(&connection.facts.id);
    if !gateway.loses_disconnects {
        report_end(&gateway, &connection, 1006, "Connection closed abnormally".to_owned()).await;
    }
}

async fn write(mut sink: SplitSink<WebSocket, Message>, mut written: mpsc::UnboundedReceiver<OutgoingFrame>) {
    while let Some(frame) = written.recv().await {
        let (message, is_last) = match frame {
            OutgoingFrame::Text(text) => (Message::Text(text.into()), false),
            OutgoingFrame::Close(code, reason) => {
                (Message::Close(Some(CloseFrame { code, reason: reason.into() })), true)
            }
        };
        if sink.send(message).await.is_err() || is_last {
            return;
        }
    }
}

fn later(instant: Timestamp, duration: SignedDuration) -> Timestamp {
    instant.saturating_add(duration).unwrap_or(Timestamp::MAX)
}
