//! What a streamed call promises to a caller, judged from outside: keys, dangers, languages, interruptions.

use std::sync::{Arc, Mutex};

use domain::id::{AppointmentId, CallSid};
use futures_util::future::join_all;
use serde_json::{Value, json};
use store::LiveCall;
use tokio::{
    sync::mpsc::{UnboundedSender, unbounded_channel},
    time::{Duration, timeout},
};

use super::{
    calls::visit,
    configuration::publish,
    streaming::{check_call, noted, read_back, streaming, transcript},
};
use crate::support::{
    ACME, DESERT, ModelReply, TestApp,
    relay_caller::{RelayCaller, key_event, message_event, prompt_event},
    tool,
};

/// What comes within 30 seconds. A test that waits for longer has failed.
async fn within<T>(waiting: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(30), waiting).await.expect("it comes in time")
}

async fn started() -> (TestApp, RelayCaller) {
    let app = TestApp::start().await;
    let call = streaming(&app).await;
    (app, call)
}

fn sid(call: &RelayCaller) -> CallSid {
    crate::support::call(&call.caller)
}

async fn live_call(app: &TestApp, sid: &CallSid) -> LiveCall {
    app.store().get_live_call(&app.scope(ACME).await, sid).await.expect("read").expect("a live call")
}

/// The live state once it is like this.
async fn until(app: &TestApp, sid: &CallSid, is_so: impl Fn(&LiveCall) -> bool) -> LiveCall {
    within(async {
        let mut live = live_call(app, sid).await;
        while !is_so(&live) {
            live = live_call(app, sid).await;
        }
        live
    })
    .await
}

/// Another process gets a message from Twilio, and handles it to its end.
async fn deliver(app: &TestApp, call: &RelayCaller, message: &Value) {
    let connection = live_call(app, &sid(call)).await.connection;
    app.other_process([]).voice_stream.expect("a stream").handle(message_event(&connection, message)).await;
}

/// A model that answers when the test says so.
fn slow_model(app: &TestApp) -> UnboundedSender<&'static str> {
    let (pieces, answer) = unbounded_channel();
    app.model.reply_with([ModelReply::Pieces(Arc::new(Mutex::new(answer)))]);
    pieces
}

/// A call in which "Yes, we do." has left, and the model has begun a sentence about submarines, which must never leave.
async fn in_mid_answer() -> (TestApp, RelayCaller, UnboundedSender<&'static str>) {
    let (app, mut call) = started().await;
    let rest = slow_model(&app);
    call.begin_to_say("Do you repair heat pumps?").await;
    rest.send("Yes, we do. And submarines ").expect("the model is asked");
    let first = within(call.next()).await.expect("a sentence");
    assert_eq!(first["token"].as_str().map(str::trim), Some("Yes, we do."));
    (app, call, rest)
}

/// The model ends the answer of an overtaken turn, and the turn has noticed that it is overtaken.
async fn end_overtaken(app: &TestApp, sid: &CallSid, rest: UnboundedSender<&'static str>) {
    let _sent = rest.send("too. ");
    drop(rest);
    until(app, sid, |live| live.usage.overtaken().requests != 0).await;
}

fn is_spanish(language: &Value) -> bool {
    language.as_str().is_some_and(|language| language.starts_with("es"))
}

/// The next message like this.
async fn next_where(call: &mut RelayCaller, is_it: impl Fn(&Value) -> bool) -> Value {
    loop {
        let message = within(call.next()).await.expect("the socket is open");
        if is_it(&message) {
            return message;
        }
    }
}

/// Asserts that the call goes on in Spanish: recognition is switched, and what the model says then has the language.
async fn goes_on_in_spanish(app: &TestApp, call: &mut RelayCaller) {
    app.model.reply_always(ModelReply::Say("Claro que sí."));
    next_where(call, |sent| sent["type"] == "language" && is_spanish(&sent["transcriptionLanguage"])).await;
    let words = "¿Reparan bombas de calor?";
    call.send(&json!({"type": "prompt", "voicePrompt": words, "lang": "es-US", "last": true})).await;
    let said = next_where(call, |sent| sent["token"].as_str().is_some_and(|token| token.trim() == "Claro que sí."));
    assert!(is_spanish(&said.await["lang"]));
}

