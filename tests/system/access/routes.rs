//! Every route, asked by everybody.

use reqwest::{Method, RequestBuilder};

use super::{
    askers::{By, Everybody, Verdict, proven, unproven},
    operations::{For, described},
    premises::{Premises, Ready},
};
use crate::support::{ACME, Answered, DESERT};

fn company(premises: &Premises, by: By) -> &str {
    match by {
        By::Me => "me",
        By::Id => &premises.acme,
    }
}

#[tokio::test]
async fn whoever_cannot_prove_who_they_are_is_told_to_and_nothing_else() {
    let premises = Premises::open().await;
    assert_eq!(proven(&premises).get("/admin/tenants/me").await.status, 200, "what else is wrong with all of them?");
    let unproven = unproven(&premises);
    let mut told = None;
    for operation in described() {
        let ready = premises.ready(&operation).await;
        for (what, office) in &unproven {
            let answer = Answered::of(ready.of(office, &premises.acme)).await;
            assert_eq!(answer.status, 401, "{operation}: {what}");
            assert_eq!(answer.problem(401), "unauthenticated");
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{operation}: {what}");
            let told = told.get_or_insert(answer.body.clone());
            assert_eq!(answer.body, *told, "why a credential is not believed is not told: {operation}: {what}");
        }
    }
}

#[tokio::test]
async fn whoever_may_not_is_refused_whatever_they_ask_for() {
    let premises = Premises::open().await;
    let everybody = Everybody::gather(&premises).await;
    for operation in described() {
        let ready = premises.ready(&operation).await;
        for (who, by, office) in everybody.for_operation(&operation) {
            let Verdict::Refused(status) = who.may(operation.allowed(), by) else { continue };
            let answer = Answered::of(ready.of(&office, company(&premises, by))).await;
            assert_eq!(answer.status, status, "{operation}: {who:?} by {by:?}: {}", answer.body);
            let kind = if status == 403 { "forbidden" } else { "not-found" };
            assert_eq!(answer.problem(status), kind, "{operation}: {who:?}");
            if ready.body().is_some() {
                // Whether they may is asked before what they sent is looked at.
                let request = ready.of(&office, company(&premises, by)).body("not what was asked for");
                assert_eq!(Answered::of(request).await.status, status, "{operation}: {who:?} by {by:?}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_may_is_let_through_to_a_request_that_succeeds() {
    let premises = Premises::open().await;
    let everybody = Everybody::gather(&premises).await;
    for operation in described() {
        for (who, by, office) in everybody.for_operation(&operation) {
            if who.may(operation.allowed(), by) == Verdict::Allowed {
                let ready = premises.ready(&operation).await;
                let answer = Answered::of(ready.of(&office, company(&premises, by))).await;
                let expected = operation.case().success;
                assert_eq!(answer.status, expected, "{operation}: {who:?} by {by:?}: {}", answer.body);
            }
        }
    }
}

/// An answer as it goes over the wire, but for the date and how often one may still ask.
async fn bytes(request: RequestBuilder) -> (u16, Vec<(String, Vec<u8>)>, Vec<u8>) {
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let headers = answer.headers().iter().filter(|(name, _)| !["date", "ratelimit-remaining"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    (status, headers, answer.bytes().await.expect("a body").to_vec())
}

#[tokio::test]
async fn another_company_looks_to_the_last_byte_like_one_that_is_not_there() {
    let premises = Premises::open().await;
    let app = &premises.app;
    // Whoever belongs to the one asks about the other.
    let strangers = [
        (app.person(DESERT, "owner"), premises.acme.as_str()),
        (app.person(ACME, "owner"), app.tenant(DESERT).tenant_id.as_str()),
        (premises.newcomer(), premises.acme.as_str()),
    ];
    for operation in described() {
        let ready = premises.ready(&operation).await;
        if !ready.names_a_company() || operation.allowed() == For::Operator {
            continue;
        }
        for (stranger, theirs) in &strangers {
            let there = bytes(ready.of(stranger, theirs)).await;
            assert_eq!(there.0, 404, "{operation}");
            assert_eq!(bytes(ready.of(stranger, "ten_nobody")).await, there, "{operation}");
        }
    }
    let desert = |name: &str| strangers[0].0.request(Method::GET, &format!("/admin/tenants/{name}"));
    let there = bytes(desert(&premises.acme)).await;
    for nobody in ["ten_", "acme", "TEN_ACME", "ME", "%ff", "usr_acme_owner"] {
        assert_eq!(bytes(desert(nobody)).await, there, "what a company is called makes no difference: {nobody}");
    }
}

/// What another company has at a place, and what nobody has.
async fn elsewhere(premises: &Premises, ready: &Ready) -> Option<[String; 2]> {
    let (place, id) = ready.below()?;
    let nobodys = match place {
        "{person}" => "usr_nobody",
        "{key}" => "key_nobody",
        "{test_call}" => "tst_nobody",
        "{number}" => "+12145559999",
        // Each company has a first version.
        "{version}" => return Some([second_version(premises).await, "99".to_owned()]),
        other => panic!("what is {other}?"),
    };
    Some([id.to_owned(), nobodys.to_owned()])
}

async fn second_version(premises: &Premises) -> String {
    let draft = format!("/admin/tenants/{}/configuration/draft", premises.acme);
    let body = serde_json::json!({"greeting": "Another greeting."});
    let saved = premises.operator.patch_at(1, &draft, &body).await.ok(200);
    saved["number"].to_string()
}

#[tokio::test]
async fn what_another_company_has_looks_to_the_last_byte_like_what_nobody_has() {
    let premises = Premises::open().await;
    let owner = premises.app.person(DESERT, "owner");
    let mut seen = 0;
    for operation in described() {
        let ready = premises.ready(&operation).await;
        let Some([theirs, nobodys]) = elsewhere(&premises, &ready).await else { continue };
        let about = |id: &str| ready.about(id, &owner, "me");
        let there = bytes(about(&theirs)).await;
        // Only a number is not hidden by its not being there: one is told that it is not one's own.
        assert_eq!(there.0, if theirs.starts_with('+') { 409 } else { 404 }, "{operation}");
        assert_eq!(bytes(about(&nobodys)).await, there, "{operation}");
        seen += 1;
    }
    assert_eq!(seen, 10, "every path with an id below the company");
}
