//! What is not in the table, or waits, when a person is erased: archives in the bucket, jobs, the sound of voicemails.

use domain::{
    booking::{CallerMessage, MessageBody, Voicemail},
    id::{ExportId, MessageId, RecordingSid},
    phone::PhoneNumber,
    retention::RecordingRetention,
};
use files::FileKey;
use messages::{FollowUpJob, JobKind};
use serde_json::json;
use store::{RecordingItem, Sound};

use super::{
    caller_texts::{book_and_agree, moved_to_friday, texting},
    company_export::{begin, fetch, finish},
    follow_up::{batch, failed},
    notifications::deliver,
    person_erasure::{DANA, erase, populate, traces, traces_in_files},
    recordings::do_due,
    webhooks::register,
};
use crate::support::{ACME, RECORDING, Receiver, TestApp, call};

async fn has_archive(app: &TestApp, export: &str) -> bool {
    let export = ExportId::parse(export).expect("an id");
    let key = FileKey::export(&app.tenant(ACME).tenant_id, &export, 1);
    app.files().size(&key).await.expect("read").is_some()
}

#[tokio::test]
async fn erasure_deletes_the_archives_that_have_the_person_and_no_later_one() {
    let app = TestApp::start().await;
    populate(&app).await;
    let owner = app.person(ACME, "owner");
    let earlier = begin(&owner).await;
    finish(&app, &owner, &earlier).await;
    app.set_now("2026-11-23T16:10:00Z");
    let latest = begin(&owner).await;
    finish(&app, &owner, &latest).await;
    assert!(fetch(&owner, &latest, 1).await.values().any(|content| content.contains(DANA)));
    assert!(has_archive(&app, &earlier).await && has_archive(&app, &latest).await);
    assert_eq!(erase(&app).await["complete"], true);
    let after = begin(&owner).await;
    finish(&app, &owner, &after).await;
    let deletion = app.due_jobs().await.into_iter().find(|job| job.contains("delete_exports")).expect("a job");
    let follow_up = app.other_process([]).follow_up;
    app.aws.fail("s3.DeleteObject");
    assert!(!deliver(&follow_up, &deletion).await);
    app.aws.recover();
    for _ in 0..2 {
        assert!(deliver(&follow_up, &deletion).await);
        assert!(!has_archive(&app, &earlier).await && !has_archive(&app, &latest).await);
        assert!(has_archive(&app, &after).await);
    }
    assert!(fetch(&owner, &after, 1).await.values().all(|content| !content.contains(DANA)));
    let left: Vec<_> = app.objects().into_keys().collect();
    assert!(left.len() == 1 && left[0].contains(&after), "only the archive of after is in the bucket: {left:?}");
}

#[tokio::test]
async fn jobs_that_wait_for_an_erased_person_do_nothing() {
    let app = texting().await;
    let receiver = Receiver::start().await;
    // The booking waits for the end of the owner's quiet hours, and the manager wants none.
    let quiet = json!({"channels": {}, "quiet_hours": {"from": "09:00", "until": "12:00"}});
    app.person(ACME, "owner").put("/admin/tenants/me/my-notifications", &quiet).await.ok(200);
    let none = json!({"channels": {"booking": "none", "change": "none", "emergency": "none"}});
    app.person(ACME, "manager").put("/admin/tenants/me/my-notifications", &none).await.ok(200);
    moved_to_friday(&app).await;
    let danger = app.caller(ACME);
    let greeting = danger.ring().await;
    danger.say(&greeting, "I smell gas in the kitchen").await;
    danger.hang_up().await;
    // Quiet hours do not hold a notice of danger.
    app.wait_for_emails(1).await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let events =
        ["emergency.raised", "emergency.acknowledged", "appointment.changed", "message.taken", "call.completed"];
    let waiting = app.due_jobs().await;
    for kind in
        ["remind_customer", "\"notify\"", "escalate", "notify_of_emergency", "notify_of_visit", "customer_text_check"]
    {
        assert!(waiting.iter().any(|job| job.contains(kind)), "{kind}: {waiting:#?}");
    }
    assert!(waiting.iter().all(|job| !job.contains(DANA) && !job.contains("Dana")), "{waiting:#?}");
    assert_eq!(erase(&app).await["complete"], true);
    let (texts, rings, emails) =
        (app.system.twilio.sent().len(), app.system.twilio.placed().len(), app.outbox().await.len());
    // A receiver that is new gets nothing of before.
    register(&app, &receiver.url, &events).await;
    app.set_now("2026-11-26T16:00:00Z");
    let follow_up = app.other_process([]).follow_up;
    for job in app.due_jobs().await {
        let FollowUpJob { kind, .. } = FollowUpJob::from_body(&job).expect("a job");
        // The digest has counts only.
        if !matches!(kind, JobKind::Digest { .. }) {
            assert!(deliver(&follow_up, &job).await, "{job}");
        }
    }
    assert_eq!((app.system.twilio.sent().len(), app.system.twilio.placed().len()), (texts, rings));
    assert_eq!((app.outbox().await.len(), receiver.received().len()), (emails, 0));
    assert_eq!(traces(&app).await, []);
}

