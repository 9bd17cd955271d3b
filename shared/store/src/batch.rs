//! Reads and writes of many items in one request. DynamoDB may process a part of them; the rest is sent again.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, WriteRequest};

use super::{Store, StoreError, TenantScope, key::Key};

/// The most writes that DynamoDB accepts in one batch.
pub(super) const BATCH: usize = 25;
/// The most items that DynamoDB reads in one batch.
const READ_BATCH: usize = 100;
/// The most attempts for a batch that DynamoDB processes only in part.
const ATTEMPTS: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(20);

impl Store {
    /// Writes items of a tenant, in any order.
    pub(super) async fn write_in_batches(
        &self,
        scope: &TenantScope,
        writes: Vec<WriteRequest>,
    ) -> Result<(), StoreError> {
        for batch in writes.chunks(BATCH) {
            let mut left = HashMap::from([(self.table.clone(), batch.to_vec())]);
            for attempt in 0.. {
                let answer = self.client_of(scope).batch_write_item().set_request_items(Some(left)).send().await?;
                left = answer.unprocessed_items.unwrap_or_default();
                if left.is_empty() {
                    break;
                }
                pause(attempt).await?;
            }
        }
        Ok(())
    }

    /// Reads items of a tenant, in any order. Those that do not exist are missing.
    pub(super) async fn read_in_batches(
        &self,
        scope: &TenantScope,
        keys: Vec<Key>,
    ) -> Result<Vec<HashMap<String, AttributeValue>>, StoreError> {
        let keys: Vec<_> = keys.into_iter().map(Key::attributes).collect();
        let mut found = Vec::new();
        for batch in keys.chunks(READ_BATCH) {
            let wanted = KeysAndAttributes::builder().set_keys(Some(batch.to_vec())).build()?;
            let mut left = HashMap::from([(self.table.clone(), wanted)]);
            for attempt in 0.. {
                let answer = self.client_of(scope).batch_get_item().set_request_items(Some(left)).send().await?;
                found.extend(answer.responses.and_then(|mut tables| tables.remove(&self.table)).unwrap_or_default());
                left = answer.unprocessed_keys.unwrap_or_default();
                if left.is_empty() {
                    break;
                }
                pause(attempt).await?;
            }
        }
        Ok(found)
    }
}

/// Waits before the next attempt; an error after the last one.
async fn pause(attempt: u32) -> Result<(), StoreError> {
    if attempt + 1 >= ATTEMPTS {
        return Err(StoreError::Contended);
    }
    tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(attempt)).await;
    Ok(())
}
