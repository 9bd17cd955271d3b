//! The JSON of what has changed.

use api::{Problem, ProblemKind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Changed, Changes};
use utoipa::{IntoParams, ToSchema};

/// Since when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PulseQuery {
    /// `cursor` of the pulse before. Without it, nothing has changed yet, and the answer has a cursor to begin with.
    #[param(example = "1795446245000000")]
    since: Option<String>,
}

impl PulseQuery {
    /// The time of the cursor.
    pub(crate) fn since(&self) -> Result<Option<Timestamp>, Problem> {
        let Some(cursor) = &self.since else { return Ok(None) };
        let at = cursor.parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok());
        at.map(Some).ok_or_else(|| Problem::new(ProblemKind::Malformed).with_detail("`since` is not a cursor"))
    }
}

/// What has changed since a cursor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pulse, example = json!({
    "cursor": "1795446275000000",
    "calls": {"count": 1, "newest": ["CA7f1c2d3e4b5a69788796a5b4c3d2e1f0"], "is_more": false},
    "appointments": {"count": 1, "newest": ["apt_7f1c_0"], "is_more": false},
    "messages": {"count": 0, "newest": [], "is_more": false},
    "emergencies": {"count": 0, "newest": [], "is_more": false},
}))]
pub(crate) struct PulseView {
    /// Send it as `since` with the next request.
    cursor: String,
    /// Calls that ended.
    calls: ChangedView,
    /// Visits that a call or the office booked, moved or cancelled, or that the office noted something about.
    appointments: ChangedView,
    /// Messages that callers left or the office handled.
    messages: ChangedView,
    /// Dangers that were heard or handled.
    emergencies: ChangedView,
}

/// What has changed of a kind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangedItems)]
struct ChangedView {
    /// How many were found.
    count: usize,
    /// Their ids, the newest first: twenty at most.
    newest: Vec<String>,
    /// Whether there may be more than `count`, because the reads are bounded.
    is_more: bool,
}

impl From<Changed> for ChangedView {
    fn from(Changed { ids, is_more }: Changed) -> Self {
        Self { count: ids.len(), newest: ids.into_iter().take(20).collect(), is_more }
    }
}

impl PulseView {
    pub(crate) fn of(now: Timestamp, changes: Changes) -> Self {
        let Changes { calls, appointments, messages, emergencies } = changes;
        Self {
            cursor: now.as_microsecond().to_string(),
            calls: calls.into(),
            appointments: appointments.into(),
            messages: messages.into(),
            emergencies: emergencies.into(),
        }
    }
}
