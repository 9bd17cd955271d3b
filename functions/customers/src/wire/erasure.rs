//! The JSON of an erasure.

use std::collections::BTreeMap;

use domain::id::CallSid;
use serde::{Deserialize, Serialize};
use store::PersonErasure;
use utoipa::ToSchema;

/// The confirmation of an erasure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ErasePerson, example = json!({"confirm": "+12145550142"}))]
pub(crate) struct ErasePersonBody {
    /// The number of the path.
    #[schema(max_length = 20)]
    pub(crate) confirm: String,
}

/// What an erasure has done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonErasure, example = json!({
    "complete": true, "erased": {"call": 9, "customer": 1, "word": 41, "appointment": 1, "by_caller": 1, "ended": 1, "usage": 1},
    "kept": {}, "calls_in_progress": [], "deleted_recordings": [],
}))]
pub(crate) struct ErasureView {
    /// Whether everything was looked at and erased. If not, repeat the request.
    complete: bool,
    /// The erased items, by kind. Of `usage`, the caller was erased and the counts stay.
    erased: BTreeMap<String, u64>,
    /// The company's own items that name a number and stay, by kind, such as a configuration that blocks it.
    kept: BTreeMap<String, u64>,
    /// The calls that are not counted yet: they are erased by a later request.
    calls_in_progress: Vec<CallSid>,
    /// The recordings of the erased calls. Their sound is deleted within minutes, here and at Twilio.
    deleted_recordings: Vec<String>,
}

impl From<PersonErasure> for ErasureView {
    fn from(erasure: PersonErasure) -> Self {
        Self {
            complete: erasure.complete,
            erased: erasure.erased,
            kept: erasure.kept,
            calls_in_progress: erasure.calls_in_progress.into_iter().collect(),
            deleted_recordings: erasure.recordings.into_iter().collect(),
        }
    }
}
