//! What is known of a call before the first ring: caller, called number, account, and the number's webhook URLs.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use relay::LineFaults;
use twilio::signature::AuthToken;
use url::{Position, Url};

/// Why a call cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum CallSetupError {
    /// A webhook's URL cannot be parsed.
    #[error("not a URL: {url}")]
    Url {
        /// As given.
        url: String,
        /// Why it cannot be parsed.
        #[source]
        source: url::ParseError,
    },
    /// A webhook's URL is neither `http` nor `https`.
    #[error("a webhook's URL starts with http or https: {0}")]
    Scheme(String),
}

/// What Twilio finds in the caller's signature (SHAKEN/STIR). Only the first request of a call carries it.
///
/// Source: Twilio, "Trusted Calling with SHAKEN/STIR".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StirVerstat {
    /// Level A, as the calls of most mobile telephones have.
    #[default]
    PassedA,
    /// Level B.
    PassedB,
    /// Level C, as a call through a gateway from abroad has.
    PassedC,
    /// A signature that is not valid.
    Failed,
    /// No signature.
    Missing,
}

/// Why a text names no attestation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected `A`, `B`, `C`, `failed` or `none`")]
pub struct StirVerstatError;

impl StirVerstat {
    /// The parameter, if there is one.
    pub(super) fn param(self) -> Option<&'static str> {
        match self {
            Self::PassedA => Some("TN-Validation-Passed-A"),
            Self::PassedB => Some("TN-Validation-Passed-B"),
            Self::PassedC => Some("TN-Validation-Passed-C"),
            Self::Failed => Some("TN-Validation-Failed-A"),
            Self::Missing => None,
        }
    }
}

impl FromStr for StirVerstat {
    type Err = StirVerstatError;

    fn from_str(text: &str) -> Result<Self, StirVerstatError> {
        match text.to_ascii_lowercase().as_str() {
            "a" => Ok(Self::PassedA),
            "b" => Ok(Self::PassedB),
            "c" => Ok(Self::PassedC),
            "failed" => Ok(Self::Failed),
            "none" => Ok(Self::Missing),
            _ => Err(StirVerstatError),
        }
    }
}

/// What Twilio knows of a call before the first ring.
#[derive(Clone)]
pub struct CallSetup {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) attestation: StirVerstat,
    pub(super) account_sid: String,
    pub(super) auth_token: AuthToken,
    pub(super) voice_url: Url,
    pub(super) fallback_url: Option<Url>,
    pub(super) status_url: Option<Url>,
    /// The base URL of a fake of Twilio's REST API.
    pub(super) fake_api_url: Option<Url>,
    /// The value that the call's ids start at; random if there is none.
    pub(super) first_id: Option<u128>,
    /// What goes wrong between a streamed call and the application.
    pub(super) line_faults: LineFaults,
    /// Gets the time that passes in a streamed call.
    pub(super) time_passed: Option<Arc<dyn Fn(Duration) + Send + Sync>>,
    /// The public origin, and the origin that listens for it.
    listener: Option<(String, String)>,
}

impl CallSetup {
    /// A call from `from` (any text: callers may be `anonymous`) to the number `to`, answered by `voice_url`.
    ///
    /// The URLs are the public ones, because Twilio signs those. A fragment carries Twilio's connection overrides.
    pub fn new(
        from: &str,
        to: &str,
        account_sid: &str,
        auth_token: AuthToken,
        voice_url: &str,
    ) -> Result<Self, CallSetupError> {
        Ok(Self {
            from: from.to_owned(),
            to: to.to_owned(),
            attestation: StirVerstat::default(),
            account_sid: account_sid.to_owned(),
            auth_token,
            voice_url: webhook(voice_url)?,
            fallback_url: None,
            status_url: None,
            fake_api_url: None,
            first_id: None,
            line_faults: LineFaults::default(),
            time_passed: None,
            listener: None,
        })
    }

    /// Sets the attestation of the caller's number. It is level A otherwise.
    #[must_use]
    pub fn with_attestation(self, attestation: StirVerstat) -> Self {
        Self { attestation, ..self }
    }

    /// Sets the value that the call's ids start at, so that a second call like it has the same ids.
    #[must_use]
    pub fn with_ids_from(self, first_id: u128) -> Self {
        Self { first_id: Some(first_id), ..self }
    }

    /// Sets the URL that Twilio requests when the application fails.
    pub fn with_fallback(mut self, url: &str) -> Result<Self, CallSetupError> {
        self.fallback_url = Some(webhook(url)?);
        Ok(self)
    }

    /// Sets the URL that receives the end of the call.
    pub fn with_status_callback(mut self, url: &str) -> Result<Self, CallSetupError> {
        self.status_url = Some(webhook(url)?);
        Ok(self)
    }

    /// Gives the recordings of the call to a fake of Twilio's REST API, which then has their sound.
    pub fn with_fake_api(mut self, url: &str) -> Result<Self, CallSetupError> {
        self.fake_api_url = Some(webhook(url)?);
        Ok(self)
    }

    /// Sets what goes wrong on the WebSocket of a streamed call.
    #[must_use]
    pub fn with_line_faults(self, line_faults: LineFaults) -> Self {
        Self { line_faults, ..self }
    }

    /// Calls `moved` with each piece of time that passes in a streamed call, so that the application's clock can move with it.
    #[must_use]
    pub fn with_time_passed(self, moved: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        Self { time_passed: Some(Arc::new(moved)), ..self }
    }

    /// Sends requests for the origin of `public` to the origin of `listening`, as a tunnel or a gateway does.
    /// Signatures still cover the public URL.
    pub fn with_listener(mut self, public: &str, listening: &str) -> Result<Self, CallSetupError> {
        self.listener = Some((origin(&webhook(public)?), origin(&webhook(listening)?)));
        Ok(self)
    }

    /// The URL that a request for `url` is sent to.
    pub(super) fn listener_url(&self, url: &Url) -> Url {
        match &self.listener {
            Some((public, listening)) if *public == origin(url) => {
                Url::parse(&format!("{listening}{}", &url[Position::BeforePath..])).unwrap_or_else(|_| url.clone())
            }
            _ => url.clone(),
        }
    }
}

/// The token and the caller's number stay out of logs.
impl fmt::Debug for CallSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallSetup").field("voice_url", &self.voice_url.as_str()).finish_non_exhaustive()
    }
}

fn webhook(text: &str) -> Result<Url, CallSetupError> {
    let url = Url::parse(text).map_err(|source| CallSetupError::Url { url: text.to_owned(), source })?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(CallSetupError::Scheme(text.to_owned())) }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
