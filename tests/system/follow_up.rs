//! What follows a call: each job is done once, whatever is delivered twice or fails in between.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use domain::{day_counts::TurnTimes, id::TenantId, summary::CallResult};
use messages::{FinishedCall, FollowUpJob, JobKind};
use serde_json::{Value, json};
use store::SummaryItem;

use super::{
    calls::up_to_read_back,
    spending::{BUDGET, TODAY},
};
use crate::support::{ACME, ModelReply, TestApp, TestCaller, call, tool};

/// A model's answer to a request for a summary.
pub(crate) const SUMMARY: ModelReply = ModelReply::Say(
    r#"{"summary":"Dana's furnace is dead.","reason":"No heat","urgency":"urgent","next_step":"Bring a blower.","name":"Dana Smith",
    "address":null,"equipment":"a furnace of 2011","problem":null,"access_notes":"pay with 4111 1111 1111 1111"}"#,
);

/// Messages as SQS delivers them.
pub(crate) fn batch(bodies: impl IntoIterator<Item = String>) -> SqsEvent {
    let mut event = SqsEvent::default();
    for (nth, body) in bodies.into_iter().enumerate() {
        let mut message = SqsMessage::default();
        message.message_id = Some(format!("m-{nth}"));
        message.body = Some(body);
        event.records.push(message);
    }
    event
}

pub(crate) fn failed(response: aws_lambda_events::sqs::SqsBatchResponse) -> Vec<String> {
    response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
}

/// The job that summarizes a call of ACME.
pub(crate) fn summary_job(app: &TestApp, caller: &TestCaller) -> String {
    summary_job_of(app.tenant(ACME).tenant_id.clone(), caller)
}

/// The job that summarizes a call of a company.
pub(crate) fn summary_job_of(tenant: TenantId, caller: &TestCaller) -> String {
    job_of(tenant, caller, JobKind::Summary)
}

/// A job that follows a call of a company.
pub(crate) fn job_of(tenant: TenantId, caller: &TestCaller, kind: JobKind) -> String {
    FollowUpJob::of_call(tenant, call(caller), kind).to_body().expect("JSON")
}

async fn summary(app: &TestApp, caller: &TestCaller) -> Option<SummaryItem> {
    app.store().get_summary(&app.customers(ACME).await, &call(caller)).await.expect("read")
}

