//! The attempts of a delivery: when they are repeated, what ends them, what is never called, and what signs them.

use domain::{
    id::{CallSid, DeliveryId, WebhookEndpointId},
    webhook::{WebhookEvent, WebhookSubject},
};
use messages::{FollowUpJob, JobKind};
use serde_json::{Value, json};
use store::{DeliveryAttempt, DeliveryItem, DeliveryState};

use super::{
    account_notices,
    webhooks::{WEBHOOKS, delivery, handle, job, register, stored, wait_for_state},
};
use crate::support::{ACME, Receiver, ReceiverAnswer, TestApp};

#[tokio::test]
async fn failed_attempt_is_repeated_by_the_schedule_with_the_same_id() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (webhook, _) = register(&app, &receiver.url, &["message.taken"]).await;
    let (item, first) = delivery(&app, &webhook).await;
    let follow_up = app.other_process([]).follow_up;
    receiver.answer([ReceiverAnswer::Status(500), ReceiverAnswer::Status(503)]);
    assert!(handle(&follow_up, &first).await);
    // The job comes early, as SQS counts time by another clock.
    let second = job(&app, &item.endpoint, &item.delivery, 1);
    assert!(handle(&follow_up, &second).await);
    assert_eq!(receiver.received().len(), 1);
    app.set_now("2026-11-23T16:00:06Z");
    assert!(handle(&follow_up, &second).await);
    // And twice.
    assert!(handle(&follow_up, &second).await && handle(&follow_up, &first).await);
    assert_eq!(receiver.received().len(), 2);
    app.set_now("2026-11-23T16:06:00Z");
    assert!(handle(&follow_up, &job(&app, &item.endpoint, &item.delivery, 2)).await);
    let received = receiver.received();
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|received| received.header("webhook-id") == "evt_test_1"));
    let timestamps: Vec<_> = received.iter().map(|received| received.header("webhook-timestamp")).collect();
    assert!(timestamps[0] < timestamps[1] && timestamps[1] < timestamps[2], "{timestamps:?}");
    let stored = stored(&app, &item).await;
    assert_eq!(
        stored.attempts.iter().map(|attempt| attempt.status).collect::<Vec<_>>(),
        [Some(500), Some(503), Some(204)]
    );
    assert_eq!((stored.state, stored.next_at), (DeliveryState::Delivered, None));
    let endpoint = app.person(ACME, "owner").get(&webhook).await.ok(200);
    assert_eq!(endpoint.get("failing_since"), None, "it accepts again");
}

#[tokio::test]
async fn receiver_that_asks_for_an_hour_gets_it_from_the_list_of_due_jobs() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (webhook, _) = register(&app, &receiver.url, &["message.taken"]).await;
    let (item, first) = delivery(&app, &webhook).await;
    let follow_up = app.other_process([]).follow_up;
    receiver.answer([ReceiverAnswer::RetryAfter(429, "3600")]);
    assert!(handle(&follow_up, &first).await);
    assert_eq!(stored(&app, &item).await.next_at.map(|at| at.to_string()).as_deref(), Some("2026-11-23T17:00:00Z"));
    app.set_now("2026-11-23T16:59:59Z");
    assert_eq!(follow_up.queue_due().await.expect("queued").queued, 0);
    app.set_now("2026-11-23T17:00:00Z");
    assert_eq!(follow_up.queue_due().await.expect("queued").queued, 1);
    receiver.wait_for(2).await;
    wait_for_state(&app, &webhook, "delivered").await;
}

#[tokio::test]
async fn crash_between_request_and_record_repeats_the_request_with_its_id() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (webhook, _) = register(&app, &receiver.url, &["message.taken"]).await;
    let (item, first) = delivery(&app, &webhook).await;
    let follow_up = app.other_process([]).follow_up;
    app.aws.fail("DynamoDB_20120810.TransactWriteItems");
    assert!(!handle(&follow_up, &first).await);
    app.aws.recover();
    assert!(!handle(&follow_up, &first).await, "another job may be sending it");
    assert_eq!(receiver.received().len(), 1);
    app.set_now("2026-11-23T16:00:31Z");
    assert!(handle(&follow_up, &first).await);
    let ids: Vec<_> = receiver.received().iter().map(|received| received.header("webhook-id").to_owned()).collect();
    assert_eq!(ids, ["evt_test_1", "evt_test_1"]);
    assert_eq!(stored(&app, &item).await.attempts.len(), 1);
}

