//! The link that ends a person's digest with one click (RFC 8058). Its token is the person and the company, encrypted with the sealing keys.
//!
//! A mail program has no other proof than the token, so it ends the digest of one person and does nothing else. It works until its key leaves
//! the ring.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    id::{PersonId, TenantId},
    notification::{Channel, NotificationKind},
};
use jiff::Timestamp;
use platform::{
    boxed,
    key_ring::KeyRing,
    sealing::{self, SealError},
};

use super::{Actor, ChangeContext, ChangeError, ConfinedScope, Store, StoreError, TenantScope, TenantSessions};

/// What a token is encrypted for.
const PURPOSE: &str = "unsubscribe";
/// What it ends.
const DIGEST: &str = "digest";

/// The digest of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestSubscription {
    tenant: TenantId,
    person: PersonId,
}

impl DigestSubscription {
    /// The digest of a person of a tenant.
    #[must_use]
    pub fn of(scope: &TenantScope, person: &PersonId) -> Self {
        Self { tenant: scope.tenant().clone(), person: person.clone() }
    }

    /// The token of the link: the id of a key, and what it encrypted.
    pub fn to_token(&self, keys: &KeyRing) -> Result<String, SealError> {
        let plain = format!("{} {}", self.tenant, self.person);
        let (key, sealed) = sealing::seal(keys, PURPOSE, DIGEST, plain.as_bytes())?;
        Ok(format!("{key}.{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// The id of the key that a token names.
    #[must_use]
    pub fn key_of(token: &str) -> Option<&str> {
        token.split_once('.').map(|(key, _)| key)
    }

    /// Reads a token. `None` if none of the keys encrypted it.
    #[must_use]
    pub fn parse(token: &str, keys: &KeyRing) -> Option<Self> {
        let (key, sealed) = token.split_once('.')?;
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = sealing::open(keys, PURPOSE, Some(key), DIGEST, &sealed).ok()?;
        let (tenant, person) = std::str::from_utf8(&plain).ok()?.split_once(' ')?;
        Some(Self { tenant: TenantId::parse(tenant).ok()?, person: PersonId::parse(person).ok()? })
    }

    /// Enters the person's tenant.
    #[must_use]
    #[boxed]
    pub async fn enter(&self, sessions: &TenantSessions) -> Result<ConfinedScope, StoreError> {
        sessions.enter(&self.tenant).await
    }
}

impl Store {
    /// Ends the digest of a person. Nothing is written if they get none. [`ChangeError::Missing`] for a person who was removed.
    #[must_use]
    #[boxed]
    pub async fn end_digest(
        &self,
        scope: &TenantScope,
        DigestSubscription { person, .. }: &DigestSubscription,
        now: Timestamp,
    ) -> Result<(), ChangeError> {
        let found = self.get_person(scope, person).await?.ok_or(ChangeError::Missing)?;
        let mut preferences = self.get_notification_preferences(scope, person).await?;
        if preferences.channel(found.role, NotificationKind::Digest) == Channel::None {
            return Ok(());
        }
        preferences.channels.insert(NotificationKind::Digest, Channel::None);
        let change = ChangeContext { actor: Actor { name: person.to_string(), address: None }, at: now };
        self.set_notification_preferences(scope, person, &preferences, &change).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(key: &str) -> KeyRing {
        KeyRing::parse(&format!(r#"{{"current": "k1", "k1": "{key} of at least thirty-two characters"}}"#))
            .expect("a ring")
    }

    #[test]
    fn token_is_read_with_its_key_only_and_names_no_one() {
        let subscription = DigestSubscription {
            tenant: TenantId::parse("ten_acme").expect("an id"),
            person: PersonId::parse("usr_dana").expect("an id"),
        };
        let token = subscription.to_token(&ring("a key")).expect("sealed");
        assert!(
            token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')),
            "{token}"
        );
        assert_eq!(DigestSubscription::key_of(&token), Some("k1"));
        assert_eq!(DigestSubscription::parse(&token, &ring("a key")), Some(subscription));
        for wrong in ["", "k1", "k1.", "k2.AAAA", &token[..token.len() - 2]] {
            assert_eq!(DigestSubscription::parse(wrong, &ring("a key")), None, "{wrong}");
        }
        assert_eq!(DigestSubscription::parse(&token, &ring("another key")), None);
    }
}
