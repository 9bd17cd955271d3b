//! How many requests to AWS a webhook or an API request makes. The AWS proxy counts them; the order of concurrent requests
//! does not matter.

use std::collections::BTreeMap;

use axum::Router;
use localhost::Loopback;
use messages::JobKind;
use platform::config::Environment;
use serde_json::{Value, json};

use super::{
    calls::up_to_read_back,
    configuration::untested,
    follow_up::{batch, job_of},
};
use crate::support::{ACME, ApiClient, DESERT, Request, TestApp};

/// Operations with how often each was requested.
pub(crate) type Counts = BTreeMap<String, usize>;

pub(crate) fn counts<'a>(operations: impl IntoIterator<Item = &'a str>) -> Counts {
    let mut counts = Counts::new();
    for operation in operations {
        *counts.entry(operation.to_owned()).or_default() += 1;
    }
    counts
}

fn operations(requests: &[Request]) -> Counts {
    counts(requests.iter().map(|request| request.operation.as_str()))
}

/// The operations since the last call.
pub(crate) fn operations_of(app: &TestApp) -> Counts {
    operations(&app.aws.requests())
}

/// Serves a function of another process; returns its address.
async fn serve(function: Router) -> String {
    let loopback = Loopback::bind(0).await.expect("a port");
    let address = loopback.url().to_owned();
    tokio::spawn(loopback.serve_forever(function));
    address
}

/// `voice-webhook` of another process, after its start.
async fn started_voice_webhook(app: &TestApp) -> Router {
    let lookup = |name: &str| app.system.manifest.environment.get(name).cloned();
    let settings = voice_webhook::Settings::from(&Environment::from_fn(&lookup)).expect("set");
    let function = voice_webhook::VoiceWebhook::new(settings, &app.system.runtime.named("voice-webhook"));
    function.warm_up().await;
    voice_webhook::router(function)
}

/// The number of round trips in sequence: requests that overlap count once.
fn round_trips(requests: &[Request]) -> usize {
    let (mut round_trips, mut latest_end) = (0, None);
    for request in requests {
        if latest_end.is_none_or(|end| request.began >= end) {
            round_trips += 1;
            latest_end = Some(request.ended);
        } else {
            latest_end = latest_end.max(Some(request.ended));
        }
    }
    round_trips
}

/// The requests before the model was asked, and those after.
fn around_model(requests: &[Request]) -> (&[Request], &[Request]) {
    let model = requests.iter().position(|request| request.operation == "model").expect("the model was asked");
    (&requests[..model], &requests[model + 1..])
}

#[tokio::test]
async fn warm_turn_has_one_round_trip_before_the_model_and_one_after() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let response = caller.say(&greeting, "hello").await;
    app.aws.clear_requests();
    caller.say(&response, "My furnace needs a tune-up").await;
    let requests = app.aws.requests();
    let (before, after) = around_model(&requests);
    // The call, the claim of the step and what the company has spent, at once; the step, and the cost of this turn with the reservation of the next.
    assert_eq!((operations(before), round_trips(before)), (counts(["Query", "UpdateItem", "GetItem"]), 1));
    assert_eq!((operations(after), round_trips(after)), (counts(["TransactWriteItems", "UpdateItem"]), 1));
}

#[tokio::test]
async fn late_turn_writes_as_much_as_an_early_one() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let mut answer = caller.ring().await;
    for _ in 0..40 {
        answer = caller.say(&answer, "And one more thing about my furnace").await;
    }
    let steps: Vec<_> = app.items().await.into_iter().filter(|item| item.mentions(caller.call_sid())).collect();
    let size = |step: usize| {
        let suffix = format!("{}#{step:04}", caller.call_sid());
        steps.iter().find(|item| item.sort.ends_with(&suffix)).expect("a step").text.len()
    };
    let (early, late) = (size(3), size(40));
    // Counters grow by a digit or two.
    assert!(late <= early + 40, "{early} bytes became {late}");
}

