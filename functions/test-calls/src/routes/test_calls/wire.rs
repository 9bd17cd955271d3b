//! The JSON of test calls.

use std::time::Duration;

use api::WhichVersion;
use calls::test_call::{Decided, Latency, TestTurn, ToolUse};
use domain::{
    attestation::Attestation,
    conversation::{HistoryEntry, ToolRequest, TurnEnd},
    id::TestCallId,
    triage::Hazard,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Reply, ReplyEnd};
use utoipa::ToSchema;

use crate::wire::Withheld;

/// A test call to start.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BeginTestCall, example = json!({"version": "draft", "from": "+12145550142"}))]
pub(crate) struct BeginBody {
    /// The version of the configuration; the published one if missing.
    #[serde(default)]
    pub(super) version: WhichVersion,
    /// The caller's number, as Twilio sends it; a withheld number if missing.
    pub(super) from: Option<String>,
    /// What the carrier attests of that number. If missing, the number is proven to be the caller's.
    #[serde(default)]
    pub(super) attestation: TestAttestation,
    /// When the call arrives; now if missing.
    #[serde(default, deserialize_with = "api::instant")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) at: Option<Timestamp>,
    /// Whether bookings are real; they are not if missing.
    #[serde(default)]
    pub(super) book: bool,
}

/// What the carrier attests of the caller's number.
#[derive(Debug, Default, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Attestation)]
pub(crate) enum TestAttestation {
    /// Level A: the number is the caller's.
    #[default]
    Full,
    /// Level B.
    Partial,
    /// Level C.
    Gateway,
    /// The signature is invalid.
    Failed,
    /// There is no signature.
    None,
}

impl From<TestAttestation> for Attestation {
    fn from(attestation: TestAttestation) -> Self {
        match attestation {
            TestAttestation::Full => Self::Full,
            TestAttestation::Partial => Self::Partial,
            TestAttestation::Gateway => Self::Gateway,
            TestAttestation::Failed => Self::Failed,
            TestAttestation::None => Self::None,
        }
    }
}

/// The caller's turn: exactly one of the fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeTurn, example = json!({"say": "My furnace is dead and it is freezing in here"}))]
pub(crate) struct TurnBody {
    /// The caller's words.
    pub(super) say: Option<String>,
    /// The keys that the caller presses: `0` to `9`, `*`, `#`.
    #[schema(value_type = Option<String>)]
    pub(super) press: Option<Keys>,
    /// Another event of the call.
    pub(super) event: Option<TestEvent>,
}

/// The most keys of a turn, as on the telephone.
const MOST_KEYS: usize = 64;

/// Keys of a telephone.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Keys(pub(super) String);

impl TryFrom<String> for Keys {
    type Error = String;

    fn try_from(keys: String) -> Result<Self, String> {
        let size = keys.chars().count();
        if size > MOST_KEYS {
            return Err(format!("has {size} keys; at most {MOST_KEYS} are allowed"));
        }
        let valid = !keys.is_empty() && keys.chars().all(|key| "0123456789*#".contains(key));
        if valid { Ok(Self(keys)) } else { Err("must be keys of a telephone: 0 to 9, * and #".to_owned()) }
    }
}

/// An event of a call without words or keys.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TestEvent {
    /// The caller says nothing.
    Silence,
    /// The caller has heard the holding sentence; follows `hold`.
    Wait,
    /// The person who was called has spoken with the caller; follows `transfer`.
    Connected,
    /// The call was not answered; follows `transfer`.
    NotReached,
    /// The caller left no recording; follows `take_voicemail`.
    NothingRecorded,
    /// The caller hangs up.
    HangUp,
}

/// The agent's turn in a test call.
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
pub(crate) struct AgentTurnView {
    /// The test call.
    test_call_id: TestCallId,
    /// The version of the configuration.
    version: u32,
    /// The number of this turn, from 0 for the greeting.
    turn: usize,
    /// The agent's sentences, in order.
    said: Vec<String>,
    /// The next step: `listen`, `hold`, `transfer`, `take_voicemail`, `hang_up`, or `reject` if the call is rejected.
    then: &'static str,
    /// The number that would be called, for `transfer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    ringing: Option<String>,
    /// Whether the call has ended.
    ended: bool,
    decided: TurnDecisionsView,
    latency_ms: TurnLatencyView,
    /// What the caller may not read, in the first turn; missing if nothing is withheld.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<Withheld>,
}

impl AgentTurnView {
    /// The turn, which says what was withheld.
    pub(super) fn withholding(self, withheld: Vec<Withheld>) -> Self {
        Self { withheld, ..self }
    }
}

