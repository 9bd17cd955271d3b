//! A number's fallback URL: Twilio requests it when the webhook fails.
//!
//! Needs no table, no secret and no queue, and has no permission for any: the deployment resolves the keys that sign our
//! URLs (ADR 19). Does not verify Twilio's signature: it only connects a call to a number that we signed, or records a
//! voicemail. The caller's words, if Twilio passes them, get the safety words first. The response is TwiML for every
//! request. Only a request to a URL that we signed counts as a use of the fallback; any other one is a security event. The
//! log contains no text of a request.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::header::CONTENT_TYPE,
    response::Response,
    routing::post,
};
use platform::{
    clock::Clock,
    config::{ConfigError, Environment, ResolvedSigningKeys, TelephonyConfig},
    key_ring::KeySource,
    security_event::{SECURITY_EVENTS, SecurityEvent},
    telemetry::{Metric, Metrics},
};
use problem::{no_such_route, wrong_method};
use tracing::error;
use twilio::{
    fallback_twiml::{self, FallbackStage},
    form::{DialOutcome, DialResult, Form},
    webhook_urls::WebhookUrls,
};

const FALLBACK_USED: Metric = Metric::count("FallbackUsed");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 2] = [FALLBACK_USED, SECURITY_EVENTS];

/// The paths that the function serves.
pub const PATHS: [&str; 1] = ["/twilio/fallback"];

/// The limit of a request's body, in bytes. Twilio's requests have a few kilobytes.
const LARGEST_BODY: usize = 64 * 1024;

/// The function's state, built once.
#[derive(Debug)]
pub struct VoiceFallback {
    urls: WebhookUrls,
    clock: Clock,
    metrics: Metrics,
}

impl VoiceFallback {
    /// Builds the function from its settings. It has no clients, so it starts even while AWS or Twilio fail.
    #[must_use]
    pub fn new(settings: Settings, clock: Clock, metrics: Metrics) -> Self {
        Self {
            urls: WebhookUrls::new(&settings.telephony, KeySource::fixed(settings.signing_keys.ring)),
            clock,
            metrics,
        }
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    telephony: TelephonyConfig,
    signing_keys: ResolvedSigningKeys,
}

impl Settings {
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            telephony: TelephonyConfig::from(environment)?,
            signing_keys: ResolvedSigningKeys::from(environment)?,
        })
    }
}

/// The function's route.
pub fn router(function: VoiceFallback) -> Router {
    PATHS
        .into_iter()
        .fold(Router::new(), |router, path| router.route(path, post(fall_back)))
        .fallback(no_such_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::new(function))
}

async fn fall_back(State(function): State<Arc<VoiceFallback>>, request: Request) -> Response {
    let query = function.urls.parse_query(request.uri().query().unwrap_or_default());
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    // A caller waits: an unreadable body counts as an empty one.
    let body = Bytes::from_request(request, &()).await.unwrap_or_default();
    let form = Form::parse(content_type.as_deref(), &body).unwrap_or_default();
    match (&query.stage, query.signed) {
        (None, true) => {
            // Only a number that was connected before its URL named the company has none.
            let tenant = query.tenant.as_ref().map(tracing::field::display);
            error!(tenant_id = tenant, error_code = error_code(&form), "the fallback was used");
            function.metrics.put(function.clock.now(), &[(FALLBACK_USED, 1.0)]);
        }
        (None, false) => {
            let (now, event) = (function.clock.now(), SecurityEvent::FallbackSignatureInvalid);
            function.metrics.security_event(now, event, PATHS[0], None);
        }
        (Some(_), _) => {}
    }
    let connected = || DialResult::from_form(&form).is_ok_and(|result| result.outcome == DialOutcome::Connected);
    match query.stage.as_deref().and_then(FallbackStage::from_name) {
        Some(FallbackStage::Dialed(_)) if connected() => fallback_twiml::hang_up(),
        Some(FallbackStage::Dialed(language)) => fallback_twiml::voicemail(&function.urls, &form, language),
        Some(FallbackStage::Recorded(language)) => fallback_twiml::goodbye(language),
        Some(FallbackStage::Whisper(hazard)) => {
            let answer = function.urls.fallback(&FallbackStage::Accept.name(), None);
            fallback_twiml::ask_to_accept(Some(hazard), None, answer)
        }
        Some(FallbackStage::Accept) => fallback_twiml::accepted(&form),
        Some(FallbackStage::Check) | None => fallback_twiml::connect(&function.urls, &form, query.forward.as_ref()),
    }
    .to_http()
}

/// Twilio's error code, such as 11200; `None` for anything else. Source: Twilio, "Error and Warning Dictionary": five
/// digits.
fn error_code(form: &Form) -> Option<u32> {
    let code = form.get("ErrorCode")?;
    let is_code = (1..=6).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
    code.parse().ok().filter(|_| is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_code_is_digits_only() {
        let code = |text: &str| {
            let body = form_urlencoded::Serializer::new(String::new()).append_pair("ErrorCode", text).finish();
            error_code(&Form::parse(Some("application/x-www-form-urlencoded"), body.as_bytes()).expect("a form"))
        };
        assert_eq!(code("11200"), Some(11_200));
        let long = "1".repeat(60_000);
        for wrong in ["", "+11200", " 11200", "11200\n{\"level\":\"ERROR\"}", "1120000", "none", "１１２００", &long]
        {
            assert_eq!(code(wrong), None, "{} characters", wrong.len());
        }
    }
}
