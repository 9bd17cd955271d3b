//! A fake of the part of Twilio's REST API in use. A company can be connected and called without a request that leaves
//! this machine. It stores what it receives and delivers nothing. The header `X-Fake: twilio` marks every response.
//!
//! Requests and responses have the shape of Twilio's API description. [`request`] authenticates the account, [`page`]
//! pages lists, and [`problem`] writes errors as Twilio does. It knows no companies and requests none of the URLs it is
//! given.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    http::{HeaderValue, Uri},
    middleware::map_response,
    response::Response,
    routing::{delete, get, post},
};
use domain::{id::RecordingSid, phone::PhoneNumber};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use twilio::sid::AccountSid;

use localhost::Loopback;

mod accounts;
mod auth_tokens;
mod available;
mod calls;
mod clients;
mod days;
mod ledger;
mod messages;
mod messaging_services;
mod numbers;
mod page;
mod problem;
mod recordings;
mod request;
mod settings;

pub use available::PurchaseFault;
pub use calls::{ArrivedCall, PlacedCall};
pub use clients::{IssuedKey, TwimlApplication};
use ledger::Ledger;
use messaging_services::MessagingService;
use problem::TwilioError;
pub use recordings::{MadeRecording, tone};

/// The header of every answer, and its value.
const FAKE: (&str, &str) = ("x-fake", "twilio");

/// The credentials of an account.
#[derive(Clone, Serialize, Deserialize)]
pub struct AccountCredentials {
    /// The account.
    pub account_sid: AccountSid,
    /// The token that signs webhooks and authenticates requests.
    pub auth_token: String,
}

/// An account and its numbers.
#[derive(Clone)]
pub struct Account {
    /// Its credentials.
    pub account: AccountCredentials,
    /// Its name.
    pub friendly_name: String,
    /// The numbers it holds.
    pub numbers: Vec<PhoneNumber>,
}

/// A text message that would have been delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextMessage {
    /// When it was accepted, by the clock of this machine.
    pub at: Timestamp,
    /// The recipient.
    pub to: String,
    /// The sender.
    pub from: String,
    /// The text.
    pub body: String,
    /// The messaging service that chose the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_service: Option<String>,
}

/// The state of the handlers.
#[derive(Clone)]
struct SharedLedger(Arc<Mutex<Ledger>>);

impl SharedLedger {
    /// Hold the lock only for a read or a write.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The text messages that a fake has received, also later ones.
#[derive(Clone)]
pub struct SentTexts(SharedLedger);

impl SentTexts {
    /// The messages, in order.
    #[must_use]
    pub fn list(&self) -> Vec<TextMessage> {
        self.0.ledger().sent()
    }
}

/// A running fake; dropping it stops it.
pub struct FakeTwilio {
    url: String,
    shared: SharedLedger,
    server: JoinHandle<io::Result<()>>,
}

impl std::fmt::Debug for FakeTwilio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FakeTwilio({})", self.url)
    }
}

impl FakeTwilio {
    /// Starts it for these accounts. The directory keeps the settings of their numbers.
    pub async fn start(accounts: Vec<Account>, directory: Option<&Path>) -> io::Result<Self> {
        let shared = SharedLedger(Arc::new(Mutex::new(Ledger::open(accounts, directory)?)));
        let loopback = Loopback::bind(0).await?;
        let url = loopback.url().to_owned();
        let server = tokio::spawn(loopback.serve_forever(router(shared.clone())));
        Ok(Self { url, shared, server })
    }

    /// Its base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The messages it has received, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<TextMessage> {
        self.shared.ledger().sent()
    }

    /// The messages that it receives, for a reader that lives on its own.
    #[must_use]
    pub fn sent_texts(&self) -> SentTexts {
        SentTexts(self.shared.clone())
    }

    /// The calls that requests placed, in order.
    #[must_use]
    pub fn placed(&self) -> Vec<PlacedCall> {
        calls::placed(&self.shared.ledger())
    }

    /// Adds an inbound call. Returns whether one of the accounts has its number.
    #[must_use]
    pub fn note_call(&self, call: ArrivedCall) -> bool {
        calls::arrived(&mut self.shared.ledger(), call)
    }
}

impl FakeTwilio {
    /// Makes it refuse every request of an account as one too many, or answer again.
    pub fn limit_rate(&self, account: &AccountSid, limited: bool) {
        self.shared.ledger().limit_rate(account, limited);
    }

    /// Makes it fail the purchases of an account, or sell again.
    pub fn fail_purchases(&self, account: &AccountSid, fault: Option<PurchaseFault>) {
        self.shared.ledger().fail_purchases(account, fault);
    }

