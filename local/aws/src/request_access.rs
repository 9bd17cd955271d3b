//! Requests to AWS as IAM sees them: action, resource and partition keys. It does not know who may make them.

use axum::http::{HeaderMap, Method, Uri};
use serde_json::Value;
use store::key::PARTITION;

use super::{
    ACCOUNT, REGION,
    files::{Presigned, bucket_and_key},
    outbox::SEND_EMAIL_PATH,
    speech::SPEECH_PATH,
};

/// AWS appends six random characters to a secret's ARN.
const SUFFIX: &str = "-q7ZkX2";

/// The operation that IAM sees as the single writes of a transaction.
const TRANSACTION: &str = "TransactWriteItems";

/// The target of a request that sends an e-mail.
const SEND_EMAIL: &str = "sesv2.SendEmail";
/// The target of a request that speaks a text.
const SPEAK: &str = "polly.SynthesizeSpeech";

/// The service and the operation of a request, such as `DynamoDB_20120810.GetItem`. A header names it, except in SES v2, Polly and S3. Empty
/// for a request to STS.
#[must_use]
pub fn target_of(method: &Method, uri: &Uri, headers: &HeaderMap) -> String {
    if let Some(access) = RequestAccess::to_files(method, uri) {
        return access.action.replace(':', ".");
    }
    let path = uri.path();
    let named = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    match path {
        SEND_EMAIL_PATH => SEND_EMAIL,
        SPEECH_PATH => SPEAK,
        _ => named,
    }
    .to_owned()
}

/// An action on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestAccess {
    /// The action, such as `dynamodb:GetItem`.
    pub action: String,
    /// The ARN of the resource.
    pub resource: String,
    /// The partition keys of the request. One that the request does not name is empty.
    pub leading_keys: Vec<String>,
    /// The operation that encloses the action, such as `TransactWriteItems`.
    pub enclosing_operation: Option<&'static str>,
    /// The sender's address of an e-mail.
    pub from_address: Option<String>,
}

impl RequestAccess {
    fn new(action: impl Into<String>, resource: String, leading_keys: Vec<String>) -> Self {
        Self { action: action.into(), resource, leading_keys, enclosing_operation: None, from_address: None }
    }

    /// All accesses of a request with a JSON body, whose header names the `target`. Every one must be allowed.
    #[must_use]
    pub fn all_of(target: &str, body: &Value) -> Vec<Self> {
        let (service, operation) = target.split_once('.').unwrap_or_default();
        match service {
            "DynamoDB_20120810" => table_accesses(operation, body),
            "secretsmanager" => secret_accesses(operation, body),
            "AmazonSQS" => {
                let queue = body["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
                // IAM has no action of its own for a batch.
                let action = operation.strip_suffix("Batch").unwrap_or(operation);
                vec![Self::new(format!("sqs:{action}"), queue_arn(queue), Vec::new())]
            }
            "sesv2" => email_accesses(body),
            // Without a lexicon, the operation has no resource. Source: Service Authorization Reference, Amazon Polly.
            "polly" => vec![Self::new(format!("polly:{operation}"), "*".to_owned(), Vec::new())],
            _ => vec![Self::new(format!("unknown:{target}"), String::new(), Vec::new())],
        }
    }

    /// The access of a request to S3. `None` for a request to another service.
    #[must_use]
    pub fn to_files(method: &Method, uri: &Uri) -> Option<Self> {
        Presigned::of(uri)?;
        let (bucket, key) = bucket_and_key(uri.path());
        let action = match (method, key) {
            (&Method::GET, "") => "s3:ListBucket",
            (&Method::PUT, _) => "s3:PutObject",
            (&Method::DELETE, _) => "s3:DeleteObject",
            _ => "s3:GetObject",
        };
        let resource = if key.is_empty() { bucket_arn(bucket) } else { format!("{}/{key}", bucket_arn(bucket)) };
        Some(Self::new(action, resource, Vec::new()))
    }

    /// Both accesses of a request for a session of a role. Every one must be allowed.
    #[must_use]
    pub fn to_role(arn: &str) -> [Self; 2] {
        ["sts:AssumeRole", "sts:TagSession"].map(|action| Self::new(action, arn.to_owned(), Vec::new()))
    }

    /// The same for a secret that does not exist. It has no ARN, so IAM checks its name.
    #[must_use]
    pub fn of_missing_secret(self) -> Self {
        let resource = self.resource.strip_suffix(SUFFIX).map_or(self.resource.clone(), str::to_owned);
        Self { resource, ..self }
    }
}

/// The ARN of a table.
#[must_use]
pub fn table_arn(table: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
}

/// The ARN of a queue.
#[must_use]
pub fn queue_arn(queue: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}")
}

/// The ARN of a bucket.
#[must_use]
pub fn bucket_arn(bucket: &str) -> String {
    format!("arn:aws:s3:::{bucket}")
}

