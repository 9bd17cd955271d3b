//! Previews: how the agent would answer a call at any time, from any number.

use api::{
    JsonBody, Problem, WhichVersion,
    access::{Authorized, permission::ReadCompany},
    no_such_version,
};
use axum::{Json, extract::State};
use domain::{
    hours::OpenStatus,
    id::CallSid,
    on_file::CallerOnFile,
    phone::Caller,
    preview::{self as agent, bookable_days},
    slot::{Slot, Taken},
    spoken,
    tenant::TenantConfig,
    voice::Voice,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::PersonalData;
use utoipa::ToSchema;

use super::Function;
use crate::wire::Withheld;

/// The call to preview.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PreviewAt, example = json!({"version": "draft", "at": "2026-11-29T03:00:00Z", "from": "+12145550142"}))]
pub(crate) struct PreviewBody {
    /// The version of the configuration; the published one if missing.
    #[serde(default)]
    version: WhichVersion,
    /// When the call would arrive; now if missing.
    #[serde(default, deserialize_with = "api::instant")]
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// The caller's number, as Twilio sends it; a withheld number if missing.
    from: Option<String>,
}

/// How the agent would answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Preview, example = json!({
    "version": 4, "at": "2026-11-29T03:00:00Z", "local_time": "2026-11-28T21:00:00",
    "open": false, "changes_at": "2026-11-30T14:00:00Z",
    "greeting": "Thank you for calling Acme Heating & Air. I'm Nova, an AI assistant. How can I help you today?",
    "prompt": "You are Nova, who answers the telephone for Acme Heating & Air …",
    "voice": {"name": "nova", "twilio": "Polly.Joanna-Neural", "language": "en-US"},
    "slots": [{
        "id": "2026-11-30_morning", "starts": "08:00", "ends": "12:00",
        "spoken": "Monday, November 30, between 8 AM and noon",
    }],
}))]
pub(crate) struct PreviewView {
    /// The version of the configuration.
    version: u32,
    /// When the call would arrive.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The same time in the company's time zone.
    local_time: String,
    /// Whether the company is open.
    open: bool,
    /// When the company closes or opens next; missing if it does neither in the foreseeable future.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    changes_at: Option<Timestamp>,
    /// The greeting; missing if the caller is blocked and the call would be rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    greeting: Option<String>,
    /// The prompt of the model before the caller speaks.
    prompt: String,
    voice: VoiceView,
    /// The bookable slots, earliest first.
    slots: Vec<SlotView>,
    /// What the caller may not read; missing if nothing is withheld.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<Withheld>,
}

/// The agent's voice.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VoiceInUse)]
struct VoiceView {
    /// The name in the configuration.
    name: Voice,
    /// The name at Twilio.
    twilio: &'static str,
    /// The language of speech and of recognition.
    language: &'static str,
}

/// A bookable slot.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferedSlot)]
struct SlotView {
    #[serde(flatten)]
    slot: Slot,
    /// The words that the agent says.
    spoken: String,
}

/// The id of the call in a preview. No real call has it.
const NO_CALL: &str = "CApreview";

/// Preview the agent
///
/// Shows whether the company would be open and until when, the greeting, the full prompt, the voice and the bookable
/// slots. Sends no request to the model and changes nothing. A known caller's name is shown with the permission
/// `read_customers` only, and the audit log records who read it.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/preview", tag = "Trying the agent",
    request_body = PreviewBody,
    responses((status = 200, description = "How the agent would answer", body = PreviewView))
)]
pub(crate) async fn preview(
    State(function): Function,
    may: Authorized<ReadCompany>,
    JsonBody(body): JsonBody<PreviewBody>,
) -> Result<Json<PreviewView>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let version = body.version.number(&tenant);
    let config = function.store.get_config(&may.scope, version).await?.ok_or_else(no_such_version)?;
    let at = body.at.unwrap_or(may.change.at);
    let caller = Caller::from_twilio(body.from.as_deref().unwrap_or_default());
    let customer = async {
        let Some(number) = caller.number() else { return Ok((CallerOnFile::default(), Vec::new())) };
        match function.access.customers(&may, PersonalData::Customer(number)).await? {
            Some(customers) => Ok((function.store.get_caller_on_file(&customers, number, at).await?, Vec::new())),
            None => Ok((CallerOnFile::default(), vec![Withheld::Customers])),
        }
    };
    let taken = async {
        match bookable_days(&config, at) {
            Some(days) => Ok::<_, Problem>(function.store.read_capacity(&may.scope, days).await?),
            None => Ok(Taken::new()),
        }
    };
    let ((known, withheld), taken) = tokio::try_join!(customer, taken)?;
    let call = CallSid::parse(NO_CALL).map_err(|error| Problem::unavailable(&error))?;
    let called = tenant.tested_number().map_err(|error| Problem::unavailable(&error))?;
    let shown = agent::preview(&config, (call, caller, called), known, &taken, at);
    Ok(Json(PreviewView { withheld, ..view(&config, version, at, shown) }))
}

fn view(config: &TenantConfig, version: u32, at: Timestamp, shown: agent::Preview) -> PreviewView {
    let (open, changes_at) = match shown.status {
        OpenStatus::Open { until } => (true, until),
        OpenStatus::Closed { opens_at } => (false, opens_at),
    };
    let local = config.time_zone.to_datetime(at);
    let language = config.first_language();
    let voice = config.voice_in(language);
    let slot = |slot: Slot| SlotView { spoken: spoken::slot(&slot, local.date(), language), slot };
    PreviewView {
        version,
        at,
        local_time: local.to_string(),
        open,
        changes_at,
        greeting: shown.greeting,
        prompt: shown.prompt,
        voice: VoiceView { name: voice, twilio: voice.say_in(language), language: voice.language_for(language) },
        slots: shown.slots.into_iter().map(slot).collect(),
        withheld: Vec::new(),
    }
}
