//! A company's connection to the phone network: its credentials, its numbers at Twilio, and the connection check.
//!
//! A number is connected in three steps. It is found in the company's own Twilio account, which proves that the company
//! owns it. It is routed to the company, which fails if it is already routed. Its URLs at Twilio are set to ours. After
//! a failure at any step, the number can be connected again.

use std::collections::BTreeSet;

use domain::{phone::PhoneNumber, tenant::TenantConfig};
use openai::{ModelError, OpenAi};
use platform::clock::Clock;
use secrecy::{ExposeSecret, SecretString};
use store::{
    ChangeContext, ChangeError, Credential, CredentialsItem, Health, KnownCredential, Lease, Store, StoreError,
    TenantItem, TenantScope, secret_token::last_four,
};
use twilio::{
    rest::{AccountStatus, Credentials, IncomingNumber, RestClient, RestError},
    sid::AccountSid,
    signature::AuthToken,
    webhook_urls::{NumberUrls, WebhookUrls},
};

use crate::secrets::{Secrets, SecretsError, TwilioSecrets};

mod check;
pub mod message;
pub mod secrets;

pub use check::{Check, Finding};

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

/// A number of the company's Twilio account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNumber {
    /// The number at Twilio.
    pub number: IncomingNumber,
    /// Whether it is connected to this company.
    pub connected: bool,
    /// Whether Twilio sends its calls to us.
    pub set: bool,
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
        clock: Clock,
    ) -> Self {
        Self { store, secrets, twilio, model, urls, http, clock }
    }

    /// The companies' credentials.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Stores the credentials of a Twilio account after Twilio has accepted them.
    pub async fn store_twilio(
        &self,
        scope: &TenantScope,
        account_sid: AccountSid,
        token: AuthToken,
        change: &ChangeContext,
    ) -> Result<CredentialsItem, ConnectionError> {
        let account = self.twilio.get_account(&Credentials { account_sid: &account_sid, auth_token: &token }).await?;
        if account.status != AccountStatus::Active {
            return Err(ConnectionError::AccountNotActive);
        }
        let known = self.known(Some(account_sid.to_string()), token.expose());
        let lease = self.lease(scope).await?;
        let stored = self.secrets.put_twilio(scope, account_sid, token).await;
        self.store.end_lease(scope, lease).await?;
        stored?;
        let note = |item| CredentialsItem { twilio: Some(known.clone()), ..item };
        self.erase_if_tenant_gone(scope, self.store.note_credentials(scope, Credential::Twilio, note, change).await)
            .await
    }

    /// Stores an API key for the model after the model's server has accepted it.
    pub async fn store_model_key(
        &self,
        scope: &TenantScope,
        api_key: SecretString,
        change: &ChangeContext,
    ) -> Result<CredentialsItem, ConnectionError> {
        self.model.check_key(&api_key).await?;
        let known = self.known(None, api_key.expose_secret());
        let lease = self.lease(scope).await?;
        let stored = self.secrets.put_model_key(scope, api_key).await;
        self.store.end_lease(scope, lease).await?;
        stored?;
        let note = |item| CredentialsItem { openai: Some(known.clone()), ..item };
        self.erase_if_tenant_gone(scope, self.store.note_credentials(scope, Credential::OpenAi, note, change).await)
            .await
    }

    /// If the company was erased while its credentials were stored, deletes them again.
    async fn erase_if_tenant_gone(
        &self,
        scope: &TenantScope,
        noted: Result<CredentialsItem, ChangeError>,
    ) -> Result<CredentialsItem, ConnectionError> {
        if matches!(noted, Err(ChangeError::Missing)) {
            self.secrets.erase(scope).await?;
        }
        Ok(noted?)
    }

    fn known(&self, account: Option<String>, secret: &str) -> KnownCredential {
        let now = self.clock.now();
        let last_four = last_four(secret).to_owned();
        KnownCredential { account, last_four, health: Health::Works, checked_at: now, stored_at: now }
    }

    async fn lease(&self, scope: &TenantScope) -> Result<Lease, ConnectionError> {
        self.store.lease_credentials(scope, self.clock.now()).await?.ok_or(ConnectionError::Busy)
    }

    /// Lists the numbers of the company's Twilio account.
    pub async fn list_numbers(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
    ) -> Result<Vec<AccountNumber>, ConnectionError> {
        let (twilio, config) = self.twilio_and_config(scope, tenant).await?;
        let numbers = self.twilio.list_numbers(&twilio.credentials()?).await?;
        let listed = numbers.into_iter().map(|number| AccountNumber {
            connected: tenant.numbers.contains(&number.phone_number),
            set: self.is_set(&number, tenant, &config),
            number,
        });
        Ok(listed.collect())
    }

    /// Connects a number of the company's Twilio account.
    pub async fn connect(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<AccountNumber, ConnectionError> {
        let (twilio, config) = self.twilio_and_config(scope, tenant).await?;
        let credentials = twilio.credentials()?;
        let found = self.twilio.find_number(&credentials, number).await?.ok_or(ConnectionError::NotTheirs)?;
        if !found.voice_capable {
            return Err(ConnectionError::NoVoice);
        }
        self.store.add_number(scope, number, change).await?;
        let urls = self.number_urls(tenant, &config);
        let number = self.twilio.set_number_urls(&credentials, &found.sid, &urls).await?;
        Ok(AccountNumber { connected: true, set: self.is_set(&number, tenant, &config), number })
    }

    /// Disconnects a number. Its calls no longer arrive here, and its URLs at Twilio are cleared. The result of the
    /// request to Twilio is returned apart: a number that was released at Twilio is disconnected as well.
    pub async fn disconnect(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<Result<(), ConnectionError>, ConnectionError> {
        self.store.remove_number(scope, number, change).await?;
        Ok(Box::pin(self.clear(scope, number)).await)
    }

    async fn clear(&self, scope: &TenantScope, number: &PhoneNumber) -> Result<(), ConnectionError> {
        let secrets = self.secrets.get(scope).await?;
        let credentials = secrets.twilio()?.credentials()?;
        match self.twilio.find_number(&credentials, number).await? {
            // A number that now points elsewhere must not change. The comparison ignores the fallback URL, which may
            // contain an old forwarding number.
            Some(found) if found.voice_url == Some(self.urls.voice()) => {
                Ok(self.twilio.clear_number_urls(&credentials, &found.sid).await.map(|_| ())?)
            }
            _ => Ok(()),
        }
    }

    /// Sets the URLs of the company's numbers again, with the current forwarding number. Returns the numbers that
    /// failed.
    pub async fn update_number_urls(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        config: &TenantConfig,
    ) -> Result<BTreeSet<PhoneNumber>, ConnectionError> {
        let secrets = self.secrets.get(scope).await?;
        let credentials = secrets.twilio()?.credentials()?;
        let urls = self.number_urls(tenant, config);
        let mut left = tenant.numbers.clone();
        for number in self.twilio.list_numbers(&credentials).await? {
            if tenant.numbers.contains(&number.phone_number)
                && self.twilio.set_number_urls(&credentials, &number.sid, &urls).await.is_ok()
            {
                left.remove(&number.phone_number);
            }
        }
        Ok(left)
    }

    /// The URLs of a company's numbers. The fallback URL forwards to the published forwarding number if it may be dialed.
    fn number_urls(&self, tenant: &TenantItem, config: &TenantConfig) -> NumberUrls {
        self.urls.number_urls(config.forwarding_number.as_ref().filter(|number| tenant.dialing.allow(number)))
    }

    fn is_set(&self, number: &IncomingNumber, tenant: &TenantItem, config: &TenantConfig) -> bool {
        let urls = self.number_urls(tenant, config);
        number.voice_url.as_ref() == Some(&urls.voice_url)
            && number.voice_fallback_url.as_ref() == Some(&urls.fallback_url)
            && number.status_callback.as_ref() == Some(&urls.status_url)
            && number.voice_application_sid.is_none()
            && number.trunk_sid.is_none()
    }

    async fn twilio_and_config(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
    ) -> Result<(TwilioSecrets, TenantConfig), ConnectionError> {
        let (secrets, config) = tokio::try_join!(async { Ok(self.secrets.get(scope).await?) }, async {
            let config = self.store.get_config(scope, tenant.published_version).await?;
            config.ok_or(ConnectionError::Change(ChangeError::Missing))
        })?;
        Ok((secrets.twilio()?.clone(), config))
    }
}
