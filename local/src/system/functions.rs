//! The functions, built by the same constructors as in AWS, and the servers in front of them.

use std::sync::Arc;

use admin_tenants::AdminTenants;
use analytics::Analytics;
use api_keys::ApiKeys;
use aws_lambda_events::{apigw::ApiGatewayV2httpRequestContext, sqs::SqsBatchResponse};
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};
use call_check::CallCheck;
use call_records::CallRecords;
use customers::Customers;
use dashboard::Dashboard;
use follow_up::FollowUp;
use lambda_http::request::RequestContext;
use local_aws::Resources;
use localhost::Loopback;
use platform::{
    config::{ConfigError, Environment, RelayUrl},
    runtime::Runtime,
};
use scenario_runs::ScenarioRuns;
use test_calls::TestCalls;
use tokio::task::JoinHandle;
use unfinished_calls::UnfinishedCalls;
use usage_aggregator::UsageAggregator;
use voice_fallback::VoiceFallback;
use voice_stream::VoiceStream;
use voice_webhook::VoiceWebhook;

use super::environment::Variables;
use crate::consumer::{Consumer, Handler};

/// The functions, called in this process as Lambda calls them. Functions that answer requests are routers.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is named after its function")]
pub struct Functions {
    pub voice_webhook: Router,
    pub voice_fallback: Router,
    /// Missing where no WebSocket can reach it.
    pub voice_stream: Option<Arc<VoiceStream>>,
    pub admin_tenants: Router,
    pub api_keys: Router,
    pub call_records: Router,
    pub test_calls: Router,
    pub customers: Router,
    pub analytics: Router,
    pub dashboard: Router,
    pub usage_aggregator: Arc<UsageAggregator>,
    pub follow_up: Arc<FollowUp>,
    pub scenario_runs: Arc<ScenarioRuns>,
    pub unfinished_calls: Arc<UnfinishedCalls>,
    pub call_check: Arc<CallCheck>,
}

impl Functions {
    /// The functions as AWS starts them, each from its environment.
    pub fn new(variables: &Variables, runtime: &Runtime) -> Result<Self, ConfigError> {
        let lookup = |name: &str| variables.get(name).cloned();
        let environment = Environment::from_fn(&lookup);
        let of = |function| runtime.named(function);
        let webhook = VoiceWebhook::new(voice_webhook::Settings::from(&environment)?, &of("voice-webhook"));
        let stream = match RelayUrl::from(&environment)? {
            Some(_) => Some(VoiceStream::new(voice_stream::Settings::from(&environment)?, &of("voice-stream"))),
            None => None,
        };
        let Runtime { clock, metrics, .. } = runtime.clone();
        let fallback = VoiceFallback::new(voice_fallback::Settings::from(&environment)?, clock, metrics);
        let tenants = AdminTenants::new(admin_tenants::Settings::from(&environment)?, &of("admin-tenants"));
        let keys = ApiKeys::new(api_keys::Settings::from(&environment)?, &of("api-keys"));
        let records = CallRecords::new(call_records::Settings::from(&environment)?, &of("call-records"));
        let tests = TestCalls::new(test_calls::Settings::from(&environment)?, &of("test-calls"));
        let customers = Customers::new(customers::Settings::from(&environment)?, &of("customers"));
        let figures = Analytics::new(analytics::Settings::from(&environment)?, &of("analytics"));
        let dashboard = Dashboard::new(&dashboard::Settings::from(&environment)?);
        let aggregator = UsageAggregator::new(usage_aggregator::Settings::from(&environment)?, &of("usage-aggregator"));
        let follow_up = FollowUp::new(follow_up::Settings::from(&environment)?, &of("follow-up"));
        let scenarios = ScenarioRuns::new(scenario_runs::Settings::from(&environment)?, &of("scenario-runs"));
        let unfinished = UnfinishedCalls::new(unfinished_calls::Settings::from(&environment)?, &of("unfinished-calls"));
        let check = CallCheck::new(call_check::Settings::from(&environment)?, &of("call-check"));
        Ok(Self {
            voice_webhook: voice_webhook::router(webhook),
            voice_fallback: voice_fallback::router(fallback),
            voice_stream: stream.map(Arc::new),
            admin_tenants: admin_tenants::router(tenants),
            api_keys: api_keys::router(keys),
            call_records: call_records::router(records),
            test_calls: test_calls::router(tests),
            customers: customers::router(customers),
            analytics: analytics::router(figures),
            dashboard: dashboard::router(dashboard),
            usage_aggregator: Arc::new(aggregator),
            follow_up: Arc::new(follow_up),
            scenario_runs: Arc::new(scenarios),
            unfinished_calls: Arc::new(unfinished),
            call_check: Arc::new(check),
        })
    }

