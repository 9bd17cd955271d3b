//! The conversation: a pure state machine, the same for calls, streams, test calls and evaluations.
//!
//! [`Conversation::step`] takes an event and returns effects. Every step ends in exactly one [`NextStep`], so that every
//! webhook gets an answer. This module does not know how to ask a model, where an appointment is stored, or what TwiML
//! is.
//!
//! Three rules are enforced here, because a model cannot be trusted with them: triage runs before the model sees the
//! caller's words; nothing is booked, moved, cancelled or stored before the caller has heard it read back and agreed; if
//! the model fails, loops or invents tools, the call goes to a person or a voicemail.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    attestation::Attestation,
    booking::{Appointment, BookingRequest, Customer},
    dates::{DaySet, PartOfDay},
    id::{CallSid, EmergencyId},
    on_file::EarlierCall,
    phone::{Caller, PhoneNumber},
    redaction::KnownNumber,
    slot::Slot,
    tenant::TenantConfig,
    text_consent::TextConsent,
    triage::{Findings, Hazard, Language},
    usage::CallUsage,
};

pub mod agreement;
mod alarm;
mod alarm_phrases;
mod caller;
mod danger;
mod effect;
pub mod evacuation;
mod event;
mod filler;
mod guard;
mod handover;
mod heard;
mod history;
mod identity;
mod languages;
mod metering;
mod model;
mod non_customer;
mod phrases;
mod progress;
mod proposal;
mod reported;
mod returning;
mod round;
mod silence;
mod snapshot;
mod speakable;
mod texts;
mod tool_results;
mod transfer;
mod unasked;

pub use alarm::Alarm;
pub use danger::Asked;
pub use effect::{BargeIn, Effects, NextStep, SideEffect, ToolAction, ToolRound, ToolRun, Transfer, TurnEnd};
pub use event::{Dialed, Event, ModelTurn, Speech, ToolOutcome, ToolResult};
pub use filler::is_filler;
pub use guard::{CatchKind, CaughtSentence, Checked, Guard, assures_safety};
pub use handover::whisper;
pub use heard::HeardAnswer;
pub use history::{HistoryEntry, ToolRequest, mask_numbers};
pub(crate) use phrases::usual_greeting;

pub use progress::{Progress, VisitRequest};
pub use proposal::{BookedVisit, DraftMessage, KnownVisit, Proposal};
pub use round::Closing;
pub use snapshot::{Phase, Question, RecordedHazard, Snapshot, Unclear};
pub use speakable::{Cleaned, Cleaner, ends_sentence, shortened, speakable, whole_sentences};
pub use texts::TextQuestion;
pub use transfer::{Destination, Reason};

use reported::possible_seconds;
pub use reported::{possible_recording_seconds, possible_recording_start};
use round::{Completion, RoundState};