#[tokio::test]
async fn redirect_is_not_followed_and_an_endless_answer_is_cut() {
    let app = TestApp::start().await;
    let (receiver, elsewhere) = (Receiver::start().await, Receiver::start().await);
    let (webhook, _) = register(&app, &receiver.url, &["message.taken"]).await;
    let (item, first) = delivery(&app, &webhook).await;
    let follow_up = app.other_process([]).follow_up;
    receiver.answer([ReceiverAnswer::Redirect(elsewhere.url.clone()), ReceiverAnswer::Endless]);
    assert!(handle(&follow_up, &first).await);
    assert_eq!(stored(&app, &item).await.attempts[0].status, Some(307));
    app.set_now("2026-11-23T16:00:06Z");
    assert!(handle(&follow_up, &job(&app, &item.endpoint, &item.delivery, 1)).await);
    let stored = stored(&app, &item).await;
    assert_eq!((stored.attempts[1].status, stored.state), (Some(200), DeliveryState::Delivered));
    assert_eq!(elsewhere.received().len(), 0);
}

#[tokio::test]
async fn deployment_calls_no_address_on_loopback() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (webhook, _) = register(&app, &receiver.url, &["message.taken"]).await;
    let (item, first) = delivery(&app, &webhook).await;
    let deployed = app.other_process([("WEBHOOKS_TO_LOOPBACK", "false")]);
    assert!(handle(&deployed.follow_up, &first).await);
    let attempt = stored(&app, &item).await.attempts[0];
    assert_eq!(json!(attempt.failure), "address_refused");
    assert_eq!(receiver.received().len(), 0);
    let loopback = localhost::Loopback::bind(0).await.expect("a port");
    let mut owner = app.person(ACME, "owner");
    owner.send_to(loopback.url());
    tokio::spawn(loopback.serve_forever(deployed.call_records));
    for url in [receiver.url.as_str(), "https://2130706433/", "https://localhost/", "http://hooks.example.com/"] {
        let refused = owner.post(WEBHOOKS, &json!({"url": url, "events": ["message.taken"]})).await;
        assert_eq!(refused.problem(422), "invalid", "{url}");
        assert_eq!(refused.body["errors"][0]["field"], "/url", "{url}");
    }
}

#[tokio::test]
async fn receiver_that_is_gone_is_disabled_and_can_be_enabled_again() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (webhook, _) = register(&app, &receiver.url, &["message.taken"]).await;
    let (item, first) = delivery(&app, &webhook).await;
    receiver.answer([ReceiverAnswer::Status(410)]);
    assert!(handle(&app.other_process([]).follow_up, &first).await);
    assert_eq!(stored(&app, &item).await.state, DeliveryState::Failed);
    let owner = app.person(ACME, "owner");
    let disabled = owner.get(&webhook).await.ok(200);
    assert_eq!((&disabled["enabled"], &disabled["disabled_reason"]), (&json!(false), &json!("gone")));
    let log = owner.get("/admin/tenants/me/audit").await.ok(200);
    let entries = log["items"].as_array().expect("items").iter();
    let entry = entries.filter(|entry| entry["action"] == "webhook.disabled").collect::<Vec<_>>();
    assert_eq!(entry.len(), 1, "{log}");
    assert_eq!((&entry[0]["actor"], &entry[0]["after"]), (&json!("platform"), &json!({"reason": "gone"})));
    let reported = account_notices::emails(&app, "A webhook was disabled because its receiver failed").await;
    let id = webhook.rsplit('/').next().expect("an id");
    assert!(
        reported.len() == 2 && reported.iter().all(|email| email.text.contains(&format!("Webhook: {id}\n"))),
        "{reported:#?}"
    );
    let resend = format!("{webhook}/deliveries/{}/resend", item.delivery);
    assert_eq!(owner.post(&resend, &json!({})).await.problem(409), "conflict");
    owner.patch(&webhook, &json!({"enabled": true})).await.ok(200);
    let again = owner.post(&resend, &json!({})).await.ok(202);
    assert_eq!((&again["state"], &again["event_id"]), (&json!("pending"), &json!("evt_test_1")));
    let received = receiver.wait_for(2).await;
    assert_eq!(received[1].header("webhook-id"), "evt_test_1");
    wait_for_state(&app, &webhook, "delivered").await;
}

