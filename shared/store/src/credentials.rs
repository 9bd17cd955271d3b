//! The visible state of a tenant's credentials: their last characters, whether they work, and which Twilio tokens are
//! believed. The credentials themselves are in Secrets Manager.
//!
//! Whether webhooks signed with a token are believed is decided here and not by the secret: DynamoDB reads are
//! consistent, and a change takes effect in every process once the version in the number's route is seen.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::AttributeValue,
};
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    ChangeContext, ChangeError, Conflict, Store, StoreError, TenantScope, audit::AuditEvent, form::Versioned, key::Key,
    tenant_update::TenantUpdate,
};

mod lease;

pub use lease::Lease;

/// The result of the latest check of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It worked.
    Works,
    /// The service rejected it.
    Refused,
    /// The check could not be made.
    Unknown,
}

/// The visible state of one credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownCredential {
    /// What it belongs to, such as the account's id, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Its last four characters.
    pub last_four: String,
    /// The fingerprint of a Twilio token; missing if it was stored by an earlier release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The result of the latest check.
    pub health: Health,
    /// When the service refused it. A check that succeeds later removes this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_at: Option<Timestamp>,
    /// The time of the latest check.
    pub checked_at: Timestamp,
    /// When it was stored.
    pub stored_at: Timestamp,
}

/// A Twilio token that a newer one replaced. Twilio signs with it until the owner promotes the newer one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousToken {
    /// Its last four characters.
    pub last_four: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Until when webhooks signed with it are believed.
    pub until: Timestamp,
}

/// The visible state of a tenant's credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialsItem {
    /// For Twilio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twilio: Option<KnownCredential>,
    /// The Twilio token before the last rotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_token: Option<PreviousToken>,
    /// When the Twilio credentials were deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twilio_deleted_at: Option<Timestamp>,
    /// For the model. Without them, the platform's own are used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openai: Option<KnownCredential>,
}

impl CredentialsItem {
    /// Whether webhooks signed with a token of the tenant's secret are believed. `newest` says whether it is the
    /// secret's first token: without a fingerprint, which earlier releases did not store, only that one is believed.
    #[must_use]
    pub fn believes(&self, fingerprint: &str, newest: bool, now: Timestamp) -> bool {
        let Some(known) = &self.twilio else { return newest && self.twilio_deleted_at.is_none() };
        let is_current = known.fingerprint.as_deref().map_or(newest, |current| current == fingerprint);
        if is_current {
            return known.refused_at.is_none();
        }
        self.previous_token.as_ref().is_some_and(|previous| previous.fingerprint == fingerprint && now < previous.until)
    }

    /// The state after Twilio refused a token.
    #[must_use]
    pub fn after_refusal(mut self, refused: &RefusedToken, now: Timestamp) -> Self {
        self.previous_token = self.previous_token.filter(|previous| previous.fingerprint != refused.fingerprint);
        if let Some(known) = &mut self.twilio
            && known.fingerprint.as_ref().is_none_or(|current| *current == refused.fingerprint)
            && known.refused_at.is_none()
        {
            (known.health, known.refused_at, known.checked_at) = (Health::Refused, Some(now), now);
        }
        if self.twilio.is_none() && self.twilio_deleted_at.is_none() {
            self.twilio = Some(refused.known(now));
        }
        self
    }

    /// The part for the audit log: without fingerprints, which say nothing to people.
    fn to_audit(&self) -> Value {
        let mut shown = json!(self);
        for credential in ["twilio", "openai", "previous_token"] {
            if let Some(fields) = shown.get_mut(credential).and_then(Value::as_object_mut) {
                fields.remove("fingerprint");
            }
        }
        shown
    }
}

/// A Twilio token that Twilio refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedToken {
    /// Its account.
    pub account: String,
    /// Its last four characters.
    pub last_four: String,
    /// Its fingerprint.
    pub fingerprint: String,
}

impl RefusedToken {
    fn known(&self, now: Timestamp) -> KnownCredential {
        let Self { account, last_four, fingerprint } = self.clone();
        KnownCredential {
            account: Some(account),
            last_four,
            fingerprint: Some(fingerprint),
            health: Health::Refused,
            refused_at: Some(now),
            checked_at: now,
            stored_at: now,
        }
    }
}

/// The credentials of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// For Twilio.
    Twilio,
    /// For the model.
    OpenAi,
}

impl Credential {
    fn as_str(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::OpenAi => "openai",
        }
    }
}

/// A change of a tenant's credentials.
#[derive(Debug)]
pub struct CredentialsChange<'a> {
    /// The action in the audit log, such as `credentials.stored`.
    pub action: &'static str,
    /// Which credentials.
    pub which: Credential,
    /// What happens to the tenant's connected numbers.
    pub numbers: ConnectedNumbers<'a>,
}

/// What a change of credentials means for the tenant's connected numbers.
#[derive(Debug, Clone, Copy)]
pub enum ConnectedNumbers<'a> {
    /// They stay connected.
    Stay,
    /// The Twilio account is another one than before, and holds these. The others are disconnected.
    StayIfHeld(&'a BTreeSet<PhoneNumber>),
    /// There must be none. The change is refused otherwise.
    MustBeNone,
}

impl Versioned for CredentialsItem {}

impl Store {
    /// Gets the visible state of a tenant's credentials.
    #[must_use]
    #[boxed]
    pub async fn get_credentials(&self, scope: &TenantScope) -> Result<CredentialsItem, StoreError> {
        Ok(self.within(scope).get(Key::credentials(scope)).await?.unwrap_or_default())
    }

