//! What a request to AWS does to what, as IAM is asked about it.

use serde_json::Value;
use store::key::PARTITION;

use super::template::{ACCOUNT, REGION, queue_arn, table_arn};

/// AWS ends a secret's ARN in six characters of its own; nobody who names a policy's resource knows them.
const SUFFIX: &str = "-q7ZkX2";

/// An action on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) action: String,
    pub(crate) resource: String,
    /// The partition keys it is about.
    pub(crate) leading_keys: Vec<String>,
}

impl Access {
    pub(crate) fn new(action: impl Into<String>, resource: String, leading_keys: Vec<String>) -> Self {
        Self { action: action.into(), resource, leading_keys }
    }

    /// Everything that a request does. All of it must be allowed.
    pub(crate) fn all_of(target: &str, body: &Value) -> Vec<Self> {
        let (service, operation) = target.split_once('.').unwrap_or_default();
        match service {
            "DynamoDB_20120810" => in_the_table(operation, body),
            "secretsmanager" => of_a_secret(operation, body),
            "AmazonSQS" => {
                let queue = body["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
                vec![Self::new(format!("sqs:{operation}"), queue_arn(queue), Vec::new())]
            }
            _ => vec![Self::new(format!("unknown:{target}"), String::new(), Vec::new())],
        }
    }

    /// The same of a secret that is not there. It has no ARN yet: IAM is asked about its name.
    pub(crate) fn of_nothing(self) -> Self {
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

fn of_a_secret(operation: &str, body: &Value) -> Vec<Access> {
    let action = format!("secretsmanager:{operation}");
    let arn = |field: &str| secret_arn(body[field].as_str().unwrap_or_default());
    if operation == "CreateSecret" {
        // AWS does not say whether it asks before or after it has made up the suffix.
        let (before, after) = (arn("Name"), arn("Name") + SUFFIX);
        return [before, after].map(|arn| Access::new(action.clone(), arn, Vec::new())).into();
    }
    vec![Access::new(action, arn("SecretId") + SUFFIX, Vec::new())]
}

fn in_the_table(operation: &str, body: &Value) -> Vec<Access> {
    let action = |name: &str| format!("dynamodb:{name}");
    let table = || table_arn(body["TableName"].as_str().unwrap_or_default());
    let one = |keys: Vec<String>| vec![Access::new(action(operation), table(), keys)];
    match operation {
        "GetItem" | "UpdateItem" | "DeleteItem" => one(vec![partition(&body["Key"])]),
        "PutItem" => one(vec![partition(&body["Item"])]),
        "Query" => one(vec![queried(body)]),
        "BatchGetItem" => in_batches(body, |wanted| wanted["Keys"].as_array().expect("keys").iter().collect())
            .map(|(table, keys)| Access::new(action(operation), table, keys))
            .collect(),
        "BatchWriteItem" => in_batches(body, |writes| {
            let writes = writes.as_array().expect("writes").iter();
            let keys = writes.map(|write| match write.get("PutRequest") {
                Some(put) => &put["Item"],
                None => &write["DeleteRequest"]["Key"],
            });
            keys.collect()
        })
        .map(|(table, keys)| Access::new(action(operation), table, keys))
        .collect(),
        "TransactWriteItems" => in_a_transaction(body),
        // Whatever it is, it has no partition key to be judged by.
        _ => one(Vec::new()),
    }
}

fn in_batches<'a>(
    body: &'a Value,
    keys: impl Fn(&'a Value) -> Vec<&'a Value>,
) -> impl Iterator<Item = (String, Vec<String>)> {
    let tables = body["RequestItems"].as_object().expect("tables");
    tables.iter().map(move |(table, of_it)| (table_arn(table), keys(of_it).into_iter().map(partition).collect()))
}

/// Each write is an action of its own. Whether its partition key is judged alone or together with those of the same
/// transaction's other writes of its kind is not documented, so that both must be allowed.
fn in_a_transaction(body: &Value) -> Vec<Access> {
    let mut alone = Vec::new();
    for write in body["TransactItems"].as_array().expect("writes") {
        let (kind, of_it) = write.as_object().and_then(|fields| fields.iter().next()).expect("a write");
        let (action, item) = match kind.as_str() {
            "Put" => ("dynamodb:PutItem", "Item"),
            "Update" => ("dynamodb:UpdateItem", "Key"),
            "Delete" => ("dynamodb:DeleteItem", "Key"),
            "ConditionCheck" => ("dynamodb:ConditionCheckItem", "Key"),
            other => panic!("what is {other}?"),
        };
        let table = table_arn(of_it["TableName"].as_str().unwrap_or_default());
        alone.push(Access::new(action, table, vec![partition(&of_it[item])]));
    }
    let mut together: Vec<Access> = Vec::new();
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

/// The partition that a query's key condition names.
fn queried(body: &Value) -> String {
    let condition = body["KeyConditionExpression"].as_str().unwrap_or_default();
    let value = condition.strip_prefix(PARTITION).and_then(|rest| rest.trim_start().strip_prefix('='));
    let name = value.and_then(|value| value.split_whitespace().next()).unwrap_or_default();
    let key = body["ExpressionAttributeValues"][name]["S"].as_str();
    key.unwrap_or_else(|| panic!("no partition key: {condition}")).to_owned()
}
