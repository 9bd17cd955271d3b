//! The URLs that Twilio calls: building them, and parsing their queries when the requests arrive.
//!
//! The URLs of a call contain the number of the next step, the company and its forwarding number. Both are signed with our
//! own key. The call can be forwarded even if the table and the secrets are unreachable, and a forged URL cannot connect a
//! call to another number or begin a session of a company.

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    id::{CallSid, EmergencyId, TenantId},
    phone::PhoneNumber,
};
use platform::{
    boxed,
    config::TelephonyConfig,
    key_ring::{KeyRingError, KeySource},
    public_url::PublicUrl,
};
use secrecy::{ExposeSecret, SecretString};

mod relay;

pub use relay::RelayToken;

/// The URLs of a company's number at Twilio.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberUrls {
    /// `VoiceUrl`: the URL for incoming calls.
    pub voice_url: String,
    /// `VoiceFallbackUrl`: the URL for calls when the first one fails.
    pub fallback_url: String,
    /// `StatusCallback`: the URL for the status of calls.
    pub status_url: String,
    /// `SmsUrl`, and `SmsFallbackUrl` for a second try: the URL for incoming texts.
    pub message_url: String,
}

/// Shows no URL, since one contains the forwarding number.
impl fmt::Debug for NumberUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberUrls(…)")
    }
}

/// Builds our URLs and parses their queries.
pub struct WebhookUrls {
    public_url: PublicUrl,
    keys: KeySource,
}

impl fmt::Debug for WebhookUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrls({})", self.public_url)
    }
}

/// The URLs that carry no signature of ours. Twilio's own signature covers them.
#[derive(Debug, Clone)]
pub struct UnsignedUrls(PublicUrl);

impl UnsignedUrls {
    /// URLs below the public URL.
    #[must_use]
    pub fn new(telephony: &TelephonyConfig) -> Self {
        Self(telephony.public_url.clone())
    }

    /// The URL for the key that a person presses who was rung about an emergency. `called` is the company's number.
    #[must_use]
    pub fn page(&self, called: &PhoneNumber, emergency: &EmergencyId) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("called", called.as_str()).append_pair("emergency", emergency.as_str());
        self.0.join(&format!("/twilio/page?{}", query.finish()))
    }
}

/// The query of one of our URLs. Every part is optional, since a forged request may leave it out.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct WebhookQuery {
    /// The step of the request.
    pub step: Option<usize>,
    /// The caller has heard a hold, or a number was not dialed.
    pub held: bool,
    /// The forwarding number, if its signature is valid.
    pub forward: Option<PhoneNumber>,
    /// The signature is ours: for the forwarding number, or for a company without one.
    pub signed: bool,
    /// The company of the call, if its signature is valid. The number's route decides; this only saves waiting for it.
    pub tenant: Option<TenantId>,
    /// The company's number, for requests without it in the form.
    pub called: Option<PhoneNumber>,
    /// The caller's call, for requests with another call in the form.
    pub call: Option<CallSid>,
    /// The emergency that a ring is about.
    pub emergency: Option<EmergencyId>,
    /// The stage of a route that works without the table.
    pub stage: Option<String>,
}

/// What the URLs of a call's steps carry about its company.
#[derive(Debug, Clone, Copy)]
pub struct CompanyOfCall<'a> {
    /// Its id, so that its session begins beside the first read.
    pub tenant: &'a TenantId,
    /// Its forwarding number, so that the call can be forwarded without any read.
    pub forward: Option<&'a PhoneNumber>,
}

impl WebhookUrls {
    /// URLs below the public URL, signed with these keys.
    #[must_use]
    pub fn new(telephony: &TelephonyConfig, keys: KeySource) -> Self {
        Self { public_url: telephony.public_url.clone(), keys }
    }

    /// Loads the keys, so that URLs can be signed and verified. Without them a URL carries no forwarding number, and none is
    /// believed.
    #[boxed]
    pub async fn load_keys(&self) -> Result<(), KeyRingError> {
        self.keys.load(None).await.map(|_| ())
    }