#[tokio::test]
async fn cold_turn_has_at_most_two_round_trips_before_the_model() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    // The first webhook of another process, which has read our own secrets at its start: every other cache is empty.
    let caller = caller.reaching(&serve(started_voice_webhook(&app).await).await);
    app.aws.clear_requests();
    caller.say(&greeting, "My furnace needs a tune-up").await;
    let requests = app.aws.requests();
    let (before, _) = around_model(&requests);
    assert!(round_trips(before) <= 2, "{requests:?}");
    assert_eq!(
        operations(before),
        counts(["GetItem", "AssumeRole", "GetItem", "GetItem", "GetItem", "Query", "UpdateItem", "GetSecretValue"]),
        "the number's route and the company's session; its secret and its state, its configuration, the call, the claim of its \
         step and what it has spent"
    );
}

#[tokio::test]
async fn call_without_a_greeting_reserves_before_the_model() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME).reaching(&serve(started_voice_webhook(&app).await).await);
    app.aws.clear_requests();
    caller.post("/twilio/turn?step=1", &[("SpeechResult", "My furnace needs a tune-up"), ("Confidence", "0.9")]).await;
    let requests = app.aws.requests();
    let (before, _) = around_model(&requests);
    assert_eq!(
        operations(before),
        counts([
            "GetItem",
            "AssumeRole",
            "GetItem",
            "GetItem",
            "GetItem",
            "Query",
            "GetSecretValue",
            "UpdateItem",
            "GetItem",
            "UpdateItem"
        ])
    );
    // The number's route, the company's session, everything else, the place among the open calls, the reservation.
    assert!(round_trips(before) <= 5, "{requests:?}");
}

#[tokio::test]
async fn forged_turns_read_a_call_at_most_once() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let forged = caller.signing_with("00000000000000000000000000000000");
    forged.post("/twilio/turn?step=1", &[("SpeechResult", "hello"), ("Confidence", "0.9")]).await;
    app.aws.clear_requests();
    for _ in 0..3 {
        forged.post("/twilio/turn?step=1", &[("SpeechResult", "hello"), ("Confidence", "0.9")]).await;
    }
    let reads = operations_of(&app).remove("GetItem");
    assert_eq!(reads, None, "the number's route is in memory, the call of a forger is not read");
}

#[tokio::test]
async fn warm_greeting_reads_four_times_and_writes_four_times_in_three_round_trips() {
    let app = TestApp::start().await;
    app.caller(ACME).ring().await;
    app.aws.clear_requests();
    app.caller(ACME).ring().await;
    let requests = app.aws.requests();
    assert!(round_trips(&requests) <= 3, "{requests:?}");
    // The number's route; the customer, the latest calls and the limits of calls (the last half hour is read, this one is written); the call, its
    // entry in the list of open calls and the reservation of its first turn.
    let expected = ["GetItem", "GetItem", "GetItem", "Query", "UpdateItem", "PutItem", "PutItem", "UpdateItem"];
    assert_eq!(operations(&requests), counts(expected));
}

#[tokio::test]
async fn greeting_of_a_customer_reads_visits_in_one_more_round_trip() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let greeting = async |attestation: Option<&str>| {
        app.aws.clear_requests();
        app.caller(ACME).attested(attestation).ring().await;
        app.aws.requests()
    };
    let (claimed, attested) = (greeting(None).await, greeting(Some("TN-Validation-Passed-A")).await);
    assert_eq!(round_trips(&attested), round_trips(&claimed) + 1, "{:?}", operations(&attested));
    let batches = operations(&attested).remove("BatchGetItem");
    assert_eq!((batches, operations(&claimed).remove("BatchGetItem")), (Some(1), None));
}

