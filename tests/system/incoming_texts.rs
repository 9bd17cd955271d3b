//! Text messages to a company's number: STOP for ever, replies that accept emergencies, and everything else for the office.

use domain::phone::PhoneNumber;
use serde_json::{Value, json};

use super::{
    configuration::publish,
    customer_records::{BLOCK, mark},
    escalation::{escalate, unanswered},
    notifications::{OWNER, deliver, notify},
    webhooks::register,
};
use crate::support::{ACME, DESERT, Receiver, TestApp, TestCaller, WebhookResponse};

const CUSTOMER: &str = "+12145550142";
const ON_CALL: &str = "+12145550171";

/// Sends a text to a company's number. `nth` distinguishes the texts of a test.
pub(crate) async fn send(caller: &TestCaller, nth: u32, body: &str, more: &[(&str, &str)]) -> WebhookResponse {
    let sid = format!("SM{nth:032x}");
    let params = [&[("MessageSid", sid.as_str()), ("Body", body)][..], more].concat();
    caller.post("/twilio/message", &params).await
}

async fn is_opted_out(app: &TestApp, company: usize, number: &str) -> bool {
    let number = PhoneNumber::parse(number).expect("a number");
    app.store().is_opted_out(&app.scope(company).await, &number).await.expect("read")
}

async fn inbox(app: &TestApp) -> Vec<Value> {
    let mut listed = app.person(ACME, "dispatcher").get("/admin/tenants/me/messages").await.ok(200);
    serde_json::from_value(listed["items"].take()).expect("a list")
}

#[tokio::test]
async fn words_reach_the_inbox_the_people_and_the_webhook_once() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &["message.received", "message.taken"]).await;
    let caller = app.caller(ACME);
    for _ in 0..2 {
        let answer = send(&caller, 1, "Is my card 4111 1111 1111 1111 fine?", &[("NumMedia", "1")]).await;
        assert_eq!((answer.status, answer.has("Message")), (200, false), "{}", answer.body);
    }
    let listed = inbox(&app).await;
    let [row] = &listed[..] else { panic!("one message: {listed:?}") };
    assert_eq!((&row["kind"], &row["callback"], row.get("call_id")), (&json!("text"), &json!(CUSTOMER), None));
    let path = format!("/admin/tenants/me/messages/{}", row["message_id"].as_str().expect("an id"));
    let shown = app.person(ACME, "dispatcher").get(&path).await.ok(200);
    let words = shown["words"].as_str().expect("words");
    assert!(words.ends_with("fine? (1 attachment, at Twilio)") && !words.contains("4111"), "{words}");
    assert_eq!(shown["to"], app.tenant(ACME).number.to_string());
    app.set_now("2026-11-23T16:00:40Z");
    app.other_process([]).follow_up.queue_due().await.expect("queued");
    let event = receiver.wait_for_event("message.received").await;
    assert_eq!((&event["data"]["from"], &event["data"]["message_id"]), (&json!(CUSTOMER), &row["message_id"]));
    assert_eq!(receiver.received().len(), 1);
    let emails = app.wait_for_emails(2).await;
    assert!(emails[0].subject.starts_with("Text message from"), "{}", emails[0].subject);
}

#[tokio::test]
async fn stop_is_in_the_inbox_and_is_not_announced() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    register(&app, &receiver.url, &["message.received"]).await;
    let caller = app.caller(ACME);
    send(&caller, 1, "STOP", &[]).await;
    send(&caller, 2, "Is the ladder yours?", &[]).await;
    assert_eq!(inbox(&app).await.len(), 2);
    app.set_now("2026-11-23T16:00:40Z");
    app.other_process([]).follow_up.queue_due().await.expect("queued");
    let event = receiver.wait_for_event("message.received").await;
    assert_eq!(event["data"]["words"], "Is the ladder yours?");
    app.set_now("2026-11-23T16:01:40Z");
    app.other_process([]).follow_up.queue_due().await.expect("queued");
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn stop_ends_texts_of_one_company_until_start() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    assert!(!send(&caller, 1, "Stop", &[]).await.has("Message"), "Twilio answers");
    assert!(is_opted_out(&app, ACME, CUSTOMER).await);
    assert!(!is_opted_out(&app, DESERT, CUSTOMER).await);
    send(&caller, 2, "START", &[]).await;
    assert!(!is_opted_out(&app, ACME, CUSTOMER).await);
    send(&caller, 3, "Baja", &[("OptOutType", "STOP")]).await;
    // The START of before is delivered again.
    send(&caller, 2, "START", &[]).await;
    assert!(is_opted_out(&app, ACME, CUSTOMER).await);
    // Twilio reads YES as START.
    send(&caller, 4, "Yes", &[]).await;
    assert!(!is_opted_out(&app, ACME, CUSTOMER).await);
    send(&caller, 5, "please stop texting me", &[]).await;
    assert!(is_opted_out(&app, ACME, CUSTOMER).await);
    // The office sees each wish that Twilio does not handle by itself.
    assert_eq!(inbox(&app).await.len(), 2);
    let help = send(&caller, 6, "help", &[]).await;
    assert!(help.body.contains("Acme Heating &amp; Air: call us at +12145550100."), "{}", help.body);
    assert!(!send(&caller, 7, "help", &[("OptOutType", "HELP")]).await.has("Message"));
}

