//! The sound of recordings.

use std::time::Duration;

use api::{
    Problem, ProblemKind,
    access::{Authorized, permission::ReadRecordings},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::id::{CallSid, RecordingSid};
use files::FileKey;
use store::{PersonalData, Sound};

use super::Function;
use crate::wire::recording::RecordingLinkView;

/// How long a link is valid.
const LINK_VALID: Duration = Duration::from_mins(5);

/// Get a link to a recording
///
/// Returns a link by which a player gets the sound of a recording or voicemail as MP3 for five minutes, without credentials. It supports
/// ranges. Treat it as the recording itself. While the recording is being copied from Twilio, for a minute or two after the call, the
/// answer is 409. The audit log gets an entry, one for the links of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/calls/{call}/recordings/{recording}", tag = "Calls",
    params(
        ("call" = String, Path, description = "A call's id", example = "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0"),
        ("recording" = String, Path, description = "A recording's id", example = "RE5d1c2d3e4b5a69788796a5b4c3d2e1f0"),
    ),
    responses((status = 200, description = "The link", body = RecordingLinkView))
)]
pub(crate) async fn get_recording_link(
    State(function): Function,
    may: Authorized<ReadRecordings>,
    Path((_, call, recording)): Path<(String, String, String)>,
) -> Result<Json<RecordingLinkView>, Problem> {
    let (call, recording): (CallSid, RecordingSid) = (path_id(call)?, path_id(recording)?);
    function.open(&may, PersonalData::Recording(&recording)).await?;
    let now = function.clock.now();
    let item = function.store.get_recording(&may.scope, &call, &recording).await?;
    let stored = match item.as_ref().map(|item| item.sound) {
        Some(Sound::Stored(stored)) if stored.deleted_at() > now => stored,
        Some(Sound::AtTwilio) => {
            let problem = Problem::new(ProblemKind::Conflict);
            return Err(problem.with_detail("the recording is not copied yet; try again in a minute"));
        }
        Some(Sound::Stored(_) | Sound::Gone) | None => return Err(Problem::new(ProblemKind::NotFound)),
    };
    let key = FileKey::recording(stored.retention, may.scope.tenant(), &call, &recording);
    let url = function.files.link(&key, may.scope.session(), LINK_VALID).await;
    let url = url.map_err(|error| Problem::unavailable(&error))?;
    let expires_at = now.saturating_add(LINK_VALID).unwrap_or(now);
    Ok(Json(RecordingLinkView::of(url, expires_at, &key, &stored)))
}
