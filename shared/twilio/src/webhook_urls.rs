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
    /// The company's number, for requests whose form does not contain it.
    pub called: Option<PhoneNumber>,
    /// The caller's call, for requests whose form contains another call.
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
        let mut query = form_urlencoded::Serializer::new(String::new());
        self.append_signed(&mut query, Signed { forward: company.forward, tenant: Some(company.tenant) });
        self.with_query("/twilio/fallback", &query.finish())
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
mod tests {
    use platform::key_ring::KeyRing;

    use super::*;

    fn webhook_urls(key: &str) -> WebhookUrls {
        with_ring(&format!(r#"{{"current": "k1", "k1": "{key}"}}"#))
    }

    fn with_ring(ring: &str) -> WebhookUrls {
        let telephony = TelephonyConfig { public_url: PublicUrl::parse("https://api.example.com").expect("valid") };
        WebhookUrls::new(&telephony, KeySource::fixed(KeyRing::parse(ring).expect("a ring")))
    }

    #[test]
    fn url_of_the_previous_key_is_valid_until_the_key_is_dropped() {
        const OLD: &str = "an old key of thirty-two characters";
        const NEW: &str = "a newer key of thirty-two characters";
        let (acme, forward) = (tenant("ten_acme"), number("+12145550188"));
        let company = CompanyOfCall { tenant: &acme, forward: Some(&forward) };
        let before = webhook_urls(OLD);
        let added = with_ring(&format!(r#"{{"current": "k1", "k1": "{OLD}", "k2": "{NEW}"}}"#));
        let switched = with_ring(&format!(r#"{{"current": "k2", "k1": "{OLD}", "k2": "{NEW}"}}"#));
        let dropped = with_ring(&format!(r#"{{"current": "k2", "k2": "{NEW}"}}"#));
        let (old, new) = (before.fallback_of(company), switched.fallback_of(company));
        assert!(old.contains("signature=k1.") && new.contains("signature=k2."), "{old} {new}");
        assert_eq!(added.fallback_of(company), old);
        let forwards = |urls: &WebhookUrls, url: &str| urls.parse_query(query(url)).forward.is_some();
        for urls in [&added, &switched] {
            assert!(forwards(urls, &old) && forwards(urls, &new) && urls.is_fallback(&old, company));
        }
        assert!(!forwards(&before, &new) && !forwards(&dropped, &old) && forwards(&dropped, &new));
        // A signature from before keys had ids.
        let nameless = old.replace("signature=k1.", "signature=");
        assert!(forwards(&switched, &nameless) && !forwards(&dropped, &nameless));
        let misnamed = old.replace("signature=k1.", "signature=k2.");
        assert!(!forwards(&switched, &misnamed), "the id decides which key verifies");
        let unforwarded = CompanyOfCall { forward: None, ..company };
        assert!(!switched.is_fallback(&old, unforwarded) && !switched.is_fallback(&switched.voice(), unforwarded));
    }

    fn tenant(id: &str) -> TenantId {
        TenantId::parse(id).expect("valid")
    }

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text).expect("valid")
    }

    /// The fallback URL of a number that was connected before the signature named the company.
    fn unnamed_fallback(urls: &WebhookUrls, forward: Option<&PhoneNumber>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        urls.append_signed(&mut query, Signed { forward, tenant: None });
        urls.with_query("/twilio/fallback", &query.finish())
    }

    fn query(url: &str) -> &str {
        url.split_once('?').map_or("", |(_, query)| query)
    }

    #[test]
    fn query_parameters_parse_back() {
        let urls = webhook_urls("a key of at least thirty-two characters");
        let (tenant, forward) = (tenant("ten_acme"), number("+12145550188"));
        let url = urls.held_turn(7, CompanyOfCall { tenant: &tenant, forward: Some(&forward) });
        let expected =
            "https://api.example.com/twilio/turn?step=7&held=true&forward=%2B12145550188&tenant=ten_acme&signature=";
        assert!(url.starts_with(expected), "{url}");
        let read = urls.parse_query(query(&url));
        assert_eq!((read.step, read.held, read.forward, read.tenant), (Some(7), true, Some(forward), Some(tenant)));
        assert_eq!(urls.fallback("accept", None), "https://api.example.com/twilio/fallback?stage=accept");
    }

    #[test]
    fn tenant_of_a_url_is_believed_only_as_it_was_signed() {
        let urls = webhook_urls("a key of at least thirty-two characters");
        let (acme, forward) = (tenant("ten_acme"), number("+12145550188"));
        for forward in [None, Some(&forward)] {
            let url = urls.turn(1, CompanyOfCall { tenant: &acme, forward });
            let ours = query(&url);
            assert_eq!(urls.parse_query(ours).tenant, Some(acme.clone()));
            let without = ours.replace("&tenant=ten_acme", "");
            for forged in [ours.replace("ten_acme", "ten_desert"), ours.replace("ten_acme", "number"), without] {
                let parsed = urls.parse_query(&forged);
                assert!(parsed.tenant.is_none() && parsed.forward.is_none() && !parsed.signed, "{forged}");
            }
            let added = unnamed_fallback(&urls, forward);
            assert_eq!(urls.parse_query(&format!("{}&tenant=ten_acme", query(&added))).tenant, None);
        }
    }

    #[test]
    fn fallback_url_forwards_and_is_redacted_in_debug() {
        let urls = webhook_urls("a key of at least thirty-two characters");
        let (acme, desert, forward) = (tenant("ten_acme"), tenant("ten_desert"), number("+12145550188"));
        let company = CompanyOfCall { tenant: &acme, forward: Some(&forward) };
        let set = urls.number_urls(company);
        assert_eq!(set.voice_url, "https://api.example.com/twilio/voice");
        assert_eq!(set.status_url, "https://api.example.com/twilio/status");
        let parsed = urls.parse_query(query(&set.fallback_url));
        assert_eq!((parsed.forward, parsed.tenant), (Some(forward.clone()), Some(acme.clone())));
        assert!(urls.is_fallback(&set.fallback_url, company));
        assert!(!urls.is_fallback(&set.fallback_url, CompanyOfCall { tenant: &desert, ..company }));
        // A number that was connected before the signature named the company still forwards, and is to be connected again.
        let old = unnamed_fallback(&urls, Some(&forward));
        assert_eq!(urls.parse_query(query(&old)).forward.as_ref(), Some(&forward));
        assert!(!urls.is_fallback(&old, company));
        assert_eq!(format!("{set:?}"), "NumberUrls(…)");
    }

    #[test]
    fn forwarding_number_without_valid_signature_is_ignored() {
        let ours = webhook_urls("a key of at least thirty-two characters");
        let theirs = webhook_urls("another key of thirty-two characters");
        let forged = unnamed_fallback(&theirs, Some(&number("+12145550188")));
        assert_eq!(ours.parse_query(query(&forged)).forward, None);
        let swapped = unnamed_fallback(&ours, Some(&number("+12145550188"))).replace("12145550188", "19005550199");
        assert_eq!(ours.parse_query(query(&swapped)).forward, None);
        assert_eq!(ours.parse_query("forward=%2B12145550188").forward, None);
        assert_eq!(ours.parse_query("forward=%2B12145550188&signature=").forward, None);
    }

    #[test]
    fn fallback_url_is_signed_with_and_without_forwarding_number() {
        let ours = webhook_urls("a key of at least thirty-two characters");
        for forward in [None, Some(number("+12145550188"))] {
            let company = CompanyOfCall { tenant: &tenant("ten_acme"), forward: forward.as_ref() };
            for url in [unnamed_fallback(&ours, forward.as_ref()), ours.number_urls(company).fallback_url] {
                let parsed = ours.parse_query(query(&url));
                assert!(parsed.signed && parsed.forward == forward, "{url}");
            }
        }
        let unforwarded = unnamed_fallback(&ours, None);
        let unforwarded = query(&unforwarded);
        let theirs = unnamed_fallback(&webhook_urls("another key of thirty-two characters"), None);
        for forged in [
            String::new(),
            "signature=guess".to_owned(),
            query(&theirs).to_owned(),
            format!("forward=%2B19005550199&{unforwarded}"),
            format!("forward=&{unforwarded}"),
        ] {
            let parsed = ours.parse_query(&forged);
            assert!(!parsed.signed && parsed.forward.is_none(), "{forged}");
        }
    }
}
