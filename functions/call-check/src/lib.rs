//! Checks once a day that calls are answered: it plays a short call of a built-in company through the public address, once
//! through the webhook and once through the fallback route, and publishes whether each answered as it must.
//!
//! The built-in company exists only during the check: its items and a random auth token are written before the call and
//! removed afterwards. It is in test mode, has no telephone to ring, and its caller reports a danger, whose answer needs no
//! model. So the check pages no one, bills no one, and leaves nothing behind. [`call`] plays the calls, [`twiml`] reads the
//! answers. Does not know why a route fails: the function's own log says that.

use std::time::Duration;

use connections::secrets::{Secrets, SecretsError};
use domain::tenant::{InvalidConfig, TenantConfig, starter};
use platform::{
    clock::Clock,
    config::{ConfigError, Environment, KeysConfig, SecretsConfig, TableConfig, TelephonyConfig},
    error_chain::ErrorChain,
    key_ring::{KeyRingError, KeySource},
    random,
    runtime::Runtime,
    telemetry::{Metric, Metrics},
};
use serde::{Deserialize, Serialize};
use store::{BuiltInCompany, Store, StoreError};
use tracing::{error, info, warn};
use twilio::{
    sid::{AccountSid, SidError},
    signature::AuthToken,
    webhook_urls::WebhookUrls,
};

mod call;
mod twiml;

use call::{CheckCallError, PlayedCall};

/// The function's time-out, as in `template.yaml`.
pub const TIMEOUT: Duration = Duration::from_mins(2);
/// How long a part that failed waits before it is tried again. A secret that was just written can be read after a few
/// seconds, and the webhook reads a secret at most once in five seconds.
pub const RETRY_AFTER: Duration = Duration::from_secs(6);

/// How often a part is tried: a single lost packet is no alarm.
const ATTEMPTS: u32 = 3;
/// The characters of the built-in company's auth token, with five bits each.
const TOKEN_CHARACTERS: usize = 32;
/// The built-in company's account. Twilio's ids are random, so this is no account.
const ACCOUNT: &str = "AC00000000000000000000000000000000";

const WEBHOOK_CHECK_FAILED: Metric = Metric::count("WebhookCheckFailed");
const FALLBACK_CHECK_FAILED: Metric = Metric::count("FallbackCheckFailed");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 2] = [WEBHOOK_CHECK_FAILED, FALLBACK_CHECK_FAILED];

/// The function's clients, built once.
#[derive(Debug)]
pub struct CallCheck {
    store: Store,
    secrets: Secrets,
    urls: WebhookUrls,
    http: reqwest::Client,
    clock: Clock,
    metrics: Metrics,
}

/// Whether each part answered as it must.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckReport {
    /// The webhook.
    pub webhook: bool,
    /// The fallback route.
    pub fallback: bool,
}

