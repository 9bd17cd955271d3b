//! Requests to AWS as IAM sees them: action, resource and partition keys.

use serde_json::Value;
use store::key::PARTITION;

use super::template::{ACCOUNT, REGION, queue_arn, table_arn};

/// AWS appends six random characters to a secret's ARN.
const SUFFIX: &str = "-q7ZkX2";

/// An action on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatementAccess {
    pub(crate) action: String,
    pub(crate) resource: String,
    /// The partition keys of the request.
    pub(crate) leading_keys: Vec<String>,
}

impl StatementAccess {
    pub(crate) fn new(action: impl Into<String>, resource: String, leading_keys: Vec<String>) -> Self {
        Self { action: action.into(), resource, leading_keys }
    }

    /// All accesses of a request. Every one must be allowed.
    pub(crate) fn all_of(target: &str, body: &Value) -> Vec<Self> {
        let (service, operation) = target.split_once('.').unwrap_or_default();
        match service {
            "DynamoDB_20120810" => table_accesses(operation, body),
            "secretsmanager" => secret_accesses(operation, body),
            "AmazonSQS" => {
                let queue = body["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
                vec![Self::new(format!("sqs:{operation}"), queue_arn(queue), Vec::new())]
            }
            _ => vec![Self::new(format!("unknown:{target}"), String::new(), Vec::new())],
        }
    }

    /// The same for a secret that does not exist. It has no ARN, so IAM checks its name.
    pub(crate) fn of_missing_secret(self) -> Self {
        let resource = self.resource.strip_suffix(SUFFIX).map_or(self.resource.clone(), str::to_owned);
        Self { resource, ..self }
    }
}

fn secret_arn(id: &str) -> String {
    if id.starts_with("arn:") {
        id.to_owned()
    } else {
        format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{id}")
    }
}

fn secret_accesses(operation: &str, body: &Value) -> Vec<StatementAccess> {
    let action = format!("secretsmanager:{operation}");
    let arn = |field: &str| secret_arn(body[field].as_str().unwrap_or_default());
    if operation == "CreateSecret" {
        // AWS does not document whether IAM checks the name with or without the suffix.
        let (before, after) = (arn("Name"), arn("Name") + SUFFIX);
        return [before, after].map(|arn| StatementAccess::new(action.clone(), arn, Vec::new())).into();
    }
    vec![StatementAccess::new(action, arn("SecretId") + SUFFIX, Vec::new())]
}

fn table_accesses(operation: &str, body: &Value) -> Vec<StatementAccess> {
    let action = |name: &str| format!("dynamodb:{name}");
    let table = || table_arn(body["TableName"].as_str().unwrap_or_default());
    let one = |keys: Vec<String>| vec![StatementAccess::new(action(operation), table(), keys)];
    match operation {
        "GetItem" | "UpdateItem" | "DeleteItem" => one(vec![partition(&body["Key"])]),
        "PutItem" => one(vec![partition(&body["Item"])]),
        "Query" => one(vec![queried_partition(body)]),
        "BatchGetItem" => batch_accesses(body, |wanted| wanted["Keys"].as_array().expect("keys").iter().collect())
            .map(|(table, keys)| StatementAccess::new(action(operation), table, keys))
            .collect(),
        "BatchWriteItem" => batch_accesses(body, |writes| {
            let writes = writes.as_array().expect("writes").iter();
            let keys = writes.map(|write| match write.get("PutRequest") {
                Some(put) => &put["Item"],
                None => &write["DeleteRequest"]["Key"],
            });
            keys.collect()
        })
        .map(|(table, keys)| StatementAccess::new(action(operation), table, keys))
        .collect(),
        "TransactWriteItems" => transaction_accesses(body),
        // Other operations have no partition key.
        _ => one(Vec::new()),
    }
}

fn batch_accesses<'a>(
    body: &'a Value,
    keys: impl Fn(&'a Value) -> Vec<&'a Value>,
) -> impl Iterator<Item = (String, Vec<String>)> {
    let tables = body["RequestItems"].as_object().expect("tables");
    tables.iter().map(move |(table, entry)| (table_arn(table), keys(entry).into_iter().map(partition).collect()))
}

/// Each write is an action. AWS does not document whether IAM checks its partition key alone or with those of the other
/// writes of its kind, so both must be allowed.
fn transaction_accesses(body: &Value) -> Vec<StatementAccess> {
    let mut alone = Vec::new();
    for write in body["TransactItems"].as_array().expect("writes") {
        let (kind, entry) = write.as_object().and_then(|fields| fields.iter().next()).expect("a write");
        let (action, item) = match kind.as_str() {
            "Put" => ("dynamodb:PutItem", "Item"),
            "Update" => ("dynamodb:UpdateItem", "Key"),
            "Delete" => ("dynamodb:DeleteItem", "Key"),
            "ConditionCheck" => ("dynamodb:ConditionCheckItem", "Key"),
            other => panic!("unexpected write {other}"),
        };
        let table = table_arn(entry["TableName"].as_str().unwrap_or_default());
        alone.push(StatementAccess::new(action, table, vec![partition(&entry[item])]));
    }
    let mut together: Vec<StatementAccess> = Vec::new();
    for access in &alone {
        let same =
            together.iter_mut().find(|other| (&other.action, &other.resource) == (&access.action, &access.resource));
        match same {
            Some(same) => same.leading_keys.extend(access.leading_keys.clone()),
            None => together.push(access.clone()),
        }
    }
    alone.extend(together.into_iter().filter(|access| access.leading_keys.len() > 1));
    alone
}

fn partition(item: &Value) -> String {
    let key = item[PARTITION]["S"].as_str();
    key.unwrap_or_else(|| panic!("no partition key: {item}")).to_owned()
}

/// The partition key in a query's key condition.
fn queried_partition(body: &Value) -> String {
    let condition = body["KeyConditionExpression"].as_str().unwrap_or_default();
    let value = condition.strip_prefix(PARTITION).and_then(|rest| rest.trim_start().strip_prefix('='));
    let name = value.and_then(|value| value.split_whitespace().next()).unwrap_or_default();
    let key = body["ExpressionAttributeValues"][name]["S"].as_str();
    key.unwrap_or_else(|| panic!("no partition key: {condition}")).to_owned()
}
