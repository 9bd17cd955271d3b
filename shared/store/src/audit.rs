//! The audit log: one entry in the same transaction as each change. It never contains a secret.

use std::{fmt::Display, net::IpAddr};

use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use platform::random;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Page, Store, StoreError, TenantScope,
    form::Form,
    key::{self, Key},
    page::Range,
};

/// Who makes a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// `operator:<subject>`, `person:<subject>`, or the id of a company's person or API key.
    pub name: String,
    /// The address of the request, if it is known.
    pub address: Option<IpAddr>,
}

/// The actor and the time of a change. Every method that changes something for a request takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeContext {
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

/// What a change did, for its entry in the audit log.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AuditEvent {
    /// Such as `tenant.created`.
    pub(super) action: &'static str,
    /// The changed thing, such as a person's id; `None` for the company itself.
    pub(super) about: Option<String>,
    /// The changed part before.
    pub(super) before: Value,
    /// The changed part after.
    pub(super) after: Value,
}

impl AuditEvent {
    pub(super) fn new(action: &'static str) -> Self {
        Self { action, about: None, before: Value::Null, after: Value::Null }
    }

    pub(super) fn about(self, about: impl Display) -> Self {
        Self { about: Some(about.to_string()), ..self }
    }

    pub(super) fn from(self, before: Value) -> Self {
        Self { before, ..self }
    }

    pub(super) fn to(self, after: Value) -> Self {
        Self { after, ..self }
    }
}

/// One entry of an audit log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// From where, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// What was done, such as `tenant.created`.
    pub action: String,
    /// To what; nothing if it was the company itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The changed part before.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub before: Value,
    /// The part that changed, as it was afterwards.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub after: Value,
}

impl AuditEntry {
    fn new(change: &ChangeContext, event: AuditEvent) -> Self {
        Self {
            at: change.at,
            actor: change.actor.name.clone(),
            address: change.actor.address,
            action: event.action.to_owned(),
            about: event.about,
            before: event.before,
            after: event.after,
        }
    }
}

impl Form for AuditEntry {}

impl Store {
    /// A company's log, the latest first.
    pub async fn list_audit(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<AuditEntry>, StoreError> {
        self.page(&Range::newest_first(scope.tenant().as_str(), key::AUDIT), after, limit).await
    }

    /// The platform's own log, the latest first: what happened to companies as a whole.
    pub async fn list_platform_audit(&self, after: Option<&str>, limit: usize) -> Result<Page<AuditEntry>, StoreError> {
        self.page(&Range::newest_first(key::PLATFORM, key::AUDIT), after, limit).await
    }

    pub(super) fn audited(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        event: AuditEvent,
    ) -> Result<TransactWriteItem, StoreError> {
        let entry = AuditEntry::new(change, event);
        self.put_new(Key::audit(scope, change.at, &random::id_body()?), &entry)
    }

    pub(super) fn audited_by_the_platform(
        &self,
        change: &ChangeContext,
        event: AuditEvent,
    ) -> Result<TransactWriteItem, StoreError> {
        let entry = AuditEntry::new(change, event);
        self.put_new(Key::platform_audit(change.at, &random::id_body()?), &entry)
    }
}
