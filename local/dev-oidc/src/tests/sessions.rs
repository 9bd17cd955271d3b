//! Refresh tokens and the end of a session.

use super::*;

impl Bench {
    /// The tokens of a person who signed in.
    async fn signed_in(&self) -> Value {
        let code = self.code().await;
        self.redeem(&code, VERIFIER).await.json()
    }

    async fn renew(&self, token: &str) -> TokenResponse {
        let form = [("grant_type", "refresh_token"), ("client_id", DevIssuer::AUDIENCE), ("refresh_token", token)];
        self.post("/dev/token", &form).await
    }
}

fn refresh_token(answer: &Value) -> String {
    answer["refresh_token"].as_str().expect("a refresh token").to_owned()
}

#[tokio::test]
async fn refresh_token_gives_new_tokens_of_the_same_person() {
    let bench = Bench::new();
    let first = bench.signed_in().await;
    let renewed = bench.renew(&refresh_token(&first)).await.json();
    assert_ne!(refresh_token(&first), refresh_token(&renewed));
    let claims = bench.claims(renewed["access_token"].as_str().expect("a token")).await;
    assert_eq!(claims["sub"], DevIssuer::subject_of("sam@else.example"));
    assert_eq!(bench.renew(&refresh_token(&renewed)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn used_refresh_token_ends_the_session() {
    let bench = Bench::new();
    let first = refresh_token(&bench.signed_in().await);
    let second = refresh_token(&bench.renew(&first).await.json());
    bench.renew(&first).await.refused_with("invalid_grant");
    bench.renew(&second).await.refused_with("invalid_grant");
}

#[tokio::test]
async fn refresh_token_of_another_client_or_none_is_rejected() {
    let bench = Bench::new();
    let token = refresh_token(&bench.signed_in().await);
    let of_operators =
        [("grant_type", "refresh_token"), ("client_id", DevIssuer::OPERATOR_AUDIENCE), ("refresh_token", &token)];
    bench.post("/dev/token", &of_operators).await.refused_with("invalid_client");
    bench.renew("").await.refused_with("invalid_request");
    bench.renew("unknown").await.refused_with("invalid_grant");
}

#[tokio::test]
async fn refresh_token_expires_after_thirty_days() {
    let bench = Bench::new();
    let token = refresh_token(&bench.signed_in().await);
    bench.seconds.fetch_add(30 * 24 * 3_600, Ordering::Relaxed);
    bench.renew(&token).await.refused_with("invalid_grant");
}

#[tokio::test]
async fn revoked_refresh_token_gives_no_tokens() {
    let bench = Bench::new();
    let token = refresh_token(&bench.signed_in().await);
    assert_eq!(bench.post("/dev/revoke", &[("token", "unknown")]).await.status, StatusCode::OK);
    assert_eq!(bench.post("/dev/revoke", &[("token", &token)]).await.status, StatusCode::OK);
    bench.renew(&token).await.refused_with("invalid_grant");
}

#[tokio::test]
async fn signed_out_browser_is_sent_to_pages_of_this_machine_only() {
    let bench = Bench::new();
    for name in ["logout_uri", "post_logout_redirect_uri"] {
        let answer = bench.get(&format!("/dev/logout?{}", encoded(&[(name, "http://127.0.0.1:8080/sign-in")]))).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header(header::LOCATION), "http://127.0.0.1:8080/sign-in");
        for foreign in ["https://else.example/", "http://127.0.0.1.else.example/", "//else.example", ""] {
            let answer = bench.get(&format!("/dev/logout?{}", encoded(&[(name, foreign)]))).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{foreign}");
        }
    }
}

#[tokio::test]
async fn operators_have_an_issuer_and_a_client_of_their_own() {
    let bench = Bench::new();
    let found = bench.get("/dev/operators/.well-known/openid-configuration").await.json();
    assert_eq!(found["issuer"], bench.issuer.operator_issuer());
    let asked = with(&request(), &[("client_id", DevIssuer::OPERATOR_AUDIENCE), ("email", "sam@else.example")]);
    let code = bench.post("/dev/authorize", &asked).await.sent_to()["code"].clone();
    let of_people = bench.redeem(&code, VERIFIER).await;
    of_people.refused_with("invalid_grant");
}

#[tokio::test]
async fn answers_are_readable_for_pages_of_this_machine_only() {
    let bench = Bench::new();
    for (origin, readable) in [
        ("http://localhost:5173", "http://localhost:5173"),
        ("http://127.0.0.1:5173", "http://127.0.0.1:5173"),
        ("https://else.example", ""),
        ("null", ""),
    ] {
        let request = Request::get("/dev/.well-known/openid-configuration").header(header::ORIGIN, origin);
        let answer = bench.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), readable, "{origin}");
    }
}
