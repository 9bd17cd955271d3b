//! A company's configuration: everything that the agent knows about the company.
//!
//! Each value is checked as it is parsed; [`TenantConfig`] adds the checks across fields, so that its users check
//! nothing again. This module does not know where configurations are stored, nor their versions.

use std::{collections::BTreeSet, ops::Deref};

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    hours::OpeningHours, non_customer::NonCustomerPolicy, phone::PhoneNumber, redaction::ChosenMask,
    schema::described_as, slot::ArrivalWindows, text::Text, voice::Voice,
};

mod consistency;
mod example;
mod job_type;
mod languages;
pub mod limits;
mod location;
mod messaging_service;
mod on_call;
mod problem;
pub(crate) mod questions;
mod service_area;
mod starter;
mod texts;
mod validation;

#[cfg(feature = "schema")]
use example::example;
pub use job_type::{JobType, JobTypeId, JobTypeIdError};
pub use languages::AgentLanguage;
pub use location::Location;
pub use messaging_service::{MessagingServiceSid, MessagingServiceSidError};
pub use on_call::{OnCall, OnCallPerson};
pub use problem::InvalidConfig;
pub use questions::{
    AnswerKind, AskedQuestion, BuiltInQuestion, IntakeQuestion, MOST_QUESTIONS, NOT_KNOWN, QuestionId, QuestionIdError,
};
pub use service_area::{ServiceArea, Zip, ZipArea, ZipError};
pub use starter::starter;
pub use texts::Texts;
pub use validation::read_config;

/// The fields of a configuration, each valid by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(
    as = Configuration,
    description = "Everything the agent knows about the company it answers for.",
    example = example
))]
#[serde(deny_unknown_fields)]
pub struct TenantFields {
    /// The company's name, as the agent says it.
    pub company: Text<80>,
    /// The agent's name.
    pub agent_name: Text<40>,
    /// The company's time zone; an IANA name.
    #[serde(serialize_with = "jiff::fmt::serde::tz::required::serialize", deserialize_with = "named_zone")]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "America/Chicago"))]
    pub time_zone: TimeZone,
    /// The opening hours of the office.
    pub hours: OpeningHours,
    /// When technicians arrive, and the capacity of each window.
    pub arrival_windows: ArrivalWindows,
    /// Where the company makes visits.
    pub service_area: ServiceArea,
    /// The company's offices.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 20))]
    pub locations: Vec<Location>,
    /// The kinds of visits.
    #[cfg_attr(feature = "schema", schema(min_items = 1, max_items = 30))]
    pub job_types: Vec<JobType>,
    /// The agent's voice, in every language that names no other.
    pub voice: Voice,
    /// The model that answers, one of those that the platform allows; if missing, the platform's own choice. Calls go on with that
    /// choice when a model is no longer allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "gpt-6-luna"))]
    pub model: Option<Text<100>>,
    /// The greeting during opening hours, in the first language. Disclosures follow it.
    pub greeting: Text<400>,
    /// The greeting outside opening hours, in the first language; without one, the usual greeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_greeting: Option<Text<400>>,
    /// The languages that the agent speaks. A call begins in the first; the greeting offers the others by a key. Without any, the agent
    /// answers in English, goes on in Spanish with callers who speak it, and offers nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(max_items = 9))]
    pub languages: Vec<AgentLanguage>,
    /// How the agent behaves, in the company's words.
    pub personality: Text<1000>,
    /// The number to call if the caller wants a person or the agent cannot go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarding_number: Option<PhoneNumber>,
    /// Who answers a transferred call is asked to press 1 before the two are connected, so that no mailbox takes the call. Leave it on for
    /// mobiles. Turn it off for a line that a menu answers. In an emergency they are always asked.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    #[cfg_attr(feature = "schema", schema(default = true))]
    pub ask_to_accept_transfers: bool,
    /// Speech goes through Twilio's `ConversationRelay`: the agent begins to speak while the model still writes, and callers can interrupt it
    /// at any word. Twilio charges for it by the minute. If it fails, the call goes on as without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schema(default = false))]
    pub streaming: bool,
    /// The people to page for an emergency, in order.
    #[serde(default)]
    pub on_call: OnCall,
    /// What a caller who wants a person gets outside opening hours.
    #[serde(default)]
    pub after_hours: AfterHours,
    /// What water that pours from the equipment is to the company.
    #[serde(default, skip_serializing_if = "WaterPolicy::is_emergency")]
    pub water_policy: WaterPolicy,
    /// Questions with the company's answers.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 50))]
    pub faq: Vec<Faq>,
    /// Subjects that the agent must not talk about.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 50))]
    pub never_say: Vec<Text<200>>,
    /// What the agent asks before it books a visit, in order. Without any, it asks for the problem, the ZIP code, the time, the name, the
    /// address and what the technician must know to get in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(max_items = 25))]
    pub questions: Vec<IntakeQuestion>,
    /// The disclosures after the greeting.
    #[serde(default)]
    pub disclosure: Disclosure,
    /// The texts to callers and customers.
    #[serde(default, skip_serializing_if = "Texts::is_default")]
    pub texts: Texts,
    /// What is masked in callers' words besides card numbers and social security numbers, which always are.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub mask_also: BTreeSet<ChosenMask>,
    /// What becomes of calls of people who are not customers.
    #[serde(default, skip_serializing_if = "NonCustomerPolicy::is_default")]
    pub non_customers: NonCustomerPolicy,
    /// Numbers that are rejected.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 1000))]
    pub blocked_callers: BTreeSet<PhoneNumber>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_yes(value: &bool) -> bool {
    *value
}

/// Deserializes a time zone from its IANA name.
pub fn named_zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeZone, D::Error> {
    let zone = String::deserialize(deserializer).ok().and_then(|name| TimeZone::get(&name).ok());
    zone.ok_or_else(|| de::Error::custom("is not a time zone; name one such as America/Chicago"))
}

/// What a caller who wants a person gets outside opening hours. Emergencies always reach the people on call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AfterHours {
    /// The agent books a visit or takes a message.
    #[default]
    BookOrMessage,
    /// The forwarding number is called at any hour.
    Forward,
}

