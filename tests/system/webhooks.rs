//! Webhooks over HTTP: what a company's receivers get, when it is tried again, and what is never called.

use std::{sync::Arc, time::Duration};

use domain::{
    id::{DeliveryId, WebhookEndpointId},
    webhook::{WebhookEvent, WebhookEventType, WebhookSubject},
};
use follow_up::FollowUp;
use messages::{FollowUpJob, JobKind};
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::DeliveryItem;

use super::{
    calls::up_to_read_back,
    follow_up::{batch, failed},
};
use crate::support::{ACME, ApiResponse, Item, Receiver, ReceiverAnswer, TestApp, tool};

pub(crate) const WEBHOOKS: &str = "/admin/tenants/me/webhooks";

/// Registers a receiver of ACME for these events. Returns the webhook's path and its secret.
pub(crate) async fn register(app: &TestApp, url: &str, events: &[&str]) -> (String, String) {
    let body = json!({"url": url, "events": events});
    let made = app.person(ACME, "manager").post(WEBHOOKS, &body).await.ok(201);
    let id = made["webhook"]["webhook_id"].as_str().expect("an id");
    (format!("{WEBHOOKS}/{id}"), made["secret"].as_str().expect("a secret").to_owned())
}

fn every_event() -> Vec<&'static str> {
    WebhookEventType::ALL.map(WebhookEventType::name).into()
}

/// The office books a visit of ACME; returns its path.
async fn book(app: &TestApp) -> String {
    let visit = json!({
        "slot": "2026-11-24_morning", "job_type": "repair", "name": "Lee Park", "callback": "+12145550177",
        "street": "9 Elm Street", "zip": "75201", "problem": "The furnace is dead",
    });
    let visits = "/admin/tenants/me/appointments";
    let booked = app.person(ACME, "dispatcher").post(visits, &visit).await.ok(201);
    format!("{visits}/{}", booked["appointment_id"].as_str().expect("an id"))
}

/// Changes a visit, whatever its version.
async fn change(app: &TestApp, path: &str, body: &Value) -> Value {
    let dispatcher = app.person(ACME, "dispatcher");
    ApiResponse::of(dispatcher.request(Method::POST, path).header(IF_MATCH, "*").json(body)).await.ok(200)
}

/// A delivery of a test event that no queue knows of, and the job of its first attempt.
pub(crate) async fn delivery(app: &TestApp, webhook: &str) -> (DeliveryItem, String) {
    let id = webhook.rsplit('/').next().expect("an id");
    let endpoint = WebhookEndpointId::parse(id).expect("an id");
    let id = "evt_test_1".to_owned().try_into().expect("an id");
    let subject = WebhookSubject::Sample { event: WebhookEventType::MessageTaken, id };
    let event = WebhookEvent { at: app.change().at, subject };
    let item = app.store().put_delivery(&app.scope(ACME).await, DeliveryItem::new(&endpoint, &event)).await;
    let item = item.expect("stored");
    let job = job(app, &item.endpoint, &item.delivery, 0);
    (item, job)
}

pub(crate) fn job(app: &TestApp, endpoint: &WebhookEndpointId, delivery: &DeliveryId, attempt: usize) -> String {
    let kind = JobKind::WebhookDelivery { endpoint: endpoint.clone(), delivery: delivery.clone(), attempt };
    let job = FollowUpJob { tenant: app.tenant(ACME).tenant_id.clone(), call: None, kind };
    job.to_body().expect("JSON")
}

pub(crate) async fn handle(follow_up: &Arc<FollowUp>, job: &str) -> bool {
    failed(follow_up.handle(batch([job.to_owned()])).await).is_empty()
}

pub(crate) async fn stored(app: &TestApp, item: &DeliveryItem) -> DeliveryItem {
    let found = app.store().get_delivery(&app.scope(ACME).await, &item.endpoint, &item.delivery).await;
    found.expect("read").expect("a delivery")
}

/// Makes an attempt that fails, for the metrics.
pub(crate) async fn attempt_webhook(app: &TestApp, follow_up: &Arc<FollowUp>) {
    let (webhook, _) = register(app, "http://127.0.0.1:9/", &["message.taken"]).await;
    let (_, job) = delivery(app, &webhook).await;
    assert!(handle(follow_up, &job).await);
}

/// Makes an attempt whose receiver asks for an hour, so that the next one waits in the list of due jobs.
pub(crate) async fn delay_webhook(app: &TestApp) {
    let receiver = Receiver::start().await;
    let (webhook, _) = register(app, &receiver.url, &["message.taken"]).await;
    let (_, job) = delivery(app, &webhook).await;
    receiver.answer([ReceiverAnswer::RetryAfter(503, "3600")]);
    assert!(handle(&app.other_process([]).follow_up, &job).await);
}