#[tokio::test]
async fn end_of_call_reads_once_sends_one_message_and_writes_three_times() {
    let app = TestApp::start().await;
    app.aws.hold_messages().await;
    let caller = app.caller(ACME);
    caller.ring().await;
    app.aws.clear_requests();
    caller.hang_up().await;
    assert_eq!(
        operations_of(&app),
        counts(["Query", "TransactWriteItems", "SendMessage", "UpdateItem", "UpdateItem"]),
        "the reservation and the place are free"
    );
}

/// What a call makes functions write: its count, and each job after it. The number of writes of a transaction is behind its operation.
async fn after_a_call(app: &TestApp) -> Vec<(&'static str, Counts)> {
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "My furnace needs a tune-up").await;
    caller.hang_up().await;
    let made = || {
        let requests = app.aws.requests();
        let body = |request: &Request| serde_json::from_slice::<Value>(&request.body).unwrap_or_default();
        let named = requests.iter().map(|request| match body(request)["TransactItems"].as_array() {
            Some(writes) => format!("{} of {}", request.operation, writes.len()),
            None => request.operation.clone(),
        });
        counts(named.collect::<Vec<_>>().iter().map(String::as_str))
    };
    app.aws.clear_requests();
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let mut after = vec![("count", made())];
    let follow_up = &app.system.functions.follow_up;
    for job in [JobKind::NotifyOfCall, JobKind::TextCaller, JobKind::Summary, JobKind::Index, JobKind::CallEvents] {
        let name = job.name();
        let job = job_of(app.tenant(ACME).tenant_id.clone(), &caller, job);
        app.aws.clear_requests();
        follow_up.handle(batch([job])).await;
        after.push((name, made()));
    }
    after
}

#[tokio::test]
async fn count_of_a_call_and_the_jobs_after_it_make_few_requests() {
    let app = TestApp::start().await;
    app.aws.hold_messages().await;
    // The first call reads what the later ones have in memory.
    after_a_call(&app).await;
    let of = |operations: &[(&str, usize)]| -> Counts {
        operations.iter().map(|(operation, times)| ((*operation).to_owned(), *times)).collect()
    };
    // docs/deploy.md, "What it costs", reckons with them.
    let expected = [
        ("count", of(&[("TransactWriteItems of 6", 1), ("SendMessageBatch", 1), ("DeleteItem", 1)])),
        ("notify_of_call", of(&[("GetItem", 3), ("Query", 1), ("TransactWriteItems of 3", 2)])),
        ("text_caller", of(&[("GetItem", 3)])),
        ("summary", of(&[("GetItem", 4), ("Query", 3), ("UpdateItem", 2), ("TransactWriteItems of 2", 1)])),
        ("index", of(&[("GetItem", 2), ("Query", 1), ("BatchWriteItem", 2), ("TransactWriteItems of 2", 1)])),
        ("call_events", of(&[("Query", 1)])),
    ];
    assert_eq!(after_a_call(&app).await, expected);
}

/// The requests that come before every handler for a person of a company: their membership, their own rate limit and their
/// company's. `handler` adds those of the handler.
fn gate_and<const N: usize>(handler: [&str; N]) -> Counts {
    counts(["GetItem", "UpdateItem", "UpdateItem"].into_iter().chain(handler))
}

#[tokio::test]
async fn reading_the_own_company_takes_three_reads_and_two_writes_in_three_round_trips() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    owner.get("/admin/tenants/me").await.ok(200);
    app.aws.clear_requests();
    owner.get("/admin/tenants/me").await.ok(200);
    let requests = app.aws.requests();
    assert!(round_trips(&requests) <= 3, "{requests:?}");
    assert_eq!(
        operations(&requests),
        gate_and(["GetItem", "GetItem"]),
        "the company and its spend; the issuer's keys are in memory"
    );
}

