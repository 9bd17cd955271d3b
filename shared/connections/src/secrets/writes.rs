//! Writing and deleting companies' secrets.

use aws_sdk_secretsmanager::error::ProvideErrorMetadata;
use platform::boxed;
use secrecy::SecretString;
use store::TenantScope;
use twilio::{sid::AccountSid, signature::AuthToken};

use super::{
    KnownClientKey, NOT_FOUND, OpenAiSecrets, Secrets, SecretsError, StoredSecret, read, twilio_secrets::StoredTwilio,
};

impl Secrets {
    /// Stores the credentials of a Twilio account, the newest token first, with the key for calls from browsers if it stays. The caller
    /// holds the lease on the secret.
    #[must_use]
    #[boxed]
    pub async fn put_twilio(
        &self,
        scope: &TenantScope,
        account_sid: AccountSid,
        auth_tokens: Vec<AuthToken>,
        client: Option<KnownClientKey>,
    ) -> Result<(), SecretsError> {
        let client = client.map(Into::into);
        self.change(scope, |stored| stored.twilio = Some(StoredTwilio { account_sid, auth_tokens, client })).await
    }

    /// Stores the key for calls from browsers beside the credentials of its account. The caller holds the lease on the secret.
    #[must_use]
    #[boxed]
    pub async fn put_client_key(&self, scope: &TenantScope, client: KnownClientKey) -> Result<(), SecretsError> {
        self.change(scope, |stored| {
            if let Some(twilio) = &mut stored.twilio {
                twilio.client = Some(client.into());
            }
        })
        .await
    }

    /// Removes all tokens but the newest. The caller holds the lease on the secret.
    #[must_use]
    #[boxed]
    pub async fn remove_previous_token(&self, scope: &TenantScope) -> Result<(), SecretsError> {
        self.change(scope, |stored| {
            if let Some(twilio) = &mut stored.twilio {
                twilio.auth_tokens.truncate(1);
            }
        })
        .await
    }

    /// Deletes the credentials of the Twilio account. The caller holds the lease on the secret.
    #[must_use]
    #[boxed]
    pub async fn delete_twilio(&self, scope: &TenantScope) -> Result<(), SecretsError> {
        self.change(scope, |stored| stored.twilio = None).await
    }

    /// Deletes the API key for the model. The company then uses the platform's own. The caller holds the lease on the
    /// secret.
    #[must_use]
    #[boxed]
    pub async fn delete_model_key(&self, scope: &TenantScope) -> Result<(), SecretsError> {
        self.change(scope, |stored| stored.openai = None).await
    }

    /// Stores an API key for the model. The company then uses it instead of the platform's own.
    #[must_use]
    #[boxed]
    pub async fn put_model_key(&self, scope: &TenantScope, api_key: SecretString) -> Result<(), SecretsError> {
        self.change(scope, |stored| stored.openai = Some(OpenAiSecrets { api_key })).await
    }

    /// Reads, changes and writes a secret. The caller holds the lease on it.
    async fn change(&self, scope: &TenantScope, change: impl FnOnce(&mut StoredSecret)) -> Result<(), SecretsError> {
        let name = self.name_of(scope);
        let client = self.client_of(scope);
        let known = read(&client, name.clone()).await?;
        let is_new = known.is_none();
        let mut stored = known.unwrap_or_default();
        change(&mut stored);
        if is_new {
            client.create_secret().name(name).secret_string(stored.to_text()).send().await?;
        } else {
            client.put_secret_value().secret_id(name).secret_string(stored.to_text()).send().await?;
        }
        self.forget(scope);
        Ok(())
    }

    /// Writes a company's secret anew, with this Twilio account and token only, or with none. Reads nothing: for the
    /// built-in company, whose secret has no other content.
    #[must_use]
    #[boxed]
    pub async fn replace(
        &self,
        scope: &TenantScope,
        twilio: Option<(AccountSid, AuthToken)>,
    ) -> Result<(), SecretsError> {
        let twilio =
            twilio.map(|(account_sid, token)| StoredTwilio { account_sid, auth_tokens: vec![token], client: None });
        let (name, text) = (self.name_of(scope), StoredSecret { twilio, ..StoredSecret::default() }.to_text());
        match self.client.put_secret_value().secret_id(&name).secret_string(&text).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(NOT_FOUND) => {
                self.client.create_secret().name(name).secret_string(text).send().await?;
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a company's secret for good. Returns whether there was one.
    #[must_use]
    #[boxed]
    pub async fn erase(&self, scope: &TenantScope) -> Result<bool, SecretsError> {
        let client = self.client_of(scope);
        let erased = client.delete_secret().secret_id(self.name_of(scope)).force_delete_without_recovery(true);
        self.forget(scope);
        match erased.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some(NOT_FOUND) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