/// Waits until the log of a webhook has a delivery in this state.
pub(crate) async fn wait_for_state(app: &TestApp, webhook: &str, state: &str) -> Value {
    let owner = app.person(ACME, "owner");
    let waiting = async {
        loop {
            let log = owner.get(&format!("{webhook}/deliveries")).await.ok(200);
            let found = log["items"].as_array().expect("items").iter().find(|delivery| delivery["state"] == state);
            if let Some(found) = found {
                return found.clone();
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap_or_else(|_| panic!("nothing is {state}"))
}

#[tokio::test]
async fn changes_of_the_office_reach_the_receiver_signed() {
    let app = TestApp::without_limits().await;
    let receiver = Receiver::start().await;
    let (webhook, secret) = register(&app, &receiver.url, &every_event()).await;
    let visit = book(&app).await;
    let booked = receiver.wait_for_event("appointment.booked").await;
    let id = visit.rsplit('/').next().expect("an id");
    assert_eq!(
        booked,
        json!({
            "type": "appointment.booked", "version": 1, "id": format!("evt_booked_{id}"),
            "timestamp": "2026-11-23T16:00:00Z", "tenant_id": "ten_acme",
            "data": {
                "appointment_id": id, "version": 1, "status": "booked",
                "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"}, "job_type": "repair",
                "name": "Lee Park", "callback": "+12145550177", "street": "9 Elm Street", "zip": "75201",
                "problem": "The furnace is dead", "booked_at": "2026-11-23T16:00:00Z",
            },
        })
    );
    app.set_now("2026-11-23T16:01:00Z");
    change(&app, &format!("{visit}/move"), &json!({"slot": "2026-11-25_morning", "notify_customer": false})).await;
    let changed = receiver.wait_for_event("appointment.changed").await;
    assert_eq!(changed["data"]["previous_slot"]["id"], "2026-11-24_morning");
    app.set_now("2026-11-23T16:02:00Z");
    let reason = json!({"reason": "Sold the house", "notify_customer": false});
    change(&app, &format!("{visit}/cancel"), &reason).await;
    let cancelled = receiver.wait_for_event("appointment.cancelled").await;
    assert_eq!(cancelled["data"]["reason"], "Sold the house");
    assert_eq!(cancelled["data"]["version"], 3);
    for received in receiver.received() {
        assert!(received.is_signed_with(&secret), "{received:?}");
        assert_eq!(received.header("webhook-id"), received.json()["id"]);
        assert_eq!(received.header("content-type"), "application/json");
    }
    let log = wait_for_state(&app, &webhook, "delivered").await;
    assert_eq!((&log["event"], &log["about"]), (&json!("appointment.cancelled"), &json!(id)));
    assert_eq!(log["attempts"][0]["status"], 204);
    let is_event = |item: &Item| item.partition == "due" && item.sort.contains("#evt_");
    let left = app.items().await.into_iter().filter(is_event).count();
    assert_eq!(left, 0, "an announced event waits for nothing");
}

#[tokio::test]
async fn what_a_call_led_to_reaches_the_receiver() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &every_event()).await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    let message =
        json!({"name": "Dana", "callback_number": null, "message": "my card is 4111 1111 1111 1111", "urgent": false});
    app.model.reply_with([tool("take_message", message), tool("end_call", json!({"goodbye": "Goodbye."}))]);
    let read_back = caller.say(&booked, "take a message").await;
    let taken = caller.say(&read_back, "yes").await;
    caller.say(&taken, "that's all").await;
    caller.hang_up().await;
    let completed = receiver.wait_for_event("call.completed").await;
    let data = &completed["data"];
    assert_eq!((&data["call_id"], &data["outcome"]), (&json!(caller.call_sid()), &json!("booked")));
    assert!(data["summary"]["text"].as_str().is_some_and(|text| text.starts_with("Dana Smith booked")), "{data}");
    let booked = receiver.wait_for_event("appointment.booked").await;
    assert_eq!(booked["data"]["call_id"], caller.call_sid());
    let taken = receiver.wait_for_event("message.taken").await;
    assert_eq!(taken["data"]["words"], "my card is [card number]");

    let id = app.appointment(&caller).await.expect("booked").id;
    let returning = app.caller(ACME);
    let greeting = returning.ring().await;
    app.model.reply_with([tool("look_up_customer", json!({})), tool("cancel", json!({"appointment_id": id}))]);
    let read_back = returning.say(&greeting, "Call my visit off").await;
    returning.say(&read_back, "yes, cancel it").await;
    returning.hang_up().await;
    let cancelled = receiver.wait_for_event("appointment.cancelled").await;
    assert_eq!((&cancelled["data"]["appointment_id"], &cancelled["data"]["status"]), (&json!(id), &json!("cancelled")));

    let emergency = app.caller(ACME);
    let greeting = emergency.ring().await;
    let transfer = emergency.say(&greeting, "I smell gas").await;
    let whisper = emergency.post(&transfer.attribute("Number", "url"), &[]).await;
    emergency.press(&whisper, "1").await;
    emergency.hang_up().await;
    assert_eq!(receiver.wait_for_event("emergency.raised").await["data"]["hazard"], "gas_leak");
    let acknowledged = receiver.wait_for_event("emergency.acknowledged").await;
    assert_eq!(acknowledged["data"]["acknowledged_at"], acknowledged["timestamp"]);
    assert_eq!(receiver.events("appointment.booked").len(), 1);
}

