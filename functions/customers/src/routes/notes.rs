//! Notes about customers.

use api::{
    JsonBody, Listed, PageQuery, Problem, StrictQuery,
    access::{
        Authorized,
        permission::{ManageCustomers, ReadCustomers},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use store::PersonalData;

use super::{Function, number_of};
use crate::wire::customer::{CustomerNoteBody, NoteView};

/// List the notes about a customer
///
/// Lists what the office noted about a number, the latest first. The audit log gets an entry.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/customers/{customer}/notes", tag = "Customers",
    params(("customer" = String, Path, description = "A telephone number in E.164", example = "+12145550142")),
    responses((status = 200, description = "A page of notes", body = Listed<NoteView>))
)]
pub(crate) async fn list_notes(
    State(function): Function,
    may: Authorized<ReadCustomers>,
    Path((_, number)): Path<(String, String)>,
    StrictQuery(query): StrictQuery<PageQuery>,
) -> Result<Json<Listed<NoteView>>, Problem> {
    let number = number_of(&number)?;
    let customers = function.open(&may, PersonalData::Customer(&number)).await?;
    let notes = function.store.list_customer_notes(&customers, &number, query.cursor(), query.limit()).await?;
    Ok(Json(notes.map(NoteView::from).into()))
}

/// Add a note about a customer
///
/// Card numbers and social security numbers in it are masked.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/customers/{customer}/notes", tag = "Customers",
    params(("customer" = String, Path, description = "A telephone number in E.164", example = "+12145550142")),
    request_body = CustomerNoteBody,
    responses((status = 201, description = "The note", body = NoteView))
)]
pub(crate) async fn add_note(
    State(function): Function,
    may: Authorized<ManageCustomers>,
    Path((_, number)): Path<(String, String)>,
    JsonBody(body): JsonBody<CustomerNoteBody>,
) -> Result<(StatusCode, Json<NoteView>), Problem> {
    let number = number_of(&number)?;
    let note = function.store.note_customer(&may.scope, &number, body.note, &may.change).await?;
    Ok((StatusCode::CREATED, Json(note.into())))
}
