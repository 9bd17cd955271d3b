//! The authorization code flow with PKCE, as it should go and as it should not.

use super::*;
use crate::codes::MOST_OUTSTANDING;

#[tokio::test]
async fn demo_person_signs_in_and_client_gets_identity() {
    let bench = Bench::new();
    let page = bench.ask(&request()).await;
    assert_eq!(page.status, StatusCode::OK);

    let answer = bench.post("/dev/authorize", &with(&request(), &[("email", "dana@acme.example")])).await;
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    let sent = answer.sent_to();
    assert_eq!((sent["state"].as_str(), sent["from"].as_str()), ("a state & more", "dev"));

    let answer = bench.redeem(&sent["code"], VERIFIER).await;
    assert_eq!((answer.status, answer.header(header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
    let tokens = answer.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&"Bearer".into(), &3600.into()));

    let identity = bench.claims(tokens["id_token"].as_str().expect("a token")).await;
    assert_eq!(identity["sub"], DevIssuer::subject_of("dana@acme.example"));
    assert_eq!(identity["aud"], DevIssuer::AUDIENCE);
    assert_eq!(identity["nonce"], "a nonce");
    assert_eq!((&identity["email"], &identity["name"]), (&"dana@acme.example".into(), &owner().name.into()));

    let userinfo = bench.userinfo(tokens["access_token"].as_str().expect("a token")).await.json();
    for claim in ["sub", "email", "email_verified", "name"] {
        assert_eq!(userinfo[claim], identity[claim], "{claim}");
    }
}

#[tokio::test]
async fn other_person_signs_in_with_or_without_name() {
    let bench = Bench::new();
    for (name, known_as) in [("", "sam"), ("Sam Else", "Sam Else"), ("", "Sam Else")] {
        let form = with(&request(), &[("email", " Sam@else.example"), ("name", name)]);
        let code = bench.post("/dev/authorize", &form).await.sent_to()["code"].clone();
        let tokens = bench.redeem(&code, VERIFIER).await.json();
        let userinfo = bench.userinfo(tokens["access_token"].as_str().expect("a token")).await.json();
        assert_eq!((&userinfo["email"], &userinfo["name"]), (&"sam@else.example".into(), &known_as.into()));
    }
}

#[tokio::test]
async fn code_is_redeemed_once() {
    let bench = Bench::new();
    let code = bench.code().await;
    assert_eq!(bench.redeem(&code, VERIFIER).await.status, StatusCode::OK);
    bench.redeem(&code, VERIFIER).await.refused_with("invalid_grant");
}

#[tokio::test]
async fn code_expires_after_one_minute() {
    let bench = Bench::new();
    let (early, late) = (bench.code().await, bench.code().await);
    bench.wait(59);
    assert_eq!(bench.redeem(&early, VERIFIER).await.status, StatusCode::OK);
    bench.wait(1);
    bench.redeem(&late, VERIFIER).await.refused_with("invalid_grant");
}

#[tokio::test]
async fn code_with_wrong_verifier_is_rejected() {
    let bench = Bench::new();
    for wrong in ["e".repeat(43), VERIFIER.to_lowercase(), CHALLENGE.to_owned(), "short".to_owned()] {
        let code = bench.code().await;
        bench.redeem(&code, &wrong).await.refused_with("invalid_grant");
        // A guess spends it.
        bench.redeem(&code, VERIFIER).await.refused_with("invalid_grant");
    }
    bench.redeem("made-up", VERIFIER).await.refused_with("invalid_grant");
}

#[tokio::test]
async fn code_with_other_redirect_uri_or_client_is_rejected() {
    let bench = Bench::new();
    let code = bench.code().await;
    let elsewhere = with(&exchange(&code, VERIFIER), &[("redirect_uri", "http://127.0.0.1:5173/signed-in")]);
    bench.post("/dev/token", &elsewhere).await.refused_with("invalid_grant");
    let code = bench.code().await;
    let another = with(&exchange(&code, VERIFIER), &[("client_id", "another")]);
    bench.post("/dev/token", &another).await.refused_with("invalid_client");
}

#[tokio::test]
async fn invalid_token_request_returns_standard_error_code() {
    let bench = Bench::new();
    for missing in ["code", "redirect_uri", "client_id", "code_verifier"] {
        let form = with(&exchange("code", VERIFIER), &[(missing, "")]);
        bench.post("/dev/token", &form).await.refused_with("invalid_request");
    }
    let mut twice = exchange("code", VERIFIER);
    twice.push(("code", "another"));
    bench.post("/dev/token", &twice).await.refused_with("invalid_request");
    bench.post("/dev/token", &[("grant_type", "password")]).await.refused_with("unsupported_grant_type");
    bench.post("/dev/token", &[]).await.refused_with("invalid_request");
    let json = Request::post("/dev/token").header(header::CONTENT_TYPE, "application/json");
    bench.send(json.body(Body::from("{}")).expect("a request")).await.refused_with("invalid_request");
}

#[tokio::test]
async fn oldest_code_is_dropped_at_capacity() {
    let bench = Bench::new();
    let (first, second) = (bench.code().await, bench.code().await);
    for _ in 0..MOST_OUTSTANDING - 1 {
        bench.code().await;
    }
    bench.redeem(&first, VERIFIER).await.refused_with("invalid_grant");
    assert_eq!(bench.redeem(&second, VERIFIER).await.status, StatusCode::OK);
}
