//! What can happen in a call.

use crate::{
    booking::{Appointment, Customer, Voicemail},
    conversation::history::ToolRequest,
    slot::Taken,
    usage::TokenCount,
};

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The call arrived.
    CallStarted,
    /// The caller spoke.
    CallerSaid(Speech),
    /// The caller was listened to and nothing came.
    CallerSilent,
    /// The caller pressed keys: `0`–`9`, `*`, `#`.
    KeyPressed(String),
    /// The caller has heard that it takes a moment.
    HoldFinished,
    /// The model answered.
    ModelSaid(ModelTurn),
    /// The model did not answer.
    ModelFailed(ModelFailure),
    /// The tools of a round have run. A tool without a result counts as failed.
    ToolsFinished(Vec<ToolResult>),
    /// A transfer is over.
    TransferFinished {
        /// How it went.
        dialed: Dialed,
        /// How long the two spoke.
        seconds: u32,
    },
    /// The caller was given a tone to speak after; `None` if nothing was recorded.
    VoicemailFinished(Option<Voicemail>),
    /// The line is closed.
    CallEnded {
        /// How long it was open.
        seconds: u32,
    },
}

/// Words as the recogniser understood them.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// The words; may be empty.
    pub text: String,
    /// 0 to 1, where the recogniser gave one.
    pub confidence: Option<f32>,
}

/// One answer of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelTurn {
    /// Words to say, if any.
    pub text: Option<String>,
    /// Tools it wants, in order.
    pub tools: Vec<ToolRequest>,
    /// What the answer was charged for.
    pub tokens: TokenCount,
}

/// Why the model did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelFailure {
    /// Time ran out; asking again may help.
    TooSlow,
    /// It refused, failed or talked nonsense; asking again has been tried or cannot help.
    Broken,
}

/// The result of one tool of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolResult {
    /// The [`ToolRun`](super::ToolRun)'s id.
    pub id: String,
    /// The outcome.
    pub outcome: ToolOutcome,
}

/// What came of a tool that was run.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolOutcome {
    /// How many visits each slot holds.
    Capacity(Taken),
    /// The visit is in the book.
    Booked(Appointment),
    /// Someone else took the slot's last place.
    SlotFull,
    /// The visit was moved.
    Rescheduled(Appointment),
    /// The visit was called off.
    Cancelled(Appointment),
    /// There is no such visit any more.
    NoSuchAppointment,
    /// What is known about the caller.
    Customer(Option<Customer>, Vec<Appointment>),
    /// The message is stored.
    MessageTaken,
    /// It failed for reasons the caller must not hear.
    Failed,
}

/// How dialling someone went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialed {
    /// The two spoke.
    Connected,
    /// Nobody came to the telephone, or nobody accepted.
    NotReached,
}
