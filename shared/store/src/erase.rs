//! Erasure: deletes every item of a tenant, and every directory item that leads to it.
//!
//! The tenant's own item is deleted last, in one transaction with what depends on it and with the job that deletes its files. An
//! interrupted erasure is simply repeated.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, Delete, DeleteRequest, TransactWriteItem, WriteRequest},
};
use platform::boxed;
use serde_json::json;

use super::{
    ApiKeyItem, CalendarFeedItem, ChangeContext, ChangeError, Conflict, DueJob, OpenCall, PersonItem, Store,
    StoreError, TenantItem, TenantScope, Transaction,
    audit::AuditEvent,
    batch::BATCH,
    directory,
    key::{self, Key, PARTITION, SORT},
    people::directory_key,
};

/// The most writes that DynamoDB accepts in one transaction.
const MOST_TRANSACTED: usize = 100;

/// The number of deleted items of each kind, such as `call` or `appointment`. A directory item counts as the kind it
/// leads to.
pub type Erased = BTreeMap<String, u64>;

impl Store {
    /// Deletes everything that the table stores of an inactive tenant.
    #[must_use]
    #[boxed]
    pub async fn erase_tenant(&self, scope: &TenantScope, change: &ChangeContext) -> Result<Erased, ChangeError> {
        let tenant = self.get_tenant(scope).await?.ok_or(ChangeError::Missing)?;
        if tenant.status.is_in_service() {
            return Err(Conflict::StillActive.into());
        }
        let mut erased = Erased::new();
        let own = Key::tenant(scope);
        self.erase_all_but(scope, &own, &mut erased).await?;
        let directory =
            directory::index_entries(&tenant).into_keys().chain(tenant.numbers.iter().map(Key::number_route));
        let mut writes = directory.map(|key| self.delete(key)).collect::<Result<Vec<_>, _>>()?;
        *erased.entry("tenant".to_owned()).or_default() += 1 + writes.len() as u64;
        writes.insert(0, self.delete_at_version(own, &tenant)?);
        let event = AuditEvent::new("tenant.erased").about(scope.tenant()).to(json!(erased));
        writes.push(self.audited_by_the_platform(change, event)?);
        // The list of due jobs has it, and no item of the tenant: it outlives them.
        writes.push(self.due_entry(&DueJob::of_erased_company(scope.tenant(), change.at).map_err(StoreError::from)?)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => {}
            // The tenant was reactivated, or changed otherwise, after it was read.
            Transaction::Refused(_) => return Err(ChangeError::Overtaken),
        }
        // Items that a call in progress has written in the meantime.
        self.erase_all_but(scope, &Key::tenant(scope), &mut erased).await?;
        Ok(erased)
    }

    async fn erase_all_but(&self, scope: &TenantScope, kept: &Key, erased: &mut Erased) -> Result<(), StoreError> {
        self.erase_words(scope, erased).await?;
        let mut items = self.query_partition(scope, scope.tenant().to_string()).into_paginator().items().send();
        let (mut batch, mut leading) = (Vec::new(), BTreeSet::new());
        while let Some(item) = items.next().await {
            let item = item?;
            let Some(sort) = item.get(SORT).and_then(|value| value.as_s().ok()).cloned() else { continue };
            let key = Key::found(scope, &sort);
            if key == *kept {
                continue;
            }
            let kind = sort.split('#').next().unwrap_or_default().to_owned();
            let directory = directory_items_of(scope, &sort, item)?;
            *erased.entry(kind).or_default() += 1 + directory.len() as u64;
            leading.extend(directory);
            batch.push(key);
            if batch.len() >= BATCH {
                self.remove_all(scope, std::mem::take(&mut leading), std::mem::take(&mut batch)).await?;
            }
        }
        self.remove_all(scope, leading, batch).await
    }

    /// Deletes what can be found of the tenant's calls. Without it, nothing else is lost.
    async fn erase_words(&self, scope: &TenantScope, erased: &mut Erased) -> Result<(), StoreError> {
        let keys = self.query_partition(scope, key::words(scope)).projection_expression(SORT);
        let (mut items, mut batch) = (keys.into_paginator().items().send(), Vec::new());
        while let Some(item) = items.next().await {
            let item = item?;
            let Some(sort) = item.get(SORT).and_then(|value| value.as_s().ok()) else { continue };
            *erased.entry("word".to_owned()).or_default() += 1;
            batch.push(Key::found_in_words(scope, sort));
            if batch.len() >= BATCH {
                self.remove_all(scope, BTreeSet::new(), std::mem::take(&mut batch)).await?;
            }
        }
        self.remove_all(scope, BTreeSet::new(), batch).await
    }

    fn query_partition(&self, scope: &TenantScope, partition: String) -> QueryFluentBuilder {
        self.client_of(scope)
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(format!("{PARTITION} = :partition"))
            .expression_attribute_values(":partition", AttributeValue::S(partition))
    }

    /// Deletes the directory items that lead to the items of a batch, then the batch. After an interruption, the items
    /// remain and lead to their directory items again.
    ///
    /// The directory items are deleted in transactions: a tenant's session may write outside the tenant's partition in no
    /// other way.
    async fn remove_all(&self, scope: &TenantScope, leading: BTreeSet<Key>, batch: Vec<Key>) -> Result<(), StoreError> {
        let deletes = leading.into_iter().map(|key| self.delete(key)).collect::<Result<Vec<_>, _>>()?;
        for deletes in deletes.chunks(MOST_TRANSACTED) {
            self.within(scope).transact(deletes.to_vec()).await?;
        }
        let delete = |key: Key| -> Result<_, StoreError> {
            let delete = DeleteRequest::builder().set_key(Some(key.attributes())).build()?;
            Ok(WriteRequest::builder().delete_request(delete).build())
        };
        self.write_in_batches(scope, batch.into_iter().map(delete).collect::<Result<_, _>>()?).await
    }

    fn delete_at_version(&self, key: Key, tenant: &TenantItem) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", AttributeValue::N(tenant.version.to_string()))
            .build()?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }
}

/// The directory items that lead to an item.
fn directory_items_of(
    scope: &TenantScope,
    sort: &str,
    item: HashMap<String, AttributeValue>,
) -> Result<Vec<Key>, StoreError> {
    if sort.starts_with(key::CALL) {
        // A call that cannot be read is still erased. The sweep of open calls removes its list entry.
        let open = OpenCall::of_item(scope, item);
        return Ok(open.map(|open| open.key()).into_iter().collect());
    }
    if let Some(due) = Key::due_found(scope, sort) {
        return Ok(vec![due]);
    }
    if sort.starts_with(key::PERSON) {
        let person: PersonItem = serde_dynamo::from_item(item)?;
        return Ok(vec![directory_key(&person)]);
    }
    if sort.starts_with(key::CALENDAR) {
        let feed: CalendarFeedItem = serde_dynamo::from_item(item)?;
        return Ok(vec![feed.holder_key()]);
    }
    if sort.starts_with(key::API_KEY) {
        let key: ApiKeyItem = serde_dynamo::from_item(item)?;
        return Ok(key.hashes().map(Key::api_key_holder).collect());
    }
    Ok(Vec::new())
}
