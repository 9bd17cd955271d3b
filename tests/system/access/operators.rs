//! Operators: they sign in at an issuer of their own, as members of a group, and freshly for what only owners and they may change.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixtures::Fixtures,
    operations::{Audience, Operation, operations},
};
use crate::{
    support::{ACME, ApiClient, ApiResponse, Forger, TestApp, forger},
    system::configuration::untested,
};

const TENANTS: &str = "/admin/tenants";
const SUSPEND: &str = "/admin/tenants/ten_acme/suspend";

fn claims_of(client: &ApiClient) -> (Value, Value) {
    forger::read(client.credential.as_deref().expect("a token"))
}

/// A client with a token of the development issuer's key, with these claims in place of an actor's.
fn forged(app: &TestApp, client: &ApiClient, changed: &[(&str, Value)]) -> ApiClient {
    let (header, mut claims) = claims_of(client);
    for (name, value) in changed {
        claims[*name] = value.clone();
    }
    ApiClient::with(&app.system, Some(Forger::of_the_issuer().sign(&header, &claims)))
}

#[tokio::test]
async fn operator_is_a_member_of_the_group_at_the_operators_issuer() {
    let app = TestApp::start().await;
    let (operator, owner) = (app.operator(), app.person(ACME, "owner"));
    let ((_, of_operator), (_, of_owner)) = (claims_of(&operator), claims_of(&owner));
    assert_ne!(of_operator["iss"], of_owner["iss"]);
    assert_ne!(of_operator["client_id"], of_owner["client_id"]);
    forged(&app, &operator, &[]).get(TENANTS).await.ok(200);

    for groups in [json!([]), json!(["Operators", "operators-of-another", "admins"])] {
        let outside = forged(&app, &operator, &[("cognito:groups", groups)]);
        for path in [TENANTS, "/admin/me"] {
            assert_eq!(outside.get(path).await.problem(403), "forbidden");
        }
    }
    // The companies' issuer makes no operators, whatever its token says.
    let (iss, client) = (("iss", of_owner["iss"].clone()), ("client_id", of_owner["client_id"].clone()));
    let elsewhere = forged(&app, &operator, &[iss.clone(), client.clone()]);
    assert_eq!(elsewhere.get("/admin/me").await.ok(200)["kind"], "newcomer");
    assert_eq!(elsewhere.get(TENANTS).await.problem(403), "forbidden");
    // A token of one issuer for the client of the other is not valid.
    for mixed in [forged(&app, &operator, &[iss]), forged(&app, &operator, &[client])] {
        assert_eq!(mixed.get(TENANTS).await.problem(401), "unauthenticated");
    }
    // The operators' issuer makes no people of companies.
    let (iss, client) = (("iss", of_operator["iss"].clone()), ("client_id", of_operator["client_id"].clone()));
    let person = forged(&app, &owner, &[iss, client]);
    assert_eq!(person.get("/admin/tenants/me").await.problem(403), "forbidden");
}

#[tokio::test]
async fn membership_changes_with_the_next_token() {
    let app = TestApp::start().await;
    let someone = app.signed_in("someone@front-desk.example");
    let (_, of_operator) = claims_of(&app.operator());
    let at = [("iss", of_operator["iss"].clone()), ("client_id", of_operator["client_id"].clone())];
    let before = forged(&app, &someone, &at);
    assert_eq!(before.get(TENANTS).await.problem(403), "forbidden");
    let joined = [at[0].clone(), at[1].clone(), ("cognito:groups", json!(["operators"]))];
    let after = forged(&app, &someone, &joined);
    assert_eq!(after.get("/admin/me").await.ok(200)["kind"], "operator");
    after.get(TENANTS).await.ok(200);
}

/// What an operator changes with a sign-in of more than five minutes ago, by the audience of the operation.
fn needs_no_fresh_sign_in(operation: &Operation) -> bool {
    match operation.audience() {
        Audience::Operator | Audience::OperatorOrNewcomer => false,
        Audience::Newcomer | Audience::Person | Audience::Anyone => true,
        Audience::Permission(grant) => {
            let daily = [
                "edit_configuration",
                "test_agent",
                "handle_messages",
                "manage_appointments",
                "manage_notifications",
                "manage_customers",
            ];
            grant.permission == "read_company" || daily.contains(&grant.permission)
        }
    }
}

