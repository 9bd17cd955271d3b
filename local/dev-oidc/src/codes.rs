//! Issued authorization codes, each valid once and for a minute (RFC 6749, 4.1.2), with the proof key of each (RFC 7636).
//!
//! It does not know who gets a code and which tokens it is exchanged for.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, digest},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};

use super::people::Person;

const LIFETIME: SignedDuration = SignedDuration::from_secs(60);
/// The most outstanding codes. The oldest are dropped first.
pub(super) const MOST_OUTSTANDING: usize = 1_000;

/// What a code grants.
#[derive(Debug)]
pub(super) struct CodeGrant {
    /// The client that asked.
    pub(super) client: &'static str,
    pub(super) person: Person,
    /// Exactly as in the request.
    pub(super) redirect_uri: String,
    pub(super) challenge: Challenge,
    /// The nonce for the ID token, if the client sent one.
    pub(super) nonce: Option<String>,
}

/// The SHA-256 of a verifier that only the client knows, in base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge(String);

impl Challenge {
    /// Parses a challenge: 43 characters of base64url, which are 32 bytes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        plain.then(|| Self(text.to_owned()))
    }

    /// The base64url text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the challenge of a verifier. Compares in constant time.
    pub(super) fn is_met_by(&self, verifier: &str) -> bool {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
            return false;
        }
        let computed = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        verify_slices_are_equal(computed.as_bytes(), self.0.as_bytes()).is_ok()
    }
}

struct Outstanding {
    code: String,
    until: Timestamp,
    grant: CodeGrant,
}

/// The codes that can still be redeemed, the oldest first.
#[derive(Default)]
pub(super) struct Codes(Mutex<VecDeque<Outstanding>>);

impl Codes {
    /// A new code for a grant.
    pub(super) fn issue(&self, grant: CodeGrant, now: Timestamp) -> Result<String, getrandom::Error> {
        let code = super::random()?;
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|outstanding| now < outstanding.until);
        if codes.len() >= MOST_OUTSTANDING {
            codes.pop_front();
        }
        let until = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        codes.push_back(Outstanding { code: code.clone(), until, grant });
        Ok(code)
    }

    /// The grant of a code. The code is then used, even if the rest of the request is invalid.
    pub(super) fn redeem(&self, code: &str, now: Timestamp) -> Option<CodeGrant> {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = codes.iter().position(|outstanding| outstanding.code == code)?;
        let found = codes.remove(place)?;
        (now < found.until).then_some(found.grant)
    }
}
