//! An emergency that no one accepts is announced again, to more and more people, until a person accepts it.

use domain::{
    escalation::EscalationStep,
    id::{CallSid, EmergencyId},
    phone::PhoneNumber,
};
use fake_twilio::PlacedCall;
use follow_up::FollowUp;
use jiff::ToSpan;
use messages::{FollowUpJob, JobKind};
use platform::{
    runtime::Runtime,
    telemetry::{Metric, Metrics},
};
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::{DueJob, EmergencyItem};

use super::{notifications::deliver, webhooks::register};
use crate::support::{ACME, ApiResponse, Receiver, TestApp, TestCaller, WebhookResponse};

/// The people on call of ACME, and the mobile number of its dispatcher.
const ON_CALL: [&str; 2] = ["+12145550171", "+12145550172"];
const DISPATCHER: &str = "+12145550190";

/// A call in which gas is smelled, and that no one on call answers.
pub(crate) async fn unanswered(app: &TestApp, from: &str) -> EmergencyItem {
    let caller = app.caller(ACME).from(from);
    let greeting = caller.ring().await;
    let mut response = caller.say(&greeting, "I smell gas").await;
    while response.has("Dial") {
        response = caller.post(&response.attribute("Dial", "action"), &[("DialCallStatus", "no-answer")]).await;
    }
    stored(app, &caller).await
}

async fn stored(app: &TestApp, caller: &TestCaller) -> EmergencyItem {
    let id = EmergencyId::of_call(&crate::support::call(caller), 0);
    app.store().get_emergency(&app.scope(ACME).await, &id).await.expect("read").expect("stored")
}

fn step(nth: u8) -> EscalationStep {
    serde_json::from_value(json!(nth)).expect("a step")
}

/// Does a step of the escalation at its time; returns whether it succeeded.
pub(crate) async fn escalate(app: &TestApp, follow_up: &FollowUp, item: &EmergencyItem, nth: u8) -> bool {
    app.set_now(&step(nth).due_at(item.emergency.heard_at).to_string());
    deliver(follow_up, &job_of(app, item, nth)).await
}

fn job_of(app: &TestApp, item: &EmergencyItem, nth: u8) -> String {
    let emergency = &item.emergency;
    let kind = JobKind::Escalate { emergency: emergency.id.clone(), step: step(nth) };
    let job = FollowUpJob::of_call(app.tenant(ACME).tenant_id.clone(), emergency.call.clone(), kind);
    job.to_body().expect("JSON")
}

/// Escalates an emergency until the operator is alarmed.
pub(crate) async fn alarm_the_operator(app: &TestApp, follow_up: &FollowUp) {
    let item = unanswered(app, "+12145550142").await;
    assert!(escalate(app, follow_up, &item, 3).await);
}

/// The numbers that were texted and rung since the last call.
struct Paged {
    texts: usize,
    rings: usize,
}

impl Paged {
    fn since(&mut self, app: &TestApp) -> (Vec<String>, Vec<String>) {
        let (texts, rings) = (app.system.twilio.sent(), app.system.twilio.placed());
        let numbers = (
            texts[self.texts..].iter().map(|text| text.to.clone()).collect(),
            rings[self.rings..].iter().map(|ring| ring.to.clone()).collect(),
        );
        (self.texts, self.rings) = (texts.len(), rings.len());
        numbers
    }
}

/// A person who is rung presses a key.
async fn press(app: &TestApp, ring: &PlacedCall, key: &str) -> WebhookResponse {
    let document = WebhookResponse {
        status: 200,
        content_type: "text/xml".to_owned(),
        body: ring.twiml.clone().expect("a document"),
    };
    let mut leg = app.caller(ACME);
    (leg.from, leg.to) = (ring.from.clone(), ring.to.clone());
    leg.press(&document, key).await
}

async fn shown(app: &TestApp, item: &EmergencyItem) -> Value {
    let path = format!("/admin/tenants/me/emergencies/{}", item.emergency.id);
    app.person(ACME, "dispatcher").get(&path).await.ok(200)
}

