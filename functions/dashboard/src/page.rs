//! The page: the built one with the settings of this deployment, and its content security policy.

use axum::http::HeaderValue;
use platform::config::DashboardConfig;
use url::Url;

use crate::files;

/// The page as it is served.
#[derive(Debug)]
pub(crate) struct HtmlPage {
    pub(crate) html: String,
    pub(crate) policy: HeaderValue,
}

impl HtmlPage {
    pub(crate) fn new(config: &DashboardConfig) -> Self {
        let html = [
            ("{{issuer}}", &config.issuer),
            ("{{client-id}}", &config.client_id),
            ("{{operator-issuer}}", &config.operator_issuer),
            ("{{operator-client-id}}", &config.operator_client_id),
        ]
        .into_iter()
        .fold(files::page().to_owned(), |html, (place, value)| html.replace(place, &escaped(value)));
        Self { html, policy: policy(config) }
    }
}

/// What Twilio's Voice SDK connects to in a test call by voice: the signaling, its reports on the quality of a call, and its sounds.
/// These are the origins of Twilio's own policy that the SDK of `dashboard/package.json` uses. Its script is one of our files.
const VOICE_CONNECT: &str = "https://eventgw.twilio.com wss://voice-js.roaming.twilio.com https://sdk.twilio.com";
/// What it plays: the agent's voice, and its sounds.
const VOICE_MEDIA: &str = "mediastream: https://sdk.twilio.com";

/// Only our own files, the API, the issuers, the sound of recordings, and Twilio for test calls by voice. No script of the page is
/// inline.
fn policy(config: &DashboardConfig) -> HeaderValue {
    let addresses = [&config.issuer, &config.sign_in_url, &config.operator_issuer, &config.operator_sign_in_url];
    let mut issuers = Vec::new();
    for origin in addresses.into_iter().filter_map(|address| origin(address)) {
        if !issuers.contains(&origin) {
            issuers.push(origin);
        }
    }
    let issuers = issuers.join(" ");
    let files = origin(&config.files_url).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self' {issuers} {VOICE_CONNECT}; manifest-src 'self'; worker-src 'self'; \
         media-src 'self' blob: {files} {VOICE_MEDIA}; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'"
    );
    // The origins of URLs are visible ASCII.
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

/// The origin of a URL; `None` if it has none.
fn origin(address: &str) -> Option<String> {
    let origin = Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
