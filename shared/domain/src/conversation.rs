//! The conversation: a pure state machine that every way of talking to the agent runs.
//!
//! [`Conversation::step`] takes what happened and says what to do about it. Every step ends in exactly one [`Then`], so
//! that no caller is ever left without an answer. How a model is asked, where a visit is stored and what TwiML looks
//! like are not known here.
//!
//! Rules kept here because no model can be trusted with them: a danger is heard before the model sees the words; only
//! what was read back and agreed to is booked; a model that fails, loops or invents ends in a person or a voicemail.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    booking::{BookingRequest, Customer},
    dates::{DateRange, PartOfDay},
    id::{AppointmentId, CallSid, EmergencyId},
    phone::{Caller, PhoneNumber},
    slot::Slot,
    tenant::TenantConfig,
    triage::{Findings, Hazard},
    usage::CallUsage,
};

pub mod agreement;
mod booked;
mod caller;
mod effect;
mod event;
mod history;
mod model;
mod plain;
mod round;
mod transfer;
mod words;

pub use effect::{Answer, Effects, Record, Then, ToolAction, ToolRound, ToolRun, Transfer};
pub use event::{Dialed, Event, ModelFailure, ModelTurn, Speech, ToolOutcome, ToolResult};
pub use history::{Entry, ToolRequest};

use round::{BookingEnd, Ending, Round};
use transfer::Destination;

/// A call between two webhooks: everything the next step needs and nothing else. Stored as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    call: CallSid,
    caller: Caller,
    called: PhoneNumber,
    started_at: Timestamp,
    customer: Option<Customer>,
    phase: Phase,
    history: Vec<Entry>,
    offered: Vec<Slot>,
    /// The caller's appointments, once looked up; tools touch no others.
    appointments: Vec<AppointmentId>,
    /// Read back and answered with neither a yes nor a no; booked if the model asks for exactly this again.
    heard_out: Option<BookingRequest>,
    findings: Findings,
    emergency: Option<Hazard>,
    /// The dangers of this call that have a record. Empty in calls that began with version 0.1.0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    recorded: Vec<RecordedHazard>,
    /// The caller has said, since the danger was heard, that everyone is out.
    everyone_out: bool,
    silences: u8,
    unclear: Unclear,
    turn: Turn,
    usage: CallUsage,
    /// Records of the step that is under way; empty between two steps.
    #[serde(skip)]
    records: Vec<Record>,
}

/// A danger with a record, and the number that the record's id is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct RecordedHazard {
    hazard: Hazard,
    nth: u32,
}

/// Where the conversation stands between two webhooks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// Anything may be said.
    Talking,
    /// Everything about a visit was read out; a yes books it.
    ReadingBack(BookingRequest),
    /// After silence: a person, or a message?
    OfferingPerson,
    /// After a danger: is everyone out?
    AskingIfSafe(Hazard),
    /// The caller was asked for a moment; the model is asked once more.
    Holding,
    /// Someone's telephone rings.
    Transferring { ringing: Destination, next: Vec<Destination> },
    /// After the tone.
    Voicemail,
    /// Nothing more is said.
    Ended,
}

/// How well the caller is heard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Unclear {
    /// Times in a row the caller was asked to repeat.
    asked: u8,
    /// The recogniser is unsure of everything on this line, so its doubts are ignored from here on.
    ignored: bool,
}

/// What is kept within one turn, across its rounds of model and tools.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Turn {
    /// Answers of the model so far.
    rounds: u8,
    /// The round that is under way; empty between two webhooks.
    #[serde(skip)]
    round: Round,
    /// Tools still running; none between two webhooks.
    running: Vec<Running>,
    /// The ending that follows the model's next words. It survives a hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending: Option<Ending>,
    /// Said so far, to be spoken with the end of the turn.
    say: Vec<String>,
    /// The last words in `say` come from the answer that asks for the tools of this round.
    #[serde(skip)]
    model_spoke: bool,
}

/// A tool that runs, and what its outcome is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Running {
    id: String,
    purpose: Purpose,
}

impl Running {
    fn is_booking(&self) -> bool {
        matches!(self.purpose, Purpose::Book(_))
    }
}

/// What a running tool's outcome is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    /// Slots to offer on these days.
    Offer { days: DateRange, part: PartOfDay },
    /// The visit the caller agreed to.
    Book(BookingRequest),
    /// Another slot for a visit whose own was taken meanwhile.
    NextBest(BookingRequest),
    /// Something for the model to know.
    Inform,
    /// A voicemail to keep.
    Voicemail,
}

/// What a step may look at besides the conversation itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The company's configuration, as it was when the call began.
    pub config: &'a TenantConfig,
    /// When the step happens.
    pub now: Timestamp,
}

