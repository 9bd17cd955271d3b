//! Recordings of calls: which there are, and where their sound is.
//!
//! A recording is stored together with the job that copies its sound from Twilio to the bucket, so that no crash loses the job.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    id::{CallSid, RecordingSid},
    retention::RecordingRetention,
};
use jiff::{SignedDuration, Timestamp};
use messages::{FollowUpJob, JobKind};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CustomerScope, DueId, DueJob, LARGEST_PAGE, Store, StoreError, TenantScope, Transaction,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// A recording that a callback has reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingItem {
    /// Its call.
    pub call: CallSid,
    /// Twilio's id of the recording.
    pub recording: RecordingSid,
    /// Its URL at Twilio, which requires the account's credentials.
    pub url: String,
    /// The length of the recording.
    pub duration_seconds: u32,
    /// When it began, if Twilio said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// Where the sound is.
    #[serde(default, skip_serializing_if = "Sound::is_at_twilio")]
    pub sound: Sound,
}

/// Where the sound of a recording is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// At Twilio alone.
    #[default]
    AtTwilio,
    /// In the bucket.
    Stored(StoredSound),
    /// Nowhere: Twilio had none, or no longer had it.
    Gone,
}

/// A copy in the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSound {
    /// Its class.
    #[serde(rename = "retention_days")]
    pub retention: RecordingRetention,
    /// Its size.
    pub bytes: u64,
    /// When it was copied.
    pub copied_at: Timestamp,
    /// The shorter time for which it is kept since the company changed its setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shortened_days: Option<RecordingRetention>,
}

impl Versioned for RecordingItem {}

impl Sound {
    fn is_at_twilio(&self) -> bool {
        *self == Self::AtTwilio
    }
}

impl StoredSound {
    /// A copy of this size and class.
    #[must_use]
    pub fn new(retention: RecordingRetention, bytes: u64, copied_at: Timestamp) -> Self {
        Self { retention, bytes, copied_at, shortened_days: None }
    }

    /// The time for which it is kept.
    fn kept(&self) -> RecordingRetention {
        self.shortened_days.unwrap_or(self.retention)
    }

    /// The copy if it is kept for a shorter time from now on. `None` if that is not shorter. Its class stays.
    pub(super) fn shortened_to(self, kept: RecordingRetention) -> Option<Self> {
        (kept < self.kept()).then_some(Self { shortened_days: Some(kept), ..self })
    }

    /// When it is deleted, within two days.
    #[must_use]
    pub fn deleted_at(&self) -> Timestamp {
        let kept = SignedDuration::from_hours(24 * i64::from(self.kept().days()));
        self.copied_at.saturating_add(kept).unwrap_or(self.copied_at)
    }
}

impl Store {
    /// Lists the recordings of a call.
    #[must_use]
    #[boxed]
    pub async fn list_recordings(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
    ) -> Result<Vec<RecordingItem>, StoreError> {
        let scope = customers.tenant_scope();
        let prefix = key::recordings_of(call);
        let range = Range::in_order(scope.tenant().as_str(), &prefix);
        Ok(self.within(scope).page(&range, None, LARGEST_PAGE).await?.items)
    }

    /// Gets a recording. It names no person.
    #[must_use]
    #[boxed]
    pub async fn get_recording(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        recording: &RecordingSid,
    ) -> Result<Option<RecordingItem>, StoreError> {
        self.within(scope).get(Key::recording(scope, call, recording)).await
    }

    /// Stores a recording and the job that copies its sound. The same recording is stored once.
    #[must_use]
    #[boxed]
    pub async fn put_recording(
        &self,
        scope: &TenantScope,
        item: &RecordingItem,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let RecordingItem { call, recording, .. } = item;
        let kind = JobKind::CopyRecording { recording: recording.clone(), attempt: 0 };
        let job = FollowUpJob::of_call(scope.tenant().clone(), call.clone(), kind);
        let due = self.due_writes(&DueJob::new(now, DueId::of_copy(recording), &job)?)?;
        self.put_once(scope, Key::recording(scope, call, recording), item, due).await
    }

    /// Records where the sound of a recording is. Its item expires with the copy. Returns whether that was
    /// written: the recording was not erased, and what is gone was not copied.
    #[must_use]
    #[boxed]
    pub async fn settle_recording(
        &self,
        scope: &TenantScope,
        (call, recording): (&CallSid, &RecordingSid),
        sound: &Sound,
    ) -> Result<bool, StoreError> {
        let mut update = self
            .update(Key::recording(scope, call, recording))
            .condition_expression(match sound {
                Sound::Stored(_) => "attribute_exists(sk)",
                // Another delivery of the job may have copied it.
                Sound::AtTwilio | Sound::Gone => "attribute_exists(sk) AND attribute_not_exists(sound)",
            })
            .expression_attribute_values(":sound", serde_dynamo::to_attribute_value(sound)?);
        update = match sound {
            Sound::Stored(stored) => {
                update.update_expression("SET sound = :sound, expires_at = :expires").expression_attribute_values(
                    ":expires",
                    AttributeValue::N(stored.deleted_at().as_second().to_string()),
                )
            }
            Sound::AtTwilio | Sound::Gone => update.update_expression("SET sound = :sound"),
        };
        let write = TransactWriteItem::builder().update(update.build()?).build();
        Ok(self.within(scope).transact([write]).await? == Transaction::Done)
    }

    /// Plans the deletion of the sound of a recording, here and at Twilio.
    pub(super) async fn plan_deletion_of_sound(
        &self,
        scope: &TenantScope,
        (call, recording): (&CallSid, &RecordingSid),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let kind = JobKind::DeleteRecording { recording: recording.clone(), attempt: 0 };
        let job = FollowUpJob::of_call(scope.tenant().clone(), call.clone(), kind);
        self.put_due(scope, &DueJob::new(now, DueId::of_sound_deletion(recording), &job)?).await
    }
}
