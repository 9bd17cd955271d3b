//! Isolation below the code: an API function reaches a tenant's items and secret in a session that AWS confines to that
//! tenant (ADR 17). The AWS proxy enforces the template's policies, also of the roles that the functions assume.

use std::sync::Arc;

use api::access::{Access, Authorized, permission::ReadCompany, require_auth};
use aws_sdk_dynamodb::{
    error::ProvideErrorMetadata,
    types::{AttributeValue, Put, TransactWriteItem},
};
use axum::{
    Router,
    body::Body,
    extract::Path,
    http::{Request, header::AUTHORIZATION},
    routing::get,
};
use platform::{
    aws::tagged_role::TaggedRole,
    config::{ApiConfig, Environment, OidcConfig, TenantRoleConfig},
};
use serde_json::{Value, json};
use store::{
    Store, TENANT_TAG, TenantSessions,
    key::{PARTITION, SORT},
};
use tower::ServiceExt;

use crate::support::{
    ACME, ApiClient, DESERT, TestApp,
    policy::{Policies, PolicyPrincipal, SessionRole},
};
use local_aws::RequestAccess;

/// The sessions that were begun since the last call.
fn begun(app: &TestApp) -> usize {
    app.aws.requests().iter().filter(|request| request.operation == "AssumeRole").count()
}

/// A handler with a bug: it asks for whatever the path names, with the clients of the caller's scope.
async fn handler_with_a_bug(
    may: Authorized<ReadCompany>,
    Path((_, operation, other)): Path<(String, String, String)>,
) -> String {
    let aws = may.scope.session().expect("a session");
    let (table, secrets) = (platform::aws::dynamodb(aws), platform::aws::secrets_manager(aws));
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let described = |error: &dyn ProvideErrorMetadata| {
        format!("{}: {}", error.code().unwrap_or_default(), error.message().unwrap_or_default())
    };
    let put = || {
        let put = Put::builder().table_name("front-desk").item(PARTITION, text(&other)).item(SORT, text("planted"));
        TransactWriteItem::builder().put(put.build().expect("a write")).build()
    };
    let secret_name = format!("front-desk/tenant/{other}");
    let denied = match operation.as_str() {
        "GetItem" => {
            let get = table.get_item().table_name("front-desk").key(PARTITION, text(&other)).key(SORT, text("tenant"));
            get.send().await.map(|found| found.item.is_some()).map_err(|error| described(&error))
        }
        "Query" => {
            let query = table.query().table_name("front-desk").key_condition_expression("tenant_id = :tenant");
            let query = query.expression_attribute_values(":tenant", text(&other));
            query.send().await.map(|found| found.count > 0).map_err(|error| described(&error))
        }
        "TransactWriteItems" => {
            let sent = table.transact_write_items().transact_items(put()).send().await;
            sent.map(|_| true).map_err(|error| described(&error))
        }
        "GetSecretValue" => {
            let read = secrets.get_secret_value().secret_id(secret_name).send().await;
            read.map(|secret| secret.secret_string.is_some()).map_err(|error| described(&error))
        }
        "PutSecretValue" => {
            let put = secrets.put_secret_value().secret_id(secret_name).secret_string("{}").send().await;
            put.map(|_| true).map_err(|error| described(&error))
        }
        "Scan" => {
            let scan = table.scan().table_name("front-desk").send().await;
            scan.map(|found| found.count > 0).map_err(|error| described(&error))
        }
        other => panic!("no operation {other}"),
    };
    denied.map_or_else(|error| error, |found| found.to_string())
}

/// The function `admin-tenants` with one more route, whose handler has a bug.
fn function_with_a_bug(app: &TestApp) -> Router {
    let lookup = |name: &str| app.system.manifest.environment.get(name).cloned();
    let environment = Environment::from_fn(&lookup);
    let runtime = app.system.runtime.named("admin-tenants");
    let role = TenantRoleConfig::from(&environment).expect("set");
    let sessions = TenantSessions::new(TaggedRole::new(&runtime.aws, role.arn, TENANT_TAG), app.clock());
    let store = Store::new(platform::aws::dynamodb(&runtime.aws), "front-desk");
    let (oidc, api) = (OidcConfig::from(&environment).expect("set"), ApiConfig::from(&environment).expect("set"));
    let access = Access::new(&runtime, oidc, &api, (store, sessions));
    let routes = Router::new().route("/admin/tenants/{tenant}/bug/{operation}/{other}", get(handler_with_a_bug));
    require_auth(routes, Arc::new(access))
}

