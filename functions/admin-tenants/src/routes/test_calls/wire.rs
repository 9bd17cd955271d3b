//! The JSON of test calls.

use std::time::Duration;

use calls::test_call::{Decided, Latency, TestTurn, ToolUse};
use domain::{
    conversation::{HistoryEntry, ToolRequest, TurnEnd},
    id::TestCallId,
    triage::Hazard,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Reply, ReplyEnd};
use utoipa::ToSchema;

use super::super::versions::Which;

/// A test call to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BeginTestCall, example = json!({"version": "draft", "from": "+12145550142"}))]
pub(crate) struct BeginBody {
    /// The version of the configuration to talk to; the published one if missing.
    #[serde(default)]
    pub(super) version: Which,
    /// Who calls, as Twilio tells it; a caller who withholds their number if missing.
    pub(super) from: Option<String>,
    /// When the call arrives; now if missing.
    #[serde(default, deserialize_with = "api::instant")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) at: Option<Timestamp>,
    /// Whether what is booked is really booked; it is not if missing.
    #[serde(default)]
    pub(super) book: bool,
}

/// What the caller does: one of the three.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeTurn, example = json!({"say": "My furnace is dead and it is freezing in here"}))]
pub(crate) struct TurnBody {
    /// They speak.
    pub(super) say: Option<String>,
    /// They press keys: `0` to `9`, `*`, `#`.
    #[schema(value_type = Option<String>)]
    pub(super) press: Option<Keys>,
    /// Something else happens.
    pub(super) event: Option<TestEvent>,
}

/// Keys of a telephone.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Keys(pub(super) String);

impl TryFrom<String> for Keys {
    type Error = &'static str;

    fn try_from(keys: String) -> Result<Self, &'static str> {
        let valid = !keys.is_empty() && keys.chars().all(|key| "0123456789*#".contains(key));
        if valid { Ok(Self(keys)) } else { Err("must be keys of a telephone: 0 to 9, * and #") }
    }
}

/// What else can happen.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TestEvent {
    /// The caller keeps silent.
    Silence,
    /// The caller has heard that it takes a moment; follows `hold`.
    Wait,
    /// Whoever was rung has spoken with the caller; follows `transfer`.
    Connected,
    /// Nobody came to the telephone; follows `transfer`.
    NotReached,
    /// Nothing was said after the tone; follows `take_voicemail`.
    NothingRecorded,
    /// The caller hangs up.
    HangUp,
}

/// A turn of a test call, answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestTurn, example = json!({
    "test_call_id": "tst_9fd4", "version": 4, "turn": 1,
    "said": ["Please leave the building right now …"], "then": "transfer", "ringing": "+12145550171", "ended": false,
    "decided": {
        "triage": "gas_leak", "emergency": "gas_leak", "tools": [],
        "model_requests": 0, "prompt_tokens": 0, "cached_tokens": 0, "cache_write_tokens": 0, "completion_tokens": 0,
    },
    "latency_ms": {"load": 1.2, "model": 0.0, "tools": 0.0, "save": 1.9, "total": 3.4},
}))]
pub(crate) struct TurnView {
    /// The call.
    test_call_id: TestCallId,
    /// The version of the configuration that answers.
    version: u32,
    /// The number of this turn, from 0 for the greeting.
    turn: usize,
    /// What is said, in order.
    said: Vec<String>,
    /// What comes after: `listen`, `hold`, `transfer`, `take_voicemail`, `hang_up`, or `reject` if the call is not taken.
    then: &'static str,
    /// Whose telephone would ring, for `transfer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    ringing: Option<String>,
    /// Whether the call is over.
    ended: bool,
    decided: DecidedView,
    latency_ms: LatencyView,
}

/// What was decided in a turn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decided)]
struct DecidedView {
    /// The danger that was heard in the caller's words before any model saw them.
    #[serde(skip_serializing_if = "Option::is_none")]
    triage: Option<Hazard>,
    /// The danger that was newly acted on; by telephone the people on call are told now.
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency: Option<Hazard>,
    /// What the model asked for and was told, in order.
    tools: Vec<ToolView>,
    /// Requests to the model.
    model_requests: u64,
    /// Tokens it read.
    prompt_tokens: u64,
    /// Those of them that it had in its cache.
    cached_tokens: u64,
    /// Those of them that it wrote to its cache.
    cache_write_tokens: u64,
    /// Tokens it wrote.
    completion_tokens: u64,
}

/// A tool that the model used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToolUse)]
struct ToolView {
    /// Its name, as the model wrote it.
    name: String,
    /// Its arguments: JSON, or text as the model wrote it where that is not JSON.
    arguments: Value,
    /// What the model was told; missing if the turn ended with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
}

/// How long a turn took, by stage, in milliseconds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Latency)]
struct LatencyView {
    /// Reading the call, the agent and the key.
    load: f64,
    /// Waiting for the model.
    model: f64,
    /// Running tools.
    tools: f64,
    /// Saving the call.
    save: f64,
    /// Everything.
    total: f64,
}

