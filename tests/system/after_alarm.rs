//! After the alarm: who is rung and how, who is paged, in which language, and what the fallback function does.

use futures_util::future::join_all;
use twilio::sid::AccountSid;

use super::unfinished_calls::sweep;
use crate::support::{ACME, ModelReply, TestApp, TestCaller, WebhookResponse};

async fn report_danger(app: &TestApp, words: &str) -> (TestCaller, WebhookResponse) {
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let response = caller.say(&greeting, words).await;
    (caller, response)
}

async fn not_answered(caller: &TestCaller, dial: &WebhookResponse) -> WebhookResponse {
    caller.post(&dial.attribute("Dial", "action"), &[("DialCallStatus", "no-answer")]).await
}

#[tokio::test]
async fn every_leg_asks_for_1_and_the_caller_hears_something_new() {
    let app = TestApp::start().await;
    app.model.reply_always(ModelReply::Hang);
    let (caller, mut response) = report_danger(&app, "I smell gas").await;
    let (mut called, mut said) = (Vec::new(), Vec::new());
    while response.has("Dial") {
        let whisper = caller.post(&response.attribute("Number", "url"), &[]).await;
        assert!(whisper.said().contains("gas leak") && whisper.said().contains("Press 1"), "{}", whisper.said());
        called.extend(
            ["+12145550171", "+12145550172", "+12145550188"]
                .into_iter()
                .filter(|number| response.body.contains(&format!(">{number}</Number>"))),
        );
        said.push(response.said());
        response = not_answered(&caller, &response).await;
    }
    assert_eq!(called, ["+12145550171", "+12145550172", "+12145550188"], "the office is asked for 1 too");
    said.sort();
    said.dedup();
    assert_eq!(said.len(), 3, "{said:?}");
    // Still not out: warnings, and then the telephones ring again.
    for answer in ["three of us are out", "nobody's out yet"] {
        response = caller.say(&response, answer).await;
        assert!(response.has("Gather") && response.said().contains("911"), "{}", response.body);
    }
    response = caller.keep_silent(&response).await;
    assert!(response.body.contains(">+12145550171</Number>"), "{}", response.body);
    assert!(app.model.requests().is_empty(), "no model takes part");
}

#[tokio::test]
async fn page_says_who_calls_from_where_and_what_was_heard() {
    let app = TestApp::start().await;
    report_danger(&app, "this is Dana at 12 Oak Street it smells like gas").await;
    let sent = app.system.twilio.sent();
    assert_eq!(sent.len(), 2, "one text to each person on call");
    for part in [
        "possible gas leak",
        "+12145550142",
        "address not known yet",
        "this is Dana at 12 Oak Street it smells like gas",
    ] {
        assert!(sent[0].body.contains(part), "{part}: {}", sent[0].body);
    }
}

#[tokio::test]
async fn twenty_calls_from_one_number_page_once_and_are_all_recorded() {
    let app = TestApp::start().await;
    let calls = (0..20).map(|_| report_danger(&app, "I smell gas"));
    for (_, response) in join_all(calls).await {
        assert!(response.said().contains("911") && response.has("Dial"), "{}", response.body);
    }
    assert_eq!(app.system.twilio.sent().len(), 2, "one page to each person on call");
    let recorded = app.store().list_emergencies(&app.customers(ACME).await, None, 50).await.expect("read").items;
    assert_eq!(recorded.len(), 20);

    // Another kind, another caller, and the same ones after ten minutes.
    report_danger(&app, "the carbon monoxide alarm is going off").await;
    assert_eq!(app.system.twilio.sent().len(), 4);
    let other = app.caller(ACME).from("+12145550143");
    let greeting = other.ring().await;
    other.say(&greeting, "I smell gas").await;
    assert_eq!(app.system.twilio.sent().len(), 6);
    app.set_now("2026-11-23T16:30:00Z");
    for _ in 0..3 {
        report_danger(&app, "I smell gas").await;
    }
    assert_eq!(app.system.twilio.sent().len(), 8);
    let items = app.stop_and_read_items().await;
    let page = items.iter().find(|item| item["sk"] == "page#gas_leak#+12145550142").expect("the page");
    assert_eq!(page["more"], 2, "what is heard after the page is counted: {page}");
}

#[tokio::test]
async fn callers_who_withhold_their_number_are_paged_for_each_call() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        let caller = app.caller(ACME).from("anonymous");
        let greeting = caller.ring().await;
        caller.say(&greeting, "I smell gas").await;
    }
    let sent = app.system.twilio.sent();
    assert_eq!(sent.len(), 4);
    assert!(sent[0].body.contains("number withheld"), "{}", sent[0].body);
}

#[tokio::test]
async fn flood_of_dangers_is_paged_within_the_companys_limit_and_its_rest_in_one_text() {
    let app = TestApp::start().await;
    for call in 0..25 {
        // Withheld, and invented numbers.
        let from = if call % 2 == 0 { "anonymous".to_owned() } else { format!("+1214555{call:04}") };
        let caller = app.caller(ACME).from(&from).attested(None);
        let greeting = caller.ring().await;
        let response = caller.say(&greeting, "I smell gas").await;
        assert!(response.said().contains("911") && response.has("Dial"), "{}", response.body);
    }
    assert_eq!(app.system.twilio.sent().len(), 40, "twenty pages to each of two people on call");
    // A caller whose carrier attests the number is paged.
    report_danger(&app, "I smell gas").await;
    let sent = app.system.twilio.sent();
    assert_eq!(sent.len(), 42);
    assert!(sent[41].body.contains("+12145550142"), "{}", sent[41].body);
    let recorded = app.store().list_emergencies(&app.customers(ACME).await, None, 50).await.expect("read").items;
    assert_eq!(recorded.len(), 26, "each danger is recorded, paged or not");

    assert_eq!(sweep(&app).await.texted, 0, "the ten minutes are not over");
    app.set_now("2026-11-23T16:10:00Z");
    assert_eq!(sweep(&app).await.texted, 1);
    let sent = app.system.twilio.sent();
    assert_eq!(sent.len(), 44, "one text to each");
    assert!(sent[43].body.contains("5 more reports of danger came from 10:00 to 10:10"), "{}", sent[43].body);
    assert_eq!(sweep(&app).await.texted, 0);
}

