//! The stored forms of the parts of a call.

use domain::{
    conversation::{Closing, Destination, HistoryEntry, Phase, Reason, ToolRequest, Transfer, TurnEnd},
    phone::PhoneNumber,
    triage::Hazard,
};
use serde::{Deserialize, Serialize};

use super::ReplyEnd;
use crate::visit::VisitForm;

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReplyEndForm {
    Listen,
    Hold,
    Transfer {
        number: PhoneNumber,
        ring_seconds: u8,
        must_accept: bool,
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
    OfferingPerson,
    AskingIfSafe(Hazard),
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
    Person,
    HangUp(Option<String>),
    NextBest(Option<VisitForm>),
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
            Phase::ReadingBack(visit) => Self::ReadingBack(visit.into()),
            Phase::OfferingPerson => Self::OfferingPerson,
            Phase::AskingIfSafe(hazard) => Self::AskingIfSafe(hazard),
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
            PhaseForm::ReadingBack(visit) => Self::ReadingBack(visit.into()),
            PhaseForm::OfferingPerson => Self::OfferingPerson,
            PhaseForm::AskingIfSafe(hazard) => Self::AskingIfSafe(hazard),
            PhaseForm::Transferring { ringing, next } => {
                Self::Transferring { ringing: ringing.into(), next: next.into_iter().map(Into::into).collect() }
            }
            PhaseForm::Voicemail => Self::Voicemail,
            PhaseForm::Ended => Self::Ended,
        }
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
            Closing::ReadBack(visit) => Self::ReadBack(visit.into()),
            Closing::Person => Self::Person,
            Closing::HangUp(goodbye) => Self::HangUp(goodbye),
            Closing::NextBest(visit) => Self::NextBest(visit.map(Into::into)),
        }
    }
}

impl From<ClosingForm> for Closing {
    fn from(form: ClosingForm) -> Self {
        match form {
            ClosingForm::ReadBack(visit) => Self::ReadBack(visit.into()),
            ClosingForm::Person => Self::Person,
            ClosingForm::HangUp(goodbye) => Self::HangUp(goodbye),
            ClosingForm::NextBest(visit) => Self::NextBest(visit.map(Into::into)),
        }
    }
}

impl From<ReplyEnd> for ReplyEndForm {
    fn from(end: ReplyEnd) -> Self {
        match end {
            ReplyEnd::Hold => Self::Hold,
            ReplyEnd::TurnEnd(TurnEnd::Listen) => Self::Listen,
            ReplyEnd::TurnEnd(TurnEnd::Transfer(Transfer { number, ring_seconds, must_accept })) => {
                Self::Transfer { number, ring_seconds, must_accept }
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
            ReplyEndForm::Listen => TurnEnd::Listen,
            ReplyEndForm::Transfer { number, ring_seconds, must_accept } => {
                TurnEnd::Transfer(Transfer { number, ring_seconds, must_accept })
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
            HistoryEntry::AgentSaid { text, heard_until } => Self::AgentSaid { text, heard_until },
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
            EntryForm::AgentSaid { text, heard_until } => Self::AgentSaid { text, heard_until },
            EntryForm::ToolsRequested { requests } => {
                let requests = requests.into_iter();
                let request = |RequestForm { id, name, arguments }| ToolRequest { id, name, arguments };
                Self::ToolsRequested { requests: requests.map(request).collect() }
            }
            EntryForm::ToolReturned { id, content } => Self::ToolReturned { id, content },
        }
    }
}
