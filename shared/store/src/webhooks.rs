//! The endpoints of a company's webhooks. The secret of an endpoint is stored encrypted, with a key that is not in the table, and is
//! shown only when it is made.
//!
//! A removed endpoint stays for a month without its URL and its secrets, since the API's session deletes no item.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::UpdateItemError,
    types::{AttributeValue, TransactWriteItem},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{id::WebhookEndpointId, text::Text, webhook::WebhookEventType};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_with::{base64::Base64, serde_as};

use super::{
    Actor, ChangeContext, ChangeError, Conflict, LARGEST_PAGE, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
    tenant_update::TenantUpdate,
};

/// The most endpoints of a company.
pub const MOST_ENDPOINTS: usize = 20;
/// How long a removed endpoint is remembered: as long as its deliveries.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An encrypted secret.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedSecret {
    /// Its last four characters.
    pub last_four: String,
    /// The id of the key that encrypted it.
    pub sealing_key: String,
    /// The encrypted secret.
    #[serde_as(as = "Base64")]
    pub sealed: Vec<u8>,
}

/// The secret before a rotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousSecret {
    /// The secret.
    pub secret: SealedSecret,
    /// Until when requests are signed with it too.
    pub until: Timestamp,
}

/// Why an endpoint gets no requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// The company disabled it.
    Company,
    /// Its receiver answered 410: it is gone for good.
    Gone,
    /// Its receiver accepted nothing for five days.
    Failing,
    /// Its secret cannot be decrypted any more.
    SecretLost,
}

/// That an endpoint gets no requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disabled {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub reason: DisabledReason,
}

/// An endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEndpointItem {
    /// Its id.
    pub endpoint: WebhookEndpointId,
    /// The URL of its receiver, as it was accepted.
    pub url: String,
    /// What the company calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text<120>>,
    /// The events that it gets.
    pub events: BTreeSet<WebhookEventType>,
    /// Set while it gets no requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// Since when its receiver has accepted nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// Its secret.
    pub secret: SealedSecret,
    /// The secret before a rotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousSecret>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An endpoint that was removed.
#[derive(Serialize)]
struct RemovedEndpoint<'a> {
    endpoint: &'a WebhookEndpointId,
    removed_at: Timestamp,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

/// The stored form: an endpoint, or what is left of one.
#[derive(Deserialize)]
#[serde(untagged)]
enum EndpointForm {
    Removed {
        #[expect(dead_code, reason = "it distinguishes the two forms")]
        removed_at: Timestamp,
    },
    Present(Box<WebhookEndpointItem>),
}

/// A change of an endpoint. A missing part stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointChange {
    /// The URL.
    pub url: Option<String>,
    /// What the company calls it.
    pub description: Option<Text<120>>,
    /// The events that it gets.
    pub events: Option<BTreeSet<WebhookEventType>>,
    /// Whether it gets requests.
    pub enabled: Option<bool>,
}

impl Versioned for WebhookEndpointItem {}
impl Versioned for RemovedEndpoint<'_> {}
impl Versioned for EndpointForm {}

impl EndpointForm {
    fn present(self) -> Option<WebhookEndpointItem> {
        match self {
            Self::Present(item) => Some(*item),
            Self::Removed { .. } => None,
        }
    }
}

impl WebhookEndpointItem {
    /// Whether it gets the events of a type now.
    #[must_use]
    pub fn gets(&self, event: WebhookEventType) -> bool {
        self.disabled.is_none() && self.events.contains(&event)
    }

    /// The secrets that sign a request, the current one first.
    pub fn secrets_at(&self, now: Timestamp) -> impl Iterator<Item = &SealedSecret> {
        let previous = self.previous.as_ref().filter(move |previous| now < previous.until);
        std::iter::once(&self.secret).chain(previous.map(|previous| &previous.secret))
    }

