//! The part of Twilio's REST API in use: sending a text message.

use std::time::Duration;

use domain::phone::PhoneNumber;
use reqwest::{Client, StatusCode};
use serde::Deserialize;

use super::signature::AuthToken;

const TIMEOUT: Duration = Duration::from_secs(5);

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    /// The account.
    pub account_sid: &'a str,
    /// Its token.
    pub auth_token: &'a AuthToken,
}

/// Why Twilio did not do as it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The credentials are wrong.
    #[error("Twilio does not accept the credentials")]
    Unauthorized,
    /// Twilio refuses; the code is explained at `https://www.twilio.com/docs/api/errors`.
    #[error("Twilio refused with status {status} and error code {code:?}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Twilio's own code.
        code: Option<u32>,
    },
    /// Twilio was not reached.
    #[error("Twilio was not reached")]
    Unreachable(#[source] reqwest::Error),
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

    /// Sends a text message from one of the account's numbers.
    pub async fn send_message(
        &self,
        credentials: &Credentials<'_>,
        from: &PhoneNumber,
        to: &PhoneNumber,
        body: &str,
    ) -> Result<(), RestError> {
        let url = format!("{}/2010-04-01/Accounts/{}/Messages.json", self.base_url, credentials.account_sid);
        let answer = self
            .http
            .post(url)
            .basic_auth(credentials.account_sid, Some(credentials.auth_token.expose()))
            .form(&[("To", to.as_str()), ("From", from.as_str()), ("Body", body)])
            .timeout(TIMEOUT)
            .send()
            .await
            // The URL names the account.
            .map_err(|error| RestError::Unreachable(error.without_url()))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::UNAUTHORIZED => Err(RestError::Unauthorized),
            status => {
                let problem: Option<Problem> = answer.json().await.ok();
                Err(RestError::Refused { status: status.as_u16(), code: problem.and_then(|problem| problem.code) })
            }
        }
    }
}
