//! The stored forms of a call.
//!
//! Versions 2 and 3 store each step once, in an item of its own ([`StepForm`]), so the size of a write does not grow with the
//! call. Version 3 adds the attestation of the caller's number, suspicions, and what happened since an alarm. Version 1 stored
//! the whole call in one item ([`whole`]); such a call continues with steps of the current version.

use domain::{
    attestation::Attestation,
    booking::Customer,
    conversation::{Asked, Conversation, HistoryEntry, RecordedHazard, Snapshot, Unclear, mask_numbers},
    day_counts::TurnTimes,
    id::CallSid,
    phone::{Caller, PhoneNumber},
    slot::Slot,
    triage::{Findings, Hazard, Language, Suspicion},
};
use jiff::Timestamp;
use messages::UsageForm;
use serde::{Deserialize, Serialize};

pub use self::transcript::{CallStep, CallTranscript};
use self::{alarm::AlarmForm, progress::ProgressForm, whole::CallForm};
use super::{
    CallRecord, Reply, StepMeasure, StoredEntry, StoredPart,
    parts::{BookedForm, ClosingForm, EntryForm, KnownVisitForm, PhaseForm, ReplyEndForm},
};
use crate::{CallPlace, Reservation, form::Versioned, visit::VisitForm};

mod alarm;
mod progress;
pub(super) mod transcript;
pub(crate) mod whole;

/// A step of a call.
#[derive(Serialize, Deserialize)]
pub(crate) struct StepForm {
    step: usize,
    /// The constant part; in the first step only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) begun: Option<BegunForm>,
    #[serde(flatten)]
    state: StateForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending: Option<ClosingForm>,
    /// What the step added to the history.
    history: Vec<EntryForm>,
    /// The reply to the webhook; the end of a call has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply: Option<StepReplyForm>,
    at: Option<Timestamp>,
    /// What was measured; only for people who read the call later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    measured: Option<StepMeasure>,
    /// The model that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    awaiting_model: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    recording_paused: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) finished: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reservation: Option<Reservation>,
}

/// The constant part of a call.
#[derive(Serialize, Deserialize)]
pub(super) struct BegunForm {
    call: CallSid,
    caller: Caller,
    called: PhoneNumber,
    started_at: Timestamp,
    /// Since version 3.
    #[serde(default = "unrecorded")]
    attestation: Attestation,
    /// The office blocked the number.
    #[serde(default, skip_serializing_if = "is_false")]
    blocked: bool,
    /// The wrong details of earlier calls of the day.
    #[serde(default, skip_serializing_if = "is_zero")]
    wrong_before: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<Customer>,
    config_version: u32,
    #[serde(default, skip_serializing_if = "is_false")]
    test: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<CallPlace>,
}

/// The reply to a step. Its words are in the history, except for those that stand before them.
#[derive(Serialize, Deserialize)]
struct StepReplyForm {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    before: Vec<String>,
    /// The number of entries at the end of the step's history that are words of the reply.
    words: usize,
    /// The language of the call. English in replies of earlier releases.
    #[serde(default, skip_serializing_if = "is_english")]
    language: Language,
    end: ReplyEndForm,
}

/// The part that every step may change.
#[derive(Serialize, Deserialize)]
struct StateForm {
    phase: PhaseForm,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    offered: Vec<Slot>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    appointments: Vec<KnownVisitForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    booked: Vec<BookedForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_doubt: Option<VisitForm>,
    findings: FindingsForm,
    /// The language of the call. In calls of earlier releases it is that of the caller's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    emergency: Option<Hazard>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    recorded: Vec<RecordedForm>,
    #[serde(default, skip_serializing_if = "is_false")]
    everyone_out: bool,
    #[serde(default, skip_serializing_if = "AlarmForm::is_empty")]
    alarm: AlarmForm,
    #[serde(default, skip_serializing_if = "AskedForm::is_empty")]
    asked: AskedForm,
    silences: u8,
    unclear: UnclearForm,
    #[serde(default, skip_serializing_if = "ProgressForm::is_empty")]
    progress: ProgressForm,
    usage: UsageForm,
}

#[derive(Serialize, Deserialize)]
struct FindingsForm {
    hazards: std::collections::BTreeSet<Hazard>,
    vulnerable: bool,
    freezing: bool,
    sweltering: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspicion: Option<Suspicion>,
    language: Language,
}

