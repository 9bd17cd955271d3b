//! Recordings of calls, if the telephone or a test reports them. Their sound is a quiet tone.

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::id::{CallSid, RecordingSid};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    SharedLedger,
    days::DateFilter,
    ledger::{AccountState, Ledger, date},
    page::page,
    problem::TwilioError,
    request::{AuthenticatedAccount, NamedResource, RequestParams},
};

/// The end of a path to the sound.
const SOUND: &str = ".mp3";
/// The end of a path to the resource.
const RESOURCE: &str = ".json";
/// A frame of a quiet low tone: MPEG 2, layer III, 32 kbit/s, 22,050 Hz, mono. After the header and the side information, the Huffman
/// code of one spectral line. The rest of its 104 bytes is zero.
const FRAME: [u8; 15] = [0xFF, 0xF3, 0x40, 0xC4, 0x00, 0x00, 0x70, 0x32, 0xF8, 0x00, 0x08, 0x42, 0xFC, 0xFF, 0xE8];
const FRAME_BYTES: usize = 104;
const FRAMES_PER_SECOND: usize = 38;

/// What makes a recording.
const SOURCES: [&str; 3] = ["RecordVerb", "StartCallRecordingTwiML", "DialVerb"];

/// A stored recording.
pub(super) struct Recording {
    account: usize,
    made: MadeRecording,
}

/// A recording of a call.
#[derive(Debug, Clone)]
pub struct MadeRecording {
    /// Its id.
    pub sid: RecordingSid,
    /// The call.
    pub call: CallSid,
    /// When it began.
    pub created_at: Timestamp,
    /// Its length in seconds; `None` while Twilio still processes it.
    pub seconds: Option<u32>,
    /// What made it: `RecordVerb`, `StartCallRecordingTwiML` or `DialVerb`.
    pub source: &'static str,
}

/// Stores a recording in place of its earlier state. Returns whether an account has its call.
pub(super) fn made(ledger: &mut Ledger, made: MadeRecording) -> bool {
    let Some(account) = ledger.account_of_call(made.call.as_str()) else { return false };
    ledger.recordings.retain(|known| known.made.sid != made.sid);
    ledger.recordings.push(Recording { account, made });
    true
}

/// `POST /fake/Accounts/{account}/Recordings.json`, which Twilio does not have: a finished recording of the telephone. The parameters
/// are those of the callback of recordings.
pub(super) async fn report(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    params: RequestParams,
) -> Result<StatusCode, TwilioError> {
    let given = |name: &str| params.filled(name).ok_or(TwilioError::FORM);
    let made = MadeRecording {
        sid: RecordingSid::parse(given("RecordingSid")?).map_err(|_| TwilioError::FORM)?,
        call: CallSid::parse(given("CallSid")?).map_err(|_| TwilioError::FORM)?,
        created_at: Timestamp::now(),
        seconds: Some(given("RecordingDuration")?.parse().map_err(|_| TwilioError::FORM)?),
        source: SOURCES
            .into_iter()
            .find(|source| params.get("RecordingSource") == Some(source))
            .ok_or(TwilioError::FORM)?,
    };
    let mut ledger = shared.ledger();
    ledger.recordings.retain(|known| known.made.sid != made.sid);
    ledger.recordings.push(Recording { account: owner.0, made });
    Ok(StatusCode::CREATED)
}

/// The ids of all recordings.
pub(super) fn all(ledger: &Ledger) -> Vec<RecordingSid> {
    ledger.recordings.iter().map(|recording| recording.made.sid.clone()).collect()
}

/// `GET /Accounts/{account}/Recordings.json`
pub(super) async fn list(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let account = &ledger.accounts[owner.0];
    let days = DateFilter::of(&params, "DateCreated")?;
    let mut found: Vec<&MadeRecording> = ledger
        .recordings
        .iter()
        .filter(|recording| recording.account == owner.0)
        .map(|recording| &recording.made)
        .filter(|made| params.filled("CallSid").is_none_or(|wanted| wanted == made.call.as_str()))
        .filter(|made| days.contain(Some(made.created_at)))
        .collect();
    found.sort_by_key(|made| std::cmp::Reverse(made.created_at));
    let sids: Vec<String> = found.iter().map(|made| made.sid.to_string()).collect();
    let path = format!("{}/Recordings.json", account.path());
    let filters = ["CallSid", "DateCreated", "DateCreated<", "DateCreated>"];
    Ok(Json(page(&path, &params, &filters, ("recordings", &sids), |at| to_json(account, found[at]))?))
}

