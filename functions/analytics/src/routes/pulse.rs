//! What has changed, for pages that refresh.

use api::{
    Problem, ProblemKind, StrictQuery,
    access::{Authorized, permission::ReadCalls},
};
use axum::{Json, extract::State};
use store::Changes;

use super::Function;
use crate::wire::pulse::{PulseQuery, PulseView};

/// Get the pulse
///
/// Gets what has changed since the pulse before: how many calls, visits, messages and emergencies, and the newest ids of each. It makes
/// four queries of one kilobyte or two, however much is stored. A change may be in two pulses, because each looks back two minutes
/// further; a call that is counted later than that is in none, and in the list.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/pulse", tag = "Analytics",
    responses((status = 200, description = "What has changed", body = PulseView))
)]
pub(crate) async fn get_pulse(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<PulseQuery>,
) -> Result<Json<PulseView>, Problem> {
    let now = may.change.at;
    let since = query.since()?;
    let changes = match since {
        None => {
            // An operator may name any id.
            function.store.get_tenant(&may.scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
            Changes::default()
        }
        Some(since) => function.store.changes_since(&may.scope, since).await?,
    };
    Ok(Json(PulseView::of(now, changes)))
}