impl From<FindingsForm> for Findings {
    fn from(form: FindingsForm) -> Self {
        let FindingsForm { hazards, vulnerable, freezing, sweltering, suspicion, language } = form;
        Self { hazards, suspicion, vulnerable, freezing, sweltering, language }
    }
}

/// How often the questions that settle a suspicion were asked.
#[derive(Default, Serialize, Deserialize)]
struct AskedForm {
    #[serde(default)]
    danger: u8,
    #[serde(default)]
    comfort: u8,
}

impl AskedForm {
    fn is_empty(&self) -> bool {
        self.danger == 0 && self.comfort == 0
    }
}

#[derive(Serialize, Deserialize)]
struct RecordedForm {
    hazard: Hazard,
    nth: u32,
}

#[derive(Serialize, Deserialize)]
struct UnclearForm {
    asked: u8,
    ignored: bool,
}

impl Versioned for StepForm {
    const VERSION: u32 = 3;
}

/// The attestation of a call that began before attestations were stored.
fn unrecorded() -> Attestation {
    Attestation::Unrecorded
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_english(language: &Language) -> bool {
    *language == Language::FIRST
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}

impl StepForm {
    /// The step `step` of a call with stored earlier steps.
    pub(super) fn of(record: &CallRecord, step: usize) -> Self {
        let snapshot = record.conversation.snapshot();
        let history: Vec<_> =
            snapshot.history.iter().skip(record.stored.as_ref().map_or(0, |stored| stored.entries)).cloned().collect();
        let begun = (step == 0).then(|| BegunForm {
            call: snapshot.call.clone(),
            caller: snapshot.caller.clone(),
            called: snapshot.called.clone(),
            started_at: snapshot.started_at,
            attestation: snapshot.attestation,
            blocked: snapshot.blocked,
            wrong_before: snapshot.wrong_before,
            customer: snapshot.customer.clone(),
            config_version: record.config_version,
            test: record.test,
            place: record.place.clone(),
        });
        Self {
            step,
            begun,
            reply: record.replies.get(step).map(|reply| StepReplyForm::of(reply, &history)),
            history: history.into_iter().map(EntryForm::from).collect(),
            at: record.last_step_at,
            measured: record.measured,
            model: record.answered_by.clone(),
            awaiting_model: record.awaiting_model,
            recording_paused: record.recording_paused,
            finished: record.finished,
            reservation: record.reservation,
            pending: snapshot.pending.clone().map(ClosingForm::from),
            state: StateForm::from(snapshot),
        }
    }
}

impl StepForm {
    /// The call and its start; only in the first step.
    pub(crate) fn began(self) -> Option<(CallSid, Timestamp)> {
        self.begun.map(|begun| (begun.call, begun.started_at))
    }
}

impl StepReplyForm {
    fn of(reply: &Reply, history: &[HistoryEntry]) -> Self {
        let spoken = history.iter().rev().map_while(HistoryEntry::heard);
        let words = reply.say.iter().rev().zip(spoken).take_while(|(words, (text, _))| words == text).count();
        let before = reply.say[..reply.say.len() - words].to_vec();
        Self { before, words, language: reply.language, end: reply.end.clone().into() }
    }

    fn restore(self, history: &[HistoryEntry]) -> Reply {
        let spoken = &history[history.len().saturating_sub(self.words)..];
        let words = spoken.iter().filter_map(|entry| match entry {
            HistoryEntry::AgentSaid { text, .. } => Some(text.clone()),
            _ => None,
        });
        let say = self.before.into_iter().chain(words).collect();
        Reply { say, language: self.language, end: self.end.into() }
    }
}

/// Restores a call from its steps in order, after the part that an item of version 1 contains. `None` if the first step
/// is missing.
pub(super) fn restore(whole: Option<CallForm>, steps: impl IntoIterator<Item = StepForm>) -> Option<CallRecord> {
    let mut steps = steps.into_iter().peekable();
    let Some(first) = steps.peek_mut() else { return whole.map(CallRecord::from) };
    let (begun, mut history, mut replies): (_, Vec<HistoryEntry>, Vec<Reply>) = match whole {
        Some(whole) => whole.into_beginning(),
        None => (first.begun.take()?, Vec::new(), Vec::new()),
    };
    let (mut latest, mut stages, mut stored) = (None, Vec::new(), Vec::new());
    for mut step in steps {
        stages.extend(step.measured.map(|measured| measured.stages.by_stage()));
        let added: Vec<_> = std::mem::take(&mut step.history).into_iter().map(HistoryEntry::from).collect();
        if let Some(earlier) = replies.last().cloned().filter(|_| step.reply.is_some()) {
            // The steps between were not saved.
            replies.resize(step.step.max(replies.len()), earlier);
        }
        replies.extend(step.reply.take().map(|reply| reply.restore(&added)));
        stored.extend(added.iter().enumerate().map(|(nth, entry)| StoredEntry {
            item: step.step,
            nth,
            place: history.len() + nth,
            entry: entry.clone(),
        }));
        history.extend(added);
        latest = Some(step);
    }
    let latest = latest?;
    // A number that later words completed stands in parts in the steps before.
    mask_numbers(&mut history);
    Some(CallRecord {
        stored: Some(StoredPart { latest_item: latest.step, entries: history.len(), history: stored }),
        config_version: begun.config_version,
        test: begun.test,
        place: begun.place.clone(),
        conversation: conversation(begun, history, latest.state, latest.pending),
        replies,
        last_step_at: latest.at,
        measured: None,
        answered_by: None,
        times: TurnTimes::of(stages.iter().map(Vec::as_slice)),
        awaiting_model: latest.awaiting_model,
        recording_paused: latest.recording_paused,
        finished: latest.finished,
        reservation: latest.reservation,
    })
}

fn conversation(
    begun: BegunForm,
    history: Vec<HistoryEntry>,
    state: StateForm,
    pending: Option<ClosingForm>,
) -> Conversation {
    Snapshot {
        call: begun.call,
        caller: begun.caller,
        called: begun.called,
        started_at: begun.started_at,
        attestation: begun.attestation,
        blocked: begun.blocked,
        wrong_before: begun.wrong_before,
        customer: begun.customer,
        phase: state.phase.into(),
        history,
        language: state.language.unwrap_or(state.findings.language),
        offered: state.offered,
        appointments: state.appointments.into_iter().map(Into::into).collect(),
        booked: state.booked.into_iter().map(Into::into).collect(),
        in_doubt: state.in_doubt.map(Into::into),
        findings: state.findings.into(),
        emergency: state.emergency,
        recorded: state
            .recorded
            .into_iter()
            .map(|RecordedForm { hazard, nth }| RecordedHazard { hazard, nth })
            .collect(),
        everyone_out: state.everyone_out,
        alarm: state.alarm.into(),
        asked: Asked { danger: state.asked.danger, comfort: state.asked.comfort },
        silences: state.silences,
        unclear: Unclear { asked: state.unclear.asked, ignored: state.unclear.ignored },
        pending: pending.map(Into::into),
        progress: state.progress.into(),
        usage: state.usage.into(),
    }
    .into()
}

impl From<Snapshot> for StateForm {
    fn from(snapshot: Snapshot) -> Self {
        let Findings { hazards, suspicion, vulnerable, freezing, sweltering, language } = snapshot.findings;
        let recorded = snapshot.recorded.into_iter();
        Self {
            phase: snapshot.phase.into(),
            offered: snapshot.offered,
            appointments: snapshot.appointments.into_iter().map(Into::into).collect(),
            booked: snapshot.booked.into_iter().map(Into::into).collect(),
            in_doubt: snapshot.in_doubt.map(Into::into),
            language: Some(snapshot.language),
            findings: FindingsForm { hazards, vulnerable, freezing, sweltering, suspicion, language },
            emergency: snapshot.emergency,
            recorded: recorded.map(|RecordedHazard { hazard, nth }| RecordedForm { hazard, nth }).collect(),
            everyone_out: snapshot.everyone_out,
            alarm: snapshot.alarm.into(),
            asked: AskedForm { danger: snapshot.asked.danger, comfort: snapshot.asked.comfort },
            silences: snapshot.silences,
            unclear: UnclearForm { asked: snapshot.unclear.asked, ignored: snapshot.unclear.ignored },
            progress: snapshot.progress.into(),
            usage: snapshot.usage.into(),
        }
    }
}
