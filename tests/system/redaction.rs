//! Card numbers and social security numbers that a caller says are stored nowhere, queued nowhere, logged nowhere, and sent to no one.

use reqwest::{Method, header::IF_MATCH};
use serde_json::json;

use super::{
    company_export::exported_files,
    configuration::publish,
    follow_up::{batch, summary_job, wait_for_summary},
    incoming_texts::send,
    webhooks::register,
};
use crate::support::{ACME, ApiResponse, CapturedLog, ModelReply, Receiver, TestApp, TestCaller, call, tool};

const SAID: [&str; 4] = [
    "My card is 4111 1111 1111 1111, and I need a repair",
    "cuatro uno uno uno, uno uno uno uno, uno uno uno uno, uno uno uno uno",
    "my social is one two three, um, 45 6789",
    "I smell gas, and the card is 4111-1111-1111-1111",
];
/// A number in three turns: none of them has enough digits for a card.
const SPREAD: [&str; 3] = ["the other card begins with 4242 42", "42 4242", "4242 4242, and my heat pump is broken"];
const NUMBERS: [&str; 8] =
    ["4111", "1111 1111", "uno uno uno", "123456789", "45 6789", "one two three", "4242", "42 42"];

/// The text without ids, which have digits by chance: long words of letters and digits.
fn without_ids(text: &str) -> String {
    let ends = |c: char| !c.is_ascii_alphanumeric();
    let is_id = |word: &str| word.len() >= 16 && word.contains(|c: char| c.is_ascii_alphabetic());
    text.split_inclusive(ends).filter(|word| !is_id(word.trim_end_matches(ends))).collect()
}

#[track_caller]
fn assert_masked(what: &str, text: &str) {
    let (what, text) = (without_ids(what), without_ids(text));
    for number in NUMBERS {
        assert!(!text.contains(number), "{what} has {number}: {text}");
    }
}

