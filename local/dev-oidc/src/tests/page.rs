//! What is on the page, and what cannot get out of its place.

use super::*;

#[tokio::test]
async fn sign_in_page_labels_itself_and_loads_nothing() {
    let page = Bench::new().ask(&request()).await;
    assert!(page.body.contains("<title>Development sign-in: a fake, checks no password</title>"));
    assert!(page.body.contains("<h1>Development sign-in: <span>a fake, checks no password</span></h1>"));
    assert!(page.body.contains("Owner of Acme Heating &amp; Air"));
    for absent in ["<script", "http://www", "https://", "src=", "url(", "@import", "<link"] {
        assert!(!page.body.contains(absent), "{absent}");
    }
    assert_eq!(
        page.header(header::CONTENT_SECURITY_POLICY),
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://localhost:*; \
         frame-ancestors 'none'"
    );
    assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
}

#[tokio::test]
async fn request_values_are_escaped_in_page() {
    let bench = Bench::new();
    let plain = bench.ask(&request()).await.body;
    assert!(plain.contains("Dana &lt;Owner&gt; O&#39;Neil &amp; &quot;Co&quot;"), "{plain}");

    let evil = "\"'><script>alert(1)</script><input name=\"email\" value=\"";
    let back = "http://127.0.0.1:5173/\"'><script>alert(1)</script>";
    let injected = with(&request(), &[("state", evil), ("nonce", evil), ("redirect_uri", back)]);
    let page = bench.ask(&injected).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(tags(&page.body), tags(&plain));
    assert!(page.body.contains("value=\"&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));

    // What was typed wrong is shown again.
    let typed = with(&injected, &[("email", evil), ("name", evil)]);
    let page = bench.post("/dev/authorize", &typed).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.body.contains("<script"));
    assert_eq!(tags(&page.body), tags(&plain) + 2, "one paragraph more: what is wrong");
}

#[tokio::test]
async fn sign_in_page_carries_request_parameters() {
    let bench = Bench::new();
    let page = bench.ask(&request()).await.body;
    for (name, value) in request() {
        let field = format!("name=\"{name}\" value=\"{}\"", value.replace('&', "&amp;"));
        // Every person gets the same scope.
        let times = if name == "scope" { 0 } else { 2 };
        assert_eq!(page.matches(&field).count(), times, "{name}");
    }
}

#[tokio::test]
async fn invalid_input_shows_error_at_its_field() {
    let bench = Bench::new();
    let long = "n".repeat(101);
    let mistakes =
        [("nobody", "Sam", "email-problem"), ("", "", "email-problem"), ("a@b.example", &long, "name-problem")];
    for (email, name, problem) in mistakes {
        let page = bench.post("/dev/authorize", &with(&request(), &[("email", email), ("name", name)])).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(&format!("aria-describedby=\"{problem}\"")), "{problem}");
        assert_eq!(page.body.matches("role=\"alert\"").count(), 1);
    }
}

fn tags(page: &str) -> usize {
    page.matches('<').count()
}
