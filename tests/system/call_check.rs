//! The daily check of calls: it passes over real HTTP and leaves nothing behind, and each part is seen to fail.

use std::time::Duration;

use axum::{
    Router,
    extract::Request,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use call_check::{CheckError, CheckReport, METRICS};
use local::system::Functions;
use localhost::Loopback;
use platform::{runtime::Runtime, telemetry::Metrics};
use serde_json::json;
use tower::ServiceExt;

use crate::support::{TestApp, template::Template};

const TENANT: &str = "ten_call_check";
const NUMBER: &str = "+15555550100";
const WEBHOOK: &str = "/twilio/";
const FALLBACK: &str = "/twilio/fallback";

async fn check(app: &TestApp) -> CheckReport {
    app.system.functions.call_check.run(Duration::ZERO).await.expect("the company is removed")
}

/// What a broken route answers.
type Breakage = fn() -> Response;

fn twiml(body: &'static str) -> Response {
    ([(CONTENT_TYPE, "text/xml")], body).into_response()
}

/// Checks the routes of a system at an address of its own, where a route is broken from this request of the check on.
/// Returns the report and the values of the two metrics.
async fn check_with(app: &TestApp, broken: &'static str, breakage: Breakage) -> (CheckReport, Vec<f64>, Metrics) {
    check_in(app, [], broken, breakage).await
}

/// The same with other settings.
async fn check_in<const N: usize>(
    app: &TestApp,
    settings: [(&str, &str); N],
    broken: &'static str,
    breakage: Breakage,
) -> (CheckReport, Vec<f64>, Metrics) {
    let loopback = Loopback::bind(0).await.expect("a port");
    let metrics = Metrics::in_memory();
    let runtime = Runtime { metrics: metrics.clone(), ..app.system.runtime.clone() };
    let mut environment = app.system.manifest.environment.clone();
    environment.insert("PUBLIC_BASE_URL".to_owned(), loopback.url().to_owned());
    environment.insert("SECRET_REFRESH_AFTER_MS".to_owned(), "0".to_owned());
    environment.extend(settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let functions = Functions::new(&environment, &runtime).expect("valid settings");
    let (webhook, fallback) = (functions.voice_webhook.clone(), functions.voice_fallback.clone());
    let serve = async move |request: Request| {
        let path = request.uri().path_and_query().map_or("", |path| path.as_str()).to_owned();
        let is_fallback = path.starts_with(FALLBACK);
        if path.starts_with(broken) && is_fallback == broken.starts_with(FALLBACK) {
            return breakage();
        }
        let router = if is_fallback { fallback.clone() } else { webhook.clone() };
        router.oneshot(request).await.expect("infallible")
    };
    tokio::spawn(loopback.serve_forever(Router::new().fallback(serve)));
    let report = functions.call_check.run(Duration::ZERO).await.expect("the company is removed");
    let values = METRICS.into_iter().flat_map(|metric| metrics.recorded_values(metric)).collect();
    (report, values, metrics)
}

#[tokio::test]
async fn check_passes_pages_and_bills_no_one_and_leaves_nothing_behind() {
    // The second check has a new token.
    let app = TestApp::with_settings([("SECRET_REFRESH_AFTER_MS", "0")]).await;
    let before = app.items().await;
    for now in ["2026-11-23T16:00:00Z", "2026-11-24T09:00:00Z"] {
        app.set_now(now);
        assert_eq!(check(&app).await, CheckReport { webhook: true, fallback: true });
        assert_eq!(app.items().await, before, "an item is left or changed");
        assert_eq!(app.secret(TENANT).await.as_deref(), Some("{}"), "its token is left");
    }
    assert!(app.system.twilio.sent().is_empty(), "someone was paged");
    assert!(app.model.requests().is_empty(), "the model was asked");
    let items = app.stop_and_read_items().await;
    assert_eq!(items.len(), before.len(), "the call was counted");
}

#[tokio::test]
async fn check_at_an_address_of_its_own_publishes_success_and_raises_no_fallback_alarm() {
    let app = TestApp::start().await;
    let (report, values, metrics) = check_with(&app, "/nothing", || StatusCode::IM_A_TEAPOT.into_response()).await;
    assert_eq!((report, values), (CheckReport { webhook: true, fallback: true }, vec![0.0, 0.0]));
    assert!(!metrics.recorded().contains(&voice_fallback::METRICS[0]), "the check raised the alarm fallback-used");
}

#[tokio::test]
async fn broken_webhook_is_seen_and_the_fallback_is_still_checked() {
    let breakages: [Breakage; 4] = [
        || StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        || twiml("<Response/>"),
        || twiml("<Response><Say>Call Check Heating</Say>"),
        || (StatusCode::OK, "busy").into_response(),
    ];
    for path in [WEBHOOK, "/twilio/turn", "/twilio/status"] {
        let app = TestApp::start().await;
        for breakage in breakages {
            let (report, values, _) = check_with(&app, path, breakage).await;
            assert_eq!((report, values), (CheckReport { webhook: false, fallback: true }, vec![1.0, 0.0]), "{path}");
            assert!(!app.items().await.iter().any(|item| item.partition == TENANT), "{path}: an item is left");
        }
    }
}

#[tokio::test]
async fn broken_fallback_is_seen() {
    let breakages: [Breakage; 3] = [
        || StatusCode::NOT_FOUND.into_response(),
        || twiml("<Response><Record/></Response>"),
        || twiml("<Response><Dial><Number>+19005550199</Number></Dial></Response>"),
    ];
    let app = TestApp::start().await;
    for path in [FALLBACK, "/twilio/fallback?stage=dialed"] {
        for breakage in breakages {
            let (report, values, _) = check_with(&app, path, breakage).await;
            assert_eq!((report, values), (CheckReport { webhook: true, fallback: false }, vec![0.0, 1.0]), "{path}");
        }
    }
}

/// A rotation whose deployment was left out.
#[tokio::test]
async fn fallback_without_the_current_signing_key_is_seen() {
    let app = TestApp::start().await;
    let ring = r#"{"current": "k2", "k2": "a newer key of thirty-two characters"}"#;
    let settings = [("SIGNING_KEYS", ring)];
    let (report, values, _) = check_in(&app, settings, "/nothing", || StatusCode::IM_A_TEAPOT.into_response()).await;
    assert_eq!((report, values), (CheckReport { webhook: true, fallback: false }, vec![0.0, 1.0]));
}

#[tokio::test]
async fn broken_table_fails_the_webhook_part_and_the_next_check_cleans_up() {
    let app = TestApp::start().await;
    let before = app.items().await;
    app.aws.fail("DynamoDB");
    let failed = app.system.functions.call_check.run(Duration::ZERO).await.expect_err("nothing can be removed");
    assert!(matches!(failed, CheckError::Store(_)), "{failed:?}");
    app.aws.recover();
    assert_eq!(check(&app).await, CheckReport { webhook: true, fallback: true });
    assert_eq!(app.items().await, before);
}

#[tokio::test]
async fn built_in_company_is_out_of_reach() {
    let app = TestApp::start().await;
    check(&app).await;
    let operator = app.operator();
    assert_eq!(operator.get(&format!("/admin/tenants/{TENANT}")).await.status, 404);
    let listed = operator.get("/admin/tenants?limit=100").await.ok(200).to_string();
    assert!(!listed.contains("Call Check") && !listed.contains(TENANT), "{listed}");
    // Between two checks, its number is in service for no token.
    assert!(app.caller_to(NUMBER, "a-guess").ring().await.is_not_in_service());
}

#[tokio::test]
async fn number_of_another_company_is_left_alone() {
    let app = TestApp::start().await;
    let peak = json!({
        "name": "Peak", "time_zone": "America/Denver", "number": NUMBER, "owner": {"email": "kim@peak.example"},
    });
    app.operator().post("/admin/tenants", &peak).await.ok(201);
    let before = app.items().await;
    assert_eq!(check(&app).await, CheckReport { webhook: false, fallback: true });
    assert_eq!(app.items().await, before);
}

/// CloudWatch's statistics of a metric count its samples: none in a day means that the check did not run.
#[test]
fn check_that_does_not_run_raises_an_alarm() {
    let alarm = Template::alarms().resource("CallCheckStopped");
    assert_eq!((&alarm["Statistic"], &alarm["TreatMissingData"]), (&json!("SampleCount"), &json!("breaching")));
    let hours = |field: &str| alarm[field].as_u64().expect("a number");
    assert_eq!((hours("Period"), hours("EvaluationPeriods")), (3600, 25), "a day and an hour");
}
