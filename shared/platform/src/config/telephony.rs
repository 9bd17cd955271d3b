//! The settings for Twilio's requests to us, and for ours to Twilio.

use std::time::Duration;

use super::{ConfigError, Environment};
use crate::public_url::{InvalidPublicUrl, PublicUrl};

/// The settings for Twilio's requests to us.
#[derive(Debug, Clone)]
pub struct TelephonyConfig {
    /// `PUBLIC_BASE_URL`: the base URL that Twilio calls, such as `https://api.example.com`. Twilio's signatures
    /// include it.
    pub public_url: PublicUrl,
}

impl TelephonyConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let public_url = environment.required("PUBLIC_BASE_URL")?;
        let public_url = PublicUrl::parse(&public_url).map_err(|problem: InvalidPublicUrl| ConfigError::Invalid {
            name: "PUBLIC_BASE_URL",
            problem: problem.to_string(),
        })?;
        Ok(Self { public_url })
    }
}

/// The WebSocket for the speech of calls.
#[derive(Debug, Clone)]
pub struct RelayConfig {
    /// `RELAY_URL`: the URL that Twilio connects to, such as `wss://stream.example.com/live`. Twilio's signature includes it.
    pub url: RelayUrl,
    /// `RELAY_ENDPOINT`: the URL below which messages are posted to a connection, such as
    /// `https://abc123.execute-api.us-east-1.amazonaws.com/live`.
    pub endpoint: PublicUrl,
    /// `SILENCE_QUEUE_URL`: the queue of delayed checks of calls, which find silent callers and lost turns.
    pub silence_queue_url: String,
    /// `RELAY_FILLER_MS`: how long the model may be silent until the caller hears a few other words; 1200 by default.
    pub filler_after: Duration,
}

impl RelayConfig {
    /// The default of `RELAY_FILLER_MS`.
    pub const FILLER_AFTER_MS: u64 = 1_200;

    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let url = RelayUrl::from(environment)?.ok_or(ConfigError::Missing("RELAY_URL"))?;
        let endpoint = environment.required("RELAY_ENDPOINT")?;
        let endpoint = PublicUrl::parse(&endpoint)
            .map_err(|problem| ConfigError::Invalid { name: "RELAY_ENDPOINT", problem: problem.to_string() })?;
        let silence_queue_url = environment.required("SILENCE_QUEUE_URL")?;
        let filler_after = Duration::from_millis(environment.parsed("RELAY_FILLER_MS", Self::FILLER_AFTER_MS)?);
        Ok(Self { url, endpoint, silence_queue_url, filler_after })
    }
}

/// The URL of the WebSocket that Twilio connects to, without a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayUrl(String);

impl RelayUrl {
    /// Reads `RELAY_URL`. `None` if calls have no WebSocket.
    pub fn from(environment: &Environment<'_>) -> Result<Option<Self>, ConfigError> {
        const NAME: &str = "RELAY_URL";
        let Some(text) = environment.optional(NAME) else { return Ok(None) };
        let problem = || "use a URL such as wss://stream.example.com/live, without query or fragment".to_owned();
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let as_http = match scheme {
            "wss" => format!("https://{rest}"),
            "ws" => format!("http://{rest}"),
            _ => return Err(ConfigError::Invalid { name: NAME, problem: problem() }),
        };
        PublicUrl::parse(&as_http).map_err(|_| ConfigError::Invalid { name: NAME, problem: problem() })?;
        Ok(Some(Self(text.trim_end_matches('/').to_owned())))
    }

    /// The URL with this token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> String {
        format!("{}?t={token}", self.0)
    }

    /// The URL itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Twilio's REST API.
#[derive(Debug, Clone)]
pub struct TwilioConfig {
    /// `TWILIO_API_URL`: its base URL; `https://api.twilio.com` by default.
    pub api_url: String,
}

impl TwilioConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let api_url = environment.optional("TWILIO_API_URL").unwrap_or_else(|| "https://api.twilio.com".to_owned());
        Ok(Self { api_url })
    }
}

/// The rotation of Twilio's auth tokens.
#[derive(Debug, Clone, Copy)]
pub struct RotationConfig {
    /// `TWILIO_TOKEN_OVERLAP_SECONDS`: how long webhooks signed with the token before a rotation are believed; at most 3600,
    /// which is the default.
    pub token_overlap: Duration,
}

/// The longest overlap of two tokens.
const LONGEST_OVERLAP: Duration = Duration::from_hours(1);

impl RotationConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        const NAME: &str = "TWILIO_TOKEN_OVERLAP_SECONDS";
        let token_overlap = Duration::from_secs(environment.parsed(NAME, LONGEST_OVERLAP.as_secs())?);
        if token_overlap > LONGEST_OVERLAP {
            let problem = "at most an hour, 3600".to_owned();
            return Err(ConfigError::Invalid { name: NAME, problem });
        }
        Ok(Self { token_overlap })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_of_tokens_is_at_most_an_hour() {
        let overlap = |text: &str| {
            let lookup = |_: &str| Some(text.to_owned());
            RotationConfig::from(&Environment::from_fn(&lookup)).map(|rotation| rotation.token_overlap.as_secs())
        };
        assert_eq!((overlap("0").ok(), overlap("60").ok(), overlap("3600").ok()), (Some(0), Some(60), Some(3600)));
        let error = overlap("3601").expect_err("too long").to_string();
        assert!(error.contains("TWILIO_TOKEN_OVERLAP_SECONDS"), "{error}");
    }

    #[test]
    fn url_of_the_websocket_is_one() {
        let read = |text: &str| {
            let lookup = |_: &str| Some(text.to_owned());
            RelayUrl::from(&Environment::from_fn(&lookup)).map(|url| url.map(|url| url.with_token("abc")))
        };
        assert_eq!(read("wss://s.example/live/").expect("valid").as_deref(), Some("wss://s.example/live?t=abc"));
        assert_eq!(read("ws://127.0.0.1:9").expect("valid").as_deref(), Some("ws://127.0.0.1:9?t=abc"));
        assert_eq!(read(" ").expect("not set"), None);
        for text in ["https://s.example", "wss://s.example?a=1", "wss://", "s.example"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn settings_error_holds_the_variable_name_and_not_its_value() {
        let telephony = TelephonyConfig::from(&Environment::from_fn(&|_| Some("  ".to_owned())));
        let blank = telephony.expect_err("blank").to_string();
        assert_eq!(blank, "the environment variable PUBLIC_BASE_URL is not set");
        let telephony = TelephonyConfig::from(&Environment::from_fn(&|_| Some("hunter2".to_owned())));
        let wrong = telephony.expect_err("no URL").to_string();
        assert!(wrong.contains("PUBLIC_BASE_URL") && !wrong.contains("hunter2"), "{wrong}");
    }
}
