//! The JSON of what was sent because of a call.

use domain::{
    id::{AppointmentId, PersonId, WebhookEndpointId},
    notification::{Channel, NotificationKind, UndeliveredReason},
    webhook::WebhookEventType,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store::{CustomerTextItem, Followed, Notified, SendState};
use utoipa::ToSchema;

use super::{customer_text::CustomerTextView, webhook::DeliveryStateView};

/// What was sent because of a call. The text to a caller who hung up is not here, but in `text_back`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallFollowed, example = example)]
pub(crate) struct FollowedView {
    /// The notifications of the company's people, for 90 days.
    notifications: Vec<NotificationView>,
    /// The texts to customers about what the call did to their visits, and the reminders of these visits.
    texts: Vec<VisitTextView>,
    /// The deliveries to webhooks, in the order of time, for 30 days.
    webhooks: Vec<FollowedWebhookView>,
}

/// The notification of a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallNotification, example = json!({
    "person_id": "usr_7kq2", "channel": "email", "kind": "booking", "state": "sent", "at": "2026-11-23T15:06:20Z",
}))]
struct NotificationView {
    /// The person.
    person_id: PersonId,
    /// How it was sent, or should have been.
    channel: Channel,
    /// What it is about.
    kind: NotificationKind,
    /// `sending` while it is being sent, `sent`, or `undeliverable`.
    #[schema(value_type = String, pattern = "^(sending|sent|undeliverable)$")]
    state: SendState,
    /// When it was sent, or when it was known that it cannot be delivered.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Why it cannot be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<UndeliveredReason>,
    /// What the company can do about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

/// A text to the customer of a visit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallVisitText, example = json!({
    "appointment_id": "apt_7f1c_0", "kind": "booked", "at": "2026-11-23T15:06:20Z", "state": "sent",
}))]
struct VisitTextView {
    /// The visit.
    appointment_id: AppointmentId,
    #[serde(flatten)]
    text: CustomerTextView,
}

/// The delivery of an event to a webhook.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallWebhook, example = json!({
    "webhook_id": "whe_7kq2", "event": "call.completed", "state": "delivered", "at": "2026-11-23T15:06:13Z",
}))]
struct FollowedWebhookView {
    /// The webhook.
    webhook_id: WebhookEndpointId,
    /// The type of the event.
    event: WebhookEventType,
    /// Where the delivery stands.
    state: DeliveryStateView,
    /// When the latest attempt was made, or when the event happened if none was.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<Followed> for FollowedView {
    fn from(followed: Followed) -> Self {
        let webhooks = followed.deliveries.into_iter().map(|delivery| FollowedWebhookView {
            at: delivery.attempts.last().map_or(delivery.event.at, |attempt| attempt.at),
            event: delivery.event.event_type(),
            state: delivery.state.into(),
            webhook_id: delivery.endpoint,
        });
        Self {
            notifications: followed.notifications.into_iter().map(NotificationView::from).collect(),
            texts: followed.texts.into_iter().map(VisitTextView::from).collect(),
            webhooks: webhooks.collect(),
        }
    }
}

impl From<(NotificationKind, PersonId, Notified)> for NotificationView {
    fn from((kind, person_id, mark): (NotificationKind, PersonId, Notified)) -> Self {
        let Notified { state, channel, at, reason, .. } = mark;
        Self { person_id, channel, kind, state, at, reason, advice: reason.map(UndeliveredReason::advice) }
    }
}

impl From<(AppointmentId, CustomerTextItem)> for VisitTextView {
    fn from((appointment_id, text): (AppointmentId, CustomerTextItem)) -> Self {
        Self { appointment_id, text: text.into() }
    }
}

/// What follows a booking.
pub(super) fn example() -> Value {
    json!({
        "notifications": [{"person_id": "usr_7kq2", "channel": "email", "kind": "booking", "state": "sent",
            "at": "2026-11-23T15:06:20Z"}],
        "texts": [{"appointment_id": "apt_7f1c_0", "kind": "booked", "at": "2026-11-23T15:06:20Z", "state": "sent"}],
        "webhooks": [{"webhook_id": "whe_7kq2", "event": "call.completed", "state": "delivered",
            "at": "2026-11-23T15:06:13Z"}],
    })
}
