//! A company's connection to the phone network: its credentials, its numbers at Twilio, and the connection check.
//!
//! [`credentials`] stores, rotates and deletes credentials; [`numbers`] connects numbers; [`purchase`] buys them; [`check`]
//! finds faults.

use openai::{ModelError, OpenAi};
use platform::{clock::Clock, error_chain::ErrorChain};
use store::{Actor, ChangeContext, ChangeError, Store, StoreError, TenantScope};
use tracing::warn;
use twilio::{
    rest::{RestClient, RestError},
    webhook_urls::WebhookUrls,
};

use crate::secrets::{Secrets, SecretsError, TwilioSecrets};

mod check;
mod client_calls;
mod credentials;
pub mod message;
mod numbers;
mod purchase;
pub mod secrets;

pub use check::{Check, Finding};
pub use credentials::{StoredCredentials, TokenOverlap};
pub use numbers::AccountNumber;
pub use purchase::{MOST_ORDERS_A_DAY, NumbersForSale, PurchaseRefusal};

/// Why an operation on a connection failed.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// Twilio refused the request or is unreachable.
    #[error(transparent)]
    Twilio(#[from] RestError),
    /// The credentials are valid, but the account is not active.
    #[error("the Twilio account is suspended or closed")]
    AccountNotActive,
    /// The model's server rejected the request or is unreachable.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The number is not in the company's Twilio account.
    #[error("the number is not in the company's Twilio account")]
    NotTheirs,
    /// The number cannot receive calls.
    #[error("the number cannot receive calls, only text messages")]
    NoVoice,
    /// Twilio did not sell a number.
    #[error(transparent)]
    Purchase(#[from] PurchaseRefusal),
    /// Twilio did not say whether it sold a number, and the account does not show it (yet).
    #[error(
        "Twilio did not say whether it sold the number: try the same number again, which does not buy it twice, before you choose another one"
    )]
    UnclearPurchase,
    /// The company ordered too many numbers today.
    #[error("at most {MOST_ORDERS_A_DAY} numbers can be ordered in a day")]
    TooManyOrders,
    /// Another request is changing the credentials.
    #[error("another request is changing the credentials; try again")]
    Busy,
    /// The credentials are missing, or cannot be read or written.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The change failed.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<StoreError> for ConnectionError {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// The clients that manage a connection.
#[derive(Debug)]
pub struct Connections {
    store: Store,
    secrets: Secrets,
    twilio: RestClient,
    model: OpenAi,
    urls: WebhookUrls,
    http: reqwest::Client,
    overlap: TokenOverlap,
    clock: Clock,
}

impl Connections {
    /// Connections with these clients.
    #[must_use]
    pub fn new(
        store: Store,
        secrets: Secrets,
        (twilio, model, http): (RestClient, OpenAi, reqwest::Client),
        urls: WebhookUrls,
        overlap: TokenOverlap,
        clock: Clock,
    ) -> Self {
        Self { store, secrets, twilio, model, urls, http, overlap, clock }
    }

    /// The companies' credentials.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Passes Twilio's answer to a request with a company's credentials on. If Twilio refused the auth token, webhooks
    /// signed with it are believed no more.
    async fn heed<T>(
        &self,
        scope: &TenantScope,
        twilio: &TwilioSecrets,
        answer: Result<T, RestError>,
    ) -> Result<T, RestError> {
        if matches!(answer, Err(RestError::Unauthorized)) {
            self.note_refusal(scope, twilio).await;
        }
        answer
    }

    /// Records that Twilio refused a company's auth token. A failure is logged.
    async fn note_refusal(&self, scope: &TenantScope, twilio: &TwilioSecrets) {
        let Ok(refused) = twilio.refused() else { return };
        if let Err(error) = self.store.refuse_token(scope, &refused, &self.by_platform()).await {
            warn!(error = %ErrorChain(&error), "Twilio refused the auth token; that was not recorded");
        }
        self.secrets.forget(scope);
    }

    /// A change that the platform makes itself.
    fn by_platform(&self) -> ChangeContext {
        ChangeContext { actor: Actor::platform(), at: self.clock.now() }
    }

    /// Loads the keys that sign our URLs. A number is not connected to a URL without a signature.
    async fn load_keys(&self) -> Result<(), ConnectionError> {
        self.urls.load_keys().await.map_err(|error| {
            warn!(error = %ErrorChain(&error), "the keys that sign our URLs cannot be read");
            SecretsError::Unavailable(Box::new(error)).into()
        })
    }
}
