//! Jobs that wait for a time: they are queued at that time, not before, and are lost in no crash.

use follow_up::DueReport;
use messages::FollowUpJob;
use serde_json::json;
use store::{DueId, DueJob, TenantScope};

use super::follow_up::{summary_job, wait_for_summary};
use crate::support::{ACME, TestApp, TestCaller};

/// Holds a job until a time.
pub(crate) async fn put_due(app: &TestApp, job: &str, at: &str) {
    let job = FollowUpJob::from_body(job).expect("a job");
    let id = DueId::parse("a_job").expect("an id");
    let due = DueJob::new(at.parse().expect("an instant"), id, &job).expect("JSON");
    app.store().put_due(&TenantScope::of_follow_up(&job), &due).await.expect("written");
}

async fn queue_due(app: &TestApp) -> DueReport {
    app.other_process([]).follow_up.queue_due().await.expect("queued")
}

const NOTHING_DUE: DueReport = DueReport { queued: 0, unreadable: 0, all_queued: true };

/// A call that goes on, whose summary is due in two hours.
async fn call_with_due_summary(app: &TestApp) -> TestCaller {
    let caller = app.caller(ACME);
    caller.ring().await;
    // The same job twice is one entry.
    for _ in 0..2 {
        put_due(app, &summary_job(app, &caller), "2026-11-23T18:00:00Z").await;
    }
    caller
}

#[tokio::test]
async fn due_job_is_queued_at_its_time_and_leaves_the_list() {
    let app = TestApp::start().await;
    let caller = call_with_due_summary(&app).await;
    app.set_now("2026-11-23T17:59:59Z");
    assert_eq!(queue_due(&app).await, NOTHING_DUE);
    app.set_now("2026-11-23T18:00:00Z");
    assert_eq!(queue_due(&app).await, DueReport { queued: 1, ..NOTHING_DUE });
    wait_for_summary(&app, &caller).await;
    assert_eq!(queue_due(&app).await, NOTHING_DUE);
    let left = app.items().await.into_iter().filter(|item| item.partition == "due" || item.sort.starts_with("due#"));
    assert_eq!(left.count(), 0);
}

#[tokio::test]
async fn due_job_stays_listed_until_it_is_queued() {
    let app = TestApp::start().await;
    let caller = call_with_due_summary(&app).await;
    app.set_now("2026-11-23T18:00:00Z");
    let follow_up = app.other_process([]).follow_up;
    app.aws.fail("AmazonSQS.SendMessageBatch");
    follow_up.queue_due().await.expect_err("the queue fails");
    app.aws.recover();
    // Queued, and not removed: the next run queues it again.
    app.aws.fail("DynamoDB_20120810.TransactWriteItems");
    follow_up.queue_due().await.expect_err("the table fails");
    app.aws.recover();
    assert_eq!(queue_due(&app).await.queued, 1);
    wait_for_summary(&app, &caller).await;
}

#[tokio::test]
async fn unreadable_due_job_holds_up_no_other() {
    let app = TestApp::start().await;
    let caller = call_with_due_summary(&app).await;
    let unknown = json!({
        "tenant_id": "due", "sk": "at#000000000000000001#ten_acme#b", "tenant": "ten_acme", "id": "b",
        "due_at": "1970-01-01T00:00:00Z", "body": "{\"v\":1,\"tenant\":\"ten_acme\",\"kind\":\"fax\"}", "expires_at": 4_000_000_000_u64,
    });
    app.put_items(&[unknown]).await;
    app.set_now("2026-11-23T18:00:00Z");
    assert_eq!(queue_due(&app).await, DueReport { queued: 1, unreadable: 1, all_queued: true });
    wait_for_summary(&app, &caller).await;
}
