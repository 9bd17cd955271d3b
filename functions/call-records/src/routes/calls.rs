//! Calls.

use api::{
    Listed, Problem, ProblemKind, StrictQuery,
    access::{Authorized, permission::ReadCalls},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{call_facts::Outcome, id::CallSid};
use store::{CallOutcome, PersonalData};

use super::Function;
use crate::wire::{
    call::{CallDetailsView, CallView},
    call_query::CallsQuery,
};

/// List calls
///
/// Lists the calls that ended, the latest first. A call appears seconds after its end, when its usage is counted. Calls in test
/// mode are listed only with `test=true`. The conditions of the query can be combined. A page may have fewer items than `limit`,
/// even none, and a `next_cursor`: each page reads a bounded part of the list. A cursor belongs to its conditions; `limit` may
/// change. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/calls", tag = "Calls",
    responses((status = 200, description = "A page of calls", body = Listed<CallView>))
)]
pub(crate) async fn list_calls(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<CallsQuery>,
) -> Result<Json<Listed<CallView>>, Problem> {
    let filter = function.filter(&may, query.conditions()).await?;
    let customers = function.open(&may, PersonalData::Calls).await?;
    let calls = function.store.list_calls(&customers, &filter, query.cursor(), query.limit()).await?;
    Ok(Json(calls.map(CallView::from).into()))
}

/// Get a call
///
/// Gets every turn with its words, how sure the recognition of speech was, how long each stage took, its tools and findings; the
/// recordings; the visits, messages and emergencies of the call; a summary; what was sent afterwards; what it used and cost. A call in
/// progress shows its turns so far. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/calls/{call}", tag = "Calls",
    params(
        ("call" = String, Path, description = "A call's id", example = "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0"),
    ),
    responses((status = 200, description = "What happened in the call", body = CallDetailsView))
)]
pub(crate) async fn get_call(
    State(function): Function,
    may: Authorized<ReadCalls>,
    Path((_, call)): Path<(String, String)>,
) -> Result<Json<CallDetailsView>, Problem> {
    let call: CallSid = path_id(call)?;
    let customers = function.open(&may, PersonalData::Call(&call)).await?;
    let store = &function.store;
    let (transcript, counted, recordings, summary) = Box::pin(async {
        tokio::try_join!(
            store.get_transcript(&customers, &call),
            store.get_counted_call(&customers, &call),
            store.list_recordings(&customers, &call),
            store.get_summary(&customers, &call),
        )
    })
    .await?;
    let usage = match (&transcript, &counted) {
        (Some(transcript), _) if !transcript.test => Some(transcript.usage),
        (None, Some(counted)) => Some(counted.usage),
        _ => None,
    };
    let outcome = match usage {
        Some(usage) => store.get_outcome(&customers, &call, &usage, &recordings).await?,
        None => CallOutcome::default(),
    };
    let facts = counted.as_ref().and_then(|counted| counted.facts.as_ref());
    let outcome = store.with_changed_visits(&customers, outcome, facts).await?;
    let followed = store.get_followed(&customers, &call, &outcome, summary.as_ref()).await?;
    // A call in test mode is listed, and not counted.
    let ended = transcript.as_ref().filter(|transcript| transcript.test && transcript.finished);
    let listed = match ended.map(|transcript| (transcript.started_at, transcript.usage.call_seconds)) {
        Some(times) => store.get_call_entry(&customers, &call, times).await?,
        None => None,
    };
    let missed = counted
        .as_ref()
        .filter(|counted| counted.facts.as_ref().is_some_and(|facts| facts.outcome == Outcome::Abandoned));
    let text_back = match missed.and_then(|missed| missed.caller.as_ref()) {
        Some(caller) => store.get_text_back(&customers, caller, &call).await?,
        None => None,
    };
    let details = CallDetailsView::of(&call, transcript, (counted, listed), recordings, (outcome, followed), summary);
    details.map(|details| Json(details.with_text_back(text_back))).ok_or_else(|| Problem::new(ProblemKind::NotFound))
}
