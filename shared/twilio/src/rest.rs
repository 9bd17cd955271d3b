//! The part of Twilio's REST API that the platform uses: an account, its numbers, its calls and recordings, and sending a
//! text message.
//!
//! Paths consist of parsed ids only, and always stay below the base URL. An error contains the status and the code of
//! Twilio's response, never its text.

use std::time::Duration;

use domain::id::RecordingSid;
use platform::boxed;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use super::{sid::AccountSid, signature::AuthToken};

mod call;
mod client;
mod list;
mod message;
mod messaging_service;
mod number;
mod purchase;
mod recording;

pub use call::{CallState, ListedCall, NewCall, PartOfCalls};
pub use client::{ApplicationUrls, TwilioApiKey};
pub use list::RestList;
pub use message::{MessageState, TextFrom, undelivered_reason};
pub use messaging_service::MessagingService;
pub use number::IncomingNumber;
pub use purchase::{AvailableNumber, NumberCountry, NumberSearch, NumberType};
pub use recording::{CallRecording, RecordingState};

const TIMEOUT: Duration = Duration::from_secs(5);
/// The time for the sound of a recording.
const SOUND_TIMEOUT: Duration = Duration::from_secs(20);
/// The most bytes read of a response. A page of a hundred numbers has about 200 kB.
const MAX_RESPONSE_BYTES: usize = 2 * 1024 * 1024;
/// The most bytes read of a recording. Twilio ends a call after four hours, which are 58 MB.
const MAX_SOUND_BYTES: usize = 64 * 1024 * 1024;

/// The account that sends a request.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    /// The account.
    pub account_sid: &'a AccountSid,
    /// Its auth token.
    pub auth_token: &'a AuthToken,
}

/// Why a request to Twilio failed.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The credentials are wrong.
    #[error("Twilio rejected the credentials")]
    Unauthorized,
    /// The account sends too many requests. The same request may succeed later.
    #[error("Twilio limits the rate of requests")]
    RateLimited,
    /// Twilio refused the request. `https://www.twilio.com/docs/api/errors` explains the code.
    #[error("Twilio refused with status {status} and error code {code:?}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Twilio's error code.
        code: Option<u32>,
    },
    /// Twilio could not be reached, or did not response in time.
    #[error("Twilio is unreachable")]
    Unreachable(#[source] reqwest::Error),
    /// Twilio's response has an unexpected form. The error does not contain the response.
    #[error("Twilio's response has an unexpected form")]
    Malformed,
}

/// Drops the URL, which contains the account's id.
fn unreachable(error: reqwest::Error) -> RestError {
    RestError::Unreachable(error.without_url())
}

/// A Twilio account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// The name that its owner gave it.
    #[serde(deserialize_with = "or_blank")]
    pub friendly_name: String,
    /// Whether it can be used.
    pub status: AccountStatus,
}

/// The state of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// It works.
    Active,
    /// Twilio has suspended it.
    Suspended,
    /// It is closed for good.
    Closed,
}

/// Twilio's API description allows `null` for every text.
fn or_blank<'de, D: Deserializer<'de>>(text: D) -> Result<String, D::Error> {
    Option::deserialize(text).map(Option::unwrap_or_default)
}

#[derive(Deserialize)]
struct ErrorBody {
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

    /// Gets the account. Succeeds only with the account's own credentials, so it also checks them.
    #[must_use]
    #[boxed]
    pub async fn get_account(&self, credentials: &Credentials<'_>) -> Result<Account, RestError> {
        self.get(credentials, &format!("{}.json", path_of(credentials.account_sid))).await
    }

    /// The URL of an account's recording, without a suffix for its format. It requires the account's credentials.
    #[must_use]
    pub fn recording_url(&self, account_sid: &AccountSid, recording: &RecordingSid) -> String {
        format!("{}{}/Recordings/{recording}", self.base_url, path_of(account_sid))
    }

    async fn get<T: DeserializeOwned>(&self, credentials: &Credentials<'_>, path: &str) -> Result<T, RestError> {
        let response = send(credentials, self.http.get(format!("{}{path}", self.base_url))).await?;
        read(response).await
    }

    async fn post(
        &self,
        credentials: &Credentials<'_>,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<Response, RestError> {
        send(credentials, self.http.post(format!("{}{path}", self.base_url)).form(form)).await
    }
}

/// The path of the account's resources, without a trailing slash.
fn path_of(account_sid: &AccountSid) -> String {
    format!("/2010-04-01/Accounts/{account_sid}")
}

async fn send(credentials: &Credentials<'_>, request: RequestBuilder) -> Result<Response, RestError> {
    send_within(TIMEOUT, credentials, request).await
}

async fn send_within(
    timeout: Duration,
    credentials: &Credentials<'_>,
    request: RequestBuilder,
) -> Result<Response, RestError> {
    let response = request
        .basic_auth(credentials.account_sid, Some(credentials.auth_token.expose()))
        .timeout(timeout)
        .send()
        .await
        .map_err(unreachable)?;
    match response.status() {
        status if status.is_success() => Ok(response),
        StatusCode::UNAUTHORIZED => Err(RestError::Unauthorized),
        StatusCode::TOO_MANY_REQUESTS => Err(RestError::RateLimited),
        status => {
            let error: Option<ErrorBody> = read(response).await.ok();
            Err(RestError::Refused { status: status.as_u16(), code: error.and_then(|error| error.code) })
        }
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, RestError> {
    serde_json::from_slice(&read_bytes(response, MAX_RESPONSE_BYTES).await?).map_err(|_| RestError::Malformed)
}

/// The body of a response. One that is longer is refused.
async fn read_bytes(mut response: Response, most: usize) -> Result<Vec<u8>, RestError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > most {
            return Err(RestError::Malformed);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests;
