//! The URL of a call's WebSocket. Its token names the call and its company, expires, and is signed with our key: a connection without
//! one reads nothing.
//!
//! The token needs no escaping, so the URL that we rebuild is the one that Twilio signed.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    id::{CallSid, TenantId},
    phone::PhoneNumber,
};
use jiff::{SignedDuration, Timestamp};

use super::{CompanyOfCall, WebhookUrls, hmac_key};

/// The longest call, and so the longest time after which Twilio connects again.
const LIFETIME: SignedDuration = SignedDuration::from_hours(4);

/// The call of a WebSocket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayToken {
    /// The call.
    pub call: CallSid,
    /// The company's number that was called.
    pub called: PhoneNumber,
    /// The company.
    pub tenant: TenantId,
}

impl RelayToken {
    fn payload(&self, expires_at: Timestamp) -> String {
        let Self { call, called, tenant } = self;
        format!("relay\n{call}\n{called}\n{tenant}\n{}", expires_at.as_second())
    }
}

impl WebhookUrls {
    /// The URL for the end of a session. `step` is the next step when it began; `again`: the session before was lost.
    #[must_use]
    pub fn relay_ended(&self, step: usize, again: bool, company: CompanyOfCall<'_>) -> String {
        self.of_step("/twilio/relay-ended", step, again, company)
    }

    /// The token for the WebSocket of a call. `None` without a key in memory.
    #[must_use]
    pub fn relay_token(&self, token: &RelayToken, now: Timestamp) -> Option<String> {
        let ring = self.keys.in_memory()?;
        let (id, key) = ring.current()?;
        let payload = token.payload(now.saturating_add(LIFETIME).ok()?);
        let signature = hmac::sign(&hmac_key(key), payload.as_bytes());
        Some(format!("{}.{id}.{}", URL_SAFE_NO_PAD.encode(payload), URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The call that a token of ours names. `None` if it is forged or has expired.
    #[must_use]
    pub fn parse_relay_token(&self, token: &str, now: Timestamp) -> Option<RelayToken> {
        let (payload, signature) = token.split_once('.')?;
        let (id, signature) = signature.rsplit_once('.')?;
        let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let ring = self.keys.in_memory()?;
        ring.candidates(Some(id)).find(|(_, key)| hmac::verify(&hmac_key(key), &payload, &signature).is_ok())?;
        let payload = String::from_utf8(payload).ok()?;
        let mut parts = payload.split('\n');
        let (purpose, call, called, tenant, expires) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let expires_at = Timestamp::from_second(expires.parse().ok()?).ok()?;
        let is_valid = purpose == "relay" && parts.next().is_none() && now < expires_at;
        let token = RelayToken {
            call: CallSid::parse(call).ok()?,
            called: PhoneNumber::parse(called).ok()?,
            tenant: TenantId::parse(tenant).ok()?,
        };
        is_valid.then_some(token)
    }
}
