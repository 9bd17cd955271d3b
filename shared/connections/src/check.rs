//! Would a call arrive, and be answered? Each part of the way is looked at, and what is wrong is said in plain words.

use domain::{phone::PhoneNumber, tenant::TenantConfig};
use openai::ModelError;
use store::{ChangeError, Credential, CredentialsItem, Health, StoreError, TenantItem, TenantScope, TenantStatus};
use twilio::{
    rest::{AccountStatus, Credentials, IncomingNumber, RestError},
    signature::sign,
};

use super::{ConnectionError, Connections};
use crate::secrets::SecretsError;

/// Longer than a webhook that does nothing takes, cold start included.
const LONGEST_ROUND: std::time::Duration = std::time::Duration::from_secs(8);
/// A call that there is not: the end of it is told to nobody.
const NO_CALL: &str = "CAconnectioncheck";

/// One part of the way, looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, which stays the same.
    pub name: &'static str,
    /// What was found.
    pub finding: Finding,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It is as it should be.
    Right,
    /// It works, and could be better.
    Advice(String),
    /// It is wrong, and calls suffer.
    Wrong(String),
    /// It could not be looked at, since something before it is wrong.
    NotReached,
}

impl Connections {
    /// Looks at a company's connection from end to end.
    pub async fn check(&self, scope: &TenantScope, tenant: &TenantItem) -> Result<Vec<Check>, StoreError> {
        let config = self.store.get_config(scope, tenant.published_version).await?;
        let known = self.store.get_credentials(scope).await?;
        let secrets = self.secrets.fetch(scope).await;
        let twilio = secrets
            .as_ref()
            .map_err(what_secrets)
            .and_then(|secrets| secrets.twilio().map_err(|error| what_secrets(&error)));
        let mut checks = vec![service(tenant), numbers(tenant)];
        match twilio.as_ref().map(|twilio| twilio.credentials()) {
            Ok(Ok(credentials)) => {
                self.check_twilio(scope, tenant, config.as_ref(), &known, credentials, &mut checks).await?;
            }
            Ok(Err(_)) => checks.push(wrong("twilio_credentials", "The stored Twilio credentials cannot be read.")),
            Err(problem) => {
                checks.push(wrong("twilio_credentials", problem));
                checks
                    .extend(["numbers_at_twilio", "webhook"].map(|name| Check { name, finding: Finding::NotReached }));
            }
        }
        let model_key = match &secrets {
            Ok(secrets) => match self.secrets.model_key(secrets).await {
                Ok(key) => self.model.check_key(&key).await.map_err(|error| what_model(&error)),
                Err(_) => Err("No key to the model is stored: store an OpenAI key. Until then callers are forwarded."),
            },
            Err(error) => Err(what_secrets(error)),
        };
        if let Some(openai) = &known.openai {
            let health = if model_key.is_ok() { Health::Works } else { Health::Refused };
            self.store.note_health(scope, Credential::OpenAi, &openai.last_four, health, self.clock.now()).await?;
        }
        checks.push(Check {
            name: "model",
            finding: model_key.map_or_else(|told| Finding::Wrong(told.into()), |()| Finding::Right),
        });
        checks.extend(config.as_ref().map(people));
        Ok(checks)
    }

    async fn check_twilio(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        config: Option<&TenantConfig>,
        known: &CredentialsItem,
        credentials: Credentials<'_>,
        checks: &mut Vec<Check>,
    ) -> Result<(), StoreError> {
        let account = self.twilio.get_account(&credentials).await;
        let (health, finding) = match &account {
            Ok(account) if account.status == AccountStatus::Active => (Health::Works, Finding::Right),
            Ok(_) => (
                Health::Refused,
                Finding::Wrong("Twilio has suspended or closed the account: see Twilio's console.".into()),
            ),
            Err(RestError::Unauthorized) => (
                Health::Refused,
                Finding::Wrong(
                    "Twilio does not accept the auth token any more: copy it anew from Twilio's console.".into(),
                ),
            ),
            Err(_) => {
                (Health::Unknown, Finding::Wrong("Twilio cannot be reached just now: try again in a minute.".into()))
            }
        };
        if let Some(twilio) = &known.twilio {
            self.store.note_health(scope, Credential::Twilio, &twilio.last_four, health, self.clock.now()).await?;
        }
        checks.push(Check { name: "twilio_credentials", finding });
        let held = match account {
            Ok(_) => self.twilio.list_numbers(&credentials).await.ok(),
            Err(_) => None,
        };
        let at_twilio = match (&held, config) {
            (Some(held), Some(config)) => self.numbers_at_twilio(tenant, config, held),
            _ => Finding::NotReached,
        };
        checks.push(Check { name: "numbers_at_twilio", finding: at_twilio });
        let webhook = match tenant.numbers.first() {
            Some(number) if tenant.status == TenantStatus::Active => self.webhook(number, credentials).await,
            _ => Finding::NotReached,
        };
        checks.push(Check { name: "webhook", finding: webhook });
        Ok(())
    }

