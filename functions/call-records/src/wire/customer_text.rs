//! The JSON of a visit with the texts to its customer.

use domain::{customer_text::CustomerTextKind, notification::UndeliveredReason};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store::{CustomerTextItem, SendState, TextBackItem};
use utoipa::ToSchema;

use super::appointment::{AppointmentView, appointment_example};

/// A visit with the texts to its customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentWithTexts, example = example)]
pub(crate) struct AppointmentWithTexts {
    #[serde(flatten)]
    appointment: AppointmentView,
    /// The texts to the customer about it, the earliest first.
    texts: Vec<CustomerTextView>,
}

/// A text to a customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerText, example = json!({"kind": "moved", "at": "2026-11-23T15:09:20Z", "state": "sent"}))]
pub(super) struct CustomerTextView {
    /// What it says.
    kind: CustomerTextKind,
    /// When it was sent, or when it was known that it cannot be delivered.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `sending` while it is being sent, `sent`, or `undeliverable`.
    #[schema(value_type = String, pattern = "^(sending|sent|undeliverable)$")]
    state: SendState,
    /// Why it cannot be delivered. It is not sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<UndeliveredReason>,
    /// What the company can do about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
    /// When the customer confirmed the visit by a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    confirmed_at: Option<Timestamp>,
}

/// The text to a caller who hung up before anything was agreed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TextBack, example = json!({"at": "2026-11-23T15:14:20Z", "state": "sent"}))]
pub(crate) struct TextBackView {
    /// When it was sent, or when it was known that it cannot be delivered.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `sending` while it is being sent, `sent`, or `undeliverable`.
    #[schema(value_type = String, pattern = "^(sending|sent|undeliverable)$")]
    state: SendState,
    /// Why it cannot be delivered. It is not sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<UndeliveredReason>,
    /// What the company can do about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

impl From<CustomerTextItem> for CustomerTextView {
    fn from(CustomerTextItem { kind, sending, confirmed_at, .. }: CustomerTextItem) -> Self {
        let advice = sending.reason.map(UndeliveredReason::advice);
        Self { kind, at: sending.at, state: sending.state, reason: sending.reason, advice, confirmed_at }
    }
}

impl From<TextBackItem> for TextBackView {
    fn from(TextBackItem { sending, .. }: TextBackItem) -> Self {
        let advice = sending.reason.map(UndeliveredReason::advice);
        Self { at: sending.at, state: sending.state, reason: sending.reason, advice }
    }
}

fn example() -> Value {
    let mut example = appointment_example();
    example["texts"] = json!([{"kind": "moved", "at": "2026-11-23T15:09:20Z", "state": "sent"}]);
    example
}

impl AppointmentWithTexts {
    pub(crate) fn new(appointment: AppointmentView, texts: Vec<CustomerTextItem>) -> Self {
        Self { appointment, texts: texts.into_iter().map(CustomerTextView::from).collect() }
    }
}
