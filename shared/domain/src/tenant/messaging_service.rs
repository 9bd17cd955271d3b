//! The id of a company's messaging service at Twilio.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not the id of a messaging service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not the SID of a messaging service: MG and 32 hexadecimal digits")]
pub struct MessagingServiceSidError;

/// Twilio's id of a messaging service, which chooses the number of each text: `MG` and 32 hexadecimal digits.
///
/// ```
/// use domain::tenant::MessagingServiceSid;
///
/// assert!(MessagingServiceSid::parse("MG0123456789abcdef0123456789abcdef").is_ok());
/// assert!(MessagingServiceSid::parse("+12145550100").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(pattern = "^MG[0-9a-fA-F]{32}$"))]
#[serde(try_from = "String", into = "String")]
pub struct MessagingServiceSid(String);

impl MessagingServiceSid {
    /// Accepts the prefix followed by 32 hexadecimal digits, and nothing else.
    pub fn parse(text: &str) -> Result<Self, MessagingServiceSidError> {
        Self::try_from(text.to_owned())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MessagingServiceSid {
    type Error = MessagingServiceSidError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.strip_prefix("MG").filter(|digits| digits.len() == 32);
        if digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            Ok(Self(text))
        } else {
            Err(MessagingServiceSidError)
        }
    }
}

impl From<MessagingServiceSid> for String {
    fn from(sid: MessagingServiceSid) -> Self {
        sid.0
    }
}

impl fmt::Display for MessagingServiceSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
