//! A request: its account and its parameters.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, Method, header::AUTHORIZATION, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use url::form_urlencoded;

use super::{SharedLedger, ledger::AccountState, problem::TwilioError};

/// The account in the path. The credentials must belong to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct AuthenticatedAccount(pub(super) usize);

impl FromRequestParts<SharedLedger> for AuthenticatedAccount {
    type Rejection = TwilioError;

    async fn from_request_parts(parts: &mut Parts, shared: &SharedLedger) -> Result<Self, TwilioError> {
        // `/2010-04-01/Accounts/{account}/…`, or `….json` for the account itself.
        let segment = parts.uri.path().split('/').nth(3).unwrap_or_default();
        let sid = segment.strip_suffix(".json").unwrap_or(segment);
        let ledger = shared.ledger();
        let account = ledger.accounts.iter().position(|account| account.who.account.account_sid.as_str() == sid);
        let account = account.ok_or(TwilioError::CREDENTIALS)?;
        if !authenticated(&ledger.accounts[account], &parts.headers) {
            return Err(TwilioError::CREDENTIALS);
        }
        if ledger.accounts[account].is_rate_limited { Err(TwilioError::RATE) } else { Ok(Self(account)) }
    }
}

/// Whether a request has an account's id and one of its tokens.
pub(super) fn authenticated(account: &AccountState, headers: &HeaderMap) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let tokens = std::iter::once(&account.who.account.auth_token).chain(&account.secondary_token);
    let mut expected = tokens.map(|token| format!("Basic {}", STANDARD.encode(format!("{}:{token}", account.sid()))));
    expected.any(|expected| given == Some(&expected))
}

/// Twilio's id of the requested resource: the text before `.json` at the end of the path.
#[derive(Debug, Clone)]
pub(super) struct NamedResource {
    pub(super) sid: String,
    path: String,
}

impl NamedResource {
    /// The resource does not exist.
    pub(super) fn not_found(&self) -> TwilioError {
        TwilioError::not_found(&self.path)
    }
}

impl<S: Sync> FromRequestParts<S> for NamedResource {
    type Rejection = TwilioError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, TwilioError> {
        let path = parts.uri.path();
        let sid = path.rsplit('/').next().and_then(|segment| segment.strip_suffix(".json"));
        // Without `.json` Twilio answers in XML, which the fake does not support.
        let sid = sid.ok_or_else(|| TwilioError::not_found(path))?;
        Ok(Self { sid: sid.to_owned(), path: path.to_owned() })
    }
}

/// The parameters of the query or of the posted form.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestParams(Vec<(String, String)>);

impl RequestParams {
    /// A parameter's value, which may be blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter's value. A blank value counts as missing.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// All parameters, as received.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<S: Send + Sync> FromRequest<S> for RequestParams {
    type Rejection = TwilioError;

    async fn from_request(request: Request, state: &S) -> Result<Self, TwilioError> {
        let encoded = if request.method() == Method::GET {
            Bytes::from(request.uri().query().unwrap_or_default().to_owned())
        } else {
            Bytes::from_request(request, state).await.map_err(|_| TwilioError::FORM)?
        };
        Ok(Self(form_urlencoded::parse(&encoded).into_owned().collect()))
    }
}