async fn asked(function: &Router, client: &ApiClient, operation: &str, other: &str) -> String {
    let request = Request::get(format!("/admin/tenants/me/bug/{operation}/{other}"));
    let token = client.credential.as_ref().expect("signed in");
    let request = request.header(AUTHORIZATION, format!("Bearer {token}")).body(Body::empty()).expect("a request");
    let response = function.clone().oneshot(request).await.expect("a response");
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    String::from_utf8(body.to_vec()).expect("text")
}

#[tokio::test]
async fn handler_that_asks_for_another_tenants_item_is_refused_by_aws() {
    let app = TestApp::start().await;
    let (function, owner) = (function_with_a_bug(&app), app.person(ACME, "owner"));
    let [acme, desert] = [ACME, DESERT].map(|company| app.tenant(company).tenant_id.to_string());
    for (operation, action) in [
        ("GetItem", "dynamodb:GetItem"),
        ("Query", "dynamodb:Query"),
        ("TransactWriteItems", "dynamodb:PutItem"),
        ("GetSecretValue", "secretsmanager:GetSecretValue"),
        ("PutSecretValue", "secretsmanager:PutSecretValue"),
    ] {
        let refused = asked(&function, &owner, operation, &desert).await;
        assert!(refused.starts_with("AccessDeniedException: User: "), "{operation}: {refused}");
        assert!(
            refused.contains(&format!("is not authorized to perform: {action} on resource: arn:aws:")),
            "{refused}"
        );
        assert_eq!(app.aws.denied().len(), 1, "{operation}");
        assert_eq!(asked(&function, &owner, operation, &acme).await, "true", "{operation}: the own tenant's");
    }
    for (operation, partition) in [("GetItem", "number#+12145550100"), ("GetItem", "platform"), ("Scan", "any")] {
        let refused = asked(&function, &owner, operation, &partition.replace('#', "%23")).await;
        assert!(refused.starts_with("AccessDeniedException"), "{operation} {partition}: {refused}");
    }
    assert_eq!(app.aws.denied().len(), 3);
}

#[test]
fn session_reaches_one_tenant_and_its_function_none() {
    let policies = Policies::of_the_template();
    let may = |principal: &PolicyPrincipal, operation: &str, body: &Value| {
        let target = format!("DynamoDB_20120810.{operation}");
        RequestAccess::all_of(&target, body).iter().all(|access| policies.allow(principal, access).is_some())
    };
    let item = |partition: &str| json!({PARTITION: {"S": partition}, SORT: {"S": "any"}});
    for (function, role) in [
        ("admin-tenants", "AdminTenantsSession"),
        ("api-keys", "ApiKeysSession"),
        ("call-records", "CallRecordsSession"),
        ("test-calls", "TestCallsSession"),
        ("customers", "CustomersSession"),
        ("analytics", "AnalyticsSession"),
        ("voice-webhook", "VoiceWebhookSession"),
    ] {
        let session =
            |tenant: Option<&str>| PolicyPrincipal { name: role.to_owned(), tenant: tenant.map(str::to_owned) };
        let (own, untagged) = (session(Some("ten_acme")), session(None));
        for (operation, field) in
            [("GetItem", "Key"), ("PutItem", "Item"), ("UpdateItem", "Key"), ("DeleteItem", "Key")]
        {
            let body = |partition: &str| json!({"TableName": "front-desk", field: item(partition)});
            let deletes = matches!(role, "AdminTenantsSession" | "CustomersSession");
            assert_eq!(
                may(&own, operation, &body("ten_acme")),
                deletes || operation != "DeleteItem",
                "{role} {operation}"
            );
            for other in ["ten_acmes", "ten_", "ten_desert", "subject#abc", "api_key#abc", "number#+12145550100"] {
                assert!(!may(&own, operation, &body(other)), "{role} {operation} {other}");
            }
            assert!(!may(&untagged, operation, &body("ten_acme")), "{role} {operation}: a session without a tag");
            let itself = PolicyPrincipal::function(function);
            assert!(!may(&itself, operation, &body("ten_acme")), "{function} {operation}");
        }
    }
}