#[tokio::test]
async fn danger_that_was_not_paged_is_paged_once_the_limit_is_free() {
    let app = TestApp::start().await;
    let in_danger = async |from: &str| {
        let caller = app.caller(ACME).from(from).attested(None);
        let greeting = caller.ring().await;
        caller.say(&greeting, "I smell gas").await;
    };
    app.set_now("2026-11-23T16:09:00Z");
    for _ in 0..20 {
        in_danger("anonymous").await;
    }
    in_danger("+12145550143").await;
    assert_eq!(app.system.twilio.sent().len(), 40);
    app.set_now("2026-11-23T16:10:00Z");
    in_danger("+12145550143").await;
    let sent = app.system.twilio.sent();
    assert_eq!(sent.len(), 42, "the caller's first page");
    assert!(sent[41].body.contains("+12145550143"), "{}", sent[41].body);
}

#[tokio::test]
async fn text_about_dangers_without_a_page_is_tried_again() {
    let app = TestApp::start().await;
    for _ in 0..21 {
        let caller = app.caller(ACME).from("anonymous").attested(None);
        let greeting = caller.ring().await;
        caller.say(&greeting, "I smell gas").await;
    }
    let account = AccountSid::parse(&app.tenant(ACME).twilio_account_sid).expect("an id");
    app.set_now("2026-11-23T16:14:00Z");
    app.system.twilio.limit_rate(&account, true);
    assert_eq!(sweep(&app).await.texted, 0);
    app.system.twilio.limit_rate(&account, false);
    assert_eq!(sweep(&app).await.texted, 1);
}

#[tokio::test]
async fn page_is_sent_if_its_counter_fails() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("DynamoDB_20120810.UpdateItem");
    caller.say(&greeting, "I smell gas").await;
    assert_eq!(app.system.twilio.sent().len(), 2);
}

#[tokio::test]
async fn page_is_sent_if_the_limit_cannot_be_read() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("DynamoDB_20120810.PutItem");
    caller.say(&greeting, "I smell gas").await;
    assert_eq!(app.system.twilio.sent().len(), 2);
}

#[tokio::test]
async fn spanish_caller_hears_and_is_heard_in_spanish() {
    let app = TestApp::start().await;
    let (caller, mut response) = report_danger(&app, "huele a gas en la cocina").await;
    loop {
        assert!(!response.body.contains("language=\"en-US\""), "{}", response.body);
        assert!(response.attribute("Say", "voice").contains("Lupe"), "{}", response.body);
        if !response.has("Dial") {
            break;
        }
        response = not_answered(&caller, &response).await;
    }
    assert_eq!(response.attribute("Gather", "language"), "es-US");
    assert!(response.attribute("Gather", "hints").contains("monóxido de carbono"), "{}", response.body);
    let out = caller.say(&response, "sí ya salimos todos").await;
    assert!(out.said().contains("Quédense afuera"), "{}", out.said());
}

#[tokio::test]
async fn english_caller_is_listened_to_with_the_words_of_every_danger() {
    let app = TestApp::start().await;
    let greeting = app.caller(ACME).ring().await;
    assert_eq!(greeting.attribute("Gather", "language"), "en-US");
    let hints = greeting.attribute("Gather", "hints");
    for word in [
        "smell gas",
        "carbon monoxide",
        "smoke",
        "sparks",
        "flooding",
        "no heat",
        "no cooling",
        "unconscious",
        "refrigerant",
    ] {
        assert!(hints.contains(word), "{word} in {hints}");
    }
}

#[tokio::test]
async fn fallback_runs_triage_on_the_words_that_twilio_passes() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let fallback = app.tenant(ACME).fallback_url.clone();
    for (field, words, voice, expected) in [
        ("SpeechResult", "there is smoke everywhere", "Joanna", "get everyone out"),
        ("UnstableSpeechResult", "huele a gas", "Lupe", "Salga del edificio"),
    ] {
        let response = caller.post(&fallback, &[("ErrorCode", "11200"), (field, words)]).await;
        assert!(response.said().contains(expected), "{}", response.said());
        assert!(response.body.contains(voice) && response.body.contains("+12145550188"), "{}", response.body);
        // The person who picks up presses 1; an answering machine cannot.
        let whisper = caller.post(&response.attribute("Number", "url"), &[]).await;
        assert!(whisper.said().contains("Press 1"), "{}", whisper.said());
        let action = whisper.attribute("Gather", "action");
        assert!(caller.post(&action, &[]).await.has("Hangup"));
        assert!(!caller.post(&action, &[("Digits", "1")]).await.has("Hangup"));
        let voicemail = not_answered(&caller, &response).await;
        assert!(voicemail.has("Record") && voicemail.body.contains(voice) && voicemail.said().contains("911"));
    }
    let calm = caller.post(&fallback, &[("ErrorCode", "11200"), ("SpeechResult", "I'd like a tune-up")]).await;
    assert!(!calm.said().contains("911") && !calm.body.contains("url="), "{}", calm.body);
}
