//! How the people of a company are notified: each person's own settings, and those of the others for owners and managers.

use std::collections::BTreeMap;

use api::{
    JsonBody, Problem, ProblemKind,
    access::{Authorized, TenantPerson, permission::ManageNotifications},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    access::EmailAddress,
    id::PersonId,
    notification::{Channel, NotificationKind, Preferences, QuietHours, UndeliveredReason},
    phone::PhoneNumber,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{EmailBlock, PersonItem};
use utoipa::ToSchema;

use crate::routes::Function;

/// The channel of each kind of notification.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationChannels)]
pub(crate) struct ChannelsView {
    /// A visit was booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    booking: Option<Channel>,
    /// A visit was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Channel>,
    /// A visit was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation: Option<Channel>,
    /// A caller left a message or a voicemail.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Channel>,
    /// A danger was heard in a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency: Option<Channel>,
    /// What happened yesterday, at 8 in the morning.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<Channel>,
    /// A change of the account: other numbers that calls go to, a number that is no longer answered, most of a budget spent, a disabled
    /// webhook, an invitation tried with another address. An owner cannot choose `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Channel>,
}

/// How a person wants to be notified.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetNotifications, example = json!({
    "channels": {"booking": "email", "digest": "none"}, "quiet_hours": {"from": "21:00", "until": "07:00"},
}))]
pub(crate) struct NotificationsBody {
    /// The channels. A kind that is missing gets the default of the person's role.
    channels: ChannelsView,
    /// The quiet hours. Missing, there are none.
    quiet_hours: Option<QuietHours>,
    /// The person's mobile number, for texts.
    mobile: Option<PhoneNumber>,
}

/// How a person is notified.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notifications, example = json!({
    "person_id": "usr_dana", "email": "dana@acme.example",
    "channels": {
        "booking": "email", "change": "email", "cancellation": "email", "message": "email", "emergency": "email",
        "digest": "email", "account": "email",
    },
}))]
pub(crate) struct NotificationsView {
    /// The person.
    person_id: PersonId,
    /// Where e-mail goes.
    email: EmailAddress,
    /// The channel of each kind: what the person chose, or the default of their role. A role that may not read what a notification
    /// says has `none`.
    channels: ChannelsView,
    /// The quiet hours, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    quiet_hours: Option<QuietHours>,
    /// Where texts go.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<PhoneNumber>,
    /// Why the person gets no e-mail, whatever they chose; missing if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_stopped: Option<EmailStoppedView>,
}

/// Why a person gets no e-mail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmailStopped)]
pub(crate) struct EmailStoppedView {
    /// `bounced` or `complained`.
    reason: UndeliveredReason,
    /// What the company can do.
    advice: &'static str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl From<EmailBlock> for EmailStoppedView {
    fn from(EmailBlock { reason, since }: EmailBlock) -> Self {
        Self { reason, advice: reason.advice(), since }
    }
}

impl ChannelsView {
    fn of(channel: impl Fn(NotificationKind) -> Channel) -> Self {
        Self {
            booking: Some(channel(NotificationKind::Booking)),
            change: Some(channel(NotificationKind::Change)),
            cancellation: Some(channel(NotificationKind::Cancellation)),
            message: Some(channel(NotificationKind::Message)),
            emergency: Some(channel(NotificationKind::Emergency)),
            digest: Some(channel(NotificationKind::Digest)),
            account: Some(channel(NotificationKind::Account)),
        }
    }

    fn chosen(self) -> BTreeMap<NotificationKind, Channel> {
        let Self { booking, change, cancellation, message, emergency, digest, account } = self;
        let all = [
            (NotificationKind::Booking, booking),
            (NotificationKind::Change, change),
            (NotificationKind::Cancellation, cancellation),
            (NotificationKind::Message, message),
            (NotificationKind::Emergency, emergency),
            (NotificationKind::Digest, digest),
            (NotificationKind::Account, account),
        ];
        all.into_iter().filter_map(|(kind, channel)| Some((kind, channel?))).collect()
    }
}

impl TryFrom<NotificationsBody> for Preferences {
    type Error = Problem;

