//! AWS in one process: DynamoDB, SQS, S3, Secrets Manager, SES, STS and a silent Polly behind one loopback URL, spoken to by the real SDK over HTTP.
//!
//! A session of a tenant reaches that tenant's items, files and secret only, as with the policies of the template. Other clients
//! reach everything.
//!
//! DynamoDB's data is in a SQLite file, the secrets in another file, S3's objects in a folder and the messages of queues in another, or all
//! in memory. One URL serves all of them, so that a function that runs outside this process needs nothing but `AWS_ENDPOINT_URL`.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, Response, StatusCode, Uri},
};
use dynoxide::Database;
use platform::clock::Clock;
use tokio::{net::TcpListener, task::JoinHandle};
use winterbaume_core::MockRequest;

use localhost::Loopback;

mod files;
mod outbox;
mod provision;
mod queues;
mod request_access;
mod secrets;
mod sessions;
mod speech;

use files::{Presigned, StoredFiles};
use outbox::AcceptedEmails;
pub use outbox::{OUTBOX_PATH, REJECTED_ADDRESS, SentEmail};
pub use provision::{MAX_RECEIVE_COUNT, ProvisionError, Resources, provision, put_secret};
use queues::KeptQueues;
pub use request_access::{RequestAccess, bucket_arn, identity_arn, queue_arn, table_arn, target_of};
use secrets::KeptSecrets;
pub use secrets::SecretsFileError;
pub use sessions::{
    ADMIN_TENANTS_ROLE, ANALYTICS_ROLE, API_KEYS_ROLE, CALL_RECORDS_ROLE, CALLS_ROLE, CUSTOMERS_ROLE, STREAM_ROLE,
    TEST_CALLS_ROLE,
};
use sessions::{Sessions, form_of};

/// The region of all services.
pub const REGION: &str = "us-east-1";
/// The account of all resources.
pub const ACCOUNT: &str = "123456789012";
/// The access key of its clients. It is not checked.
pub const CREDENTIAL: &str = "local";
/// DynamoDB itself takes a few days at most; a laptop can be quicker.
const TTL_SWEEP: Duration = Duration::from_secs(30);
/// A sweep reads the whole table, and others wait for each of its pages: a large table is swept less often, so that it is
/// being swept for a hundredth of the time at most.
const TTL_PAUSE: u32 = 100;
/// The largest request: a file. DynamoDB accepts 16 MB.
const LARGEST_BODY: usize = 80 * 1024 * 1024;

/// Where items, secrets, objects and messages are stored.
#[derive(Debug, Clone)]
pub enum Storage {
    /// In memory only.
    InMemory,
    /// In memory only, and the delays of queues follow this clock.
    InMemoryAt(Clock),
    /// In `dynamodb.sqlite`, `secrets.json`, `files` and `queues` in this directory; survives `kill -9`.
    Directory(PathBuf),
}

