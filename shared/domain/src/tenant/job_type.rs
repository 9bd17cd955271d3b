//! What a company comes out for, how long it takes and what it charges to come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{money::MicroUsd, text::Text};

/// Why a text is not the id of a job type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a job type's id is 1 to 32 lower-case letters, digits or dashes")]
pub struct JobTypeIdError;

/// A company's own short name for a job type, such as `repair`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(pattern = "^[a-z0-9-]{1,32}$", example = "repair")]
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

/// One kind of visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JobType {
    /// Unique within the company.
    pub id: JobTypeId,
    /// What it is called on the telephone.
    pub name: Text<80>,
    /// How long the visit takes.
    #[schema(minimum = 15, maximum = 720)]
    pub duration_minutes: u16,
    /// What coming out costs, apart from any repair.
    pub fee_micro_usd: MicroUsd,
    /// What coming out costs outside opening hours, if that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_fee_micro_usd: Option<MicroUsd>,
    /// What members of the company's service plan save, in percent.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub member_discount_percent: u8,
}