#[tokio::test]
async fn operator_without_a_fresh_sign_in_only_reads_and_does_the_daily_work() {
    let fixtures = Fixtures::create().await;
    let app = &fixtures.app;
    let stale = forged(app, &fixtures.operator, &[("auth_time", json!(app.change().at.as_second() - 301))]);
    let mut refused = Vec::new();
    for operation in operations() {
        let request = fixtures.prepare(&operation).await;
        let response = ApiResponse::of(request.build(&stale, &fixtures.acme)).await;
        if operation.method == Method::GET || needs_no_fresh_sign_in(&operation) {
            let of_others = matches!(operation.audience(), Audience::Newcomer | Audience::Person);
            let expected = if of_others { 403 } else { operation.case().success };
            assert_eq!(response.status, expected, "{operation}: {}", response.body);
        } else {
            assert_eq!(response.problem(403), "sign-in-again", "{operation}");
            assert!(operation.describes("Operators need a sign-in of the last five minutes."), "{operation}");
            refused.push(operation.to_string());
        }
    }
    for named in [
        "DELETE /admin/tenants/{tenant}",
        "PUT /admin/tenants/{tenant}/budget",
        "PUT /admin/tenants/{tenant}/dialing",
        "DELETE /admin/tenants/{tenant}/credentials/twilio",
        "POST /admin/tenants/{tenant}/people",
        "POST /admin/tenants/{tenant}/suspend",
        "POST /admin/tenants/{tenant}/erase",
    ] {
        assert!(refused.iter().any(|operation| operation == named), "{named} needs no fresh sign-in");
    }
}

#[tokio::test]
async fn operator_changes_dialed_numbers_after_a_fresh_sign_in_only() {
    let app = TestApp::start().await;
    let stale = app.operator();
    app.set_now("2026-11-23T16:05:01Z");
    let draft = "/admin/tenants/ten_acme/configuration/draft";
    let refused = stale.patch_at(1, draft, &json!({"forwarding_number": "+12145550177"})).await;
    assert_eq!(refused.problem(403), "sign-in-again");
    assert!(refused.body["detail"].to_string().contains("sign in again"), "{}", refused.body);
    stale.patch_at(1, draft, &json!({"greeting": "Good day."})).await.ok(200);
    let changed = app.operator().patch_at(2, draft, &json!({"forwarding_number": "+12145550177"})).await.ok(200);
    let publish = untested(changed["number"].clone());
    let path = "/admin/tenants/ten_acme/configuration/publish";
    assert_eq!(stale.post(path, &publish).await.problem(403), "sign-in-again");
    app.operator().post(path, &publish).await.ok(200);
}

#[tokio::test]
async fn sign_in_is_fresh_for_five_minutes_and_by_its_own_time() {
    let app = TestApp::start().await;
    let stale = app.operator();
    app.set_now("2026-11-23T16:05:01Z");
    let at = |seconds: i64| json!(app.change().at.as_second() + seconds);
    let without = {
        let (header, mut claims) = claims_of(&stale);
        claims.as_object_mut().expect("claims").remove("auth_time");
        ApiClient::with(&app.system, Some(Forger::of_the_issuer().sign(&header, &claims)))
    };
    let early = forged(&app, &stale, &[("auth_time", at(60))]);
    let renewed = forged(&app, &stale, &[("iat", at(0))]);
    for client in [&stale, &without, &early, &renewed] {
        assert_eq!(client.post(SUSPEND, &json!({})).await.problem(403), "sign-in-again");
        client.get("/admin/tenants/ten_acme").await.ok(200);
    }
    let edge = forged(&app, &stale, &[("auth_time", at(-300))]);
    assert_eq!(edge.post(SUSPEND, &json!({})).await.ok(200)["status"], "suspended");
    app.operator().post("/admin/tenants/ten_acme/erase", &json!({"confirm": "ten_acme"})).await.ok(200);
}

#[tokio::test]
async fn stored_response_is_not_replayed_after_a_stale_sign_in() {
    let app = TestApp::start().await;
    let operator = app.operator();
    operator.post_once("k", SUSPEND, &json!({})).await.ok(200);
    assert_eq!(operator.post_once("k", SUSPEND, &json!({})).await.header("idempotency-replayed"), "true");
    app.set_now("2026-11-23T16:05:01Z");
    assert_eq!(operator.post_once("k", SUSPEND, &json!({})).await.problem(403), "sign-in-again");
    assert_eq!(app.operator().post_once("k", SUSPEND, &json!({})).await.header("idempotency-replayed"), "true");
}