/// The state of a call between two webhooks: what the next step needs, and nothing else. [`Snapshot`] is its stored form.
///
/// ```
/// use domain::{
///     conversation::{BargeIn, TurnEnd, Context, Conversation, Event, ModelTurn, Speech, NextStep},
///     id::CallSid,
///     phone::{Caller, PhoneNumber},
///     tenant::starter,
///     text::Text,
/// };
/// use jiff::{Timestamp, tz::TimeZone};
///
/// let config = starter(&Text::parse("Peak Heating")?, &TimeZone::get("America/Denver")?)?;
/// let now: Timestamp = "2026-11-23T16:00:00Z".parse()?;
/// let context = Context { config: &config, now };
/// let (call, called) = (CallSid::parse("CA1")?, PhoneNumber::parse("+13035550100")?);
/// let mut conversation = Conversation::new(call, Caller::from_twilio("+13035550142"), called, None, now);
///
/// let effects = conversation.step(Event::CallStarted, context);
/// assert!(effects.say[0].contains("Peak Heating"));
/// assert_eq!(effects.next, NextStep::EndTurn(TurnEnd::Listen(BargeIn::SpeechAndKeys)));
///
/// let speech = |text: &str| Event::CallerSaid(Speech { text: text.to_owned(), confidence: None });
/// assert_eq!(conversation.step(speech("Do you repair heat pumps?"), context).next, NextStep::AskModel);
/// let yes = ModelTurn { text: Some("Yes, we do.".to_owned()), ..ModelTurn::default() };
/// assert_eq!(conversation.step(Event::ModelSaid(yes), context).say, ["Yes, we do."]);
///
/// // A danger needs no model.
/// let effects = conversation.step(speech("I smell gas!"), context);
/// assert!(effects.say[0].contains("leave the building"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    call: CallSid,
    caller: Caller,
    called: PhoneNumber,
    started_at: Timestamp,
    attestation: Attestation,
    /// The office blocked the number, beside those that the configuration blocks.
    blocked: bool,
    /// The wrong details that callers from this number gave in earlier calls of the day.
    wrong_before: u32,
    /// What is on file under the caller's number. Only [`identity`] decides whether this call may use it.
    customer: Option<Customer>,
    /// The visits and the earlier calls that were read with the customer, until the call starts. They are not stored.
    read_with_customer: (Vec<Appointment>, Vec<EarlierCall>),
    phase: Phase,
    history: Vec<HistoryEntry>,
    language: Language,
    offered: Vec<Slot>,
    /// The caller's visits, once they are looked up or booked. Tools change no others.
    appointments: Vec<KnownVisit>,
    /// The visits booked in this call. The same visit is not booked again.
    booked: Vec<BookedVisit>,
    /// A visit whose booking failed, so that it may or may not be stored. It is looked up in the next turn.
    in_doubt: Option<BookingRequest>,
    findings: Findings,
    emergency: Option<Hazard>,
    /// The dangers of this call that have a record. Empty in calls that began with version 0.1.0.
    recorded: Vec<RecordedHazard>,
    /// Since the danger was heard, the caller has said that everyone is out.
    everyone_out: bool,
    /// What happened since the alarm.
    alarm: Alarm,
    /// How often the questions that settle a suspicion were asked.
    asked: Asked,
    silences: u8,
    unclear: Unclear,
    turn: TurnState,
    /// What came of the call that the history does not show.
    progress: Progress,
    usage: CallUsage,
    /// Records of the step that is under way; empty between two steps.
    side_effects: Vec<SideEffect>,
    /// The sentences of the model that were not spoken since the call was loaded. Not stored.
    caught_now: u32,
    /// The card numbers and social security numbers that the caller completed since the call was loaded. They are not stored.
    completed: Vec<KnownNumber>,
}

/// The state of one turn, across its rounds of model and tools.
#[derive(Debug, Clone, Default, PartialEq)]
struct TurnState {
    /// How many answers the model has given.
    rounds: u8,
    /// The round that is under way; empty between two webhooks.
    round: RoundState,
    /// The tools that run now; empty between two webhooks.
    running: Vec<Running>,
    /// The ending that follows the model's next words. It survives a hold.
    pending: Option<Closing>,
    /// Words gathered so far. They are spoken at the end of the turn.
    say: Vec<String>,
    /// What an earlier turn booked, in words that the caller hears in this one even if an emergency follows.
    confirmed: Vec<String>,
    /// The last words in `say` come from the answer that asks for the tools of this round.
    model_spoke: bool,
}

/// A tool that runs, and the purpose of its outcome.
#[derive(Debug, Clone, PartialEq)]
struct Running {
    id: String,
    purpose: Purpose,
}

/// The purpose of a running tool's outcome.
#[derive(Debug, Clone, PartialEq)]
enum Purpose {
    /// The slots of these days are offered.
    Offer { days: DaySet, part: PartOfDay },
    /// What the caller agreed to is done.
    CarryOut(Proposal),
    /// The next free slot is offered for a visit, because another caller took its slot.
    NextBest(BookingRequest),
    /// The model reads it.
    Inform,
    /// It decides whether the caller is asked about texts.
    TextPermission,
    /// The caller's consent to texts is stored.
    TextConsent(TextConsent),
    /// The voicemail is stored.
    Voicemail,
}

