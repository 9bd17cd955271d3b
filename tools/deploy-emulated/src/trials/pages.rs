//! The dashboard through the HTTP API: a screen, a file with a hash in its name, and a file that does not exist.

use reqwest::{Response, StatusCode, header};

use crate::Failure;

/// Loads a screen and the script that it names.
pub(crate) async fn load(base_url: &str) -> Result<(), Failure> {
    let http = platform::http_client();
    let page = http.get(format!("{base_url}/calls")).header(header::ACCEPT, "text/html").send().await?;
    require(&page, StatusCode::OK, &[("content-type", "text/html; charset=utf-8"), ("cache-control", "no-cache")])?;
    let policy = page.headers().get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok());
    if !policy.is_some_and(|policy| policy.contains("script-src 'self'") && policy.contains("https://cognito-idp.")) {
        return Err(format!("the page's content security policy is {policy:?}").into());
    }
    let html = page.text().await?;
    if html.contains("{{") {
        return Err("the page has a place without its setting".into());
    }
    let script = html.split('"').find(|text| text.starts_with("/assets/") && text.contains(".js"));
    let script = script.ok_or("the page names no script")?;

    let forever = ("cache-control", "public, max-age=31536000, immutable");
    let kind = ("content-type", "text/javascript; charset=utf-8");
    let url = format!("{base_url}{script}");
    let plain = http.get(&url).send().await?;
    require(&plain, StatusCode::OK, &[kind, forever])?;
    if plain.bytes().await? != std::fs::read(format!("dashboard/dist{script}"))? {
        return Err(format!("{script} has another content than the file in dashboard/dist").into());
    }
    // Compressed bytes are no text: the function and the API pass them on as base64.
    let compressed = http.get(&url).header(header::ACCEPT_ENCODING, "gzip").send().await?;
    require(&compressed, StatusCode::OK, &[kind, forever, ("content-encoding", "gzip"), ("vary", "accept-encoding")])?;
    if !compressed.bytes().await?.starts_with(&[0x1f, 0x8b]) {
        return Err(format!("{script} is not in the encoding that its header names").into());
    }
    let missing = http.get(format!("{base_url}/assets/earlier-00000000.js")).send().await?;
    require(&missing, StatusCode::NOT_FOUND, &[("cache-control", "no-store")])
}

/// Fails if a response has another status or another value of a header.
fn require(response: &Response, status: StatusCode, headers: &[(&str, &str)]) -> Result<(), Failure> {
    let url = response.url().path();
    if response.status() != status {
        return Err(format!("{url}: {} instead of {status}", response.status()).into());
    }
    for (name, expected) in headers {
        let value = response.headers().get(*name).and_then(|value| value.to_str().ok());
        if value != Some(expected) {
            return Err(format!("{url}: {name} is {value:?} instead of {expected:?}").into());
        }
    }
    Ok(())
}
