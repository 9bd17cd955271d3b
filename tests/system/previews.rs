//! Previews: the greeting and the offered slots for any instant, caller and version.

use serde_json::{Value, json};

use super::{calls::up_to_read_back, configuration::draft, webhook_retries::up_to_last_slot};
use crate::support::{ACME, ApiClient, DESERT, TestApp};

async fn preview(app: &TestApp, company: usize, body: &Value) -> Value {
    preview_by(&app.person(company, "viewer"), body).await
}

async fn preview_by(client: &ApiClient, body: &Value) -> Value {
    client.post("/admin/tenants/me/preview", body).await.ok(200)
}

fn slots(preview: &Value) -> Vec<&str> {
    let slots = preview["slots"].as_array().expect("a list");
    slots.iter().map(|slot| slot["id"].as_str().expect("an id")).collect()
}

fn greeting(preview: &Value) -> &str {
    preview["greeting"].as_str().expect("a greeting")
}

#[tokio::test]
async fn preview_now_equals_what_a_caller_hears() {
    let app = TestApp::start().await;
    let shown = preview(&app, ACME, &json!({"from": "+12145550142"})).await;
    assert_eq!(greeting(&shown), app.caller(ACME).ring().await.said());
    assert_eq!((&shown["open"], &shown["changes_at"]), (&json!(true), &json!("2026-11-23T23:00:00Z")));
    assert_eq!((&shown["at"], &shown["local_time"]), (&json!("2026-11-23T16:00:00Z"), &json!("2026-11-23T10:00:00")));
    assert_eq!(shown["voice"], json!({"name": "nova", "twilio": "Polly.Joanna-Neural", "language": "en-US"}));
    assert_eq!(slots(&shown)[..2], ["2026-11-23_afternoon", "2026-11-24_morning"]);
    assert_eq!(shown["slots"][1]["spoken"], "tomorrow, Tuesday, November 24, between 8 AM and noon");
    let prompt = shown["prompt"].as_str().expect("text");
    for part in ["Acme Heating & Air", "Do you service heat pumps?", "+12145550142", "752"] {
        assert!(prompt.contains(part), "{part} in {prompt}");
    }
    assert!(app.model.requests().is_empty(), "a preview asks the model");
}

#[tokio::test]
async fn preview_knows_opening_times_at_night_on_holidays_and_at_clock_changes() {
    let app = TestApp::start().await;
    for (at, local, opens, why) in [
        ("2026-11-24T03:00:00Z", "2026-11-23T21:00:00", "2026-11-24T14:00:00Z", "night"),
        ("2026-11-26T16:00:00Z", "2026-11-26T10:00:00", "2026-11-27T14:00:00Z", "Thanksgiving"),
        ("2026-12-24T19:00:00Z", "2026-12-24T13:00:00", "2026-12-26T15:00:00Z", "a short day, then a holiday"),
        ("2027-03-13T20:00:00Z", "2027-03-13T14:00:00", "2027-03-15T13:00:00Z", "clocks go forward"),
        ("2026-10-31T20:00:00Z", "2026-10-31T15:00:00", "2026-11-02T14:00:00Z", "clocks go back"),
    ] {
        let shown = preview(&app, ACME, &json!({"at": at})).await;
        assert_eq!(shown["open"], false, "{why}");
        assert_eq!(shown["local_time"], local, "{why}");
        assert_eq!(shown["changes_at"], opens, "{why}");
        assert!(greeting(&shown).contains("Our office is closed"), "{why}: {}", greeting(&shown));
    }
    let holiday = preview(&app, ACME, &json!({"at": "2026-11-26T13:00:00Z"})).await;
    assert_eq!(slots(&holiday)[0], "2026-11-27_morning", "a slot is offered on Thanksgiving");
    // The hour that clocks repeat in autumn, and the hour that they skip in spring.
    for (at, local) in [
        ("2026-11-01T06:30:00Z", "2026-11-01T01:30:00"),
        ("2026-11-01T07:30:00Z", "2026-11-01T01:30:00"),
        ("2027-03-14T08:30:00Z", "2027-03-14T03:30:00"),
    ] {
        assert_eq!(preview(&app, ACME, &json!({"at": at})).await["local_time"], local);
    }
}

