//! The JSON of API keys.

use std::collections::BTreeSet;

use api::Within;
use domain::{
    access::{AddressRange, KeyScope},
    id::ApiKeyId,
    text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::ApiKeyItem;
use utoipa::ToSchema;

/// An API key, without the key itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey, example = json!({
    "key_id": "key_7kq2", "name": "Dispatch board", "scopes": ["company:read"], "last_four": "x9Fd", "state": "active",
    "created_at": "2026-11-02T15:04:05Z", "last_used_at": "2026-11-23T15:55:00Z",
}))]
pub(crate) struct ApiKeyView {
    /// The key's id.
    key_id: ApiKeyId,
    /// The key's name.
    name: Text<60>,
    /// The key's scopes.
    scopes: BTreeSet<KeyScope>,
    /// The last four characters of the key.
    last_four: String,
    /// Whether the key works.
    state: KeyState,
    /// When the key expires; missing if it never does, see `never_expires`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// True for a key that was created before keys expired: it works until it is revoked, and gets an expiry when it is
    /// rotated. Missing for every other key.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    never_expires: bool,
    /// The ranges of addresses that the key works from; missing if it works from every address.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(value_type = BTreeSet<String>)]
    allowed_addresses: BTreeSet<AddressRange>,
    /// When the key was revoked; missing if it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
    /// When the key was last used, to within five minutes; missing if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// When the key was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When the key was last rotated; missing if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    rotated_at: Option<Timestamp>,
    /// The key before the last rotation, while it still works.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<PreviousView>,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyState {
    /// The key works.
    Active,
    /// The key has expired.
    Expired,
    /// The key was revoked.
    Revoked,
}

/// The key before a rotation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviousApiKey)]
pub(crate) struct PreviousView {
    /// The last four characters of the key.
    last_four: String,
    /// When the key stops working.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl ApiKeyView {
    /// The key's state at `now`.
    pub(crate) fn at(now: Timestamp, key: ApiKeyItem) -> Self {
        let over = |until: Option<Timestamp>| until.is_some_and(|until| until <= now);
        let state = match (key.revoked_at, over(key.valid_until)) {
            (Some(_), _) => KeyState::Revoked,
            (None, true) => KeyState::Expired,
            (None, false) => KeyState::Active,
        };
        let previous = key.previous.filter(|previous| previous.valid_until > now);
        Self {
            key_id: key.key,
            name: key.name,
            scopes: key.scopes,
            last_four: key.last_four,
            state,
            expires_at: key.valid_until,
            never_expires: key.valid_until.is_none(),
            allowed_addresses: key.addresses,
            revoked_at: key.revoked_at,
            last_used_at: key.last_used_at,
            created_at: key.created_at,
            rotated_at: key.rotated_at,
            previous: previous
                .map(|previous| PreviousView { last_four: previous.last_four, expires_at: previous.valid_until }),
        }
    }
}

/// A new key, shown only once.
#[derive(Serialize, ToSchema)]
#[schema(as = NewApiKey, example = json!({
    "api_key": {
        "key_id": "key_7kq2", "name": "Dispatch board", "scopes": ["company:read"], "last_four": "x9Fd",
        "state": "active", "created_at": "2026-11-02T15:04:05Z",
    },
    "key": "hv_live_…",
}))]
pub(crate) struct NewKeyView {
    /// The key's name, scopes and state.
    pub(crate) api_key: ApiKeyView,
    /// The key itself: send it as `Authorization: Bearer hv_live_…`.
    pub(crate) key: String,
}

/// A key to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateApiKey, example = json!({"name": "Dispatch board", "scopes": ["company:read"], "expires_in_days": 365}))]
pub(crate) struct CreateBody {
    /// The key's name.
    pub(crate) name: Text<60>,
    /// The key's scopes; at least one.
    #[schema(value_type = BTreeSet<KeyScope>, min_items = 1)]
    pub(crate) scopes: Scopes,
    /// The days until the key expires: 1 to 365; 90 if missing.
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 365)]
    pub(crate) expires_in_days: Option<LifetimeDays>,
    /// The ranges of addresses that the key works from, in CIDR notation: at most 20; every address if missing or empty.
    #[schema(value_type = Option<BTreeSet<String>>, max_items = 20)]
    pub(crate) allowed_addresses: Option<AllowedAddresses>,
}

/// The days until a key expires.
pub(crate) type LifetimeDays = Within<1, 365>;

/// The most ranges of addresses of a key.
const MOST_RANGES: usize = 20;

/// The ranges of addresses that a new key works from.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "BTreeSet<AddressRange>")]
pub(crate) struct AllowedAddresses(pub(crate) BTreeSet<AddressRange>);

impl TryFrom<BTreeSet<AddressRange>> for AllowedAddresses {
    type Error = String;

    fn try_from(ranges: BTreeSet<AddressRange>) -> Result<Self, String> {
        let most = format!("has at most {MOST_RANGES} ranges; this one has {}", ranges.len());
        if ranges.len() > MOST_RANGES { Err(most) } else { Ok(Self(ranges)) }
    }
}

/// The scopes of a new key: at least one.
#[derive(Debug, Deserialize)]
#[serde(try_from = "BTreeSet<KeyScope>")]
pub(crate) struct Scopes(pub(crate) BTreeSet<KeyScope>);

impl TryFrom<BTreeSet<KeyScope>> for Scopes {
    type Error = &'static str;

    fn try_from(scopes: BTreeSet<KeyScope>) -> Result<Self, &'static str> {
        if scopes.is_empty() { Err("name at least one") } else { Ok(Self(scopes)) }
    }
}

/// A rotation of a key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RotateApiKey, example = json!({"overlap_seconds": 86400}))]
pub(crate) struct RotateBody {
    /// The seconds for which the old key stays valid: 0 to 604800 (a week); a day if missing.
    #[schema(value_type = Option<u32>, minimum = 0, maximum = 604_800)]
    pub(crate) overlap_seconds: Option<Within<0, 604_800>>,
    /// The days until the new key expires: 1 to 365; 90 if missing.
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 365)]
    pub(crate) expires_in_days: Option<LifetimeDays>,
}
