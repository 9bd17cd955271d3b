//! The credentials of each company, one secret per company, cached in memory for a few minutes; and the platform's own
//! credentials for companies without their own.
//!
//! A secret is JSON: `{"twilio": {"account_sid": "AC…", "auth_tokens": ["…"], "client": {…}}, "openai": {"api_key": "…"}}`. Each
//! part may be missing; the platform's secret may have `"models": {"NAME": {"api_key": "…"}}` too; `client` is the key for calls from browsers. During the rotation of a token there are two, the newer one first. A rotation needs no
//! deployment: a failed check fetches the secret again. There is a minimum time between two fetches, so that many
//! forged requests do not cause many requests to Secrets Manager.
//!
//! The state in the table is read together with the secret and decides which tokens are believed. A caller that has
//! seen the version of the credentials in a number's route never gets older ones from memory.
//!
//! While Secrets Manager fails, credentials in memory serve for up to an hour after they were fetched, with the state
//! in the table. A secret that was deleted is no failure: its credentials are gone at once.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc, time::Duration};

use aws_sdk_secretsmanager::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
};
use domain::id::TenantId;
use jiff::Timestamp;
use platform::{
    boxed,
    config::{ModelKey, SecretsConfig},
    error_chain::ErrorChain,
    ttl_cache::TtlCache,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use store::{CredentialsItem, Store, TenantScope};
use tracing::warn;

mod twilio_secrets;
mod writes;

use twilio_secrets::StoredTwilio;
pub use twilio_secrets::{KnownClientKey, TwilioSecrets};

/// The age up to which credentials serve while they cannot be fetched again.
const LONGEST_STALE: Duration = Duration::from_hours(1);
/// How long stale credentials serve before the next attempt to fetch them: a failing attempt takes seconds of a call.
const RETRY_AFTER: Duration = Duration::from_secs(15);
const MOST_CACHED: usize = 2_000;
/// Secrets Manager's error code for a missing secret.
const NOT_FOUND: &str = "ResourceNotFoundException";

/// A company's own credentials.
#[derive(Debug, Default)]
pub struct TenantSecrets {
    twilio: Option<TwilioSecrets>,
    model_key: Option<SecretString>,
    known: Arc<CredentialsItem>,
    /// The version of the credentials that the caller had seen when they were fetched. They are this one or a later
    /// one.
    version: u64,
}

impl TenantSecrets {
    fn new(stored: StoredSecret, known: Arc<CredentialsItem>, version: u64) -> Self {
        let twilio = stored.twilio.map(|twilio| TwilioSecrets::new(twilio, Arc::clone(&known)));
        Self { twilio, model_key: stored.openai.map(|openai| openai.api_key), known, version }
    }

    fn stored(&self) -> StoredSecret {
        let openai = self.model_key.clone().map(|api_key| OpenAiSecrets { api_key });
        StoredSecret { twilio: self.twilio.as_ref().map(TwilioSecrets::stored), openai, models: BTreeMap::new() }
    }

    /// For Twilio.
    pub fn twilio(&self) -> Result<&TwilioSecrets, SecretsError> {
        self.twilio.as_ref().ok_or(SecretsError::NotStored("Twilio"))
    }
}

/// The content of a secret.
#[derive(Default, Deserialize)]
struct StoredSecret {
    twilio: Option<StoredTwilio>,
    openai: Option<OpenAiSecrets>,
    /// Keys for single models, by the names that the models' settings have. In the platform's secret only.
    #[serde(default)]
    models: BTreeMap<String, OpenAiSecrets>,
}

#[derive(Deserialize)]
struct OpenAiSecrets {
    api_key: SecretString,
}

/// The platform's own keys for models.
#[derive(Debug)]
struct PlatformKeys {
    of_all: Option<SecretString>,
    named: BTreeMap<String, SecretString>,
}

impl From<StoredSecret> for PlatformKeys {
    fn from(stored: StoredSecret) -> Self {
        let named = stored.models.into_iter().map(|(name, model)| (name, model.api_key)).collect();
        Self { of_all: stored.openai.map(|openai| openai.api_key), named }
    }
}

impl PlatformKeys {
    fn get(&self, key: &ModelKey) -> Option<&SecretString> {
        match key {
            ModelKey::OfCompany => self.of_all.as_ref(),
            ModelKey::OfPlatform(name) => self.named.get(name),
        }
    }
}

impl StoredSecret {
    fn to_text(&self) -> String {
        let mut text = serde_json::Map::new();
        if let Some(twilio) = &self.twilio {
            text.insert("twilio".to_owned(), twilio.to_json());
        }
        if let Some(openai) = &self.openai {
            text.insert("openai".to_owned(), json!({"api_key": openai.api_key.expose_secret()}));
        }
        serde_json::Value::Object(text).to_string()
    }
}

/// Why credentials are unavailable.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// Secrets Manager failed or is unreachable.
    #[error("the secret cannot be read or written")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The secret has an unexpected form. The error contains no part of it.
    #[error("the secret has an unexpected form")]
    Malformed,
    /// Neither the company nor the platform has such credentials.
    #[error("no credentials for {0} are stored")]
    NotStored(&'static str),
}

impl<E, R> From<SdkError<E, R>> for SecretsError
where
    E: std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

/// The credentials of all companies.
#[derive(Debug)]
pub struct Secrets {
    client: Client,
    store: Store,
    prefix: String,
    recent: TtlCache<TenantId, TenantSecrets>,
    platform: TtlCache<(), PlatformKeys>,
    /// The secrets that could not be fetched recently, by name.
    failed: TtlCache<String, ()>,
    refresh_after: Duration,
}

impl Secrets {
    /// Secrets with the names `<prefix>/tenant/<tenant id>` and `<prefix>/platform`.
    #[must_use]
    pub fn new(client: Client, store: Store, config: SecretsConfig) -> Self {
        let SecretsConfig { prefix, refresh_after, lifetime } = config;
        let (recent, platform) = (TtlCache::new(MOST_CACHED, lifetime), TtlCache::new(1, lifetime));
        let failed = TtlCache::new(MOST_CACHED, RETRY_AFTER);
        Self { client, store, prefix, recent, platform, failed, refresh_after }
    }

    /// The name of a company's secret.
    #[must_use]
    pub fn name(prefix: &str, tenant: &TenantId) -> String {
        format!("{prefix}/tenant/{tenant}")
    }

    /// The name of the platform's own secret.
    #[must_use]
    pub fn platform_name(prefix: &str) -> String {
        format!("{prefix}/platform")
    }

    /// The client with access to a company's secret: of the company's session, or the function's own.
    fn client_of(&self, scope: &TenantScope) -> Cow<'_, Client> {
        match scope.session() {
            Some(aws) => Cow::Owned(platform::aws::secrets_manager(aws)),
            None => Cow::Borrowed(&self.client),
        }
    }

    fn name_of(&self, scope: &TenantScope) -> String {
        Self::name(&self.prefix, scope.tenant())
    }

    /// Gets a company's credentials, from the cache if possible. `version` is the version of the credentials that the
    /// caller has seen; 0 accepts all in memory. While Secrets Manager fails, stale ones serve.
    #[must_use]
    #[boxed]
    pub async fn get(&self, scope: &TenantScope, version: u64) -> Result<Arc<TenantSecrets>, SecretsError> {
        if let Some(secrets) = self.in_memory(scope, version) {
            return Ok(secrets);
        }
        Box::pin(self.fetch_or_stale(scope, version)).await
    }

    /// Fetches a company's credentials. While Secrets Manager fails, stale ones serve, with the state in the table.
    async fn fetch_or_stale(&self, scope: &TenantScope, version: u64) -> Result<Arc<TenantSecrets>, SecretsError> {
        let stale = self.recent.get_even_stale(scope.tenant(), LONGEST_STALE);
        let name = self.name_of(scope);
        let client = self.client_of(scope);
        let read = async { read(&client, name.clone()).await.map(|own| (own.unwrap_or_default(), true)) };
        let stored = self.or_stale(&name, || stale.as_deref().map(|stale| (stale.stored(), false)), read);
        let (stored, known) = tokio::join!(stored, self.store.get_credentials(scope));
        let known = match (known, &stale) {
            (Ok(known), _) => Arc::new(known),
            (Err(error), Some(stale)) if stale.version >= version => {
                warn!(error = %ErrorChain(&error), "the state of credentials cannot be read; the cached one is used");
                Arc::clone(&stale.known)
            }
            (Err(error), _) => return Err(SecretsError::Unavailable(Box::new(error))),
        };
        let (stored, is_new) = stored?;
        let secrets = TenantSecrets::new(stored, known, version);
        // Stale credentials do not become younger.
        Ok(if is_new { self.recent.insert(scope.tenant().clone(), secrets) } else { Arc::new(secrets) })
    }

    /// Fetches a secret, or takes the stale one while Secrets Manager fails.
    async fn or_stale<T>(
        &self,
        name: &str,
        stale: impl Fn() -> Option<T>,
        fetch: impl Future<Output = Result<T, SecretsError>>,
    ) -> Result<T, SecretsError> {
        if self.failed.get(&name.to_owned()).is_some()
            && let Some(stale) = stale()
        {
            return Ok(stale);
        }
        match fetch.await {
            Err(SecretsError::Unavailable(error)) => {
                let Some(stale) = stale() else { return Err(SecretsError::Unavailable(error)) };
                warn!(error = %ErrorChain(&*error), "a secret cannot be read; the cached one is used");
                self.failed.insert(name.to_owned(), ());
                Ok(stale)
            }
            fetched => fetched,
        }
    }

    /// Gets a company's credentials if they are in the cache in this version or a later one.
    #[must_use]
    pub fn in_memory(&self, scope: &TenantScope, version: u64) -> Option<Arc<TenantSecrets>> {
        self.recent.get(scope.tenant()).filter(|secrets| secrets.version >= version)
    }

    /// Fetches a company's current credentials, after a check with the cached ones failed. `None` if they were fetched
    /// very recently.
    #[must_use]
    #[boxed]
    pub async fn refresh(&self, scope: &TenantScope, version: u64) -> Result<Option<Arc<TenantSecrets>>, SecretsError> {
        if self.recent.get_younger_than(scope.tenant(), self.refresh_after).is_some() {
            return Ok(None);
        }
        self.fetch(scope, version).await.map(Some)
    }

    /// Fetches a company's current credentials. `version` is the version of the credentials that the caller has seen.
    #[must_use]
    #[boxed]
    pub async fn fetch(&self, scope: &TenantScope, version: u64) -> Result<Arc<TenantSecrets>, SecretsError> {
        let known = async {
            let known = self.store.get_credentials(scope).await;
            known.map_err(|error| SecretsError::Unavailable(Box::new(error)))
        };
        let client = self.client_of(scope);
        let both = async { tokio::try_join!(read(&client, self.name_of(scope)), known) };
        let (own, known) = Box::pin(both).await?;
        let secrets = TenantSecrets::new(own.unwrap_or_default(), Arc::new(known), version);
        Ok(self.recent.insert(scope.tenant().clone(), secrets))
    }

    /// Records that Twilio refused the newest token: webhooks signed with it are believed no more, here at once, and in
    /// other processes when they read the credentials again. A failure is logged.
    #[must_use]
    #[boxed]
    pub async fn note_refusal(&self, scope: &TenantScope, twilio: &TwilioSecrets, now: Timestamp) {
        let noted = async {
            let refused = twilio.refused()?;
            let noted = self.store.note_refused_token(scope, &refused, now).await;
            noted.map_err(|error| SecretsError::Unavailable(Box::new(error)))
        };
        match noted.await {
            Ok(()) => warn!("Twilio refused the auth token; webhooks signed with it are rejected"),
            Err(error) => warn!(error = %ErrorChain(&error), "Twilio refused the auth token; that was not recorded"),
        }
        self.forget(scope);
    }

    /// Removes a company's credentials from the cache.
    pub fn forget(&self, scope: &TenantScope) {
        self.recent.remove(scope.tenant());
    }

    /// The API key for a company's model requests: the company's own, or else the platform's.
    #[must_use]
    #[boxed]
    pub async fn model_key(&self, own: &TenantSecrets) -> Result<SecretString, SecretsError> {
        self.key_for(own, &ModelKey::OfCompany).await
    }

    /// The API key for a company's requests to a model: the company's own or the platform's, or the platform's for this model only.
    #[must_use]
    #[boxed]
    pub async fn key_for(&self, own: &TenantSecrets, key: &ModelKey) -> Result<SecretString, SecretsError> {
        if let (ModelKey::OfCompany, Some(key)) = (key, &own.model_key) {
            return Ok(key.clone());
        }
        let platform = self.platform_keys().await?;
        platform.get(key).cloned().ok_or(SecretsError::NotStored("the model"))
    }

    /// Fetches the platform's own credentials before the first call needs them. If this fails, the first call fetches
    /// them.
    #[must_use]
    #[boxed]
    pub async fn warm_up(&self) {
        if let Err(error) = self.platform_keys().await {
            warn!(error = %ErrorChain(&error), "the platform's secret could not be read");
        }
    }

    /// The platform's own API keys.
    async fn platform_keys(&self) -> Result<Arc<PlatformKeys>, SecretsError> {
        if let Some(keys) = self.platform.get(&()) {
            return Ok(keys);
        }
        let name = Self::platform_name(&self.prefix);
        let fetch = async {
            let stored = read(&self.client, name.clone()).await?.unwrap_or_default();
            Ok(self.platform.insert((), PlatformKeys::from(stored)))
        };
        self.or_stale(&name, || self.platform.get_even_stale(&(), LONGEST_STALE), fetch).await
    }

    /// Finds out whether Secrets Manager can be reached, without reading a secret.
    #[must_use]
    #[boxed]
    pub async fn check(&self) -> Result<(), SecretsError> {
        let asked = self.client.describe_secret().secret_id(Self::platform_name(&self.prefix));
        match asked.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(NOT_FOUND) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

async fn read(client: &Client, name: String) -> Result<Option<StoredSecret>, SecretsError> {
    let answer = match client.get_secret_value().secret_id(name).send().await {
        Ok(answer) => answer,
        Err(error) if error.code() == Some(NOT_FOUND) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let text = answer.secret_string().unwrap_or_default();
    let stored: StoredSecret = serde_json::from_str(text).map_err(|_| SecretsError::Malformed)?;
    match &stored.twilio {
        Some(twilio) if twilio.auth_tokens.is_empty() => Err(SecretsError::Malformed),
        _ => Ok(Some(stored)),
    }
}
