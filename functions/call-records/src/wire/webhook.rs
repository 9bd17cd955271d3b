//! The JSON of webhooks: endpoints, deliveries and subscriptions.

use std::collections::BTreeSet;

use domain::{
    id::{DeliveryId, WebhookEndpointId, WebhookEventId},
    text::Text,
    webhook::{DeliveryFailure, WebhookEventType, WebhookSubject},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{DeliveryAttempt, DeliveryItem, DeliveryState, DisabledReason, WebhookEndpointItem};
use utoipa::ToSchema;
use webhooks::SigningSecret;

/// An endpoint, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook, example = json!({
    "webhook_id": "whe_7kq2", "url": "https://hooks.example.com/front-desk", "events": ["appointment.booked", "call.completed"],
    "enabled": true, "secret_last_four": "x9F=", "created_at": "2026-11-02T15:04:05Z",
}))]
pub(crate) struct WebhookView {
    /// The webhook's id.
    webhook_id: WebhookEndpointId,
    /// The URL of the receiver.
    url: String,
    /// What the company calls it; missing if it has no description.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Text<120>>,
    /// The events that it gets.
    events: BTreeSet<WebhookEventType>,
    /// Whether it gets requests.
    enabled: bool,
    /// Why it gets none; missing while it is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_reason: Option<DisabledReasonView>,
    /// Since when it gets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    disabled_at: Option<Timestamp>,
    /// Since when the receiver has accepted nothing; missing if its latest answer was good. After five days the webhook is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    failing_since: Option<Timestamp>,
    /// The last four characters of the secret.
    secret_last_four: String,
    /// Until when requests are signed with the secret before the last rotation too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    previous_secret_until: Option<Timestamp>,
    /// When it was registered.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Why a webhook gets no requests.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WebhookDisabledReason)]
pub(crate) enum DisabledReasonView {
    /// The company disabled it.
    Company,
    /// The receiver answered 410.
    Gone,
    /// The receiver accepted nothing for five days.
    Failing,
    /// The secret is lost: rotate it.
    SecretLost,
}

impl From<DisabledReason> for DisabledReasonView {
    fn from(reason: DisabledReason) -> Self {
        match reason {
            DisabledReason::Company => Self::Company,
            DisabledReason::Gone => Self::Gone,
            DisabledReason::Failing => Self::Failing,
            DisabledReason::SecretLost => Self::SecretLost,
        }
    }
}

impl WebhookView {
    /// The endpoint at `now`.
    pub(crate) fn at(now: Timestamp, item: WebhookEndpointItem) -> Self {
        let previous = item.previous.filter(|previous| now < previous.until);
        Self {
            webhook_id: item.endpoint,
            url: item.url,
            description: item.description,
            events: item.events,
            enabled: item.disabled.is_none(),
            disabled_reason: item.disabled.as_ref().map(|disabled| disabled.reason.into()),
            disabled_at: item.disabled.map(|disabled| disabled.at),
            failing_since: item.failing_since,
            secret_last_four: item.secret.last_four,
            previous_secret_until: previous.map(|previous| previous.until),
            created_at: item.created_at,
        }
    }
}

/// An endpoint with a new secret, which is shown only once.
#[derive(Serialize, ToSchema)]
#[schema(as = NewWebhook, example = json!({
    "webhook": {
        "webhook_id": "whe_7kq2", "url": "https://hooks.example.com/front-desk", "events": ["appointment.booked"],
        "enabled": true, "secret_last_four": "x9F=", "created_at": "2026-11-02T15:04:05Z",
    },
    "secret": "whsec_…",
}))]
pub(crate) struct NewWebhookView {
    /// The endpoint.
    webhook: WebhookView,
    /// The secret that signs its requests.
    secret: String,
}

impl NewWebhookView {
    pub(crate) fn of(now: Timestamp, item: WebhookEndpointItem, secret: &SigningSecret) -> Self {
        Self { webhook: WebhookView::at(now, item), secret: secret.expose().to_owned() }
    }
}

/// The events of an endpoint: at least one.
#[derive(Debug, Deserialize)]
#[serde(try_from = "BTreeSet<WebhookEventType>")]
pub(crate) struct Events(pub(crate) BTreeSet<WebhookEventType>);

impl TryFrom<BTreeSet<WebhookEventType>> for Events {
    type Error = &'static str;

    fn try_from(events: BTreeSet<WebhookEventType>) -> Result<Self, &'static str> {
        if events.is_empty() { Err("name at least one") } else { Ok(Self(events)) }
    }
}

/// A receiver to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateWebhook, example = json!({
    "url": "https://hooks.example.com/front-desk", "events": ["appointment.booked", "call.completed"],
}))]
pub(crate) struct CreateWebhookBody {
    /// The URL: HTTPS on port 443, with the name of a host on the public internet.
    #[schema(value_type = String, max_length = 1000)]
    pub(crate) url: Text<1000>,
    /// What the company calls it.
    pub(crate) description: Option<Text<120>>,
    /// The events that it gets; at least one.
    #[schema(value_type = BTreeSet<WebhookEventType>, min_items = 1)]
    pub(crate) events: Events,
}

