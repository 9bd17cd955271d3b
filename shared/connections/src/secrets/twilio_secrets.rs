//! The credentials of a company's Twilio account, and which of its tokens are believed.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{CredentialsItem, RefusedToken, secret_token::last_four};
use twilio::{rest::Credentials, sid::AccountSid, signature::AuthToken};

use super::SecretsError;

/// The Twilio part of a secret. The newest token comes first; a second one is the token before the last rotation.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct StoredTwilio {
    pub(super) account_sid: AccountSid,
    pub(super) auth_tokens: Vec<AuthToken>,
}

impl StoredTwilio {
    pub(super) fn to_json(&self) -> Value {
        let tokens: Vec<&str> = self.auth_tokens.iter().map(AuthToken::expose).collect();
        json!({"account_sid": self.account_sid, "auth_tokens": tokens})
    }
}

/// Credentials of a Twilio account.
#[derive(Debug, Clone)]
pub struct TwilioSecrets {
    /// The account.
    pub account_sid: AccountSid,
    auth_tokens: Vec<AuthToken>,
    known: Arc<CredentialsItem>,
}

impl TwilioSecrets {
    pub(super) fn new(stored: StoredTwilio, known: Arc<CredentialsItem>) -> Self {
        let StoredTwilio { account_sid, auth_tokens } = stored;
        Self { account_sid, auth_tokens, known }
    }

    pub(super) fn stored(&self) -> StoredTwilio {
        StoredTwilio { account_sid: self.account_sid.clone(), auth_tokens: self.auth_tokens.clone() }
    }

    /// The credentials for Twilio's REST API: the account and its newest token.
    pub fn credentials(&self) -> Result<Credentials<'_>, SecretsError> {
        Ok(Credentials { account_sid: &self.account_sid, auth_token: self.newest()? })
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
