//! Storing, rotating and deleting a company's credentials.
//!
//! The secret holds the credentials, and the table says which Twilio tokens are believed. A change that adds a token
//! writes the secret first; one that takes belief away writes the table first. Both happen under the lease on the
//! secret.

use std::{collections::BTreeSet, time::Duration};

use domain::phone::PhoneNumber;
use jiff::Timestamp;
use platform::boxed;
use secrecy::{ExposeSecret, SecretString};
use store::{
    ChangeContext, ChangeError, ConnectedNumbers, Credential, CredentialsChange, CredentialsItem, Health,
    KnownCredential, PreviousToken, TenantItem, TenantScope, secret_token::last_four,
};
use twilio::{
    rest::{AccountStatus, Credentials, RestError},
    sid::AccountSid,
    signature::AuthToken,
};

use super::{ConnectionError, Connections};
use crate::secrets::TwilioSecrets;

/// How long the token before a rotation is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenOverlap(pub Duration);

impl TokenOverlap {
    fn until(self, now: Timestamp) -> Timestamp {
        now.saturating_add(self.0).unwrap_or(now)
    }
}

/// The state of credentials after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCredentials {
    /// The state.
    pub item: CredentialsItem,
    /// The numbers that the change disconnected, because the new account does not hold them.
    pub disconnected: BTreeSet<PhoneNumber>,
}

impl Connections {
    /// Stores the credentials of a Twilio account after Twilio has accepted them. If it is another account than before,
    /// numbers that it does not hold are disconnected. If it is the same, the token before is believed for the overlap,
    /// unless Twilio refuses it already.
    #[boxed]
    pub async fn store_twilio(
        &self,
        scope: &TenantScope,
        account_sid: AccountSid,
        token: AuthToken,
        change: &ChangeContext,
    ) -> Result<StoredCredentials, ConnectionError> {
        let account = self.twilio.get_account(&Credentials { account_sid: &account_sid, auth_token: &token }).await?;
        if account.status != AccountStatus::Active {
            return Err(ConnectionError::AccountNotActive);
        }
        let lease = self.store.lease_credentials(scope, self.clock.now()).await?.ok_or(ConnectionError::Busy)?;
        let stored = Box::pin(self.replace_twilio(scope, account_sid, token, change)).await;
        self.store.end_lease(scope, lease).await?;
        self.erase_if_tenant_gone(scope, stored).await
    }

    async fn replace_twilio(
        &self,
        scope: &TenantScope,
        account_sid: AccountSid,
        token: AuthToken,
        change: &ChangeContext,
    ) -> Result<StoredCredentials, ConnectionError> {
        let (tenant, item) = tokio::try_join!(self.store.get_tenant(scope), self.store.get_credentials(scope))?;
        let tenant: TenantItem = tenant.ok_or(ChangeError::Missing)?;
        let secrets = self.secrets.fetch(scope, tenant.credentials_version).await?;
        let is_same_token = |before: &&TwilioSecrets| {
            before.account_sid == account_sid && before.newest().is_ok_and(|newest| newest.expose() == token.expose())
        };
        let client = secrets.twilio().ok().filter(is_same_token).and_then(TwilioSecrets::client_key);
        if client.is_none() {
            self.remove_client_key(secrets.twilio().ok(), Some((&account_sid, &token))).await;
        }
        let before = secrets.twilio().ok().filter(|before| before.account_sid == account_sid);
        let is_same_account = match &item.twilio {
            Some(known) => known.account.as_deref() == Some(account_sid.as_str()),
            None => before.is_some() && item.twilio_deleted_at.is_none(),
        };
        let held = if is_same_account {
            None
        } else {
            let credentials = Credentials { account_sid: &account_sid, auth_token: &token };
            Some(self.held_numbers(&credentials, &tenant.numbers).await?)
        };
        let previous = match before {
            Some(before) if is_same_account => self.previous_token(before, &item, &token).await?,
            _ => None,
        };
        let known = self.known(Some(account_sid.to_string()), token.expose(), Some(token.fingerprint()));
        let (previous, older) = previous.unzip();
        let tokens = std::iter::once(token).chain(older).collect();
        self.secrets.put_twilio(scope, account_sid, tokens, client).await?;
        let new = |item| CredentialsItem {
            twilio: Some(known.clone()),
            previous_token: previous.clone(),
            twilio_deleted_at: None,
            ..item
        };
        let numbers = held.as_ref().map_or(ConnectedNumbers::Stay, ConnectedNumbers::StayIfHeld);
        let stored = CredentialsChange { action: "credentials.stored", which: Credential::Twilio, numbers };
        let (item, disconnected) = self.store.change_credentials(scope, &stored, new, change).await?;
        Ok(StoredCredentials { item, disconnected })
    }

