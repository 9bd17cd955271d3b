//! The functions, made as each of them makes itself in AWS, but on the parts of this process.

use std::sync::Arc;

use admin_tenants::AdminTenants;
use api::access::Access;
use api_keys::ApiKeys;
use aws_config::{AppName, SdkConfig};
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::HeaderValue,
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};
use calls::{engine::Engine, front_desk::FrontDesk, test_call::TestDesk};
use connections::{Connections, secrets::Secrets};
use dev_oidc::DevIssuer;
use domain::{access::Subject, usage::PriceList};
use local_aws::Resources;
use localhost::Loopback;
use messages::PostCallQueue;
use openai::OpenAi;
use platform::{
    clock::Clock,
    config::{ApiConfig, Limits, ModelConfig, OidcConfig, TelephonyConfig, TwilioConfig},
    telemetry::Metrics,
};
use store::Store;
use tokio::task::JoinHandle;
use twilio::{links::Links, rest::RestClient};
use unfinished_calls::UnfinishedCalls;
use usage_aggregator::UsageAggregator;
use voice_fallback::VoiceFallback;
use voice_webhook::VoiceWebhook;

use super::SECRET_PREFIX;

/// What the functions are made of.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) http: reqwest::Client,
    pub(super) aws: SdkConfig,
    pub(super) resources: Resources,
    pub(super) telephony: TelephonyConfig,
    pub(super) twilio: TwilioConfig,
    pub(super) model: ModelConfig,
    pub(super) clock: Clock,
    pub(super) secrets_refreshed_after: Option<std::time::Duration>,
    pub(super) oidc: OidcConfig,
    pub(super) api: ApiConfig,
}

impl Parts {
    fn store(&self) -> Store {
        Store::new(platform::aws::dynamodb(&self.aws), &self.resources.table_name)
    }

    fn secrets(&self) -> Secrets {
        let secrets = Secrets::new(platform::aws::secrets_manager(&self.aws), SECRET_PREFIX);
        match self.secrets_refreshed_after {
            Some(age) => secrets.refreshed_after(age),
            None => secrets,
        }
    }

    fn openai(&self) -> OpenAi {
        OpenAi::new(self.http.clone(), &self.model)
    }

    fn engine(&self) -> Engine {
        Engine::new(self.store(), self.openai(), self.clock.clone(), &self.model)
    }

    fn twilio(&self) -> RestClient {
        RestClient::new(self.http.clone(), &self.twilio.api_url)
    }

    fn access(&self) -> Arc<Access> {
        let (http, clock) = (self.http.clone(), self.clock.clone());
        Arc::new(Access::new(http, self.oidc.clone(), &self.api, self.store(), clock))
    }

    pub(super) fn functions(&self) -> Functions {
        Functions {
            voice_webhook: self.of("voice-webhook").voice_webhook(),
            voice_fallback: self.voice_fallback(),
            admin_tenants: self.of("admin-tenants").admin_tenants(),
            api_keys: self.of("api-keys").api_keys(),
            unfinished_calls: Arc::new(self.of("unfinished-calls").unfinished_calls()),
        }
    }

    fn of(&self, function: &'static str) -> Self {
        Self { aws: asked_by(&self.aws, function), ..self.clone() }
    }

    fn queue(&self) -> PostCallQueue {
        PostCallQueue::new(platform::aws::sqs(&self.aws), &self.resources.post_call_queue_url)
    }

    fn voice_webhook(&self) -> Router {
        let (store, clock) = (self.store(), self.clock.clone());
        let desk = FrontDesk::new(store, self.secrets(), self.queue(), self.engine(), self.twilio(), clock);
        voice_webhook::router(VoiceWebhook::new(desk, &self.telephony, Metrics::discarded()))
    }

    fn voice_fallback(&self) -> Router {
        let metrics = Metrics::discarded();
        voice_fallback::router(VoiceFallback::new(&self.telephony, self.clock.clone(), metrics))
    }

    fn admin_tenants(&self) -> Router {
        let clients = (self.twilio(), self.openai(), self.http.clone());
        let links = Links::new(&self.telephony);
        let connections = Connections::new(self.store(), self.secrets(), clients, links, self.clock.clone());
        let tests = TestDesk::new(self.store(), self.engine(), self.clock.clone());
        admin_tenants::router(AdminTenants::new(self.access(), self.store(), connections, tests))
    }

