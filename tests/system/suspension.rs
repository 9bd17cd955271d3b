//! Companies that are not active: only an operator lifts a suspension, and API keys and test calls do nothing but read.

use serde_json::json;

use crate::support::{ACME, ApiClient, TestApp};

const OWN: &str = "/admin/tenants/me";
const SUSPEND: &str = "/admin/tenants/ten_acme/suspend";

async fn suspend(app: &TestApp) {
    assert_eq!(app.operator().post(SUSPEND, &json!({})).await.ok(200)["status"], "suspended");
}

#[tokio::test]
async fn suspension_is_lifted_by_an_operator_only() {
    let app = TestApp::start().await;
    let (owner, operator) = (app.person(ACME, "owner"), app.operator());
    assert_eq!(owner.post(SUSPEND, &json!({})).await.problem(403), "forbidden");
    suspend(&app).await;
    assert!(app.caller(ACME).ring().await.is_not_in_service());
    assert_eq!(owner.post(&format!("{OWN}/reactivate"), &json!({})).await.problem(409), "conflict");
    assert_eq!(owner.delete(OWN).await.problem(409), "conflict");
    owner.put(&format!("{OWN}/test-mode"), &json!({"on": true})).await.ok(200);
    assert_eq!(owner.get(OWN).await.ok(200)["status"], "suspended");
    assert!(app.caller(ACME).ring().await.is_not_in_service());
    let listed = operator.get("/admin/tenants?status=suspended").await.ok(200);
    assert_eq!(listed["items"][0]["tenant_id"], "ten_acme", "{listed}");
    let audit = owner.get(&format!("{OWN}/audit")).await.ok(200).to_string();
    assert!(audit.contains("tenant.suspended"), "{audit}");

    operator.post("/admin/tenants/ten_acme/reactivate", &json!({})).await.ok(200);
    assert!(app.caller(ACME).ring().await.said().contains("Acme"));
    // An owner's own deactivation is not a suspension.
    owner.delete(OWN).await.ok(200);
    owner.post(&format!("{OWN}/reactivate"), &json!({})).await.ok(200);
}

#[tokio::test]
async fn keys_and_test_calls_of_a_company_that_is_not_active_only_read() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let scopes = json!({"name": "All", "scopes": ["company:read", "configuration:write", "agent:test", "audit:read"]});
    let made = owner.post(&format!("{OWN}/api-keys"), &scopes).await.ok(201);
    let key = ApiClient::with(&app.system, made["key"].as_str().map(str::to_owned));
    let begun = owner.post(&format!("{OWN}/test-calls"), &json!({})).await.ok(201);
    let test_call = format!("{OWN}/test-calls/{}", begun["test_call_id"].as_str().expect("an id"));
    let say = json!({"say": "Hello"});
    let patch = json!({"greeting": "Another greeting."});
    for suspended in [false, true] {
        if suspended {
            suspend(&app).await;
        } else {
            owner.delete(OWN).await.ok(200);
        }
        for reader in [&key, &owner] {
            for path in [OWN, &format!("{OWN}/configuration/versions"), &test_call] {
                reader.get(path).await.ok(200);
            }
            let refused = reader.post(&format!("{OWN}/test-calls"), &json!({})).await;
            assert_eq!(refused.problem(409), "conflict");
            assert_eq!(reader.post(&format!("{test_call}/turns"), &say).await.problem(409), "conflict");
        }
        let draft = key.patch_at(1, &format!("{OWN}/configuration/draft"), &patch).await;
        assert_eq!(draft.problem(409), "conflict");
        let publish = key.post(&format!("{OWN}/configuration/publish"), &json!({"version": "draft"})).await;
        assert_eq!(publish.problem(409), "conflict");
    }
    assert!(app.model.requests().is_empty(), "a test call asks the model");
    app.operator().post("/admin/tenants/ten_acme/reactivate", &json!({})).await.ok(200);
    key.patch_at(1, &format!("{OWN}/configuration/draft"), &patch).await.ok(200);
    key.post(&format!("{test_call}/turns"), &say).await.ok(200);
}
