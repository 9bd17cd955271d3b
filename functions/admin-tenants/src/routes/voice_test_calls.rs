//! Test calls by voice, from a browser with Twilio's Voice SDK. `voice-webhook` answers them.

use std::time::Duration;

use api::{
    JsonBody, Problem, WhichVersion,
    access::{Authorized, not_active, permission::TestAgent},
    no_such_version,
};
use axum::{Json, extract::State, http::StatusCode};
use domain::id::TestCallId;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use store::{SaveError, TestCallEntry, TestCallItem};
use utoipa::ToSchema;

use super::{Function, connection_problem};

/// How long the browser can begin the call.
const LASTS: Duration = Duration::from_mins(10);

/// A test call by voice to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BeginVoiceTestCall, example = json!({"version": "draft"}))]
pub(crate) struct BeginVoiceBody {
    /// The version of the configuration; the published one if missing.
    #[serde(default)]
    version: WhichVersion,
}

/// A test call by voice, and the token to place it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VoiceTestCall, example = json!({
    "test_call_id": "tst_9fd4", "token": "eyJ…", "expires_at": "2026-11-23T16:10:00Z",
}))]
pub(crate) struct VoiceTestCallView {
    test_call_id: TestCallId,
    /// An access token for Twilio's Voice SDK. It can call the agent as this test call, and nothing else.
    #[serde(serialize_with = "exposed")]
    #[schema(value_type = String)]
    token: SecretString,
    /// Until when the call can be placed.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

fn exposed<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

/// Begin a test call by voice
///
/// Returns an access token for Twilio's Voice SDK, with which a browser calls the agent within ten minutes. No number is dialed,
/// nothing is booked, no people on call are alerted and no usage is counted; what the model costs counts towards the company's
/// budget. The company must be in service and have Twilio credentials: Twilio bills the call to its account. The first time, an API
/// key and a TwiML application are made there; they are removed when the credentials are replaced or deleted. The conversation can
/// be read like that of a test call in text.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/voice-test-calls", tag = "Connection",
    request_body = BeginVoiceBody,
    responses(
        (status = 201, description = "The test call and its token", body = VoiceTestCallView),
        (status = 409, description = "There are no Twilio credentials, or another request is changing them"),
        (status = 502, description = "Twilio cannot be reached"),
    )
)]
pub(crate) async fn begin_voice_test_call(
    State(function): Function,
    may: Authorized<TestAgent>,
    JsonBody(body): JsonBody<BeginVoiceBody>,
) -> Result<(StatusCode, Json<VoiceTestCallView>), Problem> {
    let now = may.change.at;
    let tenant = function.tenant(&may.scope).await?;
    if !tenant.status.is_in_service() {
        return Err(not_active());
    }
    let version = body.version.number(&tenant);
    function.store.get_config(&may.scope, version).await?.ok_or_else(no_such_version)?;
    let (account, key) = function.connections.client_key(&may.scope, &tenant).await.map_err(connection_problem)?;
    let id = format!("{}{}", TestCallId::PREFIX, platform::random::id_body()?);
    let test_call = TestCallId::parse(&id).map_err(|error| Problem::unavailable(&error))?;
    let called = tenant.tested_number().map_err(|error| Problem::unavailable(&error))?;
    let item = TestCallItem::by_voice(test_call.clone(), version, called, now);
    function.store.save_test_call(&may.scope, &item, 0, now).await.map_err(|error| match error {
        SaveError::Store(error) => error.into(),
        overtaken @ SaveError::Overtaken => Problem::unavailable(&overtaken),
    })?;
    let by = may.change.actor.name.clone();
    let entry = TestCallEntry { test_call: test_call.clone(), version, by, by_voice: true, begun_at: now };
    function.store.put_test_call_entry(&may.scope, entry).await?;
    let token = key.token(&account, test_call.as_str(), (now, LASTS));
    let expires_at = now.saturating_add(LASTS).unwrap_or(now);
    Ok((StatusCode::CREATED, Json(VoiceTestCallView { test_call_id: test_call, token, expires_at })))
}
