//! Recordings of calls: their URLs and their items.
//!
//! A URL is made of the company's Twilio account and the recording's id. A form only contributes the id.

use std::sync::Arc;

use connections::secrets::{TenantSecrets, TwilioSecrets};
use domain::{
    booking::Voicemail,
    conversation::{Event, possible_recording_seconds, possible_recording_start},
    id::{CallSid, RecordingSid},
    phone::Caller,
    recording_pause::{PauseChange, pause_change},
};
use jiff::Timestamp;
use messages::KeptRecording;
use platform::{boxed, error_chain::ErrorChain};
use store::{CallRecord, RecordingItem, Sound};
use tracing::{Instrument, Span, warn};

use super::{CallService, CallServiceError, TenantNumber};
use crate::{agent::Agent, engine::TurnEvent};

/// A recording that Twilio has ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedRecording {
    /// Its id, URL and length.
    pub sound: Voicemail,
    /// When it began, if Twilio says so.
    pub started_at: Option<Timestamp>,
}

impl CallService {
    /// Pauses the recording of a call while the caller gives the number of a card. The request to Twilio runs beside the turn, and no
    /// one waits for it.
    pub(super) fn pause_recording(
        &self,
        secrets: &Arc<TenantSecrets>,
        agent: &Agent,
        record: &mut CallRecord,
        event: &TurnEvent,
    ) {
        let words = match event {
            TurnEvent::Happened(Event::CallerSaid(speech)) => &speech.text,
            TurnEvent::Happened(Event::KeyPressed(keys)) => keys,
            _ => return,
        };
        if !agent.config.disclosure.record_calls {
            return;
        }
        let Some(change) = pause_change(record.recording_paused, words) else { return };
        record.recording_paused = change == PauseChange::Pause;
        let (twilio, secrets) = (self.twilio.clone(), Arc::clone(secrets));
        let call = record.conversation.call().clone();
        let requested = async move {
            let Ok(credentials) = secrets.twilio().and_then(TwilioSecrets::credentials) else { return };
            if let Err(error) = twilio.pause_recording(&credentials, &call, change).await {
                warn!(error = %ErrorChain(&error), ?change, "the recording of a call was not paused or resumed");
            }
        };
        tokio::spawn(requested.instrument(Span::current()));
    }

    /// The URL of a recording in the Twilio account of a number's company.
    #[must_use]
    #[boxed]
    pub async fn recording_url(
        &self,
        tenant_number: &TenantNumber,
        recording: &RecordingSid,
    ) -> Result<String, CallServiceError> {
        let secrets = self.secrets.get(&tenant_number.scope, tenant_number.credentials_version).await?;
        Ok(self.twilio.recording_url(&secrets.twilio()?.account_sid, recording))
    }

    /// Puts a recording that cannot be stored into the queue: it is stored as soon as the table works. `voicemail` names
    /// the caller if the recording is a message for the company.
    #[must_use]
    #[boxed]
    pub async fn keep_recording(
        &self,
        tenant_number: &TenantNumber,
        call: CallSid,
        recording: FinishedRecording,
        voicemail: Option<&Caller>,
    ) -> Result<(), CallServiceError> {
        let FinishedRecording { sound: Voicemail { recording, url, duration_seconds }, started_at } = recording;
        let kept = KeptRecording {
            tenant: tenant_number.scope.tenant().clone(),
            call,
            recording,
            url,
            duration_seconds,
            started_at,
            reported_at: self.clock.now(),
            voicemail: voicemail.is_some(),
            callback: voicemail.and_then(|caller| caller.number().cloned()),
        };
        Ok(self.end.keep_recording(&kept).await?)
    }

    /// Stores a recording that is ready.
    #[must_use]
    #[boxed]
    pub async fn put_recording(
        &self,
        tenant_number: &TenantNumber,
        call: CallSid,
        FinishedRecording { sound, started_at }: FinishedRecording,
    ) -> Result<(), CallServiceError> {
        let Voicemail { recording, url, duration_seconds } = sound;
        let call_started_at = self.store.get_call_start(&tenant_number.scope, &call).await?;
        let now = self.clock.now();
        let duration_seconds = possible_recording_seconds(duration_seconds, call_started_at, now);
        let started_at = possible_recording_start(started_at, call_started_at, now);
        let item = RecordingItem { call, recording, url, duration_seconds, started_at, sound: Sound::AtTwilio };
        Ok(self.store.put_recording(&tenant_number.scope, &item, now).await?)
    }
}
