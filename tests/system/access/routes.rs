//! Every route, called by every actor.

use reqwest::{Method, RequestBuilder, header::IF_MATCH};

use super::{
    actors::{Actors, Expected, TenantName, invalid_credentials, valid_credential},
    fixtures::Fixtures,
    operations::{Audience, operations},
    prepared_request::PreparedRequest,
};
use crate::support::{ACME, ApiResponse, DESERT};

fn tenant(fixtures: &Fixtures, name: TenantName) -> &str {
    match name {
        TenantName::Me => "me",
        TenantName::Id => &fixtures.acme,
    }
}

#[tokio::test]
async fn invalid_credential_gets_the_same_401_on_every_route() {
    let fixtures = Fixtures::create().await;
    let valid = valid_credential(&fixtures).get("/admin/tenants/me").await;
    assert_eq!(valid.status, 200, "the forged tokens have a defect that no test meant");
    let invalid = invalid_credentials(&fixtures);
    let mut first = None;
    for operation in operations() {
        let request = fixtures.prepare(&operation).await;
        for (defect, client) in &invalid {
            let response = ApiResponse::of(request.build(client, &fixtures.acme)).await;
            assert_eq!(response.status, 401, "{operation}: {defect}");
            assert_eq!(response.problem(401), "unauthenticated");
            assert!(response.header("www-authenticate").starts_with("Bearer"), "{operation}: {defect}");
            let first = first.get_or_insert(response.body.clone());
            assert_eq!(response.body, *first, "the body reveals the defect: {operation}: {defect}");
        }
    }
}

#[tokio::test]
async fn actor_without_permission_is_denied_on_every_route() {
    let fixtures = Fixtures::create().await;
    let actors = Actors::create(&fixtures).await;
    for operation in operations() {
        let request = fixtures.prepare(&operation).await;
        for (kind, name, client) in actors.for_operation(&operation) {
            let Expected::Denied(status) = kind.expected(operation.audience(), name) else { continue };
            let response = ApiResponse::of(request.build(&client, tenant(&fixtures, name))).await;
            assert_eq!(response.status, status, "{operation}: {kind:?} by {name:?}: {}", response.body);
            let problem = if status == 403 { "forbidden" } else { "not-found" };
            assert_eq!(response.problem(status), problem, "{operation}: {kind:?}");
            if request.body().is_some() {
                // Authorization comes before the body is parsed.
                let malformed = request.build(&client, tenant(&fixtures, name)).body("not the expected body");
                assert_eq!(ApiResponse::of(malformed).await.status, status, "{operation}: {kind:?} by {name:?}");
            }
        }
    }
}

#[tokio::test]
async fn actor_with_permission_succeeds_on_every_route() {
    let fixtures = Fixtures::create().await;
    let actors = Actors::create(&fixtures).await;
    for operation in operations() {
        let mut prepared = None;
        for (kind, name, client) in actors.for_operation(&operation) {
            if kind.expected(operation.audience(), name) == Expected::Success {
                // A read leaves everything as it is for the next actor.
                let request = match prepared.take() {
                    Some(request) if operation.method == Method::GET => request,
                    _ => fixtures.prepare(&operation).await,
                };
                let response = ApiResponse::of(request.build(&client, tenant(&fixtures, name))).await;
                let success = operation.case().success;
                assert_eq!(response.status, success, "{operation}: {kind:?} by {name:?}: {}", response.body);
                prepared = Some(request);
            }
        }
    }
}

