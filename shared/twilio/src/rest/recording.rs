//! The recordings of an account's calls.

use domain::{
    id::{CallSid, RecordingSid},
    recording_pause::PauseChange,
};
use jiff::Timestamp;
use platform::boxed;
use serde::Deserialize;

use super::{
    Credentials, MAX_SOUND_BYTES, RestClient, RestError, RestList, SOUND_TIMEOUT,
    list::{self, ListPage, Pages},
    path_of, read_bytes, send, send_within,
};
use crate::sid::is_sid;

/// The recordings of a page.
const PAGE_SIZE: &str = "500";
/// The most pages that are followed: twenty thousand recordings of an account.
const MOST_PAGES: usize = 40;
/// The source of a recording that a `<Record>` made.
const RECORD_VERB: &str = "RecordVerb";

/// A recording of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecording {
    /// Twilio's id of the recording, in Twilio's exact form.
    pub sid: RecordingSid,
    /// The caller's call.
    pub call: CallSid,
    /// When it began.
    pub created_at: Timestamp,
    /// Its length; 0 while it is not known.
    pub duration_seconds: u32,
    /// Whether it can be downloaded.
    pub state: RecordingState,
    /// Whether a `<Record>` made it: it is a voicemail.
    pub is_voicemail: bool,
}

/// Whether a recording can be downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingState {
    /// It can.
    Ready,
    /// Not yet.
    Pending,
    /// There is nothing to download: it failed or was deleted.
    Gone,
}

/// Twilio's API description, `api.v2010.account.recording`.
#[derive(Deserialize)]
struct RecordingResource {
    sid: String,
    call_sid: Option<String>,
    date_created: String,
    duration: Option<String>,
    status: String,
    source: Option<String>,
}

#[derive(Deserialize)]
struct RecordingPage {
    recordings: Vec<RecordingResource>,
    next_page_uri: Option<String>,
}

impl ListPage for RecordingPage {
    type Item = RecordingResource;

    fn into_parts(self) -> (Vec<RecordingResource>, Option<String>) {
        (self.recordings, self.next_page_uri)
    }
}

impl RecordingResource {
    fn state(&self) -> RecordingState {
        match self.status.as_str() {
            "completed" => RecordingState::Ready,
            "absent" | "deleted" | "failed" => RecordingState::Gone,
            _ => RecordingState::Pending,
        }
    }

    /// `None` for the recording of a conference, which has no call, and for an id in another form.
    fn parsed(self) -> Result<Option<CallRecording>, RestError> {
        let sid = RecordingSid::parse(&self.sid).ok().filter(|_| is_sid(&self.sid, "RE"));
        let (Some(sid), Some(call)) = (sid, self.call_sid.as_deref().and_then(|sid| CallSid::parse(sid).ok())) else {
            return Ok(None);
        };
        Ok(Some(CallRecording {
            sid,
            call,
            created_at: list::instant(&self.date_created)?,
            state: self.state(),
            duration_seconds: self.duration.and_then(|duration| duration.trim().parse().ok()).unwrap_or(0),
            is_voicemail: self.source.as_deref() == Some(RECORD_VERB),
        }))
    }
}

impl RestClient {
    /// Lists the recordings of a call.
    #[must_use]
    #[boxed]
    pub async fn list_recordings_of(
        &self,
        credentials: &Credentials<'_>,
        call: &CallSid,
    ) -> Result<RestList<CallRecording>, RestError> {
        let query = list::query(&[("CallSid", call.as_str()), ("PageSize", PAGE_SIZE)]);
        self.recordings(credentials, query, Timestamp::MIN).await
    }

    /// Lists the account's recordings that began at `since` or later, and some earlier ones.
    #[must_use]
    #[boxed]
    pub async fn list_recordings_since(
        &self,
        credentials: &Credentials<'_>,
        since: Timestamp,
    ) -> Result<RestList<CallRecording>, RestError> {
        let day = list::day_of(since).to_string();
        self.recordings(credentials, list::query(&[("DateCreated>", &day), ("PageSize", PAGE_SIZE)]), since).await
    }

    /// Gets the sound of a recording as MP3. `None` if there is none: it failed or was deleted. Sound that is not ready yet is an
    /// error.
    #[must_use]
    #[boxed]
    pub async fn get_sound(
        &self,
        credentials: &Credentials<'_>,
        recording: &RecordingSid,
    ) -> Result<Option<Vec<u8>>, RestError> {
        let url = self.recording_url(credentials.account_sid, recording);
        let missing = match send_within(SOUND_TIMEOUT, credentials, self.http.get(format!("{url}.mp3"))).await {
            Ok(answer) => return read_bytes(answer, MAX_SOUND_BYTES).await.map(Some),
            Err(missing @ RestError::Refused { status: 404, .. }) => missing,
            Err(error) => return Err(error),
        };
        let path = format!("{}/Recordings/{recording}.json", path_of(credentials.account_sid));
        match self.get::<RecordingResource>(credentials, &path).await {
            Err(RestError::Refused { status: 404, .. }) => Ok(None),
            Ok(resource) if resource.state() == RecordingState::Gone => Ok(None),
            Ok(_) => Err(missing),
            Err(error) => Err(error),
        }
    }

    /// Pauses the recording of a call in progress, or lets it go on. What is spoken meanwhile is silence in the sound.
    #[must_use]
    #[boxed]
    pub async fn pause_recording(
        &self,
        credentials: &Credentials<'_>,
        call: &CallSid,
        change: PauseChange,
    ) -> Result<(), RestError> {
        let path = format!("{}/Calls/{call}/Recordings/Twilio.CURRENT.json", path_of(credentials.account_sid));
        let form: &[(&str, &str)] = match change {
            PauseChange::Pause => &[("Status", "paused"), ("PauseBehavior", "silence")],
            PauseChange::Resume => &[("Status", "in-progress")],
        };
        self.post(credentials, &path, form).await.map(drop)
    }

    /// Deletes a recording, if the account has it.
    #[must_use]
    #[boxed]
    pub async fn delete_recording(
        &self,
        credentials: &Credentials<'_>,
        recording: &RecordingSid,
    ) -> Result<(), RestError> {
        let url = self.recording_url(credentials.account_sid, recording);
        match send(credentials, self.http.delete(format!("{url}.json"))).await {
            Ok(_) | Err(RestError::Refused { status: 404, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn recordings(
        &self,
        credentials: &Credentials<'_>,
        query: String,
        since: Timestamp,
    ) -> Result<RestList<CallRecording>, RestError> {
        let path = format!("{}/Recordings.json", path_of(credentials.account_sid));
        let is_older = |page: &[RecordingResource]| {
            let began = |recording: &RecordingResource| list::instant(&recording.date_created).ok();
            !page.is_empty() && page.iter().all(|recording| began(recording).is_some_and(|began| began < since))
        };
        let Pages { items, next } =
            self.pages::<RecordingPage>(credentials, &path, query, MOST_PAGES, is_older).await?;
        let complete = next.is_none();
        let items = items.into_iter().filter_map(|found| found.parsed().transpose()).collect::<Result<_, _>>()?;
        Ok(RestList { items, complete })
    }
}
