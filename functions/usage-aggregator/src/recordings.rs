//! Stores recordings that the table could not take when Twilio reported them.
//!
//! A message that is delivered twice is stored once: the item of a recording and the message of a voicemail have the
//! recording's id.

use domain::{
    booking::{CallerMessage, MessageBody, Voicemail},
    conversation::{possible_recording_seconds, possible_recording_start},
    id::MessageId,
};
use messages::KeptRecording;
use store::{RecordingItem, Sound, Store, StoreError, TenantScope};

/// Stores a recording, and the message if it is a voicemail. A company that was erased gets nothing.
pub(crate) async fn store(store: &Store, kept: KeptRecording) -> Result<(), StoreError> {
    let scope = TenantScope::of_kept_recording(&kept);
    match store_in(store, &scope, kept).await {
        Err(StoreError::TenantGone) => Ok(()),
        stored => stored,
    }
}

async fn store_in(store: &Store, scope: &TenantScope, kept: KeptRecording) -> Result<(), StoreError> {
    let KeptRecording {
        tenant: _,
        call,
        recording,
        url,
        duration_seconds,
        started_at,
        reported_at,
        voicemail,
        callback,
    } = kept;
    let call_started_at = store.get_call_start(scope, &call).await?;
    let duration_seconds = possible_recording_seconds(duration_seconds, call_started_at, reported_at);
    let started_at = possible_recording_start(started_at, call_started_at, reported_at);
    if voicemail {
        let body = Voicemail { recording: recording.clone(), url: url.clone(), duration_seconds };
        let message = CallerMessage {
            id: MessageId::of_recording(&recording),
            call: Some(call.clone()),
            name: None,
            callback,
            body: MessageBody::Voicemail(body),
            urgent: false,
            left_at: reported_at,
        };
        store.put_message(scope, &message).await?;
    }
    let item = RecordingItem { call, recording, url, duration_seconds, started_at, sound: Sound::AtTwilio };
    store.put_recording(scope, &item, reported_at).await
}
