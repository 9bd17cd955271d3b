//! How long a company's data is kept, and what will go when.

use api::{
    JsonBody, Problem,
    access::{
        Authorized,
        permission::{ManageCompany, ReadCompany},
    },
};
use axum::{Json, extract::State};
use domain::retention::DataRetention;
use jiff::Timestamp;
use store::TenantScope;

use super::{Function, not_found};
use crate::{
    Customers,
    wire::retention::{RetentionBody, RetentionView},
};

impl Customers {
    async fn forecast(
        &self,
        scope: &TenantScope,
        retention: DataRetention,
        now: Timestamp,
    ) -> Result<Json<RetentionView>, Problem> {
        let (calls, visits, recordings) = tokio::try_join!(
            self.store.forecast_calls(scope, &retention, now),
            self.store.forecast_visits(scope, &retention, now),
            self.store.forecast_recordings(scope, now)
        )?;
        Ok(Json(RetentionView::of(&retention, [calls, visits, recordings])))
    }
}

/// Get the retention of data
///
/// Gets how long the company's calls, visits and recordings are kept, and how many of them will go on each of the next 30 days.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/retention", tag = "Privacy",
    responses((status = 200, description = "What is kept for how long, and what will go when", body = RetentionView))
)]
pub(crate) async fn get_retention(
    State(function): Function,
    may: Authorized<ReadCompany>,
) -> Result<Json<RetentionView>, Problem> {
    function.store.get_tenant(&may.scope).await?.ok_or_else(not_found)?;
    let retention = function.store.get_retention(&may.scope).await?;
    function.forecast(&may.scope, retention, may.change.at).await
}

/// Set the retention of data
///
/// Sets how long the company's calls, customers and recordings are kept. It also holds for what there is: within minutes, a job begins to erase
/// what is kept no longer, and it looks again every day. A recording that is kept for a shorter time from now on goes at its new time; a
/// longer one holds for recordings that are copied from now on. How calls were counted stays, without the callers. So does the mark of a
/// number that the company blocks or must not contact. The audit log gets an entry.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/retention", tag = "Privacy",
    request_body = RetentionBody,
    responses((status = 200, description = "What is kept for how long, and what will go when", body = RetentionView))
)]
pub(crate) async fn set_retention(
    State(function): Function,
    may: Authorized<ManageCompany>,
    JsonBody(body): JsonBody<RetentionBody>,
) -> Result<Json<RetentionView>, Problem> {
    let retention = DataRetention::from(body);
    function.store.set_retention(&may.scope, &retention, &may.change).await?;
    function.forecast(&may.scope, retention, may.change.at).await
}
