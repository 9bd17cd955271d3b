//! Direct access to the table and the secrets, without the product's code.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use connections::secrets::Secrets;
use local::system::System;
use serde_json::Value;
use store::key::{PARTITION, SORT};

/// An item as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item {
    pub(crate) partition: String,
    pub(crate) sort: String,
    /// Its attributes, one on each line, sorted by name.
    pub(crate) text: String,
}

impl Item {
    /// Whether the text occurs anywhere in the item.
    pub(crate) fn mentions(&self, words: &str) -> bool {
        [&self.partition, &self.sort, &self.text].iter().any(|text| text.contains(words))
    }

    /// Whether it is a rate-limit counter or an idempotency item, which every request can create.
    pub(crate) fn is_of_a_request(&self) -> bool {
        self.sort.starts_with("requests#") || self.sort.starts_with("answer#")
    }
}

/// Every item, sorted by key.
pub(super) async fn items(system: &System) -> Vec<Item> {
    let client = platform::aws::dynamodb(&system.runtime.aws);
    let scan = client.scan().table_name(&system.resources.table_name).consistent_read(true);
    let mut found = scan.into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = found.next().await {
        let item = item.expect("read");
        let key = |name| item[name].as_s().expect("text").clone();
        let mut lines: Vec<String> = item.iter().map(|(name, value)| format!("{name}: {}", text(value))).collect();
        lines.sort();
        items.push(Item { partition: key(PARTITION), sort: key(SORT), text: lines.join("\n") });
    }
    items.sort();
    items
}

/// Every item as plain JSON, sorted by key.
pub(super) async fn items_as_json(client: &aws_sdk_dynamodb::Client, table: &str) -> Vec<Value> {
    let mut found = client.scan().table_name(table).consistent_read(true).into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = found.next().await {
        items.push(serde_dynamo::from_item(item.expect("read")).expect("JSON"));
    }
    items.sort_by_key(|item: &Value| [PARTITION, SORT].map(|name| item[name].as_str().expect("text").to_owned()));
    items
}

/// Deletes the items that are chosen.
pub(super) async fn delete_items(system: &System, is_chosen: impl Fn(&Item) -> bool) {
    let client = platform::aws::dynamodb(&system.runtime.aws);
    for item in items(system).await.into_iter().filter(is_chosen) {
        let delete = client.delete_item().table_name(&system.resources.table_name);
        let delete = delete.key(PARTITION, AttributeValue::S(item.partition)).key(SORT, AttributeValue::S(item.sort));
        delete.send().await.expect("deleted");
    }
}

/// Writes items that are given as plain JSON.
pub(super) async fn put_items(system: &System, items: &[Value]) {
    let client = platform::aws::dynamodb(&system.runtime.aws);
    for item in items {
        let item: HashMap<String, AttributeValue> = serde_dynamo::to_item(item).expect("an item");
        let put = client.put_item().table_name(&system.resources.table_name).set_item(Some(item));
        put.send().await.expect("written");
    }
}

/// Adds a company's fingerprint to a part of the day of all companies. JSON has no sets.
pub(super) async fn add_company(system: &System, part: &str, fingerprint: &str) {
    let client = platform::aws::dynamodb(&system.runtime.aws);
    let add = client
        .update_item()
        .table_name(&system.resources.table_name)
        .key("tenant_id", AttributeValue::S("platform_days".to_owned()))
        .key("sk", AttributeValue::S(part.to_owned()))
        .update_expression("ADD companies :company")
        .expression_attribute_values(":company", AttributeValue::Ss(vec![fingerprint.to_owned()]));
    add.send().await.expect("written");
}

/// A value as text with a stable order.
fn text(value: &AttributeValue) -> String {
    match value {
        AttributeValue::M(map) => {
            let map: BTreeMap<_, _> = map.iter().map(|(name, value)| (name, text(value))).collect();
            format!("{map:?}")
        }
        AttributeValue::L(list) => list.iter().map(text).collect::<Vec<_>>().join(", "),
        AttributeValue::S(text) => text.clone(),
        AttributeValue::N(number) => number.clone(),
        other => format!("{other:?}"),
    }
}

pub(super) async fn secret(system: &System, tenant: &str) -> Option<String> {
    let client = platform::aws::secrets_manager(&system.runtime.aws);
    let tenant = domain::id::TenantId::parse(tenant).expect("an id");
    let read = client.get_secret_value().secret_id(Secrets::name("front-desk", &tenant)).send().await;
    match read {
        Ok(secret) => secret.secret_string().map(str::to_owned),
        Err(error) if error.as_service_error().is_some_and(GetSecretValueError::is_resource_not_found_exception) => {
            None
        }
        Err(error) => panic!("{error:?}"),
    }
}
