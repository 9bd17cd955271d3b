use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Redirect},
    routing::get,
};
use futures_util::stream;
use localhost::Loopback;
use tokio::net::TcpListener;

use super::*;

async fn served(router: Router) -> String {
    let loopback = Loopback::bind(0).await.expect("a port");
    let url = loopback.url().to_owned();
    tokio::spawn(loopback.serve_forever(router));
    url
}

async fn fetched(url: &str) -> Result<Vec<FetchedPage>, FetchError> {
    let rules = AddressRules::LoopbackToo;
    WebsiteFetcher::new(rules).fetch(&website_url(url, rules).expect("a URL")).await
}

#[tokio::test]
async fn page_and_the_most_telling_links_of_its_origin_are_fetched() {
    let home = "<title>Acme</title><p>Welcome<a href='/blog'>Blog</a><a href='contact#form'>Contact</a><a href='/about'>Us</a>\
                <a href='/areas'>Where</a><a href='/x'>Our hours</a><a href='https://elsewhere.example/hours'>Hours</a>\
                <a href='/contact?delete=1'>Contact</a><a href='mailto:a@acme.example'>Contact</a>";
    let router = Router::new()
        .route("/", get(async move || Html(home)))
        .route("/x", get(async || Html("<p>Mon-Fri 8-5")))
        .route("/areas", get(async || StatusCode::NOT_FOUND))
        .route("/contact", get(async || Html("<p>Call us")))
        .route("/about", get(async || Html("<p>too many")));
    let url = served(router).await;
    let pages = fetched(&url).await.expect("pages");
    let texts: Vec<&str> = pages.iter().map(|page| page.page.text.as_str()).collect();
    assert_eq!(texts[1..], ["Mon-Fri 8-5", "Call us"], "one that fails is left out");
}

#[tokio::test]
async fn redirects_are_followed_a_few_times() {
    let router = Router::new()
        .route("/", get(async || Redirect::permanent("/a")))
        .route("/a", get(async || Redirect::to("b")))
        .route("/b", get(async || Html("<p>here")))
        .route("/loop", get(async || Redirect::to("/loop")))
        .route("/nowhere", get(async || StatusCode::FOUND));
    let url = served(router).await;
    let pages = fetched(&url).await.expect("pages");
    assert_eq!((pages[0].url.ends_with("/b"), pages[0].page.text.as_str()), (true, "here"));
    for path in ["loop", "nowhere"] {
        assert_eq!(fetched(&format!("{url}/{path}")).await, Err(FetchError::Redirects), "{path}");
    }
}

#[tokio::test]
async fn redirect_to_an_address_that_is_refused_is_not_followed() {
    for target in [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/",
        "https://10.0.0.1/",
        "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://2852039166/",
        "https://metadata.google.internal/",
        "https://intranet/",
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://user:secret@example.com/",
        "https://example.com:8443/",
    ] {
        let url =
            served(Router::new().route("/", get(async move || (StatusCode::FOUND, [("location", target)])))).await;
        assert_eq!(fetched(&url).await, Err(FetchError::AddressRefused), "{target}");
    }
}

#[tokio::test]
async fn addresses_that_webhooks_refuse_are_refused() {
    for typed in [
        "127.0.0.1",
        "https://127.0.0.1:8080/",
        "http://127.0.0.1",
        "localhost",
        "http://localhost:9001/runtime",
        "0",
        "0x7f.1",
        "2130706433",
        "169.254.169.254/latest/meta-data",
        "[::1]",
        "https://[::ffff:10.0.0.1]/",
        "printer.local",
        "intranet",
        "metadata.google.internal",
        "https://acme.example:8080",
        "ftp://acme.example",
        "https://dana:secret@acme.example",
        "",
        "  ",
        "https://",
        "javascript:alert(1)",
    ] {
        assert!(website_url(typed, AddressRules::PublicOnly).is_err(), "{typed}");
    }
    for (typed, url) in [
        ("acmehvac.com", "https://acmehvac.com/"),
        (" www.acmehvac.com/contact ", "https://www.acmehvac.com/contact"),
        ("http://acmehvac.com", "https://acmehvac.com/"),
        ("HTTP://acmehvac.com", "https://acmehvac.com/"),
        ("https://acmehvac.com/#top", "https://acmehvac.com/"),
    ] {
        assert_eq!(
            website_url(typed, AddressRules::PublicOnly).map(|url| url.as_str().to_owned()).as_deref(),
            Ok(url),
            "{typed}"
        );
    }
}

