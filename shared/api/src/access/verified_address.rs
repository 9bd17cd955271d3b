//! The verified e-mail address of a signed-in person, from the issuer's userinfo endpoint (OpenID Connect Core, 5.3).
//!
//! Cognito's access tokens have no claim for it.

use std::{fmt, time::Duration};

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header::AUTHORIZATION, request::Parts},
};
use domain::access::EmailAddress;
use platform::config::SignUpConfig;
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::{Problem, ProblemKind};

const TIMEOUT: Duration = Duration::from_secs(5);
const NOT_VERIFIED: &str = "your e-mail address is not verified: verify it at the sign-in page, sign in again with the \
     scopes openid and email, and then sign up";

/// The `Authorization` header of a request, to be shown to the issuer. The middleware has verified it.
pub struct Credential(HeaderValue);

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Credential {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let credential = parts.headers.get(AUTHORIZATION).cloned();
        credential.map(Self).ok_or_else(|| Problem::new(ProblemKind::Unauthenticated))
    }
}

/// Asks the issuer for verified addresses.
#[derive(Debug)]
pub struct VerifiedAddresses {
    http: Client,
    url: String,
}

#[derive(Deserialize)]
struct UserInfo {
    email: Option<String>,
    /// A boolean, or the text of one from Cognito.
    email_verified: Option<Value>,
}

impl UserInfo {
    fn verified_address(self) -> Option<EmailAddress> {
        let verified = match self.email_verified? {
            Value::Bool(verified) => verified,
            Value::String(text) => text == "true",
            _ => false,
        };
        EmailAddress::parse(&self.email?).ok().filter(|_| verified)
    }
}

impl VerifiedAddresses {
    /// Asks at the configured endpoint.
    #[must_use]
    pub fn new(http: Client, config: SignUpConfig) -> Self {
        Self { http, url: config.userinfo_url }
    }

    /// The verified address of the sender of a request, who is authenticated already. A 403 without one.
    pub async fn get(&self, Credential(credential): &Credential) -> Result<EmailAddress, Problem> {
        let refused = || Problem::new(ProblemKind::Forbidden).with_detail(NOT_VERIFIED);
        let request = self.http.get(&self.url).header(AUTHORIZATION, credential.clone()).timeout(TIMEOUT);
        let answer = request.send().await.map_err(|error| Problem::unavailable(&error.without_url()))?;
        match answer.status() {
            StatusCode::OK => {}
            // The token was not issued for its person's data.
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(refused()),
            _ => return Err(Problem::new(ProblemKind::Unavailable)),
        }
        let answer: UserInfo = answer.json().await.map_err(|error| Problem::unavailable(&error.without_url()))?;
        answer.verified_address().ok_or_else(refused)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn address_counts_only_if_the_issuer_says_that_it_is_verified() {
        let address = |info: Value| serde_json::from_value::<UserInfo>(info).expect("an answer").verified_address();
        for verified in [json!(true), json!("true")] {
            let info = json!({"sub": "kim", "email": "Kim@Peak.example", "email_verified": verified});
            assert_eq!(address(info).expect("verified").as_str(), "kim@peak.example");
        }
        for info in [
            json!({"sub": "kim", "email": "kim@peak.example"}),
            json!({"sub": "kim", "email": "kim@peak.example", "email_verified": false}),
            json!({"sub": "kim", "email": "kim@peak.example", "email_verified": "false"}),
            json!({"sub": "kim", "email": "kim@peak.example", "email_verified": 1}),
            json!({"sub": "kim", "email_verified": true}),
            json!({"sub": "kim", "email": "nowhere", "email_verified": true}),
        ] {
            assert_eq!(address(info.clone()), None, "{info}");
        }
    }
}
