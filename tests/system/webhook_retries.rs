//! Repeated, late and concurrent webhooks; concurrent bookings; a crash of the process.

use std::time::Duration;

use domain::booking::AppointmentStatus;
use jiff::civil::date;
use local::{
    manifest::Manifest,
    system::{Aws, Model, System, SystemOptions, Variables},
};
use local_aws::Storage;
use platform::clock::Clock;
use serde_json::json;

use super::calls::{up_to_read_back, visit};
use crate::support::{ACME, DESERT, ModelReply, ScriptedModel, TestApp, TestCaller, tool};

#[tokio::test]
async fn repeated_webhook_gets_the_same_response_without_effect() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert_eq!(caller.ring().await, greeting);
    app.model.reply_with([ModelReply::Say("What is your ZIP code?"), ModelReply::Say("Never said.")]);
    let first = caller.say(&greeting, "My furnace needs a tune-up").await;
    assert_eq!(caller.say(&greeting, "My furnace needs a tune-up").await, first);
    assert_eq!(app.model.requests().len(), 1);
}

#[tokio::test]
async fn repeated_confirmation_books_once() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    assert_eq!(caller.say(&read_back, "yes").await, booked);
    assert_eq!(booked_capacity(&app, ACME, "2026-11-24_morning").await, 1);
}

#[tokio::test]
async fn concurrent_webhooks_of_one_turn_book_once() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    let responses = futures_util::future::join_all((0..6).map(|_| caller.say(&read_back, "yes"))).await;
    assert!(responses.iter().all(|response| *response == responses[0]), "{responses:?}");
    assert!(responses[0].said().contains("You're booked"));
    assert_eq!(booked_capacity(&app, ACME, "2026-11-24_morning").await, 1);
}

#[tokio::test]
async fn late_webhook_gets_its_old_response_without_effect() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.model.reply_with([ModelReply::Say("First answer."), ModelReply::Say("Second answer.")]);
    let first = caller.say(&greeting, "one").await;
    let second = caller.say(&first, "two").await;
    assert_eq!(caller.say(&greeting, "one, late").await, first);
    assert_eq!(caller.say(&first, "two, late").await, second);
    let early = second.attribute("Gather", "action").replace("step=3", "step=9");
    assert_eq!(caller.post(&early, &[("SpeechResult", "from the future")]).await.said(), "Second answer.");
    assert_eq!(app.model.requests().len(), 2);
}

#[tokio::test]
async fn repeated_call_end_is_counted_once() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "hello").await;
    assert_eq!(caller.hang_up().await.status, 204);
    assert_eq!(
        caller.post("/twilio/status", &[("CallStatus", "in-progress"), ("SequenceNumber", "1")]).await.status,
        204
    );
    assert_eq!(caller.hang_up().await.status, 204);
    let late = caller.say(&greeting, "hello, after the end").await;
    assert_eq!(late.said(), "Tell me more.", "the stored reply");
    let (store, scope) = (app.store(), app.scope(ACME).await);
    app.system.stop().await;
    let usage = store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read").expect("counted");
    assert_eq!(usage.calls, 1);
}

/// The arguments of a visit in Desert Comfort's evening window, which has a capacity of one.
fn last_slot() -> serde_json::Value {
    let mut visit = visit();
    visit["slot_id"] = json!("2026-11-24_evening");
    visit["zip"] = json!("85004");
    visit
}

/// A call up to the read-back of a visit in the evening window.
pub(crate) async fn up_to_last_slot(app: &TestApp, caller: &TestCaller) -> crate::support::WebhookResponse {
    app.model.reply_with([
        tool("check_availability", json!({"zip": "85004", "when": "tomorrow", "part_of_day": "evening"})),
        tool("book_appointment", last_slot()),
    ]);
    let greeting = caller.ring().await;
    caller.say(&greeting, "Tomorrow evening please").await
}

#[tokio::test]
async fn last_slot_goes_to_one_caller_and_the_other_gets_an_offer() {
    let app = TestApp::start().await;
    let (one, two) = (app.caller(DESERT), app.caller(DESERT).from("+16025550143"));
    let (read_to_one, read_to_two) = (up_to_last_slot(&app, &one).await, up_to_last_slot(&app, &two).await);
    let (one_answer, two_answer) = tokio::join!(one.say(&read_to_one, "yes"), two.say(&read_to_two, "yes"));
    let booked = |said: &str| said.contains("You're booked");
    assert_ne!(booked(&one_answer.said()), booked(&two_answer.said()), "{} / {}", one_answer.said(), two_answer.said());
    let (winner, loser, offer) =
        if booked(&one_answer.said()) { (&one, &two, two_answer) } else { (&two, &one, one_answer) };
    assert_eq!(booked_capacity(&app, DESERT, "2026-11-24_evening").await, 1);
    assert!(app.appointment(winner).await.is_some() && app.appointment(loser).await.is_none());
    assert!(
        offer.said().contains("taken just now") && offer.said().contains("The next one I have is"),
        "{}",
        offer.said()
    );
    loser.say(&offer, "Yes, please").await;
    let visit = app.appointment(loser).await.expect("booked").visit;
    assert_eq!(visit.slot.id.to_string(), "2026-11-24_early", "the earliest free window of the day");
}

