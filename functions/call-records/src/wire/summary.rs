//! The JSON of a call's summary.

use domain::{
    phone::PhoneNumber,
    summary::{CallResult, CallSummary, Intake, Urgency, model::ModelSummary},
    tenant::{JobTypeId, Zip},
    text::Text,
    triage::Language,
};
use jiff::Timestamp;
use serde::Serialize;
use store::SummaryItem;
use utoipa::ToSchema;

/// The summary of a call, in English.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallSummary)]
pub(crate) struct CallSummaryView {
    /// What happened, in one or a few sentences.
    text: Text<1000>,
    /// The most important result.
    result: CallResult,
    /// Why the caller called; missing if they did not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text<500>>,
    /// How urgent it is.
    urgency: Urgency,
    /// What to do; missing if there is nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<Text<300>>,
    /// What the caller said of themselves and of the job.
    intake: IntakeView,
    /// What a model wrote about the call; missing if the model failed, the budget was spent or the caller said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_model: Option<ModelSummaryView>,
    /// When the summary was written.
    #[schema(value_type = String, format = DateTime)]
    written_at: Timestamp,
}

/// What the caller said of themselves and of the job. What is unknown is missing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallIntake)]
struct IntakeView {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    /// The number to call back.
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<PhoneNumber>,
    /// House number, street and apartment.
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<Text<200>>,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<Text<60>>,
    /// The ZIP code.
    #[serde(skip_serializing_if = "Option::is_none")]
    zip: Option<Zip>,
    /// The kind of job.
    #[serde(skip_serializing_if = "Option::is_none")]
    job_type: Option<JobTypeId>,
    /// The problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Text<500>>,
    /// Gate codes, dogs, parking.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_notes: Option<Text<300>>,
    /// The language that the caller spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "english")]
    language: Option<Language>,
}

/// What a model wrote about a call. It may be wrong, and the caller may have influenced it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallSummaryByModel)]
struct ModelSummaryView {
    /// What happened.
    text: Text<800>,
    /// Why the caller called.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text<300>>,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<Text<300>>,
    /// The caller's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Text<200>>,
    /// The make, the age and the kind of the equipment.
    #[serde(skip_serializing_if = "Option::is_none")]
    equipment: Option<Text<200>>,
    /// The problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Text<300>>,
    /// Gate codes, dogs, parking.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_notes: Option<Text<300>>,
}

impl From<ModelSummary> for ModelSummaryView {
    fn from(summary: ModelSummary) -> Self {
        let ModelSummary { text, reason, urgency: _, next_step, name, address, equipment, problem, access_notes } =
            summary;
        Self { text, reason, next_step, name, address, equipment, problem, access_notes }
    }
}

impl From<SummaryItem> for CallSummaryView {
    fn from(SummaryItem { summary, written_at }: SummaryItem) -> Self {
        let CallSummary { text, result, reason, urgency, next_step, intake, by_model } = summary;
        Self {
            text,
            result,
            reason,
            urgency,
            next_step,
            intake: intake.into(),
            by_model: by_model.map(Into::into),
            written_at,
        }
    }
}

impl From<Intake> for IntakeView {
    fn from(intake: Intake) -> Self {
        let Intake { name, callback, street, city, zip, job_type, problem, access_notes, language } = intake;
        Self { name, callback, street, city, zip, job_type, problem, access_notes, language }
    }
}