impl Context<'_> {
    fn zone(&self) -> &TimeZone {
        &self.config.time_zone
    }

    fn today(&self) -> Date {
        self.zone().to_datetime(self.now).date()
    }
}

impl Conversation {
    /// A call that has just arrived.
    #[must_use]
    pub fn new(call: CallSid, caller: Caller, called: PhoneNumber, customer: Option<Customer>, now: Timestamp) -> Self {
        Self {
            call,
            caller,
            called,
            started_at: now,
            customer,
            phase: Phase::Talking,
            history: Vec::new(),
            offered: Vec::new(),
            appointments: Vec::new(),
            heard_out: None,
            findings: Findings::default(),
            emergency: None,
            recorded: Vec::new(),
            everyone_out: false,
            silences: 0,
            unclear: Unclear::default(),
            turn: Turn::default(),
            usage: CallUsage::default(),
            records: Vec::new(),
        }
    }

    /// Takes what happened and says what to do about it.
    pub fn step(&mut self, event: Event, context: Context<'_>) -> Effects {
        let mut effects = match event {
            Event::CallStarted => self.call_started(context),
            Event::CallerSaid(speech) => self.caller_said(&speech, context),
            Event::CallerSilent => self.caller_silent(context),
            Event::KeyPressed(digits) => self.key_pressed(&digits, context),
            Event::HoldFinished => self.hold_finished(context),
            Event::ModelSaid(turn) => self.model_said(turn, context),
            Event::ModelFailed(failure) => self.model_failed(failure, context),
            Event::ToolsFinished(results) => self.tools_finished(results, context),
            Event::TransferFinished { dialed, seconds } => self.transfer_finished(dialed, seconds, context),
            Event::VoicemailFinished(recorded) => self.voicemail_finished(recorded, context),
            Event::CallEnded { seconds } => self.call_ended(seconds),
        };
        effects.record.append(&mut self.records);
        self.account(&effects);
        effects
    }

    /// The call this is.
    #[must_use]
    pub fn call(&self) -> &CallSid {
        &self.call
    }

    /// Who is calling.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The company's number that was called.
    #[must_use]
    pub fn called(&self) -> &PhoneNumber {
        &self.called
    }

    /// When the call arrived.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// What was said and done, in order.
    #[must_use]
    pub fn history(&self) -> &[Entry] {
        &self.history
    }

    /// What the call has used so far.
    #[must_use]
    pub fn usage(&self) -> &CallUsage {
        &self.usage
    }

    /// The worst danger heard so far.
    #[must_use]
    pub fn emergency(&self) -> Option<Hazard> {
        self.emergency
    }

    /// The record of the worst danger heard so far.
    #[must_use]
    pub fn emergency_id(&self) -> Option<EmergencyId> {
        let worst = self.emergency?;
        let recorded = self.recorded.iter().find(|recorded| recorded.hazard == worst);
        let nth = recorded.map(|recorded| recorded.nth).or_else(|| {
            // A call that began with version 0.1.0: the last record whose danger is not listed.
            let count = u32::try_from(self.usage.emergencies).unwrap_or(u32::MAX);
            (0..count).rev().find(|nth| self.recorded.iter().all(|recorded| recorded.nth != *nth))
        })?;
        Some(EmergencyId::of_call(&self.call, nth))
    }

    /// Whether the caller has booked with this company before.
    #[must_use]
    pub fn customer(&self) -> Option<&Customer> {
        self.customer.as_ref()
    }

    /// Whether the call is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// A new turn begins: the caller has answered.
    fn begin_turn(&mut self) {
        self.turn = Turn { pending: self.turn.pending.take(), ..Turn::default() };
        self.usage.turns = self.usage.turns.saturating_add(1);
    }

    /// Says `words` after whatever the turn has already gathered, and listens.
    fn say_and_listen(&mut self, words: impl Into<String>) -> Effects {
        self.finish_turn(words, Answer::Listen)
    }

    /// Ends the turn: everything gathered is spoken and `answer` follows. A hold keeps the ending that is pending.
    fn finish_turn(&mut self, words: impl Into<String>, answer: Answer) -> Effects {
        let mut say = std::mem::take(&mut self.turn.say);
        say.push(words.into());
        say.retain(|words| !words.is_empty());
        let pending = self.turn.pending.take().filter(|_| answer == Answer::Hold);
        self.turn = Turn { pending, ..Turn::default() };
        self.history.extend(say.iter().map(|words| Entry::AgentSaid { text: words.clone() }));
        Effects { say, record: Vec::new(), then: Then::Answer(answer) }
    }

    fn account(&mut self, effects: &Effects) {
        let spoken: usize = effects.say.iter().map(|words| words.chars().count()).sum();
        self.usage.spoken_characters = self.usage.spoken_characters.saturating_add(spoken as u64);
    }
}

#[cfg(test)]
mod tests;
