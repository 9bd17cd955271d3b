//! Test calls: a conversation with the agent in text.

use api::{
    JsonBody, Listed, PageQuery, Problem, ProblemKind, StrictQuery,
    access::{Authorized, permission::TestAgent},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use calls::engine::TurnEvent;
use calls::test_call::{NewTestCall, TestCallError};
use domain::{
    conversation::{Dialed, Event, Speech},
    id::TestCallId,
    phone::Caller,
};
use jiff::Timestamp;
use store::{PersonalData, TestCallEntry, TestCallItem};

mod row;
mod wire;

use super::{Function, no_budget};
use crate::wire::Withheld;
use row::TestCallRow;
use wire::{AgentTurnView, BeginBody, HistoryEntryView, Keys, TestCallView, TestEvent, TurnBody};

/// The problem for a test call that failed.
fn problem(error: &TestCallError, now: Timestamp) -> Problem {
    match error {
        TestCallError::Missing => Problem::new(ProblemKind::NotFound),
        TestCallError::Withheld => Problem::new(ProblemKind::Forbidden).with_detail(error.to_string()),
        TestCallError::Over | TestCallError::Overtaken => {
            Problem::new(ProblemKind::Conflict).with_detail(error.to_string())
        }
        TestCallError::TooLarge { .. } => Problem::field("", error.to_string()),
        TestCallError::NoBudget(error) => no_budget(error, now),
        TestCallError::Store(_)
        | TestCallError::Secrets(_)
        | TestCallError::Engine(_)
        | TestCallError::Randomness(_) => Problem::unavailable(error),
    }
}

/// Begin a test call
///
/// Starts a conversation with the agent and returns the greeting. The same engine answers as on the telephone, but no
/// usage is counted, no people on call are alerted, and no visit is booked unless `book` is true. A test call is
/// deleted after a day. The company must be in service. What the model costs counts towards the company's budget; once it
/// is spent, test calls are refused until the next day or month begins.
///
/// The agent knows a calling customer with the permission `read_customers` only, and the audit log records who read the
/// customer. Without it, the caller is new to the agent.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/test-calls", tag = "Trying the agent",
    request_body = BeginBody,
    responses((status = 201, description = "The greeting", body = AgentTurnView))
)]
pub(crate) async fn begin_test_call(
    State(function): Function,
    may: Authorized<TestAgent>,
    JsonBody(body): JsonBody<BeginBody>,
) -> Result<Response, Problem> {
    let tenant = function.active_tenant(&may.scope).await?;
    let caller = Caller::from_twilio(body.from.as_deref().unwrap_or_default());
    let (customers, withheld) = match caller.number() {
        Some(number) => match function.access.customers(&may, PersonalData::Customer(number)).await? {
            None => (None, vec![Withheld::Customers]),
            customers => (customers, Vec::new()),
        },
        None => (None, Vec::new()),
    };
    let new = NewTestCall {
        version: body.version.number(&tenant),
        caller,
        attestation: body.attestation.into(),
        called: tenant.tested_number().map_err(|error| Problem::unavailable(&error))?,
        books: body.book,
        at: body.at,
    };
    let company = function.tested(&may.scope, customers.as_deref(), &tenant);
    let turn =
        Box::pin(function.conversations.begin(company, new)).await.map_err(|error| problem(&error, may.change.at))?;
    let entry = TestCallEntry {
        test_call: turn.test_call.clone(),
        version: turn.version,
        by: may.change.actor.name.clone(),
        by_voice: false,
        begun_at: may.change.at,
    };
    function.store.put_test_call_entry(&may.scope, entry).await?;
    Ok((StatusCode::CREATED, Json(AgentTurnView::from(turn).withholding(withheld))).into_response())
}