#[tokio::test]
async fn emergency_acknowledged_by_api_is_announced_once() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &["emergency.acknowledged"]).await;
    let id = super::handling::raise_emergency(&app, &app.scope(ACME).await, 1).await;
    let path = format!("/admin/tenants/me/emergencies/{id}");
    let dispatcher = app.person(ACME, "dispatcher");
    for second in [1, 2] {
        app.set_now(&format!("2026-11-23T16:00:0{second}Z"));
        let request = dispatcher.request(Method::PATCH, &path).header(IF_MATCH, "*");
        ApiResponse::of(request.json(&json!({"acknowledged": true}))).await.ok(200);
    }
    receiver.wait_for_event("emergency.acknowledged").await;
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn event_is_announced_later_if_the_queue_fails() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &["appointment.booked"]).await;
    app.aws.fail("AmazonSQS.SendMessageBatch");
    book(&app).await;
    app.aws.recover();
    app.set_now("2026-11-23T16:01:00Z");
    let report = app.other_process([]).follow_up.queue_due().await.expect("queued");
    // The announcement, and the notification of the company's people.
    assert_eq!(report.queued, 2);
    receiver.wait_for_event("appointment.booked").await;
}

#[tokio::test]
async fn subscription_is_a_webhook_that_its_id_removes() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let key = json!({"name": "Zapier", "scopes": ["webhooks:write"]});
    let key = app.person(ACME, "owner").post("/admin/tenants/me/api-keys", &key).await.ok(201);
    let zapier = crate::support::ApiClient::with(&app.system, key["key"].as_str().map(str::to_owned));
    let body = json!({"target_url": receiver.url, "event": "appointment.booked"});
    let subscribed = zapier.post(&format!("{WEBHOOKS}/subscriptions"), &body).await.ok(201);
    let id = subscribed["id"].as_str().expect("an id");
    book(&app).await;
    let real = receiver.wait_for_event("appointment.booked").await;
    let sample = zapier.get(&format!("{WEBHOOKS}/samples/appointment.booked")).await.ok(200);
    let fields = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    for field in fields(&real["data"]) {
        assert!(sample[0]["data"].get(&field).is_some(), "the sample lacks {field}");
    }
    let removed = zapier.delete(&format!("{WEBHOOKS}/subscriptions/{id}")).await.ok(200);
    assert_eq!(removed, json!({"id": id}));
    assert_eq!(zapier.get(WEBHOOKS).await.ok(200)["items"], json!([]));
    assert_eq!(zapier.delete(&format!("{WEBHOOKS}/subscriptions/{id}")).await.problem(404), "not-found");
    assert_eq!(zapier.get(&format!("{WEBHOOKS}/samples/call.started")).await.problem(404), "not-found");
}

#[tokio::test]
async fn test_event_is_sent_whether_or_not_the_endpoint_gets_such_events() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (webhook, _) = register(&app, &receiver.url, &["message.taken"]).await;
    let owner = app.person(ACME, "owner");
    let made = owner.post(&format!("{webhook}/test"), &json!({"event": "emergency.raised"})).await.ok(202);
    let received = receiver.wait_for(1).await[0].json();
    assert_eq!((&received["test"], &received["type"]), (&json!(true), &json!("emergency.raised")));
    assert_eq!(received["id"], made["event_id"]);
    // The log goes on by its cursor.
    for _ in 0..2 {
        owner.post(&format!("{webhook}/test"), &json!({"event": "message.taken"})).await.ok(202);
    }
    let mut seen = Vec::new();
    let mut query = "limit=2".to_owned();
    loop {
        let page = owner.get(&format!("{webhook}/deliveries?{query}")).await.ok(200);
        seen.extend(page["items"].as_array().expect("items").iter().map(|item| item["delivery_id"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("limit=2&cursor={cursor}");
    }
    assert_eq!(seen.len(), 3);
    assert!(seen.contains(&made["delivery_id"]));
}
