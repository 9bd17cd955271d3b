//! Security events: requests that were refused because their sender is not who, or may not do what, the request claims.
//!
//! Each event is one log line with a reason code, and one count of the metric [`SECURITY_EVENTS`]. The line contains the route
//! and the tenant of an authenticated caller. It never contains a credential, an address, a phone number or a path: a path
//! has ids of the caller's choice.

use jiff::Timestamp;
use tracing::warn;

use crate::telemetry::{Metric, Metrics};

/// The metric of every function that can refuse a request. Its dimension is the function; the kinds are in the log.
pub const SECURITY_EVENTS: Metric = Metric::count("SecurityEvents");

/// The kind of a security event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecurityEvent {
    /// An access token that is malformed, of another issuer or for another audience.
    TokenInvalid,
    /// An access token that was valid before.
    TokenExpired,
    /// An API key that does not exist, or was revoked.
    ApiKeyUnknown,
    /// An API key that was valid before.
    ApiKeyExpired,
    /// A caller without the permission that the operation needs.
    PermissionRefused,
    /// An operator whose sign-in is too old for what the request changes.
    SignInStale,
    /// A code of an invitation that is not valid, or that its sender may not accept.
    InvitationRefused,
    /// A caller that names another tenant, or one that does not exist. The response is the same.
    OtherTenant,
    /// A webhook without a valid signature of Twilio.
    TwilioSignatureInvalid,
    /// A webhook to a number that no company has. Its signature cannot be checked.
    TwilioNumberUnknown,
    /// A request to the fallback route without a valid signature of ours.
    FallbackSignatureInvalid,
    /// A WebSocket of a call without a valid token of ours.
    StreamTokenInvalid,
}

impl SecurityEvent {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::TokenInvalid,
        Self::TokenExpired,
        Self::ApiKeyUnknown,
        Self::ApiKeyExpired,
        Self::PermissionRefused,
        Self::SignInStale,
        Self::InvitationRefused,
        Self::OtherTenant,
        Self::TwilioSignatureInvalid,
        Self::TwilioNumberUnknown,
        Self::FallbackSignatureInvalid,
        Self::StreamTokenInvalid,
    ];

    /// The reason code in the log. A code never changes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TokenInvalid => "token_invalid",
            Self::TokenExpired => "token_expired",
            Self::ApiKeyUnknown => "api_key_unknown",
            Self::ApiKeyExpired => "api_key_expired",
            Self::PermissionRefused => "permission_refused",
            Self::SignInStale => "sign_in_stale",
            Self::InvitationRefused => "invitation_refused",
            Self::OtherTenant => "other_tenant",
            Self::TwilioSignatureInvalid => "twilio_signature_invalid",
            Self::TwilioNumberUnknown => "twilio_number_unknown",
            Self::FallbackSignatureInvalid => "fallback_signature_invalid",
            Self::StreamTokenInvalid => "stream_token_invalid",
        }
    }
}

impl Metrics {
    /// Logs and counts a security event. `route` is the pattern of a route, such as `/admin/tenants/{tenant}`; `tenant` is the
    /// tenant of an authenticated caller.
    pub fn security_event(&self, now: Timestamp, event: SecurityEvent, route: &str, tenant: Option<&str>) {
        warn!(security_event = event.code(), route, tenant_id = tenant, "a request was refused");
        self.put(now, &[(SECURITY_EVENTS, 1.0)]);
    }
}
