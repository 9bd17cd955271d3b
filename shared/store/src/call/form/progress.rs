//! The stored form of what came of a call so far.

use std::collections::BTreeSet;

use domain::{
    call_facts::Transfers,
    conversation::{Progress, VisitRequest},
    id::AppointmentId,
    tenant::JobTypeId,
};
use serde::{Deserialize, Serialize};

/// What came of a call so far. Missing in calls that began before it was noted.
#[derive(Default, PartialEq, Serialize, Deserialize)]
pub(super) struct ProgressForm {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    moved: Vec<AppointmentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cancelled: Vec<AppointmentId>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    job_types: BTreeSet<JobTypeId>,
    #[serde(default, skip_serializing_if = "VisitRequestForm::is_none")]
    visit: VisitRequestForm,
    #[serde(default, skip_serializing_if = "super::is_false")]
    message_left: bool,
    #[serde(default, skip_serializing_if = "is_zero")]
    reached: u8,
    #[serde(default, skip_serializing_if = "is_zero")]
    missed: u8,
    #[serde(default, skip_serializing_if = "super::is_false")]
    concluded: bool,
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum VisitRequestForm {
    #[default]
    None,
    Asked,
    OutOfArea,
}

impl VisitRequestForm {
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &u8) -> bool {
    *count == 0
}

impl ProgressForm {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl From<Progress> for ProgressForm {
    fn from(progress: Progress) -> Self {
        let Progress { moved, cancelled, job_types, visit, message_left, transfers, concluded } = progress;
        let visit = match visit {
            VisitRequest::None => VisitRequestForm::None,
            VisitRequest::Asked => VisitRequestForm::Asked,
            VisitRequest::OutOfArea => VisitRequestForm::OutOfArea,
        };
        let Transfers { reached, missed } = transfers;
        Self { moved, cancelled, job_types, visit, message_left, reached, missed, concluded }
    }
}

impl From<ProgressForm> for Progress {
    fn from(form: ProgressForm) -> Self {
        let ProgressForm { moved, cancelled, job_types, visit, message_left, reached, missed, concluded } = form;
        let visit = match visit {
            VisitRequestForm::None => VisitRequest::None,
            VisitRequestForm::Asked => VisitRequest::Asked,
            VisitRequestForm::OutOfArea => VisitRequest::OutOfArea,
        };
        Self { moved, cancelled, job_types, visit, message_left, transfers: Transfers { reached, missed }, concluded }
    }
}