    /// The entry of a change in the audit log. A URL may contain a secret, so the log has none.
    fn event(&self, action: &'static str) -> AuditEvent {
        let after = json!({"events": self.events, "enabled": self.disabled.is_none()});
        AuditEvent::new(action).about(&self.endpoint).to(after)
    }

    fn changed(self, change: &EndpointChange, now: Timestamp) -> Self {
        let disabled = match change.enabled {
            None => self.disabled,
            Some(true) => None,
            Some(false) => self.disabled.or(Some(Disabled { at: now, reason: DisabledReason::Company })),
        };
        Self {
            url: change.url.clone().unwrap_or(self.url),
            description: change.description.clone().or(self.description),
            events: change.events.clone().unwrap_or(self.events),
            // A new URL, or a fresh start.
            failing_since: self.failing_since.filter(|_| change.url.is_none() && change.enabled != Some(true)),
            disabled,
            ..self
        }
    }
}

impl Store {
    /// Lists the endpoints of a company.
    #[must_use]
    #[boxed]
    pub async fn list_endpoints(&self, scope: &TenantScope) -> Result<Vec<WebhookEndpointItem>, StoreError> {
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let range = Range::in_order(scope.tenant().as_str(), key::WEBHOOK);
            let page = self.within(scope).page::<EndpointForm>(&range, after.as_deref(), LARGEST_PAGE).await?;
            found.extend(page.items.into_iter().filter_map(EndpointForm::present));
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    /// Gets an endpoint.
    #[must_use]
    #[boxed]
    pub async fn get_endpoint(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
    ) -> Result<Option<WebhookEndpointItem>, StoreError> {
        let form = self.within(scope).get::<EndpointForm>(Key::webhook(scope, endpoint)).await?;
        Ok(form.and_then(EndpointForm::present))
    }

    /// Creates an endpoint.
    #[must_use]
    #[boxed]
    pub async fn create_endpoint(
        &self,
        scope: &TenantScope,
        item: &WebhookEndpointItem,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        self.update_tenant_with(scope, change, |tenant| async move {
            if self.list_endpoints(scope).await?.len() >= MOST_ENDPOINTS {
                return Err(Conflict::TooManyWebhooks(MOST_ENDPOINTS).into());
            }
            let writes = vec![self.put_new(Key::webhook(scope, &item.endpoint), item)?];
            Ok(TenantUpdate { tenant, writes, event: item.event("webhook.created") })
        })
        .await
        .map(|_| ())
    }

    /// Changes an endpoint.
    #[must_use]
    #[boxed]
    pub async fn change_endpoint(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        wanted: &EndpointChange,
        change: &ChangeContext,
    ) -> Result<WebhookEndpointItem, ChangeError> {
        self.replace_endpoint(scope, endpoint, "webhook.changed", change, |item| item.changed(wanted, change.at)).await
    }

    /// Replaces the secret. Requests are signed with the old one too for `overlap` longer.
    #[must_use]
    #[boxed]
    pub async fn rotate_endpoint_secret(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        secret: &SealedSecret,
        overlap: SignedDuration,
        change: &ChangeContext,
    ) -> Result<WebhookEndpointItem, ChangeError> {
        let until = change.at.saturating_add(overlap).unwrap_or(change.at);
        let rotated = |item: WebhookEndpointItem| WebhookEndpointItem {
            previous: Some(PreviousSecret { secret: item.secret, until }),
            secret: secret.clone(),
            ..item
        };
        self.replace_endpoint(scope, endpoint, "webhook.rotated", change, rotated).await
    }

    async fn replace_endpoint(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        action: &'static str,
        change: &ChangeContext,
        replaced: impl Fn(WebhookEndpointItem) -> WebhookEndpointItem,
    ) -> Result<WebhookEndpointItem, ChangeError> {
        let replaced = &replaced;
        self.update_tenant_with(scope, change, |tenant| async move {
            let item = replaced(self.get_endpoint(scope, endpoint).await?.ok_or(ChangeError::Missing)?);
            let writes = vec![self.put_over(Key::webhook(scope, endpoint), &item)?];
            Ok(TenantUpdate { tenant, writes, event: item.event(action) })
        })
        .await?;
        self.get_endpoint(scope, endpoint).await?.ok_or(ChangeError::Missing)
    }

    /// Removes an endpoint. What it has not received is dropped.
    #[must_use]
    #[boxed]
    pub async fn remove_endpoint(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        let expires_at = change.at.saturating_add(REMEMBERED).unwrap_or(change.at).as_second();
        self.update_tenant_with(scope, change, |tenant| async move {
            self.get_endpoint(scope, endpoint).await?.ok_or(ChangeError::Missing)?;
            let removed = RemovedEndpoint { endpoint, removed_at: change.at, expires_at };
            let writes = vec![self.put_over(Key::webhook(scope, endpoint), &removed)?];
            Ok(TenantUpdate { tenant, writes, event: AuditEvent::new("webhook.removed").about(endpoint) })
        })
        .await
        .map(|_| ())
    }

    /// Disables an endpoint, with an entry in the audit log. One that is disabled or removed stays as it is.
    #[must_use]
    #[boxed]
    pub async fn disable_endpoint(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        disabled: &Disabled,
    ) -> Result<(), StoreError> {
        let system = ChangeContext { actor: Actor::platform(), at: disabled.at };
        let event =
            AuditEvent::new("webhook.disabled").about(endpoint).to(json!({"reason": disabled.reason})).for_owners();
        let update = self
            .update(Key::webhook(scope, endpoint))
            .update_expression("SET disabled = :disabled")
            .condition_expression(
                "attribute_exists(sk) AND attribute_not_exists(removed_at) AND attribute_not_exists(disabled)",
            )
            .expression_attribute_values(":disabled", serde_dynamo::to_attribute_value(disabled)?)
            .build()?;
        let update = TransactWriteItem::builder().update(update).build();
        let writes = [vec![update], self.audited(scope, &system, event)?].concat();
        match self.within(scope).transact(writes).await? {
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }

    /// Notes that the receiver of an endpoint fails, or that it accepts again.
    #[must_use]
    #[boxed]
    pub async fn note_endpoint_failing(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        since: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let update = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::webhook(scope, endpoint).attributes()))
            .condition_expression("attribute_exists(sk) AND attribute_not_exists(removed_at)");
        let update = match since {
            Some(since) => update
                .update_expression("SET failing_since = if_not_exists(failing_since, :since)")
                .expression_attribute_values(":since", AttributeValue::S(since.to_string())),
            None => update.update_expression("REMOVE failing_since"),
        };
        ignore_refusal(update.send().await.map(|_| ()))
    }

    /// Replaces the encrypted form of an endpoint's secrets, unless they changed meanwhile.
    #[must_use]
    #[boxed]
    pub async fn reseal_endpoint(
        &self,
        scope: &TenantScope,
        before: &WebhookEndpointItem,
        after: &WebhookEndpointItem,
    ) -> Result<(), StoreError> {
        let update = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::webhook(scope, &before.endpoint).attributes()))
            .update_expression("SET secret = :secret, previous = :previous")
            .condition_expression("secret.sealed = :before")
            .expression_attribute_values(":secret", serde_dynamo::to_attribute_value(&after.secret)?)
            .expression_attribute_values(":previous", serde_dynamo::to_attribute_value(&after.previous)?)
            .expression_attribute_values(":before", AttributeValue::S(STANDARD.encode(&before.secret.sealed)));
        ignore_refusal(update.send().await.map(|_| ()))
    }
}

type UpdateResult<R> = Result<(), SdkError<UpdateItemError, R>>;

/// A condition that does not hold is no failure.
fn ignore_refusal<R: std::fmt::Debug + Send + Sync + 'static>(updated: UpdateResult<R>) -> Result<(), StoreError> {
    match updated {
        Err(error) if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
            Ok(())
        }
        updated => Ok(updated?),
    }
}
