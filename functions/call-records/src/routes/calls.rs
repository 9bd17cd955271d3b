//! Calls.

use api::{
    Listed, PageQuery, Problem, StrictQuery,
    access::{Authorized, permission::ReadCalls},
};
use axum::{Json, extract::State};
use store::PersonalData;

use super::Function;
use crate::wire::CallView;

/// List calls
///
/// Lists the calls that ended, the latest first. A call appears seconds after its end, when its usage is counted. Test calls
/// are not in the list. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/calls", tag = "Calls",
    responses((status = 200, description = "A page of calls", body = Listed<CallView>))
)]
pub(crate) async fn list_calls(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<CallView>>, Problem> {
    let customers = function.open(&may, PersonalData::Calls).await?;
    let calls = function.store.list_calls(&customers, page.cursor(), page.limit()).await?;
    Ok(Json(calls.map(CallView::from).into()))
}
