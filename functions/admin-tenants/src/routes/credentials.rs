//! A company's credentials for Twilio and OpenAI. They are tried before they are stored, and never shown.

use std::collections::BTreeSet;

use api::{
    JsonBody, Problem, StrictQuery,
    access::{Authorized, permission::ManageConnection},
};
use axum::{Json, extract::State};
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use store::{ConnectedNumbers, Credential, CredentialsItem, Health, KnownCredential};
use twilio::{sid::AccountSid, signature::AuthToken};
use utoipa::{IntoParams, ToSchema};

use super::{Function, connection_problem, credential_problem};
use crate::AdminTenants;

/// The state of a company's credentials.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Credentials, example = json!({
    "twilio": {
        "account": "AC00000000000000000000000000000000", "last_four": "4f2a", "health": "works",
        "checked_at": "2026-11-23T16:00:00Z", "stored_at": "2026-11-02T15:10:00Z",
    },
}))]
pub(crate) struct CredentialsView {
    /// The credentials for Twilio; missing if none are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    twilio: Option<CredentialView>,
    /// The auth token before the last one, while webhooks signed with it are believed.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_twilio_token: Option<PreviousTokenView>,
    /// The key for OpenAI; if missing, the platform's own key is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    openai: Option<CredentialView>,
    /// The numbers that this request disconnected: they are not in the Twilio account.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    disconnected_numbers: BTreeSet<PhoneNumber>,
}

/// An auth token that a newer one replaced.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviousToken)]
pub(crate) struct PreviousTokenView {
    /// The last four characters.
    last_four: String,
    /// Until when webhooks signed with it are believed.
    #[schema(value_type = String, format = DateTime)]
    believed_until: Timestamp,
}

/// The state of a credential.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Credential)]
pub(crate) struct CredentialView {
    /// The account of the credential, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// The last four characters.
    last_four: String,
    /// Whether the credential worked at the last check.
    health: CredentialHealthView,
    /// The time of the last check.
    #[schema(value_type = String, format = DateTime)]
    checked_at: Timestamp,
    /// When the credential was stored.
    #[schema(value_type = String, format = DateTime)]
    stored_at: Timestamp,
}

/// Whether a credential worked at the last check.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Health)]
enum CredentialHealthView {
    /// The credential worked.
    Works,
    /// The credential was rejected.
    Refused,
    /// The service did not answer.
    Unknown,
}

impl From<KnownCredential> for CredentialView {
    fn from(known: KnownCredential) -> Self {
        let KnownCredential { account, last_four, health, checked_at, stored_at, .. } = known;
        let health = match health {
            Health::Works => CredentialHealthView::Works,
            Health::Refused => CredentialHealthView::Refused,
            Health::Unknown => CredentialHealthView::Unknown,
        };
        Self { account, last_four, health, checked_at, stored_at }
    }
}

impl CredentialsView {
    fn new(item: CredentialsItem, now: Timestamp) -> Self {
        let CredentialsItem { twilio, previous_token, openai, .. } = item;
        let previous = previous_token.filter(|previous| now < previous.until);
        Self {
            twilio: twilio.map(Into::into),
            previous_twilio_token: previous
                .map(|previous| PreviousTokenView { last_four: previous.last_four, believed_until: previous.until }),
            openai: openai.map(Into::into),
            disconnected_numbers: BTreeSet::new(),
        }
    }
}

/// See which credentials are stored
///
/// Shows the last four characters of each credential, and whether it worked at the last check. The credentials
/// themselves are never shown.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/credentials", tag = "Connection",
    responses((status = 200, description = "What is stored", body = CredentialsView))
)]
pub(crate) async fn get_credentials(
    State(function): Function,
    may: Authorized<ManageConnection>,
) -> Result<Json<CredentialsView>, Problem> {
    function.tenant(&may.scope).await?;
    Ok(Json(CredentialsView::new(function.store.get_credentials(&may.scope).await?, may.change.at)))
}

/// Credentials of a Twilio account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TwilioCredentials, example = json!({
    "account_sid": "AC00000000000000000000000000000000", "auth_token": "00000000000000000000000000000000",
}))]
pub(crate) struct TwilioBody {
    /// The account's SID.
    #[schema(value_type = String, pattern = "^AC[0-9a-fA-F]{32}$")]
    account_sid: AccountSid,
    /// The account's auth token.
    #[schema(value_type = String, format = Password)]
    auth_token: SecretString,
}

/// Store Twilio credentials
///
/// Tries the credentials at Twilio, then stores them. After a rotation, webhooks signed with the previous token are
/// believed for an hour, or until Twilio refuses it. Storing the same token again changes nothing. If the credentials
/// are those of another account, numbers that it does not hold are disconnected, and the previous token is believed no
/// more.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/credentials/twilio", tag = "Connection",
    request_body = TwilioBody,
    responses(
        (status = 200, description = "What is stored", body = CredentialsView),
        (status = 409, description = "Another request is changing the credentials"),
        (status = 422, description = "Twilio rejects the credentials; nothing was stored"),
        (status = 502, description = "Twilio cannot be reached; nothing was stored"),
    )
)]
pub(crate) async fn store_twilio(
    State(function): Function,
    may: Authorized<ManageConnection>,
    JsonBody(TwilioBody { account_sid, auth_token }): JsonBody<TwilioBody>,
) -> Result<Json<CredentialsView>, Problem> {
    function.tenant(&may.scope).await?;
    let token = AuthToken::from(auth_token);
    let storing = function.connections.store_twilio(&may.scope, account_sid, token, &may.change);
    let stored = Box::pin(storing).await.map_err(|error| credential_problem("/auth_token", error))?;
    let disconnected_numbers = stored.disconnected;
    Ok(Json(CredentialsView { disconnected_numbers, ..CredentialsView::new(stored.item, may.change.at) }))
}

