//! How long a company's calls and recordings are kept: the setting, what will go when, and what is gone then.
//! [`super::retention_of_customers`] has the customers.

use domain::{phone::PhoneNumber, retention::RecordingRetention};
use files::FileKey;
use follow_up::FollowUp;
use messages::{FollowUpJob, JobKind, RetentionPart};
use serde_json::{Value, json};
use store::Sound;

use super::{
    calls::up_to_read_back,
    follow_up::{batch, failed, summary_job},
    recordings::{do_due, recorded_call, recording},
};
use crate::support::{ACME, DESERT, Item, TestApp, TestCaller, call};

const RETENTION: &str = "/admin/tenants/me/retention";

/// Sets how long the data of the first company is kept.
pub(crate) async fn set(app: &TestApp, calls_days: Option<u16>, recordings_days: u16) -> Value {
    let body = json!({"calls_days": calls_days, "recordings_days": recordings_days});
    app.person(ACME, "owner").put(RETENTION, &body).await.ok(200)
}

/// Does the jobs of retention that are due and those that they queue, until there is none. Returns how many there were.
pub(crate) async fn apply(app: &TestApp, follow_up: &FollowUp) -> usize {
    let mut done = 0;
    for due in app.store().list_due(app.change().at, None, 100).await.expect("read").items {
        let mut job = due.job().expect("a job");
        while let JobKind::ApplyRetention(part) = job.kind.clone() {
            done += 1;
            let next = app.store().apply_retention(&job, &part, app.change().at).await.expect("applied");
            // The function does the same part again, and queues what comes then.
            assert_eq!(failed(follow_up.handle(batch([job.to_body().expect("JSON")])).await), Vec::<String>::new());
            let Some(store::NextRetention::Part(part)) = next else { break };
            job = FollowUpJob { kind: JobKind::ApplyRetention(part), ..job };
        }
        if matches!(due.job().expect("a job").kind, JobKind::ApplyRetention(_)) {
            app.store().remove_due(&due).await.expect("removed");
        }
    }
    done
}

pub(crate) async fn sweep(app: &TestApp) -> usize {
    apply(app, &app.other_process([]).follow_up).await
}

/// A call that booked a visit, with a recording, that was counted, summarized and indexed.
async fn whole_call(app: &TestApp) -> TestCaller {
    let caller = recorded_call(app, ACME).await;
    caller.hang_up().await;
    follow(app, &caller).await;
    do_due(app).await;
    caller
}

async fn follow(app: &TestApp, caller: &TestCaller) {
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    app.store().index_transcript(&app.customers(ACME).await, &call(caller)).await.expect("indexed");
    app.system.functions.follow_up.handle(batch([summary_job(app, caller)])).await;
}

/// The items that name a call, but its usage and the log.
async fn left_of(app: &TestApp, caller: &TestCaller) -> Vec<Item> {
    let of_company =
        |item: &Item| ["usage#", "audit#", "due#", "at#", "requests#"].iter().any(|kind| item.sort.starts_with(kind));
    let items = app.items().await.into_iter().filter(|item| !of_company(item));
    items.filter(|item| item.mentions(caller.call_sid()) || item.sort.contains(caller.call_sid())).collect()
}

async fn calls_of_company(app: &TestApp) -> usize {
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/calls").await.ok(200);
    listed["items"].as_array().expect("items").len()
}

#[tokio::test]
async fn retention_is_shown_with_what_will_go_when_and_changes_are_audited() {
    let app = TestApp::start().await;
    let read = async || app.person(ACME, "viewer").get(RETENTION).await.ok(200);
    let unset = json!({
        "calls": {"going": [], "complete": true},
        "customers": {"going": [], "complete": true},
        "recordings": {"days": 90, "going": [], "complete": true},
    });
    assert_eq!(read().await, unset);
    whole_call(&app).await;
    app.set_now("2026-12-20T16:00:00Z");
    let set = set(&app, Some(30), 30).await;
    let of_calls = json!({"days": 30, "going": [{"day": "2026-12-23", "count": 1}], "complete": true});
    assert_eq!(set["calls"], of_calls);
    assert_eq!(set["recordings"]["days"], 30);
    assert_eq!(sweep(&app).await, 6);
    assert_eq!(read().await["recordings"]["going"], json!([{"day": "2026-12-23", "count": 1}]));
    app.set_now("2027-01-05T16:00:00Z");
    assert_eq!(read().await["calls"]["going"], json!([{"day": "2027-01-05", "count": 1}]), "it is due");

    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("entries");
    let changed: Vec<_> = entries.iter().filter(|entry| entry["action"] == "retention.changed").collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0]["before"], json!({"recordings_days": 90}));
    assert_eq!(changed[0]["after"], json!({"calls_days": 30, "recordings_days": 30}));
    for wrong in [json!({"calls_days": 29}), json!({"calls_days": 3651}), json!({"recordings_days": 31})] {
        assert_eq!(app.person(ACME, "owner").put(RETENTION, &wrong).await.problem(422), "invalid", "{wrong}");
    }
    let body = json!({"calls_days": 30});
    assert_eq!(app.person(ACME, "manager").put(RETENTION, &body).await.problem(403), "forbidden");
}