/// A response byte by byte, without its date and the remaining rate limit.
async fn bytes(request: RequestBuilder) -> (u16, Vec<(String, Vec<u8>)>, Vec<u8>) {
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let headers = answer.headers().iter().filter(|(name, _)| !["date", "ratelimit-remaining"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    (status, headers, answer.bytes().await.expect("a body").to_vec())
}

#[tokio::test]
async fn another_tenant_and_an_unknown_tenant_get_identical_responses() {
    let fixtures = Fixtures::create().await;
    let app = &fixtures.app;
    // Each asks for a company they do not belong to.
    let outsiders = [
        (app.person(DESERT, "owner"), fixtures.acme.as_str()),
        (app.person(ACME, "owner"), app.tenant(DESERT).tenant_id.as_str()),
        (fixtures.newcomer(), fixtures.acme.as_str()),
    ];
    for operation in operations() {
        let request = fixtures.prepare(&operation).await;
        if !request.names_tenant() || operation.audience() == Audience::Operator {
            continue;
        }
        for (outsider, theirs) in &outsiders {
            let there = bytes(request.build(outsider, theirs)).await;
            assert_eq!(there.0, 404, "{operation}");
            assert_eq!(bytes(request.build(outsider, "ten_unknown")).await, there, "{operation}");
        }
    }
    let desert = |name: &str| outsiders[0].0.request(Method::GET, &format!("/admin/tenants/{name}"));
    let there = bytes(desert(&fixtures.acme)).await;
    for unknown in ["ten_", "acme", "TEN_ACME", "ME", "%ff", "usr_acme_owner"] {
        assert_eq!(bytes(desert(unknown)).await, there, "the form of the name makes a difference: {unknown}");
    }
}

/// The value of a path parameter that exists in another company, and one that exists nowhere.
async fn foreign_and_unknown(fixtures: &Fixtures, request: &PreparedRequest) -> Option<[String; 2]> {
    let (place, id) = request.below()?;
    let unknown = match place {
        "{person}" | "{calendar}" => "usr_unknown",
        "{key}" => "key_unknown",
        "{test_call}" => "tst_unknown",
        "{call}" => "CAunknown",
        "{message}" => "msg_unknown",
        "{emergency}" => "emg_unknown",
        "{appointment}" => "apt_unknown",
        "{number}" => "+12145559999",
        "{person}/notifications/email-stopped" => "usr_unknown/notifications/email-stopped",
        "{call}/recordings/{recording}" => "CAunknown/recordings/RE00000000000000000000000000000009",
        "{export}/files/{file}" => "exp_unknown/files/1",
        "{scenario}" => "scn_unknown",
        "{run}" => "run_unknown",
        "{webhook}" => "whe_unknown",
        "{webhook}/deliveries/{delivery}" => "whe_unknown/deliveries/dlv_unknown",
        // Each company can see the samples of events and hear those of voices.
        // And a number is no company's: each may decide about it.
        // A trial is no company's.
        "{event}" | "{voice}" | "{customer}" | "{trial}" => return None,
        // Each company has a first version.
        "{version}" => return Some([second_version(fixtures).await, "99".to_owned()]),
        other => panic!("unexpected parameter {other}"),
    };
    Some([id.to_owned(), unknown.to_owned()])
}

async fn second_version(fixtures: &Fixtures) -> String {
    let draft = format!("/admin/tenants/{}/configuration/draft", fixtures.acme);
    let body = serde_json::json!({"greeting": "Another greeting."});
    let request = fixtures.operator.request(Method::PATCH, &draft).header(IF_MATCH, "*").json(&body);
    let saved = ApiResponse::of(request).await.ok(200);
    saved["number"].to_string()
}

#[tokio::test]
async fn object_of_another_tenant_and_unknown_object_get_identical_responses() {
    let fixtures = Fixtures::create().await;
    let owner = fixtures.app.person(DESERT, "owner");
    let mut seen = 0;
    for operation in operations() {
        let request = fixtures.prepare(&operation).await;
        let Some([theirs, unknown]) = foreign_and_unknown(&fixtures, &request).await else { continue };
        let about = |id: &str| request.build_with(id, &owner, "me");
        let there = bytes(about(&theirs)).await;
        // For a number the response is a conflict, because the number may exist at Twilio.
        assert_eq!(there.0, if theirs.starts_with('+') { 409 } else { 404 }, "{operation}");
        assert_eq!(bytes(about(&unknown)).await, there, "{operation}");
        seen += 1;
    }
    assert_eq!(seen, 37, "the number of paths with a parameter after the company");
}
