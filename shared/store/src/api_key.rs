//! API keys: their items, and the directory items that map a key's hash to its tenant. The keys themselves are never
//! stored.

use std::{collections::BTreeSet, net::IpAddr};

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{
    access::{AddressRange, KeyScope},
    id::{ApiKeyId, TenantId},
    text::Text,
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChangeContext, ChangeError, ConfinedScope, Conflict, Page, Store, StoreError, TenantScope, TenantSessions,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
    tenant_update::TenantUpdate,
};
use crate::secret_token::ApiKey;

/// The most keys in use per tenant.
const MOST_KEYS: u32 = 50;
/// The precision of the time of last use. A key in constant use causes one write per interval.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// The item of an API key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyItem {
    /// Its id.
    pub key: ApiKeyId,
    /// The name that its owner gave it.
    pub name: Text<60>,
    /// Its scopes.
    pub scopes: BTreeSet<KeyScope>,
    /// Its last four characters.
    pub last_four: String,
    /// When it expires. Missing for keys that are older than the rule that keys expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// The addresses that it works from; every address if empty. Since version 2.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub addresses: BTreeSet<AddressRange>,
    /// When it was revoked, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to within five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last rotated, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Timestamp>,
    /// The previous key, while it still works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousKey>,
    pub(super) hash: String,
}

/// The key before a rotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousKey {
    /// Its last four characters.
    pub last_four: String,
    /// When it expires.
    pub valid_until: Timestamp,
    pub(super) hash: String,
}

/// The directory item of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyHolderItem {
    tenant: TenantId,
    /// The key.
    pub key: ApiKeyId,
    /// Its scopes.
    pub scopes: BTreeSet<KeyScope>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_until: Option<Timestamp>,
    /// The addresses that the key works from; every address if empty. Since version 2.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    addresses: BTreeSet<AddressRange>,
    /// When DynamoDB may delete it, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
}

impl KeyHolderItem {
    fn of(scope: &TenantScope, key: &ApiKeyItem, valid_until: Option<Timestamp>) -> Self {
        let expires_at = valid_until.map(Timestamp::as_second);
        Self {
            tenant: scope.tenant().clone(),
            key: key.key.clone(),
            scopes: key.scopes.clone(),
            valid_until,
            addresses: key.addresses.clone(),
            expires_at,
        }
    }

    /// Whether the key works at a time.
    #[must_use]
    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        self.valid_until.is_none_or(|until| now < until)
    }

    /// Whether the key works from an address. A key that is bound to addresses works from no unknown one.
    #[must_use]
    pub fn admits(&self, source: Option<IpAddr>) -> bool {
        let is_within = |source: IpAddr| self.addresses.iter().any(|range| range.contains(source));
        self.addresses.is_empty() || source.is_some_and(is_within)
    }

    /// Enters its tenant. Only the key itself leads to this item.
    #[must_use]
    #[boxed]
    pub async fn enter(&self, sessions: &TenantSessions) -> Result<ConfinedScope, StoreError> {
        sessions.enter(&self.tenant).await
    }
}

/// A new key.
#[derive(Debug)]
pub struct NewApiKey {
    /// Its id.
    pub key: ApiKeyId,
    /// The name that its owner gives it.
    pub name: Text<60>,
    /// Its scopes.
    pub scopes: BTreeSet<KeyScope>,
    /// When it expires.
    pub valid_until: Timestamp,
    /// The addresses that it works from; every address if empty.
    pub addresses: BTreeSet<AddressRange>,
}

impl Versioned for ApiKeyItem {
    const VERSION: u32 = 2;
}

impl Versioned for KeyHolderItem {
    const VERSION: u32 = 2;
}

impl Store {
    /// Gets the holder of the key with this hash.
    #[must_use]
    #[boxed]
    pub async fn get_key_holder(&self, hash: &str) -> Result<Option<KeyHolderItem>, StoreError> {
        self.get(Key::api_key_holder(hash)).await
    }

    /// Finds out whether the table can be reached: reads the holder of a hash that no key has.
    #[must_use]
    #[boxed]
    pub async fn check(&self) -> Result<(), StoreError> {
        self.get_key_holder("health").await.map(|_| ())
    }

    /// Gets one key's item.
    #[must_use]
    #[boxed]
    pub async fn get_api_key(&self, scope: &TenantScope, key: &ApiKeyId) -> Result<Option<ApiKeyItem>, StoreError> {
        self.within(scope).get(Key::api_key(scope, key)).await
    }