/// What to change of a webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeWebhook, example = json!({"events": ["appointment.booked"], "enabled": true}))]
pub(crate) struct ChangeWebhookBody {
    /// The URL.
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub(crate) url: Option<Text<1000>>,
    /// What the company calls it.
    pub(crate) description: Option<Text<120>>,
    /// The events that it gets.
    #[schema(value_type = Option<BTreeSet<WebhookEventType>>, min_items = 1)]
    pub(crate) events: Option<Events>,
    /// Whether it gets requests.
    pub(crate) enabled: Option<bool>,
}

/// A test of a webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TestWebhook, example = json!({"event": "appointment.booked"}))]
pub(crate) struct TestBody {
    /// The event whose sample is sent.
    pub(crate) event: WebhookEventType,
}

/// A subscription of a program.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Subscribe, example = json!({
    "target_url": "https://hooks.zapier.com/hooks/standard/1/2/", "event": "appointment.booked",
}))]
pub(crate) struct SubscribeBody {
    /// The URL, as for a webhook.
    #[schema(value_type = String, max_length = 1000)]
    pub(crate) target_url: Text<1000>,
    /// The event.
    pub(crate) event: WebhookEventType,
}

/// A new subscription.
#[derive(Serialize, ToSchema)]
#[schema(as = NewSubscription, example = json!({
    "id": "whe_7kq2", "target_url": "https://hooks.zapier.com/hooks/standard/1/2/", "event": "appointment.booked", "secret": "whsec_…",
}))]
pub(crate) struct NewSubscriptionView {
    /// The id, with which the subscription is removed.
    id: WebhookEndpointId,
    /// The URL.
    target_url: String,
    /// The event.
    event: WebhookEventType,
    /// The secret that signs the requests, shown only once.
    secret: String,
}

impl NewSubscriptionView {
    pub(crate) fn of(item: WebhookEndpointItem, event: WebhookEventType, secret: &SigningSecret) -> Self {
        Self { id: item.endpoint, target_url: item.url, event, secret: secret.expose().to_owned() }
    }
}

/// A removed subscription.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemovedSubscription, example = json!({"id": "whe_7kq2"}))]
pub(crate) struct RemovedView {
    /// The id.
    pub(crate) id: WebhookEndpointId,
}

/// The delivery of an event to an endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery, example = json!({
    "delivery_id": "dlv_000643d0a7c9b8002f", "event_id": "evt_booked_apt_7f1c_0", "event": "appointment.booked",
    "about": "apt_7f1c_0", "occurred_at": "2026-11-23T15:05:30Z", "state": "pending", "next_attempt_at": "2026-11-23T15:10:41Z",
    "attempts": [{"at": "2026-11-23T15:05:31Z", "millis": 212, "status": 503}],
}))]
pub(crate) struct DeliveryView {
    /// The delivery's id.
    delivery_id: DeliveryId,
    /// The event's id: the header `webhook-id` of every attempt.
    event_id: WebhookEventId,
    /// The type of the event.
    event: WebhookEventType,
    /// The id of the call, visit, emergency or message; missing for a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    occurred_at: Timestamp,
    /// Where the delivery stands.
    state: DeliveryStateView,
    /// When the next attempt is due; missing if it is due now, or if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// The attempts, the oldest first.
    attempts: Vec<AttemptView>,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WebhookDeliveryState)]
pub(super) enum DeliveryStateView {
    /// An attempt is due, now or later.
    Pending,
    /// The receiver accepted it.
    Delivered,
    /// Every attempt failed.
    Failed,
    /// The webhook was disabled or removed, or what the event is about was erased.
    Dropped,
}

/// An attempt to deliver.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
struct AttemptView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// How long it took, in milliseconds.
    millis: u64,
    /// The status of the answer; missing if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<DeliveryFailure>,
}

impl From<DeliveryAttempt> for AttemptView {
    fn from(DeliveryAttempt { at, millis, status, failure }: DeliveryAttempt) -> Self {
        Self { at, millis, status, failure }
    }
}

impl From<DeliveryState> for DeliveryStateView {
    fn from(state: DeliveryState) -> Self {
        match state {
            DeliveryState::Pending => Self::Pending,
            DeliveryState::Delivered => Self::Delivered,
            DeliveryState::Failed => Self::Failed,
            DeliveryState::Dropped => Self::Dropped,
        }
    }
}

impl From<DeliveryItem> for DeliveryView {
    fn from(item: DeliveryItem) -> Self {
        let about = match &item.event.subject {
            WebhookSubject::CallCompleted(call) => Some(call.to_string()),
            WebhookSubject::AppointmentBooked(id)
            | WebhookSubject::AppointmentChanged { appointment: id, .. }
            | WebhookSubject::AppointmentCancelled { appointment: id, .. } => Some(id.to_string()),
            WebhookSubject::EmergencyRaised(id) | WebhookSubject::EmergencyAcknowledged(id) => Some(id.to_string()),
            WebhookSubject::MessageTaken(id) | WebhookSubject::MessageReceived(id) => Some(id.to_string()),
            WebhookSubject::Sample { .. } => None,
        };
        Self {
            event_id: item.event.id(),
            event: item.event.event_type(),
            about,
            occurred_at: item.event.at,
            state: item.state.into(),
            next_attempt_at: item.next_at,
            attempts: item.attempts.into_iter().map(AttemptView::from).collect(),
            delivery_id: item.delivery,
        }
    }
}
