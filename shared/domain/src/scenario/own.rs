//! The scenarios that a company made itself, mostly from its own calls.

use jiff::{Span as TimeSpan, Timestamp, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{CallerAct, CallerScript, ExpectedCall, PlannedCall};
use crate::{
    hours::Day,
    id::{CallSid, ScenarioId},
    phone::PhoneNumber,
    text::Text,
};

/// The most turns of a caller in a scenario.
pub const MOST_TURNS: usize = 40;

/// When the call of a scenario arrives: a weekday and a time by the company's clock, so that it never lies in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ScenarioTime))]
#[serde(deny_unknown_fields)]
pub struct ScenarioWeekTime {
    /// The day of the week.
    pub day: Day,
    /// The time of the day.
    #[serde(with = "minutes")]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "02:15"))]
    pub time: Time,
}

mod minutes {
    use jiff::civil::Time;
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    pub(super) fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.strftime("%H:%M"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = String::deserialize(deserializer)?;
        Time::strptime("%H:%M", &text).map_err(|_| de::Error::custom("is not a time; write it as 02:15"))
    }
}

impl ScenarioWeekTime {
    /// The weekday and the minute of an instant.
    #[must_use]
    pub fn of(at: Timestamp, zone: &TimeZone) -> Self {
        let local = zone.to_datetime(at);
        let time = Time::new(local.hour(), local.minute(), 0, 0).unwrap_or(Time::midnight());
        Self { day: Day::of(local.date()), time }
    }

    /// The first instant from `now` on with this weekday and time.
    #[must_use]
    pub fn next(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let today = zone.to_datetime(now).date();
        let days = (0..=7).map(|days| today.saturating_add(TimeSpan::new().days(days)));
        let instants = days
            .filter(|date| Day::of(*date) == self.day)
            .filter_map(|date| zone.to_timestamp(date.to_datetime(self.time)).ok());
        instants.filter(|at| *at >= now).min().unwrap_or(now)
    }
}

/// A scenario of a company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompanyScenario {
    /// Its id.
    pub id: ScenarioId,
    /// Its title.
    pub title: Text<100>,
    /// When the call arrives; at once if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<ScenarioWeekTime>,
    /// The caller's number, if the scenario was made from a call and the number was not withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PhoneNumber>,
    /// What the caller does: 1 to [`MOST_TURNS`] turns.
    pub turns: Vec<CallerAct>,
    /// What the call must come to.
    pub expected: ExpectedCall,
    /// The call that it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_call: Option<CallSid>,
}

impl CompanyScenario {
    /// The call that is to be made.
    #[must_use]
    pub fn planned(&self, now: Timestamp, zone: &TimeZone) -> PlannedCall {
        PlannedCall {
            key: self.id.to_string(),
            title: self.title.to_string(),
            at: self.at.map_or(now, |at| at.next(now, zone)),
            from: self.from.clone(),
            caller: CallerScript::Acts(self.turns.clone()),
            expected: self.expected.clone(),
            found: Vec::new(),
        }
    }
}