#[tokio::test]
async fn name_of_a_private_address_is_not_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    // Accepted under the rules of a laptop, then looked up under those of a deployment.
    let url = website_url(&format!("http://localhost:{port}/"), AddressRules::LoopbackToo).expect("a URL");
    assert_eq!(WebsiteFetcher::new(AddressRules::PublicOnly).fetch(&url).await, Err(FetchError::AddressRefused));
    assert!(tokio::time::timeout(Duration::ZERO, listener.accept()).await.is_err(), "a connection was made");
}

#[tokio::test(start_paused = true)]
async fn server_that_never_answers_or_never_ends_gets_seven_seconds() {
    let slow = async || {
        let chunk = stream::once(async { Ok::<_, std::convert::Infallible>(Bytes::from_static(b"<p>a")) });
        let never = stream::pending();
        ([("content-type", "text/html")], Body::from_stream(futures_util::StreamExt::chain(chunk, never)))
    };
    let router = Router::new().route("/never", get(std::future::pending::<&str>)).route("/slow", get(slow));
    let url = served(router).await;
    for path in ["never", "slow"] {
        let began = Instant::now();
        assert_eq!(fetched(&format!("{url}/{path}")).await, Err(FetchError::TimedOut), "{path}");
        assert_eq!(began.elapsed().as_secs(), FIRST.as_secs(), "{path}");
    }
}

#[tokio::test]
async fn endless_page_is_too_large() {
    let endless = async || {
        let chunk = || Ok::<_, std::convert::Infallible>(Bytes::from_static(b"<p>word word word word word word"));
        ([("content-type", "text/html")], Body::from_stream(stream::repeat_with(chunk)))
    };
    let url = served(Router::new().route("/", get(endless))).await;
    assert_eq!(fetched(&url).await, Err(FetchError::TooLarge));
}

#[tokio::test]
async fn answer_that_is_no_page_is_said_in_words() {
    let kind = |kind: &'static str| get(async move || ([("content-type", kind)], "%PDF"));
    let router = Router::new()
        .route("/pdf", kind("application/pdf"))
        .route("/json", kind("application/json"))
        .route("/none", get(async || Body::from("x").into_response()))
        .route("/gone", get(async || StatusCode::GONE))
        .route("/empty", get(async || Html("")))
        .route(
            "/latin",
            get(async || ([("content-type", "text/html; charset=ISO-8859-1")], Bytes::from_static(b"ma\xf1ana"))),
        );
    let url = served(router).await;
    for path in ["pdf", "json", "none"] {
        assert_eq!(fetched(&format!("{url}/{path}")).await, Err(FetchError::NotHtml), "{path}");
    }
    assert_eq!(fetched(&format!("{url}/gone")).await, Err(FetchError::Status(410)));
    assert_eq!(fetched(&format!("{url}/empty")).await.expect("a page")[0].page, WebPage::default());
    assert_eq!(fetched(&format!("{url}/latin")).await.expect("a page")[0].page.text, "ma\u{f1}ana");
}

#[tokio::test]
async fn request_carries_nothing_but_its_name() {
    let seen = async |headers: HeaderMap| {
        let names: Vec<String> = headers.keys().map(ToString::to_string).collect();
        Html(names.join(" "))
    };
    let url = served(Router::new().route("/", get(seen))).await;
    assert_eq!(fetched(&url).await.expect("a page")[0].page.text, "accept user-agent host");
}

#[tokio::test]
async fn closed_port_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    assert_eq!(fetched(&url).await, Err(FetchError::Unreachable));
}
