//! Recordings: copied from Twilio to the bucket once, deleted at Twilio, played by a link, and erased with their calls.

use std::time::Duration;

use domain::{
    id::{CallSid, RecordingSid, TenantId},
    retention::RecordingRetention,
};
use fake_twilio::{ArrivedCall, MadeRecording, tone};
use files::{FileKey, Files};
use follow_up::FollowUp;
use local_aws::CALL_RECORDS_ROLE;
use messages::{FollowUpJob, JobKind};
use platform::{aws::tagged_role::TaggedRole, config::FilesConfig};
use reqwest::StatusCode;
use serde_json::{Value, json};
use store::{RecordingItem, Sound, StoredSound, TENANT_TAG, TenantScope};
use twilio::sid::AccountSid;

use super::follow_up::{batch, failed};
use crate::support::{ACME, DESERT, RECORDING, TestApp, TestCaller, call, http_client};

/// The length of the tests' recording.
const SECONDS: u32 = 9;

pub(crate) fn recording() -> RecordingSid {
    RecordingSid::parse(RECORDING).expect("an id")
}

fn key(app: &TestApp, company: usize, call: &CallSid) -> FileKey {
    FileKey::recording(RecordingRetention::default(), &app.tenant(company).tenant_id, call, &recording())
}

/// A call at Twilio with a recording, which a webhook reports.
pub(crate) async fn recorded_call(app: &TestApp, company: usize) -> TestCaller {
    let caller = app.caller(company);
    caller.ring().await;
    recording_at_twilio(app, &caller);
    report(&caller).await;
    caller
}

fn recording_at_twilio(app: &TestApp, caller: &TestCaller) {
    let number = |text: &str| domain::phone::PhoneNumber::parse(text).expect("a number");
    let (sid, now) = (call(caller), app.change().at);
    let arrived = ArrivedCall {
        sid: sid.clone(),
        from: number(&caller.from),
        to: number(&caller.to),
        seconds: None,
        started_at: now,
        parent: None,
        price: None,
    };
    assert!(app.system.twilio.note_call(arrived), "the number is an account's");
    let source = "StartCallRecordingTwiML";
    let made = MadeRecording { sid: recording(), call: sid, created_at: now, seconds: Some(SECONDS), source };
    assert!(app.system.twilio.note_recording(made), "the call is known");
}

async fn report(caller: &TestCaller) {
    let seconds = SECONDS.to_string();
    let params = [
        ("RecordingUrl", "https://x.example/RE"),
        ("RecordingSid", RECORDING),
        ("RecordingDuration", &*seconds),
        ("RecordingStartTime", "Mon, 23 Nov 2026 16:00:02 +0000"),
    ];
    assert_eq!(caller.post("/twilio/recording", &params).await.status, 204);
}

fn job(tenant: &TenantId, call: &CallSid, attempt: usize) -> FollowUpJob {
    FollowUpJob::of_call(tenant.clone(), call.clone(), JobKind::CopyRecording { recording: recording(), attempt })
}

/// Does a job in another process; returns whether it succeeded.
async fn does(app: &TestApp, job: &FollowUpJob) -> bool {
    failed(app.other_process([]).follow_up.handle(batch([job.to_body().expect("JSON")])).await).is_empty()
}

/// Does the jobs of recordings that wait in the list.
pub(crate) async fn do_due(app: &TestApp) {
    for body in app.due_jobs().await {
        let due = FollowUpJob::from_body(&body).expect("a job");
        if matches!(due.kind, JobKind::CopyRecording { .. } | JobKind::DeleteRecording { .. } | JobKind::DeleteFiles) {
            assert!(does(app, &due).await, "{body}");
        }
    }
}

