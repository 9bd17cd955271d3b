use std::sync::atomic::{AtomicUsize, Ordering};

use axum::{Json, Router, http::StatusCode};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Notify};

use super::*;

/// An issuer's key set. Each request waits for `answered`, from the second one on.
struct Issuer {
    asked: AtomicUsize,
    arrived: Notify,
    answered: Notify,
    fails: bool,
}

fn keys() -> Value {
    json!({"keys": [{"kty": "RSA", "kid": "known", "alg": "RS256", "use": "sig", "n": "sXchDaQ", "e": "AQAB"}]})
}

async fn verifier(fails: bool) -> (TokenVerifier, Arc<Issuer>) {
    let (asked, arrived, answered) = (AtomicUsize::new(0), Notify::new(), Notify::new());
    let issuer = Arc::new(Issuer { asked, arrived, answered, fails });
    let answering = Arc::clone(&issuer);
    let answer = async move || {
        if answering.asked.fetch_add(1, Ordering::SeqCst) > 0 {
            answering.arrived.notify_one();
            answering.answered.notified().await;
            if answering.fails {
                return Err(StatusCode::SERVICE_UNAVAILABLE);
            }
        }
        Ok(Json(keys()))
    };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let config = IssuerConfig {
        issuer: "https://issuer.example".to_owned(),
        jwks_url: format!("http://{address}"),
        audience: "audience".to_owned(),
    };
    let router = Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, router).await });
    (TokenVerifier::new(platform::http_client(), config), issuer)
}

/// The keys in memory become older.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn token_with_a_known_key_does_not_wait_for_the_keys_of_another() {
    let (verifier, issuer) = verifier(false).await;
    verifier.key("known").await.expect("fetched");
    pass(LEAST_AGE_TO_REFRESH).await;
    let forged = verifier.key("forged");
    let meanwhile = async {
        issuer.arrived.notified().await;
        // The issuer has not answered the other request.
        let known = verifier.key("known").await;
        issuer.answered.notify_one();
        known
    };
    let (forged, known) = tokio::join!(forged, meanwhile);
    assert!(matches!(forged, Err(TokenVerificationError::Claim("key id"))));
    known.expect("in memory");
    // The issuer is not asked again for a while.
    assert!(matches!(verifier.key("forged").await, Err(TokenVerificationError::Claim("key id"))));
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn old_keys_are_renewed_by_one_request_while_others_use_them() {
    let (verifier, issuer) = verifier(false).await;
    verifier.key("known").await.expect("fetched");
    pass(RENEWED_AFTER).await;
    let renewing = verifier.key("known");
    let meanwhile = async {
        issuer.arrived.notified().await;
        let known = verifier.key("known").await;
        issuer.answered.notify_one();
        known
    };
    let (renewed, known) = tokio::join!(renewing, meanwhile);
    renewed.expect("renewed");
    known.expect("in memory");
    assert!(verifier.in_memory().expect("keys").fetched_at.elapsed() < RENEWED_AFTER);
}

#[tokio::test]
async fn requests_that_wait_for_keys_share_one_failure() {
    let (verifier, issuer) = verifier(true).await;
    verifier.key("known").await.expect("fetched");
    pass(LIFETIME).await;
    let release = async {
        issuer.arrived.notified().await;
        issuer.answered.notify_one();
    };
    let (one, two, ()) = tokio::join!(verifier.key("known"), verifier.key("known"), release);
    assert!(matches!(one, Err(TokenVerificationError::Unreachable(_))));
    assert!(matches!(two, Err(TokenVerificationError::UnreachableBefore)));
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 2);
}