/// Why the embedded AWS does not start.
#[derive(Debug, thiserror::Error)]
pub enum AwsError {
    /// The directory or a socket failed.
    #[error("a directory or a socket failed")]
    Io(#[from] std::io::Error),
    /// The database file cannot be opened. Another process may have it, or it may be damaged.
    #[error("the database file cannot be opened: {0}")]
    Database(String),
    /// The file of secrets cannot be used.
    #[error(transparent)]
    Secrets(#[from] SecretsFileError),
}

/// A running AWS; dropping it stops it.
#[derive(Debug)]
pub struct EmbeddedAws {
    url: String,
    files: Arc<StoredFiles>,
    tasks: [JoinHandle<()>; 3],
}

struct Services {
    dynamodb_url: String,
    http: reqwest::Client,
    queues: KeptQueues,
    secrets_manager: KeptSecrets,
    files: Arc<StoredFiles>,
    sessions: Sessions,
    outbox: AcceptedEmails,
}

impl EmbeddedAws {
    /// Starts it on free ports of the loopback interface.
    pub async fn start(storage: Storage) -> Result<Self, AwsError> {
        let (directory, clock) = match storage {
            Storage::InMemory => (None, None),
            Storage::InMemoryAt(clock) => (None, Some(clock)),
            Storage::Directory(directory) => (Some(directory), None),
        };
        let database = match &directory {
            None => Database::memory(),
            Some(directory) => open_database(directory)?,
        }
        .map_err(|error| AwsError::Database(error.to_string()))?;
        let dynamodb = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let front = Loopback::bind(0).await?;
        let url = front.url().to_owned();
        let files = Arc::new(StoredFiles::open(directory.as_deref())?);
        let services = Services {
            dynamodb_url: format!("http://{}/", dynamodb.local_addr()?),
            http: platform::http_client(),
            queues: KeptQueues::open(directory.as_deref(), clock)?,
            files: Arc::clone(&files),
            secrets_manager: KeptSecrets::open(directory).await?,
            sessions: Sessions::default(),
            outbox: AcceptedEmails::default(),
        };
        let router =
            Router::new().fallback(dispatch).layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state(Arc::new(services));
        let swept = database.clone();
        let tasks = [
            tokio::spawn(async move {
                let _ = dynoxide::server::serve_with_shutdown(dynamodb, database, std::future::pending()).await;
            }),
            tokio::spawn(async move {
                let _ = front.serve_forever(router).await;
            }),
            tokio::spawn(sweep_expired(swept)),
        ];
        Ok(Self { url, files, tasks })
    }

    /// The URL of all services.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every object of the embedded S3, by bucket and key.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<String, Bytes> {
        self.files.objects()
    }

    /// The client configuration.
    #[must_use]
    pub fn sdk_config(&self) -> SdkConfig {
        sdk_config_for(&self.url)
    }
}

/// The client configuration for an implementation of AWS on this machine. Its credentials are not checked.
#[must_use]
pub fn sdk_config_for(url: &str) -> SdkConfig {
    let credentials = Credentials::new(CREDENTIAL, CREDENTIAL, None, None, "local");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .sleep_impl(aws_sdk_dynamodb::config::SharedAsyncSleep::new(aws_smithy_async::rt::sleep::TokioSleep::new()))
        .build()
}

impl Drop for EmbeddedAws {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Opens the database of a data directory.
///
/// SQLite keeps the bytes of deleted rows in its file and its log until it needs their place. So a start writes the file anew: what was
/// erased before is in no file then.
fn open_database(directory: &Path) -> std::io::Result<dynoxide::Result<Database>> {
    std::fs::create_dir_all(directory)?;
    let file = directory.join("dynamodb.sqlite");
    // SQLite gives its other files the mode of this one.
    localhost::make_file_private(&file)?;
    let path = file.to_string_lossy();
    // Closed after it, which removes the log.
    if let Err(error) = Database::new(&path).and_then(|database| database.vacuum()) {
        tracing::warn!(%error, "the database file cannot be written anew");
    }
    Ok(Database::new(&path))
}

async fn sweep_expired(database: Database) {
    loop {
        let (database, began) = (database.clone(), Instant::now());
        let _ = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        tokio::time::sleep(TTL_SWEEP.max(began.elapsed() * TTL_PAUSE)).await;
    }
}

async fn dispatch(
    State(services): State<Arc<Services>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if let (Some(presigned), Some(access)) = (Presigned::of(&uri), RequestAccess::to_files(&method, &uri)) {
        let secret = services.sessions.secret_for(&presigned, &access);
        return services.files.answer(&presigned, secret.as_deref(), (&method, &uri, &headers, body));
    }
    let target = &target_of(&method, &uri, &headers);
    let (service, operation) = target.split_once('.').unwrap_or_default();
    if let Some(refusal) = services.sessions.refusal(&headers, target, &body) {
        return refusal;
    }
    if let Some(answer) = services.outbox.answer(&method, uri.path(), &body) {
        return answer;
    }
    if let Some(answer) = speech::answer(&method, uri.path(), &headers, &body) {
        return answer;
    }
    if let Some(form) = form_of(&headers, &body) {
        return services.sessions.begin(&form);
    }
    // The region is read from the host.
    let request = |name: &str| {
        let uri = format!("https://{name}.{REGION}.amazonaws.com{uri}");
        MockRequest { method: method.to_string(), uri, headers: headers.clone(), body: body.clone() }
    };
    let answer = match service {
        "AmazonSQS" => {
            let queues = &services.queues;
            queues.handle(operation, request(queues.name())).await
        }
        "secretsmanager" => {
            let secrets = &services.secrets_manager;
            secrets.handle(operation, request(secrets.name())).await
        }
        _ => return services.forward_to_dynamodb(method, headers, body).await,
    };
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = answer.headers;
    response
}

impl Services {
    async fn forward_to_dynamodb(&self, method: Method, headers: HeaderMap, body: Bytes) -> Response<Body> {
        let sent = self.http.request(method, &self.dynamodb_url).headers(headers).body(body).send().await;
        let Ok(answer) = sent else { return unavailable() };
        let (status, headers) = (answer.status(), answer.headers().clone());
        let Ok(body) = answer.bytes().await else { return unavailable() };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }
}

fn unavailable() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

#[cfg(test)]
mod tests;