#[tokio::test]
async fn pending_delivery_is_sent_again_when_its_attempt_is_ten_minutes_overdue() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (webhook, _) = register(&app, &receiver.url, &["message.taken"]).await;
    let (item, _) = delivery(&app, &webhook).await;
    // Its job is lost: it is in no queue and in no list.
    let attempt = DeliveryAttempt { at: app.change().at, millis: 12, status: Some(503), failure: None };
    let due = "2026-11-23T16:05:00Z".parse().expect("an instant");
    let waiting = item.clone().after(Some(attempt), DeliveryState::Pending, Some(due));
    let (store, scope) = (app.store(), app.scope(ACME).await);
    store.record_attempt(&scope, &waiting, 0, None).await.expect("written");
    let (owner, resend) = (app.person(ACME, "owner"), format!("{webhook}/deliveries/{}/resend", item.delivery));
    app.set_now("2026-11-23T16:14:59Z");
    assert_eq!(owner.post(&resend, &json!({})).await.problem(409), "conflict");
    // Another process makes the attempt just now.
    app.set_now("2026-11-23T16:15:00Z");
    let (now, until) = (app.change().at, "2026-11-23T16:15:30Z".parse().expect("an instant"));
    assert!(store.claim_attempt(&scope, &waiting, now, until).await.expect("claimed"));
    assert_eq!(owner.post(&resend, &json!({})).await.problem(409), "conflict");
    app.set_now("2026-11-23T16:15:30Z");
    let again = owner.post(&resend, &json!({})).await.ok(202);
    assert_eq!((&again["state"], again.get("next_attempt_at")), (&json!("pending"), None));
    assert_eq!(receiver.wait_for(1).await[0].header("webhook-id"), "evt_test_1");
    let delivered = wait_for_state(&app, &webhook, "delivered").await;
    assert_eq!(delivered["attempts"].as_array().map(Vec::len), Some(2), "{delivered}");
}

#[tokio::test]
async fn receiver_that_accepts_nothing_for_five_days_is_disabled() {
    let app = TestApp::start().await;
    let (webhook, _) = register(&app, "http://127.0.0.1:9/", &["message.taken"]).await;
    let follow_up = app.other_process([]).follow_up;
    for (now, enabled) in
        [("2026-11-23T16:00:00Z", true), ("2026-11-28T15:59:59Z", true), ("2026-11-28T16:00:00Z", false)]
    {
        app.set_now(now);
        let (_, first) = delivery(&app, &webhook).await;
        assert!(handle(&follow_up, &first).await);
        assert_eq!(app.person(ACME, "owner").get(&webhook).await.ok(200)["enabled"], enabled, "{now}");
    }
    let owner = app.person(ACME, "owner");
    let disabled = owner.get(&webhook).await.ok(200);
    assert_eq!(disabled["disabled_reason"], "failing");
    assert_eq!(disabled["failing_since"], "2026-11-23T16:00:00Z");
    // What is due is dropped.
    app.set_now("2026-11-28T16:00:06Z");
    let log = owner.get(&format!("{webhook}/deliveries")).await.ok(200);
    let latest = log["items"][0]["delivery_id"].as_str().expect("an id");
    let endpoint = WebhookEndpointId::parse(webhook.rsplit('/').next().expect("an id")).expect("an id");
    let due = job(&app, &endpoint, &DeliveryId::parse(latest).expect("an id"), 1);
    assert!(handle(&follow_up, &due).await);
    assert_eq!(owner.get(&format!("{webhook}/deliveries/{latest}")).await.ok(200)["state"], "dropped");
}

