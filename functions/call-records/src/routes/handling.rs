//! Messages and emergencies, and what the office does about them.

use api::{
    IfMatch, JsonBody, Listed, Problem, ProblemKind, StrictQuery, WithVersion,
    access::{
        Authorized,
        permission::{HandleMessages, ReadCalls},
    },
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    id::{EmergencyId, MessageId},
    webhook::{WebhookEvent, WebhookSubject},
};
use store::{Handling, PersonalData};

use super::Function;
use crate::{
    CallRecords,
    wire::{
        emergency::EmergencyWithPages,
        handling::{
            EmergencyRow, HandleEmergencyBody, HandleMessageBody, HandlingView, ListQuery, MessageRow, MessagesQuery,
        },
        outcome::MessageView,
    },
};

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound)
}

/// List messages
///
/// Lists the messages that callers left, the latest first, with the first 200 characters of each. With `state=open`, a page may
/// have fewer items than `limit`, even none, and a `next_cursor`. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/messages", tag = "Messages",
    responses((status = 200, description = "A page of messages", body = Listed<MessageRow>))
)]
pub(crate) async fn list_messages(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<MessagesQuery>,
) -> Result<Json<Listed<MessageRow>>, Problem> {
    let customers = function.open(&may, PersonalData::Messages).await?;
    let (filter, page) = (query.filter(), query.page());
    let page = function.store.list_messages(&customers, filter, page.cursor(), page.limit()).await?;
    Ok(Json(page.map(MessageRow::from).into()))
}

/// Get a message
///
/// Gets a message with what the office has done about it. Its version is in the `ETag`. The audit log gets an entry.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/messages/{message}", tag = "Messages",
    params(("message" = String, Path, description = "A message's id", example = "msg_7f1c_0")),
    responses((
        status = 200, description = "The message", body = MessageView,
        headers(("ETag" = String, description = "The version of what the office has done"))
    ))
)]
pub(crate) async fn get_message(
    State(function): Function,
    may: Authorized<ReadCalls>,
    Path((_, message)): Path<(String, String)>,
) -> Result<WithVersion<MessageView>, Problem> {
    let message: MessageId = path_id(message)?;
    function.open(&may, PersonalData::Message(&message)).await?;
    let item = function.store.get_message_item(&may.scope, &message).await?.ok_or_else(not_found)?;
    Ok(WithVersion { version: item.handling.version, body: item.into() })
}

/// Handle a message
///
/// Takes the message on or gives it back, closes or reopens it, writes a note. Fields that are missing stay as they are. The
/// first person who takes or closes it stays the one until it is given back or reopened. The answer has the note with the permission
/// `read_calls` only, and the audit log then gets an entry of the read too.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}/messages/{message}", tag = "Messages",
    params(("message" = String, Path, description = "A message's id", example = "msg_7f1c_0")),
    request_body = HandleMessageBody,
    responses((
        status = 200, description = "What the office has done about it", body = HandlingView,
        headers(("ETag" = String, description = "The version of what the office has done"))
    ))
)]
pub(crate) async fn handle_message(
    State(function): Function,
    may: Authorized<HandleMessages>,
    Path((_, message)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<HandleMessageBody>,
) -> Result<WithVersion<HandlingView>, Problem> {
    let message: MessageId = path_id(message)?;
    let change = body.into();
    let matched = |version| if_match.matched(version);
    let handled = function.store.handle_message(&may.scope, &message, &change, &may.change, matched);
    let item = Box::pin(handled).await?;
    function.handled(&may, item.handling, PersonalData::Message(&message)).await
}

/// List emergencies
///
/// Lists the emergencies that were detected in calls, the latest first. With `state=open`, a page may have fewer items than
/// `limit`, even none, and a `next_cursor`. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/emergencies", tag = "Emergencies",
    responses((status = 200, description = "A page of emergencies", body = Listed<EmergencyRow>))
)]
pub(crate) async fn list_emergencies(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<ListQuery>,
) -> Result<Json<Listed<EmergencyRow>>, Problem> {
    let customers = function.open(&may, PersonalData::Emergencies).await?;
    let (store, cursor, limit) = (&function.store, query.cursor(), query.limit());
    let page = if query.only_open() {
        store.list_open_emergencies(&customers, cursor, limit).await?
    } else {
        store.list_emergencies(&customers, cursor, limit).await?
    };
    Ok(Json(page.map(EmergencyRow::from).into()))
}

