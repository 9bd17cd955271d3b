//! Typed ids with a prefix: the compiler rejects a tenant's id where it expects an appointment's.
//!
//! An id is parsed, or derived from a call, so that a repeated webhook derives the same id. This module has no
//! randomness.
//!
//! ```
//! use domain::id::{AppointmentId, CallSid, TenantId};
//!
//! assert!(TenantId::parse("ten_acme").is_ok());
//! assert!(TenantId::parse("apt_1").is_err());
//! let call = CallSid::parse("CA1")?;
//! assert_eq!(AppointmentId::of_call(&call, 0).as_str(), "apt_1_0");
//! # Ok::<(), domain::id::IdError>(())
//! ```

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {kind}: expected `{prefix}` followed by 1 to {MAX_BODY} letters, digits or underscores")]
pub struct IdError {
    kind: &'static str,
    prefix: &'static str,
}

const MAX_BODY: usize = 64;

fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|body| {
        (1..=MAX_BODY).contains(&body.len()) && body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

macro_rules! prefixed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(pattern = $pattern))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The prefix of every id of this kind.
            pub const PREFIX: &str = $prefix;

            /// Accepts the prefix followed by 1 to 64 ASCII letters, digits or underscores.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                Self::try_from(text.to_owned())
            }

            /// The id as text, prefix included.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                if is_id(&text, $prefix) { Ok(Self(text)) } else { Err(IdError { kind: stringify!($name), prefix: $prefix }) }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

prefixed_id!(
    /// A company.
    TenantId,
    "ten_",
    "^ten_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// A person who works for a company.
    PersonId,
    "usr_",
    "^usr_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// An API key. The id is not the secret.
    ApiKeyId,
    "key_",
    "^key_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// A test call: a conversation with the agent in text.
    TestCallId,
    "tst_",
    "^tst_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// A scenario of a company.
    ScenarioId,
    "scn_",
    "^scn_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// A run of scenarios against a version of the configuration.
    ScenarioRunId,
    "run_",
    "^run_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// Twilio's id of a call: `CA` and, from Twilio itself, 32 hexadecimal digits.
    CallSid,
    "CA",
    "^CA[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// Twilio's id of a recording: `RE` and, from Twilio itself, 32 hexadecimal digits.
    RecordingSid,
    "RE",
    "^RE[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// A booked visit.
    AppointmentId,
    "apt_",
    "^apt_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// A message for the company.
    MessageId,
    "msg_",
    "^msg_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// An entry of an audit log.
    AuditEntryId,
    "aud_",
    "^aud_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// An emergency heard in a call.
    EmergencyId,
    "emg_",
    "^emg_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// An endpoint of webhooks.
    WebhookEndpointId,
    "whe_",
    "^whe_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// An event that webhooks announce.
    WebhookEventId,
    "evt_",
    "^evt_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// An export of everything that a company owns.
    ExportId,
    "exp_",
    "^exp_[A-Za-z0-9_]{1,64}$"
);
prefixed_id!(
    /// The delivery of an event to an endpoint.
    DeliveryId,
    "dlv_",
    "^dlv_[A-Za-z0-9_]{1,64}$"
);

impl CallSid {
    /// The call id of a test call: `CAtst_…`. Twilio never issues such an id.
    #[must_use]
    pub fn of_test_call(test_call: &TestCallId) -> Self {
        let body = &test_call.as_str()[..test_call.as_str().len().min(MAX_BODY)];
        Self(format!("{}{body}", Self::PREFIX))
    }
}

impl AppointmentId {
    /// The `nth` booking of a call; the same call and count always give the same id.
    #[must_use]
    pub fn of_call(call: &CallSid, nth: u32) -> Self {
        Self(derived(Self::PREFIX, call, nth))
    }
}

impl MessageId {
    /// The message of a voicemail; the same recording always gives the same id, so it is stored once.
    #[must_use]
    pub fn of_recording(recording: &RecordingSid) -> Self {
        Self(format!("{}{recording}", Self::PREFIX).chars().take(Self::PREFIX.len() + MAX_BODY).collect())
    }

    /// A text message that arrived; the same text always gives the same id. `text` is Twilio's id of it.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let kept: String = text.chars().filter(char::is_ascii_alphanumeric).take(MAX_BODY).collect();
        Self(format!("{}{kept}", Self::PREFIX))
    }

    /// The `nth` message of a call; the same call and count always give the same id.
    #[must_use]
    pub fn of_call(call: &CallSid, nth: u32) -> Self {
        Self(derived(Self::PREFIX, call, nth))
    }
}

impl EmergencyId {
    /// The `nth` emergency of a call; the same call and count always give the same id.
    #[must_use]
    pub fn of_call(call: &CallSid, nth: u32) -> Self {
        Self(derived(Self::PREFIX, call, nth))
    }
}

impl ScenarioRunId {
    /// The id of a run that begins now. Text order is the order of time.
    #[must_use]
    pub fn at(at: Timestamp, random: &str) -> Self {
        let kept = random.chars().filter(char::is_ascii_alphanumeric).take(MAX_BODY - 19).collect::<String>();
        Self(format!("{}{:018}_{kept}", Self::PREFIX, at.as_microsecond().max(0)))
    }
}

impl WebhookEventId {
    /// The event of a kind about something; the same kind, thing and version always give the same id. Of a long id, the end is kept,
    /// which has its count.
    #[must_use]
    pub fn derived(kind: &str, about: &str, version: Option<u64>) -> Self {
        let version = version.map_or_else(String::new, |version| format!("_{version}"));
        let room = MAX_BODY.saturating_sub(kind.len() + 1 + version.len());
        let kept = &about[about.len().saturating_sub(room)..];
        Self(format!("{}{kind}_{kept}{version}", Self::PREFIX))
    }
}

impl DeliveryId {
    /// A delivery of an event that happened at a time. `unique` distinguishes the deliveries of that time. Ids are in order of time.
    #[must_use]
    pub fn derived(at: Timestamp, unique: &str) -> Self {
        let unique: String = unique.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        Self(format!("{}{:014x}{unique}", Self::PREFIX, at.as_microsecond().max(0)))
    }
}

/// The count and its underscore take up to 11 characters, so the call's part is cut to leave room for them.
fn derived(prefix: &str, call: &CallSid, nth: u32) -> String {
    let body = &call.as_str()[CallSid::PREFIX.len()..];
    let kept = &body[..body.len().min(MAX_BODY - 11)];
    format!("{prefix}{kept}_{nth}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn id_of_another_kind_is_refused() {
        assert!(TenantId::parse("ten_acme").is_ok());
        for wrong in ["acme", "ten_", "apt_acme", "ten_a b", "ten_é", "", "ten_a#b"] {
            assert!(TenantId::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn derived_ids_are_valid_and_repeatable(body in "[0-9a-zA-Z]{1,64}", nth: u32) {
            let call = CallSid::parse(&format!("CA{body}")).expect("generated");
            let id = AppointmentId::of_call(&call, nth);
            prop_assert_eq!(AppointmentId::parse(id.as_str()), Ok(AppointmentId::of_call(&call, nth)));
        }

        #[test]
        fn parsed_id_contains_only_key_safe_characters(text: String) {
            if let Ok(id) = TenantId::parse(&text) {
                prop_assert!(!id.as_str().contains(['#', '/', ' ']));
            }
        }
    }
}
