//! The verified e-mail address of a signed-in person, from the issuer's `UserInfo` endpoint.
//!
//! Access tokens have no e-mail address. The endpoint gives the claims of the token's own person. Sources: OpenID Connect Core,
//! 5.3; AWS, "The user attributes endpoint": Cognito writes `email_verified` as text, and requires the scope `openid`.

use std::{fmt, time::Duration};

use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};
use domain::access::{EmailAddress, Subject};
use platform::{boxed, config::UserInfoConfig};
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::{Problem, ProblemKind};

const TIMEOUT: Duration = Duration::from_secs(3);

/// Why the issuer gives no verified e-mail address.
#[derive(Debug, thiserror::Error)]
enum UserInfoError {
    /// The issuer does not accept the token here.
    #[error("the issuer gives no address for this token")]
    Refused,
    /// The issuer has no verified address of the person.
    #[error("the e-mail address is not verified")]
    NotVerified,
    /// The issuer cannot be reached, or fails.
    #[error("the issuer's UserInfo endpoint cannot be reached")]
    Unreachable(#[source] reqwest::Error),
}

#[derive(Deserialize)]
struct UserinfoClaims {
    sub: String,
    email: Option<String>,
    /// A boolean, or the text of one from Cognito.
    email_verified: Option<Value>,
}

impl UserinfoClaims {
    /// The address, if the issuer verified it.
    fn verified_email(self) -> Option<EmailAddress> {
        let is_verified = match self.email_verified? {
            Value::Bool(is_verified) => is_verified,
            Value::String(text) => text == "true",
            _ => false,
        };
        EmailAddress::parse(&self.email?).ok().filter(|_| is_verified)
    }
}

/// The access token of a request, which the middleware has verified.
#[derive(Debug)]
pub struct AccessToken(SecretString);

impl<S: Send + Sync> FromRequestParts<S> for AccessToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|text| text.split_once(' ')).map(|(_, token)| token.trim());
        let token = token.ok_or_else(|| Problem::new(ProblemKind::Unauthenticated))?;
        Ok(Self(token.to_owned().into()))
    }
}

/// A client of the issuer's `UserInfo` endpoint.
pub struct UserInfo {
    http: reqwest::Client,
    url: String,
}

impl fmt::Debug for UserInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserInfo({})", self.url)
    }
}

impl UserInfo {
    /// A client of the configured endpoint.
    #[must_use]
    pub fn new(http: reqwest::Client, config: UserInfoConfig) -> Self {
        Self { http, url: config.url }
    }

    /// The verified e-mail address of a token's person. `subject` is the token's subject.
    #[must_use]
    #[boxed]
    pub async fn verified_email(&self, token: &AccessToken, subject: &Subject) -> Result<EmailAddress, Problem> {
        let refused = |detail| Problem::new(ProblemKind::Forbidden).with_detail(detail);
        self.email(token, subject).await.map_err(|error| match error {
            UserInfoError::Refused => refused(
                "the access token does not give your e-mail address; sign in at the sign-in page with the scopes openid and email",
            ),
            UserInfoError::NotVerified => {
                refused("your e-mail address is not verified; verify it at the sign-in page, and then try again")
            }
            UserInfoError::Unreachable(_) => Problem::unavailable(&error),
        })
    }

    async fn email(&self, token: &AccessToken, subject: &Subject) -> Result<EmailAddress, UserInfoError> {
        let unreachable = |error: reqwest::Error| UserInfoError::Unreachable(error.without_url());
        let answer = self
            .http
            .get(&self.url)
            .bearer_auth(token.0.expose_secret())
            .timeout(TIMEOUT)
            .send()
            .await
            .map_err(unreachable)?;
        if [StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&answer.status()) {
            return Err(UserInfoError::Refused);
        }
        let claims: UserinfoClaims =
            answer.error_for_status().map_err(unreachable)?.json().await.map_err(unreachable)?;
        // OpenID Connect Core, 5.3.2: an answer about another subject must not be used.
        if claims.sub != subject.as_str() {
            return Err(UserInfoError::Refused);
        }
        claims.verified_email().ok_or(UserInfoError::NotVerified)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn address_counts_only_if_the_issuer_says_that_it_is_verified() {
        let address = |info: Value| serde_json::from_value::<UserinfoClaims>(info).expect("claims").verified_email();
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
