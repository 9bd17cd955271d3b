//! The numbers of a company.
//!
//! A number is connected in three steps. It is found in the company's own Twilio account, which proves that the company
//! holds it. It is routed to the company; if it is routed to another one, that one's account is asked too. Its URLs at
//! Twilio are set to ours. After a failure at any step, the number can be connected again.

use std::collections::BTreeSet;

use domain::{phone::PhoneNumber, tenant::TenantConfig};
use futures_util::future::try_join_all;
use platform::boxed;
use store::{ChangeContext, ChangeError, Conflict, NumberClaim, TenantItem, TenantScope, TenantSessions};
use twilio::{
    rest::{Credentials, IncomingNumber, RestError},
    sid::AccountSid,
    webhook_urls::{CompanyOfCall, NumberUrls},
};

use super::{ConnectionError, Connections};
use crate::secrets::TwilioSecrets;

/// How often a claim asks who holds a number while credentials change.
const PROOFS: usize = 2;

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

impl Connections {
    /// Lists the numbers of the company's Twilio account.
    #[boxed]
    pub async fn list_numbers(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
    ) -> Result<Vec<AccountNumber>, ConnectionError> {
        let (twilio, config) = self.twilio_and_config(scope, tenant).await?;
        self.load_keys().await?;
        let numbers = self.twilio.list_numbers(&twilio.credentials()?).await;
        let numbers = self.heed(scope, &twilio, numbers).await?;
        let listed = numbers.into_iter().map(|number| AccountNumber {
            connected: tenant.numbers.contains(&number.phone_number),
            set: self.is_set(&number, tenant, &config),
            number,
        });
        Ok(listed.collect())
    }

