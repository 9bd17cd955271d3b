//! The connection check: can a call arrive and be answered? Each part of the connection is checked, and each fault gets
//! a [`CheckMessage`].

use std::collections::BTreeSet;

use domain::{
    phone::PhoneNumber,
    tenant::{MessagingServiceSid, TenantConfig},
};
use openai::ModelError;
use platform::boxed;
use store::{
    ChangeError, Credential, Health, StoreError, TenantItem, TenantScope, TenantStatus, secret_token::last_four,
};
use twilio::{
    rest::{AccountStatus, Credentials, IncomingNumber, RestError},
    signature::sign,
};

use super::{ConnectionError, Connections};
use crate::{
    message::{self, CheckMessage},
    secrets::{SecretsError, TwilioSecrets},
};

/// More time than a webhook without work needs, including a cold start.
const WEBHOOK_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(8);
/// The id of a call that does not exist, so the status callback has no effect.
const NO_CALL: &str = "CAffffffffffffffffffffffffffffffff";

/// The result for one part of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, which never changes.
    pub name: &'static str,
    /// The finding.
    pub finding: Finding,
}

/// The finding for one part of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It works.
    Right,
    /// It works, but could be better.
    Advice(CheckMessage),
    /// It is faulty, and calls are affected.
    Wrong(CheckMessage),
    /// It was not checked, since an earlier part is faulty.
    NotReached,
}

impl Connections {
    /// Checks a company's connection from end to end.
    #[boxed]
    pub async fn check(&self, scope: &TenantScope, tenant: &TenantItem) -> Result<Vec<Check>, StoreError> {
        let config = self.store.get_config(scope, tenant.published_version).await?;
        let known = self.store.get_credentials(scope).await?;
        let secrets = self.secrets.fetch(scope, tenant.credentials_version).await;
        let twilio = secrets
            .as_ref()
            .map_err(secrets_message)
            .and_then(|secrets| secrets.twilio().map_err(|error| secrets_message(&error)));
        let mut checks = vec![service(tenant), numbers(tenant)];
        match twilio.as_ref().map(|twilio| (twilio, twilio.credentials())) {
            Ok((twilio, Ok(credentials))) => {
                let config = config.as_ref();
                Box::pin(self.check_twilio(scope, tenant, config, (twilio, credentials), &mut checks)).await?;
            }
            Ok((_, Err(_))) => {
                checks.push(wrong("twilio_credentials", message::TWILIO_CREDENTIALS_MALFORMED.message()));
            }
            Err(problem) => {
                checks.push(wrong("twilio_credentials", problem.clone()));
                checks.extend(
                    ["numbers_at_twilio", "texts_at_twilio", "webhook"]
                        .map(|name| Check { name, finding: Finding::NotReached }),
                );
            }
        }
        let model_key = match &secrets {
            Ok(secrets) => match self.secrets.key_for(secrets, &self.model.setting().key).await {
                Ok(key) => self.model.check_key(&key).await.map_err(|error| model_message(&error)),
                Err(_) => Err(message::NO_MODEL_KEY.message()),
            },
            Err(error) => Err(secrets_message(error)),
        };
        if let Some(openai) = &known.openai {
            let health = if model_key.is_ok() { Health::Works } else { Health::Refused };
            self.store
                .note_health(scope, Credential::OpenAi, (&openai.last_four, ""), health, self.clock.now())
                .await?;
        }
        checks.push(Check { name: "model", finding: model_key.map_or_else(Finding::Wrong, |()| Finding::Right) });
        if let Some(config) = &config {
            checks.push(Check { name: "people", finding: self.people(tenant, config).await? });
        }
        Ok(checks)
    }

