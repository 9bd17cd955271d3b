//! Twilio's ids that become part of a URL's path: two letters and 32 hexadecimal digits. A parsed id cannot change the
//! path. Source: Twilio's API description, for example `^AC[0-9a-fA-F]{32}$`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not a Twilio id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a Twilio id: expected {0} followed by 32 hexadecimal digits")]
pub struct SidError(&'static str);

pub(crate) fn is_sid(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|body| body.len() == 32 && body.bytes().all(|b| b.is_ascii_hexdigit()))
}

macro_rules! sid {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Accepts the prefix followed by 32 hexadecimal digits, and nothing else.
            pub fn parse(text: &str) -> Result<Self, SidError> {
                Self::try_from(text.to_owned())
            }

            /// The id as text, prefix included.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = SidError;
            fn try_from(text: String) -> Result<Self, SidError> {
                if is_sid(&text, $prefix) { Ok(Self(text)) } else { Err(SidError($prefix)) }
            }
        }

        impl From<$name> for String {
            fn from(sid: $name) -> Self {
                sid.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

sid!(
    /// A Twilio account.
    AccountSid,
    "AC"
);
sid!(
    /// A number of an account.
    NumberSid,
    "PN"
);
sid!(
    /// An API key of an account.
    ApiKeySid,
    "SK"
);
sid!(
    /// A TwiML application of an account.
    ApplicationSid,
    "AP"
);
sid!(
    /// A text message.
    MessageSid,
    "SM"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sid_rejects_text_that_could_change_a_path() {
        let digits = "0123456789abcdefABCDEF0123456789";
        assert_eq!(AccountSid::parse(&format!("AC{digits}")).map(String::from), Ok(format!("AC{digits}")));
        let hostile = [
            format!("AC{digits}/.."),
            format!("AC{digits}.json?"),
            format!("AC{digits}\n"),
            format!("ac{digits}"),
            format!("PN{digits}"),
            format!("AC{}", &digits[1..]),
            "AC../../../../../../../../../../..".to_owned(),
            "AC%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e".to_owned(),
            "AC٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠".to_owned(),
            String::new(),
        ];
        for text in hostile {
            assert!(AccountSid::parse(&text).is_err(), "{text:?}");
            assert!(serde_json::from_value::<AccountSid>(text.clone().into()).is_err(), "{text:?}");
        }
        assert!(NumberSid::parse(&format!("AC{digits}")).is_err());
    }
}
