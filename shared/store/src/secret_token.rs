//! Secrets that are shown once and stored as hashes: API keys, invitation codes and the secrets of calendars.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use platform::random;
use secrecy::{ExposeSecret, SecretString};

/// 43 characters with five bits each: 215 bits.
const LENGTH: usize = 43;

macro_rules! secret_token {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl $name {
            /// The prefix of every secret of this kind.
            pub const PREFIX: &str = $prefix;

            /// Generates a secret.
            pub fn random() -> Result<Self, getrandom::Error> {
                Ok(Self(format!("{}{}", Self::PREFIX, random::characters(LENGTH)?).into()))
            }

            /// Parses a secret.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let body = text.strip_prefix(Self::PREFIX)?;
                let whole = body.len() == LENGTH && body.bytes().all(|byte| byte.is_ascii_alphanumeric());
                whole.then(|| Self(text.to_owned().into()))
            }

            /// SHA-256 in hexadecimal. The secret is random and long, so a fast hash is enough. It is looked up by its
            /// hash, so the time of a comparison reveals nothing.
            #[must_use]
            pub fn hash(&self) -> String {
                hex::encode(digest(&SHA256, self.0.expose_secret().as_bytes()))
            }

            /// The secret itself, to be shown once.
            #[must_use]
            pub fn expose(&self) -> &str {
                self.0.expose_secret()
            }

            /// The last four characters, for recognising the secret.
            #[must_use]
            pub fn last_four(&self) -> &str {
                last_four(self.0.expose_secret())
            }
        }
    };
}

secret_token!(
    /// A complete API key, which a program sends as its bearer token.
    ApiKey,
    "hv_live_"
);
secret_token!(
    /// A complete invitation code. Any signed-in person who has the code can join the company.
    InvitationCode,
    "inv_"
);
secret_token!(
    /// The secret in the address of a calendar. It is all that a program needs to read the calendar.
    CalendarSecret,
    "cal_"
);

/// The last four characters of a secret: enough to recognise it, too few to use it.
#[must_use]
pub fn last_four(secret: &str) -> &str {
    let start = secret.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    &secret[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn api_key_parses_back_and_is_redacted_in_debug() {
        let key = ApiKey::random().expect("random");
        assert_eq!(ApiKey::parse(key.expose()).expect("a key").hash(), key.hash());
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
        assert!(key.expose().ends_with(key.last_four()) && key.last_four().len() == 4);
    }

    #[test]
    fn malformed_api_key_is_rejected() {
        let key = ApiKey::random().expect("random");
        let (longer, other) = (format!("{}x", key.expose()), key.expose().replace("live", "test"));
        for wrong in ["", "hv_live_", "hv_live_short", &longer, &other] {
            assert!(ApiKey::parse(wrong).is_none(), "{wrong}");
        }
        assert!(InvitationCode::parse(key.expose()).is_none());
    }

    #[test]
    fn last_four_counts_characters_of_any_text() {
        assert_eq!(
            [last_four("abcdef"), last_four("abc"), last_four(""), last_four("añéíó")],
            ["cdef", "abc", "", "ñéíó"]
        );
    }
}