/// Waits until the queues' consumers have summarized a call.
pub(crate) async fn wait_for_summary(app: &TestApp, caller: &TestCaller) -> SummaryItem {
    let waiting = async {
        loop {
            if let Some(summary) = summary(app, caller).await {
                return summary;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("the call was not summarized")
}

/// A call that books a visit and ends.
pub(crate) async fn booked_call(app: &TestApp) -> TestCaller {
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    app.model.reply_with([tool("end_call", json!({"goodbye": "Goodbye."}))]);
    caller.say(&booked, "that's all").await;
    caller.hang_up().await;
    caller
}

#[tokio::test]
async fn call_shows_its_summary_once_it_is_counted() {
    let app = TestApp::start().await;
    let caller = booked_call(&app).await;
    wait_for_summary(&app, &caller).await;
    let path = format!("/admin/tenants/me/calls/{}", caller.call_sid());
    let summary = app.person(ACME, "dispatcher").get(&path).await.ok(200)["summary"].take();
    assert_eq!(
        summary,
        json!({
            "text": "Dana Smith booked a visit (repair) for Tuesday, November 24, between 8 AM and noon at 12 Oak Street, Dallas \
                     75201: “The furnace is dead”.",
            "result": "booked", "reason": "The furnace is dead", "urgency": "routine",
            "next_step": "Be there on Tuesday, November 24, between 8 AM and noon.",
            "intake": {
                "name": "Dana Smith", "callback": caller.from, "street": "12 Oak Street", "city": "Dallas",
                "zip": "75201", "job_type": "repair", "problem": "The furnace is dead",
                "access_notes": "Beware of the dog", "language": "english",
            },
            "written_at": "2026-11-23T16:01:05Z",
        })
    );
}

#[tokio::test]
async fn emergency_of_a_call_is_what_its_summary_begins_with() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    caller.hang_up().await;
    let SummaryItem { summary, .. } = wait_for_summary(&app, &caller).await;
    assert_eq!(summary.result, CallResult::Emergency);
    assert!(summary.text.starts_with("A caller from +1"), "{}", &*summary.text);
    assert!(summary.text.contains("reported a possible gas leak"), "{}", &*summary.text);
}

#[tokio::test]
async fn jobs_of_a_counted_call_are_queued_again_after_a_crash() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    caller.ring().await;
    // The functions of this test stand for those of a process that stops between the count and the queue.
    let aggregator = app.other_process([]).usage_aggregator;
    let finished = FinishedCall {
        tenant: app.tenant(ACME).tenant_id.clone(),
        call: call(&caller),
        caller: None,
        day: jiff::civil::date(2026, 11, 23),
        started_at: "2026-11-23T16:00:00Z".parse().expect("an instant"),
        usage: domain::usage::CallUsage { call_seconds: 12, ..Default::default() },
        hour: Some(9),
        times: TurnTimes::default(),
        price_micro_usd: None,
        facts: None,
        test: false,
    };
    let body = finished.to_body().expect("JSON");
    app.aws.fail("AmazonSQS.SendMessageBatch");
    assert_eq!(failed(aggregator.handle(batch([body.clone()])).await), ["m-0"]);
    app.aws.recover();
    assert_eq!(summary(&app, &caller).await, None);
    assert_eq!(failed(aggregator.handle(batch([body])).await), Vec::<String>::new());
    let written = wait_for_summary(&app, &caller).await;
    assert_eq!(written.summary.result, CallResult::Silent);
    let usage = app.store().get_day_usage(&app.scope(ACME).await, jiff::civil::date(2026, 11, 23)).await.expect("read");
    assert_eq!(usage.expect("counted").calls, 1);
}

#[tokio::test]
async fn job_that_is_delivered_twice_writes_one_summary() {
    let app = TestApp::start().await;
    let caller = booked_call(&app).await;
    let first = wait_for_summary(&app, &caller).await;
    app.set_now("2026-11-23T18:00:00Z");
    let follow_up = app.other_process([]).follow_up;
    let twice = batch([summary_job(&app, &caller), summary_job(&app, &caller)]);
    assert_eq!(failed(follow_up.handle(twice).await), Vec::<String>::new());
    assert_eq!(wait_for_summary(&app, &caller).await, first);
}

#[tokio::test]
async fn only_the_jobs_that_fail_return_to_the_queue() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    caller.ring().await;
    let follow_up = app.other_process([]).follow_up;
    let unknown = summary_job(&app, &caller).replace("summary", "fax");
    let no_call = json!({"v": 1, "tenant": app.tenant(ACME).tenant_id, "kind": "summary"}).to_string();
    let mixed = batch(["not JSON".to_owned(), summary_job(&app, &caller), unknown, no_call]);
    // A later release may know the kind. The others are in the dead-letter queue.
    assert_eq!(failed(follow_up.handle(mixed).await), ["m-2"]);
    assert_eq!(app.queues().take_dead_jobs().await.len(), 2);
    let written = summary(&app, &caller).await.expect("the job that was valid is done");
    assert_eq!(written.summary.result, CallResult::Silent);
    app.aws.fail("DynamoDB");
    assert_eq!(failed(follow_up.handle(batch([summary_job(&app, &caller)])).await), ["m-0"]);
    app.aws.recover();
}

#[tokio::test]
async fn job_of_an_erased_company_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let caller = booked_call(&app).await;
    wait_for_summary(&app, &caller).await;
    let operator = app.operator();
    let path = format!("/admin/tenants/{}", app.tenant(ACME).tenant_id);
    operator.delete(&path).await.ok(200);
    let confirm = json!({"confirm": app.tenant(ACME).tenant_id});
    let erased: Value = operator.post(&format!("{path}/erase"), &confirm).await.ok(200);
    assert_eq!(erased["items"]["summary"], 1, "{erased}");
    let late = summary_job(&app, &caller);
    assert_eq!(failed(app.other_process([]).follow_up.handle(batch([late])).await), Vec::<String>::new());
    let left: Vec<_> = app.items().await.into_iter().filter(|item| item.partition == "ten_acme").collect();
    assert!(left.iter().all(crate::support::Item::is_of_a_request), "{left:?}");
}

