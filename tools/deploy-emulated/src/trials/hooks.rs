//! A company's receiver of webhooks, on the loopback interface: it keeps what it gets.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use localhost::Loopback;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::{
    Failure,
    account::{BETWEEN_LOOKS, LONGEST_COUNT},
    company::AdminApi,
};

const WEBHOOKS: &str = "/admin/tenants/me/webhooks";
/// The events of a call that books a visit.
const EVENTS: [&str; 2] = ["appointment.booked", "call.completed"];

type Received = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A receiver that is registered for a company.
pub(crate) struct Receiver {
    webhook: String,
    secret: Webhook,
    received: Received,
}

impl Receiver {
    /// Starts a receiver and registers it through the API.
    pub(crate) async fn register(api: &AdminApi<'_>) -> Result<Self, Failure> {
        let (loopback, received) = (Loopback::bind(0).await?, Received::default());
        let url = format!("{}/hook", loopback.url());
        let router = Router::new().route("/hook", post(receive)).with_state(Arc::clone(&received));
        tokio::spawn(loopback.serve_forever(router));
        let made = api.send("POST", WEBHOOKS, Some(&json!({"url": url, "events": EVENTS}))).await?;
        let webhook = made["webhook"]["webhook_id"].as_str().ok_or("the webhook has no id")?.to_owned();
        let secret = Webhook::new(made["secret"].as_str().ok_or("the webhook has no secret")?)?;
        Ok(Self { webhook, secret, received })
    }

    /// Waits until a call's events have arrived and its log shows them as delivered. Each must be signed.
    pub(crate) async fn gets_events_of(&self, api: &AdminApi<'_>, call: &str) -> Result<(), Failure> {
        let began = Instant::now();
        loop {
            let events = self.events_of(call)?;
            let log = api.send("GET", &format!("{WEBHOOKS}/{}/deliveries", self.webhook), None).await?;
            let is_delivered = |event: &Value| {
                let mut deliveries = log["items"].as_array().into_iter().flatten();
                deliveries.any(|delivery| delivery["event_id"] == event["id"] && delivery["state"] == "delivered")
            };
            let has = |kind: &&str| events.iter().any(|event| event["type"] == **kind && is_delivered(event));
            if EVENTS.iter().all(has) {
                return Ok(());
            }
            if began.elapsed() > LONGEST_COUNT {
                return Err(format!("not all events of {call} are delivered: received {events:?}, logged {log}").into());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// The events of a call so far. Fails if a request is not signed with the webhook's secret.
    fn events_of(&self, call: &str) -> Result<Vec<Value>, Failure> {
        let received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        let mut events = Vec::new();
        for (headers, body) in received.iter() {
            let event: Value = serde_json::from_str(body)?;
            // The library refuses a request of more than five minutes ago, so its own signature is compared.
            let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let seconds = header("webhook-timestamp").parse()?;
            let signed = self.secret.sign(header("webhook-id"), seconds, body.as_bytes())?;
            if !header("webhook-signature").split(' ').any(|signature| signature == signed) {
                return Err(format!("{} is not signed with the webhook's secret", event["id"]).into());
            }
            if event["data"]["call_id"] == call {
                events.push(event);
            }
        }
        Ok(events)
    }
}

async fn receive(State(received): State<Received>, headers: HeaderMap, body: String) -> StatusCode {
    received.lock().unwrap_or_else(PoisonError::into_inner).push((headers, body));
    StatusCode::NO_CONTENT
}