    fn numbers_at_twilio(&self, tenant: &TenantItem, config: &TenantConfig, held: &[IncomingNumber]) -> Finding {
        let problems: Vec<String> = tenant
            .numbers
            .iter()
            .filter_map(|number| match held.iter().find(|held| held.phone_number == *number) {
                None => Some(format!("{number} is not in the Twilio account any more: disconnect it here.")),
                Some(held) if !self.is_set(held, config) => {
                    Some(format!("Twilio does not send all calls of {number} here: connect it again."))
                }
                Some(_) => None,
            })
            .collect();
        if problems.is_empty() { Finding::Right } else { Finding::Wrong(problems.join(" ")) }
    }

    /// Tells ourselves what Twilio would, at the public URL and signed as Twilio signs.
    async fn webhook(&self, number: &PhoneNumber, credentials: Credentials<'_>) -> Finding {
        let url = self.links.status();
        let form: Vec<(String, String)> = [
            ("AccountSid", credentials.account_sid.as_str()),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", NO_CALL),
            ("CallStatus", "ringing"),
            ("Direction", "inbound"),
            ("From", "anonymous"),
            ("To", number.as_str()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let signature = sign(credentials.auth_token, &url, &form);
        let sent = self.http.post(&url).form(&form).header("x-twilio-signature", signature).timeout(LONGEST_ROUND);
        match sent.send().await.map(|answer| answer.status().as_u16()) {
            Ok(200..=299) => Finding::Right,
            Ok(403) => Finding::Wrong(
                "Our webhook does not believe Twilio's signature yet: it does within five minutes of storing credentials, \
                 or at the first call."
                    .into(),
            ),
            Ok(status) => Finding::Wrong(format!("Our webhook answered with status {status}: please tell us.")),
            Err(_) => Finding::Wrong(
                "Our webhook cannot be reached at its public address. On a laptop: is the tunnel running?".into(),
            ),
        }
    }
}

fn wrong(name: &'static str, told: &str) -> Check {
    Check { name, finding: Finding::Wrong(told.to_owned()) }
}

fn service(tenant: &TenantItem) -> Check {
    let finding = match (tenant.status, tenant.test_mode) {
        (TenantStatus::Inactive, _) => {
            Finding::Wrong("The company is out of service, so that no call is answered: reactivate it.".into())
        }
        (TenantStatus::Active, true) => {
            Finding::Advice("Test mode is on: calls are answered, and nothing is really booked.".into())
        }
        (TenantStatus::Active, false) => Finding::Right,
    };
    Check { name: "service", finding }
}

fn numbers(tenant: &TenantItem) -> Check {
    let finding = if tenant.numbers.is_empty() {
        Finding::Wrong("No number is connected: connect one of your Twilio account.".into())
    } else {
        Finding::Right
    };
    Check { name: "numbers", finding }
}

fn people(config: &TenantConfig) -> Check {
    let finding = match (&config.forwarding_number, config.on_call.people.is_empty()) {
        (None, _) => Finding::Advice(
            "There is no forwarding number: when something fails, callers can only leave a voicemail.".into(),
        ),
        (Some(_), true) => Finding::Advice("Nobody is on call: an emergency rings the forwarding number alone.".into()),
        (Some(_), false) => Finding::Right,
    };
    Check { name: "people", finding }
}

fn what_secrets(error: &SecretsError) -> &'static str {
    match error {
        SecretsError::NotStored(_) => "No Twilio credentials are stored: store the account SID and auth token.",
        SecretsError::Unavailable(_) => "The stored credentials cannot be read just now: try again in a minute.",
        SecretsError::Malformed => "The stored credentials cannot be read: store them again.",
    }
}

fn what_model(error: &ModelError) -> &'static str {
    match error {
        ModelError::Unauthorized => "The model's server does not accept the key: store another one.",
        ModelError::RateLimited => {
            "The model's server limits our requests: see the credit and limits of the OpenAI account."
        }
        _ => "The model's server cannot be reached just now: try again in a minute.",
    }
}

/// What Twilio or the model's server said, in words for whoever stores credentials.
impl ConnectionError {
    /// What is wrong and what to do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Twilio(RestError::Unauthorized) => {
                "Twilio does not accept this account SID with this auth token: copy both from Twilio's console.".into()
            }
            Self::Twilio(RestError::Refused { status: 404, .. }) => {
                "Twilio does not know this account or number.".into()
            }
            Self::Twilio(RestError::RateLimited) => {
                "Twilio takes no more requests for now: try again in a minute.".into()
            }
            Self::Twilio(_) => {
                "Twilio cannot be reached, or does not answer as it should: try again in a minute.".into()
            }
            Self::Model(error) => what_model(error).into(),
            Self::Secrets(error) => what_secrets(error).into(),
            Self::Change(ChangeError::Conflict(conflict)) => conflict.to_string(),
            Self::AccountNotActive | Self::NotTheirs | Self::NoVoice | Self::Busy | Self::Change(_) => self.to_string(),
        }
    }
}
