//! Job types: the kinds of visits, their duration and their fees.

use serde::{Deserialize, Serialize};

use crate::{money::MicroUsd, text::Text};

/// Why a text is not the id of a job type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a job type's id is 1 to 32 lower-case letters, digits or dashes")]
pub struct JobTypeIdError;

/// The id of a job type, such as `repair`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(pattern = "^[a-z0-9-]{1,32}$", example = "repair"))]
#[serde(try_from = "String", into = "String")]
pub struct JobTypeId(String);

impl JobTypeId {
    /// Accepts 1 to 32 lower-case letters, digits or dashes.
    pub fn parse(text: &str) -> Result<Self, JobTypeIdError> {
        let well_formed = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if well_formed { Ok(Self(text.to_owned())) } else { Err(JobTypeIdError) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for JobTypeId {
    type Error = JobTypeIdError;
    fn try_from(text: String) -> Result<Self, JobTypeIdError> {
        Self::parse(&text)
    }
}

impl From<JobTypeId> for String {
    fn from(id: JobTypeId) -> Self {
        id.0
    }
}

/// A kind of visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JobType {
    /// Unique within the company.
    pub id: JobTypeId,
    /// Its name, as the agent says it.
    pub name: Text<80>,
    /// The duration of the visit.
    #[cfg_attr(feature = "schema", schema(minimum = 15, maximum = 720))]
    pub duration_minutes: u16,
    /// The fee for the visit, without any repair.
    pub fee_micro_usd: MicroUsd,
    /// The fee outside opening hours, if it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_fee_micro_usd: Option<MicroUsd>,
    /// The discount for members of the company's service plan, in percent.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(maximum = 100))]
    pub member_discount_percent: u8,
}
