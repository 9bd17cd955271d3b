//! Where the application listens: the URL that is signed, and the address that is connected.

use tokio_tungstenite::tungstenite::{
    client::IntoClientRequest,
    handshake::client::Request,
    http::{HeaderValue, header},
};
use twilio::signature::{AuthToken, sign};
use url::Url;

/// Why a URL cannot be connected.
#[derive(Debug, thiserror::Error)]
pub enum RelayTargetError {
    /// It cannot be parsed.
    #[error("not a URL: {0}")]
    Url(#[from] url::ParseError),
    /// It begins with neither `ws` nor `wss`.
    #[error("a relay's URL begins with ws or wss: {0}")]
    Scheme(String),
    /// It is `wss`, and no listener on this machine is known for it.
    #[error("a wss URL needs a listener: this client has no TLS")]
    NoListener,
    /// It is not possible to make a handshake of it.
    #[error("no handshake can be made of the URL")]
    Handshake(#[source] Box<tokio_tungstenite::tungstenite::Error>),
}

/// The URL of `<ConversationRelay url=…>` and who signs requests to it.
#[derive(Debug, Clone)]
pub struct RelayTarget {
    url: String,
    listener: Option<String>,
    auth_token: AuthToken,
}

impl RelayTarget {
    /// The URL as the document has it. It is signed as it is.
    #[must_use]
    pub fn new(url: &str, auth_token: AuthToken) -> Self {
        Self { url: url.to_owned(), listener: None, auth_token }
    }

    /// Connects to this origin, such as `ws://127.0.0.1:9000`, in place of the URL's, as a gateway does.
    #[must_use]
    pub fn with_listener(self, origin: &str) -> Self {
        Self { listener: Some(origin.trim_end_matches('/').to_owned()), ..self }
    }

    /// The request of a handshake.
    pub(crate) fn handshake(&self) -> Result<Request, RelayTargetError> {
        let url = Url::parse(&self.url)?;
        if !matches!(url.scheme(), "ws" | "wss") {
            return Err(RelayTargetError::Scheme(self.url.clone()));
        }
        let address = match &self.listener {
            Some(origin) => format!("{origin}{}", &url[url::Position::BeforePath..]),
            None if url.scheme() == "wss" => return Err(RelayTargetError::NoListener),
            None => url.to_string(),
        };
        let failed = |error| RelayTargetError::Handshake(Box::new(error));
        let mut request = address.into_client_request().map_err(failed)?;
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        for (name, value) in [
            (header::HOST, host),
            (header::HeaderName::from_static("x-twilio-signature"), &sign(&self.auth_token, &self.url, &[])),
        ] {
            let value = HeaderValue::from_str(value);
            request.headers_mut().insert(name, value.map_err(|error| failed(error.into()))?);
        }
        Ok(request)
    }
}
