//! An authorization request (RFC 6749, 4.1.1; RFC 7636, 4.3), and where its answer may be sent.
//!
//! The browser is only ever sent to this machine: a request that says otherwise is told so on a page.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Deserialize;
use url::{Host, Url};

use super::{DevIssuer, codes::Challenge};

/// A longer parameter is not ours.
const LONGEST: usize = 2_000;

/// The parameters, as they came; what is empty counts as not given (RFC 6749, 3.1).
///
/// `scope` is not among them: everybody is given all of it, and the token's answer says so (RFC 6749, 3.3).
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
    pub(super) back: Back,
    pub(super) challenge: Challenge,
    pub(super) nonce: Option<String>,
}

/// Why a request gets no code.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Nobody can be sent back with it; what is wrong.
    Shown(&'static str),
    /// The client is told, at this address.
    SentBack(Url),
}

/// Where the browser goes when it is done: a page of a program on this machine.
#[derive(Debug)]
pub(super) struct Back {
    redirect_uri: String,
    url: Url,
    state: Option<String>,
}

impl Back {
    fn parse(redirect_uri: &str, state: Option<String>) -> Option<Self> {
        // Line breaks and the like would be dropped by the parser, and then not be what the client says next time.
        let plain = redirect_uri.len() <= LONGEST && redirect_uri.bytes().all(|byte| byte.is_ascii_graphic());
        let url = Url::parse(redirect_uri).ok().filter(|_| plain)?;
        let here = match url.host()? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address == Ipv4Addr::LOCALHOST,
            Host::Ipv6(address) => address == Ipv6Addr::LOCALHOST,
        };
        let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        (url.scheme() == "http" && here && bare).then(|| Self { redirect_uri: redirect_uri.to_owned(), url, state })
    }

    /// As the client wrote it.
    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// What the client will want back with the answer.
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

    fn refused(&self, error: &str, description: &str) -> Refusal {
        Refusal::SentBack(self.with(&[("error", error), ("error_description", description)]))
    }
}

impl AuthorizationRequest {
    /// Reads a request. Whom to send back to is settled first, then what to send.
    pub(super) fn parse(parameters: Parameters) -> Result<Self, Refusal> {
        if parameters.client_id != DevIssuer::AUDIENCE {
            return Err(Refusal::Shown("The program that sent you here is not known (client_id)."));
        }
        // State and nonce are carried along in the page; only what is written here is sure to come back unchanged.
        let printable = |text: &str| text.len() <= LONGEST && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
        let state = Some(parameters.state).filter(|state| !state.is_empty());
        let nonce = Some(parameters.nonce).filter(|nonce| !nonce.is_empty());
        let can_carry = [&state, &nonce].into_iter().flatten().all(|text| printable(text));
        let Some(back) = Back::parse(&parameters.redirect_uri, state.filter(|state| printable(state))) else {
            return Err(Refusal::Shown(
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
            return Err(back.refused("login_required", "nobody stays signed in here"));
        }
        Ok(Self { back, challenge, nonce })
    }
}
