//! Which numbers are one customer.

use api::{
    IfMatch, JsonBody, Problem, WithVersion,
    access::{Authorized, permission::ManageCustomers},
};
use axum::extract::{Path, State};

use super::{Function, number_of};
use crate::wire::customer::{CustomerView, MergeCustomersBody};

/// Merge two customers
///
/// Makes another number a number of this customer, up to five. Its visits, calls and notes are shown with the customer's, and its calls
/// are answered as the customer's. Nothing is copied. If one of the two is blocked and the other one is not, the merge is refused.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/customers/{customer}/merge", tag = "Customers",
    params(("customer" = String, Path, description = "A telephone number in E.164", example = "+12145550142")),
    request_body = MergeCustomersBody,
    responses((
        status = 200, description = "The customer", body = CustomerView,
        headers(("ETag" = String, description = "The version of what the office decided"))
    ))
)]
pub(crate) async fn merge_customers(
    State(function): Function,
    may: Authorized<ManageCustomers>,
    Path((_, number)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<MergeCustomersBody>,
) -> Result<WithVersion<CustomerView>, Problem> {
    let (number, other) = (number_of(&number)?, body.number()?);
    let matched = |version| if_match.matched(version);
    let merged = function.store.merge_customers(&may.scope, &number, &other, &may.change, matched);
    let record = Box::pin(merged).await?;
    function.changed(&may, record).await
}

/// Undo a merge
///
/// Makes a number that was merged a customer of its own again, with its visits, calls and notes. A mark that was set since the merge stays on
/// both.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/customers/{customer}/split", tag = "Customers",
    params(("customer" = String, Path, description = "A telephone number in E.164", example = "+12145550142")),
    request_body = MergeCustomersBody,
    responses((
        status = 200, description = "The customer without the number", body = CustomerView,
        headers(("ETag" = String, description = "The version of what the office decided"))
    ))
)]
pub(crate) async fn split_customers(
    State(function): Function,
    may: Authorized<ManageCustomers>,
    Path((_, number)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<MergeCustomersBody>,
) -> Result<WithVersion<CustomerView>, Problem> {
    let (number, other) = (number_of(&number)?, body.number()?);
    let matched = |version| if_match.matched(version);
    let split = function.store.split_customer(&may.scope, &number, &other, &may.change, matched);
    let record = Box::pin(split).await?;
    function.changed(&may, record).await
}
