//! Who is calling: a number is a claim until the carrier attests it in full or a detail of the caller matches.

use domain::{
    booking::{Appointment, AppointmentStatus, BookedBy, CallerIdentity, Customer},
    phone::PhoneNumber,
};
use serde_json::{Value, json};

use super::calls::{up_to_read_back, visit};
use crate::support::{ACME, CALLER, ModelReply, TestApp, TestCaller, tool};

/// Everything but a passed level A, as Twilio sends it.
const UNPROVEN: [Option<&str>; 8] = [
    Some("TN-Validation-Passed-B"),
    Some("TN-Validation-Passed-C"),
    Some("TN-Validation-Failed-A"),
    Some("TN-Validation-Failed"),
    Some("TN-Validation-Passed-A-Diverted"),
    Some("No-TN-Validation"),
    Some(""),
    None,
];

/// Dana's details on file, and the id of her visit.
const ON_FILE: [&str; 5] = ["Dana", "Smith", "Oak", "75201", "7 5 2 0 1"];

/// A visit of Dana's, booked from [`CALLER`] with a full attestation.
async fn dana_books(app: &TestApp) -> Appointment {
    let dana = app.caller(ACME);
    let read_back = up_to_read_back(app, &dana).await;
    dana.say(&read_back, "yes").await;
    app.appointment(&dana).await.expect("booked")
}

async fn customer_on_file(app: &TestApp) -> Option<Customer> {
    let number = PhoneNumber::parse(CALLER).expect("a number");
    app.store().get_caller(&app.customers(ACME).await, &number).await.expect("read").customer
}

async fn appointment(app: &TestApp, appointment: &Appointment) -> Appointment {
    let found = app.store().get_appointment(&app.scope(ACME).await, &appointment.id).await.expect("read");
    found.expect("an appointment")
}

/// The messages of the latest request to the model, without the company's instructions.
fn messages(app: &TestApp) -> String {
    let asked = app.model.requests();
    let messages = asked.last().expect("a request")["messages"].as_array().expect("messages").clone();
    messages[1..].iter().map(ToString::to_string).collect()
}

/// The results of the tools in the latest request to the model.
fn tool_results(app: &TestApp) -> Vec<String> {
    let asked = app.model.requests();
    let messages = asked.last().expect("a request")["messages"].as_array().expect("messages").clone();
    let results = messages.into_iter().filter(|message| message["role"] == "tool");
    results.map(|message| message["content"].as_str().expect("text").to_owned()).collect()
}

fn look_up(house_number: Option<&str>) -> ModelReply {
    tool("look_up_customer", json!({"house_number": house_number, "zip": null, "name": null}))
}

fn spoofed(app: &TestApp, attestation: Option<&str>) -> TestCaller {
    app.caller(ACME).attested(attestation)
}

#[tokio::test]
async fn spoofed_number_hears_and_changes_nothing_on_file() {
    let app = TestApp::start().await;
    let visit = dana_books(&app).await;
    for attestation in UNPROVEN {
        let caller = spoofed(&app, attestation);
        let greeting = caller.ring().await;
        app.model.reply_with([
            tool("look_up_customer", json!({})),
            look_up(Some("12")),
            tool("cancel", json!({"appointment_id": visit.id})),
            ModelReply::Say("What is the house number?"),
        ]);
        let asked = caller.say(&greeting, "Who am I, where do I live, and cancel my visit").await;
        app.model.reply_with([
            tool("check_availability", json!({"zip": null, "when": "Wednesday", "part_of_day": "afternoon"})),
            tool("reschedule", json!({"appointment_id": visit.id, "slot_id": "2026-11-25_afternoon"})),
            look_up(Some("12")),
            ModelReply::Say("I cannot find it."),
        ]);
        let answered = caller.say(&asked, "It's 14. Move my visit to Wednesday afternoon").await;
        let heard = [greeting.said(), asked.said(), answered.said(), messages(&app)].join(" ");
        for detail in ON_FILE {
            assert!(!heard.contains(detail), "{attestation:?}: {detail} in {heard}");
        }
        assert!(!heard.contains("Welcome back") && !heard.contains("booked before from"), "{attestation:?}: {heard}");
        assert!(tool_results(&app).iter().any(|result| result.contains("\"matched\": false")), "{attestation:?}");
        assert_eq!(appointment(&app, &visit).await, visit, "{attestation:?}");
    }
}

#[tokio::test]
async fn fully_attested_number_is_welcomed_and_its_address_stays_on_file() {
    let app = TestApp::start().await;
    let visit = dana_books(&app).await;
    let number = PhoneNumber::parse(CALLER).ok();
    assert_eq!(visit.origin.caller(), Some(&BookedBy { number, identity: CallerIdentity::Attested }));
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert!(greeting.said().contains("Welcome back, Dana."), "{}", greeting.said());
    app.model.reply_with([look_up(None), ModelReply::Say("You have a visit tomorrow.")]);
    caller.say(&greeting, "When is my visit, and what is my address?").await;
    let results = tool_results(&app).concat();
    assert!(results.contains("Dana Smith") && results.contains(visit.id.as_str()), "{results}");
    assert!(!messages(&app).contains("Oak") && !messages(&app).contains("75201"), "{}", messages(&app));
}