    /// Makes it report texts to a number as undelivered, with an error code.
    pub fn fail_texts(&self, to: &PhoneNumber, code: u32) {
        self.shared.ledger().failing_texts.insert(to.to_string(), code);
    }

    /// The pauses of recordings and their ends: each call and the new status, `paused` or `in-progress`, in order.
    #[must_use]
    pub fn recording_changes(&self) -> Vec<(String, &'static str)> {
        self.shared.ledger().recording_changes.clone()
    }

    /// The ids of the recordings that it has.
    #[must_use]
    pub fn recordings(&self) -> Vec<RecordingSid> {
        recordings::all(&self.shared.ledger())
    }

    /// Adds a messaging service with all numbers of an account. Texts to them go to the URLs of the numbers.
    pub fn add_messaging_service(&self, account: &AccountSid, service: &str) {
        self.set_messaging_service(account, service, None, true);
    }

    /// Adds or replaces a messaging service of an account. It sends from `senders`, or from all numbers of the account.
    pub fn set_messaging_service(
        &self,
        account: &AccountSid,
        service: &str,
        senders: Option<&[&PhoneNumber]>,
        defers_to_numbers: bool,
    ) {
        let senders = senders.map(|senders| senders.iter().map(ToString::to_string).collect());
        let set = MessagingService { account: account.clone(), senders, defers_to_numbers };
        self.shared.ledger().messaging_services.insert(service.to_owned(), set);
    }

    /// The API keys and the TwiML applications of an account.
    #[must_use]
    pub fn clients(&self, account: &AccountSid) -> (Vec<IssuedKey>, Vec<TwimlApplication>) {
        let ledger = self.shared.ledger();
        let found = ledger.accounts.iter().find(|state| state.sid() == account);
        found.map(|state| (state.keys.clone(), state.applications.clone())).unwrap_or_default()
    }

    /// Adds a recording. Returns whether one of the accounts has its call.
    #[must_use]
    pub fn note_recording(&self, made: MadeRecording) -> bool {
        recordings::made(&mut self.shared.ledger(), made)
    }
}

impl Drop for FakeTwilio {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Paths of single resources end in `.json`. The handlers remove it, because the router matches whole segments only.
fn router(shared: SharedLedger) -> Router {
    Router::new()
        .route("/2010-04-01/Accounts/{account}", get(accounts::get))
        .route("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json", get(numbers::list).post(numbers::buy))
        .route("/2010-04-01/Accounts/{account}/AvailablePhoneNumbers/{country}/{kind}", get(available::search))
        .route("/v1/PhoneNumbers/Countries/{country}", get(available::prices))
        .route(
            "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}",
            get(numbers::get).post(numbers::update).delete(numbers::release),
        )
        .route("/2010-04-01/Accounts/{account}/Messages.json", get(messages::list).post(messages::send))
        .route("/2010-04-01/Accounts/{account}/Messages/{sid}", get(messages::get))
        .route("/2010-04-01/Accounts/{account}/Calls.json", get(calls::list).post(calls::place))
        .route("/2010-04-01/Accounts/{account}/Calls/{sid}", get(calls::get).post(calls::update))
        .route(
            "/2010-04-01/Accounts/{account}/Calls/{sid}/Recordings/Twilio.CURRENT.json",
            post(recordings::update_current),
        )
        .route("/2010-04-01/Accounts/{account}/Recordings.json", get(recordings::list))
        .route("/2010-04-01/Accounts/{account}/Recordings/{sid}", get(recordings::get).delete(recordings::delete))
        .route("/2010-04-01/Accounts/{account}/Keys.json", post(clients::create_key))
        .route("/2010-04-01/Accounts/{account}/Keys/{sid}", delete(clients::delete_key))
        .route("/2010-04-01/Accounts/{account}/Applications.json", post(clients::create_application))
        .route(
            "/2010-04-01/Accounts/{account}/Applications/{sid}",
            post(clients::update_application).delete(clients::delete_application),
        )
        .route("/fake/Accounts/{account}/Recordings.json", post(recordings::report))
        .route("/v1/Services/{service}", get(messaging_services::get))
        .route("/v1/Services/{service}/PhoneNumbers", get(messaging_services::senders))
        .route("/v1/AuthTokens/Secondary", post(auth_tokens::create).delete(auth_tokens::delete))
        .route("/v1/AuthTokens/Promote", post(auth_tokens::promote))
        .fallback(async |uri: Uri| TwilioError::not_found(uri.path()))
        .method_not_allowed_fallback(async || TwilioError::METHOD)
        .layer(map_response(labelled))
        .with_state(shared)
}

async fn labelled(mut answer: Response) -> Response {
    answer.headers_mut().insert(FAKE.0, HeaderValue::from_static(FAKE.1));
    answer
}

#[cfg(test)]
mod tests;