#[tokio::test]
async fn person_of_the_company_who_replied_stop_gets_no_text() {
    let app = TestApp::start().await;
    let settings = json!({"channels": {"booking": "text"}, "mobile": "+12145550190"});
    app.person(ACME, "owner").put("/admin/tenants/me/my-notifications", &settings).await.ok(200);
    send(&app.caller(ACME).from("+12145550190"), 1, "STOP", &[]).await;
    let id = super::appointments::book_visit(&app, &app.scope(ACME).await, 1).await;
    let appointment = domain::id::AppointmentId::parse(&id).expect("an id");
    let event = domain::notification::NotificationEvent::Booked { appointment };
    assert!(deliver(&app.other_process([]).follow_up, &notify(&app, OWNER, event)).await);
    assert_eq!(app.system.twilio.sent(), []);
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/undelivered-notifications").await.ok(200);
    assert_eq!(listed["items"][0]["reason"], "recipient_opted_out");
}

#[tokio::test]
async fn reply_of_a_paged_person_accepts_the_emergency() {
    let app = TestApp::start().await;
    let item = unanswered(&app, CUSTOMER).await;
    let (stranger, paged) = (app.caller(ACME).from("+12145550199"), app.caller(ACME).from(ON_CALL));
    assert!(!send(&stranger, 1, "1", &[]).await.has("Message"));
    send(&paged, 2, "I can't, I'm sick", &[]).await;
    let follow_up = app.other_process([]).follow_up;
    assert!(escalate(&app, &follow_up, &item, 1).await);
    let rings = app.system.twilio.placed().len();
    assert_eq!(rings, 2, "neither accepts");
    let answer = send(&paged, 3, "1", &[]).await;
    assert!(answer.body.contains("You have accepted: a possible gas leak, +12145550142."), "{}", answer.body);
    assert!(escalate(&app, &follow_up, &item, 2).await);
    assert_eq!(app.system.twilio.placed().len(), rings);
    let path = format!("/admin/tenants/me/emergencies/{}", item.emergency.id);
    let shown = app.person(ACME, "dispatcher").get(&path).await.ok(200);
    assert_eq!(shown["acknowledged_by"], json!({"way": "reply", "number": ON_CALL}));
    let pages = shown["pages"].as_array().expect("pages");
    let answered: Vec<_> = pages.iter().filter(|page| page.get("acknowledged_at").is_some()).collect();
    assert_eq!((answered.len(), &answered[0]["way"], &answered[0]["step"]), (1, &json!("text"), &json!(1)));
    // Both others are for the office.
    assert_eq!(inbox(&app).await.len(), 2);
}

#[tokio::test]
async fn text_without_a_valid_signature_or_of_a_short_code_changes_no_opt_out() {
    let app = TestApp::start().await;
    let forged = app.caller(ACME).signing_with("another token");
    assert_eq!(send(&forged, 1, "STOP", &[]).await.status, 403);
    assert!(!is_opted_out(&app, ACME, CUSTOMER).await);
    send(&app.caller(ACME).from("24273"), 2, "Your code is 123", &[]).await;
    let listed = inbox(&app).await;
    assert_eq!((listed.len(), &listed[0]["words"]), (1, &json!("24273: Your code is 123")));
    let hostile = [("MessageSid", "../x"), ("Body", "x")];
    assert_eq!(app.caller(ACME).post("/twilio/message", &hostile).await.status, 400);
}

#[tokio::test]
async fn stop_is_kept_by_a_company_that_is_out_of_service() {
    let app = TestApp::start().await;
    app.person(ACME, "owner").delete("/admin/tenants/me").await.ok(200);
    send(&app.caller(ACME), 1, "STOP", &[]).await;
    assert!(is_opted_out(&app, ACME, CUSTOMER).await);
}