/// Why a part of the check, or the check as a whole, fails.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A value in the program is invalid.
    #[error("a value of the built-in company is invalid")]
    BuiltIn(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Secrets Manager failed.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The keys that sign our URLs cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// The operating system provides no random numbers.
    #[error("no random token could be generated")]
    Randomness(#[from] getrandom::Error),
    /// The built-in company's number is routed to another company.
    #[error("another company has the number of the built-in company")]
    NumberTaken,
    /// A request was not answered as it must be.
    #[error(transparent)]
    Call(#[from] CheckCallError),
}

impl From<InvalidConfig> for CheckError {
    fn from(error: InvalidConfig) -> Self {
        Self::BuiltIn(Box::new(error))
    }
}

impl From<SidError> for CheckError {
    fn from(error: SidError) -> Self {
        Self::BuiltIn(Box::new(error))
    }
}

impl CallCheck {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { telephony, signing_keys, table, secrets } = settings;
        let Runtime { aws, http, clock, metrics, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let secrets_manager = platform::aws::secrets_manager(&aws);
        Self {
            secrets: Secrets::new(secrets_manager.clone(), store.clone(), secrets),
            store,
            urls: WebhookUrls::new(&telephony, KeySource::stored(secrets_manager, signing_keys)),
            http,
            clock,
            metrics,
        }
    }

    /// Checks both parts. A part that fails is tried again after `retry_after`. An error means that the built-in company
    /// could not be removed; the next check replaces it.
    pub async fn run(&self, retry_after: Duration) -> Result<CheckReport, CheckError> {
        let company = BuiltInCompany::new().map_err(|error| CheckError::BuiltIn(Box::new(error)))?;
        let (webhook, removed) = self.check_webhook(&company, retry_after).await;
        let webhook = self.publish(WEBHOOK_CHECK_FAILED, &webhook, "the webhook does not answer calls as it must");
        let fallback = self.check_fallback(&company, retry_after).await;
        let fallback = self.publish(FALLBACK_CHECK_FAILED, &fallback, "the fallback does not answer calls as it must");
        let report = CheckReport { webhook, fallback };
        info!(webhook, fallback, "checked that calls are answered");
        removed?;
        Ok(report)
    }

    fn publish(&self, failed: Metric, result: &Result<(), CheckError>, words: &str) -> bool {
        if let Err(error) = result {
            error!(error = %ErrorChain(error), "{words}");
        }
        self.metrics.put(self.clock.now(), &[(failed, if result.is_ok() { 0.0 } else { 1.0 })]);
        result.is_ok()
    }

    /// Returns whether the webhook answers, and whether the built-in company was removed afterwards.
    async fn check_webhook(
        &self,
        company: &BuiltInCompany,
        retry_after: Duration,
    ) -> (Result<(), CheckError>, Result<(), CheckError>) {
        // The URLs of an answer are signed.
        let set_up = async {
            self.urls.load_keys().await?;
            self.set_up(company).await
        };
        let answered = match Box::pin(set_up).await {
            Ok(token) => self.check_part(company, Some(&token), retry_after).await,
            Err(error) => Err(error),
        };
        let removed = match &answered {
            // Its route is not ours.
            Err(CheckError::NumberTaken) => Ok(()),
            _ => self.tear_down(company).await,
        };
        (answered, removed)
    }

    /// Checks the fallback at a URL that is signed with the current key, so a key that voice-fallback does not have is seen.
    async fn check_fallback(&self, company: &BuiltInCompany, retry_after: Duration) -> Result<(), CheckError> {
        self.urls.load_keys().await?;
        self.check_part(company, None, retry_after).await
    }

    /// Checks the webhook with the company's token, or without a token the fallback, and tries again after a failure.
    async fn check_part(
        &self,
        company: &BuiltInCompany,
        token: Option<&AuthToken>,
        retry_after: Duration,
    ) -> Result<(), CheckError> {
        let mut result = self.play(company, token).await;
        for _ in 1..ATTEMPTS {
            let Err(error) = &result else { break };
            warn!(error = %ErrorChain(error), "a part of the check failed; it is tried again");
            tokio::time::sleep(retry_after).await;
            result = self.play(company, token).await;
        }
        Ok(result?)
    }

    async fn play(&self, company: &BuiltInCompany, token: Option<&AuthToken>) -> Result<(), CheckCallError> {
        let call = PlayedCall::new(self, company, token)?;
        if token.is_some() { call.through_the_webhook().await } else { call.through_the_fallback().await }
    }

    /// Writes the built-in company and a new auth token.
    async fn set_up(&self, company: &BuiltInCompany) -> Result<AuthToken, CheckError> {
        if !self.store.put_built_in_company(company, configuration(company)?, self.clock.now()).await? {
            return Err(CheckError::NumberTaken);
        }
        let token = AuthToken::new(random::characters(TOKEN_CHARACTERS)?);
        let account = AccountSid::parse(ACCOUNT)?;
        self.secrets.replace(company.scope(), Some((account, token.clone()))).await?;
        Ok(token)
    }

    /// Removes the company and everything that its call wrote, and its token.
    async fn tear_down(&self, company: &BuiltInCompany) -> Result<(), CheckError> {
        let (items, token) =
            tokio::join!(self.store.remove_built_in_company(company), self.secrets.replace(company.scope(), None));
        items?;
        token?;
        Ok(())
    }
}

/// There are no people on call and no forwarding number, so no telephone rings.
fn configuration(company: &BuiltInCompany) -> Result<TenantConfig, CheckError> {
    let zone = jiff::tz::TimeZone::get("America/Chicago").map_err(|error| CheckError::BuiltIn(Box::new(error)))?;
    Ok(starter(company.name(), &zone)?)
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    telephony: TelephonyConfig,
    signing_keys: KeysConfig,
    table: TableConfig,
    secrets: SecretsConfig,
}

impl Settings {
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            telephony: TelephonyConfig::from(environment)?,
            signing_keys: KeysConfig::signing(environment)?,
            table: TableConfig::from(environment)?,
            secrets: SecretsConfig::from(environment)?,
        })
    }
}
