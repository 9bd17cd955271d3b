//! The server: its address, its state, and which requests are handshakes and which manage connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{
        ConnectInfo, DefaultBodyLimit, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, Method, Response, StatusCode, Uri},
    serve::ListenerExt,
};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{AbortHandle, JoinSet},
};

use crate::{
    connections::OpenConnections,
    errors::refused,
    events::ApiNames,
    handshake,
    invocation::{EventFunction, Integration},
    management::{self, ManagementRequest},
    movable_time::MovableTime,
    options::{GatewayLimits, ManagementKey, PostFaults, WebSocketApiOptions},
};

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// The largest body that is read, so that a post that is too large gets its own error.
const LARGEST_BODY: usize = 1024 * 1024;

/// A running WebSocket API. Dropping it closes every connection without events.
#[derive(Debug)]
pub struct WebSocketApi {
    address: SocketAddr,
    gateway: Arc<GatewayState>,
    tasks: [AbortHandle; 2],
}

/// The state of the API.
pub(crate) struct GatewayState {
    pub(crate) names: ApiNames,
    pub(crate) region: String,
    pub(crate) limits: GatewayLimits,
    pub(crate) keys: Vec<ManagementKey>,
    pub(crate) loses_disconnects: bool,
    pub(crate) post_faults: Option<PostFaults>,
    pub(crate) time: MovableTime,
    pub(crate) integration: Integration,
    pub(crate) connections: OpenConnections,
    pub(crate) throttled_posts: std::sync::atomic::AtomicUsize,
    stopped: watch::Sender<bool>,
}

impl std::fmt::Debug for GatewayState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GatewayState").field("names", &self.names).finish_non_exhaustive()
    }
}

impl GatewayState {
    /// Waits until the API is dropped.
    pub(crate) async fn stopped(&self) {
        let mut stopped = self.stopped.subscribe();
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }
}

impl WebSocketApi {
    /// Serves the API on a listener.
    pub fn start(listener: TcpListener, function: EventFunction, options: WebSocketApiOptions) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let WebSocketApiOptions {
            api_id,
            stage,
            region,
            domain_name,
            clock,
            limits,
            jitter,
            keys,
            loses_disconnects,
            post_faults,
        } = options;
        let integration = Integration::new(function, limits.integration_timeout, limits.concurrency, jitter);
        let gateway = Arc::new(GatewayState {
            names: ApiNames { api_id, stage, domain_name },
            region,
            limits,
            keys,
            loses_disconnects,
            post_faults,
            time: MovableTime::new(clock),
            integration,
            connections: OpenConnections::default(),
            throttled_posts: 0.into(),
            stopped: watch::Sender::new(false),
        });
        let router = Router::new()
            .fallback(dispatch)
            .layer(DefaultBodyLimit::max(LARGEST_BODY))
            .with_state(Arc::clone(&gateway));
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let mut tasks = JoinSet::new();
        let served = tasks.spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            let _ = axum::serve(listener, service).await;
        });
        let looking = Arc::clone(&gateway);
        let looked = tasks.spawn(async move {
            let mut looks = tokio::time::interval(LOOK);
            loop {
                looks.tick().await;
                looking.time.look();
            }
        });
        tasks.detach_all();
        Ok(Self { address, gateway, tasks: [served, looked] })
    }

    /// Where clients connect, without a trailing slash. The stage may follow, as behind no domain name of its own.
    #[must_use]
    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// The endpoint of `@connections`, with the stage and without a trailing slash.
    #[must_use]
    pub fn management_url(&self) -> String {
        format!("http://{}/{}", self.address, self.gateway.names.stage)
    }

    /// Applies the limits of time now, after a test has moved the clock.
    pub fn clock_moved(&self) {
        self.gateway.time.look();
    }

    /// The ids of the open connections.
    #[must_use]
    pub fn connections(&self) -> Vec<String> {
        self.gateway.connections.ids()
    }

    /// Lets `@connections` answer 429 to the next posts.
    pub fn throttle_posts(&self, count: usize) {
        self.gateway.throttled_posts.store(count, std::sync::atomic::Ordering::Release);
    }
}

impl Drop for WebSocketApi {
    fn drop(&mut self) {
        self.gateway.stopped.send_replace(true);
        for task in &self.tasks {
            task.abort();
        }
    }
}

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

async fn dispatch(
    State(gateway): State<Arc<GatewayState>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    upgrade: Upgrade,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response<Body> {
    let path = uri.path().trim_start_matches('/');
    let stage = gateway.names.stage.as_str();
    // A domain name of its own has no stage in its paths.
    let path = match path.strip_prefix(stage) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest.trim_start_matches('/'),
        _ => path,
    };
    if let Some(id) = path.strip_prefix("@connections/").or_else(|| path.strip_prefix("%40connections/")) {
        let request = ManagementRequest { method: &method, uri: &uri, headers: &headers, body: &body, id };
        return management::answer(&gateway, &request);
    }
    match upgrade {
        Ok(upgrade) if path.is_empty() => handshake::answer(gateway, peer, upgrade, (&uri, &headers)).await,
        _ => refused(StatusCode::FORBIDDEN, "Forbidden"),
    }
}
