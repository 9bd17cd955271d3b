//! API keys and TwiML applications, which calls from browsers need. Source: Twilio's API description, `CreateNewKey`,
//! `DeleteKey`, `CreateApplication`, `UpdateApplication`, `DeleteApplication`. They are in memory.

use axum::{Json, extract::State, http::StatusCode};
use localhost::random_hex;
use serde_json::{Value, json};

use super::{
    SharedLedger,
    ledger::{AccountState, Ledger},
    problem::TwilioError,
    request::{AuthenticatedAccount, NamedResource, RequestParams},
};

/// An API key. Only the answer to its creation has the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedKey {
    /// `SK…`.
    pub sid: String,
    /// Its secret.
    pub secret: String,
}

/// A TwiML application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwimlApplication {
    /// `AP…`.
    pub sid: String,
    /// The URL for its calls.
    pub voice_url: String,
    /// The URL for the status of its calls.
    pub status_callback: String,
}

type Created = Result<(StatusCode, Json<Value>), TwilioError>;

fn account_of(ledger: &mut Ledger, AuthenticatedAccount(account): AuthenticatedAccount) -> &mut AccountState {
    &mut ledger.accounts[account]
}

/// `POST Keys.json`
pub(super) async fn create_key(
    State(shared): State<SharedLedger>,
    account: AuthenticatedAccount,
    params: RequestParams,
) -> Created {
    let key = IssuedKey { sid: random_sid("SK")?, secret: random()? };
    let answer = json!({"friendly_name": params.get("FriendlyName"), "secret": key.secret, "sid": key.sid});
    account_of(&mut shared.ledger(), account).keys.push(key);
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `DELETE Keys/{sid}.json`
pub(super) async fn delete_key(
    State(shared): State<SharedLedger>,
    account: AuthenticatedAccount,
    named: NamedResource,
) -> Result<StatusCode, TwilioError> {
    let mut ledger = shared.ledger();
    let keys = &mut account_of(&mut ledger, account).keys;
    let at = keys.iter().position(|key| key.sid == named.sid).ok_or_else(|| named.not_found())?;
    keys.remove(at);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST Applications.json`
pub(super) async fn create_application(
    State(shared): State<SharedLedger>,
    account: AuthenticatedAccount,
    params: RequestParams,
) -> Created {
    let mut made =
        TwimlApplication { sid: random_sid("AP")?, voice_url: String::new(), status_callback: String::new() };
    made.set(&params);
    let answer = made.to_json();
    account_of(&mut shared.ledger(), account).applications.push(made);
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `POST Applications/{sid}.json`
pub(super) async fn update_application(
    State(shared): State<SharedLedger>,
    account: AuthenticatedAccount,
    named: NamedResource,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let mut ledger = shared.ledger();
    let applications = &mut account_of(&mut ledger, account).applications;
    let application = applications.iter_mut().find(|application| application.sid == named.sid);
    let application = application.ok_or_else(|| named.not_found())?;
    application.set(&params);
    Ok(Json(application.to_json()))
}

/// `DELETE Applications/{sid}.json`
pub(super) async fn delete_application(
    State(shared): State<SharedLedger>,
    account: AuthenticatedAccount,
    named: NamedResource,
) -> Result<StatusCode, TwilioError> {
    let mut ledger = shared.ledger();
    let applications = &mut account_of(&mut ledger, account).applications;
    let at = applications.iter().position(|application| application.sid == named.sid);
    applications.remove(at.ok_or_else(|| named.not_found())?);
    Ok(StatusCode::NO_CONTENT)
}

impl TwimlApplication {
    fn set(&mut self, params: &RequestParams) {
        for (name, field) in [("VoiceUrl", &mut self.voice_url), ("StatusCallback", &mut self.status_callback)] {
            if let Some(url) = params.get(name) {
                url.clone_into(field);
            }
        }
    }

    fn to_json(&self) -> Value {
        json!({"sid": self.sid, "status_callback": self.status_callback, "voice_method": "POST", "voice_url": self.voice_url})
    }
}

fn random_sid(prefix: &str) -> Result<String, TwilioError> {
    random().map(|digits| format!("{prefix}{digits}"))
}

fn random() -> Result<String, TwilioError> {
    random_hex::<16>().map_err(|_| TwilioError::INTERNAL)
}
