//! A voicemail that is stored after its call was counted reaches people, webhooks and the summary too, once.

use std::time::Duration;

use domain::{
    booking::{CallerMessage, MessageBody, Voicemail},
    id::{MessageId, RecordingSid},
    phone::PhoneNumber,
    summary::CallResult,
};
use messages::{FollowUpJob, JobKind, KeptRecording};
use serde_json::json;
use store::{RecordingItem, Sound};

use super::{
    follow_up::{batch, failed, wait_for_summary},
    webhooks::register,
};
use crate::support::{ACME, RECORDING, Receiver, TestApp, TestCaller, call};

const URL: &str = "https://api.twilio.com/RE";

/// A call that ends without anything agreed, and is counted. Its summary is sent to a receiver that gets messages too.
async fn counted_call(app: &TestApp) -> (TestCaller, Receiver) {
    let receiver = Receiver::start().await;
    register(app, &receiver.url, &["call.completed", "message.taken"]).await;
    let caller = app.caller(ACME);
    caller.ring().await;
    caller.hang_up().await;
    // The look for a late voicemail, and the digest of the day.
    app.wait_for_due(2).await;
    let completed = receiver.wait_for_event("call.completed").await;
    assert!(!completed["data"]["summary"]["text"].as_str().expect("words").contains("voicemail"), "{completed:#}");
    (caller, receiver)
}

/// Waits until the summary of a call has its voicemail.
async fn wait_for_voicemail_in_summary(app: &TestApp, caller: &TestCaller) {
    let waiting = async {
        while wait_for_summary(app, caller).await.summary.result != CallResult::Voicemail {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("the summary lacks the voicemail");
}

fn recording() -> RecordingSid {
    RecordingSid::parse(RECORDING).expect("an id")
}

fn subjects(emails: &[local_aws::SentEmail]) -> Vec<&str> {
    emails.iter().map(|email| email.subject.as_str()).collect()
}

#[tokio::test]
async fn voicemail_stored_after_the_call_was_counted_is_notified_five_minutes_later() {
    let app = TestApp::start().await;
    let (caller, receiver) = counted_call(&app).await;
    let follow_up = app.other_process([]).follow_up;
    let (scope, store) = (app.scope(ACME).await, app.store());
    let voicemail = Voicemail { recording: recording(), url: URL.to_owned(), duration_seconds: 9 };
    let message = CallerMessage {
        id: MessageId::of_recording(&recording()),
        call: Some(call(&caller)),
        name: None,
        callback: PhoneNumber::parse(&caller.from).ok(),
        body: MessageBody::Voicemail(voicemail),
        urgent: false,
        left_at: app.change().at,
    };
    store.put_message(&scope, &message).await.expect("written");
    let (recording, url) = (recording(), URL.to_owned());
    let item = RecordingItem {
        call: call(&caller),
        recording,
        url,
        duration_seconds: 9,
        started_at: None,
        sound: Sound::AtTwilio,
    };
    store.put_recording(&scope, &item, app.change().at).await.expect("written");
    assert_eq!(app.outbox().await, []);
    app.set_now("2026-11-23T16:30:00Z");
    for _ in 0..2 {
        follow_up.queue_due().await.expect("queued");
        let emails = app.wait_for_emails(2).await;
        let expected = "Message from (214) 555-0142";
        assert_eq!(subjects(&emails), [expected; 2]);
        let taken = receiver.wait_for_event("message.taken").await;
        assert_eq!(taken["data"]["message_id"], json!(message.id));
        wait_for_voicemail_in_summary(&app, &caller).await;
    }
    // Done again, it makes no second delivery.
    let again = FollowUpJob::of_call(scope.tenant().clone(), call(&caller), JobKind::NotifyOfLateVoicemail);
    assert_eq!(failed(follow_up.handle(batch([again.to_body().expect("JSON")])).await), Vec::<String>::new());
    assert_eq!(receiver.events("message.taken").len(), 1);
    let path = format!("/admin/tenants/me/calls/{}", caller.call_sid());
    let shown = app.person(ACME, "dispatcher").get(&path).await.ok(200);
    assert_eq!(shown["summary"]["text"], "A caller from +12145550142 left a voicemail of 9 seconds.");
}

#[tokio::test]
async fn voicemail_that_waited_in_the_queue_is_notified_when_it_is_stored() {
    let app = TestApp::start().await;
    let (caller, receiver) = counted_call(&app).await;
    let kept = KeptRecording {
        tenant: app.tenant(ACME).tenant_id.clone(),
        call: call(&caller),
        recording: recording(),
        url: URL.to_owned(),
        duration_seconds: 9,
        started_at: None,
        reported_at: app.change().at,
        voicemail: true,
        callback: None,
    };
    let aggregator = app.other_process([]).usage_aggregator;
    for _ in 0..2 {
        let body = kept.to_body().expect("JSON");
        assert_eq!(failed(aggregator.handle(batch([body])).await), Vec::<String>::new());
    }
    let emails = app.wait_for_emails(2).await;
    assert_eq!(subjects(&emails), ["Message from a caller"; 2]);
    assert!(emails[0].text.contains("Voicemail: 9 seconds\n"), "{}", emails[0].text);
    let taken = receiver.wait_for_event("message.taken").await;
    assert_eq!(taken["data"]["call_id"], caller.call_sid());
    wait_for_voicemail_in_summary(&app, &caller).await;
    assert_eq!(receiver.events("message.taken").len(), 1);
}
