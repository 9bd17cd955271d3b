//! The jobs that copy the sound of a recording from Twilio to the bucket and delete it at Twilio, and that delete what was erased.
//!
//! Each step may be repeated, and each job may stop between any two: the sound is deleted at Twilio only after the recording says that
//! the bucket has it. A copy that finishes after its recording was erased is deleted again.

use connections::secrets::{SecretsError, TwilioSecrets};
use domain::id::{CallSid, RecordingSid};
use files::{Deleted, FileKey, FilesError};
use jiff::SignedDuration;
use messages::{FollowUpJob, JobKind};
use platform::error_chain::ErrorChain;
use store::{DueId, DueJob, Sound, StoreError, StoredSound, TenantScope};
use tracing::{info, warn};

use crate::{FILES_REFUSED, FollowUp, JobError, RECORDINGS_COPIED, RECORDINGS_FAILED};

/// The time before each further attempt. After the last one, the job goes to the dead-letter queue.
const RETRIED_AFTER: [SignedDuration; 7] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(6),
    SignedDuration::from_hours(24),
    SignedDuration::from_hours(24),
];

impl FollowUp {
    /// Copies the sound of a recording, and deletes it at Twilio.
    pub(crate) async fn copy_recording(
        &self,
        job: &FollowUpJob,
        recording: &RecordingSid,
        attempt: usize,
    ) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let copied = match Box::pin(self.copy(job, (call, recording))).await {
            Err(JobError::Store(StoreError::TenantGone)) => self.delete_sound(job, (call, recording)).await,
            copied => copied,
        };
        let Err(error) = copied else { return Ok(()) };
        let kind = JobKind::CopyRecording { recording: recording.clone(), attempt: attempt + 1 };
        self.try_again(job, (kind, DueId::of_copy(recording)), attempt, error).await
    }

    /// Deletes the sound of a recording that was erased.
    pub(crate) async fn delete_recording(
        &self,
        job: &FollowUpJob,
        recording: &RecordingSid,
        attempt: usize,
    ) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let Err(error) = self.delete_sound(job, (call, recording)).await else { return Ok(()) };
        let kind = JobKind::DeleteRecording { recording: recording.clone(), attempt: attempt + 1 };
        self.try_again(job, (kind, DueId::of_sound_deletion(recording)), attempt, error).await
    }

    /// Deletes the files of a company that was erased.
    pub(crate) async fn delete_files(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let deleted = self.files.delete_all_of(&job.tenant).await;
        self.go_on_deleting(job, deleted).await
    }

    /// Does the job again while files are left.
    pub(crate) async fn go_on_deleting(
        &self,
        job: &FollowUpJob,
        deleted: Result<Deleted, FilesError>,
    ) -> Result<(), JobError> {
        match deleted {
            Ok(Deleted::All) => Ok(()),
            Ok(Deleted::Some) => Ok(self.queue.send(std::slice::from_ref(job)).await?),
            Err(error) => {
                self.count_failure(true);
                Err(error.into())
            }
        }
    }

    async fn copy(&self, job: &FollowUpJob, of: (&CallSid, &RecordingSid)) -> Result<(), JobError> {
        let (scope, (call, recording)) = (&TenantScope::of_follow_up(job), of);
        let Some(item) = self.store.get_recording(scope, call, recording).await? else {
            info!("the recording was erased");
            return self.delete_sound(job, of).await;
        };
        if item.sound == Sound::AtTwilio && !self.copy_sound(scope, of).await? {
            return self.delete_sound(job, of).await;
        }
        let secrets = self.secrets.get(scope, 0).await?;
        let credentials = secrets.twilio().and_then(TwilioSecrets::credentials)?;
        Ok(self.twilio.delete_recording(&credentials, recording).await?)
    }

    /// Copies the sound. Returns whether the recording is still known.
    async fn copy_sound(
        &self,
        scope: &TenantScope,
        (call, recording): (&CallSid, &RecordingSid),
    ) -> Result<bool, JobError> {
        let secrets = self.secrets.get(scope, 0).await?;
        let credentials = secrets.twilio().and_then(TwilioSecrets::credentials)?;
        // A recording is in memory as a whole: one at a time.
        let _copying = self.copying.lock().await;
        let Some(sound) = self.twilio.get_sound(&credentials, recording).await? else {
            let is_gone = self.store.settle_recording(scope, (call, recording), &Sound::Gone).await?;
            if is_gone {
                warn!("Twilio has no sound of a recording");
            }
            return Ok(true);
        };
        let retention = self.store.get_retention(scope).await?.recordings_days;
        let bytes = sound.len() as u64;
        let key = FileKey::recording(retention, scope.tenant(), call, recording);
        self.files.put(&key, sound).await?;
        if self.files.size(&key).await? != Some(bytes) {
            return Err(JobError::OtherSize);
        }
        let stored = Sound::Stored(StoredSound::new(retention, bytes, self.clock.now()));
        let is_known = self.store.settle_recording(scope, (call, recording), &stored).await?;
        self.metrics.put(self.clock.now(), &[(RECORDINGS_COPIED, 1.0)]);
        Ok(is_known)
    }

    /// Deletes the sound wherever it can be. A company without credentials has nothing at Twilio that could be deleted.
    async fn delete_sound(
        &self,
        job: &FollowUpJob,
        (call, recording): (&CallSid, &RecordingSid),
    ) -> Result<(), JobError> {
        for key in FileKey::recording_in_every_class(&job.tenant, call, recording) {
            self.files.delete(&key).await?;
        }
        let secrets = self.secrets.get(&TenantScope::of_follow_up(job), 0).await?;
        match secrets.twilio().and_then(TwilioSecrets::credentials) {
            Ok(credentials) => Ok(self.twilio.delete_recording(&credentials, recording).await?),
            Err(SecretsError::NotStored(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Plans another attempt, if there is one left.
    async fn try_again(
        &self,
        job: &FollowUpJob,
        (kind, id): (JobKind, DueId),
        attempt: usize,
        error: JobError,
    ) -> Result<(), JobError> {
        self.count_failure(matches!(error, JobError::Files(_) | JobError::OtherSize));
        let Some(after) = RETRIED_AFTER.get(attempt) else { return Err(error) };
        warn!(attempt, error = %ErrorChain(&error), "the sound of a recording is tried again later");
        let now = self.clock.now();
        let next = FollowUpJob { kind, ..job.clone() };
        let due = DueJob::new(now.saturating_add(*after).unwrap_or(now), id, &next)?;
        Ok(self.store.put_due(&TenantScope::of_follow_up(job), &due).await?)
    }

    fn count_failure(&self, by_the_bucket: bool) {
        let refused = f64::from(u8::from(by_the_bucket));
        self.metrics.put(self.clock.now(), &[(RECORDINGS_FAILED, 1.0), (FILES_REFUSED, refused)]);
    }
}