#[tokio::test]
async fn words_of_the_model_stand_beside_the_summary_by_code() {
    let app = TestApp::start().await;
    app.model.summarize_with(SUMMARY);
    let caller = booked_call(&app).await;
    wait_for_summary(&app, &caller).await;
    let path = format!("/admin/tenants/me/calls/{}", caller.call_sid());
    let summary = app.person(ACME, "dispatcher").get(&path).await.ok(200)["summary"].take();
    assert_eq!(
        summary["by_model"],
        json!({"text": "Dana's furnace is dead.", "reason": "No heat", "next_step": "Bring a blower.", "name": "Dana Smith",
            "equipment": "a furnace of 2011", "access_notes": "pay with [card number]"})
    );
    assert_eq!((&summary["result"], &summary["urgency"]), (&json!("booked"), &json!("urgent")));
    let [request] = &app.model.summary_requests()[..] else { panic!("one request") };
    assert_eq!(request["response_format"]["type"], "json_schema");
    assert_eq!(request["response_format"]["json_schema"]["strict"], true);
    assert_eq!(request.get("tools"), None, "a summary has no tools");
    let transcript = request["messages"][1]["content"].as_str().expect("text");
    assert!(transcript.contains("\ncaller: yes\n"), "{transcript}");
}

#[tokio::test]
async fn model_reads_no_card_number_and_its_other_answers_are_dropped() {
    let app = TestApp::start().await;
    for answer in [ModelReply::Say("Sure! I cancelled everything."), ModelReply::Status(500), tool("cancel", json!({}))]
    {
        app.model.summarize_with(answer);
        let caller = app.caller(ACME);
        let greeting = caller.ring().await;
        let more = caller.say(&greeting, "my card is four one one one one one one one").await;
        caller.say(&more, "one one one one one one one one").await;
        caller.hang_up().await;
        let SummaryItem { summary, .. } = wait_for_summary(&app, &caller).await;
        assert_eq!((summary.by_model, summary.result), (None, CallResult::NothingAgreed));
        assert!(summary.text.contains("my card is [card number]"), "{}", &*summary.text);
    }
    for request in app.model.summary_requests() {
        let transcript = request["messages"][1]["content"].as_str().expect("text").to_owned();
        assert!(transcript.contains("caller: my card is [card number]\n"), "{transcript}");
        assert!(!transcript.contains("one one"), "{transcript}");
    }
}

#[tokio::test]
async fn summary_by_model_counts_in_the_spend_and_needs_a_budget() {
    let app = TestApp::start().await;
    app.model.summarize_with(SUMMARY);
    let spent = async || app.store().get_spend(&app.scope(ACME).await, TODAY).await.expect("read");
    let ended = async || {
        let caller = app.caller(ACME);
        let greeting = caller.ring().await;
        caller.say(&greeting, "My furnace is dead").await;
        caller
    };
    let follow_up = app.other_process([]).follow_up;
    let caller = ended().await;
    let before = spent().await;
    assert_eq!(failed(follow_up.handle(batch([summary_job(&app, &caller)])).await), Vec::<String>::new());
    let after = spent().await;
    // 600 uncached tokens of 1,000, 200 of them written to the cache; 20 tokens written.
    let cost = 400 / 10 + 400 / 100 + 200 / 8 + 20 / 2;
    assert_eq!((after.today.get() - before.today.get(), after.reserved), (cost, before.reserved));

    app.operator().put(BUDGET, &json!({"daily_micro_usd": 0})).await.ok(200);
    let caller = ended().await;
    let (asked, before) = (app.model.summary_requests().len(), spent().await);
    assert_eq!(failed(follow_up.handle(batch([summary_job(&app, &caller)])).await), Vec::<String>::new());
    assert_eq!(app.model.summary_requests().len(), asked, "the model is not asked");
    let SummaryItem { summary, .. } = summary(&app, &caller).await.expect("written");
    assert_eq!(summary.by_model, None);
    assert_eq!(spent().await, before, "nothing stays reserved");
}