    /// Loads the keys to verify the signature in a query, which may name a key that is newer than those in memory. Reads nothing
    /// for a query without a signature.
    #[boxed]
    pub async fn load_keys_for(&self, query: &str) -> Result<(), KeyRingError> {
        let Some((_, signature)) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "signature")
        else {
            return Ok(());
        };
        self.keys.load(signature.split_once('.').map(|(id, _)| id)).await.map(|_| ())
    }

    /// Whether keys are in memory.
    #[must_use]
    pub fn has_keys(&self) -> bool {
        self.keys.in_memory().is_some()
    }

    /// The URL that Twilio signed, for the path and query of a request.
    #[must_use]
    pub fn public(&self, path_and_query: &str) -> String {
        self.public_url.join(path_and_query)
    }

    /// The URL for incoming calls.
    #[must_use]
    pub fn voice(&self) -> String {
        self.public("/twilio/voice")
    }

    /// The URL for the status of calls.
    #[must_use]
    pub fn status(&self) -> String {
        self.public("/twilio/status")
    }

    /// The URL for incoming texts.
    #[must_use]
    pub fn message(&self) -> String {
        self.public("/twilio/message")
    }

    /// The URL for the caller's input.
    #[must_use]
    pub fn turn(&self, step: usize, company: CompanyOfCall<'_>) -> String {
        self.of_step("/twilio/turn", step, false, company)
    }

    /// The same URL after a hold.
    #[must_use]
    pub fn held_turn(&self, step: usize, company: CompanyOfCall<'_>) -> String {
        self.of_step("/twilio/turn", step, true, company)
    }

    /// The URL for the outcome of a `<Dial>`.
    #[must_use]
    pub fn dial_result(&self, step: usize, company: CompanyOfCall<'_>) -> String {
        self.of_step("/twilio/dial-result", step, false, company)
    }

    /// The same URL for a number that is not dialed: the caller goes on as if it had not been answered.
    #[must_use]
    pub fn not_dialed(&self, step: usize, company: CompanyOfCall<'_>) -> String {
        self.of_step("/twilio/dial-result", step, true, company)
    }

    /// The URL for a test call from a browser. Our signature names the company.
    #[must_use]
    pub fn test_call(&self, tenant: &TenantId) -> String {
        self.of_company("/twilio/test-call", CompanyOfCall { tenant, forward: None })
    }

    /// The URL for the caller's input in a test call.
    #[must_use]
    pub fn test_turn(&self, step: usize, held: bool, tenant: &TenantId) -> String {
        self.of_step("/twilio/test-turn", step, held, CompanyOfCall { tenant, forward: None })
    }

    /// The URL for the end of a test call.
    #[must_use]
    pub fn test_status(&self, tenant: &TenantId) -> String {
        self.of_company("/twilio/test-status", CompanyOfCall { tenant, forward: None })
    }

    /// The URL for a voicemail.
    #[must_use]
    pub fn voicemail(&self, step: usize, company: CompanyOfCall<'_>) -> String {
        self.of_step("/twilio/voicemail", step, false, company)
    }

    /// The URL of the whisper, which a person on call hears before the connection.
    #[must_use]
    pub fn whisper(&self, called: &PhoneNumber, call: &CallSid, stage: Option<&str>) -> String {
        self.of_call("/twilio/whisper", called, call, stage)
    }

    /// The URL for the notification that a recording is ready.
    #[must_use]
    pub fn recording(&self, called: &PhoneNumber, call: &CallSid) -> String {
        self.of_call("/twilio/recording", called, call, None)
    }

    /// A URL of a stage of a call that the fallback handles, with a signed forwarding number if there is one.
    #[must_use]
    pub fn fallback(&self, stage: &str, forward: Option<&PhoneNumber>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("stage", stage);
        if forward.is_some() {
            self.append_signed(&mut query, Signed { forward, tenant: None });
        }
        self.with_query("/twilio/fallback", &query.finish())
    }

    /// The URL for calls when nothing else works. It is signed even without a forwarding number, so that the first request
    /// of a call is known to come from a number that we connected. The signature names the company.
    fn fallback_of(&self, company: CompanyOfCall<'_>) -> String {
        self.of_company("/twilio/fallback", company)
    }

    fn of_company(&self, path: &str, company: CompanyOfCall<'_>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        self.append_signed(&mut query, Signed { forward: company.forward, tenant: Some(company.tenant) });
        self.with_query(path, &query.finish())
    }

    /// The URLs for a company's number at Twilio. The fallback URL forwards calls even if everything else fails.
    #[must_use]
    pub fn number_urls(&self, company: CompanyOfCall<'_>) -> NumberUrls {
        NumberUrls {
            voice_url: self.voice(),
            fallback_url: self.fallback_of(company),
            status_url: self.status(),
            message_url: self.message(),
        }
    }

    fn of_step(&self, path: &str, step: usize, held: bool, company: CompanyOfCall<'_>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("step", &step.to_string());
        if held {
            query.append_pair("held", "true");
        }
        self.append_signed(&mut query, Signed { forward: company.forward, tenant: Some(company.tenant) });
        self.with_query(path, &query.finish())
    }

    fn of_call(&self, path: &str, called: &PhoneNumber, call: &CallSid, stage: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("called", called.as_str()).append_pair("call", call.as_str());
        if let Some(stage) = stage {
            query.append_pair("stage", stage);
        }
        self.with_query(path, &query.finish())
    }

    /// Without a key in memory, the URL carries neither.
    fn append_signed(&self, query: &mut form_urlencoded::Serializer<'_, String>, signed: Signed<'_>) {
        let Some(signature) = self.signature(signed) else { return };
        if let Some(forward) = signed.forward {
            query.append_pair("forward", forward.as_str());
        }
        if let Some(tenant) = signed.tenant {
            query.append_pair("tenant", tenant.as_str());
        }
        query.append_pair("signature", &signature);
    }

    /// The id of the current key and its signature: `k2.…`.
    fn signature(&self, signed: Signed<'_>) -> Option<String> {
        let ring = self.keys.in_memory()?;
        let (id, key) = ring.current()?;
        Some(format!("{id}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&hmac_key(key), &signed.bytes()))))
    }

    /// Whether a signature is ours. One without an id is from before keys had ids, and any key may have made it.
    fn is_ours(&self, signature: &str, signed: Signed<'_>) -> bool {
        let (id, signature) = match signature.split_once('.') {
            Some((id, signature)) => (Some(id), signature),
            None => (None, signature),
        };
        let Some(ring) = self.keys.in_memory() else { return false };
        let Ok(given) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        ring.candidates(id).any(|(_, key)| hmac::verify(&hmac_key(key), &signed.bytes(), &given).is_ok())
    }

    /// Whether a URL is that of a turn with this step and company, signed with any valid key.
    #[must_use]
    pub fn is_turn(&self, url: &str, step: usize, company: CompanyOfCall<'_>) -> bool {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let expected = WebhookQuery {
            step: Some(step),
            forward: company.forward.cloned(),
            tenant: Some(company.tenant.clone()),
            signed: true,
            ..WebhookQuery::default()
        };
        path == self.public("/twilio/turn") && self.parse_query(query) == expected
    }

    /// Whether a URL is the fallback URL of a number of this company with this forwarding number, signed with any valid key. One
    /// from before its signature named the company is not: it still forwards calls.
    #[must_use]
    pub fn is_fallback(&self, url: &str, company: CompanyOfCall<'_>) -> bool {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let expected = WebhookQuery {
            forward: company.forward.cloned(),
            tenant: Some(company.tenant.clone()),
            signed: true,
            ..WebhookQuery::default()
        };
        path == self.public("/twilio/fallback") && self.parse_query(query) == expected
    }

    fn with_query(&self, path: &str, query: &str) -> String {
        if query.is_empty() { self.public(path) } else { self.public(&format!("{path}?{query}")) }
    }

    /// Parses a query. Values that are invalid or not signed correctly are left out.
    #[must_use]
    pub fn parse_query(&self, query: &str) -> WebhookQuery {
        let mut parsed = WebhookQuery::default();
        let (mut forward, mut tenant, mut signature) = (None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "step" => parsed.step = value.parse().ok(),
                "held" => parsed.held = value == "true",
                "called" => parsed.called = PhoneNumber::parse(&value).ok(),
                "emergency" => parsed.emergency = EmergencyId::parse(&value).ok(),
                "call" => parsed.call = CallSid::parse(&value).ok(),
                "stage" => parsed.stage = Some(value.into_owned()),
                // What is invalid has no signature of ours.
                "forward" => forward = Some(PhoneNumber::parse(&value)),
                "tenant" => tenant = Some(TenantId::parse(&value)),
                "signature" => signature = Some(value.into_owned()),
                _ => {}
            }
        }
        let (Ok(forward), Ok(tenant)) = (forward.transpose(), tenant.transpose()) else { return parsed };
        let signed = Signed { forward: forward.as_ref(), tenant: tenant.as_ref() };
        parsed.signed = signature.is_some_and(|given| self.is_ours(&given, signed));
        if parsed.signed {
            (parsed.forward, parsed.tenant) = (forward, tenant);
        }
        parsed
    }
}

fn hmac_key(key: &SecretString) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key.expose_secret().as_bytes())
}

/// What a signature of ours covers.
#[derive(Debug, Default, Clone, Copy)]
struct Signed<'a> {
    forward: Option<&'a PhoneNumber>,
    tenant: Option<&'a TenantId>,
}

impl Signed<'_> {
    fn bytes(self) -> Vec<u8> {
        let mut bytes = format!("forward\n{}", self.forward.map_or("", PhoneNumber::as_str)).into_bytes();
        if let Some(tenant) = self.tenant {
            bytes.extend_from_slice(format!("\ntenant\n{tenant}").as_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests;
