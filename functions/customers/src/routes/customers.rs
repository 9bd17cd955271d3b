//! The customers and the marks of the office.

use api::{
    IfMatch, JsonBody, Listed, PageQuery, Problem, StrictQuery, WithVersion,
    access::{
        Authorized,
        permission::{ManageCustomers, ReadCustomers},
    },
    csv::CsvFile,
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::access::Permission;
use store::{LARGEST_PAGE, PersonalData};

use super::{Function, not_found, number_of};
use crate::wire::customer::{CustomerDetailsView, CustomerRow, CustomerView, CustomersQuery, MarkCustomerBody};

/// The most visits, calls and notes that a customer is shown with.
const LATEST: usize = 20;

/// List customers
///
/// Lists the customers in the order of their numbers: those who booked, and those about whom the office decided something. A number that
/// was merged into another customer is not listed. With `q`, only customers whose name, street or ZIP code have all its words, or one of
/// whose numbers has its digits. A page may have fewer items than `limit`, even none, and a `next_cursor`; a page of a search looks at
/// up to 800 customers. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/customers", tag = "Customers",
    responses((status = 200, description = "A page of customers", body = Listed<CustomerRow>))
)]
pub(crate) async fn list_customers(
    State(function): Function,
    may: Authorized<ReadCustomers>,
    StrictQuery(query): StrictQuery<CustomersQuery>,
) -> Result<Json<Listed<CustomerRow>>, Problem> {
    let customers = function.open(&may, PersonalData::Customers).await?;
    let (page, words) = (query.page(), query.words());
    let page = function.store.list_customers(&customers, words, page.cursor(), page.limit()).await?;
    Ok(Json(page.map(CustomerRow::from).into()))
}

/// Export customers
///
/// The list of customers as CSV; `limit` is not used. A file has up to 1,000 rows, and the header `next-cursor` if there may be more. The
/// audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/customers/export.csv", tag = "Customers",
    responses((
        status = 200, description = "The customers", body = String, content_type = "text/csv",
        headers(("next-cursor" = String, description = "The cursor of the rows that follow")),
        example = "number,name,street\n'+12145550142,Dana Smith,12 Oak Street\n"
    ))
)]
pub(crate) async fn export_customers(
    State(function): Function,
    may: Authorized<ReadCustomers>,
    StrictQuery(query): StrictQuery<PageQuery>,
) -> Result<CsvFile, Problem> {
    let customers = function.open(&may, PersonalData::Customers).await?;
    let (store, customers) = (&function.store, &customers);
    let read = |after: Option<String>| async move {
        store.list_customers(customers, None, after.as_deref(), LARGEST_PAGE).await
    };
    let file = CsvFile::new("customers", &CustomerRow::COLUMNS);
    file.filled(query.cursor(), read, |item| CustomerRow::from(item).into_fields()).await
}

/// Get a customer
///
/// Gets the customer of a number with the latest 20 visits, notes and calls from all their numbers. The calls are shown with the permission
/// `read_calls` only. A number that was merged leads to its customer. The version of what the office decided is in the `ETag`.
/// The audit log gets an entry.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/customers/{customer}", tag = "Customers",
    params(("customer" = String, Path, description = "A telephone number in E.164", example = "+12145550142")),
    responses((
        status = 200, description = "The customer", body = CustomerDetailsView,
        headers(("ETag" = String, description = "The version of what the office decided"))
    ))
)]
pub(crate) async fn get_customer(
    State(function): Function,
    may: Authorized<ReadCustomers>,
    Path((_, number)): Path<(String, String)>,
) -> Result<WithVersion<CustomerDetailsView>, Problem> {
    let number = number_of(&number)?;
    let customers = function.open(&may, PersonalData::Customer(&number)).await?;
    let store = &function.store;
    let record = store.get_customer_record(&customers, &number).await?.ok_or_else(not_found)?;
    let visits = store.get_visits_of(&customers, &record, LATEST).await?;
    let notes = store.get_notes_of(&customers, &record, LATEST).await?;
    let calls = match may.require(Permission::ReadCalls) {
        Ok(()) => {
            function.open(&may, PersonalData::Calls).await?;
            let mut calls = Vec::new();
            for number in record.numbers() {
                calls.extend(store.list_calls_of(&customers, number, None, LATEST).await?.items);
            }
            calls.sort_by_key(|call| std::cmp::Reverse(call.ended_at()));
            calls.truncate(LATEST);
            Some(calls)
        }
        Err(_) => None,
    };
    Ok(WithVersion { version: record.version(), body: CustomerDetailsView::of(record, visits, notes, calls) })
}

/// Mark a customer
///
/// Blocks the calls of a customer, or notes that the company must not contact them. A mark holds for all numbers of the customer. A blocked
/// caller is rejected, as the configuration's `blocked_callers` are, and their calls are listed as spam. With `do_not_call`, no text and no
/// call-back goes to the customer. Fields that are missing stay as they are. A number without calls can be marked too. Send
/// `If-Match: "1"` for a number about which nothing was decided.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}/customers/{customer}", tag = "Customers",
    params(("customer" = String, Path, description = "A telephone number in E.164", example = "+12145550142")),
    request_body = MarkCustomerBody,
    responses((
        status = 200, description = "The customer", body = CustomerView,
        headers(("ETag" = String, description = "The version of what the office decided"))
    ))
)]
pub(crate) async fn mark_customer(
    State(function): Function,
    may: Authorized<ManageCustomers>,
    Path((_, number)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<MarkCustomerBody>,
) -> Result<WithVersion<CustomerView>, Problem> {
    let number = number_of(&number)?;
    let matched = |version| if_match.matched(version);
    let marked = function.store.mark_customer(&may.scope, &number, body.into(), &may.change, matched);
    let record = Box::pin(marked).await?;
    function.changed(&may, record).await
}