#[tokio::test]
async fn expired_call_is_gone_as_a_whole_and_its_counts_stay() {
    let app = TestApp::start().await;
    let old = whole_call(&app).await;
    let booked = app.caller(ACME).from("+12145550144");
    let read_back = up_to_read_back(&app, &booked).await;
    booked.say(&read_back, "yes").await;
    booked.hang_up().await;
    follow(&app, &booked).await;
    let days = app.store().get_day_usage(&app.scope(ACME).await, jiff::civil::date(2026, 11, 23)).await.expect("read");
    assert!(left_of(&app, &old).await.len() > 8, "there is something to erase");
    app.set_now("2026-12-20T16:00:00Z");
    let young = app.caller(ACME).from("+12145550143");
    young.ring().await;
    young.hang_up().await;
    follow(&app, &young).await;
    set(&app, Some(30), 90).await;
    assert_eq!(sweep(&app).await, 6);
    assert_eq!(calls_of_company(&app).await, 3, "no call is old enough");

    let of_young = left_of(&app, &young).await;
    app.set_now("2026-12-23T23:59:59Z");
    assert_eq!(sweep(&app).await, 5, "the job comes back on the next day");
    assert_eq!(left_of(&app, &old).await, []);
    assert_eq!(left_of(&app, &young).await, of_young);
    assert_eq!(calls_of_company(&app).await, 1);
    do_due(&app).await;
    let tenant = &app.tenant(ACME).tenant_id;
    let key = FileKey::recording(RecordingRetention::default(), tenant, &call(&old), &recording());
    assert_eq!(app.files().size(&key).await.expect("read"), None);
    let again = app.store().get_day_usage(&app.scope(ACME).await, jiff::civil::date(2026, 11, 23)).await.expect("read");
    assert_eq!(again, days, "the counts of its day changed");
    let counted = app.store().get_counted_call(&app.customers(ACME).await, &call(&old)).await.expect("read");
    assert_eq!(counted.expect("it is counted").caller, None);
    let path = format!("/admin/tenants/me/calls/{}", old.call_sid());
    let shown = app.person(ACME, "owner").get(&path).await.ok(200);
    assert_eq!((&shown["turns"], &shown["recordings"], &shown["caller"]), (&json!([]), &json!([]), &json!(null)));

    // A visit and its customer stay.
    let number = PhoneNumber::parse("+12145550144").expect("a number");
    let record = app.store().get_customer_record(&app.customers(ACME).await, &number).await.expect("read");
    assert_eq!(record.expect("a customer").first.appointments.len(), 1);
    assert!(app.appointment(&booked).await.is_some(), "the visit is gone");
    let left = left_of(&app, &booked).await;
    assert!(
        left.iter().all(|item| item.sort.starts_with("appointment#") || item.sort.starts_with("visit#")),
        "{left:?}"
    );
    // The young call goes in its turn.
    app.set_now("2027-01-20T23:59:59Z");
    sweep(&app).await;
    assert_eq!(calls_of_company(&app).await, 0);
    // Without the setting, the job ends.
    set(&app, None, 90).await;
    app.set_now("2027-01-21T23:59:59Z");
    sweep(&app).await;
    assert!(app.due_jobs().await.iter().all(|job| !job.contains("apply_retention")));
}

/// Applies a part again and again, each time with a crash three requests later, until it is done.
pub(crate) async fn apply_with_crashes(app: &TestApp, part: RetentionPart) {
    let kind = JobKind::ApplyRetention(part.clone());
    let job = FollowUpJob::of_tenant(app.tenant(ACME).tenant_id.clone(), kind);
    for requests in (0..).step_by(3) {
        app.aws.fail_after(requests, "DynamoDB_20120810.");
        let applied = app.store().apply_retention(&job, &part, app.change().at).await;
        app.aws.recover();
        if applied.is_ok() {
            assert!(requests > 3, "it takes more requests");
            return;
        }
    }
}

#[tokio::test]
async fn sweep_goes_on_after_a_crash_at_every_step() {
    let app = TestApp::start().await;
    let old = whole_call(&app).await;
    app.set_now("2027-01-05T16:00:00Z");
    set(&app, Some(30), 90).await;
    apply_with_crashes(&app, RetentionPart::of_the_day()).await;
    assert_eq!(left_of(&app, &old).await, []);
    assert_eq!(calls_of_company(&app).await, 0);
}

#[tokio::test]
async fn shorter_retention_of_recordings_holds_for_those_there_are() {
    let app = TestApp::start().await;
    let old = whole_call(&app).await;
    let item = async || {
        let scope = app.scope(ACME).await;
        app.store().get_recording(&scope, &call(&old), &recording()).await.expect("read").expect("a recording")
    };
    let key = FileKey::recording(RecordingRetention::Days90, &app.tenant(ACME).tenant_id, &call(&old), &recording());
    app.set_now("2026-12-01T16:00:00Z");
    set(&app, None, 30).await;
    sweep(&app).await;
    let Sound::Stored(stored) = item().await.sound else { panic!("it is gone") };
    assert_eq!(stored.deleted_at().to_string(), "2026-12-23T16:01:05Z");
    app.set_now("2026-12-22T16:00:00Z");
    assert!(app.files().size(&key).await.expect("read").is_some());
    let due = app.store().list_due(app.change().at, None, 100).await.expect("read").items;
    assert!(due.iter().all(|due| !due.job().is_ok_and(|job| matches!(job.kind, JobKind::DeleteRecording { .. }))));
    app.set_now("2026-12-23T16:01:05Z");
    do_due(&app).await;
    assert_eq!(app.files().size(&key).await.expect("read"), None);
    // A new recording gets the class of the setting, and another company keeps its own.
    let new = recorded_call(&app, DESERT).await;
    do_due(&app).await;
    let theirs =
        FileKey::recording(RecordingRetention::Days90, &app.tenant(DESERT).tenant_id, &call(&new), &recording());
    assert!(app.files().size(&theirs).await.expect("read").is_some());
}
