//! Our own URLs as Twilio is given them: made here, and read here when they come back.
//!
//! A call's URLs carry the number of the step they lead to, and the company's forwarding number, signed with a key of
//! our own: when neither table nor secrets can be reached, the call can still be connected to it, and nobody can make us
//! connect a call to any other.

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{id::CallSid, phone::PhoneNumber};
use platform::{config::TelephonyConfig, public_url::PublicUrl};
use secrecy::ExposeSecret;

/// What a company's number is set to at Twilio.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberUrls {
    /// `VoiceUrl`: where calls arrive.
    pub voice_url: String,
    /// `VoiceFallbackUrl`: where they go when that fails.
    pub fallback_url: String,
    /// `StatusCallback`: where the end of calls is told.
    pub status_url: String,
}

/// Shows none of them: the forwarding number travels in one.
impl fmt::Debug for NumberUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberUrls(…)")
    }
}

/// Makes our URLs, and reads what they say.
pub struct Links {
    public_url: PublicUrl,
    key: hmac::Key,
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Links({})", self.public_url)
    }
}

/// What our own URLs say about the request; all of it optional, since anybody can leave anything out.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct LinkQuery {
    /// The step the request is for.
    pub step: Option<usize>,
    /// The caller had been asked for a moment.
    pub held: bool,
    /// The forwarding number; only if its signature was right.
    pub forward: Option<PhoneNumber>,
    /// The company's number, where Twilio does not say it itself.
    pub called: Option<PhoneNumber>,
    /// The caller's call, where Twilio tells another one's.
    pub call: Option<CallSid>,
    /// How far a path without table has come.
    pub stage: Option<String>,
}

impl Links {
    /// Links below the public URL, signed with the key for it.
    #[must_use]
    pub fn new(telephony: &TelephonyConfig) -> Self {
        let key = telephony.fallback_signing_key.expose_secret().as_bytes();
        Self { public_url: telephony.public_url.clone(), key: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    /// The URL Twilio signed, from the path and query it asked for.
    #[must_use]
    pub fn public(&self, path_and_query: &str) -> String {
        self.public_url.join(path_and_query)
    }

    /// Where calls arrive.
    #[must_use]
    pub fn voice(&self) -> String {
        self.public("/twilio/voice")
    }

    /// Where the end of calls is told.
    #[must_use]
    pub fn status(&self) -> String {
        self.public("/twilio/status")
    }

    /// What the caller said leads here.
    #[must_use]
    pub fn turn(&self, step: usize, forward: Option<&PhoneNumber>) -> String {
        self.of_step("/twilio/turn", step, false, forward)
    }

    /// The same, once the caller has been asked for a moment.
    #[must_use]
    pub fn held_turn(&self, step: usize, forward: Option<&PhoneNumber>) -> String {
        self.of_step("/twilio/turn", step, true, forward)
    }

    /// Where it is told whether someone we rang has answered.
    #[must_use]
    pub fn dial_result(&self, step: usize, forward: Option<&PhoneNumber>) -> String {
        self.of_step("/twilio/dial-result", step, false, forward)
    }

    /// Where a voicemail goes.
    #[must_use]
    pub fn voicemail(&self, step: usize, forward: Option<&PhoneNumber>) -> String {
        self.of_step("/twilio/voicemail", step, false, forward)
    }

    /// What someone on call hears before they are connected.
    #[must_use]
    pub fn whisper(&self, called: &PhoneNumber, call: &CallSid, stage: Option<&str>) -> String {
        self.of_call("/twilio/whisper", called, call, stage)
    }

    /// Where it is told that a call's recording is ready.
    #[must_use]
    pub fn recording(&self, called: &PhoneNumber, call: &CallSid) -> String {
        self.of_call("/twilio/recording", called, call, None)
    }

    /// Where a call goes when nothing else works.
    #[must_use]
    pub fn fallback(&self, stage: Option<&str>, forward: Option<&PhoneNumber>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(stage) = stage {
            query.append_pair("stage", stage);
        }
        self.append_forward(&mut query, forward);
        self.with_query("/twilio/fallback", &query.finish())
    }

    /// What a company's number is set to at Twilio; its calls can be forwarded even when all of ours fails.
    #[must_use]
    pub fn number_urls(&self, forward: Option<&PhoneNumber>) -> NumberUrls {
        NumberUrls { voice_url: self.voice(), fallback_url: self.fallback(None, forward), status_url: self.status() }
    }

    fn of_step(&self, path: &str, step: usize, held: bool, forward: Option<&PhoneNumber>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("step", &step.to_string());
        if held {
            query.append_pair("held", "true");
        }
        self.append_forward(&mut query, forward);
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

    fn append_forward(&self, query: &mut form_urlencoded::Serializer<'_, String>, forward: Option<&PhoneNumber>) {
        if let Some(forward) = forward {
            let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, &signed(forward)));
            query.append_pair("forward", forward.as_str()).append_pair("signature", &signature);
        }
    }

    fn with_query(&self, path: &str, query: &str) -> String {
        if query.is_empty() { self.public(path) } else { self.public(&format!("{path}?{query}")) }
    }

    /// Reads a query; what makes no sense, or is not signed as it must be, is as if it were not there.
    #[must_use]
    pub fn read(&self, query: &str) -> LinkQuery {
        let mut link = LinkQuery::default();
        let (mut forward, mut signature) = (None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "step" => link.step = value.parse().ok(),
                "held" => link.held = value == "true",
                "called" => link.called = PhoneNumber::parse(&value).ok(),
                "call" => link.call = CallSid::parse(&value).ok(),
                "stage" => link.stage = Some(value.into_owned()),
                "forward" => forward = PhoneNumber::parse(&value).ok(),
                "signature" => signature = URL_SAFE_NO_PAD.decode(&*value).ok(),
                _ => {}
            }
        }
        if let (Some(number), Some(signature)) = (forward, signature)
            && hmac::verify(&self.key, &signed(&number), &signature).is_ok()
        {
            link.forward = Some(number);
        }
        link
    }
}

