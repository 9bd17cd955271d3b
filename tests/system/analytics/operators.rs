//! What operators see: each company's figures, and what does not work.

use jiff::Timestamp;
use serde_json::{Value, json};
use store::{Credential, Health, RefusedToken};

use super::{count, rich};
use crate::{
    support::{ACME, DESERT, TestApp},
    system::{
        aws_requests::{counts, operations_of},
        spending::{BUDGET, TODAY, spend},
    },
};

const HEALTH: &str = "/admin/analytics/health";

async fn health(app: &TestApp) -> Value {
    app.operator().get(HEALTH).await.ok(200)
}

/// An event of CloudWatch about an alarm.
fn alarm(time: &str, state: &str) -> Value {
    json!({
        "source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change", "time": time,
        "detail": {"alarmName": "front-desk-api-errors", "state": {"value": state, "reason": "3 errors"}},
    })
}

async fn send(app: &TestApp, event: Value) -> Value {
    let invocation = serde_json::from_value(event).expect("an event of the function");
    let answer = app.system.functions.follow_up.invoke(invocation).await.expect("handled");
    serde_json::to_value(answer).expect("JSON")["alarm_stored"].take()
}

/// An alarm that begins, as CloudWatch reports it.
pub(crate) async fn change_alarm(app: &TestApp) {
    assert_eq!(send(app, alarm("2026-11-23T15:00:00Z", "ALARM")).await, true);
}

#[tokio::test]
async fn operators_see_the_figures_of_each_company() {
    let app = TestApp::start().await;
    let of_desert = app.tenant(DESERT).tenant_id.clone();
    for nth in 1..6 {
        let call = messages::FinishedCall { test: false, ..rich(&app, nth) };
        count(&app, &call).await;
        if nth < 3 {
            let call_id = domain::id::CallSid::parse(&format!("CAd{nth:031}")).expect("an id");
            count(&app, &messages::FinishedCall { tenant: of_desert.clone(), call: call_id, ..call }).await;
        }
    }
    let operator = app.operator();
    let path = "/admin/analytics/companies?from=2026-11-20&to=2026-11-23&limit=1";
    let first = operator.get(path).await.ok(200);
    let cursor = first["next_cursor"].as_str().expect("a second page");
    let second = operator.get(&format!("{path}&cursor={cursor}")).await.ok(200);
    let seen = |page: &Value| {
        let items = page["items"].as_array().expect("items");
        assert_eq!(items.len(), 1, "{page}");
        (items[0]["tenant_id"].clone(), items[0]["period"]["figures"]["calls"].clone())
    };
    assert_eq!(seen(&first), (json!("ten_acme"), json!(5)));
    assert_eq!(seen(&second), (json!(of_desert), json!(2)));
    assert_eq!(first["items"][0]["before"]["figures"]["calls"], 0);
    app.aws.clear_requests();
    operator.get(path).await.ok(200);
    // The rate limit, the list of companies, and two queries for each company.
    assert_eq!(operations_of(&app), counts(["UpdateItem", "Query", "Query", "Query"]));
    app.aws.clear_requests();
    operator.get(&path.replace("limit=1", "limit=2")).await.ok(200);
    assert_eq!(operations_of(&app), counts(["UpdateItem", "Query", "Query", "Query", "Query", "Query"]));
    assert_eq!(operator.get("/admin/analytics/companies?limit=26").await.problem(400), "malformed");
}

#[tokio::test]
async fn health_shows_connections_that_fail_and_nothing_else() {
    let app = TestApp::start().await;
    let healthy = health(&app).await;
    assert_eq!((&healthy["companies"], &healthy["alarms"]), (&json!([]), &json!([])));
    assert_eq!((&healthy["checked"], &healthy["trials_budget_exhausted"]), (&json!(2), &json!(false)));

    let (store, scope) = (app.store(), app.scope(ACME).await);
    let token = RefusedToken { account: "AC1".to_owned(), last_four: "1234".to_owned(), fingerprint: "abc".to_owned() };
    let at: Timestamp = "2026-11-23T15:00:00Z".parse().expect("an instant");
    let known = store.get_credentials(&scope).await.expect("read").twilio;
    let token = known.map_or(token, |known| RefusedToken {
        last_four: known.last_four,
        fingerprint: known.fingerprint.unwrap_or_default(),
        account: known.account.unwrap_or_default(),
    });
    store.note_refused_token(&scope, &token, at).await.expect("noted");
    let failing = health(&app).await["companies"].clone();
    let expected = json!([{"connection": "twilio", "problem": "refused", "since": "2026-11-23T15:00:00Z"}]);
    assert_eq!((&failing[0]["tenant_id"], &failing[0]["failing_connections"]), (&json!("ten_acme"), &expected));
    assert_eq!(failing.as_array().map(Vec::len), Some(1));
    let works = (token.last_four.as_str(), token.fingerprint.as_str());
    store.note_health(&scope, Credential::Twilio, works, Health::Works, at).await.expect("noted");
    assert_eq!(health(&app).await["companies"], json!([]));
}

#[tokio::test]
async fn health_shows_a_budget_after_a_turn_that_did_not_fit_until_it_is_raised() {
    let app = TestApp::start().await;
    let budget = async |daily: u64| {
        let budget = json!({"daily_micro_usd": daily, "monthly_micro_usd": 10_000_000});
        app.operator().put(BUDGET, &budget).await.ok(200);
    };
    budget(1_000_000).await;
    spend(&app, TODAY, 999_000).await;
    assert_eq!(health(&app).await["companies"], json!([]), "the rest may still be enough");
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.post("/admin/tenants/me/test-calls", &json!({})).await.problem(429), "budget-exhausted");
    let exhausted = json!({
        "period": "day", "budget_micro_usd": 1_000_000, "spent_micro_usd": 999_000, "until": "2026-11-24T00:00:00Z",
    });
    assert_eq!(health(&app).await["companies"][0]["exhausted_budget"], exhausted);
    budget(5_000_000).await;
    assert_eq!(health(&app).await["companies"], json!([]));
    // A telephone call notes it too.
    budget(1_000_000).await;
    app.set_now("2026-11-24T15:00:00Z");
    spend(&app, TODAY.tomorrow().expect("a day"), 999_990).await;
    assert_eq!(health(&app).await["companies"], json!([]), "another day");
    app.caller(ACME).ring().await;
    assert_eq!(health(&app).await["companies"][0]["exhausted_budget"]["period"], "day");
}

#[tokio::test]
async fn health_shows_alarms_until_they_are_over_in_whatever_order_their_changes_arrive() {
    let app = TestApp::start().await;
    change_alarm(&app).await;
    let alarms = health(&app).await["alarms"].clone();
    let expected = json!([{"name": "front-desk-api-errors", "since": "2026-11-23T15:00:00Z", "reason": "3 errors"}]);
    assert_eq!(alarms, expected);
    assert_eq!(send(&app, alarm("2026-11-23T14:59:00Z", "OK")).await, false, "an older change");
    assert_eq!(health(&app).await["alarms"], expected);
    assert_eq!(send(&app, alarm("2026-11-23T15:10:00Z", "OK")).await, true);
    assert_eq!(health(&app).await["alarms"], json!([]));
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}
