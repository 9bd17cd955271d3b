//! Events: what can happen in a call.

use crate::{
    booking::{Appointment, Voicemail},
    conversation::history::ToolRequest,
    on_file::CallerOnFile,
    slot::Taken,
    text_consent::TextPermission,
    usage::TokenCount,
};

/// What happened in a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The call arrived.
    CallStarted,
    /// The caller spoke.
    CallerSaid(Speech),
    /// The caller said nothing while the agent listened.
    CallerSilent,
    /// The caller pressed keys: `0`–`9`, `*`, `#`.
    KeyPressed(String),
    /// The model answered.
    ModelSaid(ModelTurn),
    /// The model did not answer.
    ModelFailed,
    /// The tools of a round have run. A tool without a result counts as failed.
    ToolsFinished(Vec<ToolResult>),
    /// A transfer ended.
    TransferFinished {
        /// The result.
        dialed: Dialed,
        /// How long the two people spoke.
        seconds: u32,
    },
    /// The recording of a voicemail ended; `None` if nothing was recorded.
    VoicemailFinished(Option<Voicemail>),
    /// The call ended.
    CallEnded {
        /// The duration of the call.
        seconds: u32,
    },
}

/// Words as speech recognition understood them.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// The words; may be empty.
    pub text: String,
    /// 0 to 1, if recognition gave a confidence.
    pub confidence: Option<f32>,
}

/// One answer of the model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModelTurn {
    /// Its words, if any.
    pub text: Option<String>,
    /// The tools it requests, in order.
    pub tools: Vec<ToolRequest>,
    /// The tokens that the answer cost.
    pub tokens: TokenCount,
    /// The server cut the words, which may end within a sentence.
    pub is_cut: bool,
    /// The words that the caller hears already, because they left while the model spoke. `None` if all words wait for the end
    /// of the turn.
    pub heard: Option<String>,
}

/// The result of one tool of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolResult {
    /// The [`ToolRun`](super::ToolRun)'s id.
    pub id: String,
    /// The outcome.
    pub outcome: ToolOutcome,
}

/// The outcome of a tool.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolOutcome {
    /// How many visits each slot holds.
    Capacity(Taken),
    /// The visit is booked.
    Booked(Appointment),
    /// Another caller took the last place of the slot.
    SlotFull,
    /// The visit was moved.
    Rescheduled(Appointment),
    /// The visit was cancelled.
    Cancelled(Appointment),
    /// The visit no longer exists.
    NoSuchAppointment,
    /// What is on file about the caller's number.
    Customer(Box<CallerOnFile>),
    /// The message is stored.
    MessageTaken,
    /// Whether the company may text the number.
    TextPermission(TextPermission),
    /// The consent to texts is stored.
    TextConsentStored,
    /// The tool failed for a reason that the caller must not hear.
    Failed,
}

impl ToolOutcome {
    /// Whether the tool has changed something.
    #[must_use]
    pub fn is_change(&self) -> bool {
        matches!(
            self,
            Self::Booked(_) | Self::Rescheduled(_) | Self::Cancelled(_) | Self::MessageTaken | Self::TextConsentStored
        )
    }
}

/// The result of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialed {
    /// The two people spoke.
    Connected,
    /// The call was not answered or not accepted.
    NotReached,
}
