//! Updates of a tenant: read the item, decide, and write it with everything that depends on it in one transaction.
//!
//! The routes of its numbers and its entries in the list of tenants depend on the tenant's item. [`Store::commit`] writes
//! their differences in the same transaction, so that they always agree with the item. Each update adds an entry to the
//! audit log.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};

use super::{
    ChangeContext, ChangeError, Conflict, Store, StoreError, TenantItem, TenantScope, Transaction, audit::AuditEvent,
    directory, form::item_with_key, key::Key,
};

/// How often an update is tried while others change the same tenant.
pub(super) const ATTEMPTS: usize = 6;

/// The outcome of a commit.
#[derive(Debug)]
pub(super) enum CommitOutcome {
    /// The update is written.
    Done(TenantItem),
    /// Another update changed the tenant first. Nothing is written.
    Overtaken,
    /// An added number is routed already. Nothing is written.
    NumberTaken,
    /// The condition of a further write did not hold. Nothing is written.
    Refused,
}

/// The new state of a tenant, the further writes, and the event for the audit log.
pub(super) struct TenantUpdate {
    pub(super) tenant: TenantItem,
    pub(super) writes: Vec<TransactWriteItem>,
    pub(super) event: AuditEvent,
}

impl Store {
    /// Updates a tenant, with retries.
    pub(super) async fn update_tenant(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        mut decide: impl FnMut(TenantItem) -> Result<(TenantItem, AuditEvent), ChangeError>,
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant_with(scope, change, |tenant| {
            let decided = decide(tenant);
            std::future::ready(decided.map(|(tenant, event)| TenantUpdate { tenant, writes: Vec::new(), event }))
        })
        .await
    }

    /// Updates a tenant and makes the further writes of `decide`, with retries.
    ///
    /// `decide` reads a consistent state of the tenant's items: each update counts the tenant's version up, and at another
    /// version the tenant is read and decided again. If a further write is refused even so, its reason lies outside the
    /// tenant.
    pub(super) async fn update_tenant_with<Deciding>(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
        mut decide: impl FnMut(TenantItem) -> Deciding,
    ) -> Result<TenantItem, ChangeError>
    where
        Deciding: Future<Output = Result<TenantUpdate, ChangeError>>,
    {
        for _ in 0..ATTEMPTS {
            let Some(tenant) = self.get_tenant(scope).await? else { return Err(ChangeError::Missing) };
            let update = decide(tenant.clone()).await?;
            match self.commit(scope, Some(&tenant), update, change).await? {
                CommitOutcome::Done(tenant) => return Ok(tenant),
                CommitOutcome::NumberTaken => return Err(Conflict::NumberTaken.into()),
                CommitOutcome::Refused => return Err(ChangeError::Overtaken),
                CommitOutcome::Overtaken => {}
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Writes a tenant, its routes and list entries, the further writes, and the entry in the audit log.
    pub(super) async fn commit(
        &self,
        scope: &TenantScope,
        old: Option<&TenantItem>,
        update: TenantUpdate,
        change: &ChangeContext,
    ) -> Result<CommitOutcome, StoreError> {
        let TenantUpdate { mut tenant, writes: further, event } = update;
        if let Some(old) = old {
            (tenant.version, tenant.updated_at) = (old.version + 1, change.at);
        }
        let mut writes = vec![match old {
            None => self.put_new(Key::tenant(scope), &tenant)?,
            Some(old) => self.put_over_version(Key::tenant(scope), &tenant, old.version)?,
        }];
        let no_numbers = BTreeSet::new();
        let old_numbers = old.map_or(&no_numbers, |old| &old.numbers);
        let added = tenant.numbers.difference(old_numbers).collect::<Vec<_>>();
        let first_added = writes.len();
        for number in &added {
            writes.push(self.put_new(Key::number_route(number), &tenant.route())?);
        }
        for number in old_numbers.difference(&tenant.numbers) {
            writes.push(self.delete(Key::number_route(number))?);
        }
        if old.is_some_and(|old| old.route() != tenant.route()) {
            for number in old_numbers.intersection(&tenant.numbers) {
                writes.push(self.put_over(Key::number_route(number), &tenant.route())?);
            }
        }
        writes.extend(self.list_writes(old, &tenant)?);
        writes.extend(self.audited(scope, change, event)?);
        writes.extend(further);
        Ok(match self.within(scope).transact(writes).await? {
            Transaction::Done => CommitOutcome::Done(tenant),
            Transaction::Refused(places) if places.contains(&0) => CommitOutcome::Overtaken,
            Transaction::Refused(places)
                if places.iter().any(|place| (first_added..first_added + added.len()).contains(place)) =>
            {
                CommitOutcome::NumberTaken
            }
            Transaction::Refused(_) => CommitOutcome::Refused,
        })
    }

    /// The writes of a tenant's entries in the list of tenants.
    pub(super) fn list_writes(
        &self,
        old: Option<&TenantItem>,
        tenant: &TenantItem,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let entries = directory::index_entries(tenant);
        let old_entries = old.map_or_else(BTreeMap::new, directory::index_entries);
        let mut writes = Vec::new();
        for key in old_entries.keys().filter(|key| !entries.contains_key(key)) {
            writes.push(self.delete(key.clone())?);
        }
        for (key, summary) in entries.iter().filter(|(key, summary)| old_entries.get(key) != Some(summary)) {
            writes.push(self.put_over(key.clone(), summary)?);
        }
        Ok(writes)
    }

    pub(super) fn put_over_version(
        &self,
        key: Key,
        item: &TenantItem,
        version: u64,
    ) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(key, item)?))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", AttributeValue::N(version.to_string()))
            .build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
