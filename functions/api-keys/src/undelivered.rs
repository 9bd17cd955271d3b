//! The notifications that did not reach their person, with what to do; and e-mail to a person, which the office allows again.

use api::{
    Listed, PageQuery, Problem, ProblemKind, StrictQuery,
    access::{Authorized, permission::ManageNotifications},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    id::PersonId,
    notification::{Channel, NotificationEvent, NotificationKind, UndeliveredReason},
};
use jiff::Timestamp;
use serde::Serialize;
use store::UndeliveredItem;
use utoipa::ToSchema;

use crate::routes::Function;

/// A notification that did not reach its person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UndeliveredNotification, example = json!({
    "person_id": "usr_dana", "channel": "text", "kind": "booking", "about": "apt_00000000000000000000000000000001_0",
    "reason": "number_not_registered",
    "advice": "US carriers block texts from this number. Register it in Twilio's console (A2P 10DLC), or choose e-mail until then.",
    "at": "2026-11-23T16:01:05Z",
}))]
pub(crate) struct UndeliveredView {
    /// The person.
    person_id: PersonId,
    /// How the notification was sent.
    channel: Channel,
    /// What kind it is.
    kind: NotificationKind,
    /// The id of the visit, message, emergency or entry of the audit log that it is about; for a digest, the day.
    about: String,
    /// Why the person did not get it.
    reason: UndeliveredReason,
    /// What the company can do.
    advice: &'static str,
    /// When it was known.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<UndeliveredItem> for UndeliveredView {
    fn from(UndeliveredItem { person, channel, event, reason, at, .. }: UndeliveredItem) -> Self {
        let kind = event.kind();
        let about = match event {
            NotificationEvent::Booked { appointment }
            | NotificationEvent::Moved { appointment, .. }
            | NotificationEvent::Cancelled { appointment, .. } => appointment.to_string(),
            NotificationEvent::MessageLeft { message } => message.to_string(),
            NotificationEvent::EmergencyHeard { emergency } => emergency.to_string(),
            NotificationEvent::DayOver { day } => day.to_string(),
            NotificationEvent::AccountChanged { entry, .. } => entry.to_string(),
        };
        Self { person_id: person, channel, kind, about, reason, advice: reason.advice(), at }
    }
}

/// List undelivered notifications
///
/// Lists the notifications of the last 90 days that did not reach their person, the latest first, with the reason and what to do.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/undelivered-notifications", tag = "Notifications",
    responses((status = 200, description = "A page of notifications", body = Listed<UndeliveredView>))
)]
pub(crate) async fn list_undelivered(
    State(function): Function,
    may: Authorized<ManageNotifications>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<UndeliveredView>>, Problem> {
    function.store.get_tenant(&may.scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    let undelivered = function.store.list_undelivered(&may.scope, page.cursor(), page.limit()).await?;
    Ok(Json(undelivered.map(UndeliveredView::from).into()))
}

/// Allow e-mail to a person again
///
/// After a permanent bounce or a complaint, a person gets no e-mail: `email_stopped` in their notification settings. This allows
/// e-mail to them again.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/people/{person}/notifications/email-stopped", tag = "Notifications",
    params(("person" = String, Path, description = "A person's id", example = "usr_lee")),
    responses((status = 204, description = "E-mail to the person is allowed"))
)]
pub(crate) async fn allow_email(
    State(function): Function,
    may: Authorized<ManageNotifications>,
    Path((_, person)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    function.store.allow_email(&may.scope, &path_id(person)?, &may.change).await?;
    Ok(StatusCode::NO_CONTENT)
}
