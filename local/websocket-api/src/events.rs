//! The JSON of events: CONNECT, MESSAGE and DISCONNECT, as API Gateway sends them to a function.

use std::{collections::BTreeMap, net::IpAddr};

use axum::http::{HeaderMap, Uri, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// What all events of an API have.
#[derive(Debug, Clone)]
pub(crate) struct ApiNames {
    pub(crate) api_id: String,
    pub(crate) stage: String,
    pub(crate) domain_name: Option<String>,
}

/// What all events of a connection have.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionFacts {
    pub(crate) id: String,
    pub(crate) connected_at: Timestamp,
    pub(crate) source_ip: IpAddr,
    pub(crate) user_agent: Option<String>,
    /// The host of the handshake.
    pub(crate) host: String,
}

/// Headers or parameters: the last value of each name, and all values of each.
#[derive(Debug, Default)]
struct NamedValues {
    last: Map<String, Value>,
    all: BTreeMap<String, Vec<String>>,
}

impl NamedValues {
    fn add(&mut self, name: String, value: &str) {
        self.last.insert(name.clone(), value.into());
        self.all.entry(name).or_default().push(value.to_owned());
    }

    fn put_in(self, event: &mut Value, last: &str, all: &str) {
        event[last] = Value::Object(self.last);
        event[all] = json!(self.all);
    }
}

/// A random id such as `XfGLwfTktjMCJsg=`, as connections, requests and messages have.
pub(crate) fn random_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 11];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE.encode(bytes))
}

/// The event of a handshake.
pub(crate) fn connect(
    (api, connection): (&ApiNames, &ConnectionFacts),
    (uri, received): (&Uri, &HeaderMap),
    (request_id, now): (&str, Timestamp),
) -> Value {
    let mut event = event("$connect", "CONNECT", (api, connection), (request_id, now));
    headers_of(connection, received).put_in(&mut event, "headers", "multiValueHeaders");
    let mut parameters = NamedValues::default();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        parameters.add(name.into_owned(), &value);
    }
    if !parameters.all.is_empty() {
        parameters.put_in(&mut event, "queryStringParameters", "multiValueQueryStringParameters");
    }
    event
}

/// The event of a message. It has neither headers nor query.
pub(crate) fn message(
    of: (&ApiNames, &ConnectionFacts),
    (request_id, now): (&str, Timestamp),
    message_id: &str,
    body: &str,
) -> Value {
    let mut event = event("$default", "MESSAGE", of, (request_id, now));
    event["requestContext"]["messageId"] = message_id.into();
    event["body"] = body.into();
    event
}

/// The event of a connection that is closed.
pub(crate) fn disconnect(
    (api, connection): (&ApiNames, &ConnectionFacts),
    (request_id, now): (&str, Timestamp),
    (code, reason): (u16, &str),
) -> Value {
    let mut event = event("$disconnect", "DISCONNECT", (api, connection), (request_id, now));
    event["requestContext"]["disconnectStatusCode"] = code.into();
    event["requestContext"]["disconnectReason"] = reason.into();
    let mut headers = NamedValues::default();
    headers.add("Host".to_owned(), &connection.host);
    for empty in ["x-api-key", "X-Forwarded-For", "x-restapi"] {
        headers.add(empty.to_owned(), "");
    }
    headers.put_in(&mut event, "headers", "multiValueHeaders");
    event
}

fn event(
    route: &str,
    kind: &str,
    (api, connection): (&ApiNames, &ConnectionFacts),
    (request_id, now): (&str, Timestamp),
) -> Value {
    let mut identity = json!({"sourceIp": connection.source_ip});
    if let Some(user_agent) = &connection.user_agent {
        identity["userAgent"] = user_agent.as_str().into();
    }
    json!({
        "requestContext": {
            "routeKey": route,
            "eventType": kind,
            "extendedRequestId": request_id,
            "requestTime": now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "messageDirection": "IN",
            "stage": api.stage,
            "connectedAt": connection.connected_at.as_millisecond(),
            "requestTimeEpoch": now.as_millisecond(),
            "identity": identity,
            "requestId": request_id,
            "domainName": api.domain_name.as_deref().unwrap_or(&connection.host),
            "connectionId": connection.id,
            "apiId": api.api_id,
        },
        "isBase64Encoded": false,
    })
}

/// The headers of a handshake: without those of the hop, and with those of the load balancer.
fn headers_of(connection: &ConnectionFacts, received: &HeaderMap) -> NamedValues {
    let mut headers = NamedValues::default();
    for (name, value) in received {
        if [header::CONNECTION, header::UPGRADE].contains(name) {
            continue;
        }
        headers.add(written(name.as_str()), &String::from_utf8_lossy(value.as_bytes()));
    }
    let at = connection.connected_at.as_second();
    let trace: String = connection.id.bytes().map(|byte| format!("{byte:02x}")).take(12).collect();
    headers.add("X-Amzn-Trace-Id".to_owned(), &format!("Root=1-{at:08x}-{trace}"));
    headers.add("X-Forwarded-For".to_owned(), &connection.source_ip.to_string());
    headers.add("X-Forwarded-Port".to_owned(), "443");
    headers.add("X-Forwarded-Proto".to_owned(), "https");
    headers
}

/// A header's name as clients write it. The server has it in lower case.
fn written(name: &str) -> String {
    let part = |part: &str| {
        if part == "websocket" {
            return "WebSocket".to_owned();
        }
        let mut letters = part.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split('-').map(part).collect::<Vec<_>>().join("-")
}
