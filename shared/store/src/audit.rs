//! The audit log: one entry in the same transaction as each change, and one before each read of personal data. It never
//! contains a secret.

use std::{fmt::Display, net::IpAddr};

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{budget::BudgetPeriod, money::MicroUsd};
use jiff::Timestamp;
use platform::{boxed, random};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Page, Store, StoreError, TenantScope,
    form::{Versioned, item_with_key},
    key::{self, Key},
    page::Range,
};

/// The actor of entries that no request causes.
const SYSTEM: &str = "system";

/// The person, key or operator that makes a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// `operator:<subject>`, `person:<subject>`, the id of a company's person or API key, or `platform`.
    pub name: String,
    /// The IP address of the request, if known.
    pub address: Option<IpAddr>,
}

impl Actor {
    /// The platform itself, for a change that it makes on its own.
    #[must_use]
    pub fn platform() -> Self {
        Self { name: "platform".to_owned(), address: None }
    }
}

/// The actor and the time of a change. Every method that changes something for a request takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeContext {
    /// The actor.
    pub actor: Actor,
    /// The time.
    pub at: Timestamp,
}

/// The change, for its entry in the audit log.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AuditEvent {
    /// The action, such as `tenant.created`.
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
    /// The time.
    pub at: Timestamp,
    /// The actor.
    pub actor: String,
    /// The IP address of the request, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The action, such as `tenant.created`.
    pub action: String,
    /// The changed thing; `None` for the company itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The changed part before.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub before: Value,
    /// The changed part after.
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

impl Versioned for AuditEntry {}

impl Store {
    /// Lists a company's audit log, the latest entry first.
    #[must_use]
    #[boxed]
    pub async fn list_audit(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<AuditEntry>, StoreError> {
        self.within(scope).page(&Range::newest_first(scope.tenant().as_str(), key::AUDIT), after, limit).await
    }

    /// Lists the platform's own audit log, the latest entry first: the creation and the erasure of companies, for
    /// example.
    #[must_use]
    #[boxed]
    pub async fn list_platform_audit(&self, after: Option<&str>, limit: usize) -> Result<Page<AuditEntry>, StoreError> {
        self.page(&Range::newest_first(key::PLATFORM, key::AUDIT), after, limit).await
    }

    /// Writes the entry of a read. A read changes nothing, so the entry is a write of its own, and cheaper than a
    /// transaction.
    pub(super) async fn audit_read(
        &self,
        scope: &TenantScope,
        reader: &ChangeContext,
        event: AuditEvent,
    ) -> Result<(), StoreError> {
        self.audit_alone(scope, reader, event).await
    }

    /// Adds an entry: the tenant has spent most of a budget. `spent` and `budget` are those of the period.
    #[must_use]
    #[boxed]
    pub async fn audit_spend_warning(
        &self,
        scope: &TenantScope,
        at: Timestamp,
        period: BudgetPeriod,
        spent: MicroUsd,
        budget: MicroUsd,
    ) -> Result<(), StoreError> {
        let system = ChangeContext { actor: Actor { name: SYSTEM.to_owned(), address: None }, at };
        let after = json!({"period": period, "spent_micro_usd": spent, "budget_micro_usd": budget});
        self.audit_alone(scope, &system, AuditEvent::new("spend.warning").to(after)).await
    }

    /// Writes an entry that belongs to no change of an item.
    async fn audit_alone(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        event: AuditEvent,
    ) -> Result<(), StoreError> {
        let item = item_with_key(Key::audit(scope, change.at, &random::id_body()?), &AuditEntry::new(change, event))?;
        self.client_of(scope).put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
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
