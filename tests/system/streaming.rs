//! Calls whose speech goes through a WebSocket, over the emulated WebSocket API: one answer to each turn, whatever arrives twice, late or
//! in the wrong order.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use futures_util::future::join_all;
use messages::{QueuedJob as _, SilenceCheck};
use serde_json::json;

use super::{
    calls::visit,
    configuration::publish,
    person_erasure::{DANA, follow, traces},
};
use crate::support::{
    ACME, DESERT, ModelReply, TestApp,
    relay_caller::{RelayCaller, key_event, open},
    tool,
};

/// A call of a company that streams speech.
pub(super) async fn streaming(app: &TestApp) -> RelayCaller {
    publish(&app.person(ACME, "owner"), &json!({"streaming": true})).await;
    RelayCaller::ring(app.caller(ACME)).await
}

/// A call in which a visit is read back.
pub(super) async fn read_back(app: &TestApp, call: &mut RelayCaller) -> String {
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow morning", "part_of_day": "morning"})),
        tool("book_appointment", visit()),
    ]);
    let asked = call.say("My furnace needs a tune-up, I'm Dana Smith, 12 Oak Street, 75201, tomorrow morning").await;
    assert!(asked.words().contains("12 Oak Street"), "{}", asked.words());
    asked.words()
}

/// Another process checks the call, as the queue's delayed message asks for: whether its latest turn was answered, or the caller is silent.
pub(super) async fn check_call(app: &TestApp, call: &RelayCaller, if_unanswered: bool) {
    let (scope, sid) = (app.scope(ACME).await, crate::support::call(&call.caller));
    let live = app.store().get_live_call(&scope, &sid).await.expect("read").expect("a live call");
    let called = app.tenant(ACME).number.clone();
    let check =
        SilenceCheck { tenant: scope.tenant().clone(), called, call: sid, generation: live.generation, if_unanswered };
    let mut message = SqsMessage::default();
    message.body = Some(check.body().expect("JSON"));
    let mut batch = SqsEvent::default();
    batch.records = vec![message];
    let stream = app.other_process([]).voice_stream.expect("a stream");
    let failed = stream.check_silences(batch).await;
    assert!(failed.batch_item_failures.is_empty());
}

/// Waits until an interruption has been noted.
pub(super) async fn noted(app: &TestApp, call: &RelayCaller) {
    let (scope, sid) = (app.scope(ACME).await, crate::support::call(&call.caller));
    while app.store().get_live_call(&scope, &sid).await.expect("read").is_none_or(|live| live.interruptions == 0) {
        tokio::task::yield_now().await;
    }
}

/// What the transcript says.
pub(super) async fn transcript(app: &TestApp, call: &RelayCaller) -> Vec<String> {
    let path = format!("/admin/tenants/me/calls/{}", call.caller.call_sid());
    let record = app.person(ACME, "owner").get(&path).await.ok(200);
    let entries = record["turns"].as_array().expect("turns").iter().flat_map(|turn| {
        let entries = turn["entries"].as_array().expect("entries");
        entries.iter().filter_map(|entry| Some(entry["heard"].as_str().or(entry["words"].as_str())?.to_owned()))
    });
    entries.collect()
}

#[tokio::test]
async fn caller_books_a_visit() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    assert!(call.greeting().contains("Acme"), "{}", call.greeting());
    assert_eq!(call.connect.attribute("ConversationRelay", "welcomeGreetingInterruptible"), "any");
    app.model.reply_with([ModelReply::Say("Yes, we do. When suits you?")]);
    let answer = call.say("Do you tune furnaces?").await;
    assert_eq!(answer.clauses, ["Yes, we do.", "When suits you?"], "the words leave sentence by sentence");
    assert!(answer.interruptible);
    read_back(&app, &mut call).await;
    let booked = call.say("Yes, that's right").await;
    assert!(booked.words().contains("You're booked"), "{}", booked.words());
    assert!(app.appointment(&call.caller).await.is_some());
}

