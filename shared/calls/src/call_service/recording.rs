//! Recordings of calls: their URLs and their items.
//!
//! A URL is made of the company's Twilio account and the recording's id. A form only contributes the id.

use domain::id::{CallSid, RecordingSid};
use store::RecordingItem;

use super::{CallService, CallServiceError, TenantNumber};

/// The longest possible call: a day. It limits the recording of a call that is not stored.
const LONGEST_CALL_SECONDS: u32 = 24 * 60 * 60;

impl CallService {
    /// The URL of a recording in the Twilio account of a number's company.
    pub async fn recording_url(
        &self,
        tenant_number: &TenantNumber,
        recording: &RecordingSid,
    ) -> Result<String, CallServiceError> {
        let secrets = self.secrets.get(&tenant_number.scope).await?;
        Ok(self.twilio.recording_url(&secrets.twilio()?.account_sid, recording))
    }

    /// Stores a recording that is ready.
    pub async fn put_recording(
        &self,
        tenant_number: &TenantNumber,
        call: CallSid,
        recording: RecordingSid,
        seconds: u32,
    ) -> Result<(), CallServiceError> {
        let url = self.recording_url(tenant_number, &recording).await?;
        let record = self.store.get_call(&tenant_number.scope, &call).await?;
        let duration_seconds = match record {
            Some(record) => record.conversation.possible_seconds(seconds, self.clock.now()),
            None => seconds.min(LONGEST_CALL_SECONDS),
        };
        let item = RecordingItem { call, recording, url, duration_seconds };
        Ok(self.store.put_recording(&tenant_number.scope, &item).await?)
    }
}