/// The ARN of an identity that sends e-mail: a domain.
#[must_use]
pub fn identity_arn(identity: &str) -> String {
    format!("arn:aws:ses:{REGION}:{ACCOUNT}:identity/{identity}")
}

/// SES checks the sender's identity and the configuration set. Source: Service Authorization Reference, Amazon SES v2.
fn email_accesses(body: &Value) -> Vec<RequestAccess> {
    let sender = body["FromEmailAddress"].as_str().unwrap_or_default();
    let address = sender.rsplit_once('<').map_or(sender, |(_, address)| address.trim_end_matches('>'));
    let identity = identity_arn(address.rsplit('@').next().unwrap_or_default());
    let set = body["ConfigurationSetName"].as_str();
    let set = set.map(|name| format!("arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/{name}"));
    let access = |resource| RequestAccess {
        from_address: Some(address.to_owned()),
        ..RequestAccess::new("ses:SendEmail", resource, Vec::new())
    };
    [identity].into_iter().chain(set).map(access).collect()
}

fn secret_arn(id: &str) -> String {
    if id.starts_with("arn:") {
        id.to_owned()
    } else {
        format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{id}")
    }
}

fn secret_accesses(operation: &str, body: &Value) -> Vec<RequestAccess> {
    let action = format!("secretsmanager:{operation}");
    let field = if operation == "CreateSecret" { "Name" } else { "SecretId" };
    let arn = secret_arn(body[field].as_str().unwrap_or_default());
    if ["CreateSecret", "DeleteSecret"].contains(&operation) {
        // AWS does not document whether IAM checks the name with or without the suffix if the secret does not exist, and the
        // forced deletion of such a secret succeeds.
        return [arn.clone(), arn + SUFFIX].map(|arn| RequestAccess::new(action.clone(), arn, Vec::new())).into();
    }
    vec![RequestAccess::new(action, arn + SUFFIX, Vec::new())]
}

fn table_accesses(operation: &str, body: &Value) -> Vec<RequestAccess> {
    let action = |name: &str| format!("dynamodb:{name}");
    let table = || table_arn(body["TableName"].as_str().unwrap_or_default());
    let one = |keys: Vec<String>| vec![RequestAccess::new(action(operation), table(), keys)];
    match operation {
        "GetItem" | "UpdateItem" | "DeleteItem" => one(vec![partition(&body["Key"])]),
        "PutItem" => one(vec![partition(&body["Item"])]),
        "Query" => one(vec![queried_partition(body)]),
        "BatchGetItem" => batch_accesses(body, |wanted| list(&wanted["Keys"]).collect())
            .map(|(table, keys)| RequestAccess::new(action(operation), table, keys))
            .collect(),
        "BatchWriteItem" => batch_accesses(body, |writes| {
            let keys = list(writes).map(|write| match write.get("PutRequest") {
                Some(put) => &put["Item"],
                None => &write["DeleteRequest"]["Key"],
            });
            keys.collect()
        })
        .map(|(table, keys)| RequestAccess::new(action(operation), table, keys))
        .collect(),
        TRANSACTION => transaction_accesses(body),
        // Other operations have no partition key.
        _ => one(Vec::new()),
    }
}

fn batch_accesses<'a>(
    body: &'a Value,
    keys: impl Fn(&'a Value) -> Vec<&'a Value>,
) -> impl Iterator<Item = (String, Vec<String>)> {
    let tables = body["RequestItems"].as_object().into_iter().flatten();
    tables.map(move |(table, entry)| (table_arn(table), keys(entry).into_iter().map(partition).collect()))
}

/// Each write is an action. AWS does not document whether IAM checks its partition key alone or with those of the other
/// writes of its kind, so both must be allowed.
fn transaction_accesses(body: &Value) -> Vec<RequestAccess> {
    let mut alone = Vec::new();
    for (kind, entry) in list(&body["TransactItems"]).filter_map(Value::as_object).flatten() {
        let (action, item) = match kind.as_str() {
            "Put" => ("dynamodb:PutItem".to_owned(), "Item"),
            "ConditionCheck" => ("dynamodb:ConditionCheckItem".to_owned(), "Key"),
            kind => (format!("dynamodb:{kind}Item"), "Key"),
        };
        let table = table_arn(entry["TableName"].as_str().unwrap_or_default());
        let access = RequestAccess::new(action, table, vec![partition(&entry[item])]);
        alone.push(RequestAccess { enclosing_operation: Some(TRANSACTION), ..access });
    }
    let mut together: Vec<RequestAccess> = Vec::new();
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
    item[PARTITION]["S"].as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The partition key in a query's key condition.
fn queried_partition(body: &Value) -> String {
    let condition = body["KeyConditionExpression"].as_str().unwrap_or_default();
    let value = condition.strip_prefix(PARTITION).and_then(|rest| rest.trim_start().strip_prefix('='));
    let name = value.and_then(|value| value.split_whitespace().next()).unwrap_or_default();
    body["ExpressionAttributeValues"][name]["S"].as_str().unwrap_or_default().to_owned()
}
