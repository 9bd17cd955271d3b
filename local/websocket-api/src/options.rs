//! What a WebSocket API is started with: its names, its limits, its faults and who may manage its connections.

use std::{fmt, sync::Arc, time::Duration};

use jiff::SignedDuration;
use platform::clock::Clock;

/// The quotas of a WebSocket API. The default is AWS's.
#[derive(Debug, Clone)]
pub struct GatewayLimits {
    /// The longest time of an invocation; then the caller gets an error frame, and the function runs on.
    pub integration_timeout: SignedDuration,
    /// The longest message in bytes, in either direction.
    pub message_bytes: usize,
    /// The longest frame in bytes that a client may send. A longer one closes the connection with 1009.
    pub frame_bytes: usize,
    /// The longest time without a message in either direction. Pings do not count.
    pub idle: SignedDuration,
    /// The longest time of a connection.
    pub life: SignedDuration,
    /// How often `@connections` takes a post to one connection in a minute before it answers 429. AWS does not publish the number; 450 was
    /// seen. `None` for no limit.
    pub posts_per_minute: Option<usize>,
    /// How many invocations may run at once before one is throttled: the reserved concurrency of the function. `None` for no limit.
    pub concurrency: Option<usize>,
}

impl Default for GatewayLimits {
    fn default() -> Self {
        Self {
            integration_timeout: SignedDuration::from_secs(29),
            message_bytes: 128 * 1024,
            frame_bytes: 32 * 1024,
            idle: SignedDuration::from_mins(10),
            life: SignedDuration::from_hours(2),
            posts_per_minute: None,
            concurrency: None,
        }
    }
}

/// How long messages wait before they are invoked: a random time for each, so that a later one may come first. The default is no time.
#[derive(Debug, Clone, Copy, Default)]
pub struct InvocationJitter {
    /// Where the random times begin. The same seed gives the same times.
    pub seed: u64,
    /// The longest time; none keeps the order in which messages begin.
    pub up_to: Duration,
}

/// An access key that requests to `@connections` can be signed with.
#[derive(Clone)]
pub struct ManagementKey {
    /// The access key.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Whether it has the permission `execute-api:ManageConnections`.
    pub may_manage: bool,
}

/// The secret stays out of logs.
impl std::fmt::Debug for ManagementKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ManagementKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// How `@connections` refuses a post that it could take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostFault {
    /// With 429, as beyond its limit.
    TooMany,
    /// With 410, as if the connection were gone.
    Gone,
}

type ChoosePostFault = dyn Fn(&str, &str) -> Option<PostFault> + Send + Sync;

/// Sees each post that could be taken, by its connection and its body, in the order in which they are written, and refuses some.
#[derive(Clone)]
pub struct PostFaults(Arc<ChoosePostFault>);

impl PostFaults {
    /// Faults that a function chooses; `None` lets a post pass.
    pub fn new(choose: impl Fn(&str, &str) -> Option<PostFault> + Send + Sync + 'static) -> Self {
        Self(Arc::new(choose))
    }

    pub(crate) fn of(&self, connection: &str, body: &str) -> Option<PostFault> {
        (self.0)(connection, body)
    }
}

impl fmt::Debug for PostFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostFaults")
    }
}

/// The settings of a WebSocket API.
#[derive(Debug, Clone)]
pub struct WebSocketApiOptions {
    /// The id of the API, as events name it.
    pub api_id: String,
    /// The name of the stage, which may begin the path of a request.
    pub stage: String,
    /// The region that requests to `@connections` are signed for.
    pub region: String,
    /// The domain name in events; `None` for the host of the handshake, with its port.
    pub domain_name: Option<String>,
    /// The clock of limits and of the times in events. Signatures are checked by the system's clock, because clients sign by that.
    pub clock: Clock,
    /// The quotas.
    pub limits: GatewayLimits,
    /// How long messages wait before they are invoked.
    pub jitter: InvocationJitter,
    /// Who may manage connections.
    pub keys: Vec<ManagementKey>,
    /// Whether DISCONNECT events get lost; AWS delivers them by best effort.
    pub loses_disconnects: bool,
    /// Which posts are refused although they could be taken.
    pub post_faults: Option<PostFaults>,
}

impl WebSocketApiOptions {
    /// AWS's limits, no jitter, stage `prod` in `us-east-1`, and the access key `local` with the secret `local`.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self {
            api_id: "local".to_owned(),
            stage: "prod".to_owned(),
            region: "us-east-1".to_owned(),
            domain_name: None,
            clock,
            limits: GatewayLimits::default(),
            jitter: InvocationJitter::default(),
            keys: vec![ManagementKey { id: "local".to_owned(), secret: "local".to_owned(), may_manage: true }],
            loses_disconnects: false,
            post_faults: None,
        }
    }
}
