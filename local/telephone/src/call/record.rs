//! `<Record>`, `<Start><Recording>` and the callbacks of recordings.
//!
//! A recording's callback carries no `From` and no `To`. Source: Twilio, "Recording status callback parameters".

use super::super::party::{MessageEnd, Party, VoicemailAction};
use super::super::transcript::{Ending, Heard};
use super::super::twiml::{Callback, Record, Verb};
use super::leg::now;
use super::{Call, Params, RunningRecording, params, spoken_seconds};

impl Call {
    /// Returns whether the party wants to wait.
    pub(super) async fn record<P: Party>(&mut self, record: Record, party: &mut P) -> bool {
        let (words, end) = match party.leave_message().await {
            VoicemailAction::Wait => {
                self.pending.push_front(Verb::Record(record));
                return true;
            }
            VoicemailAction::HungUp => {
                self.hang_up(Ending::Caller, party).await;
                return false;
            }
            VoicemailAction::Nothing => {
                self.seconds += record.timeout_s;
                self.note(Heard::Silence, party);
                if let Some(link) = record.recording.wants("absent").cloned() {
                    let sid = self.sids.next("RE");
                    let report = self.recording_params(&sid, "absent", "RecordVerb", (&now(), 0));
                    self.send_callback(&link, report, party).await;
                }
                return false;
            }
            VoicemailAction::Left { words, end } => (words, end),
        };
        let seconds = spoken_seconds(&words).clamp(1, record.max_length_s.max(1));
        self.seconds += seconds;
        self.note(Heard::Recorded(words), party);
        let sid = self.sids.next("RE");
        let mut result = params(&[
            ("RecordingSid", &sid),
            ("RecordingUrl", &self.recording_url(&sid)),
            ("RecordingDuration", &seconds.to_string()),
        ]);
        match end {
            MessageEnd::Silence => self.seconds += record.timeout_s,
            MessageEnd::Key(key) => result.push(("Digits".to_owned(), key.to_string())),
            MessageEnd::HangUp => result.push(("Digits".to_owned(), "hangup".to_owned())),
        }
        self.defer_recording(&record.recording, &sid, "RecordVerb", (&now(), seconds));
        if end == MessageEnd::HangUp {
            // The application still gets the request. Its response has no effect.
            self.leg.set_status("completed");
            let mut report = self.leg.params();
            report.extend(result);
            self.send_callback(&record.action, report, party).await;
            self.hang_up(Ending::Caller, party).await;
        } else {
            self.follow(&record.action, result, party).await;
        }
        false
    }

    pub(super) async fn start_recording<P: Party>(&mut self, callback: Callback, party: &mut P) {
        if self.recording.is_some() {
            return;
        }
        let sid = self.sids.next("RE");
        let started_at = now();
        if let Some(link) = callback.wants("in-progress").cloned() {
            let report = self.recording_params(&sid, "in-progress", "StartCallRecordingTwiML", (&started_at, 0));
            self.send_callback(&link, report, party).await;
        }
        self.recording = Some(RunningRecording { sid, callback, started_at, began_after: self.seconds });
    }

    pub(super) fn stop_recording(&mut self) {
        if let Some(RunningRecording { sid, callback, started_at, began_after }) = self.recording.take() {
            let seconds = self.seconds.saturating_sub(began_after).max(1);
            self.defer_recording(&callback, &sid, "StartCallRecordingTwiML", (&started_at, seconds));
        }
    }

    /// Schedules the report of the finished recording for after the call, if there is a callback. `span` is its start and its seconds.
    pub(super) fn defer_recording(&mut self, callback: &Callback, sid: &str, source: &str, span: (&str, u64)) {
        let report = self.recording_params(sid, "completed", source, span);
        self.recordings.push(report.clone());
        let Some(link) = callback.wants("completed") else { return };
        if let Ok(request) = self.request(link, report) {
            self.deferred.push(request);
        }
    }

    pub(super) fn recording_url(&self, sid: &str) -> String {
        format!("https://api.twilio.com/2010-04-01/Accounts/{}/Recordings/{sid}", self.leg.account_sid())
    }

    fn recording_params(&self, sid: &str, status: &str, source: &str, (started_at, seconds): (&str, u64)) -> Params {
        params(&[
            ("AccountSid", self.leg.account_sid()),
            ("CallSid", self.leg.call_sid()),
            ("RecordingSid", sid),
            ("RecordingUrl", &self.recording_url(sid)),
            ("RecordingStatus", status),
            ("RecordingDuration", &seconds.to_string()),
            ("RecordingChannels", if source == "RecordVerb" { "1" } else { "2" }),
            ("RecordingStartTime", started_at),
            ("RecordingSource", source),
            ("RecordingTrack", "both"),
            ("ErrorCode", "0"),
        ])
    }
}
