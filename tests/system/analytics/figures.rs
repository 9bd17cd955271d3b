//! The figures of a day, each against what was counted.

use domain::{
    booking::{DangerReport, Emergency},
    call_facts::Outcome,
    day_counts::{LatencyStage, TurnTimes},
    escalation::AcceptedBy,
    id::{CallSid, EmergencyId},
    triage::Hazard,
};
use jiff::{Timestamp, ToSpan};
use messages::FinishedCall;
use serde_json::{Value, json};

use super::{ANALYTICS, count, rich};
use crate::{
    support::{ACME, TestApp},
    system::handling::leave_message,
};

/// The stages of a turn, by their names in the figures, with their share of a whole turn in per cent.
const STAGES: [(&str, LatencyStage, u32); 6] = [
    ("total", LatencyStage::Total, 100),
    ("table", LatencyStage::Table, 5),
    ("model_first_part", LatencyStage::FirstPart, 40),
    ("model", LatencyStage::Model, 70),
    ("tools", LatencyStage::Tools, 20),
    ("ours", LatencyStage::Ours, 2),
];

async fn figures(app: &TestApp) -> Value {
    app.person(ACME, "dispatcher").get(&format!("{ANALYTICS}?from=2026-11-23&to=2026-11-23")).await.ok(200)
}

/// Whether a value is within 5 % of the exact one; one more for the rounding of small values.
fn is_near(value: &Value, exact: u64) -> bool {
    value.as_u64().is_some_and(|value| value.abs_diff(exact) <= exact / 20 + 1)
}

/// A call of November 23.
fn call_of_the_day(app: &TestApp, nth: usize) -> FinishedCall {
    let day = jiff::civil::date(2026, 11, 23);
    let started_at: Timestamp = "2026-11-23T15:00:00Z".parse().expect("an instant");
    let started_at = started_at + i64::try_from(nth).expect("few").minutes();
    FinishedCall { day, started_at, test: false, ..rich(app, nth) }
}

#[tokio::test]
async fn latency_has_both_percentiles_of_each_stage() {
    let app = TestApp::start().await;
    for nth in 1..=20 {
        let total = 1_000 * u32::try_from(nth).expect("few");
        let turn = STAGES.map(|(_, stage, share)| (stage, total / 100 * share));
        count(&app, &FinishedCall { times: TurnTimes::of([turn.as_slice()]), ..call_of_the_day(&app, nth) }).await;
    }
    let shown = figures(&app).await;
    for (name, _, share) in STAGES {
        let latency = &shown["period"]["figures"]["latency_ms"][name];
        let exact = |total: u64| total / 100 * u64::from(share);
        assert!(is_near(&latency["p50"], exact(10_000)), "{name}: {latency}");
        assert!(is_near(&latency["p95"], exact(19_000)), "{name}: {latency}");
    }
}

#[tokio::test]
async fn spam_transfers_and_messages_are_counted_and_open_messages_are_those_that_are_not_done() {
    let app = TestApp::start().await;
    for nth in 1..=10 {
        let mut call = call_of_the_day(&app, nth);
        let facts = call.facts.as_mut().expect("facts");
        facts.outcome = if nth <= 3 { Outcome::Spam } else { Outcome::Message };
        (facts.transfers.reached, facts.transfers.missed) = (u8::from(nth == 4), u8::from(nth >= 9) * 2);
        call.usage.messages = u64::from(nth > 3);
        count(&app, &call).await;
    }
    let scope = app.scope(ACME).await;
    let mut messages = Vec::new();
    for nth in 0..4 {
        messages.push(leave_message(&app, &scope, nth).await);
    }
    let done = format!("/admin/tenants/me/messages/{}", messages[1]);
    app.person(ACME, "dispatcher").patch_at(1, &done, &json!({"done": true})).await.ok(200);
    let shown = figures(&app).await;
    let figures = &shown["period"]["figures"];
    assert_eq!((&figures["calls"], &figures["spam"], &figures["messages"]), (&json!(10), &json!(3), &json!(7)));
    assert_eq!(figures["transfers"], json!({"reached": 1, "missed": 4}));
    assert_eq!(shown["open"], json!({"messages": 3, "emergencies": 0}));
}

#[tokio::test]
async fn time_to_acknowledgement_has_both_percentiles_from_the_day_of_the_danger() {
    let app = TestApp::start().await;
    let (store, scope) = (app.store(), app.scope(ACME).await);
    let heard_at: Timestamp = "2026-11-23T15:00:00Z".parse().expect("an instant");
    let call = CallSid::parse("CAacknowledged").expect("an id");
    for nth in 1..=20_u32 {
        let emergency = Emergency {
            id: EmergencyId::of_call(&call, nth),
            call: call.clone(),
            hazard: Hazard::GasLeak,
            callback: None,
            heard_at,
            day: Some(jiff::civil::date(2026, 11, 23)),
            report: DangerReport::default(),
        };
        store.put_emergency(&scope, &emergency).await.expect("stored");
        let by = AcceptedBy::Key { number: None };
        let at = heard_at + i64::from(30 * nth).seconds();
        // One is acknowledged after midnight, and one a second time: both count once on the day of the danger.
        let at = if nth == 20 { heard_at + 24.hours() } else { at };
        for again in [0, i64::from(nth == 1)] {
            let at = at + again.hours();
            store.acknowledge_emergency(&scope, &emergency.id, &by, at).await.expect("stored");
        }
    }
    let shown = figures(&app).await;
    let emergencies = &shown["period"]["figures"]["emergencies"];
    assert_eq!(emergencies["acknowledged"], 20);
    let times = &emergencies["seconds_to_acknowledgement"];
    assert!(is_near(&times["p50"], 300) && is_near(&times["p95"], 570), "{times}");
    // Nothing but the item of the day says it.
    app.delete_items(|item| item.sort.starts_with("emergency#") || item.sort.starts_with("emg_at#")).await;
    assert_eq!(&figures(&app).await["period"]["figures"]["emergencies"], emergencies);
}