#[tokio::test]
async fn people_on_call_then_everybody_then_the_operator_are_alarmed_until_a_person_accepts() {
    let app = TestApp::start().await;
    let quiet = json!({
        "channels": {"emergency": "none"}, "mobile": DISPATCHER, "quiet_hours": {"from": "09:00", "until": "12:00"},
    });
    app.person(ACME, "manager").put("/admin/tenants/me/my-notifications", &quiet).await.ok(200);
    let item = unanswered(&app, "+12145550142").await;
    let metrics = Metrics::in_memory();
    let runtime = Runtime { metrics: metrics.clone(), ..app.system.runtime.clone() };
    let functions = local::system::Functions::new(&app.system.manifest.environment, &runtime).expect("valid settings");
    let follow_up = functions.follow_up;
    let (on_call, mut paged) = (ON_CALL.map(str::to_owned).to_vec(), Paged { texts: 0, rings: 0 });
    assert_eq!(paged.since(&app), (on_call.clone(), vec![]), "the call itself rings");
    // The step is in the list of due jobs, and redelivered.
    assert!(app.due_jobs().await.iter().any(|job| job.contains("escalate")));
    for _ in 0..2 {
        assert!(escalate(&app, &follow_up, &item, 1).await);
    }
    assert_eq!(paged.since(&app), (on_call.clone(), on_call.clone()));
    let everybody = [on_call.clone(), vec![DISPATCHER.to_owned()]].concat();
    assert!(escalate(&app, &follow_up, &item, 2).await);
    assert_eq!(paged.since(&app), (everybody.clone(), everybody.clone()));
    let alarms = || metrics.recorded_values(Metric::count("EmergenciesUnacknowledged")).len();
    assert_eq!(alarms(), 0);
    assert!(escalate(&app, &follow_up, &item, 3).await);
    assert_eq!((paged.since(&app), alarms()), ((everybody.clone(), everybody), 1));

    let ring = app.system.twilio.placed().pop().expect("a ring");
    assert!(ring.twiml.as_ref().is_some_and(|twiml| twiml.contains("a possible gas leak")), "{ring:?}");
    assert!(press(&app, &ring, "5").await.has("Hangup"));
    assert_eq!(shown(&app, &item).await.get("acknowledged_at"), None);
    let accepted = press(&app, &ring, "1").await;
    assert!(accepted.said().contains("You have accepted it. Call the caller now, at 2 1 4"), "{}", accepted.said());
    assert!(escalate(&app, &follow_up, &item, 4).await);
    assert_eq!(paged.since(&app), (vec![], vec![]));

    let shown = shown(&app, &item).await;
    assert_eq!(shown["acknowledged_by"], json!({"way": "key", "number": ring.to}));
    let pages = shown["pages"].as_array().expect("pages");
    // Texts and rings: of the call (the office too), 2 on call, 3 and 3.
    let of_step = |nth: u64| pages.iter().filter(|page| page["step"] == nth).count();
    assert_eq!([0, 1, 2, 3].map(of_step), [5, 4, 6, 6], "{shown:#}");
    let answered: Vec<_> = pages.iter().filter(|page| page.get("acknowledged_at").is_some()).collect();
    let [answered] = &answered[..] else { panic!("one page: {answered:?}") };
    assert_eq!(
        (&answered["way"], &answered["step"], &answered["number"]),
        (&json!("ring"), &json!(3), &json!(ring.to))
    );
}

#[tokio::test]
async fn each_step_survives_a_crash_at_each_request() {
    for takes_effect in [false, true] {
        let app = TestApp::start().await;
        let item = unanswered(&app, "+12145550142").await;
        let follow_up = app.other_process([]).follow_up;
        let before = app.system.twilio.sent().len();
        let (job, mut crashes, mut now) = (job_of(&app, &item, 1), 0, step(1).due_at(item.emergency.heard_at));
        for requests in 0..40 {
            app.set_now(&now.to_string());
            app.aws.crash_after(requests, takes_effect);
            deliver(&follow_up, &job).await;
            if !app.aws.restart() {
                break;
            }
            crashes += 1;
            // A page whose end is not known is tried again after its lease.
            now += 2.minutes();
        }
        assert!(crashes > 5, "{crashes}");
        assert!(deliver(&follow_up, &job).await);
        let texts = app.system.twilio.sent().split_off(before);
        for number in ON_CALL {
            let count = texts.iter().filter(|text| text.to == number).count();
            assert!((1..=10).contains(&count), "{number}: {count} texts");
            let rings = app.system.twilio.placed().iter().filter(|ring| ring.to == number).count();
            assert!((1..=10).contains(&rings), "{number}: {rings} rings");
        }
        let next = DueJob::of_escalation(&app.tenant(ACME).tenant_id, &item.emergency, step(2)).expect("JSON");
        let next = next.job().map(|job| job.to_body().expect("JSON")).expect("a job");
        assert_eq!(app.due_jobs().await.iter().filter(|job| **job == next).count(), 1);
    }
}