#[tokio::test]
async fn rotated_secret_signs_beside_the_old_one_for_a_day() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (webhook, old) = register(&app, &receiver.url, &["message.taken"]).await;
    let owner = app.person(ACME, "owner");
    let rotated = owner.post(&format!("{webhook}/rotate"), &json!({})).await.ok(201);
    let new = rotated["secret"].as_str().expect("a secret");
    assert_ne!(new, old);
    assert_eq!(rotated["webhook"]["previous_secret_until"], "2026-11-24T16:00:00Z");
    let shown = owner.get(&webhook).await.ok(200).to_string();
    assert!(!shown.contains(new) && !shown.contains(&old), "{shown}");
    let follow_up = app.other_process([]).follow_up;
    for (now, signed_with_old) in [("2026-11-24T15:59:59Z", true), ("2026-11-24T16:00:00Z", false)] {
        app.set_now(now);
        let (_, first) = delivery(&app, &webhook).await;
        assert!(handle(&follow_up, &first).await);
        let received = receiver.received().pop().expect("a request");
        assert!(received.is_signed_with(new));
        assert_eq!(received.is_signed_with(&old), signed_with_old, "{now}");
    }
}

#[tokio::test]
async fn secret_is_encrypted_with_the_current_key_before_the_old_one_is_dropped() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let (_, secret) = register(&app, &receiver.url, &["appointment.booked"]).await;
    let stored = async |mark: &str| {
        let items = app.items().await;
        items.into_iter().any(|item| item.sort.starts_with("webhook#") && item.mentions(mark))
    };
    assert!(!stored(&secret).await);
    let name = "front-desk/sealing-keys";
    let secrets = platform::aws::secrets_manager(&app.system.runtime.aws);
    let ring = secrets.get_secret_value().secret_id(name).send().await.expect("read").secret_string.expect("a ring");
    let mut ring: Value = serde_json::from_str(&ring).expect("JSON");
    ring["k9"] = "a newer key of at least thirty-two characters".into();
    let before = ring["current"].as_str().expect("an id").to_owned();
    ring["current"] = "k9".into();
    local_aws::put_secret(&app.system.runtime.aws, name, &ring.to_string()).await.expect("stored");
    let event = WebhookEvent {
        at: app.change().at,
        subject: WebhookSubject::CallCompleted(CallSid::parse("CAnone").expect("an id")),
    };
    let kind = JobKind::WebhookEvent(event);
    let job = FollowUpJob { tenant: app.tenant(ACME).tenant_id.clone(), call: None, kind };
    assert!(handle(&app.other_process([]).follow_up, &job.to_body().expect("JSON")).await);
    assert!(stored("k9").await, "it is encrypted with {before} still");
    ring.as_object_mut().expect("an object").remove(&before);
    local_aws::put_secret(&app.system.runtime.aws, name, &ring.to_string()).await.expect("stored");
    let fresh = app.other_process([]);
    let (item, first) = delivery(&app, &last_webhook(&app).await).await;
    assert!(handle(&fresh.follow_up, &first).await);
    assert_eq!(stored_state(&app, &item).await, DeliveryState::Delivered);
    assert!(receiver.received().pop().expect("a request").is_signed_with(&secret));
}

async fn stored_state(app: &TestApp, item: &DeliveryItem) -> DeliveryState {
    stored(app, item).await.state
}

async fn last_webhook(app: &TestApp) -> String {
    let listed = app.person(ACME, "owner").get(WEBHOOKS).await.ok(200);
    format!("{WEBHOOKS}/{}", listed["items"][0]["webhook_id"].as_str().expect("an id"))
}
