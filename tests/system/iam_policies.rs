//! The template's IAM policies. Every test runs under them; these tests check what they
//! allow; [`evaluator`] checks how they are evaluated, and [`used_grants`] that no grant is unused.

use local_aws::RequestAccess;
use serde_json::{Value, json};
use store::key::{PARTITION, SORT};

use crate::support::{
    policy::{Policies, PolicyPrincipal},
    template::Template,
};

mod evaluator;
mod used_grants;

fn item(partition: &str) -> Value {
    json!({PARTITION: {"S": partition}, SORT: {"S": "tenant"}})
}

/// A request for an item of the system's table.
fn get(partition: &str) -> Value {
    json!({"TableName": "front-desk", "Key": item(partition)})
}

fn put(partition: &str) -> Value {
    json!({"TableName": "front-desk", "Item": item(partition)})
}

fn query(partition: &str) -> Value {
    json!({
        "TableName": "front-desk",
        "KeyConditionExpression": "tenant_id = :tenant AND sk BETWEEN :first AND :last",
        "ExpressionAttributeValues": {":tenant": {"S": partition}, ":first": {"S": "a"}, ":last": {"S": "b"}},
    })
}

fn may_under(policies: &Policies, function: &str, target: &str, body: &Value) -> bool {
    let principal = PolicyPrincipal::function(function);
    RequestAccess::all_of(target, body).iter().all(|access| policies.allow(&principal, access).is_some())
}

fn may(function: &str, target: &str, body: &Value) -> bool {
    may_under(Policies::of_the_template(), function, target, body)
}

fn may_on_table(function: &str, operation: &str, body: &Value) -> bool {
    may(function, &format!("DynamoDB_20120810.{operation}"), body)
}

/// In a session of `ten_acme`.
fn may_in_session(role: &str, operation: &str, body: &Value) -> bool {
    let session = PolicyPrincipal { name: role.to_owned(), tenant: Some("ten_acme".to_owned()) };
    let (policies, target) = (Policies::of_the_template(), format!("DynamoDB_20120810.{operation}"));
    RequestAccess::all_of(&target, body).iter().all(|access| policies.allow(&session, access).is_some())
}

#[test]
fn function_may_access_only_its_partitions() {
    for (function, partition, allowed) in [
        ("voice-webhook", "ten_acme", false),
        ("voice-webhook", "number#+12145550100", true),
        ("voice-webhook", "subject#abc", false),
        ("voice-webhook", "api_key#abc", false),
        ("voice-webhook", "invitation#abc", false),
        ("voice-webhook", "tenants#active", false),
        ("voice-webhook", "platform", false),
        ("api-keys", "api_key#abc", true),
        ("api-keys", "number#+12145550100", false),
        ("api-keys", "invitation#abc", false),
        ("admin-tenants", "invitation#abc", true),
        ("admin-tenants", "ten_acme", false),
        ("api-keys", "ten_acme", false),
        ("call-records", "api_key#abc", true),
        ("call-records", "number#+12145550100", false),
        ("call-records", "ten_acme", false),
        ("test-calls", "api_key#abc", true),
        ("customers", "api_key#abc", true),
        ("test-calls", "number#+12145550100", false),
        ("customers", "number#+12145550100", false),
        ("test-calls", "invitation#abc", false),
        ("customers", "invitation#abc", false),
        ("test-calls", "ten_acme", false),
        ("customers", "ten_acme", false),
        ("analytics", "api_key#abc", true),
        ("analytics", "number#+12145550100", false),
        ("analytics", "ten_acme", false),
        ("admin-tenants", "another#kind", false),
        ("voice-webhook", "open_calls", false),
        ("unfinished-calls", "ten_acme", true),
        ("unfinished-calls", "number#+12145550100", false),
        ("scenario-runs", "ten_acme", true),
        ("scenario-runs", "number#+12145550100", false),
        ("scenario-runs", "open_calls", false),
        ("usage-aggregator", "ten_acme", true),
        ("usage-aggregator", "number#+12145550100", false),
        ("usage-aggregator", "open_calls", false),
        ("voice-fallback", "ten_acme", false),
        ("call-check", "ten_call_check", false),
        ("no-function", "ten_acme", false),
    ] {
        assert_eq!(may_on_table(function, "GetItem", &get(partition)), allowed, "{function} {partition}");
    }
    assert!(may_in_session("VoiceWebhookSession", "Query", &query("ten_acme")));
    assert!(!may_on_table("voice-webhook", "Query", &query("ten_acme")), "it has a session for it");
    assert!(!may_on_table("voice-webhook", "Query", &query("number#+12145550100")), "these partitions have no query");
    assert!(
        !may_on_table("voice-webhook", "DeleteItem", &get("open_calls")),
        "a call stays listed until it is counted"
    );
    assert!(may_on_table("usage-aggregator", "DeleteItem", &get("open_calls")));
    assert!(!may_on_table("voice-webhook", "DeleteItem", &get("ten_acme")));
    assert!(!may_on_table("voice-webhook", "DeleteItem", &get("number#+12145550100")));
    assert!(may_on_table("unfinished-calls", "Query", &query("open_calls")));
    assert!(may_on_table("unfinished-calls", "Query", &query("ten_acme")), "it reads the steps of a call");
    assert!(may_on_table("usage-aggregator", "DeleteItem", &get("ten_acme")), "it corrects a call's list entry");
    assert!(!may_on_table("usage-aggregator", "DeleteItem", &get("subject#abc")));
    assert!(may_on_table("follow-up", "Query", &query("due")));
    assert!(!may_on_table("follow-up", "DeleteItem", &get("due")), "only together with the item that leads to it");
    assert!(!may_on_table("follow-up", "DeleteItem", &get("ten_acme")));
    for (partition, allowed) in [("ten_call_check", true), ("number#+15555550100", true), ("ten_acme", false)] {
        assert_eq!(may_on_table("call-check", "PutItem", &put(partition)), allowed, "{partition}");
    }
    assert!(!may_on_table("admin-tenants", "Scan", &json!({"TableName": "front-desk"})), "no function scans the table");
    let mut elsewhere = get("number#+12145550100");
    elsewhere["TableName"] = "another-table".into();
    assert!(!may_on_table("voice-webhook", "GetItem", &elsewhere));
}