/// The input of a step besides the event.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The company's configuration at the start of the call.
    pub config: &'a TenantConfig,
    /// The time of the step.
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
    /// The state of a call that has just arrived, from a number that is a claim until
    /// [`with_attestation`](Self::with_attestation). `customer` is on file under this number.
    #[must_use]
    pub fn new(call: CallSid, caller: Caller, called: PhoneNumber, customer: Option<Customer>, now: Timestamp) -> Self {
        Self {
            call,
            caller,
            called,
            started_at: now,
            attestation: Attestation::None,
            blocked: false,
            wrong_before: 0,
            customer,
            read_with_customer: Default::default(),
            phase: Phase::Talking,
            history: Vec::new(),
            language: Language::default(),
            offered: Vec::new(),
            appointments: Vec::new(),
            booked: Vec::new(),
            in_doubt: None,
            findings: Findings::default(),
            emergency: None,
            recorded: Vec::new(),
            everyone_out: false,
            alarm: Alarm::default(),
            asked: Asked::default(),
            silences: 0,
            unclear: Unclear::default(),
            turn: TurnState::default(),
            progress: Progress::default(),
            usage: CallUsage::default(),
            side_effects: Vec::new(),
            caught_now: 0,
            completed: Vec::new(),
        }
    }

    /// Takes an event and returns what to do about it.
    pub fn step(&mut self, event: Event, context: Context<'_>) -> Effects {
        let mut effects = match event {
            Event::CallStarted => self.call_started(context),
            Event::CallerSaid(speech) => self.caller_said(&speech, context),
            Event::CallerSilent => self.caller_silent(context),
            Event::KeyPressed(digits) => self.key_pressed(&digits, context),
            Event::ModelSaid(turn) => self.model_said(turn, context),
            Event::ModelFailed => self.hand_over(context),
            Event::ToolsFinished(results) => self.tools_finished(results, context),
            Event::TransferFinished { dialed, seconds } => self.transfer_finished(dialed, seconds, context),
            Event::VoicemailFinished(recorded) => self.voicemail_finished(recorded, context),
            Event::CallEnded { seconds } => self.call_ended(seconds, context),
        };
        effects.side_effects.append(&mut self.side_effects);
        effects
    }

    /// Twilio's id of the call.
    #[must_use]
    pub fn call(&self) -> &CallSid {
        &self.call
    }

    /// The caller.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The company's number that the caller dialed.
    #[must_use]
    pub fn called(&self) -> &PhoneNumber {
        &self.called
    }

    /// When the call arrived.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// The history: words and tools, in order.
    #[must_use]
    pub fn history(&self) -> &[HistoryEntry] {
        &self.history
    }

    /// The card numbers and social security numbers that the caller completed since the call was loaded.
    #[must_use]
    pub fn completed_numbers(&self) -> &[KnownNumber] {
        &self.completed
    }

    /// The usage so far.
    #[must_use]
    pub fn usage(&self) -> &CallUsage {
        &self.usage
    }

    /// The gravest danger heard so far.
    #[must_use]
    pub fn emergency(&self) -> Option<Hazard> {
        self.emergency
    }

    /// The id of the record of the gravest danger heard so far.
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

    /// A reported length of the call, or of a part of it, in seconds: at most the time since the call arrived, plus
    /// half a minute. A report may be forged or wrong, and its seconds are billed.
    #[must_use]
    pub fn possible_seconds(&self, reported: u32, now: Timestamp) -> u32 {
        possible_seconds(reported, self.started_at, now)
    }

    /// Whether the call is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// Begins a turn: the caller has answered.
    fn begin_turn(&mut self) {
        let turn = std::mem::take(&mut self.turn);
        self.turn = TurnState { pending: turn.pending, confirmed: turn.confirmed, ..TurnState::default() };
        self.usage.turns = self.usage.turns.saturating_add(1);
    }

    /// Ends the turn with these words, and listens.
    fn say_and_listen(&mut self, words: impl Into<String>) -> Effects {
        self.finish_turn(words, TurnEnd::Listen(BargeIn::SpeechAndKeys))
    }

    /// Ends the turn: everything gathered is spoken and `end` follows.
    fn finish_turn(&mut self, words: impl Into<String>, end: TurnEnd) -> Effects {
        let mut say = std::mem::take(&mut self.turn.confirmed);
        say.append(&mut self.turn.say);
        say.push(words.into());
        say.retain(|words| !words.is_empty());
        self.turn = TurnState::default();
        self.spoken(&say);
        Effects { say, side_effects: Vec::new(), next: NextStep::EndTurn(end) }
    }

    /// Notes words that are spoken now.
    fn spoken(&mut self, say: &[String]) {
        self.history.extend(say.iter().map(HistoryEntry::agent_said));
        let characters: usize = say.iter().map(|words| words.chars().count()).sum();
        self.usage.spoken_characters = self.usage.spoken_characters.saturating_add(characters as u64);
    }
}

#[cfg(test)]
mod tests;