/// How many visits a call booked, of the first two that it could.
async fn bookings(app: &TestApp, call: &RelayCaller) -> usize {
    let (scope, second) = (app.scope(ACME).await, AppointmentId::of_call(&sid(call), 1));
    let second = app.store().get_appointment(&scope, &second).await.expect("read");
    usize::from(app.appointment(&call.caller).await.is_some()) + usize::from(second.is_some())
}

#[tokio::test]
async fn number_by_keys_with_equal_digits_is_answered_with_the_words_before_it() {
    let (app, mut call) = started().await;
    app.model.reply_by(|request| {
        let digits: String = request["messages"].to_string().chars().filter(char::is_ascii_digit).collect();
        if digits.contains("77001") { ModelReply::Say("Thank you. What is the problem?") } else { ModelReply::Hang }
    });
    let before = live_call(&app, &sid(&call)).await;
    call.begin_to_say("My ZIP code is").await;
    let claimed = until(&app, &sid(&call), |live| live.generation != before.generation).await;
    let (stream, now) = (app.other_process([]).voice_stream.expect("a stream"), app.clock().now().as_millisecond());
    let pressed = [('7', 300), ('7', 500), ('0', 700), ('0', 850), ('1', 1_000)];
    let pressed = pressed.map(|(key, after)| stream.handle(key_event(&claimed.connection, key, now + after)));
    let (_, spoken) = tokio::join!(join_all(pressed), within(call.spoken()));
    assert_eq!(spoken.words(), "Thank you. What is the problem?");
    assert_eq!(transcript(&app, &call).await[1], "My ZIP code is 77001");
}

#[tokio::test]
async fn key_that_the_greeting_offers_switches_the_language() {
    let app = TestApp::start().await;
    let languages = json!([{"language": "english"}, {"language": "spanish", "greeting": "Gracias por llamar a Acme."}]);
    publish(&app.person(ACME, "owner"), &json!({"streaming": true, "languages": languages})).await;
    let mut call = RelayCaller::ring(app.caller(ACME)).await;
    call.send(&json!({"type": "dtmf", "digit": "2"})).await;
    goes_on_in_spanish(&app, &mut call).await;
    assert_eq!(app.model.request_count(), 1, "the key is not the model's business");
}

#[tokio::test]
async fn danger_in_mid_answer_is_answered_at_once_and_ends_the_answer() {
    let (app, mut call, rest) = Box::pin(in_mid_answer()).await;
    let ended = within(call.say("I smell gas in the basement")).await;
    assert!(ended.handoff.is_some() && ended.clauses.is_empty(), "{ended:?}");
    end_overtaken(&app, &sid(&call), rest).await;
    let again = within(call.say("Please hurry")).await;
    assert_eq!(again, ended, "nothing but the end is sent");
    let safety = call.end(&ended).await;
    assert!(safety.said().contains("leave the building right now") && safety.has("Dial"), "{}", safety.body);
    assert_eq!(app.model.request_count(), 1, "safety words need no model");
    let said = transcript(&app, &call).await;
    assert!(!said.concat().contains("submarines"), "{said:?}");
}

#[tokio::test]
async fn danger_in_spanish_gets_spanish_safety_words() {
    let (app, mut call) = started().await;
    let ended = within(call.say("Tenemos una fuga de gas en la cocina")).await;
    let safety = call.end(&ended).await;
    assert!(safety.said().contains("Salga del edificio ahora mismo") && safety.has("Dial"), "{}", safety.body);
    assert!(safety.attribute("Say", "language").starts_with("es"), "{}", safety.body);
    assert_eq!(app.model.request_count(), 0);
}

#[tokio::test]
async fn danger_while_a_read_back_waits_for_a_yes_books_nothing_then_or_later() {
    let (app, mut call) = started().await;
    read_back(&app, &mut call).await;
    let ended = within(call.say("Yes, but I smell gas in the basement")).await;
    let mut response = call.end(&ended).await;
    assert!(response.said().contains("leave") && response.has("Dial"), "{}", response.body);
    assert_eq!(bookings(&app, &call).await, 0);
    while response.has("Dial") {
        let action = response.attribute("Dial", "action");
        response = call.caller.post(&action, &[("DialCallStatus", "no-answer")]).await;
    }
    if response.has("Gather") {
        call.caller.say(&response, "Yes").await;
    } else {
        call = RelayCaller::connect(call.caller, response).await.expect("the socket opens");
        within(call.say("Yes")).await;
    }
    assert_eq!(bookings(&app, &call).await, 0);
}