    /// Changes the state of a tenant's credentials and the version of the credentials in the routes of its numbers.
    /// Returns the new state and the numbers that were disconnected.
    pub async fn change_credentials(
        &self,
        scope: &TenantScope,
        credentials: &CredentialsChange<'_>,
        new: impl Fn(CredentialsItem) -> CredentialsItem,
        change: &ChangeContext,
    ) -> Result<(CredentialsItem, BTreeSet<PhoneNumber>), ChangeError> {
        let new = &new;
        let changed = &Mutex::new(None);
        self.update_tenant_with(scope, change, |mut tenant| async move {
            let before = self.get_credentials(scope).await?;
            let after = new(before.clone());
            let mut writes = vec![self.put_over(Key::credentials(scope), &after)?];
            let lost = match credentials.numbers {
                ConnectedNumbers::Stay => BTreeSet::new(),
                ConnectedNumbers::StayIfHeld(held) => &tenant.numbers - held,
                ConnectedNumbers::MustBeNone if tenant.numbers.is_empty() => BTreeSet::new(),
                ConnectedNumbers::MustBeNone => return Err(Conflict::NumbersConnected(tenant.numbers.clone()).into()),
            };
            for number in &lost {
                let reason = json!({"reason": "the Twilio account does not hold it"});
                let event = AuditEvent::new("number.disconnected").about(number).to(reason).for_owners();
                writes.extend(self.audited(scope, change, event)?);
            }
            tenant.numbers.retain(|number| !lost.contains(number));
            tenant.credentials_version += 1;
            let event = AuditEvent::new(credentials.action).about(credentials.which.as_str());
            let event = event.from(before.to_audit()).to(after.to_audit());
            *changed.lock().unwrap_or_else(PoisonError::into_inner) = Some((after, lost));
            Ok(TenantUpdate { tenant, writes, event })
        })
        .await?;
        // The last decision is the one that was written.
        let written = changed.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(written.unwrap_or_default())
    }

    /// Records that Twilio refused a token, for a function that may change the tenant: every process learns it with the
    /// next call.
    #[must_use]
    #[boxed]
    pub async fn refuse_token(
        &self,
        scope: &TenantScope,
        refused: &RefusedToken,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        let known = self.get_credentials(scope).await?;
        if known.clone().after_refusal(refused, change.at) == known {
            return Ok(());
        }
        let event = CredentialsChange {
            action: "credentials.refused",
            which: Credential::Twilio,
            numbers: ConnectedNumbers::Stay,
        };
        self.change_credentials(scope, &event, |item| item.after_refusal(refused, change.at), change).await.map(|_| ())
    }

    /// Records that Twilio refused the current token, for a function that only writes the tenant's own items: other
    /// processes learn it when they read the secret again. This is no change by a person, so it is not audited.
    #[must_use]
    #[boxed]
    pub async fn note_refused_token(
        &self,
        scope: &TenantScope,
        refused: &RefusedToken,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let update = self
            .update_credentials(scope, Credential::Twilio)
            .update_expression(
                "SET #which.health = :health, #which.checked_at = :now, #which.refused_at = if_not_exists(#which.refused_at, :now)",
            )
            .condition_expression(IS_CURRENT)
            .expression_attribute_values(":health", serde_dynamo::to_attribute_value(Health::Refused)?)
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":last_four", AttributeValue::S(refused.last_four.clone()))
            .expression_attribute_values(":fingerprint", AttributeValue::S(refused.fingerprint.clone()));
        if updated(update).await? {
            return Ok(());
        }
        // A secret from before states were stored. Any other token is no longer the current one.
        let update = self
            .update_credentials(scope, Credential::Twilio)
            .update_expression("SET #which = :known")
            .condition_expression("attribute_not_exists(#which) AND attribute_not_exists(twilio_deleted_at)")
            .expression_attribute_values(":known", serde_dynamo::to_attribute_value(refused.known(now))?);
        updated(update).await.map(|_| ())
    }

    /// Records whether a credential works, if it is still the one with these last characters and this fingerprint. This
    /// is no change by a person, so it is not audited. A credential that works is no longer refused.
    #[must_use]
    #[boxed]
    pub async fn note_health(
        &self,
        scope: &TenantScope,
        which: Credential,
        (last_four, fingerprint): (&str, &str),
        health: Health,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let restored = if health == Health::Works { " REMOVE #which.refused_at" } else { "" };
        let update = self
            .update_credentials(scope, which)
            .update_expression(format!("SET #which.health = :health, #which.checked_at = :now{restored}"))
            .condition_expression(IS_CURRENT)
            .expression_attribute_values(":health", serde_dynamo::to_attribute_value(health)?)
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":last_four", AttributeValue::S(last_four.to_owned()))
            .expression_attribute_values(":fingerprint", AttributeValue::S(fingerprint.to_owned()));
        updated(update).await.map(|_| ())
    }

    fn update_credentials(&self, scope: &TenantScope, which: Credential) -> UpdateItemFluentBuilder {
        self.client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::credentials(scope).attributes()))
            .expression_attribute_names("#which", which.as_str())
    }
}

/// Whether the stored state is of a certain credential.
const IS_CURRENT: &str = "#which.last_four = :last_four AND \
                          (attribute_not_exists(#which.fingerprint) OR #which.fingerprint = :fingerprint)";

/// Whether an update was made; not if its condition did not hold.
async fn updated(update: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
    match update.send().await {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
