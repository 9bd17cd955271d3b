//! Signs a request as Twilio does: for a form, prints the header; for an event file, the event with its header. An event
//! of the administration gets an access token or API key instead.

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use twilio::{
    form::Form,
    signature::{AuthToken, sign},
};

use super::{Failure, SignOptions};

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn run(options: &SignOptions) -> Result<(), Failure> {
    let token = AuthToken::new(options.token.as_deref().unwrap_or_default());
    let line = if let Some(path) = &options.event {
        let event: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let event = match &options.bearer {
            Some(bearer) => bearer_event(event, bearer)?,
            None => signed_event(event, &token, options.url.as_deref())?,
        };
        serde_json::to_string_pretty(&event)?
    } else {
        let url = options.url.as_deref().ok_or("--url is needed to sign a form")?;
        let form = Form::parse(Some(FORM), options.form.as_bytes())?;
        format!("X-Twilio-Signature: {}", sign(&token, url, form.params()))
    };
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

/// An API Gateway event (HTTP API, payload 2.0) with the header that Twilio would have sent.
///
/// Without a base URL it signs the URL in the event: `https://` and its domain name.
pub fn signed_event(event: Value, token: &AuthToken, base_url: Option<&str>) -> Result<Value, Failure> {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let base_url = base_url.map_or_else(|| format!("https://{}", text("/requestContext/domainName")), str::to_owned);
    let (path, query) = (text("/rawPath"), text("/rawQueryString"));
    let query = if query.is_empty() { query } else { format!("?{query}") };
    // API Gateway encodes a form in Base64.
    let body = match event.get("isBase64Encoded").and_then(Value::as_bool) {
        Some(true) => STANDARD.decode(text("/body"))?,
        _ => text("/body").into_bytes(),
    };
    let form = Form::parse(Some(FORM), &body)?;
    let signature = sign(token, &format!("{}{path}{query}", base_url.trim_end_matches('/')), form.params());
    with_header(event, "x-twilio-signature", &signature)
}

/// An API Gateway event with an access token or API key.
pub fn bearer_event(event: Value, credential: &str) -> Result<Value, Failure> {
    with_header(event, "authorization", &format!("Bearer {credential}"))
}

fn with_header(mut event: Value, name: &str, value: &str) -> Result<Value, Failure> {
    let headers = event.pointer_mut("/headers").and_then(Value::as_object_mut).ok_or("the event has no headers")?;
    headers.insert(name.to_owned(), json!(value));
    Ok(event)
}