#[tokio::test]
async fn language_that_changes_in_mid_call_changes_recognition_and_voice() {
    let (app, mut call) = started().await;
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    assert_eq!(call.say("Do you repair heat pumps?").await.words(), "Yes, we do.");
    call.begin_to_say("¿Hablan español, por favor?").await;
    goes_on_in_spanish(&app, &mut call).await;
}

#[tokio::test]
async fn greeting_that_discloses_the_recording_cannot_be_interrupted() {
    let app = TestApp::start().await;
    publish(&app.person(DESERT, "owner"), &json!({"streaming": true})).await;
    let call = RelayCaller::ring(app.caller(DESERT)).await;
    assert!(call.greeting().contains("this call is recorded"), "{}", call.greeting());
    assert_eq!(call.connect.attribute("ConversationRelay", "welcomeGreetingInterruptible"), "none");
}

#[tokio::test]
async fn interruption_after_the_last_detail_and_a_yes_book_once() {
    let (app, mut call) = started().await;
    let question = read_back(&app, &mut call).await;
    let (details, _) = question.rsplit_once(" Is that all right?").expect("a question after the details");
    call.interrupt(details).await;
    noted(&app, &call).await;
    assert!(within(call.say("Yes, that's right")).await.words().contains("You're booked"));
    within(call.say("Yes, please")).await;
    assert_eq!(bookings(&app, &call).await, 1);
}

#[tokio::test]
async fn second_interruption_of_an_answer_brings_nothing_back() {
    let (app, mut call) = started().await;
    app.model.reply_with([ModelReply::Say("We can come on Tuesday. Or on Wednesday. Or on Friday.")]);
    call.say("When can you come?").await;
    for heard in ["We can come on Tuesday. Or on", "We can come on Tuesday."] {
        let interrupt = json!({"type": "interrupt", "utteranceUntilInterrupt": heard, "durationUntilInterruptMs": 900});
        deliver(&app, &call, &interrupt).await;
    }
    app.model.reply_with([ModelReply::Say("Tuesday it is.")]);
    assert_eq!(within(call.say("The first one is fine")).await.clauses, ["Tuesday it is."]);
    let asked = app.model.requests().last().expect("a request")["messages"].to_string();
    assert!(asked.contains("We can come on Tuesday") && !asked.contains("Or on Wednesday"), "{asked}");
    let said = transcript(&app, &call).await;
    assert!(said.iter().all(|text| !text.contains("Wednesday") && !text.contains("Friday")), "{said:?}");
}

#[tokio::test]
async fn yes_that_is_replayed_after_a_reconnect_books_once() {
    let (app, mut call) = started().await;
    read_back(&app, &mut call).await;
    assert!(call.say("Yes, that's right").await.words().contains("You're booked"));
    let asked = app.model.request_count();
    app.pass_milliseconds(3_000);
    let mut call = RelayCaller::connect(call.caller, call.connect).await.expect("the socket opens");
    let yes = json!({"type": "prompt", "voicePrompt": "Yes, that's right", "lang": "en-US", "last": true});
    deliver(&app, &call, &yes).await;
    app.model.reply_with([ModelReply::Say("From 8 to 5.")]);
    assert_eq!(within(call.say("When are you open?")).await.words(), "From 8 to 5.");
    assert_eq!((app.model.request_count(), bookings(&app, &call).await), (asked + 1, 1));
    let said = transcript(&app, &call).await;
    assert_eq!(said.iter().filter(|text| *text == "Yes, that's right").count(), 1, "{said:?}");
}

#[tokio::test]
async fn words_that_three_processes_get_at_once_are_answered_once() {
    let (app, mut call) = started().await;
    let connection = call.connection(&app.store(), &app.scope(ACME).await).await;
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    let processes = [(); 3].map(|()| app.other_process([]).voice_stream.expect("a stream"));
    let copies = processes.iter().map(|stream| stream.handle(prompt_event(&connection, "Do you repair heat pumps?")));
    let (_, spoken) = tokio::join!(join_all(copies), within(call.spoken()));
    assert_eq!((spoken.words().as_str(), app.model.request_count()), ("Yes, we do.", 1));
    assert_eq!(within(call.say("I need a visit")).await.clauses, ["Tell me more."]);
    let said = transcript(&app, &call).await;
    assert_eq!(said[1..], ["Do you repair heat pumps?", "Yes, we do.", "I need a visit", "Tell me more."]);
}