fn then(reply: &Reply, turn: usize) -> (&'static str, Option<String>) {
    match &reply.end {
        _ if turn == 0 && reply.is_silent_end() => ("reject", None),
        ReplyEnd::Hold => ("hold", None),
        ReplyEnd::TurnEnd(TurnEnd::Listen) => ("listen", None),
        ReplyEnd::TurnEnd(TurnEnd::Transfer(transfer)) => ("transfer", Some(transfer.number.to_string())),
        ReplyEnd::TurnEnd(TurnEnd::TakeVoicemail) => ("take_voicemail", None),
        ReplyEnd::TurnEnd(TurnEnd::HangUp) => ("hang_up", None),
    }
}

impl From<TestTurn> for TurnView {
    fn from(turn: TestTurn) -> Self {
        let (then, ringing) = then(&turn.reply, turn.turn);
        Self {
            test_call_id: turn.test_call,
            version: turn.version,
            turn: turn.turn,
            said: turn.reply.say,
            then,
            ringing,
            ended: turn.ended,
            decided: turn.decided.into(),
            latency_ms: turn.latency.into(),
        }
    }
}

impl From<Decided> for DecidedView {
    fn from(Decided { triage, emergency, tools, model_requests, tokens }: Decided) -> Self {
        let tool = |ToolUse { name, arguments, result }| {
            let arguments = serde_json::from_str(&arguments).unwrap_or(Value::String(arguments));
            ToolView { name, arguments, result }
        };
        Self {
            triage,
            emergency,
            tools: tools.into_iter().map(tool).collect(),
            model_requests,
            prompt_tokens: tokens.prompt_tokens,
            cached_tokens: tokens.cached_tokens,
            cache_write_tokens: tokens.cache_write_tokens,
            completion_tokens: tokens.completion_tokens,
        }
    }
}

impl From<Latency> for LatencyView {
    fn from(Latency { load, model, tools, save, total }: Latency) -> Self {
        // Microseconds are told, nothing finer.
        let ms = |time: Duration| (time.as_secs_f64() * 1e6).round() / 1e3;
        Self { load: ms(load), model: ms(model), tools: ms(tools), save: ms(save), total: ms(total) }
    }
}

/// A test call so far.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestCall, example = json!({
    "test_call_id": "tst_9fd4", "version": 4, "books": false, "started_at": "2026-11-23T16:00:00Z", "ended": false,
    "history": [
        {"kind": "agent_said", "text": "Thank you for calling Acme Heating & Air. How can I help you today?"},
        {"kind": "caller_said", "text": "My furnace is dead"},
    ],
}))]
pub(crate) struct TestCallView {
    pub(super) test_call_id: TestCallId,
    /// The version of the configuration that answers.
    pub(super) version: u32,
    /// Whether what is booked is real.
    pub(super) books: bool,
    /// When it is taken to have arrived.
    #[schema(value_type = String, format = DateTime)]
    pub(super) started_at: Timestamp,
    /// Whether it is over.
    pub(super) ended: bool,
    /// What was said and done, in order.
    pub(super) history: Vec<EntryView>,
}

/// One thing said or done in a call.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = HistoryEntry)]
pub(super) enum EntryView {
    /// The caller spoke.
    CallerSaid {
        /// The words.
        text: String,
    },
    /// The caller pressed keys.
    CallerKeyed {
        /// The keys.
        digits: String,
    },
    /// The agent spoke.
    AgentSaid {
        /// The words.
        text: String,
    },
    /// The model asked for tools.
    ToolsRequested {
        /// The requests, in order.
        requests: Vec<ToolRequestView>,
    },
    /// A tool's result, as the model read it.
    ToolReturned {
        /// The request's id.
        id: String,
        /// The result.
        content: String,
    },
}

/// A tool that the model asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToolRequest)]
pub(super) struct ToolRequestView {
    /// The request's id.
    id: String,
    /// The tool's name, as the model wrote it.
    name: String,
    /// Its arguments, as the model wrote them.
    arguments: String,
}

impl From<&HistoryEntry> for EntryView {
    fn from(entry: &HistoryEntry) -> Self {
        match entry.clone() {
            HistoryEntry::CallerSaid { text } => Self::CallerSaid { text },
            HistoryEntry::CallerKeyed { digits } => Self::CallerKeyed { digits },
            HistoryEntry::AgentSaid { text, .. } => Self::AgentSaid { text },
            HistoryEntry::ToolsRequested { requests } => {
                let view = |ToolRequest { id, name, arguments }| ToolRequestView { id, name, arguments };
                Self::ToolsRequested { requests: requests.into_iter().map(view).collect() }
            }
            HistoryEntry::ToolReturned { id, content } => Self::ToolReturned { id, content },
        }
    }
}
