//! The stored forms of the parts of a call.

use domain::{
    conversation::{
        BargeIn, BookedVisit, Closing, Destination, DraftMessage, HistoryEntry, KnownVisit, Phase, Proposal, Question,
        Reason, TextQuestion, ToolRequest, Transfer, TurnEnd,
    },
    id::AppointmentId,
    non_customer::NonCustomer,
    phone::PhoneNumber,
    slot::Slot,
    tenant::JobTypeId,
    text::Text,
    triage::{Hazard, Suspicion},
};
use serde::{Deserialize, Serialize};

use super::ReplyEnd;
use crate::visit::VisitForm;

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReplyEndForm {
    Listen,
    /// Listen, after words that only keys may interrupt.
    ListenUninterrupted,
    Hold,
    Transfer {
        number: PhoneNumber,
        ring_seconds: u8,
        must_accept: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<String>,
    },
    TakeVoicemail,
    /// Version 1 used `reject` for a call that was not taken.
    #[serde(alias = "reject")]
    HangUp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PhaseForm {
    Talking,
    ReadingBack(VisitForm),
    /// A change other than a first reading of a visit.
    ReadingBackChange {
        proposal: ProposalForm,
        #[serde(default)]
        unclear: u8,
    },
    AskingToText {
        wording: String,
        #[serde(default)]
        repeated: bool,
    },
    OfferingPerson,
    AskingIfSafe(Hazard),
    AskingAbout {
        suspicion: Suspicion,
        #[serde(default)]
        repeated: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        interrupted: Option<ProposalForm>,
    },
    /// Version 1 only: the call waits for the model.
    Holding,
    Transferring {
        ringing: DestinationForm,
        next: Vec<DestinationForm>,
    },
    Voicemail,
    Ended,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ProposalForm {
    Book(VisitForm),
    Move { visit: KnownVisitForm, to: Slot },
    Cancel(KnownVisitForm),
    Message(DraftForm),
}

/// A visit of the caller. Until version 0.1.0 only its id was stored.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum KnownVisitForm {
    Id(AppointmentId),
    Known { id: AppointmentId, job_type: JobTypeId, slot: Slot },
}

#[derive(Serialize, Deserialize)]
pub(super) struct DraftForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    callback: Option<PhoneNumber>,
    message: Text<1000>,
    urgent: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct BookedForm {
    id: AppointmentId,
    visit: VisitForm,
}

#[derive(Serialize, Deserialize)]
pub(super) struct DestinationForm {
    number: PhoneNumber,
    reason: ReasonForm,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReasonForm {
    Asked,
    OnCall(Hazard),
    Office(Hazard),
    HandOver,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClosingForm {
    ReadBack(VisitForm),
    ReadBackChange(ProposalForm),
    Person,
    HangUp(Option<String>),
    NextBest(Option<VisitForm>),
    Dismiss(NonCustomer),
    Ask(Suspicion),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum EntryForm {
    CallerSaid {
        text: String,
    },
    CallerKeyed {
        digits: String,
    },
    AgentSaid {
        text: String,
        #[serde(default, skip_serializing_if = "crate::is_zero")]
        heard_from: usize,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heard_until: Option<usize>,
    },
    ToolsRequested {
        requests: Vec<RequestForm>,
    },
    ToolReturned {
        id: String,
        content: String,
    },
}

#[derive(Serialize, Deserialize)]
pub(super) struct RequestForm {
    id: String,
    name: String,
    arguments: String,
}

impl From<Phase> for PhaseForm {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Talking => Self::Talking,
            Phase::ReadingBack { proposal: Proposal::Book(visit), unclear: 0 } => Self::ReadingBack(visit.into()),
            Phase::ReadingBack { proposal, unclear } => Self::ReadingBackChange { proposal: proposal.into(), unclear },
            Phase::AskingToText(TextQuestion { wording, repeated }) => Self::AskingToText { wording, repeated },
            Phase::OfferingPerson => Self::OfferingPerson,
            Phase::AskingIfSafe(hazard) => Self::AskingIfSafe(hazard),
            Phase::AskingAbout(Question { suspicion, repeated, interrupted }) => {
                Self::AskingAbout { suspicion, repeated, interrupted: interrupted.map(Into::into) }
            }
            Phase::Transferring { ringing, next } => {
                Self::Transferring { ringing: ringing.into(), next: next.into_iter().map(Into::into).collect() }
            }
            Phase::Voicemail => Self::Voicemail,
            Phase::Ended => Self::Ended,
        }
    }
}

impl From<PhaseForm> for Phase {
    fn from(form: PhaseForm) -> Self {
        match form {
            PhaseForm::Talking | PhaseForm::Holding => Self::Talking,
            PhaseForm::ReadingBack(visit) => Self::ReadingBack { proposal: Proposal::Book(visit.into()), unclear: 0 },
            PhaseForm::ReadingBackChange { proposal, unclear } => {
                Self::ReadingBack { proposal: proposal.into(), unclear }
            }
            PhaseForm::AskingToText { wording, repeated } => Self::AskingToText(TextQuestion { wording, repeated }),
            PhaseForm::OfferingPerson => Self::OfferingPerson,
            PhaseForm::AskingIfSafe(hazard) => Self::AskingIfSafe(hazard),
            PhaseForm::AskingAbout { suspicion, repeated, interrupted } => {
                Self::AskingAbout(Question { suspicion, repeated, interrupted: interrupted.map(Into::into) })
            }
            PhaseForm::Transferring { ringing, next } => {
                Self::Transferring { ringing: ringing.into(), next: next.into_iter().map(Into::into).collect() }
            }
            PhaseForm::Voicemail => Self::Voicemail,
            PhaseForm::Ended => Self::Ended,
        }
    }
}

impl From<Proposal> for ProposalForm {
    fn from(proposal: Proposal) -> Self {
        match proposal {
            Proposal::Book(visit) => Self::Book(visit.into()),
            Proposal::Move { visit, to } => Self::Move { visit: visit.into(), to },
            Proposal::Cancel(visit) => Self::Cancel(visit.into()),
            Proposal::Message(DraftMessage { name, callback, message, urgent }) => {
                Self::Message(DraftForm { name, callback, message, urgent })
            }
        }
    }
}

impl From<ProposalForm> for Proposal {
    fn from(form: ProposalForm) -> Self {
        match form {
            ProposalForm::Book(visit) => Self::Book(visit.into()),
            ProposalForm::Move { visit, to } => Self::Move { visit: visit.into(), to },
            ProposalForm::Cancel(visit) => Self::Cancel(visit.into()),
            ProposalForm::Message(DraftForm { name, callback, message, urgent }) => {
                Self::Message(DraftMessage { name, callback, message, urgent })
            }
        }
    }
}

impl From<KnownVisit> for KnownVisitForm {
    fn from(KnownVisit { id, details }: KnownVisit) -> Self {
        match details {
            Some((job_type, slot)) => Self::Known { id, job_type, slot },
            None => Self::Id(id),
        }
    }
}

impl From<KnownVisitForm> for KnownVisit {
    fn from(form: KnownVisitForm) -> Self {
        match form {
            KnownVisitForm::Known { id, job_type, slot } => Self { id, details: Some((job_type, slot)) },
            KnownVisitForm::Id(id) => Self { id, details: None },
        }
    }
}

impl From<BookedVisit> for BookedForm {
    fn from(BookedVisit { id, visit }: BookedVisit) -> Self {
        Self { id, visit: visit.into() }
    }
}

impl From<BookedForm> for BookedVisit {
    fn from(BookedForm { id, visit }: BookedForm) -> Self {
        Self { id, visit: visit.into() }
    }
}

impl From<Destination> for DestinationForm {
    fn from(Destination { number, reason }: Destination) -> Self {
        let reason = match reason {
            Reason::Asked => ReasonForm::Asked,
            Reason::OnCall(hazard) => ReasonForm::OnCall(hazard),
            Reason::Office(hazard) => ReasonForm::Office(hazard),
            Reason::HandOver => ReasonForm::HandOver,
        };
        Self { number, reason }
    }
}

impl From<DestinationForm> for Destination {
    fn from(DestinationForm { number, reason }: DestinationForm) -> Self {
        let reason = match reason {
            ReasonForm::Asked => Reason::Asked,
            ReasonForm::OnCall(hazard) => Reason::OnCall(hazard),
            ReasonForm::Office(hazard) => Reason::Office(hazard),
            ReasonForm::HandOver => Reason::HandOver,
        };
        Self { number, reason }
    }
}

impl From<Closing> for ClosingForm {
    fn from(closing: Closing) -> Self {
        match closing {
            Closing::ReadBack(Proposal::Book(visit)) => Self::ReadBack(visit.into()),
            Closing::ReadBack(proposal) => Self::ReadBackChange(proposal.into()),
            Closing::Person => Self::Person,
            Closing::HangUp(goodbye) => Self::HangUp(goodbye),
            Closing::NextBest(visit) => Self::NextBest(visit.map(Into::into)),
            Closing::Dismiss(kind) => Self::Dismiss(kind),
            Closing::Ask(suspicion) => Self::Ask(suspicion),
        }
    }
}

impl From<ClosingForm> for Closing {
    fn from(form: ClosingForm) -> Self {
        match form {
            ClosingForm::ReadBack(visit) => Self::ReadBack(Proposal::Book(visit.into())),
            ClosingForm::ReadBackChange(proposal) => Self::ReadBack(proposal.into()),
            ClosingForm::Person => Self::Person,
            ClosingForm::HangUp(goodbye) => Self::HangUp(goodbye),
            ClosingForm::NextBest(visit) => Self::NextBest(visit.map(Into::into)),
            ClosingForm::Dismiss(kind) => Self::Dismiss(kind),
            ClosingForm::Ask(suspicion) => Self::Ask(suspicion),
        }
    }
}

impl From<ReplyEnd> for ReplyEndForm {
    fn from(end: ReplyEnd) -> Self {
        match end {
            ReplyEnd::Hold => Self::Hold,
            ReplyEnd::TurnEnd(TurnEnd::Listen(BargeIn::SpeechAndKeys)) => Self::Listen,
            ReplyEnd::TurnEnd(TurnEnd::Listen(BargeIn::KeysOnly)) => Self::ListenUninterrupted,
            ReplyEnd::TurnEnd(TurnEnd::Transfer(Transfer { number, ring_seconds, must_accept, notice })) => {
                Self::Transfer { number, ring_seconds, must_accept, notice }
            }
            ReplyEnd::TurnEnd(TurnEnd::TakeVoicemail) => Self::TakeVoicemail,
            ReplyEnd::TurnEnd(TurnEnd::HangUp) => Self::HangUp,
        }
    }
}

impl From<ReplyEndForm> for ReplyEnd {
    fn from(form: ReplyEndForm) -> Self {
        Self::TurnEnd(match form {
            ReplyEndForm::Hold => return Self::Hold,
            ReplyEndForm::Listen => TurnEnd::Listen(BargeIn::SpeechAndKeys),
            ReplyEndForm::ListenUninterrupted => TurnEnd::Listen(BargeIn::KeysOnly),
            ReplyEndForm::Transfer { number, ring_seconds, must_accept, notice } => {
                TurnEnd::Transfer(Transfer { number, ring_seconds, must_accept, notice })
            }
            ReplyEndForm::TakeVoicemail => TurnEnd::TakeVoicemail,
            ReplyEndForm::HangUp => TurnEnd::HangUp,
        })
    }
}

impl From<HistoryEntry> for EntryForm {
    fn from(entry: HistoryEntry) -> Self {
        match entry {
            HistoryEntry::CallerSaid { text } => Self::CallerSaid { text },
            HistoryEntry::CallerKeyed { digits } => Self::CallerKeyed { digits },
            HistoryEntry::AgentSaid { text, heard } => {
                let (heard_from, heard_until) =
                    (heard.as_ref().map_or(0, |heard| heard.start), heard.map(|heard| heard.end));
                Self::AgentSaid { text, heard_from, heard_until }
            }
            HistoryEntry::ToolsRequested { requests } => {
                let requests = requests.into_iter();
                let form = |ToolRequest { id, name, arguments }| RequestForm { id, name, arguments };
                Self::ToolsRequested { requests: requests.map(form).collect() }
            }
            HistoryEntry::ToolReturned { id, content } => Self::ToolReturned { id, content },
        }
    }
}

impl From<EntryForm> for HistoryEntry {
    fn from(form: EntryForm) -> Self {
        match form {
            EntryForm::CallerSaid { text } => Self::CallerSaid { text },
            EntryForm::CallerKeyed { digits } => Self::CallerKeyed { digits },
            EntryForm::AgentSaid { text, heard_from, heard_until } => {
                Self::AgentSaid { text, heard: heard_until.map(|until| heard_from..until) }
            }
            EntryForm::ToolsRequested { requests } => {
                let requests = requests.into_iter();
                let request = |RequestForm { id, name, arguments }| ToolRequest { id, name, arguments };
                Self::ToolsRequested { requests: requests.map(request).collect() }
            }
            EntryForm::ToolReturned { id, content } => Self::ToolReturned { id, content },
        }
    }
}
