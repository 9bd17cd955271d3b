//! Talking to an agent in text, to try it.

use std::time::Duration;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    conversation::{Answer, Dialed, Event, Speech},
    id::TestCallId,
    phone::Caller,
    triage::Hazard,
};
use jiff::Timestamp;
use platform::{
    access::{Allowed, permission::TestAgent},
    http::{JsonBody, Kind, Problem, path_id},
    store::TestCallItem,
    test_call::{Decided, Latency, NewTestCall, TestCallError, TestTurn, ToolUse},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Function, preview::called, versions::Which};

/// A test call to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BeginTestCall, example = json!({"version": "draft", "from": "+12145550142"}))]
pub(crate) struct BeginBody {
    /// The version of the configuration to talk to; the published one if missing.
    #[serde(default)]
    version: Which,
    /// Who calls, as Twilio tells it; a caller who withholds their number if missing.
    from: Option<String>,
    /// When the call arrives; now if missing.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// Whether what is booked is really booked; it is not if missing.
    #[serde(default)]
    book: bool,
}

/// What the caller does: one of the three.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeTurn, example = json!({"say": "My furnace is dead and it is freezing in here"}))]
pub(crate) struct TurnBody {
    /// They speak.
    say: Option<String>,
    /// They press keys: `0` to `9`, `*`, `#`.
    press: Option<String>,
    /// Something else happens.
    event: Option<TestEvent>,
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
        "model_requests": 0, "prompt_tokens": 0, "cached_tokens": 0, "completion_tokens": 0,
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

fn then(answer: &Answer) -> (&'static str, Option<String>) {
    match answer {
        Answer::Listen => ("listen", None),
        Answer::Hold => ("hold", None),
        Answer::Transfer(transfer) => ("transfer", Some(transfer.number.to_string())),
        Answer::TakeVoicemail => ("take_voicemail", None),
        Answer::HangUp => ("hang_up", None),
        Answer::Reject => ("reject", None),
    }
}

impl From<TestTurn> for TurnView {
    fn from(turn: TestTurn) -> Self {
        let (then, ringing) = then(&turn.reply.answer);
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

/// A test call that could not be begun or gone on with.
fn problem(error: &TestCallError) -> Problem {
    match error {
        TestCallError::Missing => Problem::new(Kind::NotFound),
        TestCallError::Over | TestCallError::Overtaken => Problem::new(Kind::Conflict).because(error.to_string()),
        TestCallError::Store(_)
        | TestCallError::Secrets(_)
        | TestCallError::Engine(_)
        | TestCallError::Randomness(_) => Problem::unavailable(error),
    }
}

/// Begin a test call
///
/// Answers with the greeting. The same engine answers as on the telephone, marked as test: nothing is counted as usage,
/// nobody on call is told, and nothing is really booked unless `book` says so. Test calls are forgotten after a day.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/test-calls", tag = "Trying the agent",
    params(("tenant" = String, Path, description = "A company's id, or `me`", example = "me")),
    request_body = BeginBody,
    responses((status = 201, description = "The greeting", body = TurnView)),
    extensions(("x-permission" = json!("test_agent")), ("x-api-key-scope" = json!("agent:test")))
)]
pub(crate) async fn begin_test_call(
    State(function): Function,
    may: Allowed<TestAgent>,
    JsonBody(body): JsonBody<BeginBody>,
) -> Result<Response, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let new = NewTestCall {
        version: body.version.number(&tenant),
        caller: Caller::from_twilio(body.from.as_deref().unwrap_or_default()),
        called: called(&tenant)?,
        books: body.book,
        at: body.at,
    };
    let turn = Box::pin(function.tests.begin(&may.scope, function.connections.secrets(), new))
        .await
        .map_err(|error| problem(&error))?;
    Ok((StatusCode::CREATED, Json(TurnView::from(turn))).into_response())
}

/// Take a turn
///
/// What the caller says or does, and what is answered: the words, what comes after them, what was decided and how long it
/// took.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/test-calls/{test_call}/turns", tag = "Trying the agent",
    params(
        ("tenant" = String, Path, description = "A company's id, or `me`", example = "me"),
        ("test_call" = String, Path, description = "A test call's id", example = "tst_9fd4"),
    ),
    request_body = TurnBody,
    responses((status = 200, description = "What is answered", body = TurnView)),
    extensions(("x-permission" = json!("test_agent")), ("x-api-key-scope" = json!("agent:test")))
)]
pub(crate) async fn take_turn(
    State(function): Function,
    may: Allowed<TestAgent>,
    Path((_, test_call)): Path<(String, String)>,
    JsonBody(body): JsonBody<TurnBody>,
) -> Result<Json<TurnView>, Problem> {
    let test_call: TestCallId = path_id(test_call)?;
    let event = event(body)?;
    let secrets = function.connections.secrets();
    let turn =
        Box::pin(function.tests.turn(&may.scope, secrets, &test_call, event)).await.map_err(|error| problem(&error))?;
    Ok(Json(turn.into()))
}

fn event(body: TurnBody) -> Result<Event, Problem> {
    Ok(match (body.say, body.press, body.event) {
        (Some(text), None, None) => Event::CallerSaid(Speech { text, confidence: None }),
        (None, Some(keys), None) if !keys.is_empty() && keys.chars().all(|key| "0123456789*#".contains(key)) => {
            Event::KeyPressed(keys)
        }
        (None, Some(_), None) => return Err(Problem::field("press", "must be keys of a telephone: 0 to 9, * and #")),
        (None, None, Some(event)) => match event {
            TestEvent::Silence => Event::CallerSilent,
            TestEvent::Wait => Event::HoldFinished,
            TestEvent::Connected => Event::TransferFinished { dialed: Dialed::Connected, seconds: 0 },
            TestEvent::NotReached => Event::TransferFinished { dialed: Dialed::NotReached, seconds: 0 },
            TestEvent::NothingRecorded => Event::VoicemailFinished(None),
            TestEvent::HangUp => Event::CallEnded { seconds: 0 },
        },
        _ => return Err(Problem::field("say", "send exactly one of say, press and event")),
    })
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
    test_call_id: TestCallId,
    /// The version of the configuration that answers.
    version: u32,
    /// Whether what is booked is real.
    books: bool,
    /// When it is taken to have arrived.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// Whether it is over.
    ended: bool,
    /// What was said and done, in order.
    #[schema(value_type = Vec<Object>)]
    history: Value,
}

/// Get a test call
///
/// What was said and done so far.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/test-calls/{test_call}", tag = "Trying the agent",
    params(
        ("tenant" = String, Path, description = "A company's id, or `me`", example = "me"),
        ("test_call" = String, Path, description = "A test call's id", example = "tst_9fd4"),
    ),
    responses((status = 200, description = "The test call", body = TestCallView)),
    extensions(("x-permission" = json!("test_agent")), ("x-api-key-scope" = json!("agent:test")))
)]
pub(crate) async fn get_test_call(
    State(function): Function,
    may: Allowed<TestAgent>,
    Path((_, test_call)): Path<(String, String)>,
) -> Result<Json<TestCallView>, Problem> {
    let found = function.store.get_test_call(&may.scope, &path_id(test_call)?).await?;
    let TestCallItem { test_call, record, books, .. } = found.ok_or_else(|| Problem::new(Kind::NotFound))?;
    Ok(Json(TestCallView {
        test_call_id: test_call,
        version: record.config_version,
        books,
        started_at: record.conversation.started_at(),
        ended: record.conversation.has_ended(),
        history: json!(record.conversation.history()),
    }))
}