/// Get an emergency
///
/// Gets an emergency with what the office has done about it, and with each text and ring about it. Its version is in the `ETag`. An
/// emergency that no one accepts is announced again: after 5 minutes to the people on call, after 10 to everybody with a mobile number,
/// and after 15 to the operator too, then every half hour. The audit log gets an entry.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/emergencies/{emergency}", tag = "Emergencies",
    params(("emergency" = String, Path, description = "An emergency's id", example = "emg_7f1c_0")),
    responses((
        status = 200, description = "The emergency", body = EmergencyWithPages,
        headers(("ETag" = String, description = "The version of what the office has done"))
    ))
)]
pub(crate) async fn get_emergency(
    State(function): Function,
    may: Authorized<ReadCalls>,
    Path((_, emergency)): Path<(String, String)>,
) -> Result<WithVersion<EmergencyWithPages>, Problem> {
    let emergency: EmergencyId = path_id(emergency)?;
    function.open(&may, PersonalData::Emergency(&emergency)).await?;
    let (item, pages) = tokio::try_join!(
        function.store.get_emergency(&may.scope, &emergency),
        function.store.list_emergency_pages(&may.scope, &emergency)
    )?;
    let item = item.ok_or_else(not_found)?;
    Ok(WithVersion { version: item.handling.version, body: EmergencyWithPages::new(item, pages) })
}

/// Handle an emergency
///
/// As a message. `acknowledged: true` accepts the emergency, as the key 1 does on the telephone; the first acknowledgement stays and
/// cannot be withdrawn. Send `If-Match: *` to acknowledge whatever others did meanwhile.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}/emergencies/{emergency}", tag = "Emergencies",
    params(("emergency" = String, Path, description = "An emergency's id", example = "emg_7f1c_0")),
    request_body = HandleEmergencyBody,
    responses((
        status = 200, description = "What the office has done about it", body = HandlingView,
        headers(("ETag" = String, description = "The version of what the office has done"))
    ))
)]
pub(crate) async fn handle_emergency(
    State(function): Function,
    may: Authorized<HandleMessages>,
    Path((_, emergency)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<HandleEmergencyBody>,
) -> Result<WithVersion<HandlingView>, Problem> {
    let emergency: EmergencyId = path_id(emergency)?;
    let change = body.change()?;
    let matched = |version| if_match.matched(version);
    let handled = function.store.handle_emergency(&may.scope, &emergency, &change, &may.change, matched);
    let item = Box::pin(handled).await?;
    if item.acknowledged_at == Some(may.change.at) {
        let subject = WebhookSubject::EmergencyAcknowledged(emergency.clone());
        function.announce(&may, WebhookEvent { at: may.change.at, subject }).await;
    }
    function.handled(&may, item.handling, PersonalData::Emergency(&emergency)).await
}

impl CallRecords {
    /// The answer to a change. The note is what the office wrote about a caller: it is for those who may read the message or
    /// emergency, and the audit log says so.
    async fn handled(
        &self,
        may: &Authorized<HandleMessages>,
        handling: Handling,
        data: PersonalData<'_>,
    ) -> Result<WithVersion<HandlingView>, Problem> {
        let (version, shown) = (handling.version, HandlingView::from(handling));
        if may.require(data.permission()).is_err() {
            return Ok(WithVersion { version, body: shown.without_note() });
        }
        self.access.disclose(may, data).await?;
        Ok(WithVersion { version, body: shown })
    }
}
