//! The part of Twilio's REST API in use: an account, its numbers, where a call stands, and sending a text message.
//!
//! Paths are made of parsed ids alone, and only ever below the base URL. What Twilio says when it refuses is not passed
//! on: only its status and code are.

use std::time::Duration;

use domain::phone::PhoneNumber;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use super::{sid::AccountSid, signature::AuthToken};

mod call;
mod number;

pub use call::CallState;
pub use number::IncomingNumber;

const TIMEOUT: Duration = Duration::from_secs(5);
/// As much as is read of an answer; a page of a hundred numbers takes about 200 kB.
const LARGEST_ANSWER: usize = 2 * 1024 * 1024;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    /// The account.
    pub account_sid: &'a AccountSid,
    /// Its token.
    pub auth_token: &'a AuthToken,
}

/// Why Twilio did not do as it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The credentials are wrong.
    #[error("Twilio does not accept the credentials")]
    Unauthorized,
    /// The account asks too often; the same request may succeed later.
    #[error("Twilio takes no more requests for now")]
    RateLimited,
    /// Twilio refuses; the code is explained at `https://www.twilio.com/docs/api/errors`.
    #[error("Twilio refused with status {status} and error code {code:?}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Twilio's own code.
        code: Option<u32>,
    },
    /// Twilio was not reached, or not in time.
    #[error("Twilio was not reached")]
    Unreachable(#[source] reqwest::Error),
    /// Twilio's answer is not what it should be. What it is, is not told.
    #[error("Twilio's answer does not have the shape it should")]
    Malformed,
}

/// The URL names the account, so that it is left out.
fn unreachable(error: reqwest::Error) -> RestError {
    RestError::Unreachable(error.without_url())
}

/// What an account is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// The name its owner knows it by.
    #[serde(deserialize_with = "or_blank")]
    pub friendly_name: String,
    /// Whether it can be used.
    pub status: AccountStatus,
}

/// Whether an account can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// It can.
    Active,
    /// Not for now.
    Suspended,
    /// Never again.
    Closed,
}

/// Twilio's description allows `null` for any text.
fn or_blank<'de, D: Deserializer<'de>>(text: D) -> Result<String, D::Error> {
    Option::deserialize(text).map(Option::unwrap_or_default)
}

#[derive(Deserialize)]
struct Problem {
    code: Option<u32>,
}

/// A client of the REST API.
#[derive(Debug, Clone)]
pub struct RestClient {
    http: Client,
    base_url: String,
}

impl RestClient {
    /// A client of the API at `base_url`, such as `https://api.twilio.com`.
    #[must_use]
    pub fn new(http: Client, base_url: &str) -> Self {
        Self { http, base_url: base_url.trim_end_matches('/').to_owned() }
    }

    /// What the account is; succeeds only with its own credentials, which this is good for checking.
    pub async fn get_account(&self, credentials: &Credentials<'_>) -> Result<Account, RestError> {
        self.get(credentials, &format!("{}.json", path_of(credentials))).await
    }

    /// Sends a text message from one of the account's numbers.
    pub async fn send_message(
        &self,
        credentials: &Credentials<'_>,
        from: &PhoneNumber,
        to: &PhoneNumber,
        body: &str,
    ) -> Result<(), RestError> {
        let path = format!("{}/Messages.json", path_of(credentials));
        self.post(credentials, &path, &[("To", to.as_str()), ("From", from.as_str()), ("Body", body)]).await.map(|_| ())
    }

    async fn get<T: DeserializeOwned>(&self, credentials: &Credentials<'_>, path: &str) -> Result<T, RestError> {
        let answer = answered(credentials, self.http.get(format!("{}{path}", self.base_url))).await?;
        read(answer).await
    }

    async fn post(
        &self,
        credentials: &Credentials<'_>,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<Response, RestError> {
        answered(credentials, self.http.post(format!("{}{path}", self.base_url)).form(form)).await
    }
}

/// Where everything of an account is, without a trailing slash.
fn path_of(credentials: &Credentials<'_>) -> String {
    format!("/2010-04-01/Accounts/{}", credentials.account_sid)
}

async fn answered(credentials: &Credentials<'_>, request: RequestBuilder) -> Result<Response, RestError> {
    let answer = request
        .basic_auth(credentials.account_sid, Some(credentials.auth_token.expose()))
        .timeout(TIMEOUT)
        .send()
        .await
        .map_err(unreachable)?;
    match answer.status() {
        status if status.is_success() => Ok(answer),
        StatusCode::UNAUTHORIZED => Err(RestError::Unauthorized),
        StatusCode::TOO_MANY_REQUESTS => Err(RestError::RateLimited),
        status => {
            let problem: Option<Problem> = read(answer).await.ok();
            Err(RestError::Refused { status: status.as_u16(), code: problem.and_then(|problem| problem.code) })
        }
    }
}

async fn read<T: DeserializeOwned>(mut answer: Response) -> Result<T, RestError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(RestError::Malformed);
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&body).map_err(|_| RestError::Malformed)
}

#[cfg(test)]
mod tests;
