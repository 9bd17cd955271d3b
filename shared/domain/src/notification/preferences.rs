//! How a person wants to be notified of what, and when not.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::NotificationKind;
use crate::{access::Role, hours::clock, phone::PhoneNumber, schema::described_as};

/// How a person is notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By text message to the person's mobile number.
    Text,
    /// Not at all.
    None,
}

/// Why quiet hours are invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must not begin and end at the same time")]
pub struct QuietHoursError;

/// The hours in which nothing but an emergency is sent, in the company's time zone. They may span midnight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "QuietHoursForm", into = "QuietHoursForm")]
pub struct QuietHours {
    from: Time,
    until: Time,
}

/// The JSON of quiet hours.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
struct QuietHoursForm {
    /// When they begin, in the company's time zone.
    #[serde(with = "clock")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ClockTime))]
    from: Time,
    /// When they end; before `from`, on the next day.
    #[serde(with = "clock")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ClockTime))]
    until: Time,
}

described_as!(QuietHours, "QuietHours", QuietHoursForm);

impl TryFrom<QuietHoursForm> for QuietHours {
    type Error = QuietHoursError;
    fn try_from(form: QuietHoursForm) -> Result<Self, QuietHoursError> {
        Self::new(form.from, form.until)
    }
}

impl From<QuietHours> for QuietHoursForm {
    fn from(QuietHours { from, until }: QuietHours) -> Self {
        Self { from, until }
    }
}

impl QuietHours {
    /// The hours from one time of the day until another one.
    pub fn new(from: Time, until: Time) -> Result<Self, QuietHoursError> {
        if from == until { Err(QuietHoursError) } else { Ok(Self { from, until }) }
    }

    /// The end of the quiet hours that an instant lies in. `None` if it lies in none.
    fn end_after(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let reading = zone.to_datetime(now);
        let (date, time) = (reading.date(), reading.time());
        let spans_midnight = self.until < self.from;
        let is_quiet = if spans_midnight {
            time >= self.from || time < self.until
        } else {
            time >= self.from && time < self.until
        };
        if !is_quiet {
            return None;
        }
        let day = if spans_midnight && time >= self.from { date.tomorrow().unwrap_or(date) } else { date };
        // In the hour that a clock repeats, the first reading of the end may be past.
        let end = clock::first_instant(day.to_datetime(self.until), zone);
        Some(if end > now { end } else { clock::last_instant(day.to_datetime(self.until), zone) })
    }
}

/// How a person wants to be notified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// The channels that the person chose. For the other kinds, [`Channel::default_for`] decides.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub channels: BTreeMap<NotificationKind, Channel>,
    /// When nothing but an emergency is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_hours: Option<QuietHours>,
    /// The number for texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<PhoneNumber>,
}

impl Channel {
    /// The channel of a person with this role who chose none. Owners and managers get e-mail, which works before text messages are
    /// registered with the carriers; the digest goes to owners.
    #[must_use]
    pub fn default_for(role: Role, kind: NotificationKind) -> Self {
        match (role, kind) {
            (Role::Owner, _) => Self::Email,
            (Role::Manager, kind) if kind != NotificationKind::Digest => Self::Email,
            _ => Self::None,
        }
    }
}

impl Preferences {
    /// How a person with this role is notified. A role that may not read what the notification says gets none. An owner always hears
    /// of changes of the account: who uses an owner's account unnoticed must not be able to switch that off.
    #[must_use]
    pub fn channel(&self, role: Role, kind: NotificationKind) -> Channel {
        if !kind.permission().is_given_to(role) {
            return Channel::None;
        }
        match self.channels.get(&kind) {
            Some(Channel::None) if role == Role::Owner && kind == NotificationKind::Account => Channel::Email,
            Some(chosen) => *chosen,
            None => Channel::default_for(role, kind),
        }
    }

    /// When a notification may be sent: now, or at the end of the quiet hours. Quiet hours never hold an emergency.
    #[must_use]
    pub fn due_at(&self, kind: NotificationKind, now: Timestamp, zone: &TimeZone) -> Timestamp {
        match (&self.quiet_hours, kind) {
            (None, _) | (_, NotificationKind::Emergency) => now,
            (Some(quiet), _) => quiet.end_after(now, zone).unwrap_or(now),
        }
    }
}
