//! The evaluator of policies: batches, transactions, conditions and wildcards, and the proxy that denies like AWS.

use aws_config::AppName;
use aws_sdk_dynamodb::{error::ProvideErrorMetadata, types::AttributeValue};
use serde_json::{Value, json};
use store::key::{PARTITION, SORT};

use super::{get, item, may_in_session, may_on_table, may_under, put};
use crate::support::{
    TestApp,
    policy::{Policies, matches_pattern},
};

fn get_batch(partitions: &[&str]) -> Value {
    let keys: Vec<_> = partitions.iter().map(|partition| item(partition)).collect();
    json!({"RequestItems": {"front-desk": {"Keys": keys}}})
}

/// The policies of a function `one`, with one statement on the system's table.
fn policies(actions: &Value, leading_keys: &Value) -> Policies {
    let policies = json!([{"Statement": [{
        "Sid": "Only", "Effect": "Allow", "Action": actions, "Resource": {"Fn::GetAtt": "Table.Arn"},
        "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": leading_keys}},
    }]}]);
    Policies::new([("one", &policies)].into_iter())
}

#[test]
fn batch_is_denied_if_one_partition_is_denied() {
    assert!(may_in_session("VoiceWebhookSession", "BatchGetItem", &get_batch(&["ten_acme", "ten_acme"])));
    assert!(!may_in_session("VoiceWebhookSession", "BatchGetItem", &get_batch(&["ten_acme", "subject#abc"])));
    let delete = |partition: &str| json!({"DeleteRequest": {"Key": item(partition)}});
    let write = |partitions: [&str; 2]| json!({"RequestItems": {"front-desk": partitions.map(delete)}});
    assert!(may_in_session("AdminTenantsSession", "BatchWriteItem", &write(["ten_acme", "ten_acme"])));
    assert!(!may_in_session("AdminTenantsSession", "BatchWriteItem", &write(["ten_acme", "ten_desert"])));
}

#[test]
fn transaction_is_denied_if_one_write_is_denied() {
    let transaction = |writes: Value| json!({"TransactItems": writes});
    let counting = json!([{"Put": put("ten_acme")}, {"Update": get("ten_acme")}, {"ConditionCheck": get("ten_acme")}]);
    assert!(may_on_table("usage-aggregator", "TransactWriteItems", &transaction(counting.clone())));
    assert!(may_in_session("ApiKeysSession", "TransactWriteItems", &transaction(counting)));
    assert!(!may_in_session("ApiKeysSession", "DeleteItem", &get("ten_acme")), "only in a transaction");
    let deleting = transaction(json!([{"Put": put("ten_acme")}, {"Delete": get("ten_acme")}]));
    assert!(!may_on_table("voice-webhook", "TransactWriteItems", &deleting));
    let routing = transaction(json!([{"Put": put("ten_acme")}, {"Put": put("number#+12145550100")}]));
    assert!(may_in_session("AdminTenantsSession", "TransactWriteItems", &routing));
    assert!(!may_on_table("admin-tenants", "TransactWriteItems", &routing));
    assert!(!may_on_table("voice-webhook", "TransactWriteItems", &routing));
}

#[test]
fn transaction_writes_must_be_allowed_alone_and_together() {
    let both = json!({"TransactItems": [{"Put": put("ten_acme")}, {"Put": put("api_key#abc")}]});
    let target = "DynamoDB_20120810.TransactWriteItems";
    let one_statement = policies(&json!("dynamodb:PutItem"), &json!(["ten_*", "api_key#*"]));
    assert!(may_under(&one_statement, "one", target, &both));
    let statement = |key: &str| {
        json!({
            "Sid": key, "Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": {"Fn::GetAtt": "Table.Arn"},
            "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": key}},
        })
    };
    let two = json!([{"Statement": [statement("ten_*"), statement("api_key#*")]}]);
    let two = Policies::new([("one", &two)].into_iter());
    assert!(!may_under(&two, "one", target, &both), "no statement allows both");
}

#[test]
fn for_all_values_condition_holds_without_keys() {
    let scanning = policies(&json!(["dynamodb:Scan"]), &json!("ten_*"));
    assert!(may_under(&scanning, "one", "DynamoDB_20120810.Scan", &json!({"TableName": "front-desk"})));
    let without_keys = ["Scan", "ExecuteStatement", "PartiQLSelect", "*"];
    for grant in Policies::of_the_template().grants() {
        let action = grant.action.rsplit(':').next().unwrap_or_default();
        assert!(!without_keys.contains(&action), "{grant}: the action has no partition key");
    }
}

#[test]
fn wildcards_match_like_iam() {
    for (text, pattern, matches) in [
        ("ten_acme", "ten_*", true),
        ("ten_", "ten_*", true),
        ("ten", "ten_*", false),
        ("a ten_acme", "ten_*", false),
        ("platform", "platform", true),
        ("platforms", "platform", false),
        ("x-abcdef", "x-??????", true),
        ("x-abcde", "x-??????", false),
        ("x-abcdefg", "x-??????", false),
        ("a/b/c", "*/*", true),
        ("", "*", true),
        ("", "?", false),
    ] {
        assert_eq!(matches_pattern(text, pattern), matches, "{text} {pattern}");
    }
}

#[tokio::test]
async fn proxy_identifies_functions_by_app_name_and_denies_like_aws() {
    let app = TestApp::start().await;
    let as_function = |name: &'static str| {
        let name = AppName::new(name).expect("a name");
        platform::aws::dynamodb(&app.system.runtime.aws.clone().into_builder().app_name(name).build())
    };
    let get_item = async |client: &aws_sdk_dynamodb::Client, partition: &str| {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let asked =
            client.get_item().table_name("front-desk").key(PARTITION, text(partition)).key(SORT, text("tenant"));
        asked.send().await.map(|response| response.item.is_some())
    };
    assert!(
        get_item(&platform::aws::dynamodb(&app.system.runtime.aws), "platform").await.is_ok(),
        "a client without app name is denied"
    );
    assert!(get_item(&as_function("unfinished-calls"), "ten_acme").await.expect("allowed"));
    assert!(app.aws.denied().is_empty());
    let denied = get_item(&as_function("unfinished-calls"), "platform").await.expect_err("denied");
    assert_eq!(denied.code(), Some("AccessDeniedException"));
    let message = denied.message().expect("a message");
    assert!(message.contains("not authorized to perform: dynamodb:GetItem"), "{message}");
    assert_eq!(app.aws.denied().len(), 1);
    get_item(&as_function("a-new-function"), "ten_acme").await.expect_err("a function without policy is allowed");
    assert_eq!(app.aws.denied().len(), 1);
}