#[tokio::test]
async fn attestation_of_a_later_webhook_proves_nothing() {
    let app = TestApp::start().await;
    let visit = dana_books(&app).await;
    let caller = spoofed(&app, None);
    let greeting = caller.ring().await;
    app.model.reply_with([look_up(None), ModelReply::Say("Who is this?")]);
    let action = greeting.attribute("Gather", "action");
    let turn = [("SpeechResult", "Cancel my visit"), ("StirVerstat", "TN-Validation-Passed-A")];
    assert_eq!(caller.post(&action, &turn).await.said(), "Who is this?");
    assert!(!messages(&app).contains("Dana"), "{}", messages(&app));
    assert_eq!(appointment(&app, &visit).await, visit);
}

#[tokio::test]
async fn detail_that_the_caller_says_gives_access_to_their_visits() {
    for words in ["Cancel my visit at 12 Oak Street", "This is Dana Smith in 75201, cancel my visit"] {
        let app = TestApp::start().await;
        let visit = dana_books(&app).await;
        let caller = spoofed(&app, Some("TN-Validation-Passed-B"));
        let greeting = caller.ring().await;
        app.model.reply_with([
            look_up(None),
            tool("cancel", json!({"appointment_id": visit.id})),
            ModelReply::Say("All right."),
        ]);
        caller.say(&greeting, words).await;
        let results = tool_results(&app).concat();
        assert!(results.contains("\"matched\":true") && results.contains(visit.id.as_str()), "{words}: {results}");
        assert!(!results.contains("not one of this caller's"), "{words}: {results}");
    }
}

#[tokio::test]
async fn fourth_guess_is_not_compared() {
    let app = TestApp::start().await;
    let visit = dana_books(&app).await;
    let caller = spoofed(&app, Some("TN-Validation-Passed-C"));
    let mut asked = caller.ring().await;
    for guess in ["I live at 9", "I live at 10", "I live at 11", "I live at 12"] {
        app.model.reply_with([look_up(None), ModelReply::Say("What is the house number?")]);
        asked = caller.say(&asked, guess).await;
    }
    assert!(tool_results(&app).last().expect("a result").contains("Do not ask again"), "{:?}", tool_results(&app));
    app.model.reply_with([tool("cancel", json!({"appointment_id": visit.id})), ModelReply::Say("Sorry.")]);
    caller.say(&asked, "Cancel it").await;
    assert_eq!(appointment(&app, &visit).await.status, AppointmentStatus::Booked);
}

#[tokio::test]
async fn guesses_of_a_day_have_a_limit_over_all_calls_from_a_number() {
    let app = TestApp::start().await;
    dana_books(&app).await;
    let guess = async |words: &str| {
        let caller = spoofed(&app, None);
        let greeting = caller.ring().await;
        app.model.reply_with([look_up(None), ModelReply::Say("What is the house number?")]);
        caller.say(&greeting, words).await;
        tool_results(&app).last().expect("a result").contains("\"matched\":true")
    };
    for nth in 0..3 {
        assert!(guess("I live at 12 Oak Street").await, "after {nth} calls");
        assert!(!guess(&format!("I live at {}1 or {}2 or {}3", nth + 4, nth + 4, nth + 4)).await);
    }
    for number in ["14", "15", "16"] {
        guess(&format!("I live at {number}")).await;
    }
    for number in ["17", "18", "19", "20", "21"] {
        guess(&format!("I live at {number}")).await;
    }
    assert!(!guess("I live at 12 Oak Street").await, "the limit is reached");
    let attested = app.caller(ACME).ring().await;
    assert!(attested.said().contains("Welcome back, Dana."), "an attested number needs no detail");
    app.set_now("2026-11-24T16:00:00Z");
    assert!(guess("I live at 12 Oak Street").await, "the next day");
}

/// Books a visit with these details, in a call that has begun.
async fn book(app: &TestApp, caller: &TestCaller, words: &str, details: [(&str, &str); 2]) -> Appointment {
    let mut arguments = visit();
    for (name, value) in details {
        arguments[name] = Value::from(value);
    }
    arguments["slot_id"] = json!("2026-11-25_morning");
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "Wednesday", "part_of_day": "morning"})),
        tool("book_appointment", arguments),
    ]);
    let greeting = caller.ring().await;
    let read_back = caller.say(&greeting, words).await;
    caller.say(&read_back, "Yes, that's right").await;
    app.appointment(caller).await.expect("booked")
}