/// List test calls
///
/// Lists the test calls of the last day in text and by voice, the latest first, with who began each. A test call itself has its words.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/test-calls", tag = "Trying the agent",
    responses((status = 200, description = "A page of test calls", body = Listed<TestCallRow>))
)]
pub(crate) async fn list_test_calls(
    State(function): Function,
    may: Authorized<TestAgent>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<TestCallRow>>, Problem> {
    let listed = function.store.list_test_calls(&may.scope, may.change.at, page.cursor(), page.limit()).await?;
    Ok(Json(listed.map(TestCallRow::from).into()))
}

/// Take a turn
///
/// Sends what the caller says or does. Returns the agent's words, the next step, the decisions and the time that they
/// took. A test call that knows a customer goes on with the permission `read_customers` only. A test call has a
/// maximum size, which dozens of very long turns reach: then `event: hang_up` is the only turn that is left.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/test-calls/{test_call}/turns", tag = "Trying the agent",
    params(
        ("test_call" = String, Path, description = "A test call's id", example = "tst_9fd4"),
    ),
    request_body = TurnBody,
    responses((status = 200, description = "The agent's turn", body = AgentTurnView))
)]
pub(crate) async fn take_turn(
    State(function): Function,
    may: Authorized<TestAgent>,
    Path((_, test_call)): Path<(String, String)>,
    JsonBody(body): JsonBody<TurnBody>,
) -> Result<Json<AgentTurnView>, Problem> {
    let test_call: TestCallId = path_id(test_call)?;
    let event = event(body)?;
    let tenant = function.active_tenant(&may.scope).await?;
    let now = may.change.at;
    let loaded = function.conversations.load(&may.scope, &test_call).await.map_err(|error| problem(&error, now))?;
    let customers = if loaded.reads_customers() {
        function.access.customers(&may, PersonalData::TestCall(&test_call)).await?
    } else {
        None
    };
    let company = function.tested(&may.scope, customers.as_deref(), &tenant);
    let turn = Box::pin(function.conversations.turn(company, loaded, event));
    Ok(Json(turn.await.map_err(|error| problem(&error, now))?.into()))
}

/// The most characters that a caller says in a turn of a test call: several minutes of speech.
const LONGEST_SPEECH: usize = 10_000;

fn event(body: TurnBody) -> Result<TurnEvent, Problem> {
    let size = body.say.as_ref().map_or(0, |text| text.chars().count());
    if size > LONGEST_SPEECH {
        return Err(Problem::field("/say", format!("has {size} characters; at most {LONGEST_SPEECH} are allowed")));
    }
    let event = match (body.say, body.press, body.event) {
        (Some(text), None, None) => Event::CallerSaid(Speech { text, confidence: None }),
        (None, Some(Keys(keys)), None) => Event::KeyPressed(keys),
        (None, None, Some(event)) => match event {
            TestEvent::Silence => Event::CallerSilent,
            TestEvent::Wait => return Ok(TurnEvent::HoldFinished),
            TestEvent::Connected => Event::TransferFinished { dialed: Dialed::Connected, seconds: 0 },
            TestEvent::NotReached => Event::TransferFinished { dialed: Dialed::NotReached, seconds: 0 },
            TestEvent::NothingRecorded => Event::VoicemailFinished(None),
            TestEvent::HangUp => Event::CallEnded { seconds: 0 },
        },
        _ => return Err(Problem::field("/say", "send exactly one of say, press and event")),
    };
    Ok(event.into())
}

/// Get a test call
///
/// Gets the conversation so far. If the test call knows a customer, its words are shown with the permission
/// `read_customers` only, and the audit log records who read them.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/test-calls/{test_call}", tag = "Trying the agent",
    params(
        ("test_call" = String, Path, description = "A test call's id", example = "tst_9fd4"),
    ),
    responses((status = 200, description = "The test call", body = TestCallView))
)]
pub(crate) async fn get_test_call(
    State(function): Function,
    may: Authorized<TestAgent>,
    Path((_, test_call)): Path<(String, String)>,
) -> Result<Json<TestCallView>, Problem> {
    let found = function.store.get_test_call(&may.scope, &path_id(test_call)?).await?;
    let found = found.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    let TestCallItem { test_call, record, books, reads_customers, .. } = found;
    let is_withheld =
        reads_customers && function.access.customers(&may, PersonalData::TestCall(&test_call)).await?.is_none();
    let entries = record.conversation.history().iter().map(HistoryEntryView::from);
    Ok(Json(TestCallView {
        test_call_id: test_call,
        version: record.config_version,
        books,
        started_at: record.conversation.started_at(),
        ended: record.conversation.has_ended(),
        history: if is_withheld { entries.map(HistoryEntryView::without_words).collect() } else { entries.collect() },
        withheld: if is_withheld { vec![Withheld::Customers] } else { Vec::new() },
    }))
}