#[test]
fn role_of_a_session_trusts_one_function_with_the_tag_of_a_tenant() {
    let tags =
        |tags: &[(&str, &str)]| tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let roles = SessionRole::all();
    let ids: Vec<_> = roles.iter().map(|role| role.id).collect();
    assert_eq!(
        ids,
        [
            "AdminTenantsSession",
            "AnalyticsSession",
            "ApiKeysSession",
            "CallRecordsSession",
            "CustomersSession",
            "TestCallsSession",
            "VoiceStreamSession",
            "VoiceWebhookSession"
        ]
    );
    for (role, trusted) in roles.iter().zip([
        "admin-tenants",
        "analytics",
        "api-keys",
        "call-records",
        "customers",
        "test-calls",
        "voice-stream",
        "voice-webhook",
    ]) {
        let functions = [
            "voice-webhook",
            "voice-fallback",
            "voice-stream",
            "admin-tenants",
            "api-keys",
            "call-records",
            "test-calls",
            "customers",
            "analytics",
            "usage-aggregator",
            "scenario-runs",
        ];
        for function in functions {
            let expected = function == trusted;
            assert_eq!(role.trusts(function, &tags(&[("tenant", "ten_acme")])), expected, "{function} {}", role.id);
        }
        assert!(!role.trusts(trusted, &tags(&[])), "a session without a tag");
        assert!(!role.trusts(trusted, &tags(&[("tenant", "number#+12145550100")])));
        assert!(!role.trusts(trusted, &tags(&[("tenant", "ten_acme"), ("another", "tag")])));
    }
}

#[tokio::test]
async fn session_is_begun_once_and_replaced_before_its_end() {
    let app = TestApp::start().await;
    let (owner, viewer) = (app.person(ACME, "owner"), app.person(ACME, "viewer"));
    for client in [&owner, &viewer, &owner] {
        client.get("/admin/tenants/me").await.ok(200);
    }
    assert_eq!(begun(&app), 1, "one for the tenant");
    app.person(DESERT, "owner").get("/admin/tenants/me").await.ok(200);
    assert_eq!(begun(&app), 1, "one for the other tenant");
    app.set_now("2026-11-23T16:45:00Z");
    owner.get("/admin/tenants/me").await.ok(200);
    assert_eq!(begun(&app), 0, "it lasts for a quarter of an hour");
    app.set_now("2026-11-23T16:51:00Z");
    owner.get("/admin/tenants/me").await.ok(200);
    owner.get("/admin/tenants/me").await.ok(200);
    assert_eq!(begun(&app), 1, "it is replaced ten minutes before its end");
}

#[tokio::test]
async fn concurrent_requests_of_a_tenant_begin_one_session() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let requests = (0..8).map(|_| owner.get("/admin/tenants/me"));
    for response in futures_util::future::join_all(requests).await {
        response.ok(200);
    }
    assert_eq!(begun(&app), 1);
}

#[tokio::test]
async fn session_serves_while_none_can_be_begun_and_never_after_its_end() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    owner.get("/admin/tenants/me").await.ok(200);
    app.aws.fail("sts");
    app.set_now("2026-11-23T16:55:00Z");
    owner.get("/admin/tenants/me").await.ok(200);
    owner.get("/admin/tenants/me").await.ok(200);
    assert_eq!(begun(&app), 2, "the first session, and one attempt to replace it");
    app.set_now("2026-11-23T16:59:30Z");
    let unavailable = owner.get("/admin/tenants/me").await;
    assert_eq!(unavailable.header("retry-after"), "1");
    assert_eq!(unavailable.problem(503), "unavailable");
    app.aws.recover();
    app.set_now("2026-11-23T16:59:32Z");
    owner.get("/admin/tenants/me").await.ok(200);
}

#[tokio::test]
async fn without_sts_the_api_answers_503_and_calls_go_on_in_sessions_or_at_the_fallback() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("sts");
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.get("/admin/tenants/me").await.problem(503), "unavailable");
    assert_eq!(
        app.operator().get(&format!("/admin/tenants/{}", app.tenant(ACME).tenant_id)).await.problem(503),
        "unavailable"
    );
    app.operator().get("/admin/tenants").await.ok(200);
    assert!(caller.say(&greeting, "My furnace needs a tune-up").await.has("Gather"));
    assert!(app.caller(ACME).ring().await.has("Gather"), "the company has a session");
    // No session of this company was begun.
    let caller = app.caller(DESERT);
    assert_eq!(caller.ring().await.status, 503, "Twilio uses the fallback URL after an error");
    let fallback = app.tenant(DESERT).fallback_url.clone();
    let response = caller.post(&fallback, &[("ErrorCode", "11200"), ("ErrorUrl", &caller.url("/twilio/voice"))]).await;
    assert!(response.has("Dial"), "{}", response.body);
}
