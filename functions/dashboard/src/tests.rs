use axum::{body::Body, body::to_bytes, http::HeaderName};
use tower::ServiceExt;

use super::*;

fn setting(name: &str) -> Option<String> {
    let value = match name {
        "OIDC_ISSUER" => "https://issuer.example/pool",
        "OIDC_AUDIENCE" => "client\"1",
        "SIGN_IN_URL" => "https://sign-in.example/oauth2",
        "OPERATOR_OIDC_ISSUER" => "https://issuer.example/operators",
        "OPERATOR_OIDC_AUDIENCE" => "client2",
        "OPERATOR_SIGN_IN_URL" => "https://sign-in-operators.example",
        "FILES_URL" => "https://files.example",
        _ => return None,
    };
    Some(value.to_owned())
}

async fn get(method: Method, path: &str, accepted: &str) -> Response {
    get_with(method, path, &[(header::ACCEPT_ENCODING, accepted)]).await
}

async fn get_with(method: Method, path: &str, headers: &[(HeaderName, &str)]) -> Response {
    let settings = Settings::from(&Environment::from_fn(&setting)).expect("valid");
    let request = Request::builder().method(method).uri(path);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, *value));
    let request = request.body(Body::empty()).expect("a request");
    router(Dashboard::new(&settings)).oneshot(request).await.expect("an answer")
}

fn header_of(response: &Response, name: HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

async fn text(response: Response) -> String {
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    String::from_utf8(body.into()).expect("text")
}

#[tokio::test]
async fn every_path_of_a_screen_gets_the_page_with_the_settings() {
    let root = text(get(Method::GET, "/", "br").await).await;
    assert!(root.contains("content=\"https://issuer.example/pool\""), "{root}");
    assert!(root.contains("content=\"client&quot;1\""), "{root}");
    assert!(!root.contains("{{"), "{root}");
    for path in ["/calls/CA1", "/companies/ten_acme", "/index", "/callback?code=1&state=a.b"] {
        let page = get(Method::GET, path, "").await;
        assert_eq!((page.status(), header_of(&page, header::CACHE_CONTROL)), (StatusCode::OK, "no-cache"), "{path}");
        assert_eq!(text(page).await, root, "{path}");
    }
    assert_eq!(text(get(Method::GET, "/index.html", "").await).await, "There is no such file.\n");
}

#[tokio::test]
async fn policy_allows_our_own_files_the_issuers_recordings_and_the_voice_sdk_only() {
    let page = get(Method::GET, "/", "").await;
    assert_eq!(
        header_of(&page, header::CONTENT_SECURITY_POLICY),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src \
         'self' https://issuer.example https://sign-in.example https://sign-in-operators.example \
         https://eventgw.twilio.com wss://voice-js.roaming.twilio.com https://sdk.twilio.com; manifest-src 'self'; \
         worker-src 'self'; media-src 'self' blob: https://files.example mediastream: https://sdk.twilio.com; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    );
    assert_eq!(header_of(&page, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
}

#[tokio::test]
async fn file_is_immutable_and_compressed_as_the_client_accepts() {
    let script = files::FILES.iter().find(|file| file.content_type().starts_with("text/javascript")).expect("a script");
    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", ""),
        ("", ""),
    ] {
        let file = get(Method::GET, script.path, accepted).await;
        assert_eq!(header_of(&file, header::CONTENT_ENCODING), encoding, "{accepted}");
        assert_eq!(header_of(&file, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(header_of(&file, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    }
}

#[tokio::test]
async fn video_is_sent_whole_or_in_the_part_that_a_player_asks_for() {
    let video = files::FILES.iter().find(|file| file.content_type() == "video/webm").expect("a video");
    let whole = get(Method::GET, video.path, "gzip, br").await;
    assert_eq!((whole.status(), header_of(&whole, header::ACCEPT_RANGES)), (StatusCode::OK, "bytes"));
    assert_eq!(header_of(&whole, header::CONTENT_ENCODING), "");
    let whole = to_bytes(whole.into_body(), usize::MAX).await.expect("a body");
    let length = whole.len();

    let part =
        get_with(Method::GET, video.path, &[(header::RANGE, "bytes=0-1"), (header::ACCEPT_ENCODING, "br")]).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(header_of(&part, header::CONTENT_RANGE), format!("bytes 0-1/{length}"));
    assert_eq!(header_of(&part, header::CONTENT_TYPE), "video/webm");
    assert_eq!(to_bytes(part.into_body(), usize::MAX).await.expect("a body"), whole.slice(..2));

    let beyond = get_with(Method::GET, video.path, &[(header::RANGE, "bytes=99999999-")]).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(header_of(&beyond, header::CONTENT_RANGE), format!("bytes */{length}"));
}

#[tokio::test]
async fn missing_file_is_404_and_not_the_page() {
    for path in ["/assets/index-00000000.js", "/assets/", "/favicon.ico", "/calls/a.js"] {
        let missing = get(Method::GET, path, "br").await;
        assert_eq!((missing.status(), header_of(&missing, header::CACHE_CONTROL)), (StatusCode::NOT_FOUND, "no-store"));
    }
}

#[tokio::test]
async fn paths_of_the_api_and_other_methods_are_problems() {
    for path in ["/admin", "/admin/", "/admin/unknown", "/twilio/voice", "/health/other"] {
        let answer = get(Method::GET, path, "").await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header_of(&answer, header::CONTENT_TYPE), "application/problem+json", "{path}");
    }
    let answer = get(Method::POST, "/calls", "").await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
}