#[tokio::test]
async fn erasure_takes_the_consent_to_texts_and_a_voicemail_with_its_sound() {
    let app = texting().await;
    let caller = app.caller(ACME);
    book_and_agree(&app, &caller).await;
    let (store, scope, tenant) = (app.store(), app.scope(ACME).await, &app.tenant(ACME).tenant_id);
    let (number, recording) =
        (PhoneNumber::parse(DANA).expect("a number"), RecordingSid::parse(RECORDING).expect("an id"));
    // The confirmation is sent beside the test.
    while store.get_latest_text(&scope, &number).await.expect("read").is_none() {
        tokio::task::yield_now().await;
    }
    let voicemail =
        Voicemail { recording: recording.clone(), url: "https://x.example/RE".to_owned(), duration_seconds: 9 };
    let message = CallerMessage {
        id: MessageId::of_recording(&recording),
        call: Some(call(&caller)),
        name: None,
        callback: Some(number.clone()),
        body: MessageBody::Voicemail(voicemail),
        urgent: false,
        left_at: app.change().at,
    };
    store.put_message(&scope, &message).await.expect("written");
    let url = "https://x.example/RE".to_owned();
    let item = RecordingItem {
        call: call(&caller),
        recording: recording.clone(),
        url,
        duration_seconds: 9,
        started_at: None,
        sound: Sound::AtTwilio,
    };
    store.put_recording(&scope, &item, app.change().at).await.expect("written");
    let key = FileKey::recording(RecordingRetention::default(), tenant, &call(&caller), &recording);
    app.files().put(&key, vec![1]).await.expect("stored");
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    assert!(store.get_text_consent(&scope, &number).await.expect("read").is_some());

    let sounds = |app: &TestApp| traces_in_files(app, &[caller.call_sid()]);
    assert_eq!(sounds(&app).len(), 1, "the sound is in the bucket");

    let report = erase(&app).await;
    assert_eq!((&report["complete"], &report["deleted_recordings"]), (&json!(true), &json!([RECORDING])), "{report}");
    assert_eq!(report["erased"]["text_consent"], 1, "{report}");
    do_due(&app).await;
    assert_eq!(app.files().size(&key).await.expect("read"), None);
    assert_eq!((sounds(&app), app.objects().len()), (Vec::new(), 0), "nothing is left in the bucket");
    assert_eq!(store.get_message(&scope, &message.id).await.expect("read"), None);
    assert_eq!(store.get_text_consent(&scope, &number).await.expect("read"), None);
    assert_eq!(traces(&app).await, []);
    // The look for a late voicemail finds none.
    let late = FollowUpJob::of_call(tenant.clone(), call(&caller), JobKind::NotifyOfLateVoicemail);
    let late = late.to_body().expect("JSON");
    assert_eq!(failed(app.other_process([]).follow_up.handle(batch([late])).await), Vec::<String>::new());
    assert_eq!(traces(&app).await, []);
}