    /// Lists a tenant's keys, including revoked ones.
    #[must_use]
    #[boxed]
    pub async fn list_api_keys(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<ApiKeyItem>, StoreError> {
        self.within(scope).page(&Range::in_order(scope.tenant().as_str(), key::API_KEY), after, limit).await
    }

    /// Stores a new key's item and its hash.
    #[must_use]
    #[boxed]
    pub async fn create_api_key(
        &self,
        scope: &TenantScope,
        new: NewApiKey,
        secret: &ApiKey,
        change: &ChangeContext,
    ) -> Result<ApiKeyItem, ChangeError> {
        let NewApiKey { key, name, scopes, valid_until, addresses } = new;
        let valid_until = Some(valid_until);
        let item = &ApiKeyItem {
            key,
            name,
            scopes,
            last_four: secret.last_four().to_owned(),
            valid_until,
            addresses,
            revoked_at: None,
            last_used_at: None,
            created_at: change.at,
            rotated_at: None,
            previous: None,
            hash: secret.hash(),
        };
        self.update_tenant_with(scope, change, |mut tenant| async move {
            if tenant.keys >= MOST_KEYS {
                return Err(Conflict::TooManyKeys(MOST_KEYS).into());
            }
            tenant.keys += 1;
            let writes = vec![
                self.put_new(Key::api_key_holder(&item.hash), &KeyHolderItem::of(scope, item, valid_until))?,
                self.put_new(Key::api_key(scope, &item.key), item)?,
            ];
            let mut after = json!({"name": item.name, "scopes": item.scopes, "valid_until": item.valid_until});
            if !item.addresses.is_empty() {
                after["addresses"] = json!(item.addresses);
            }
            Ok(TenantUpdate { tenant, writes, event: AuditEvent::new("api_key.created").about(&item.key).to(after) })
        })
        .await?;
        Ok(item.clone())
    }

    /// Replaces a key's secret. The old secret works for `overlap` longer, and the new one until `valid_until`.
    #[must_use]
    #[boxed]
    pub async fn rotate_api_key(
        &self,
        scope: &TenantScope,
        key: &ApiKeyId,
        secret: &ApiKey,
        (overlap, valid_until): (SignedDuration, Timestamp),
        change: &ChangeContext,
    ) -> Result<ApiKeyItem, ChangeError> {
        self.update_tenant_with(scope, change, |tenant| async move {
            let old = self.get_api_key(scope, key).await?.ok_or(ChangeError::Missing)?;
            if old.revoked_at.is_some() || old.valid_until.is_some_and(|until| until <= change.at) {
                return Err(Conflict::KeyOver.into());
            }
            let end = change.at.saturating_add(overlap).unwrap_or(change.at);
            let end = old.valid_until.map_or(end, |until| until.min(end));
            let mut writes = Vec::new();
            if let Some(older) = &old.previous {
                writes.push(self.delete(Key::api_key_holder(&older.hash))?);
            }
            let held = Key::api_key_holder(&old.hash);
            writes.push(if end <= change.at {
                self.delete(held)?
            } else {
                self.put_over(held, &KeyHolderItem::of(scope, &old, Some(end)))?
            });
            let previous = PreviousKey { last_four: old.last_four.clone(), valid_until: end, hash: old.hash.clone() };
            let new = ApiKeyItem {
                last_four: secret.last_four().to_owned(),
                hash: secret.hash(),
                valid_until: Some(valid_until),
                rotated_at: Some(change.at),
                previous: (end > change.at).then_some(previous),
                ..old
            };
            writes
                .push(self.put_new(Key::api_key_holder(&new.hash), &KeyHolderItem::of(scope, &new, new.valid_until))?);
            writes.push(self.put_over(Key::api_key(scope, key), &new)?);
            let event = AuditEvent::new("api_key.rotated")
                .about(key)
                .to(json!({"old_one_works_until": end, "valid_until": valid_until}));
            Ok(TenantUpdate { tenant, writes, event })
        })
        .await?;
        self.get_api_key(scope, key).await?.ok_or(ChangeError::Missing)
    }

    /// Revokes a key and its predecessor at once.
    #[must_use]
    #[boxed]
    pub async fn revoke_api_key(
        &self,
        scope: &TenantScope,
        key: &ApiKeyId,
        change: &ChangeContext,
    ) -> Result<ApiKeyItem, ChangeError> {
        self.update_tenant_with(scope, change, |mut tenant| async move {
            let mut item = self.get_api_key(scope, key).await?.ok_or(ChangeError::Missing)?;
            if item.revoked_at.is_some() {
                return Err(Conflict::KeyOver.into());
            }
            tenant.keys = tenant.keys.saturating_sub(1);
            let mut writes =
                item.hashes().map(|hash| self.delete(Key::api_key_holder(hash))).collect::<Result<Vec<_>, _>>()?;
            item.revoked_at = Some(change.at);
            item.previous = None;
            writes.push(self.put_over(Key::api_key(scope, key), &item)?);
            Ok(TenantUpdate { tenant, writes, event: AuditEvent::new("api_key.revoked").about(key) })
        })
        .await?;
        self.get_api_key(scope, key).await?.ok_or(ChangeError::Missing)
    }

    /// Records that a key was used, at most once per interval, so a busy client costs few writes.
    #[must_use]
    #[boxed]
    pub async fn note_key_use(&self, scope: &TenantScope, key: &ApiKeyId, now: Timestamp) -> Result<(), StoreError> {
        let stale = now.saturating_sub(USE_NOTED_EVERY).unwrap_or(now);
        let noted = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::api_key(scope, key).attributes()))
            .update_expression("SET last_used_at = :now")
            .condition_expression(
                "attribute_exists(sk) AND (attribute_not_exists(last_used_at) OR last_used_at < :stale)",
            )
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":stale", AttributeValue::S(stale.to_string()))
            .send()
            .await;
        match noted {
            Err(error)
                if !error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }
}

impl ApiKeyItem {
    /// The hashes that lead to it.
    pub(super) fn hashes(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.hash.as_str()).chain(self.previous.as_ref().map(|previous| previous.hash.as_str()))
    }
}