#[test]
fn function_reads_own_secrets_and_no_function_writes_any() {
    let secret = |function: &str, operation: &str, name: &str| {
        let field = if operation == "CreateSecret" { "Name" } else { "SecretId" };
        may(function, &format!("secretsmanager.{operation}"), &json!({field: name}))
    };
    for function in ["voice-webhook", "admin-tenants", "test-calls"] {
        assert!(
            !secret(function, "GetSecretValue", "front-desk/tenant/ten_acme"),
            "{function}: it has a session for it"
        );
        assert!(secret(function, "GetSecretValue", "front-desk/platform"), "{function}");
        assert!(!secret(function, "GetSecretValue", "front-desk/platform-of-others"), "{function}");
        assert!(!secret(function, "GetSecretValue", "another-system/tenant/ten_acme"), "{function}");
        assert!(!secret(function, "PutSecretValue", "front-desk/platform"), "{function}");
    }
    for operation in ["CreateSecret", "PutSecretValue", "DeleteSecret"] {
        for function in ["voice-webhook", "admin-tenants", "test-calls"] {
            assert!(!secret(function, operation, "front-desk/tenant/ten_acme"), "{function} {operation}");
        }
    }
    assert!(secret("unfinished-calls", "GetSecretValue", "front-desk/tenant/ten_acme"));
    assert!(!secret("unfinished-calls", "GetSecretValue", "front-desk/platform"), "it has no model key");
    assert!(secret("follow-up", "GetSecretValue", "front-desk/tenant/ten_acme"));
    assert!(secret("follow-up", "GetSecretValue", "front-desk/platform"));
    assert!(secret("scenario-runs", "GetSecretValue", "front-desk/tenant/ten_acme"));
    assert!(!secret("scenario-runs", "PutSecretValue", "front-desk/tenant/ten_acme"));
    assert!(secret("call-check", "PutSecretValue", "front-desk/tenant/ten_call_check"));
    assert!(!secret("call-check", "PutSecretValue", "front-desk/tenant/ten_acme"), "it has one secret");
    for function in
        ["api-keys", "call-records", "customers", "analytics", "usage-aggregator", "voice-fallback", "call-check"]
    {
        assert!(!secret(function, "GetSecretValue", "front-desk/tenant/ten_acme"), "{function}");
    }
}

#[test]
fn our_own_keys_are_read_by_the_functions_that_use_them_and_written_by_none() {
    let functions = [
        "voice-webhook",
        "voice-fallback",
        "admin-tenants",
        "api-keys",
        "call-records",
        "test-calls",
        "customers",
        "analytics",
        "call-check",
        "unfinished-calls",
        "follow-up",
        "scenario-runs",
    ];
    let users = [
        ("front-desk/signing-keys", ["voice-webhook", "admin-tenants", "call-check"].as_slice()),
        (
            "front-desk/sealing-keys",
            &["admin-tenants", "api-keys", "call-records", "test-calls", "customers", "analytics", "follow-up"],
        ),
    ];
    for (secret, users) in users {
        let body = json!({"SecretId": secret});
        for function in functions {
            let reads = may(function, "secretsmanager.GetSecretValue", &body);
            assert_eq!(reads, users.contains(&function), "{function} {secret}");
            assert!(!may(function, "secretsmanager.PutSecretValue", &body), "{function} {secret}");
        }
        for name in [
            "AdminTenantsSession",
            "ApiKeysSession",
            "CallRecordsSession",
            "TestCallsSession",
            "CustomersSession",
            "AnalyticsSession",
        ] {
            let session = PolicyPrincipal { name: name.to_owned(), tenant: Some("ten_acme".to_owned()) };
            for access in RequestAccess::all_of("secretsmanager.GetSecretValue", &body) {
                assert!(Policies::of_the_template().allow(&session, &access).is_none(), "{name} {secret}");
            }
        }
    }
}