#[tokio::test]
async fn yes_to_details_that_were_not_heard_books_nothing() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let question = read_back(&app, &mut call).await;
    call.interrupt("Let me read that back. Tune-up").await;
    noted(&app, &call).await;
    let again = call.say("Yes").await;
    assert_eq!(again.words(), question, "it is read back again");
    assert!(app.appointment(&call.caller).await.is_none());
    let booked = call.say("Yes, please").await;
    assert!(booked.words().contains("You're booked"), "{}", booked.words());
    assert!(app.appointment(&call.caller).await.is_some());
}

#[tokio::test]
async fn yes_books_nothing_if_the_interruption_is_reported_after_it() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let question = read_back(&app, &mut call).await;
    // Both are on the way at once.
    call.begin_to_say("Yes").await;
    call.interrupt("Let me read that back. Tune-up").await;
    let again = call.spoken().await;
    let booked = app.appointment(&call.caller).await.is_some();
    assert_eq!(booked, again.words().contains("You're booked"), "{}", again.words());
    assert!(
        booked || again.words() == question,
        "either the yes was first, or it is read back again: {}",
        again.words()
    );
}

#[tokio::test]
async fn message_that_arrives_twice_is_answered_once() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("Yes, we do."), ModelReply::Say("A second answer.")]);
    call.begin_to_say("Do you repair heat pumps?").await;
    call.begin_to_say("Do you repair heat pumps?").await;
    assert_eq!(call.spoken().await.words(), "Yes, we do.");
    app.model.forget_script();
    app.model.reply_with([ModelReply::Say("From 8 to 5.")]);
    assert_eq!(call.say("When are you open?").await.words(), "From 8 to 5.");
    let said = transcript(&app, &call).await;
    assert_eq!(said.iter().filter(|text| *text == "Do you repair heat pumps?").count(), 1, "{said:?}");
}

#[tokio::test]
async fn number_by_keys_is_answered_as_a_whole_in_the_order_of_its_keys() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let connection = call.connection(&app.store(), &app.scope(ACME).await).await;
    app.model.reply_with([ModelReply::Say("Thank you. What is the problem?")]);
    let stream = app.other_process([]).voice_stream.expect("a stream");
    let pressed = [('2', 420), ('7', 100), ('5', 260), ('0', 740), ('2', 580)];
    let now = app.clock().now().as_millisecond();
    let keys = pressed.map(|(key, after)| stream.handle(key_event(&connection, key, now + after)));
    let (_, spoken) = tokio::join!(join_all(keys), call.spoken());
    assert_eq!(spoken.words(), "Thank you. What is the problem?");
    let path = format!("/admin/tenants/me/calls/{}", call.caller.call_sid());
    let record = app.person(ACME, "owner").get(&path).await.ok(200);
    let entries = record["turns"].as_array().expect("turns").iter().filter_map(|turn| turn["entries"].as_array());
    let keys: Vec<_> = entries.flatten().filter_map(|entry| entry["keys"].as_str()).collect();
    assert_eq!(keys, ["75220"]);
}

#[tokio::test]
async fn interrupted_words_are_noted_as_far_as_they_were_heard() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("We can come on Tuesday. Or on Wednesday afternoon.")]);
    call.say("When can you come?").await;
    call.interrupt("We can come on Tuesday").await;
    noted(&app, &call).await;
    app.model.reply_with([ModelReply::Say("Tuesday it is.")]);
    assert_eq!(call.say("Tuesday is fine").await.words(), "Tuesday it is.");
    let requests = app.model.requests();
    let messages = requests.last().expect("a request")["messages"].to_string();
    assert!(messages.contains("We can come on Tuesday") && !messages.contains("Wednesday afternoon"), "{messages}");
    let said = transcript(&app, &call).await;
    assert!(said.iter().all(|text| !text.contains("Wednesday")), "{said:?}");
}

#[tokio::test]
async fn safety_words_are_said_without_the_model_by_twiml_that_nothing_interrupts() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let ended = call.say("I smell gas in the basement").await;
    let safety = call.end(&ended).await;
    assert!(safety.said().contains("leave") && safety.has("Dial"), "{}", safety.body);
    assert_eq!(app.model.request_count(), 0);
}

