//! The events of API Gateway's WebSocket API. Source: AWS, "Integration request for WebSocket APIs", and events that were seen.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use store::ConnectionId;

/// An event of the function.
#[derive(Debug)]
pub(crate) enum StreamEvent {
    /// A socket is being opened.
    Connect(Handshake),
    /// A message arrived.
    Message {
        /// The connection.
        connection: ConnectionId,
        /// The message.
        body: String,
        /// When API Gateway received it, if the event says so.
        arrived: Option<Timestamp>,
    },
    /// A socket has been closed. It is reported once, and not always.
    Disconnect,
    /// Messages of the queue.
    Queue(Box<aws_lambda_events::sqs::SqsEvent>),
}

/// The handshake of a WebSocket.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Handshake {
    /// The connection that it becomes.
    pub(crate) connection: ConnectionId,
    /// Our token, from the URL.
    pub(crate) token: Option<String>,
    /// Twilio's signature.
    pub(crate) signature: Option<String>,
}

/// Why an event cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the event is none of a WebSocket or of a queue")]
pub(crate) struct UnknownEvent;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketEvent {
    request_context: SocketContext,
    #[serde(default)]
    headers: Option<serde_json::Map<String, Value>>,
    #[serde(default)]
    query_string_parameters: Option<serde_json::Map<String, Value>>,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketContext {
    connection_id: ConnectionId,
    event_type: String,
    #[serde(default)]
    request_time_epoch: Option<i64>,
}

impl StreamEvent {
    pub(crate) fn parse(event: Value) -> Result<Self, UnknownEvent> {
        if event.get("Records").is_some() {
            let batch = serde_json::from_value(event).map_err(|_| UnknownEvent)?;
            return Ok(Self::Queue(Box::new(batch)));
        }
        let event: SocketEvent = serde_json::from_value(event).map_err(|_| UnknownEvent)?;
        let connection = event.request_context.connection_id;
        match event.request_context.event_type.as_str() {
            "CONNECT" => {
                let token = event.query_string_parameters.and_then(|query| text_of(&query, "t"));
                let signature = event.headers.and_then(|headers| text_of(&headers, "x-twilio-signature"));
                Ok(Self::Connect(Handshake { connection, token, signature }))
            }
            "MESSAGE" => {
                let arrived = event.request_context.request_time_epoch;
                let arrived = arrived.and_then(|time| Timestamp::from_millisecond(time).ok());
                Ok(Self::Message { connection, body: event.body.unwrap_or_default(), arrived })
            }
            "DISCONNECT" => Ok(Self::Disconnect),
            _ => Err(UnknownEvent),
        }
    }
}

/// A text by its name. Names of headers are not case-sensitive.
fn text_of(map: &serde_json::Map<String, Value>, name: &str) -> Option<String> {
    let (_, value) = map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_of_a_socket_are_read() {
        let context = |kind: &str| json!({"routeKey": "$default", "eventType": kind, "connectionId": "XfGLwfTktjMCJsg=", "stage": "live"});
        let connect = json!({
            "headers": {"Host": "stream.example.com", "X-Twilio-Signature": "abc="},
            "queryStringParameters": {"t": "token"}, "requestContext": context("CONNECT"), "isBase64Encoded": false
        });
        let Ok(StreamEvent::Connect(handshake)) = StreamEvent::parse(connect) else { panic!("a handshake") };
        assert_eq!((handshake.token.as_deref(), handshake.signature.as_deref()), (Some("token"), Some("abc=")));
        let mut message = json!({"requestContext": context("MESSAGE"), "body": "{}", "isBase64Encoded": false});
        assert!(
            matches!(StreamEvent::parse(message.clone()), Ok(StreamEvent::Message { body, arrived: None, .. }) if body == "{}")
        );
        message["requestContext"]["requestTimeEpoch"] = json!(1_795_761_073_185_i64);
        let Ok(StreamEvent::Message { arrived, .. }) = StreamEvent::parse(message) else { panic!("a message") };
        assert_eq!(arrived.map(Timestamp::as_millisecond), Some(1_795_761_073_185));
        assert!(matches!(
            StreamEvent::parse(json!({"requestContext": context("DISCONNECT")})),
            Ok(StreamEvent::Disconnect)
        ));
        let bare = json!({"headers": null, "queryStringParameters": null, "requestContext": context("CONNECT")});
        assert!(matches!(
            StreamEvent::parse(bare),
            Ok(StreamEvent::Connect(Handshake { token: None, signature: None, .. }))
        ));
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for event in [json!({}), json!([]), json!({"requestContext": {"eventType": "CONNECT", "connectionId": "a b"}})]
        {
            assert!(StreamEvent::parse(event).is_err());
        }
    }
}
