//! The signature of Twilio's requests: `X-Twilio-Signature`.
//!
//! The signature is the Base64 of an HMAC-SHA1 with the account's auth token as the key. For a form it covers the
//! public URL and every parameter name in bytewise order, each followed by its distinct values in order. For any other
//! body the URL contains `bodySHA256` and is signed alone. Source: Twilio, "Validating requests are coming from
//! Twilio", and its helper libraries.

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

/// The auth token of an account, which is the key of its signatures. `Debug` redacts it.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct AuthToken(SecretString);

impl AuthToken {
    /// The token from Twilio's console.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(SecretString::from(token.into()))
    }

    /// The token itself, for authentication.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// 128 bits of the token's SHA-256 in hexadecimal: they name the token where it must not be stored. The token is
    /// random and long, so a fast hash is enough.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let hash = digest(&SHA256, self.expose().as_bytes());
        hex::encode(hash.as_ref().get(..16).unwrap_or_default())
    }
}

impl From<SecretString> for AuthToken {
    fn from(token: SecretString) -> Self {
        Self(token)
    }
}

impl std::fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuthToken(…)")
    }
}

/// The decoded value of the header: 20 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature(Vec<u8>);

/// Why a signature is rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header is not the Base64 of 20 bytes.
    #[error("the signature is malformed")]
    Malformed,
    /// The signature is not valid for this request and these tokens.
    #[error("the signature does not match the request")]
    Mismatch,
}

impl Signature {
    /// Parses the header's value.
    pub fn parse(header: &str) -> Result<Self, SignatureError> {
        let bytes = STANDARD.decode(header.trim()).map_err(|_| SignatureError::Malformed)?;
        if bytes.len() == 20 { Ok(Self(bytes)) } else { Err(SignatureError::Malformed) }
    }
}

/// The signed part of a request besides the URL.
#[derive(Debug, Clone, Copy)]
pub enum SignedBody<'a> {
    /// A form's parameters, decoded, in any order.
    Form(&'a [(String, String)]),
    /// Any other body, byte for byte.
    Raw(&'a [u8]),
}

/// Verifies that one of the tokens signed a request. `public_url` is the full URL that Twilio was given, including the
/// query.
///
/// The URL is tried with and without its default port, since Twilio's products differ in which form they sign.
pub fn verify<'a>(
    tokens: impl IntoIterator<Item = &'a AuthToken>,
    public_url: &str,
    body: SignedBody<'_>,
    signature: &Signature,
) -> Result<(), SignatureError> {
    if let SignedBody::Raw(bytes) = body
        && !body_hash_fits(public_url, bytes)
    {
        return Err(SignatureError::Mismatch);
    }
    let params = match body {
        SignedBody::Form(params) => sorted(params),
        SignedBody::Raw(_) => Vec::new(),
    };
    let other = with_other_port(public_url);
    let messages: Vec<String> =
        std::iter::once(public_url).chain(other.as_deref()).map(|url| message(url, &params)).collect();
    let fits = |key: &hmac::Key, message: &String| hmac::verify(key, message.as_bytes(), &signature.0).is_ok();
    let any = tokens.into_iter().map(key).any(|key| messages.iter().any(|message| fits(&key, message)));
    if any { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// Verifies that one of the tokens signed the handshake of a WebSocket. `url` is the URL without its query.
///
/// Twilio's products differ in what they sign: the whole URL, the URL with the parameters of the query as those of a form, or the URL
/// alone, each with or without a slash at its end. Which of them `ConversationRelay` signs is not documented.
pub fn verify_handshake(
    tokens: &[&AuthToken],
    url: &str,
    query: &str,
    signature: &Signature,
) -> Result<HandshakeForm, SignatureError> {
    let params: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let without_slash = url.trim_end_matches('/');
    let with_slash = format!("{without_slash}/");
    for url in [without_slash, &with_slash] {
        let whole = format!("{url}?{query}");
        for (form, signed, params) in [
            (HandshakeForm::WholeUrl, whole.as_str(), &[] as &[_]),
            (HandshakeForm::QueryAsForm, url, &params),
            (HandshakeForm::UrlAlone, url, &[]),
        ] {
            if verify(tokens.iter().copied(), signed, SignedBody::Form(params), signature).is_ok() {
                return Ok(form);
            }
        }
    }
    Err(SignatureError::Mismatch)
}

/// What the signature of a handshake covers. It is logged, since it is not documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandshakeForm {
    /// The URL with its query.
    WholeUrl,
    /// The URL, and the parameters of the query.
    QueryAsForm,
    /// The URL without its query.
    UrlAlone,
}

/// The header's value for a form.
#[must_use]
pub fn sign(token: &AuthToken, url: &str, params: &[(String, String)]) -> String {
    STANDARD.encode(hmac::sign(&key(token), message(url, &sorted(params)).as_bytes()))
}

/// Twilio signs with HMAC-SHA1. Collisions of SHA-1 do not weaken a keyed hash.
fn key(token: &AuthToken) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.expose().as_bytes())
}

/// Names in bytewise order, the distinct values of each in order.
fn sorted(params: &[(String, String)]) -> Vec<(&str, &str)> {
    let mut params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    params.sort_unstable();
    params.dedup();
    params
}

/// The signed bytes: the URL, then each name and value.
fn message(url: &str, params: &[(&str, &str)]) -> String {
    let length: usize = params.iter().map(|(name, value)| name.len() + value.len()).sum();
    let mut message = String::with_capacity(url.len() + length);
    message.push_str(url);
    for (name, value) in params {
        message.push_str(name);
        message.push_str(value);
    }
    message
}

fn body_hash_fits(url: &str, body: &[u8]) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let expected = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "bodySHA256");
    let hash = digest(&SHA256, body);
    expected.is_some_and(|(_, expected)| hex::decode(&*expected).is_ok_and(|expected| expected == hash.as_ref()))
}

/// The URL with its default port if it has no port, or without its port if it has one. The rest stays the same.
fn with_other_port(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    let default = match parsed.scheme() {
        "https" | "wss" => "443",
        "http" | "ws" => "80",
        _ => return None,
    };
    let host_starts = url.find("://")? + 3;
    let host_ends = url[host_starts..].find(['/', '?', '#']).map_or(url.len(), |at| host_starts + at);
    let (scheme, authority, rest) = (&url[..host_starts], &url[host_starts..host_ends], &url[host_ends..]);
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
    let at = if user.is_empty() { "" } else { "@" };
    // The colons of an IPv6 address are inside its brackets.
    let port_at = host.rfind(':').filter(|&colon| host.rfind(']').is_none_or(|bracket| bracket < colon));
    match port_at {
        None => Some(format!("{scheme}{user}{at}{host}:{default}{rest}")),
        Some(colon) => Some(format!("{scheme}{user}{at}{}{rest}", &host[..colon])),
    }
}

#[cfg(test)]
mod tests;
