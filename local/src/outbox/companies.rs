//! What the companies of this machine sent to receivers of webhooks, and the texts that reached them.
//!
//! Webhooks are sent for real, and the table has what became of them. Texts arrive at `voice-webhook`, which keeps them as messages.

use domain::{
    booking::{MessageBody, MessageKind},
    phone::PhoneNumber,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store::{
    CustomerScope, DeliveryAttempt, DeliveryItem, LARGEST_PAGE, MessageFilter, Store, StoreError, TenantScope,
};

/// A webhook: where it went or is to go, and what became of it.
#[derive(Debug, Serialize)]
pub(super) struct SentWebhook {
    pub(super) at: Timestamp,
    pub(super) company: String,
    pub(super) event: &'static str,
    pub(super) url: String,
    pub(super) delivery: String,
    /// `pending`, `delivered`, `failed` or `dropped`.
    pub(super) state: Value,
    pub(super) attempts: Vec<DeliveryAttempt>,
}

/// A text that a company received.
#[derive(Debug, Serialize)]
pub(super) struct CompanyText {
    pub(super) at: Timestamp,
    pub(super) from: Option<PhoneNumber>,
    pub(super) to: PhoneNumber,
    pub(super) body: String,
}

/// The companies of this machine.
#[derive(Debug, Clone)]
pub(crate) struct Companies {
    pub(crate) store: Store,
    /// The numbers that a company may have.
    pub(crate) numbers: Vec<PhoneNumber>,
}

impl Companies {
    /// The webhooks and the texts of all companies, each of which has a number.
    pub(super) async fn outbox(&self) -> Result<(Vec<SentWebhook>, Vec<CompanyText>), StoreError> {
        let (mut webhooks, mut texts, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for number in &self.numbers {
            let Some(route) = self.store.get_number_route(number).await? else { continue };
            let scope = route.scope();
            if !seen.contains(scope.tenant()) {
                seen.push(scope.tenant().clone());
                webhooks.extend(self.webhooks(&scope).await?);
                texts.extend(self.texts(&scope, &route.customers()).await?);
            }
        }
        Ok((webhooks, texts))
    }

    async fn webhooks(&self, scope: &TenantScope) -> Result<Vec<SentWebhook>, StoreError> {
        let mut sent = Vec::new();
        for endpoint in self.store.list_endpoints(scope).await? {
            let page = self.store.list_deliveries(scope, &endpoint.endpoint, None, LARGEST_PAGE).await?;
            sent.extend(page.items.into_iter().map(|DeliveryItem { delivery, event, state, attempts, .. }| {
                SentWebhook {
                    at: event.at,
                    company: scope.tenant().to_string(),
                    event: event.event_type().name(),
                    url: endpoint.url.clone(),
                    delivery: delivery.to_string(),
                    state: json!(state),
                    attempts,
                }
            }));
        }
        Ok(sent)
    }

    async fn texts(&self, scope: &TenantScope, customers: &CustomerScope) -> Result<Vec<CompanyText>, StoreError> {
        let mut received = Vec::new();
        let page = self.store.list_messages(customers, MessageFilter::default(), None, LARGEST_PAGE).await?;
        for entry in page.items.iter().filter(|entry| entry.kind() == MessageKind::Text) {
            let message = self.store.get_message(scope, &entry.message).await?;
            received.extend(message.and_then(|message| match message.body {
                MessageBody::Received(text) => Some(CompanyText {
                    at: message.left_at,
                    from: message.callback,
                    to: text.to,
                    body: text.words.to_string(),
                }),
                MessageBody::Words(_) | MessageBody::Voicemail(_) => None,
            }));
        }
        Ok(received)
    }
}

/// How an attempt ended: the status of the answer, or why there is none.
pub(super) fn result_of(attempt: &DeliveryAttempt) -> String {
    match (attempt.status, attempt.failure) {
        (Some(status), _) => format!("{status} after {} ms", attempt.millis),
        (None, failure) => format!("{} after {} ms", json!(failure).as_str().unwrap_or("no answer"), attempt.millis),
    }
}