/// Fails to copy a recording, copies it, plays it, and deletes it and the files of its company.
pub(crate) async fn use_files(app: &TestApp, follow_up: &FollowUp) {
    let caller = recorded_call(app, ACME).await;
    let (tenant, call) = (app.tenant(ACME).tenant_id.clone(), call(&caller));
    let delete = JobKind::DeleteRecording { recording: recording(), attempt: 0 };
    let delete = FollowUpJob::of_call(tenant.clone(), call.clone(), delete);
    let delete_all = FollowUpJob::of_tenant(tenant.clone(), JobKind::DeleteFiles);
    app.aws.fail("s3.PutObject");
    let done = async |job: &FollowUpJob| {
        let body = job.to_body().expect("JSON");
        assert_eq!(failed(follow_up.handle(batch([body])).await), Vec::<String>::new());
    };
    done(&job(&tenant, &call, 0)).await;
    app.aws.recover();
    done(&job(&tenant, &call, 1)).await;
    let given = link(app, "owner", ACME, &call).await.ok(200);
    let played = http_client().get(given["url"].as_str().expect("a URL")).send().await.expect("an answer");
    assert_eq!(played.status(), StatusCode::OK);
    done(&delete).await;
    done(&delete_all).await;
}

async fn item(app: &TestApp, caller: &TestCaller) -> RecordingItem {
    let scope = app.scope(caller.company()).await;
    let item = app.store().get_recording(&scope, &call(caller), &recording()).await.expect("read");
    item.expect("the recording is stored")
}

async fn size(app: &TestApp, key: &FileKey) -> Option<u64> {
    app.files().size(key).await.expect("read")
}

async fn link(app: &TestApp, role: &str, company: usize, call: &CallSid) -> crate::support::ApiResponse {
    let path = format!("/admin/tenants/me/calls/{call}/recordings/{RECORDING}");
    app.person(company, role).get(&path).await
}

/// Stores a recording whose sound is in the bucket; returns the end of its path.
pub(crate) async fn store_sound(app: &TestApp, scope: &TenantScope, number: u32) -> String {
    let call = CallSid::parse(&format!("CA{number:032}")).expect("an id");
    let (at, url) = (app.change().at, String::new());
    let item = RecordingItem {
        call: call.clone(),
        recording: recording(),
        url,
        duration_seconds: SECONDS,
        started_at: None,
        sound: Sound::AtTwilio,
    };
    app.store().put_recording(scope, &item, at).await.expect("written");
    let stored = StoredSound::new(RecordingRetention::default(), 4, at);
    let sound = Sound::Stored(stored);
    assert!(app.store().settle_recording(scope, (&call, &recording()), &sound).await.expect("written"));
    format!("{call}/recordings/{RECORDING}")
}

#[tokio::test]
async fn reported_recording_is_copied_once_and_deleted_at_twilio() {
    let app = TestApp::start().await;
    let caller = recorded_call(&app, ACME).await;
    // A repeated webhook plans no second copy.
    report(&caller).await;
    let jobs: Vec<_> = app.due_jobs().await.into_iter().filter(|job| job.contains("copy_recording")).collect();
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    assert_eq!(item(&app, &caller).await.sound, Sound::AtTwilio);
    do_due(&app).await;
    let bytes = tone(SECONDS).len() as u64;
    assert_eq!(size(&app, &key(&app, ACME, &call(&caller))).await, Some(bytes));
    let Sound::Stored(stored) = item(&app, &caller).await.sound else { panic!("it is not copied") };
    assert_eq!((stored.bytes, stored.copied_at), (bytes, app.change().at));
    assert_eq!(app.system.twilio.recordings(), []);
    // Redelivered, it changes nothing.
    assert!(does(&app, &job(&app.tenant(ACME).tenant_id, &call(&caller), 0)).await);
    assert_eq!(size(&app, &key(&app, ACME, &call(&caller))).await, Some(bytes));
    assert_eq!(item(&app, &caller).await.sound, Sound::Stored(stored));
    let expires = app.items().await.into_iter().find(|item| item.sort.starts_with("recording#")).expect("the item");
    assert!(expires.mentions(&stored.deleted_at().as_second().to_string()), "the item does not expire with the copy");
}

