//! The state of a conversation between two webhooks as plain data, for the form in which it is stored.
//!
//! The stored form is not known here.

use jiff::Timestamp;

use super::{
    Alarm, Asked, BookedVisit, Closing, Conversation, Destination, HistoryEntry, KnownVisit, Progress, Proposal,
    TextQuestion, TurnState,
};
use crate::{
    attestation::Attestation,
    booking::{BookingRequest, Customer},
    id::CallSid,
    phone::{Caller, PhoneNumber},
    slot::Slot,
    triage::{Findings, Hazard, Language, Suspicion},
    usage::CallUsage,
};

/// The state of a conversation between two webhooks.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The call.
    pub call: CallSid,
    /// The caller.
    pub caller: Caller,
    /// The company's number that was called.
    pub called: PhoneNumber,
    /// When the call arrived.
    pub started_at: Timestamp,
    /// The carrier's attestation of the caller's number.
    pub attestation: Attestation,
    /// The office blocked the caller's number.
    pub blocked: bool,
    /// The wrong details that callers from this number gave in earlier calls of the day.
    pub wrong_before: u32,
    /// The customer on file under the caller's number.
    pub customer: Option<Customer>,
    /// What the conversation waits for.
    pub phase: Phase,
    /// Words and tools, in order.
    pub history: Vec<HistoryEntry>,
    /// The language of the call.
    pub language: Language,
    /// The slots that were offered and can be booked.
    pub offered: Vec<Slot>,
    /// The caller's visits, once they are looked up or booked.
    pub appointments: Vec<KnownVisit>,
    /// The visits booked in this call.
    pub booked: Vec<BookedVisit>,
    /// A visit whose booking failed, so that it may or may not be stored.
    pub in_doubt: Option<BookingRequest>,
    /// The dangers and risks heard so far.
    pub findings: Findings,
    /// The gravest danger that was acted on.
    pub emergency: Option<Hazard>,
    /// The dangers that have a record.
    pub recorded: Vec<RecordedHazard>,
    /// Since the danger was heard, the caller has said that everyone is out.
    pub everyone_out: bool,
    /// What happened since the alarm.
    pub alarm: Alarm,
    /// How often the questions that settle a suspicion were asked.
    pub asked: Asked,
    /// How many times in a row the caller was silent.
    pub silences: u8,
    /// How well the caller is understood.
    pub unclear: Unclear,
    /// The ending that follows the model's next words, in a turn that waits for the model.
    pub pending: Option<Closing>,
    /// What came of the call so far that its history does not show.
    pub progress: Progress,
    /// What the call has used so far.
    pub usage: CallUsage,
}

/// A danger with a record, and the number that the record's id is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordedHazard {
    /// The danger.
    pub hazard: Hazard,
    /// The number.
    pub nth: u32,
}

/// What the conversation waits for.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// The caller may say anything.
    Talking,
    /// A change was read back. A yes makes it.
    ReadingBack {
        /// The change.
        proposal: Proposal,
        /// How many times the caller has answered with neither a yes nor anything else to act on.
        unclear: u8,
    },
    /// The caller was asked whether the company may text them.
    AskingToText(TextQuestion),
    /// After silence, the caller was offered a person or a voicemail.
    OfferingPerson,
    /// After a danger, the caller was asked whether everyone is out.
    AskingIfSafe(Hazard),
    /// After words that may mean a danger, the caller was asked the question that settles it.
    AskingAbout(Question),
    /// A telephone rings.
    Transferring {
        /// The one that rings.
        ringing: Destination,
        /// The ones to ring after it.
        next: Vec<Destination>,
    },
    /// The caller is being recorded.
    Voicemail,
    /// The call is over.
    Ended,
}

/// A question that settles a suspicion.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What it is about.
    pub suspicion: Suspicion,
    /// Whether it was asked a second time, because the caller had not answered it.
    pub repeated: bool,
    /// A change that was being read back when the suspicion arose. It is read back again after the answer.
    pub interrupted: Option<Proposal>,
}

/// How well speech recognition understands the caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unclear {
    /// How many times in a row the caller was asked to repeat.
    pub asked: u8,
    /// Recognition is unsure of everything on this line, so the confidence is ignored from here on.
    pub ignored: bool,
}

impl Conversation {
    /// The state, to be stored.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            call: self.call.clone(),
            caller: self.caller.clone(),
            called: self.called.clone(),
            started_at: self.started_at,
            attestation: self.attestation,
            blocked: self.blocked,
            wrong_before: self.wrong_before,
            customer: self.customer.clone(),
            phase: self.phase.clone(),
            history: self.history.clone(),
            language: self.language,
            offered: self.offered.clone(),
            appointments: self.appointments.clone(),
            booked: self.booked.clone(),
            in_doubt: self.in_doubt.clone(),
            findings: self.findings.clone(),
            emergency: self.emergency,
            recorded: self.recorded.clone(),
            everyone_out: self.everyone_out,
            alarm: self.alarm,
            asked: self.asked,
            silences: self.silences,
            unclear: self.unclear.clone(),
            pending: self.turn.pending.clone(),
            progress: self.progress.clone(),
            usage: self.usage,
        }
    }
}

impl From<Snapshot> for Conversation {
    fn from(snapshot: Snapshot) -> Self {
        Self {
            call: snapshot.call,
            caller: snapshot.caller,
            called: snapshot.called,
            started_at: snapshot.started_at,
            attestation: snapshot.attestation,
            blocked: snapshot.blocked,
            wrong_before: snapshot.wrong_before,
            customer: snapshot.customer,
            read_with_customer: Default::default(),
            phase: snapshot.phase,
            history: snapshot.history,
            language: snapshot.language,
            offered: snapshot.offered,
            appointments: snapshot.appointments,
            booked: snapshot.booked,
            in_doubt: snapshot.in_doubt,
            findings: snapshot.findings,
            emergency: snapshot.emergency,
            recorded: snapshot.recorded,
            everyone_out: snapshot.everyone_out,
            alarm: snapshot.alarm,
            asked: snapshot.asked,
            silences: snapshot.silences,
            unclear: snapshot.unclear,
            turn: TurnState { pending: snapshot.pending, ..TurnState::default() },
            progress: snapshot.progress,
            usage: snapshot.usage,
            side_effects: Vec::new(),
            caught_now: 0,
            completed: Vec::new(),
        }
    }
}
