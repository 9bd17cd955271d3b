//! The jobs that follow a call, each with a crash at every request to AWS: what is found, announced and sent in the end is what one run
//! without a crash leads to. The queue's messages are delivered by the test.

use std::collections::VecDeque;

use follow_up::FollowUp;
use messages::{FollowUpJob, JobKind};
use serde_json::Value;
use store::key::{PARTITION, SORT};

use super::{
    caller_texts::{book_and_agree, texting},
    follow_up::SUMMARY,
    notifications::deliver,
    webhooks::register,
};
use crate::support::{ACME, Queues, Receiver, TestApp};

/// A job has fewer requests than this.
const ENOUGH: usize = 60;
/// After this number of failures a message goes to the dead-letter queue.
const MOST_RECEIVES: usize = 5;

/// A call that booked a visit and agreed to texts; it is counted, and the jobs that follow it wait.
struct Ended {
    app: TestApp,
    queues: Queues,
    receiver: Receiver,
    jobs: Vec<String>,
    /// Every item of the table before the first job.
    items: Vec<Value>,
}

/// What a run of all jobs led to.
#[derive(Debug, PartialEq)]
struct Outcome {
    /// The items about the call, without what differs from run to run.
    items: Vec<Value>,
    /// The jobs that wait for a time, by kind.
    due: Vec<&'static str>,
    /// Recipient and subject.
    emails: Vec<(Vec<String>, String)>,
    /// Recipient and words.
    texts: Vec<(String, String)>,
    /// The bodies that the receiver of webhooks got.
    webhooks: Vec<String>,
}

impl Ended {
    async fn call() -> Self {
        let (app, receiver) = (texting().await, Receiver::start().await);
        register(&app, &receiver.url, &["call.completed", "appointment.booked"]).await;
        app.model.summarize_with(SUMMARY);
        app.aws.hold_messages().await;
        let queues = app.queues();
        book_and_agree(&app, &app.caller(ACME)).await;
        queues.deliver(&app.system.functions.usage_aggregator).await;
        let (jobs, items) = (queues.take_follow_ups().await, app.items_as_json().await);
        assert_eq!(jobs.len(), 5, "{jobs:?}");
        Self { app, queues, receiver, jobs, items }
    }

    fn job(&self, kind: &JobKind) -> &str {
        let is_kind = |job: &&String| FollowUpJob::from_body(job).expect("a job").kind == *kind;
        self.jobs.iter().find(is_kind).expect("the job follows the call")
    }

    /// Delivers jobs, and those that they queue, until none is left.
    async fn deliver_all(&self, follow_up: &FollowUp, first: &[String]) {
        let mut left: VecDeque<_> = first.iter().cloned().map(|job| (job, 0)).collect();
        while let Some((job, failures)) = left.pop_front() {
            if !deliver(follow_up, &job).await {
                assert!(failures + 1 < MOST_RECEIVES, "a dead letter: {job}");
                left.push_back((job, failures + 1));
            }
            left.extend(self.queues.take_follow_ups().await.into_iter().map(|job| (job, 0)));
        }
    }

    /// From the state after the call: delivers `crashing` with a crash, if there is one, and then every job. Returns what this led to,
    /// and whether the crash happened.
    async fn run(&self, crashing: Option<(&str, usize, bool)>) -> (Outcome, bool) {
        let app = &self.app;
        app.replace_items(&self.items).await;
        let before = (app.outbox().await.len(), app.system.twilio.sent().len(), self.receiver.received().len());
        let mut crashed = false;
        if let Some((job, requests, takes_effect)) = crashing {
            let follow_up = app.other_process([]).follow_up;
            app.aws.crash_after(requests, takes_effect);
            deliver(&follow_up, job).await;
            crashed = app.aws.restart();
        }
        self.deliver_all(&app.other_process([]).follow_up, &self.jobs).await;
        let emails = app.outbox().await.into_iter().skip(before.0).map(|email| (email.to, email.subject));
        let texts = app.system.twilio.sent().into_iter().skip(before.1).map(|text| (text.to, text.body));
        let webhooks = self.receiver.received().into_iter().skip(before.2).map(|received| received.body);
        let due = app.due_jobs().await;
        let due = due.iter().map(|job| FollowUpJob::from_body(job).expect("a job").kind.name());
        let mut outcome = Outcome {
            items: self.items_of_call().await,
            due: due.collect(),
            emails: emails.collect(),
            texts: texts.collect(),
            webhooks: webhooks.collect(),
        };
        outcome.emails.sort();
        outcome.webhooks.sort();
        (outcome, crashed)
    }

    /// The postings, and what says what was summarized, announced and sent.
    async fn items_of_call(&self) -> Vec<Value> {
        let items = self.app.items_as_json().await.into_iter();
        let about = items.filter(|item| {
            let text = |name: &str| item[name].as_str().expect("text");
            let kinds = ["summary#", "notified#", "texted#", "latest_text#", "delivery#", "undelivered#"];
            text(PARTITION).ends_with("#words") || kinds.iter().any(|kind| text(SORT).starts_with(kind))
        });
        about.map(without_chance).collect()
    }
}

/// An item without the ids of providers and without measured times.
fn without_chance(mut item: Value) -> Value {
    let fields = item.as_object_mut().expect("an item");
    fields.remove("provider_id");
    for attempt in fields.get_mut("attempts").and_then(Value::as_array_mut).into_iter().flatten() {
        attempt["millis"] = Value::Null;
    }
    item
}

/// Crashes a job at each of its requests, with and without effect. `least` is how many requests it has.
async fn crash_everywhere(kind: JobKind, least: usize) {
    let ended = Box::pin(Ended::call()).await;
    let (clean, _) = ended.run(None).await;
    assert_eq!((clean.emails.len(), clean.texts.len(), clean.webhooks.len()), (2, 1, 2), "{clean:?}");
    assert!(
        clean.items.iter().filter(|item| item[PARTITION].as_str().is_some_and(|of| of.ends_with("#words"))).count()
            > 20
    );
    for takes_effect in [false, true] {
        for requests in 0..ENOUGH {
            let (outcome, crashed) = ended.run(Some((ended.job(&kind), requests, takes_effect))).await;
            assert_eq!(outcome, clean, "{requests} requests, {takes_effect}");
            if !crashed {
                assert!(requests >= least, "{requests} requests");
                break;
            }
            assert!(requests + 1 < ENOUGH, "the job does not end");
        }
    }
}

#[tokio::test]
async fn crash_of_the_index_leaves_the_same_postings() {
    Box::pin(crash_everywhere(JobKind::Index, 5)).await;
}

#[tokio::test]
async fn crash_of_the_summary_leaves_one_summary_and_one_announcement() {
    Box::pin(crash_everywhere(JobKind::Summary, 5)).await;
}

#[tokio::test]
async fn crash_of_the_notifications_of_a_call_notifies_each_person_once() {
    Box::pin(crash_everywhere(JobKind::NotifyOfCall, 5)).await;
}

#[tokio::test]
async fn crash_of_the_texts_to_the_caller_texts_once_and_plans_one_reminder() {
    Box::pin(crash_everywhere(JobKind::TextCaller, 5)).await;
}

#[tokio::test]
async fn crash_of_the_announcements_of_a_call_delivers_each_event_once() {
    Box::pin(crash_everywhere(JobKind::CallEvents, 5)).await;
}
