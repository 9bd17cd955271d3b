//! The stored form of what came of a call so far.

use std::collections::BTreeSet;

use domain::{
    call_facts::Transfers,
    conversation::{CatchKind, CaughtSentence, Progress, VisitRequest},
    id::AppointmentId,
    non_customer::NonCustomer,
    tenant::JobTypeId,
    text_consent::{TextConsent, TextOffer},
};
use jiff::civil::Date;
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
    #[serde(default, skip_serializing_if = "TextOfferForm::is_unasked")]
    texts: TextOfferForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    non_customer: Option<NonCustomer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_visit: Option<Date>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    caught: Vec<CaughtForm>,
}

/// A sentence of the model that was not spoken.
#[derive(PartialEq, Serialize, Deserialize)]
struct CaughtForm {
    kind: CatchKind,
    sentence: String,
    turn: u64,
    #[serde(default, skip_serializing_if = "super::is_false")]
    rephrased: bool,
}

impl From<CaughtSentence> for CaughtForm {
    fn from(caught: CaughtSentence) -> Self {
        let CaughtSentence { kind, sentence, turn, rephrased } = caught;
        Self { kind, sentence, turn, rephrased }
    }
}

impl From<CaughtForm> for CaughtSentence {
    fn from(form: CaughtForm) -> Self {
        let CaughtForm { kind, sentence, turn, rephrased } = form;
        Self { kind, sentence, turn, rephrased }
    }
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TextOfferForm {
    #[default]
    Unasked,
    Asked,
    Agreed(TextConsent),
}

impl TextOfferForm {
    fn is_unasked(&self) -> bool {
        *self == Self::Unasked
    }
}

impl From<TextOffer> for TextOfferForm {
    fn from(offer: TextOffer) -> Self {
        match offer {
            TextOffer::Unasked => Self::Unasked,
            TextOffer::Asked => Self::Asked,
            TextOffer::Agreed(consent) => Self::Agreed(consent),
        }
    }
}

impl From<TextOfferForm> for TextOffer {
    fn from(form: TextOfferForm) -> Self {
        match form {
            TextOfferForm::Unasked => Self::Unasked,
            TextOfferForm::Asked => Self::Asked,
            TextOfferForm::Agreed(consent) => Self::Agreed(consent),
        }
    }
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
    /// The consent to texts, if the caller agreed.
    pub(super) fn text_consent(&self) -> Option<&TextConsent> {
        match &self.texts {
            TextOfferForm::Agreed(consent) => Some(consent),
            TextOfferForm::Unasked | TextOfferForm::Asked => None,
        }
    }

    /// The sentences of the model that were not spoken.
    pub(super) fn into_caught(self) -> Vec<CaughtSentence> {
        self.caught.into_iter().map(CaughtSentence::from).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl From<Progress> for ProgressForm {
    fn from(progress: Progress) -> Self {
        let Progress { moved, cancelled, job_types, visit, message_left, .. } = progress;
        let Progress { transfers, concluded, texts, non_customer, last_visit, caught, .. } = progress;
        let visit = match visit {
            VisitRequest::None => VisitRequestForm::None,
            VisitRequest::Asked => VisitRequestForm::Asked,
            VisitRequest::OutOfArea => VisitRequestForm::OutOfArea,
        };
        let Transfers { reached, missed } = transfers;
        let texts = texts.into();
        let caught = caught.into_iter().map(CaughtForm::from).collect();
        Self {
            moved,
            cancelled,
            job_types,
            visit,
            message_left,
            reached,
            missed,
            concluded,
            texts,
            non_customer,
            last_visit,
            caught,
        }
    }
}

impl From<ProgressForm> for Progress {
    fn from(form: ProgressForm) -> Self {
        let ProgressForm { moved, cancelled, job_types, visit, message_left, .. } = form;
        let ProgressForm { reached, missed, concluded, texts, non_customer, last_visit, caught, .. } = form;
        let visit = match visit {
            VisitRequestForm::None => VisitRequest::None,
            VisitRequestForm::Asked => VisitRequest::Asked,
            VisitRequestForm::OutOfArea => VisitRequest::OutOfArea,
        };
        let (transfers, texts) = (Transfers { reached, missed }, texts.into());
        let caught = caught.into_iter().map(CaughtSentence::from).collect();
        Self {
            moved,
            cancelled,
            job_types,
            visit,
            message_left,
            transfers,
            concluded,
            texts,
            non_customer,
            last_visit,
            caught,
        }
    }
}