/// The decisions of a turn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decided)]
struct TurnDecisionsView {
    /// The hazard that triage found in the caller's words, before the model read them.
    #[serde(skip_serializing_if = "Option::is_none")]
    triage: Option<Hazard>,
    /// The hazard that this turn handled for the first time. In a real call the people on call get an alert now.
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency: Option<Hazard>,
    /// The model's tool calls with their results, in order.
    tools: Vec<ToolView>,
    /// The number of requests to the model.
    model_requests: u64,
    /// The name of the model that answered last; missing if none answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// The tokens that the model read.
    prompt_tokens: u64,
    /// The tokens that the model read from its cache.
    cached_tokens: u64,
    /// The tokens that the model wrote to its cache.
    cache_write_tokens: u64,
    /// The tokens that the model wrote.
    completion_tokens: u64,
}

/// A tool call of the model.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToolUse)]
struct ToolView {
    /// The tool's name, as the model wrote it.
    name: String,
    /// The arguments as JSON, or as the model's text if that is not JSON.
    arguments: Value,
    /// The result that the model read; missing if the turn ended with the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
}

/// The duration of each stage of a turn, in milliseconds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Latency)]
struct TurnLatencyView {
    /// Reading the call, the agent and the key.
    load: f64,
    /// Waiting for the model.
    model: f64,
    /// Running tools.
    tools: f64,
    /// Saving the call.
    save: f64,
    /// The whole turn.
    total: f64,
}

fn then(reply: &Reply, turn: usize) -> (&'static str, Option<String>) {
    match &reply.end {
        _ if turn == 0 && reply.is_silent_end() => ("reject", None),
        ReplyEnd::Hold => ("hold", None),
        ReplyEnd::TurnEnd(TurnEnd::Listen(_)) => ("listen", None),
        ReplyEnd::TurnEnd(TurnEnd::Transfer(transfer)) => ("transfer", Some(transfer.number.to_string())),
        ReplyEnd::TurnEnd(TurnEnd::TakeVoicemail) => ("take_voicemail", None),
        ReplyEnd::TurnEnd(TurnEnd::HangUp) => ("hang_up", None),
    }
}

impl From<TestTurn> for AgentTurnView {
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
            withheld: Vec::new(),
        }
    }
}

impl From<Decided> for TurnDecisionsView {
    fn from(Decided { triage, emergency, tools, model_requests, model, tokens, .. }: Decided) -> Self {
        let tool = |ToolUse { name, arguments, result }| {
            let arguments = serde_json::from_str(&arguments).unwrap_or(Value::String(arguments));
            ToolView { name, arguments, result }
        };
        Self {
            triage,
            emergency,
            tools: tools.into_iter().map(tool).collect(),
            model_requests,
            model,
            prompt_tokens: tokens.prompt_tokens,
            cached_tokens: tokens.cached_tokens,
            cache_write_tokens: tokens.cache_write_tokens,
            completion_tokens: tokens.completion_tokens,
        }
    }
}

impl From<Latency> for TurnLatencyView {
    fn from(Latency { load, model, tools, save, total }: Latency) -> Self {
        // Rounded to microseconds.
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
    /// The version of the configuration.
    pub(super) version: u32,
    /// Whether bookings are real.
    pub(super) books: bool,
    /// When the call arrived.
    #[schema(value_type = String, format = DateTime)]
    pub(super) started_at: Timestamp,
    /// Whether the call has ended.
    pub(super) ended: bool,
    /// The conversation, in order.
    pub(super) history: Vec<HistoryEntryView>,
    /// What the caller may not read; missing if nothing is withheld. Then each text of the conversation is `(withheld)`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) withheld: Vec<Withheld>,
}

/// An entry of a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = HistoryEntry)]
pub(super) enum HistoryEntryView {
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

/// A tool request of the model.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToolRequest)]
pub(super) struct ToolRequestView {
    /// The request's id.
    id: String,
    /// The tool's name, as the model wrote it.
    name: String,
    /// The arguments, as the model wrote them.
    arguments: String,
}

/// Takes the place of a text that the caller may not read.
const WITHHELD: &str = "(withheld)";

impl HistoryEntryView {
    /// The entry for a caller who may not read customers. Anyone in the conversation may have named one.
    pub(super) fn without_words(self) -> Self {
        let withheld = || WITHHELD.to_owned();
        match self {
            Self::CallerSaid { .. } => Self::CallerSaid { text: withheld() },
            Self::CallerKeyed { .. } => Self::CallerKeyed { digits: withheld() },
            Self::AgentSaid { .. } => Self::AgentSaid { text: withheld() },
            Self::ToolsRequested { requests } => {
                let view = |request: ToolRequestView| ToolRequestView { arguments: withheld(), ..request };
                Self::ToolsRequested { requests: requests.into_iter().map(view).collect() }
            }
            Self::ToolReturned { id, .. } => Self::ToolReturned { id, content: withheld() },
        }
    }
}

impl From<&HistoryEntry> for HistoryEntryView {
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
