//! The audit log: one entry in the same transaction as each change, and one before each read of personal data. It never
//! contains a secret.

use std::{fmt::Display, net::IpAddr};

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{budget::BudgetPeriod, id::AuditEntryId, money::MicroUsd};
use jiff::{SignedDuration, Timestamp};
use messages::{FollowUpJob, JobKind};
use platform::{boxed, random};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    AuditFilter, DueId, DueJob, Page, Store, StoreError, TenantScope, Transaction,
    form::{Versioned, item_with_key},
    key::{self, Key, microseconds},
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

    /// The system, for what follows a call or a rule of the company, and no request.
    pub(super) fn system() -> Self {
        Self { name: SYSTEM.to_owned(), address: None }
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
    /// Whether the company's owners are notified.
    pub(super) for_owners: bool,
}

impl AuditEvent {
    pub(super) fn new(action: &'static str) -> Self {
        Self { action, about: None, before: Value::Null, after: Value::Null, for_owners: false }
    }

    /// A change that the company's owners must know of: the entry comes with the job that notifies them.
    pub(super) fn for_owners(self) -> Self {
        Self { for_owners: true, ..self }
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
    /// Lists the entries of a company's audit log that a filter shows, the latest first. A page may be short, or even empty, and have a
    /// next one.
    #[must_use]
    #[boxed]
    pub async fn list_audit(
        &self,
        scope: &TenantScope,
        filter: &AuditFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let range = Range::newest_first(scope.tenant().as_str(), key::AUDIT);
        let first = filter.from.map(microseconds).unwrap_or_default();
        // Keys begin with the time in microseconds, so the last one that is shown is a microsecond before the end.
        let last =
            filter.until.and_then(|until| until.checked_sub(SignedDuration::from_micros(1)).ok()).map(microseconds);
        let range = range.between(first, last.unwrap_or_default());
        self.within(scope).page_where(&range, after, limit, |entry| filter.fits(entry)).await
    }

    /// Lists the platform's own audit log, the latest entry first: the creation and the erasure of companies, for
    /// example.
    #[must_use]
    #[boxed]
    pub async fn list_platform_audit(&self, after: Option<&str>, limit: usize) -> Result<Page<AuditEntry>, StoreError> {
        self.page(&Range::newest_first(key::PLATFORM, key::AUDIT), after, limit).await
    }

    /// Gets an entry of a company's audit log.
    #[must_use]
    #[boxed]
    pub async fn get_audit_entry(
        &self,
        scope: &TenantScope,
        entry: &AuditEntryId,
        at: Timestamp,
    ) -> Result<Option<AuditEntry>, StoreError> {
        self.within(scope).get(Key::audit(scope, at, entry)).await
    }

    /// Writes the entry of an operator who reads the platform's audit log.
    #[must_use]
    #[boxed]
    pub async fn audit_platform_read(&self, reader: &ChangeContext) -> Result<(), StoreError> {
        let entry = AuditEntry::new(reader, AuditEvent::new("audit.read"));
        let item = item_with_key(Key::platform_audit(reader.at, &new_entry_id()?), &entry)?;
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Writes the entry of a read. A read changes nothing, so the entry is a write of its own, and cheaper than a
    /// transaction.
    pub(super) async fn audit_read(
        &self,
        scope: &TenantScope,
        reader: &ChangeContext,
        event: AuditEvent,
    ) -> Result<(), StoreError> {
        let item = item_with_key(Key::audit(scope, reader.at, &new_entry_id()?), &AuditEntry::new(reader, event))?;
        self.client_of(scope).put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
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
        let system = ChangeContext { actor: Actor::system(), at };
        let after = json!({"period": period, "spent_micro_usd": spent, "budget_micro_usd": budget});
        let event = AuditEvent::new("spend.warning").to(after).for_owners();
        match self.within(scope).transact(self.audited(scope, &system, event)?).await? {
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }

    /// The writes of an entry, and of the job that notifies the owners if they must know of it.
    pub(super) fn audited(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        event: AuditEvent,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let (entry, at) = (new_entry_id()?, change.at);
        let for_owners = event.for_owners;
        let mut writes = vec![self.put_new(Key::audit(scope, at, &entry), &AuditEntry::new(change, event))?];
        if for_owners {
            let due = DueId::of_account(&entry);
            let job = FollowUpJob::of_tenant(scope.tenant().clone(), JobKind::NotifyOfAccount { entry, at });
            writes.extend(self.due_writes(&DueJob::new(at, due, &job)?)?);
        }
        Ok(writes)
    }

    /// The write of an entry with an id of its own, so that it is written once.
    pub(super) fn audited_as(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        event: AuditEvent,
        entry: &AuditEntryId,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_new(Key::audit(scope, change.at, entry), &AuditEntry::new(change, event))
    }

    pub(super) fn audited_by_the_platform(
        &self,
        change: &ChangeContext,
        event: AuditEvent,
    ) -> Result<TransactWriteItem, StoreError> {
        let entry = AuditEntry::new(change, event);
        self.put_new(Key::platform_audit(change.at, &new_entry_id()?), &entry)
    }
}

fn new_entry_id() -> Result<AuditEntryId, StoreError> {
    Ok(AuditEntryId::parse(&format!("{}{}", AuditEntryId::PREFIX, random::id_body()?))?)
}
