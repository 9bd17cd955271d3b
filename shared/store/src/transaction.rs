//! Transactions: several writes, all or none.

use std::time::Duration;

use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{ConditionCheck, Delete, Put, TransactWriteItem, Update},
};
use serde::Serialize;

use super::{
    Store, StoreError,
    form::{Versioned, item_with_key},
    key::Key,
};

/// The outcome of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Transaction {
    /// Everything was written.
    Done,
    /// Nothing was written: the conditions of the writes at these indexes failed.
    Refused(Vec<usize>),
}

/// The most attempts while other transactions change the same items.
const ATTEMPTS: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(15);

impl Store {
    /// Writes everything or nothing. Retries while another transaction holds the same items.
    pub(super) async fn transact(
        &self,
        writes: impl IntoIterator<Item = TransactWriteItem>,
    ) -> Result<Transaction, StoreError> {
        let writes: Vec<_> = writes.into_iter().collect();
        for attempt in 0..ATTEMPTS {
            let sent = self.client.transact_write_items().set_transact_items(Some(writes.clone())).send().await;
            let Err(error) = sent else { return Ok(Transaction::Done) };
            let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) = error.as_service_error() else {
                return Err(error.into());
            };
            let codes: Vec<&str> =
                canceled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or_default()).collect();
            let refused: Vec<usize> = (0..codes.len()).filter(|&i| codes[i] == "ConditionalCheckFailed").collect();
            if !refused.is_empty() {
                return Ok(Transaction::Refused(refused));
            }
            if !codes.contains(&"TransactionConflict") {
                return Err(error.into());
            }
            tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(attempt)).await;
        }
        Err(StoreError::Contended)
    }

    /// Creates an item. Fails if it exists.
    pub(super) fn put_new(
        &self,
        key: Key,
        item: &(impl Versioned + Serialize),
    ) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(key, item)?))
            .condition_expression("attribute_not_exists(sk)")
            .build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Writes an item, whether or not it exists.
    pub(super) fn put_over(
        &self,
        key: Key,
        item: &(impl Versioned + Serialize),
    ) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder().table_name(&self.table).set_item(Some(item_with_key(key, item)?)).build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Deletes an item, if it exists.
    pub(super) fn delete(&self, key: Key) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(key.attributes())).build()?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Requires that an item exists.
    pub(super) fn check_exists(&self, key: Key) -> Result<TransactWriteItem, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .condition_expression("attribute_exists(sk)")
            .build()?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    /// An update of an item of this table. The caller completes it.
    pub(super) fn update(&self, key: Key) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder().table_name(&self.table).set_key(Some(key.attributes()))
    }
}