#[tokio::test]
async fn preview_at_any_instant_is_answered_or_rejected_with_a_message() {
    let app = TestApp::start().await;
    let viewer = app.person(ACME, "viewer");
    for at in ["9999-12-30T22:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "-009999-01-02T02:00:00Z"] {
        let response = viewer.post("/admin/tenants/me/preview", &json!({"at": at})).await;
        assert!([200, 422].contains(&response.status), "{at}: {} {}", response.status, response.body);
    }
    for wrong in [json!({"at": "tomorrow"}), json!({"version": "newest"}), json!({"version": -1}), json!({"when": 1})] {
        assert_eq!(viewer.post("/admin/tenants/me/preview", &wrong).await.problem(422), "invalid", "{wrong}");
    }
    let none = viewer.post("/admin/tenants/me/preview", &json!({"version": 9})).await;
    assert_eq!(none.problem(404), "not-found");
}

#[tokio::test]
async fn preview_of_a_blocked_caller_says_nothing() {
    let app = TestApp::start().await;
    draft(&app.person(ACME, "owner"), &json!({"blocked_callers": ["+12145550199"]})).await;
    let from = |version: &str, from: &str| json!({"version": version, "from": from});
    let blocked = preview(&app, ACME, &from("draft", "+12145550199")).await;
    assert_eq!(blocked.get("greeting"), None);
    assert!(preview(&app, ACME, &from("draft", "+12145550142")).await.get("greeting").is_some());
    assert!(preview(&app, ACME, &from("published", "+12145550199")).await.get("greeting").is_some());
}

#[tokio::test]
async fn preview_of_a_known_caller_greets_by_name() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let dispatcher = app.person(ACME, "dispatcher");
    let returning = preview_by(&dispatcher, &json!({"from": "+12145550142"})).await;
    assert!(greeting(&returning).contains("Welcome back, Dana."), "{}", greeting(&returning));
    let new_caller = preview_by(&dispatcher, &json!({"from": "+12145550143"})).await;
    assert!(!greeting(&new_caller).contains("Welcome back"));
    let elsewhere = preview_by(&app.person(DESERT, "dispatcher"), &json!({"from": "+12145550142"})).await;
    assert!(!greeting(&elsewhere).contains("Dana"), "{}", greeting(&elsewhere));
}

#[tokio::test]
async fn preview_offers_no_full_slot() {
    let app = TestApp::start().await;
    let evening = "2026-11-24_evening";
    assert!(slots(&preview(&app, DESERT, &json!({})).await).contains(&evening));
    let caller = app.caller(DESERT);
    let read_back = up_to_last_slot(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let shown = preview(&app, DESERT, &json!({})).await;
    assert!(!slots(&shown).contains(&evening) && slots(&shown).contains(&"2026-11-24_early"), "{:?}", slots(&shown));
}

#[tokio::test]
async fn preview_of_the_draft_shows_the_draft() {
    let app = TestApp::start().await;
    let change = json!({"greeting": "Acme, good day.", "voice": "onyx", "hours": {"weekly": {"mon": null}}});
    draft(&app.person(ACME, "owner"), &change).await;
    let shown = preview(&app, ACME, &json!({"version": "draft"})).await;
    assert_eq!((&shown["version"], &shown["open"]), (&json!(2), &json!(false)));
    assert_eq!((&shown["voice"]["name"], slots(&shown)[0]), (&json!("onyx"), "2026-11-24_morning"));
    for version in [json!("published"), json!(1)] {
        let shown = preview(&app, ACME, &json!({"version": version})).await;
        assert_eq!((&shown["version"], &shown["open"]), (&json!(1), &json!(true)));
        assert!(greeting(&shown).starts_with("Thank you for calling Acme"));
    }
}