#[tokio::test]
async fn text_that_reports_a_danger_is_answered_with_the_safety_words_and_is_urgent() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME).from("+12145550196");
    for (nth, body, words) in [
        (1, "I smell gas in the basement", "This could be a gas leak."),
        (2, "huele mucho a gas en la cocina", "Puede ser una fuga de gas."),
    ] {
        let answer = send(&caller, nth, body, &[]).await.body;
        assert!(answer.contains(words) && answer.contains(app.tenant(ACME).number.as_str()), "{answer}");
    }
    assert!(!send(&caller, 3, "Do you fix gas leaks?", &[]).await.body.contains("Message"));
    let urgent = inbox(&app).await.iter().filter(|message| message["urgent"] == true).count();
    assert_eq!((urgent, inbox(&app).await.len()), (2, 3));
}

#[tokio::test]
async fn texts_of_a_number_in_an_hour_are_limited_and_the_last_one_says_so() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    for nth in 1..=21 {
        send(&caller, nth, &format!("text {nth}"), &[]).await;
    }
    let listed = inbox(&app).await;
    assert_eq!(listed.len(), 20);
    let last = "(Too many texts: further ones of this hour may be missing here.) text 20";
    assert_eq!((&listed[0]["words"], &listed[1]["words"]), (&json!(last), &json!("text 19")));
    for (nth, body) in [(22, "I smell gas in the basement"), (23, "help"), (24, "C")] {
        assert!(!send(&caller, nth, body, &[]).await.has("Message"), "{body}");
    }
    send(&caller, 25, "STOP", &[]).await;
    assert!(is_opted_out(&app, ACME, CUSTOMER).await);
    send(&app.caller(ACME).from("+12145550196"), 26, "another number", &[]).await;
    app.set_now("2026-11-23T17:00:00Z");
    send(&caller, 27, "the next hour", &[]).await;
    assert_eq!(inbox(&app).await.len(), 22);
}

#[tokio::test]
async fn flood_of_texts_from_many_numbers_leaves_room_for_dangers() {
    let app = TestApp::start().await;
    let (scope, now) = (app.scope(ACME).await, "2026-11-23T16:00:00Z".parse().expect("an instant"));
    for nth in 0..400 {
        let from = PhoneNumber::parse(&format!("+1312555{nth:04}")).expect("a number");
        app.store().admit_text(&scope, Some(&from), false, now).await.expect("counted");
    }
    let caller = app.caller(ACME).from("+12145550196");
    assert!(!send(&caller, 1, "do you work on sundays", &[]).await.has("Message"));
    assert_eq!(inbox(&app).await.len(), 0);
    assert!(send(&caller, 2, "I smell gas in the basement", &[]).await.body.contains("This could be a gas leak."));
    assert_eq!(inbox(&app).await.len(), 1);
    for nth in 400..800 {
        let from = PhoneNumber::parse(&format!("+1312555{nth:04}")).expect("a number");
        app.store().admit_text(&scope, Some(&from), true, now).await.expect("counted");
    }
    assert!(send(&caller, 3, "flames out of the furnace", &[]).await.has("Message"), "the words need no room");
    assert_eq!(inbox(&app).await.len(), 1);
    send(&app.caller(DESERT).from("+12145550196"), 4, "hello", &[]).await;
    let other = app.person(DESERT, "dispatcher").get("/admin/tenants/me/messages").await.ok(200);
    assert_eq!(other["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn text_of_a_blocked_number_is_kept_only_if_it_reports_a_danger() {
    let app = TestApp::start().await;
    let [in_configuration, in_record] = ["+13125550199", "+13125550198"];
    publish(&app.person(ACME, "owner"), &json!({"blocked_callers": [in_configuration]})).await;
    mark(&app, in_record, BLOCK).await;
    for (nth, from) in [(10, in_configuration), (20, in_record)] {
        let (caller, before) = (app.caller(ACME).from(from), inbox(&app).await.len());
        send(&caller, nth, "win a cruise", &[]).await;
        assert_eq!(inbox(&app).await.len(), before, "{from}");
        let danger = send(&caller, nth + 1, "there are flames coming out of my furnace", &[]).await;
        assert!(danger.has("Message"), "{from}");
        assert_eq!(inbox(&app).await.len(), before + 1, "{from}");
        send(&caller, nth + 2, "STOP", &[]).await;
        assert!(is_opted_out(&app, ACME, from).await);
    }
}

#[tokio::test]
async fn counter_of_texts_that_fails_refuses_no_text() {
    let app = TestApp::start().await;
    app.aws.fail("DynamoDB_20120810.UpdateItem");
    send(&app.caller(ACME), 1, "hello", &[]).await;
    app.aws.recover();
    assert_eq!(inbox(&app).await.len(), 1);
}