/// The model asks for a booking and a message in one answer, and another caller takes the slot meanwhile. The booking is
/// read back, and the message is reported as not done.
#[tokio::test]
async fn booking_beside_message_slot_taken_offers_next_slot() {
    let app = TestApp::start().await;
    let (one, two) = (app.caller(DESERT), app.caller(DESERT).from("+16025550143"));
    let (read_to_one, read_to_two) = (up_to_last_slot(&app, &one).await, up_to_last_slot(&app, &two).await);
    app.model.reply_with([ModelReply::Say("Shall I go ahead?")]);
    let asked = one.say(&read_to_one, "what does that cost").await;
    assert!(two.say(&read_to_two, "yes").await.said().contains("You're booked"));
    let message = json!({"name": null, "callback_number": null, "message": "Please call first", "urgent": false});
    app.model.reply_with([ModelReply::Call(vec![("book_appointment", last_slot()), ("take_message", message)])]);
    let read_back = one.say(&asked, "go on then").await;
    let offer = one.say(&read_back, "yes").await;
    assert!(
        offer.said().contains("taken just now") && offer.said().contains("The next one I have is"),
        "{}",
        offer.said()
    );
    assert_eq!(booked_capacity(&app, DESERT, "2026-11-24_evening").await, 1);
    app.model.reply_with([ModelReply::Say("What else can I do?")]);
    one.say(&offer, "no").await;
    let history = app.model.requests().last().expect("asked")["messages"].to_string();
    assert!(history.contains("someone else has just taken this slot"), "{history}");
    assert!(history.contains("error: not done"), "the model reads that the message was not taken: {history}");
}

#[tokio::test]
async fn slot_of_a_cancelled_visit_can_be_booked_again() {
    let app = TestApp::start().await;
    let one = app.caller(DESERT);
    let read_back = up_to_last_slot(&app, &one).await;
    one.say(&read_back, "yes").await;
    let id = app.appointment(&one).await.expect("booked").id;
    let (store, scope) = (app.store(), app.scope(DESERT).await);
    store.cancel(&scope, &id, &app.occasion()).await.expect("cancelled");
    store.cancel(&scope, &id, &app.occasion()).await.expect("cancelled before");
    assert_eq!(booked_capacity(&app, DESERT, "2026-11-24_evening").await, 0);
    assert_eq!(app.appointment(&one).await.expect("an appointment").status, AppointmentStatus::Cancelled);
    let two = app.caller(DESERT);
    let read_back = up_to_last_slot(&app, &two).await;
    assert!(two.say(&read_back, "yes").await.said().contains("You're booked"));
}

async fn booked_capacity(app: &TestApp, company: usize, slot: &str) -> u32 {
    let scope = app.scope(company).await;
    let slot: domain::slot::SlotId = slot.parse().expect("a slot");
    let days = domain::dates::DateRange::day(slot.date);
    app.store().read_capacity(&scope, days).await.expect("read").get(&slot).copied().unwrap_or(0)
}

#[tokio::test]
async fn call_continues_after_a_process_crash() {
    let directory = tempfile::tempdir().expect("a directory");
    let model = ScriptedModel::start(std::sync::Arc::default()).await;
    let options = |port| SystemOptions {
        port,
        aws: Aws::Embedded(Storage::Directory(directory.path().to_owned())),
        data_dir: Some(directory.path().to_owned()),
        model: Model::Server {
            api_key: "a-key".to_owned(),
            named_keys: [].into(),
            config: model.config(Duration::from_secs(10)),
        },
        public_url: None,
        real_number: None,
        clock: Clock::system(),
        settings: Variables::new(),
    };
    let first = System::start(options(0)).await.expect("starts");
    let caller = TestCaller::new(&first.manifest, ACME);
    let greeting = caller.ring().await;
    // Dropped, not stopped, like a crash.
    drop(first);
    let port: u16 = caller.url("").rsplit(':').next().expect("a port").parse().expect("a number");
    let second = restart(|| options(port)).await;
    let found = Manifest::found_in(directory.path()).expect("an appointment");
    assert_eq!(found.tenants[ACME].twilio_auth_token, second.manifest.tenants[ACME].twilio_auth_token);
    assert_eq!(caller.say(&greeting, "Are you still there?").await.said(), "Tell me more.");
}

/// Starts a system on a port that becomes free when the old listener's task ends.
async fn restart(options: impl Fn() -> SystemOptions) -> System {
    for _ in 0..1_000 {
        match System::start(options()).await {
            Ok(system) => return system,
            Err(_) => tokio::task::yield_now().await,
        }
    }
    panic!("the port stays in use");
}