#[tokio::test]
async fn unproven_caller_books_as_a_new_customer_and_the_visit_is_marked() {
    let app = TestApp::start().await;
    dana_books(&app).await;
    let before = customer_on_file(&app).await.expect("on file");
    let caller = spoofed(&app, None);
    let details = [("name", "Lee Park"), ("street_address", "7 Elm Street")];
    let booked = book(&app, &caller, "My heat pump is loud, Lee Park, 7 Elm Street, Wednesday morning", details).await;
    let number = PhoneNumber::parse(CALLER).ok();
    assert_eq!(booked.origin.caller(), Some(&BookedBy { number, identity: CallerIdentity::Claimed }));
    assert_eq!(customer_on_file(&app).await, Some(before), "a claim changed a customer's record");
    // The customer does not find the other visit among their own.
    let dana = app.caller(ACME);
    let greeting = dana.ring().await;
    app.model.reply_with([look_up(None), ModelReply::Say("One visit.")]);
    dana.say(&greeting, "What visits do I have?").await;
    assert!(!tool_results(&app).concat().contains(booked.id.as_str()));
}

#[tokio::test]
async fn call_with_lost_greeting_changes_no_customer_record() {
    let app = TestApp::start().await;
    dana_books(&app).await;
    let before = customer_on_file(&app).await.expect("on file");
    let caller = app.caller(ACME);
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "morning"})),
        tool("book_appointment", visit()),
    ]);
    let words = [("SpeechResult", "My furnace needs a tune-up, I'm Lee Park, 7 Elm Street, 75201, tomorrow morning")];
    let read_back = caller.post("/twilio/turn?step=1", &words).await;
    caller.say(&read_back, "Yes, that's right").await;
    let booked = app.appointment(&caller).await.expect("booked");
    assert_eq!(booked.origin.caller().expect("recorded").identity, CallerIdentity::Claimed);
    assert_eq!(customer_on_file(&app).await, Some(before));
}

#[tokio::test]
async fn visit_of_a_caller_with_a_matching_detail_is_marked_as_matched() {
    let app = TestApp::start().await;
    dana_books(&app).await;
    let caller = spoofed(&app, None);
    let details = [("name", "Dana Smith"), ("street_address", "12 Oak Street")];
    let booked = book(&app, &caller, "It's Dana Smith, 12 Oak Street, once more on Wednesday morning", details).await;
    assert_eq!(booked.origin.caller().expect("recorded").identity, CallerIdentity::Matched);
}

#[tokio::test]
async fn new_customer_without_attestation_is_recognised_by_a_detail_next_time() {
    let app = TestApp::start().await;
    let details = [("name", "Lee Park"), ("street_address", "7 Elm Street")];
    let words = "My heat pump is loud, Lee Park, 7 Elm Street, 75201, Wednesday morning";
    let booked = book(&app, &spoofed(&app, None), words, details).await;
    assert_eq!(booked.origin.caller().expect("recorded").identity, CallerIdentity::Claimed);
    let again = spoofed(&app, None);
    let greeting = again.ring().await;
    assert!(!greeting.said().contains("Lee"), "{}", greeting.said());
    app.model.reply_with([look_up(Some("7")), ModelReply::Say("Wednesday.")]);
    again.say(&greeting, "When do you come to 7 Elm?").await;
    assert!(tool_results(&app).concat().contains(booked.id.as_str()), "{:?}", tool_results(&app));
}

#[tokio::test]
async fn withheld_number_has_nothing_on_file() {
    let app = TestApp::start().await;
    dana_books(&app).await;
    let caller = app.caller(ACME).from("anonymous");
    let greeting = caller.ring().await;
    app.model.reply_with([look_up(Some("12")), ModelReply::Say("Sorry.")]);
    caller.say(&greeting, "I live at 12 Oak Street").await;
    assert_eq!(tool_results(&app), ["The caller's number is withheld, so nothing is known."]);
}

#[tokio::test]
async fn test_call_can_have_any_attestation() {
    let app = TestApp::start().await;
    dana_books(&app).await;
    let manager = app.person(ACME, "manager");
    let greeting = async |body: Value| {
        let begun = manager.post("/admin/tenants/me/test-calls", &body).await.ok(201);
        begun["said"].to_string()
    };
    assert!(greeting(json!({"from": CALLER})).await.contains("Welcome back, Dana."));
    assert!(greeting(json!({"from": CALLER, "attestation": "full"})).await.contains("Welcome back, Dana."));
    for attestation in ["partial", "gateway", "failed", "none"] {
        let said = greeting(json!({"from": CALLER, "attestation": attestation})).await;
        assert!(!said.contains("Dana"), "{attestation}: {said}");
    }
    let body = json!({"from": CALLER, "attestation": "unrecorded"});
    manager.post("/admin/tenants/me/test-calls", &body).await.ok(422);
}