#[tokio::test]
async fn transfer_goes_through_the_action_of_connect() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([tool("transfer_to_person", json!({"reason": "asked"}))]);
    let spoken = call.say("Let me talk to a person").await;
    assert!(spoken.handoff.is_some(), "{spoken:?}");
    let dial = call.end(&spoken).await;
    assert!(dial.has("Dial"), "{}", dial.body);
    assert!(!dial.said().is_empty(), "the caller hears that they are connected");
}

#[tokio::test]
async fn lost_session_goes_on_at_a_new_socket_then_without_one() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    call.say("Do you repair heat pumps?").await;
    let again = call.request_action(&[("SessionStatus", "failed"), ("ErrorCode", "64105")]).await;
    assert!(again.has("ConversationRelay"), "{}", again.body);
    let mut call = RelayCaller::connect(call.caller, again).await.expect("the socket opens");
    assert!(!call.greeting().is_empty());
    app.model.reply_with([ModelReply::Say("From 8 to 5.")]);
    assert_eq!(call.say("When are you open?").await.words(), "From 8 to 5.");
    let gather = call.request_action(&[("SessionStatus", "failed"), ("ErrorCode", "64105")]).await;
    assert!(gather.has("Gather") && !gather.has("ConversationRelay"), "{}", gather.body);
    app.model.reply_with([ModelReply::Say("Goodbye then.")]);
    assert_eq!(call.caller.say(&gather, "Never mind").await.said(), "Goodbye then.");
}

#[tokio::test]
async fn call_whose_socket_never_opens_begins_with_its_greeting() {
    let app = TestApp::start().await;
    publish(&app.person(ACME, "owner"), &json!({"streaming": true})).await;
    let caller = app.caller(ACME);
    let connect = caller.ring().await;
    let action = connect.attribute("Connect", "action");
    let gather = caller.post(&action, &[("SessionStatus", "failed"), ("ErrorCode", "64102")]).await;
    assert!(gather.has("Gather") && gather.said().contains("Acme"), "{}", gather.body);
}

#[tokio::test]
async fn socket_opens_only_with_our_token_and_the_signature_of_the_company() {
    let app = TestApp::start().await;
    let call = streaming(&app).await;
    let url = call.connect.attribute("ConversationRelay", "url");
    let (base, token) = url.split_once("?t=").expect("a token");
    let own = call.caller.token();
    let other = app.caller(DESERT).token();
    let signed = |url: &str| twilio::signature::sign(&own, url, &[]);
    for (url, signature) in [
        (url.clone(), None),
        (url.clone(), Some(twilio::signature::sign(&other, &url, &[]))),
        (base.to_owned(), Some(signed(base))),
        (format!("{base}?t={token}x"), Some(signed(&format!("{base}?t={token}x")))),
    ] {
        assert!(open(&url, signature.as_deref()).await.is_err(), "{url}");
    }
    assert!(open(&url, Some(&signed(&url))).await.is_ok());
    assert!(open(&url, Some(&signed(base))).await.is_ok(), "the URL alone may be signed");
}

#[tokio::test]
async fn malformed_message_changes_nothing() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    for message in
        [json!({}), json!({"type": "prompt"}), json!({"type": "info", "name": "agentSpeaking", "value": "off"})]
    {
        call.send(&message).await;
    }
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    assert_eq!(call.say("Do you repair heat pumps?").await.words(), "Yes, we do.");
}

#[tokio::test]
async fn words_of_a_streamed_call_are_erased_with_its_caller() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("I'll note it.")]);
    call.say("The gate is locked").await;
    call.caller.hang_up().await;
    follow(&app, &[&call.caller]).await;
    assert!(!traces(&app).await.is_empty());
    let path = format!("/admin/tenants/me/customers/{DANA}/erasure");
    app.person(ACME, "manager").post(&path, &json!({"confirm": DANA})).await.ok(200);
    assert_eq!(traces(&app).await, []);
}
