//! API keys: what is known of each, and the directory items by which a key's hash leads to its tenant. The keys
//! themselves are kept nowhere.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{
    access::KeyScope,
    id::{ApiKeyId, TenantId},
    text::Text,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChangeContext, ChangeError, Conflict, Page, Store, StoreError, TenantScope,
    audit::AuditEvent,
    form::Form,
    key::{self, Key},
    page::Range,
    tenant_update::TenantUpdate,
};
use crate::secret_token::ApiKey;

/// Keys a tenant may have in use.
const MOST_KEYS: u32 = 50;
/// How exact the time of last use is: a key in constant use is written down so often.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// What is known of an API key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyItem {
    /// Its id.
    pub key: ApiKeyId,
    /// What its owner calls it.
    pub name: Text<60>,
    /// What it may be used for.
    pub scopes: BTreeSet<KeyScope>,
    /// Its last four characters.
    pub last_four: String,
    /// When it stops working by itself, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// When it was revoked, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to within five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last rotated, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Timestamp>,
    /// The one it took the place of, as long as that still works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousKey>,
    pub(super) hash: String,
}

/// The key that was in use before a rotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousKey {
    /// Its last four characters.
    pub last_four: String,
    /// When it stops working.
    pub valid_until: Timestamp,
    pub(super) hash: String,
}

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyHolderItem {
    tenant: TenantId,
    /// Which key.
    pub key: ApiKeyId,
    /// What it may be used for.
    pub scopes: BTreeSet<KeyScope>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_until: Option<Timestamp>,
    /// When DynamoDB may forget it, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
}

impl KeyHolderItem {
    fn of(scope: &TenantScope, key: &ApiKeyItem, valid_until: Option<Timestamp>) -> Self {
        let expires_at = valid_until.map(Timestamp::as_second);
        let (tenant, id, scopes) = (scope.tenant().clone(), key.key.clone(), key.scopes.clone());
        Self { tenant, key: id, scopes, valid_until, expires_at }
    }

    /// Whether the key works at an instant.
    #[must_use]
    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        self.valid_until.is_none_or(|until| now < until)
    }

    /// The way to its tenant's items; only the key itself leads to such an item.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope(self.tenant.clone())
    }
}

/// A key to be created.
#[derive(Debug)]
pub struct NewApiKey {
    /// Its id.
    pub key: ApiKeyId,
    /// What its owner calls it.
    pub name: Text<60>,
    /// What it may be used for.
    pub scopes: BTreeSet<KeyScope>,
    /// When it stops working by itself, if ever.
    pub valid_until: Option<Timestamp>,
}

impl Form for ApiKeyItem {}
impl Form for KeyHolderItem {}

impl Store {
    /// Whose key has this hash?
    pub async fn get_key_holder(&self, hash: &str) -> Result<Option<KeyHolderItem>, StoreError> {
        self.get(Key::api_key_holder(hash)).await
    }

    /// What is known of a key.
    pub async fn get_api_key(&self, scope: &TenantScope, key: &ApiKeyId) -> Result<Option<ApiKeyItem>, StoreError> {
        self.get(Key::api_key(scope, key)).await
    }

    /// What is known of a tenant's keys, revoked ones included.
    pub async fn list_api_keys(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<ApiKeyItem>, StoreError> {
        self.page(&Range::in_order(scope.tenant().as_str(), key::API_KEY), after, limit).await
    }

    /// Keeps a new key's hash and what is known of it.
    pub async fn create_api_key(
        &self,
        scope: &TenantScope,
        new: NewApiKey,
        secret: &ApiKey,
        change: &ChangeContext,
    ) -> Result<ApiKeyItem, ChangeError> {
        let NewApiKey { key, name, scopes, valid_until } = new;
        let item = &ApiKeyItem {
            key,
            name,
            scopes,
            last_four: secret.last_four().to_owned(),
            valid_until,
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
            let after = json!({"name": item.name, "scopes": item.scopes, "valid_until": item.valid_until});
            Ok(TenantUpdate { tenant, writes, event: AuditEvent::new("api_key.created").about(&item.key).to(after) })
        })
        .await?;
        Ok(item.clone())
    }

    /// Puts a new secret in a key's place; the old one works for `overlap` longer.
    pub async fn rotate_api_key(
        &self,
        scope: &TenantScope,
        key: &ApiKeyId,
        secret: &ApiKey,
        overlap: SignedDuration,
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
                rotated_at: Some(change.at),
                previous: (end > change.at).then_some(previous),
                ..old
            };
            writes
                .push(self.put_new(Key::api_key_holder(&new.hash), &KeyHolderItem::of(scope, &new, new.valid_until))?);
            writes.push(self.put_over(Key::api_key(scope, key), &new)?);
            let event = AuditEvent::new("api_key.rotated").about(key).to(json!({"old_one_works_until": end}));
            Ok(TenantUpdate { tenant, writes, event })
        })
        .await?;
        self.get_api_key(scope, key).await?.ok_or(ChangeError::Missing)
    }

    /// A key works no longer, from this moment on; nor does the one before it.
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

    /// A key was used. Written down now and then only, so that a busy program costs few writes.
    pub async fn note_key_use(&self, scope: &TenantScope, key: &ApiKeyId, now: Timestamp) -> Result<(), StoreError> {
        let stale = now.saturating_sub(USE_NOTED_EVERY).unwrap_or(now);
        let noted = self
            .client
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
