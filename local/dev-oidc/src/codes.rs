//! Authorization codes that were issued and not yet redeemed, each good once and for a minute (RFC 6749, 4.1.2), and the
//! proof key that goes with each (RFC 7636).
//!
//! Who may have one, and what it is exchanged for, is not known here.

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
/// Nobody at a laptop has more open; the oldest give way.
pub(super) const MOST_OUTSTANDING: usize = 1_000;

/// What a code stands for. The client is not among it: there is only one.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) person: Person,
    /// Exactly as it was asked for.
    pub(super) redirect_uri: String,
    pub(super) challenge: Challenge,
    /// Goes into the identity token, if the client gave one.
    pub(super) nonce: Option<String>,
}

/// The SHA-256 of a verifier that only the client knows, in base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge(String);

impl Challenge {
    /// Reads one: 43 characters, as 32 bytes are written.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        plain.then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the challenge of a verifier; takes as long whichever character is the first to differ.
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
    grant: Grant,
}

/// The codes that can still be redeemed, the oldest first.
#[derive(Default)]
pub(super) struct Codes(Mutex<VecDeque<Outstanding>>);

impl Codes {
    /// A new code for a grant.
    pub(super) fn issue(&self, grant: Grant, now: Timestamp) -> Result<String, getrandom::Error> {
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

    /// What a code stands for. It is spent by this, also if the rest of the request then turns out to be wrong.
    pub(super) fn redeem(&self, code: &str, now: Timestamp) -> Option<Grant> {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = codes.iter().position(|outstanding| outstanding.code == code)?;
        let found = codes.remove(place)?;
        (now < found.until).then_some(found.grant)
    }
}
