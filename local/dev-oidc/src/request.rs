//! An authorization request (RFC 6749, 4.1.1; RFC 7636, 4.3), and where its answer may be sent.
//!
//! The browser is redirected to this machine only. Any other `redirect_uri` gets an error page.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Deserialize;
use url::{Host, Url};

use super::{DevIssuer, codes::Challenge};

/// The longest accepted parameter, in bytes.
const LONGEST: usize = 2_000;

/// The parameters as received. An empty parameter counts as missing (RFC 6749, 3.1).
///
/// `scope` is not among them: every client gets all scopes, and the token response says so (RFC 6749, 3.3).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Parameters {
    response_type: String,
    response_mode: String,
    client_id: String,
    redirect_uri: String,
    state: String,
    code_challenge: String,
    code_challenge_method: String,
    nonce: String,
    prompt: String,
}

/// A request that can be answered with a code.
#[derive(Debug)]
pub(super) struct AuthorizationRequest {
    pub(super) client: &'static str,
    pub(super) back: Back,
    pub(super) challenge: Challenge,
    pub(super) nonce: Option<String>,
}

/// Why a request gets no code.
#[derive(Debug)]
pub(super) enum RequestError {
    /// The redirect URI is not trusted: a page shows this message.
    Page(&'static str),
    /// The browser is redirected to the client with the error, at this URL.
    Redirect(Url),
}

/// The redirect URI: a page of a program on this machine.
#[derive(Debug)]
pub(super) struct Back {
    redirect_uri: String,
    url: Url,
    state: Option<String>,
}

impl Back {
    fn parse(redirect_uri: &str, state: Option<String>) -> Option<Self> {
        // The URL parser drops line breaks and similar characters; the client's next request would not match.
        let plain = redirect_uri.len() <= LONGEST && redirect_uri.bytes().all(|byte| byte.is_ascii_graphic());
        let url = Url::parse(redirect_uri).ok().filter(|_| plain)?;
        is_page_of_this_machine(&url).then(|| Self { redirect_uri: redirect_uri.to_owned(), url, state })
    }

    /// Exactly as the client wrote it.
    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The client's `state`, which the redirect repeats.
    pub(super) fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The program's origin, for people to read.
    pub(super) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The address with the answer's parameters and the state.
    pub(super) fn with(&self, answer: &[(&str, &str)]) -> Url {
        let mut url = self.url.clone();
        url.query_pairs_mut().extend_pairs(answer).extend_pairs(self.state.as_ref().map(|state| ("state", state)));
        url
    }

    fn refused(&self, error: &str, description: &str) -> RequestError {
        RequestError::Redirect(self.with(&[("error", error), ("error_description", description)]))
    }
}

/// Whether a URL is that of a page on this machine.
pub(super) fn is_on_this_machine(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| is_page_of_this_machine(&url))
}

fn is_page_of_this_machine(url: &Url) -> bool {
    let here = url.host().is_some_and(|host| match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address == Ipv4Addr::LOCALHOST,
        Host::Ipv6(address) => address == Ipv6Addr::LOCALHOST,
    });
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    url.scheme() == "http" && here && bare
}

impl AuthorizationRequest {
    /// Parses a request. The redirect URI is checked first: later errors are sent to it.
    pub(super) fn parse(parameters: Parameters) -> Result<Self, RequestError> {
        let Some(client) = DevIssuer::CLIENTS.into_iter().find(|client| *client == parameters.client_id) else {
            return Err(RequestError::Page("The program that sent you here is not known (client_id)."));
        };
        // The page carries state and nonce as form fields. Only these characters are sure to come back unchanged.
        let printable = |text: &str| text.len() <= LONGEST && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
        let state = Some(parameters.state).filter(|state| !state.is_empty());
        let nonce = Some(parameters.nonce).filter(|nonce| !nonce.is_empty());
        let can_carry = [&state, &nonce].into_iter().flatten().all(|text| printable(text));
        let Some(back) = Back::parse(&parameters.redirect_uri, state.filter(|state| printable(state))) else {
            return Err(RequestError::Page(
                "The program that sent you here is not on this machine. Its address (redirect_uri) has to begin with \
                 http://127.0.0.1, http://localhost or http://[::1].",
            ));
        };
        if !can_carry {
            return Err(back.refused("invalid_request", "state and nonce are at most 2000 printable ASCII characters"));
        }
        if parameters.response_type.is_empty() {
            return Err(back.refused("invalid_request", "response_type is missing"));
        }
        if parameters.response_type != "code" {
            return Err(back.refused("unsupported_response_type", "response_type must be code"));
        }
        if !matches!(parameters.response_mode.as_str(), "" | "query") {
            return Err(back.refused("invalid_request", "response_mode must be query"));
        }
        if parameters.code_challenge_method != "S256" {
            return Err(back.refused("invalid_request", "code_challenge_method must be S256"));
        }
        let Some(challenge) = Challenge::parse(&parameters.code_challenge) else {
            return Err(back.refused("invalid_request", "code_challenge must be 43 characters of base64url"));
        };
        if parameters.prompt.split(' ').any(|prompt| prompt == "none") {
            return Err(back.refused("login_required", "this issuer keeps no session"));
        }
        Ok(Self { client, back, challenge, nonce })
    }
}