#[tokio::test]
async fn crash_at_every_step_of_a_copy_loses_nothing() {
    for takes_effect in [false, true] {
        for step in 0.. {
            let app = TestApp::start().await;
            let caller = recorded_call(&app, ACME).await;
            let job = job(&app.tenant(ACME).tenant_id, &call(&caller), 0);
            app.aws.crash_after(step, takes_effect);
            let done = does(&app, &job).await;
            let crashed = app.aws.restart();
            let is_at_twilio = !app.system.twilio.recordings().is_empty();
            let is_here = size(&app, &key(&app, ACME, &call(&caller))).await.is_some();
            assert!(is_at_twilio || is_here, "the sound is lost at step {step}");
            assert!(done || crashed);
            assert!(does(&app, &job).await, "step {step}");
            assert!(matches!(item(&app, &caller).await.sound, Sound::Stored(_)), "step {step}");
            assert!(size(&app, &key(&app, ACME, &call(&caller))).await.is_some(), "step {step}");
            assert_eq!(app.system.twilio.recordings(), [], "step {step}");
            if !crashed {
                assert!(step > 4, "the copy has more steps");
                break;
            }
        }
    }
}

#[tokio::test]
async fn refusal_of_the_bucket_or_of_twilio_is_tried_again_later() {
    let app = TestApp::start().await;
    let caller = recorded_call(&app, ACME).await;
    let job = |attempt| job(&app.tenant(ACME).tenant_id, &call(&caller), attempt);
    let waiting = async |attempt: usize| {
        let attempt = format!("\"attempt\":{attempt}");
        app.due_jobs().await.iter().any(|job| job.contains("copy_recording") && job.contains(&attempt))
    };
    app.aws.fail("s3.PutObject");
    assert!(does(&app, &job(0)).await);
    app.aws.recover();
    assert!(waiting(1).await);
    let account = AccountSid::parse(&app.tenant(ACME).twilio_account_sid).expect("an account");
    app.system.twilio.limit_rate(&account, true);
    assert!(does(&app, &job(1)).await);
    app.system.twilio.limit_rate(&account, false);
    assert!(waiting(2).await);
    assert_eq!(app.system.twilio.recordings(), [recording()]);
    // The last attempt that fails goes to the dead-letter queue.
    app.aws.fail("s3.HeadObject");
    app.aws.fail("s3.GetObject");
    assert!(!does(&app, &job(7)).await);
    app.aws.recover();
    assert_eq!(app.system.twilio.recordings(), [recording()], "it is deleted before its copy is compared");
    assert!(does(&app, &job(8)).await);
    assert_eq!(app.system.twilio.recordings(), []);
}

#[tokio::test]
async fn recording_that_twilio_no_longer_has_is_gone() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    caller.ring().await;
    report(&caller).await;
    do_due(&app).await;
    assert_eq!(item(&app, &caller).await.sound, Sound::Gone);
    assert_eq!(link(&app, "owner", ACME, &call(&caller)).await.problem(404), "not-found");
}

#[tokio::test]
async fn link_plays_for_five_minutes_in_ranges_and_is_in_the_audit_log() {
    let app = TestApp::start().await;
    let caller = recorded_call(&app, ACME).await;
    assert_eq!(link(&app, "dispatcher", ACME, &call(&caller)).await.problem(409), "conflict");
    do_due(&app).await;
    let given = link(&app, "dispatcher", ACME, &call(&caller)).await.ok(200);
    let (url, sound) = (given["url"].as_str().expect("a URL"), tone(SECONDS));
    assert!(url.contains("X-Amz-Expires=300") && url.contains("X-Amz-Security-Token="), "{url}");
    assert_eq!((&given["bytes"], &given["expires_at"]), (&json!(sound.len()), &json!("2026-11-23T16:05:00Z")));
    let played = http_client().get(url).send().await.expect("an answer");
    assert_eq!(
        (played.status(), &played.headers()["content-type"]),
        (StatusCode::OK, &"audio/mpeg".parse().expect("a value"))
    );
    assert_eq!(played.bytes().await.expect("bytes"), sound);
    let part = http_client().get(url).header("range", "bytes=100-199").send().await.expect("an answer");
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], format!("bytes 100-199/{}", sound.len()).as_str());
    assert_eq!(part.bytes().await.expect("bytes"), sound[100..200]);
    let changed = url.replace(RECORDING, "RE00000000000000000000000000000009");
    assert_eq!(http_client().get(changed).send().await.expect("an answer").status(), StatusCode::FORBIDDEN);
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200).to_string();
    assert!(log.contains("recording.read") && log.contains(RECORDING), "{log}");
    let details =
        app.person(ACME, "owner").get(&format!("/admin/tenants/me/calls/{}", caller.call_sid())).await.ok(200);
    assert_eq!(details["recordings"][0]["state"], "ready", "{details}");
    assert_eq!(details["recordings"][0]["started_at"], "2026-11-23T16:00:02Z", "{details}");
}

