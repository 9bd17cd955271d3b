//! The walk over all items of a tenant, in the order of their keys: for an erasure and for an export.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    Store, StoreError, TenantScope,
    key::{PARTITION, SORT},
};

/// A page of a tenant's items: up to a megabyte.
pub(super) struct WalkedPage {
    /// Each item with its sort key.
    pub(super) items: Vec<(String, HashMap<String, AttributeValue>)>,
    /// The last sort key of the page. `None` on the last page.
    pub(super) after: Option<String>,
}

impl Store {
    /// Reads the items after a sort key, or the first ones.
    pub(super) async fn walk(&self, scope: &TenantScope, after: Option<&str>) -> Result<WalkedPage, StoreError> {
        let page = self
            .client_of(scope)
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(format!("{PARTITION} = :partition AND {SORT} > :after"))
            .expression_attribute_values(":partition", AttributeValue::S(scope.tenant().to_string()))
            // A space sorts before every sort key.
            .expression_attribute_values(":after", AttributeValue::S(after.unwrap_or(" ").to_owned()))
            .send()
            .await?;
        let items = page.items.unwrap_or_default().into_iter();
        let items = items.filter_map(|item| Some((item.get(SORT)?.as_s().ok()?.clone(), item))).collect();
        let after = page.last_evaluated_key.and_then(|key| key.get(SORT)?.as_s().ok().cloned());
        Ok(WalkedPage { items, after })
    }
}