#[tokio::test]
async fn acknowledgement_after_the_count_of_the_call_is_announced() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &["emergency.raised", "emergency.acknowledged"]).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    caller.hang_up().await;
    receiver.wait_for_event("emergency.raised").await;
    let item = stored(&app, &caller).await;
    let follow_up = app.other_process([]).follow_up;
    assert!(escalate(&app, &follow_up, &item, 1).await);
    let ring = app.system.twilio.placed().pop().expect("a ring");
    press(&app, &ring, "1").await;
    app.set_now("2026-11-23T16:10:00Z");
    follow_up.queue_due().await.expect("queued");
    let acknowledged = receiver.wait_for_event("emergency.acknowledged").await;
    assert_eq!(acknowledged["data"]["emergency_id"], item.emergency.id.to_string());
    assert_eq!(receiver.received().len(), 2);
}

#[tokio::test]
async fn emergency_that_the_office_takes_or_acknowledges_is_not_escalated() {
    for body in [json!({"taken": true}), json!({"acknowledged": true}), json!({"done": true})] {
        let app = TestApp::start().await;
        let item = unanswered(&app, "+12145550142").await;
        let path = format!("/admin/tenants/me/emergencies/{}", item.emergency.id);
        let request = app.person(ACME, "dispatcher").request(Method::PATCH, &path).header(IF_MATCH, "*").json(&body);
        ApiResponse::of(request).await.ok(200);
        assert!(escalate(&app, &app.other_process([]).follow_up, &item, 1).await);
        assert_eq!(app.system.twilio.placed(), [], "{body}");
    }
}

#[tokio::test]
async fn repeated_danger_is_paged_once_and_accepted_once() {
    let app = TestApp::start().await;
    let (first, again) = (unanswered(&app, "+12145550142").await, unanswered(&app, "+12145550142").await);
    let follow_up = app.other_process([]).follow_up;
    for item in [&first, &again] {
        assert!(escalate(&app, &follow_up, item, 1).await);
    }
    assert_eq!(app.system.twilio.placed().len(), 2);
    let (scope, by) = (app.scope(ACME).await, domain::escalation::AcceptedBy::Key { number: None });
    app.store().acknowledge_emergency(&scope, &again.emergency.id, &by, app.change().at).await.expect("written");
    assert!(escalate(&app, &follow_up, &first, 2).await);
    assert_eq!(app.system.twilio.placed().len(), 2);
}

#[tokio::test]
async fn flood_of_dangers_is_paged_up_to_a_limit() {
    let app = TestApp::start().await;
    let mut items = Vec::new();
    for nth in 0..12 {
        items.push(unanswered(&app, &format!("+121455501{nth:02}")).await);
    }
    let follow_up = app.other_process([]).follow_up;
    for item in &items {
        assert!(escalate(&app, &follow_up, item, 1).await);
    }
    // Ten dangers, two people on call.
    assert_eq!(app.system.twilio.placed().len(), 20);
}

#[tokio::test]
async fn page_that_a_carrier_refuses_is_shown_with_what_to_do() {
    let app = TestApp::start().await;
    app.system.twilio.fail_texts(&PhoneNumber::parse(ON_CALL[0]).expect("a number"), 30_034);
    let item = unanswered(&app, "+12145550142").await;
    assert!(escalate(&app, &app.other_process([]).follow_up, &item, 1).await);
    let shown = shown(&app, &item).await;
    let page = shown["pages"].as_array().expect("pages").iter().find(|page| page["state"] == "undeliverable");
    let page = page.expect("a page that was refused");
    assert_eq!((&page["step"], &page["number"]), (&json!(0), &json!(ON_CALL[0])));
    assert_eq!(page["reason"], "number_not_registered");
    assert!(page["advice"].as_str().expect("an advice").contains("A2P 10DLC"));
}

#[tokio::test]
async fn key_for_an_unknown_emergency_creates_none() {
    let app = TestApp::start().await;
    let id = EmergencyId::of_call(&CallSid::parse("CA4711").expect("an id"), 0);
    let called = app.tenant(ACME).number.to_string().replace('+', "%2B");
    let path = format!("/twilio/page?called={called}&emergency={id}");
    assert!(app.caller(ACME).post(&path, &[("Digits", "1")]).await.has("Hangup"));
    assert_eq!(app.store().get_emergency(&app.scope(ACME).await, &id).await.expect("read"), None);
}
