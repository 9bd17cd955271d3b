//! What happened in a call, step by step, for people who read it later.
//!
//! A transcript is read from the same items as the call itself. It does not restore the conversation: what the agent would do
//! next is of no interest any more.

use domain::{
    attestation::Attestation,
    conversation::{CaughtSentence, HistoryEntry, mask_numbers},
    id::CallSid,
    phone::{Caller, PhoneNumber},
    text_consent::TextConsent,
    triage::Findings,
    usage::CallUsage,
};
use jiff::Timestamp;

use super::{BegunForm, CallForm, StepForm};
use crate::call::{CallRecord, StepMeasure};

/// A call, as its steps recorded it.
#[derive(Debug, Clone, PartialEq)]
pub struct CallTranscript {
    /// The call.
    pub call: CallSid,
    /// The caller.
    pub caller: Caller,
    /// The number that was called.
    pub called: PhoneNumber,
    /// When it arrived.
    pub started_at: Timestamp,
    /// What the carrier says about the caller's number.
    pub attestation: Attestation,
    /// The version of the configuration.
    pub config_version: u32,
    /// A call in test mode: nothing was booked and nothing was counted.
    pub test: bool,
    /// Whether its end was reported.
    pub finished: bool,
    /// What it has used so far, without what Twilio reports at the end.
    pub usage: CallUsage,
    /// The caller's consent to texts, if they agreed in the call.
    pub text_consent: Option<TextConsent>,
    /// The sentences of the model that the caller did not hear, because they may not be said.
    pub caught: Vec<CaughtSentence>,
    /// The steps, in order. A call that version 0.1.0 stored has one step for all of them.
    pub steps: Vec<CallStep>,
}

/// A step of a call: what one webhook added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallStep {
    /// Its number; 0 is the greeting.
    pub step: usize,
    /// When it was answered. Missing for calls of version 0.1.0.
    pub at: Option<Timestamp>,
    /// What was measured. Missing for calls that are older than this field, and for the end of a call.
    pub measured: Option<StepMeasure>,
    /// The model that answered. Missing if none did, and for calls that are older than this field.
    pub model: Option<String>,
    /// What was said, keyed and done, in order.
    pub entries: Vec<HistoryEntry>,
    /// The dangers and risks heard in the call up to this step.
    pub findings: Findings,
}

impl CallTranscript {
    fn begun(begun: BegunForm) -> Self {
        let BegunForm { call, caller, called, started_at, attestation, config_version, test, .. } = begun;
        Self {
            call,
            caller,
            called,
            started_at,
            attestation,
            config_version,
            test,
            finished: false,
            usage: CallUsage::default(),
            text_consent: None,
            caught: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn of_whole(whole: CallForm) -> Self {
        let record = CallRecord::from(whole);
        let snapshot = record.conversation.snapshot();
        let step = CallStep {
            step: 0,
            at: None,
            measured: None,
            model: None,
            entries: snapshot.history,
            findings: snapshot.findings,
        };
        Self {
            call: snapshot.call,
            caller: snapshot.caller,
            called: snapshot.called,
            started_at: snapshot.started_at,
            attestation: snapshot.attestation,
            config_version: record.config_version,
            test: record.test,
            finished: record.finished,
            usage: snapshot.usage,
            text_consent: snapshot.progress.texts.consent().cloned(),
            caught: snapshot.progress.caught,
            steps: vec![step],
        }
    }

    fn push(&mut self, form: StepForm) {
        self.finished = form.finished;
        let entries = form.history.into_iter().map(HistoryEntry::from).collect();
        let StepForm { step, at, measured, model, state, .. } = form;
        self.usage = state.usage.into();
        self.text_consent = state.progress.text_consent().cloned();
        self.caught = state.progress.into_caught();
        self.steps.push(CallStep { step, at, measured, model, entries, findings: state.findings.into() });
    }
}

/// Reads a call from its steps in order, after the part that an item of version 1 contains. `None` if the first step is
/// missing.
pub(in crate::call) fn transcript(
    whole: Option<CallForm>,
    steps: impl IntoIterator<Item = StepForm>,
) -> Option<CallTranscript> {
    let mut transcript = whole.map(CallTranscript::of_whole);
    for mut step in steps {
        if transcript.is_none() {
            transcript = step.begun.take().map(CallTranscript::begun);
        }
        transcript.as_mut()?.push(step);
    }
    if let Some(transcript) = &mut transcript {
        mask_numbers(transcript.steps.iter_mut().flat_map(|step| &mut step.entries));
    }
    transcript
}
