//! The dashboard on the origin of the API: which paths are screens, and which stay the API's.

use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use reqwest::Response;

use crate::support::{TestApp, http_client};

async fn get(app: &TestApp, path: &str) -> Response {
    let url = format!("{}{path}", app.system.manifest.admin_url);
    http_client().get(url).header(ACCEPT_ENCODING, "br").send().await.expect("an answer")
}

#[tokio::test]
async fn screens_and_files_are_served_beside_the_api() {
    let app = TestApp::start().await;
    assert_eq!(app.system.manifest.dashboard_url, format!("{}/", app.system.manifest.admin_url));
    let page = get(&app, "/").await;
    assert_eq!((page.status().as_u16(), &page.headers()[CACHE_CONTROL]), (200, &"no-cache".parse().expect("a value")));
    let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
    for needed in [&app.system.manifest.issuer_url, app.system.manifest.aws_endpoint.as_ref().expect("an endpoint")] {
        let origin = needed.trim_end_matches("/dev");
        assert!(policy.contains(origin), "{origin}: {policy}");
    }
    let page = page.text().await.expect("a page");
    assert!(page.contains(&format!("content=\"{}\"", app.system.manifest.issuer_url)), "{page}");
    assert_eq!(get(&app, "/calls/CA1").await.text().await.expect("a page"), page);
    let (_, script) = page.split_once("<script type=\"module\" crossorigin src=\"").expect("a script");
    let (script, _) = script.split_once('"').expect("its address");
    let script = get(&app, script).await;
    assert_eq!((script.status().as_u16(), &script.headers()[CONTENT_ENCODING]), (200, &"br".parse().expect("a value")));
    assert_eq!(get(&app, "/assets/index-00000000.js").await.status(), 404);
}

#[tokio::test]
async fn unknown_paths_of_the_api_get_no_page() {
    let app = TestApp::start().await;
    for path in ["/admin", "/admin/nothing", "/admin/tenants/me/nothing", "/health/nothing", "/dev/nothing"] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status(), 401, "{path}");
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json", "{path}");
    }
    assert_eq!(get(&app, "/twilio/nothing").await.status(), 404);
}
