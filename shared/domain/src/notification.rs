//! What the people of a company are notified of: the kinds, how each person hears of each, and the words.
//!
//! A notification is about something that is stored, which it names by id. Does not know how an e-mail or a text is sent.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    access::Permission,
    hours::clock,
    id::{AppointmentId, AuditEntryId, EmergencyId, MessageId},
};

/// The hour at which the digest is sent.
const DIGEST_HOUR: i8 = 8;

mod account;
mod html;
mod letter;
mod preferences;
mod undelivered;
mod words;

pub use account::{AccountChange, AccountNotice};
pub use letter::Email;
pub use preferences::{Channel, Preferences, QuietHours, QuietHoursError};
pub use undelivered::UndeliveredReason;
pub use words::{Company, DigestFigures, Notice, WrittenNotification};

/// The kinds of notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
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
}

impl NotificationKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Booking, Self::Change, Self::Cancellation, Self::Message, Self::Emergency, Self::Digest, Self::Account];

    /// The name, as stored and as shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Change => "change",
            Self::Cancellation => "cancellation",
            Self::Message => "message",
            Self::Emergency => "emergency",
            Self::Digest => "digest",
            Self::Account => "account",
        }
    }

    /// What a person must be allowed to read to be notified.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::Booking | Self::Change | Self::Cancellation => Permission::ReadCustomers,
            Self::Message | Self::Emergency => Permission::ReadCalls,
            Self::Digest => Permission::ReadCompany,
            Self::Account => Permission::ReadAudit,
        }
    }
}

/// What happened, by id.
///
/// ```
/// use domain::{
///     access::Role,
///     id::AppointmentId,
///     notification::{Channel, NotificationEvent, NotificationKind, Preferences, QuietHours},
/// };
/// use jiff::{civil::time, tz::TimeZone};
///
/// let event = NotificationEvent::Booked { appointment: AppointmentId::parse("apt_1_0")? };
/// let quiet_hours = Some(QuietHours::new(time(21, 0, 0, 0), time(7, 0, 0, 0))?);
/// let preferences = Preferences { quiet_hours, ..Preferences::default() };
/// assert_eq!(preferences.channel(Role::Owner, event.kind()), Channel::Email);
///
/// let (night, morning) = ("2026-11-23T23:00-06".parse()?, "2026-11-24T07:00-06".parse()?);
/// let zone = TimeZone::get("America/Chicago")?;
/// assert_eq!(preferences.due_at(event.kind(), night, &zone), morning);
/// assert_eq!(preferences.due_at(NotificationKind::Emergency, night, &zone), night);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum NotificationEvent {
    /// A visit was booked.
    Booked {
        /// The visit.
        appointment: AppointmentId,
    },
    /// A visit was moved.
    Moved {
        /// The visit.
        appointment: AppointmentId,
        /// When, as the visit's log says.
        at: Timestamp,
    },
    /// A visit was cancelled.
    Cancelled {
        /// The visit.
        appointment: AppointmentId,
        /// When, as the visit's log says.
        at: Timestamp,
    },
    /// A caller left a message or a voicemail.
    MessageLeft {
        /// The message.
        message: MessageId,
    },
    /// A danger was heard.
    EmergencyHeard {
        /// The emergency.
        emergency: EmergencyId,
    },
    /// A day is over.
    DayOver {
        /// The day, in the company's time zone.
        day: Date,
    },
    /// The company's account changed.
    AccountChanged {
        /// The entry of the audit log.
        entry: AuditEntryId,
        /// Its time.
        at: Timestamp,
    },
}

/// When the digest of a day is sent: at 8 in the morning of the next day.
#[must_use]
pub fn digest_due_at(day: Date, zone: &TimeZone) -> Timestamp {
    let next = day.tomorrow().unwrap_or(day);
    clock::first_instant(next.at(DIGEST_HOUR, 0, 0, 0), zone)
}

impl NotificationEvent {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> NotificationKind {
        match self {
            Self::Booked { .. } => NotificationKind::Booking,
            Self::Moved { .. } => NotificationKind::Change,
            Self::Cancelled { .. } => NotificationKind::Cancellation,
            Self::MessageLeft { .. } => NotificationKind::Message,
            Self::EmergencyHeard { .. } => NotificationKind::Emergency,
            Self::DayOver { .. } => NotificationKind::Digest,
            Self::AccountChanged { .. } => NotificationKind::Account,
        }
    }
}

#[cfg(test)]
mod tests;