#[tokio::test]
async fn recording_of_another_company_has_no_link_and_its_session_reaches_no_file() {
    let app = TestApp::start().await;
    let caller = recorded_call(&app, ACME).await;
    do_due(&app).await;
    assert_eq!(link(&app, "owner", DESERT, &call(&caller)).await.problem(404), "not-found");
    assert_eq!(link(&app, "viewer", ACME, &call(&caller)).await.problem(403), "forbidden");
    // Links that sessions sign. They go through the template's policies.
    let config = FilesConfig { bucket: app.system.resources.files_bucket.clone() };
    let files = Files::new(http_client(), app.system.runtime.aws.clone(), config);
    let role = TaggedRole::new(&app.system.runtime.aws, CALL_RECORDS_ROLE.to_owned(), TENANT_TAG);
    for (company, is_read) in [(ACME, true), (DESERT, false)] {
        let session = role.assume(app.tenant(company).tenant_id.as_str()).await.expect("begun");
        let link = files.link(&key(&app, ACME, &call(&caller)), Some(&session), Duration::from_mins(5)).await;
        let answer = http_client().get(link.expect("signed")).send().await.expect("an answer");
        assert_eq!(answer.status().is_success(), is_read);
        assert_eq!(app.aws.denied().is_empty(), is_read);
    }
}

#[tokio::test]
async fn erasure_of_the_caller_deletes_the_sound_here_and_at_twilio() {
    let app = TestApp::start().await;
    let caller = recorded_call(&app, ACME).await;
    caller.hang_up().await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let copy = job(&app.tenant(ACME).tenant_id, &call(&caller), 0);
    assert!(does(&app, &copy).await);
    let key = key(&app, ACME, &call(&caller));
    assert!(size(&app, &key).await.is_some());
    // Twilio has it again, as if its deletion had failed.
    recording_at_twilio(&app, &caller);
    let path = format!("/admin/tenants/me/customers/{}/erasure", caller.from);
    let report = app.person(ACME, "manager").post(&path, &json!({"confirm": caller.from})).await.ok(200);
    assert_eq!((&report["complete"], &report["deleted_recordings"]), (&json!(true), &json!([RECORDING])), "{report}");
    app.aws.fail("s3.DeleteObject");
    do_due(&app).await;
    app.aws.recover();
    do_due(&app).await;
    assert_eq!(size(&app, &key).await, None);
    assert_eq!(app.system.twilio.recordings(), []);
    // A copy that was still on its way leaves nothing.
    recording_at_twilio(&app, &caller);
    app.files().put(&key, vec![1]).await.expect("stored");
    assert!(does(&app, &copy).await);
    assert_eq!((size(&app, &key).await, app.system.twilio.recordings()), (None, Vec::new()));
}

#[tokio::test]
async fn erasure_of_a_company_deletes_its_files_and_no_others() {
    let app = TestApp::start().await;
    let (theirs, ours) = (recorded_call(&app, DESERT).await, app.caller(ACME));
    do_due(&app).await;
    let (theirs, ours) = (key(&app, DESERT, &call(&theirs)), key(&app, ACME, &call(&ours)));
    app.files().put(&ours, vec![1]).await.expect("stored");
    let id = app.tenant(DESERT).tenant_id.to_string();
    app.operator().delete(&format!("/admin/tenants/{id}")).await.ok(200);
    let erased = app.operator().post(&format!("/admin/tenants/{id}/erase"), &json!({"confirm": id})).await;
    let _: Value = erased.ok(200);
    assert!(size(&app, &theirs).await.is_some());
    do_due(&app).await;
    assert_eq!((size(&app, &theirs).await, size(&app, &ours).await), (None, Some(1)));
}