#[test]
fn only_functions_that_end_calls_may_send_to_the_post_call_queue() {
    let send = |function: &str, queue: &str| {
        may(function, "AmazonSQS.SendMessage", &json!({"QueueUrl": format!("http://127.0.0.1/000000000000/{queue}")}))
    };
    for function in ["voice-webhook", "unfinished-calls"] {
        assert!(send(function, "front-desk-post-call"), "{function}");
        assert!(!send(function, "front-desk-post-call-dead-letters"), "{function}");
    }
    for function in [
        "admin-tenants",
        "api-keys",
        "call-records",
        "test-calls",
        "customers",
        "usage-aggregator",
        "follow-up",
        "scenario-runs",
        "voice-fallback",
    ] {
        assert!(!send(function, "front-desk-post-call"), "{function}");
        assert_eq!(send(function, "front-desk-post-call-dead-letters"), function == "usage-aggregator", "{function}");
    }
}

#[test]
fn only_follow_up_may_send_to_the_dead_letter_queue_of_jobs() {
    let body = json!({"QueueUrl": "http://127.0.0.1/000000000000/front-desk-follow-up-dead-letters"});
    for function in Template::main().functions() {
        assert_eq!(
            may(function.name, "AmazonSQS.SendMessage", &body),
            function.name == "follow-up",
            "{}",
            function.name
        );
    }
}

#[test]
fn only_functions_that_something_follows_may_send_to_the_follow_up_queue() {
    let senders = ["usage-aggregator", "follow-up", "call-records"];
    for function in Template::main().functions() {
        let body = json!({"QueueUrl": "http://127.0.0.1/000000000000/front-desk-follow-up"});
        for operation in ["AmazonSQS.SendMessage", "AmazonSQS.SendMessageBatch"] {
            assert_eq!(may(function.name, operation, &body), senders.contains(&function.name), "{}", function.name);
        }
    }
}

#[test]
fn only_the_api_of_runs_may_send_to_the_queue_of_scenarios_and_only_its_receiver_to_its_dead_letters() {
    for (queue, sender) in
        [("front-desk-scenarios", "admin-tenants"), ("front-desk-scenarios-dead-letters", "scenario-runs")]
    {
        let body = json!({"QueueUrl": format!("http://127.0.0.1/000000000000/{queue}")});
        for function in Template::main().functions() {
            let may_send = may(function.name, "AmazonSQS.SendMessage", &body);
            assert_eq!(may_send, function.name == sender, "{} {queue}", function.name);
        }
    }
}

#[test]
fn only_test_calls_may_speak_with_polly_and_it_may_do_nothing_else_there() {
    for function in Template::main().functions() {
        let speaks = function.name == "test-calls";
        assert_eq!(may(function.name, "polly.SynthesizeSpeech", &json!({})), speaks, "{}", function.name);
        assert!(!may(function.name, "polly.PutLexicon", &json!({})), "{}", function.name);
    }
}

#[test]
fn voice_fallback_and_dashboard_have_no_permissions() {
    for name in ["voice-fallback", "dashboard"] {
        let function = Template::main().function(name);
        for field in ["Policies", "Role", "Events", "VpcConfig"] {
            assert_eq!(function.properties.get(field), None, "{name} {field}");
            assert_eq!(Template::main().global_function_properties().get(field), None, "{field}");
        }
        assert!(Policies::of_the_template().grants().iter().all(|grant| grant.function != name), "{name}");
    }
}

#[test]
fn every_policy_is_inline_without_wildcard_actions() {
    for function in Template::main().functions() {
        assert_eq!(function.properties.get("Role"), None, "{}", function.name);
    }
    for grant in Policies::of_the_template().grants() {
        assert!(!grant.action.contains(['*', '?']), "{grant}");
        // Without a lexicon, this operation has no resource.
        let has_none = grant.action == "polly:SynthesizeSpeech" && grant.resource == "*";
        assert!(has_none || grant.resource.starts_with("arn:aws:") && !grant.resource.ends_with(":*"), "{grant}");
    }
}

#[test]
fn every_table_grant_names_a_kind_of_partition() {
    // As `store::key` lists them.
    let kinds = [
        "${aws:PrincipalTag/tenant}",
        "${aws:PrincipalTag/tenant}#words",
        "ten_*",
        "number#*",
        "subject#*",
        "invitation#*",
        "api_key#*",
        "connection#*",
        "calendar#*",
        "person#*",
        "founder#*",
        "tenants#*",
        "platform",
        "open_calls",
        "due",
        "trials",
        "platform_days",
        "alarms",
        // The built-in company.
        "ten_call_check",
        "number#+15555550100",
    ];
    for grant in Policies::of_the_template().grants() {
        let may_on_table = grant.action.starts_with("dynamodb:");
        let kind = grant.leading_key.as_deref();
        assert_eq!(kind.is_some_and(|kind| kinds.contains(&kind)), may_on_table, "{grant}");
    }
}
