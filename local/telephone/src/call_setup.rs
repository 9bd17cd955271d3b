//! What is known of a call before the first ring: caller, called number, account, and the number's webhook URLs.

use std::fmt;

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

/// What Twilio knows of a call before the first ring.
#[derive(Clone)]
pub struct CallSetup {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) account_sid: String,
    pub(super) auth_token: AuthToken,
    pub(super) voice_url: Url,
    pub(super) fallback_url: Option<Url>,
    pub(super) status_url: Option<Url>,
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
            account_sid: account_sid.to_owned(),
            auth_token,
            voice_url: webhook(voice_url)?,
            fallback_url: None,
            status_url: None,
            listener: None,
        })
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