/// Drop the previous Twilio token
///
/// Webhooks signed with the token before the last rotation are no longer believed. Drop it when the new token is the
/// primary one at Twilio, or when the old one leaked.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/credentials/twilio/previous-token", tag = "Connection",
    responses(
        (status = 200, description = "What is stored", body = CredentialsView),
        (status = 409, description = "Another request is changing the credentials"),
    )
)]
pub(crate) async fn drop_previous_token(
    State(function): Function,
    may: Authorized<ManageConnection>,
) -> Result<Json<CredentialsView>, Problem> {
    let item = function.connections.drop_previous_token(&may.scope, &may.change).await.map_err(connection_problem)?;
    Ok(Json(CredentialsView::new(item, may.change.at)))
}

/// What happens to the connected numbers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteTwilioQuery {
    /// `keep` deletes the credentials although numbers are connected, because they leaked, for example.
    #[serde(default)]
    #[param(inline, example = "keep")]
    connected_numbers: Connected,
}

/// What happens to the connected numbers.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Connected {
    /// The deletion is refused while a number is connected.
    #[default]
    Refuse,
    /// They stay connected, and their callers reach the forwarding number.
    Keep,
}

/// Delete the Twilio credentials
///
/// Disconnect the numbers first: without credentials, their addresses at Twilio cannot be removed. While a number is
/// connected, the deletion is refused, unless `connected_numbers` is `keep`. Then no webhook is believed any more, Twilio
/// requests the numbers' fallback URLs, and callers reach the forwarding number. Another company whose Twilio account
/// holds a number can connect it.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/credentials/twilio", tag = "Connection",
    responses(
        (status = 200, description = "What is stored", body = CredentialsView),
        (status = 409, description = "Numbers are connected, or another request is changing the credentials"),
    )
)]
pub(crate) async fn delete_twilio(
    State(function): Function,
    may: Authorized<ManageConnection>,
    StrictQuery(query): StrictQuery<DeleteTwilioQuery>,
) -> Result<Json<CredentialsView>, Problem> {
    let numbers = match query.connected_numbers {
        Connected::Refuse => ConnectedNumbers::MustBeNone,
        Connected::Keep => ConnectedNumbers::Stay,
    };
    delete(&function, &may, (Credential::Twilio, numbers)).await
}

/// Delete the OpenAI key
///
/// The company's calls use the platform's own key from then on.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/credentials/openai", tag = "Connection",
    responses(
        (status = 200, description = "What is stored", body = CredentialsView),
        (status = 409, description = "Another request is changing the credentials"),
    )
)]
pub(crate) async fn delete_openai(
    State(function): Function,
    may: Authorized<ManageConnection>,
) -> Result<Json<CredentialsView>, Problem> {
    delete(&function, &may, (Credential::OpenAi, ConnectedNumbers::Stay)).await
}

async fn delete(
    function: &AdminTenants,
    may: &Authorized<ManageConnection>,
    which: (Credential, ConnectedNumbers<'static>),
) -> Result<Json<CredentialsView>, Problem> {
    let deleted = function.connections.delete_credentials(&may.scope, which, &may.change).await;
    Ok(Json(CredentialsView::new(deleted.map_err(connection_problem)?, may.change.at)))
}

/// A key for OpenAI.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpenAiCredentials, example = json!({"api_key": "sk-…"}))]
pub(crate) struct OpenAiBody {
    /// The key.
    #[schema(value_type = String, format = Password)]
    api_key: SecretString,
}

/// Store an OpenAI key
///
/// Tries the key at OpenAI, then stores it. The company's calls use it in place of the platform's own key.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/credentials/openai", tag = "Connection",
    request_body = OpenAiBody,
    responses(
        (status = 200, description = "What is stored", body = CredentialsView),
        (status = 409, description = "Another request is changing the credentials"),
        (status = 422, description = "OpenAI rejects the key; nothing was stored"),
        (status = 502, description = "OpenAI cannot be reached; nothing was stored"),
    )
)]
pub(crate) async fn store_openai(
    State(function): Function,
    may: Authorized<ManageConnection>,
    JsonBody(OpenAiBody { api_key }): JsonBody<OpenAiBody>,
) -> Result<Json<CredentialsView>, Problem> {
    function.tenant(&may.scope).await?;
    let stored = function.connections.store_model_key(&may.scope, api_key, &may.change).await;
    let item = stored.map_err(|error| credential_problem("/api_key", error))?;
    Ok(Json(CredentialsView::new(item, may.change.at)))
}