    /// Connects a number of the company's Twilio account. If it is routed to another company whose account does not
    /// hold it, it moves to this company.
    #[boxed]
    pub async fn connect(
        &self,
        sessions: &TenantSessions,
        scope: &TenantScope,
        tenant: &TenantItem,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<AccountNumber, ConnectionError> {
        let (twilio, config) = self.twilio_and_config(scope, tenant).await?;
        let found = self.find(scope, &twilio, number).await?.ok_or(ConnectionError::NotTheirs)?;
        self.load_keys().await?;
        Box::pin(self.attach(sessions, scope, (tenant, &config, &twilio), found, change)).await
    }

    /// A number of the account. `None` if the account does not hold it.
    pub(super) async fn find(
        &self,
        scope: &TenantScope,
        twilio: &TwilioSecrets,
        number: &PhoneNumber,
    ) -> Result<Option<IncomingNumber>, ConnectionError> {
        let found = self.twilio.find_number(&twilio.credentials()?, number).await;
        Ok(self.heed(scope, twilio, found).await?)
    }

    /// Routes a number of the account to the company, and sets its URLs at Twilio. A number that takes no calls is refused.
    pub(super) async fn attach(
        &self,
        sessions: &TenantSessions,
        scope: &TenantScope,
        (tenant, config, twilio): (&TenantItem, &TenantConfig, &TwilioSecrets),
        found: IncomingNumber,
        change: &ChangeContext,
    ) -> Result<AccountNumber, ConnectionError> {
        if !found.voice_capable {
            return Err(ConnectionError::NoVoice);
        }
        let number = &found.phone_number;
        match self.store.add_number(scope, number, tenant.credentials_version, change).await {
            Err(ChangeError::Conflict(Conflict::NumberTaken)) => {
                Box::pin(self.claim(sessions, scope, tenant, &twilio.account_sid, number, change)).await?;
            }
            added => drop(added?),
        }
        let urls = self.number_urls(tenant, config);
        let number = self.twilio.set_number_urls(&twilio.credentials()?, &found.sid, &urls).await?;
        Ok(AccountNumber { connected: true, set: self.is_set(&number, tenant, config), number })
    }

    /// Moves a number from the company that it is routed to. This company's account holds it. The other company keeps
    /// it if its own account holds it, and if Twilio does not say.
    async fn claim(
        &self,
        sessions: &TenantSessions,
        scope: &TenantScope,
        tenant: &TenantItem,
        account: &AccountSid,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<(), ConnectionError> {
        let taken = || ConnectionError::from(ChangeError::from(Conflict::NumberTaken));
        // The lookup with the other company's credentials may itself change them: Twilio refuses the token.
        let mut result = Err(ChangeError::from(Conflict::CredentialsChanged));
        for _ in 0..PROOFS {
            let Some(route) = self.store.get_number_route(number).await? else {
                // It was disconnected meanwhile, or an earlier claim took it and failed before it was given.
                return Ok(self
                    .store
                    .add_number(scope, number, tenant.credentials_version, change)
                    .await
                    .map(|_| ())?);
            };
            let (holder, version) = (sessions.enter_route(&route).await?, route.credentials_version);
            if self.holds(&holder, version, account, number).await? {
                return Err(taken());
            }
            let claim = NumberClaim {
                number,
                credentials_version: tenant.credentials_version,
                holder: &holder,
                holder_credentials_version: version,
            };
            result = self.store.claim_number(scope, &claim, change, &self.by_platform()).await;
            if !matches!(result, Err(ChangeError::Conflict(Conflict::CredentialsChanged))) {
                break;
            }
        }
        Ok(result?)
    }

    /// Whether the company that a number is routed to can prove that it holds the number. `account` is the account of
    /// the company that asks.
    async fn holds(
        &self,
        holder: &TenantScope,
        version: u64,
        account: &AccountSid,
        number: &PhoneNumber,
    ) -> Result<bool, ConnectionError> {
        let secrets = self.secrets.fetch(holder, version).await?;
        let Ok(twilio) = secrets.twilio() else { return Ok(false) };
        if twilio.account_sid == *account {
            return Ok(true);
        }
        let found = self.twilio.find_number(&twilio.credentials()?, number).await;
        match self.heed(holder, twilio, found).await {
            Ok(found) => Ok(found.is_some()),
            Err(RestError::Unauthorized) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The numbers of a company that a Twilio account holds. Each is looked up alone, so an account may have any number
    /// of numbers.
    pub(super) async fn held_numbers(
        &self,
        credentials: &Credentials<'_>,
        numbers: &BTreeSet<PhoneNumber>,
    ) -> Result<BTreeSet<PhoneNumber>, RestError> {
        let lookups = numbers.iter().map(|number| async move {
            let found = self.twilio.find_number(credentials, number).await?;
            Ok::<_, RestError>(found.map(|_| number.clone()))
        });
        Ok(try_join_all(lookups).await?.into_iter().flatten().collect())
    }

    /// Disconnects a number. Its calls no longer arrive here, and its URLs at Twilio are cleared. The result of the
    /// request to Twilio is returned apart: a number that was released at Twilio is disconnected as well.
    #[boxed]
    pub async fn disconnect(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        change: &ChangeContext,
    ) -> Result<Result<(), ConnectionError>, ConnectionError> {
        let tenant = self.store.remove_number(scope, number, change).await?;
        Ok(Box::pin(self.clear(scope, &tenant, number)).await)
    }

    async fn clear(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        number: &PhoneNumber,
    ) -> Result<(), ConnectionError> {
        let secrets = self.secrets.get(scope, tenant.credentials_version).await?;
        let twilio = secrets.twilio()?;
        let credentials = twilio.credentials()?;
        match self.heed(scope, twilio, self.twilio.find_number(&credentials, number).await).await? {
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
    #[boxed]
    pub async fn update_number_urls(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        config: &TenantConfig,
    ) -> Result<BTreeSet<PhoneNumber>, ConnectionError> {
        let secrets = self.secrets.get(scope, tenant.credentials_version).await?;
        let twilio = secrets.twilio()?;
        let credentials = twilio.credentials()?;
        self.load_keys().await?;
        let urls = self.number_urls(tenant, config);
        let mut left = tenant.numbers.clone();
        for number in self.heed(scope, twilio, self.twilio.list_numbers(&credentials).await).await? {
            if tenant.numbers.contains(&number.phone_number)
                && self.twilio.set_number_urls(&credentials, &number.sid, &urls).await.is_ok()
            {
                left.remove(&number.phone_number);
            }
        }
        Ok(left)
    }

    /// The URLs of a company's numbers. The fallback URL forwards to the published forwarding number if it may be
    /// dialed.
    fn number_urls(&self, tenant: &TenantItem, config: &TenantConfig) -> NumberUrls {
        self.urls.number_urls(company_of(tenant, config))
    }

    pub(super) fn is_set(&self, number: &IncomingNumber, tenant: &TenantItem, config: &TenantConfig) -> bool {
        let company = company_of(tenant, config);
        let urls = self.urls.number_urls(company);
        number.voice_url.as_ref() == Some(&urls.voice_url)
            && number.voice_fallback_url.as_ref().is_some_and(|url| self.urls.is_fallback(url, company))
            && number.status_callback.as_ref() == Some(&urls.status_url)
            && number.voice_application_sid.is_none()
            && number.trunk_sid.is_none()
    }

    pub(super) async fn twilio_and_config(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
    ) -> Result<(TwilioSecrets, TenantConfig), ConnectionError> {
        let (secrets, config) =
            tokio::try_join!(async { Ok(self.secrets.get(scope, tenant.credentials_version).await?) }, async {
                let config = self.store.get_config(scope, tenant.published_version).await?;
                config.ok_or(ConnectionError::Change(ChangeError::Missing))
            })?;
        Ok((secrets.twilio()?.clone(), config))
    }
}

/// A company with its published forwarding number, if that may be dialed.
fn company_of<'a>(tenant: &'a TenantItem, config: &'a TenantConfig) -> CompanyOfCall<'a> {
    let forward = config.forwarding_number.as_ref().filter(|number| tenant.dialing.allow(number));
    CompanyOfCall { tenant: &tenant.tenant, forward }
}
