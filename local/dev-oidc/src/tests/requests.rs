//! Requests that get no code: which are sent back, and which are never sent anywhere.

use super::*;

#[tokio::test]
async fn foreign_redirect_uri_gets_error_page() {
    let bench = Bench::new();
    let elsewhere = [
        "https://evil.example",
        "http://evil.example/http://127.0.0.1:5173/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://127.0.0.1:5173@evil.example/",
        "http://user:secret@127.0.0.1:5173/",
        "http://127.0.0.2/",
        "http://0.0.0.0:5173/",
        "http://[::2]/",
        "http://[::ffff:127.0.0.1]/",
        "https://127.0.0.1/",
        "http://127.0.0.1:5173/#fragment",
        "http://127.0.0.1:5173/\r\nSet-Cookie: a=b",
        "http://127.0.0.1:99999/",
        "//127.0.0.1/",
        "/signed-in",
        "javascript:alert(1)",
        "javascript://127.0.0.1/%0aalert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "",
    ];
    for redirect_uri in elsewhere {
        // Neither with a request that is otherwise right, nor with one that would be refused by sending it back.
        for response_type in ["code", "token"] {
            let wrong = [("redirect_uri", redirect_uri), ("response_type", response_type)];
            bench.ask(&with(&request(), &wrong)).await.is_a_page_of_refusal();
            let form = with(&with(&request(), &wrong), &[("email", "dana@acme.example")]);
            bench.post("/dev/authorize", &form).await.is_a_page_of_refusal();
        }
    }
}

#[tokio::test]
async fn loopback_redirect_uris_are_accepted() {
    let bench = Bench::new();
    for redirect_uri in ["http://127.0.0.1/", "http://localhost:3000/a?b=c", "http://[::1]:5173/signed-in"] {
        let form = with(&request(), &[("redirect_uri", redirect_uri), ("email", "dana@acme.example")]);
        let answer = bench.post("/dev/authorize", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(answer.header(header::LOCATION).starts_with(redirect_uri), "{redirect_uri}");
    }
}

#[tokio::test]
async fn unknown_client_gets_error_page() {
    let bench = Bench::new();
    for client_id in ["", "another", "\"><script>alert(1)</script>"] {
        let page = bench.ask(&with(&request(), &[("client_id", client_id)])).await;
        page.is_a_page_of_refusal();
        assert!(!page.body.contains("<script"));
    }
}

#[tokio::test]
async fn repeated_parameter_is_rejected() {
    let bench = Bench::new();
    for twice in [("redirect_uri", "https://evil.example"), ("client_id", "another"), ("state", "another")] {
        let mut parameters = request();
        parameters.push(twice);
        bench.ask(&parameters).await.is_a_page_of_refusal();
        parameters.push(("email", "dana@acme.example"));
        bench.post("/dev/authorize", &parameters).await.is_a_page_of_refusal();
    }
}

#[tokio::test]
async fn other_errors_redirect_with_state() {
    let bench = Bench::new();
    let mistakes: [(&[(&str, &str)], &str); 9] = [
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (&[("prompt", "none")], "login_required"),
    ];
    for (mistake, error) in mistakes {
        let asked = bench.ask(&with(&request(), mistake)).await;
        let form = with(&with(&request(), mistake), &[("email", "dana@acme.example")]);
        let posted = bench.post("/dev/authorize", &form).await;
        for answer in [asked, posted] {
            let sent = answer.sent_to();
            assert_eq!((sent["error"].as_str(), sent["state"].as_str()), (error, "a state & more"), "{mistake:?}");
            assert!(!sent.contains_key("code"));
        }
    }
}

#[tokio::test]
async fn unprintable_state_or_nonce_is_rejected() {
    let bench = Bench::new();
    let long = "s".repeat(2_001);
    for mistake in [("state", "two\r\nlines"), ("state", long.as_str()), ("nonce", "caf\u{e9}")] {
        let sent = bench.ask(&with(&request(), &[mistake])).await.sent_to();
        assert_eq!(sent["error"], "invalid_request");
        assert_eq!(sent.contains_key("state"), mistake.0 != "state");
    }
}

#[tokio::test]
async fn oversized_body_is_rejected() {
    let bench = Bench::new();
    let long = "s".repeat(LONGEST_BODY);
    bench.post("/dev/authorize", &with(&request(), &[("name", &long)])).await.is_a_page_of_refusal();
    bench.post("/dev/token", &[("email", &long)]).await.refused_with("invalid_request");
}

#[tokio::test]
async fn request_to_another_host_name_gets_no_token() {
    let bench = Bench::new();
    let form = [("email", "owner@acme.example")];
    assert_eq!(bench.post("/dev/token", &form).await.status, StatusCode::OK);
    for (path, host) in [
        ("/dev/token", "evil.example"),
        ("/dev/token", "127.0.0.1.evil.example:8080"),
        ("/dev/authorize", "evil.example:8080"),
    ] {
        let request = Request::post(path).header(header::HOST, host);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = bench.send(request.body(Body::from(encoded(&form))).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{path} {host}");
        assert!(!answer.body.contains("token"), "{}", answer.body);
    }
}
