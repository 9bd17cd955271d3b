//! What a step asks for.

use serde::{Deserialize, Serialize};

use crate::{
    booking::{BookingRequest, Emergency, Message},
    dates::DateRange,
    id::AppointmentId,
    phone::PhoneNumber,
    slot::Slot,
    usage::CallUsage,
};

/// What a step asks for: words, things to write down, and exactly one thing to do next.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Effects {
    /// To be spoken, in order.
    pub say: Vec<String>,
    /// To be written down; failing to must not keep the caller waiting.
    pub record: Vec<Record>,
    /// What happens next.
    pub then: Then,
}

impl Effects {
    /// Nothing to say and nothing to write down.
    pub(super) fn only(then: Then) -> Self {
        Self { say: Vec::new(), record: Vec::new(), then }
    }
}

/// What happens next.
#[derive(Debug, Clone, PartialEq)]
pub enum Then {
    /// The model is asked, with the history as it stands.
    AskModel,
    /// Every tool of the round is run. All their outcomes come back in one event.
    RunTools(ToolRound),
    /// The webhook is answered.
    Answer(Answer),
}

/// How a webhook is answered, after the words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The caller is listened to.
    Listen,
    /// The caller hears the words and we are asked again at once.
    Hold,
    /// Someone's telephone rings.
    Transfer(Transfer),
    /// The caller is recorded after a tone.
    TakeVoicemail,
    /// The call ends.
    HangUp,
    /// The call is not taken at all.
    Reject,
}

/// Someone to ring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Where they are reached.
    pub number: PhoneNumber,
    /// How long their telephone rings.
    pub ring_seconds: u8,
    /// They hear who it is and press a key before the two are connected, so that an answering machine does not count.
    pub must_accept: bool,
}

/// The tools of one round: at least one, in the order in which they run.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolRound {
    first: ToolRun,
    rest: Vec<ToolRun>,
}

impl ToolRound {
    /// A round of one tool.
    pub(super) fn one(run: ToolRun) -> Self {
        Self { first: run, rest: Vec::new() }
    }

    /// A round of these tools; `None` of no tools.
    pub(super) fn of(runs: Vec<ToolRun>) -> Option<Self> {
        let mut runs = runs.into_iter();
        runs.next().map(|first| Self { first, rest: runs.collect() })
    }

    /// The tools, in order.
    pub fn into_runs(self) -> impl Iterator<Item = ToolRun> {
        std::iter::once(self.first).chain(self.rest)
    }
}

/// A tool to run, with everything it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolRun {
    /// Comes back with the outcome.
    pub id: String,
    /// What to do.
    pub tool: ToolAction,
}

/// What running a tool means.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolAction {
    /// How many visits do these days' slots hold?
    ReadCapacity(DateRange),
    /// Takes the slot's place and writes the visit, or finds that this very id has been booked.
    Book {
        /// Derived from the call.
        id: AppointmentId,
        /// The visit.
        visit: Box<BookingRequest>,
    },
    /// Moves a visit.
    Reschedule {
        /// The visit.
        id: AppointmentId,
        /// Where to.
        slot: Slot,
    },
    /// Calls a visit off.
    Cancel {
        /// The visit.
        id: AppointmentId,
    },
    /// What is known about this number?
    LookUpCustomer(PhoneNumber),
    /// Stores a message.
    StoreMessage(Box<Message>),
}

/// Something to write down.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A danger was heard: it is stored and the on-call people are told.
    Emergency(Emergency),
    /// The call is over: this is what it used.
    Usage(CallUsage),
}