async fn tell(app: &TestApp) -> TestCaller {
    app.model.reply_always(ModelReply::Say("Please do not tell me such numbers."));
    let caller = app.caller(ACME);
    let mut heard = caller.ring().await;
    for words in SAID[..3].iter().chain(&SPREAD).chain(&SAID[3..]) {
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
        let request = request.to_string();
        // The beginning of a number is not known as one.
        let is_begun = request.contains(SPREAD[0]) && !request.contains("my heat pump is broken");
        if !is_begun {
            assert_masked("a request to the model", &request);
        }
    }
    let owner = app.person(ACME, "owner");
    let shown = owner.get(&format!("/admin/tenants/me/calls/{}", caller.call_sid())).await.ok(200);
    assert_masked("the call", &shown.to_string());
    let found = owner.get("/admin/tenants/me/calls/search?q=4111").await.ok(200);
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn numbers_that_a_caller_says_are_in_no_text_e_mail_webhook_log_line_or_export() {
    let app = TestApp::start().await;
    let (receiver, log) = (Receiver::start().await, CapturedLog::start());
    register(&app, &receiver.url, &["call.completed", "emergency.raised"]).await;
    let settings = json!({"channels": {"emergency": "text"}, "mobile": "+12145550190"});
    app.person(ACME, "manager").put("/admin/tenants/me/my-notifications", &settings).await.ok(200);
    let caller = tell(&app).await;
    receiver.wait_for_event("call.completed").await;
    receiver.wait_for_event("emergency.raised").await;
    wait_for_summary(&app, &caller).await;
    app.wait_for_emails(1).await;
    for email in app.outbox().await {
        assert_masked("an e-mail", &format!("{} {} {}", email.subject, email.text, email.html));
    }
    let texts = app.system.twilio.sent();
    assert!(!texts.is_empty(), "the technician was paged");
    for text in texts {
        assert_masked("a text", &text.body);
    }
    for received in receiver.received() {
        assert_masked("a webhook", &received.body);
    }
    let lines = log.take();
    assert!(!lines.is_empty());
    for line in lines {
        assert_masked("a line of the log", &line.to_string());
    }
    let files = exported_files(&app).await;
    assert!(files["call.json"].contains("[card number]"));
    for (name, file) in files {
        assert_masked(&name, &file);
    }
}

#[tokio::test]
async fn step_that_completes_a_number_masks_the_steps_before_it_in_the_same_write() {
    let app = TestApp::start().await;
    app.model.reply_always(ModelReply::Say("Please do not tell me such numbers."));
    let caller = app.caller(ACME);
    let mut heard = caller.ring().await;
    for words in &SPREAD[..2] {
        heard = caller.say(&heard, words).await;
    }
    app.aws.clear_requests();
    caller.say(&heard, SPREAD[2]).await;
    let requests = app.aws.requests();
    let count = |operation: &str| requests.iter().filter(|request| request.operation == operation).count();
    assert_eq!((count("Query"), count("TransactWriteItems")), (1, 1), "as a turn without a number");
    assert_eq!((count("GetItem"), count("UpdateItem"), count("PutItem")), (1, 2, 0), "as a turn without a number");
    let steps = app.items().await.into_iter().filter(|item| item.sort.starts_with("call#"));
    let steps: Vec<_> = steps.filter(|item| item.mentions(caller.call_sid())).collect();
    assert_eq!(steps.iter().filter(|item| item.mentions("[card number]")).count(), 3);
    for step in steps {
        assert_masked(&step.sort, &step.text);
    }
}

#[tokio::test]
async fn numbers_that_earlier_releases_stored_are_not_exported() {
    let app = TestApp::start().await;
    let tenant = app.tenant(ACME).tenant_id.to_string();
    let step = |nth: usize, words: &str| {
        let history = json!([{"kind": "caller_said", "text": words}]);
        json!({"tenant_id": tenant, "sk": format!("call#CAearlier#{nth:04}"), "v": 3, "step": nth, "history": history})
    };
    let mut items: Vec<_> = SPREAD.iter().enumerate().map(|(nth, words)| step(nth + 1, words)).collect();
    items.push(json!({
        "tenant_id": tenant, "sk": "message#msg_earlier_0", "id": "msg_earlier_0", "urgent": false,
        "body": {"words": "Charge 4111 1111 1111 1111"}, "left_at": "2026-11-23T16:00:00Z",
    }));
    app.put_items(&items).await;
    let files = exported_files(&app).await;
    assert!(files["call.json"].contains("the other card begins with [card number]"), "{}", files["call.json"]);
    for (name, file) in files {
        assert_masked(&name, &file);
    }
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

#[tokio::test]
async fn number_with_other_turns_between_its_parts_is_masked_in_all_that_repeated_it() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let words = "Charge my card, the number is 4242 4242";
    let message = json!({"name": "Dana", "callback_number": null, "message": words, "urgent": false});
    app.model.reply_with([tool("take_message", message)]);
    let greeting = caller.ring().await;
    let read_back = caller.say(&greeting, "please take a message, my card number is 4242 4242").await;
    assert!(read_back.said().contains("4242"), "{}", read_back.said());
    let taken = caller.say(&read_back, "yes").await;
    assert!(app.message(&caller).await.is_some(), "it is stored before the number is complete");
    app.model.reply_always(ModelReply::Say("Please do not tell me such numbers."));
    let asked = caller.say(&taken, "hold on one second, are you there?").await;
    caller.say(&asked, "4242 um let me see 4242").await;
    let items = app.items().await;
    assert!(items.iter().any(|item| item.sort.starts_with("message#") && item.mentions("[card number]")));
    for item in items {
        assert_masked(&item.sort, &item.text);
    }
    caller.hang_up().await;
    wait_for_summary(&app, &caller).await;
    app.wait_for_emails(1).await;
    for email in app.outbox().await {
        assert_masked("an e-mail", &format!("{} {} {}", email.subject, email.text, email.html));
    }
    app.store().index_transcript(&app.customers(ACME).await, &call(&caller)).await.expect("indexed");
    for item in app.items().await {
        assert_masked(&item.sort, &item.text);
    }
    let found = app.person(ACME, "owner").get("/admin/tenants/me/calls/search?q=4242").await.ok(200);
    assert_eq!(found["items"], json!([]));
    for (name, file) in exported_files(&app).await {
        assert_masked(&name, &file);
    }
}
