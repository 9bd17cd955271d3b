//! The credentials of a company's Twilio account, and which of its tokens are believed.

use std::sync::Arc;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{CredentialsItem, RefusedToken, secret_token::last_four};
use twilio::{
    access_token::ClientKey,
    rest::Credentials,
    sid::{AccountSid, ApiKeySid, ApplicationSid},
    signature::AuthToken,
};

use super::SecretsError;

/// The Twilio part of a secret. The newest token comes first; a second one is the token before the last rotation.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct StoredTwilio {
    pub(super) account_sid: AccountSid,
    pub(super) auth_tokens: Vec<AuthToken>,
    #[serde(default)]
    pub(super) client: Option<StoredClient>,
}

/// What calls from browsers need, from the first one on.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct StoredClient {
    api_key_sid: ApiKeySid,
    api_key_secret: SecretString,
    application_sid: ApplicationSid,
    voice_url: String,
}

/// The key for calls from browsers, with the URL that its application has.
#[derive(Debug, Clone)]
pub struct KnownClientKey {
    /// The key and its application.
    pub key: ClientKey,
    /// `VoiceUrl` of the application.
    pub voice_url: String,
}

impl From<StoredClient> for KnownClientKey {
    fn from(stored: StoredClient) -> Self {
        let StoredClient { api_key_sid, api_key_secret, application_sid, voice_url } = stored;
        let key = ClientKey { api_key: api_key_sid, secret: api_key_secret, application: application_sid };
        Self { key, voice_url }
    }
}

impl From<KnownClientKey> for StoredClient {
    fn from(KnownClientKey { key, voice_url }: KnownClientKey) -> Self {
        let ClientKey { api_key, secret, application } = key;
        Self { api_key_sid: api_key, api_key_secret: secret, application_sid: application, voice_url }
    }
}

impl StoredTwilio {
    pub(super) fn to_json(&self) -> Value {
        let tokens: Vec<&str> = self.auth_tokens.iter().map(AuthToken::expose).collect();
        let mut text = json!({"account_sid": self.account_sid, "auth_tokens": tokens});
        if let Some(client) = &self.client {
            text["client"] = json!({
                "api_key_sid": client.api_key_sid,
                "api_key_secret": client.api_key_secret.expose_secret(),
                "application_sid": client.application_sid,
                "voice_url": client.voice_url,
            });
        }
        text
    }
}

/// Credentials of a Twilio account.
#[derive(Debug, Clone)]
pub struct TwilioSecrets {
    /// The account.
    pub account_sid: AccountSid,
    auth_tokens: Vec<AuthToken>,
    client: Option<StoredClient>,
    known: Arc<CredentialsItem>,
}

impl TwilioSecrets {
    pub(super) fn new(stored: StoredTwilio, known: Arc<CredentialsItem>) -> Self {
        let StoredTwilio { account_sid, auth_tokens, client } = stored;
        Self { account_sid, auth_tokens, client, known }
    }

    pub(super) fn stored(&self) -> StoredTwilio {
        StoredTwilio {
            account_sid: self.account_sid.clone(),
            auth_tokens: self.auth_tokens.clone(),
            client: self.client.clone(),
        }
    }

    /// The credentials for Twilio's REST API: the account and its newest token.
    pub fn credentials(&self) -> Result<Credentials<'_>, SecretsError> {
        Ok(Credentials { account_sid: &self.account_sid, auth_token: self.newest()? })
    }

    /// The key for calls from browsers. `None` before the first one.
    #[must_use]
    pub fn client_key(&self) -> Option<KnownClientKey> {
        self.client.clone().map(Into::into)
    }

    /// The newest token.
    pub fn newest(&self) -> Result<&AuthToken, SecretsError> {
        self.auth_tokens.first().ok_or(SecretsError::Malformed)
    }

    /// The token with a fingerprint.
    #[must_use]
    pub fn named(&self, fingerprint: &str) -> Option<&AuthToken> {
        self.auth_tokens.iter().find(|token| token.fingerprint() == fingerprint)
    }

    /// The tokens whose signatures are believed: the newest one unless Twilio refused it, and for a while the one
    /// before.
    pub fn believed_at(&self, now: Timestamp) -> impl Iterator<Item = &AuthToken> {
        let tokens = self.auth_tokens.iter().enumerate();
        tokens
            .filter(move |(at, token)| self.known.believes(&token.fingerprint(), *at == 0, now))
            .map(|(_, token)| token)
    }

    /// The newest token, as the one that Twilio refused.
    pub fn refused(&self) -> Result<RefusedToken, SecretsError> {
        let newest = self.newest()?;
        Ok(RefusedToken {
            account: self.account_sid.to_string(),
            last_four: last_four(newest.expose()).to_owned(),
            fingerprint: newest.fingerprint(),
        })
    }
}