    async fn check_twilio(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        config: Option<&TenantConfig>,
        (twilio, credentials): (&TwilioSecrets, Credentials<'_>),
        checks: &mut Vec<Check>,
    ) -> Result<(), StoreError> {
        let account = self.heed(scope, twilio, self.twilio.get_account(&credentials).await).await;
        let (health, finding) = match &account {
            Ok(account) if account.status == AccountStatus::Active => (Health::Works, Finding::Right),
            Ok(_) => (Health::Refused, Finding::Wrong(message::ACCOUNT_NOT_ACTIVE.message())),
            Err(RestError::Unauthorized) => (Health::Refused, Finding::Wrong(message::AUTH_TOKEN_REJECTED.message())),
            Err(_) => (Health::Unknown, Finding::Wrong(message::TWILIO_UNREACHABLE.message())),
        };
        let token = credentials.auth_token;
        let named = (last_four(token.expose()), token.fingerprint());
        let named = (named.0, named.1.as_str());
        self.store.note_health(scope, Credential::Twilio, named, health, self.clock.now()).await?;
        checks.push(Check { name: "twilio_credentials", finding });
        // Without our keys, nothing says whether a fallback URL is ours.
        let held = match account {
            Ok(_) if self.load_keys().await.is_ok() => self.twilio.list_numbers(&credentials).await.ok(),
            _ => None,
        };
        let at_twilio = match (&held, config) {
            (Some(held), Some(config)) => self.numbers_at_twilio(tenant, config, held),
            _ => Finding::NotReached,
        };
        checks.push(Check { name: "numbers_at_twilio", finding: at_twilio });
        let texts = match &held {
            Some(held) => self.texts_at_twilio(tenant, config, (held, credentials)).await,
            None => Finding::NotReached,
        };
        checks.push(Check { name: "texts_at_twilio", finding: texts });
        let webhook = match tenant.numbers.first() {
            Some(number) if tenant.status.is_in_service() => self.webhook(number, credentials).await,
            _ => Finding::NotReached,
        };
        checks.push(Check { name: "webhook", finding: webhook });
        Ok(())
    }

    fn numbers_at_twilio(&self, tenant: &TenantItem, config: &TenantConfig, held: &[IncomingNumber]) -> Finding {
        let problems: Vec<CheckMessage> = tenant
            .numbers
            .iter()
            .filter_map(|number| match held.iter().find(|held| held.phone_number == *number) {
                None => Some(message::NUMBER_NOT_HELD.with(number)),
                Some(held) if !self.is_set(held, tenant, config) => Some(message::NUMBER_NOT_SET.with(number)),
                Some(_) => None,
            })
            .collect();
        if problems.is_empty() { Finding::Right } else { Finding::Wrong(problems.into_iter().collect()) }
    }

    /// Whether the texts to each number reach us, and whether the messaging service of the configuration can send. Calls do not
    /// depend on it.
    async fn texts_at_twilio(
        &self,
        tenant: &TenantItem,
        config: Option<&TenantConfig>,
        (held, credentials): (&[IncomingNumber], Credentials<'_>),
    ) -> Finding {
        let ours = self.urls.message();
        let reaches =
            |held: &IncomingNumber| held.sms_url.as_ref() == Some(&ours) && held.sms_application_sid.is_none();
        let mut held = tenant.numbers.iter().filter_map(|number| held.iter().find(|held| held.phone_number == *number));
        let not_set = held.find(|held| !reaches(held)).map(|held| message::TEXTS_NOT_SET.with(&held.phone_number));
        let mut advice: Vec<_> = not_set.into_iter().collect();
        if let Some(service) = config.and_then(|config| config.texts.messaging_service.as_ref()) {
            advice.extend(self.messaging_service(tenant, service, credentials).await);
        }
        if advice.is_empty() { Finding::Right } else { Finding::Advice(advice.into_iter().collect()) }
    }

    /// What is wrong with the messaging service that sends the company's texts.
    async fn messaging_service(
        &self,
        tenant: &TenantItem,
        service: &MessagingServiceSid,
        credentials: Credentials<'_>,
    ) -> Vec<CheckMessage> {
        let found = match self.twilio.find_messaging_service(&credentials, service).await {
            Ok(Some(found)) => found,
            Ok(None) => return vec![message::MESSAGING_SERVICE_UNKNOWN.with(service)],
            Err(_) => return vec![message::SERVICE_NOT_CHECKED.message()],
        };
        let (senders, others): (Vec<_>, Vec<_>) =
            tenant.numbers.iter().partition(|number| found.senders.contains(number));
        let mut advice: Vec<_> = others.into_iter().map(|number| message::NUMBER_NOT_IN_SERVICE.with(number)).collect();
        if !senders.is_empty() && !found.defers_to_numbers {
            advice.push(message::SERVICE_KEEPS_TEXTS.message());
        }
        advice
    }

    /// The published numbers that calls are transferred to: is there one, and may each be dialed? They were checked when the
    /// version was published; the company's rules and the connected numbers change afterwards.
    async fn people(&self, tenant: &TenantItem, config: &TenantConfig) -> Result<Finding, StoreError> {
        let mut problems = Vec::new();
        let dialed: BTreeSet<&PhoneNumber> = config.dialed_numbers().map(|(_, number)| number).collect();
        for number in dialed {
            if !tenant.dialing.allow(number) {
                problems.push(message::NUMBER_NOT_ALLOWED.with(number));
            } else if self.store.get_number_route(number).await?.is_some() {
                problems.push(message::NUMBER_COMES_BACK.with(number));
            }
        }
        Ok(match (&config.forwarding_number, config.on_call.people.is_empty()) {
            _ if !problems.is_empty() => Finding::Wrong(problems.into_iter().collect()),
            (None, _) => Finding::Advice(message::NO_FORWARDING_NUMBER.message()),
            (Some(_), true) => Finding::Advice(message::NO_ONE_ON_CALL.message()),
            (Some(_), false) => Finding::Right,
        })
    }

    /// Posts a status callback to our own public URL, signed as Twilio signs it.
    async fn webhook(&self, number: &PhoneNumber, credentials: Credentials<'_>) -> Finding {
        let url = self.urls.status();
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
        let sent = self.http.post(&url).form(&form).header("x-twilio-signature", signature).timeout(WEBHOOK_TIMEOUT);
        match sent.send().await.map(|answer| answer.status().as_u16()) {
            Ok(200..=299) => Finding::Right,
            Ok(403) => Finding::Wrong(message::WEBHOOK_SIGNATURE_REJECTED.message()),
            Ok(status) => Finding::Wrong(message::WEBHOOK_STATUS.with(status)),
            Err(_) => Finding::Wrong(message::WEBHOOK_UNREACHABLE.message()),
        }
    }
}

fn wrong(name: &'static str, message: CheckMessage) -> Check {
    Check { name, finding: Finding::Wrong(message) }
}

fn service(tenant: &TenantItem) -> Check {
    let finding = match (tenant.status, tenant.test_mode) {
        (TenantStatus::Suspended, _) => Finding::Wrong(message::SERVICE_SUSPENDED.message()),
        (TenantStatus::Inactive, _) => Finding::Wrong(message::SERVICE_INACTIVE.message()),
        (TenantStatus::Active | TenantStatus::Trial, true) => Finding::Advice(message::TEST_MODE.message()),
        (TenantStatus::Active | TenantStatus::Trial, false) => Finding::Right,
    };
    Check { name: "service", finding }
}

fn numbers(tenant: &TenantItem) -> Check {
    let finding = if tenant.numbers.is_empty() { Finding::Wrong(message::NO_NUMBER.message()) } else { Finding::Right };
    Check { name: "numbers", finding }
}

fn secrets_message(error: &SecretsError) -> CheckMessage {
    match error {
        SecretsError::NotStored(_) => message::NO_TWILIO_CREDENTIALS,
        SecretsError::Unavailable(_) => message::SECRETS_UNAVAILABLE,
        SecretsError::Malformed => message::SECRETS_MALFORMED,
    }
    .message()
}

fn model_message(error: &ModelError) -> CheckMessage {
    match error {
        ModelError::Unauthorized => message::MODEL_KEY_REJECTED,
        ModelError::RateLimited => message::MODEL_RATE_LIMITED,
        _ => message::MODEL_UNREACHABLE,
    }
    .message()
}

impl ConnectionError {
    /// A message that explains the error and its remedy.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Twilio(RestError::Unauthorized) => message::CREDENTIALS_REJECTED.message().into(),
            Self::Twilio(RestError::Refused { status: 404, .. }) => message::TWILIO_UNKNOWN.message().into(),
            Self::Twilio(RestError::RateLimited) => message::TWILIO_RATE_LIMITED.message().into(),
            Self::Twilio(_) => message::TWILIO_FAILED.message().into(),
            Self::Model(error) => model_message(error).into(),
            Self::Secrets(error) => secrets_message(error).into(),
            Self::Change(ChangeError::Conflict(conflict)) => conflict.to_string(),
            Self::AccountNotActive
            | Self::NotTheirs
            | Self::NoVoice
            | Self::Purchase(_)
            | Self::UnclearPurchase
            | Self::TooManyOrders
            | Self::Busy
            | Self::Change(_) => self.to_string(),
        }
    }
}