#[tokio::test]
async fn caller_who_hangs_up_in_mid_answer_leaves_the_question_and_what_left() {
    let (app, call, _rest) = Box::pin(in_mid_answer()).await;
    call.caller.hang_up().await;
    let said = transcript(&app, &call).await;
    assert_eq!(said[1..3], ["Do you repair heat pumps?", "Yes, we do."], "{said:?}");
    assert!(!said.concat().contains("submarines"), "{said:?}");
}

#[tokio::test]
async fn result_of_a_tool_survives_the_interruption_of_the_words_about_it() {
    let (app, mut call) = started().await;
    let when = json!({"zip": "75201", "when": "tomorrow morning", "part_of_day": "morning"});
    app.model.reply_with([tool("check_availability", when)]);
    let rest = slow_model(&app);
    call.begin_to_say("When can you come to 75201?").await;
    rest.send("We can come tomorrow morning. Or ").expect("the model is asked");
    within(call.next()).await.expect("a sentence");
    call.interrupt("We can come").await;
    within(noted(&app, &call)).await;
    assert!(within(call.spoken()).await.clauses.is_empty(), "the words end");
    app.model.reply_with([tool("book_appointment", visit())]);
    let asked = within(call.say("Tomorrow then, I'm Dana Smith, 12 Oak Street, it needs a tune-up")).await.words();
    assert!(asked.contains("12 Oak Street"), "the offered time can be booked: {asked}");
    let known = app.model.requests()[2]["messages"].to_string();
    assert!(known.contains("2026-11-24_morning"), "{known}");
}

#[tokio::test]
async fn silent_caller_reaches_the_voicemail_by_a_key() {
    let (app, mut call) = started().await;
    app.model.reply_with([ModelReply::Say("Yes, we do. When suits you?")]);
    let mut asked = call.say("Do you tune furnaces?").await.words();
    for _ in 0..3 {
        app.pass_milliseconds(21_000);
        check_call(&app, &call, false).await;
        asked = within(call.spoken()).await.words();
    }
    assert!(asked.contains("To leave a message, press 2"), "{asked}");
    call.send(&json!({"type": "dtmf", "digit": "2"})).await;
    let ended = within(call.spoken()).await;
    let voicemail = call.end(&ended).await;
    assert!(voicemail.said().contains("after the tone"), "{}", voicemail.body);
    assert!(!voicemail.attribute("Record", "action").is_empty(), "{}", voicemail.body);
}

#[tokio::test]
async fn socket_lost_in_mid_answer_goes_on_with_what_was_said() {
    let (app, call, rest) = Box::pin(in_mid_answer()).await;
    let again = within(call.request_action(&[("SessionStatus", "failed"), ("ErrorCode", "64105")])).await;
    let _sent = rest.send("too. ");
    let mut call = RelayCaller::connect(call.caller, again).await.expect("the socket opens");
    assert!(!call.greeting().is_empty() && !call.greeting().contains("submarines"), "{}", call.greeting());
    app.model.reply_always(ModelReply::Say("From 8 to 5."));
    assert_eq!(within(call.say("When are you open?")).await.words(), "From 8 to 5.");
    let asked = app.model.requests().last().expect("a request")["messages"].to_string();
    assert!(asked.contains("heat pumps?") && asked.contains("Yes, we do.") && !asked.contains("submarines"), "{asked}");
}

#[tokio::test]
async fn model_is_never_told_words_that_were_not_sent() {
    let (app, mut call, rest) = Box::pin(in_mid_answer()).await;
    app.model.reply_with([ModelReply::Say("From 8 to 5."), ModelReply::Say("Only until noon.")]);
    assert_eq!(within(call.say("When are you open?")).await.clauses, ["From 8 to 5."]);
    end_overtaken(&app, &sid(&call), rest).await;
    assert_eq!(within(call.say("And on Saturdays?")).await.clauses, ["Only until noon."]);
    for request in app.model.requests_after(1) {
        let asked = request["messages"].to_string();
        assert!(asked.contains("Yes, we do.") && !asked.contains("submarines"), "{asked}");
    }
}