    fn api_keys(&self) -> Router {
        api_keys::router(ApiKeys::new(self.access(), self.store()))
    }

    pub(super) fn usage_aggregator(&self) -> UsageAggregator {
        let metrics = Metrics::discarded();
        UsageAggregator::new(self.of("usage-aggregator").store(), PriceList::NOVEMBER_2026, self.clock.clone(), metrics)
    }

    fn unfinished_calls(&self) -> UnfinishedCalls {
        let metrics = Metrics::discarded();
        UnfinishedCalls::new(self.store(), self.queue(), self.secrets(), self.twilio(), self.clock.clone(), metrics)
    }
}

/// The functions, to be called without the network, as Lambda does: of those that answer requests, their routes.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is named after its function")]
pub struct Functions {
    pub voice_webhook: Router,
    pub voice_fallback: Router,
    pub admin_tenants: Router,
    pub api_keys: Router,
    pub unfinished_calls: Arc<UnfinishedCalls>,
}

impl Functions {
    /// What Twilio posts to, behind one address, as API Gateway puts it there.
    pub(super) fn telephone(&self) -> Router {
        beside(self.voice_webhook.clone(), self.voice_fallback.clone(), |path| path == "/twilio/fallback")
    }

    /// What people and programs ask, likewise.
    pub(super) fn office(&self) -> Router {
        let of_keys = |path: &str| {
            path.strip_prefix("/admin/tenants/").and_then(|rest| rest.split('/').nth(1)) == Some("api-keys")
        };
        beside(self.admin_tenants.clone(), self.api_keys.clone(), of_keys).layer(from_fn(forwarded))
    }
}

/// The same clients of AWS, which tell that a function asks: what AWS has a function's role for.
fn asked_by(aws: &SdkConfig, function: &'static str) -> SdkConfig {
    let mut config = aws.clone().into_builder();
    config.set_app_name(AppName::new(function).ok());
    config.build()
}

/// Whose tokens the functions believe here; this person runs the platform.
pub(super) fn oidc(issuer_url: &str, issuer: &DevIssuer, operator: &str) -> OidcConfig {
    OidcConfig {
        issuer: issuer_url.to_owned(),
        jwks_url: issuer.jwks_url(),
        audience: DevIssuer::AUDIENCE.to_owned(),
        operators: Subject::parse(&DevIssuer::subject_of(operator)).into_iter().collect(),
    }
}

/// Limits as in AWS, where nothing else is set.
pub(super) const LIMITS: Limits = Limits { each: 300, tenant: 1_200 };

/// A server that runs.
pub(super) type Serving = JoinHandle<std::io::Result<()>>;

/// Answers the telephone and, behind the same address unless it has its own, the office.
pub(super) fn serve(
    (loopback, webhook): (Loopback, Router),
    (elsewhere, office): (Option<Loopback>, Router),
    stopped: impl Future<Output = ()> + Send + 'static,
) -> (Serving, Option<Serving>) {
    if let Some(elsewhere) = elsewhere {
        (tokio::spawn(loopback.serve(webhook, stopped)), Some(tokio::spawn(elsewhere.serve_forever(office))))
    } else {
        let both = beside(office, webhook, |path| path.starts_with("/twilio/"));
        (tokio::spawn(loopback.serve(both, stopped)), None)
    }
}

/// Whether a path belongs to a router.
type Belongs = fn(&str) -> bool;

/// One router whose requests go to another where their paths say so.
fn beside(router: Router, other: Router, belongs: Belongs) -> Router {
    router.layer(from_fn_with_state((other, belongs), divert))
}

async fn divert(State((other, belongs)): State<(Router, Belongs)>, request: Request, next: Next) -> Response {
    if !belongs(request.uri().path()) {
        return next.run(request).await;
    }
    match tower::ServiceExt::oneshot(other, request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Tells where a request came from, as API Gateway does.
async fn forwarded(mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip().to_string());
    if let Some(peer) = peer.and_then(|peer| HeaderValue::from_str(&peer).ok()) {
        request.headers_mut().append("x-forwarded-for", peer);
    }
    next.run(request).await
}
