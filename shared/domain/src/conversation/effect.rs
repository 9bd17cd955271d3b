//! Effects: what a step asks its caller to do.

use crate::{
    booking::{BookingRequest, CallerMessage, Emergency},
    call_facts::CallFacts,
    dates::DateRange,
    id::AppointmentId,
    phone::PhoneNumber,
    slot::Slot,
    text_consent::TextConsent,
    usage::CallUsage,
};

/// What a step asks for: words, records, and exactly one next step.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Effects {
    /// Words to speak, in order.
    pub say: Vec<String>,
    /// What to record. The answer does not wait for it, and does not fail with it.
    pub side_effects: Vec<SideEffect>,
    /// What happens next.
    pub next: NextStep,
}

impl Effects {
    /// The turn goes on: the model is asked, with the history as it stands.
    pub fn ask_model() -> Self {
        Self::only(NextStep::AskModel)
    }

    /// Effects without words and records.
    pub(super) fn only(next: NextStep) -> Self {
        Self { say: Vec::new(), side_effects: Vec::new(), next }
    }
}

/// What happens next.
#[derive(Debug, Clone, PartialEq)]
pub enum NextStep {
    /// Ask the model, with the history.
    AskModel,
    /// Run every tool of the round, and return all outcomes in one event.
    RunTools(ToolRound),
    /// Answer the webhook.
    EndTurn(TurnEnd),
}

/// What follows the words of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TurnEnd {
    /// Listen to the caller.
    Listen(BargeIn),
    /// Connect the caller to another telephone.
    Transfer(Transfer),
    /// Record the caller after a tone.
    TakeVoicemail,
    /// End the call. One that has not been answered yet, with no words, is rejected.
    HangUp,
}

/// What may interrupt the words before the caller is listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BargeIn {
    /// Speech and keys.
    SpeechAndKeys,
    /// Keys only: the caller hears to the end what they are asked to agree to.
    KeysOnly,
}

/// The telephone to connect the caller to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The number to dial.
    pub number: PhoneNumber,
    /// How long it rings.
    pub ring_seconds: u8,
    /// The called person must press a key before the two are connected, so that an answering machine does not count.
    pub must_accept: bool,
    /// What the called person hears before the two are connected, if there is something that they must know.
    pub notice: Option<String>,
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

    /// A round of this tool and another one after it.
    pub(super) fn with(first: ToolRun, then: Option<ToolRun>) -> Self {
        Self { first, rest: then.into_iter().collect() }
    }

    /// A round of these tools; `None` if there are none.
    pub(super) fn of(runs: Vec<ToolRun>) -> Option<Self> {
        let mut runs = runs.into_iter();
        runs.next().map(|first| Self { first, rest: runs.collect() })
    }

    /// Whether one of the tools changes something.
    #[must_use]
    pub fn changes(&self) -> bool {
        std::iter::once(&self.first).chain(&self.rest).any(|run| run.tool.changes())
    }

    /// The tools, in order.
    pub fn into_runs(self) -> impl Iterator<Item = ToolRun> {
        std::iter::once(self.first).chain(self.rest)
    }
}

/// A tool to run, with its input.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolRun {
    /// The id that its result carries.
    pub id: String,
    /// The action.
    pub tool: ToolAction,
}

/// The action of a tool.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolAction {
    /// Read how many visits the slots of these days hold.
    ReadCapacity(DateRange),
    /// Take a place of the slot and store the visit. A repeated id returns the appointment that it booked before.
    Book {
        /// The id, derived from the call.
        id: AppointmentId,
        /// The visit.
        visit: Box<BookingRequest>,
    },
    /// Move a visit.
    Reschedule {
        /// The visit.
        id: AppointmentId,
        /// The new slot.
        slot: Slot,
    },
    /// Cancel a visit.
    Cancel {
        /// The visit.
        id: AppointmentId,
    },
    /// Read the customer with this number and their appointments.
    LookUpCustomer(PhoneNumber),
    /// Store a message.
    StoreMessage(Box<CallerMessage>),
    /// Read whether the company may text this number.
    ReadTextPermission(PhoneNumber),
    /// Store that the holder of this number agreed to texts.
    StoreTextConsent {
        /// The number.
        number: PhoneNumber,
        /// The consent.
        consent: Box<TextConsent>,
    },
}

impl ToolAction {
    /// Whether it changes something.
    fn changes(&self) -> bool {
        match self {
            Self::ReadCapacity(_) | Self::LookUpCustomer(_) | Self::ReadTextPermission(_) => false,
            Self::Book { .. }
            | Self::Reschedule { .. }
            | Self::Cancel { .. }
            | Self::StoreMessage(_)
            | Self::StoreTextConsent { .. } => true,
        }
    }
}

/// A record to write beside the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum SideEffect {
    /// A danger: store it and page the people on call.
    Emergency(Emergency),
    /// The call is over: queue what it used and what is known about it.
    Ended {
        /// Its usage.
        usage: CallUsage,
        /// What is known about it.
        facts: Box<CallFacts>,
    },
}