    /// The token that is believed beside a new one, with its end. Storing the same token again changes nothing. The table
    /// says which token was the current one: a rotation that failed after it had written the secret is completed.
    async fn previous_token(
        &self,
        before: &TwilioSecrets,
        item: &CredentialsItem,
        new: &AuthToken,
    ) -> Result<Option<(PreviousToken, AuthToken)>, ConnectionError> {
        let now = self.clock.now();
        let recorded = item.twilio.as_ref().and_then(|known| before.named(known.fingerprint.as_deref()?));
        let current = recorded.map_or_else(|| before.newest(), Ok)?;
        if current.expose() == new.expose() {
            let kept = item.previous_token.clone().filter(|previous| now < previous.until);
            let older =
                |kept: &PreviousToken| before.believed_at(now).find(|token| token.fingerprint() == kept.fingerprint);
            return Ok(kept.and_then(|kept| older(&kept).cloned().map(|older| (kept, older))));
        }
        let is_believed = before.believed_at(now).any(|token| token.expose() == current.expose());
        let until = self.overlap.until(now);
        if !is_believed || until <= now {
            return Ok(None);
        }
        let credentials = Credentials { account_sid: &before.account_sid, auth_token: current };
        if let Err(RestError::Unauthorized) = self.twilio.get_account(&credentials).await {
            return Ok(None);
        }
        let (last_four, fingerprint) = (last_four(current.expose()).to_owned(), current.fingerprint());
        Ok(Some((PreviousToken { last_four, fingerprint, until }, current.clone())))
    }

    /// Ends the belief in the token before the last rotation at once.
    #[boxed]
    pub async fn drop_previous_token(
        &self,
        scope: &TenantScope,
        change: &ChangeContext,
    ) -> Result<CredentialsItem, ConnectionError> {
        let lease = self.store.lease_credentials(scope, self.clock.now()).await?.ok_or(ConnectionError::Busy)?;
        let dropped = async {
            let event = CredentialsChange {
                action: "credentials.previous_token_dropped",
                which: Credential::Twilio,
                numbers: ConnectedNumbers::Stay,
            };
            let new = |item| CredentialsItem { previous_token: None, ..item };
            let (item, _) = self.store.change_credentials(scope, &event, new, change).await?;
            self.secrets.remove_previous_token(scope).await?;
            Ok(item)
        };
        let dropped = Box::pin(dropped).await;
        self.store.end_lease(scope, lease).await?;
        dropped
    }

    /// Deletes the credentials of a service. Numbers that stay connected reach the forwarding number: without Twilio
    /// credentials no webhook is believed, so Twilio requests the fallback URL.
    #[boxed]
    pub async fn delete_credentials(
        &self,
        scope: &TenantScope,
        (which, numbers): (Credential, ConnectedNumbers<'static>),
        change: &ChangeContext,
    ) -> Result<CredentialsItem, ConnectionError> {
        let lease = self.store.lease_credentials(scope, self.clock.now()).await?.ok_or(ConnectionError::Busy)?;
        let deleted = async {
            let own = match which {
                Credential::Twilio => Some(self.secrets.fetch(scope, 0).await?),
                Credential::OpenAi => None,
            };
            let event = CredentialsChange { action: "credentials.deleted", which, numbers };
            let new = |item| match which {
                Credential::Twilio => {
                    CredentialsItem { twilio: None, previous_token: None, twilio_deleted_at: Some(change.at), ..item }
                }
                Credential::OpenAi => CredentialsItem { openai: None, ..item },
            };
            let (item, _) = self.store.change_credentials(scope, &event, new, change).await?;
            self.remove_client_key(own.as_deref().and_then(|own| own.twilio().ok()), None).await;
            match which {
                Credential::Twilio => self.secrets.delete_twilio(scope).await?,
                Credential::OpenAi => self.secrets.delete_model_key(scope).await?,
            }
            Ok(item)
        };
        let deleted = Box::pin(deleted).await;
        self.store.end_lease(scope, lease).await?;
        deleted
    }

    /// Stores an API key for the model after the model's server has accepted it.
    #[boxed]
    pub async fn store_model_key(
        &self,
        scope: &TenantScope,
        api_key: SecretString,
        change: &ChangeContext,
    ) -> Result<CredentialsItem, ConnectionError> {
        self.model.check_key(&api_key).await?;
        let known = self.known(None, api_key.expose_secret(), None);
        let lease = self.store.lease_credentials(scope, self.clock.now()).await?.ok_or(ConnectionError::Busy)?;
        let stored = async {
            self.secrets.put_model_key(scope, api_key).await?;
            let event = CredentialsChange {
                action: "credentials.stored",
                which: Credential::OpenAi,
                numbers: ConnectedNumbers::Stay,
            };
            let new = |item| CredentialsItem { openai: Some(known.clone()), ..item };
            let (item, disconnected) = self.store.change_credentials(scope, &event, new, change).await?;
            Ok(StoredCredentials { item, disconnected })
        };
        let stored = Box::pin(stored).await;
        self.store.end_lease(scope, lease).await?;
        Ok(self.erase_if_tenant_gone(scope, stored).await?.item)
    }

    /// If the company was erased while its credentials were stored, deletes them again.
    async fn erase_if_tenant_gone(
        &self,
        scope: &TenantScope,
        stored: Result<StoredCredentials, ConnectionError>,
    ) -> Result<StoredCredentials, ConnectionError> {
        if matches!(stored, Err(ConnectionError::Change(ChangeError::Missing))) {
            self.secrets.erase(scope).await?;
        }
        stored
    }

    fn known(&self, account: Option<String>, secret: &str, fingerprint: Option<String>) -> KnownCredential {
        let now = self.clock.now();
        KnownCredential {
            account,
            last_four: last_four(secret).to_owned(),
            fingerprint,
            health: Health::Works,
            refused_at: None,
            checked_at: now,
            stored_at: now,
        }
    }
}