    fn try_from(body: NotificationsBody) -> Result<Self, Problem> {
        let NotificationsBody { channels, quiet_hours, mobile } = body;
        let channels = channels.chosen();
        if mobile.is_none() && channels.values().any(|channel| *channel == Channel::Text) {
            return Err(Problem::field("/mobile", "is needed for texts"));
        }
        if mobile.as_ref().is_some_and(|mobile| !mobile.can_exist()) {
            return Err(Problem::field("/mobile", "is not a telephone number that can exist"));
        }
        Ok(Self { channels, quiet_hours, mobile })
    }
}

impl NotificationsView {
    fn of(
        PersonItem { person, email, role, .. }: PersonItem,
        preferences: Preferences,
        block: Option<EmailBlock>,
    ) -> Self {
        let channels = ChannelsView::of(|kind| preferences.channel(role, kind));
        let Preferences { quiet_hours, mobile, .. } = preferences;
        let email_stopped = block.map(EmailStoppedView::from);
        Self { person_id: person, email, channels, quiet_hours, mobile, email_stopped }
    }
}

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound)
}

/// Get my notification settings
///
/// Shows how the caller is notified of each kind of event.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/my-notifications", tag = "Notifications",
    responses((status = 200, description = "The settings", body = NotificationsView))
)]
pub(crate) async fn get_my_notifications(
    State(function): Function,
    caller: TenantPerson,
) -> Result<Json<NotificationsView>, Problem> {
    let TenantPerson { scope, person, .. } = caller;
    let found = function.store.get_person(&scope, &person).await?.ok_or_else(not_found)?;
    let preferences = function.store.get_notification_preferences(&scope, &person).await?;
    let block = function.store.get_email_block(&scope, &person).await?;
    Ok(Json(NotificationsView::of(found, preferences, block)))
}

/// Change my notification settings
///
/// Replaces how the caller is notified. Quiet hours never hold an emergency.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/my-notifications", tag = "Notifications",
    request_body = NotificationsBody,
    responses((status = 200, description = "The settings", body = NotificationsView))
)]
pub(crate) async fn set_my_notifications(
    State(function): Function,
    caller: TenantPerson,
    JsonBody(body): JsonBody<NotificationsBody>,
) -> Result<Json<NotificationsView>, Problem> {
    let (TenantPerson { scope, person, change }, preferences) = (caller, Preferences::try_from(body)?);
    let block = function.store.get_email_block(&scope, &person).await?;
    let person = function.store.set_notification_preferences(&scope, &person, &preferences, &change).await?;
    Ok(Json(NotificationsView::of(person, preferences, block)))
}

/// Get a person's notification settings
///
/// Shows how a person is notified of each kind of event. The audit log records who read it.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/people/{person}/notifications", tag = "Notifications",
    params(("person" = String, Path, description = "A person's id", example = "usr_lee")),
    responses((status = 200, description = "The settings", body = NotificationsView))
)]
pub(crate) async fn get_notifications(
    State(function): Function,
    may: Authorized<ManageNotifications>,
    Path((_, person)): Path<(String, String)>,
) -> Result<Json<NotificationsView>, Problem> {
    let id = path_id(person)?;
    let found = Box::pin(function.store.read_notification_preferences(&may.scope, &may.change, &id)).await?;
    let (person, preferences) = found.ok_or_else(not_found)?;
    let block = function.store.get_email_block(&may.scope, &id).await?;
    Ok(Json(NotificationsView::of(person, preferences, block)))
}

/// Change a person's notification settings
///
/// Replaces how a person is notified. Quiet hours never hold an emergency.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/people/{person}/notifications", tag = "Notifications",
    params(("person" = String, Path, description = "A person's id", example = "usr_lee")),
    request_body = NotificationsBody,
    responses((status = 200, description = "The settings", body = NotificationsView))
)]
pub(crate) async fn set_notifications(
    State(function): Function,
    may: Authorized<ManageNotifications>,
    Path((_, person)): Path<(String, String)>,
    JsonBody(body): JsonBody<NotificationsBody>,
) -> Result<Json<NotificationsView>, Problem> {
    let (id, preferences) = (path_id(person)?, Preferences::try_from(body)?);
    let block = function.store.get_email_block(&may.scope, &id).await?;
    let person = function.store.set_notification_preferences(&may.scope, &id, &preferences, &may.change).await?;
    Ok(Json(NotificationsView::of(person, preferences, block)))
}