/// What water that pours from the equipment is to the company. The caller always hears how to stop it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WaterPolicy {
    /// An emergency: the people on call are rung.
    #[default]
    Emergency,
    /// A visit on the same day, if one is free.
    SameDay,
    /// An urgent message to the office.
    Message,
}

impl WaterPolicy {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    fn is_emergency(&self) -> bool {
        *self == Self::Emergency
    }
}

/// A question with the company's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Faq {
    /// The question.
    pub question: Text<200>,
    /// The answer.
    pub answer: Text<500>,
}

/// The disclosures after the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

/// A valid configuration, checked across its fields.
///
/// ```
/// use domain::{tenant::{TenantConfig, TenantFields, starter}, text::Text};
/// use jiff::tz::TimeZone;
///
/// let config = starter(&Text::parse("Peak Heating")?, &TimeZone::get("America/Denver")?)?;
/// assert_eq!(&*config.company, "Peak Heating");
///
/// let fields = TenantFields { job_types: Vec::new(), ..TenantFields::from(config) };
/// let error = TenantConfig::try_from(fields).expect_err("a company needs a job type");
/// assert_eq!(error.to_string(), "/job_types: list 1 to 30 job types");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "TenantFields", into = "TenantFields")]
pub struct TenantConfig(TenantFields);

described_as!(TenantConfig, "Configuration", TenantFields);

impl TenantConfig {
    /// The job type with this id.
    #[must_use]
    pub fn job_type(&self, id: &JobTypeId) -> Option<&JobType> {
        self.job_types.iter().find(|job_type| job_type.id == *id)
    }
}

impl TenantConfig {
    /// The same configuration with another model.
    #[must_use]
    pub fn with_model(self, model: Text<100>) -> Self {
        Self(TenantFields { model: Some(model), ..self.0 })
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

#[cfg(test)]
pub(crate) mod tests;
