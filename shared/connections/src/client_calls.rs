//! What calls from a browser to the agent need at Twilio: an API key and a TwiML application of the company's account. They are
//! made at the first such call, and removed when the credentials are replaced or deleted.

use domain::id::TenantId;
use platform::{boxed, error_chain::ErrorChain};
use store::{TenantItem, TenantScope};
use tracing::warn;
use twilio::{
    access_token::ClientKey,
    rest::{ApplicationUrls, Credentials},
    sid::AccountSid,
    signature::AuthToken,
};

use super::{ConnectionError, Connections};
use crate::secrets::{KnownClientKey, SecretsError, TwilioSecrets};

impl Connections {
    /// The key for calls from a browser, with its account. The first time, it is made in the company's account.
    #[must_use]
    #[boxed]
    pub async fn client_key(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
    ) -> Result<(AccountSid, ClientKey), ConnectionError> {
        self.load_keys().await?;
        let urls = self.application_urls(scope.tenant());
        let secrets = self.secrets.get(scope, tenant.credentials_version).await?;
        if let Some(found) = current(secrets.twilio()?, &urls) {
            return Ok(found);
        }
        let lease = self.store.lease_credentials(scope, self.clock.now()).await?.ok_or(ConnectionError::Busy)?;
        let made = Box::pin(self.make_client_key(scope, tenant, &urls)).await;
        self.store.end_lease(scope, lease).await?;
        made
    }

    async fn make_client_key(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        urls: &ApplicationUrls,
    ) -> Result<(AccountSid, ClientKey), ConnectionError> {
        let secrets = self.secrets.fetch(scope, tenant.credentials_version).await?;
        let twilio = secrets.twilio()?;
        // Another request may have made it, or our URL or its signature has changed since.
        if let Some(found) = current(twilio, urls) {
            return Ok(found);
        }
        let credentials = twilio.credentials()?;
        let (key, is_new) = match twilio.client_key() {
            Some(KnownClientKey { key, .. }) => {
                let updated = self.twilio.update_application(&credentials, &key.application, urls).await;
                self.heed(scope, twilio, updated).await?;
                (key, false)
            }
            None => (self.create_client_key(scope, twilio, urls).await?, true),
        };
        let known = KnownClientKey { key: key.clone(), voice_url: urls.voice.clone() };
        if let Err(error) = self.secrets.put_client_key(scope, known).await {
            if is_new {
                // Its secret is nowhere.
                self.delete_client_key(&credentials, &key).await;
            }
            return Err(error.into());
        }
        Ok((twilio.account_sid.clone(), key))
    }

    async fn create_client_key(
        &self,
        scope: &TenantScope,
        twilio: &TwilioSecrets,
        urls: &ApplicationUrls,
    ) -> Result<ClientKey, ConnectionError> {
        let credentials = twilio.credentials()?;
        let application = self.twilio.create_application(&credentials, urls).await;
        let application = self.heed(scope, twilio, application).await?;
        match self.twilio.create_api_key(&credentials).await {
            Ok(created) => Ok(ClientKey { api_key: created.sid, secret: created.secret, application }),
            Err(error) => {
                if let Err(error) = self.twilio.delete_application(&credentials, &application).await {
                    warn!(error = %ErrorChain(&error), "an application that is not used stays at Twilio");
                }
                Err(error.into())
            }
        }
    }

    /// Erases a company's credentials, and removes the key for calls from a browser from its account. Returns whether there were any.
    #[must_use]
    #[boxed]
    pub async fn erase(&self, scope: &TenantScope) -> Result<bool, SecretsError> {
        match self.secrets.fetch(scope, 0).await {
            Ok(own) => self.remove_client_key(own.twilio().ok(), None).await,
            Err(error) => warn!(error = %ErrorChain(&error), "the key for calls from a browser may stay at Twilio"),
        }
        self.secrets.erase(scope).await
    }

    /// Removes the key for calls from a browser from the account, with the token that was stored or the one that replaces it. What
    /// Twilio does not remove is logged: without our copy of its secret, nothing signs with it.
    pub(super) async fn remove_client_key(
        &self,
        before: Option<&TwilioSecrets>,
        new: Option<(&AccountSid, &AuthToken)>,
    ) {
        let Some(before) = before else { return };
        let Some(KnownClientKey { key, .. }) = before.client_key() else { return };
        let token = match new {
            Some((account, token)) if *account == before.account_sid => Ok(token),
            _ => before.newest(),
        };
        let Ok(auth_token) = token else { return };
        self.delete_client_key(&Credentials { account_sid: &before.account_sid, auth_token }, &key).await;
    }

    async fn delete_client_key(&self, credentials: &Credentials<'_>, key: &ClientKey) {
        let (key, application) = tokio::join!(
            self.twilio.delete_api_key(credentials, &key.api_key),
            self.twilio.delete_application(credentials, &key.application)
        );
        for error in [key.err(), application.err()].into_iter().flatten() {
            warn!(error = %ErrorChain(&error), "the key for calls from a browser stays at Twilio");
        }
    }

    fn application_urls(&self, tenant: &TenantId) -> ApplicationUrls {
        ApplicationUrls { voice: self.urls.test_call(tenant), status: self.urls.test_status(tenant) }
    }
}

/// The stored key, if its application has our URL.
fn current(twilio: &TwilioSecrets, urls: &ApplicationUrls) -> Option<(AccountSid, ClientKey)> {
    let known = twilio.client_key().filter(|known| known.voice_url == urls.voice)?;
    Some((twilio.account_sid.clone(), known.key))
}
