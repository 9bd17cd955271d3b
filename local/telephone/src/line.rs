//! A line: who calls whom, under which account, and where the called number's webhooks are.

use std::fmt;

use twilio::signature::AuthToken;
use url::{Position, Url};

/// Why a line cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// A webhook's URL is not one.
    #[error("not a URL: {url}")]
    Url {
        /// As given.
        url: String,
        /// What is wrong with it.
        #[source]
        source: url::ParseError,
    },
    /// A webhook's URL is neither `http` nor `https`.
    #[error("a webhook's URL starts with http or https: {0}")]
    Scheme(String),
}

/// What Twilio knows of a number before the first ring.
#[derive(Clone)]
pub struct Line {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) account_sid: String,
    pub(super) auth_token: AuthToken,
    pub(super) voice_url: Url,
    pub(super) fallback_url: Option<Url>,
    pub(super) status_url: Option<Url>,
    /// Public origin, and the origin that answers for it.
    detour: Option<(String, String)>,
}

impl Line {
    /// A call from `from` (any text: callers may be `anonymous`) to the number `to`, answered by `voice_url`.
    ///
    /// URLs are the public ones, which are what is signed. A fragment carries Twilio's connection overrides.
    pub fn new(
        from: &str,
        to: &str,
        account_sid: &str,
        auth_token: AuthToken,
        voice_url: &str,
    ) -> Result<Self, LineError> {
        Ok(Self {
            from: from.to_owned(),
            to: to.to_owned(),
            account_sid: account_sid.to_owned(),
            auth_token,
            voice_url: webhook(voice_url)?,
            fallback_url: None,
            status_url: None,
            detour: None,
        })
    }

    /// Sets where Twilio turns when the application fails.
    pub fn with_fallback(mut self, url: &str) -> Result<Self, LineError> {
        self.fallback_url = Some(webhook(url)?);
        Ok(self)
    }

    /// Sets who is told that the call has ended.
    pub fn with_status_callback(mut self, url: &str) -> Result<Self, LineError> {
        self.status_url = Some(webhook(url)?);
        Ok(self)
    }

    /// Delivers what is addressed to the origin of `public` to that of `listening`, as a tunnel or a gateway does.
    /// Signatures remain those of the public URL.
    pub fn with_listener(mut self, public: &str, listening: &str) -> Result<Self, LineError> {
        self.detour = Some((origin(&webhook(public)?), origin(&webhook(listening)?)));
        Ok(self)
    }

    /// Where a request for `url` is really sent.
    pub(super) fn reach(&self, url: &Url) -> Url {
        match &self.detour {
            Some((public, listening)) if *public == origin(url) => {
                Url::parse(&format!("{listening}{}", &url[Position::BeforePath..])).unwrap_or_else(|_| url.clone())
            }
            _ => url.clone(),
        }
    }
}

/// The token and the caller's number stay out of logs.
impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("voice_url", &self.voice_url.as_str()).finish_non_exhaustive()
    }
}

fn webhook(text: &str) -> Result<Url, LineError> {
    let url = Url::parse(text).map_err(|source| LineError::Url { url: text.to_owned(), source })?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(LineError::Scheme(text.to_owned())) }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
