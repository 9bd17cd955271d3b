//! The JSON of an export of everything that a company owns.

use domain::id::ExportId;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store::{CompanyExport, ExportState, ExportedFile};
use url::Url;
use utoipa::ToSchema;

/// An export.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CompanyExport, example = example)]
pub(crate) struct CompanyExportView {
    export_id: ExportId,
    state: StateView,
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// The files that are written so far. Fetch them when the export is `ready`.
    files: Vec<ExportFileView>,
    /// When the files can no longer be fetched; missing until the export is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    available_until: Option<Timestamp>,
}

/// How far it is: `preparing`; `ready` for a day; `over` after that; `stopped` if it failed, and has to be begun again.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = CompanyExportState)]
#[serde(rename_all = "snake_case")]
enum StateView {
    Preparing,
    Ready,
    Over,
    Stopped,
}

/// A file: a ZIP archive with each kind of item as JSON and as CSV.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CompanyExportFile)]
struct ExportFileView {
    /// Its number, from 1.
    file: usize,
    /// Its size in bytes.
    bytes: u64,
    /// The number of items in it.
    items: u64,
}

impl CompanyExportView {
    /// An export at an instant.
    pub(crate) fn of(export: CompanyExport, now: Timestamp) -> Self {
        let (state, available_until) = match export.state(now) {
            ExportState::Preparing => (StateView::Preparing, None),
            ExportState::Ready { until } => (StateView::Ready, Some(until)),
            ExportState::Over => (StateView::Over, None),
            ExportState::Stopped => (StateView::Stopped, None),
        };
        let view =
            |(at, file): (usize, ExportedFile)| ExportFileView { file: at + 1, bytes: file.bytes, items: file.items };
        let files = export.files.into_iter().enumerate().map(view).collect();
        Self { export_id: export.id, state, requested_at: export.requested_at, files, available_until }
    }
}

fn example() -> Value {
    json!({
        "export_id": "exp_98F8d893gDgstw63FzFn", "state": "ready", "requested_at": "2026-11-23T15:04:12Z",
        "files": [{"file": 1, "bytes": 482_113, "items": 2_904}], "available_until": "2026-11-24T15:05:20Z",
    })
}

/// A link to a file of an export.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CompanyExportLink, example = link_example)]
pub(crate) struct ExportLinkView {
    /// The link. It needs no credentials.
    #[schema(value_type = String)]
    url: String,
    /// When the link ends. Get another one while the export is ready.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// The type of the file.
    content_type: &'static str,
    /// The size of the file in bytes.
    bytes: u64,
}

impl ExportLinkView {
    /// A link to a file.
    pub(crate) fn of(url: Url, expires_at: Timestamp, content_type: &'static str, file: ExportedFile) -> Self {
        Self { url: url.into(), expires_at, content_type, bytes: file.bytes }
    }
}

fn link_example() -> Value {
    json!({
        "url": "https://files.s3.us-east-1.amazonaws.com/2d/ten_acme/exp_98F8d893gDgstw63FzFn/0001.zip?X-Amz-Signature=…",
        "expires_at": "2026-11-23T15:11:12Z", "content_type": "application/zip", "bytes": 482_113,
    })
}
