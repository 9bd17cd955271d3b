//! The export of everything that a company owns: a job writes it to the bucket, and a link leads to it.

use std::time::Instant;

use reqwest::StatusCode;

use crate::{
    Failure,
    account::{BETWEEN_LOOKS, LONGEST_COUNT},
    company::AdminApi,
};

const EXPORT: &str = "/admin/tenants/me/export";

/// Begins an export, waits until it is ready, and fetches its first file.
pub(crate) async fn fetch(api: &AdminApi<'_>) -> Result<(), Failure> {
    let began = Instant::now();
    api.send("POST", EXPORT, None).await?;
    let export = loop {
        let export = api.send("GET", EXPORT, None).await?;
        if export["state"] == "ready" {
            break export;
        }
        if export["state"] != "preparing" || began.elapsed() > LONGEST_COUNT {
            return Err(format!("the export is not ready: {export}").into());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    };
    let id = export["export_id"].as_str().ok_or("the export has no id")?;
    let link = api.send("GET", &format!("{EXPORT}/{id}/files/1"), None).await?;
    let response = platform::http_client().get(link["url"].as_str().ok_or("the link has no URL")?).send().await?;
    let (status, file) = (response.status(), response.bytes().await?);
    let is_archive = file.starts_with(b"PK") && link["bytes"].as_u64() == Some(file.len().try_into()?);
    if status == StatusCode::OK && is_archive {
        return Ok(());
    }
    Err(format!("the link does not lead to the archive: {status}, {} bytes; {link}", file.len()).into())
}