    /// The consumers of the queues, a queue's sender before its receiver.
    pub(super) fn consumers(&self, sqs: &aws_sdk_sqs::Client, resources: &Resources) -> [Consumer; 4] {
        let (aggregator, follow_up) = (Arc::clone(&self.usage_aggregator), Arc::clone(&self.follow_up));
        let count: Handler = Arc::new(move |batch| {
            let aggregator = Arc::clone(&aggregator);
            Box::pin(async move { aggregator.handle(batch).await })
        });
        let follow: Handler = Arc::new(move |batch| {
            let follow_up = Arc::clone(&follow_up);
            Box::pin(async move { follow_up.handle(batch).await })
        });
        let scenarios = Arc::clone(&self.scenario_runs);
        let rehearse: Handler = Arc::new(move |batch| {
            let scenarios = Arc::clone(&scenarios);
            Box::pin(async move { scenarios.handle(batch).await })
        });
        let stream = self.voice_stream.clone();
        let look: Handler = Arc::new(move |batch| {
            let stream = stream.clone();
            Box::pin(async move {
                match stream {
                    Some(stream) => stream.check_silences(batch).await,
                    None => SqsBatchResponse::default(),
                }
            })
        });
        let Resources { post_call_queue_url, follow_up_queue_url, scenario_queue_url, silence_queue_url, .. } =
            resources;
        [
            (silence_queue_url, look),
            (post_call_queue_url, count),
            (follow_up_queue_url, follow),
            (scenario_queue_url, rehearse),
        ]
        .map(|(url, handler)| Consumer::new(sqs.clone(), url.clone(), handler))
    }

    /// The routes for Twilio's webhooks, behind one address as in API Gateway.
    pub(super) fn telephone(&self) -> Router {
        beside(self.voice_webhook.clone(), self.voice_fallback.clone(), |path| path == "/twilio/fallback")
    }

    /// The routes of the administration's API, behind one address as in API Gateway.
    pub(super) fn admin_router(&self) -> Router {
        let of_keys = |path: &str| {
            below_tenant(path).is_some_and(|segment| API_KEYS.contains(&segment))
                || is_of_a_person(path)
                || path.starts_with("/unsubscribe/")
                || path == "/health"
                || path.starts_with("/health/")
        };
        let of_records = |path: &str| {
            below_tenant(path).is_some_and(|segment| CALL_RECORDS.contains(&segment)) || path.starts_with("/calendar/")
        };
        let of_tests = |path: &str| below_tenant(path).is_some_and(|segment| TEST_CALLS.contains(&segment));
        let api = beside(self.admin_tenants.clone(), self.api_keys.clone(), of_keys);
        let api = beside(api, self.test_calls.clone(), of_tests);
        let of_customers = |path: &str| below_tenant(path).is_some_and(|segment| CUSTOMERS.contains(&segment));
        let api = beside(api, self.customers.clone(), of_customers);
        let api = beside(api, self.analytics.clone(), |path| {
            path == "/admin/analytics"
                || path.starts_with("/admin/analytics/")
                || below_tenant(path).is_some_and(|segment| ANALYTICS.contains(&segment))
        });
        let api = beside(api, self.call_records.clone(), of_records).layer(from_fn(with_source_address));
        beside(api, self.dashboard.clone(), |path| {
            !path.split('/').nth(1).is_some_and(|first| NO_SCREENS.contains(&first))
        })
    }
}

/// What `api-keys` serves below a tenant, as `template.yaml` routes it, beside the notifications of a person.
const API_KEYS: [&str; 3] = ["api-keys", "my-notifications", "undelivered-notifications"];

/// What `call-records` serves below a tenant, as `template.yaml` routes it.
const CALL_RECORDS: [&str; 7] =
    ["calls", "appointments", "availability", "calendar-feeds", "messages", "emergencies", "webhooks"];
/// The first segments of paths that are no screens of the dashboard: those of the API, and those that only the laptop has.
const NO_SCREENS: [&str; 8] = ["admin", "twilio", "calendar", "unsubscribe", "health", "dev", "docs", "outbox"];
/// The same for `test-calls`.
const TEST_CALLS: [&str; 4] = ["preview", "proposals", "voice-samples", "test-calls"];
/// The same for `customers`.
const CUSTOMERS: [&str; 3] = ["customers", "export", "retention"];
/// The same for `analytics`, beside the figures of all companies.
const ANALYTICS: [&str; 2] = ["analytics", "pulse"];

/// The segment of a path after the tenant's.
fn below_tenant(path: &str) -> Option<&str> {
    path.strip_prefix("/admin/tenants/").and_then(|rest| rest.split('/').nth(1))
}

/// Whether a path is about the notifications of a person: `/admin/tenants/{tenant}/people/{person}/notifications`.
fn is_of_a_person(path: &str) -> bool {
    below_tenant(path) == Some("people") && path.split('/').nth(6) == Some("notifications")
}

/// A running server.
pub(super) type Serving = JoinHandle<std::io::Result<()>>;

/// Serves the webhooks and the administration: on one address, or on two if the administration has its own.
pub(super) fn serve(
    (loopback, webhook): (Loopback, Router),
    (administration, admin_router): (Option<Loopback>, Router),
    stopped: impl Future<Output = ()> + Send + 'static,
) -> (Serving, Option<Serving>) {
    if let Some(administration) = administration {
        (tokio::spawn(loopback.serve(webhook, stopped)), Some(tokio::spawn(administration.serve_forever(admin_router))))
    } else {
        let both = beside(admin_router, webhook, |path| path.starts_with("/twilio/"));
        (tokio::spawn(loopback.serve(both, stopped)), None)
    }
}

/// Whether a path belongs to a router.
type Belongs = fn(&str) -> bool;

/// Combines two routers: paths that `belongs` accepts go to `other`.
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

/// Adds the client's address to the request's context, as API Gateway does.
async fn with_source_address(mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip().to_string());
    let mut context = ApiGatewayV2httpRequestContext::default();
    context.http.source_ip = peer;
    request.extensions_mut().insert(RequestContext::ApiGatewayV2(context));
    next.run(request).await
}
