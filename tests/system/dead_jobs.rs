//! Jobs that cannot be done reach their dead-letter queue with a reason, and come back.

use domain::notification::NotificationEvent;
use messages::{FollowUpJob, JobKind};

use super::{
    follow_up::{batch, failed},
    notifications::{OWNER, notify},
};
use crate::support::{ACME, DeadLetterFound, TestApp};

/// Delivers a job for the n-th time; returns whether the queue has to deliver it again.
async fn is_returned(app: &TestApp, body: &str, receives: u32) -> bool {
    let mut delivered = batch([body.to_owned()]);
    delivered.records[0].attributes.insert("ApproximateReceiveCount".to_owned(), receives.to_string());
    !failed(app.other_process([]).follow_up.handle(delivered).await).is_empty()
}

async fn dead_job(app: &TestApp) -> DeadLetterFound {
    let letters = app.queues().take_dead_jobs().await;
    let [letter] = &letters[..] else { panic!("{letters:#?}") };
    letter.clone()
}

/// A job that fails while the table does.
fn digest(app: &TestApp) -> String {
    let day = jiff::civil::date(2026, 11, 22);
    notify(app, OWNER, NotificationEvent::DayOver { day })
}

#[tokio::test]
async fn job_that_no_release_can_read_is_a_dead_letter_at_once() {
    let app = TestApp::start().await;
    let no_call = FollowUpJob::of_tenant(app.tenant(ACME).tenant_id.clone(), JobKind::Summary).to_body().expect("JSON");
    for body in ["no JSON", &no_call] {
        assert!(!is_returned(&app, body, 1).await);
        let letter = dead_job(&app).await;
        assert_eq!((letter.body.as_str(), letter.reason.as_deref()), (body, Some("malformed")));
        assert_eq!(letter.failed_at.as_deref(), Some(app.clock().now().to_string().as_str()));
    }
}

#[tokio::test]
async fn job_that_a_later_release_may_know_is_a_dead_letter_after_its_last_receive() {
    let app = TestApp::start().await;
    let job = digest(&app);
    let unknown = job.replacen("\"notify\"", "\"fax\"", 1);
    let later = job.replacen("\"v\":1", "\"v\":2", 1);
    assert!(unknown != job && later != job, "{job}");
    for (body, reason) in [(unknown, "malformed"), (later, "newer_version")] {
        for receives in 1..5 {
            assert!(is_returned(&app, &body, receives).await, "{reason}");
        }
        assert_eq!(app.queues().take_dead_jobs().await, []);
        assert!(!is_returned(&app, &body, 5).await, "{reason}");
        let letter = dead_job(&app).await;
        assert_eq!((letter.body.as_str(), letter.reason.as_deref()), (body.as_str(), Some(reason)));
    }
}

#[tokio::test]
async fn job_that_failed_five_times_says_what_failed() {
    let app = TestApp::start().await;
    let job = digest(&app);
    for (fails, reason) in [("DynamoDB", "table_failed"), ("sesv2", "job_failed")] {
        app.aws.fail(fails);
        assert!(is_returned(&app, &job, 4).await, "{reason}");
        assert!(!is_returned(&app, &job, 5).await, "{reason}");
        app.aws.recover();
        let letter = dead_job(&app).await;
        assert_eq!(letter.reason.as_deref(), Some(reason));
        assert!(letter.detail.is_some_and(|detail| !detail.is_empty()), "{reason}");
    }
}

#[tokio::test]
async fn redriven_job_is_done_once() {
    let app = TestApp::start().await;
    let (job, queues) = (digest(&app), app.queues());
    app.aws.fail("sesv2");
    assert!(!is_returned(&app, &job, 5).await);
    app.aws.recover();
    assert_eq!(app.outbox().await.len(), 0);
    let (from, to) = (&queues.follow_up_dead_letters_url, &queues.follow_ups_url);
    let moved = local::redrive::redrive(&queues.client, from, to).await.expect("moved");
    assert_eq!(moved, [("job_failed".to_owned(), 1)].into());
    // The consumer of the system does it.
    app.wait_for_emails(1).await;
    assert!(!is_returned(&app, &job, 1).await);
    assert_eq!((app.outbox().await.len(), queues.take_dead_jobs().await), (1, Vec::new()));
}
