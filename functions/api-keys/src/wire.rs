//! The JSON of API keys.

use std::collections::BTreeSet;

use api::Within;
use domain::{access::KeyScope, id::ApiKeyId, text::Text};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::ApiKeyItem;
use utoipa::ToSchema;

/// What is known of a key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey, example = json!({
    "key_id": "key_7kq2", "name": "Dispatch board", "scopes": ["company:read"], "last_four": "x9Fd", "state": "active",
    "created_at": "2026-11-02T15:04:05Z", "last_used_at": "2026-11-23T15:55:00Z",
}))]
pub(crate) struct ApiKeyView {
    /// Its id.
    key_id: ApiKeyId,
    /// What its owner calls it.
    name: Text<60>,
    /// What it may be used for.
    scopes: BTreeSet<KeyScope>,
    /// Its last four characters.
    last_four: String,
    /// Whether it works.
    state: KeyState,
    /// When it stops working by itself; missing if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// When it was revoked; missing if it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
    /// When it was last used, to within five minutes; missing if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last rotated; missing if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    rotated_at: Option<Timestamp>,
    /// The key it took the place of, as long as that still works.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<PreviousView>,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyState {
    /// It does.
    Active,
    /// Not any more, by itself.
    Expired,
    /// Not any more, since it was revoked.
    Revoked,
}

/// The key that was in use before a rotation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviousApiKey)]
pub(crate) struct PreviousView {
    /// Its last four characters.
    last_four: String,
    /// When it stops working.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl ApiKeyView {
    /// A key as it is at `now`.
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
            revoked_at: key.revoked_at,
            last_used_at: key.last_used_at,
            created_at: key.created_at,
            rotated_at: key.rotated_at,
            previous: previous
                .map(|previous| PreviousView { last_four: previous.last_four, expires_at: previous.valid_until }),
        }
    }
}

/// A key that was made: shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = NewApiKey, example = json!({
    "api_key": {
        "key_id": "key_7kq2", "name": "Dispatch board", "scopes": ["company:read"], "last_four": "x9Fd",
        "state": "active", "created_at": "2026-11-02T15:04:05Z",
    },
    "key": "hv_live_…",
}))]
pub(crate) struct NewKeyView {
    /// What is known of it.
    pub(crate) api_key: ApiKeyView,
    /// The key itself: send it as `Authorization: Bearer hv_live_…`.
    pub(crate) key: String,
}

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateApiKey, example = json!({"name": "Dispatch board", "scopes": ["company:read"], "expires_in_days": 365}))]
pub(crate) struct CreateBody {
    /// What its owner calls it.
    pub(crate) name: Text<60>,
    /// What it may be used for; at least one.
    #[schema(value_type = BTreeSet<KeyScope>, min_items = 1)]
    pub(crate) scopes: Scopes,
    /// When it stops working by itself, in days: 1 to 3650; never if missing.
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 3650)]
    pub(crate) expires_in_days: Option<Within<1, 3_650>>,
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

/// How a key is rotated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RotateApiKey, example = json!({"overlap_seconds": 86400}))]
pub(crate) struct RotateBody {
    /// How long the old key works beside the new one: 0 to 604800 (a week); a day if missing.
    #[schema(value_type = Option<u32>, minimum = 0, maximum = 604_800)]
    pub(crate) overlap_seconds: Option<Within<0, 604_800>>,
}
