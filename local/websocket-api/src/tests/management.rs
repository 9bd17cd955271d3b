//! The `@connections` routes and their signatures.

use super::*;

fn kind(response: &reqwest::Response) -> &str {
    response.headers().get("x-amzn-errortype").and_then(|kind| kind.to_str().ok()).unwrap_or_default()
}

#[tokio::test]
async fn post_reaches_the_client_in_order() {
    let test = TestApi::start().await;
    let (mut socket, connect) = test.connect().await;
    let url = test.url_of(&connect);
    for text in ["one", "zwei ä 🔥"] {
        let answer = SignedRequest::new("POST", &url, text.as_bytes()).send().await;
        assert_eq!(answer.status(), 200);
    }
    assert_eq!(heard(&mut socket).await, "one");
    assert_eq!(heard(&mut socket).await, "zwei ä 🔥");
    let without_stage = url.replace("/prod/", "/");
    assert_eq!(SignedRequest::new("POST", &without_stage, b"x").send().await.status(), 200);
}

#[tokio::test]
async fn signer_of_the_product_is_believed() {
    let test = TestApi::start().await;
    let (mut socket, connect) = test.connect().await;
    let url: reqwest::Url = test.url_of(&connect).parse().expect("a URL");
    let credentials = Credentials::new("local", "local", None, None, "test");
    let signer =
        platform::aws::signature::Signer { credentials, region: "us-east-1".to_owned(), at: SystemTime::now() };
    let headers = signer.sign_post("execute-api", &url, ("application/json", b"{}")).expect("signed");
    let answer = reqwest::Client::new().post(url).headers(headers).body("{}").send().await.expect("an answer");
    assert_eq!((answer.status().as_u16(), heard(&mut socket).await.as_str()), (200, "{}"));
}

#[tokio::test]
async fn connection_does_not_exist_before_connect_has_returned() {
    let (answers, statuses) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(String::new())));
    let (kept, url) = (Arc::clone(&answers), Arc::clone(&statuses));
    let function = move |event: Value| {
        let (kept, base) = (Arc::clone(&kept), url.lock().expect("no poison").clone());
        async move {
            let id = event["requestContext"]["connectionId"].as_str().expect("an id").replace('=', "%3D");
            let answer = SignedRequest::new("POST", &format!("{base}/@connections/{id}"), b"early").send().await;
            kept.lock().expect("no poison").push((answer.status().as_u16(), kind(&answer).to_owned()));
            Ok(accepted())
        }
    };
    let test = TestApi::with(function, |_| {}).await;
    statuses.lock().expect("no poison").push_str(&test.api.management_url());
    let (mut socket, connect) = test.connect().await;
    assert_eq!(*answers.lock().expect("no poison"), [(410, "GoneException".to_owned())]);
    let answer = SignedRequest::new("POST", &test.url_of(&connect), b"later").send().await;
    assert_eq!((answer.status().as_u16(), heard(&mut socket).await.as_str()), (200, "later"));
}

#[tokio::test]
async fn state_has_its_times_and_identity() {
    let test = TestApi::start().await;
    let (mut socket, connect) = test.connect().await;
    test.move_clock(Duration::from_millis(1_500));
    say(&mut socket, "hello").await;
    test.events.next().await;
    let answer = SignedRequest::new("GET", &test.url_of(&connect), b"").send().await;
    assert_eq!(answer.status(), 200);
    let state: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
    let expected = json!({
        "connectedAt": "2026-11-27T06:31:13.185Z",
        "identity": {"sourceIp": "127.0.0.1", "userAgent": null},
        "lastActiveAt": "2026-11-27T06:31:14.685Z",
    });
    assert_eq!(state, expected);
}

#[tokio::test]
async fn delete_closes_and_then_it_is_gone() {
    let test = TestApi::start().await;
    let (mut socket, connect) = test.connect().await;
    let url = test.url_of(&connect);
    assert_eq!(SignedRequest::new("DELETE", &url, b"").send().await.status(), 204);
    for method in ["POST", "GET", "DELETE"] {
        let answer = SignedRequest::new(method, &url, b"").send().await;
        assert_eq!((answer.status().as_u16(), kind(&answer)), (410, "GoneException"), "{method}");
    }
    assert_eq!(closed(&mut socket).await, 1000);
    assert_eq!(test.events.next().await["requestContext"]["disconnectStatusCode"], 1000);
}

#[tokio::test]
async fn body_over_128_kilobytes_is_413() {
    let test = TestApi::start().await;
    let (mut socket, connect) = test.connect().await;
    let url = test.url_of(&connect);
    let longest = "x".repeat(128 * 1024);
    assert_eq!(SignedRequest::new("POST", &url, longest.as_bytes()).send().await.status(), 200);
    assert_eq!(heard(&mut socket).await.len(), 128 * 1024);
    let answer = SignedRequest::new("POST", &url, format!("{longest}x").as_bytes()).send().await;
    assert_eq!((answer.status().as_u16(), kind(&answer)), (413, "PayloadTooLargeException"));
}

#[tokio::test]
async fn posts_over_the_limit_are_429_until_a_minute_has_passed() {
    let test = TestApi::with(|_| async { Ok(accepted()) }, |options| options.limits.posts_per_minute = Some(2)).await;
    let (_socket, connect) = test.connect().await;
    let url = test.url_of(&connect);
    let post = || async { SignedRequest::new("POST", &url, b"x").send().await };
    assert_eq!([post().await.status(), post().await.status()], [200, 200]);
    let answer = post().await;
    assert_eq!((answer.status().as_u16(), kind(&answer)), (429, "LimitExceededException"));
    test.move_clock(Duration::from_mins(1));
    assert_eq!(post().await.status(), 200);
    test.api.throttle_posts(1);
    assert_eq!([post().await.status(), post().await.status()], [429, 200]);
}

#[tokio::test]
async fn request_that_is_not_signed_for_it_is_403() {
    let test = TestApi::with(
        |_| async { Ok(accepted()) },
        |options| {
            let (id, secret) = ("reader".to_owned(), "secret".to_owned());
            options.keys.push(ManagementKey { id, secret, may_manage: false });
        },
    )
    .await;
    let (_socket, connect) = test.connect().await;
    let url = test.url_of(&connect);
    let signed = || SignedRequest::new("POST", &url, b"x");
    let old = SystemTime::now() - Duration::from_mins(6);
    let unsigned = reqwest::Client::new().post(&url).body("x").send().await.expect("an answer");
    let refused = [
        (unsigned, "MissingAuthenticationTokenException"),
        (SignedRequest { key: ("other", "local"), ..signed() }.send().await, "UnrecognizedClientException"),
        (SignedRequest { key: ("local", "other"), ..signed() }.send().await, "InvalidSignatureException"),
        (SignedRequest { service: "s3", ..signed() }.send().await, "InvalidSignatureException"),
        (SignedRequest { at: old, ..signed() }.send().await, "InvalidSignatureException"),
        (signed().send_with(Some(b"y")).await, "InvalidSignatureException"),
        (SignedRequest { key: ("reader", "secret"), ..signed() }.send().await, "ForbiddenException"),
    ];
    for (answer, expected) in refused {
        assert_eq!((answer.status().as_u16(), kind(&answer)), (403, expected));
    }
    assert_eq!(signed().send().await.status(), 200);
}