#[tokio::test]
async fn api_key_makes_as_many_requests_as_a_person_once_its_use_is_recorded() {
    let app = TestApp::start().await;
    let body = json!({"name": "Reports", "scopes": ["company:read"]});
    let created = app.person(ACME, "owner").post("/admin/tenants/me/api-keys", &body).await.ok(201);
    let program = ApiClient::with(&app.system, created["key"].as_str().map(str::to_owned));
    program.get("/admin/tenants/me").await.ok(200);
    app.aws.clear_requests();
    program.get("/admin/tenants/me").await.ok(200);
    assert_eq!(operations_of(&app), gate_and(["GetItem", "GetItem"]));
}

#[tokio::test]
async fn page_of_tenants_is_one_query() {
    let app = TestApp::start().await;
    let operator = app.operator();
    for query in ["?limit=1", "?limit=1&search=heating", "?status=active", "?status=active&search=acme"] {
        app.aws.clear_requests();
        operator.get(&format!("/admin/tenants{query}")).await.ok(200);
        assert_eq!(operations_of(&app), counts(["UpdateItem", "Query"]), "{query}");
    }
    // Active companies come first. If they do not fill the page, a query for each other status adds the others.
    app.aws.clear_requests();
    operator.get("/admin/tenants").await.ok(200);
    assert_eq!(operations_of(&app), counts(["UpdateItem", "Query", "Query", "Query", "Query"]));
    // A telephone number leads to its company without a query. The first time, the company's session begins.
    for begun in [vec!["AssumeRole"], vec![]] {
        app.aws.clear_requests();
        operator.get(&format!("/admin/tenants?search={}", &app.tenant(ACME).number.as_str()[1..])).await.ok(200);
        assert_eq!(operations_of(&app), counts(["UpdateItem", "GetItem", "GetItem"].into_iter().chain(begun)));
    }
}

#[tokio::test]
async fn first_request_for_a_company_makes_one_more_request_in_one_more_round_trip() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    // Reads the issuer's keys, in a session of another company.
    app.person(DESERT, "owner").get("/admin/tenants/me").await.ok(200);
    app.aws.clear_requests();
    let mut made = Vec::new();
    for _ in 0..2 {
        owner.get("/admin/tenants/me").await.ok(200);
        made.push(app.aws.requests());
    }
    let [first, second] = &made[..] else { panic!("two requests") };
    let expected = operations(second).into_iter().chain(counts(["AssumeRole"])).collect();
    assert_eq!(operations(first), expected);
    assert!(round_trips(first) <= round_trips(second) + 1, "{made:?}");
}

#[tokio::test]
async fn number_is_resolved_by_one_read() {
    let app = TestApp::start().await;
    app.store().get_number_route(&app.tenant(ACME).number).await.expect("read").expect("a route");
    assert_eq!(operations_of(&app), counts(["GetItem"]));
}

#[tokio::test]
async fn change_of_a_company_is_one_transaction() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let version = owner.get("/admin/tenants/me").await.ok(200)["version"].as_u64().expect("a version");
    app.aws.clear_requests();
    owner.patch_at(version, "/admin/tenants/me", &json!({"name": "Acme Heating"})).await.ok(200);
    // One read for the patch, one for the write, one of what the company has spent.
    assert_eq!(operations_of(&app), gate_and(["GetItem", "GetItem", "TransactWriteItems", "GetItem"]));
}

#[tokio::test]
async fn publishing_is_ten_reads_two_lists_and_one_transaction() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let path = "/admin/tenants/me/configuration";
    owner.patch_at(1, &format!("{path}/draft"), &json!({"greeting": "Good day."})).await.ok(200);
    app.aws.clear_requests();
    owner.post(&format!("{path}/publish"), &untested("draft")).await.ok(200);
    // Before the transaction: the company and the version twice, the published version for the audit log, and the routes of
    // three dialed numbers; and the latest runs and the company's own scenarios. After it: both versions, to compare their forwarding numbers.
    let mut handler = ["GetItem"; 13];
    handler[..3].copy_from_slice(&["TransactWriteItems", "Query", "Query"]);
    assert_eq!(operations_of(&app), gate_and(handler));
}
