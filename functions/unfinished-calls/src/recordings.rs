//! Recordings at Twilio that no webhook reported: they go into the post-call queue, as a recording does that cannot be stored
//! when it is reported. `usage-aggregator` stores each once.

use connections::secrets::SecretsError;
use domain::{id::MessageId, phone::Caller};
use jiff::{SignedDuration, Timestamp};
use messages::{KeptRecording, QueueError};
use store::{StoreError, TenantScope};
use tracing::warn;
use twilio::{
    rest::{CallRecording, RecordingState, RestError},
    sid::AccountSid,
};

use crate::UnfinishedCalls;

/// Why recordings cannot be looked up or kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordingsError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Twilio(#[from] RestError),
}

/// The company and the caller of a call's recordings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordingsOwner<'a> {
    pub(crate) scope: &'a TenantScope,
    pub(crate) account_sid: &'a AccountSid,
    pub(crate) caller: &'a Caller,
    /// Whether the call is a dry run, which leaves no message.
    pub(crate) dry_run: bool,
}

/// Queues the recordings of a call that the table does not know, and returns their number.
pub(crate) async fn keep_unknown(
    function: &UnfinishedCalls,
    owner: RecordingsOwner<'_>,
    now: Timestamp,
    recordings: &[CallRecording],
) -> Result<u32, RecordingsError> {
    let RecordingsOwner { scope, account_sid, caller, dry_run } = owner;
    let mut found = 0;
    for recording in recordings.iter().filter(|recording| recording.state == RecordingState::Ready) {
        let voicemail = recording.is_voicemail && !dry_run;
        // The webhook that reports a voicemail's recording can arrive although the one that reports the message is lost.
        let has_message =
            !voicemail || function.store.get_message(scope, &MessageId::of_recording(&recording.sid)).await?.is_some();
        let is_known =
            has_message && function.store.get_recording(scope, &recording.call, &recording.sid).await?.is_some();
        if is_known {
            continue;
        }
        let kept = KeptRecording {
            tenant: scope.tenant().clone(),
            call: recording.call.clone(),
            recording: recording.sid.clone(),
            url: function.twilio.recording_url(account_sid, &recording.sid),
            duration_seconds: recording.duration_seconds,
            started_at: Some(recording.created_at),
            reported_at: ended_at(recording).min(now),
            voicemail,
            callback: caller.number().filter(|_| voicemail).cloned(),
        };
        function.queue.send_recording(&kept).await?;
        warn!(call_sid = %recording.call, voicemail, "no webhook reported a recording; it is stored now");
        found += 1;
    }
    Ok(found)
}

/// When Twilio would have reported a recording.
fn ended_at(recording: &CallRecording) -> Timestamp {
    let length = SignedDuration::from_secs(i64::from(recording.duration_seconds));
    recording.created_at.saturating_add(length).unwrap_or(recording.created_at)
}
