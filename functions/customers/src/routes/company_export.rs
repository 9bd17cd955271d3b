//! The export of everything that a company owns: begun, looked at, and fetched file by file.

use std::time::Duration;

use api::{
    Problem, ProblemKind,
    access::{Authorized, permission::ExportCompany},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::id::ExportId;
use files::FileKey;
use platform::random;
use store::{ExportState, PersonalData};

use super::{Function, not_found};
use crate::wire::company_export::{CompanyExportView, ExportLinkView};

/// How long a link is valid.
const LINK_VALID: Duration = Duration::from_mins(5);

/// Begin an export of the company
///
/// Begins to write everything that the company owns into ZIP archives: its configuration and every version of it, its people, keys without
/// their secrets, calls with transcripts and summaries, visits, messages, emergencies, customers, usage, webhooks and the audit log.
/// Each kind is there as JSON and as CSV. Recordings are listed; get their sound by their links. A company with many calls gets several
/// archives of a few megabytes. It begins within a minute; look at `…/export` until it is `ready`. One export is prepared at a time: 409
/// meanwhile. A new one replaces an earlier one. The audit log gets an entry.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/export", tag = "Privacy",
    responses((status = 202, description = "The export", body = CompanyExportView))
)]
pub(crate) async fn begin_company_export(
    State(function): Function,
    may: Authorized<ExportCompany>,
) -> Result<(StatusCode, Json<CompanyExportView>), Problem> {
    let id: ExportId = path_id(format!("{}{}", ExportId::PREFIX, random::id_body()?))?;
    let export = function.store.begin_company_export(&may.scope, id, &may.change).await?;
    Ok((StatusCode::ACCEPTED, Json(CompanyExportView::of(export, may.change.at))))
}

/// Get the export of the company
///
/// Returns the latest export with its state and its files. 404 if there was none in a week, or if a person was erased after it began:
/// it may have what was erased.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/export", tag = "Privacy",
    responses((status = 200, description = "The export", body = CompanyExportView))
)]
pub(crate) async fn get_company_export(
    State(function): Function,
    may: Authorized<ExportCompany>,
) -> Result<Json<CompanyExportView>, Problem> {
    let export = function.store.get_company_export(&may.scope).await?.ok_or_else(not_found)?;
    Ok(Json(CompanyExportView::of(export, function.clock.now())))
}

/// Get a link to a file of an export
///
/// Returns a link by which a browser fetches a file of the export for five minutes, without credentials. Treat it as the data itself.
/// Links can be made for a day after the export is ready. The audit log gets an entry, one for the links of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/export/{export}/files/{file}", tag = "Privacy",
    params(
        ("export" = String, Path, description = "The export's id", example = "exp_98F8d893gDgstw63FzFn"),
        ("file" = u32, Path, description = "The number of the file, from 1", example = 1),
    ),
    responses((status = 200, description = "The link", body = ExportLinkView))
)]
pub(crate) async fn get_export_link(
    State(function): Function,
    may: Authorized<ExportCompany>,
    Path((_, export, file)): Path<(String, String, String)>,
) -> Result<Json<ExportLinkView>, Problem> {
    let id: ExportId = path_id(export)?;
    let number: u32 = file.parse().map_err(|_| not_found())?;
    let now = function.clock.now();
    let export = function.store.get_company_export(&may.scope).await?.filter(|export| export.id == id);
    let export = export.ok_or_else(not_found)?;
    match export.state(now) {
        ExportState::Ready { .. } => {}
        ExportState::Preparing => {
            return Err(Problem::new(ProblemKind::Conflict).with_detail("the export is not ready yet"));
        }
        ExportState::Over | ExportState::Stopped => return Err(not_found()),
    }
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let written = at.and_then(|at| export.files.get(at).copied()).ok_or_else(not_found)?;
    function.open(&may, PersonalData::CompanyExport(&id)).await?;
    let key = FileKey::export(may.scope.tenant(), &id, number);
    let url = function.files.link(&key, may.scope.session(), LINK_VALID).await;
    let url = url.map_err(|error| Problem::unavailable(&error))?;
    let expires_at = now.saturating_add(LINK_VALID).unwrap_or(now);
    Ok(Json(ExportLinkView::of(url, expires_at, key.content_type(), written)))
}
