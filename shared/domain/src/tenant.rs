//! A company's configuration: everything the agent knows about the company it answers for.
//!
//! Leaf values check themselves as they are parsed; [`TenantConfig`] adds what can only be checked across fields, so
//! that whoever holds one need check nothing again. Where it is stored, and in which versions, is not known here.

use std::{collections::BTreeSet, fmt, ops::Deref};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{
    hours::{Day, OpeningHours},
    phone::PhoneNumber,
    slot::ArrivalWindows,
    text::Text,
    voice::Voice,
};

mod job_type;
mod service_area;
mod starter;
mod validation;

pub use job_type::{JobType, JobTypeId, JobTypeIdError};
pub use service_area::{ServiceArea, Zip, ZipArea, ZipError};
pub use starter::starter;
pub use validation::read_config;

/// The fields of a configuration, each valid by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantFields {
    /// The company's name, as it is said.
    pub company: Text<80>,
    /// What the agent calls itself.
    pub agent_name: Text<40>,
    /// Where the company's clocks are; an IANA name.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    /// When the office is open.
    pub hours: OpeningHours,
    /// When technicians arrive, and how many visits each window takes.
    pub arrival_windows: ArrivalWindows,
    /// Where the company goes.
    pub service_area: ServiceArea,
    /// What the company comes out for.
    pub job_types: Vec<JobType>,
    /// How the agent sounds.
    pub voice: Voice,
    /// The first words during opening hours, before any disclosure.
    pub greeting: Text<400>,
    /// The first words outside opening hours; the usual greeting if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_greeting: Option<Text<400>>,
    /// How the agent behaves, in the company's words.
    pub personality: Text<1000>,
    /// Who is called when the caller wants a person, or when nothing else works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarding_number: Option<PhoneNumber>,
    /// Who is woken for an emergency, in order.
    #[serde(default)]
    pub on_call: OnCall,
    /// What a caller who wants a person gets outside opening hours.
    #[serde(default)]
    pub after_hours: AfterHours,
    /// Questions the company has answered.
    #[serde(default)]
    pub faq: Vec<Faq>,
    /// What the agent must not talk about.
    #[serde(default)]
    pub never_say: Vec<Text<200>>,
    /// What the first sentence discloses.
    #[serde(default)]
    pub disclosure: Disclosure,
    /// Numbers whose calls are not answered.
    #[serde(default)]
    pub blocked_callers: BTreeSet<PhoneNumber>,
}

/// The people to wake for an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnCall {
    /// In the order in which they are called.
    pub people: Vec<OnCallPerson>,
    /// How long each one's telephone rings before the next is tried.
    pub ring_seconds: u8,
}

impl Default for OnCall {
    fn default() -> Self {
        Self { people: Vec::new(), ring_seconds: 25 }
    }
}

/// One of the people to wake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnCallPerson {
    /// Who it is.
    pub name: Text<60>,
    /// Where they are reached.
    pub number: PhoneNumber,
}

/// What a caller who wants a person gets outside opening hours. Emergencies reach the on-call people whatever it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterHours {
    /// The agent books a visit or takes a message.
    #[default]
    BookOrMessage,
    /// The forwarding number is called at any hour.
    Forward,
}

/// A question the company has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faq {
    /// What callers ask.
    pub question: Text<200>,
    /// What they are told.
    pub answer: Text<500>,
}

/// What the first sentence discloses; both are on unless the company turns them off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// Says that the agent is not a person.
    pub ai: bool,
    /// Records the call, and says so. About a dozen US states need every party's consent to record.
    pub record_calls: bool,
}

impl Default for Disclosure {
    fn default() -> Self {
        Self { ai: true, record_calls: false }
    }
}

/// What is wrong with one field, in words its owner understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's path, such as `on_call.ring_seconds`.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Everything that is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct InvalidConfig(pub Vec<FieldProblem>);

impl fmt::Display for InvalidConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            write!(f, "{}{}: {}", if i == 0 { "" } else { "; " }, problem.field, problem.message)?;
        }
        Ok(())
    }
}

/// A company's configuration, known to be consistent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "TenantFields", into = "TenantFields")]
pub struct TenantConfig(TenantFields);

impl TenantConfig {
    /// The job type with this id.
    #[must_use]
    pub fn job_type(&self, id: &JobTypeId) -> Option<&JobType> {
        self.job_types.iter().find(|job_type| job_type.id == *id)
    }
}

impl TryFrom<TenantFields> for TenantConfig {
    type Error = InvalidConfig;

    fn try_from(fields: TenantFields) -> Result<Self, InvalidConfig> {
        let problems = fields.problems();
        if problems.is_empty() { Ok(Self(fields)) } else { Err(InvalidConfig(problems)) }
    }
}

impl From<TenantConfig> for TenantFields {
    fn from(config: TenantConfig) -> Self {
        config.0
    }
}

impl Deref for TenantConfig {
    type Target = TenantFields;
    fn deref(&self) -> &TenantFields {
        &self.0
    }
}

impl TenantFields {
    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &str, message: &str| {
            if !holds {
                problems.push(FieldProblem { field: field.to_owned(), message: message.to_owned() });
            }
        };
        check(self.time_zone.iana_name().is_some(), "time_zone", "name a zone such as America/Chicago");
        check((1..=30).contains(&self.job_types.len()), "job_types", "list 1 to 30 job types");
        let ids: BTreeSet<_> = self.job_types.iter().map(|job_type| &job_type.id).collect();
        check(ids.len() == self.job_types.len(), "job_types", "two job types have the same id");
        for (i, job_type) in self.job_types.iter().enumerate() {
            let minutes = job_type.duration_minutes;
            check(
                (15..=720).contains(&minutes),
                &format!("job_types[{i}].duration_minutes"),
                "a visit takes 15 to 720 minutes",
            );
            check(
                job_type.member_discount_percent <= 100,
                &format!("job_types[{i}].member_discount_percent"),
                "a discount is 0 to 100 percent",
            );
        }
        for (i, window) in self.arrival_windows.windows().iter().enumerate() {
            let open = Day::ALL.into_iter().flat_map(|day| self.hours.weekly().on(day)).any(|span| {
                let overnight = span.closes() <= span.opens();
                span.opens() <= window.starts() && (overnight || span.closes() >= window.ends())
            });
            check(
                open,
                &format!("arrival_windows.windows[{i}]"),
                "lies outside the opening hours of every day, so that it would never be offered",
            );
        }
        check((5..=60).contains(&self.on_call.ring_seconds), "on_call.ring_seconds", "ring for 5 to 60 seconds");
        check(self.on_call.people.len() <= 10, "on_call.people", "list at most 10 people");
        check(self.service_area.zips.len() <= 500, "service_area.zips", "list at most 500 ZIP areas");
        check(self.service_area.cities.len() <= 200, "service_area.cities", "list at most 200 cities");
        check(self.faq.len() <= 50, "faq", "answer at most 50 questions");
        check(self.never_say.len() <= 50, "never_say", "list at most 50 subjects");
        check(self.blocked_callers.len() <= 1000, "blocked_callers", "block at most 1000 numbers");
        problems
    }
}

#[cfg(test)]
pub(crate) mod tests;
