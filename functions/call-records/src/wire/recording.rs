//! The JSON of recordings.

use domain::id::RecordingSid;
use files::FileKey;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use store::{RecordingItem, Sound, StoredSound};
use url::Url;
use utoipa::ToSchema;

/// A recording.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallRecording)]
pub(crate) struct RecordingView {
    /// The recording's id: Twilio's `RecordingSid`.
    recording_id: RecordingSid,
    /// The length of the recording.
    duration_seconds: u32,
    /// When it began, at or after the start of the call; missing if Twilio did not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    started_at: Option<Timestamp>,
    state: SoundView,
    /// When its sound is deleted, within two days; missing until it is copied.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    deleted_at: Option<Timestamp>,
}

/// Whether a recording can be played: `copying` while its sound is only at Twilio, `ready`, or `gone` if Twilio had none.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = RecordingState)]
#[serde(rename_all = "snake_case")]
enum SoundView {
    Copying,
    Ready,
    Gone,
}

impl From<RecordingItem> for RecordingView {
    fn from(item: RecordingItem) -> Self {
        let (state, deleted_at) = match item.sound {
            Sound::AtTwilio => (SoundView::Copying, None),
            Sound::Stored(stored) => (SoundView::Ready, Some(stored.deleted_at())),
            Sound::Gone => (SoundView::Gone, None),
        };
        let RecordingItem { recording, duration_seconds, started_at, .. } = item;
        Self { recording_id: recording, duration_seconds, started_at, state, deleted_at }
    }
}

/// A link to the sound of a recording.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordingLink, example = example)]
pub(crate) struct RecordingLinkView {
    /// The link. It needs no credentials.
    #[schema(value_type = String)]
    url: String,
    /// When the link ends.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// The type of the sound.
    content_type: &'static str,
    /// The size of the sound in bytes.
    bytes: u64,
    /// When the sound is deleted, within two days.
    #[schema(value_type = String, format = DateTime)]
    deleted_at: Timestamp,
}

impl RecordingLinkView {
    /// A link to a copy.
    pub(crate) fn of(url: Url, expires_at: Timestamp, key: &FileKey, stored: &StoredSound) -> Self {
        let (content_type, deleted_at) = (key.content_type(), stored.deleted_at());
        Self { url: url.into(), expires_at, content_type, bytes: stored.bytes, deleted_at }
    }
}

fn example() -> serde_json::Value {
    json!({
        "url": "https://files.s3.us-east-1.amazonaws.com/90d/ten_acme/CA7f1c2d3e4b5a69788796a5b4c3d2e1f0/RE5d1c2d3e4b5a69788796a5b4c3d2e1f0.mp3?X-Amz-Signature=…",
        "expires_at": "2026-11-23T15:11:12Z", "content_type": "audio/mpeg", "bytes": 472_000,
        "deleted_at": "2027-02-21T15:06:12Z",
    })
}
