//! The JSON of calls: a row of the list, and one call.

use domain::{
    attestation::Attestation,
    id::CallSid,
    money::MicroUsd,
    phone::{Caller, PhoneNumber},
    text_consent::TextConsent,
    usage::{CallUsage, ProviderCosts},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use store::{
    CallEntry, CallOutcome, CallStep, CallTranscript, CountedCall, Followed, RecordingItem, SummaryItem, TextBackItem,
};
use utoipa::ToSchema;

use super::{
    appointment::AppointmentView,
    caught::{self, CaughtSentenceView},
    customer_text::TextBackView,
    facts::{self, FactsView},
    followed::{self, FollowedView},
    outcome::{EmergencyView, MessageView},
    recording::RecordingView,
    summary::CallSummaryView,
    transcript::{self, CallTurnView},
};

/// A call that ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Call, example = row_example)]
pub(crate) struct CallView {
    /// The call's id: Twilio's `CallSid`.
    call_id: CallSid,
    /// The caller's number; missing if it is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<PhoneNumber>,
    /// When the call arrived.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When the call ended.
    #[schema(value_type = String, format = DateTime)]
    ended_at: Timestamp,
    /// The length of the call, in seconds.
    call_seconds: u64,
    /// How often the agent listened to the caller.
    turns: u64,
    /// The visits booked in the call.
    appointments: u64,
    /// The messages taken in the call.
    messages: u64,
    /// The emergencies detected in the call.
    emergencies: u64,
    /// The cost of the call, in millionths of a dollar; 0 for a call in test mode.
    cost_micro_usd: MicroUsd,
    /// Whether the company was in test mode: nothing was booked and nothing is counted.
    test: bool,
    /// Whether it is a call of an earlier system, which was imported. It costs nothing.
    imported: bool,
    /// What is known about the call; missing for a call that only Twilio reported, and for calls of earlier releases.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<FactsView>,
}

impl From<CallEntry> for CallView {
    fn from(entry: CallEntry) -> Self {
        let ended_at = entry.ended_at();
        Self {
            call_id: entry.call,
            caller: entry.caller,
            started_at: entry.started_at,
            ended_at,
            call_seconds: entry.call_seconds,
            turns: entry.turns,
            appointments: entry.appointments,
            messages: entry.messages,
            emergencies: entry.emergencies,
            cost_micro_usd: entry.cost_micro_usd,
            test: entry.test,
            imported: entry.imported,
            facts: entry.facts.map(FactsView::from),
        }
    }
}

/// What happened in a call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallDetails, example = example)]
pub(crate) struct CallDetailsView {
    /// The call's id: Twilio's `CallSid`.
    call_id: CallSid,
    /// The caller's number; missing if it is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<PhoneNumber>,
    /// The number that was called; missing for a call that only Twilio reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    called: Option<PhoneNumber>,
    /// What the carrier says about the caller's number; missing for a call that only Twilio reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    attestation: Option<Attestation>,
    /// The version of the configuration that the agent followed; missing for a call that only Twilio reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration_version: Option<u32>,
    /// Whether the company was in test mode: nothing was booked and nothing is counted.
    test: bool,
    /// Whether it is a call of an earlier system, which was imported. It costs nothing.
    imported: bool,
    /// When the call arrived.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When the call ended; missing until it is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// What is known about the call; missing until it is listed, for a call that only Twilio reported, and for calls of earlier
    /// releases.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<FactsView>,
    /// The summary; missing until it is written, seconds after the call is counted, and for a call in test mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<CallSummaryView>,
    /// The turns, in order. None for a call that only Twilio reported.
    turns: Vec<CallTurnView>,
    /// The caller's consent to texts; missing if they did not agree in this call.
    #[serde(skip_serializing_if = "Option::is_none")]
    text_consent: Option<TextConsent>,
    /// The sentences of the model that the caller did not hear, because they may not be said; the latest ten.
    caught: Vec<CaughtSentenceView>,
    /// The text to a caller who hung up before anything was agreed; missing without one, and 30 days later.
    #[serde(skip_serializing_if = "Option::is_none")]
    text_back: Option<TextBackView>,
    /// The recordings of the call.
    recordings: Vec<RecordingView>,
    /// The visits that the call booked, moved or cancelled, as they are now. `call_id` names the call that booked it.
    appointments: Vec<AppointmentView>,
    /// The messages that the call left, and its voicemails.
    messages: Vec<MessageView>,
    /// The emergencies that were detected in the call.
    emergencies: Vec<EmergencyView>,
    /// What was sent because of the call: to the company's people, to customers, and to webhooks.
    followed: FollowedView,
    usage: UsageView,
    /// The models that answered, in the order of their first answers. A second one took over where the first one failed.
    models: Vec<String>,
    /// The cost; missing until the usage is counted, and for a call in test mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<CallCostView>,
}

/// What a call has used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallUsage)]
struct UsageView {
    /// The length of the call, in seconds; 0 until the call is counted.
    call_seconds: u64,
    /// The length of transfers, in seconds.
    transfer_seconds: u64,
    /// How often the agent listened to the caller.
    turns: u64,
    /// The characters that the agent spoke.
    spoken_characters: u64,
    /// The length of the streamed sessions of the call, in seconds; 0 until the call has ended.
    streamed_seconds: u64,
    /// The requests to the model.
    model_requests: u64,
    /// The tokens that the model read.
    prompt_tokens: u64,
    /// The tokens that the model read from its cache.
    cached_tokens: u64,
    /// The share of the tokens that the model read from its cache, from 0 to 1. Missing without tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    cached_share: Option<f64>,
    /// The tokens that the model wrote to its cache.
    cache_write_tokens: u64,
    /// The tokens that the model wrote.
    completion_tokens: u64,
    /// How often a second model answered because the first one failed before a word was said.
    model_takeovers: u64,
}

/// The cost of a call at the prices of the day on which it was counted, in millionths of a dollar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallCost)]
struct CallCostView {
    /// The cost.
    total_micro_usd: MicroUsd,
    /// The part of each provider; missing for calls of earlier releases.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_provider_micro_usd: Option<ProviderCostView>,
}

/// The cost of a call for each provider, in millionths of a dollar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallCostByProvider)]
struct ProviderCostView {
    /// The model.
    model: MicroUsd,
    /// The telephone: the caller's leg and transfers.
    telephone: MicroUsd,
    /// The recognition of the caller's speech.
    recognition: MicroUsd,
    /// The agent's voice.
    speech: MicroUsd,
    /// Streamed sessions, by the minute. Recognition and voice are in it.
    streaming: MicroUsd,
}

impl CallDetailsView {
    /// A call as it was recorded and counted, or listed in test mode. `None` if it was neither.
    pub(crate) fn of(
        call: &CallSid,
        transcript: Option<CallTranscript>,
        (counted, listed): (Option<CountedCall>, Option<CallEntry>),
        recordings: Vec<RecordingItem>,
        (outcome, followed): (CallOutcome, Followed),
        summary: Option<SummaryItem>,
    ) -> Option<Self> {
        let started_at = transcript.as_ref().map(|transcript| transcript.started_at);
        let started_at = started_at.or(counted.as_ref().map(|counted| counted.started_at))?;
        let usage = counted.as_ref().map(|counted| counted.usage);
        let usage = usage.or(transcript.as_ref().map(|transcript| transcript.usage)).unwrap_or_default();
        let caller = match transcript.as_ref().map(|transcript| &transcript.caller) {
            Some(Caller::Number(number)) => Some(number.clone()),
            Some(Caller::Withheld) => None,
            None => counted.as_ref().and_then(|counted| counted.caller.clone()),
        };
        let facts = counted.as_ref().and_then(|counted| counted.facts.clone());
        let facts = facts.or(listed.as_ref().and_then(|listed| listed.facts.clone()));
        let models = transcript.as_ref().map(|transcript| models_of(&transcript.steps)).unwrap_or_default();
        Some(Self {
            call_id: call.clone(),
            caller,
            called: transcript.as_ref().map(|transcript| transcript.called.clone()),
            attestation: transcript.as_ref().map(|transcript| transcript.attestation),
            configuration_version: transcript.as_ref().map(|transcript| transcript.config_version),
            test: transcript.as_ref().is_some_and(|transcript| transcript.test),
            imported: counted.as_ref().is_some_and(|counted| counted.imported),
            started_at,
            ended_at: counted.as_ref().map(CountedCall::ended_at).or(listed.as_ref().map(CallEntry::ended_at)),
            facts: facts.map(FactsView::from),
            summary: summary.map(CallSummaryView::from),
            text_consent: transcript.as_ref().and_then(|transcript| transcript.text_consent.clone()),
            caught: transcript.iter().flat_map(|transcript| &transcript.caught).map(CaughtSentenceView::from).collect(),
            text_back: None,
            turns: transcript.map(|transcript| transcript::turns(transcript.steps)).unwrap_or_default(),
            recordings: recordings.into_iter().map(RecordingView::from).collect(),
            appointments: outcome.appointments.into_iter().map(AppointmentView::from).collect(),
            messages: outcome.messages.into_iter().map(MessageView::from).collect(),
            emergencies: outcome.emergencies.into_iter().map(EmergencyView::from).collect(),
            followed: followed.into(),
            usage: usage.into(),
            models,
            cost: counted.map(CallCostView::from),
        })
    }
}

impl CallDetailsView {
    /// The same call with the text to its caller.
    pub(crate) fn with_text_back(self, text: Option<TextBackItem>) -> Self {
        Self { text_back: text.map(TextBackView::from), ..self }
    }
}

/// The models that answered, in the order of their first answers.
fn models_of(steps: &[CallStep]) -> Vec<String> {
    let mut models: Vec<String> = Vec::new();
    for model in steps.iter().filter_map(|step| step.model.as_ref()) {
        if !models.contains(model) {
            models.push(model.clone());
        }
    }
    models
}

/// A share with three decimals. `None` of nothing.
fn share(part: u64, whole: u64) -> Option<f64> {
    let exact = |number: u64| u32::try_from(number).map_or(f64::from(u32::MAX), f64::from);
    (whole > 0).then(|| (exact(part.min(whole)) / exact(whole) * 1_000.0).round() / 1_000.0)
}

impl From<CallUsage> for UsageView {
    fn from(usage: CallUsage) -> Self {
        Self {
            call_seconds: usage.call_seconds,
            transfer_seconds: usage.transfer_seconds,
            turns: usage.turns,
            spoken_characters: usage.spoken_characters,
            streamed_seconds: usage.streamed.seconds,
            model_requests: usage.model_requests,
            prompt_tokens: usage.tokens.prompt_tokens,
            cached_tokens: usage.tokens.cached_tokens,
            cached_share: share(usage.tokens.cached_tokens, usage.tokens.prompt_tokens),
            cache_write_tokens: usage.tokens.cache_write_tokens,
            completion_tokens: usage.tokens.completion_tokens,
            model_takeovers: usage.takeovers,
        }
    }
}

impl From<CountedCall> for CallCostView {
    fn from(counted: CountedCall) -> Self {
        Self {
            total_micro_usd: counted.cost_micro_usd,
            by_provider_micro_usd: counted.cost_by_provider.map(ProviderCostView::from),
        }
    }
}

impl From<ProviderCosts> for ProviderCostView {
    fn from(costs: ProviderCosts) -> Self {
        let ProviderCosts { model, telephone, recognition, speech, streaming } = costs;
        Self { model, telephone, recognition, speech, streaming }
    }
}

/// The row of a call that booked a visit.
pub(crate) fn row_example() -> serde_json::Value {
    json!({
        "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0", "caller": "+12145550142", "started_at": "2026-11-23T15:04:05Z",
        "ended_at": "2026-11-23T15:06:05Z", "call_seconds": 120, "turns": 6, "appointments": 1, "messages": 0,
        "emergencies": 0, "cost_micro_usd": 139_000, "test": false, "imported": false, "facts": facts::example(),
    })
}

/// A call that booked a visit.
fn example() -> serde_json::Value {
    json!({
        "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0", "caller": "+12145550142", "called": "+12145550100",
        "attestation": "full", "configuration_version": 4, "test": false, "imported": false,
        "started_at": "2026-11-23T15:04:05Z", "ended_at": "2026-11-23T15:06:05Z",
        "facts": facts::example(),
        "summary": {
            "text": "Dana Smith booked a visit (repair) for Tuesday, November 24, between 8 AM and noon at 12 Oak Street, Dallas \
                     75201: “The furnace is dead”.",
            "result": "booked", "reason": "The furnace is dead", "urgency": "urgent",
            "next_step": "Be there on Tuesday, November 24, between 8 AM and noon.",
            "intake": {"name": "Dana Smith", "callback": "+12145550142", "street": "12 Oak Street", "city": "Dallas",
                "zip": "75201", "job_type": "repair", "problem": "The furnace is dead",
                "access_notes": "Beware of the dog", "language": "english"},
            "by_model": {"text": "Dana Smith's furnace stopped working overnight. A repair is booked for Tuesday morning.",
                "reason": "No heat", "equipment": "a gas furnace of 2011"},
            "written_at": "2026-11-23T15:06:12Z",
        },
        "turns": transcript::example(), "caught": caught::example(),
        "recordings": [{"recording_id": "RE5d1c2d3e4b5a69788796a5b4c3d2e1f0", "duration_seconds": 118, "state": "ready",
            "deleted_at": "2027-02-21T15:06:12Z"}],
        "appointments": [super::appointment::appointment_example()],
        "messages": [], "emergencies": [], "followed": followed::example(),
        "usage": {
            "call_seconds": 120, "transfer_seconds": 0, "turns": 6, "spoken_characters": 1_100, "streamed_seconds": 0, "model_requests": 5,
            "prompt_tokens": 9_400, "cached_tokens": 8_192, "cached_share": 0.871, "cache_write_tokens": 0, "completion_tokens": 310,
            "model_takeovers": 0,
        },
        "models": ["gpt-6-luna"],
        "cost": {
            "total_micro_usd": 154_958,
            "by_provider_micro_usd": {
                "model": 358, "telephone": 17_000, "recognition": 120_000,
                "speech": 17_600, "streaming": 0,
            },
        },
    })
}