/// The sound of a recording.
#[must_use]
pub fn tone(seconds: u32) -> Vec<u8> {
    let mut frame = [0; FRAME_BYTES];
    frame[..FRAME.len()].copy_from_slice(&FRAME);
    frame.repeat(seconds as usize * FRAMES_PER_SECOND)
}

/// `GET /Accounts/{account}/Recordings/{sid}.json` and `….mp3`
pub(super) async fn get(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    Path((_, name)): Path<(String, String)>,
) -> Result<Response, TwilioError> {
    let ledger = shared.ledger();
    let (sid, is_sound) = match (name.strip_suffix(SOUND), name.strip_suffix(RESOURCE)) {
        (Some(sid), _) => (sid, true),
        (None, Some(sid)) => (sid, false),
        (None, None) => return Err(TwilioError::not_found(&name)),
    };
    let known = |recording: &&Recording| recording.account == owner.0 && recording.made.sid.as_str() == sid;
    let made = &ledger.recordings.iter().find(known).ok_or_else(|| TwilioError::not_found(&name))?.made;
    match made.seconds {
        Some(seconds) if is_sound => Ok(([(header::CONTENT_TYPE, "audio/mpeg")], tone(seconds)).into_response()),
        None if is_sound => Err(TwilioError::not_found(&name)),
        _ => Ok(Json(to_json(&ledger.accounts[owner.0], made)).into_response()),
    }
}

/// `POST /Accounts/{account}/Calls/{call}/Recordings/Twilio.CURRENT.json`: pauses the recording of a call in progress, or lets it go on.
pub(super) async fn update_current(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    Path((_, call)): Path<(String, String)>,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let mut ledger = shared.ledger();
    let known = |recording: &&Recording| {
        let Recording { account, made } = recording;
        *account == owner.0 && made.call.as_str() == call && made.seconds.is_none()
    };
    let current = ledger.recordings.iter().find(known).ok_or_else(|| TwilioError::not_found(&call))?;
    let status = match params.filled("Status") {
        Some("paused") => "paused",
        Some("in-progress") => "in-progress",
        _ => return Err(TwilioError::FORM),
    };
    let mut answer = to_json(&ledger.accounts[owner.0], &current.made);
    answer["status"] = status.into();
    ledger.recording_changes.push((call, status));
    Ok(Json(answer))
}

/// `DELETE /Accounts/{account}/Recordings/{sid}.json`
pub(super) async fn delete(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    named: NamedResource,
) -> Result<StatusCode, TwilioError> {
    let mut ledger = shared.ledger();
    let known = |recording: &Recording| recording.account == owner.0 && recording.made.sid.as_str() == named.sid;
    let at = ledger.recordings.iter().position(known).ok_or_else(|| named.not_found())?;
    ledger.recordings.remove(at);
    Ok(StatusCode::NO_CONTENT)
}

fn to_json(account: &AccountState, made: &MadeRecording) -> Value {
    json!({
        "account_sid": account.sid(),
        "api_version": "2010-04-01",
        "call_sid": made.call,
        "channels": 1,
        "conference_sid": null,
        "date_created": date(made.created_at),
        "date_updated": date(made.created_at),
        "duration": made.seconds.map(|seconds| seconds.to_string()),
        "encryption_details": null,
        "error_code": null,
        "price": null,
        "price_unit": "USD",
        "sid": made.sid,
        "source": made.source,
        "start_time": date(made.created_at),
        "status": if made.seconds.is_some() { "completed" } else { "processing" },
        "subresource_uris": {},
        "uri": format!("{}/Recordings/{}.json", account.path(), made.sid),
    })
}

#[cfg(test)]
mod tests;
