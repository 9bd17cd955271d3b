//! The notifications that did not reach their person and the texts that did not reach a customer, with what to do; and e-mail to a person, which the office allows again.

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
use store::{CustomerTextAbout, Undelivered, UndeliveredItem, UndeliveredText};
use utoipa::ToSchema;

use crate::routes::Function;

/// A notification that did not reach its person, or a text that did not reach a customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UndeliveredNotification, example = json!({
    "person_id": "usr_dana", "channel": "text", "kind": "booking", "about": "apt_00000000000000000000000000000001_0",
    "reason": "number_not_registered",
    "advice": "US carriers block texts from this number. Register it in Twilio's console (A2P 10DLC), or choose e-mail until then.",
    "at": "2026-11-23T16:01:05Z",
}))]
pub(crate) struct UndeliveredView {
    /// The person; missing for a text to a customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<PersonId>,
    /// How it was sent.
    channel: Channel,
    /// What kind it is.
    kind: UndeliveredKind,
    /// The id of the visit, message, emergency or entry of the audit log that it is about; for a digest, the day. For a text to a customer,
    /// the visit, or the call that they hung up.
    about: String,
    /// Why it was not delivered.
    reason: UndeliveredReason,
    /// What the company can do.
    advice: &'static str,
    /// When it was known.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// What was not delivered: a notification of a kind, or a text to a customer.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum UndeliveredKind {
    /// A visit was booked.
    Booking,
    /// A visit was moved.
    Change,
    /// A visit was cancelled.
    Cancellation,
    /// A caller left a message or a voicemail.
    Message,
    /// A danger was heard in a call.
    Emergency,
    /// What happened yesterday, at 8 in the morning.
    Digest,
    /// A change of the company's account that its owners must know of.
    Account,
    /// A text to a customer about their visit or their missed call.
    CustomerText,
}

impl From<NotificationKind> for UndeliveredKind {
    fn from(kind: NotificationKind) -> Self {
        match kind {
            NotificationKind::Booking => Self::Booking,
            NotificationKind::Change => Self::Change,
            NotificationKind::Cancellation => Self::Cancellation,
            NotificationKind::Message => Self::Message,
            NotificationKind::Emergency => Self::Emergency,
            NotificationKind::Digest => Self::Digest,
            NotificationKind::Account => Self::Account,
        }
    }
}

impl From<Undelivered> for UndeliveredView {
    fn from(undelivered: Undelivered) -> Self {
        match undelivered {
            Undelivered::Notification(item) => item.into(),
            Undelivered::CustomerText(text) => text.into(),
        }
    }
}

impl From<UndeliveredText> for UndeliveredView {
    fn from(UndeliveredText { customer_text, reason, at, .. }: UndeliveredText) -> Self {
        let about = match customer_text {
            CustomerTextAbout::Visit { appointment, .. } => appointment.to_string(),
            CustomerTextAbout::MissedCall { call } => call.to_string(),
        };
        let (kind, channel) = (UndeliveredKind::CustomerText, Channel::Text);
        Self { person_id: None, channel, kind, about, reason, advice: reason.advice(), at }
    }
}

impl From<UndeliveredItem> for UndeliveredView {
    fn from(UndeliveredItem { person, channel, event, reason, at, .. }: UndeliveredItem) -> Self {
        let kind = event.kind().into();
        let about = match event {
            NotificationEvent::Booked { appointment }
            | NotificationEvent::Moved { appointment, .. }
            | NotificationEvent::Cancelled { appointment, .. } => appointment.to_string(),
            NotificationEvent::MessageLeft { message } => message.to_string(),
            NotificationEvent::EmergencyHeard { emergency } => emergency.to_string(),
            NotificationEvent::DayOver { day } => day.to_string(),
            NotificationEvent::AccountChanged { entry, .. } => entry.to_string(),
        };
        Self { person_id: Some(person), channel, kind, about, reason, advice: reason.advice(), at }
    }
}

/// List undelivered notifications
///
/// Lists the notifications of the last 90 days that did not reach their person, and the texts that did not reach a customer
/// (`customer_text`), the latest first, with the reason and what to do.
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
