//! The embedded Secrets Manager. It writes all secrets to one file in the data directory before it acknowledges a change.
//! Without a directory the secrets are in memory only. It does not know what a secret means.

use std::{io, path::PathBuf};

use axum::http::HeaderMap;
use tokio::sync::Mutex;
use tracing::error;
use winterbaume_core::{MockRequest, MockResponse, MockService, StatefulService, default_account_id};
use winterbaume_secretsmanager::{SecretsManagerService, SecretsmanagerStateView};

use super::REGION;

const FILE: &str = "secrets.json";
/// Operations that change nothing. All others count as changes.
const READS: [&str; 8] = [
    "BatchGetSecretValue",
    "DescribeSecret",
    "GetRandomPassword",
    "GetResourcePolicy",
    "GetSecretValue",
    "ListSecretVersionIds",
    "ListSecrets",
    "ValidateResourcePolicy",
];
const PREVIOUS: &str = "AWSPREVIOUS";

/// Why the secrets cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum SecretsFileError {
    /// The file cannot be read.
    #[error("{} cannot be read", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The file is damaged.
    #[error("{} is damaged; delete it, and store the companies' credentials again", .0.display())]
    Damaged(PathBuf, #[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Secrets Manager and its file.
pub(super) struct KeptSecrets {
    service: SecretsManagerService,
    file: Option<PathBuf>,
    /// Held while the file is written, so an older snapshot never replaces a newer one.
    writing: Mutex<()>,
}

impl KeptSecrets {
    /// Loads the secrets from a directory, if there is one.
    pub(super) async fn open(directory: Option<PathBuf>) -> Result<Self, SecretsFileError> {
        let service = SecretsManagerService::new();
        let file = directory.map(|directory| directory.join(FILE));
        if let Some(path) = &file {
            match std::fs::read(path) {
                Ok(text) => {
                    let damaged = |error| SecretsFileError::Damaged(path.clone(), error);
                    let kept = serde_json::from_slice(&text).map_err(|error| damaged(error.into()))?;
                    let restored = service.restore(default_account_id(), REGION, kept).await;
                    restored.map_err(|error| damaged(error.into()))?;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(SecretsFileError::Unreadable(path.clone(), error)),
            }
        }
        Ok(Self { service, file, writing: Mutex::new(()) })
    }

    /// The name of the service.
    pub(super) fn name(&self) -> &str {
        self.service.service_name()
    }

    /// Answers a request. If the file cannot be written, the response is an error although memory has the change: the
    /// client retries and does not rely on a secret that a restart would lose.
    pub(super) async fn handle(&self, operation: &str, request: MockRequest) -> MockResponse {
        let answer = self.service.handle(request).await;
        if READS.contains(&operation) || answer.status != 200 {
            return answer;
        }
        match self.write().await {
            Ok(()) => answer,
            Err(error) => {
                error!(%error, "cannot write the secrets");
                let body = r#"{"__type":"InternalServiceError","message":"The secrets could not be written."}"#;
                MockResponse { status: 500, headers: HeaderMap::new(), body: body.into() }
            }
        }
    }

    async fn write(&self) -> io::Result<()> {
        let Some(path) = self.file.clone() else { return Ok(()) };
        let _writing = self.writing.lock().await;
        let mut secrets = self.service.snapshot(default_account_id(), REGION).await;
        drop_superseded(&mut secrets);
        let text = serde_json::to_vec_pretty(&secrets)?;
        tokio::task::spawn_blocking(move || localhost::write_private(&path, &text)).await?
    }
}

/// Keeps one previous version of each secret, as AWS does.
///
/// The embedded service never removes the label `AWSPREVIOUS`. Without this, every value would stay in the file, and each
/// start adds one for each demo company.
fn drop_superseded(kept: &mut SecretsmanagerStateView) {
    for secret in kept.secrets.values_mut() {
        let previous = secret.versions.values().filter(|version| version.version_stages.iter().any(|s| s == PREVIOUS));
        // All have the same format: text order is time order.
        let latest = previous.map(|version| version.created_date.clone()).max();
        secret.versions.retain(|_, version| {
            if Some(&version.created_date) != latest.as_ref() {
                version.version_stages.retain(|stage| stage != PREVIOUS);
            }
            !version.version_stages.is_empty()
        });
    }
}