/// The bytes that the key signs for a forwarding number.
fn signed(forward: &PhoneNumber) -> Vec<u8> {
    format!("forward\n{}", forward.as_str()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(key: &str) -> Links {
        Links::new(&TelephonyConfig {
            public_url: PublicUrl::parse("https://api.example.com").expect("valid"),
            fallback_signing_key: key.into(),
        })
    }

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text).expect("valid")
    }

    fn query(url: &str) -> &str {
        url.split_once('?').map_or("", |(_, query)| query)
    }

    #[test]
    fn link_parameters_parse_back() {
        let links = links("a key of at least thirty-two characters");
        let url = links.held_turn(7, Some(&number("+12145550188")));
        assert!(
            url.starts_with("https://api.example.com/twilio/turn?step=7&held=true&forward=%2B12145550188&signature=")
        );
        let read = links.read(query(&url));
        assert_eq!((read.step, read.held, read.forward), (Some(7), true, Some(number("+12145550188"))));
        assert_eq!(links.fallback(None, None), "https://api.example.com/twilio/fallback");
    }

    #[test]
    fn fallback_url_forwards_and_is_redacted_in_debug() {
        let links = links("a key of at least thirty-two characters");
        let urls = links.number_urls(Some(&number("+12145550188")));
        assert_eq!(urls.voice_url, "https://api.example.com/twilio/voice");
        assert_eq!(urls.status_url, "https://api.example.com/twilio/status");
        assert_eq!(links.read(query(&urls.fallback_url)).forward, Some(number("+12145550188")));
        assert_eq!(format!("{urls:?}"), "NumberUrls(…)");
    }

    #[test]
    fn forwarding_number_without_our_signature_is_ignored() {
        let ours = links("a key of at least thirty-two characters");
        let theirs = links("another key of thirty-two characters");
        let forged = theirs.fallback(None, Some(&number("+12145550188")));
        assert_eq!(ours.read(query(&forged)).forward, None);
        let swapped = ours.fallback(None, Some(&number("+12145550188"))).replace("12145550188", "19005550199");
        assert_eq!(ours.read(query(&swapped)).forward, None);
        assert_eq!(ours.read("forward=%2B12145550188").forward, None);
        assert_eq!(ours.read("forward=%2B12145550188&signature=").forward, None);
    }
}
