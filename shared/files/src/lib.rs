//! The bucket of files: the recordings of calls, and exports of companies.
//!
//! Each request is signed in its URL and sent by the process's HTTP client (ADR 26). Knows the keys of files ([`key`]) and no table:
//! the items say which files exist.

use std::time::Duration;

use domain::id::{ExportId, TenantId};
use futures_util::{StreamExt, TryStreamExt, stream};
use platform::{
    aws::{
        SdkConfig,
        signature::{SignError, Signer, named, region_of},
    },
    boxed,
    config::FilesConfig,
};
use reqwest::{Client, Method, Response, StatusCode, header};
use url::Url;

mod key;
mod listing;

pub use key::FileKey;
use listing::Listing;

/// How long a request of a function is valid: much longer than it takes.
const REQUEST_VALID: Duration = Duration::from_mins(5);
/// The time for a request.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The most bytes read of a list or of an error. A list of a thousand keys has about 300 kB.
const MAX_ANSWER_BYTES: usize = 2 * 1024 * 1024;
/// Files that are deleted concurrently.
const DELETED_AT_ONCE: usize = 8;

/// Why a request to the bucket failed.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The URL could not be built.
    #[error("the URL of a file could not be built")]
    Url(#[from] url::ParseError),
    /// The request could not be signed.
    #[error("a request to the bucket could not be signed")]
    Sign(#[from] SignError),
    /// S3 could not be reached, or did not answer in time.
    #[error("the bucket is unreachable")]
    Unreachable(#[source] reqwest::Error),
    /// S3 refused. The code is that of its answer.
    #[error("the bucket refused with status {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The answer has an unexpected form.
    #[error("the answer of the bucket has an unexpected form")]
    Malformed,
}

/// Drops the URL, which is signed.
fn unreachable(error: reqwest::Error) -> FilesError {
    FilesError::Unreachable(error.without_url())
}

/// The bucket.
#[derive(Debug, Clone)]
pub struct Files {
    http: Client,
    aws: SdkConfig,
    bucket: String,
}

/// What a deletion of many files left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// Nothing.
    All,
    /// Some files: it has to be repeated.
    Some,
}

impl Files {
    /// The bucket, reached with the credentials of `aws`.
    #[must_use]
    pub fn new(http: Client, aws: SdkConfig, config: FilesConfig) -> Self {
        Self { http, aws, bucket: config.bucket }
    }

    /// Stores a file in place of an earlier one.
    #[must_use]
    #[boxed]
    pub async fn put(&self, key: &FileKey, content: Vec<u8>) -> Result<(), FilesError> {
        let url = self.signed(Method::PUT, self.url(key.as_str(), &[])?).await?;
        let request = self.http.put(url).header(header::CONTENT_TYPE, key.content_type()).body(content);
        self.send(request).await?;
        Ok(())
    }

    /// The size of a file in bytes. `None` if there is none.
    #[must_use]
    #[boxed]
    pub async fn size(&self, key: &FileKey) -> Result<Option<u64>, FilesError> {
        let url = self.signed(Method::HEAD, self.url(key.as_str(), &[])?).await?;
        match self.send(self.http.head(url)).await {
            Ok(answer) => {
                let size =
                    answer.headers().get(header::CONTENT_LENGTH).and_then(|size| size.to_str().ok()?.parse().ok());
                size.map(Some).ok_or(FilesError::Malformed)
            }
            Err(FilesError::Refused { status: 404 }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Deletes a file, if it is there.
    #[must_use]
    #[boxed]
    pub async fn delete(&self, key: &FileKey) -> Result<(), FilesError> {
        let url = self.signed(Method::DELETE, self.url(key.as_str(), &[])?).await?;
        self.send(self.http.delete(url)).await?;
        Ok(())
    }

    /// Deletes the files of a company, up to a thousand of each class.
    #[must_use]
    #[boxed]
    pub async fn delete_all_of(&self, tenant: &TenantId) -> Result<Deleted, FilesError> {
        let mut deleted = Deleted::All;
        for prefix in key::prefixes_of(tenant) {
            if self.delete_below(&prefix, |_| true).await? == Deleted::Some {
                deleted = Deleted::Some;
            }
        }
        Ok(deleted)
    }

    /// Deletes the archives of a company's exports, up to a thousand, but not those of one export.
    #[must_use]
    #[boxed]
    pub async fn delete_exports_of(&self, tenant: &TenantId, but: Option<&ExportId>) -> Result<Deleted, FilesError> {
        let kept = but.map(|export| key::export_of(tenant, export));
        let goes = |key: &str| kept.as_ref().is_none_or(|kept| !key.starts_with(kept));
        self.delete_below(&key::exports_of(tenant), goes).await
    }

    async fn delete_below(&self, prefix: &str, goes: impl Fn(&str) -> bool) -> Result<Deleted, FilesError> {
        let Listing { keys, is_cut_off } = self.list(prefix).await?;
        let going: Vec<_> = keys.into_iter().filter(|key| goes(key)).map(FileKey::listed).collect();
        // A list of files that stay would be the same again.
        let is_over = !is_cut_off || going.is_empty();
        stream::iter(going)
            .map(async |key| self.delete(&key).await)
            .buffer_unordered(DELETED_AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        Ok(if is_over { Deleted::All } else { Deleted::Some })
    }

    /// A URL by which anyone can read a file for a while, with the permissions of a company's session or else of the function. It
    /// supports ranges.
    #[must_use]
    #[boxed]
    pub async fn link(&self, key: &FileKey, session: Option<&SdkConfig>, lasts: Duration) -> Result<Url, FilesError> {
        let url = self.url(key.as_str(), &[("response-content-type", key.content_type())])?;
        Ok(Signer::of(session.unwrap_or(&self.aws)).await?.presign("GET", &url, lasts)?)
    }

    async fn list(&self, prefix: &str) -> Result<Listing, FilesError> {
        let url = self.signed(Method::GET, self.url("", &[("list-type", "2"), ("prefix", prefix)])?).await?;
        let mut answer = self.send(self.http.get(url)).await?;
        let mut text = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            if text.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(FilesError::Malformed);
            }
            text.extend_from_slice(&chunk);
        }
        Listing::parse(&text).ok_or(FilesError::Malformed)
    }

    /// The URL of a file, or of the bucket for an empty key.
    fn url(&self, key: &str, query: &[(&str, &str)]) -> Result<Url, FilesError> {
        let bucket = &self.bucket;
        let base = match self.aws.endpoint_url() {
            Some(endpoint) => format!("{}/{bucket}", endpoint.trim_end_matches('/')),
            None => format!("https://{bucket}.s3.{}.amazonaws.com", region_of(&self.aws)),
        };
        let mut url: Url = format!("{base}/{key}").parse()?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    async fn signed(&self, method: Method, url: Url) -> Result<Url, FilesError> {
        Ok(Signer::of(&self.aws).await?.presign(method.as_str(), &url, REQUEST_VALID)?)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Response, FilesError> {
        let answer = named(&self.aws, request).timeout(TIMEOUT).send().await.map_err(unreachable)?;
        match answer.status() {
            StatusCode::OK | StatusCode::NO_CONTENT => Ok(answer),
            status => Err(FilesError::Refused { status: status.as_u16() }),
        }
    }
}
