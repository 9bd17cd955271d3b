//! Card numbers and social security numbers that a caller says are stored nowhere, queued nowhere, and sent to no one.

use reqwest::{Method, header::IF_MATCH};
use serde_json::json;

use super::{
    configuration::publish,
    follow_up::{batch, summary_job},
    incoming_texts::send,
};
use crate::support::{ACME, ApiResponse, ModelReply, TestApp, TestCaller, call};

const SAID: [&str; 4] = [
    "My card is 4111 1111 1111 1111, and I need a repair",
    "cuatro uno uno uno, uno uno uno uno, uno uno uno uno, uno uno uno uno",
    "my social is one two three, um, 45 6789",
    "I smell gas, and the card is 4111-1111-1111-1111",
];
const NUMBERS: [&str; 6] = ["4111", "1111 1111", "uno uno uno", "123456789", "45 6789", "one two three"];

#[track_caller]
fn assert_masked(what: &str, text: &str) {
    for number in NUMBERS {
        assert!(!text.contains(number), "{what} has {number}: {text}");
    }
}

async fn tell(app: &TestApp) -> TestCaller {
    app.model.reply_always(ModelReply::Say("Please do not tell me such numbers."));
    let caller = app.caller(ACME);
    let mut heard = caller.ring().await;
    for words in SAID {
        heard = caller.say(&heard, words).await;
    }
    caller.hang_up().await;
    caller
}

#[tokio::test]
async fn numbers_that_a_caller_says_are_in_no_item_no_queue_and_no_request() {
    let app = TestApp::start().await;
    let caller = tell(&app).await;
    for message in app.queues().lose_messages().await {
        assert_masked("a message", &message);
        app.queues().send(&message).await;
    }
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    app.store().index_transcript(&app.customers(ACME).await, &call(&caller)).await.expect("indexed");
    app.system.functions.follow_up.handle(batch([summary_job(&app, &caller)])).await;
    for item in app.items().await {
        assert_masked(&item.sort, &item.text);
    }
    for request in app.model.requests().into_iter().chain(app.model.summary_requests()) {
        assert_masked("a request to the model", &request.to_string());
    }
    let owner = app.person(ACME, "owner");
    let shown = owner.get(&format!("/admin/tenants/me/calls/{}", caller.call_sid())).await.ok(200);
    assert_masked("the call", &shown.to_string());
    let found = owner.get("/admin/tenants/me/calls/search?q=4111").await.ok(200);
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn what_a_company_chose_to_mask_is_stored_nowhere_and_not_sent_to_the_model() {
    let app = TestApp::start().await;
    publish(&app.person(ACME, "owner"), &json!({"mask_also": ["birth_dates", "email_addresses"]})).await;
    app.model.reply_always(ModelReply::Say("Thank you."));
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let heard = caller.say(&greeting, "I was born on March third 1952, write to dana at gmail dot com").await;
    caller.say(&heard, "My account is 000123456789").await;
    caller.hang_up().await;
    send(&caller, 1, "My birthday is 3/3/1952", &[]).await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let requests = app.model.requests().into_iter().map(|request| request.to_string());
    let items = app.items().await.into_iter().map(|item| item.text);
    let mut is_kept = false;
    for text in requests.chain(items) {
        assert!(!text.contains("1952") && !text.contains("gmail"), "{text}");
        // It was not chosen.
        is_kept |= text.contains("000123456789");
    }
    assert!(is_kept);
}

#[tokio::test]
async fn numbers_that_the_office_types_are_stored_nowhere() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    caller.hang_up().await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let dispatcher = app.person(ACME, "dispatcher");
    let card = "the card is 4111 1111 1111 1111";
    let visit = json!({
        "slot": "2026-11-24_morning", "job_type": "repair", "name": "Lee Park", "callback": "+12145550177",
        "street": "9 Elm Street", "zip": "75201", "problem": card, "access_notes": card,
    });
    let visit = dispatcher.post("/admin/tenants/me/appointments", &visit).await.ok(201);
    let visit = format!("/admin/tenants/me/appointments/{}", visit["appointment_id"].as_str().expect("an id"));
    dispatcher.patch_at(1, &visit, &json!({"note": card, "access_notes": card})).await.ok(200);
    let cancel = json!({"reason": card, "notify_customer": false});
    let request = dispatcher.request(Method::POST, &format!("{visit}/cancel")).header(IF_MATCH, "*");
    ApiResponse::of(request.json(&cancel)).await.ok(200);
    let notes = "/admin/tenants/me/customers/+12145550177/notes";
    dispatcher.post(notes, &json!({"note": card})).await.ok(201);
    let listed = dispatcher.get("/admin/tenants/me/emergencies").await.ok(200);
    let id = listed["items"][0]["emergency_id"].as_str().expect("an id");
    dispatcher.patch_at(1, &format!("/admin/tenants/me/emergencies/{id}"), &json!({"note": card})).await.ok(200);
    let items = app.items().await;
    assert!(items.iter().filter(|item| item.mentions("[card number]")).count() >= 4, "the words are stored");
    for item in items {
        assert_masked(&item.sort, &item.text);
    }
}
